package answer

import (
	"context"
	"math"

	"footnote/corpus"
	"footnote/retrieval"
)

// Words gives the vector of a word or a sentence: the builtin embedding model,
// whatever model embeds the passages. Unit length, or zero for unknown words. It
// must be safe for concurrent use.
type Words interface {
	Embed(text string) []float32
}

// weights knows how much a word tells in a space.
type weights struct {
	passages float64
	freq     map[string]int
}

// weigh asks the lexicon once for all the stems that an answer needs.
func weigh(ctx context.Context, l retrieval.Lexicon, space corpus.Space, stems []string) (weights, error) {
	n, freq, err := l.DocFreq(ctx, space, stems)
	if err != nil {
		return weights{}, err
	}
	return weights{float64(n), freq}, nil
}

// of is the inverse document frequency of a stem as BM25 has it (Robertson and
// Zaragoza, 2009), never negative.
func (w weights) of(stem string) float64 {
	n := float64(w.freq[stem])
	return math.Log(1 + (w.passages-n+0.5)/(n+0.5))
}

func dot(a, b []float32) float64 {
	if len(a) != len(b) {
		return 0
	}
	var s float32
	for i, x := range a {
		s += x * b[i]
	}
	return float64(s)
}
