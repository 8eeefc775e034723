package index

import (
	"context"
	"errors"
	"math"

	"github.com/philippgille/chromem-go"

	"footnote/corpus"
)

// vectors finds the passages of one space whose embedding is near a vector. The
// vector is normalised and has the right dimension. It is safe for concurrent
// use only while nothing is put.
type vectors interface {
	search(ctx context.Context, vector []float32, k int) ([]found, error)
	// score returns the cosines of those keys that have an embedding.
	score(ctx context.Context, vector []float32, keys []string) (map[string]float64, error)
	put(ctx context.Context, article corpus.ArticleVectors) error
	remove(ctx context.Context, articleID string) error
	dimension() int
	count() int
	keys() map[string]bool
}

// chromemVectors holds what has to be known about chromem-go v0.7.0:
//
//   - a query for more results than there are documents is an error, and so is
//     any query of an empty collection;
//   - one vector of another dimension breaks every later query;
//   - a zero vector is normalised to NaN;
//   - a query whose context is cancelled returns some results and no error;
//   - Delete without ids fails, and with an empty filter deletes everything;
//   - equal similarities come in random order (see best);
//   - a vector is kept, not copied, if its length is within 1e-6 of 1;
//   - a nil embedding function would send texts to OpenAI;
//   - AddDocuments starts a goroutine for every document, AddDocument none.
type chromemVectors struct {
	collection *chromem.Collection
	dim        int // 0 until the first vector
	byArticle  map[string][]string
	rejected   int // vectors of a wrong dimension, not finite, or without length
}

// newVectors makes an empty collection. dim 0 takes the dimension of the first
// vector.
func newVectors(dim int) (*chromemVectors, error) {
	none := func(context.Context, string) ([]float32, error) {
		return nil, errors.New("the index embeds nothing itself")
	}
	c, err := chromem.NewDB().CreateCollection("passages", nil, none)
	if err != nil {
		return nil, err
	}
	return &chromemVectors{collection: c, dim: dim, byArticle: make(map[string][]string)}, nil
}

func (v *chromemVectors) dimension() int { return v.dim }
func (v *chromemVectors) count() int     { return v.collection.Count() }

func (v *chromemVectors) keys() map[string]bool {
	all := make(map[string]bool, v.count())
	for _, keys := range v.byArticle {
		for _, k := range keys {
			all[k] = true
		}
	}
	return all
}

// put replaces an article's vectors.
func (v *chromemVectors) put(ctx context.Context, a corpus.ArticleVectors) error {
	if err := v.remove(ctx, a.ArticleID); err != nil {
		return err
	}
	keys := make([]string, 0, len(a.Vectors))
	for i, vector := range a.Vectors {
		if i >= len(a.PassageIDs) {
			break
		}
		if v.dim == 0 {
			v.dim = len(vector)
		}
		unit, ok := normalise(vector)
		if !ok || len(unit) != v.dim {
			v.rejected++
			continue
		}
		key := passageKey(a.ArticleID, a.PassageIDs[i])
		if err := v.collection.AddDocument(ctx, chromem.Document{ID: key, Embedding: unit}); err != nil {
			return err
		}
		keys = append(keys, key)
	}
	if len(keys) > 0 {
		v.byArticle[a.ArticleID] = keys
	}
	return nil
}

func (v *chromemVectors) remove(ctx context.Context, articleID string) error {
	keys := v.byArticle[articleID]
	if len(keys) == 0 {
		return nil
	}
	delete(v.byArticle, articleID)
	return v.collection.Delete(ctx, nil, nil, keys...)
}

func (v *chromemVectors) search(ctx context.Context, vector []float32, k int) ([]found, error) {
	k = min(k, v.count())
	if k <= 0 {
		return nil, ctx.Err()
	}
	results, err := v.collection.QueryEmbedding(ctx, vector, k, nil, nil)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	hits := make([]found, len(results))
	for i, r := range results {
		hits[i] = found{r.ID, float64(r.Similarity)}
	}
	return hits, nil
}

func (v *chromemVectors) score(ctx context.Context, vector []float32, keys []string) (map[string]float64, error) {
	scores := make(map[string]float64, len(keys))
	for _, key := range keys {
		d, err := v.collection.GetByID(ctx, key)
		if err != nil {
			continue // no embedding: a text without any word that the model knows
		}
		// The same order of additions as chromem-go's, so that a cosine does not
		// depend on who computed it.
		var dot float32
		for i, x := range vector {
			dot += x * d.Embedding[i]
		}
		scores[key] = float64(dot)
	}
	return scores, ctx.Err()
}

// normalise returns a vector of length 1, the very same slice if it has that
// already. It fails on a vector that is empty, not finite, or without length.
func normalise(vector []float32) ([]float32, bool) {
	var square float64
	for _, x := range vector {
		square += float64(x) * float64(x)
	}
	length := math.Sqrt(square)
	if math.IsNaN(length) || math.IsInf(length, 0) || length < 1e-12 {
		return nil, false
	}
	if math.Abs(length-1) < 5e-7 { // chromem-go leaves it alone up to 1e-6
		return vector, true
	}
	unit := make([]float32, len(vector))
	for i, x := range vector {
		unit[i] = float32(float64(x) / length)
	}
	return unit, true
}
