package answer

import (
	"slices"
	"strings"

	"footnote/corpus"
)

// A newspaper that corrects itself repeats the figure that was wrong. Such a figure is
// told to be withdrawn, and is no side of a disagreement.

// changes says that a verb of change stands before the "from" at which a figure
// begins: what stands behind "from" is then no longer so.
func (t *text) changes(start int) bool {
	if start == 0 || t.words[start-1].fold != "from" {
		return false
	}
	c := clauseOf(t, start-1)
	for i := c.Start; i < start; i++ {
		if changing[t.words[i].base()] || changing[t.words[i].fold] {
			return true
		}
	}
	return false
}

// changing are the base forms of verbs and adverbs after which "from" gives what was
// before.
var changing = stemsOf(`up down rise raise grow increase fall drop decrease decline cut lower reduce revise correct change update
climb jump sink shrink enlarge extend shorten double expand upgrade`)

// outdated says that a sentence itself calls a figure superseded: "first put at
// 7,000", "up from 60", "instead of the 300 reported earlier".
func (t *text) outdated(n corpus.Span) bool {
	if t.changes(n.Start) || t.withdrawn(n) {
		return true
	}
	c := clauseOf(t, n.Start)
	for i := max(c.Start, n.Start-6); i < n.Start; i++ {
		switch w := t.words[i]; {
		case i+1 < len(t.words) && (w.fold == "instead" && t.words[i+1].fold == "of" || w.fold == "rather" && t.words[i+1].fold == "than"):
			return true
		case earlierWords[w.fold] && !t.figureBetween(i+1, n.Start):
			// "first put at 7,000", but not "the first 7,000 visitors"
			for k := i + 1; k < n.Start; k++ {
				if toldWords[t.words[k].fold] {
					return true
				}
			}
		}
	}
	for i := n.End; i < min(c.End, n.End+5); i++ {
		if !earlierWords[t.words[i].fold] {
			continue
		}
		for _, k := range []int{i - 1, i + 1} {
			if k >= n.End && k < len(t.words) && toldWords[t.words[k].fold] {
				return true
			}
		}
	}
	return false
}

// withdrawn says that a sentence itself calls a figure wrong: "we wrote that 340",
// "22 metres, not 14", "14, as we reported", "wrongly given as 300".
func (t *text) withdrawn(n corpus.Span) bool {
	if t.correct(n) {
		return false
	}
	c := clauseOf(t, n.Start)
	from, to := n.Start, n.End
	for from > c.Start && !t.figureAt(from-1) {
		from--
	}
	for to < c.End && !t.figureAt(to) {
		to++
	}
	if t.words[n.Start-min(1, n.Start)].fold == "not" && n.Start > 0 && t.contrasts(n) {
		return true
	}
	for i := from; i < to; i++ {
		w := t.words[i].fold
		switch {
		case mistaken[w]:
			return i < n.Start || i <= n.End+3
		case w == "error" && i > from && t.words[i-1].fold == "in":
			return true
		case w == "we" && t.wroteAt(i+1, c.End):
			// "14, as we reported" and "we wrote that 340"; but what was told rightly is
			// told so as well: it takes a correction to make it wrong.
			if t.corrects(n) {
				return true
			}
		}
	}
	return false
}

// contrasts says that behind "not" stands a figure in whose place the sentence gives
// another one: "22 metres, not 14", "not 14 but 22".
func (t *text) contrasts(n corpus.Span) bool {
	for _, q := range t.quantities {
		switch {
		case q.vague:
		case q.End <= n.Start-1 && n.Start-q.End <= 5 && strings.Contains(t.before(n.Start-1), ","):
			return true
		case q.Start > n.End && q.Start-n.End <= 5 && slices.ContainsFunc(t.words[n.End:q.Start], func(w word) bool { return w.fold == "but" }):
			return true
		}
	}
	return false
}

// wroteAt says that a verb stands at word i, or behind an adverb there, with which a
// paper speaks of what it has told: "wrote", "first reported", "had said".
func (t *text) wroteAt(i, end int) bool {
	for k := i; k < min(end, i+3); k++ {
		if wrote[t.words[k].fold] {
			return true
		}
		if !earlierWords[t.words[k].fold] && !mistaken[t.words[k].fold] && t.words[k].fold != "had" && t.words[k].fold != "have" {
			return false
		}
	}
	return false
}

// corrects says that the sentence gives another figure in the place of this one, or
// that the next one begins with what is correct.
func (t *text) corrects(n corpus.Span) bool {
	for _, q := range t.quantities {
		if (q.Start >= n.End || q.End <= n.Start) && t.correct(q.Span) {
			return true
		}
	}
	return t.contrasts(n) || n.Start > 0 && t.words[n.Start-1].fold == "not"
}

// correct says that a figure is called the right one: "the correct number is 430".
func (t *text) correct(n corpus.Span) bool {
	for i := max(0, n.Start-6); i+1 < n.Start; i++ {
		if rightWords[t.words[i].fold] && rightOf[t.words[i+1].fold] && !t.figureBetween(i+2, n.Start) {
			return slices.ContainsFunc(t.words[i+2:n.Start], func(w word) bool { return w.fold == "is" || w.fold == "was" })
		}
	}
	return false
}

// correctsBefore is the figure in the sentences read so far in whose place one stands
// that is called the right one: "On Tuesday we wrote that 340 households had to leave.
// The correct number is 430." From then on, that one is withdrawn.
func (s *sentence) correctsBefore(n corpus.Span, before []*figure) *figure {
	if !s.correct(n) {
		return nil
	}
	var found *figure
	for _, h := range before {
		if h.in == s || h.date != nil || h.clock != nil || h.unit == "" || h.value == 0 {
			continue
		}
		if !h.former && !h.in.ownReport(h.Span) {
			continue
		}
		if found != nil {
			return nil // which of them is not told
		}
		found = h
	}
	if found != nil {
		found.former = true
	}
	return found
}

// ownReport says that the sentence gives a figure as one that its own paper told.
func (t *text) ownReport(n corpus.Span) bool {
	for i, w := range t.words {
		if i < n.Start && (w.fold == "we" || w.fold == "article" || w.fold == "report" || w.fold == "story") && t.wroteAt(i+1, len(t.words)) {
			return true
		}
	}
	return false
}

var (
	mistaken   = set(`wrongly incorrectly mistakenly erroneously falsely`)
	wrote      = set(`wrote reported said stated gave published printed put`)
	rightWords = set(`correct right true actual`)
	rightOf    = set(`number figure total amount sum length date year value count`)
)

var (
	earlierWords = set(`first initially originally earlier previously formerly before once`)
	toldWords    = set(`put given reported said estimated thought believed announced stated assumed counted feared known told stood was were had held`)
)

func (t *text) figureBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if t.figureAt(i) {
			return true
		}
	}
	return false
}

// ofThem are the words behind "five of" that point back at the number before.
var ofThem = set(`them these those whom which`)
