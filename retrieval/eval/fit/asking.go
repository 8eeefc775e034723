package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"footnote/corpus"
	"footnote/corpus/store"
	"footnote/retrieval"
	"footnote/retrieval/answer"
	"footnote/retrieval/embed"
	"footnote/retrieval/eval"
	"footnote/retrieval/index"
)

// question is a question that was judged.
type question struct {
	id, title, text string
	kind            string // of a twin; "" for a question that can be answered
	answer.Judgement
}

// unanswerable is the kind of a question of our own that has no answer.
const unanswerable = "unanswerable"

// asked are judged questions in their halves.
type asked struct {
	titles       []string // of the tune half
	tune, report []question
}

// room is an index over some titles, and what judges questions over it.
type room struct {
	store      *store.Store
	index      *index.Index
	collection *eval.Collection
	asker      *retrieval.Asker
	answerer   *answer.Answerer
}

func openRoom(ctx context.Context, titles []eval.Title) (*room, error) {
	model, err := embed.Builtin()
	if err != nil {
		return nil, err
	}
	identity, err := model.Embedder().Model(ctx)
	if err != nil {
		return nil, err
	}
	s, err := store.OpenMemory(ctx)
	if err != nil {
		return nil, err
	}
	r := &room{store: s}
	if r.collection, err = eval.Import(ctx, s, model.Embedder(), corpus.DefaultSpace, titles, true); err != nil {
		r.close()
		return nil, err
	}
	if r.index, err = index.New(index.Config{Store: s, Model: identity}); err != nil {
		r.close()
		return nil, err
	}
	r.answerer = answer.NewUnfitted(answer.Config{Lexicon: r.index, Words: model})
	r.asker = &retrieval.Asker{Embedder: model.Embedder(), Index: r.index, Library: library{s}, Answerer: r.answerer}
	return r, nil
}

func (r *room) close() {
	if r.index != nil {
		r.index.Close()
	}
	r.store.Close()
}

func (r *room) judge(ctx context.Context, text string, exclude []string) (answer.Judgement, error) {
	q := retrieval.Question{Space: r.collection.Space, Text: text, Exclude: exclude}
	found, err := r.asker.Search(ctx, q)
	if err != nil {
		return answer.Judgement{}, err
	}
	return r.answerer.Judge(ctx, q, found)
}

// askTitles judges the answerable questions of titles and their twins.
func askTitles(ctx context.Context, titles []eval.Title) (asked, error) {
	r, err := openRoom(ctx, titles)
	if err != nil {
		return asked{}, err
	}
	defer r.close()
	var out asked
	tune, report := eval.Halves(titles)
	for _, t := range tune {
		out.titles = append(out.titles, t.Name)
	}
	if out.tune, err = r.askAll(ctx, tune, titles); err != nil {
		return asked{}, err
	}
	out.report, err = r.askAll(ctx, report, titles)
	return out, err
}

func (r *room) askAll(ctx context.Context, titles, all []eval.Title) ([]question, error) {
	title := make(map[string]string)
	var twins []eval.Twin
	for _, t := range titles {
		for _, p := range t.Paragraphs {
			for _, q := range p.Questions {
				title[q.ID] = t.Name
				if len(q.Gold) > 0 {
					twins = append(twins, eval.Twin{Of: q.ID, Text: q.Text})
				}
			}
		}
	}
	twins = append(twins, r.collection.Twins(titles, all)...)
	out := make([]question, 0, len(twins))
	for _, x := range twins {
		j, err := r.judge(ctx, x.Text, x.Exclude)
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", x.Of, err)
		}
		out = append(out, question{x.Of, title[x.Of], x.Text, x.Kind, j})
	}
	return out, nil
}

// askOwn judges the questions of our own about the sample articles and those of
// retrieval/eval/testdata/refusal.
func askOwn(ctx context.Context, root string) (asked, error) {
	folder := filepath.Join(root, "retrieval", "eval", "testdata", "refusal")
	var titles []eval.Title
	for _, pattern := range []string{filepath.Join(folder, "articles", "*.txt"), filepath.Join(root, "cmd", "footnote", "sample", "*.txt")} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			return asked{}, err
		}
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				return asked{}, err
			}
			c := corpus.Clean(corpus.Draft{Key: name, Text: string(b), Scraped: true})
			titles = append(titles, eval.Title{Name: c.Title, Paragraphs: []eval.Paragraph{{Text: c.Body}}})
		}
	}
	r, err := openRoom(ctx, titles)
	if err != nil {
		return asked{}, err
	}
	defer r.close()
	var out asked
	if out.tune, err = r.askGolden(ctx, filepath.Join(folder, "tune.jsonl")); err != nil {
		return asked{}, err
	}
	out.report, err = r.askGolden(ctx, filepath.Join(folder, "report.jsonl"))
	return out, err
}

func (r *room) askGolden(ctx context.Context, name string) ([]question, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []question
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var g struct {
			ID         string
			Q          string
			Answerable *bool
		}
		if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		j, err := r.judge(ctx, g.Q, nil)
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", g.ID, err)
		}
		q := question{id: g.ID, text: g.Q, Judgement: j}
		if g.Answerable != nil && !*g.Answerable {
			q.kind = unanswerable
		}
		out = append(out, q)
	}
	return out, lines.Err()
}

// library is the store as questions see it.
type library struct{ *store.Store }

func (l library) Passages(ctx context.Context, space corpus.Space, ids []string) ([]retrieval.Evidence, error) {
	found, err := l.Store.Passages(ctx, space, ids)
	out := make([]retrieval.Evidence, len(found))
	for i, f := range found {
		out[i] = retrieval.Evidence{Article: f.Article, Passage: f.Passage}
	}
	return out, err
}
