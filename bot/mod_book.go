package bot

import (
	"context"
	"sync"
	"time"
)

// jobBook writes jobs down. What an earlier process left is read before anything
// is written: it must not be taken for this one's, nor this one's for it.
type jobBook struct {
	store JobStore
	now   func() time.Time

	first  sync.Mutex
	read   bool
	before []Job
}

func newJobBook(s JobStore, now func() time.Time) *jobBook { return &jobBook{store: s, now: now} }

// left returns, once, the jobs that the end of an earlier process cut off.
func (k *jobBook) left(ctx context.Context) ([]Job, error) {
	k.first.Lock()
	defer k.first.Unlock()
	err := k.readFirst(ctx)
	before := k.before
	k.before = nil
	return before, err
}

func (k *jobBook) readFirst(ctx context.Context) error {
	if k.read {
		return nil
	}
	before, err := k.store.BreakJobs(ctx, k.now())
	if err != nil {
		return err
	}
	k.before, k.read = before, true
	return nil
}

func (k *jobBook) save(ctx context.Context, j Job) error {
	k.first.Lock()
	err := k.readFirst(ctx)
	k.first.Unlock()
	if err != nil {
		return err
	}
	return k.store.SaveJob(ctx, j)
}
