// Package corpus holds the nouns of a team's articles and the two pure steps
// that every article takes on its way in: Clean and Split.
//
// A moderator adds a Source (a page, a file, a pasted text) to a Space (one
// Discord server, or "default" on the command line). Reading the source gives
// a Draft, the text as it was found. Clean turns the draft into a readable
// body and keeps count of what it took out. The result is an Article, whose
// body never changes within one revision. Split cuts the body into Passages,
// which are what is searched, quoted and cited:
//
//	article.Body[p.Start:p.End] == p.Text
//
// holds for every passage, always.
//
// The package is pure: no I/O, no clock, no randomness. The packages below it
// do the rest: corpus/source reads, corpus/store keeps, and corpus/ingest is
// the way in, which a reader can follow in one file.
package corpus

import (
	"context"
	"time"
)

// Space is whose articles these are: a Discord server's id, or DefaultSpace on
// the command line. Nothing ever crosses from one space to another.
type Space string

// DefaultSpace is the space of the command line.
const DefaultSpace Space = "default"

// Kind says what a Source is.
type Kind string

// The kinds of source that can be added.
const (
	KindFile       Kind = "file"       // a file of the machine Footnote runs on
	KindPage       Kind = "page"       // one web page
	KindFeed       Kind = "feed"       // a feed of the web; each item of it is an article
	KindText       Kind = "text"       // pasted text or standard input
	KindAttachment Kind = "attachment" // a file that was handed over in a chat
	KindMessage    Kind = "message"    // a message of a chat
)

// Copy reports whether a source of this kind is a copy: its text was handed over
// once, and there is nowhere to read it again.
func (k Kind) Copy() bool {
	return k == KindText || k == KindAttachment || k == KindMessage
}

// State says how a source's last reading went.
type State string

// The states of a source.
const (
	StateFresh  State = "fresh"  // the last reading succeeded
	StateStale  State = "stale"  // the last reading failed; the text is of an earlier one
	StateFailed State = "failed" // it was never read successfully
)

// Source is what a moderator added.
type Source struct {
	ID    string // see SourceID
	Space Space
	Kind  Kind

	// Location identifies the source: the canonical URL of a page, the absolute
	// path of a file with links resolved, the link to a message, the content hash
	// of a text or an attachment as it was first handed over.
	Location string
	// Shown is the location as the person gave it.
	Shown string

	Title   string
	AddedBy string
	AddedAt time.Time

	Refresh Rule // how often it is read again
	State   State
	Reason  string    // why the source is stale or failed; a sentence for people
	Since   time.Time // since when it is; zero while it is fresh
	Checked time.Time // when it was last tried to be read
	Due     time.Time // when it is to be read again by itself; zero for never
	Note    string    // what else a person should know, such as items that a feed dropped

	// Validators are those of the last reading, empty once this program would read
	// the same bytes differently: see ReaderVersion.
	Validators Validators
}

// Meta is what is known of an article beside its body. Unknown texts are empty,
// unknown dates zero.
type Meta struct {
	ID       string // see ArticleID
	SourceID string
	Space    Space
	// Key names the article within its source: canonical URL, path, or content hash.
	Key string
	// Revision names this very text; see RevisionID.
	Revision string

	Title     string
	Publisher string
	Author    string
	URL       string    // where a reader opens it; for a file, its path as given; "" for a text or an attachment
	Language  string    // ISO 639-1 code, "" when unknown
	Published time.Time // the day of publication, UTC midnight
	Retrieved time.Time
	// Pages are the places in the body, in bytes, where the second page of a paged
	// document begins, the third, and so on; empty for a text without pages.
	Pages []int
}

// Article is one readable text of a source.
type Article struct {
	Meta
	Body string // cleaned; immutable within a revision
}

// Span is a half-open range of bytes, on rune boundaries, into some text.
type Span struct{ Start, End int }

// Passage is Body[Start:End] of one revision of an article.
type Passage struct {
	ID         string // see PassageID
	ArticleID  string
	Revision   string
	Start, End int // bytes into the article's body
	Text       string
}

// Draft is one text as a reader found it, with what its container said about
// it. Clean makes it readable.
type Draft struct {
	Key  string // see Meta.Key
	Text string // valid UTF-8

	// Scraped says that Text is plain text that may carry page furniture:
	// navigation, adverts, captions, teasers, footers. Text that a structured
	// reader extracted (HTML, Markdown) is not scraped.
	Scraped bool

	Title     string
	Publisher string
	Author    string
	URL       string
	Language  string
	Published time.Time

	// Pages are the places in Text, in bytes and on rune boundaries, where the second
	// page of a paged document begins, the third, and so on; nil for a text without
	// pages. A page may begin within a sentence.
	Pages []int

	LeftOut []Removal // what the reader took out already, such as the running heads of a PDF, the menus of a page

	MediaType string
	Original  []byte // the bytes as they arrived
}

// Reading is what a reader made of one place: the identity of the source and
// the draft of its one article.
type Reading struct {
	Kind            Kind
	Location, Shown string // as in Source
	Draft           Draft
	Validators      Validators
}

// Listing is a place that holds several texts, as a reader found it: a feed, an
// archive of files, a sitemap, a page of links. Its items are read one by one.
type Listing struct {
	Kind            Kind   // KindFeed or, for an archive, KindFile or KindAttachment; "" for a list of pages, which become sources of their own
	Location, Shown string // as in Source
	Title           string
	Items           []Item // as they stand in it: the newest of a feed first
	More            int    // items that are left out, since there are too many
	Note            string // what else a person should know of it, such as files of other kinds that it holds
	Validators      Validators
	Every           time.Duration // how often the place asks to be read; 0 when it does not say
}

// Item is one text of a Listing.
type Item struct {
	Key       string // see Meta.Key
	URL       string // where it stands; "" for a file of an archive
	Title     string
	Published time.Time
	// Version changes when the item does: a hash of what the listing says of it.
	Version string
	// Read gives its text where the listing holds the whole of it; nil where it is to
	// be fetched from URL.
	Read func(context.Context) (Draft, error)
	// Own gives what the listing holds of a text that is to be fetched, which may be
	// less than the whole: it stands in for a page that cannot be had. It is nil where
	// the listing holds nothing of it, and fails where that is too little to be a text.
	Own func(context.Context) (Draft, error)
}

// Content is what was found at a place: one text or a listing of several, or that
// nothing has changed there since.
type Content struct {
	Reading   *Reading
	Listing   *Listing
	Unchanged bool // the server says so; the other fields are empty
}

// Fetch says what is to be fetched from the web, and on whose account.
type Fetch struct {
	Address string
	Known   Validators // of the last reading; empty to read in any case
	// Own says that nobody named this very address just now: a schedule, a feed, a
	// sitemap did. Then the site's robots.txt decides.
	Own bool
	// Pages asks for a listing of the pages that a sitemap or a page names, at most
	// Most of them, in the place of its text.
	Pages bool
	Most  int
}

// Later is in the chain of an error of a host that names the time after which it
// may be asked again.
type Later struct{ After time.Duration }

// Error says how long.
func (l *Later) Error() string { return "asked to wait " + l.After.String() }

// Validators are what a server gave along with a text, to be asked by whether it
// has changed since (RFC 9110, section 8.8). Empty where it gave none.
type Validators struct {
	ETag, Modified string
	// Digest is that of the bytes themselves, for servers that cannot be asked: what
	// comes again need not be read again.
	Digest string
}

// Status says what adding did to one article.
type Status string

// The outcomes of adding one article.
const (
	StatusAdded     Status = "added"
	StatusUpdated   Status = "updated"
	StatusUnchanged Status = "unchanged"
	StatusFailed    Status = "failed"
	StatusRemoved   Status = "removed" // it stands in its archive no more, or made room for newer ones of its feed
)

// Imported reports one article of an import. It is sent only once the article
// is durable, or has failed. Its JSON form is one line of `footnote add --json`.
type Imported struct {
	Status    Status `json:"status"`
	ArticleID string `json:"article_id"`
	SourceID  string `json:"source_id"`
	Title     string `json:"title"`
	URL       string `json:"url"`
	Passages  int    `json:"passages"`
	Error     string `json:"error"` // a sentence for people; "" unless failed

	// Place counts, from 0, which of the places that were given this is of: a feed or
	// an archive has several articles.
	Place   int       `json:"-"`
	Cause   error     `json:"-"` // for the log
	Removed []Removal `json:"-"` // what reading and cleaning took out
}

// Refreshed reports how a source was read again by itself.
type Refreshed struct {
	Space    Space
	SourceID string
	// Status is StatusUpdated if an article of it was added, updated or taken out.
	Status Status
	Cause  error // of StatusFailed
}

// Removed reports what removing one source did. Its JSON form is one line of
// `footnote remove --json`.
type Removed struct {
	Status   string `json:"status"` // removed, missing or failed
	SourceID string `json:"source_id"`
	Title    string `json:"title"`
	URL      string `json:"url"`
	Articles int    `json:"articles"`
	// Shared are the sources that hold some of its text too, which stays there.
	Shared []Shared `json:"shared"`
	Error  string   `json:"error"`

	Cause error `json:"-"`
}

// Shared is a source that holds some of another's text.
type Shared struct {
	SourceID string `json:"source_id"`
	Title    string `json:"title"`
	URL      string `json:"url"`
}

// Progress is how far a long job has come. Total is 0 while it is unknown.
type Progress struct {
	Done, Total int
	What        string // what is being worked on: a file name, a URL
}
