package eval_test

import (
	"encoding/json"
	"flag"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"footnote/retrieval"
	"footnote/retrieval/answer"
	"footnote/retrieval/eval"
)

var fit = flag.Bool("fit", false, "write the coefficients that are fitted")

// rankingPenalty was chosen by cross-validation; between 0.003 and 0.03 it makes
// no difference.
const rankingPenalty = 0.01

// TestFitRanking fits the ranking of sentences on the titles to tune on and writes
// ../answer/ranking.json. It prints how often the best one, two and three
// sentences hold the answer, for titles that the weights were not fitted on:
//
//	go test ./retrieval/eval -run TestFitRanking -fit -v
func TestFitRanking(t *testing.T) {
	if !*fit {
		t.Skip("takes half a minute and writes a file: run it with -fit")
	}
	titles := readTitles(t, filepath.Join(shared(t), "eval", "xquad-en-half.json"))
	in := importTitles(t, titles, true)
	tune, _ := eval.Halves(titles)
	choices, names := rankingChoices(t, in, tune)

	likely := eval.CrossValidated(choices, rankingPenalty)
	var hits [3]float64
	for i, c := range choices {
		order := make([]int, len(c.Right))
		for j := range order {
			order[j] = j
		}
		slices.SortStableFunc(order, func(a, b int) int { return int(math.Copysign(1, likely[i][b]-likely[i][a])) })
		for k := range hits {
			if slices.ContainsFunc(order[:min(k+1, len(order))], func(j int) bool { return c.Right[j] }) {
				hits[k]++
			}
		}
	}
	n := float64(len(choices))
	t.Logf("of %d questions, the answer stands in the best sentence for %s, in the best two for %s, three for %s per cent",
		len(choices), eval.Percent(hits[0]/n), eval.Percent(hits[1]/n), eval.Percent(hits[2]/n))

	weights := make(map[string]float64)
	for k, w := range eval.FitRanking(choices, rankingPenalty) {
		weights[names[k]] = math.Round(100*w) / 100
	}
	b, err := json.MarshalIndent(map[string]any{"weights": weights}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("..", "answer", "ranking.json"), append(b, '\n'), 0o666); err != nil {
		t.Fatal(err)
	}
}

// rankingChoices lays the sentences of the evidence out for each question. Right
// is the sentence of the paragraph in which the accepted answer stands.
func rankingChoices(t *testing.T, in imported, titles []eval.Title) (choices []eval.Choice, names []string) {
	t.Helper()
	asker := newAsker(t, in)
	answerer := asker.Answerer.(*answer.Answerer)
	for _, title := range titles {
		for _, p := range title.Paragraphs {
			for _, q := range p.Questions {
				question := retrieval.Question{Space: in.Space, Text: q.Text}
				found, err := asker.Search(t.Context(), question)
				if err != nil {
					t.Fatal(err)
				}
				candidates, err := answerer.Candidates(t.Context(), question, found)
				if err != nil {
					t.Fatal(err)
				}
				c := eval.Choice{Group: title.Name}
				for _, x := range candidates {
					if names == nil {
						names = slices.Sorted(maps.Keys(x.Signals))
					}
					var signals []float64
					for _, name := range names {
						signals = append(signals, x.Signals[name])
					}
					c.Signals = append(c.Signals, signals)
					c.Right = append(c.Right, x.ArticleID == in.Gold(q.ID) && slices.ContainsFunc(q.Gold, func(g eval.Gold) bool {
						return x.Start <= g.Start && g.End <= x.End
					}))
				}
				choices = append(choices, c)
			}
		}
	}
	return choices, names
}

func TestFitRankingFindsTheSignal(t *testing.T) {
	var choices []eval.Choice
	for i := range 20 {
		right := i % 3
		c := eval.Choice{Group: strings.Repeat("x", i%4+1)}
		for j := range 3 {
			noise := float64((i*7+j*5)%11) / 11
			signal := noise / 4
			if j == right {
				signal++
			}
			c.Signals = append(c.Signals, []float64{signal, noise})
			c.Right = append(c.Right, j == right)
		}
		choices = append(choices, c)
	}
	w := eval.FitRanking(choices, 0.001)
	if w[0] < 1 || math.Abs(w[1]) > w[0]/2 {
		t.Errorf("weights %v, want the first signal to decide", w)
	}
	if !slices.Equal(w, eval.FitRanking(choices, 0.001)) {
		t.Error("the same choices give other weights")
	}
	for i, p := range eval.CrossValidated(choices, 0.001) {
		if p[i%3] < 0.9 {
			t.Errorf("choice %d: the right candidate has probability %.2f", i, p[i%3])
		}
	}
	if w := eval.FitRanking(nil, 1); len(w) != 0 {
		t.Errorf("weights %v of nothing", w)
	}
	none := []eval.Choice{{Signals: [][]float64{{1}, {0}}, Right: []bool{false, false}}}
	if w := eval.FitRanking(none, 1); !slices.Equal(w, []float64{0}) {
		t.Errorf("weights %v of a choice without a right candidate", w)
	}
}
