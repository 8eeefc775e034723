package index

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// Config says what an Index works with. Store is required.
type Config struct {
	Store Store
	// Dir holds one folder and one lock file a space; it is made when needed.
	// "" keeps everything in memory.
	Dir string
	// Model is the model that embeds questions. Vectors are used while it is
	// also the store's active model. The zero Model accepts whichever model is
	// active, with DefaultVectorWeight.
	Model retrieval.Model
	// MemoryBudget is what the open spaces may hold together, in bytes, as far
	// as it can be estimated; 0 means DefaultMemoryBudget. Spaces in use are
	// never closed, so a single one may exceed it.
	MemoryBudget int64
	// IdleAfter is how long an unused space stays open; 0 means
	// DefaultIdleAfter. Idle spaces are closed when another is used.
	IdleAfter time.Duration
	Log       *slog.Logger // nil: no log

	now func() time.Time // for tests
}

// Defaults of Config.
const (
	DefaultMemoryBudget = 512 << 20
	DefaultIdleAfter    = 30 * time.Minute
	DefaultVectorWeight = 0.5
)

// Index searches the passages of all spaces. It implements retrieval.Index and
// retrieval.Lexicon, and is safe for concurrent use.
type Index struct {
	cfg    Config
	format string

	life   sync.RWMutex // held for reading by every call, for writing by Close
	closed bool

	mu     sync.Mutex
	spaces map[corpus.Space]*space
}

var (
	_ retrieval.Index   = (*Index)(nil)
	_ retrieval.Lexicon = (*Index)(nil)
)

// New makes an Index. It touches neither the store nor the disk.
func New(cfg Config) (*Index, error) {
	if cfg.Store == nil {
		return nil, errors.New("index: no store given")
	}
	cfg.MemoryBudget = cmp.Or(cfg.MemoryBudget, DefaultMemoryBudget)
	cfg.IdleAfter = cmp.Or(cfg.IdleAfter, DefaultIdleAfter)
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.now == nil {
		cfg.now = time.Now
	}
	return &Index{cfg: cfg, format: format(), spaces: make(map[corpus.Space]*space)}, nil
}

// errClosed is returned by every call after Close.
var errClosed = errors.New("index: used after Close")

// Search finds the passages for a question, as the store has them now.
func (ix *Index) Search(ctx context.Context, q retrieval.Query) (retrieval.Hits, error) {
	return ix.search(ctx, q, bothEngines)
}

// Lexical searches by words alone. It is for measuring.
func (ix *Index) Lexical(ctx context.Context, q retrieval.Query) (retrieval.Hits, error) {
	return ix.search(ctx, q, wordsOnly)
}

// Vector searches by vectors alone. It is for measuring.
func (ix *Index) Vector(ctx context.Context, q retrieval.Query) (retrieval.Hits, error) {
	return ix.search(ctx, q, vectorsOnly)
}

func (ix *Index) search(ctx context.Context, q retrieval.Query, e engines) (retrieval.Hits, error) {
	var hits retrieval.Hits
	err := ix.with(ctx, q.Space, func(s *space) error {
		var err error
		hits, err = s.search(ctx, q, e)
		return err
	})
	return hits, err
}

// DocFreq returns the number of passages in the space, and for each stem the
// number of passages whose text holds it.
func (ix *Index) DocFreq(ctx context.Context, id corpus.Space, stems []string) (passages int, freq map[string]int, err error) {
	err = ix.with(ctx, id, func(s *space) error {
		var err error
		passages, freq, _, err = s.words.frequencies(ctx, stems)
		return err
	})
	return passages, freq, err
}

// Refresh brings the space's folder up to date after an import, so that the next
// search need not. If nobody searches the space here, it reads no embeddings, and
// does nothing if another process holds the folder or there is none: a search
// never depends on it.
func (ix *Index) Refresh(ctx context.Context, id corpus.Space) error {
	return ix.enter(ctx, id, func(s *space) error { return s.run(ctx, s.publish, nil) })
}

// with runs f on a space that is open and up to date.
func (ix *Index) with(ctx context.Context, id corpus.Space, f func(*space) error) error {
	return ix.enter(ctx, id, func(s *space) error { return s.run(ctx, s.refresh, f) })
}

// enter keeps the index and the space open while f runs.
func (ix *Index) enter(ctx context.Context, id corpus.Space, f func(*space) error) error {
	ix.life.RLock()
	defer ix.life.RUnlock()
	if ix.closed {
		return errClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s := ix.acquire(id)
	defer ix.release(s)
	return f(s)
}

// Close closes every space after the calls under way have ended. What is on the
// disk stays. It always returns nil: a space that cannot be closed is logged.
func (ix *Index) Close() error {
	ix.life.Lock()
	defer ix.life.Unlock()
	if ix.closed {
		return nil
	}
	ix.closed = true
	for _, s := range ix.spaces {
		s.tryClose() // nobody else is left to hold its turn
	}
	clear(ix.spaces)
	return nil
}
