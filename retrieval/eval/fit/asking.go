package main

import (
	"context"
	"fmt"
	"os"
	"path"
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

// The kinds of questions without an answer about articles of our own.
const (
	unanswerable = "unanswerable" // written by hand
	// stranger is a question of SQuAD's, with a name or a number of the articles put
	// in: only that is theirs.
	stranger = "stranger"
)

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

// own are questions of our own, and the articles that they are asked about. Those
// of a file for each half are in that half; those of a golden file know theirs.
var own = []struct{ articles, questions []string }{
	{
		[]string{"retrieval/eval/testdata/refusal/articles/*.txt", "cmd/footnote/sample/*.txt"},
		[]string{"retrieval/eval/testdata/refusal/tune.jsonl", "retrieval/eval/testdata/refusal/report.jsonl"},
	},
	{
		[]string{"retrieval/eval/testdata/golden/articles/*.txt", "cmd/footnote/sample/*.txt"},
		[]string{"retrieval/eval/testdata/golden/town.jsonl", "retrieval/eval/testdata/golden/sample.jsonl"},
	},
}

// halfOf is the half of the questions of a file that has one.
var halfOf = map[string]eval.Half{"tune.jsonl": eval.Tune, "report.jsonl": eval.Report}

// askOwn judges the questions of our own, and strangers made of those of titles.
func askOwn(ctx context.Context, root string, titles []eval.Title) (asked, error) {
	var out asked
	for _, o := range own {
		if err := out.askOwn(ctx, root, o.articles, o.questions, titles); err != nil {
			return asked{}, err
		}
	}
	return out, nil
}

func (a *asked) askOwn(ctx context.Context, root string, articles, questions []string, strangers []eval.Title) error {
	titles, err := readArticles(root, articles)
	if err != nil {
		return err
	}
	r, err := openRoom(ctx, titles)
	if err != nil {
		return err
	}
	defer r.close()
	for _, name := range questions {
		golden, err := readGolden(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		for _, g := range golden {
			if len(g.Turns) > 0 {
				continue // what they mean is another matter
			}
			j, err := r.judge(ctx, g.Text, nil)
			if err != nil {
				return fmt.Errorf("question %s: %w", g.ID, err)
			}
			q := question{id: g.ID, text: g.Text, Judgement: j}
			if !g.Answerable {
				q.kind = unanswerable
			}
			half, ok := halfOf[path.Base(name)]
			if !ok {
				half = g.Half
			}
			if half == eval.Tune {
				a.tune = append(a.tune, q)
			} else {
				a.report = append(a.report, q)
			}
		}
	}
	var texts []string
	for _, t := range titles {
		texts = append(texts, t.Paragraphs[0].Text)
	}
	swaps := eval.ReadSwaps(texts...)
	tune, report := eval.Halves(strangers)
	for _, half := range []struct {
		titles []eval.Title
		to     *[]question
	}{{tune, &a.tune}, {report, &a.report}} {
		if err := r.askStrangers(ctx, half.titles, swaps, half.to); err != nil {
			return err
		}
	}
	return nil
}

// askStrangers asks one question of each paragraph, if it has something to swap.
func (r *room) askStrangers(ctx context.Context, titles []eval.Title, swaps *eval.Swaps, to *[]question) error {
	for _, t := range titles {
		for _, p := range t.Paragraphs {
			for _, q := range p.Questions {
				text, _, _, ok := swaps.Swap(q.ID, q.Text)
				if !ok {
					continue
				}
				j, err := r.judge(ctx, text, nil)
				if err != nil {
					return fmt.Errorf("question %s: %w", q.ID, err)
				}
				*to = append(*to, question{id: t.Name + "-" + q.ID, text: text, kind: stranger, Judgement: j})
				break
			}
		}
	}
	return nil
}

// readArticles reads the files of the patterns, each as a title of one paragraph.
func readArticles(root string, patterns []string) ([]eval.Title, error) {
	var titles []eval.Title
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			return nil, err
		}
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			c := corpus.Clean(corpus.Draft{Key: name, Text: string(b), Scraped: true})
			titles = append(titles, eval.Title{Name: c.Title, Paragraphs: []eval.Paragraph{{Text: c.Body}}})
		}
	}
	return titles, nil
}

func readGolden(name string) ([]eval.Golden, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return eval.ReadGolden(filepath.Base(name), f)
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
