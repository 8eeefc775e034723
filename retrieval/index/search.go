package index

import (
	"context"

	"golang.org/x/sync/errgroup"

	"footnote/retrieval"
)

// engines says which engines a search uses.
type engines int

const (
	bothEngines engines = iota
	wordsOnly
	vectorsOnly
)

// depth is how many passages each engine names as candidates. Beyond the first
// 50 of both, hardly an answer is left to find, and each more costs its score in
// the other engine.
const depth = 50

// Notices of a degraded search.
const (
	noticeNoVector = "Only words were compared, because the question has no embedding."
	noticeModel    = "Only words were compared, because the articles are not yet embedded with the model that embeds questions."
)

// search runs a query on a space that is up to date. The caller holds mu.
func (s *space) search(ctx context.Context, q retrieval.Query, e engines) (retrieval.Hits, error) {
	vector, notice := s.questionVector(q)
	if e == wordsOnly {
		vector, notice = nil, ""
	}
	limit := q.Limit
	if limit <= 0 {
		limit = retrieval.DefaultLimit
	}
	want := max(depth, limit)
	excluded := make(map[string]bool, len(q.Exclude))
	for _, id := range q.Exclude {
		excluded[id] = true
	}
	keep := func(key string) bool { return !excluded[keyArticle(key)] }
	extra := 0 // places that excluded passages may take; best asks deeper if they take more
	if len(excluded) > 0 {
		extra = 4 * want
	}

	var stems []string
	var byWords, byVector []found
	group, gctx := errgroup.WithContext(ctx)
	if e != vectorsOnly {
		group.Go(func() (err error) {
			if stems, err = questionStems(gctx, s.words, q.Text); err != nil || len(stems) == 0 {
				return err
			}
			byWords, err = best(want, extra, keep, func(k int) ([]found, error) { return s.words.search(gctx, stems, k) })
			return err
		})
	}
	if vector != nil {
		group.Go(func() (err error) {
			byVector, err = best(want, extra, keep, func(k int) ([]found, error) { return s.vectors.search(gctx, vector, k) })
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return retrieval.Hits{}, err
	}
	candidates, err := s.complete(ctx, stems, vector, byWords, byVector)
	if err != nil {
		return retrieval.Hits{}, err
	}
	weight := s.weight()
	switch {
	case vector == nil:
		weight = 0
	case e == vectorsOnly:
		weight = 1
	}
	hits := fuse(candidates, weight)
	if len(hits) == 0 && notice != "" { // in an empty space nothing was degraded
		passages, _, _, err := s.words.frequencies(ctx, nil)
		if err != nil {
			return retrieval.Hits{}, err
		}
		if passages == 0 {
			notice = ""
		}
	}
	return retrieval.Hits{Hits: hits[:min(limit, len(hits))], Notice: notice}, nil
}

// complete makes the candidates of both lists, and computes the scores that only
// one engine gave.
func (s *space) complete(ctx context.Context, stems []string, vector []float32, byWords, byVector []found) ([]candidate, error) {
	candidates := make([]candidate, 0, len(byWords)+len(byVector))
	at := make(map[string]int, cap(candidates))
	for i, f := range byWords {
		at[f.key] = len(candidates)
		candidates = append(candidates, candidate{key: f.key, lexicalRank: i + 1, lexical: f.score})
	}
	var unread []string // found by vector only
	for i, f := range byVector {
		n, ok := at[f.key]
		if !ok {
			n = len(candidates)
			candidates = append(candidates, candidate{key: f.key})
			unread = append(unread, f.key)
		}
		c := &candidates[n]
		c.vectorRank, c.vector, c.hasVector = i+1, f.score, true
	}
	if len(unread) > 0 && len(stems) > 0 {
		scores, err := s.words.score(ctx, stems, unread)
		if err != nil {
			return nil, err
		}
		for i := range candidates {
			if c := &candidates[i]; c.lexicalRank == 0 {
				c.lexical = scores[c.key]
			}
		}
	}
	if vector == nil {
		return candidates, nil
	}
	var far []string // found by words only
	for _, c := range candidates {
		if !c.hasVector {
			far = append(far, c.key)
		}
	}
	cosines, err := s.vectors.score(ctx, vector, far)
	if err != nil {
		return nil, err
	}
	for i := range candidates {
		if c := &candidates[i]; !c.hasVector {
			c.vector, c.hasVector = cosines[c.key]
		}
	}
	return candidates, nil
}

// questionVector returns the unit vector to search with, or nil and why there is
// none.
func (s *space) questionVector(q retrieval.Query) ([]float32, string) {
	unit, ok := normalise(q.Vector)
	switch {
	case !ok:
		return nil, noticeNoVector
	case s.vectors == nil || q.Model != s.model:
		return nil, noticeModel
	case s.vectors.count() == 0:
		return nil, "" // an empty space, or texts without any word the model knows
	case len(unit) != s.vectors.dimension():
		return nil, noticeModel
	}
	return unit, ""
}

func (s *space) weight() float64 {
	if s.cfg.Model == (retrieval.Model{}) {
		return DefaultVectorWeight
	}
	return s.cfg.Model.VectorWeight
}
