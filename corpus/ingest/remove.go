package ingest

import (
	"context"
	"fmt"
	"slices"

	"footnote/corpus"
)

// The statuses of corpus.Removed.
const (
	removed = "removed"
	missing = "missing"
)

// Remove removes sources from a space, on behalf of by, and reports each to on,
// which may be nil. A source is named by its id, its address, or its path, as
// given now or when it was added. It goes on after a failure; the error then has
// ErrIncomplete in its chain.
func (in *Ingester) Remove(ctx context.Context, space corpus.Space, by string, refs []string, on func(corpus.Removed)) error {
	release, err := in.Store.Lock(ctx, "removing sources")
	if err != nil {
		return err
	}
	failed, wrote := 0, false
	defer func() { // when others may write again: to overwrite takes long, and needs no lock of theirs
		if wrote {
			in.Overwrite(ctx)
		}
	}()
	defer release()
	shared := in.shared(ctx, space, refs)
	for i, ref := range refs {
		if ctx.Err() != nil {
			return &corpus.Problem{Code: corpus.CodeUnavailable, Err: ctx.Err(),
				Message: fmt.Sprintf("Stopped after %d of %d; what was reported as removed is gone.", i, len(refs))}
		}
		report := in.remove(ctx, space, by, ref, shared)
		if report.Status == removed {
			wrote = true
		} else {
			failed++
		}
		if report.Status == string(corpus.StatusFailed) {
			in.Log.Warn("source not removed", "space", space, "source", ref, "err", report.Cause)
		}
		if on != nil {
			on(report)
		}
	}
	if failed > 0 {
		return &corpus.Problem{Code: corpus.CodeMissing, Err: ErrIncomplete,
			Message: fmt.Sprintf("%d of %d could not be removed.", failed, len(refs))}
	}
	return nil
}

// shared finds, for each source that is named, the others that keep some of its
// text: not those that go with it. Not to know them keeps nobody from removing.
func (in *Ingester) shared(ctx context.Context, space corpus.Space, refs []string) map[string][]corpus.SourceInfo {
	var ids []string
	for _, ref := range refs {
		if src, err := in.findAny(ctx, space, ref); err == nil && !slices.Contains(ids, src.ID) {
			ids = append(ids, src.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	shared, err := in.Store.SharingAll(ctx, space, ids)
	if err != nil {
		in.Log.Warn("sources with the same text not found", "space", space, "err", err)
	}
	return shared
}

func (in *Ingester) remove(ctx context.Context, space corpus.Space, by, ref string, shared map[string][]corpus.SourceInfo) corpus.Removed {
	src, err := in.findAny(ctx, space, ref)
	report := corpus.Removed{Status: removed, SourceID: src.ID, Title: src.Title, URL: src.URL, Shared: []corpus.Shared{}}
	for _, s := range shared[src.ID] {
		report.Shared = append(report.Shared, corpus.Shared{SourceID: s.ID, Title: s.Title, URL: s.URL})
	}
	if err == nil {
		err = wholeSource(src, ref)
	}
	if err == nil {
		report.Articles, err = in.Store.RemoveSource(ctx, space, src.ID, by)
	}
	if err != nil {
		report.Status = string(corpus.StatusFailed)
		if corpus.HasCode(err, corpus.CodeMissing) {
			report.Status = missing
		}
		if report.URL == "" {
			report.URL = ref
		}
		report.Error, report.Cause = corpus.Explain(err), err
	}
	return report
}

// wholeSource refuses what names one article of a feed or an archive: all others
// would go with it.
func wholeSource(src corpus.SourceInfo, ref string) error {
	if src.Kind != corpus.KindFeed && src.Articles < 2 || slices.Contains([]string{src.ID, src.Location, src.Shown, src.URL}, ref) ||
		slices.Contains(locations(ref), src.Location) {
		return nil
	}
	return problem(corpus.CodeInvalid, "%s is one of the %d articles of %s, which are removed together: name %s for that.",
		withoutPassword(ref), src.Articles, called(src), withoutPassword(src.Shown))
}

// findAny is find for withdrawn sources too: whoever removes one for good does not
// wait until it cannot be brought back any more.
func (in *Ingester) findAny(ctx context.Context, space corpus.Space, ref string) (corpus.SourceInfo, error) {
	src, missed := in.find(ctx, space, ref)
	if !corpus.HasCode(missed, corpus.CodeMissing) {
		return src, missed
	}
	all, err := in.Store.Withdrawn(ctx, space)
	if err != nil {
		return src, err
	}
	names := append(locations(ref), ref)
	for _, w := range all {
		if slices.Contains(names, w.Location) || w.ID == ref || w.Shown == ref || w.URL == ref {
			return w.SourceInfo, nil
		}
	}
	return src, missed
}

// find looks a source up by what the person called it. Where that is a path from
// here, it comes before the paths from elsewhere that were shown the same.
func (in *Ingester) find(ctx context.Context, space corpus.Space, ref string) (corpus.SourceInfo, error) {
	for _, location := range locations(ref) {
		src, err := in.Store.Source(ctx, space, location)
		if !corpus.HasCode(err, corpus.CodeMissing) {
			return src, err
		}
	}
	return in.Store.Source(ctx, space, ref)
}
