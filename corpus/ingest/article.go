package ingest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"runtime/debug"

	"footnote/corpus"
)

// article is one on its way in, or what stood at a place instead.
type article struct {
	place     place
	listing   *corpus.Listing // there are several
	unchanged bool            // there is nothing new

	source   corpus.Source
	article  corpus.Article
	removed  []corpus.Removal
	original []byte
	passages []corpus.Passage
	model    string
	vectors  [][]float32 // nil if the text is stored already

	err         error
	storeFailed bool
	ours        bool // err says nothing about the source

	// owed is why the page of a feed's item could not be had for now, so that the
	// feed's own text was taken.
	owed error
}

// prepare does all that can be done before the article is stored. It runs in
// several goroutines at once. A text that makes some step panic costs this one
// article, not the process.
func (j *job) prepare(ctx context.Context, p place) (a article) {
	a = article{place: p, model: j.model, err: p.err}
	if p.as != nil {
		a.source.ID, a.article.Title = p.as.ID, p.as.Title // to be called by while it has not been read
	}
	if a.err != nil {
		return a
	}
	defer j.caught(&a)
	j.breathe(ctx)
	c, err := p.read(ctx)
	switch {
	case err != nil:
		a.err = err
	case c.Unchanged:
		a.unchanged = true
	case c.Listing != nil:
		a.listing, a.err = c.Listing, listed(p, c.Listing)
	case c.Reading == nil:
		a.err = problem(corpus.CodeInvalid, "%s has no readable text.", p.said())
	case p.as != nil && p.as.Kind == corpus.KindFeed:
		a.err = problem(corpus.CodeInvalid, "%s is no feed any more: remove this source, and add the page if it is meant.", p.said())
	default:
		j.breathe(ctx)
		cleaned := corpus.Clean(c.Reading.Draft)
		j.name(&a, *c.Reading, cleaned)
		a.source.Checked, a.source.Validators = j.now(), c.Reading.Validators
		j.finish(ctx, &a)
	}
	return a
}

// caught turns a panic into the error of the article.
func (j *job) caught(a *article) {
	if cause := recover(); cause != nil {
		j.Log.Error("panic while reading an article", "place", a.place.said(), "panic", cause, "stack", string(debug.Stack()))
		a.err = &corpus.Problem{Code: corpus.CodeInvalid, Err: fmt.Errorf("panic: %v", cause),
			Message: a.place.said() + " makes Footnote stumble; the log has the place. Please report it."}
	}
}

// finish splits and embeds an article that has its name.
func (j *job) finish(ctx context.Context, a *article) {
	a.passages = corpus.Split(a.article)
	if len(a.passages) == 0 {
		a.err = problem(corpus.CodeInvalid, "%s has no readable text.", a.place.said())
		return
	}
	if a.place.as == nil && a.source.Kind.Copy() {
		if a.err = j.notReplaced(ctx, *a); a.err != nil {
			return
		}
	}
	held, err := j.Store.Held(ctx, a.article, a.passages)
	if err == nil && held.Known && !held.Same {
		held, err = j.splitLike(ctx, a, held)
	}
	if err != nil || held.Same {
		a.err, a.storeFailed = err, err != nil
		return
	}
	if held.Known && a.place.web {
		if a.err = j.credible(ctx, a); a.err != nil {
			return
		}
	}
	if a.source.Kind != corpus.KindFeed { // which may make room: see reading.store
		if a.err = j.room(ctx, a, true); a.err != nil { // before it is embedded for nothing
			return
		}
	}
	j.breathe(ctx)
	a.vectors, a.err = j.vectors(ctx, a, held)
	a.ours = a.err != nil
}

// splitLike splits an article so that it has as many passages as can be of those
// that it had before, which need not be embedded again.
func (j *job) splitLike(ctx context.Context, a *article, held corpus.Held) (corpus.Held, error) {
	like := corpus.SplitLike(a.article, held.Texts)
	if fresh(like, held.Texts) >= fresh(a.passages, held.Texts) {
		return held, nil
	}
	a.passages = like
	return j.Store.Held(ctx, a.article, a.passages) // it may have been split like this before
}

// fresh counts the passages whose text is none of these.
func fresh(passages []corpus.Passage, texts []string) (n int) {
	known := make(map[string]bool, len(texts))
	for _, text := range texts {
		known[text] = true
	}
	for _, p := range passages {
		if !known[p.Text] {
			n++
		}
	}
	return n
}

// credible is the error of a page that became something else than a text, such as
// the form to log in by.
func (j *job) credible(ctx context.Context, a *article) error {
	before, err := j.Store.Article(ctx, j.space, a.article.ID, "")
	if corpus.HasCode(err, corpus.CodeMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	if reason := corpus.Vanished(before, a.article); reason != "" {
		return problem(corpus.CodeInvalid, "%s", reason)
	}
	return nil
}

// name gives the source and the article their ids.
func (j *job) name(a *article, r corpus.Reading, c corpus.Cleaned) {
	now := j.now()
	a.removed, a.original = c.Removed, r.Draft.Original
	title := c.Title
	if title == "" && (r.Kind == corpus.KindText || r.Kind == corpus.KindMessage) {
		title = corpus.Opening(c.Body)
	}
	if title == "" {
		place := r.Shown
		if r.Kind == corpus.KindFile {
			place = r.Location // the same whatever path leads to it
		}
		title = baseName(place)
	}
	a.source = j.newSource(r.Kind, r.Location, r.Shown, title, a.place.rule)
	key := r.Draft.Key
	if key == "" {
		key = r.Location
	}
	address := c.URL
	if address == "" && !r.Kind.Copy() {
		address = r.Shown
	}
	a.article = corpus.Article{Body: c.Body, Meta: corpus.Meta{
		ID: corpus.ArticleID(j.space, a.source.ID, key), SourceID: a.source.ID, Space: j.space, Key: key,
		Title: title, Publisher: c.Publisher, Author: c.Author, URL: address, Language: c.Language,
		Published: c.Published, Retrieved: now, Pages: c.Pages,
	}}
	a.article.Revision = corpus.RevisionID(a.article.ID, title, c.Body)
}

// newSource is a source as it would be if it was not there before.
func (j *job) newSource(k corpus.Kind, location, shown, title string, rule corpus.Rule) corpus.Source {
	if rule == "" {
		rule = defaultRule(k)
	}
	return corpus.Source{
		ID: corpus.SourceID(j.space, k, location), Space: j.space, Kind: k, Location: location, Shown: shown,
		Title: title, AddedBy: j.by, AddedAt: j.now(), Refresh: rule, State: corpus.StateFresh,
	}
}

func baseName(path string) string { return corpus.OneLine(filepath.Base(filepath.FromSlash(path))) }

// vectors embeds those passages whose text the article did not have before; the
// others keep their vectors.
func (j *job) vectors(ctx context.Context, a *article, held corpus.Held) ([][]float32, error) {
	have := make(map[string][]float32, len(held.Texts))
	for i, text := range held.Texts {
		have[text] = held.Vectors[i]
	}
	vectors := make([][]float32, len(a.passages))
	var texts []string
	var places []int
	for i, p := range a.passages {
		if vectors[i] = have[p.Text]; vectors[i] == nil {
			texts, places = append(texts, p.Text), append(places, i)
		}
	}
	if len(texts) == 0 {
		return vectors, nil
	}
	found, err := j.out.embed(ctx, a.place.said(), texts, j.embed)
	if err != nil {
		return nil, err
	}
	for i, at := range places {
		vectors[at] = found[i]
	}
	return vectors, nil
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
