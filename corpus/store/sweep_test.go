package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"footnote/corpus"
)

func scrub(t testing.TB, st *Store) {
	t.Helper()
	if err := st.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// What SQLite leaves behind when it balances its trees is swept too, in any order
// of adding and removing, and the database stays whole. Without sweep a handful of
// these words would still be found.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	st := open(t, dir)
	random := rand.New(rand.NewPCG(3, 4))
	word := func() string {
		var b strings.Builder
		for range 60 {
			b.WriteByte('a' + byte(random.IntN(26)))
		}
		return b.String()
	}
	type one struct {
		sample
		words []string
	}
	var there, gone []one
	for round := range 90 {
		for range 8 {
			name, title, url := word(), word(), word()
			s := newSample("s", name+".txt", title, strings.Repeat("Tide. ", 1+random.IntN(200)))
			s.article.URL = "https://example.org/" + url
			mustPut(t, st, s, corpus.StatusAdded)
			there = append(there, one{s, []string{name, title, url}})
		}
		random.Shuffle(len(there), func(i, j int) { there[i], there[j] = there[j], there[i] })
		for range min(random.IntN(15), len(there)) {
			out := there[0]
			there, gone = there[1:], append(gone, out)
			if _, err := st.RemoveSource(t.Context(), "s", out.source.ID, "bob"); err != nil {
				t.Fatal(err)
			}
		}
		if round%30 == 29 {
			scrub(t, st)
			raw := readFolder(t, dir)
			for _, g := range gone {
				for _, w := range g.words {
					if bytes.Contains(raw, []byte(w)) {
						t.Errorf("round %d: %q is still on the disk", round, w)
					}
				}
			}
			if err := st.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range there {
		if _, err := st.Source(t.Context(), "s", s.source.ID); err != nil {
			t.Error(err)
		}
	}
}

// readFolder is all that the files of the database hold.
func readFolder(t *testing.T, dir string) []byte {
	t.Helper()
	var all []byte
	files, err := filepath.Glob(filepath.Join(dir, "footnote.db*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

// A page that is damaged, or none of a tree, is left alone: what is swept never
// holds a cell that the page lists.
func TestUnused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page := rapid.SliceOfN(rapid.Byte(), 512, 512).Draw(t, "page")
		page[0] = rapid.SampledFrom([]byte{0, 2, 5, 10, 13, 77}).Draw(t, "type")
		page[3], page[4] = 0, rapid.Byte().Draw(t, "cells")
		skip := rapid.SampledFrom([]int{0, 100}).Draw(t, "skip")
		if skip > 0 {
			copy(page[skip:], page[:8])
		}
		start, end := unused(page, skip)
		if start > end || end > len(page) || start < 0 {
			t.Fatalf("%d:%d", start, end)
		}
		if start == end {
			return
		}
		head := page[skip:]
		length := map[byte]int{2: 12, 5: 12, 10: 8, 13: 8}[head[0]]
		for i := range int(head[3])<<8 | int(head[4]) {
			if cell := int(head[length+2*i])<<8 | int(head[length+2*i+1]); cell < end {
				t.Fatalf("a cell at %d, in front of %d", cell, end)
			}
		}
	})
}

// While a reader needs the log, the scrub is due, and the next one does it.
func TestSweepWaitsForReaders(t *testing.T) {
	dir := t.TempDir()
	st := open(t, dir)
	gone := newSample("s", "gone.txt", "Zanzibarium", "Tide.")
	mustPut(t, st, gone, corpus.StatusAdded)
	mustPut(t, st, newSample("s", "kept.txt", "Kept", "Ebb."), corpus.StatusAdded)
	for range st.Documents(t.Context(), "s", nil) { // its snapshot needs the log
		if _, err := st.RemoveSource(t.Context(), "s", gone.source.ID, "bob"); err != nil {
			t.Fatal(err)
		}
		scrub(t, st)
		if due, err := st.meta(t.Context(), "scrub"); due == "" || err != nil {
			t.Errorf("nothing is due: %v", err)
		}
		break
	}
	if err := st.scrubIfDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if due, err := st.meta(t.Context(), "scrub"); due != "" || err != nil || bytes.Contains(readFolder(t, dir), []byte("Zanzibarium")) {
		t.Errorf("due %q, %v", due, err)
	}
}

// BenchmarkScrub is the sweep of a database of some size after a small removal.
func BenchmarkScrub(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			st, err := Open(b.Context(), dir, Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer st.Close()
			text := strings.Repeat("The harbour master kept the lantern. ", 2000)
			for i := range n {
				s := newSample("s", fmt.Sprint(i, ".txt"), fmt.Sprint("Report ", i), text)
				mustPut(b, st, s, corpus.StatusAdded)
			}
			scrub(b, st)
			info, err := os.Stat(filepath.Join(dir, "footnote.db"))
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(info.Size())
			for b.Loop() {
				scrub(b, st)
			}
		})
	}
}

// BenchmarkSharing is the question which other sources hold some of a text, among
// a thousand or ten thousand texts of 6 KB that share nothing.
func BenchmarkSharing(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			st, err := Open(b.Context(), b.TempDir(), Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer st.Close()
			id := ""
			for i := range n {
				text := strings.Repeat(fmt.Sprintf("The harbour master %d kept the lantern until the morning of the storm. ", i), 80)
				s := newSample("s", fmt.Sprint(i, ".txt"), fmt.Sprint("Report ", i), text)
				mustPut(b, st, s, corpus.StatusAdded)
				id = s.source.ID
				b.SetBytes(int64(n * len(text)))
			}
			for b.Loop() {
				if _, err := st.Sharing(b.Context(), "s", id); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
