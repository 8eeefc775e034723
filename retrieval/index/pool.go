package index

import (
	"cmp"
	"slices"

	"footnote/corpus"
)

// acquire returns the space, which stays open until it is released.
func (ix *Index) acquire(id corpus.Space) *space {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	s := ix.spaces[id]
	if s == nil {
		s = newSpace(id, &ix.cfg, ix.format)
		ix.spaces[id] = s
	}
	s.users++
	s.used = ix.cfg.now()
	return s
}

// release gives the space back, and closes what is idle or too much.
func (ix *Index) release(s *space) {
	ix.mu.Lock()
	s.users--
	s.used = ix.cfg.now()
	closing := ix.surplus()
	ix.mu.Unlock()

	// A space stays in the table while it is closed, so that nobody opens its
	// folder a second time meanwhile.
	for _, c := range closing {
		c.tryClose()
		ix.mu.Lock()
		c.users--
		if c.users == 0 {
			delete(ix.spaces, c.id)
		}
		ix.mu.Unlock()
	}
}

// surplus takes the spaces that should be closed: those without users that have
// been idle, and of the others the least recently used until the rest fits into
// the budget. It counts itself as their user.
func (ix *Index) surplus() []*space {
	var total int64
	var unused []*space
	for _, s := range ix.spaces {
		total += s.size.Load()
		if s.users == 0 {
			unused = append(unused, s)
		}
	}
	slices.SortFunc(unused, func(a, b *space) int {
		return cmp.Or(a.used.Compare(b.used), cmp.Compare(a.id, b.id))
	})
	idle := ix.cfg.now().Add(-ix.cfg.IdleAfter)
	var closing []*space
	for _, s := range unused {
		if total <= ix.cfg.MemoryBudget && s.used.After(idle) {
			break
		}
		total -= s.size.Load()
		s.users++
		closing = append(closing, s)
	}
	return closing
}
