package eval_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"footnote/corpus"
	"footnote/retrieval/embed"
	"footnote/retrieval/eval"
)

// liesRefused are the shares of lies that must be refused at least, a little under
// what is: a fall below one means that something broke.
var liesRefused = map[string]float64{
	"number": 0.98, "number of another thing": 0.95, "date": 0.94, "amount": 0.98, "unit": 0.94, "what is counted": 0.78,
	"name": 0.99, "name of another": 0.77, "place": 0.99, "role": 0.96, "negation dropped": 0.76, "negation added": 0.9,
	"wrong passage": 0.98, "no such passage": 1, "merged claim": 0.97, "invented quote": 0.99, "added detail": 0.77,
	"added word": 0.9, "all for some": 0.87, "reversed direction": 0.75, "hedge to fact": 0.74, "opposite": 0.82,
}

// honestDropped is the share of honest sentences in other words that may be refused.
const honestDropped = 0.12

// TestLies prints what verification refuses, lie by lie:
//
//	FOOTNOTE_EVAL=all go test ./retrieval/eval -run TestLies -v
//
// Without FOOTNOTE_EVAL most articles are left out, and the floors are lower.
// With FOOTNOTE_MISSES=tune it lists the misses of the tune half.
func TestLies(t *testing.T) {
	model, err := embed.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	told, err := eval.Tell(t.Context(), model, lieMaterial(t))
	if err != nil {
		t.Fatal(err)
	}
	logTable(t, eval.LieTable(told))
	// Both halves together, so that no kind has too few to tell.
	both := func(kinds ...string) eval.Caught {
		a, b := eval.Refusals(told, false, kinds...), eval.Refusals(told, true, kinds...)
		return eval.Caught{Told: a.Told + b.Told, Refused: a.Refused + b.Refused}
	}
	for _, kind := range eval.LieKinds() {
		c, least := both(kind), liesRefused[kind]
		if least == 0 {
			t.Errorf("%s: no floor is set", kind)
		}
		if c.Told < 5 {
			t.Errorf("%s: only %d lies are made", kind, c.Told)
		}
		if os.Getenv("FOOTNOTE_EVAL") != "all" && c.Share() < 1 {
			least -= 0.1 // of few sentences
		}
		if c.Share() < least {
			t.Errorf("%s: %d of %d refused; want %.0f %% at least", kind, c.Refused, c.Told, 100*least)
		}
	}
	for _, half := range []bool{false, true} {
		if c := eval.Refusals(told, half, eval.LieKinds()...); c.Share() < 0.93 {
			t.Errorf("%d of %d lies refused", c.Refused, c.Told)
		}
		var own []eval.Told
		for _, x := range told {
			if x.Truth.Kind != "" {
				own = append(own, x)
			}
		}
		if c := eval.Refusals(own, half, ""); c.Share() > honestDropped {
			t.Errorf("%d of %d honest sentences refused", c.Refused, c.Told)
		}
	}
	for _, x := range told {
		if x.Kind == "" && x.Truth.Kind == "" && !x.Shown {
			t.Errorf("a sentence of the source was refused: %q: %s", x.Text, x.Reason)
		}
	}
	if os.Getenv("FOOTNOTE_MISSES") == "tune" {
		logMisses(t, told)
	}
}

func logMisses(t *testing.T, told []eval.Told) {
	t.Helper()
	var b strings.Builder
	for _, x := range told {
		if x.Truth.Report || x.Shown == (x.Kind == "") {
			continue
		}
		if x.Kind == "" {
			b.WriteString("HONEST " + x.Truth.Kind + "\t" + x.Text + "\t" + x.Reason + "\n")
		} else {
			b.WriteString("LIE " + x.Kind + "\t" + x.Text + "\n")
		}
	}
	t.Log("\n" + b.String())
}

func lieMaterial(t *testing.T) []eval.Material {
	t.Helper()
	material, err := eval.HonestMaterial()
	if err != nil {
		t.Fatal(err)
	}
	all := os.Getenv("FOOTNOTE_EVAL") == "all"
	if !all {
		var some []eval.Material
		for i, m := range material {
			if i%5 < 2 {
				some = append(some, m)
			}
		}
		material = some
	}
	material = append(material, eval.ArticleMaterial(sampleArticles(t)))
	path := filepath.Join(shared(t), "eval", "xquad-en-half.json")
	if _, err := os.Stat(path); err != nil {
		t.Log("no " + path + ": golden sentences are left out")
		return material
	}
	gold := eval.GoldMaterial(readTitles(t, path))
	if !all {
		var some []eval.Material
		for i, m := range gold {
			if i%12 < 2 {
				some = append(some, m)
			}
		}
		gold = some
	}
	return append(material, gold...)
}

// sampleArticles are the sample articles of the command.
func sampleArticles(t *testing.T) []corpus.Article {
	t.Helper()
	return textArticles(t, filepath.Join("..", "..", "cmd", "footnote", "sample", "*.txt"))
}

func textArticles(t *testing.T, pattern string) []corpus.Article {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	var out []corpus.Article
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		c := corpus.Clean(corpus.Draft{Text: string(b), Scraped: true, Language: "en"})
		a := corpus.Article{Meta: corpus.Meta{Space: corpus.DefaultSpace, SourceID: p, Key: p, Title: c.Title, Published: c.Published, Language: "en"}, Body: c.Body}
		a.ID = corpus.ArticleID(a.Space, a.SourceID, p)
		a.Revision = corpus.RevisionID(a.ID, a.Title, a.Body)
		out = append(out, a)
	}
	return out
}
