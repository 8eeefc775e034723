package index

import (
	"context"
	"iter"

	"footnote/corpus"
)

// Store is the truth that an index is derived from. A generation is a number of
// the space that grows with every change to its articles; it is never 0 once the
// space holds something.
type Store interface {
	// Generation returns the space's present generation.
	Generation(ctx context.Context, space corpus.Space) (int64, error)
	// Changed returns the present generation and the ids of the articles that
	// were written or removed after generation since; since 0 means all.
	Changed(ctx context.Context, space corpus.Space, since int64) (now int64, articleIDs []string, err error)
	// Documents yields those of the articles that exist.
	Documents(ctx context.Context, space corpus.Space, articleIDs []string) iter.Seq2[corpus.Document, error]
	// Vectors yields the embeddings, under this model, of those of the articles
	// that have any.
	Vectors(ctx context.Context, space corpus.Space, model string, articleIDs []string) iter.Seq2[corpus.ArticleVectors, error]
	// ActiveModel returns the key of the model whose embeddings are complete, ""
	// if there is none.
	ActiveModel(ctx context.Context) (string, error)
}
