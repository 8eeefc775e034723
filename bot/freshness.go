package bot

import (
	"context"
	"maps"
	"slices"
	"time"

	"footnote/corpus"
)

// freshness reads sources again when they are due, in a goroutine of its own: a
// slow page holds up neither questions nor upkeep. It tells moderators, once, of
// sources that cannot be read any more, and drops old texts that nothing quotes.
type freshness struct {
	*Bot
	wake chan struct{}

	// unheard are the sources of which moderators were to be told, by server, while
	// Discord did not take the message.
	unheard map[corpus.Space][]string
	told    map[corpus.Space]time.Time // when a server was last told of any, of late
	looked  time.Time                  // when those of which nobody was told were last looked for
	dropped time.Time                  // when old texts were last dropped
}

const (
	freshEvery = time.Minute
	// tellEvery is how often a server hears of stale sources at most: when a site goes
	// down, its pages fail some at a time.
	tellEvery = time.Hour
	// quotedFor is how long the texts that answers quote are kept, after newer ones
	// have taken their place.
	quotedFor = 30 * 24 * time.Hour
	// dropGrace is how long any earlier text is kept, since an answer that is being
	// written may quote it. It is much longer than a question may take.
	dropGrace = time.Hour
)

func newFreshness(b *Bot) *freshness {
	f := &freshness{Bot: b, wake: make(chan struct{}, 1), unheard: map[corpus.Space][]string{}, told: map[corpus.Space]time.Time{}}
	// A rule may have been set: what it makes due is read now.
	b.upkeep.onChange(func(corpus.Space) {
		select {
		case f.wake <- struct{}{}:
		default:
		}
	})
	return f
}

func (f *freshness) run(ctx context.Context) {
	tick := time.NewTicker(freshEvery)
	defer tick.Stop()
	for {
		failed := false
		f.upkeep.safely(ctx, "reading again what is due", func(ctx context.Context) error {
			return f.Refresher.RefreshDue(ctx, f.Now(), func(r corpus.Refreshed) {
				failed = failed || r.Status == corpus.StatusFailed
				f.refreshed(r)
			})
		})
		now := f.Now()
		if failed || len(f.unheard) > 0 || now.Sub(f.looked) >= slowEvery {
			f.looked = now
			f.upkeep.safely(ctx, "telling of sources that cannot be read", f.tellStale)
		}
		if now.Sub(f.dropped) >= slowEvery {
			f.dropped = now
			f.upkeep.safely(ctx, "dropping old texts", f.dropOld)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-f.wake:
		}
	}
}

// refreshed notes what became of one source.
func (f *freshness) refreshed(r corpus.Refreshed) {
	f.Meter.Refreshed(r.Status)
	switch r.Status {
	case corpus.StatusUpdated:
		f.Log.Info("source read again, and changed", "space", r.Space, "source", r.SourceID)
		f.upkeep.sourcesChanged(r.Space, []string{r.SourceID})
	case corpus.StatusFailed:
		f.Log.Warn("source not read again", "space", r.Space, "source", r.SourceID, "err", r.Cause)
	}
}

// tellStale tells moderators of the sources that became stale, in one message for
// each server that was not told of others within the hour. Servers without a channel for it see them in /source list and in
// the digest, and are told when they choose one.
func (f *freshness) tellStale(ctx context.Context) error {
	untold, err := f.Refresher.Untold(ctx)
	if err != nil {
		return err
	}
	stale := map[corpus.Space][]corpus.SourceInfo{}
	for _, s := range untold {
		stale[s.Space] = append(stale[s.Space], s)
	}
	for space := range f.unheard {
		if _, ok := stale[space]; !ok {
			stale[space] = nil
		}
	}
	maps.DeleteFunc(f.told, func(_ corpus.Space, at time.Time) bool { return f.Now().Sub(at) >= tellEvery })
	first := true
	for space, sources := range stale {
		if _, of := f.told[space]; of {
			continue
		}
		settings, err := f.settings.of(ctx, space)
		if err != nil {
			return err
		}
		if settings.Moderators == "" {
			delete(f.unheard, space)
			continue
		}
		if !first {
			rest(ctx, editPause)
		}
		first = false
		if err := f.tellServer(ctx, space, settings.Moderators, sources); err != nil && ctx.Err() == nil {
			f.Log.Warn("moderators not told of stale sources", "space", space, "err", err)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// tellServer posts one message about the sources, and about those of which an
// earlier message did not reach Discord. That they were told is noted first: after
// a crash in between nobody hears of them twice.
func (f *freshness) tellServer(ctx context.Context, space corpus.Space, channel string, sources []corpus.SourceInfo) error {
	var ids []string
	for _, s := range sources {
		ids = append(ids, s.ID)
	}
	if len(ids) > 0 {
		if err := f.Refresher.MarkTold(ctx, space, ids); err != nil {
			return err
		}
	}
	for _, id := range f.unheard[space] {
		s, err := f.Library.Source(ctx, space, id)
		if err == nil && s.State != corpus.StateFresh && !slices.Contains(ids, id) {
			sources = append(sources, s)
			ids = append(ids, id)
		}
	}
	delete(f.unheard, space)
	if len(sources) == 0 { // meanwhile they could be read, or are gone
		return nil
	}
	// From here on the end of the program must not come between.
	send, cancel := linger(ctx, replyTime)
	defer cancel()
	_, err := f.Outbox.Post(send, channel, StaleScreen{Sources: sources})
	switch {
	case err == nil:
		f.told[space] = f.Now()
	case !corpus.HasCode(err, corpus.CodeMissing):
		f.unheard[space] = ids
	}
	return err
}

// dropOld drops, in every server, the texts that were replaced and that no answer
// of the last 30 days quotes.
func (f *freshness) dropOld(ctx context.Context) error {
	servers, err := f.Store.Servers(ctx)
	if err != nil {
		return err
	}
	now := f.Now()
	dropped := 0
	for space := range servers {
		if ctx.Err() != nil {
			break
		}
		quoted, err := f.Store.Cited(ctx, space, now.Add(-quotedFor))
		n := 0
		if err == nil {
			n, err = f.Purger.DropRevisions(ctx, space, now.Add(-dropGrace), quoted)
		}
		if err != nil && ctx.Err() == nil {
			f.Log.Warn("old texts not dropped", "space", space, "err", err)
		}
		if n > 0 {
			f.Log.Info("old texts dropped that no answer quotes", "space", space, "texts", n)
		}
		dropped += n
	}
	if dropped > 0 { // once for all of them: it reads the whole database
		f.Purger.Overwrite(ctx)
	}
	return ctx.Err()
}
