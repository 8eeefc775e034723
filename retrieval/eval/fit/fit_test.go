package main

import (
	"bytes"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const root = "../../.."

// TestLogistic fits points drawn from a known model.
func TestLogistic(t *testing.T) {
	var examples []example
	for x := -3.0; x <= 3; x += 0.05 {
		p := sigmoid(2*x - 1)
		examples = append(examples, example{x: []float64{x, 7}, y: true, weight: p}, example{x: []float64{x, 7}, weight: 1 - p})
	}
	m, err := fitLogistic(examples, 1e-6)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []float64{-2, 0, 0.5, 2} {
		if got, want := m.probability([]float64{x, 7}), sigmoid(2*x-1); math.Abs(got-want) > 1e-3 {
			t.Errorf("at %v: %v, want %v", x, got, want)
		}
	}
	if c := m.coefficients[1]; math.Abs(c) > 1e-6 {
		t.Errorf("a feature that never changes has the coefficient %v", c)
	}
	if _, err := fitLogistic(nil, 1); err == nil {
		t.Error("fitted to nothing")
	}
}

// At the optimum no coefficient can be moved without raising the loss.
func TestLogisticIsOptimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 30).Draw(t, "n")
		var examples []example
		for i := range n {
			examples = append(examples, example{
				x:      []float64{rapid.Float64Range(-2, 2).Draw(t, "a"), rapid.Float64Range(0, 50).Draw(t, "b")},
				y:      i%2 == 0,
				weight: rapid.Float64Range(0.1, 2).Draw(t, "weight"),
			})
		}
		const ridge = 0.01
		m, err := fitLogistic(examples, ridge)
		if err != nil {
			t.Fatal(err)
		}
		loss := func(m logistic) float64 {
			p := make([]float64, n)
			for i, e := range examples {
				p[i] = m.probability(e.x)
			}
			return logLoss(examples, p) + ridge/2*dot(m.coefficients, m.coefficients)
		}
		best := loss(m)
		for i := range m.coefficients {
			for _, by := range []float64{-0.01, 0.01} {
				moved := m
				moved.coefficients = append([]float64(nil), m.coefficients...)
				moved.coefficients[i] += by
				if loss(moved) < best-1e-9 {
					t.Fatalf("coefficient %d moved by %v lowers the loss from %v to %v", i, by, best, loss(moved))
				}
			}
		}
	})
}

func TestCrossProbabilitiesHoldGroupsOut(t *testing.T) {
	// In group b the feature means the contrary: judged by a alone, b is wrong.
	var examples []example
	for _, x := range []float64{-1, -0.5, 0.5, 1} {
		examples = append(examples, example{[]float64{x}, x > 0, 1, "a"}, example{[]float64{x}, x < 0, 1, "b"})
	}
	p, err := crossProbabilities(examples, 0.01)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range examples {
		if (p[i] > 0.5) == e.y {
			t.Errorf("example %d of group %s was judged by its own group", i, e.group)
		}
	}
}

func TestCut(t *testing.T) {
	var list []question
	var p []float64
	for i := range 20 {
		list, p = append(list, question{}), append(p, float64(i)/20)
	}
	for share, want := range map[float64]string{0: "0.0", 0.05: "5.0", 0.099: "5.0", 0.1: "10.0", 1: "95.0"} {
		if got := below(list, p, "", cutAt(share, answerable(list, p))); got != want {
			t.Errorf("at most %v: %s per cent are refused, want %s", share, got, want)
		}
	}
	if got := below(list, p, "far", 1); got != "-" {
		t.Errorf("of none, %s", got)
	}
}

// TestFile fits anew and compares with the file that the program has. It takes a
// minute:
//
//	FOOTNOTE_FIT=1 go test ./retrieval/eval/fit -run TestFile -v
func TestFile(t *testing.T) {
	if os.Getenv("FOOTNOTE_FIT") == "" {
		t.Skip("set FOOTNOTE_FIT=1 to fit anew")
	}
	out := filepath.Join(t.TempDir(), "model.json")
	var printed strings.Builder
	err := run(t.Context(), []string{"-root", root, "-questions", filepath.Join(root, "../shared/eval/xquad-en-half.json"), "-write", out}, &printed, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + printed.String())
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(root, "retrieval/answer/answerability.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("retrieval/answer/answerability.json is not what the command writes: run it again with -write")
	}
}

// TestRun takes the whole way over a small collection, twice.
func TestRun(t *testing.T) {
	var files [2][]byte
	for i := range files {
		out := filepath.Join(t.TempDir(), "model.json")
		var printed strings.Builder
		if err := run(t.Context(), []string{"-root", root, "-questions", "../testdata/sample.json", "-write", out}, &printed, io.Discard); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(printed.String(), "shipped") {
			t.Errorf("printed %q", printed.String())
		}
		var err error
		if files[i], err = os.ReadFile(out); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("the same questions gave two models")
	}
	if err := run(t.Context(), []string{"-questions", "missing.json"}, io.Discard, io.Discard); err == nil {
		t.Error("no error for a file that is not there")
	}
}
