package bot

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"footnote/corpus"
)

// upkeep does what falls due by itself, in one goroutine, one thing after the
// other and slowly: nobody waits for it.
type upkeep struct {
	*Bot
	wake chan struct{}

	mu sync.Mutex
	// changed are the sources of each space that were added, read anew or removed
	// since upkeep last looked; a nil list means all of them.
	changed map[corpus.Space][]string
	hooks   []func(corpus.Space)
	// again are the spaces in which something failed that is done again within the
	// hour; only run's goroutine uses it.
	again map[corpus.Space]bool

	// removals is up to where removals are known, those of other processes too.
	removals int64

	hourly time.Time // when the slow things were last done
	looked time.Time // when servers that were left were last looked for
}

// How often upkeep looks at the clock, and how long it rests between two things
// that it writes to Discord.
const (
	upkeepEvery = time.Minute
	slowEvery   = time.Hour
	editPause   = 2 * time.Second
	directPause = 5 * time.Second
)

func newUpkeep(b *Bot) *upkeep {
	return &upkeep{Bot: b, removals: -1, wake: make(chan struct{}, 1), changed: map[corpus.Space][]string{}, again: map[corpus.Space]bool{}}
}

// onChange calls f for each space whose sources changed, at once. It is for New.
func (u *upkeep) onChange(f func(corpus.Space)) { u.hooks = append(u.hooks, f) }

// sourcesChanged tells upkeep that sources were added, read anew, withdrawn or
// restored: answers that quote them are looked at, and questions that wait are
// asked again.
func (u *upkeep) sourcesChanged(space corpus.Space, sources []string) {
	for _, f := range u.hooks {
		f(space)
	}
	u.mu.Lock()
	have, known := u.changed[space]
	switch {
	case known && have == nil || len(sources) == 0:
		u.changed[space] = nil
	default:
		u.changed[space] = append(have, sources...)
	}
	u.mu.Unlock()
	u.poke()
}

// poke lets upkeep look now.
func (u *upkeep) poke() {
	select {
	case u.wake <- struct{}{}:
	default:
	}
}

func (u *upkeep) run(ctx context.Context) {
	u.safely(ctx, "ending replies of an earlier run", u.endFlights)
	u.safely(ctx, "ending jobs of an earlier run", u.endJobs)
	u.safely(ctx, "looking at all sources", u.lookAtAll)
	tick := time.NewTicker(upkeepEvery)
	defer tick.Stop()
	for {
		u.safely(ctx, "ending undo times", u.purgeWithdrawn)
		u.safely(ctx, "following changed sources", u.follow)
		if now := u.Now(); now.Sub(u.hourly) >= slowEvery {
			u.hourly = now
			u.safely(ctx, "forgetting what is old", u.forgetOld)
			u.safely(ctx, "writing digests", u.digests)
			u.tryAgain()
		}
		if now := u.Now(); u.presence.isKnown() && now.Sub(u.looked) >= slowEvery {
			u.looked = now
			u.safely(ctx, "forgetting servers that were left", u.forgetLeft)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-u.wake:
		}
	}
}

// safely does one thing, and reports whether it is done. Its failure or panic is
// logged, and the rest goes on.
func (u *upkeep) safely(ctx context.Context, what string, do func(context.Context) error) (ok bool) {
	if ctx.Err() != nil {
		return false
	}
	defer func() {
		if cause := recover(); cause != nil {
			u.Log.Error("panic", "while", what, "panic", cause, "stack", string(debug.Stack()))
			u.Meter.Panicked()
		}
	}()
	err := do(ctx)
	if err != nil && ctx.Err() == nil {
		u.Log.Warn("upkeep failed", "while", what, "err", err)
	}
	return err == nil
}

// lookAtAll begins with every server: sources may have changed while the bot was
// away.
func (u *upkeep) lookAtAll(ctx context.Context) error {
	servers, err := u.Store.Servers(ctx)
	if err != nil {
		return err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	for space, left := range servers {
		if left.IsZero() {
			u.changed[space] = nil
		}
	}
	return nil
}

// purgeWithdrawn removes for good what can not be brought back any more, and looks
// for what others removed.
func (u *upkeep) purgeWithdrawn(ctx context.Context) error {
	purged, failed := u.Purger.PurgeWithdrawn(ctx, u.Now())
	for _, p := range purged {
		u.sourcesChanged(p.Space, []string{p.SourceID})
	}
	removed, last, err := u.Purger.Removals(ctx, u.removals)
	if err != nil {
		return errors.Join(failed, err)
	}
	if last < u.removals { // what was written since cannot be told
		if err := u.lookAtAll(ctx); err != nil {
			return errors.Join(failed, err)
		}
	}
	u.removals = last
	for _, p := range removed {
		u.sourcesChanged(p.Space, []string{p.SourceID})
		// An answer that was being made may be saved only after this look.
		u.again[p.Space] = true
	}
	return failed
}

// follow looks at what changed sources mean: for answers that quote them, for
// people who wait, for gaps. The records come first, in all spaces: what is
// removed is to be gone at once, and Discord is written to slowly.
func (u *upkeep) follow(ctx context.Context) error {
	u.mu.Lock()
	changed := u.changed
	u.changed = map[corpus.Space][]string{}
	u.mu.Unlock()
	if len(changed) == 0 {
		return nil
	}
	cleaned := map[corpus.Space]bool{}
	for space, sources := range changed {
		slices.Sort(sources)
		sources = slices.Compact(sources)
		cleaned[space] = u.safely(ctx, "marking answers", func(ctx context.Context) error { return u.cleaner().Clean(ctx, space, sources) })
	}
	u.safely(ctx, "overwriting what was removed", u.Store.Scrub)
	for space := range changed {
		shown := u.safely(ctx, "showing marks", func(ctx context.Context) error { return u.showMarks(ctx, space) })
		told := u.safely(ctx, "telling who waits", func(ctx context.Context) error { return u.tellCovered(ctx, space) })
		closed := u.safely(ctx, "closing gaps", func(ctx context.Context) error { return u.closeGaps(ctx, space) })
		if !cleaned[space] || !shown || !told || !closed {
			u.again[space] = true
		}
	}
	return ctx.Err()
}

// tryAgain lets follow look at the spaces in which something failed, at all of their
// sources: which ones it was about is not kept.
func (u *upkeep) tryAgain() {
	if len(u.again) == 0 {
		return
	}
	u.mu.Lock()
	for space := range u.again {
		u.changed[space] = nil
	}
	u.mu.Unlock()
	clear(u.again)
	u.poke()
}

// rest waits, unless ctx ends.
func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
