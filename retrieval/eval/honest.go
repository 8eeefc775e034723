package eval

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"footnote/corpus"
)

// honestFile holds invented articles of several domains, and sentences that are
// true of them in other words than theirs, one article to a line. The sentences
// were written by hand before the verifier was tuned on any of them; those of the
// kinds "answer" and "reply" were added to the tune half while it was, each batch in
// one go, because so many of the first ones in free words had been dropped.
//
//go:embed testdata/honest.jsonl
var honestFile []byte

// Honest is an article and sentences that it carries.
type Honest struct {
	Title, Published, Body string
	Tune                   bool // added to the tune half later
	Honest                 []struct{ Kind, Text string }
}

// HonestArticles are the built-in articles with honest sentences.
func HonestArticles() ([]Honest, error) {
	var out []Honest
	for line := range bytes.Lines(honestFile) {
		var h Honest
		if err := json.Unmarshal(line, &h); err != nil {
			return nil, fmt.Errorf("eval: honest sentences, line %d: %w", len(out)+1, err)
		}
		out = append(out, h)
	}
	return out, nil
}

// article makes an English article of a text, which is in no store. The day may be
// empty.
func article(space corpus.Space, title, day, body string) corpus.Article {
	location := corpus.ContentHash(title + "\n" + body)
	a := corpus.Article{
		Meta: corpus.Meta{
			Space: space, SourceID: corpus.SourceID(space, corpus.KindText, location), Key: location,
			Title: title, Language: "en",
		},
		Body: body,
	}
	a.Published, _ = time.Parse(time.DateOnly, day) // unknown if it is no day
	a.ID = corpus.ArticleID(space, a.SourceID, location)
	a.Revision = corpus.RevisionID(a.ID, a.Title, a.Body)
	return a
}
