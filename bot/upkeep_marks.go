package bot

import (
	"context"
	"time"

	"footnote/corpus"
)

// markTime is how long public answers are kept in step with their sources. What is
// stored of older ones follows too, but nothing is edited.
const markTime = 30 * 24 * time.Hour

// cleaner is the one of the bot itself.
func (u *upkeep) cleaner() Cleaner {
	return Cleaner{Library: u.Library, Withdrawn: u.Remover.Withdrawn, Records: u.Store, Now: u.Now}
}

// showMarks edits the public answers that were changed in the records. What cannot
// be edited now is left for the next look, within the hour.
func (u *upkeep) showMarks(ctx context.Context, space corpus.Space) error {
	changed, err := u.Store.Unshown(ctx, space)
	if err != nil {
		return err
	}
	for _, p := range changed {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := u.editPosted(ctx, p); corpus.HasCode(err, corpus.CodeBusy) {
			u.again[space] = true
			continue
		}
		if err := u.Store.Shown(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// editPosted shows an answer as it is now, with the marks under it. Who cannot be
// reached any more is left alone: private answers, old ones, archived threads,
// channels that are gone.
func (u *upkeep) editPosted(ctx context.Context, p Posted) error {
	if p.Private || p.Message == "" || u.Now().Sub(p.At) > markTime {
		return nil
	}
	channel, err := u.Directory.Channel(ctx, p.Place.Channel)
	switch {
	case corpus.HasCode(err, corpus.CodeMissing):
		return nil
	case err != nil:
		return later(err)
	case channel.Archived || !channel.CanPost:
		return nil
	}
	rest(ctx, editPause)
	err = u.Outbox.Edit(ctx, p.Place.Channel, p.Message, AnswerScreen{ID: p.ID, Answer: p.Answer, Marks: p.Marks, Asked: true, CanSubscribe: !p.Answer.Answered})
	switch {
	case err == nil:
		return nil
	case corpus.HasCode(err, corpus.CodeMissing):
		return nil
	}
	u.Log.Warn("answer not marked", "space", p.Space, "err", err)
	return later(err)
}

// later says that an answer is to be edited another time.
func later(err error) error {
	return &corpus.Problem{Code: corpus.CodeBusy, Message: "The answer could not be edited now.", Err: err}
}
