package index

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"footnote/corpus"
)

var vocabulary = strings.Fields(`harbour container ship crane strike union port cargo delay storm
	the of and not Hafen Häuser gebaut grève députés café 1,204 2024 O'Neill's`)

func drawText(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 8).Draw(t, label), " ")
}

// TestModel changes a store through random histories, with an index that is kept
// open, closed, or abandoned as by a crash, and a second one beside it. After
// each step both must find exactly what the articles hold, and in the order that
// an index built from nothing gives.
func TestModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		store := newFakeStore()
		dir := t.TempDir()
		spaces := []corpus.Space{"a", "b"}
		open := newIndex(t, store, dir)
		beside := newIndex(t, store, dir)
		defer func() { open.Close(); beside.Close() }()
		drawID := rapid.Map(rapid.IntRange(0, 6), func(i int) string { return fmt.Sprint("article", i) })
		r.Repeat(map[string]func(*rapid.T){
			"put": func(r *rapid.T) {
				texts := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) string { return drawText(r, "text") }), 0, 4).Draw(r, "texts")
				store.put(rapid.SampledFrom(spaces).Draw(r, "space"), drawID.Draw(r, "id"), drawText(r, "title"),
					rapid.SampledFrom([]string{"", "en", "de", "fr"}).Draw(r, "language"), texts...)
			},
			"remove": func(r *rapid.T) {
				store.remove(rapid.SampledFrom(spaces).Draw(r, "space"), drawID.Draw(r, "id"))
			},
			"reopen": func(r *rapid.T) {
				open.Close()
				open = newIndex(t, store, dir)
			},
			"reopen beside": func(r *rapid.T) {
				beside.Close()
				beside = newIndex(t, store, dir)
			},
			"search": func(r *rapid.T) {
				space := rapid.SampledFrom(spaces).Draw(r, "space")
				text := drawText(r, "question")
				fresh := newIndex(t, store, "")
				defer fresh.Close()
				q := ask(space, text)
				want := search(t, fresh, q)
				for name, ix := range map[string]*Index{"open": open, "beside": beside} {
					words, err := ix.Lexical(t.Context(), q)
					if err != nil {
						r.Fatal(err)
					}
					if got, want := sorted(ids(words.Hits)), store.wantLexical(space, text); !slices.Equal(got, want) {
						r.Fatalf("%s: words: got %v, want %v", name, got, want)
					}
					near, err := ix.Vector(t.Context(), q)
					if err != nil {
						r.Fatal(err)
					}
					if near.Notice == "" {
						if diff := cmp.Diff(store.wantVector(space, text), ids(near.Hits), cmpopts.EquateEmpty()); diff != "" {
							r.Fatalf("%s: vectors (-want +got):\n%s", name, diff)
						}
					}
					if diff := cmp.Diff(want, search(t, ix, q), cmpopts.EquateEmpty()); diff != "" {
						r.Fatalf("%s: fused, against an index from nothing (-want +got):\n%s", name, diff)
					}
				}
			},
		})
	})
}
