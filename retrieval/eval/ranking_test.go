package eval_test

import (
	"context"
	"path/filepath"
	"testing"

	"footnote/retrieval"
	"footnote/retrieval/eval"
)

// TestRanking prints how good quoted answers are with refusal switched off, on
// the development questions, with the articles' titles and without:
//
//	go test ./retrieval/eval -run TestRanking -v
//
// The bounds are far below what is reached: the test fails when something breaks,
// the figures are for people.
func TestRanking(t *testing.T) {
	titles := readTitles(t, filepath.Join(shared(t), "eval", "xquad-en-half.json"))
	tune, report := eval.Halves(titles)
	groups := []eval.Group{{Name: "tune", Titles: tune}, {Name: "report", Titles: report}}
	for _, c := range []struct {
		name   string
		titled bool
	}{{"articles with titles", true}, {"articles without titles", false}} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && !c.titled {
				t.Skip("the longer half of the measurement")
			}
			in := importTitles(t, titles, c.titled)
			table := eval.Table{Title: "Quoted answers, XQuAD English, " + c.name, Header: eval.AnswerHeader}
			for _, g := range groups {
				f, err := in.Answers(t.Context(), quietly(newAsker(t, in)), g.Titles)
				if err != nil {
					t.Fatal(err)
				}
				table.Rows = append(table.Rows, f.Row(g.Name))
				if f.Verbatim != f.Quotes || f.Quotes < f.Questions {
					t.Errorf("%s: %d of %d quotes stand in their articles", g.Name, f.Verbatim, f.Quotes)
				}
				if 10*f.Right < 7*f.Questions || f.Sentences > 2*f.Questions || 10*f.OwnTitle < 9*f.Citations {
					t.Errorf("%s: %+v", g.Name, f)
				}
			}
			logTable(t, table)
		})
	}
}

// quietly asks without showing unfinished answers.
func quietly(a *retrieval.Asker) eval.Ask {
	return func(ctx context.Context, q retrieval.Question) (retrieval.Answer, error) { return a.Ask(ctx, q, nil) }
}

// TestRankingOfEverydayTexts asks about notices, minutes, instructions and product
// pages, on which nothing was ever tuned:
//
//	go test ./retrieval/eval -run TestRankingOfEverydayTexts -v
func TestRankingOfEverydayTexts(t *testing.T) {
	titles := readTitles(t, filepath.Join("testdata", "everyday.json"))
	in := importTitles(t, titles, true)
	f, err := in.Answers(t.Context(), quietly(newAsker(t, in)), titles)
	if err != nil {
		t.Fatal(err)
	}
	logTable(t, eval.Table{Title: "Quoted answers, everyday texts", Header: eval.AnswerHeader, Rows: [][]string{f.Row("all")}})
	if f.Questions != 40 || f.Verbatim != f.Quotes || 10*f.Right < 8*f.Questions {
		t.Errorf("%+v", f)
	}
	if testing.Verbose() {
		t.Logf("missed %v, not in the first sentence %v", f.Missed, f.NotFirst)
	}
}
