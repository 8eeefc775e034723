package ingest

import (
	"context"
	"errors"

	"footnote/corpus"
)

// Erase finishes what removals began, those of other processes and of earlier
// ones that were cut off too: what was removed for good is taken off the disk
// wherever it was derived to. What is due and cannot be done now, because another
// process uses that index, stays due; then there is no error.
func (in *Ingester) Erase(ctx context.Context) error {
	if in.Publisher == nil {
		return nil
	}
	return Erase(ctx, in.Store, in.Publisher.Erase)
}

// Erase is Ingester.Erase for who has no Ingester: erase takes what was removed
// from a space out of what was derived from it.
func Erase(ctx context.Context, due Erasures, erase func(context.Context, corpus.Space) error) error {
	spaces, err := due.Erasing(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for space, mark := range spaces {
		err := erase(ctx, space)
		if err == nil {
			err = due.Erased(ctx, space, mark)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && !corpus.HasCode(err, corpus.CodeBusy) {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// Overwrite takes what was just removed or dropped, in whatever spaces, off the disk.
// It is removed whatever comes of this, and what fails is logged and stays due.
func (in *Ingester) Overwrite(ctx context.Context) {
	if err := in.Store.Scrub(context.WithoutCancel(ctx)); err != nil {
		in.Log.Warn("the log of the database is not emptied yet", "err", err)
	}
	if err := in.Erase(ctx); err != nil && ctx.Err() == nil {
		in.Log.Warn("removed texts are not erased from an index yet", "err", err)
	}
}
