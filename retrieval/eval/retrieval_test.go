package eval_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"footnote/corpus"
	"footnote/corpus/store"
	"footnote/retrieval/embed"
	"footnote/retrieval/eval"
	"footnote/retrieval/index"
)

// imported is a collection in a store of its own, and an index over it.
type imported struct {
	*eval.Collection
	store *store.Store
	index *index.Index
}

func importTitles(t *testing.T, titles []eval.Title, titled bool) imported {
	t.Helper()
	model, err := embed.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	c, err := eval.Import(t.Context(), s, model.Embedder(), corpus.DefaultSpace, titles, titled)
	if err != nil {
		t.Fatal(err)
	}
	return imported{c, s, openIndex(t, s, -1)}
}

// openIndex opens an index in memory. A weight below 0 means the model's own.
func openIndex(t *testing.T, s *store.Store, weight float64) *index.Index {
	t.Helper()
	model, err := embed.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	identity, err := model.Embedder().Model(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if weight >= 0 {
		identity.VectorWeight = weight
	}
	ix, err := index.New(index.Config{Store: s, Model: identity})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

func readTitles(t *testing.T, path string) []eval.Title {
	t.Helper()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no %s", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	titles, err := eval.ReadSQuAD(f)
	if err != nil {
		t.Fatal(err)
	}
	return titles
}

func logTable(t *testing.T, table eval.Table) {
	t.Helper()
	var b bytes.Buffer
	if err := table.Write(&b); err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", b.String())
}

// TestRetrieval measures search on the development questions; with -v it prints
// the figures:
//
//	go test ./retrieval/eval -run TestRetrieval -v
//
// Over all titles, fused search must not be worse than the better engine alone:
// that is what it is for. Half the titles are too few to tell.
func TestRetrieval(t *testing.T) {
	titles := readTitles(t, filepath.Join(shared(t), "eval", "xquad-en-half.json"))
	for _, c := range []struct {
		name   string
		titled bool
	}{{"articles without titles", false}, {"articles with titles", true}} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && c.titled {
				t.Skip("the longer half of the measurement")
			}
			in := importTitles(t, titles, c.titled)
			ranks, table, err := in.Retrieval(t.Context(), "XQuAD English, "+c.name, eval.Methods(in.index), titles, eval.Groups(titles))
			if err != nil {
				t.Fatal(err)
			}
			logTable(t, table)
			lexical, vector, fused := ranks[0].MRR(10), ranks[1].MRR(10), ranks[2].MRR(10)
			if fused < max(lexical, vector) {
				t.Errorf("MRR@10 of fused search %.3f, lexical %.3f, vector %.3f", fused, lexical, vector)
			}
			if r := ranks[2].Recall(5); r < 0.97 {
				t.Errorf("fused search finds %.3f of the paragraphs among 5, want 0.97", r)
			}
		})
	}
}

// TestVectorWeight prints, with -v, how the weight of the vector score changes the
// figures on the tune half, and what the model's own weight gives on the other.
func TestVectorWeight(t *testing.T) {
	if testing.Short() || !testing.Verbose() {
		t.Skip("prints a table: run it with -v and without -short")
	}
	titles := readTitles(t, filepath.Join(shared(t), "eval", "xquad-en-half.json"))
	tune, report := eval.Halves(titles)
	in := importTitles(t, titles, false)
	var methods []eval.Method
	for _, weight := range []float64{0, 0.15, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.75, 1} {
		methods = append(methods, eval.Method{Name: fmt.Sprintf("weight %.2f", weight), Search: openIndex(t, in.store, weight).Search})
	}
	_, table, err := in.Retrieval(t.Context(), "XQuAD English", methods, tune, []eval.Group{{Name: "tune", Titles: tune}})
	if err != nil {
		t.Fatal(err)
	}
	logTable(t, table)
	own := []eval.Method{{Name: "the model's weight", Search: in.index.Search}}
	_, table, err = in.Retrieval(t.Context(), "XQuAD English", own, report, []eval.Group{{Name: "report", Titles: report}})
	if err != nil {
		t.Fatal(err)
	}
	logTable(t, table)
}

// TestSample asks the questions of a small collection of our own, which is always
// there.
func TestSample(t *testing.T) {
	titles := readTitles(t, filepath.Join("testdata", "sample.json"))
	in := importTitles(t, titles, true)
	if in.Articles != 8 || in.Passages < in.Articles {
		t.Errorf("%d articles with %d passages imported, want 8 articles", in.Articles, in.Passages)
	}
	ranks, table, err := in.Retrieval(t.Context(), "Sample", eval.Methods(in.index), titles, eval.Groups(titles))
	if err != nil {
		t.Fatal(err)
	}
	logTable(t, table)
	for i, method := range []string{"lexical", "vector", "fused"} {
		if len(ranks[i]) != 21 {
			t.Errorf("%s: %d questions asked, want 21", method, len(ranks[i]))
		}
	}
	if missed := ranks[2].Missed(3); len(missed) > 0 {
		t.Errorf("fused search does not find among three: %v", missed)
	}
}

// A question whose paragraph was never imported is a mistake of the caller, not a
// miss.
func TestRanksOfStrangers(t *testing.T) {
	titles := readTitles(t, filepath.Join("testdata", "sample.json"))
	in := importTitles(t, titles[:1], false)
	if _, err := in.Ranks(t.Context(), in.index.Search, titles[1:], 10); err == nil {
		t.Error("questions about paragraphs that were not imported got ranks")
	}
}

// shared is the folder of development data beside the checkout.
func shared(t *testing.T) string {
	if dir := os.Getenv("FOOTNOTE_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared")
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no module root above the test")
		}
		dir = filepath.Dir(dir)
	}
}
