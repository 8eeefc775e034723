package store

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"footnote/corpus"
)

// Readers see whole articles while a writer replaces them, and a generation that
// only grows.
func TestReadWhileWriting(t *testing.T) {
	eachStore(t, func(t *testing.T, st *Store) {
		ctx := t.Context()
		version := func(article, n int) sample {
			word := fmt.Sprintf("version %d", n)
			return newSample("s", fmt.Sprint(article), "T", "One "+word, "Two "+word, "Three "+word)
		}
		const articles = 3
		for a := range articles {
			mustPut(t, st, version(a, 0), corpus.StatusAdded)
		}
		stop := make(chan struct{})
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				var before int64
				for {
					select {
					case <-stop:
						return
					default:
					}
					g, err := st.Generation(ctx, "s")
					if err != nil || g < before {
						t.Errorf("generation %d after %d, %v", g, before, err)
						return
					}
					before = g
					seen := 0
					for d, err := range st.Documents(ctx, "s", nil) {
						if err != nil {
							t.Error(err)
							return
						}
						seen++
						_, word, _ := strings.Cut(d.Passages[0].Text, " ")
						for _, p := range d.Passages {
							if !strings.HasSuffix(p.Text, word) || len(d.Passages) != 3 {
								t.Errorf("a torn article: %+v", d.Passages)
								return
							}
						}
						// It may be another revision by now, but a whole one.
						found, err := st.Passages(ctx, "s", []string{d.Passages[0].ID, d.Passages[2].ID})
						if err != nil || len(found) == 1 {
							t.Errorf("a torn lookup: %v, %v", found, err)
							return
						}
					}
					if seen != articles {
						t.Errorf("%d articles of %d", seen, articles)
						return
					}
				}
			})
		}
		for n := 1; n <= 10 && !t.Failed(); n++ {
			for a := range articles {
				mustPut(t, st, version(a, n), corpus.StatusUpdated)
			}
		}
		close(stop)
		wg.Wait()
		if err := st.Check(ctx); err != nil {
			t.Error(err)
		}
	})
}

// Several programs may meet in a folder that none of them has seen before.
func TestOpenAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			st, err := Open(t.Context(), dir, Options{})
			if err != nil {
				t.Error(err)
				return
			}
			defer st.Close()
			if _, err := newSample("s", fmt.Sprint(i), "T", "Text.").put(t.Context(), st); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	st := open(t, dir)
	if c, err := st.Counts(t.Context(), "s"); err != nil || c.Articles != 4 {
		t.Errorf("Counts = %+v, %v", c, err)
	}
}

// One program sees what another one stored, and what it removed.
func TestTwoStoresOnOneFolder(t *testing.T) {
	dir := t.TempDir()
	bot, add := open(t, dir), open(t, dir)
	g, err := bot.Generation(t.Context(), "s")
	if err != nil || g != 0 {
		t.Fatalf("Generation = %d, %v", g, err)
	}
	s := newSample("s", "a", "T", "Text.")
	mustPut(t, add, s, corpus.StatusAdded)
	now, ids, err := bot.Changed(t.Context(), "s", g)
	if d := cmp.Diff([]string{s.article.ID}, ids); d != "" || err != nil || now <= g {
		t.Error(d, now, err)
	}
	if _, err := add.RemoveSource(t.Context(), "s", s.source.ID, "ann"); err != nil {
		t.Fatal(err)
	}
	later, ids, err := bot.Changed(t.Context(), "s", now)
	if d := cmp.Diff([]string{s.article.ID}, ids); d != "" || err != nil || later <= now {
		t.Error(d, later, err)
	}
	for d, err := range bot.Documents(t.Context(), "s", ids) {
		t.Errorf("a removed article is still there: %v, %v", d, err)
	}
	// An index of another history finds its generation in the future.
	if now, ids, err := bot.Changed(t.Context(), "s", later+5); err != nil || now != later || len(ids) != 0 {
		t.Errorf("Changed since the future = %d, %v, %v", now, ids, err)
	}
}

func TestVectorsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dimension := rapid.IntRange(1, 5).Draw(t, "dimension")
		finite := rapid.Float32().Filter(func(f float32) bool { return !math.IsInf(float64(f), 0) && f == f })
		want := rapid.SliceOfN(rapid.SliceOfN(finite, dimension, dimension), 0, 6).Draw(t, "vectors")
		blob, d, err := packVectors(want)
		if err != nil || len(want) > 0 && d != dimension {
			t.Fatal(d, err)
		}
		got, err := unpackVectors(blob, len(want), dimension)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		if _, err := unpackVectors(blob, len(want)+1, dimension); err == nil {
			t.Fatal("vectors that are missing are not missed")
		}
	})
}
