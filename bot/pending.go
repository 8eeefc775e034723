package bot

import (
	"maps"
	"sync"
	"time"

	"github.com/google/uuid"

	"footnote/corpus"
)

// pending keeps what a button goes on with: a question that was asked about, a
// file that waits for a yes. It is in memory, bounded, and for a quarter of an
// hour; a button that finds nothing gets a polite no.
type pending struct {
	now func() time.Time

	mu    sync.Mutex
	items map[string]pendingItem
}

type pendingItem struct {
	space  corpus.Space
	person string
	until  time.Time
	what   any
}

// A person's own things make room for each other first, so that one who asks for
// many takes nothing from the others.
const (
	pendingTime   = 15 * time.Minute
	maxPending    = 1000
	maxPendingOwn = 10
)

func newPending(now func() time.Time) *pending {
	return &pending{now: now, items: map[string]pendingItem{}}
}

// put keeps something for a person, and returns its id. At a bound the one that
// would end first goes.
func (p *pending) put(o Origin, what any) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	var oldest, oldestOwn string
	own := 0
	for id, item := range p.items {
		if item.over(now) {
			delete(p.items, id)
			continue
		}
		if oldest == "" || item.until.Before(p.items[oldest].until) {
			oldest = id
		}
		if !item.belongs(o) {
			continue
		}
		own++
		if oldestOwn == "" || item.until.Before(p.items[oldestOwn].until) {
			oldestOwn = id
		}
	}
	if own >= maxPendingOwn {
		delete(p.items, oldestOwn)
	} else if len(p.items) >= maxPending {
		delete(p.items, oldest)
	}
	id := uuid.NewString()
	p.items[id] = pendingItem{o.Place.Space(), o.Person.ID, now.Add(pendingTime), what}
	return id
}

func (i pendingItem) belongs(o Origin) bool {
	return i.space == o.Place.Space() && i.person == o.Person.ID
}

func (i pendingItem) over(now time.Time) bool { return !now.Before(i.until) }

// forget drops all that is kept for a person.
func (p *pending) forget(o Origin) {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.items, func(_ string, i pendingItem) bool { return i.belongs(o) })
}

// take returns what is kept under an id for this very person, once.
func (p *pending) take(o Origin, id string) (any, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	item, ok := p.items[id]
	if !ok || !item.belongs(o) || item.over(p.now()) {
		return nil, false
	}
	delete(p.items, id)
	return item.what, true
}

// keep puts back under its id what was taken and could not be done yet.
func (p *pending) keep(o Origin, id string, what any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.items[id] = pendingItem{o.Place.Space(), o.Person.ID, p.now().Add(pendingTime), what}
}
