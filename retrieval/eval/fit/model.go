package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"footnote/retrieval/answer"
	"footnote/retrieval/eval"
)

// shareOf is what the twins of each kind weigh together; the answerable questions
// weigh 1, as all twins do. Near misses are what people ask most, and far misses
// are easy.
var shareOf = map[string]float64{"": 1, eval.TwinNear: 0.45, eval.TwinSwapped: 0.3, eval.TwinCousin: 0.1, eval.TwinFar: 0.15, unanswerable: 0.7, stranger: 0.3}

// ownWeight is what our own questions weigh together, beside 1 for the others:
// they are few, but articles and near misses of other kinds.
const ownWeight = 0.3

// ridges are the penalties to choose from.
var ridges = []float64{0.001, 0.003, 0.01, 0.03, 0.1}

// wronglyRefused is the share of answerable questions of the tune half at which the
// cut is set: the mean of the share of SQuAD's and that of our own. SQuAD's were
// asked with the paragraph in view, and many do not say what they are about, so
// that more of them are refused than of ours, which are like those that people ask.
// A refusal shows the passages that come nearest, and a wrong one mostly shows the
// answer among them; a wrong answer shows sentences that have nothing to do with it.
const wronglyRefused = 0.07

// model is what was fitted, with what it was chosen by.
type model struct {
	logistic
	names      []string
	ridge      float64
	loss       float64   // of cross-validation
	crossed    []float64 // probabilities of the tune half, by models without the title
	crossedOwn []float64 // of our own tune half
	cut        float64
	answered   []float64 // means over the answerable questions
}

func examplesOf(list []question) []example {
	count := make(map[string]float64)
	for _, q := range list {
		count[q.kind]++
	}
	out := make([]example, len(list))
	for i, q := range list {
		out[i] = example{values(q.Features), q.kind == "", shareOf[q.kind] / count[q.kind], q.title}
		if q.Contradicted || len(q.Features) == 0 {
			out[i].weight = 0 // not the model's to decide
		}
		if q.title == "" {
			out[i].weight *= ownWeight
			out[i].group = subject(q.id)
		}
	}
	return out
}

// subject is what the questions of our own with this id are about: the id without
// its number.
func subject(id string) string { return strings.TrimRight(id, "0123456789-/") }

// values are the features in their order; all 0 where nothing was found.
func values(features []answer.Feature) []float64 {
	out := make([]float64, len(answer.FeatureMeanings()))
	for i, f := range features {
		out[i] = f.Value
	}
	return out
}

// fit chooses the penalty and the cut, and fits to all questions.
func fit(list, own []question) (*model, error) {
	if len(list) == 0 {
		return nil, errors.New("there are no questions to fit to")
	}
	examples := append(examplesOf(list), examplesOf(own)...)
	m := &model{loss: math.Inf(1)}
	for _, f := range answer.FeatureMeanings() {
		m.names = append(m.names, f.Name)
	}
	for _, ridge := range ridges {
		p, err := crossProbabilities(examples, ridge)
		if err != nil {
			return nil, err
		}
		for i := range p {
			if examples[i].weight == 0 {
				p[i] = 0
			}
		}
		if loss := logLoss(examples, p); loss < m.loss {
			m.loss, m.ridge, m.crossed, m.crossedOwn = loss, ridge, p[:len(list)], p[len(list):]
		}
	}
	var err error
	if m.logistic, err = fitLogistic(examples, m.ridge); err != nil {
		return nil, err
	}
	m.cut = rounded(cutAt(wronglyRefused, answerable(list, m.crossed), answerable(own, m.crossedOwn)))
	m.answered = make([]float64, len(m.names))
	n := 0.0
	for _, e := range examples {
		if e.y && e.weight > 0 {
			n++
			for i, x := range e.x {
				m.answered[i] += x
			}
		}
	}
	for i := range m.answered {
		m.answered[i] /= n
	}
	return m, nil
}

func logLoss(examples []example, p []float64) float64 {
	loss, total := 0.0, 0.0
	for i, e := range examples {
		if e.weight == 0 {
			continue
		}
		right := p[i]
		if !e.y {
			right = 1 - right
		}
		loss -= e.weight * math.Log(math.Max(right, 1e-9))
		total += e.weight
	}
	return loss / total
}

// rounded keeps four digits behind the point: what a person can read, and the same
// on every processor.
func rounded(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// file is the model as package answer reads it.
func (m *model) file(a, own asked, questions string) ([]byte, error) {
	count := make(map[string]int)
	for _, q := range a.tune {
		kind := q.kind
		if kind == "" {
			kind = "answerable"
		}
		count[kind]++
	}
	f := answer.Answerability{
		About: "Probability that the best evidence answers a question: 1 / (1 + exp(-(intercept + sum of coefficient * (value - mean) / deviation))). " +
			"Made by go run ./retrieval/eval/fit; do not edit.",
		FittedOn: map[string]any{
			"questions": questions, "titles": a.titles, "count": count, "own_questions": len(own.tune), "l2": m.ridge,
			"log_loss_cross_validated": rounded(m.loss), "cut_at_wrong_refusals": wronglyRefused,
		},
		Cut: m.cut, Intercept: rounded(m.intercept),
	}
	for i, meaning := range answer.FeatureMeanings() {
		f.Features = append(f.Features, answer.Coefficient{
			Name: meaning.Name, Meaning: meaning.Text, Coefficient: rounded(m.coefficients[i]),
			Mean: rounded(m.mean[i]), Deviation: math.Max(rounded(m.deviation[i]), 1e-4), Answered: rounded(m.answered[i]),
		})
	}
	b, err := json.MarshalIndent(f, "", "  ")
	return append(b, '\n'), err
}

func (m *model) probabilities(list []question) []float64 {
	out := make([]float64, len(list))
	for i, q := range list {
		if !q.Contradicted && len(q.Features) > 0 {
			out[i] = m.probability(values(q.Features))
		}
	}
	return out
}

// answerable are the sorted probabilities of the questions that can be answered.
func answerable(list []question, p []float64) []float64 {
	var out []float64
	for i, q := range list {
		if q.kind == "" {
			out = append(out, p[i])
		}
	}
	slices.Sort(out)
	return out
}

// cutAt is the highest cut with at most a share of the answerable questions below
// it, in the mean over the groups, whose probabilities are sorted.
func cutAt(share float64, groups ...[]float64) float64 {
	groups = slices.DeleteFunc(groups, func(g []float64) bool { return len(g) == 0 })
	cuts := slices.Concat(groups...)
	slices.Sort(cuts)
	best := 0.0
	for _, cut := range cuts {
		refused := 0.0
		for _, g := range groups {
			below, _ := slices.BinarySearch(g, cut)
			refused += float64(below) / float64(len(g)) / float64(len(groups))
		}
		if refused <= share+1e-9 {
			best = cut
		}
	}
	return best
}

// below is the share of the questions of a kind that a cut refuses.
func below(list []question, p []float64, kind string, cut float64) string {
	n, refused := 0, 0
	for i, q := range list {
		if q.kind == kind {
			n++
			if p[i] < cut {
				refused++
			}
		}
	}
	if n == 0 {
		return "-"
	}
	return eval.Percent(float64(refused) / float64(n))
}

var curveAt = []float64{0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15}

// report prints the coefficients and the curve between both errors.
func (m *model) report(w io.Writer, titles, own asked) error {
	table := eval.Table{Title: fmt.Sprintf("Features (L2 %g, log loss %.4f, intercept %.2f)", m.ridge, m.loss, m.intercept), Header: []string{"feature", "coefficient", "mean", "deviation"}}
	for i, name := range m.names {
		table.Rows = append(table.Rows, []string{name, fmt.Sprintf("%+.3f", m.coefficients[i]), fmt.Sprintf("%.3f", m.mean[i]), fmt.Sprintf("%.3f", m.deviation[i])})
	}
	tables := []eval.Table{table}
	for _, half := range []struct {
		name string
		list []question
		p    []float64
	}{{"tune, cross-validated by title", titles.tune, m.crossed}, {"report", titles.report, m.probabilities(titles.report)}} {
		t := eval.Table{Title: "Refused, in per cent: " + half.name, Header: []string{"cut", "wrongly", "near", "swapped", "far", "cousin"}}
		row := func(name string, cut float64) {
			r := []string{fmt.Sprintf("%s (%.3f)", name, cut), below(half.list, half.p, "", cut)}
			for _, kind := range []string{eval.TwinNear, eval.TwinSwapped, eval.TwinFar, eval.TwinCousin} {
				r = append(r, below(half.list, half.p, kind, cut))
			}
			t.Rows = append(t.Rows, r)
		}
		for _, share := range curveAt {
			row(fmt.Sprintf("at most %.0f %%", 100*share), cutAt(share, answerable(half.list, half.p)))
		}
		row("shipped", m.cut)
		tables = append(tables, t)
	}
	t := eval.Table{Title: "Our own questions at the shipped cut, in per cent", Header: []string{"half", "questions", "wrongly refused", "refused", "strangers"}}
	for _, half := range []struct {
		name string
		list []question
	}{{"tune, cross-validated", own.tune}, {"report", own.report}} {
		p := m.probabilities(half.list)
		tune := half.name != "report"
		if tune {
			p = m.crossedOwn
		}
		t.Rows = append(t.Rows, []string{half.name, fmt.Sprint(len(half.list)), below(half.list, p, "", m.cut), below(half.list, p, unanswerable, m.cut), below(half.list, p, stranger, m.cut)})
		// What went wrong is shown of the tune half only.
		for i, q := range half.list {
			if tune && (q.kind == "") == (p[i] < m.cut) {
				fmt.Fprintf(w, "  miss %s (%.2f) %s: %s\n", q.id, p[i], q.text, q.Decided.Detail)
			}
		}
	}
	for _, t := range append(tables, t) {
		if err := t.Write(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	return nil
}
