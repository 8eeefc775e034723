package eval_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"footnote/corpus"
	"footnote/retrieval"
	"footnote/retrieval/eval"
)

// sampleRun is the small collection of our own, ready to be asked.
func sampleRun(t *testing.T) (eval.Run, []eval.Case) {
	t.Helper()
	path := filepath.Join("testdata", "sample.json")
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	file, err := eval.ReadFile(path, f)
	if err != nil {
		t.Fatal(err)
	}
	in := importTitles(t, file.Titles, true)
	shelf, err := eval.NewShelf(t.Context(), in.store, corpus.DefaultSpace)
	if err != nil {
		t.Fatal(err)
	}
	cases, unknown := shelf.Cases(file, in.Collection)
	if len(unknown) > 0 {
		t.Fatalf("unknown sources %q", unknown)
	}
	return eval.Run{Asker: newAsker(t, in), Shelf: shelf}, cases
}

// The same questions give the same outcomes in the same order, however many are
// asked at a time.
func TestOutcomes(t *testing.T) {
	run, cases := sampleRun(t)
	one, err := run.Outcomes(t.Context(), cases)
	if err != nil {
		t.Fatal(err)
	}
	progress := 0
	run.Parallel = 4
	run.Progress = func(done, total int) {
		if progress++; done != progress || total != len(cases) {
			t.Errorf("progress %d of %d, want %d of %d", done, total, progress, len(cases))
		}
	}
	four, err := run.Outcomes(t.Context(), cases)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(one, four, cmpopts.IgnoreFields(eval.Outcome{}, "Took"), cmpopts.IgnoreFields(eval.Golden{}, "Any", "All")); diff != "" {
		t.Errorf("one and four at a time:\n%s", diff)
	}
	kinds := map[eval.Kind]int{}
	for i, o := range four {
		kinds[o.Kind]++
		if o.ID != cases[i].ID || o.Kind != cases[i].Kind || o.Took <= 0 {
			t.Errorf("outcome %d is of %s, %s", i, o.ID, o.Kind)
		}
		if o.Verbatim < o.Quotes {
			t.Errorf("%s: a quote does not stand in the store", o.ID)
		}
		if o.Kind == eval.Near || o.Kind == eval.Far {
			for _, e := range o.Evidence {
				if len(o.Exclude) == 0 || e.Article.ID == o.Exclude[0] {
					t.Errorf("%s, %s: evidence of an article that was taken out", o.ID, o.Kind)
				}
			}
		}
	}
	if kinds[eval.Answerable] != 21 || kinds[eval.Near] != 21 || kinds[eval.Far] != 21 {
		t.Errorf("cases %v", kinds)
	}
	figures := eval.Measure(four)
	for _, least := range []struct {
		name  string
		value float64
	}{{"recall_at_5", 0.9}, {"right", 0.8}, {"quotes_verbatim", 1}, {"refused_far", 0.8}} {
		if f, _ := figures.Find(least.name); f.Value < least.value {
			t.Errorf("%s is %.3f, less than %g", f.Name, f.Value, least.value)
		}
	}
}

// broken fails at every question.
type broken struct{ err error }

func (b broken) Search(context.Context, retrieval.Query) (retrieval.Hits, error) {
	return retrieval.Hits{}, b.err
}

func TestOutcomesFail(t *testing.T) {
	run, cases := sampleRun(t)
	run.Parallel = 3
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := run.Outcomes(ctx, cases); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	why := errors.New("no index")
	run.Asker.Index = broken{why}
	if _, err := run.Outcomes(t.Context(), cases); !errors.Is(err, why) {
		t.Errorf("with a broken index: %v", err)
	}
}
