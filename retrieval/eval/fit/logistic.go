package main

import (
	"errors"
	"math"
)

// example is one row of a logistic regression.
type example struct {
	x      []float64
	y      bool
	weight float64
	group  string // rows of one group are held out together
}

// logistic is a logistic model over standardised features.
type logistic struct {
	mean, deviation []float64
	coefficients    []float64 // of the standardised features
	intercept       float64
}

// fitLogistic fits by Newton's method (iteratively reweighted least squares), with
// an L2 penalty of ridge/2 times the squared coefficients beside the mean
// weighted log loss; the intercept is free. The loss is convex, so the result
// depends on nothing but the examples.
func fitLogistic(examples []example, ridge float64) (logistic, error) {
	if len(examples) == 0 {
		return logistic{}, errors.New("no examples to fit")
	}
	n := len(examples[0].x)
	m := logistic{mean: make([]float64, n), deviation: make([]float64, n), coefficients: make([]float64, n)}
	total := 0.0
	for _, e := range examples {
		total += e.weight
		for i, x := range e.x {
			m.mean[i] += e.weight * x
		}
	}
	for i := range m.mean {
		m.mean[i] /= total
	}
	for _, e := range examples {
		for i, x := range e.x {
			m.deviation[i] += e.weight * (x - m.mean[i]) * (x - m.mean[i])
		}
	}
	for i := range m.deviation {
		if m.deviation[i] = math.Sqrt(m.deviation[i] / total); m.deviation[i] < 1e-9 {
			m.deviation[i] = 1
		}
	}
	rows := make([][]float64, len(examples))
	for k, e := range examples {
		rows[k] = append(m.standard(e.x), 1)
	}
	w := make([]float64, n+1) // the last is the intercept
	for range 50 {
		gradient := make([]float64, n+1)
		hessian := make([][]float64, n+1)
		for i := range hessian {
			hessian[i] = make([]float64, n+1)
		}
		for k, e := range examples {
			p := sigmoid(dot(w, rows[k]))
			y := 0.0
			if e.y {
				y = 1
			}
			share := e.weight / total
			for i, x := range rows[k] {
				gradient[i] += share * (p - y) * x
				for j := 0; j <= i; j++ {
					hessian[i][j] += share * p * (1 - p) * x * rows[k][j]
				}
			}
		}
		for i := range w {
			for j := range i {
				hessian[j][i] = hessian[i][j]
			}
			if i < n {
				gradient[i] += ridge * w[i]
				hessian[i][i] += ridge
			}
			hessian[i][i] += 1e-9
		}
		step, ok := solve(hessian, gradient)
		if !ok {
			return logistic{}, errors.New("the examples determine no model; raise the ridge")
		}
		moved := 0.0
		for i := range w {
			w[i] -= step[i]
			moved = math.Max(moved, math.Abs(step[i]))
		}
		if moved < 1e-10 {
			break
		}
	}
	copy(m.coefficients, w)
	m.intercept = w[n]
	return m, nil
}

func (m logistic) standard(x []float64) []float64 {
	out := make([]float64, len(x), len(x)+1)
	for i := range x {
		out[i] = (x[i] - m.mean[i]) / m.deviation[i]
	}
	return out
}

// probability is that of an example being true.
func (m logistic) probability(x []float64) float64 {
	return sigmoid(m.intercept + dot(m.coefficients, m.standard(x)))
}

// crossProbabilities are those of each example from a model that was fitted
// without the example's group.
func crossProbabilities(examples []example, ridge float64) ([]float64, error) {
	out := make([]float64, len(examples))
	models := make(map[string]logistic)
	for k, e := range examples {
		m, ok := models[e.group]
		if !ok {
			var others []example
			for _, o := range examples {
				if o.group != e.group {
					others = append(others, o)
				}
			}
			var err error
			if m, err = fitLogistic(others, ridge); err != nil {
				return nil, err
			}
			models[e.group] = m
		}
		out[k] = m.probability(e.x)
	}
	return out, nil
}

// solve solves a x = b by Gaussian elimination with partial pivoting. It changes
// both arguments.
func solve(a [][]float64, b []float64) ([]float64, bool) {
	n := len(b)
	for c := range n {
		pivot := c
		for r := c + 1; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[pivot][c]) {
				pivot = r
			}
		}
		if math.Abs(a[pivot][c]) < 1e-14 {
			return nil, false
		}
		a[c], a[pivot], b[c], b[pivot] = a[pivot], a[c], b[pivot], b[c]
		for r := c + 1; r < n; r++ {
			f := a[r][c] / a[c][c]
			for k := c; k < n; k++ {
				a[r][k] -= f * a[c][k]
			}
			b[r] -= f * b[c]
		}
	}
	x := make([]float64, n)
	for r := n - 1; r >= 0; r-- {
		sum := b[r]
		for k := r + 1; k < n; k++ {
			sum -= a[r][k] * x[k]
		}
		x[r] = sum / a[r][r]
	}
	return x, true
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

func dot(a, b []float64) float64 {
	s := 0.0
	for i, x := range a {
		s += x * b[i]
	}
	return s
}
