package bot

import (
	"context"
	"maps"
	"sync"
	"time"

	"footnote/corpus"
)

// forgetMe asks first: what is deleted does not come back.
func (b *Bot) forgetMe(context.Context, Command) Response {
	return Response{Show: ForgetScreen{}, Private: true}
}

const (
	// forgetTime bounds deleting: what is deleted is overwritten on the disk.
	forgetTime = time.Minute
	// maxAudit is how many entries of the audit are looked at.
	maxAudit = 10000
)

// forgetReally deletes what is kept of a person in this server.
func (b *Bot) forgetReally(_ context.Context, p Press) Response {
	t, no := b.replyTask(p.Origin, true, func(ctx context.Context, sink Sink) {
		_, _ = b.tell(ctx, sink, b.forgotten(ctx, p.Origin))
	})
	if no != nil {
		return Response{Show: *no, Private: true}
	}
	return Response{Task: t, Private: true, Replace: true}
}

func (b *Bot) forgotten(ctx context.Context, o Origin) Screen {
	ctx, cancel := context.WithTimeout(ctx, forgetTime)
	defer cancel()
	space := o.Place.Space()
	b.pending.forget(o)
	b.forgets.note(space, o.Person.ID)
	gone, err := b.Store.Forget(ctx, space, o.Person.ID)
	if err != nil {
		b.Log.Warn("somebody not forgotten", "space", space, "err", err)
		return failNote(err)
	}
	gone.AuditStays = b.auditOf(ctx, o)
	return ForgetScreen{Really: true, Gone: gone}
}

// auditOf counts the entries that name a person: what moderators did stays.
func (b *Bot) auditOf(ctx context.Context, o Origin) int {
	settings, err := b.Store.SettingsAudit(ctx, o.Place.Space(), maxAudit)
	if err != nil {
		b.Log.Warn("audit not read", "space", o.Place.Space(), "err", err)
	}
	sources, err := b.Library.History(ctx, o.Place.Space(), "", maxAudit)
	if err != nil {
		b.Log.Warn("history of sources not read", "space", o.Place.Space(), "err", err)
	}
	n := 0
	for _, list := range [][]Entry{settings, sources} {
		for _, e := range list {
			if e.By == o.Person.ID {
				n++
			}
		}
	}
	return n
}

// forgets are the people who asked to be forgotten a short time ago: an answer
// that was being made meanwhile must not be kept.
type forgets struct {
	now func() time.Time

	mu sync.Mutex
	at map[limitKey]time.Time
}

func newForgets(now func() time.Time) *forgets {
	return &forgets{now: now, at: map[limitKey]time.Time{}}
}

func (f *forgets) note(space corpus.Space, person string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	maps.DeleteFunc(f.at, func(_ limitKey, at time.Time) bool { return now.Sub(at) > longestTask })
	f.at[limitKey{space, person}] = now
}

// longestTask is more than a question can take, from being asked to being saved.
const longestTask = time.Hour

// since reports whether the person asked to be forgotten at that time or later.
func (f *forgets) since(space corpus.Space, person string, asked time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, ok := f.at[limitKey{space, person}]
	return ok && !at.Before(asked)
}
