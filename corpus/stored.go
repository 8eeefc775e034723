package corpus

import "time"

// The types here are what the store hands out. They stand in this package so
// that whoever reads the store need not import it.

// SourceInfo is a source and what is stored of it.
type SourceInfo struct {
	Source
	URL       string // of its article; of a feed or an archive its own; for a file, its path as given
	Publisher string
	Published time.Time // of its article; zero for a feed or an archive
	Retrieved time.Time // when its text was last read
	Articles  int
	Passages  int
}

// Withdrawn is a source that was taken out and can still be put back.
type Withdrawn struct {
	SourceInfo
	By    string
	At    time.Time
	Until time.Time // when it goes for good
}

// Purged is a source that has gone for good, after its time to be put back had
// ended, and what went with it.
type Purged struct {
	Space      Space
	SourceID   string
	Kind       Kind
	Title      string
	By         string // who took it out
	ArticleIDs []string
}

// Audited is one action on a source.
type Audited struct {
	At       time.Time
	By       string
	Action   Action
	SourceID string
	Kind     Kind
	// Title is that of the source now. It is "" once the source has gone for good:
	// a title may be the first sentence of a text, which goes with it.
	Title    string
	Articles int // how many it touched
}

// Action says what was done to a source.
type Action string

// The actions on a source that are kept.
const (
	ActionAdded     Action = "added"
	ActionUpdated   Action = "updated"   // its text or what is known of it changed
	ActionFailed    Action = "failed"    // it could not be read again
	ActionWithdrawn Action = "withdrawn" // taken out, and can be put back for a time
	ActionRestored  Action = "restored"
	ActionRemoved   Action = "removed" // for good
	ActionRule      Action = "rule"    // how often it is read again was set
)

// Usage says how much a space holds, without what is withdrawn, and whether a
// source and an article are among it.
type Usage struct {
	Sources, Articles int
	Bytes             int64 // texts and the bytes as they arrived, of all revisions
	HasSource         bool
	HasArticle        bool
}

// Held says what is stored of an article that comes in.
type Held struct {
	Known bool // there is some text of it
	Same  bool // this very text, with these passages and with embeddings of the active model
	// Texts are its passages and Vectors their embeddings under the active model, in
	// parallel; empty when it is the same.
	Texts   []string
	Vectors [][]float32
}

// Counts says how much a space holds.
type Counts struct{ Sources, Articles, Passages int }

// Found is a passage that was looked up, with its article.
type Found struct {
	Article Meta
	Passage Passage
}
