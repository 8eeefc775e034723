package index

import (
	"context"
	"fmt"
	"slices"

	"footnote/corpus"
)

// Report is what Check found in one space.
type Report struct {
	Space      corpus.Space
	Generation int64  // of the store, which the index has come to
	Articles   int    // in the store
	Passages   int    // in the store
	Indexed    int    // passages that can be found by their words
	Embedded   int    // passages that can be found by meaning
	Model      string // whose embeddings those are; "" if none are in use
	Languages  []string
	Folder     string // "" if the index is in memory
	Bytes      int64  // of the folder
	Memory     int64  // bytes, estimated
	// Problems are sentences for people; none means that the index agrees with
	// the store.
	Problems []string
}

// Check opens the space, brings it up to date, and compares what both engines
// hold with every passage of the store. A passage without an embedding is no
// problem: a text may hold no word that the model knows.
func (ix *Index) Check(ctx context.Context, id corpus.Space) (Report, error) {
	var report Report
	err := ix.with(ctx, id, func(s *space) error {
		var err error
		report, err = s.check(ctx)
		return err
	})
	return report, err
}

func (s *space) check(ctx context.Context) (Report, error) {
	r := Report{Space: s.id, Generation: s.words.stamp().Generation, Model: s.model,
		Languages: slices.Clone(s.words.languages()), Memory: s.size.Load()}
	if s.folder != nil {
		r.Folder, r.Bytes = s.folder.path, s.folder.size()
	}
	indexed, err := s.words.keys(ctx)
	if err != nil {
		return r, err
	}
	embedded := map[string]bool{}
	if s.vectors != nil {
		embedded = s.vectors.keys()
	}
	r.Indexed, r.Embedded = len(indexed), len(embedded)

	_, articles, err := s.cfg.Store.Changed(ctx, s.id, 0)
	if err != nil {
		return r, err
	}
	missing := 0
	for ids := range slices.Chunk(articles, articlesAtOnce) {
		for doc, err := range s.cfg.Store.Documents(ctx, s.id, ids) {
			if err != nil {
				return r, err
			}
			r.Articles++
			r.Passages += len(doc.Passages)
			for _, p := range doc.Passages {
				key := passageKey(doc.ID, p.ID)
				if !indexed[key] {
					missing++
				}
				delete(indexed, key)
				delete(embedded, key)
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return r, err
	}
	const mend = "delete the folder of the index, it is rebuilt by the next search"
	if missing > 0 {
		r.Problems = append(r.Problems, fmt.Sprintf("The index of space %q lacks %d passages; %s.", s.id, missing, mend))
	}
	if len(indexed) > 0 {
		r.Problems = append(r.Problems, fmt.Sprintf("The index of space %q holds %d passages that the store does not have; %s.", s.id, len(indexed), mend))
	}
	if len(embedded) > 0 {
		r.Problems = append(r.Problems, fmt.Sprintf("Space %q holds %d embeddings without a passage; restart Footnote.", s.id, len(embedded)))
	}
	return r, nil
}
