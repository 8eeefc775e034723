package eval

import (
	"fmt"
	"math"
	"slices"
)

// Point is one place on the curve between the two errors of refusing: with the
// cut where Wrongly of the answerable questions are refused, so much of each kind
// of twin is refused.
type Point struct {
	// Wrongly is the share of wrong refusals aimed at; the cut is the highest that
	// does not exceed it.
	Wrongly float64 `json:"wrong_refusals"`
	Cut     float64 `json:"cut"` // the confidence below which a question is refused
	// Refused is the share refused of each kind; kinds that were not asked are
	// missing.
	Refused map[Kind]float64 `json:"refused"`
}

// curveAt are the shares of wrong refusals at which the curve is reported.
var curveAt = []float64{0.01, 0.02, 0.05, 0.10, 0.20}

// Curve moves the cut over the confidence of the outcomes. A question that was
// refused although others of less confidence were answered was not refused by the
// cut, but by a rule or by the language model; it is refused wherever the cut is.
func Curve(outcomes []Outcome) []Point {
	least := math.Inf(1)
	for _, o := range outcomes {
		if o.Answer.Answered {
			least = min(least, o.Answer.Confidence)
		}
	}
	confidence := make(map[Kind][]float64)
	for _, o := range outcomes {
		c := o.Answer.Confidence
		if !o.Answer.Answered && c >= least {
			c = math.Inf(-1)
		}
		confidence[o.Kind] = append(confidence[o.Kind], c)
	}
	answerable := confidence[Answerable]
	if len(answerable) == 0 || len(confidence) == 1 {
		return []Point{}
	}
	slices.Sort(answerable)
	var curve []Point
	for _, wrongly := range curveAt {
		// Refused is what lies below the cut, so the cut is the confidence of the
		// first question that is still answered.
		first := min(int(wrongly*float64(len(answerable))), len(answerable)-1)
		p := Point{Wrongly: wrongly, Cut: max(answerable[first], 0), Refused: make(map[Kind]float64)}
		for _, k := range Refusable {
			if len(confidence[k]) == 0 {
				continue
			}
			n := 0
			for _, x := range confidence[k] {
				if x < p.Cut {
					n++
				}
			}
			p.Refused[k] = ratio(n, len(confidence[k]))
		}
		curve = append(curve, p)
	}
	return curve
}

// CurveTable is the curve as a table, in per cent.
func (r Reported) CurveTable() Table {
	t := Table{Title: "Refused of each kind, if the cut refused so many wrongly", Header: []string{"wrongly refused"}}
	if len(r.Curve) == 0 {
		return t
	}
	for _, k := range Refusable {
		if _, ok := r.Curve[0].Refused[k]; ok {
			t.Header = append(t.Header, string(k))
		}
	}
	for _, p := range r.Curve {
		row := []string{fmt.Sprintf("at most %.0f %%", 100*p.Wrongly)}
		for _, k := range Refusable {
			if x, ok := p.Refused[k]; ok {
				row = append(row, Percent(x))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
