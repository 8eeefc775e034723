package source

import (
	"context"
	"net/url"

	"footnote/corpus"
)

// account is on whose account a request is made.
type account int

const (
	byPerson  account = iota // somebody named the address and waits
	byPreview                // somebody waits, but named a place with many pages
	byUs                     // nobody waits
)

// hostOf is by what name a host waits in line: all its ports are one machine.
func hostOf(u *url.URL) string { return normalHost(u.Hostname()) }

// turn is how a request waits until its host may be asked, and learns whether its
// robots.txt allows that.
func (w *Web) turn(by account) func(context.Context, *url.URL) (func(), error) {
	return func(ctx context.Context, u *url.URL) (func(), error) {
		switch by {
		case byUs:
			return w.ownTurn(ctx, u)
		case byPreview:
			if _, err := w.obey(ctx, u); err != nil {
				return nil, err
			}
		}
		return w.hosts.enter(ctx, hostOf(u))
	}
}

// ownTurn is for a request that nobody waits for.
func (w *Web) ownTurn(ctx context.Context, u *url.URL) (leave func(), err error) {
	name := hostOf(u)
	h, unqueue, err := w.hosts.queue(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			unqueue()
		}
	}()
	if d := w.hosts.shutFor(h); d > 0 {
		return nil, &corpus.Later{After: d}
	}
	pause, err := w.obey(ctx, u)
	if err != nil {
		return nil, err
	}
	if !w.allowed(u) { // the operator's own hosts need no courtesy
		pause = max(pause, w.pause)
	}
	if err := w.hosts.rest(ctx, h, pause); err != nil {
		return nil, err
	}
	slot, err := w.hosts.enter(ctx, name)
	if err != nil {
		return nil, err
	}
	return func() {
		slot()
		w.hosts.asked(h)
		unqueue()
	}, nil
}
