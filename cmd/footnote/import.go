package main

import (
	"context"
	"errors"
	"io"
	"strings"

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
	web, err := source.NewWeb(source.WebOptions{AllowHosts: c.Sources.AllowHosts})
	if err != nil {
		s.close()
		return nil, &usageError{err}
	}
	s.ingester = ingest.New(ingest.Config{
		Store: s.store, Embedder: keyed{s.embedder}, Local: source.NewLocal(source.Limits{}), Web: web,
		Publisher: publisher{s.index}, Language: source.Language, Log: a.log(),
	})
	return s, nil
}

// importArgs takes in what the arguments name, in their order. A run of paths
// is one import, and so is a run of addresses.
func (s *services) importArgs(ctx context.Context, space corpus.Space, args []string, title string, stdin io.Reader, obs ingest.Observer) error {
	incomplete := false
	for len(args) > 0 {
		n := 1
		for n < len(args) && kindOf(args[n]) == kindOf(args[0]) && args[0] != "-" {
			n++
		}
		var err error
		switch kindOf(args[0]) {
		case corpus.KindText:
			err = s.importText(ctx, space, title, stdin, obs)
		case corpus.KindPage:
			err = s.ingester.AddURLs(ctx, space, addedBy, args[:n], ingest.Adding{}, obs)
		default:
			err = s.ingester.AddPaths(ctx, space, addedBy, args[:n], obs)
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
