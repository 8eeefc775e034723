package retrieval

import (
	"context"

	"footnote/corpus"
)

// Example is a question and the sentence of its article, in bytes of the body,
// that it was made from.
type Example struct {
	Question   string
	Start, End int
}

// maxTries is how many questions Examples asks for each one that is wanted, and
// perArticle how many of one article.
const (
	maxTries   = 6
	perArticle = 4
)

// Examples returns up to n questions that Footnote answers, made from sentences
// of the articles (newest first, one question each while others have any). Each
// was asked, and its answer quotes the sentence that it was made from. There are
// fewer when no good ones were found, or when ctx ends: then what was found is
// returned without an error. The same articles give the same questions.
func (a *Asker) Examples(ctx context.Context, space corpus.Space, articles []corpus.Article, n int) ([]string, error) {
	out := []string{}
	candidates := make([][]Example, len(articles))
	read := make([]bool, len(articles))
	tries := n * maxTries
	for round := range perArticle {
		asked := false
		for i, article := range articles {
			if len(out) >= n || tries == 0 || ctx.Err() != nil {
				return out, nil
			}
			if !read[i] {
				candidates[i], read[i] = a.Reader.Examples(article), true
			}
			if round >= len(candidates[i]) {
				continue
			}
			asked = true
			tries--
			good, err := a.answers(ctx, space, article, candidates[i][round])
			switch {
			case ctx.Err() != nil:
				return out, nil
			case err != nil:
				return nil, err
			case good:
				out = append(out, candidates[i][round].Question)
				candidates[i] = nil // others first
			}
		}
		if !asked {
			break
		}
	}
	return out, nil
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
