package bot

import (
	"context"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// askAgain bounds one question that is asked again.
const askAgain = 30 * time.Second

// covered reports whether the sources answer a question now. It quotes: no
// tokens are spent on what nobody reads.
func (u *upkeep) covered(ctx context.Context, space corpus.Space, question string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, askAgain)
	defer cancel()
	a, err := u.Asker.Ask(ctx, retrieval.Question{Space: space, Text: question, QuoteOnly: true}, nil)
	return a.Answered, err
}

// tellCovered writes to those who wait for a question that is answered now: once,
// slowly, and only if they are still members.
func (u *upkeep) tellCovered(ctx context.Context, space corpus.Space) error {
	waiting, err := u.Store.Subscriptions(ctx, space)
	if err != nil {
		return err
	}
	var failed error // the last one; the others are told all the same
	for _, s := range waiting {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		yes, err := u.covered(ctx, space, s.Question)
		if err == nil && yes {
			err = u.tell(ctx, s)
		}
		if err != nil {
			u.Log.Warn("nobody told", "space", space, "err", err)
			failed = err
		}
	}
	return failed
}

// tell writes one direct message.
func (u *upkeep) tell(ctx context.Context, s Subscription) error {
	guild := string(s.Space)
	_, err := u.Directory.Member(ctx, guild, s.Person)
	if corpus.HasCode(err, corpus.CodeMissing) {
		return u.Store.EndSubscription(ctx, s.Space, s.ID)
	} else if err != nil {
		return err
	}
	screen := CoveredScreen{Question: s.Question, Link: "https://discord.com/channels/" + guild + "/" + s.Channel}
	if g, err := u.Directory.Guild(ctx, guild); err == nil {
		screen.Server = g.Name
	}
	rest(ctx, directPause)
	// Deleted first: after a crash in between nobody is told twice.
	if err := u.Store.EndSubscription(ctx, s.Space, s.ID); err != nil {
		return err
	}
	// From here on the end of the program must not come between: the person would
	// be told nothing, ever.
	send, cancel := linger(ctx, replyTime)
	err = u.Outbox.Direct(send, s.Person, screen)
	cancel()
	save, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	switch {
	case corpus.HasCode(err, corpus.CodeMissing): // closed to direct messages
		return u.Store.LeaveWord(save, s)
	case err != nil: // Discord is in trouble: wait on
		if again := u.Store.Subscribe(save, s); again != nil {
			return again
		}
	}
	return err
}

// maxGaps is how many groups are asked again after one change.
const maxGaps = 200

// closeGaps takes out the groups of unanswered questions that are answered now.
func (u *upkeep) closeGaps(ctx context.Context, space corpus.Space) error {
	gaps, err := u.Store.Gaps(ctx, space)
	if err != nil {
		return err
	}
	for _, g := range gaps[:min(len(gaps), maxGaps)] {
		questions, err := u.Store.GapQuestions(ctx, space, g.Key)
		if err != nil {
			return err
		}
		if len(questions) == 0 {
			continue
		}
		yes, err := u.covered(ctx, space, questions[0])
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil && yes {
			// It may be gone by now: somebody asked to be forgotten.
			if err := u.Store.CloseGap(ctx, space, g.Key, u.Now()); err != nil && !corpus.HasCode(err, corpus.CodeMissing) {
				return err
			}
		}
	}
	return nil
}
