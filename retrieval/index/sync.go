package index

import (
	"context"
	"errors"
	"slices"

	"footnote/corpus"
	"footnote/retrieval"
)

const (
	// articlesAtOnce is how many articles the store is asked for in one call.
	articlesAtOnce = 256
	// Passages in one batch of bleve. In memory segments are never merged, so
	// there they should be large.
	diskBatch, memoryBatch = 2000, 5000
)

// refresh brings the space to the store's present generation and active model,
// opening it if necessary. When there is nothing to do it costs the two
// questions to the store.
func (s *space) refresh(ctx context.Context) error {
	generation, model, err := s.target(ctx)
	if err != nil || s.current(generation, model) {
		return err
	}
	if err := s.lockTurn(ctx); err != nil {
		return err
	}
	defer s.unlockTurn()
	if generation, model, err = s.target(ctx); err != nil || s.current(generation, model) {
		return err
	}
	defer s.measure()
	if s.words == nil {
		if err := s.openWords(); err != nil {
			return err
		}
	}
	if err := s.refreshWords(ctx); err != nil {
		return err
	}
	if err := s.refreshVectors(ctx, model); err != nil {
		return err
	}
	return s.verify(ctx)
}

// publish brings the folder up to date for whoever searches next. See Refresh.
func (s *space) publish(ctx context.Context) error {
	s.mu.RLock()
	open := s.words != nil
	s.mu.RUnlock()
	if open {
		return s.refresh(ctx)
	}
	if err := s.lockTurn(ctx); err != nil {
		return err
	}
	defer s.unlockTurn()
	if s.words == nil {
		if err := s.openOnDisk(); err != nil {
			s.log.Debug("nothing to refresh", "err", err)
			return nil
		}
	}
	defer s.measure()
	return s.refreshWords(ctx)
}

// target is what the space should be at. The model is "" unless the store's
// active model is the one that embeds the questions.
func (s *space) target(ctx context.Context) (generation int64, model string, err error) {
	if generation, err = s.cfg.Store.Generation(ctx, s.id); err != nil {
		return 0, "", err
	}
	if model, err = s.cfg.Store.ActiveModel(ctx); err != nil {
		return 0, "", err
	}
	if s.cfg.Model != (retrieval.Model{}) && model != s.cfg.Model.Key() {
		model = ""
	}
	return generation, model, nil
}

func (s *space) current(generation int64, model string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.words == nil || s.suspect.Load() || s.words.full() || s.words.stamp().Generation != generation || s.model != model {
		return false
	}
	return model == "" || s.vectorsAt == generation
}

// measure estimates the memory that the space takes.
func (s *space) measure() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	size := s.copies.size.Load()
	if s.words != nil {
		size += s.words.size()
	}
	if s.vectors != nil {
		// beside the vector: the key, the document and its map entry in chromem,
		// the key's place in byArticle
		const perVector = 330
		size += int64(s.vectors.count()) * (4*int64(s.vectors.dimension()) + perVector)
	}
	s.size.Store(size)
}

func (s *space) refreshWords(ctx context.Context) error {
	if s.words.full() {
		s.dropWords(false)
		if err := s.openWords(); err != nil {
			return err
		}
	}
	since := s.words.stamp().Generation
	now, changed, err := s.cfg.Store.Changed(ctx, s.id, since)
	if err != nil {
		return err
	}
	if now == since && len(changed) == 0 {
		return nil
	}
	if since == 0 || now < since {
		// An earlier first build may have put articles in that are gone by now; a
		// store that is behind was restored or begun anew.
		s.suspect.Store(true)
	}
	if s.folder != nil && s.folder.lost() {
		return &damage{errors.New("the index folder was deleted or replaced")}
	}
	if err := s.applyWords(ctx, since, now, changed); err != nil {
		return err
	}
	return s.words.settle(ctx)
}

// applyWords puts the changed articles in. Only the last batch carries the new
// generation: after a crash between two batches everything since the old one is
// applied again, which changes nothing.
func (s *space) applyWords(ctx context.Context, since, now int64, changed []string) error {
	limit := diskBatch
	if s.folder == nil {
		limit = memoryBatch
	}
	var pending []change
	passages := 0
	flush := func(generation int64) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		err := s.words.apply(ctx, pending, stamp{Format: s.format, Space: s.id, Generation: generation})
		pending, passages = nil, 0
		return err
	}
	for ids := range slices.Chunk(changed, articlesAtOnce) {
		missing := make(map[string]bool, len(ids))
		for _, id := range ids {
			missing[id] = true
		}
		for doc, err := range s.cfg.Store.Documents(ctx, s.id, ids) {
			if err != nil {
				return err
			}
			delete(missing, doc.ID)
			pending = append(pending, change{doc.ID, doc})
			if passages += len(doc.Passages); passages >= limit {
				if err := flush(since); err != nil {
					return err
				}
			}
		}
		if err := ctx.Err(); err != nil {
			return err // a store that stops yielding when cancelled removes nothing
		}
		for _, id := range ids {
			if missing[id] {
				pending = append(pending, change{articleID: id})
			}
		}
	}
	return flush(now)
}

func (s *space) refreshVectors(ctx context.Context, model string) error {
	if model == "" || model != s.model {
		s.mu.Lock()
		s.vectors, s.model, s.vectorsAt = nil, "", 0
		s.mu.Unlock()
	}
	if model == "" {
		return nil
	}
	now, changed, err := s.cfg.Store.Changed(ctx, s.id, s.vectorsAt)
	if err != nil {
		return err
	}
	if now < s.vectorsAt {
		s.mu.Lock()
		s.vectors, s.model, s.vectorsAt = nil, "", 0
		s.mu.Unlock()
		if now, changed, err = s.cfg.Store.Changed(ctx, s.id, 0); err != nil {
			return err
		}
	}
	v := s.vectors
	if v == nil {
		// Nobody sees it yet, so it is filled without the lock.
		fresh, err := newVectors(s.cfg.Model.Dimension)
		if err != nil {
			return err
		}
		if err := s.applyVectors(ctx, fresh, model, changed, func(f func() error) error { return f() }); err != nil {
			return err
		}
		if fresh.rejected > 0 {
			s.log.Warn("some embeddings are unusable; their passages are found by words only", "passages", fresh.rejected)
		}
		v = fresh
	} else if err := s.applyVectors(ctx, v, model, changed, s.locked); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.vectors, s.model, s.vectorsAt = v, model, now
	return nil
}

func (s *space) locked(f func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f()
}

// applyVectors replaces the vectors of the changed articles, a chunk at a time.
func (s *space) applyVectors(ctx context.Context, v vectors, model string, changed []string, locked func(func() error) error) error {
	for ids := range slices.Chunk(changed, articlesAtOnce) {
		var found []corpus.ArticleVectors
		for a, err := range s.cfg.Store.Vectors(ctx, s.id, model, ids) {
			if err != nil {
				return err
			}
			found = append(found, a)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		err := locked(func() error {
			for _, id := range ids {
				if err := v.remove(ctx, id); err != nil {
					return err
				}
			}
			for _, a := range found {
				if err := v.put(ctx, a); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
