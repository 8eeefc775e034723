package bot

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Who waits for a question to be covered is written a direct message. Where those
// are closed, the person's next private reply says it: that is the word.

// wordTime is how long a reply waits to learn whether there is a word.
const wordTime = 500 * time.Millisecond

// withWord adds the word that waits for a person to a private reply, if it is one
// that has room for it: an answer, or a note with good news. The function gives
// the word back, for a reply that could not be shown.
func (b *Bot) withWord(ctx context.Context, o Origin, x Screen) (with Screen, giveBack func()) {
	switch x := x.(type) {
	case AnswerScreen:
		word, giveBack := b.takeWord(ctx, o)
		x.Word = strings.TrimSpace(x.Word + " " + word)
		return x, giveBack
	case Note:
		if x.Tone != ToneInfo && x.Tone != ToneDone {
			break
		}
		word, giveBack := b.takeWord(ctx, o)
		if word != "" {
			x.Text += "\n%s"
			x.Names = append(x.Names[:len(x.Names):len(x.Names)], word)
		}
		return x, giveBack
	}
	return x, func() {}
}

// maxWorded is how many questions a word names, and maxWordedText how much of
// each.
const (
	maxWorded     = 3
	maxWordedText = 80
)

func (b *Bot) takeWord(ctx context.Context, o Origin) (word string, giveBack func()) {
	ctx, cancel := linger(ctx, wordTime)
	defer cancel()
	covered, err := b.Store.TakeWord(ctx, o.Place.Space(), o.Person.ID)
	if err != nil {
		b.Log.Warn("no word taken", "space", o.Place.Space(), "err", err)
	}
	if len(covered) == 0 {
		return "", func() {}
	}
	var list []string
	for _, s := range covered[:min(len(covered), maxWorded)] {
		list = append(list, "“"+shorten(s.Question, maxWordedText)+"”")
	}
	if more := len(covered) - len(list); more > 0 {
		list = append(list, fmt.Sprintf("and %d more", more))
	}
	word = "The sources now answer what you waited for: " + strings.Join(list, ", ") +
		". Your direct messages are closed, so I say it here; ask again to see the answer."
	return word, func() {
		ctx, cancel := linger(ctx, replyTime)
		defer cancel()
		for _, s := range covered {
			if err := b.Store.LeaveWord(ctx, s); err != nil {
				b.Log.Warn("a word is lost", "space", s.Space, "err", err)
			}
		}
	}
}
