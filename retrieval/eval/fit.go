package eval

import "math"

// Choice is one question to fit a ranking on: the signals of each candidate, and
// which candidates are right.
type Choice struct {
	Group   string // choices of a group are never on both sides of a cross-validation
	Signals [][]float64
	Right   []bool
}

// FitRanking returns the weights of a linear ranking: those with which the softmax
// over each choice's candidates gives its right ones the most probability
// (maximum likelihood). Penalty is the weight of the square of each coefficient,
// where a signal counts in its standard deviations; it keeps coefficients small
// that the choices say little about. None is negative: a signal is made so that
// more of it is better, and one that seems to do harm makes up for another that
// says nearly the same, which would not hold for other texts. Choices without a right candidate teach
// nothing. The same choices give the same weights.
func FitRanking(choices []Choice, penalty float64) []float64 {
	const (
		steps = 3000
		rate  = 0.3
	)
	data, scale := standardised(choices)
	if len(data) == 0 {
		return make([]float64, len(scale))
	}
	weights := make([]float64, len(scale))
	velocity := make([]float64, len(scale))
	for range steps {
		slope := make([]float64, len(weights))
		for _, c := range data {
			c.addSlope(weights, slope)
		}
		for k := range weights {
			velocity[k] = 0.9*velocity[k] + rate*(slope[k]/float64(len(data))-2*penalty*weights[k])
			weights[k] += 0.1 * velocity[k]
			if weights[k] < 0 {
				weights[k], velocity[k] = 0, 0
			}
		}
	}
	for k := range weights {
		weights[k] /= scale[k]
	}
	return weights
}

// standardised are the choices that teach something, their signals in standard
// deviations, and those deviations.
func standardised(choices []Choice) (data []Choice, scale []float64) {
	n, sum, square := 0.0, []float64(nil), []float64(nil)
	for _, c := range choices {
		for _, x := range c.Signals {
			if sum == nil {
				sum, square = make([]float64, len(x)), make([]float64, len(x))
			}
			n++
			for k, v := range x {
				sum[k] += v
				square[k] += v * v
			}
		}
	}
	scale = make([]float64, len(sum))
	for k := range scale {
		scale[k] = math.Max(1e-9, math.Sqrt(math.Max(0, square[k]/n-sum[k]/n*sum[k]/n)))
	}
	for _, c := range choices {
		right := false
		signals := make([][]float64, len(c.Signals))
		for i, x := range c.Signals {
			right = right || c.Right[i]
			signals[i] = make([]float64, len(x))
			for k, v := range x {
				signals[i][k] = v / scale[k]
			}
		}
		if right {
			data = append(data, Choice{c.Group, signals, c.Right})
		}
	}
	return data, scale
}

// addSlope adds the slope of the log-likelihood of one choice.
func (c Choice) addSlope(weights, slope []float64) {
	p := c.Likely(weights)
	right := 0.0
	for i, ok := range c.Right {
		if ok {
			right += p[i]
		}
	}
	for i, x := range c.Signals {
		push := -p[i]
		if c.Right[i] && right > 0 {
			push += p[i] / right
		}
		for k, v := range x {
			slope[k] += push * v
		}
	}
}

// Likely is the softmax of the candidates' scores.
func (c Choice) Likely(weights []float64) []float64 {
	out := make([]float64, len(c.Signals))
	top, sum := math.Inf(-1), 0.0
	for i, x := range c.Signals {
		for k, v := range x {
			out[i] += weights[k] * v
		}
		top = math.Max(top, out[i])
	}
	for i := range out {
		out[i] = math.Exp(out[i] - top)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// CrossValidated is the likelihood of each choice's candidates, with weights
// fitted on the choices of all other groups.
func CrossValidated(choices []Choice, penalty float64) [][]float64 {
	out := make([][]float64, len(choices))
	byGroup := make(map[string][]float64)
	for i, c := range choices {
		weights, ok := byGroup[c.Group]
		if !ok {
			var others []Choice
			for _, o := range choices {
				if o.Group != c.Group {
					others = append(others, o)
				}
			}
			weights = FitRanking(others, penalty)
			byGroup[c.Group] = weights
		}
		out[i] = c.Likely(weights)
	}
	return out
}
