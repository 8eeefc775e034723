package index

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	bleveapi "github.com/blevesearch/bleve_index_api"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
)

// A deleted passage is only struck out in its segment: its stems stay in the
// segment's dictionary until that is merged, which may be never. Merging by force
// rewrites a segment without what is struck out. The plan here takes each segment
// that holds something struck out by itself and leaves the others alone, so the
// work is bounded by those segments.

// rewriteDirty is the plan. bleve's planner makes a task of every roster of one
// segment that has something struck out, as long as it is over its budget.
var rewriteDirty = mergeplan.MergePlanOptions{
	MaxSegmentsPerTier:   1,
	MaxSegmentSize:       1 << 30,
	MaxSegmentFileSize:   1 << 40,
	TierGrowth:           1,
	SegmentsPerMergeTask: 1,
	FloorSegmentSize:     1,
	CalcBudget:           func(_, _ int64, _ *mergeplan.MergePlanOptions) int { return -1 },
}

// segments returns the files of the present state, with whether each holds deleted
// passages.
func (w *bleveWords) segments() (files map[string]bool, err error) {
	files = map[string]bool{}
	err = w.reading(func(r bleveapi.IndexReader) error {
		snapshot, ok := r.(*scorch.IndexSnapshot)
		if !ok {
			return errors.New("bleve reads from something else than a snapshot")
		}
		for _, s := range snapshot.Segments() {
			if p, ok := s.Segment().(segmentapi.PersistedSegment); ok {
				files[filepath.Base(p.Path())] = s.LiveSize() < s.FullSize()
			}
		}
		return nil
	})
	return files, err
}

// rewrite rewrites the segments that hold deleted passages, if there are at least
// two segments: bleve's planner has no plan for one. Searches go on meanwhile.
func (w *bleveWords) rewrite(ctx context.Context) error {
	return w.watched(ctx, func(ctx context.Context) error { return w.scorch.ForceMerge(ctx, &rewriteDirty) })
}

// watched runs a call that waits for bleve's goroutines, which may have given up.
// It ends with the call, or when the engine is closed, which follows a damage.
func (w *bleveWords) watched(ctx context.Context, call func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- guard(func() error { return call(ctx) }) }()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case err := <-done:
			return errors.Join(ctx.Err(), err)
		case <-look.C:
			if w.failures() > 0 {
				return &damage{errUnwritten}
			}
		}
	}
}

// pokeKey is an internal value that is written for nothing but to let bleve look
// at its files again.
var pokeKey = []byte("poke")

// leftPatience is how long dropLeft waits for searches that still read old files.
const leftPatience = 20 * time.Second

// errLeft says that files which nothing needs any more could not be deleted yet.
var errLeft = errors.New("old files of the index are still being read")

// dropLeft waits until those of the files in dir that the present state does not
// need are gone. bleve deletes them some time after it has written a later state
// and nobody reads the earlier one.
func (w *bleveWords) dropLeft(ctx context.Context, dir string, files map[string]bool) error {
	deadline := time.Now().Add(leftPatience)
	for n := 0; ; n++ {
		live, err := w.segments()
		if err != nil {
			return err
		}
		there, err := segmentFiles(dir)
		if err != nil {
			return err
		}
		left := slices.ContainsFunc(there, func(f string) bool {
			_, needed := live[f]
			return files[f] && !needed
		})
		if !left {
			return nil
		}
		if time.Now().After(deadline) {
			return errLeft
		}
		batch := w.index.NewBatch()
		batch.SetInternal(pokeKey, []byte(strconv.Itoa(n)))
		written := make(chan struct{})
		batch.SetPersistedCallback(func(error) { close(written) })
		if err := guard(func() error { return w.index.Batch(batch) }); err != nil {
			return err
		}
		if err := w.persisted(ctx, written); err != nil {
			return err
		}
	}
}

// segmentFiles lists the segments in a folder, also those of earlier states.
func segmentFiles(dir string) ([]string, error) {
	there, err := os.ReadDir(dir)
	if err != nil {
		return nil, &damage{err}
	}
	var files []string
	for _, f := range there {
		if filepath.Ext(f.Name()) == ".zap" {
			files = append(files, f.Name())
		}
	}
	return files, nil
}
