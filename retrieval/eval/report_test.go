package eval_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"footnote/corpus"
	"footnote/retrieval"
	"footnote/retrieval/eval"
)

// outcomes is a small made-up run, one of each kind.
func outcomes() []eval.Outcome {
	answer := func(sentences ...string) retrieval.Answer {
		a := retrieval.Answer{Answered: len(sentences) > 0, Reason: "Nothing is near <b>this</b>."}
		for _, s := range sentences {
			a.Sentences = append(a.Sentences, retrieval.Sentence{Text: s, Citations: []int{1}})
		}
		return a
	}
	golden := func(id string, half eval.Half) eval.Golden {
		return eval.Golden{ID: id, Text: "Who <i>?", Any: []*regexp.Regexp{regexp.MustCompile("(?i)x")}, Answerable: true, Half: half}
	}
	good, late, wrong, refused := golden("good", eval.Tune), golden("late", eval.Tune), golden("wrong", eval.Report), golden("refused", eval.Tune)
	good.Conflict, wrong.Turns = []string{"1", "2"}, []string{"Before?"}
	all := []eval.Outcome{
		{Case: eval.Case{Golden: good, Kind: eval.Answerable, Holding: []string{"A"}, Citable: []string{"A"}}, Answer: answer("X is."),
			Rank: 1, Right: true, First: true, Shown: true, Disagreed: true, Cited: 1, Allowed: 1, Quotes: 1, Verbatim: 1, Took: 10 * time.Millisecond},
		{Case: eval.Case{Golden: late, Kind: eval.Answerable, Holding: []string{"A"}, Citable: []string{"A"}}, Answer: answer("Y.", "X was there."),
			Rank: 6, Right: true, Shown: true, Cited: 2, Allowed: 1, Quotes: 2, Verbatim: 1, Took: 20 * time.Millisecond},
		{Case: eval.Case{Golden: wrong, Kind: eval.Answerable}, Answer: answer("<script>alert(1)</script>"), Took: 30 * time.Millisecond},
		{Case: eval.Case{Golden: refused, Kind: eval.Answerable}, Answer: answer(), Took: 40 * time.Millisecond},
		{Case: eval.Case{Golden: eval.Golden{ID: "no", Text: "No?", Half: eval.Tune}, Kind: eval.Unanswerable}, Answer: answer("Yes."), Took: 50 * time.Millisecond},
		{Case: eval.Case{Golden: good, Kind: eval.Near, Exclude: []string{"A"}}, Answer: answer(), Took: 60 * time.Millisecond},
	}
	for i := range all {
		if all[i].Kind == eval.Answerable {
			all[i].Forced = all[i].Answer
		}
	}
	all[3].Forced = answer("X & co.")
	all[3].Right, all[3].First = true, true
	all[2].Answer.Dropped = 1
	return all
}

func TestMeasure(t *testing.T) {
	figures := eval.Measure(outcomes())
	for name, want := range map[string]struct {
		value float64
		of    int
	}{
		"recall_at_1": {0.5, 2}, "recall_at_5": {0.5, 2}, "recall_at_10": {1, 2}, "mrr_at_10": {(1 + 1.0/6) / 2, 2},
		"right": {0.75, 4}, "right_first": {0.5, 4}, "right_follow_up": {0, 1}, "right_shown": {0.5, 4},
		"sentences_mean": {1.25, 4}, "sentences_median": {1, 4}, "words_mean": {3, 4},
		"citation_precision": {2.0 / 3, 3}, "quotes_verbatim": {2.0 / 3, 3},
		"refused_wrongly": {0.25, 4}, "refused_near": {1, 1}, "refused_far": {0, 0}, "refused_unanswerable": {0, 1},
		"conflicts_shown": {1, 1}, "conflicts_false": {0, 5}, "dropped": {1.0 / 7, 7},
		"time_p50": {30, 6}, "time_p95": {60, 6}, "tokens": {0, 6},
	} {
		f, ok := figures.Find(name)
		if !ok || math.Abs(f.Value-want.value) > 1e-9 || f.Of != want.of {
			t.Errorf("%s: %v of %d (%v), want %v of %d", name, f.Value, f.Of, ok, want.value, want.of)
		}
	}
	for _, f := range eval.Measure(nil) {
		if f.Value != 0 || f.Of != 0 {
			t.Errorf("of nothing: %+v", f)
		}
	}
}

func TestCurve(t *testing.T) {
	var all []eval.Outcome
	add := func(kind eval.Kind, answered bool, confidence ...float64) {
		for _, c := range confidence {
			all = append(all, eval.Outcome{Case: eval.Case{Kind: kind}, Answer: retrieval.Answer{Answered: answered, Confidence: c}})
		}
	}
	if curve := eval.Curve(all); len(curve) != 0 {
		t.Errorf("of nothing: %v", curve)
	}
	add(eval.Answerable, true, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.96, 0.97, 0.98)
	add(eval.Answerable, false, 0.3)
	add(eval.Near, false, 0.1, 0.2, 0.3)
	add(eval.Near, true, 0.55)
	add(eval.Swapped, false, 0.99) // by a rule
	add(eval.Swapped, true, 0.99)
	curve := eval.Curve(all)
	got := map[float64]eval.Point{}
	for _, p := range curve {
		got[p.Wrongly] = p
	}
	for _, want := range []struct{ wrongly, cut, near, swapped float64 }{{0.05, 0.3, 0.5, 0.5}, {0.10, 0.5, 0.75, 0.5}, {0.20, 0.6, 1, 0.5}} {
		p := got[want.wrongly]
		if _, far := p.Refused[eval.Far]; p.Cut != want.cut || p.Refused[eval.Near] != want.near || p.Refused[eval.Swapped] != want.swapped || far {
			t.Errorf("at %v: %+v, want %v", want.wrongly, p, want)
		}
	}
	table := eval.Reported{Curve: curve}.CurveTable()
	if fmt.Sprint(table.Header) != "[wrongly refused near miss swapped]" || fmt.Sprint(table.Rows[2]) != "[at most 5 % 50.0 50.0]" {
		t.Errorf("%v\n%v", table.Header, table.Rows)
	}
}

func TestFaults(t *testing.T) {
	want := map[string]string{
		"good answerable": "[]", "late answerable": "[not-first not-found miscited not-verbatim]", "wrong answerable": "[wrong]",
		"refused answerable": "[refused]", "no unanswerable": "[answered]", "good near miss": "[]",
	}
	for _, o := range outcomes() {
		if got := fmt.Sprint(o.Faults()); got != want[o.ID+" "+string(o.Kind)] {
			t.Errorf("%s, %s: %s", o.ID, o.Kind, got)
		}
	}
}

// oneArticle is a store that holds the article A.
type oneArticle struct{}

func (oneArticle) Documents(context.Context, corpus.Space, []string) iter.Seq2[corpus.Document, error] {
	return func(yield func(corpus.Document, error) bool) {
		yield(corpus.Document{Meta: corpus.Meta{ID: "A", Title: "The  Title", URL: "/there/a.b.txt"}}, nil)
	}
}

func (oneArticle) Article(context.Context, corpus.Space, string, string) (corpus.Article, error) {
	return corpus.Article{Meta: corpus.Meta{ID: "A", Title: "The Title"}, Body: "Nothing of it. But x is <here>. The end."}, nil
}

func TestShelfNamed(t *testing.T) {
	shelf, err := eval.NewShelf(t.Context(), oneArticle{}, "s")
	if err != nil {
		t.Fatal(err)
	}
	ids, unknown := shelf.Named([]string{"A", "the title", "a.b.txt", "a.b", "/there/a.b.txt", "b", "there"})
	if len(ids) != 1 || ids[0] != "A" || fmt.Sprint(unknown) != "[b there]" {
		t.Errorf("%v, unknown %v", ids, unknown)
	}
}

func reported(t *testing.T, half eval.Half) eval.Reported {
	t.Helper()
	r := eval.Reported{Files: []string{"golden.jsonl"}, Half: half, Articles: 3}
	shelf, err := eval.NewShelf(t.Context(), oneArticle{}, "s")
	if err != nil {
		t.Fatal(err)
	}
	if err := shelf.Report(t.Context(), &r, outcomes()); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReportedWrite(t *testing.T) {
	var b bytes.Buffer
	r := reported(t, "")
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"golden.jsonl\n5 questions and 1 twin, over 3 articles; quoted answers\n", "\nRetrieval\n", "50.0 %  of 2", "30.0 ms"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	for line := range strings.Lines(b.String()) {
		if utf8.RuneCountInString(line) > eval.TableWidth+1 || strings.HasSuffix(line, " \n") || strings.Contains(line, "far") {
			t.Errorf("line %q", line)
		}
	}
}

// The page shows each miss, needs nothing else, and obeys no article.
func TestReportedHTML(t *testing.T) {
	var b bytes.Buffer
	if err := reported(t, "").WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{
		"Who &lt;i&gt;?", "&lt;script&gt;alert(1)", "X &amp; co.", "&lt;b&gt;this&lt;/b&gt;", "4 of 6 with something to see",
		`class="answerable not-first not-found miscited not-verbatim"`, "article:not(.unanswerable)", "article:not(.not-first)", "/x/", "a refusal", "But <mark>x</mark> is &lt;here&gt;.", "The Title",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	for _, unwanted := range []string{"<script", "http:", "https:", "url(", "ZgotmplZ", "good ·"} {
		if strings.Contains(page, unwanted) {
			t.Errorf("%q in the page", unwanted)
		}
	}
}

// Misses of the report half reach nobody, on no way out.
func TestReportHalfIsNotShown(t *testing.T) {
	r := reported(t, eval.Report)
	if len(r.Misses) != 0 {
		t.Errorf("%d misses", len(r.Misses))
	}
	var page, results bytes.Buffer
	if err := r.WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "alert") || !strings.Contains(page.String(), "not listed") {
		t.Error("the page shows a miss of the report half")
	}
	if err := eval.WriteResults(&results, outcomes(), true); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(results.String(), "alert") || strings.Contains(results.String(), "wrong:") || !strings.Contains(results.String(), "The report half:") {
		t.Errorf("results:\n%s", results.String())
	}
}

func TestWriteResults(t *testing.T) {
	var with, without bytes.Buffer
	if err := eval.WriteResults(&with, outcomes(), true); err != nil {
		t.Fatal(err)
	}
	if err := eval.WriteResults(&without, outcomes(), false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"good: ok: X is.\n", "refused: MISS refused: X & co.\n", "no: MISS answered: Yes.\n", "50.0 % of 2 recall_at_1\n"} {
		if !strings.Contains(with.String(), want) {
			t.Errorf("no %q in\n%s", want, with.String())
		}
	}
	if strings.Contains(without.String(), "X is") || !strings.Contains(without.String(), "good: ok\n") {
		t.Errorf("without texts:\n%s", without.String())
	}
}

// What came of a language model is told only where one was asked.
func TestMeasureModel(t *testing.T) {
	all := outcomes()
	all[0].Answer.Tokens, all[0].Answer.Mode, all[0].Answer.Repaired = 10, retrieval.ModeGenerative, 1
	all[1].Answer.Tokens, all[1].Answer.Mode, all[1].Answer.TokensEstimated = 20, retrieval.ModeExtractive, true
	all[5].Answer.Tokens, all[5].Answer.Decided.Feature = 5, "model"
	figures := eval.Measure(all)
	for name, want := range map[string]struct {
		value float64
		of    int
	}{
		"quoted_instead": {1.0 / 3, 3}, "refused_by_model": {1.0 / 3, 3}, "tokens_estimated": {1.0 / 3, 3},
		"tokens": {35, 6}, "repaired": {1.0 / 7, 7},
	} {
		f, ok := figures.Find(name)
		if !ok || math.Abs(f.Value-want.value) > 1e-9 || f.Of != want.of {
			t.Errorf("%s: %v of %d (%v), want %v of %d", name, f.Value, f.Of, ok, want.value, want.of)
		}
	}
	for _, name := range []string{"quoted_instead", "refused_by_model", "tokens_estimated", "repaired"} {
		if f, ok := eval.Measure(outcomes()).Find(name); !ok || f.Of != 0 {
			t.Errorf("%s without a model: %+v", name, f)
		}
	}
}
