package eval_test

import (
	"strings"
	"testing"

	"footnote/retrieval/eval"
)

func TestLieFigures(t *testing.T) {
	told := []eval.Told{
		{Kind: "number"}, {Kind: "number", Shown: true}, {Kind: "date", Truth: eval.Truth{Report: true}}, {Shown: true}, {Shown: true}, {}, {Shown: true},
	}
	r := eval.Reported{Figures: eval.Measure(nil)}
	r.AddLies(told)
	for name, want := range map[string]struct {
		value float64
		of    int
	}{
		"lies_refused": {2.0 / 3, 3}, "lies_refused_number": {0.5, 2}, "lies_refused_date": {1, 1}, "lies_refused_role": {0, 0}, "truths_dropped": {0.25, 4},
	} {
		f, ok := r.Figures.Find(name)
		if !ok || f.Value != want.value || f.Of != want.of {
			t.Errorf("%s: %v of %d (%v), want %v of %d", name, f.Value, f.Of, ok, want.value, want.of)
		}
	}
	var page, text strings.Builder
	if err := r.WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	if err := r.Write(&text); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{page.String(), text.String()} {
		if !strings.Contains(s, "refused: number") || !strings.Contains(s, "true sentences dropped") {
			t.Errorf("the lies are not in the report:\n%s", s)
		}
	}
}
