package bot

import (
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

const (
	pendingTime = 15 * time.Minute
	maxPending  = 1000
)

func newPending(now func() time.Time) *pending {
	return &pending{now: now, items: map[string]pendingItem{}}
}

// put keeps something for a person, and returns its id. At the bound the one that
// would end first goes.
func (p *pending) put(o Origin, what any) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	oldest := ""
	for id, item := range p.items {
		if item.until.Before(now) {
			delete(p.items, id)
		} else if oldest == "" || item.until.Before(p.items[oldest].until) {
			oldest = id
		}
	}
	if len(p.items) >= maxPending {
		delete(p.items, oldest)
	}
	id := uuid.NewString()
	p.items[id] = pendingItem{o.Place.Space(), o.Person.ID, now.Add(pendingTime), what}
	return id
}

// take returns what is kept under an id for this very person, once.
func (p *pending) take(o Origin, id string) (any, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	item, ok := p.items[id]
	if !ok || item.space != o.Place.Space() || item.person != o.Person.ID || item.until.Before(p.now()) {
		return nil, false
	}
	delete(p.items, id)
	return item.what, true
}
