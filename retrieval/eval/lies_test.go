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

// TestLies prints what verification refuses, lie by lie:
//
//	FOOTNOTE_EVAL=all go test ./retrieval/eval -run TestLies -v
//
// Without FOOTNOTE_EVAL the golden sentences of half the titles are left out.
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
	// Below what is reached: the test fails when something breaks, the figures are
	// for people.
	for _, half := range []bool{false, true} {
		for _, kind := range eval.MustCatch {
			if c := eval.Refusals(told, half, kind); c.Share() < 0.8 {
				t.Errorf("%s: %d of %d refused", kind, c.Refused, c.Told)
			}
		}
		if c := eval.Refusals(told, half, eval.LieKinds()...); c.Share() < 0.9 {
			t.Errorf("%d of %d lies refused", c.Refused, c.Told)
		}
		if c := eval.Refusals(told, half, ""); c.Share() > 0.05 {
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
	material = append(material, eval.ArticleMaterial(sampleArticles(t)))
	path := filepath.Join(shared(t), "eval", "xquad-en-half.json")
	if _, err := os.Stat(path); err != nil {
		t.Log("no " + path + ": golden sentences are left out")
		return material
	}
	gold := eval.GoldMaterial(readTitles(t, path))
	if os.Getenv("FOOTNOTE_EVAL") != "all" {
		var some []eval.Material
		for i, m := range gold {
			if i%4 < 2 {
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
