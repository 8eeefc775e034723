package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// Cleaner takes out of the records what the sources do not hold any more. Whoever
// removes sources for good runs it: the bot, and the command line.
type Cleaner struct {
	Library interface {
		Article(ctx context.Context, space corpus.Space, id, revision string) (corpus.Article, error)
		History(ctx context.Context, space corpus.Space, sourceID string, limit int) ([]Entry, error)
	}
	Withdrawn func(ctx context.Context, space corpus.Space) ([]WithdrawnSource, error)
	Records   interface {
		Quoting(ctx context.Context, space corpus.Space, sources []string, since time.Time) ([]Posted, error)
		SetMarks(ctx context.Context, space corpus.Space, id string, a retrieval.Answer, marks []Mark) error
		JobSources(ctx context.Context, space corpus.Space) ([]string, error)
		ForgetSources(ctx context.Context, space corpus.Space, sources []string) error
	}
	Now func() time.Time
}

// Clean looks at the records of a space that name one of the sources (nil: any).
// Answers are marked where they quote what does not stand there any more. Of
// sources that are gone nothing stays: the quotes, what rests on them alone, and
// the titles and addresses in the records of jobs. Messages in Discord are edited
// later (Unshown); Scrub takes what was taken out off the disk.
func (c Cleaner) Clean(ctx context.Context, space corpus.Space, sources []string) error {
	if err := c.answers(ctx, space, sources); err != nil {
		return err
	}
	return c.jobs(ctx, space, sources)
}

func (c Cleaner) answers(ctx context.Context, space corpus.Space, sources []string) error {
	// All that are kept, however old: nothing may stay of a source that is gone.
	posted, err := c.Records.Quoting(ctx, space, sources, time.Time{})
	if err != nil || len(posted) == 0 {
		return err
	}
	withdrawn, err := c.Withdrawn(ctx, space)
	if err != nil {
		return err
	}
	for _, p := range posted {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		after, marks, err := c.review(ctx, p, withdrawn)
		if err != nil {
			return err
		}
		if slices.EqualFunc(marks, p.Marks, sameMark) && sameEvidence(after, p.Answer) {
			continue
		}
		err = c.Records.SetMarks(ctx, space, p.ID, after, marks)
		if err != nil && !corpus.HasCode(err, corpus.CodeMissing) { // forgotten meanwhile
			return err
		}
	}
	return nil
}

// jobs takes the names of sources that are gone out of the jobs.
func (c Cleaner) jobs(ctx context.Context, space corpus.Space, sources []string) error {
	named, err := c.Records.JobSources(ctx, space)
	if err != nil {
		return err
	}
	var gone []string
	for _, id := range named {
		if sources != nil && !slices.Contains(sources, id) {
			continue
		}
		last, err := c.Library.History(ctx, space, id, 1)
		if err != nil {
			return err
		}
		if len(last) > 0 && last[0].Action == string(corpus.ActionRemoved) {
			gone = append(gone, id)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return c.Records.ForgetSources(ctx, space, gone)
}

func sameMark(a, b Mark) bool { return a.Citation == b.Citation && a.Kind == b.Kind }

// sameEvidence reports whether two states of an answer rest on the same articles
// and say the same.
func sameEvidence(a, b retrieval.Answer) bool {
	also := func(x, y []retrieval.Ref) bool { return len(x) == len(y) }
	return a.Premise == b.Premise && a.Reason == b.Reason &&
		slices.EqualFunc(a.Sentences, b.Sentences, func(x, y retrieval.Sentence) bool { return x.Text == y.Text }) &&
		slices.EqualFunc(a.Citations, b.Citations, func(x, y retrieval.Citation) bool {
			return x.N == y.N && x.ArticleID == y.ArticleID && also(x.Also, y.Also)
		}) &&
		slices.EqualFunc(a.Nearest, b.Nearest, func(x, y retrieval.Nearest) bool {
			return x.ArticleID == y.ArticleID && also(x.Also, y.Also)
		})
}

// review compares what an answer quotes with the sources as they are now.
func (c Cleaner) review(ctx context.Context, p Posted, withdrawn []WithdrawnSource) (retrieval.Answer, []Mark, error) {
	a := p.Answer
	var marks []Mark
	gone, moved := map[int]bool{}, map[int]bool{}
	for _, m := range p.Marks { // what is removed stays so: its quote is gone
		if m.Kind == MarkRemoved {
			marks = append(marks, m)
			gone[m.Citation] = true
		}
	}
	a.Citations = slices.Clone(a.Citations)
	for i := range a.Citations {
		cite := &a.Citations[i]
		if gone[cite.N] || isWithdrawn(withdrawn, cite.SourceID) {
			continue
		}
		body, err := c.body(ctx, p.Space, cite.ArticleID)
		switch {
		case err == nil && strings.Contains(body, cite.Quote):
		case err == nil:
			marks = append(marks, Mark{cite.N, MarkChanged, c.Now()})
		case corpus.HasCode(err, corpus.CodeMissing):
			if lost, err := c.gone(ctx, p.Space, cite.SourceID, cite.ArticleID); err != nil {
				return a, nil, err
			} else if !lost {
				continue
			}
			found, err := c.elsewhere(ctx, p.Space, cite, withdrawn)
			if err != nil {
				return a, nil, err
			}
			if found {
				moved[cite.N] = true
			} else {
				gone[cite.N] = true
				marks = append(marks, Mark{cite.N, MarkRemoved, c.Now()})
			}
		default:
			return a, nil, err
		}
	}
	for i := range a.Citations {
		var err error
		if a.Citations[i].Also, err = c.also(ctx, p.Space, a.Citations[i].Also); err != nil {
			return a, nil, err
		}
	}
	if err := c.nearest(ctx, &a); err != nil {
		return a, nil, err
	}
	slices.SortFunc(marks, func(x, y Mark) int { return x.Citation - y.Citation })
	for i, m := range marks { // keep the time of a mark that was there
		if at := slices.IndexFunc(p.Marks, func(old Mark) bool { return sameMark(old, m) }); at >= 0 {
			marks[i].At = p.Marks[at].At
		}
	}
	return without(a, gone, moved), marks, nil
}

// nearestGone is why a question was declined, where the passage that was told of
// does not stand there any more.
const nearestGone = "The passages that came nearest were removed."

// nearest leaves out the passages that a refusal showed whose source is gone, and
// with the first of them what is said about it.
func (c Cleaner) nearest(ctx context.Context, a *retrieval.Answer) error {
	left := []retrieval.Nearest{}
	for i, n := range a.Nearest {
		lost, err := c.gone(ctx, a.Space, n.SourceID, n.ArticleID)
		if err != nil {
			return err
		}
		if lost {
			if i == 0 {
				a.Reason, a.Decided.Detail = nearestGone, nearestGone
			}
			continue
		}
		if n.Also, err = c.also(ctx, a.Space, n.Also); err != nil {
			return err
		}
		left = append(left, n)
	}
	a.Nearest = left
	return nil
}

// also are the other articles that say the same, without those that are gone.
func (c Cleaner) also(ctx context.Context, space corpus.Space, refs []retrieval.Ref) ([]retrieval.Ref, error) {
	left := []retrieval.Ref{}
	for _, r := range refs {
		lost, err := c.gone(ctx, space, r.SourceID, r.ArticleID)
		if err != nil {
			return nil, err
		}
		if !lost {
			left = append(left, r)
		}
	}
	return left, nil
}

// gone reports whether an article is gone for good. A withdrawn one can come back,
// and somebody may withdraw it, or bring it back, between two looks: so those that
// are withdrawn are listed after the article was not there, and then it is looked
// for once more.
func (c Cleaner) gone(ctx context.Context, space corpus.Space, source, article string) (bool, error) {
	for range 2 {
		if _, err := c.body(ctx, space, article); !corpus.HasCode(err, corpus.CodeMissing) {
			return false, err
		}
		withdrawn, err := c.Withdrawn(ctx, space)
		if err != nil || isWithdrawn(withdrawn, source) {
			return false, err
		}
	}
	return true, nil
}

func isWithdrawn(withdrawn []WithdrawnSource, source string) bool {
	return slices.ContainsFunc(withdrawn, func(w WithdrawnSource) bool { return w.ID == source })
}

func (c Cleaner) body(ctx context.Context, space corpus.Space, article string) (string, error) {
	a, err := c.Library.Article(ctx, space, article, "")
	return a.Body, err
}

// elsewhere lets a citation whose source is gone cite another article that says
// the same, if there is one.
func (c Cleaner) elsewhere(ctx context.Context, space corpus.Space, cite *retrieval.Citation, withdrawn []WithdrawnSource) (bool, error) {
	wanted := retrieval.ReadStatement(cite.Quote)
	for i, ref := range cite.Also {
		if isWithdrawn(withdrawn, ref.SourceID) {
			continue
		}
		article, err := c.Library.Article(ctx, space, ref.ArticleID, "")
		if corpus.HasCode(err, corpus.CodeMissing) {
			continue
		} else if err != nil {
			return false, err
		}
		for _, at := range corpus.Sentences(article.Body) {
			quote := article.Body[at.Start:at.End]
			if !retrieval.ReadStatement(quote).Same(wanted) {
				continue
			}
			*cite = retrieval.Citation{
				N: cite.N, ArticleID: article.ID, SourceID: article.SourceID, Revision: article.Revision,
				Title: article.Title, Publisher: article.Publisher, URL: article.URL, Published: retrieval.Day(article.Published),
				Quote: quote, Start: at.Start, End: at.End, Page: article.Page(at.Start), Passage: quote, PassageStart: at.Start,
				Also: slices.Delete(slices.Clone(cite.Also), i, i+1),
			}
			return true, nil
		}
	}
	return false, nil
}
