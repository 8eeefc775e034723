package ingest

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"footnote/corpus"
)

// The query of an address may be a token: neither the sentence about a page, which
// moderators see and which is kept, nor the log has it.
func TestNoQueryIsTold(t *testing.T) {
	const address = "https://example.org/a?token=hunter2"
	found := func(c corpus.Content) *web {
		return &web{pages: map[string]func(corpus.Fetch) (corpus.Content, error){
			address: func(corpus.Fetch) (corpus.Content, error) { return c, nil },
		}}
	}
	reading := func(location, text string) corpus.Content {
		return corpus.Content{Reading: &corpus.Reading{Kind: corpus.KindPage, Location: location, Shown: address,
			Draft: corpus.Draft{Key: location, Text: text, URL: location, Original: []byte(text)}}}
	}
	for name, c := range map[string]corpus.Content{
		"nothing":      {},
		"no text":      reading(address, " "),
		"not changed":  {Unchanged: true},
		"pages":        {Listing: &corpus.Listing{}},
		"no files":     {Listing: &corpus.Listing{Kind: corpus.KindFile, Location: address, Shown: address}},
		"another page": reading("https://example.org/front?token=hunter2", story("moon")),
		"a feed":       {Listing: &corpus.Listing{Kind: corpus.KindFeed, Location: address, Shown: address}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, nil)
			var log bytes.Buffer
			r.Log = slog.New(slog.NewTextHandler(&log, nil))
			if name == "another page" || name == "a feed" {
				r.Web = found(reading(address, story("tide")))
				if err := r.AddURLs(t.Context(), "s", "ann", []string{address}, Adding{}, r.observer()); err != nil {
					t.Fatal(err)
				}
				r.Web = found(c)
				_ = r.Refresh(t.Context(), "s", "ann", []string{r.reports[0].SourceID}, r.observer())
			} else {
				r.Web = found(c)
				_ = r.AddURLs(t.Context(), "s", "ann", []string{address}, Adding{}, r.observer())
			}
			last := r.reports[len(r.reports)-1]
			if last.Status != corpus.StatusFailed || !strings.Contains(last.Error, "https://example.org/a") || strings.Contains(last.Error, "hunter2") {
				t.Errorf("%s: %s", last.Status, last.Error)
			}
			if !strings.Contains(log.String(), "article not added") || strings.Contains(log.String(), "hunter2") {
				t.Errorf("the log: %s", log.String())
			}
		})
	}
}
