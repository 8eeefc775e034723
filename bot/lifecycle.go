package bot

import (
	"context"
	"maps"
	"sync"

	"footnote/corpus"
)

// presence is which servers the bot is in, as Discord said since the start. Nothing
// is deleted by the store's word alone: while the bot was away it may have been
// invited again, and what it heard since may have failed to be written.
type presence struct {
	mu    sync.Mutex
	known bool // Discord has named all of them
	in    map[corpus.Space]bool
}

func (p *presence) set(space corpus.Space, in bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.in[space] = in
}

func (p *presence) setAll(in map[corpus.Space]bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known, p.in = true, in
}

func (p *presence) isKnown() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.known
}

func (p *presence) has(space corpus.Space) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.in[space]
}

// Joined notes that the bot is in a server. One that comes back before its data
// was deleted finds everything there.
func (b *Bot) Joined(ctx context.Context, guild string) error {
	b.presence.set(corpus.Space(guild), true)
	return b.Store.Joined(ctx, corpus.Space(guild))
}

// Left notes that the bot was removed from a server. Its data is kept for 30
// days.
func (b *Bot) Left(ctx context.Context, guild string) error {
	space := corpus.Space(guild)
	b.presence.set(space, false)
	b.settings.forget(space)
	if err := b.Store.Left(ctx, space, b.Now()); err != nil {
		return err
	}
	b.Log.Info("removed from a server; its data is kept for 30 days", "space", space)
	return nil
}

// Present compares the servers that the bot is in, all of them, with those that it
// knew: it may have been removed while it was not running.
func (b *Bot) Present(ctx context.Context, guilds []string) error {
	here := map[corpus.Space]bool{}
	for _, g := range guilds {
		here[corpus.Space(g)] = true
	}
	b.presence.setAll(maps.Clone(here))
	defer b.upkeep.poke() // it waits for this before it forgets any server
	known, err := b.Store.Servers(ctx)
	if err != nil {
		return err
	}
	for _, g := range guilds {
		if left, ok := known[corpus.Space(g)]; ok && left.IsZero() {
			continue
		}
		if err := b.Joined(ctx, g); err != nil {
			return err
		}
	}
	for space, left := range known {
		if left.IsZero() && !here[space] {
			if err := b.Left(ctx, string(space)); err != nil {
				return err
			}
		}
	}
	return nil
}

// endFlights tells those whose replies an earlier process left unfinished, as far
// as their tokens live.
func (u *upkeep) endFlights(ctx context.Context) error {
	flights, err := u.flights.left(ctx)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	slots := make(chan struct{}, 8)
	for _, f := range flights {
		if f.Callback.Message == "" && u.Now().Sub(f.Since) >= TokenLife {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case slots <- struct{}{}:
		}
		wg.Go(func() {
			defer func() { <-slots }()
			ctx, cancel := context.WithTimeout(ctx, askAgain)
			defer cancel()
			n := Say(ToneFailed, "I was restarted before this was finished. Please try again.")
			if err := u.Outbox.Finish(ctx, f.Callback, n); err != nil {
				u.Log.Warn("an unfinished reply stays as it is", "space", f.Space, "err", err)
			}
		})
	}
	return nil
}

// endJobs tells of the jobs that the end of an earlier process cut off. What they
// had added by then is stored.
func (u *upkeep) endJobs(ctx context.Context) error {
	jobs, err := u.book.left(ctx)
	for _, j := range jobs {
		if s := shownJob(j); !u.reportJob(ctx, s) {
			u.tellStarter(ctx, s)
		}
	}
	return err
}
