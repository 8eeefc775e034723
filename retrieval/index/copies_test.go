package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// paragraphs of a made-up report, each with a way in which an editor put it.
var weir = [][2]string{
	{"The weir at Tolmen gave way on Tuesday after three days of rain, and the Lode flooded 140 houses in the lower town.",
		"After three days of rain the weir at Tolmen gave way on Tuesday, and the Lode flooded 190 houses in the lower town."},
	{"Firefighters said that 60 people were brought to safety by boat. Nobody was injured in the flood, and the water plant was spared.",
		"Sixty people were brought to safety by boat, firefighters said. Nobody was injured in the flood, and the water plant was spared."},
	{"The weir was built in 1911 by the engineer Otto Brandl. It had been inspected in October, said Lena Marsh, who heads the river board.",
		"The weir was built in 1911 by an engineer, Otto Brandl. It was inspected in October, said Lena Marsh, who heads the river board."},
	{"The river board expects the water to fall by the weekend. Schools in Tolmen stay closed until Friday, and the sports hall is open to those who cannot return.",
		"The river board expects the water to fall by the weekend. Schools in Tolmen stay closed."},
}

func weirOf(form int, keep ...int) string {
	var out []string
	for _, i := range keep {
		out = append(out, weir[i][form])
	}
	return strings.Join(out, "\n\n")
}

func titles(of []corpus.Meta) string {
	var out []string
	for _, m := range of {
		out = append(out, m.ID)
	}
	return strings.Join(out, " ")
}

func TestCopies(t *testing.T) {
	store := newFakeStore()
	store.put("s", "whole", "Weir gives way", "en", weirOf(0, 0, 1), weirOf(0, 2, 3))
	store.put("s", "edited", "Flood at the Lode", "en", weirOf(1, 0, 1, 2, 3))
	store.put("s", "short", "Weir breaks", "en", weirOf(0, 0, 1))
	store.put("s", "own", "Living at the Lode", "en", "Those who live at the Lode know the smell of the river in their cellars. "+
		"When the weir at Tolmen broke this week, 140 houses were flooded, and old Otto Brandl was remembered, who built it in 1911.")
	store.put("other", "elsewhere", "Weir gives way", "en", weirOf(0, 0, 1, 2, 3))
	ix := newIndex(t, store, "")
	also := func(id string) string {
		t.Helper()
		m, err := ix.AlsoIn(t.Context(), "s", id)
		if err != nil {
			t.Fatal(err)
		}
		return titles(m)
	}
	// What holds most of an article comes first. The short one is in the others, and
	// they are, for a good part, in it.
	for id, want := range map[string]string{"whole": "edited short", "edited": "whole short", "short": "whole edited", "own": "", "nobody": ""} {
		if got := also(id); got != want {
			t.Errorf("%s is also in %q, want %q", id, got, want)
		}
	}
	all, err := ix.Copies(t.Context(), "s")
	if err != nil || len(all) != 3 || len(all["source of whole"]) != 2 || all["source of whole"][0].SourceID != "source of edited" {
		t.Errorf("copies %v, %v", all, err)
	}

	// Who is removed is named no more, and the others stay.
	store.remove("s", "edited")
	if got := also("whole"); got != "short" {
		t.Errorf("after a removal also in %q", got)
	}
	store.put("s", "short", "Weir breaks", "en", "The page about the weir has moved, and nothing else is said of it here any more.")
	if got := also("whole"); got != "" {
		t.Errorf("after a change also in %q", got)
	}
	store.put("s", "late", "Again", "en", weirOf(1, 1, 2, 3))
	if got := also("whole"); got != "late" {
		t.Errorf("after an addition also in %q", got)
	}
}

// Pages of one mould are no copies of each other, and neither is site furniture.
func TestNoCopies(t *testing.T) {
	store := newFakeStore()
	for i, name := range []string{"Northam", "Southam", "Eastry"} {
		store.put("s", name, "The library branch of "+name, "en", fmt.Sprintf(
			"The branch in %s opens at %d on weekdays. It has a reading room and a cafe. Books can be kept for four weeks, and films for one. Readers under sixteen pay nothing.", name, 8+i))
	}
	r := rand.New(rand.NewPCG(3, 3))
	for i := range 200 {
		words := make([]string, 150)
		for k := range words {
			words[k] = zipfWord(50 + r.IntN(3000))
		}
		store.put("s", fmt.Sprint("page ", i), "", "en", strings.Join(words, " ")+" Sign up for our letter and read the best of the week every Friday at noon.")
	}
	all, err := newIndex(t, store, "").Copies(t.Context(), "s")
	if err != nil || len(all) != 0 {
		t.Errorf("copies %v, %v", all, err)
	}
}

// What AlsoIn says of each article is what Copies says of all.
func TestCopiesAgree(t *testing.T) {
	store := newFakeStore()
	r := rand.New(rand.NewPCG(5, 5))
	for i := range 60 {
		var keep []int
		for k := range weir {
			if r.IntN(3) > 0 {
				keep = append(keep, k)
			}
		}
		store.put("s", fmt.Sprintf("a%02d", i), "", "en", fmt.Sprintf("Edition %d of the day. ", i)+weirOf(r.IntN(2), keep...))
	}
	ix := newIndex(t, store, "")
	all, err := ix.Copies(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		id := fmt.Sprintf("a%02d", i)
		one, err := ix.AlsoIn(t.Context(), "s", id)
		if err != nil {
			t.Fatal(err)
		}
		ids := func(refs []retrieval.Ref) (out []string) {
			for _, r := range refs {
				out = append(out, r.ArticleID)
			}
			return out
		}
		if got := ids(all["source of "+id]); strings.Join(got, " ") != titles(one) {
			t.Errorf("%s: %v and %s", id, got, titles(one))
		}
		if slices.Contains(ids(all["source of "+id]), id) || len(one) > MostCopies {
			t.Errorf("%s: %s", id, titles(one))
		}
	}
}

// BenchmarkCopies is the first question for copies in a space, and a later one.
func BenchmarkCopies(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			store := zipfStore(n)
			for b.Loop() {
				ix := newIndex(b, store, "")
				at := time.Now()
				if _, err := ix.AlsoIn(b.Context(), "bench", fmt.Sprintf("%08x-0000-5000-8000-%012x", 0, 0)); err != nil {
					b.Fatal(err)
				}
				first := time.Since(at)
				at = time.Now()
				if _, err := ix.AlsoIn(b.Context(), "bench", fmt.Sprintf("%08x-0000-5000-8000-%012x", 0, 0)); err != nil {
					b.Fatal(err)
				}
				later := time.Since(at)
				at = time.Now()
				if _, err := ix.Copies(b.Context(), "bench"); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(first.Microseconds())/1e3, "first-ms")
				b.ReportMetric(float64(later.Microseconds())/1e3, "later-ms")
				b.ReportMetric(float64(time.Since(at).Microseconds())/1e3, "all-ms")
			}
		})
	}
}
