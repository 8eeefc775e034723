package eval

import (
	"context"
	"regexp"
	"slices"

	"footnote/retrieval"
)

// Standing is what became of a follow-up that was asked once more in words that
// need no turns: how good it could be if it were understood. It is nil for a
// question without such words.
type Standing struct {
	Right, Shown, Refused bool
}

// askStanding asks a follow-up in words that stand alone.
func (r Run) askStanding(ctx context.Context, c Case) (*Standing, error) {
	if c.Standalone == "" {
		return nil, nil
	}
	q := retrieval.Question{Space: r.Shelf.Space, Text: c.Standalone, Exclude: c.Exclude}
	found, err := r.Asker.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	answer, err := r.Asker.Answerer.Answer(ctx, q, found, nil)
	if err != nil {
		return nil, err
	}
	q.AnswerAnyway = true
	forced, err := r.Asker.Answerer.Answer(ctx, q, found, nil)
	if err != nil {
		return nil, err
	}
	s := &Standing{Refused: !answer.Answered}
	s.Right, _ = c.rightIn(forced)
	s.Shown, _ = c.rightIn(answer)
	s.Shown = s.Shown && answer.Answered
	return s, nil
}

// parted says that several things are asked of which it is known what is said of
// each, or that the sources are silent.
func (g Golden) parted() bool { return len(g.Uncovered) > 0 || len(g.All) > 1 }

// partFigures count the parts of questions that ask several things: those that are
// covered and answered, those that are not and named, and those that are named as
// not covered though they are.
func partFigures(outcomes []Outcome) (covered, answered, uncovered, named, naming, wrongly int) {
	for _, o := range outcomes {
		if !o.parted() || o.Kind != Answerable && o.Kind != Unanswerable {
			continue
		}
		text := ""
		for _, s := range o.Answer.Sentences {
			text += s.Text + "\n"
		}
		covered += len(o.All)
		for _, p := range o.All {
			if o.Answer.Answered && p.MatchString(text) {
				answered++
			}
		}
		uncovered += len(o.Uncovered)
		for _, p := range o.Uncovered {
			if o.names(p) {
				named++
			}
		}
		if !o.Answer.Answered {
			continue // then all of it is named, or the words that are missing
		}
		naming += len(o.Answer.Uncovered)
		for _, part := range o.Answer.Uncovered {
			if !slices.ContainsFunc(o.Uncovered, func(p *regexp.Regexp) bool { return p.MatchString(part) }) {
				wrongly++
			}
		}
	}
	return
}

// names says that an answer names a part of the question as not covered.
func (o Outcome) names(part *regexp.Regexp) bool {
	return slices.ContainsFunc(o.Answer.Uncovered, part.MatchString)
}

// namesUncovered says that all parts without an answer are named.
func (o Outcome) namesUncovered() bool {
	return !slices.ContainsFunc(o.Uncovered, func(p *regexp.Regexp) bool { return !o.names(p) })
}

// agrees says that a false premise was answered as if it were true.
func (o Outcome) agrees() bool { return o.Premise && o.Answer.Answered && o.Answer.Premise == "" }

// addConversation adds the figures of follow-ups, parts and premises.
func addConversation(outcomes []Outcome, add func(section, name, label string, unit Unit, value float64, of int),
	share func(section, name, label string, part func(Outcome) (is, counts bool))) {
	const talk, parts, premises = "Follow-ups", "Questions of several parts", "Premises"
	follows := func(o Outcome) bool { return len(o.Turns) > 0 }
	share(talk, "follow_up_shown", "right, and not refused", func(o Outcome) (bool, bool) { return o.Shown, o.counts() && follows(o) })
	share(talk, "follow_up_refused", "refused, as is right", func(o Outcome) (bool, bool) {
		return !o.Answer.Answered, o.Kind == Unanswerable && follows(o)
	})
	share(talk, "standing_right", "asked in words that stand alone: right, refusal off", func(o Outcome) (bool, bool) {
		return o.Standing != nil && o.Standing.Right, o.counts() && o.Standing != nil
	})
	share(talk, "standing_shown", "asked so: right, and not refused", func(o Outcome) (bool, bool) {
		return o.Standing != nil && o.Standing.Shown, o.counts() && o.Standing != nil
	})
	share(talk, "standing_follow_up", "the same questions, asked as follow-ups", func(o Outcome) (bool, bool) {
		return o.Shown, o.counts() && o.Standing != nil
	})
	share(talk, "standing_refused", "asked so: refused, as is right", func(o Outcome) (bool, bool) {
		return o.Standing != nil && o.Standing.Refused, o.Kind == Unanswerable && o.Standing != nil
	})

	covered, answered, uncovered, named, naming, wrongly := partFigures(outcomes)
	add(parts, "parts_answered", "answered, of the parts that the sources cover", Share, ratio(answered, covered), covered)
	add(parts, "parts_named", "named, of those that they do not cover", Share, ratio(named, uncovered), uncovered)
	add(parts, "parts_named_wrongly", "covered, of those named as not covered", Share, ratio(wrongly, naming), naming)

	share(premises, "premise_corrected", "false ones answered with what the sources say", func(o Outcome) (bool, bool) {
		return o.Answer.Premise != "" && o.Shown, o.Premise
	})
	share(premises, "premise_told", "the same, or refused with the passage that says so", func(o Outcome) (bool, bool) {
		told := o.Shown || !o.Answer.Answered && len(o.Answer.Nearest) > 0 && o.right(o.Answer.Nearest[0].Quote)
		return o.Answer.Premise != "" && told, o.Premise
	})
	share(premises, "premise_accepted", "false ones answered as if they were true", func(o Outcome) (bool, bool) {
		return o.agrees(), o.Premise
	})
	share(premises, "premise_alarms", "answerable questions told of a false premise that have none", func(o Outcome) (bool, bool) {
		return o.Answer.Premise != "", o.Kind == Answerable && !o.Premise
	})
}
