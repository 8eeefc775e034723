package answer

import (
	"footnote/corpus"
	"footnote/retrieval"
)

// Examples are questions that sentences of the article answer, the best first.
func (a *Answerer) Examples(article corpus.Article) []retrieval.Example { return nil }
