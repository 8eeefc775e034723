package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"footnote/corpus"
)

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

// job is one import.
type job struct {
	*Ingester
	space  corpus.Space
	by     string
	obs    Observer
	work   work
	locked bool // the caller holds the writer lock
	own    bool // a schedule reads again, nobody else
	now    func() time.Time

	model string
	out   outage

	done, failed, total int
	stored              int   // articles that were added, updated or removed
	fatal               error // why the next article would fail as well
	cause               error // why a place as a whole failed, the last one that did
}

func (in *Ingester) job(space corpus.Space, by string, obs Observer, w work, locked bool) *job {
	return &job{Ingester: in, space: space, by: by, obs: obs, work: w, locked: locked, now: in.Now}
}

// run is the import.
func (j *job) run(ctx context.Context, places []place) error {
	// Articles of one store share one model. Without it nothing can be added, but
	// each place still fails by its name.
	var broken error
	j.model, broken = j.settleModel(ctx, j.obs.Progress, j.locked)
	said := false
	for i := range places {
		p := &places[i]
		p.n = i
		if p.err == nil && broken != nil {
			p.err, p.refs = broken, nil // which says nothing about the source
			if said && corpus.HasCode(broken, corpus.CodeUnavailable) {
				p.err = skipped(p.said(), broken)
			}
			said = true
		}
	}
	j.total = len(places)
	for a := range ahead(ctx, places, j.prepare) {
		j.breathe(ctx)
		if !j.take(ctx, &a) {
			break
		}
	}
	if j.stored > 0 {
		j.publish(ctx, j.space)
	}
	switch {
	case j.fatal != nil:
		return j.fatal
	case j.done < j.total:
		return stopped(ctx.Err(), j.done, j.total)
	case j.failed > 0:
		return &corpus.Problem{Code: corpus.CodeInvalid, Err: ErrIncomplete,
			Message: fmt.Sprintf(j.work.failed, j.failed, j.total)}
	}
	return nil
}

// take stores what was found at a place and reports it. It says whether to go on.
func (j *job) take(ctx context.Context, a *article) (goOn bool) {
	if a.err == nil {
		switch {
		case a.listing != nil:
			return j.takeListing(ctx, a)
		case a.unchanged:
			a.err = j.untouched(ctx, a)
			a.storeFailed = a.err != nil
		}
	}
	report, goOn := j.store(ctx, a)
	if ctx.Err() != nil && report.Status == corpus.StatusFailed {
		return false
	}
	if report.Status == corpus.StatusFailed {
		j.cause = report.Cause
		j.blame(ctx, a, report)
	} else if err := j.setRule(ctx, a); err != nil {
		j.Log.Warn("rule not set", "space", j.space, "source", a.source.ID, "err", err)
	}
	j.report(report, a.place)
	if as := a.place.as; as != nil && as.Articles > 1 && report.Status != corpus.StatusFailed {
		if err := j.alone(ctx, a); err != nil {
			j.Log.Warn("texts that were replaced are still there", "space", j.space, "source", as.ID, "err", err)
		}
	}
	return goOn
}

// alone takes out what a source held beside the one text that it now is: it was an
// archive before.
func (j *job) alone(ctx context.Context, a *article) error {
	if a.unchanged || a.source.Kind == corpus.KindFeed {
		return nil
	}
	known, err := j.Store.Items(ctx, j.space, a.source.ID)
	if err != nil {
		return err
	}
	r := &reading{job: j, place: a.place, src: a.source, others: j.total}
	var others []string
	for _, k := range known {
		if k.Key != a.article.Key {
			others = append(others, k.Key)
		}
	}
	return r.takeOut(ctx, others, false)
}

// report counts and tells what became of an article.
func (j *job) report(r corpus.Imported, p place) {
	r.Place = p.n
	if r.Status == corpus.StatusFailed {
		j.failed++
		j.Log.Warn("article not added", "space", j.space, "place", p.said(), "err", r.Cause)
	}
	j.done++
	if j.obs.Imported != nil {
		j.obs.Imported(r)
	}
	if j.obs.Progress != nil {
		j.obs.Progress(corpus.Progress{Done: j.done, Total: j.total, What: p.name})
	}
}

// store puts a prepared article, unless it failed or nothing was read, and says how
// that went, and whether the next one is worth trying.
func (j *job) store(ctx context.Context, a *article) (report corpus.Imported, goOn bool) {
	report = corpus.Imported{
		ArticleID: a.article.ID, SourceID: a.source.ID, Title: a.article.Title, URL: a.article.URL,
		Passages: len(a.passages), Removed: a.removed,
	}
	err := a.err
	switch {
	case err != nil:
	case a.unchanged:
		report.Status = corpus.StatusUnchanged
		if a.article.ID != "" {
			report.Passages = a.place.as.Passages
		}
	default:
		if report.Status, err = j.put(ctx, a); err != nil {
			a.err, a.storeFailed = err, !errors.Is(err, ErrCeiling)
		}
	}
	if err != nil {
		if report.URL == "" {
			report.URL = a.place.name
		}
		report.Status, report.Passages = corpus.StatusFailed, 0
		report.Error, report.Cause = corpus.Explain(err), err
		if a.storeFailed && (corpus.HasCode(err, corpus.CodeUnavailable) || corpus.HasCode(err, corpus.CodeDamaged)) {
			j.fatal = err // the disk is full or broken: the next one would fail as well
			return report, false
		}
		return report, true
	}
	if report.Status != corpus.StatusUnchanged {
		if j.stored++; j.Breathe != nil && j.stored%publishEvery == 0 {
			j.breathe(ctx)
			j.publish(ctx, j.space) // or the next question would have to do it
		}
	}
	return report, true
}

func (j *job) put(ctx context.Context, a *article) (corpus.Status, error) {
	if !j.locked {
		release, err := j.Store.Lock(ctx, adding.purpose)
		if err != nil {
			return "", err
		}
		defer release()
	}
	if a.vectors != nil || a.place.as == nil { // there may be something new, and nobody else writes meanwhile
		if err := j.room(ctx, a, a.vectors != nil); err != nil {
			return "", err
		}
	}
	put := j.Store.Put
	if a.place.as != nil {
		put = j.Store.PutAgain
	}
	return put(ctx, a.source, a.article, a.original, a.passages, a.model, a.vectors)
}

// untouched notes that there was nothing new to read at a place.
func (j *job) untouched(ctx context.Context, a *article) error {
	src := a.place.as
	if src == nil {
		return problem(corpus.CodeInvalid, "%s says that it has not changed, and was never read: try again.", a.place.said())
	}
	a.article.URL = src.Shown
	if src.Kind == corpus.KindPage {
		a.article.ID, a.article.URL = corpus.ArticleID(j.space, src.ID, src.Location), src.URL
	}
	return j.Store.Visited(ctx, j.space, src.ID, corpus.Visit{At: j.now(), By: j.by, Unchanged: true})
}

// setRule sets the rule that a person asked for, if the source was there before
// and has another.
func (j *job) setRule(ctx context.Context, a *article) error {
	if a.place.rule == "" {
		return nil
	}
	return j.Store.SetRule(ctx, j.space, a.source.ID, a.place.rule, j.by, j.now())
}

// The times after which a source is read again, when something else than the
// source was in the way.
const (
	retryBusy  = 10 * time.Minute // another process writes
	retryModel = 30 * time.Minute // the embedding model does not answer
)

// blame notes at the source of an article, if there is one, that its text is of an
// earlier reading; or when to try again, where the source is not at fault.
func (j *job) blame(ctx context.Context, a *article, report corpus.Imported) {
	if a.place.as != nil && (a.place.refs == nil || a.storeFailed || a.ours || errors.Is(a.err, errTomorrow)) {
		if !j.own {
			return
		}
		id := a.place.as.ID
		until := j.now().Add(retryModel + corpus.Jitter(id, retryModel))
		switch {
		case errors.Is(a.err, errTomorrow):
			until = tomorrow(id, j.now())
		case a.storeFailed:
			until = j.now().Add(retryBusy + corpus.Jitter(id, retryBusy))
		}
		if err := j.Store.Postpone(ctx, j.space, id, until); err != nil {
			j.Log.Warn("source not postponed", "space", j.space, "source", id, "err", err)
		}
		return
	}
	if a.storeFailed || a.ours || errors.Is(a.err, errTomorrow) {
		return
	}
	refs := a.place.refs
	if a.source.ID != "" && refs != nil {
		refs = []string{a.source.ID}
	}
	for _, ref := range refs {
		known, err := j.Store.Source(ctx, j.space, ref)
		if err != nil || known.Kind.Copy() {
			continue // most often it was never added
		}
		v := corpus.Visit{At: j.now(), By: j.by, Failure: report.Error}
		if later := (*corpus.Later)(nil); errors.As(a.err, &later) {
			v.Later = later.After
		}
		if err := j.Store.Visited(ctx, j.space, known.ID, v); err != nil {
			j.Log.Warn("source not marked as stale", "space", j.space, "source", known.ID, "err", err)
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
