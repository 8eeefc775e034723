// Package ingest is the way in, and the only writer of articles. An article
// comes in by these steps:
//
//	read      a file, a page or a handed-over text becomes a corpus.Reading
//	clean     corpus.Clean makes it readable
//	name      its ids follow from where it came from and what it says
//	split     corpus.Split cuts it into passages
//	embed     each passage gets a vector, unless its text is stored already
//	store     one transaction; durable when it returns
//	report    only now the person hears of it
//	publish   the index is told to catch up
//
// There are two kinds of door. AddPaths, RefreshLocal and SetRuleLocal are for who
// runs Footnote on a machine, and read its files. All others are for anybody, a
// moderator in a chat included: AddURLs, AddAttachments, AddReading, ReplaceText,
// ReplaceAttachment and Refresh never look at a path, whatever they are given and
// whatever the store says of a source (remote.go, refresh.go, replace.go).
//
// The steps up to embed run ahead in a few goroutines (see ahead.go), and one
// writer stores in the order given (job.go). One article's failure is reported by
// its name and the others go on. A place may hold several articles: a feed, an
// archive (listing.go).
//
// What was added is read again by a schedule of its own (due.go): conditionally,
// spread over time, and only passages whose text is new are embedded.
//
// Remove is the way out again (remove.go); Withdraw takes a source out with time
// to think again (withdraw.go). Reembed gives all articles new vectors after a
// change of the embedding model (reembed.go).
package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"footnote/corpus"
)

// Config is what an Ingester needs. Publisher, Language, Now and Log may be
// missing; so may Local, Web or Attachments, if the doors that need it are not
// used.
type Config struct {
	Store       Store
	Embedder    Embedder
	Local       Local
	Web         Web
	Attachments Attachments
	Publisher   Publisher
	// Language guesses the language of a text that was handed over ("en"; "" when
	// it cannot tell).
	Language func(text string) string
	Now      func() time.Time
	Log      *slog.Logger
	// Ceilings bound every space but corpus.DefaultSpace.
	Ceilings Ceilings
	// Breathe is called between the steps of an import. It may wait for a moment, to
	// leave the machine to somebody who is waiting for it. It may be nil.
	Breathe func(context.Context)
}

func (in *Ingester) breathe(ctx context.Context) {
	if in.Breathe != nil {
		in.Breathe(ctx)
	}
}

// Ingester brings articles in and takes them out. It is safe for concurrent use.
type Ingester struct {
	Config
	batch  int // passages embedded at a time by Reembed
	flight flight

	refreshing sync.Mutex // one RefreshDue at a time
}

// New makes an Ingester.
func New(c Config) *Ingester {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Ingester{Config: c, batch: defaultBatch}
}

// Observer hears of an import while it runs, from the goroutine that called.
// Both functions may be nil.
type Observer struct {
	// Imported is called for each article, in the order given: when it is durable,
	// or when it has failed.
	Imported func(corpus.Imported)
	// Progress counts places and, in a place of several articles, those that are read
	// of it: its total grows when such a place is met.
	Progress func(corpus.Progress)
}

// ErrIncomplete is in the chain of the error of an import or a removal that went
// through, but in which something failed that was reported by its name.
var ErrIncomplete = errors.New("ingest: not everything succeeded")

// publishEvery is after how many articles the index catches up, while there are
// people who ask. Fewer cost the import more, and more the next question.
const publishEvery = 4

// place is something to read.
type place struct {
	name string // as the person gave it
	n    int    // see corpus.Imported
	err  error  // why it cannot be read, known before trying
	read func(context.Context) (corpus.Content, error)
	refs []string    // what its source may be called in the store
	rule corpus.Rule // as the person wants it; "" when they did not say
	web  bool        // it is fetched from the web
	// as is the source that what is read belongs to, whatever it says of itself;
	// nil for the one that follows from where it was read.
	as *corpus.SourceInfo
}

// AddPaths adds files and the files of folders of this machine, on behalf of by.
// It holds the writer lock until it is done.
func (in *Ingester) AddPaths(ctx context.Context, space corpus.Space, by string, paths []string, obs Observer) error {
	var places []place
	for _, path := range paths {
		for found, err := range in.Local.Find(ctx, path) {
			if ctx.Err() != nil {
				return stopped(ctx.Err(), 0, 0)
			}
			p := place{name: found, err: err, refs: locations(found), read: func(ctx context.Context) (corpus.Content, error) {
				return in.Local.Look(ctx, found)
			}}
			if err != nil {
				p.refs = ownLocation(found)
			}
			places = append(places, p)
		}
	}
	release, err := in.Store.Lock(ctx, adding.purpose)
	if ctx.Err() != nil {
		err = stopped(ctx.Err(), 0, 0)
	}
	if err != nil {
		return err
	}
	defer release()
	return in.job(space, by, obs, adding, true).run(ctx, places)
}

// locations are what a file's source may be called in the store: by where it
// really is, and by its path for a link that now leads nowhere.
func locations(path string) []string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil && real != abs {
		return []string{real, abs}
	}
	return []string{abs}
}

// ownLocation is where a path itself is: a link that is not followed says
// nothing about what it leads to.
func ownLocation(path string) []string {
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err == nil {
		folder, err = filepath.Abs(folder)
	}
	if err != nil {
		return nil
	}
	return []string{filepath.Join(folder, filepath.Base(path))}
}

func stopped(cause error, done, total int) error {
	message := fmt.Sprintf("Stopped after %d of %d; what was reported as added is stored. Do the same again to go on.", done, total)
	if total == 0 {
		message = "Stopped before anything was added."
	}
	return &corpus.Problem{Code: corpus.CodeUnavailable, Message: message, Err: cause}
}

func problem(code corpus.Code, format string, args ...any) error {
	return &corpus.Problem{Code: code, Message: strings.TrimSpace(fmt.Sprintf(format, args...))}
}
