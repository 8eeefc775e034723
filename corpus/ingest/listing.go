package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"footnote/corpus"
)

// A feed or an archive is one source of several articles. Its items are read one by
// one, a few ahead, so that memory holds a handful of them however many there are.
// What became of each is remembered in batches (see corpus.KnownItem): who stops or
// kills an import finds its articles stored, and the next reading goes on from
// there.

// notedEvery is after how many items it is noted what became of them. It is what an
// import that was killed looks at again.
const notedEvery = 50

// listed is the error of a listing that stands where something else was wanted.
func listed(p place, l *corpus.Listing) error {
	switch {
	case l.Kind == "":
		return problem(corpus.CodeInvalid, "%s is a list of pages and no text: have its pages shown and added, with the option pages.", p.said())
	case p.as == nil:
		return nil
	case l.Kind == corpus.KindFeed && p.as.Kind == corpus.KindPage:
		return problem(corpus.CodeInvalid, "%s is a feed now, and was a page: add it anew if the feed is meant, and remove this source.", p.said())
	}
	return nil
}

// reading is one reading of a listing.
type reading struct {
	*job
	place     place
	src       corpus.Source
	plan      plan
	keep      int // see Ceilings.FeedItems
	noted     []corpus.KnownItem
	told      int   // reports
	rest      int   // reports that may still come, as far as is known
	others    int   // what the job counts beside this place
	stopped   error // ErrCeiling, after which nothing more can be added
	left      int   // items that were not tried, because of it
	added     bool  // the source is new
	late      bool  // there was no time for all of them
	displaced int   // articles that were taken out because the space is full
	ours      bool  // some could not be added for a reason of our own
}

// takeListing reads the items of a listing and stores them. It says whether to go
// on.
func (j *job) takeListing(ctx context.Context, a *article) (goOn bool) {
	l := *a.listing
	r := &reading{job: j, place: a.place, others: j.total - 1}
	title := cmp.Or(corpus.OneLine(l.Title), baseName(l.Shown))
	if as := a.place.as; as != nil {
		l.Kind, l.Location, l.Shown = as.Kind, as.Location, as.Shown
	}
	r.src = j.newSource(l.Kind, l.Location, l.Shown, title, a.place.rule)
	a.source, a.article.Title = r.src, title
	if l.Kind == corpus.KindFeed {
		r.keep = j.ceilings(j.space).FeedItems
	}
	fail := func(err error, ours bool) bool {
		a.listing, a.err, a.storeFailed = nil, err, ours
		r.expect(1)
		return j.take(ctx, a)
	}
	if l.Kind != corpus.KindFeed && len(l.Items) == 0 {
		return fail(problem(corpus.CodeInvalid, "%s holds nothing that can be read.", a.place.said()), false)
	}
	known, err := j.Store.Items(ctx, j.space, r.src.ID)
	if err != nil {
		return fail(err, true)
	}
	if len(known) == 0 { // it may be new
		if err := j.room(ctx, &article{source: r.src, article: corpus.Article{Meta: corpus.Meta{Space: j.space}}}, false); errors.Is(err, ErrCeiling) {
			return fail(err, false)
		}
	}
	r.plan = planOf(l, known, r.keep, !j.own, j.now())
	if l.Kind == corpus.KindFeed && a.place.as == nil {
		// A feed may have no items yet, or none that can be read now.
		if r.added, err = j.Store.PutSource(ctx, r.src); err != nil {
			return fail(err, true)
		}
	}
	if l.Kind == corpus.KindFeed {
		r.noted = append(r.noted, r.plan.seen...)
		r.note(ctx, nil)
	}
	r.expect(len(r.plan.read))
	if !r.read(ctx, l) {
		r.expect(max(r.rest, 1)) // it is not done
		r.note(context.WithoutCancel(ctx), nil)
		return false
	}
	r.expect(0)
	if err := r.settle(ctx, l); err != nil {
		if ctx.Err() != nil {
			r.expect(max(r.rest, 1))
			return false
		}
		return fail(err, true)
	}
	r.expect(0)
	if err := j.setRule(ctx, a); err != nil {
		j.Log.Warn("rule not set", "space", j.space, "source", r.src.ID, "err", err)
	}
	return true
}

// expect says how many reports of this place may still come, so that the job never
// counts past its total.
func (r *reading) expect(rest int) {
	r.rest = rest
	r.job.total = r.others + r.told + rest
}

// tell reports one of those that were expected.
func (r *reading) tell(report corpus.Imported, p place) {
	r.told++
	r.expect(max(r.rest-1, 0))
	r.job.report(report, p)
}

// read reads the items that the plan names. It says whether to go on.
func (r *reading) read(ctx context.Context, l corpus.Listing) (goOn bool) {
	prepare := func(ctx context.Context, i planned) article { return r.item(ctx, l, i) }
	n := 0
	start := time.Now()
	for a := range ahead(ctx, r.plan.read, prepare) {
		i := r.plan.read[n]
		n++
		r.breathe(ctx)
		report, goOn := r.store(ctx, &a, i)
		if ctx.Err() != nil && report.Status == corpus.StatusFailed {
			return false
		}
		said := errors.Is(a.err, errTomorrow) && r.stopped != nil // once is enough
		if report.Status != corpus.StatusUnchanged && !said {
			r.tell(report, a.place)
		} else {
			r.expect(r.rest - 1)
		}
		if !goOn {
			return false
		}
		switch {
		case report.Status != corpus.StatusFailed:
			r.plan.held[i.Key] = true
			k := i.known
			if a.owed != nil {
				k = again(k, r.now(), waitOf(a.owed))
			}
			if a.owed == nil || k.Failures >= mostTries { // then the feed's own text is what there is
				k.Failures, k.Due = 0, time.Time{}
			} else {
				r.plan.waiting++
			}
			r.noted = append(r.noted, k)
		case errors.Is(a.err, errTomorrow):
			// Others may have been fetched meanwhile, and those that were not are refused
			// at no cost.
			r.stopped = a.err
			r.left++
		case errors.Is(a.err, ErrCeiling):
			r.stopped, r.left = a.err, r.left+len(r.plan.read)-n+1
			return true
		case a.storeFailed || a.ours:
			r.ours = true
		default:
			k := again(i.known, r.now(), waitOf(a.err))
			r.noted = append(r.noted, k)
			if k.Failures < mostTries {
				r.plan.waiting++
			} else {
				r.plan.failed++
			}
		}
		if len(r.noted) >= notedEvery {
			r.note(ctx, nil)
		}
		if r.own && time.Since(start) > mostReading && n < len(r.plan.read) { // the others want their turn too
			r.late = true
			return true
		}
	}
	return ctx.Err() == nil
}

// store stores an item. A feed in a space that is full makes room for it by its own
// oldest items.
func (r *reading) store(ctx context.Context, a *article, i planned) (report corpus.Imported, goOn bool) {
	for {
		report, goOn = r.job.store(ctx, a)
		if !goOn || r.src.Kind != corpus.KindFeed || !errors.Is(a.err, ErrCeiling) || errors.Is(a.err, errTomorrow) {
			return report, goOn
		}
		oldest, ok := r.plan.oldest(i.known.At)
		if !ok {
			return report, goOn
		}
		if err := r.takeOut(ctx, []string{oldest}, true); err != nil {
			r.Log.Warn("no room made", "space", r.space, "source", r.src.ID, "err", err)
			return report, goOn
		}
		r.displaced++
		a.err = nil
	}
}

// item prepares one item of a listing.
func (r *reading) item(ctx context.Context, l corpus.Listing, i planned) (a article) {
	p := place{name: r.called(l, i.Item), n: r.place.n, as: r.place.as, web: i.Read == nil}
	a = article{place: p, model: r.model, source: r.src}
	a.article.ID, a.article.Title = corpus.ArticleID(r.space, r.src.ID, i.Key), corpus.OneLine(i.Title)
	defer r.caught(&a)
	r.breathe(ctx)
	d, err := r.draft(ctx, p, i.Item)
	if err != nil {
		if d, a.owed, a.err = r.insteadOf(ctx, i, a.article.ID, err); a.err != nil {
			return a
		}
	}
	d.Key, d.URL = i.Key, cmp.Or(d.URL, i.URL)
	if d.Title == "" || d.Title == d.URL {
		d.Title = corpus.OneLine(i.Title)
	}
	if d.Published.IsZero() {
		d.Published = i.Published.UTC().Truncate(24 * time.Hour)
	}
	if rest, ok := strings.CutPrefix(d.URL, l.Location); ok && l.Kind == corpus.KindFile {
		d.URL = r.src.Shown + rest // by the path that the archive was first given by
	}
	r.breathe(ctx)
	cleaned := corpus.Clean(d)
	if cleaned.Title == "" {
		cleaned.Title = cmp.Or(corpus.Opening(cleaned.Body), baseName(i.Key))
	}
	r.name(&a, corpus.Reading{Kind: r.src.Kind, Location: r.src.Location, Shown: r.src.Shown, Draft: d}, cleaned)
	a.source = r.src
	r.finish(ctx, &a)
	return a
}

// draft reads an item: from the listing itself, or from where it stands.
func (r *reading) draft(ctx context.Context, p place, i corpus.Item) (corpus.Draft, error) {
	if i.Read != nil {
		return i.Read(ctx)
	}
	if !webAddress(i.URL) {
		return corpus.Draft{}, problem(corpus.CodeInvalid, "%s has no web address and no text.", p.said())
	}
	c, err := r.fetch(ctx, r.space, corpus.Fetch{Address: i.URL, Own: true})
	if err == nil && c.Reading == nil {
		err = problem(corpus.CodeInvalid, "%s is no text.", p.said())
	}
	if err != nil {
		return corpus.Draft{}, err
	}
	return c.Reading.Draft, nil
}

// insteadOf is the feed's own text of an item whose page cannot be had because of err.
// owed is err where it is a passing one, so that the page is worth another try.
//
// A text that the item has is not given up for a shorter one: most often it is that
// of the page, and the feed's is the beginning of it.
func (r *reading) insteadOf(ctx context.Context, i planned, id string, err error) (d corpus.Draft, owed, failed error) {
	if i.Own == nil || ctx.Err() != nil || errors.Is(err, ErrCeiling) || !errors.As(err, new(*corpus.Problem)) {
		return d, nil, err
	}
	d, none := i.Own(ctx)
	if none != nil {
		return d, nil, err
	}
	if i.known.Held {
		before, cause := r.Store.Article(ctx, r.space, id, "")
		if cause != nil && !corpus.HasCode(cause, corpus.CodeMissing) {
			return d, nil, cause
		}
		if len(corpus.Clean(d).Body) < len(before.Body) {
			return d, nil, err
		}
	}
	if corpus.HasCode(err, corpus.CodeUnavailable) {
		owed = err
	}
	return d, owed, nil
}

// called is what an item is called in a report.
func (r *reading) called(l corpus.Listing, i corpus.Item) string {
	if i.URL != "" {
		return withoutPassword(i.URL)
	}
	if rest, ok := strings.CutPrefix(i.Key, l.Location); ok && rest != "" {
		return r.src.Shown + rest
	}
	return cmp.Or(corpus.OneLine(i.Title), corpus.OneLine(i.Key))
}

// note remembers what became of items since it was last called.
func (r *reading) note(ctx context.Context, forget []string) {
	err := r.Store.PutItems(ctx, r.space, r.src.ID, r.noted, forget)
	if err != nil {
		r.Log.Warn("items not noted", "space", r.space, "source", r.src.ID, "err", err)
		r.ours = true
	}
	r.noted = r.noted[:0]
}

// settle takes out what does not belong to the source any more, and notes how the
// reading went.
func (r *reading) settle(ctx context.Context, l corpus.Listing) error {
	r.noted = append(r.noted, r.plan.leave...)
	r.note(ctx, r.plan.forget)
	if len(r.plan.gone) < len(r.plan.held) { // else nothing would be left
		if err := r.takeOut(ctx, r.plan.gone, false); err != nil {
			return err
		}
	}
	var old []string
	for key := range r.plan.older(r.keep, func(key string) bool { return r.plan.held[key] }) {
		old = append(old, key)
	}
	if err := r.takeOut(ctx, old, true); err != nil {
		return err
	}
	now := r.now()
	v := corpus.Visit{At: now, By: r.by, Every: l.Every, Title: r.src.Title, Validators: l.Validators}
	if r.plan.waiting > 0 || r.left > 0 || r.late || r.ours {
		v.Validators = corpus.Validators{} // it is worth reading again though it has not changed
	}
	switch {
	case errors.Is(r.stopped, errTomorrow):
		v.Again = tomorrow(r.src.ID, now)
	case r.late:
		v.Again = now
	case r.ours:
		v.Again = now.Add(retryModel + corpus.Jitter(r.src.ID, retryModel))
	}
	v.Note = r.remark(l, len(r.plan.leave)+len(old))
	err := r.Store.Visited(ctx, r.space, r.src.ID, v)
	if corpus.HasCode(err, corpus.CodeMissing) {
		err = nil // no item could be stored, or it was removed meanwhile
	}
	if err != nil || r.told > 0 {
		return err
	}
	report := corpus.Imported{Status: corpus.StatusUnchanged, SourceID: r.src.ID, Title: r.src.Title, URL: r.src.Shown}
	if r.added {
		report.Status = corpus.StatusAdded
	}
	r.expect(1)
	r.tell(report, r.place)
	return nil
}

// takeOut removes articles of the source by their keys, and reports each.
func (r *reading) takeOut(ctx context.Context, keys []string, drop bool) error {
	if len(keys) == 0 {
		return nil
	}
	if !r.locked {
		release, err := r.Store.Lock(ctx, r.work.purpose)
		if err != nil {
			return err
		}
		defer release()
	}
	gone, err := r.Store.RemoveArticles(ctx, r.space, r.src.ID, keys, drop, r.by)
	if err != nil {
		return err
	}
	r.stored += len(gone)
	r.expect(r.rest + len(gone))
	for _, m := range gone {
		delete(r.plan.at, m.Key)
		delete(r.plan.held, m.Key)
		r.tell(corpus.Imported{Status: corpus.StatusRemoved, ArticleID: m.ID, SourceID: r.src.ID, Title: m.Title, URL: m.URL},
			place{name: cmp.Or(m.URL, m.Title), n: r.place.n})
	}
	return nil
}

// remark is what a person should know of the source, beside its state.
func (r *reading) remark(l corpus.Listing, out int) string {
	p := message.NewPrinter(language.English)
	var all []string
	switch {
	case out > 0:
		all = append(all, p.Sprintf("The %d newest items are kept; %s taken out.", r.keep, count(p, out, "older one was", "older ones were")))
	case r.keep > 0 && r.place.as != nil && strings.HasPrefix(r.place.as.Note, p.Sprintf("The %d newest items are kept;", r.keep)):
		note, _, _ := strings.Cut(r.place.as.Note, ".")
		all = append(all, note+".") // of the last time that there were too many
	}
	if r.displaced > 0 {
		all = append(all, p.Sprintf("%s taken out to make room for newer ones.", count(p, r.displaced, "older item was", "older items were")))
	}
	if l.More > 0 {
		all = append(all, p.Sprintf("%s more in it are too many and were left out.", count(p, l.More, "item", "items")))
	}
	if r.plan.waiting > 0 {
		all = append(all, p.Sprintf("%s could not be read, to be tried again.", count(p, r.plan.waiting, "item", "items")))
	}
	if r.plan.failed > 0 {
		all = append(all, p.Sprintf("%s could not be read.", count(p, r.plan.failed, "item", "items")))
	}
	if r.left > 0 {
		all = append(all, p.Sprintf("%s not added: %s", count(p, r.left, "item was", "items were"), corpus.Explain(r.stopped)))
	}
	if l.Note != "" {
		all = append(all, l.Note)
	}
	return strings.Join(all, " ")
}

func count(p *message.Printer, n int, one, many string) string {
	if n == 1 {
		return fmt.Sprint("1 ", one)
	}
	return p.Sprintf("%d ", n) + many
}
