package corpus

import "time"

// The types here are what the store hands out. They stand in this package so
// that whoever reads the store need not import it.

// SourceInfo is a source and what is stored of it.
type SourceInfo struct {
	Source
	URL       string // of its first article; for a file, its path as given
	Publisher string
	Published time.Time
	Articles  int
	Passages  int
}

// Counts says how much a space holds.
type Counts struct{ Sources, Articles, Passages int }

// Found is a passage that was looked up, with its article.
type Found struct {
	Article Meta
	Passage Passage
}

// Document is an article's current revision as an index wants it: what is known
// of it and its passages in reading order, without the whole body.
type Document struct {
	Meta     Meta
	Passages []Passage
}

// ArticleVectors holds the vectors of one article's passages, in reading order.
// The vectors share one block of memory.
type ArticleVectors struct {
	Space      Space
	ArticleID  string
	PassageIDs []string
	Vectors    [][]float32
}
