package bot

import (
	"maps"
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
	told map[limitKey]time.Time // when a person was last told by once
	// At these sizes the maps are swept. They double when a sweep finds little, so
	// that many members do not cost one sweep each.
	sweepBy, sweepTold int
}

type limitKey struct {
	space  corpus.Space
	person string // "" for the whole server
}

func newLimits(now func() time.Time) *limits {
	return &limits{
		now: now, by: map[limitKey]*rate.Limiter{}, told: map[limitKey]time.Time{}, sweepBy: minSweep, sweepTold: minSweep,
	}
}

// minSweep is how many limiters are held before the full ones, which limit
// nobody, are dropped.
const minSweep = 4096

// slack is let pass, so that rounding turns nobody away at the time that was named.
const slack = time.Millisecond

// under is what a moderator set, at or under the operator's ceiling; zero is none.
func under(set, ceiling int) int {
	if set <= 0 || ceiling > 0 && set > ceiling {
		return max(0, ceiling)
	}
	return set
}

// take counts a question, and returns zero if it may be asked, else when to try
// again; whole says that it is the server that asked too much. Limits of zero mean
// none. What is refused does not count.
func (l *limits) take(space corpus.Space, person string, member, server int) (wait time.Duration, whole bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if len(l.by) >= l.sweepBy {
		maps.DeleteFunc(l.by, func(_ limitKey, x *rate.Limiter) bool { return x.TokensAt(now) >= float64(x.Burst()) })
		l.sweepBy = max(minSweep, 2*len(l.by))
	}
	var taken *rate.Reservation
	if member > 0 {
		taken = l.limiter(limitKey{space, person}, member, memberSpan, now).ReserveN(now, 1)
		if wait := taken.DelayFrom(now); wait > slack {
			taken.CancelAt(now)
			return wait, false
		}
	}
	if server > 0 {
		all := l.limiter(limitKey{space, ""}, server, serverSpan, now).ReserveN(now, 1)
		if wait := all.DelayFrom(now); wait > slack {
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
	old := func(_ limitKey, at time.Time) bool { return now.Sub(at) >= time.Minute }
	if len(l.told) >= l.sweepTold {
		maps.DeleteFunc(l.told, old)
		l.sweepTold = max(minSweep, 2*len(l.told))
	}
	key := limitKey{space, person}
	if at, ok := l.told[key]; ok && !old(key, at) {
		return false
	}
	l.told[key] = now
	return true
}
