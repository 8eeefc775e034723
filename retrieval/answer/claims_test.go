package answer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"footnote/corpus"
)

// Quoted answers are never dropped: each sentence of an article stands for itself.
func TestEverySentenceVerifiesAgainstItsPassage(t *testing.T) {
	articles := append(append(append(strike(), tunedArticles()...), heldArticles()...), freshArticles()...)
	for _, pattern := range []string{
		filepath.Join("..", "..", "cmd", "footnote", "sample", "*.txt"),
		filepath.Join("..", "..", "..", "shared", "seeds", "*.txt"),
	} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			b, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			c := corpus.Clean(corpus.Draft{Text: string(b), Scraped: true, Language: "en"})
			articles = append(articles, article(c.Title, "paper", "", c.Body))
		}
	}
	for _, a := range articles {
		d := deskFor(t, "What is told of "+a.Title, a)
		for i, p := range d.passages {
			for _, s := range d.sentencesOf(i) {
				said := plain(s.s)
				if len(readText("en", said).words) == 0 {
					continue
				}
				if _, reason := d.verify(claim{text: said, cites: []int{p.index}}); reason != "" {
					t.Errorf("%q was refused: %s", said, reason)
				}
			}
		}
	}
}

// Whatever a line holds, it is verified without a panic, the same way each time, and
// nothing that cites no passage passes.
func TestAnyLineIsVerified(t *testing.T) {
	d := deskFor(t, "What happened at Port Ellery?", strike()...)
	v := &Verifier{d}
	words := strings.Fields(strings.Join([]string{strike()[0].Body, "not may all 7,000 12% £5m “so” , ; and by from to [1] [2] [99] 5 km Malta un-"}, " "))
	rapid.Check(t, func(rt *rapid.T) {
		line := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 25).Draw(rt, "words"), " ")
		first, second := v.Line(line), v.Line(line)
		if len(first) != len(second) {
			rt.Fatalf("%d sentences, then %d", len(first), len(second))
		}
		for i := range first {
			if first[i].Text != second[i].Text || first[i].Reason != second[i].Reason {
				rt.Fatalf("%+v, then %+v", first[i], second[i])
			}
			if !strings.Contains(line, "[1]") && !strings.Contains(line, "[2]") && first[i].Reason == "" {
				rt.Fatalf("%q passed without a citation", first[i].Text)
			}
		}
	})
}

func TestFrames(t *testing.T) {
	for _, c := range []struct {
		claim, source string
		turned        bool
	}{
		{"The union sued the operator.", "The operator sued the union.", true},
		{"The operator was sued by the union.", "The union sued the operator.", false},
		{"The union was sued by the operator.", "The union sued the operator.", true},
		{"The library gave the map to Kearns.", "Ludo Kearns of Thornby gave the map.", false},
		{"Holm beat Aalders in the final.", "In the final, Aalders was beaten by Holm.", false},
		{"Rents fell from 910 to 640 crowns.", "Rents fell from 640 to 910 crowns.", true},
		{"The train goes from Lisk to Morrow.", "The train goes to Morrow from Lisk.", false},
	} {
		x, y := readText("en", c.claim), readText("en", c.source)
		if got := turnedRound(x, y) || waysTurned(x, y); got != c.turned {
			t.Errorf("%q of %q: turned %v", c.claim, c.source, got)
		}
	}
}

func TestOpposedAndRival(t *testing.T) {
	for _, c := range []struct {
		a, b            string
		opposed, rivals bool
	}{
		{"rise", "fall", true, false}, {"youngest", "oldest", true, false}, {"noticed", "unnoticed", true, false}, {"red", "green", false, true},
		{"mayor", "bishop", false, true}, {"find", "discover", false, false}, {"spring", "autumn", false, true},
	} {
		if got := opposed(lemma(c.a), lemma(c.b)) || opposed(c.a, c.b); got != c.opposed {
			t.Errorf("%s, %s: opposed %v", c.a, c.b, got)
		}
		if got := rival(lemma(c.a), lemma(c.b)); got != c.rivals {
			t.Errorf("%s, %s: rivals %v", c.a, c.b, got)
		}
	}
}
