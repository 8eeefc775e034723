package index

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"footnote/corpus"
)

// Erase sees to it that the space's folder holds nothing of what the store does
// not hold any more: neither its stems, which stay in bleve's segments when a
// passage is deleted, nor files of an earlier state. It takes time as the segments
// that hold something deleted are large; searches and changes go on beside it. The
// error has CodeBusy when another process uses the folder: it is that process's to
// do, or whoever opens the folder next. A folder that is not there is left so.
func (ix *Index) Erase(ctx context.Context, id corpus.Space) error {
	return ix.enter(ctx, id, func(s *space) error {
		err := s.run(ctx, s.erase, nil)
		if errors.Is(err, errHeld) || errors.Is(err, errLeft) {
			return &corpus.Problem{Code: corpus.CodeBusy, Err: err,
				Message: "The search index of this space is in use; what was removed is taken out of it by whoever uses it."}
		}
		return err
	})
}

// eraseRounds is how often erase rewrites before it leaves the rest to a later
// call. One round does it, unless bleve's own merging comes between.
const eraseRounds = 8

func (s *space) erase(ctx context.Context) error {
	select {
	case s.rewriting <- struct{}{}:
		defer func() { <-s.rewriting }()
	case <-ctx.Done():
		return ctx.Err()
	}
	old := map[string]bool{} // files that may hold what is to be erased
	for round := 1; round <= eraseRounds; round++ {
		w, dir, err := s.prepareErase(ctx)
		if err != nil || w == nil {
			return err
		}
		note := func() error {
			there, err := segmentFiles(dir)
			for _, f := range there {
				old[f] = true
			}
			return err
		}
		if err := note(); err != nil {
			return err
		}
		if err := w.rewrite(ctx); err != nil {
			return err
		}
		left, err := w.segments()
		if err != nil {
			return err
		}
		// What is dirty in a new file was deleted meanwhile. Only in the first round
		// it may come of a merge that had begun before.
		maps.DeleteFunc(left, func(f string, dirty bool) bool { return !dirty || round > 1 && !old[f] })
		if len(left) == 0 {
			if err := note(); err != nil {
				return err
			}
			return w.dropLeft(ctx, dir, old)
		}
	}
	return errLeft
}

// prepareErase brings the words up to date and returns them with the folder of
// their files, in a state that rewrite can work with; nil when there is nothing
// to rewrite.
func (s *space) prepareErase(ctx context.Context) (words, string, error) {
	if err := s.lockTurn(ctx); err != nil {
		return nil, "", err
	}
	defer s.unlockTurn()
	if s.folder == nil {
		if there, err := s.takeFolder(); err != nil || !there {
			return nil, "", err
		}
	}
	defer s.measure()
	if err := s.refreshWords(ctx); err != nil {
		return nil, "", err
	}
	files, err := s.words.segments()
	if err != nil {
		return nil, "", err
	}
	if len(files) == 1 && slices.Contains(slices.Collect(maps.Values(files)), true) {
		now, articles, err := s.cfg.Store.Changed(ctx, s.id, 0)
		if err != nil {
			return nil, "", err
		}
		if len(articles) == 0 { // then nothing is worth keeping
			s.dropWords(true)
			return nil, "", nil
		}
		// What is put again makes a second segment, without which there is no plan.
		if now == s.words.stamp().Generation {
			if err := s.applyWords(ctx, now, now, articles[:1]); err != nil {
				return nil, "", err
			}
			if err := s.words.settle(ctx); err != nil {
				return nil, "", err
			}
		}
	}
	return s.words, filepath.Join(s.folder.path, "store"), nil
}

// takeFolder opens the space's folder, in the place of a copy in memory if there
// is one, and reports whether there is a folder. The caller holds turn.
func (s *space) takeFolder() (there bool, err error) {
	if s.cfg.Dir == "" {
		return false, nil
	}
	if _, err := os.Lstat(filepath.Join(s.cfg.Dir, folderName(s.id))); errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if s.words != nil {
		// The copy is worth keeping while the other process has the folder.
		f, err := holdFolder(s.cfg.Dir, s.id)
		if err != nil {
			return true, err
		}
		if err := f.release(); err != nil {
			return true, err
		}
		s.dropWords(false)
		s.noFolder = false
	}
	return true, s.openOnDisk()
}
