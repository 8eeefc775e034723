package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	botstore "footnote/bot/store"
	"footnote/corpus"
	"footnote/corpus/ingest"
	"footnote/corpus/source"
	"footnote/corpus/store"
	"footnote/retrieval"
	"footnote/retrieval/index"
)

// addedBy is who adds and removes, in the store's audit.
const addedBy = "command line"

// openWriter readies changing what is stored. The data folder is created only
// for adding.
func (a *app) openWriter(ctx context.Context, create bool) (*services, error) {
	c, err := loadConfig(a.configFlag)
	if err != nil {
		return nil, err
	}
	return a.openWriterOf(ctx, c, create)
}

func (a *app) openWriterOf(ctx context.Context, c config, create bool) (*services, error) {
	folder, err := c.dataFolder(a.dataFlag)
	if err != nil {
		return nil, err
	}
	if err := databaseGone(folder); err != nil {
		return nil, err
	}
	s := &services{}
	// The key first: without one nothing can be embedded, and no folder is made.
	if err := a.openEmbedder(s, c); err != nil {
		return nil, err
	}
	if create || hasStore(folder) {
		s.store, err = store.Open(ctx, folder, store.Options{})
	} else {
		folder = ""
		s.store, err = store.OpenMemory(ctx)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	s.onClose(s.store.Close)
	if err := a.openIndex(ctx, s, c, folder, a.log()); err != nil {
		s.close()
		return nil, err
	}
	web, err := source.NewWeb(source.WebOptions{AllowHosts: c.Sources.AllowHosts, UserAgent: userAgent()})
	if err != nil {
		s.close()
		return nil, &usageError{err}
	}
	// Closed before the store, and started by the first PDF only.
	s.pdf = source.NewPDF(source.PDFOptions{Cache: pdfCache(folder)})
	s.onClose(s.pdf.Close)
	local := source.NewLocal(source.Limits{})
	local.PDF, web.PDF = s.pdf, s.pdf
	s.ingester = ingest.New(ingest.Config{
		Store: s.store, Embedder: keyed{s.embedder}, Local: local, Web: web,
		Publisher: publisher{s.index}, Language: source.Language, Log: a.log(), Now: a.now,
		Ceilings: ingest.Ceilings{
			Sources: c.Limits.Sources, Articles: c.Limits.Articles, Bytes: c.Limits.bytes,
			FetchesADay: c.Limits.FetchesADay, FeedItems: c.Limits.FeedItems,
		},
	})
	return s, nil
}

// pdfCache is where the reader of PDFs is kept compiled; "" for memory.
func pdfCache(folder string) string {
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, "pdf-reader")
}

// importArgs takes in what the arguments name, in their order. A run of paths
// is one import, and so is a run of addresses.
func (s *services) importArgs(ctx context.Context, space corpus.Space, args []string, o addOptions, stdin io.Reader, obs ingest.Observer) error {
	incomplete := false
	for len(args) > 0 {
		n := 1
		for n < len(args) && kindOf(args[n]) == kindOf(args[0]) && args[0] != "-" {
			n++
		}
		var err error
		switch kindOf(args[0]) {
		case corpus.KindText:
			err = s.importText(ctx, space, o.title, stdin, obs)
		case corpus.KindPage:
			err = s.ingester.AddURLs(ctx, space, addedBy, args[:n], ingest.Adding{Refresh: o.rule}, obs)
		default:
			err = s.importPaths(ctx, space, args[:n], o.rule, obs)
		}
		if err != nil && !errors.Is(err, ingest.ErrIncomplete) {
			return err
		}
		incomplete = incomplete || err != nil
		args = args[n:]
	}
	if incomplete {
		return errSomeFailed
	}
	return nil
}

// importPaths takes in files and folders. How often they are read again is set when
// they are there.
func (s *services) importPaths(ctx context.Context, space corpus.Space, paths []string, rule corpus.Rule, obs ingest.Observer) error {
	if rule == "" {
		return s.ingester.AddPaths(ctx, space, addedBy, paths, obs)
	}
	if rule == corpus.RuleFeed {
		return usagef("--refresh feed is for feeds; files have hourly, daily, weekly, monthly or never.")
	}
	var added []string
	tell := obs.Imported
	obs.Imported = func(i corpus.Imported) {
		if i.Status != corpus.StatusFailed && !slices.Contains(added, i.SourceID) {
			added = append(added, i.SourceID)
		}
		tell(i)
	}
	err := s.ingester.AddPaths(ctx, space, addedBy, paths, obs)
	for _, id := range added {
		if failed := s.ingester.SetRuleLocal(ctx, space, addedBy, id, rule); failed != nil {
			return failed
		}
	}
	return err
}

// userAgent is what the fetcher calls itself.
func userAgent() string { return "Footnote/" + strings.Trim(buildInfo().Version, "()") }

// quotedFor is how long texts that were replaced are kept for what quotes them.
const quotedFor = 30 * 24 * time.Hour

// dropOld drops the texts of a space that were replaced more than 30 days ago, but
// for those that the bot has quoted since. Nobody waits for it to succeed.
func (s *services) dropOld(ctx context.Context, space corpus.Space, log *slog.Logger) {
	before := time.Now().Add(-quotedFor)
	keep, err := s.quoted(ctx, space, before)
	n := 0
	if err == nil {
		n, err = s.ingester.DropRevisions(ctx, space, before, keep)
	}
	if n > 0 {
		s.ingester.Overwrite(ctx)
	}
	if err != nil && ctx.Err() == nil {
		log.Warn("old texts not dropped", "err", err)
	}
}

// quoted are the revisions that the bot has quoted in a space since then.
func (s *services) quoted(ctx context.Context, space corpus.Space, since time.Time) ([]string, error) {
	there, err := botstore.Exists(ctx, s.store.DB())
	if err != nil || !there {
		return nil, err
	}
	records, err := botstore.Open(ctx, s.store.DB(), botstore.Options{Scrub: s.store.Scrub})
	if err != nil {
		return nil, err
	}
	return records.Cited(ctx, space, since)
}

// importText takes in standard input. What cannot be read is reported like any
// other article that fails.
func (s *services) importText(ctx context.Context, space corpus.Space, title string, stdin io.Reader, obs ingest.Observer) error {
	reading, err := source.ReadText(ctx, title, stdin, source.Limits{})
	if err == nil {
		return s.ingester.AddReading(ctx, space, addedBy, reading, obs)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	obs.Imported(corpus.Imported{Status: corpus.StatusFailed, URL: "-", Error: explain(err), Cause: err})
	return ingest.ErrIncomplete
}

// kindOf tells what an argument of add names.
func kindOf(arg string) corpus.Kind {
	lower := strings.ToLower(arg)
	switch {
	case arg == "-":
		return corpus.KindText
	case strings.HasPrefix(lower, "http://"), strings.HasPrefix(lower, "https://"):
		return corpus.KindPage
	}
	return corpus.KindFile
}

// keyed is an embedding model as the way in sees it.
type keyed struct{ retrieval.Embedder }

func (k keyed) Model(ctx context.Context) (string, error) {
	m, err := k.Embedder.Model(ctx)
	if err != nil {
		return "", err
	}
	return m.Key(), nil
}

// publisher is the index as the way in sees it.
type publisher struct{ *index.Index }

func (p publisher) Publish(ctx context.Context, space corpus.Space) error {
	return p.Refresh(ctx, space)
}
