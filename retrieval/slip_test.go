package retrieval_test

import (
	"testing"

	"footnote/retrieval"
)

func TestSlip(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"gandhi", "gandhi", 0}, {"shelly", "shelley", 1}, {"sentanta", "setanta", 1}, {"geegen", "gegeen", 1},
		{"ghandi", "gandhi", 2}, {"missisipi", "mississippi", 2},
		{"north", "forth", retrieval.FarApart}, {"house", "mouse", retrieval.FarApart}, {"varga", "vargas", 1}, {"brand", "broad", retrieval.FarApart}, {"", "a", retrieval.FarApart},
	} {
		if got, back := retrieval.Slip(c.a, c.b), retrieval.Slip(c.b, c.a); got != c.want || back != c.want {
			t.Errorf("%s and %s: %d and %d, want %d", c.a, c.b, got, back, c.want)
		}
	}
}

func FuzzSlip(f *testing.F) {
	f.Add("gandhi", "ghandi")
	f.Fuzz(func(t *testing.T, a, b string) {
		if n := retrieval.Slip(a, b); n != retrieval.Slip(b, a) || n < 0 || n > retrieval.FarApart || n == 0 && string([]rune(a)) != string([]rune(b)) {
			t.Errorf("%q and %q are %d apart", a, b, n)
		}
	})
}
