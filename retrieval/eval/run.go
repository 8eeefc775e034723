package eval

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"footnote/retrieval"
)

// Outcome is what became of a case.
type Outcome struct {
	Case
	// Answer is what a person is shown. Forced is the answer with refusal switched
	// off, of answerable questions only.
	Answer, Forced retrieval.Answer
	Evidence       []retrieval.Evidence
	Took           time.Duration // searching and answering, as a person waits for it

	// Rank is that of the first evidence from an article that holds the answer,
	// from 1, or 0 if there is none.
	Rank int
	// Right says that Forced holds a right answer within 3 sentences and 90 words,
	// First that its first sentence does, Shown that Answer does.
	Right, First, Shown bool
	// Cited counts the articles that Forced cites, Allowed those that may be.
	Cited, Allowed int
	// Quotes counts the quotes shown in both answers, Verbatim those that stand in
	// the stored article at the bytes given.
	Quotes, Verbatim int
	// Standing is the same question asked in words that stand alone.
	Standing *Standing
	// Disagreed says that the expected conflict is shown, FalseAlarm that one is shown
	// which is expected nowhere in the file.
	Disagreed, FalseAlarm bool
}

// Run asks cases.
type Run struct {
	Asker *retrieval.Asker
	Shelf *Shelf
	// Parallel is how many questions are asked at a time; below 1 means 1.
	Parallel int
	// Progress, if set, is called after each question, one call at a time.
	Progress func(done, total int)
}

// Outcomes asks all cases and returns what became of them, in their order. The
// error names the question that failed.
func (r Run) Outcomes(ctx context.Context, cases []Case) ([]Outcome, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	out := make([]Outcome, len(cases))
	if len(cases) > 0 {
		// The first search opens the index; nobody's time is to pay for that.
		if _, err := r.Asker.Search(ctx, retrieval.Question{Space: r.Shelf.Space, Text: cases[0].Text}); err != nil {
			return nil, fmt.Errorf("eval: question %q: %w", cases[0].ID, err)
		}
	}
	next := make(chan int)
	var working sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range max(1, min(r.Parallel, len(cases))) {
		working.Go(func() {
			for i := range next {
				o, err := r.ask(ctx, cases[i])
				if err != nil {
					stop(fmt.Errorf("eval: question %q: %w", cases[i].ID, err))
					continue
				}
				out[i] = o
				mu.Lock()
				if done++; r.Progress != nil {
					r.Progress(done, len(cases))
				}
				mu.Unlock()
			}
		})
	}
feed:
	for i := range cases {
		select {
		case next <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	working.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return out, nil
}

func (r Run) ask(ctx context.Context, c Case) (Outcome, error) {
	o := Outcome{Case: c}
	q := retrieval.Question{Space: r.Shelf.Space, Text: c.Text, Turns: c.Turns, Exclude: c.Exclude}
	began := time.Now()
	found, err := r.Asker.Search(ctx, q)
	if err == nil {
		o.Answer, err = r.Asker.Answerer.Answer(ctx, q, found, nil)
	}
	if err != nil {
		return o, err
	}
	o.Took = time.Since(began)
	o.Evidence = found.Evidence
	if o.Standing, err = r.askStanding(ctx, c); err != nil {
		return o, err
	}
	if c.Kind == Answerable {
		o.Forced = o.Answer
		// An answer to all parts of the question is the same without refusal.
		if !o.Answer.Answered || len(o.Answer.Uncovered) > 0 {
			q.AnswerAnyway = true
			if o.Forced, err = r.Asker.Answerer.Answer(ctx, q, found, nil); err != nil {
				return o, err
			}
		}
	}
	return o, r.judge(ctx, &o)
}

// judge compares what came back with what would have been right.
func (r Run) judge(ctx context.Context, o *Outcome) error {
	o.Rank = 1 + slices.IndexFunc(o.Evidence, func(e retrieval.Evidence) bool {
		return among(o.Holding, e.Article.ID, e.Also)
	})
	o.Right, o.First = o.rightIn(o.Forced)
	o.Shown, _ = o.rightIn(o.Answer)
	o.Shown = o.Shown && o.Answer.Answered
	o.Disagreed = len(o.Conflict) > 0 && o.Golden.shown(o.Forced.Conflicts)
	o.FalseAlarm = o.alarmed(o.Answer.Conflicts) || o.alarmed(o.Forced.Conflicts)
	counted := map[string]bool{}
	for _, x := range o.Forced.Citations {
		if !counted[x.ArticleID] {
			counted[x.ArticleID] = true
			o.Cited++
			if among(o.Citable, x.ArticleID, x.Also) {
				o.Allowed++
			}
		}
	}
	return r.verbatim(ctx, o)
}

// Bounds of an answer that is judged: what is said beyond them is not read.
const (
	readSentences = 3
	readWords     = 90
)

// rightIn says whether an answer is right within the bounds, and whether its
// first sentence is.
func (g Golden) rightIn(a retrieval.Answer) (right, first bool) {
	if !g.judged() {
		return false, false
	}
	text, words := "", 0
	for i, s := range a.Sentences {
		if words += len(retrieval.Words(s.Text)); i == readSentences || words > readWords {
			break
		}
		text += s.Text + "\n"
		if g.right(text) {
			return true, i == 0
		}
	}
	return false, false
}

func among(ids []string, id string, also []retrieval.Ref) bool {
	return slices.Contains(ids, id) || slices.ContainsFunc(also, func(r retrieval.Ref) bool { return slices.Contains(ids, r.ArticleID) })
}

// verbatim compares the quotes of an outcome's answers with the stored articles.
func (r Run) verbatim(ctx context.Context, o *Outcome) error {
	check := func(id, revision, quote string, start, end int) error {
		a, err := r.Shelf.articles.Article(ctx, r.Shelf.Space, id, revision)
		if err != nil {
			return err
		}
		o.Quotes++
		if 0 <= start && start < end && end <= len(a.Body) && a.Body[start:end] == quote {
			o.Verbatim++
		}
		return nil
	}
	for _, a := range []retrieval.Answer{o.Answer, o.Forced} {
		for _, c := range a.Citations {
			if err := check(c.ArticleID, c.Revision, c.Quote, c.Start, c.End); err != nil {
				return err
			}
		}
		for _, n := range a.Nearest {
			if err := check(n.ArticleID, n.Revision, n.Quote, n.Start, n.End); err != nil {
				return err
			}
		}
	}
	return nil
}
