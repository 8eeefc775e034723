package source

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	// mostHosts bounds how many hosts are remembered. Beyond it, those are forgotten
	// that nobody waits for.
	mostHosts = 4096
	// mostWaiting bounds how many wait for one host. At a few seconds for each, who
	// comes last would wait for many minutes.
	mostWaiting = 256
)

// errCrowded is why a host is not asked: too many wait for it.
var errCrowded = errors.New("too many requests wait for this host")

// hosts sees to it that one host gets one request at a time, whoever wants to
// know: a Discord bot in a thousand servers is still one visitor.
//
// There are two doors, one behind the other. All requests pass the slot. Those
// that nobody waits for (schedules, feeds) first pass the lane, which lets one
// through at a time, after a pause. So a person's request waits for at most one
// request of a schedule. Whoever holds a slot never waits for anything but the
// host, and nobody takes a lane while holding a slot, so nobody waits in a circle.
type hosts struct {
	mu sync.Mutex
	of map[string]*host
}

type host struct {
	slot, lane chan struct{} // full while somebody is in
	users      int           // who is in or waits, of both doors
	last       time.Time     // when the last request of our own ended
	closed     time.Time     // until when the host asked to be left alone
}

func newHosts() *hosts { return &hosts{of: map[string]*host{}} }

// use finds a host and keeps it from being forgotten until done is called.
func (hs *hosts) use(name string) (h *host, done func(), err error) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	h = hs.of[name]
	if h == nil {
		if len(hs.of) >= mostHosts && !hs.forget() {
			return nil, nil, errCrowded
		}
		h = &host{slot: make(chan struct{}, 1), lane: make(chan struct{}, 1)}
		hs.of[name] = h
	}
	if h.users >= 2*mostWaiting { // a request of our own counts twice, at both doors
		return nil, nil, errCrowded
	}
	h.users++
	return h, func() {
		hs.mu.Lock()
		defer hs.mu.Unlock()
		h.users--
	}, nil
}

// forget makes room: first what says nothing any more, then whatever is idle.
func (hs *hosts) forget() bool {
	now := time.Now()
	for name, h := range hs.of {
		if h.users == 0 && now.Sub(h.last) > mostPause && now.After(h.closed) {
			delete(hs.of, name)
		}
	}
	for name, h := range hs.of {
		if len(hs.of) < mostHosts {
			break
		}
		if h.users == 0 {
			delete(hs.of, name)
		}
	}
	return len(hs.of) < mostHosts
}

// enter waits for the host's slot. leave gives it back.
func (hs *hosts) enter(ctx context.Context, name string) (leave func(), err error) {
	h, done, err := hs.use(name)
	if err != nil {
		return nil, err
	}
	select {
	case h.slot <- struct{}{}:
		return func() { <-h.slot; done() }, nil
	case <-ctx.Done():
		done()
		return nil, ctx.Err()
	}
}

// queue waits for the host's lane. leave gives it back.
func (hs *hosts) queue(ctx context.Context, name string) (h *host, leave func(), err error) {
	h, done, err := hs.use(name)
	if err != nil {
		return nil, nil, err
	}
	select {
	case h.lane <- struct{}{}:
		return h, func() { <-h.lane; done() }, nil
	case <-ctx.Done():
		done()
		return nil, nil, ctx.Err()
	}
}

// rest waits until so much time has passed since the last request of our own. The
// caller holds the lane.
func (hs *hosts) rest(ctx context.Context, h *host, pause time.Duration) error {
	hs.mu.Lock()
	wait := pause - time.Since(h.last)
	if h.last.IsZero() {
		wait = 0
	}
	hs.mu.Unlock()
	if wait <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// asked notes that a request of our own has ended now.
func (hs *hosts) asked(h *host) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	h.last = time.Now()
}

// shut notes that a host asked to be left alone for some time.
func (hs *hosts) shut(name string, d time.Duration) {
	h, done, err := hs.use(name)
	if err != nil {
		return
	}
	hs.mu.Lock()
	if until := time.Now().Add(d); until.After(h.closed) {
		h.closed = until
	}
	hs.mu.Unlock()
	done()
}

// shutFor is how long a host is still to be left alone.
func (hs *hosts) shutFor(h *host) time.Duration {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	return max(0, time.Until(h.closed))
}
