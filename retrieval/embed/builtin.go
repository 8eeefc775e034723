package embed

import (
	"context"
	_ "embed"
	"sync"

	"footnote/retrieval"
)

// Provider is the Provider of this package's models.
const Provider = "builtin"

// Identity of the model that is part of the program. A test compares the hash
// with the file, so that starting need not spend milliseconds on it.
const (
	builtinName = "minilm-static-256"
	builtinHash = "44cfb759977f953ae027e2c6c6423e06699cda689fbd3fdd0f229da84ef80dd1"
)

// vectorWeight is the share of this model's cosine in a fused score. It was fitted
// on the even-numbered titles of XQuAD English; anything from 0.3 to 0.6 is as
// good there, within the error of 354 questions (TestVectorWeight of
// retrieval/eval).
const vectorWeight = 0.35

// builtinFile is a string and not a []byte, because the linker puts an embedded
// string among the read-only data: its pages are mapped from the program file
// when first touched, are shared by all processes that run it, and the system
// may drop them at will. A []byte would be writable data.
//
//go:embed model/minilm-static-256.semb
var builtinFile string

var openBuiltin = sync.OnceValues(func() (*Model, error) {
	m, err := parse(builtinFile)
	if err != nil {
		return nil, err
	}
	m.identity.Name = builtinName
	m.identity.Hash = builtinHash
	return m, nil
})

// Builtin returns the model that is part of the program. The first call indexes
// its vocabulary (3 ms, 2 MB); later calls return the same model.
func Builtin() (*Model, error) { return openBuiltin() }

// Embedder is the model as indexes and the store see it.
func (m *Model) Embedder() retrieval.Embedder { return embedder{m} }

type embedder struct{ m *Model }

// Model is the identity of the model; it never fails.
func (e embedder) Model(context.Context) (retrieval.Model, error) { return e.m.identity, nil }

// Embed fails only when ctx is done.
func (e embedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		vectors[i] = e.m.Embed(text)
	}
	return vectors, nil
}
