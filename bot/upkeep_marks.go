package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// markTime is how long public answers are kept in step with their sources. What is
// stored of older ones follows too, but nothing is edited.
const markTime = 30 * 24 * time.Hour

// markAnswers looks at the answers that quote one of the sources (nil: any), and
// marks what does not stand there any more. After a removal the quotes, and the
// sentences that rest on them alone, are taken out, of what is stored too.
func (u *upkeep) markAnswers(ctx context.Context, space corpus.Space, sources []string) error {
	posted, err := u.Store.Quoting(ctx, space, sources, u.Now().Add(-max(markTime, u.Ceilings.Keep)))
	if err != nil {
		return err
	}
	withdrawn, err := u.Remover.Withdrawn(ctx, space)
	if err != nil {
		return err
	}
	later := false
	for _, p := range posted {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		after, marks, err := u.review(ctx, p, withdrawn)
		if err != nil {
			return err
		}
		if slices.EqualFunc(marks, p.Marks, sameMark) && sameEvidence(after, p.Answer) {
			continue
		}
		if err := u.editPosted(ctx, p, after, marks); corpus.HasCode(err, corpus.CodeBusy) {
			later = true // the marks are not saved, so the next look, within the hour, finds it
			continue
		}
		if err := u.Store.SetMarks(ctx, space, p.ID, after, marks); err != nil {
			return err
		}
	}
	if later {
		u.again[space] = true
	}
	return nil
}

func sameMark(a, b Mark) bool { return a.Citation == b.Citation && a.Kind == b.Kind }

// sameEvidence reports whether two states of an answer rest on the same articles.
func sameEvidence(a, b retrieval.Answer) bool {
	return slices.EqualFunc(a.Citations, b.Citations, func(x, y retrieval.Citation) bool {
		return x.N == y.N && x.ArticleID == y.ArticleID && len(x.Also) == len(y.Also)
	}) &&
		len(a.Nearest) == len(b.Nearest)
}

// editPosted shows the marks under the public answer. Who cannot be reached any
// more is left alone: private answers, old ones, archived threads, channels that
// are gone.
func (u *upkeep) editPosted(ctx context.Context, p Posted, a retrieval.Answer, marks []Mark) error {
	if p.Private || p.Message == "" || u.Now().Sub(p.At) > markTime {
		return nil
	}
	channel, err := u.Directory.Channel(ctx, p.Place.Channel)
	if err != nil || channel.Archived || !channel.CanPost {
		if corpus.HasCode(err, corpus.CodeBusy) {
			return err
		}
		return nil
	}
	rest(ctx, editPause)
	err = u.Outbox.Edit(ctx, p.Place.Channel, p.Message, AnswerScreen{ID: p.ID, Answer: a, Marks: marks, Asked: true, CanSubscribe: !a.Answered})
	switch {
	case err == nil:
		return nil
	case corpus.HasCode(err, corpus.CodeMissing):
		return nil
	}
	u.Log.Warn("answer not marked", "space", p.Space, "err", err)
	return &corpus.Problem{Code: corpus.CodeBusy, Message: "The answer could not be edited now.", Err: err}
}

// review compares what an answer quotes with the sources as they are now.
func (u *upkeep) review(ctx context.Context, p Posted, withdrawn []WithdrawnSource) (retrieval.Answer, []Mark, error) {
	a := p.Answer
	var marks []Mark
	gone := map[int]bool{}
	for _, m := range p.Marks { // what is removed stays so: its quote is gone
		if m.Kind == MarkRemoved {
			marks = append(marks, m)
			gone[m.Citation] = true
		}
	}
	a.Citations = slices.Clone(a.Citations)
	for i := range a.Citations {
		c := &a.Citations[i]
		if gone[c.N] || isWithdrawn(withdrawn, c.SourceID) {
			continue
		}
		body, err := u.body(ctx, p.Space, c.ArticleID)
		switch {
		case err == nil && strings.Contains(body, c.Quote):
		case err == nil:
			marks = append(marks, Mark{c.N, MarkChanged, u.Now()})
		case corpus.HasCode(err, corpus.CodeMissing):
			if lost, err := u.gone(ctx, p.Space, c.SourceID, c.ArticleID); err != nil {
				return a, nil, err
			} else if !lost {
				continue
			}
			moved, err := u.elsewhere(ctx, p.Space, c, withdrawn)
			if err != nil {
				return a, nil, err
			}
			if !moved {
				gone[c.N] = true
				marks = append(marks, Mark{c.N, MarkRemoved, u.Now()})
			}
		default:
			return a, nil, err
		}
	}
	for i := range a.Citations {
		var err error
		if a.Citations[i].Also, err = u.also(ctx, p.Space, a.Citations[i].Also); err != nil {
			return a, nil, err
		}
	}
	nearest, err := u.nearest(ctx, p)
	if err != nil {
		return a, nil, err
	}
	a.Nearest = nearest
	slices.SortFunc(marks, func(x, y Mark) int { return x.Citation - y.Citation })
	for i, m := range marks { // keep the time of a mark that was there
		if at := slices.IndexFunc(p.Marks, func(old Mark) bool { return sameMark(old, m) }); at >= 0 {
			marks[i].At = p.Marks[at].At
		}
	}
	return without(a, gone), marks, nil
}

// nearest are the passages that a refusal showed, without those whose source is
// gone.
func (u *upkeep) nearest(ctx context.Context, p Posted) ([]retrieval.Nearest, error) {
	left := []retrieval.Nearest{}
	for _, n := range p.Answer.Nearest {
		lost, err := u.gone(ctx, p.Space, n.SourceID, n.ArticleID)
		if err != nil {
			return nil, err
		}
		if !lost {
			left = append(left, n)
		}
	}
	return left, nil
}

// also are the other articles that say the same, without those that are gone.
func (u *upkeep) also(ctx context.Context, space corpus.Space, refs []retrieval.Ref) ([]retrieval.Ref, error) {
	left := []retrieval.Ref{}
	for _, r := range refs {
		lost, err := u.gone(ctx, space, r.SourceID, r.ArticleID)
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
func (u *upkeep) gone(ctx context.Context, space corpus.Space, source, article string) (bool, error) {
	for range 2 {
		if _, err := u.body(ctx, space, article); !corpus.HasCode(err, corpus.CodeMissing) {
			return false, err
		}
		withdrawn, err := u.Remover.Withdrawn(ctx, space)
		if err != nil || isWithdrawn(withdrawn, source) {
			return false, err
		}
	}
	return true, nil
}

func isWithdrawn(withdrawn []WithdrawnSource, source string) bool {
	return slices.ContainsFunc(withdrawn, func(w WithdrawnSource) bool { return w.ID == source })
}

func (u *upkeep) body(ctx context.Context, space corpus.Space, article string) (string, error) {
	a, err := u.Library.Article(ctx, space, article, "")
	return a.Body, err
}

// elsewhere lets a citation whose source is gone cite another article that says
// the same, if there is one.
func (u *upkeep) elsewhere(ctx context.Context, space corpus.Space, c *retrieval.Citation, withdrawn []WithdrawnSource) (bool, error) {
	wanted := retrieval.ReadStatement(c.Quote)
	for i, ref := range c.Also {
		if isWithdrawn(withdrawn, ref.SourceID) {
			continue
		}
		article, err := u.Library.Article(ctx, space, ref.ArticleID, "")
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
			*c = retrieval.Citation{
				N: c.N, ArticleID: article.ID, SourceID: article.SourceID, Revision: article.Revision,
				Title: article.Title, Publisher: article.Publisher, URL: article.URL, Published: retrieval.Day(article.Published),
				Quote: quote, Start: at.Start, End: at.End, Passage: quote,
				Also: slices.Delete(slices.Clone(c.Also), i, i+1),
			}
			return true, nil
		}
	}
	return false, nil
}

// without takes citations out of an answer, with the sentences and claims that
// rest on them alone.
func without(a retrieval.Answer, gone map[int]bool) retrieval.Answer {
	if len(gone) == 0 {
		return a
	}
	keep := func(cites []int) []int {
		return slices.DeleteFunc(slices.Clone(cites), func(n int) bool { return gone[n] })
	}
	sentences := []retrieval.Sentence{}
	for _, s := range a.Sentences {
		if s.Citations = keep(s.Citations); len(s.Citations) > 0 {
			sentences = append(sentences, s)
		}
	}
	sides := func(all []retrieval.Conflict) []retrieval.Conflict {
		left := []retrieval.Conflict{}
		for _, c := range all {
			claims := []retrieval.Claim{}
			for _, claim := range c.Claims {
				if claim.Citations = keep(claim.Citations); len(claim.Citations) > 0 {
					claims = append(claims, claim)
				}
			}
			if c.Claims = claims; len(claims) > 1 {
				left = append(left, c)
			}
		}
		return left
	}
	a.Sentences, a.Conflicts, a.Updates = sentences, sides(a.Conflicts), sides(a.Updates)
	// A disagreement of which one side is left is none: nothing cites that any more.
	a.Citations = slices.DeleteFunc(slices.Clone(a.Citations), func(c retrieval.Citation) bool { return gone[c.N] || !cites(a, c.N) })
	if a.Answered && len(sentences) == 0 {
		a.Answered = false
		a.Reason = "The source that answered this was removed."
		a.Uncovered, a.Nearest = []string{}, []retrieval.Nearest{}
	}
	return a
}

// cites reports whether anything in the answer cites the citation n.
func cites(a retrieval.Answer, n int) bool {
	for _, s := range a.Sentences {
		if slices.Contains(s.Citations, n) {
			return true
		}
	}
	for _, c := range slices.Concat(a.Conflicts, a.Updates) {
		for _, claim := range c.Claims {
			if slices.Contains(claim.Citations, n) {
				return true
			}
		}
	}
	return false
}
