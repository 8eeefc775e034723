package ingest

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"footnote/corpus"
	"footnote/corpus/store"
	"footnote/retrieval"
	"footnote/retrieval/index"
)

// BenchmarkUndo withdraws a text of a megabyte from a space of a thousand small
// ones, searches, restores it, and searches again.
func BenchmarkUndo(b *testing.B) {
	ctx := b.Context()
	dir := b.TempDir()
	st, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	ix, err := index.New(index.Config{Store: st, Dir: filepath.Join(dir, "index")})
	if err != nil {
		b.Fatal(err)
	}
	defer ix.Close()
	r := newRig(b, st)
	r.Publisher = publisher{ix}
	for i := range 1000 {
		r.files[fmt.Sprintf("d/%04d.txt", i)] = story(fmt.Sprint("tide ", i))
	}
	var long strings.Builder
	for i := 0; long.Len() < 1<<20; i++ {
		fmt.Fprintf(&long, "%s\n\n", story(fmt.Sprint("moon ", i)))
	}
	r.files["d/long.txt"] = long.String()
	if _, err := r.add(b, "d"); err != nil {
		b.Fatal(err)
	}
	search := func() {
		if _, err := ix.Search(ctx, retrieval.Query{Space: "s", Text: "moon"}); err != nil {
			b.Fatal(err)
		}
	}
	src := r.source(b, "d/long.txt")
	search()
	for b.Loop() {
		if err := r.Withdraw(ctx, "s", "bob", src.ID, r.Now()); err != nil {
			b.Fatal(err)
		}
		search()
		if err := r.Restore(ctx, corpus.Space("s"), "bob", src.ID); err != nil {
			b.Fatal(err)
		}
		search()
	}
	b.ReportMetric(float64(src.Passages), "passages")
}
