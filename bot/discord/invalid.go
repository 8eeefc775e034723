package discord

import "time"

// Discord shuts out an address that gets 10,000 invalid answers (401, 403, 429
// but of a shared limit) in ten minutes
// (https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans).
// The address may be shared with others, so the bot stops at half.
const (
	invalidWindow = 10 * time.Minute
	invalidSlot   = 10 * time.Second
	invalidSlow   = 1000 // from here on everything gets slower
	invalidMost   = 5000 // this many are never exceeded
)

// invalidAnswers counts the invalid answers of the last ten minutes and says how
// far apart requests must be. It is not safe for concurrent use: limiter's lock
// guards it.
type invalidAnswers struct {
	slots [int(invalidWindow/invalidSlot) + 1]struct {
		tick int64
		n    int
	}
	next time.Time // earliest start of the next request
}

// add counts one.
func (a *invalidAnswers) add(now time.Time) {
	tick := now.UnixNano() / int64(invalidSlot)
	s := &a.slots[tick%int64(len(a.slots))]
	if s.tick != tick {
		s.tick, s.n = tick, 0
	}
	s.n++
}

// count is how many there were in the last ten minutes, rounded up to a slot.
func (a *invalidAnswers) count(now time.Time) int {
	tick := now.UnixNano() / int64(invalidSlot)
	n := 0
	for _, s := range a.slots {
		if tick-s.tick < int64(len(a.slots)) {
			n += s.n
		}
	}
	return n
}

// wait is how long a request has to wait now.
func (a *invalidAnswers) wait(now time.Time) time.Duration {
	return max(0, a.next.Sub(now))
}

// start takes the turn of a request. While there are few invalid answers it
// costs nothing. Later the requests keep such a distance that even if every one
// of them failed, invalidMost would not be reached within the ten minutes.
func (a *invalidAnswers) start(now time.Time) {
	n := a.count(now)
	if n < invalidSlow {
		return
	}
	left := max(invalidMost-n, 10)
	a.next = now.Add(invalidWindow / time.Duration(left))
}
