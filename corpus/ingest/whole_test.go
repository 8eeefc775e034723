package ingest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/corpus/store"
	"footnote/retrieval"
	"footnote/retrieval/index"
)

// publisher is the index as the way in sees it.
type publisher struct{ *index.Index }

func (p publisher) Publish(ctx context.Context, space corpus.Space) error {
	return p.Refresh(ctx, space)
}

// whole is a rig over a data folder, with a real index.
type whole struct {
	*rig
	dir   string
	index *index.Index
}

func newWhole(t *testing.T) *whole {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	ix, err := index.New(index.Config{Store: st, Dir: filepath.Join(dir, "index")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	r := newRig(t, st)
	r.Publisher = publisher{ix}
	return &whole{r, dir, ix}
}

// finds counts the passages that a search for these words gives, by words and by
// meaning, and those that are counted as holding them.
func (w *whole) finds(t *testing.T, space corpus.Space, words string) (hits, counted int) {
	t.Helper()
	vectors, err := w.embedder.Embed(t.Context(), []string{words})
	if err != nil {
		t.Fatal(err)
	}
	found, err := w.index.Search(t.Context(), retrieval.Query{Space: space, Text: words, Vector: vectors[0], Model: w.embedder.key})
	if err != nil {
		t.Fatal(err)
	}
	_, freq, err := w.index.DocFreq(t.Context(), space, []string{words})
	if err != nil {
		t.Fatal(err)
	}
	return len(found.Hits), freq[words]
}

// A withdrawn source is out of the very next search and of all counts, and back
// in the next one after it is restored, with nothing embedded.
func TestWithdrawnIsNotFound(t *testing.T) {
	w := newWhole(t)
	ctx := t.Context()
	w.files["d/a.txt"], w.files["d/b.txt"] = story("tide"), story("moon")
	if _, err := w.add(t, "d"); err != nil {
		t.Fatal(err)
	}
	check := func(when string, wantHits, wantCounted int) {
		t.Helper()
		if hits, counted := w.finds(t, "s", "tide"); hits != wantHits || counted != wantCounted {
			t.Errorf("%s %d passages are found, %d counted; want %d, %d", when, hits, counted, wantHits, wantCounted)
		}
	}
	id := w.source(t, "d/a.txt").ID
	calls := w.embedder.calls.Load()
	for range 2 {
		check("before", 2, 1)
		if err := w.Withdraw(ctx, "s", "bob", id, w.Now()); err != nil {
			t.Fatal(err)
		}
		check("withdrawn:", 1, 0)
		if err := w.Restore(ctx, "s", "bob", id); err != nil {
			t.Fatal(err)
		}
		check("restored:", 2, 1)
	}
	if err := w.Withdraw(ctx, "s", "bob", id, w.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PurgeWithdrawn(ctx, w.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	check("purged:", 1, 0)
	if n := w.embedder.calls.Load(); n != calls+7 { // the searches'
		t.Errorf("%d texts were embedded", n-calls)
	}
}

// A removed space leaves nothing in the data folder, neither in the database nor
// of its index, and the others keep all of theirs.
func TestRemovedSpaceLeavesNothing(t *testing.T) {
	w := newWhole(t)
	ctx := t.Context()
	for _, space := range []corpus.Space{"4711", "kept"} {
		for _, about := range []string{"zanzibarium", "moon", "storm"} {
			if err := w.AddReading(ctx, space, "mod-of-"+string(space), pasted(t, "About "+about+" in "+string(space), story(about+" of "+string(space))), w.observer()); err != nil {
				t.Fatal(err)
			}
		}
		if hits, _ := w.finds(t, space, "zanzibarium"); hits != 3 {
			t.Fatalf("%d hits", hits)
		}
	}
	if err := w.Withdraw(ctx, "4711", "mod-of-4711", w.reports[0].SourceID, w.Now()); err != nil {
		t.Fatal(err)
	}
	if n := w.holds(t, "4711"); n == 0 {
		t.Fatal("the test looks in the wrong place")
	}
	folders := w.folders(t)
	if err := w.RemoveSpace(ctx, "4711"); err != nil {
		t.Fatal(err)
	}
	if n := w.holds(t, "4711"); n != 0 {
		t.Errorf("%d files still hold something of it", n)
	}
	if n := w.folders(t); folders != 2 || n != 1 {
		t.Errorf("%d index folders of %d", n, folders)
	}
	if n := w.holds(t, "mod-of-kept"); n == 0 {
		t.Error("the other space is gone too")
	}
	if hits, counted := w.finds(t, "kept", "zanzibarium"); hits != 3 || counted != 1 {
		t.Errorf("the other space finds %d, %d", hits, counted)
	}
	if hits, counted := w.finds(t, "4711", "zanzibarium"); hits != 0 || counted != 0 {
		t.Errorf("it still finds %d, %d", hits, counted)
	}
	// The space can be begun again, with the same and with less.
	w.reports = nil
	if err := w.AddReading(ctx, "4711", "ann", pasted(t, "", story("harbour")), w.observer()); err != nil || w.reports[0].Status != corpus.StatusAdded {
		t.Errorf("%v %+v", err, w.reports)
	}
	if hits, counted := w.finds(t, "4711", "harbour"); hits != 1 || counted != 1 {
		t.Errorf("begun again it finds %d, %d", hits, counted)
	}
	if err := w.store.Check(ctx); err != nil {
		t.Error(err)
	}
}

// holds counts the files of the data folder in which a text stands.
func (w *whole) holds(t *testing.T, text string) (files int) {
	t.Helper()
	err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) { // bleve tidies up
			return nil
		}
		if strings.Contains(string(content), text) {
			files++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// folders counts the folders of the index.
func (w *whole) folders(t *testing.T) (n int) {
	t.Helper()
	list, err := os.ReadDir(filepath.Join(w.dir, "index"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if e.IsDir() {
			n++
		}
	}
	return n
}
