package ingest

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"time"

	"footnote/corpus"
)

// An item that cannot be read is tried again at later readings of its feed, at most
// mostTries times and after a wait that begins with itemWait and doubles. After
// that it is left alone until it changes, or a person has the feed read again.
const (
	mostTries = 5
	itemWait  = time.Hour
)

// plan is what a reading of a listing asks for.
type plan struct {
	read    []planned            // new, changed, or to be tried again, as they stand in the listing
	seen    []corpus.KnownItem   // seen for the first time, and of no known age: that is remembered before anything can fail
	leave   []corpus.KnownItem   // new, and older than those that are kept
	gone    []string             // have an article, and stand in their archive no more
	forget  []string             // were remembered for nothing but to be left alone, and do not stand there any more
	waiting int                  // failed, and will be tried again
	failed  int                  // failed, and will not, unless they change
	at      map[string]time.Time // of the items that are kept, or will be
	held    map[string]bool      // those of them that have an article
}

// planned is an item that is to be read.
type planned struct {
	corpus.Item
	known corpus.KnownItem // with the version and the age that it will have
}

// planOf compares a listing with what is known of its items. At most keep of a
// feed's items are kept, the newest; 0 is no limit. asked says that a person wants
// it read just now: then what failed is tried at once, however often it did.
func planOf(l corpus.Listing, known []corpus.KnownItem, keep int, asked bool, now time.Time) plan {
	p := plan{at: make(map[string]time.Time), held: make(map[string]bool)}
	byKey := make(map[string]corpus.KnownItem, len(known))
	for _, k := range known {
		byKey[k.Key] = k
		if k.Held && !k.Dropped {
			p.at[k.Key], p.held[k.Key] = k.At, true
		}
	}
	listed := make(map[string]bool, len(l.Items))
	var there []planned
	for i, item := range l.Items {
		if item.Key = cmp.Or(item.Key, item.URL); item.Key == "" || listed[item.Key] {
			continue
		}
		listed[item.Key] = true
		k, seen := byKey[item.Key]
		if k.Dropped {
			continue
		}
		if k.Failures > 0 && k.Version != versionOf(item) {
			k.Failures, k.Due = 0, time.Time{} // it changed, so it is another one
		}
		k.Key = item.Key
		switch {
		case !item.Published.IsZero():
			k.At = item.Published
		case !seen || k.At.IsZero():
			k.At = now.Add(-time.Duration(i) * time.Millisecond) // the newest first
			p.seen = append(p.seen, k)
		}
		p.at[k.Key] = k.At
		there = append(there, planned{item, k})
	}
	var old map[string]bool
	if l.Kind == corpus.KindFeed {
		old = p.older(keep, func(string) bool { return true })
	}
	for _, c := range there {
		k, version := c.known, versionOf(c.Item)
		switch {
		case old[k.Key] && !k.Held: // whatever its tries: when it is due must not decide whether it is kept
			k.Version, k.Dropped = version, true
			p.leave = append(p.leave, k)
			delete(p.at, k.Key)
		case k.Failures >= mostTries && !asked:
			p.failed++
		case k.Failures > 0 && k.Due.After(now) && !asked:
			p.waiting++
		case k.Failures == 0 && k.Held && k.Version == version:
		default:
			c.known.Version = version
			p.read = append(p.read, c)
		}
	}
	for _, k := range known {
		switch {
		case listed[k.Key] || l.More > 0: // it may stand among those that were left out
		case !k.Held:
			p.forget = append(p.forget, k.Key)
		case l.Kind != corpus.KindFeed:
			p.gone = append(p.gone, k.Key)
		}
	}
	return p
}

// older are the keys of those items that are not among the newest so many of their
// kind; none for 0.
func (p plan) older(keep int, kind func(key string) bool) map[string]bool {
	if keep <= 0 || len(p.at) <= keep {
		return nil
	}
	keys := make([]string, 0, len(p.at))
	for key := range p.at {
		if kind(key) {
			keys = append(keys, key)
		}
	}
	if len(keys) <= keep {
		return nil
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(p.at[b].Compare(p.at[a]), cmp.Compare(a, b))
	})
	old := make(map[string]bool, len(keys)-keep)
	for _, key := range keys[keep:] {
		old[key] = true
	}
	return old
}

// oldest is the oldest item with an article that is older than a moment.
func (p plan) oldest(than time.Time) (key string, ok bool) {
	for k := range p.held {
		if at := p.at[k]; at.Before(than) && (!ok || at.Before(p.at[key]) || at.Equal(p.at[key]) && k < key) {
			key, ok = k, true
		}
	}
	return key, ok
}

// versionOf is the version of an item as this program would read it.
func versionOf(i corpus.Item) string {
	return strconv.Itoa(corpus.ReaderVersion) + " " + i.Version
}

// again is an item after another failure.
func again(k corpus.KnownItem, now time.Time, later time.Duration) corpus.KnownItem {
	k.Failures = min(k.Failures+1, mostTries) // a person may have it tried more often
	k.Due = now.Add(max(itemWait<<(k.Failures-1), min(later, 7*24*time.Hour)))
	return k
}

// waitOf is how long a host asked to be left alone; 0 where it did not.
func waitOf(err error) time.Duration {
	if asked := (*corpus.Later)(nil); errors.As(err, &asked) {
		return asked.After
	}
	return 0
}
