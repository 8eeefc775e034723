package corpus

import (
	"hash/fnv"
	"time"
)

// ReaderVersion is raised when the readers or Clean make another text of the same
// bytes. Validators are kept with it, and asked by only while it is the same: a
// page that has not changed is fetched again all the same once it would be read
// better.
const ReaderVersion = 1

// Visit is one try to read a source, as the store keeps it.
type Visit struct {
	At      time.Time
	By      string // on whose behalf; "" for a schedule
	Failure string // why it could not be read, a sentence for people; "" when it was
	// Unchanged says that there was nothing to read: the other fields but At and By
	// are empty, and what the store has of them stays.
	Unchanged bool

	Later      time.Duration // how long the host asks to be left alone; 0 when it does not
	Again      time.Time     // when to try again whatever the rule says, but never; zero for by the rule
	Validators Validators
	Every      time.Duration // see Listing
	Title      string        // of a listing; "" keeps the one that there is
	Note       string        // see Source
}

// DueSource is a source that is to be read again.
type DueSource struct {
	Space    Space
	ID       string
	Kind     Kind
	Location string
}

// KnownItem is what is kept of an item of a feed or an archive beside its article.
type KnownItem struct {
	Key      string
	Version  string // see Item; "" when it is not known
	Failures int    // tries that failed, in a row
	Due      time.Time
	Dropped  bool      // it was taken out to make room for newer ones
	At       time.Time // when it was published or else first seen: which is newer
	Held     bool      // it has an article
}

// longest is the longest time between two tries of a source that fails, and the
// longest that a host's wish to be left alone is heeded.
const longest = 30 * 24 * time.Hour

// NextDue is when a source that was tried at a moment is read again by itself; the
// zero time for never. asked is what the feed asks for, failures how many tries
// failed in a row, this one included, and later how long the host wants to be left
// alone.
//
// The wait is the rule's. After a failure it is an hour, or the rule's where that is
// less, and doubled with each further one up to a month: most faults pass within
// the day. A tenth more at most depends on the source: what was added together is
// not read again together.
func NextDue(sourceID string, r Rule, asked time.Duration, failures int, at time.Time, later time.Duration) time.Time {
	every := r.Every(asked)
	if every == 0 {
		return time.Time{}
	}
	wait := every
	if failures > 0 {
		wait = min(every, time.Hour)
		every = wait
	}
	for range failures - 1 {
		if wait *= 2; wait >= longest {
			wait = max(longest, every)
			break
		}
	}
	wait = max(wait, min(later, longest))
	return at.Add(wait + Jitter(sourceID, every/10))
}

// Jitter is a part of a span of time that is always the same for an id, and spread
// evenly over ids.
func Jitter(id string, span time.Duration) time.Duration {
	h := fnv.New64a()
	h.Write([]byte(id))
	const steps = 1 << 20
	return span / steps * time.Duration(h.Sum64()%steps)
}
