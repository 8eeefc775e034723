package eval_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"footnote/corpus"
	"footnote/corpus/store"
	"footnote/retrieval"
	"footnote/retrieval/answer"
	"footnote/retrieval/embed"
	"footnote/retrieval/eval"
)

// TestAnswers prints how good quoted answers and refusals are, on the
// development questions:
//
//	FOOTNOTE_EVAL=all go test ./retrieval/eval -run TestAnswers -v
//
// Without FOOTNOTE_EVAL every fourth question is asked. Answers are taken with
// refusal switched off; "right" holds the gold string anywhere, "first" in its
// first sentence. A near miss is the question with its paragraph taken out, a far
// miss with its whole title taken out; both should be refused.
func TestAnswers(t *testing.T) {
	titles := readTitles(t, filepath.Join(shared(t), "eval", "xquad-en-half.json"))
	in := importTitles(t, titles, true)
	asker := newAsker(t, in)
	every := 4
	if os.Getenv("FOOTNOTE_EVAL") == "all" {
		every = 1
	}
	table := eval.Table{
		Title:  "Quoted answers and refusals, in per cent",
		Header: []string{"titles", "n", "right", "first", "sentences", "wrong refusals", "near refused", "far refused"},
	}
	tune, report := eval.Halves(titles)
	for _, half := range []struct {
		name   string
		titles []eval.Title
	}{{"tune", tune}, {"report", report}} {
		f := measureAnswers(t, asker, in.Collection, half.titles, every)
		table.Rows = append(table.Rows, []string{half.name, fmt.Sprint(f.n), f.share(f.right), f.share(f.first),
			fmt.Sprintf("%.2f", float64(f.sentences)/float64(f.n)), f.share(f.refused), f.share(f.near), f.share(f.far)})
		if f.notVerbatim > 0 {
			t.Errorf("%s: %d quotes do not stand in their passages", half.name, f.notVerbatim)
		}
		// Far below what is reached: the test fails when something breaks, the
		// figures are for people.
		if 10*f.right < 7*f.n || 10*f.far < 8*f.n || 10*f.refused > 3*f.n {
			t.Errorf("%s: %+v", half.name, f)
		}
	}
	var b strings.Builder
	if err := table.Write(&b); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + b.String())
}

type answerFigures struct {
	n, right, first, sentences, refused, near, far, notVerbatim int
}

func (f answerFigures) share(n int) string { return fmt.Sprintf("%.1f", 100*float64(n)/float64(f.n)) }

func measureAnswers(t *testing.T, asker *retrieval.Asker, c *eval.Collection, titles []eval.Title, every int) answerFigures {
	t.Helper()
	var f answerFigures
	ask := func(q retrieval.Question) retrieval.Answer {
		t.Helper()
		q.Space = c.Space
		a, err := asker.Ask(t.Context(), q, nil)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	i := 0
	for _, title := range titles {
		var whole []string
		for _, p := range title.Paragraphs {
			for _, q := range p.Questions {
				if id := c.Gold(q.ID); !slices.Contains(whole, id) {
					whole = append(whole, id)
				}
			}
		}
		for _, p := range title.Paragraphs {
			for _, q := range p.Questions {
				if i++; i%every != 0 {
					continue
				}
				f.n++
				a := ask(retrieval.Question{Text: q.Text, AnswerAnyway: true})
				f.sentences += len(a.Sentences)
				for _, s := range a.Sentences {
					if holds(s.Text, q.Gold) {
						f.right++
						break
					}
				}
				if len(a.Sentences) > 0 && holds(a.Sentences[0].Text, q.Gold) {
					f.first++
				}
				for _, x := range a.Citations {
					if !strings.Contains(x.Passage, x.Quote) {
						f.notVerbatim++
					}
				}
				f.refused += refused(ask(retrieval.Question{Text: q.Text}))
				f.near += refused(ask(retrieval.Question{Text: q.Text, Exclude: []string{c.Gold(q.ID)}}))
				f.far += refused(ask(retrieval.Question{Text: q.Text, Exclude: whole}))
			}
		}
	}
	return f
}

func refused(a retrieval.Answer) int {
	if a.Answered {
		return 0
	}
	return 1
}

func holds(text string, gold []eval.Gold) bool {
	return slices.ContainsFunc(gold, func(g eval.Gold) bool {
		return strings.Contains(text, strings.Join(strings.Fields(strings.Trim(g.Text, ".,")), " "))
	})
}

func newAsker(t *testing.T, in imported) *retrieval.Asker {
	t.Helper()
	model, err := embed.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	a, err := answer.New(answer.Config{Lexicon: in.index, Words: model})
	if err != nil {
		t.Fatal(err)
	}
	return &retrieval.Asker{Embedder: model.Embedder(), Index: in.index, Library: library{in.store}, Answerer: a}
}

// library is the store as questions see it.
type library struct{ *store.Store }

func (l library) Passages(ctx context.Context, space corpus.Space, ids []string) ([]retrieval.Evidence, error) {
	found, err := l.Store.Passages(ctx, space, ids)
	evidence := make([]retrieval.Evidence, len(found))
	for i, f := range found {
		evidence[i] = retrieval.Evidence{Article: f.Article, Passage: f.Passage}
	}
	return evidence, err
}
