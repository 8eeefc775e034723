package bot

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"footnote/retrieval"
)

// checkMessage says of each statement of a message what the sources say, to the
// one who wants to know. It counts as a question.
func (b *Bot) checkMessage(ctx context.Context, c Command) Response {
	settings, err := b.settings.of(ctx, c.Place.Space())
	if err != nil {
		return b.fail(err, "settings not read", c.Origin)
	}
	switch {
	case c.Message == nil || strings.TrimSpace(c.Message.Text) == "":
		return refuse("There is no text in this message that I can read, so there is nothing to check.")
	case utf8.RuneCountInString(c.Message.Text) > retrieval.MaxText:
		return refuse("This message is too long to check: 8,000 characters are the limit.")
	case !answersIn(c.Place, settings):
		b.Meter.Turned("channel")
		return Response{Show: elsewhere(settings), Private: true}
	}
	t, no := b.replyTask(c.Origin, true, func(ctx context.Context, sink Sink) {
		_, _ = b.tell(ctx, sink, b.checked(ctx, c))
	})
	if no == nil {
		if no = b.overLimit(c.Origin, settings); no != nil {
			t.Drop()
		}
	}
	if no != nil {
		return Response{Show: *no, Private: true}
	}
	return Response{Task: t, Private: true}
}

func (b *Bot) checked(ctx context.Context, c Command) Screen {
	work, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	found, err := b.Checker.CheckText(work, c.Place.Space(), strings.ToValidUTF8(c.Message.Text, "\uFFFD"))
	if err == nil {
		return CheckScreen{Link: c.Message.Link, Checked: found}
	}
	if work.Err() != nil {
		err = errors.Join(work.Err(), err)
	}
	return b.unanswered(ctx, err, c.Origin)
}
