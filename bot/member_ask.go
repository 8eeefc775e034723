package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"footnote/retrieval"
)

// asking is a question that somebody asks.
type asking struct {
	origin  Origin
	text    string
	before  *Posted // the answer that it goes on from; nil if none
	private bool
	asked   bool   // shows the question above the answer
	word    string // said to the asker above a private answer
	at      time.Time
}

// askCommand answers /ask.
func (b *Bot) askCommand(ctx context.Context, c Command) Response {
	s, err := b.settings.of(ctx, c.Place.Space())
	if err != nil {
		return b.fail(err, "settings not read", c.Origin)
	}
	private := s.Private
	if option, set := c.Options["private"]; set {
		private = option == "true"
	}
	return b.askPrivately(c.Origin, s, asking{origin: c.Origin, text: c.Options["question"], private: private, asked: true})
}

// furtherForm opens the form under an answer.
func (b *Bot) furtherForm(ctx context.Context, p Press) Response {
	ctx, cancel := context.WithTimeout(ctx, firstAnswer)
	defer cancel()
	answer, no := b.answerOf(ctx, p.Origin, p.CustomID)
	if no != nil {
		return *no
	}
	return Response{Form: &Form{ID: VerbFurther.ID(answer.ID), Title: "Ask further", Fields: []Field{{
		Name: "question", Label: "What else do you want to know?", Placeholder: "And who goes with him?",
		Long: true, Required: true, Max: retrieval.MaxQuestion,
	}}}}
}

// further answers the form: the question before is that of the answer under which
// it was opened, whoever asked it. What goes on from a private answer is private.
func (b *Bot) further(ctx context.Context, f Submission) Response {
	ctx, cancel := context.WithTimeout(ctx, firstAnswer)
	defer cancel()
	answer, no := b.answerOf(ctx, f.Origin, f.CustomID)
	if no != nil {
		return *no
	}
	s, err := b.settings.of(ctx, f.Place.Space())
	if err != nil {
		return b.fail(err, "settings not read", f.Origin)
	}
	return b.askPrivately(f.Origin, s, asking{
		origin: f.Origin, text: f.Fields["question"], before: &answer, private: answer.Private, asked: true,
	})
}

// askPrivately takes a question that came with an interaction: whoever is turned
// away hears it alone.
func (b *Bot) askPrivately(o Origin, s Settings, q asking) Response {
	if !q.private && !o.CanPost {
		q.private, q.word = true, "I may not write in this channel, so only you see this answer."
	}
	task, no := b.admit(s, q)
	if no != nil {
		return Response{Show: *no, Private: true}
	}
	return Response{Task: task, Private: q.private}
}

// admit says at once, from memory, whether a question is taken; the Note says why
// not. A place in the queue is taken before the question is counted: who is told
// "busy" has not used up anything.
func (b *Bot) admit(s Settings, q asking) (Task, *Note) {
	if no := b.askable(s, &q); no != nil {
		return nil, no
	}
	t, no := b.replyTask(q.origin, q.private, func(ctx context.Context, sink Sink) { b.answer(ctx, sink, q) })
	if no != nil {
		return nil, no
	}
	if no := b.overLimit(q.origin, s); no != nil {
		t.Drop()
		return nil, no
	}
	return t, nil
}

// askable looks at what is asked, and where.
func (b *Bot) askable(s Settings, q *asking) *Note {
	q.text = strings.TrimSpace(strings.ToValidUTF8(q.text, "\uFFFD"))
	q.at = b.Now()
	if err := retrieval.Check(q.text); err != nil {
		b.Meter.Turned("question")
		n := failNote(err)
		n.Tone = ToneRefused
		return &n
	}
	if !answersIn(q.origin.Place, s) {
		b.Meter.Turned("channel")
		n := elsewhere(s)
		return &n
	}
	return nil
}

// maxElsewhere is how many channels elsewhere names.
const maxElsewhere = 10

// elsewhere says where the bot answers.
func elsewhere(s Settings) Note {
	text := "I do not answer in this channel."
	var list []string
	for _, c := range s.Channels {
		if isSnowflake(c) && !slices.Contains(list, "<#"+c+">") && len(list) < maxElsewhere {
			list = append(list, "<#"+c+">")
		}
	}
	if len(list) > 0 {
		text += " Ask me in " + strings.Join(list, ", ")
		if len(s.Channels) > maxElsewhere {
			text += " or others"
		}
		text += "."
	}
	return Say(ToneRefused, text)
}

// isSnowflake reports whether a text is an id as Discord makes them, so that it
// may stand in mark-up.
func isSnowflake(id string) bool {
	return id != "" && len(id) <= 20 && strings.Trim(id, "0123456789") == ""
}

// overLimit counts a question, and says when to try again if it is one too many.
func (b *Bot) overLimit(o Origin, s Settings) *Note {
	member, server := under(s.MemberLimit, b.Ceilings.MemberLimit), under(s.ServerLimit, b.Ceilings.ServerLimit)
	wait, whole := b.limits.take(o.Place.Space(), o.Person.ID, member, server)
	if wait <= 0 {
		return nil
	}
	b.Meter.Turned("limit")
	text := "You have asked as much as one member may here: %s. You can ask again %s."
	what := fmt.Sprintf("%s in ten minutes", questions(member))
	if whole {
		text = "This server has asked as much as it may: %s. You can ask again %s."
		what = fmt.Sprintf("%s in an hour", questions(server))
	}
	// Rounded up: who comes at the second that is named is not turned away again.
	until := b.Now().Add(wait + time.Second - 1).Unix()
	n := Say(ToneRefused, fmt.Sprintf(text, what, fmt.Sprintf("<t:%d:R>", until)))
	return &n
}

func questions(n int) string {
	if n == 1 {
		return "one question"
	}
	return fmt.Sprintf("%d questions", n)
}

// openPrivate opens the private answer to a mention: for the one who asked, once.
func (b *Bot) openPrivate(ctx context.Context, p Press) Response {
	s, err := b.settings.of(ctx, p.Place.Space())
	if err != nil {
		return b.fail(err, "settings not read", p.Origin)
	}
	_, args := ReadID(p.CustomID, 1)
	if len(args) != 1 {
		return staleButton()
	}
	what, _ := b.pending.take(p.Origin, args[0])
	q, ok := what.(asking)
	if !ok || q.origin.Place.Channel != p.Place.Channel {
		return refuse("This answer can be opened by the one who asked, once, and within a quarter of an hour. Use /ask to ask for yourself.")
	}
	q.origin = p.Origin
	if no := b.askable(s, &q); no != nil {
		return Response{Show: *no, Private: true}
	}
	// It was counted when the mention was answered.
	t, no := b.replyTask(p.Origin, true, func(ctx context.Context, sink Sink) { b.answer(ctx, sink, q) })
	if no != nil {
		b.pending.keep(p.Origin, args[0], q)
		return Response{Show: *no, Private: true}
	}
	return Response{Task: t, Private: true}
}
