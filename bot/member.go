package bot

import (
	"context"
	"time"

	"github.com/google/uuid"

	"footnote/corpus"
)

// memberHandlers names what every member can do.
func (b *Bot) memberHandlers() {
	b.commands = map[string]handler[Command]{
		CommandAsk:    {handle: b.askCommand},
		CommandHelp:   {handle: b.help},
		CommandForget: {handle: b.forgetMe},
		CommandCheck:  {handle: b.checkMessage},
	}
	b.presses = map[Verb]handler[Press]{
		VerbPassages:  {handle: b.passages},
		VerbUp:        {handle: b.voteUp},
		VerbDown:      {handle: b.voteDown},
		VerbFurther:   {handle: b.furtherForm},
		VerbSubscribe: {handle: b.subscribe},
		VerbPrivate:   {handle: b.openPrivate},
		VerbForget:    {handle: b.forgetReally},
	}
	b.submissions = map[Verb]handler[Submission]{
		VerbFurther: {handle: b.further},
		VerbReason:  {handle: b.reason},
	}
	b.examples = newExamples(b.Exampler, b.Now)
	b.saving = newSaving()
	b.upkeep.onChange(b.examples.forget)
}

// firstAnswer is how much of Discord's three seconds a first answer may wait for
// the store.
const firstAnswer = 2 * time.Second

// answerOf finds the answer that a custom_id names, for somebody who may see it:
// in the server and channel where it stands and, if it is private, by the one who
// asked. The Note says why not.
func (b *Bot) answerOf(ctx context.Context, o Origin, customID string) (Posted, *Response) {
	stale := staleButton()
	_, args := ReadID(customID, 1)
	if len(args) != 1 || uuid.Validate(args[0]) != nil {
		return Posted{}, &stale
	}
	b.saving.wait(ctx, args[0])
	p, err := b.Store.Answer(ctx, o.Place.Space(), args[0])
	switch {
	case corpus.HasCode(err, corpus.CodeMissing):
		return Posted{}, &stale
	case err != nil:
		failed := b.fail(err, "answer not read", o)
		return Posted{}, &failed
	case p.Space != o.Place.Space(), p.Place.Channel != o.Place.Channel, p.Private && p.Person != o.Person.ID:
		return Posted{}, &stale
	}
	return p, nil
}

// say is a private reply that is complete.
func say(tone Tone, text string, names ...string) Response {
	return Response{Show: Say(tone, text, names...), Private: true}
}
