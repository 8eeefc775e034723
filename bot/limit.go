package bot

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"footnote/corpus"
)

// The spans over which limits count.
const (
	memberSpan = 10 * time.Minute
	serverSpan = time.Hour
)

// limits says who asked too much. It is in memory: a restart forgives.
type limits struct {
	now func() time.Time

	mu   sync.Mutex
	by   map[limitKey]*rate.Limiter
	seen map[limitKey]time.Time // when a person was last told by once
}

type limitKey struct {
	space  corpus.Space
	person string // "" for the whole server
}

func newLimits(now func() time.Time) *limits {
	return &limits{now: now, by: map[limitKey]*rate.Limiter{}, seen: map[limitKey]time.Time{}}
}

// maxLimiters is how many are held before the full ones, which limit nobody, are
// dropped.
const maxLimiters = 4096

// take counts a question, and returns zero if it may be asked, else when to try
// again. Limits of zero mean none.
func (l *limits) take(space corpus.Space, person string, member, server int) (wait time.Duration, whole bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if len(l.by) > maxLimiters {
		for key, limiter := range l.by {
			if limiter.TokensAt(now) >= float64(limiter.Burst()) {
				delete(l.by, key)
			}
		}
	}
	var taken *rate.Reservation
	if member > 0 {
		taken = l.limiter(limitKey{space, person}, member, memberSpan, now).ReserveN(now, 1)
		if wait := taken.DelayFrom(now); wait > 0 {
			taken.CancelAt(now)
			return wait, false
		}
	}
	if server > 0 {
		all := l.limiter(limitKey{space, ""}, server, serverSpan, now).ReserveN(now, 1)
		if wait := all.DelayFrom(now); wait > 0 {
			all.CancelAt(now)
			if taken != nil {
				taken.CancelAt(now)
			}
			return wait, true
		}
	}
	return 0, false
}

// limiter lets n through at once, and n more in each span.
func (l *limits) limiter(key limitKey, n int, span time.Duration, now time.Time) *rate.Limiter {
	every := rate.Every(span / time.Duration(n))
	have := l.by[key]
	if have == nil {
		have = rate.NewLimiter(every, n)
		l.by[key] = have
	} else if have.Burst() != n {
		have.SetLimitAt(now, every)
		have.SetBurstAt(now, n)
	}
	return have
}

// once reports, once a minute for each person, that they may be told something.
func (l *limits) once(space corpus.Space, person string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if len(l.seen) > maxLimiters {
		for key, at := range l.seen {
			if now.Sub(at) >= time.Minute {
				delete(l.seen, key)
			}
		}
	}
	key := limitKey{space, person}
	if at, ok := l.seen[key]; ok && now.Sub(at) < time.Minute {
		return false
	}
	l.seen[key] = now
	return true
}
