package source

import (
	"context"
	"net/url"

	"footnote/corpus"
)

// hostOf is by what name a host waits in line: all its ports are one machine.
func hostOf(u *url.URL) string { return normalHost(u.Hostname()) }

// turn is how a request waits until its host may be asked.
func (w *Web) turn(own bool) func(context.Context, *url.URL) (func(), error) {
	return func(ctx context.Context, u *url.URL) (func(), error) {
		if own {
			return w.ownTurn(ctx, u)
		}
		return w.hosts.enter(ctx, hostOf(u))
	}
}

// ownTurn is for a request that nobody waits for.
func (w *Web) ownTurn(ctx context.Context, u *url.URL) (func(), error) {
	name := hostOf(u)
	h, unqueue, err := w.hosts.queue(ctx, name)
	if err != nil {
		return nil, err
	}
	if d := w.hosts.shutFor(h); d > 0 {
		unqueue()
		return nil, &corpus.Later{After: d}
	}
	pause := w.pause
	if w.allowed(u) {
		pause = 0 // the operator's own
	}
	if err := w.hosts.rest(ctx, h, pause); err != nil {
		unqueue()
		return nil, err
	}
	leave, err := w.hosts.enter(ctx, name)
	if err != nil {
		unqueue()
		return nil, err
	}
	return func() {
		leave()
		w.hosts.asked(h)
		unqueue()
	}, nil
}
