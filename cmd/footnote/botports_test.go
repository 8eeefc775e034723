package main

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footnote/bot"
	"footnote/corpus"
	"footnote/corpus/ingest"
	"footnote/corpus/store"
)

// shelf is a web and a chat in memory: what stands at an address or under a name.
type shelf map[string]corpus.Content

func (s shelf) get(name string) (corpus.Content, error) {
	c, ok := s[name]
	if !ok {
		return c, &corpus.Problem{Code: corpus.CodeMissing, Message: name + " is not there."}
	}
	return c, nil
}

func (s shelf) Fetch(_ context.Context, f corpus.Fetch) (corpus.Content, error) {
	return s.get(f.Address)
}

// shelfFiles are the attachments among them.
type shelfFiles struct{ shelf }

func (s shelfFiles) Look(_ context.Context, a corpus.Attachment) (corpus.Content, error) {
	return s.get(a.Name)
}

// page puts a page there.
func (s shelf) page(address string) {
	s[address] = corpus.Content{Reading: &corpus.Reading{Kind: corpus.KindPage, Location: address, Shown: address,
		Draft: corpus.Draft{Key: address, URL: address, Title: address, Text: "The tide of " + address + " rose in the night."}}}
}

// listing puts a feed or an archive there.
func (s shelf) listing(k corpus.Kind, name string, items ...string) {
	l := corpus.Listing{Kind: k, Location: name, Shown: name, Title: name}
	for _, i := range items {
		l.Items = append(l.Items, corpus.Item{Key: name + "/" + i, Title: i, Version: "1", Read: func(context.Context) (corpus.Draft, error) {
			return corpus.Draft{Title: i, Text: "The moon of " + i + " rose in the night."}, nil
		}})
	}
	s[name] = corpus.Content{Listing: &l}
}

type oneVector struct{}

func (oneVector) Model(context.Context) (string, error) { return "one", nil }

func (oneVector) Embed(_ context.Context, texts []string) ([][]float32, error) {
	all := make([][]float32, len(texts))
	for i := range all {
		all[i] = []float32{1}
	}
	return all, nil
}

// A job of several doors counts on from door to door, though a feed or an archive
// counts for more than the one place that it is.
func TestImportCountsThroughItsDoors(t *testing.T) {
	st, err := store.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	all := shelf{}
	all.page("https://example.org/a")
	all.listing(corpus.KindFeed, "https://example.org/feed", "1", "2", "3")
	all.listing(corpus.KindAttachment, "all.zip", "4", "5")
	in := botImporter{ingest.New(ingest.Config{Store: st, Embedder: oneVector{}, Web: all, Attachments: shelfFiles{all}})}

	var got []corpus.Progress
	var places []int
	watch := bot.Watch{
		Imported: func(i corpus.Imported) {
			places = append(places, i.Place)
		},
		Progress: func(p corpus.Progress) {
			got = append(got, corpus.Progress{Done: p.Done, Total: p.Total})
		},
	}
	pasted, err := corpus.Pasted("Pasted", "The rain rose in the night.")
	if err != nil {
		t.Fatal(err)
	}
	err = in.Import(t.Context(), "s", "ann", bot.Import{
		URLs:        []string{"https://example.org/feed", "https://example.org/a", "https://example.org/nowhere"},
		Attachments: []corpus.Attachment{{Name: "all.zip"}},
		Reading:     &pasted,
		Refresh:     []string{corpus.SourceID("s", corpus.KindFeed, "https://example.org/feed")},
	}, watch)
	if err != nil {
		t.Fatal(err)
	}
	want := []corpus.Progress{
		{Done: 1, Total: 8}, {Done: 2, Total: 8}, {Done: 3, Total: 8}, // the feed
		{Done: 4, Total: 8}, {Done: 5, Total: 8},
		{Done: 6, Total: 9}, {Done: 7, Total: 9}, // the archive
		{Done: 8, Total: 9},
		{Done: 9, Total: 9}, // the feed again, which has nothing new
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{0, 0, 0, 1, 2, 3, 3, 4, 5}, places); d != "" {
		t.Error(d)
	}
}
