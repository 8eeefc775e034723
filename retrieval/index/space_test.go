package index

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"footnote/corpus"
)

// TestMemoryEngineIsRebuilt: in memory every batch stays a segment.
func TestMemoryEngineIsRebuilt(t *testing.T) {
	store := newFakeStore()
	ix := newIndex(t, store, "")
	for i := range maxMemoryBatches + 20 {
		store.put("a", fmt.Sprint("x", i%10), "", "en", "A storm.")
		if hits := search(t, ix, ask("a", "storm")); len(hits) == 0 {
			t.Fatal("nothing found")
		}
	}
	err := ix.with(t.Context(), "a", func(s *space) error {
		if n := s.words.(*bleveWords).batches; n > 25 {
			t.Errorf("%d batches", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sameAsNew(t, store, ix, "a", "storm")
}

// TestErrors: a cancelled context and the store's own errors come through as
// they are, and the index works afterwards.
func TestErrors(t *testing.T) {
	store := newFakeStore()
	store.put("a", "x", "", "en", "A storm.")
	ix := newIndex(t, store, t.TempDir())
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ix.Search(cancelled, ask("a", "storm")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before opening: %v", err)
	}
	sameAsNew(t, store, ix, "a", "storm")
	if _, err := ix.Search(cancelled, ask("a", "storm")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled when open: %v", err)
	}
	boom := errors.New("boom")
	store.mu.Lock()
	store.fail = boom
	store.mu.Unlock()
	if _, err := ix.Search(t.Context(), ask("a", "storm")); !errors.Is(err, boom) {
		t.Errorf("failing store: %v", err)
	}
	store.mu.Lock()
	store.fail = nil
	store.mu.Unlock()
	sameAsNew(t, store, ix, "a", "storm")
	ix.Close()
	ix.Close()
	if _, err := ix.Search(t.Context(), ask("a", "storm")); !errors.Is(err, errClosed) {
		t.Errorf("after Close: %v", err)
	}
	if _, err := New(Config{}); err == nil {
		t.Error("New without a store")
	}
}

// brokenWords fails, by panicking or with an error, as often as it is told.
type brokenWords struct {
	words
	left  *int
	panic bool
}

func (b brokenWords) search(ctx context.Context, stems []string, k int) ([]found, error) {
	if *b.left == 0 {
		return b.words.search(ctx, stems, k)
	}
	*b.left--
	return nil, guard(func() error {
		if b.panic {
			var segment []byte
			_ = segment[*b.left+7]
		}
		return errors.New("segment damaged")
	})
}

// TestEngineFails: an engine that fails while it is searched is built anew.
func TestEngineFails(t *testing.T) {
	for _, panics := range []bool{false, true} {
		store := newFakeStore()
		store.put("a", "x", "", "en", "A storm.")
		ix := newIndex(t, store, t.TempDir())
		search(t, ix, ask("a", "storm"))
		left := 1
		s := ix.spaces["a"]
		s.words = brokenWords{s.words, &left, panics}
		sameAsNew(t, store, ix, "a", "storm")
		if left != 0 {
			t.Error("the broken engine was not asked")
		}
		if _, still := s.words.(brokenWords); still {
			t.Error("the broken engine is still there")
		}
		if s.folder == nil {
			t.Error("it was not built on the disk again")
		}
	}
}

// TestGivesUp: when nothing helps, the person gets a sentence.
func TestGivesUp(t *testing.T) {
	store := newFakeStore()
	store.put("a", "x", "", "en", "A storm.")
	ix := newIndex(t, store, "")
	calls := 0
	err := ix.with(t.Context(), "a", func(*space) error {
		calls++
		return &damage{errors.New("still damaged")}
	})
	if !corpus.HasCode(err, corpus.CodeDamaged) || calls != attempts {
		t.Errorf("after %d calls: %v", calls, err)
	}
}

// TestFallsBackToMemory: when a new folder is damaged as well, memory serves.
func TestFallsBackToMemory(t *testing.T) {
	store := newsStore()
	ix := newIndex(t, store, t.TempDir())
	err := ix.with(t.Context(), "a", func(s *space) error {
		if s.folder != nil {
			return &damage{errors.New("this disk is no good")}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sameAsNew(t, store, ix, "a", newsQuestion)
	if ix.spaces["a"].folder != nil {
		t.Error("it tried the disk again")
	}
}

// TestRefresh publishes an import: to the folder, without reading embeddings,
// and not at all if that would help nobody.
func TestRefresh(t *testing.T) {
	store, dir := newsStore(), t.TempDir()
	refresh := func(ix *Index) *space {
		t.Helper()
		if err := ix.Refresh(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		return ix.spaces["a"]
	}
	if s := refresh(newIndex(t, store, "")); s.words != nil {
		t.Error("in memory: built for nobody")
	}
	first := newIndex(t, store, dir)
	if s := refresh(first); s.words == nil || s.words.stamp().Generation != 30 || s.vectors != nil {
		t.Error("with a folder: words should be up to date, vectors not read")
	}
	second := newIndex(t, store, dir)
	if s := refresh(second); s.words != nil {
		t.Error("with another's folder: built for nobody")
	}
	sameAsNew(t, store, first, "a", newsQuestion)
	sameAsNew(t, store, second, "a", newsQuestion)
	store.put("a", "new", "", "en", "A new storm in the harbour.")
	for _, ix := range []*Index{first, second} {
		if s := refresh(ix); s.words.stamp().Generation != 31 || s.vectorsAt != 31 {
			t.Error("a space in use is brought up to date whole")
		}
	}
}

// TestBudget opens many small spaces at once under a budget for a few. The
// number open stays bounded and every answer is right.
func TestBudget(t *testing.T) {
	t.Run("in memory", func(t *testing.T) { testBudget(t, "", 200, memoryBytes) })
	t.Run("on disk", func(t *testing.T) { testBudget(t, filepath.Join(t.TempDir(), "index"), 40, folderBytes) })
}

func testBudget(t *testing.T, dir string, spaces int, each int64) {
	const fit = 8
	store := newFakeStore()
	want := map[corpus.Space][]string{}
	for i := range spaces {
		space := corpus.Space(fmt.Sprint("server", i))
		want[space] = store.put(space, fmt.Sprint("article", i), "", "en", fmt.Sprintf("A storm in harbour %d.", i))
	}
	ix := newIndex(t, store, dir, func(c *Config) { c.MemoryBudget = fit * each * 11 / 10 })
	open := func() int {
		ix.mu.Lock()
		defer ix.mu.Unlock()
		n := 0
		for _, s := range ix.spaces {
			if s.size.Load() > 0 {
				n++
			}
		}
		return n
	}
	const workers = 4
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range spaces / 3 { // each space by one or two workers
				space := corpus.Space(fmt.Sprint("server", (i+w*spaces/workers)%spaces))
				hits, err := ix.Search(t.Context(), ask(space, "storm"))
				if err != nil || !slices.Equal(ids(hits.Hits), want[space]) {
					t.Errorf("%s: %v, %v; want %v", space, hits, err, want[space])
				}
				if n := open(); n > fit+2*workers { // those in use or being closed come on top
					t.Errorf("%d spaces are open", n)
				}
			}
		})
	}
	wg.Wait()
	if n := open(); n > fit || n == 0 {
		t.Errorf("%d spaces are open at rest, want at most %d", n, fit)
	}
	if n := len(ix.spaces); n > fit {
		t.Errorf("%d spaces are remembered", n)
	}
}

// TestIdle closes a space that nobody used for a while.
func TestIdle(t *testing.T) {
	store := newFakeStore()
	store.put("a", "x", "", "en", "A storm.")
	store.put("b", "x", "", "en", "A storm.")
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	ix := newIndex(t, store, t.TempDir(), func(c *Config) { c.now = func() time.Time { return now } })
	search(t, ix, ask("a", "storm"))
	now = now.Add(DefaultIdleAfter - time.Second)
	search(t, ix, ask("b", "storm"))
	if len(ix.spaces) != 2 {
		t.Errorf("%d spaces open, want 2", len(ix.spaces))
	}
	now = now.Add(time.Minute)
	search(t, ix, ask("b", "storm"))
	if _, open := ix.spaces["a"]; open || len(ix.spaces) != 1 {
		t.Errorf("the idle space is still open")
	}
	search(t, ix, ask("a", "storm"))
}

// TestCheck compares the index with the store.
func TestCheck(t *testing.T) {
	store := newsStore()
	ix := newIndex(t, store, t.TempDir())
	r, err := ix.Check(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if r.Articles != 30 || r.Passages != 60 || r.Indexed != 60 || r.Embedded != 60 || r.Folder == "" || r.Bytes == 0 ||
		r.Memory == 0 || r.Generation != 30 || r.Model != testModel.Key() || len(r.Problems) != 0 {
		t.Errorf("a good index: %+v", r)
	}
	// A store that changes without saying so.
	store.mu.Lock()
	d := store.spaces["a"].articles["article3"]
	d.Passages = slices.Clone(d.Passages)
	d.Passages[0].ID = "unknown"
	store.spaces["a"].articles["article3"] = d
	store.mu.Unlock()
	r, err = ix.Check(t.Context(), "a")
	if err != nil || len(r.Problems) != 3 {
		t.Errorf("a wrong index: %+v, %v", r, err)
	}
}

// TestConcurrent searches, changes and closes spaces from many goroutines.
func TestConcurrent(t *testing.T) {
	store := newsStore()
	for i := range 5 {
		store.put(corpus.Space(fmt.Sprint("s", i)), "x", "", "en", "A storm.")
	}
	ix := newIndex(t, store, t.TempDir(), func(c *Config) { c.MemoryBudget = 3 * folderBytes })
	var wg sync.WaitGroup
	for w := range 6 {
		wg.Go(func() {
			for i := range 20 {
				if w == 0 {
					store.put("a", fmt.Sprint("new", i%4), "New", "en", "A new storm.", "And a strike.")
				}
				space := corpus.Space(fmt.Sprint("s", (i+w)%5))
				if i%2 == 0 {
					space = "a"
				}
				hits, err := ix.Search(t.Context(), ask(space, "storm"))
				if err != nil || len(hits.Hits) == 0 {
					t.Errorf("%s: %v, %v", space, hits, err)
				}
			}
		})
	}
	wg.Wait()
	sameAsNew(t, store, ix, "a", newsQuestion)
}
