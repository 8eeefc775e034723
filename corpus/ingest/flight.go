package ingest

import (
	"sync"

	"footnote/corpus"
)

// flight knows which sources are being read again just now: each is at most once.
type flight struct {
	mu sync.Mutex
	in map[flightKey]bool
}

type flightKey struct {
	space  corpus.Space
	source string
}

// enter reports whether the source was not in flight; then it is, until leave.
func (f *flight) enter(space corpus.Space, sourceID string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	k := flightKey{space, sourceID}
	if f.in[k] {
		return false
	}
	if f.in == nil {
		f.in = make(map[flightKey]bool)
	}
	f.in[k] = true
	return true
}

func (f *flight) leave(space corpus.Space, sourceID string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.in, flightKey{space, sourceID})
}
