package main

import (
	"context"
	"embed"
	"fmt"

	"footnote/corpus"
	"footnote/corpus/ingest"
)

// sampleFiles are short articles about one invented event, told by several
// papers that do not exist. They are as a scraper would leave them, with adverts
// and teasers in between; two papers disagree on a figure, and one reprints the
// report of another. Every name in them is invented.
//
//go:embed sample/*.txt
var sampleFiles embed.FS

// sampleArticles are the files with what a page says about itself beside its
// text. The top-level domain "example" is reserved (RFC 2606), so a link never
// leads to somebody's site.
var sampleArticles = []struct{ file, publisher, url string }{
	{"gazette.txt", "The Wexmoor Gazette", "https://wexmoor-gazette.example/2023/11/14/barge-strikes-kestrel-bridge"},
	{"coastal-wire.txt", "Coastal Wire", "https://coastal-wire.example/wexmoor-diesel-leak"},
	{"evening-post.txt", "Saltby Evening Post", "https://saltby-evening-post.example/news/diesel-in-harbour"},
	{"ledger.txt", "The Daily Ledger", "https://daily-ledger.example/2023/11/15/ferry-replaces-bridge"},
	{"observer.txt", "The Mainland Observer", "https://mainland-observer.example/environment/wexmoor-spill-larger"},
	{"gazette-history.txt", "The Wexmoor Gazette", "https://wexmoor-gazette.example/2023/11/19/a-bridge-wexmoor-learned-to-love"},
	{"trade-review.txt", "Harbour Trade Review", "https://harbour-trade-review.example/kestrel-bridge-repair-cost"},
	{"radio.txt", "Radio Northmere", "https://radio-northmere.example/news/barge-had-no-radar"},
}

const sampleNotice = "This answers from the built-in sample, eight invented articles about one event; add your own with: footnote add PATH|URL"

// addSample takes the sample in.
func addSample(ctx context.Context, in *ingest.Ingester, space corpus.Space) error {
	for _, s := range sampleArticles {
		text, err := sampleFiles.ReadFile("sample/" + s.file)
		if err != nil {
			return fmt.Errorf("the built-in sample: %w", err)
		}
		err = in.AddReading(ctx, space, addedBy, corpus.Reading{
			Kind:     corpus.KindText,
			Location: corpus.ContentHash(string(text)),
			Shown:    s.url,
			Draft: corpus.Draft{
				Key:       corpus.ContentHash(string(text)),
				Text:      string(text),
				Scraped:   true,
				Publisher: s.publisher,
				URL:       s.url,
				Language:  "en",
				MediaType: "text/plain",
				Original:  text,
			},
		}, ingest.Observer{})
		if err != nil {
			return fmt.Errorf("the built-in sample: %w", err)
		}
	}
	return nil
}
