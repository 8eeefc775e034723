package index

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"footnote/corpus"
)

// space is one space's engines. turn is held while they are opened, changed or
// closed, mu only while that is in effect: searches go on beside the reading of
// what is new.
type space struct {
	id     corpus.Space
	cfg    *Config
	format string
	log    *slog.Logger

	users int       // guarded by Index.mu
	used  time.Time // guarded by Index.mu
	size  atomic.Int64

	turn chan struct{}
	// rewriting is held by erase: bleve rewrites once at a time, and turn is not held
	// meanwhile.
	rewriting chan struct{}

	mu        sync.RWMutex
	words     words   // nil while closed
	folder    *folder // nil while words are in memory
	vectors   vectors // nil without a usable model
	model     string  // whose vectors they are
	vectorsAt int64   // the generation they have come to

	copies copies // guards itself

	noFolder bool // the folder could not be written: memory until closed
	// suspect says that the words may disagree with the store in what no
	// generation tells; see verify.
	suspect atomic.Bool
}

func newSpace(id corpus.Space, cfg *Config, format string) *space {
	return &space{id: id, cfg: cfg, format: format, turn: make(chan struct{}, 1), rewriting: make(chan struct{}, 1),
		log: cfg.Log.With("space", string(id))}
}

// attempts is how often a query is tried while the index turns out damaged: in
// its folder, in a new folder, in memory.
const attempts = 3

// run prepares the space and runs f, which may search it but not change it. When
// the words are damaged, they are built anew and f runs again.
func (s *space) run(ctx context.Context, prepare func(context.Context) error, f func(*space) error) error {
	for attempt := 1; ; attempt++ {
		broken, err := s.try(ctx, prepare, f)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, errShut) {
			attempt--
			continue
		}
		var d *damage
		if !errors.As(err, &d) {
			return err
		}
		s.log.Warn("the lexical index is damaged and is built anew", "attempt", attempt, "err", err)
		if attempt == attempts {
			return &corpus.Problem{Code: corpus.CodeDamaged, Err: err,
				Message: "The search index cannot be rebuilt; check the disk that holds the data folder."}
		}
		if err := s.discard(ctx, broken, attempt > 1); err != nil {
			return err
		}
	}
}

// try returns the words that were in use, for discard.
func (s *space) try(ctx context.Context, prepare func(context.Context) error, f func(*space) error) (words, error) {
	err := prepare(ctx)
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err != nil || f == nil {
		return s.words, err
	}
	if s.words == nil {
		return nil, errShut
	}
	return s.words, f(s)
}

// errShut says that the space was closed between the refresh and the search.
var errShut = errors.New("closed meanwhile")

// lockTurn waits for its turn to change the space.
func (s *space) lockTurn(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *space) unlockTurn() { <-s.turn }

// discard throws the words away, with their folder, unless somebody else has
// done it already. If memory, they will not be looked for on the disk again.
func (s *space) discard(ctx context.Context, broken words, memory bool) error {
	if err := s.lockTurn(ctx); err != nil {
		return err
	}
	defer s.unlockTurn()
	if s.words == nil || s.words != broken {
		return nil
	}
	s.dropWords(true)
	s.noFolder = s.noFolder || memory
	return nil
}

// dropWords closes the words and gives the folder back. The caller holds turn.
func (s *space) dropWords(wipe bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.words == nil {
		return
	}
	if err := s.words.close(); err != nil {
		s.log.Warn("closing the lexical index", "err", err)
	}
	s.words = nil
	s.suspect.Store(false)
	if s.folder != nil {
		if wipe {
			if err := s.folder.wipe(); err != nil {
				s.log.Warn("removing the lexical index", "err", err)
			}
		}
		if err := s.folder.release(); err != nil {
			s.log.Warn("releasing the index folder", "err", err)
		}
		s.folder = nil
	}
}

// tryClose frees everything, unless somebody has come to change the space. The
// next refresh opens it again; a search that has just refreshed tries again.
func (s *space) tryClose() {
	select {
	case s.turn <- struct{}{}:
	default:
		return
	}
	defer s.unlockTurn()
	s.close()
}

// close frees everything. The caller holds turn.
func (s *space) close() {
	s.dropWords(false)
	s.copies.forget()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.vectors, s.model, s.vectorsAt = nil, "", 0
	s.noFolder = false
	s.size.Store(0)
}

// openWords opens the folder, or makes it, or makes an engine in memory. The
// caller holds turn.
func (s *space) openWords() error {
	switch err := s.openOnDisk(); {
	case err == nil:
		return nil
	case errors.Is(err, errHeld):
		s.log.Info("another process holds the index folder; searching a copy in memory")
	case !errors.Is(err, errNoFolder):
		s.log.Warn("the index folder cannot be used; searching a copy in memory", "err", err)
	}
	w, err := s.createWords("")
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.words = w
	return nil
}

// errNoFolder says that this space has no place on the disk.
var errNoFolder = errors.New("no index folder")

func (s *space) openOnDisk() error {
	if s.cfg.Dir == "" || s.noFolder {
		return errNoFolder
	}
	f, err := holdFolder(s.cfg.Dir, s.id)
	if err != nil {
		return err
	}
	w, err := s.openFolder(f)
	if err != nil {
		return errors.Join(err, f.release())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.words, s.folder = w, f
	return nil
}

// openFolder opens what is in the folder, or replaces it by a new index.
func (s *space) openFolder(f *folder) (words, error) {
	if f.exists() {
		err := checkFolder(f.path)
		if err == nil {
			var w *bleveWords
			if w, err = openWords(f.path); err == nil {
				if err = s.accepts(w.stamp()); err == nil {
					s.suspect.Store(true)
					return w, f.opened()
				}
				err = errors.Join(err, w.close())
			}
		}
		if errors.Is(err, errHeld) {
			return nil, err
		}
		s.log.Warn("the index folder cannot be read and is built anew", "err", err)
		if err := f.wipe(); err != nil {
			return nil, err
		}
	}
	w, err := s.createWords(f.path)
	if err != nil {
		return nil, errors.Join(err, f.wipe())
	}
	return w, f.opened()
}

func (s *space) createWords(path string) (words, error) {
	empty := stamp{Format: s.format, Space: s.id}
	w, err := createWords(path, empty)
	if err != nil {
		return nil, err
	}
	// A folder without a stamp could not be told from a damaged one.
	if err := w.apply(context.Background(), nil, empty); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// accepts reports why a folder's content is of no use here.
func (s *space) accepts(st stamp) error {
	switch {
	case st.Space != s.id:
		return errors.New("it belongs to another space")
	case st.Format != s.format:
		return errors.New("it was made by another version")
	}
	return nil
}
