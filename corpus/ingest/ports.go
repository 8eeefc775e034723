package ingest

import (
	"context"
	"iter"
	"time"

	"footnote/corpus"
)

// Local reads files of this machine.
type Local interface {
	// Find lists the files at a path; what cannot be listed comes with its error.
	Find(ctx context.Context, path string) iter.Seq2[string, error]
	Look(ctx context.Context, path string) (corpus.Content, error)
}

// Web fetches from the web, public addresses only. It asks one host for one thing
// at a time, whoever asks.
type Web interface {
	Fetch(ctx context.Context, f corpus.Fetch) (corpus.Content, error)
}

// Attachments fetches files that were sent in a chat, from the hosts of that chat
// only.
type Attachments interface {
	Look(ctx context.Context, a corpus.Attachment) (corpus.Content, error)
}

// Embedder turns texts into vectors of one model, whose key Model returns.
type Embedder interface {
	Model(ctx context.Context) (key string, err error)
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// Publisher is told that the articles of a space have changed, and when to delete
// all that was derived from them.
type Publisher interface {
	Publish(ctx context.Context, space corpus.Space) error
	Drop(ctx context.Context, space corpus.Space) error
	// Erase takes what was removed for good off the disk, where it was derived to.
	// The error has CodeBusy when another process has to do that.
	Erase(ctx context.Context, space corpus.Space) error
}

// Store is what an Ingester needs of the truth, in small parts; the store's own
// documentation says what each method does.
type Store interface {
	Locker
	Articles
	Sources
	Items
	Schedule
	Revisions
	Usage
	Withdrawals
	Erasures
	Models
	Embeddings
}

// Locker keeps two imports apart.
type Locker interface {
	Lock(ctx context.Context, purpose string) (release func(), err error)
}

// Articles takes articles.
type Articles interface {
	Held(ctx context.Context, a corpus.Article, passages []corpus.Passage) (corpus.Held, error)
	Put(ctx context.Context, src corpus.Source, a corpus.Article, original []byte, passages []corpus.Passage,
		model string, vectors [][]float32) (corpus.Status, error)
	PutAgain(ctx context.Context, src corpus.Source, a corpus.Article, original []byte, passages []corpus.Passage,
		model string, vectors [][]float32) (corpus.Status, error)
	Article(ctx context.Context, space corpus.Space, id, revision string) (corpus.Article, error)
	Original(ctx context.Context, space corpus.Space, revision string) ([]byte, error)
}

// Sources knows the sources of a space.
type Sources interface {
	Source(ctx context.Context, space corpus.Space, ref string) (corpus.SourceInfo, error)
	PutSource(ctx context.Context, src corpus.Source) (added bool, err error)
	Visited(ctx context.Context, space corpus.Space, sourceID string, v corpus.Visit) error
	KnownPages(ctx context.Context, space corpus.Space, addresses []string) ([]string, error)
	SharingAll(ctx context.Context, space corpus.Space, sourceIDs []string) (map[string][]corpus.SourceInfo, error)
	RemoveSource(ctx context.Context, space corpus.Space, sourceID, by string) (articles int, err error)
	RemoveSpace(ctx context.Context, space corpus.Space) error
}

// Items remembers the items of feeds and archives.
type Items interface {
	Items(ctx context.Context, space corpus.Space, sourceID string) ([]corpus.KnownItem, error)
	PutItems(ctx context.Context, space corpus.Space, sourceID string, items []corpus.KnownItem, forget []string) error
	RemoveArticles(ctx context.Context, space corpus.Space, sourceID string, keys []string, drop bool, by string) ([]corpus.Meta, error)
}

// Schedule knows when sources are read again by themselves.
type Schedule interface {
	Due(ctx context.Context, now time.Time) iter.Seq2[corpus.DueSource, error]
	SpreadDue(ctx context.Context, late, now time.Time, few int, span time.Duration) (moved int64, err error)
	Postpone(ctx context.Context, space corpus.Space, sourceID string, until time.Time) error
	SetRule(ctx context.Context, space corpus.Space, sourceID string, r corpus.Rule, by string, now time.Time) error
	Untold(ctx context.Context) ([]corpus.SourceInfo, error)
	MarkTold(ctx context.Context, space corpus.Space, sourceIDs []string) error
}

// Revisions keeps the texts that articles had before.
type Revisions interface {
	DropRevisions(ctx context.Context, space corpus.Space, supersededBefore time.Time, quoted []string) (int, error)
}

// Usage says what a space has used of its ceilings.
type Usage interface {
	Usage(ctx context.Context, space corpus.Space, sourceID, articleID string) (corpus.Usage, error)
	CountFetch(ctx context.Context, space corpus.Space, day string, most int) (ok bool, err error)
}

// Withdrawals takes sources out for a time.
type Withdrawals interface {
	WithdrawSource(ctx context.Context, space corpus.Space, sourceID, by string, until time.Time) error
	RestoreSource(ctx context.Context, space corpus.Space, sourceID, by string, now time.Time) error
	Withdrawn(ctx context.Context, space corpus.Space) ([]corpus.Withdrawn, error)
	PurgeWithdrawn(ctx context.Context, now time.Time) ([]corpus.Purged, error)
	Removals(ctx context.Context, after int64) (removed []corpus.Purged, last int64, err error)
}

// Erasures knows what is still to be taken off the disk.
type Erasures interface {
	Scrub(ctx context.Context) error
	Erasing(ctx context.Context) (map[corpus.Space]int64, error)
	Erased(ctx context.Context, space corpus.Space, mark int64) error
}

// Models knows which model's embeddings are in use.
type Models interface {
	ActiveModel(ctx context.Context) (string, error)
	SwitchModel(ctx context.Context, model string) error
}

// Embeddings holds those of the next model beside those in use.
type Embeddings interface {
	Pending(ctx context.Context, model string) (pending, total int, err error)
	PendingEmbeddings(ctx context.Context, model string, limit int) ([]corpus.Document, error)
	PutEmbeddings(ctx context.Context, space corpus.Space, model string, batch []corpus.ArticleVectors) error
}
