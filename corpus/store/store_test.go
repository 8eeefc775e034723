package store

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"footnote/corpus"
)

func TestMain(m *testing.M) {
	if run := child(os.Getenv("STORE_TEST_CHILD")); run != nil {
		run() // this is the test binary again, started by a test
		os.Exit(0)
	}
	// A property needs fewer runs than rapid's hundred when each step is a
	// transaction; the command line can ask for more.
	if err := flag.Set("rapid.checks", "12"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

const (
	modelA = "test/a/4/"
	modelB = "test/b/3/"
)

// sample is an article of one source, with one passage a paragraph and made-up
// vectors.
type sample struct {
	source   corpus.Source
	article  corpus.Article
	original []byte
	passages []corpus.Passage
	vectors  [][]float32
}

func newSample(space corpus.Space, name, title string, paragraphs ...string) sample {
	src := corpus.Source{
		Space: space, Kind: corpus.KindFile, Location: "/articles/" + name, Shown: name, Title: title,
		AddedBy: "ann", AddedAt: time.Date(2026, 3, 1, 12, 0, 0, 5, time.UTC), Refresh: "never", State: corpus.StateFresh,
	}
	src.ID = corpus.SourceID(space, src.Kind, src.Location)
	a := corpus.Article{Body: strings.Join(paragraphs, "\n\n"), Meta: corpus.Meta{
		SourceID: src.ID, Space: space, Key: src.Location, Title: title, Publisher: "The Paper", Author: "A. Writer",
		URL: name, Language: "en", Published: time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC), Retrieved: src.AddedAt,
	}}
	a.ID = corpus.ArticleID(space, src.ID, a.Key)
	s := sample{source: src, article: a}
	return s.revise()
}

// revise computes what follows from the article's text.
func (s sample) revise() sample {
	a := &s.article
	a.Revision = corpus.RevisionID(a.ID, a.Title, a.Body)
	s.original = []byte("<p>" + a.Body)
	s.passages, s.vectors = nil, nil
	start := 0
	for _, text := range strings.Split(a.Body, "\n\n") {
		p := corpus.Passage{ArticleID: a.ID, Revision: a.Revision, Start: start, End: start + len(text), Text: text}
		p.ID = corpus.PassageID(a.Revision, p.Start, p.End)
		start = p.End + len("\n\n")
		if text == "" {
			continue
		}
		s.passages = append(s.passages, p)
		s.vectors = append(s.vectors, vectorOf(text, 4))
	}
	return s
}

func vectorOf(text string, dimension int) []float32 {
	v := make([]float32, dimension)
	for i := range v {
		v[i] = float32(len(text)+1) / float32(i+1)
	}
	return v
}

func (s sample) put(ctx context.Context, st *Store) (corpus.Status, error) {
	return st.Put(ctx, s.source, s.article, s.original, s.passages, modelA, s.vectors)
}

func mustPut(t testing.TB, st *Store, s sample, want corpus.Status) {
	t.Helper()
	got, err := s.put(t.Context(), st)
	if err != nil || got != want {
		t.Fatalf("Put(%s) = %q, %v; want %q", s.article.Title, got, err, want)
	}
}

func open(t testing.TB, dir string) *Store {
	t.Helper()
	st, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

// eachStore runs a test against a store on disk and one in memory: the code is
// the same, the file system below is not.
func eachStore(t *testing.T, fn func(t *testing.T, st *Store)) {
	t.Run("disk", func(t *testing.T) { fn(t, open(t, t.TempDir())) })
	t.Run("memory", func(t *testing.T) {
		st, err := OpenMemory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { st.Close() })
		fn(t, st)
	})
}

func TestPutAndRead(t *testing.T) {
	eachStore(t, func(t *testing.T, st *Store) {
		ctx := t.Context()
		if held, err := st.EverHeldSource(ctx); err != nil || held {
			t.Fatalf("EverHeldSource of a new store = %v, %v", held, err)
		}
		s := newSample("one", "a.txt", "Tides", "The tide rose.", "It fell.")
		mustPut(t, st, s, corpus.StatusAdded)
		mustPut(t, st, s, corpus.StatusUnchanged)
		mustPut(t, st, newSample("two", "a.txt", "Tides", "The tide rose.", "It fell."), corpus.StatusAdded)

		got, err := st.Article(ctx, "one", s.article.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(s.article, got); d != "" {
			t.Error(d)
		}
		original, err := st.Original(ctx, "one", s.article.Revision)
		if err != nil || string(original) != string(s.original) {
			t.Errorf("Original = %q, %v", original, err)
		}
		found, err := st.Passages(ctx, "one", []string{s.passages[1].ID, "nothing", s.passages[0].ID})
		if err != nil {
			t.Fatal(err)
		}
		want := []corpus.Found{{Article: s.article.Meta, Passage: s.passages[1]}, {Article: s.article.Meta, Passage: s.passages[0]}}
		if d := cmp.Diff(want, found); d != "" {
			t.Error(d)
		}
		if found, err := st.Passages(ctx, "two", []string{s.passages[0].ID}); err != nil || len(found) != 0 {
			t.Errorf("another space sees %v, %v", found, err)
		}
		if _, err := st.Article(ctx, "two", s.article.ID, ""); !corpus.HasCode(err, corpus.CodeMissing) {
			t.Errorf("another space sees the article: %v", err)
		}
		info, err := st.Source(ctx, "one", "a.txt")
		if err != nil {
			t.Fatal(err)
		}
		wantInfo := corpus.SourceInfo{Source: s.source, URL: "a.txt", Publisher: "The Paper", Published: s.article.Published, Retrieved: s.article.Retrieved, Articles: 1, Passages: 2}
		if d := cmp.Diff(wantInfo, info); d != "" {
			t.Error(d)
		}
		if c, err := st.Counts(ctx, "one"); err != nil || c != (corpus.Counts{Sources: 1, Articles: 1, Passages: 2}) {
			t.Errorf("Counts = %v, %v", c, err)
		}
		spaces, err := st.Spaces(ctx)
		if d := cmp.Diff([]corpus.Space{"one", "two"}, spaces); d != "" || err != nil {
			t.Error(d, err)
		}
		if held, err := st.EverHeldSource(ctx); err != nil || !held {
			t.Errorf("EverHeldSource = %v, %v", held, err)
		}
		if model, err := st.ActiveModel(ctx); err != nil || model != modelA {
			t.Errorf("ActiveModel = %q, %v", model, err)
		}
		if err := st.Check(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestUpdate(t *testing.T) {
	eachStore(t, func(t *testing.T, st *Store) {
		ctx := t.Context()
		first := newSample("s", "a.txt", "Tides", "The tide rose.", "It fell.")
		mustPut(t, st, first, corpus.StatusAdded)
		generation := func() int64 {
			g, err := st.Generation(ctx, "s")
			if err != nil {
				t.Fatal(err)
			}
			return g
		}
		g := generation()

		// Another date: the same revision, seen by indexes, without vectors.
		dated := first
		dated.article.Published = dated.article.Published.AddDate(0, 0, 1)
		dated.vectors = nil
		mustPut(t, st, dated, corpus.StatusUpdated)
		got, err := st.Article(ctx, "s", first.article.ID, "")
		if err != nil || got.Revision != first.article.Revision || !got.Published.Equal(dated.article.Published) {
			t.Errorf("after another date: %+v, %v", got.Meta, err)
		}
		if now := generation(); now <= g {
			t.Errorf("generation %d after %d", now, g)
		}
		if held, err := st.Held(ctx, first.article, first.passages); err != nil || !held.Same {
			t.Errorf("Unchanged = %v, %v", held.Same, err)
		}

		// Another text: a new revision beside the old one; somebody else adds it.
		second := first
		second.article.Body = "The tide rose twice."
		second = second.revise()
		second.source.AddedBy = "bob"
		if held, err := st.Held(ctx, second.article, second.passages); err != nil || held.Same {
			t.Errorf("Unchanged = %v, %v", held.Same, err)
		}
		without := second
		without.vectors = nil
		if _, err := without.put(ctx, st); err == nil {
			t.Error("a new text without vectors was stored")
		}
		mustPut(t, st, second, corpus.StatusUpdated)
		old, err := st.Article(ctx, "s", first.article.ID, first.article.Revision)
		if err != nil || old.Body != first.article.Body {
			t.Errorf("the old revision: %q, %v", old.Body, err)
		}
		if found, err := st.Passages(ctx, "s", []string{first.passages[0].ID, second.passages[0].ID}); err != nil || len(found) != 1 {
			t.Errorf("passages of the old revision are found: %v, %v", found, err)
		}
		info, err := st.Source(ctx, "s", first.source.ID)
		if err != nil || info.AddedBy != "ann" || !info.AddedAt.Equal(first.source.AddedAt) {
			t.Errorf("who added the source became %q at %v, %v", info.AddedBy, info.AddedAt, err)
		}

		// The same text cut differently, as after an upgrade.
		cut := second
		p := cut.passages[0]
		p.End -= 1
		p.Text = p.Text[:len(p.Text)-1]
		p.ID = corpus.PassageID(p.Revision, p.Start, p.End)
		cut.passages = []corpus.Passage{p}
		mustPut(t, st, cut, corpus.StatusUpdated)
		mustPut(t, st, cut, corpus.StatusUnchanged)

		// And back to the first text.
		mustPut(t, st, first, corpus.StatusUpdated)
		if err := st.Check(ctx); err != nil {
			t.Error(err)
		}
		audit, err := st.Audit(ctx, "s", first.source.ID, 10)
		if err != nil {
			t.Fatal(err)
		}
		var who []string
		for _, a := range audit {
			who = append(who, a.By+" "+string(a.Action))
		}
		if d := cmp.Diff([]string{"ann updated", "bob updated", "bob updated", "ann updated", "ann added"}, who); d != "" {
			t.Error(d)
		}
	})
}

// A file keeps the path that it was first given by, whatever leads to it later.
func TestFileByAnotherPath(t *testing.T) {
	eachStore(t, func(t *testing.T, st *Store) {
		first := newSample("s", "a.txt", "Tides", "The tide rose.")
		mustPut(t, st, first, corpus.StatusAdded)
		other := first
		other.source.Shown, other.article.URL = "../articles/a.txt", "../articles/a.txt"
		mustPut(t, st, other, corpus.StatusUnchanged)
		check := func() {
			t.Helper()
			info, err := st.Source(t.Context(), "s", first.source.ID)
			if err != nil || info.Shown != first.source.Shown || info.URL != first.article.URL {
				t.Errorf("it is now shown as %q with address %q, %v", info.Shown, info.URL, err)
			}
		}
		check()
		other.article.Body = "The tide rose twice."
		other = other.revise()
		mustPut(t, st, other, corpus.StatusUpdated)
		check()

		page := first
		page.source.Kind = corpus.KindPage
		page.source.ID = corpus.SourceID("s", page.source.Kind, page.source.Location)
		page.article.SourceID = page.source.ID
		page.article.ID = corpus.ArticleID("s", page.source.ID, page.article.Key)
		page = page.revise()
		mustPut(t, st, page, corpus.StatusAdded)
		page.article.URL = "https://example.org/moved"
		mustPut(t, st, page, corpus.StatusUpdated)
	})
}

func TestPutRefuses(t *testing.T) {
	st := open(t, t.TempDir())
	good := newSample("s", "a.txt", "Tides", "The tide rose.", "It fell.")
	for name, spoil := range map[string]func(*sample){
		"a passage that is not in the body": func(s *sample) { s.passages[0].Text = "The tide fell." },
		"a passage beyond the body":         func(s *sample) { s.passages[1].End += 5 },
		"a passage of another revision":     func(s *sample) { s.passages[0].Revision = "r" },
		"a made-up revision":                func(s *sample) { s.article.Revision = "r" },
		"a made-up article id":              func(s *sample) { s.article.ID = "a" },
		"a made-up source id":               func(s *sample) { s.source.ID, s.article.SourceID = "s", "s" },
		"another space":                     func(s *sample) { s.source.Space = "t" },
		"no space":                          func(s *sample) { s.source.Space, s.article.Space = "", "" },
		"too few vectors":                   func(s *sample) { s.vectors = s.vectors[:1] },
		"vectors of several dimensions":     func(s *sample) { s.vectors[1] = s.vectors[1][:2] },
		"a vector that is not a number":     func(s *sample) { s.vectors[1] = vectorOf("x", 4); s.vectors[1][2] = nan },
		"broken UTF-8":                      func(s *sample) { s.article.Body += "\xff"; *s = s.revise() },
	} {
		t.Run(name, func(t *testing.T) {
			s := good.revise()
			spoil(&s)
			if status, err := s.put(t.Context(), st); err == nil {
				t.Errorf("it was %s", status)
			}
			if c, err := st.Counts(t.Context(), "s"); err != nil || c != (corpus.Counts{}) {
				t.Errorf("something was stored: %v, %v", c, err)
			}
		})
	}
}

var nan = func() float32 { zero := float32(0); return zero / zero }()

func TestSource(t *testing.T) {
	eachStore(t, func(t *testing.T, st *Store) {
		ctx := t.Context()
		a := newSample("s", "dir1/a.txt", "A", "Text.")
		b := newSample("s", "dir2/a.txt", "B", "Text.")
		b.source.Shown, a.source.Shown = "a.txt", "a.txt"
		b.article.URL = "https://example.org/b"
		mustPut(t, st, a, corpus.StatusAdded)
		mustPut(t, st, b, corpus.StatusAdded)
		for ref, want := range map[string]string{
			a.source.ID: a.source.ID, a.source.Location: a.source.ID, "dir1/a.txt": a.source.ID,
			"https://example.org/b": b.source.ID, b.source.Location: b.source.ID,
		} {
			if got, err := st.Source(ctx, "s", ref); err != nil || got.ID != want {
				t.Errorf("Source(%q) = %q, %v; want %q", ref, got.ID, err, want)
			}
			if got, err := st.Source(ctx, "other", ref); !corpus.HasCode(err, corpus.CodeMissing) {
				t.Errorf("another space sees %v, %v", got, err)
			}
		}
		if _, err := st.Source(ctx, "s", "a.txt"); !corpus.HasCode(err, corpus.CodeInvalid) {
			t.Errorf("an ambiguous name gives %v", err)
		}
		if err := st.Visited(ctx, "s", a.source.ID, corpus.Visit{At: time.Now(), By: "cy", Failure: "It is gone."}); err != nil {
			t.Fatal(err)
		}
		if got, err := st.Source(ctx, "s", a.source.ID); err != nil || got.State != corpus.StateStale || got.Reason != "It is gone." || got.Articles != 1 {
			t.Errorf("after a failure: %+v, %v", got, err)
		}
		mustPut(t, st, a, corpus.StatusUnchanged)
		if got, err := st.Source(ctx, "s", a.source.ID); err != nil || got.State != corpus.StateFresh || got.Reason != "" {
			t.Errorf("after it was read again: %+v, %v", got, err)
		}
		if err := st.Visited(ctx, "other", a.source.ID, corpus.Visit{At: time.Now(), By: "cy", Failure: "x"}); !corpus.HasCode(err, corpus.CodeMissing) {
			t.Errorf("another space changes it: %v", err)
		}
		if _, err := st.RemoveSource(ctx, "other", a.source.ID, "cy"); !corpus.HasCode(err, corpus.CodeMissing) {
			t.Errorf("another space removes it: %v", err)
		}
		all, err := st.Sources(ctx, "s")
		if err != nil || len(all) != 2 || all[0].ID != a.source.ID {
			t.Errorf("Sources = %v, %v", all, err)
		}
	})
}

// Removing a source leaves nothing of its texts on the disk, not even while the
// database stays open.
func TestRemoveLeavesNoText(t *testing.T) {
	dir := t.TempDir()
	st := open(t, dir)
	secret := "Zanzibarium quotes"
	random := rand.New(rand.NewPCG(1, 2))
	long := func(word string) string { // spans many pages
		var b strings.Builder
		for range 4000 {
			fmt.Fprintf(&b, "%s %d. ", word, random.IntN(1000))
		}
		return strings.TrimSpace(b.String())
	}
	kept := newSample("s", "kept.txt", "Kept", long("harbour"))
	gone := newSample("s", "gone.txt", secret, long(secret))
	mustPut(t, st, kept, corpus.StatusAdded)
	mustPut(t, st, gone, corpus.StatusAdded)
	gone.article.Body += " " + secret + " again."
	gone = gone.revise()
	mustPut(t, st, gone, corpus.StatusUpdated)
	if !onDisk(t, dir, secret) {
		t.Fatal("the test looks in the wrong place")
	}
	n, err := st.RemoveSource(t.Context(), "s", gone.source.ID, "bob")
	if err != nil || n != 1 {
		t.Fatalf("RemoveSource = %d, %v", n, err)
	}
	scrub(t, st)
	for _, word := range []string{secret, "gone.txt"} {
		if onDisk(t, dir, word) {
			t.Errorf("%q is still on the disk", word)
		}
	}
	if !onDisk(t, dir, "harbour") {
		t.Error("the other source is gone too")
	}
	if err := st.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// A reader that needs the log delays the scrubbing; the next writer does it.
func TestRemoveWhileReading(t *testing.T) {
	dir := t.TempDir()
	st := open(t, dir)
	for i := range 3 {
		mustPut(t, st, newSample("s", fmt.Sprintf("%d.txt", i), "T", fmt.Sprintf("Zanzibarium %d.", i)), corpus.StatusAdded)
	}
	sources, err := st.Sources(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, err := range st.Documents(t.Context(), "s", nil) {
		if err != nil {
			t.Fatal(err)
		}
		if seen++; seen > 1 {
			continue
		}
		for _, src := range sources {
			if _, err := st.RemoveSource(t.Context(), "s", src.ID, "bob"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if seen != 3 {
		t.Errorf("the reader saw %d articles of its snapshot of 3", seen)
	}
	mustPut(t, st, newSample("s", "new.txt", "T", "Harbour."), corpus.StatusAdded)
	if onDisk(t, dir, "Zanzibarium") {
		t.Error("a removed text is still on the disk")
	}
}

func onDisk(t *testing.T, dir, text string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), text) {
			return true
		}
	}
	return false
}

// Where pages begin may change while the text does not: a better reader knows.
func TestPutPages(t *testing.T) {
	st := open(t, t.TempDir())
	a := newSample("s", "a.pdf", "A", "Tide.", "Ebb.")
	a.article.Pages = []int{2}
	mustPut(t, st, a, corpus.StatusAdded)
	a.article.Pages = []int{7}
	mustPut(t, st, a, corpus.StatusUpdated)
	for _, revision := range []string{"", a.article.Revision} {
		got, err := st.Article(t.Context(), "s", a.article.ID, revision)
		if err != nil || !slices.Equal(got.Pages, []int{7}) {
			t.Errorf("revision %q: pages %v, %v", revision, got.Pages, err)
		}
	}
	mustPut(t, st, a, corpus.StatusUnchanged)
}
