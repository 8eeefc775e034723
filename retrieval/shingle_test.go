package retrieval

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// exactly gives resemblance and containment from the words themselves.
func exactly(a, b string) (resemblance, in float64) {
	runs := func(s string) map[string]bool {
		words := strings.Fields(s)
		out := map[string]bool{}
		for i := 0; i+3 <= len(words); i++ {
			out[strings.Join(words[i:i+3], " ")] = true
		}
		if len(words) > 0 && len(words) < 3 {
			out[strings.Join(words, " ")] = true
		}
		return out
	}
	x, y := runs(a), runs(b)
	common := 0
	for s := range x {
		if y[s] {
			common++
		}
	}
	if len(x) == 0 || common == 0 {
		return 0, 0
	}
	return float64(common) / float64(len(x)+len(y)-common), float64(common) / float64(len(x))
}

func TestShinglesAreExact(t *testing.T) {
	texts := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(strings.Fields("a b c d 7 year dont été")), 0, 40).Draw(t, "words"), " ")
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := texts.Draw(t, "a"), texts.Draw(t, "b")
		resemblance, in := exactly(a, b)
		x, y := ReadShingles(a), ReadShingles(b)
		if got := x.Resemblance(y); got != resemblance || got != y.Resemblance(x) {
			t.Fatalf("%q and %q resemble each other by %v, not %v", a, b, got, resemblance)
		}
		if got := x.In(y); got != in {
			t.Fatalf("%q is in %q by %v, not %v", a, b, got, in)
		}
	})
}

func TestShinglesIgnoreHowItIsPrinted(t *testing.T) {
	a := ReadShingles(`"Don't," said the MAYOR — of Málaga — on Monday.`)
	if b := ReadShingles("‘Don’t’, said the mayor of Málaga on monday"); a.Resemblance(b) != 1 {
		t.Errorf("resemblance %v", a.Resemblance(b))
	}
	if s := ReadShingles(""); len(s) != 0 || s.In(a) != 0 || a.In(s) != 0 {
		t.Error("nothing has shingles")
	}
}

// Evidence keeps all that it was folded of, once, and no article is named in its own Also.
func TestFoldingKeepsAll(t *testing.T) {
	sentence := func(n int) string {
		return fmt.Sprintf("Sentence %d tells of thing %d and of its %d parts here.", n, n*7, n%5)
	}
	rapid.Check(t, func(t *rapid.T) {
		var list []Evidence
		for i := range rapid.IntRange(0, 12).Draw(t, "passages") {
			start, n := rapid.IntRange(0, 6).Draw(t, "start"), rapid.IntRange(1, 6).Draw(t, "sentences")
			var text []string
			for k := range n {
				text = append(text, sentence(start+k))
			}
			list = append(list, evidence(fmt.Sprint("p", i), rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "article"), strings.Join(text, " ")))
		}
		merged := Merge(list)
		seen := map[string]int{}
		for _, e := range Unfolded(merged) {
			seen[e.Passage.ID]++
		}
		for _, e := range list {
			if seen[e.Passage.ID] != 1 {
				t.Fatalf("passage %s stands %d times", e.Passage.ID, seen[e.Passage.ID])
			}
		}
		for _, e := range merged {
			named := map[string]bool{e.Article.ID: true}
			for _, r := range e.Also {
				if named[r.ArticleID] {
					t.Fatalf("%s is named twice for one piece", r.ArticleID)
				}
				named[r.ArticleID] = true
			}
			for _, f := range e.Folded {
				if !named[f.Article.ID] || len(f.Folded)+len(f.Also) > 0 {
					t.Fatalf("folded without being named: %+v", f)
				}
			}
		}
	})
}

// prose is n words, as often as words are in English.
func prose(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "word%d", int(r.ExpFloat64()*400))
	}
	return b.String()
}

func BenchmarkReadShingles(b *testing.B) {
	text := prose(rand.New(rand.NewPCG(1, 1)), 120)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		ReadShingles(text)
	}
}

// BenchmarkMerge is what folding adds to a search without copies.
func BenchmarkMerge(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var list []Evidence
	for i := range DefaultLimit {
		list = append(list, evidence(fmt.Sprint(i), fmt.Sprint("article ", i), prose(r, 120)))
	}
	for b.Loop() {
		Merge(list)
	}
}

// A sketch estimates, without bias, what the shingles tell exactly.
func TestSketchEstimates(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	const texts = 400
	bias, worst := 0.0, 0.0
	for range texts {
		base := strings.Fields(prose(r, 600))
		edited := append([]string(nil), base[r.IntN(200):]...) // a beginning is left out
		for i := range edited {
			if r.IntN(20) == 0 {
				edited[i] = "edited"
			}
		}
		a, b := ReadShingles(strings.Join(base, " ")), ReadShingles(strings.Join(edited, " "))
		for _, off := range []float64{b.Sketch().In(a.Sketch()) - b.In(a), a.Sketch().Resemblance(b.Sketch()) - a.Resemblance(b)} {
			bias += off / (2 * texts)
			worst = max(worst, off, -off)
		}
	}
	t.Logf("mean error %.4f, worst %.3f", bias, worst)
	// 50 to 75 sampled of 400 to 600: a standard deviation of about 0.06.
	if bias > 0.02 || bias < -0.02 || worst > 0.3 {
		t.Errorf("mean error %.3f, worst %.3f", bias, worst)
	}
}
