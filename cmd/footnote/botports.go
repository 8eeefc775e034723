package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"footnote/bot"
	"footnote/corpus"
	"footnote/corpus/ingest"
	"footnote/corpus/store"
	"footnote/retrieval"
	"footnote/retrieval/index"
)

// These are the parts of the program as the bot sees them.

// botImporter is the way in, by its remote doors only.
type botImporter struct{ *ingest.Ingester }

func (i botImporter) Import(ctx context.Context, space corpus.Space, by string, what bot.Import, w bot.Watch) error {
	// Several doors, one job: what each counts is added up, and its places stand
	// behind those of the doors before. A feed or an archive counts its articles, so
	// that a door may count more than it has places.
	left := len(what.URLs) + len(what.Attachments) + len(what.Refresh) // places of the doors to come
	if what.Reading != nil {
		left++
	}
	var places, before, reports int // of the doors before; the last of all so far
	obs := ingest.Observer{
		Imported: func(r corpus.Imported) {
			reports++
			r.Place += places
			w.Imported(r)
		},
		Progress: func(p corpus.Progress) {
			w.Progress(corpus.Progress{Done: before + p.Done, Total: before + p.Total + left, What: p.What})
		},
	}
	door := func(n int, enter func() error) error {
		left -= n
		err := enter()
		places, before = places+n, reports
		if errors.Is(err, ingest.ErrIncomplete) {
			return nil // reported by name
		}
		return err
	}
	switch {
	case what.Replace != "" && what.Reading != nil:
		return door(1, func() error { return i.ReplaceText(ctx, space, by, what.Replace, *what.Reading, obs) })
	case what.Replace != "" && len(what.Attachments) == 1:
		return door(1, func() error { return i.ReplaceAttachment(ctx, space, by, what.Replace, what.Attachments[0], obs) })
	}
	if n := len(what.URLs); n > 0 {
		err := door(n, func() error {
			return i.AddURLs(ctx, space, by, what.URLs, ingest.Adding{Refresh: what.Rule, Own: what.Found}, obs)
		})
		if err != nil {
			return err
		}
	}
	if n := len(what.Attachments); n > 0 {
		if err := door(n, func() error { return i.AddAttachments(ctx, space, by, what.Attachments, obs) }); err != nil {
			return err
		}
	}
	if what.Reading != nil {
		if err := door(1, func() error { return i.AddReading(ctx, space, by, *what.Reading, obs) }); err != nil {
			return err
		}
	}
	if n := len(what.Refresh); n > 0 {
		return door(n, func() error { return i.Refresh(ctx, space, by, what.Refresh, obs) })
	}
	return nil
}

// botRemover takes sources out.
type botRemover struct{ *ingest.Ingester }

func (r botRemover) Withdrawn(ctx context.Context, space corpus.Space) ([]bot.WithdrawnSource, error) {
	all, err := r.Ingester.Withdrawn(ctx, space)
	out := make([]bot.WithdrawnSource, len(all))
	for i, w := range all {
		out[i] = bot.WithdrawnSource{ID: w.ID, Title: w.Title, Until: w.Until}
	}
	return out, err
}

func (r botRemover) PurgeWithdrawn(ctx context.Context, now time.Time) ([]bot.Purged, error) {
	all, err := r.Ingester.PurgeWithdrawn(ctx, now)
	return purged(all), err
}

func (r botRemover) Removals(ctx context.Context, after int64) ([]bot.Purged, int64, error) {
	all, last, err := r.Ingester.Removals(ctx, after)
	return purged(all), last, err
}

func purged(all []corpus.Purged) []bot.Purged {
	out := make([]bot.Purged, len(all))
	for i, p := range all {
		out[i] = bot.Purged{Space: p.Space, SourceID: p.SourceID}
	}
	return out
}

// botLibrary is the store.
type botLibrary struct{ *store.Store }

// botFinder finds copies by the index.
type botFinder struct{ *index.Index }

func (f botFinder) Copies(ctx context.Context, space corpus.Space, sourceID string) ([]retrieval.Ref, error) {
	all, err := f.Index.Copies(ctx, space)
	return all[sourceID], err
}

var kindNames = map[corpus.Kind]string{
	corpus.KindPage:       "a page",
	corpus.KindFeed:       "a feed",
	corpus.KindFile:       "a file",
	corpus.KindText:       "a pasted text",
	corpus.KindAttachment: "an attachment",
	corpus.KindMessage:    "a message",
}

func (l botLibrary) History(ctx context.Context, space corpus.Space, sourceID string, limit int) ([]bot.Entry, error) {
	all, err := l.Audit(ctx, space, sourceID, limit)
	out := make([]bot.Entry, len(all))
	for i, a := range all {
		out[i] = bot.Entry{At: a.At, By: a.By, Action: string(a.Action), What: a.Title, Source: a.SourceID}
		if a.Title == "" { // it is gone, and its title with it
			out[i].What = kindNames[a.Kind]
		}
	}
	return out, err
}

// botExamples finds questions for /help in the newest articles.
type botExamples struct {
	store *store.Store
	asker *retrieval.Asker
}

// recentChanges is how many of the last changes of a space are looked through
// for examples.
const recentChanges = 40

func (e botExamples) Examples(ctx context.Context, space corpus.Space, n int) ([]string, error) {
	now, err := e.store.Generation(ctx, space)
	if err != nil {
		return nil, err
	}
	_, ids, err := e.store.Changed(ctx, space, max(0, now-recentChanges))
	if err != nil {
		return nil, err
	}
	if len(ids) > recentChanges {
		ids = ids[:recentChanges]
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var articles []corpus.Article
	for d, err := range e.store.Documents(ctx, space, ids) {
		if err != nil {
			return nil, err
		}
		a, err := e.store.Article(ctx, space, d.ID, "")
		if corpus.HasCode(err, corpus.CodeMissing) {
			continue // removed since
		} else if err != nil {
			return nil, err
		}
		articles = append(articles, a)
	}
	slices.SortStableFunc(articles, func(a, b corpus.Article) int { return b.Published.Compare(a.Published) })
	return e.asker.Examples(ctx, space, articles, n)
}
