package eval_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"footnote/retrieval/eval"
)

func TestSwap(t *testing.T) {
	swaps := eval.ReadSwaps(
		"In 1971 the mayor, Anna Bell, opened the bridge of Loos. It cost 300 crowns.",
		"It was sold by Piet Aalders in Deal, in March, for 4,500 crowns. Every mayor of 1984 knew.")
	for _, c := range []struct{ question, known, from, to string }{
		{"When did Anna Bell speak?", "Anna Bell spoke.", "Anna Bell", "Piet Aalders"},
		{"What happened in 1971?", "It happened in 1971.", "1971", "1984"},
		{"Who has 300 goats?", "", "300", "4,500"},
		{"Where is Loos?", "", "Loos", "Deal"},
		{"Where is Loos?", "Deal is near.", "", ""}, // Deal may be right
		{"What does the mayor do?", "", "", ""},
		{"Mayor of what?", "", "", ""}, // an ordinary word
	} {
		text, from, to, ok := swaps.Swap("id", c.question, c.known)
		if ok != (c.from != "") || from != c.from || to != c.to {
			t.Errorf("%s: %q replaced by %q, want %q by %q", c.question, from, to, c.from, c.to)
		}
		if ok && text != strings.Replace(c.question, from, to, 1) {
			t.Errorf("%s became %s", c.question, text)
		}
	}
}

// A swapped question differs in one place, by something that stands in the corpus
// and in none of the texts that answer.
func TestSwapProperties(t *testing.T) {
	word := rapid.SampledFrom([]string{"Anna", "Bell", "Loos", "in", "the", "sold", "1971", "30", "x.", "März", "May", "of", "what"})
	text := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(word, 1, 12).Draw(t, "words"), " ") })
	rapid.Check(t, func(t *rapid.T) {
		corpus := rapid.SliceOfN(text, 1, 4).Draw(t, "corpus")
		question, known := text.Draw(t, "question"), text.Draw(t, "known")
		swapped, from, to, ok := eval.ReadSwaps(corpus...).Swap("id", question, known)
		again, _, _, _ := eval.ReadSwaps(corpus...).Swap("id", question, known)
		if swapped != again {
			t.Fatalf("%q and %q", swapped, again)
		}
		if !ok {
			return
		}
		if from == to || !strings.Contains(question, from) || !strings.Contains(swapped, to) || len(swapped) != len(question)-len(from)+len(to) {
			t.Fatalf("%q became %q: %q for %q", question, swapped, to, from)
		}
		if !slices.ContainsFunc(corpus, func(s string) bool { return strings.Contains(s, to) }) || strings.Contains(" "+known+" ", " "+to+" ") {
			t.Fatalf("%q is not of the corpus, or known", to)
		}
	})
}

func TestTwins(t *testing.T) {
	titles := readTitles(t, filepath.Join("testdata", "sample.json"))
	in := importTitles(t, titles, true)
	twins := in.Twins(titles, titles)
	count := map[string]int{}
	for _, x := range twins {
		count[x.Kind]++
		switch x.Kind {
		case eval.TwinNear:
			if !slices.Equal(x.Exclude, []string{in.Gold(x.Of)}) {
				t.Errorf("near miss of %s excludes %v", x.Of, x.Exclude)
			}
		case eval.TwinFar:
			if !slices.Contains(x.Exclude, in.Gold(x.Of)) {
				t.Errorf("far miss of %s excludes %v", x.Of, x.Exclude)
			}
		default:
			if len(x.Exclude) > 0 || x.From == "" || x.From == x.To {
				t.Errorf("%s twin of %s: %q for %q, without %v", x.Kind, x.Of, x.To, x.From, x.Exclude)
			}
		}
	}
	if count[eval.TwinNear] != 21 || count[eval.TwinFar] != 21 || count[eval.TwinSwapped] == 0 {
		t.Errorf("twins %v, want a near and a far one of each of 21 questions", count)
	}
}
