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
