package retrieval

import (
	"context"
	"slices"

	"footnote/corpus"
)

// Example is a question and the sentence of its article, in bytes of the body,
// that it was made from.
type Example struct {
	Question   string
	Start, End int
}

// maxTries is how many questions Examples asks for each one that is wanted, and
// perArticle how many of one article before the next question of another.
const (
	maxTries   = 6
	perArticle = 4
)

// Examples returns up to n questions that Footnote answers, made from sentences
// of the articles: one of each article first, in the order given (newest first,
// say), then a second one. Each was asked, and its answer quotes the sentence that
// it was made from. There are fewer when no good ones were found, or when ctx
// ends: then what was found is returned without an error. The same articles give
// the same questions. At most 6 n questions are asked.
func (a *Asker) Examples(ctx context.Context, space corpus.Space, articles []corpus.Article, n int) ([]string, error) {
	out := []string{}
	queues := make([]*queue, len(articles))
	tries := n * maxTries
	for wanted := 1; wanted <= n; wanted++ {
		for range perArticle {
			for i, article := range articles {
				if len(out) >= n || tries == 0 || ctx.Err() != nil {
					return out, nil
				}
				if queues[i] == nil {
					queues[i] = &queue{left: a.Reader.Examples(article)}
				}
				x, ok := queues[i].next(wanted)
				if !ok || slices.ContainsFunc(out, func(have string) bool { return SameQuestion(have, x.Question) }) {
					continue
				}
				tries--
				good, err := a.answers(ctx, space, article, x)
				switch {
				case ctx.Err() != nil:
					return out, nil
				case err != nil:
					return nil, err
				case good:
					out = append(out, x.Question)
					queues[i].found++
				}
			}
		}
	}
	return out, nil
}

// queue is the questions of one article that were not asked yet, and how many of
// those that were are good.
type queue struct {
	left  []Example
	found int
}

// next takes the next question, if the article has too few good ones yet.
func (q *queue) next(wanted int) (Example, bool) {
	if q.found >= wanted || len(q.left) == 0 {
		return Example{}, false
	}
	x := q.left[0]
	q.left = q.left[1:]
	return x, true
}

// answers says that the question is answered with the sentence that it was made
// from.
func (a *Asker) answers(ctx context.Context, space corpus.Space, article corpus.Article, x Example) (bool, error) {
	answer, err := a.Ask(ctx, Question{Space: space, Text: x.Question, QuoteOnly: true}, nil)
	if err != nil || !answer.Answered {
		return false, err
	}
	for _, c := range answer.Citations {
		if c.ArticleID == article.ID && c.Start <= x.Start && x.End <= c.End {
			return true, nil
		}
		for _, also := range c.Also {
			if also.ArticleID == article.ID {
				return true, nil
			}
		}
	}
	return false, nil
}
