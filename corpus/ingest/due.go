package ingest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime/debug"
	"sync"
	"time"

	"footnote/corpus"
)

// The bounds of one call of RefreshDue. A space of pages that are read daily can
// have some hundred thousand of them when it is called every minute.
const (
	mostDue     = 200             // sources that are read
	mostOfHost  = 40              // of them from one host, so that the others get their turn
	atOnce      = 16              // of them at the same time, each from another host
	lastStart   = 2 * time.Minute // after which no more are begun
	mostReading = 2 * time.Minute // after which what is left of a feed has to wait for the next call
	backlogAge  = time.Hour       // what is due for longer was due while the program was off
	backlogSpan = time.Hour       // over which such a backlog is spread, but for the first mostDue
)

// RefreshDue reads again, over all spaces, what is due by now, and tells report,
// which may be nil, of each source when it is done. It is to be called every minute
// or so. Files are read only if there is a Local.
//
// The sources that have waited longest come first, but from each host one at a
// time, and no more than a few from one: a host that is slow holds up nobody else.
// What one call leaves is due at the next. While a call is at work another returns at
// once. It returns an error only when nothing
// more could be stored.
func (in *Ingester) RefreshDue(ctx context.Context, now time.Time, report func(corpus.Refreshed)) error {
	if !in.refreshing.TryLock() {
		return nil
	}
	defer in.refreshing.Unlock()
	q, err := in.due(ctx, now)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(ctx, q.wake)()
	var telling sync.Mutex
	var wg sync.WaitGroup
	for range min(atOnce, len(q.waiting)) {
		wg.Go(func() {
			for {
				d, ok := q.next(ctx)
				if !ok {
					return
				}
				done, err := in.refreshSafely(ctx, d, now)
				q.finished(d)
				if err != nil {
					cancel(err)
					return
				}
				if done != nil && report != nil {
					in.tell(&telling, report, *done)
				}
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return nil
}

// due picks what one call reads.
func (in *Ingester) due(ctx context.Context, now time.Time) (*dueQueue, error) {
	q := &dueQueue{busy: make(map[string]bool), until: time.Now().Add(lastStart)}
	q.change = sync.NewCond(&q.mu)
	perHost := make(map[string]int)
	more := false
	for d, err := range in.Store.Due(ctx, now) {
		if err != nil {
			return nil, err
		}
		if d.Kind == corpus.KindFile && in.Local == nil {
			continue
		}
		if more = len(q.waiting) == mostDue; more {
			break
		}
		host := hostOf(d)
		if perHost[host]++; perHost[host] <= mostOfHost {
			q.waiting = append(q.waiting, d)
		}
	}
	if more {
		moved, err := in.Store.SpreadDue(ctx, now.Add(-backlogAge), now, mostDue, backlogSpan)
		if err != nil {
			return nil, err
		}
		if moved > 0 {
			in.Log.Info("sources that were due for long are read over the next hour", "sources", moved)
		}
	}
	return q, nil
}

// refreshSafely is refreshOne, whose panic is a failure of the source and not the end
// of the program: it is postponed, or it would be tried, and fail, at every call.
func (in *Ingester) refreshSafely(ctx context.Context, d corpus.DueSource, now time.Time) (done *corpus.Refreshed, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			in.stumbled("reading a source again", d.Space, d.ID, cause)
			failure := &corpus.Problem{Code: corpus.CodeInvalid, Err: fmt.Errorf("panic: %v", cause),
				Message: withoutQuery(withoutPassword(d.Location)) + " makes Footnote stumble; the log has the place. Please report it."}
			in.postpone(ctx, d, corpus.Visit{At: now, Failure: failure.Message})
			done, err = &corpus.Refreshed{Space: d.Space, SourceID: d.ID, Status: corpus.StatusFailed, Cause: failure}, nil
		}
	}()
	return in.refreshOne(ctx, d, now)
}

// postpone notes that reading a source panicked. What panicked may be the store.
func (in *Ingester) postpone(ctx context.Context, d corpus.DueSource, v corpus.Visit) {
	defer func() {
		if cause := recover(); cause != nil {
			in.stumbled("postponing a source", d.Space, d.ID, cause)
		}
	}()
	if err := in.Store.Visited(ctx, d.Space, d.ID, v); err != nil && ctx.Err() == nil {
		in.Log.Warn("source not marked as stale", "space", d.Space, "source", d.ID, "err", err)
	}
}

// tell tells report, one source at a time. That it panics says nothing about the
// source.
func (in *Ingester) tell(one *sync.Mutex, report func(corpus.Refreshed), done corpus.Refreshed) {
	one.Lock()
	defer one.Unlock()
	defer func() {
		if cause := recover(); cause != nil {
			in.stumbled("telling of a source", done.Space, done.SourceID, cause)
		}
	}()
	report(done)
}

func (in *Ingester) stumbled(while string, space corpus.Space, sourceID string, cause any) {
	in.Log.Error("panic", "while", while, "space", space, "source", sourceID, "panic", cause, "stack", string(debug.Stack()))
}

// refreshOne reads one source again. It returns nil when there was nothing to do,
// and an error only when nothing more can be stored.
func (in *Ingester) refreshOne(ctx context.Context, d corpus.DueSource, now time.Time) (*corpus.Refreshed, error) {
	if !in.flight.enter(d.Space, d.ID) {
		return nil, nil
	}
	defer in.flight.leave(d.Space, d.ID)
	src, err := in.byID(ctx, d.Space, d.ID)
	if corpus.HasCode(err, corpus.CodeMissing) || ctx.Err() != nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if src.Due.IsZero() || src.Due.After(now) {
		return nil, nil // somebody was faster
	}
	j := in.job(d.Space, "", Observer{}, refreshing, false)
	j.own = true
	j.now = func() time.Time { // not before what was due
		if t := in.Now(); t.After(now) {
			return t
		}
		return now
	}
	err = j.run(ctx, []place{in.again(src, in.file, true)})
	done := &corpus.Refreshed{Space: d.Space, SourceID: d.ID, Status: corpus.StatusUnchanged}
	switch {
	case err != nil && ctx.Err() != nil && j.done < j.total:
		return nil, nil // stopped on the way
	case j.fatal != nil:
		return nil, j.fatal
	case j.cause != nil:
		done.Status, done.Cause = corpus.StatusFailed, j.cause
	case j.stored > 0:
		done.Status = corpus.StatusUpdated
	case err != nil && !errors.Is(err, ErrIncomplete):
		return nil, err
	}
	return done, nil
}

// dueQueue hands out sources so that no two of one host are read at the same time.
type dueQueue struct {
	until time.Time // nothing is begun any more

	mu      sync.Mutex
	change  *sync.Cond
	waiting []corpus.DueSource
	busy    map[string]bool // hosts
}

// next is the source that has waited longest of those whose host is free. It waits
// for one; ok is false when there will be none.
func (q *dueQueue) next(ctx context.Context) (d corpus.DueSource, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if len(q.waiting) == 0 || ctx.Err() != nil || time.Now().After(q.until) {
			return d, false
		}
		for i, d := range q.waiting {
			if host := hostOf(d); !q.busy[host] {
				q.busy[host] = true
				q.waiting = append(q.waiting[:i], q.waiting[i+1:]...)
				return d, true
			}
		}
		q.change.Wait()
	}
}

func (q *dueQueue) finished(d corpus.DueSource) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.busy, hostOf(d))
	q.change.Broadcast()
}

func (q *dueQueue) wake() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.change.Broadcast()
}

// hostOf is the host that a source is read from; "" for a file.
func hostOf(d corpus.DueSource) string {
	u, err := url.Parse(d.Location)
	if err != nil || d.Kind == corpus.KindFile {
		return ""
	}
	return u.Hostname()
}
