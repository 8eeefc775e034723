package discord

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// A bot may make 50 requests a second
	// (https://docs.discord.com/developers/topics/rate-limits#global-rate-limit);
	// these two together never make more.
	globalRate  = 40
	globalBurst = 10

	// maxWaiting bounds the queue before one bucket.
	maxWaiting = 128
	// sweepEvery is how often buckets that nobody needs are let go.
	sweepEvery = time.Minute
	// maxBlock bounds what an answer can make the bot wait.
	maxBlock = 24 * time.Hour
)

// limiter keeps requests within Discord's rate limits. The requests of a bucket
// go one after the other, in the order they came: Discord allows a channel some
// five messages in five seconds, so nothing is lost, and edits stay in order.
//
// A bucket is a limit that Discord names in X-RateLimit-Bucket, for one top-level
// resource. Every interaction is one, so buckets are let go: those of interactions
// as soon as nobody uses them and something is left, the others when they are full
// again.
type limiter struct {
	mu      sync.Mutex
	buckets map[string]*bucket // by routeKey or bucket name, with the major parameter
	names   map[string]string  // of Discord's buckets by route.key; there are few routes
	swept   time.Time
	global  time.Time // until then nothing with the bot's token
	all     time.Time // until then nothing at all: the address itself is limited
	invalid invalidAnswers
	pace    *rate.Limiter
}

// bucket is one limit. Its fields are guarded by limiter.mu, its turn is passed on.
type bucket struct {
	keys      []string      // where limiter.buckets has it
	turn      chan struct{} // holds one token: who has it may send
	users     int           // that have the turn or wait for it
	remaining int
	known     bool
	until     time.Time // when remaining starts anew, or the block of a 429 ends
}

func newLimiter() *limiter {
	return &limiter{
		buckets: map[string]*bucket{},
		names:   map[string]string{},
		pace:    rate.NewLimiter(globalRate, globalBurst),
	}
}

// enter waits for the turn in the bucket of a route. leave must follow.
func (l *limiter) enter(ctx context.Context, r route) (*bucket, error) {
	l.mu.Lock()
	l.sweep(time.Now())
	b := l.bucket(r)
	if b.users >= maxWaiting {
		l.mu.Unlock()
		return nil, ErrTooMany
	}
	b.users++
	l.mu.Unlock()
	select {
	case <-b.turn:
		return b, nil
	case <-ctx.Done():
		l.mu.Lock()
		b.users--
		l.mu.Unlock()
		return nil, ctx.Err()
	}
}

// leave passes the turn on.
func (l *limiter) leave(r route, b *bucket) {
	l.mu.Lock()
	b.users--
	if r.token && b.users == 0 && (!b.known || b.remaining > 0) {
		l.drop(b)
	}
	l.mu.Unlock()
	b.turn <- struct{}{}
}

// drop lets a bucket go.
func (l *limiter) drop(b *bucket) {
	for _, key := range b.keys {
		if l.buckets[key] == b {
			delete(l.buckets, key)
		}
	}
}

// bucket finds or makes the bucket of a route.
func (l *limiter) bucket(r route) *bucket {
	key := r.key + " " + r.major
	if name, ok := l.names[r.key]; ok {
		key = name + " " + r.major
	}
	b := l.buckets[key]
	if b == nil {
		b = &bucket{turn: make(chan struct{}, 1), keys: []string{key}}
		b.turn <- struct{}{}
		l.buckets[key] = b
	}
	return b
}

// sweep lets buckets go that nobody uses and that are full again.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < sweepEvery {
		return
	}
	l.swept = now
	for _, b := range l.buckets {
		if b.users == 0 && !now.Before(b.until) {
			l.drop(b)
		}
	}
}

// wait returns when a request may be sent, by whoever has the bucket's turn. If
// that is after ctx's deadline it fails at once, with a *LimitError.
func (l *limiter) wait(ctx context.Context, r route, b *bucket) error {
	for paced := r.token; ; paced = r.token {
		for d := l.look(r, b, paced); d > 0; d = l.look(r, b, paced) {
			if err := sleep(ctx, r, d); err != nil {
				return err
			}
		}
		if paced {
			return nil
		}
		turn := l.pace.Reserve()
		if err := sleep(ctx, r, turn.Delay()); err != nil {
			turn.Cancel()
			return err
		}
		// Meanwhile an answer may have said that all have to wait.
		if l.look(r, b, true) <= 0 {
			return nil
		}
	}
}

// look says how long there is no request for this route. With take it takes one
// if there is.
func (l *limiter) look(r route, b *bucket, take bool) time.Duration {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	d := max(l.all.Sub(now), l.invalid.wait(now))
	if !r.token {
		d = max(d, l.global.Sub(now))
	}
	if b.known && b.remaining <= 0 {
		d = max(d, b.until.Sub(now))
	}
	if d > 0 || !take {
		return d
	}
	l.invalid.start(now)
	if b.known && !now.Before(b.until) {
		b.known = false // a new window, whose size the answer tells
	}
	b.remaining--
	return 0
}

// learn reads the limit from the headers of an answer.
func (l *limiter) learn(r route, b *bucket, h http.Header, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if name := h.Get("X-RateLimit-Bucket"); name != "" && l.names[r.key] != name {
		l.names[r.key] = name
		if key := name + " " + r.major; l.buckets[key] == nil {
			b.keys = append(b.keys, key)
			l.buckets[key] = b // so that those who come next queue behind those who wait
		}
	}
	remaining, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	after, ok := seconds(h.Get("X-RateLimit-Reset-After"))
	if err == nil && ok {
		l.set(r, b, remaining, now.Add(after))
	}
}

// set notes what is left of a limit. Who came before the bucket's name was known
// waits in one of its own.
func (l *limiter) set(r route, b *bucket, remaining int, until time.Time) {
	for _, b := range []*bucket{b, l.bucket(r)} {
		b.known, b.remaining, b.until = true, remaining, until
	}
}

// limited is what an answer 429 says.
type limited struct {
	after  time.Duration
	global bool // the limit of the bot
	all    bool // of the address: somebody before Discord's API refused
	shared bool // others used the resource up; this is no fault of the bot
}

// block reads an answer 429 and keeps to it. It returns how long that is.
func (l *limiter) block(r route, b *bucket, n int, h http.Header, body []byte, now time.Time) limited {
	lim := readLimited(n, h, body)
	l.mu.Lock()
	defer l.mu.Unlock()
	until := now.Add(lim.after)
	switch {
	case lim.all:
		l.all = later(l.all, until)
	case lim.global && !r.token:
		l.global = later(l.global, until)
	default:
		l.set(r, b, 0, until)
	}
	return lim
}

// invalidAnswer counts one.
func (l *limiter) invalidAnswer(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.invalid.add(now)
}

// counts are how many invalid answers there were and how many buckets there are.
func (l *limiter) counts(now time.Time) (invalid, buckets int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.invalid.count(now), len(l.buckets)
}

// readLimited reads the nth answer 429 in a row. The body says the time most
// exactly; without any word the waiting doubles.
func readLimited(n int, h http.Header, body []byte) limited {
	said := struct {
		RetryAfter *float64 `json:"retry_after"`
		Global     bool     `json:"global"`
	}{}
	isJSON := decode(body, &said) == nil
	scope := strings.ToLower(h.Get("X-RateLimit-Scope"))
	lim := limited{
		global: said.Global || scope == "global" || h.Get("X-RateLimit-Global") != "",
		shared: scope == "shared",
		// Discord's own answers are JSON; a page comes from the gate before it, which
		// limits the address.
		all: !isJSON && scope == "" && h.Get("X-RateLimit-Bucket") == "",
	}
	after, ok := time.Duration(0), false
	if said.RetryAfter != nil {
		after, ok = duration(*said.RetryAfter)
	}
	for _, name := range []string{"X-RateLimit-Reset-After", "Retry-After"} {
		if !ok {
			after, ok = seconds(h.Get(name))
		}
	}
	if !ok {
		after = backoff(n, time.Second, time.Minute)
	}
	lim.after = after
	return lim
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// seconds reads a header's number of seconds.
func seconds(s string) (time.Duration, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, false
	}
	return duration(f)
}

func duration(seconds float64) (time.Duration, bool) {
	if !(seconds >= 0) { // also NaN
		return 0, false
	}
	return time.Duration(min(seconds, maxBlock.Seconds()) * float64(time.Second)), true
}

// backoff is how long to wait after the nth failure (from 0): it doubles up to
// most, and half of it is left to chance so that many do not come back at once.
func backoff(n int, first, most time.Duration) time.Duration {
	d := most
	if n < 30 && first<<n < most {
		d = first << n
	}
	return d/2 + rand.N(d/2+1)
}

// sleep waits, unless ctx ends before.
func sleep(ctx context.Context, r route, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	if end, ok := ctx.Deadline(); ok && time.Until(end) < d {
		return &LimitError{Request: r.told, After: d}
	}
	return pause(ctx, d)
}

// pause waits for d or ctx's end.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
