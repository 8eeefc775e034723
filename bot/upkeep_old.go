package bot

import (
	"context"
	"time"

	"footnote/corpus"
)

// keepLeft is how long a server's data is kept after the bot was removed from it.
const keepLeft = 30 * 24 * time.Hour

// digestEvery is how often moderators get a report.
const digestEvery = 7 * 24 * time.Hour

func (u *upkeep) forgetOld(ctx context.Context) error {
	now := u.Now()
	return u.Store.ForgetOld(ctx, now.Add(-u.Ceilings.Keep), now.Add(-SubscriptionTime))
}

// forgetLeft deletes the data of servers that removed the bot long ago, and in which
// it is not, whatever was written down.
func (u *upkeep) forgetLeft(ctx context.Context) error {
	servers, err := u.Store.Servers(ctx)
	if err != nil {
		return err
	}
	for space, left := range servers {
		if left.IsZero() || u.Now().Sub(left) < keepLeft {
			continue
		}
		if u.presence.has(space) {
			if err := u.Store.Joined(ctx, space); err != nil {
				return err
			}
			continue
		}
		// The articles first: the record that the server was left goes last, so
		// that what fails is tried again.
		if err := u.Purger.RemoveSpace(ctx, space); err != nil {
			return err
		}
		if err := u.Store.ForgetSpace(ctx, space); err != nil {
			return err
		}
		u.settings.forget(space)
		u.Log.Info("the data of a server that removed the bot is deleted", "space", space)
	}
	return nil
}

// digests writes the weekly report to each moderators' channel.
func (u *upkeep) digests(ctx context.Context) error {
	servers, err := u.Store.Servers(ctx)
	if err != nil {
		return err
	}
	for space, left := range servers {
		if !left.IsZero() {
			continue
		}
		if err := u.digest(ctx, space); err != nil && ctx.Err() == nil {
			u.Log.Warn("digest not written", "space", space, "err", err)
		}
	}
	return ctx.Err()
}

func (u *upkeep) digest(ctx context.Context, space corpus.Space) error {
	settings, err := u.settings.of(ctx, space)
	if err != nil || settings.Moderators == "" {
		return err
	}
	now := u.Now()
	last, err := u.Store.Digested(ctx, space)
	if err != nil {
		return err
	}
	if last.IsZero() { // the first week begins
		return u.Store.SetDigested(ctx, space, now)
	}
	if now.Sub(last) < digestEvery {
		return nil
	}
	screen := DigestScreen{From: last, To: now}
	if screen.Stats, err = u.Store.Stats(ctx, space, last); err != nil {
		return err
	}
	gaps, err := u.Store.Gaps(ctx, space)
	if err != nil {
		return err
	}
	for _, g := range gaps {
		if g.canBeShown() && g.Last.After(last) {
			screen.Gaps = append(screen.Gaps, g)
		}
	}
	sources, err := u.Library.Sources(ctx, space)
	if err != nil {
		return err
	}
	for _, s := range sources {
		if s.State != corpus.StateFresh {
			screen.Stale = append(screen.Stale, s)
		}
	}
	// Saved first: a channel that is gone must not be tried every hour.
	if err := u.Store.SetDigested(ctx, space, now); err != nil {
		return err
	}
	if screen.Stats.Questions == 0 && len(screen.Gaps) == 0 && len(screen.Stale) == 0 {
		return nil
	}
	_, err = u.Outbox.Post(ctx, settings.Moderators, screen)
	return err
}
