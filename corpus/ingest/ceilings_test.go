package ingest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footnote/corpus"
)

// refused are the reports of what was not added, as their sentences.
func (r *feedRig) refused(t testing.TB, space corpus.Space, urls ...string) (all []string) {
	t.Helper()
	r.reports = nil
	if err := r.AddURLs(t.Context(), space, "ann", urls, Adding{}, r.observer()); err != nil && !errors.Is(err, ErrIncomplete) {
		t.Fatal(err)
	}
	for _, i := range r.reports {
		if i.Status != corpus.StatusFailed {
			continue
		}
		if all = append(all, i.Error); !errors.Is(i.Cause, ErrCeiling) {
			t.Errorf("%s: %v", i.URL, i.Cause)
		}
	}
	return all
}

func TestCeilings(t *testing.T) {
	pages := []string{"https://a.example/", "https://b.example/", "https://c.example/"}
	newCeilingRig := func(c Ceilings) *feedRig {
		r := newFeedRig(t)
		r.Ceilings = c
		for _, page := range pages {
			r.web.text(page, story("tide of "+page))
		}
		return r
	}
	for name, c := range map[string]struct {
		ceilings Ceilings
		want     string
	}{
		"sources":  {Ceilings{Sources: 2}, "This server has 2 of 2 sources. Remove one, or ask the operator to raise [limits] sources."},
		"articles": {Ceilings{Articles: 2}, "This server has 2 of 2 articles. Remove a source, or ask the operator to raise [limits] articles."},
		"bytes":    {Ceilings{Bytes: 600}, "This server holds 456 bytes of 600 bytes, and this is 228 bytes more. Remove a source, or ask the operator to raise [limits] bytes."},
	} {
		t.Run(name, func(t *testing.T) {
			r := newCeilingRig(c.ceilings)
			if d := cmp.Diff([]string{c.want}, r.refused(t, "s", pages...)); d != "" {
				t.Error(d)
			}
			// Other servers notice nothing, and the operator's own space has no ceiling.
			if got := r.refused(t, "other", pages[:2]...); got != nil {
				t.Error(got)
			}
			if got := r.refused(t, corpus.DefaultSpace, pages...); got != nil {
				t.Error(got)
			}
			// What is there can be added and read again, and leaves room when it goes.
			if got := r.refused(t, "s", pages[:2]...); got != nil {
				t.Error(got)
			}
			embedded := r.embedder.calls.Load()
			if got := r.refused(t, "s", pages[2]); len(got) != 1 || r.embedder.calls.Load() != embedded {
				t.Errorf("%v, %d embedded", got, r.embedder.calls.Load()-embedded)
			}
			if err := r.Withdraw(t.Context(), "s", "bob", r.source(t, pages[0]).ID, r.now.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
			if got := r.refused(t, "s", pages[2]); got != nil {
				t.Error(got)
			}
			if got := r.refused(t, "s", pages[0]); len(got) != 1 { // nor does it come back into a full space
				t.Error(got)
			}
			if err := r.Remove(t.Context(), "s", "bob", pages[1:], nil); err != nil {
				t.Fatal(err)
			}
			if got := r.refused(t, "s", pages[1]); got != nil {
				t.Error(got)
			}
		})
	}
	t.Run("a source is refused before it is fetched", func(t *testing.T) {
		r := newCeilingRig(Ceilings{Sources: 1})
		r.refused(t, "s", pages...)
		if d := cmp.Diff(pages[:1], r.web.fetched()); d != "" && len(r.web.fetched()) > 3 {
			t.Error(d)
		}
		if got := r.refused(t, "s", pages[1]); len(got) != 1 || len(r.web.fetched()) != 0 {
			t.Errorf("%v", got)
		}
	})
	t.Run("a text that grows", func(t *testing.T) {
		r := newCeilingRig(Ceilings{Bytes: 600})
		r.refused(t, "s", pages[0])
		r.web.text(pages[0], strings.Repeat(story("storm")+"\n\n", 10))
		got := r.refreshDue(t, pages[0])
		src := r.source(t, pages[0])
		if len(got) != 1 || !errors.Is(got[0].Cause, ErrCeiling) || src.State != corpus.StateStale || !strings.Contains(src.Reason, "[limits] bytes") {
			t.Errorf("%+v %+v", got, src)
		}
	})
	t.Run("files", func(t *testing.T) {
		r := newCeilingRig(Ceilings{Sources: 2})
		for i := range 4 {
			r.files[fmt.Sprintf("d/%d.txt", i)] = story(fmt.Sprint("tide ", i))
		}
		if got, err := r.add(t, "d"); !errors.Is(err, ErrIncomplete) || !strings.HasPrefix(got[3], "failed") || r.counts(t).Sources != 2 {
			t.Errorf("%v, %v", got, err)
		}
	})
}

// At the ceiling of the day, adding is refused with the figure, the schedule waits
// for the next day, and no source fails.
func TestFetchesADay(t *testing.T) {
	r := newFeedRig(t)
	ctx := t.Context()
	r.Ceilings = Ceilings{FetchesADay: 3}
	for i := range 5 {
		r.web.text(fmt.Sprintf("https://a.example/%d", i), story(fmt.Sprint("tide ", i)))
	}
	if got := r.refused(t, "s", "https://a.example/0", "https://a.example/1", "https://a.example/2", "https://a.example/3"); len(got) != 1 ||
		got[0] != "This server has used its 3 fetches of today. Try again tomorrow (UTC), or ask the operator to raise [limits] fetches_a_day." {
		t.Error(got)
	}
	if got := r.refused(t, "other", "https://a.example/0"); got != nil {
		t.Error(got)
	}
	sources, err := r.store.Sources(ctx, "s")
	if err != nil || len(sources) != 3 {
		t.Fatal(sources, err)
	}
	for _, src := range sources {
		if err := r.SetRule(ctx, "s", "ann", src.ID, corpus.RuleHourly); err != nil {
			t.Fatal(err)
		}
	}
	r.now = r.now.Add(2 * time.Hour)
	for range 2 {
		if err := r.RefreshDue(ctx, r.now, nil); err != nil {
			t.Fatal(err)
		}
	}
	midnight := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for _, src := range sources {
		if src := r.source(t, src.ID); src.State != corpus.StateFresh || src.Due.Before(midnight) || src.Due.After(midnight.Add(time.Hour)) {
			t.Errorf("%+v", src)
		}
	}
	if err := r.Refresh(ctx, "s", "bob", []string{sources[0].ID}, r.observer()); !errors.Is(err, ErrIncomplete) {
		t.Error(err)
	}
	if src := r.source(t, sources[0].ID); src.State != corpus.StateFresh {
		t.Errorf("%+v", src)
	}
	r.web.fetched()
	r.now = midnight.Add(time.Hour)
	if err := r.RefreshDue(ctx, r.now, nil); err != nil || len(r.web.fetched()) != 3 {
		t.Error(err)
	}
}

// A feed that meets the ceiling of the day goes on the next.
func TestFeedOverDays(t *testing.T) {
	r := newFeedRig(t)
	r.Ceilings = Ceilings{FetchesADay: 3}
	r.web.feed(feedURL, "d", "c", "b", "a")
	for _, key := range []string{"a", "b", "c", "d"} {
		r.web.text(itemURL(key), story("tide of "+key))
	}
	got := r.addFeed(t)
	src := r.source(t, feedURL)
	if len(got) != 3 || src.Articles != 2 || src.State != corpus.StateFresh || !strings.HasPrefix(src.Note, "2 items were not added: This server has used its 3 fetches") {
		t.Errorf("%v %+v", got, src)
	}
	if src.Due.Day() != 2 || src.Validators != (corpus.Validators{}) {
		t.Errorf("%+v", src)
	}
	r.refreshDue(t, feedURL)
	if src := r.source(t, feedURL); src.Articles != 4 || src.Note != "" || src.Validators == (corpus.Validators{}) {
		t.Errorf("%+v", src)
	}
}

// A feed in a full space makes room by its own oldest items, and never by anybody
// else's.
func TestFeedInFullSpace(t *testing.T) {
	r := newFeedRig(t)
	r.Ceilings = Ceilings{Articles: 4}
	for _, key := range strings.Split("abcdef", "") {
		r.web.text(itemURL(key), story("tide of "+key))
	}
	r.web.text(tidePage, story("storm"))
	r.refused(t, "s", tidePage)
	r.web.feed(feedURL, "c", "b", "a")
	r.addFeed(t)
	r.now = r.now.Add(time.Hour)
	r.web.feed(feedURL, "e", "d", "c", "b", "a")
	r.refreshDue(t, feedURL)
	src := r.source(t, feedURL)
	if d := cmp.Diff(map[string]bool{"e": true, "d": true, "c": true}, r.keys(t, src.ID)); d != "" {
		t.Error(d)
	}
	if src.Note != "2 older items were taken out to make room for newer ones." || r.source(t, tidePage).Articles != 1 {
		t.Errorf("%+v", src)
	}
	// Where it has nothing older, it is refused with the figure.
	other := "https://other.example/feed"
	r.web.feed(other, "f")
	if got := r.refused(t, "s", other); len(got) != 1 || !strings.Contains(got[0], "4 of 4 articles") {
		t.Error(got)
	}
	if n := r.counts(t); n.Sources != 2 || n.Articles != 4 {
		t.Errorf("%+v", n)
	}
}

func TestPreview(t *testing.T) {
	r := newFeedRig(t)
	ctx := t.Context()
	const sitemap = "https://example.org/sitemap.xml"
	var asked corpus.Fetch
	r.web.pages[sitemap] = func(f corpus.Fetch) (corpus.Content, error) {
		asked = f
		l := corpus.Listing{Location: sitemap, Shown: sitemap, Title: "example.org"}
		for i := range 10 {
			if i == f.Most {
				l.More = 10 - i
				break
			}
			l.Items = append(l.Items, corpus.Item{Key: itemURL(fmt.Sprint(i)), URL: itemURL(fmt.Sprint(i))})
		}
		return corpus.Content{Listing: &l}, nil
	}
	for i := range 3 {
		r.web.text(itemURL(fmt.Sprint(i)), story(fmt.Sprint("tide ", i)))
	}
	if got := r.refused(t, "s", itemURL("0"), itemURL("1"), itemURL("2")); got != nil {
		t.Fatal(got)
	}
	l, err := r.Preview(ctx, "s", sitemap, 4)
	if err != nil || len(l.Items) != 4 || l.More != 3 || l.Items[0].URL != itemURL("3") || !asked.Own || !asked.Pages {
		t.Errorf("%+v, %v, %+v", l, err, asked)
	}
	if n := r.counts(t); n.Sources != 3 {
		t.Errorf("%+v", n)
	}
	for _, address := range []string{"example.org", "file:///etc/passwd", tidePage} {
		if _, err := r.Preview(ctx, "s", address, 4); !errors.As(err, new(*corpus.Problem)) {
			t.Errorf("%s: %v", address, err)
		}
	}
	// The list itself is no source.
	r.reports = nil
	if err := r.AddURLs(ctx, "s", "ann", []string{sitemap}, Adding{}, r.observer()); !errors.Is(err, ErrIncomplete) || !strings.Contains(r.reports[0].Error, "list of pages") {
		t.Errorf("%v, %+v", err, r.reports)
	}
}
