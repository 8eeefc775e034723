package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"footnote/corpus"
	"footnote/corpus/ingest"
	"footnote/corpus/source"
	"footnote/corpus/store"
	"footnote/retrieval"
	"footnote/retrieval/answer"
	"footnote/retrieval/embed"
	"footnote/retrieval/index"
	"footnote/retrieval/llm"
)

// This file is the one place where the parts of the program meet: which store,
// which index, which models. Nobody else knows more than the interfaces.

// services are the parts of the program that a command works with. Which of
// them are set depends on how they were opened.
type services struct {
	store    *store.Store
	index    *index.Index
	embedder retrieval.Embedder
	asker    *retrieval.Asker
	ingester *ingest.Ingester
	pdf      *source.PDF // with the ingester

	// sample says that the store is the built-in sample, in memory; notice tells
	// it to the reader of an answer.
	sample bool
	notice string
	// vacant says that the space has no sources; notice tells it.
	vacant bool

	closers []func() error
}

// close ends everything in the reverse order of its opening. What was
// acknowledged is durable by then, so there is nothing to report.
func (s *services) close() {
	for _, c := range slices.Backward(s.closers) {
		_ = c()
	}
	s.closers = nil
}

func (s *services) onClose(c func() error) { s.closers = append(s.closers, c) }

// open readies the answering of questions: over the data folder, or over the
// sample as long as no source was ever added.
func (a *app) open(ctx context.Context) (*services, error) {
	a.warns = true
	c, err := loadConfig(a.configFlag)
	if err != nil {
		return nil, err
	}
	// First, so that a missing key is told at once.
	if c.Embedding.Provider == providerOpenAI {
		if _, err := c.embeddingKey(); err != nil {
			return nil, err
		}
	}
	var chat *llm.Chat
	if c.generative() {
		if chat, err = a.newChat(c); err != nil {
			return nil, err
		}
	}
	s, folder, err := a.openData(ctx, c)
	if err != nil {
		return nil, err
	}
	if chat != nil {
		s.onClose(func() error { chat.Close(); return nil })
	}
	if err := a.openEmbedder(s, c); err != nil {
		s.close()
		return nil, err
	}
	if err := a.openIndex(ctx, s, c, folder, a.log()); err != nil {
		s.close()
		return nil, err
	}
	if err := a.openAsker(s, c, chat); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// openAsker puts the way out together, over an open index. chat may be nil.
func (a *app) openAsker(s *services, c config, chat *llm.Chat) error {
	words, err := embed.Builtin()
	if err != nil {
		return err
	}
	composer := answer.Config{Lexicon: s.index, Words: words, Log: a.log()}
	if chat != nil {
		composer.Chat = chat
		if composer.Generation, err = c.generation(); err != nil {
			return err
		}
	}
	answerer, err := answer.New(composer)
	if err != nil {
		return err
	}
	s.asker = &retrieval.Asker{
		Embedder: s.embedder, Index: s.index, Library: library{s.store}, Answerer: answerer, Reader: answerer, Rewriter: answerer, Log: a.log(),
	}
	return nil
}

// openStore readies looking at what is stored.
func (a *app) openStore(ctx context.Context) (*services, error) {
	c, err := loadConfig(a.configFlag)
	if err != nil {
		return nil, err
	}
	s, _, err := a.openData(ctx, c)
	return s, err
}

// openData opens the store, and says in which folder it is; "" is memory. A
// folder that does not exist is not created by reading.
func (a *app) openData(ctx context.Context, c config) (*services, string, error) {
	folder, err := c.dataFolder(a.dataFlag)
	if errors.Is(err, errNoHome) {
		return a.openEmpty(ctx) // nothing was ever added where there is no place for it
	}
	if err == nil {
		err = databaseGone(folder)
	}
	if err != nil {
		return nil, "", err
	}
	if hasStore(folder) {
		st, err := store.Open(ctx, folder, store.Options{})
		if err != nil {
			return nil, "", err
		}
		s := &services{store: st}
		s.onClose(st.Close)
		held, err := st.EverHeldSource(ctx)
		if err == nil && !held && a.space() == corpus.DefaultSpace {
			s.close()
			return a.openSample(ctx)
		}
		if err != nil {
			s.close()
			return nil, "", err
		}
		if err := s.checkSpace(ctx, a.space()); err != nil {
			s.close()
			return nil, "", err
		}
		return s, folder, nil
	}
	return a.openEmpty(ctx)
}

// openEmpty stands in for a data folder that is not there yet.
func (a *app) openEmpty(ctx context.Context) (*services, string, error) {
	if a.space() == corpus.DefaultSpace {
		return a.openSample(ctx)
	}
	st, err := store.OpenMemory(ctx)
	if err != nil {
		return nil, "", err
	}
	s := &services{store: st}
	s.onClose(st.Close)
	if err := s.checkSpace(ctx, a.space()); err != nil {
		s.close()
		return nil, "", err
	}
	return s, "", nil
}

// checkSpace prepares the notice that a space has no sources: its name may be
// a slip, and every question to it would be declined.
func (s *services) checkSpace(ctx context.Context, space corpus.Space) error {
	held, err := s.store.Counts(ctx, space)
	if err == nil && held.Sources == 0 {
		s.vacant = true
		s.notice = fmt.Sprintf("Space %q has no sources.", string(space))
	}
	return err
}

// openFolder opens a data folder that exists, with its index, which logs to log;
// for doctor.
func (a *app) openFolder(ctx context.Context, c config, folder string, log *slog.Logger) (*services, error) {
	st, err := store.Open(ctx, folder, store.Options{})
	if err != nil {
		return nil, err
	}
	s := &services{store: st}
	s.onClose(st.Close)
	if a.openEmbedder(s, c) != nil {
		s.embedder = nil // told by another finding
	}
	if err := a.openIndex(ctx, s, c, folder, log); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// openSample puts the built-in sample into memory. It is embedded by the builtin
// model, whatever the config says: nobody waits for an endpoint to try a sample.
func (a *app) openSample(ctx context.Context) (*services, string, error) {
	st, err := store.OpenMemory(ctx)
	if err != nil {
		return nil, "", err
	}
	s := &services{store: st, sample: true, notice: sampleNotice}
	s.onClose(st.Close)
	model, err := embed.Builtin()
	if err == nil {
		s.embedder = model.Embedder()
		err = addSample(ctx, ingest.New(ingest.Config{Store: st, Embedder: keyed{s.embedder}, Log: a.log()}), a.space())
	}
	if err != nil {
		s.close()
		return nil, "", err
	}
	return s, "", nil
}

// openEmbedder opens the configured embedding model, unless the sample has its
// own already.
func (a *app) openEmbedder(s *services, c config) error {
	if s.embedder != nil {
		return nil
	}
	if c.Embedding.Provider == providerBuiltin {
		model, err := embed.Builtin()
		if err != nil {
			return err
		}
		s.embedder = model.Embedder()
		return nil
	}
	e, err := a.newEmbedder(c)
	if err != nil {
		return err
	}
	s.embedder = e
	s.onClose(func() error { e.Close(); return nil })
	return nil
}

func (a *app) openIndex(ctx context.Context, s *services, c config, folder string, log *slog.Logger) error {
	model, err := s.questionModel(ctx, c)
	if err != nil {
		return err
	}
	conf := index.Config{Store: s.store, Model: model, MemoryBudget: c.Index.memoryBudget, Log: log}
	if folder != "" {
		conf.Dir = indexFolder(folder)
	}
	s.index, err = index.New(conf)
	if err != nil {
		return err
	}
	s.onClose(s.index.Close)
	if folder != "" {
		s.onClose(s.eraseLeft)
	}
	return nil
}

// eraseTime bounds what a command does at its end for a removal that was cut off.
const eraseTime = time.Minute

// eraseLeft takes removed texts out of the index that a removal which was cut off
// has left there.
func (s *services) eraseLeft() error {
	ctx, cancel := context.WithTimeout(context.Background(), eraseTime)
	defer cancel()
	return ingest.Erase(ctx, s.store, s.index.Erase)
}

// questionModel identifies the model that embeds questions, without asking an
// endpoint: where the store's vectors come from the configured model, they tell
// its dimension. Otherwise the identity fits no vectors, and search goes by
// words until the articles are embedded anew.
func (s *services) questionModel(ctx context.Context, c config) (retrieval.Model, error) {
	if s.sample || c.Embedding.Provider == providerBuiltin {
		return builtinModel(ctx)
	}
	m := retrieval.Model{Provider: providerOpenAI, Name: c.Embedding.Model, VectorWeight: endpointWeight}
	active, err := s.store.ActiveModel(ctx)
	if err != nil {
		return m, err
	}
	prefix := strings.TrimSuffix(m.Key(), "0/")
	if rest, ok := strings.CutPrefix(active, prefix); ok {
		if n, err := strconv.Atoi(strings.TrimSuffix(rest, "/")); err == nil {
			m.Dimension = n
		}
	}
	return m, nil
}

// endpointWeight is the share of the vector score in search with a model behind
// an endpoint, as suits a transformer.
const endpointWeight = 0.65

func (a *app) newChat(c config) (*llm.Chat, error) {
	key, err := c.llmKey()
	if err != nil {
		return nil, err
	}
	return llm.NewChat(llm.Endpoint{
		BaseURL: c.LLM.BaseURL, Model: c.LLM.Model, Key: key, Timeout: c.LLM.timeout, Log: a.log(),
	}, llm.ChatOptions{Stop: chatStop, Extra: c.LLM.extra})
}

// chatStop ends the reply of a base model that goes on with a question of its own.
var chatStop = []string{"\nQuestion:"}

func (a *app) newEmbedder(c config) (*llm.Embedder, error) {
	key, err := c.embeddingKey()
	if err != nil {
		return nil, err
	}
	return llm.NewEmbedder(llm.Endpoint{
		BaseURL: c.Embedding.BaseURL, Model: c.Embedding.Model, Key: key, Timeout: c.Embedding.timeout, Log: a.log(),
	}, llm.EmbedOptions{VectorWeight: endpointWeight})
}

func builtinModel(ctx context.Context) (retrieval.Model, error) {
	m, err := embed.Builtin()
	if err != nil {
		return retrieval.Model{}, err
	}
	return m.Embedder().Model(ctx)
}

// hasStore reports whether a data folder holds a database, or something in its
// place that opening it will complain about.
func hasStore(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, databaseFile))
	return !errors.Is(err, fs.ErrNotExist)
}

// databaseGone is the problem of a data folder that has an index and no
// database. It held articles once, so neither an empty store nor the sample may
// stand in for them.
func databaseGone(folder string) error {
	if hasStore(folder) {
		return nil
	}
	if _, err := os.Stat(indexFolder(folder)); err != nil {
		return nil
	}
	return &corpus.Problem{Code: corpus.CodeDamaged, Message: "An index is here but the database is gone: restore " +
		filepath.Join(folder, databaseFile) + " from a backup, or delete the folder " + indexFolder(folder) + " to start anew."}
}

// databaseFile is the store's file in the data folder.
const databaseFile = "footnote.db"

func indexFolder(folder string) string { return filepath.Join(folder, "index") }

// announce tells on standard error that the sample answers, or that there is
// nothing to answer from.
func (a *app) announce(s *services) {
	if s.notice != "" {
		a.note(s.notice)
	}
}

// search is what is searched and what was degraded.
func (s *services) search(ctx context.Context, q retrieval.Question) ([]retrieval.Evidence, string, error) {
	found, err := s.asker.Search(ctx, q)
	return found.Evidence, found.Notice, err
}

// library is the store as questions see it.
type library struct{ *store.Store }

func (l library) Passages(ctx context.Context, space corpus.Space, ids []string) ([]retrieval.Evidence, error) {
	found, err := l.Store.Passages(ctx, space, ids)
	if err != nil {
		return nil, err
	}
	evidence := make([]retrieval.Evidence, len(found))
	for i, f := range found {
		evidence[i] = retrieval.Evidence{Article: f.Article, Passage: f.Passage}
	}
	return evidence, nil
}
