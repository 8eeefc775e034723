package retrieval

import (
	"context"

	"footnote/corpus"
)

// Embedder turns texts into unit vectors of one model. A text without any known
// word gives a zero vector. Document and question vectors are comparable.
type Embedder interface {
	Model(ctx context.Context) (Model, error)
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// Index searches the passages of a space.
type Index interface {
	Search(ctx context.Context, q Query) (Hits, error)
}

// Lexicon knows how common a term is in a space.
type Lexicon interface {
	// DocFreq returns the number of passages in the space and, for each stem
	// (see Terms), the number of passages that hold it.
	DocFreq(ctx context.Context, space corpus.Space, stems []string) (passages int, freq map[string]int, err error)
}

// Library is the store as questions see it.
type Library interface {
	// Passages returns those passages of the space that still exist, in the
	// order of ids. The scores and ranks of the evidence are zero.
	Passages(ctx context.Context, space corpus.Space, ids []string) ([]Evidence, error)
}
