package bot

import (
	"context"
	"strings"
	"unicode"

	"footnote/corpus"
)

// said answers a message: a mention or a reply asks, as /ask does. What is said
// here can be read by everybody and was not asked for by a command, so all that
// is no answer is said once a minute to each person, and then there is silence.
//
// That a message arrives shows that the bot is a member of the server: there is
// no need to look at Origin.Installed.
func (b *Bot) said(ctx context.Context, s Said) Response {
	if s.Bot {
		return Response{}
	}
	if s.Direct || s.Place.Guild == "" {
		return b.hint(s, Say(ToneInfo, "I answer in servers, from their own sources: use /ask in a channel of a server that has invited me, or mention me there."))
	}
	settings, err := b.settings.of(ctx, s.Place.Space())
	if err != nil {
		b.Log.Warn("settings not read", "space", s.Place.Space(), "err", err)
		return b.hint(s, failNote(err))
	}
	q := asking{origin: s.Origin, text: s.Text, private: settings.Private}
	if !answersIn(s.Place, settings) {
		b.Meter.Turned("channel")
		return b.hint(s, elsewhere(settings))
	}
	if n, none := wordless(s); none {
		return b.hint(s, n)
	}
	if q.private {
		return b.saidPrivately(s, settings, q)
	}
	q.before = b.repliedTo(ctx, s)
	task, no := b.admit(settings, q)
	if no != nil {
		return b.hint(s, *no)
	}
	return Response{Task: task}
}

// repliedTo is the answer that a message goes on from, whoever asked for it; nil
// for none. Without it the message has the writer's own questions before it.
func (b *Bot) repliedTo(ctx context.Context, s Said) *Posted {
	if s.To == "" {
		return nil
	}
	b.saving.waitIn(ctx, s.Place.Space(), s.Place.Channel, "")
	p, err := b.Store.AnswerIn(ctx, s.Place.Space(), s.To)
	if err != nil && !corpus.HasCode(err, corpus.CodeMissing) {
		b.Log.Warn("answer not found by its message", "space", s.Place.Space(), "err", err)
	}
	if err != nil || p.Private || p.Place.Channel != s.Place.Channel {
		return nil
	}
	return &p
}

// hint is a reply that a person gets once a minute.
func (b *Bot) hint(s Said, n Note) Response {
	if !b.limits.once(s.Place.Space(), s.Person.ID) {
		return Response{}
	}
	return Response{Show: n}
}

// wordless says how to ask, to somebody whose message has no words. Discord
// delivers no text of a reply that does not ping the bot.
func wordless(s Said) (n Note, none bool) {
	switch {
	case strings.ContainsFunc(s.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		return Note{}, false
	case s.Reply && strings.TrimSpace(s.Text) == "":
		return Say(ToneInfo, "Discord does not show me the text of this reply. Mention me in it, use /ask, or press “Ask further” under an answer."), true
	}
	return Say(ToneInfo, "Write your question behind the mention, or use /ask. /help shows what I can do."), true
}

// saidPrivately answers a mention where answers are private: with a button that
// opens the answer for the one who asked. It counts as a question now, so that
// mentions cannot fill a channel with buttons.
func (b *Bot) saidPrivately(s Said, settings Settings, q asking) Response {
	if no := b.askable(settings, &q); no != nil {
		return b.hint(s, *no)
	}
	if no := b.overLimit(s.Origin, settings); no != nil {
		return b.hint(s, *no)
	}
	q.asked = true
	n := Say(ToneInfo, "Answers are private in this server. Press the button, and only you will see the answer.")
	n.Buttons = []Button{{ID: VerbPrivate.ID(b.pending.put(s.Origin, q)), Label: "Show me the answer"}}
	return Response{Show: n}
}
