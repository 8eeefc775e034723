package source

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"footnote/corpus"
)

const (
	// robotsFor is how long a robots.txt holds (RFC 9309, section 2.4), and
	// robotsRetry how long it is not asked for again when it could not be read.
	robotsFor   = 24 * time.Hour
	robotsRetry = 5 * time.Minute
	// mostRobots and mostRobotsBytes bound what is remembered of them.
	mostRobots      = 4096
	mostRobotsBytes = 16 << 20
)

// robotsCache remembers the robots.txt of sites.
type robotsCache struct {
	mu    sync.Mutex
	sites *simplelru.LRU[string, *robotsEntry]
	bytes int
}

type robotsEntry struct {
	rules *robots // nil while it could not be read at all
	err   error   // why it could not be read the last time
	until time.Time
	bytes int
}

func newRobotsCache() *robotsCache {
	c := &robotsCache{}
	c.sites, _ = simplelru.NewLRU(mostRobots, func(_ string, e *robotsEntry) { c.bytes -= e.bytes }) // fails for a size below 1
	return c
}

func (c *robotsCache) get(site string) *robotsEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, _ := c.sites.Get(site)
	return e
}

func (c *robotsCache) put(site string, e *robotsEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sites.Remove(site) // else its bytes would count for ever
	e.bytes = len(site)
	if e.rules != nil {
		for _, r := range e.rules.rules {
			e.bytes += len(r.pattern) + 32
		}
		for _, s := range e.rules.sitemaps {
			e.bytes += len(s) + 16
		}
	}
	c.sites.Add(site, e)
	for c.bytes += e.bytes; c.bytes > mostRobotsBytes && c.sites.Len() > 1; {
		c.sites.RemoveOldest()
	}
}

// errRobots is why a page is not read by ourselves.
var errRobots = errors.New("disallowed by robots.txt")

// robotsError says that a robots.txt could not be read, so that it is not known
// what may be read.
type robotsError struct{ err error }

func (e *robotsError) Error() string { return "robots.txt: " + e.err.Error() }
func (e *robotsError) Unwrap() error { return e.err }

// obey asks the robots.txt of u's site whether u may be read, and how long to pause
// between two requests.
func (w *Web) obey(ctx context.Context, u *url.URL) (time.Duration, error) {
	r, err := w.robotsOf(ctx, u)
	if err != nil {
		return 0, err
	}
	if !r.allows(u.RequestURI()) {
		return 0, errRobots
	}
	return r.delay, nil
}

// robotsOf is what the robots.txt of u's site says. A site that has none allows
// everything. Where it cannot be read the site's last word holds; a site whose
// word is not known is not read for now.
func (w *Web) robotsOf(ctx context.Context, u *url.URL) (*robots, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	site := normalURL(at)
	e := w.robots.get(site)
	if e == nil || time.Now().After(e.until) {
		rules, err := w.fetchRobots(ctx, at)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		next := &robotsEntry{rules: rules, err: err, until: time.Now().Add(robotsFor)}
		if err != nil {
			next.until = time.Now().Add(robotsRetry)
			if e != nil {
				next.rules = e.rules
			}
		}
		w.robots.put(site, next)
		e = next
	}
	if e.rules == nil {
		return nil, &robotsError{e.err}
	}
	return e.rules, nil
}

func (w *Web) fetchRobots(ctx context.Context, at *url.URL) (*robots, error) {
	p, err := w.fetch(ctx, ask{url: at, cut: robotsBytes + 1, check: w.checkRedirect,
		turn: func(ctx context.Context, u *url.URL) (func(), error) { return w.hosts.enter(ctx, hostOf(u)) }})
	switch {
	case errors.Is(err, errRedirects):
		return &robots{}, nil // as if there were none (section 2.3.1.2)
	case err != nil:
		return nil, err
	case p.status == http.StatusTooManyRequests:
	case p.status >= 400 && p.status < 500:
		return &robots{}, nil
	case p.status >= 200 && p.status < 300:
		return parseRobots(p.body), nil
	}
	err = fmt.Errorf("status %d", p.status)
	if p.later > 0 {
		err = fmt.Errorf("%w: %w", err, &corpus.Later{After: p.later})
	}
	return nil, err
}
