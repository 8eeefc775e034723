package index

import (
	"context"
	"errors"
	"os"

	"footnote/corpus"
)

// Drop forgets a space and deletes its folder with everything in it, after the
// searches under way have ended. It is for a space that the store does not hold
// any more: what the store still holds is indexed again by the next search. The
// error has CodeBusy when another process uses the folder.
func (ix *Index) Drop(ctx context.Context, id corpus.Space) error {
	return ix.enter(ctx, id, func(s *space) error { return s.drop(ctx) })
}

func (s *space) drop(ctx context.Context) error {
	if err := s.lockTurn(ctx); err != nil {
		return err
	}
	defer s.unlockTurn()
	s.close()
	if s.cfg.Dir == "" {
		return nil
	}
	if _, err := os.Stat(s.cfg.Dir); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	f, err := holdFolder(s.cfg.Dir, s.id)
	if err == nil {
		err = f.wipe()
		if err == nil {
			// Whoever has opened it meanwhile sees that it is not there any more; see
			// lockReplaced. A system that keeps open files keeps an empty one.
			_ = os.Remove(f.lock.Name())
		}
		err = errors.Join(err, f.release())
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errHeld):
		return &corpus.Problem{Code: corpus.CodeBusy, Err: err,
			Message: "Another process uses the search index of this space; it can be deleted when that has ended."}
	}
	return &corpus.Problem{Code: corpus.CodeUnavailable, Err: err,
		Message: "The search index of this space could not be deleted; see that this user may write to the folder index in the data folder."}
}
