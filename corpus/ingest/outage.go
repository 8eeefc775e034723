package ingest

import (
	"context"
	"sync"

	"footnote/corpus"
)

// mostOutages is after how many articles in a row an embedding model that does
// not answer is asked no more: each has waited for its own retries by then.
const mostOutages = 2

// outage is what an import knows of its embedding model. It is safe for
// concurrent use.
type outage struct {
	mu    sync.Mutex
	row   int // articles that failed since the last one that did not
	cause error
}

// embed is embed, until the model has been unavailable to two articles running;
// then name fails at once, and so do all that come after it.
func (o *outage) embed(ctx context.Context, name string, texts []string, embed func(context.Context, []string) ([][]float32, error)) ([][]float32, error) {
	o.mu.Lock()
	row, cause := o.row, o.cause
	o.mu.Unlock()
	if row >= mostOutages {
		return nil, skipped(name, cause)
	}
	vectors, err := embed(ctx, texts)
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.row >= mostOutages: // it stays out for the rest of the import
	case err == nil:
		o.row = 0
	case ctx.Err() == nil && corpus.HasCode(err, corpus.CodeUnavailable):
		o.row, o.cause = o.row+1, err
	}
	return vectors, err
}

// skipped is the error of an article that was not tried any more.
func skipped(name string, cause error) error {
	return &corpus.Problem{Code: corpus.CodeUnavailable, Err: cause,
		Message: name + " was not added: the embedding model is unavailable, as said above. Add it again when it answers."}
}
