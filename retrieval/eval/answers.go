package eval

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"footnote/retrieval"
)

// Ask is a way to ask: Asker.Ask without its showing of unfinished answers.
type Ask func(context.Context, retrieval.Question) (retrieval.Answer, error)

// Bounds of an answer that is judged: what is said beyond them does not count.
const (
	judgedSentences = 3
	judgedWords     = 90
)

// AnswerFigures are the counts of many questions asked with refusal switched off.
type AnswerFigures struct {
	Questions int
	// Right is how many answers hold an accepted answer within 3 sentences and 90
	// words, First how many hold it in their first sentence. It is looked for as a
	// run of whole words, without regard to capitals and punctuation.
	Right, First int
	// Sentences and Words are those of all answers together, right or not.
	Sentences, Words int
	// Citations is how many articles were cited, each once an answer; OwnTitle how
	// many of those are paragraphs of the question's own title. The others may hold
	// the answer by chance, but nobody has said so.
	Citations, OwnTitle int
	// Quotes is how many quotes were shown, Verbatim how many of them stand in the
	// body of their article at the bytes given.
	Quotes, Verbatim int
	// Missed are the ids of the questions that are not Right, NotFirst of those
	// that are right, but not in their first sentence.
	Missed, NotFirst []string
}

// Answers asks the answerable questions of titles, which must be among those
// imported, with refusal switched off.
func (c *Collection) Answers(ctx context.Context, ask Ask, titles []Title) (AnswerFigures, error) {
	var f AnswerFigures
	for _, t := range titles {
		for _, p := range t.Paragraphs {
			for _, q := range p.Questions {
				if len(q.Gold) == 0 {
					continue
				}
				a, err := ask(ctx, retrieval.Question{Space: c.Space, Text: q.Text, AnswerAnyway: true})
				if err != nil {
					return f, fmt.Errorf("eval: question %s: %w", q.ID, err)
				}
				f.add(c, q, a)
			}
		}
	}
	return f, nil
}

func (f *AnswerFigures) add(c *Collection, q Question, a retrieval.Answer) {
	f.Questions++
	first, right, words := false, false, 0
	for i, s := range a.Sentences {
		n := len(retrieval.Words(s.Text))
		if words += n; i < judgedSentences && words <= judgedWords && Holds(s.Text, q.Gold) {
			right = true
			first = first || i == 0
		}
	}
	f.Sentences += len(a.Sentences)
	f.Words += words
	switch {
	case !right:
		f.Missed = append(f.Missed, q.ID)
	case !first:
		f.Right++
		f.NotFirst = append(f.NotFirst, q.ID)
	default:
		f.Right++
		f.First++
	}
	cited := map[string]bool{}
	for _, x := range a.Citations {
		f.Quotes++
		if body := c.body[x.ArticleID]; 0 <= x.Start && x.Start < x.End && x.End <= len(body) && body[x.Start:x.End] == x.Quote {
			f.Verbatim++
		}
		if cited[x.ArticleID] {
			continue
		}
		cited[x.ArticleID] = true
		f.Citations++
		if c.title[x.ArticleID] == c.title[c.gold[q.ID]] {
			f.OwnTitle++
		}
	}
}

// Holds says that one of the accepted answers stands in text, as a run of whole
// words.
func Holds(text string, gold []Gold) bool {
	have := folded(text)
	return slices.ContainsFunc(gold, func(g Gold) bool {
		want := folded(g.Text)
		for i := 0; len(want) > 0 && i+len(want) <= len(have); i++ {
			if slices.Equal(have[i:i+len(want)], want) {
				return true
			}
		}
		return false
	})
}

func folded(text string) []string {
	var out []string
	for _, w := range retrieval.Words(text) {
		out = append(out, strings.TrimSuffix(w.Fold, "'s"))
	}
	return out
}

// Row is the figures as cells of a Table whose header is AnswerHeader.
func (f AnswerFigures) Row(name string) []string {
	per := func(n, of int) string {
		if of == 0 {
			return "–"
		}
		return Percent(float64(n) / float64(of))
	}
	mean := func(n int) string { return fmt.Sprintf("%.2f", float64(n)/float64(max(f.Questions, 1))) }
	return []string{name, fmt.Sprint(f.Questions), per(f.Right, f.Questions), per(f.First, f.Questions), mean(f.Sentences), mean(f.Words),
		per(f.OwnTitle, f.Citations), per(f.Verbatim, f.Quotes)}
}

// AnswerHeader is the header of a table of AnswerFigures: shares in per cent,
// sentences and words as means over all questions.
var AnswerHeader = []string{"titles", "n", "right", "first", "sentences", "words", "own title", "verbatim"}
