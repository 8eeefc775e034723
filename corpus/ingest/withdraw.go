package ingest

import (
	"context"
	"slices"
	"time"

	"footnote/corpus"
)

// Withdraw takes a source, named by its id, out of everything at once, on behalf
// of by. Until the moment until, Restore brings it back as it was, and so does
// adding it again; then PurgeWithdrawn removes it. No import has to end first.
func (in *Ingester) Withdraw(ctx context.Context, space corpus.Space, by, sourceID string, until time.Time) error {
	if err := in.Store.WithdrawSource(ctx, space, sourceID, by, until); err != nil {
		return err
	}
	in.publish(ctx, space)
	return nil
}

// Restore puts a withdrawn source back. Nothing is read or embedded again. The
// error has CodeMissing when its time is over.
func (in *Ingester) Restore(ctx context.Context, space corpus.Space, by, sourceID string) error {
	if err := in.Store.RestoreSource(ctx, space, sourceID, by, in.Now()); err != nil {
		return err
	}
	in.publish(ctx, space)
	return nil
}

// Withdrawn lists the sources of the space that can be restored, the last one
// that was withdrawn first.
func (in *Ingester) Withdrawn(ctx context.Context, space corpus.Space) ([]corpus.Withdrawn, error) {
	all, err := in.Store.Withdrawn(ctx, space)
	now := in.Now()
	return slices.DeleteFunc(all, func(w corpus.Withdrawn) bool { return w.Until.Before(now) }), err
}

// PurgeWithdrawn removes for good, as Remove does, the withdrawn sources of all
// spaces whose time was over by now, and returns them, also along with an error.
// In the audit they are removed by whoever withdrew them. What other processes
// removed and could not take off the disk goes with them.
func (in *Ingester) PurgeWithdrawn(ctx context.Context, now time.Time) ([]corpus.Purged, error) {
	purged, err := in.Store.PurgeWithdrawn(ctx, now)
	if len(purged) > 0 {
		in.Overwrite(ctx)
	} else if eerr := in.Erase(ctx); err == nil {
		err = eerr // of what another process removed
	}
	return purged, err
}

// Removals lists the sources of all spaces that were removed for good, by this
// process or another, after an earlier call that returned last; for a negative
// number nothing but last.
func (in *Ingester) Removals(ctx context.Context, after int64) (removed []corpus.Purged, last int64, err error) {
	return in.Store.Removals(ctx, after)
}

// RemoveSpace deletes everything that is kept of a space: sources, articles,
// embeddings, the audit, and what an index derived from them. It can be called
// again after a failure, such as CodeBusy while another process uses the space's
// index, until it returns nil.
func (in *Ingester) RemoveSpace(ctx context.Context, space corpus.Space) error {
	release, err := in.Store.Lock(ctx, "removing a space")
	if err != nil {
		return err
	}
	defer release()
	if err := in.Store.RemoveSpace(ctx, space); err != nil {
		return err
	}
	if in.Publisher == nil {
		return nil
	}
	return in.Publisher.Drop(ctx, space)
}
