package retrieval

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"footnote/corpus"
)

// fakeReader takes each line for a statement and finds what it is told to.
type fakeReader struct {
	findings map[string]Finding
	asked    []Question
	err      error
	examples map[string][]Example
}

func (f *fakeReader) Statements(text string) ([]string, int) {
	var out []string
	left := 0
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasSuffix(line, "?") {
			left++
		} else {
			out = append(out, line)
		}
	}
	return out, left
}

func (f *fakeReader) Check(_ context.Context, q Question, _ Found) (Finding, error) {
	f.asked = append(f.asked, q)
	if x, ok := f.findings[q.Text]; ok {
		return x, f.err
	}
	return Finding{Verdict: VerdictMissing, Why: "no"}, f.err
}

func (f *fakeReader) Examples(a corpus.Article) []Example { return f.examples[a.ID] }

func TestCheckTextNumbersCitationsOnce(t *testing.T) {
	a, e, _ := newFakes()
	one := Citation{ArticleID: "a", Revision: "r", Start: 1, End: 5, Quote: "one"}
	two := Citation{ArticleID: "b", Revision: "r", Start: 1, End: 5, Quote: "two"}
	reader := &fakeReader{findings: map[string]Finding{
		"The dam burst.": {Verdict: VerdictSupported, For: []Citation{two}},
		"It burst late.": {Verdict: VerdictDisputed, For: []Citation{one}, Against: []Citation{two, two}},
	}}
	a.Reader = reader
	got, err := a.CheckText(t.Context(), "s", "The dam burst.\nDid it?\nIt burst late.\nAll is well.")
	if err != nil {
		t.Fatal(err)
	}
	want := "supported [1] []|disputed [2] [1]|missing [] []"
	var lines []string
	for _, s := range got.Statements {
		lines = append(lines, fmt.Sprint(s.Verdict, " ", s.Citations, " ", s.Against))
	}
	if s := strings.Join(lines, "|"); s != want || got.LeftOut != 1 || len(got.NotChecked) != 0 || got.Space != "s" {
		t.Errorf("%s, %+v\nwant %s", s, got, want)
	}
	if len(got.Citations) != 2 || got.Citations[0].Quote != "two" || got.Citations[1].N != 2 {
		t.Errorf("citations %+v", got.Citations)
	}
	if turns := reader.asked[1].Turns; !slices.Equal(turns, []string{"The dam burst."}) {
		t.Errorf("read after %q", turns)
	}
	if len(e.asked) != 3 {
		t.Errorf("searched for %q", e.asked)
	}
}

func TestCheckTextIsBounded(t *testing.T) {
	a, _, _ := newFakes()
	reader := &fakeReader{}
	a.Reader = reader
	var lines []string
	for i := range MaxStatements + 3 {
		lines = append(lines, fmt.Sprintf("Statement %d.", i))
	}
	lines[2] = strings.Repeat("x", MaxQuestion+1)
	got, err := a.CheckText(t.Context(), "s", strings.Join(lines, "\n"))
	if err != nil || len(got.Statements) != MaxStatements-1 || len(got.NotChecked) != 4 || len(reader.asked) != MaxStatements-1 {
		t.Errorf("%d checked, %d not, error %v", len(got.Statements), len(got.NotChecked), err)
	}
	for _, bad := range []string{"", " \n", strings.Repeat("x", MaxText+1)} {
		if _, err := a.CheckText(t.Context(), "s", bad); !corpus.HasCode(err, corpus.CodeInvalid) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
	if none, err := a.CheckText(t.Context(), "s", "Really?"); err != nil || none.Statements == nil || none.Citations == nil || none.NotChecked == nil || none.LeftOut != 1 {
		t.Errorf("%+v, %v", none, err)
	}
	reader.err = errors.New("no")
	if _, err := a.CheckText(t.Context(), "s", "A dam."); !errors.Is(err, reader.err) {
		t.Errorf("error %v", err)
	}
}

func TestCheckTextSaysWhatWasDegraded(t *testing.T) {
	a, e, _ := newFakes()
	a.Reader = &fakeReader{}
	e.err = errors.New("down at 10.0.0.7")
	got, err := a.CheckText(t.Context(), "s", "A dam.\nA dyke.")
	if err != nil || !strings.Contains(got.Notice, "words only") || strings.Contains(got.Notice, "10.0.0.7") {
		t.Errorf("notice %q, error %v", got.Notice, err)
	}
}

// citing answers every question with a citation of its text's last word.
type citing struct{ asked int }

func (c *citing) Answer(_ context.Context, q Question, _ Found, _ func(Answer)) (Answer, error) {
	c.asked++
	if !q.QuoteOnly {
		return Answer{}, errors.New("a model would be asked")
	}
	article, _, _ := strings.Cut(q.Text, " ")
	return Answer{Answered: !strings.Contains(q.Text, "hard"), Citations: []Citation{{ArticleID: article, Start: 0, End: 10}}}, nil
}

// Different articles come first, only what is answered from the very sentence
// counts, and there is an end to asking.
func TestExamplesAreAsked(t *testing.T) {
	a, _, _ := newFakes()
	answerer := &citing{}
	a.Answerer = answerer
	a.Reader = &fakeReader{examples: map[string][]Example{
		"a": {{"a hard?", 0, 5}, {"a second?", 2, 8}, {"a third?", 2, 8}},
		"b": {{"x elsewhere?", 0, 5}},
		"c": {{"c first?", 5, 10}, {"c outside?", 5, 11}},
	}}
	articles := []corpus.Article{{Meta: corpus.Meta{ID: "a"}}, {Meta: corpus.Meta{ID: "b"}}, {Meta: corpus.Meta{ID: "c"}}}
	got, err := a.Examples(t.Context(), "s", articles, 5)
	if err != nil || !slices.Equal(got, []string{"c first?", "a second?", "a third?"}) {
		t.Errorf("%q, %v", got, err)
	}
	many := make([]corpus.Article, 100)
	for i := range many {
		many[i].ID = "b"
	}
	answerer.asked = 0
	if got, err := a.Examples(t.Context(), "s", many, 2); err != nil || len(got) > 0 || answerer.asked != 2*maxTries {
		t.Errorf("%q after %d questions, %v", got, answerer.asked, err)
	}
}
