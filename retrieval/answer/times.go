package answer

import (
	"slices"
	"strings"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// timesOf are the relative times of a text as people are shown them.
func timesOf(t *text, day time.Time) []retrieval.Time {
	out := []retrieval.Time{}
	for _, r := range relativeTimes(t, day) {
		x := retrieval.Time{Text: t.phrase(r.Start, r.End), Means: r.means}
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// explainTimes sees to it that the relative times of a composed sentence stand with
// its citations: a model may say "last year" as well as its source does. They are
// counted from the day of the article that is cited first.
func (d *desk) explainTimes(out *retrieval.Answer, line retrieval.Sentence) {
	if out.Mode != retrieval.ModeGenerative || len(line.Citations) == 0 {
		return
	}
	c := &out.Citations[line.Citations[0]-1]
	day, _ := time.Parse(time.DateOnly, c.Published) // no date: times without a meaning
	for _, x := range timesOf(readText("en", line.Text), day) {
		told := slices.ContainsFunc(line.Citations, func(n int) bool {
			return slices.ContainsFunc(out.Citations[n-1].Times, func(have retrieval.Time) bool { return strings.EqualFold(have.Text, x.Text) })
		})
		if !told {
			c.Times = append(c.Times, x)
		}
	}
}

// resolved are the relative times of a sentence that are days, months or years, as
// dates: what an article of 2023 calls last year may be told as 2022.
func (s *sentence) resolved() []date {
	var out []date
	for _, r := range relativeTimes(s.text, s.in.published) {
		if r.when.year > 0 && s.words[r.Start].fold != "today" { // which may be nowadays
			x := r.when
			x.start, x.end = r.Start, r.End
			out = append(out, x)
		}
	}
	return out
}

// timeLacking is a relative time of the claim that no supporting sentence bears: one
// that says so in the same words, names the date, or means the same time counted from
// its article's day. "Last year" of the claim is last year for the article, too. It is
// "" if there is none; "today" may stand for nowadays.
func (t *text) timeLacking(support []*sentence) string {
	for _, r := range relativeTimes(t, time.Time{}) {
		phrase := t.phrase(r.Start, r.End)
		if strings.EqualFold(phrase, "today") || weekdayIn(t, r.Span) {
			continue // weekdays are compared as names
		}
		if !anyOf(support, func(s *sentence) bool { return s.bearsTime(t, r, phrase) }) {
			return phrase
		}
	}
	return ""
}

func weekdayIn(t *text, span corpus.Span) bool {
	return slices.ContainsFunc(t.words[span.Start:span.End], func(w word) bool { return dateWords[w.fold] })
}

// bearsTime says that a sentence, or what it is read with, has a relative time of the
// claim.
func (s *sentence) bearsTime(t *text, r relative, phrase string) bool {
	folded := strings.ToLower(phrase)
	for _, in := range append(s.context(), s.text, s.in.title) {
		if strings.Contains(strings.ToLower(in.s), folded) {
			return true
		}
	}
	if s.in.published.IsZero() {
		return false
	}
	for _, mine := range relativeTimes(t, s.in.published) {
		if mine.Start != r.Start {
			continue
		}
		for _, in := range append(s.context(), s.text) {
			for _, have := range relativeTimes(in, s.in.published) {
				if have.means == mine.means || mine.when.year > 0 && have.when.supports(mine.when) {
					return true
				}
			}
			for _, have := range in.dates {
				if mine.when.year > 0 && have.supports(mine.when) {
					return true
				}
			}
		}
	}
	return false
}
