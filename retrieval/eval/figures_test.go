package eval_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"footnote/retrieval/eval"
)

func TestFigures(t *testing.T) {
	ranks := eval.Ranks{{"a", 1}, {"b", 2}, {"c", 0}, {"d", 11}, {"e", 5}}
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"recall at 1", ranks.Recall(1), 0.2},
		{"recall at 5", ranks.Recall(5), 0.6},
		{"recall at 0", ranks.Recall(0), 0},
		{"MRR within 10", ranks.MRR(10), (1 + 0.5 + 0.2) / 5},
		{"MRR within 11", ranks.MRR(11), (1 + 0.5 + 0.2 + 1.0/11) / 5},
		{"recall of nothing", eval.Ranks(nil).Recall(5), 0},
		{"MRR of nothing", eval.Ranks(nil).MRR(5), 0},
	} {
		if math.Abs(c.got-c.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
	if missed := ranks.Missed(5); len(missed) != 2 || missed[0].Question != "c" || missed[1].Question != "d" {
		t.Errorf("missed %v", missed)
	}
}

func TestRanksOf(t *testing.T) {
	titles := []eval.Title{{Paragraphs: []eval.Paragraph{{Questions: []eval.Question{{ID: "b"}, {ID: "z"}}}, {Questions: []eval.Question{{ID: "d"}}}}}}
	got := eval.Ranks{{"a", 1}, {"b", 2}, {"c", 0}, {"d", 11}}.Of(titles)
	if want := (eval.Ranks{{"b", 2}, {"d", 11}}); !slices.Equal(got, want) {
		t.Errorf("ranks %v, want %v", got, want)
	}
}

func TestFiguresProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ranks eval.Ranks
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 20), 1, 30).Draw(t, "ranks") {
			ranks = append(ranks, eval.Rank{Rank: n})
		}
		k := rapid.IntRange(1, 20).Draw(t, "k")
		at1, atK, mrr := ranks.Recall(1), ranks.Recall(k), ranks.MRR(k)
		if at1 > mrr+1e-12 || mrr > atK+1e-12 || atK > 1 {
			t.Fatalf("recall at 1 %v, MRR %v, recall at %d %v", at1, mrr, k, atK)
		}
		if got := 1 - float64(len(ranks.Missed(k)))/float64(len(ranks)); math.Abs(got-atK) > 1e-12 {
			t.Fatalf("%v are not missed, recall is %v", got, atK)
		}
	})
}

func TestTable(t *testing.T) {
	table := eval.Table{
		Title:  "Two methods",
		Header: []string{"method", "R@1", "questions"},
		Rows:   [][]string{{"wörter", eval.Percent(0.5), "12"}, {"both", eval.Percent(1), "7"}, {"none"}},
	}
	const want = `Two methods
method    R@1  questions
------  -----  ---------
wörter   50.0         12
both    100.0          7
none
`
	var b bytes.Buffer
	if err := table.Write(&b); err != nil {
		t.Fatal(err)
	}
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestTableIsNarrow(t *testing.T) {
	table := eval.Table{
		Header: []string{"method", "R@1"},
		Rows:   [][]string{{strings.Repeat("ä", 200), "50.0"}, {"b", "1.0", "a cell without a header"}},
	}
	var b bytes.Buffer
	if err := table.Write(&b); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > eval.TableWidth {
			t.Errorf("%d characters in %q", n, line)
		}
	}
	if !strings.Contains(b.String(), "ä…  50.0\n") {
		t.Errorf("the long cell is not cut:\n%s", b.String())
	}
}

type fullDisk struct{}

var errFull = errors.New("disk full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestTableOnFullDisk(t *testing.T) {
	if err := (eval.Table{Header: []string{"method"}}).Write(fullDisk{}); !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
}
