package index

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"footnote/corpus"
)

func putVectors(t testing.TB, v vectors, article string, list ...[]float32) {
	t.Helper()
	a := corpus.ArticleVectors{ArticleID: article, Vectors: list}
	for i := range list {
		a.PassageIDs = append(a.PassageIDs, fmt.Sprintf("%s-%d", article, i))
	}
	if err := v.put(t.Context(), a); err != nil {
		t.Fatal(err)
	}
}

// TestVectors walks through what has to be known about chromem-go.
func TestVectors(t *testing.T) {
	v, err := newVectors(0)
	if err != nil {
		t.Fatal(err)
	}
	east := []float32{1, 0}
	if hits, err := v.search(t.Context(), east, 5); len(hits) != 0 || err != nil {
		t.Errorf("an empty collection: %v, %v", hits, err)
	}
	if err := v.remove(t.Context(), "nothing"); err != nil {
		t.Errorf("removing what is not there: %v", err)
	}
	unit := []float32{0.6, 0.8}
	nan := float32(math.NaN())
	putVectors(t, v, "x", unit, []float32{3, 0}, []float32{0, 0}, []float32{nan, 1}, []float32{1, 2, 3}, nil, []float32{float32(math.Inf(-1)), 0})
	if v.count() != 2 || v.rejected != 5 || v.dimension() != 2 {
		t.Errorf("%d kept, %d rejected, dimension %d", v.count(), v.rejected, v.dimension())
	}
	hits, err := v.search(t.Context(), east, 100)
	if err != nil || len(hits) != 2 || keyPassage(hits[0].key) != "x-1" || hits[0].score != 1 {
		t.Errorf("more asked for than there are: %v, %v", hits, err)
	}
	scores, err := v.score(t.Context(), east, []string{passageKey("x", "x-0"), passageKey("x", "x-2")})
	if err != nil || len(scores) != 1 || scores[passageKey("x", "x-0")] != hits[1].score {
		t.Errorf("scores %v, %v; the search gave %v", scores, err, hits[1].score)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.search(cancelled, east, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	unit[0], unit[1] = 0.8, 0.6 // shows that the store's slice is shared, not copied
	if hits, _ := v.search(t.Context(), east, 2); math.Abs(hits[1].score-0.8) > 1e-6 {
		t.Errorf("the vector was copied: %v", hits)
	}
	putVectors(t, v, "x", []float32{0, 1})
	if v.count() != 1 || len(v.keys()) != 1 {
		t.Errorf("%d after replacing by one", v.count())
	}
	putVectors(t, v, "y", []float32{1, 0})
	if err := v.remove(t.Context(), "x"); err != nil || v.count() != 1 {
		t.Errorf("%d after removing one of two: %v", v.count(), err)
	}
}

// TestBest: whatever the engine does with ties, best returns the same.
func TestBest(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		scores := rapid.SliceOfN(rapid.IntRange(0, 3), 0, 60).Draw(r, "scores")
		excluded := rapid.MapOf(rapid.IntRange(0, 60), rapid.Bool()).Draw(r, "excluded")
		n := rapid.IntRange(1, 12).Draw(r, "n")
		var all []found
		for i, s := range scores {
			all = append(all, found{passageKey("a", fmt.Sprintf("%02d", i)), float64(s)})
		}
		keep := func(key string) bool {
			var i int
			_, _ = fmt.Sscanf(keyPassage(key), "%d", &i)
			return !excluded[i]
		}
		want := slices.DeleteFunc(slices.Clone(all), func(f found) bool { return !keep(f.key) })
		sortFound(want)
		want = want[:min(n, len(want))]
		got, err := best(n, 0, keep, func(k int) ([]found, error) {
			hits := rapid.Permutation(all).Draw(r, "order")
			slices.SortStableFunc(hits, func(a, b found) int { return int(b.score - a.score) })
			return hits[:min(k, len(hits))], nil
		})
		if err != nil || !slices.Equal(got, want) {
			r.Fatalf("got %v, %v; want %v", got, err, want)
		}
	})
}
