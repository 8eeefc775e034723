// Package ingest is the way in, and the only writer of articles. An article
// comes in by these steps, all of them in this file:
//
//	read      a file, a page or a handed-over text becomes a corpus.Reading
//	clean     corpus.Clean makes it readable
//	name      its ids follow from where it came from and what it says
//	split     corpus.Split cuts it into passages
//	embed     each passage gets a vector, unless the text is stored already
//	store     one transaction; durable when it returns
//	report    only now the person hears of it
//	publish   the index is told to catch up
//
// There are two kinds of door. AddPaths and RefreshLocal are for who runs
// Footnote on a machine, and read its files. All others are for anybody, a
// moderator in a chat included: AddURLs, AddAttachments, AddReading, ReplaceText,
// ReplaceAttachment and Refresh never look at a path, whatever they are given and
// whatever the store says of a source (remote.go, refresh.go, replace.go).
//
// The steps up to embed run ahead in a few goroutines (see ahead.go), and one
// writer stores in the order given. One article's failure is reported by its
// name and the others go on.
//
// Remove is the way out again (remove.go); Withdraw takes a source out with time
// to think again (withdraw.go). Reembed gives all articles new vectors after a
// change of the embedding model (reembed.go).
package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"footnote/corpus"
)

// Config is what an Ingester needs. Publisher, Language, Now and Log may be
// missing; so may Local, Web or Attachments, if the doors that need it are not
// used.
type Config struct {
	Store       Store
	Embedder    Embedder
	Local       Local
	Web         Web
	Attachments Attachments
	Publisher   Publisher
	// Language guesses the language of a text that was handed over ("en"; "" when
	// it cannot tell).
	Language func(text string) string
	Now      func() time.Time
	Log      *slog.Logger
	// Breathe is called between the steps of an import. It may wait for a moment, to
	// leave the machine to somebody who is waiting for it. It may be nil.
	Breathe func(context.Context)
}

func (in *Ingester) breathe(ctx context.Context) {
	if in.Breathe != nil {
		in.Breathe(ctx)
	}
}

// Ingester brings articles in and takes them out. It is safe for concurrent use.
type Ingester struct {
	Config
	batch int // passages embedded at a time by Reembed
}

// New makes an Ingester.
func New(c Config) *Ingester {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Ingester{c, defaultBatch}
}

// Observer hears of an import while it runs, from the goroutine that called.
// Both functions may be nil.
type Observer struct {
	// Imported is called for each article, in the order given: when it is durable,
	// or when it has failed.
	Imported func(corpus.Imported)
	Progress func(corpus.Progress)
}

// ErrIncomplete is in the chain of the error of an import or a removal that went
// through, but in which something failed that was reported by its name.
var ErrIncomplete = errors.New("ingest: not everything succeeded")

// publishEvery is after how many articles the index catches up, while there are
// people who ask. Fewer cost the import more, and more the next question.
const publishEvery = 4

// place is something to read.
type place struct {
	name string // as the person gave it
	err  error  // why it cannot be read, known before trying
	read func(context.Context) (corpus.Reading, error)
	refs []string // what its source may be called in the store
	// as is the source that what is read belongs to, whatever it says of itself;
	// nil for the one that follows from where it was read.
	as *corpus.SourceInfo
}

// AddPaths adds files and the files of folders of this machine, on behalf of by.
// It holds the writer lock until it is done.
func (in *Ingester) AddPaths(ctx context.Context, space corpus.Space, by string, paths []string, obs Observer) error {
	var places []place
	for _, path := range paths {
		for found, err := range in.Local.Find(ctx, path) {
			if ctx.Err() != nil {
				return stopped(ctx.Err(), 0, 0)
			}
			p := place{name: found, err: err, refs: locations(found), read: func(ctx context.Context) (corpus.Reading, error) {
				return in.Local.Read(ctx, found)
			}}
			if err != nil {
				p.refs = ownLocation(found)
			}
			places = append(places, p)
		}
	}
	release, err := in.Store.Lock(ctx, adding.purpose)
	if ctx.Err() != nil {
		err = stopped(ctx.Err(), 0, 0)
	}
	if err != nil {
		return err
	}
	defer release()
	return in.add(ctx, space, by, places, obs, adding, true)
}

// work is what an import does, in the words that go with it.
type work struct {
	purpose string // of the writer lock
	failed  string // how many of how many
}

var (
	adding     = work{"adding articles", "%d of %d could not be added; the others are stored."}
	refreshing = work{"reading sources again", "%d of %d could not be read again; the others are stored."}
	replacing  = work{"replacing a text", "%d of %d could not be replaced; it stays as it was."}
)

// add is the import. locked says that the caller holds the writer lock.
func (in *Ingester) add(ctx context.Context, space corpus.Space, by string, places []place, obs Observer, w work, locked bool) error {
	// Articles of one store share one model. Without it nothing can be added, but
	// each place still fails by its name.
	model, broken := in.settleModel(ctx, obs.Progress, locked)

	said := false
	for i := range places {
		if p := &places[i]; p.err == nil && broken != nil {
			p.err, p.refs = broken, nil // which says nothing about the source
			if said && corpus.HasCode(broken, corpus.CodeUnavailable) {
				p.err = skipped(p.name, broken)
			}
			said = true
		}
	}
	var out outage
	prepare := func(ctx context.Context, p place) article {
		return in.prepare(ctx, space, by, p, model, &out)
	}
	done, failed, wrote := 0, 0, false
	stored := 0
	var fatal error
	for a := range ahead(ctx, places, prepare) {
		in.breathe(ctx)
		report := in.store(ctx, &a, locked)
		if ctx.Err() != nil && report.Status == corpus.StatusFailed {
			break
		}
		switch report.Status {
		case corpus.StatusFailed:
			failed++
			in.Log.Warn("article not added", "space", space, "place", withoutQuery(a.place.name), "err", report.Cause)
			if !a.storeFailed {
				in.markStale(ctx, space, by, a, report.Error)
			}
		case corpus.StatusAdded, corpus.StatusUpdated:
			wrote = true
			if stored++; in.Breathe != nil && stored%publishEvery == 0 {
				in.breathe(ctx)
				in.publish(ctx, space) // or the next question would have to do it
			}
		}
		done++
		if obs.Imported != nil {
			obs.Imported(report)
		}
		if obs.Progress != nil {
			obs.Progress(corpus.Progress{Done: done, Total: len(places), What: a.place.name})
		}
		if a.storeFailed && (corpus.HasCode(report.Cause, corpus.CodeUnavailable) || corpus.HasCode(report.Cause, corpus.CodeDamaged)) {
			fatal = report.Cause // the disk is full or broken: the next one would fail as well
			break
		}
	}
	if wrote {
		in.publish(ctx, space)
	}
	switch {
	case fatal != nil:
		return fatal
	case done < len(places):
		return stopped(ctx.Err(), done, len(places))
	case failed > 0:
		return &corpus.Problem{Code: corpus.CodeInvalid, Err: ErrIncomplete,
			Message: fmt.Sprintf(w.failed, failed, len(places))}
	}
	return nil
}

// article is one on its way in.
type article struct {
	place    place
	source   corpus.Source
	article  corpus.Article
	removed  []corpus.Removal
	original []byte
	passages []corpus.Passage
	model    string
	vectors  [][]float32 // nil if the text is stored already

	err         error
	storeFailed bool
}

// prepare does all that can be done before the article is stored. It runs in
// several goroutines at once. A text that makes some step panic costs this one
// article, not the process.
func (in *Ingester) prepare(ctx context.Context, space corpus.Space, by string, p place, model string, out *outage) (a article) {
	a = article{place: p, model: model, err: p.err}
	if p.as != nil {
		a.source.ID, a.article.Title = p.as.ID, p.as.Title // to be called by while it has not been read
	}
	if a.err != nil {
		return a
	}
	defer func() {
		if cause := recover(); cause != nil {
			in.Log.Error("panic while reading an article", "place", p.name, "panic", cause, "stack", string(debug.Stack()))
			a.err = &corpus.Problem{Code: corpus.CodeInvalid, Err: fmt.Errorf("panic: %v", cause),
				Message: p.name + " makes Footnote stumble; the log has the place. Please report it."}
		}
	}()
	in.breathe(ctx)
	r, err := p.read(ctx)
	if err != nil {
		a.err = err
		return a
	}
	in.breathe(ctx)
	cleaned := corpus.Clean(r.Draft)
	a.removed, a.original = cleaned.Removed, r.Draft.Original
	a.name(space, by, r, cleaned, in.Now())
	a.passages = corpus.Split(a.article)
	if len(a.passages) == 0 {
		a.err = problem(corpus.CodeInvalid, "%s has no readable text.", p.name)
		return a
	}
	if p.as == nil && a.source.Kind.Copy() {
		if a.err = in.notReplaced(ctx, a); a.err != nil {
			return a
		}
	}
	same, err := in.Store.Unchanged(ctx, a.article, a.passages)
	if err != nil || same {
		a.err, a.storeFailed = err, err != nil
		return a
	}
	in.breathe(ctx)
	texts := make([]string, len(a.passages))
	for i, p := range a.passages {
		texts[i] = p.Text
	}
	a.vectors, a.err = out.embed(ctx, p.name, texts, in.embed)
	return a
}

// name gives the source and the article their ids.
func (a *article) name(space corpus.Space, by string, r corpus.Reading, c corpus.Cleaned, now time.Time) {
	title := c.Title
	if title == "" && (r.Kind == corpus.KindText || r.Kind == corpus.KindMessage) {
		title = corpus.Opening(c.Body)
	}
	if title == "" {
		place := r.Shown
		if r.Kind == corpus.KindFile {
			place = r.Location // the same whatever path leads to it
		}
		title = corpus.OneLine(filepath.Base(filepath.FromSlash(place)))
	}
	a.source = corpus.Source{
		ID: corpus.SourceID(space, r.Kind, r.Location), Space: space, Kind: r.Kind, Location: r.Location, Shown: r.Shown,
		Title: title, AddedBy: by, AddedAt: now, Refresh: corpus.RuleNever, State: corpus.StateFresh,
	}
	key := r.Draft.Key
	if key == "" {
		key = r.Location
	}
	address := c.URL
	if address == "" && !r.Kind.Copy() {
		address = r.Shown
	}
	a.article = corpus.Article{Body: c.Body, Meta: corpus.Meta{
		ID: corpus.ArticleID(space, a.source.ID, key), SourceID: a.source.ID, Space: space, Key: key,
		Title: title, Publisher: c.Publisher, Author: c.Author, URL: address, Language: c.Language,
		Published: c.Published, Retrieved: now,
	}}
	a.article.Revision = corpus.RevisionID(a.article.ID, title, c.Body)
}

// embed turns texts into vectors, and trusts no endpoint to do it well.
func (in *Ingester) embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, err := in.Embedder.Embed(ctx, texts)
	if err != nil {
		if ctx.Err() == nil && !errors.As(err, new(*corpus.Problem)) {
			err = &corpus.Problem{Code: corpus.CodeUnavailable, Message: "The embedding model failed; the log has the cause.", Err: err}
		}
		return nil, err
	}
	if len(vectors) != len(texts) {
		return nil, problem(corpus.CodeUnavailable, "The embedding model returned %d vectors for %d passages.", len(vectors), len(texts))
	}
	for _, v := range vectors {
		if len(v) == 0 || len(v) != len(vectors[0]) {
			return nil, problem(corpus.CodeUnavailable, "The embedding model returned vectors of %d and of %d dimensions.", len(vectors[0]), len(v))
		}
		for _, f := range v {
			if f64 := float64(f); math.IsNaN(f64) || math.IsInf(f64, 0) {
				return nil, problem(corpus.CodeUnavailable, "The embedding model returned a vector that is not finite.")
			}
		}
	}
	return vectors, nil
}

// store puts a prepared article and says how it went.
func (in *Ingester) store(ctx context.Context, a *article, locked bool) corpus.Imported {
	report := corpus.Imported{
		ArticleID: a.article.ID, SourceID: a.source.ID, Title: a.article.Title, URL: a.article.URL,
		Passages: len(a.passages), Removed: a.removed,
	}
	err := a.err
	if err == nil {
		report.Status, err = in.put(ctx, a, locked)
		a.storeFailed = err != nil
	}
	if err != nil {
		if report.URL == "" {
			report.URL = a.place.name
		}
		report.Status, report.Passages = corpus.StatusFailed, 0
		report.Error, report.Cause = corpus.Explain(err), err
	}
	return report
}

func (in *Ingester) put(ctx context.Context, a *article, locked bool) (corpus.Status, error) {
	if !locked {
		release, err := in.Store.Lock(ctx, adding.purpose)
		if err != nil {
			return "", err
		}
		defer release()
	}
	return in.Store.Put(ctx, a.source, a.article, a.original, a.passages, a.model, a.vectors)
}

// markStale notes at the source of an article, if there is one, that its text is
// of an earlier reading.
func (in *Ingester) markStale(ctx context.Context, space corpus.Space, by string, a article, reason string) {
	refs := a.place.refs
	if a.source.ID != "" && refs != nil {
		refs = []string{a.source.ID}
	}
	for _, ref := range refs {
		known, err := in.Store.Source(ctx, space, ref)
		if err != nil || known.Kind.Copy() {
			continue // most often it was never added
		}
		if err := in.Store.SetSourceState(ctx, space, known.ID, corpus.StateFailed, reason, by); err != nil {
			in.Log.Warn("source not marked as stale", "space", space, "source", known.ID, "err", err)
		}
		return
	}
}

// publish lets the index catch up. It would by itself, before its next search.
func (in *Ingester) publish(ctx context.Context, space corpus.Space) {
	if in.Publisher == nil || ctx.Err() != nil {
		return
	}
	if err := in.Publisher.Publish(ctx, space); err != nil {
		in.Log.Warn("index not brought up to date", "space", space, "err", err)
	}
}

// locations are what a file's source may be called in the store: by where it
// really is, and by its path for a link that now leads nowhere.
func locations(path string) []string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil && real != abs {
		return []string{real, abs}
	}
	return []string{abs}
}

// ownLocation is where a path itself is: a link that is not followed says
// nothing about what it leads to.
func ownLocation(path string) []string {
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err == nil {
		folder, err = filepath.Abs(folder)
	}
	if err != nil {
		return nil
	}
	return []string{filepath.Join(folder, filepath.Base(path))}
}

func stopped(cause error, done, total int) error {
	message := fmt.Sprintf("Stopped after %d of %d; what was reported as added is stored. Do the same again to go on.", done, total)
	if total == 0 {
		message = "Stopped before anything was added."
	}
	return &corpus.Problem{Code: corpus.CodeUnavailable, Message: message, Err: cause}
}

func problem(code corpus.Code, format string, args ...any) error {
	return &corpus.Problem{Code: code, Message: strings.TrimSpace(fmt.Sprintf(format, args...))}
}
