package index

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	bleveapi "github.com/blevesearch/bleve_index_api"

	"footnote/corpus"
	"footnote/retrieval"
)

// The fields of a passage.
const (
	fieldText     = "text"
	fieldTitle    = "title"
	fieldArticle  = "article"  // the article's id, to find what has to be deleted
	fieldLanguage = "language" // the article's language, to analyse questions alike
)

// defaultLanguage is how Terms reads an unknown language.
const defaultLanguage = "en"

// passageDocument makes bleve's document of a passage, and says in which
// language it is analysed.
func passageDocument(articleID string, m corpus.Meta, p corpus.Passage) (*document.Document, string) {
	language := m.Language
	if language == "" {
		language = defaultLanguage
	}
	terms := stems{language}
	doc := document.NewDocument(passageKey(articleID, p.ID))
	field := func(name, value string, a analysis.Analyzer) {
		doc.AddField(document.NewTextFieldCustom(name, nil, []byte(value), bleveapi.IndexField, a))
	}
	field(fieldText, p.Text, terms)
	field(fieldTitle, m.Title, terms)
	field(fieldArticle, articleID, nil)
	field(fieldLanguage, language, nil)
	return doc, language
}

// stems is a bleve analyzer: the stems that retrieval.Terms gives, without stop
// words.
type stems struct{ language string }

func (s stems) Analyze(text []byte) analysis.TokenStream {
	terms := retrieval.Terms(s.language, string(text))
	stream := make(analysis.TokenStream, 0, len(terms))
	for _, t := range terms {
		if !t.Stop {
			stream = append(stream, &analysis.Token{
				Term: []byte(t.Stem), Start: t.Start, End: t.End, Position: len(stream) + 1,
			})
		}
	}
	return stream
}

// format names how passages are turned into bleve documents. A folder with
// another format is rebuilt. The number is raised when the fields change; the
// hash changes by itself when Terms does, as far as the sample shows it.
func format() string {
	const sample = "The committees' 1,204 well-known reports weren't published by O'Neill’s café in São Paulo; " +
		"running runners ran, studies studied, e.g. U.S. e-mails (COVID-19) cost €3.5m — naïve, wasn’t it? " +
		"Les députés avaient voté. Die Häuser wurden gebaut. Исследования показали. 東京の研究"
	h := sha256.New()
	for _, language := range []string{"en", "fr", "de", "ru"} {
		for _, t := range retrieval.Terms(language, sample) {
			fmt.Fprintf(h, "%d %d %q %t\n", t.Start, t.End, t.Stem, t.Stop)
		}
	}
	return "1-" + hex.EncodeToString(h.Sum(nil)[:8])
}
