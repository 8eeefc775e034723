package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"footnote/corpus"
	"footnote/corpus/store"
)

// web is a web in memory. It is safe for concurrent use, as the real one.
type web struct {
	mu    sync.Mutex
	pages map[string]func(corpus.Fetch) (corpus.Content, error)
	asked []corpus.Fetch
}

func (w *web) Fetch(ctx context.Context, f corpus.Fetch) (corpus.Content, error) {
	if err := ctx.Err(); err != nil {
		return corpus.Content{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, f)
	page := w.pages[f.Address]
	if page == nil {
		return corpus.Content{}, &corpus.Problem{Code: corpus.CodeMissing, Message: f.Address + ": there is no such page: check the address.", Err: errors.New("status 404")}
	}
	return page(f)
}

// fetched are the addresses that were asked for, in order of the alphabet, and
// forgets them: some are fetched side by side.
func (w *web) fetched() (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range w.asked {
		all = append(all, f.Address)
	}
	w.asked = nil
	slices.Sort(all)
	return all
}

// text puts a page there.
func (w *web) text(address, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[address] = func(f corpus.Fetch) (corpus.Content, error) {
		v := corpus.Validators{ETag: corpus.ContentHash(text)}
		if f.Known == v {
			return corpus.Content{Unchanged: true}, nil
		}
		return corpus.Content{Reading: &corpus.Reading{Kind: corpus.KindPage, Location: address, Shown: address, Validators: v,
			Draft: corpus.Draft{Key: address, Text: text, Title: "About " + address, URL: address, Original: []byte(text)}}}, nil
	}
}

// feed puts a feed there, the newest item first. An item is "key" or "key version".
func (w *web) feed(address string, items ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	l := corpus.Listing{Kind: corpus.KindFeed, Location: address, Shown: address, Title: "The Feed", Every: 2 * time.Hour,
		Validators: corpus.Validators{ETag: corpus.ContentHash(strings.Join(items, "\n"))}}
	for _, i := range items {
		key, version, _ := strings.Cut(i, " ")
		l.Items = append(l.Items, corpus.Item{Key: key, URL: itemURL(key), Title: "Item " + key, Version: version})
	}
	w.pages[address] = func(f corpus.Fetch) (corpus.Content, error) {
		if f.Known == l.Validators {
			return corpus.Content{Unchanged: true}, nil
		}
		return corpus.Content{Listing: &l}, nil
	}
}

func (w *web) fails(address string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[address] = func(corpus.Fetch) (corpus.Content, error) { return corpus.Content{}, err }
}

func itemURL(key string) string { return "https://example.org/items/" + key }

const feedURL = "https://example.org/feed"

// feedRig is a rig with a web and a clock that can be moved.
type feedRig struct {
	*rig
	web *web
	now time.Time
}

func newFeedRig(t testing.TB) *feedRig {
	t.Helper()
	r := &feedRig{rig: newRig(t, nil), web: &web{pages: map[string]func(corpus.Fetch) (corpus.Content, error){}},
		now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	r.Config.Web = r.web
	r.Config.Now = func() time.Time { return r.now }
	return r
}

// told are the reports as "status title", and forgets them.
func (r *feedRig) told() (all []string) {
	for _, i := range r.reports {
		all = append(all, fmt.Sprintf("%s %s", i.Status, i.Title))
	}
	r.reports = nil
	return all
}

func (r *feedRig) addFeed(t testing.TB) []string {
	t.Helper()
	if err := r.AddURLs(t.Context(), "s", "ann", []string{feedURL}, Adding{}, r.observer()); err != nil && !errors.Is(err, ErrIncomplete) {
		t.Fatal(err)
	}
	return r.told()
}

// refreshDue moves the clock to when the source is due, and reads what is.
func (r *feedRig) refreshDue(t testing.TB, ref string) []corpus.Refreshed {
	t.Helper()
	due := r.source(t, ref).Due
	if due.IsZero() {
		t.Fatal("it is never due")
	}
	r.now = due
	var all []corpus.Refreshed
	if err := r.RefreshDue(t.Context(), r.now, func(d corpus.Refreshed) { all = append(all, d) }); err != nil {
		t.Fatal(err)
	}
	return all
}

// keys are the keys of the articles of a source.
func (r *feedRig) keys(t testing.TB, sourceID string) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	for d, err := range r.store.Documents(t.Context(), "s", nil) {
		if err != nil {
			t.Fatal(err)
		}
		if d.SourceID == sourceID {
			keys[d.Key] = true
		}
	}
	return keys
}

func TestFeed(t *testing.T) {
	r := newFeedRig(t)
	r.web.feed(feedURL, "c 1", "b 1", "a 1")
	for _, key := range []string{"a", "b", "c"} {
		r.web.text(itemURL(key), story("tide of "+key))
	}
	if d := cmp.Diff([]string{"added About https://example.org/items/c", "added About https://example.org/items/b", "added About https://example.org/items/a"}, r.addFeed(t)); d != "" {
		t.Error(d)
	}
	src := r.source(t, feedURL)
	if src.Title != "The Feed" || src.Kind != corpus.KindFeed || src.Refresh != corpus.RuleFeed || src.Articles != 3 || src.State != corpus.StateFresh {
		t.Errorf("%+v", src)
	}
	if wait := src.Due.Sub(r.now); wait < 2*time.Hour || wait > 132*time.Minute {
		t.Errorf("due after %v", wait)
	}
	for _, f := range r.web.asked {
		if f.Own != (f.Address != feedURL) {
			t.Errorf("%s is fetched with Own %v", f.Address, f.Own)
		}
	}
	r.web.fetched()

	// Nothing new: the server says so, and nothing is read.
	calls, generation := r.embedder.calls.Load(), r.generation(t)
	if got := r.refreshDue(t, feedURL); len(got) != 1 || got[0].Status != corpus.StatusUnchanged || got[0].SourceID != src.ID || got[0].Space != "s" {
		t.Errorf("%+v", got)
	}
	if got := r.web.fetched(); len(got) != 1 {
		t.Errorf("fetched %v", got)
	}
	if r.embedder.calls.Load() != calls || r.generation(t) != generation {
		t.Error("something was embedded, or a generation begun")
	}

	// One is new, one changed, one stands there no more and stays.
	r.web.feed(feedURL, "d 1", "c 1", "b 2")
	r.web.text(itemURL("d"), story("tide of d"))
	r.web.text(itemURL("b"), story("storm of b"))
	if got := r.refreshDue(t, feedURL); len(got) != 1 || got[0].Status != corpus.StatusUpdated {
		t.Errorf("%+v", got)
	}
	if d := cmp.Diff([]string{feedURL, itemURL("b"), itemURL("d")}, r.web.fetched()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]bool{"a": true, "b": true, "c": true, "d": true}, r.keys(t, src.ID)); d != "" {
		t.Error(d)
	}
	for key, about := range map[string]string{"a": "tide", "b": "storm", "c": "tide", "d": "tide"} {
		a, err := r.store.Article(t.Context(), "s", corpus.ArticleID("s", src.ID, key), "")
		if err != nil || !strings.Contains(a.Body, "The "+about+" of "+key) || a.URL != itemURL(key) {
			t.Errorf("%s: %+v, %v", key, a, err)
		}
	}
	// By hand the same, and nothing is news.
	if err := r.Refresh(t.Context(), "s", "bob", []string{src.ID}, r.observer()); err != nil {
		t.Fatal(err)
	}
	if i := r.reports[0]; i.ArticleID != "" || i.SourceID != src.ID || i.URL != feedURL || i.Passages != 0 {
		t.Errorf("%+v", i)
	}
	if d := cmp.Diff([]string{"unchanged The Feed"}, r.told()); d != "" {
		t.Error(d)
	}
	// And adding it again, too, though nothing says that it is unchanged.
	if d := cmp.Diff([]string{"unchanged The Feed"}, r.addFeed(t)); d != "" {
		t.Error(d)
	}
	if n := r.counts(t); n.Sources != 1 || n.Articles != 4 {
		t.Errorf("%+v", n)
	}
	if err := r.store.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func (r *rig) generation(t testing.TB) int64 {
	t.Helper()
	g, err := r.store.Generation(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// A feed that has nothing yet is a source all the same, and what comes arrives.
func TestEmptyFeed(t *testing.T) {
	r := newFeedRig(t)
	r.web.feed(feedURL)
	if d := cmp.Diff([]string{"added The Feed"}, r.addFeed(t)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"unchanged The Feed"}, r.addFeed(t)); d != "" {
		t.Error(d)
	}
	r.web.feed(feedURL, "a")
	r.web.text(itemURL("a"), story("tide"))
	if got := r.refreshDue(t, feedURL); len(got) != 1 || got[0].Status != corpus.StatusUpdated || r.source(t, feedURL).Articles != 1 {
		t.Errorf("%+v", got)
	}
	// All its items going does not empty it.
	r.web.feed(feedURL)
	if got := r.refreshDue(t, feedURL); len(got) != 1 || got[0].Status != corpus.StatusUnchanged || r.source(t, feedURL).Articles != 1 {
		t.Errorf("%+v", got)
	}
}

// An item that fails is tried again a few times, less and less often, and costs
// nobody else.
func TestFeedItemFails(t *testing.T) {
	r := newFeedRig(t)
	r.web.feed(feedURL, "b", "a")
	r.web.text(itemURL("a"), story("tide"))
	if d := cmp.Diff([]string{"failed Item b", "added About " + itemURL("a")}, r.addFeed(t)); d != "" {
		t.Error(d)
	}
	src := r.source(t, feedURL)
	if src.State != corpus.StateFresh || src.Note != "1 item could not be read, to be tried again." {
		t.Errorf("%+v", src)
	}
	r.web.fetched()
	tries, readings := 1, 0
	for ; readings < 40; readings++ {
		r.refreshDue(t, feedURL)
		for _, address := range r.web.fetched() {
			if address == itemURL("a") {
				t.Error("what is stored was fetched again")
			}
			if address == itemURL("b") {
				tries++
			}
		}
	}
	if tries != mostTries {
		t.Errorf("%d tries", tries)
	}
	if src := r.source(t, feedURL); src.Note != "1 item could not be read." || src.State != corpus.StateFresh {
		t.Errorf("%+v", src)
	}
	if src := r.source(t, feedURL); src.Validators == (corpus.Validators{}) {
		t.Error("it is not asked by its validators again")
	}
	// It changes, and is tried again.
	r.web.feed(feedURL, "b new", "a")
	r.web.text(itemURL("b"), story("moon"))
	r.refreshDue(t, feedURL)
	if src := r.source(t, feedURL); src.Note != "" || src.Articles != 2 {
		t.Errorf("%+v", src)
	}
}

// A changed item that cannot be read keeps the text that it had.
func TestFeedItemKeepsItsText(t *testing.T) {
	r := newFeedRig(t)
	r.web.feed(feedURL, "a 1")
	r.web.text(itemURL("a"), story("tide"))
	r.addFeed(t)
	r.web.feed(feedURL, "a 2")
	r.web.text(itemURL("a"), " ")
	r.refreshDue(t, feedURL)
	src := r.source(t, feedURL)
	a, err := r.store.Article(t.Context(), "s", corpus.ArticleID("s", src.ID, "a"), "")
	if err != nil || !strings.Contains(a.Body, "tide") || src.State != corpus.StateFresh {
		t.Errorf("%+v %+v, %v", src, a, err)
	}
}

// A feed that cannot be read keeps its articles and is stale.
func TestFeedFails(t *testing.T) {
	r := newFeedRig(t)
	r.web.feed(feedURL, "a")
	r.web.text(itemURL("a"), story("tide"))
	r.addFeed(t)
	r.web.fails(feedURL, &corpus.Problem{Code: corpus.CodeUnavailable, Message: "The site rests."})
	got := r.refreshDue(t, feedURL)
	src := r.source(t, feedURL)
	if len(got) != 1 || got[0].Status != corpus.StatusFailed || got[0].Cause == nil || src.State != corpus.StateStale || src.Reason != "The site rests." || src.Articles != 1 {
		t.Errorf("%+v %+v", got, src)
	}
	r.web.text(feedURL, story("something else")) // it became a page
	r.refreshDue(t, feedURL)
	if src := r.source(t, feedURL); src.State != corpus.StateStale || !strings.Contains(src.Reason, "no feed any more") || src.Articles != 1 {
		t.Errorf("%+v", src)
	}
}

func TestFeedItemsCeiling(t *testing.T) {
	r := newFeedRig(t)
	r.Ceilings = Ceilings{FeedItems: 3}
	for _, key := range strings.Split("abcdefgh", "") {
		r.web.text(itemURL(key), story("tide of "+key))
	}
	r.web.feed(feedURL, "e", "d", "c", "b", "a")
	if got := r.addFeed(t); len(got) != 3 {
		t.Errorf("%v", got)
	}
	src := r.source(t, feedURL)
	if src.Note != "The 3 newest items are kept; 2 older ones were taken out." || src.Articles != 3 {
		t.Errorf("%+v", src)
	}
	if n := len(r.web.fetched()); n != 4 {
		t.Errorf("%d fetches", n)
	}
	r.now = r.now.Add(time.Minute)
	if got := r.addFeed(t); len(r.web.fetched()) != 1 || len(got) != 1 {
		t.Errorf("the dropped ones came back: %v", got)
	}
	r.web.feed(feedURL, "g", "f", "e", "d", "c", "b", "a")
	r.refreshDue(t, feedURL)
	if d := cmp.Diff(map[string]bool{"g": true, "f": true, "e": true}, r.keys(t, src.ID)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{feedURL, itemURL("f"), itemURL("g")}, r.web.fetched()); d != "" {
		t.Error(d)
	}
	// They are gone for good, though there is room again.
	r.Ceilings = Ceilings{}
	r.web.feed(feedURL, "g x", "f", "e", "d", "c", "b")
	r.refreshDue(t, feedURL)
	if d := cmp.Diff(map[string]bool{"g": true, "f": true, "e": true}, r.keys(t, src.ID)); d != "" {
		t.Error(d)
	}
	// What a feed does not list any more need not be remembered.
	items, err := r.store.Items(t.Context(), "s", src.ID)
	if err != nil || len(items) != 6 {
		t.Errorf("%+v, %v", items, err)
	}
}

// What falls behind the newest that are kept stays out for good, whatever became of
// it before: whether its next try was due must not decide that.
func TestFeedItemFailsAndFallsBehind(t *testing.T) {
	for name, c := range map[string]struct {
		tries int           // before the newer one comes
		wait  time.Duration // until it comes
	}{
		"never tried":             {0, time.Minute},
		"a try is due":            {1, 3 * time.Hour},
		"waits for its next try":  {2, time.Minute},
		"is left alone for good":  {mostTries, time.Minute},
		"and was so for a season": {mostTries, 2000 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			r := newFeedRig(t)
			r.Ceilings = Ceilings{FeedItems: 1}
			down := &corpus.Problem{Code: corpus.CodeUnavailable, Message: "Down."}
			r.web.fails(itemURL("a"), down)
			r.web.fails(itemURL("b"), down)
			if c.tries == 0 {
				r.web.feed(feedURL)
			} else {
				r.web.feed(feedURL, "a 1")
			}
			r.addFeed(t)
			src := r.source(t, feedURL)
			read := func(after time.Duration) {
				r.now = r.now.Add(after)
				if err := r.Refresh(t.Context(), "s", "bob", []string{src.ID}, Observer{}); err != nil && !errors.Is(err, ErrIncomplete) {
					t.Fatal(err)
				}
			}
			for range c.tries - 1 {
				read(100 * time.Hour)
			}
			r.web.fetched()
			r.web.feed(feedURL, "b 1", "a 1")
			read(c.wait)
			if d := cmp.Diff([]string{feedURL, itemURL("b")}, r.web.fetched()); d != "" {
				t.Error(d)
			}
			if note := r.source(t, feedURL).Note; !strings.HasSuffix(note, "; 1 older one was taken out. 1 item could not be read, to be tried again.") {
				t.Errorf("%q does not speak of the newer one alone as to be tried again", note)
			}
			// The newer one goes, and the older one can be read at last, as a new version.
			r.web.text(itemURL("a"), story("tide"))
			r.web.feed(feedURL, "a 2")
			read(100 * time.Hour)
			if got := r.keys(t, src.ID); len(got) > 0 {
				t.Errorf("%v came back", got)
			}
		})
	}
}

// A page that turned into a form to log in by does not replace the article, neither
// as a page nor as an item; when the text is back it is fresh again.
func TestLogInPageReplacesNothing(t *testing.T) {
	const logIn = "Log in to continue. Please enter your e-mail address and your password. Forgot your password? Create an account."
	text := essay(12, -1, "")
	r := newFeedRig(t)
	r.web.text(tidePage, text)
	r.web.text(itemURL("a"), text)
	r.web.feed(feedURL, "a 1")
	if err := r.AddURLs(t.Context(), "s", "ann", []string{tidePage, feedURL}, Adding{}, r.observer()); err != nil {
		t.Fatal(err)
	}
	r.web.text(tidePage, logIn)
	r.web.text(itemURL("a"), logIn)
	r.web.feed(feedURL, "a 2")
	if got := r.refreshDue(t, feedURL); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	r.refreshDue(t, tidePage)
	page, feed := r.source(t, tidePage), r.source(t, feedURL)
	if page.State != corpus.StateStale || page.Reason == "" || feed.State != corpus.StateFresh || !strings.Contains(feed.Note, "1 item") {
		t.Errorf("%+v\n%+v", page, feed)
	}
	for _, id := range []string{corpus.ArticleID("s", page.ID, tidePage), corpus.ArticleID("s", feed.ID, "a")} {
		if a, err := r.store.Article(t.Context(), "s", id, ""); err != nil || strings.Contains(a.Body, "password") {
			t.Errorf("%q, %v", a.Body, err)
		}
	}
	r.web.text(tidePage, text+"\n\nThe ferry sails again.")
	r.refreshDue(t, tidePage)
	if page := r.source(t, tidePage); page.State != corpus.StateFresh {
		t.Errorf("%+v", page)
	}
}

// A feed of many slow items takes its turn, and goes on at the next.
func TestLongFeedTakesTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st, err := store.OpenMemory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		r := &feedRig{rig: newRig(t, st), web: &web{pages: map[string]func(corpus.Fetch) (corpus.Content, error){}}}
		r.Config.Now = time.Now
		r.Config.Web = r.web
		r.web.feed(feedURL)
		r.addFeed(t)
		var items []string
		for i := range 60 {
			key := fmt.Sprint(i)
			items = append(items, key)
			r.web.text(itemURL(key), story("tide of "+key))
		}
		r.web.feed(feedURL, items...)
		r.Config.Web = slowItems{r.web}
		time.Sleep(3 * time.Hour)
		calls := 0
		for ; r.source(t, feedURL).Articles < 60 && calls < 20; calls++ {
			start := time.Now()
			if err := r.RefreshDue(t.Context(), start, nil); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took > mostReading+time.Minute {
				t.Errorf("it took %v", took)
			}
			time.Sleep(time.Minute)
		}
		if calls < 3 || calls > 10 {
			t.Errorf("%d calls", calls)
		}
		if src := r.source(t, feedURL); src.Note != "" || src.State != corpus.StateFresh || src.Validators == (corpus.Validators{}) {
			t.Errorf("%+v", src)
		}
	})
}

type slowItems struct{ *web }

func (w slowItems) Fetch(ctx context.Context, f corpus.Fetch) (corpus.Content, error) {
	if f.Address != feedURL {
		select {
		case <-time.After(20 * time.Second):
		case <-ctx.Done():
			return corpus.Content{}, ctx.Err()
		}
	}
	return w.web.Fetch(ctx, f)
}

// own gives the items of a feed a text of the feed's own, beside their page.
func (w *web) own(address string, texts map[string]string) {
	c, _ := w.pages[address](corpus.Fetch{})
	for i := range c.Listing.Items {
		item := &c.Listing.Items[i]
		if text := texts[item.Key]; text != "" {
			item.Own = func(context.Context) (corpus.Draft, error) {
				return corpus.Draft{Key: item.Key, URL: item.URL, Title: item.Title, Text: text, Original: []byte(text)}, nil
			}
		}
	}
}

// An item whose page cannot be had is read from the feed, whatever the reason, and
// its page is tried again where the reason passes.
func TestFeedsOwnText(t *testing.T) {
	for name, c := range map[string]struct {
		err     error
		passing bool
	}{
		"no such page":   {&corpus.Problem{Code: corpus.CodeMissing, Message: "Not there."}, false},
		"not to be read": {&corpus.Problem{Code: corpus.CodeInvalid, Message: "Disallowed by robots.txt."}, false},
		"no answer":      {&corpus.Problem{Code: corpus.CodeUnavailable, Message: "No answer."}, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newFeedRig(t)
			r.web.feed(feedURL, "b 1", "a 1")
			r.web.own(feedURL, map[string]string{"a": story("tide")})
			r.web.fails(itemURL("a"), c.err)
			r.web.fails(itemURL("b"), c.err)
			if d := cmp.Diff([]string{"failed Item b", "added Item a"}, r.addFeed(t)); d != "" {
				t.Error(d)
			}
			src := r.source(t, feedURL)
			waiting := "1 item could not be read, to be tried again."
			if c.passing {
				waiting = "2 items could not be read, to be tried again."
			}
			if src.Note != waiting {
				t.Errorf("note %q", src.Note)
			}
			r.web.fetched()
			tries := 1
			for range 40 {
				r.refreshDue(t, feedURL)
				for _, address := range r.web.fetched() {
					if address == itemURL("a") {
						tries++
					}
				}
			}
			if want := map[bool]int{false: 1, true: mostTries}[c.passing]; tries != want {
				t.Errorf("%d tries, want %d", tries, want)
			}
			if src := r.source(t, feedURL); src.Note != "1 item could not be read." || src.Articles != 1 || src.State != corpus.StateFresh {
				t.Errorf("%+v", src)
			}
		})
	}
}

// The page takes the place of the feed's text when it can be had, and is not given
// up again for a beginning of it.
func TestFeedsOwnTextAndThePage(t *testing.T) {
	r := newFeedRig(t)
	body := func() string {
		a, err := r.store.Article(t.Context(), "s", corpus.ArticleID("s", r.source(t, feedURL).ID, "a"), "")
		if err != nil {
			t.Fatal(err)
		}
		return a.Body
	}
	teaser := "The tide was high. The quay was wet."
	down := &corpus.Problem{Code: corpus.CodeUnavailable, Message: "Down."}
	r.web.feed(feedURL, "a 1")
	r.web.own(feedURL, map[string]string{"a": teaser})
	r.web.fails(itemURL("a"), down)
	r.addFeed(t)
	if body() != teaser {
		t.Errorf("%q", body())
	}
	r.web.text(itemURL("a"), story("tide"))
	r.now = r.now.Add(3 * time.Hour)
	r.refreshDue(t, feedURL)
	whole := body()
	if whole == teaser {
		t.Error("the page was not read when it was there")
	}
	r.web.feed(feedURL, "a 2")
	r.web.own(feedURL, map[string]string{"a": teaser})
	r.web.fails(itemURL("a"), down)
	r.refreshDue(t, feedURL)
	if body() != whole {
		t.Errorf("the text of the page was replaced by %q", body())
	}
}

// Who has a feed read again wants its failed items tried, whatever their next try,
// and also when they were given up; the schedule waits.
func TestPersonHasFailedItemsTriedAtOnce(t *testing.T) {
	for name, readings := range map[string]int{"waits for its next try": 0, "was given up": 40} {
		t.Run(name, func(t *testing.T) {
			r := newFeedRig(t)
			r.web.feed(feedURL, "b", "a")
			r.web.text(itemURL("a"), story("tide"))
			r.addFeed(t)
			for range readings {
				r.refreshDue(t, feedURL)
			}
			src := r.source(t, feedURL)
			r.web.fetched()
			again := func(door func(context.Context, corpus.Space, string, []string, Observer) error) []string {
				if err := door(t.Context(), "s", "ann", []string{src.ID}, r.observer()); err != nil && !errors.Is(err, ErrIncomplete) {
					t.Fatal(err)
				}
				r.told()
				return r.web.fetched()
			}
			if got := again(r.RefreshScheduled); len(got) != 1 {
				t.Errorf("the schedule fetched %v", got)
			}
			for range 70 { // patience must not overflow
				if got := again(r.Refresh); !slices.Equal(got, []string{feedURL, itemURL("b")}) {
					t.Fatalf("fetched %v", got)
				}
			}
			r.web.text(itemURL("b"), story("moon"))
			again(r.Refresh)
			if src := r.source(t, feedURL); src.Articles != 2 || src.Note != "" {
				t.Errorf("%+v", src)
			}
			if got := again(r.Refresh); len(got) != 1 {
				t.Errorf("fetched %v", got)
			}
		})
	}
}
