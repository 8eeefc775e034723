package index

import (
	"context"
	"maps"
	"slices"
)

// verify compares the passages of a folder that was just opened with those of
// the store, and applies the articles that differ. A generation tells what
// changed since, if both have one history. They have not after a backup was put
// back or the database was begun anew, and grew past the folder's generation
// before the next search. A passage's id contains the hash of its article's
// text, so equal ids mean equal content.
//
// Most passages have an embedding, and the embeddings, which were just loaded,
// carry their ids. Only the articles of other passages are read again.
func (s *space) verify(ctx context.Context) error {
	if !s.suspect.Load() {
		return nil
	}
	indexed, err := s.words.keys(ctx)
	if err != nil {
		return err
	}
	embedded := map[string]bool{}
	doubtful := map[string]bool{} // articles
	if s.vectors != nil {
		embedded = s.vectors.keys()
	} else {
		_, articles, err := s.cfg.Store.Changed(ctx, s.id, 0)
		if err != nil {
			return err
		}
		for _, id := range articles {
			doubtful[id] = true
		}
	}
	byArticle := map[string]int{} // passages indexed
	for key := range indexed {
		byArticle[keyArticle(key)]++
		if !embedded[key] {
			doubtful[keyArticle(key)] = true
		}
	}
	for key := range embedded {
		if !indexed[key] {
			doubtful[keyArticle(key)] = true
		}
	}
	wrong, err := s.differing(ctx, doubtful, indexed, byArticle)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		s.log.Warn("the lexical index and the store have different histories; articles are indexed again", "articles", len(wrong))
		at := s.words.stamp().Generation
		if err := s.applyWords(ctx, at, at, wrong); err != nil {
			return err
		}
		if err := s.words.settle(ctx); err != nil {
			return err
		}
	}
	s.suspect.Store(false)
	return nil
}

// differing returns those of the articles whose passages in the store are not
// exactly those that are indexed.
func (s *space) differing(ctx context.Context, articles, indexed map[string]bool, byArticle map[string]int) ([]string, error) {
	var wrong []string
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(articles)), articlesAtOnce) {
		gone := make(map[string]bool, len(ids))
		for _, id := range ids {
			gone[id] = byArticle[id] > 0
		}
		for doc, err := range s.cfg.Store.Documents(ctx, s.id, ids) {
			if err != nil {
				return nil, err
			}
			delete(gone, doc.ID)
			same := byArticle[doc.ID] == len(doc.Passages)
			for _, p := range doc.Passages {
				same = same && indexed[passageKey(doc.ID, p.ID)]
			}
			if !same {
				wrong = append(wrong, doc.ID)
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, id := range ids {
			if gone[id] {
				wrong = append(wrong, id)
			}
		}
	}
	return wrong, nil
}
