package ingest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
)

const moonPage = "https://example.org/moon"

// Whatever comes to light while a feed or an archive is read, a job counts each
// report once, never past its total, and its total is met in the end.
func TestProgressOfListings(t *testing.T) {
	for name, do := range map[string]func(t *testing.T, r *feedRig, zip map[string]string) error{
		"a feed between two pages": func(t *testing.T, r *feedRig, _ map[string]string) error {
			return r.AddURLs(t.Context(), "s", "ann", []string{tidePage, feedURL, moonPage}, Adding{}, r.observer())
		},
		"two feeds, one of them twice": func(t *testing.T, r *feedRig, _ map[string]string) error {
			r.web.feed(feedURL+"2", "a", "b")
			return r.AddURLs(t.Context(), "s", "ann", []string{feedURL, feedURL + "2", feedURL}, Adding{}, r.observer())
		},
		"newer ones push older ones out": func(t *testing.T, r *feedRig, _ map[string]string) error {
			r.Ceilings = Ceilings{FeedItems: 3}
			r.addFeed(t)
			r.now = r.now.Add(time.Hour)
			r.web.feed(feedURL, "f", "e", "d", "c", "b", "a")
			return r.AddURLs(t.Context(), "s", "ann", []string{feedURL, tidePage}, Adding{}, r.observer())
		},
		"a feed makes room in a full space": func(t *testing.T, r *feedRig, _ map[string]string) error {
			r.Ceilings = Ceilings{Articles: 3}
			r.addFeed(t)
			r.now = r.now.Add(time.Hour)
			r.web.feed(feedURL, "e", "d", "c", "b", "a")
			return r.AddURLs(t.Context(), "s", "ann", []string{feedURL}, Adding{}, r.observer())
		},
		"a feed does not fit": func(t *testing.T, r *feedRig, _ map[string]string) error {
			r.Ceilings = Ceilings{Articles: 2}
			return r.AddURLs(t.Context(), "s", "ann", []string{feedURL, tidePage}, Adding{}, r.observer())
		},
		"nothing is new, or what is listed anew is the same": func(t *testing.T, r *feedRig, _ map[string]string) error {
			r.addFeed(t)
			r.web.feed(feedURL, "c 2", "b 2", "a")
			return r.AddURLs(t.Context(), "s", "ann", []string{feedURL, tidePage, feedURL}, Adding{}, r.observer())
		},
		"an archive loses more than it gets": func(t *testing.T, r *feedRig, zip map[string]string) error {
			if err := r.AddPaths(t.Context(), "s", "ann", []string{"all.zip"}, r.observer()); err != nil {
				t.Fatal(err)
			}
			delete(zip, "x")
			delete(zip, "y")
			zip["v"] = "unreadable"
			return r.AddPaths(t.Context(), "s", "ann", []string{"all.zip", "all.zip"}, r.observer())
		},
		"an archive gives way to a text": func(t *testing.T, r *feedRig, zip map[string]string) error {
			r.Attachments = chatArchives{chatFiles{"b.txt": story("wind")}, zip}
			if err := r.AddAttachments(t.Context(), "s", "ann", []corpus.Attachment{{Name: "all.zip"}}, r.observer()); err != nil {
				t.Fatal(err)
			}
			id := r.reports[0].SourceID
			return r.ReplaceAttachment(t.Context(), "s", "bob", id, corpus.Attachment{Name: "b.txt"}, r.observer())
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newFeedRig(t)
			zip := map[string]string{"w": story("wind"), "x": story("moon"), "y": story("rain")}
			r.files["all.zip"] = ""
			r.Config.Local = archives{r.files, map[string]map[string]string{"all.zip": zip}}
			for _, key := range strings.Split("abcdef", "") {
				r.web.text(itemURL(key), story("tide of "+key))
			}
			r.web.text(tidePage, story("tide"))
			r.web.text(moonPage, story("moon"))
			r.web.feed(feedURL, "c", "b", "a")
			if err := do(t, r, zip); err != nil && !errors.Is(err, ErrIncomplete) {
				t.Fatal(err)
			}
			last := corpus.Progress{}
			for _, p := range r.progress {
				if p.Done == 1 { // of several jobs this is the next
					if last.Done != last.Total {
						t.Errorf("a job ended at %d of %d", last.Done, last.Total)
					}
					last = corpus.Progress{}
				}
				if p.Done != last.Done+1 || p.Done > p.Total {
					t.Errorf("%d of %d, after %d of %d", p.Done, p.Total, last.Done, last.Total)
				}
				last = p
			}
			if last.Done == 0 || last.Done != last.Total {
				t.Errorf("it ended at %d of %d", last.Done, last.Total)
			}
		})
	}
}

// Who stops a feed while its last items are put in order is told so, though all of
// them are reported.
func TestStoppedBehindTheLastItem(t *testing.T) {
	r := newFeedRig(t)
	r.web.feed(feedURL, "b", "a")
	r.web.text(itemURL("a"), story("tide"))
	r.web.text(itemURL("b"), story("moon"))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	obs := r.observer()
	obs.Progress = func(p corpus.Progress) {
		if p.Done == 2 {
			cancel()
		}
	}
	err := r.AddURLs(ctx, "s", "ann", []string{feedURL}, Adding{}, obs)
	if !errors.Is(err, context.Canceled) || !strings.Contains(corpus.Explain(err), "after 2 of 3") {
		t.Errorf("%v", err)
	}
}
