package answer

import (
	"strings"

	"footnote/corpus"
)

// estimating are verbs with which somebody gives a figure of their own.
var estimating = set(`estimated estimates estimate put puts counted counts spoke speaks speak reckoned reckons claimed claims
found finds measured expects expect believes calculated asks asked offers`)

// party is who gives the figure at these words, as the sentence puts it: "Police" of
// "Police put the crowd at 20,000", "the union" of "140 drivers stopped work, the
// union said". It is empty where nobody is named for this very figure.
func (t *text) party(n corpus.Span) string {
	c := clauseOf(t, n.Start)
	if by := t.teller(c, n); by != "" {
		return by
	}
	for _, next := range t.clauses() {
		// "…, the union said"; a clause with a figure of its own tells that one.
		if next.Start >= c.End && next.Start <= c.End+1 && !t.figureBetween(next.Start, next.End) {
			return t.teller(next, corpus.Span{Start: next.End, End: next.End})
		}
	}
	return ""
}

// teller is who tells something in a clause: what stands before its verb of telling,
// or behind "according to".
func (t *text) teller(c, n corpus.Span) string {
	for i := c.Start; i < c.End; i++ {
		w := t.words[i].fold
		if w == "according" && i+2 < c.End && t.words[i+1].fold == "to" {
			end := i + 2
			for end < c.End && end < i+2+longestParty && !t.figureAt(end) && (end == i+2 || t.close(end-1)) {
				end++
			}
			return t.named(i+2, end)
		}
		if !speech[w] && !estimating[w] || i >= n.Start && n.Start < n.End {
			continue
		}
		start := c.Start
		for start < i && (joins[t.words[start].fold] || t.words[start].fold == "that") {
			start++
		}
		if i > start && toBe[t.words[i-1].fold] {
			return "" // "damage is put at": damage says nothing
		}
		if start == i || i-start > longestParty || t.figureBetween(start, i) {
			return ""
		}
		return t.named(start, i)
	}
	return ""
}

var toBe = set(`is are was were be been being`)

// longestParty is how many words name who says something.
const longestParty = 6

// named is the words from start to end without an article before them.
func (t *text) named(start, end int) string {
	for start < end && (definite[t.words[start].fold] || t.words[start].fold == "a" || t.words[start].fold == "an") {
		start++
	}
	if start >= end {
		return ""
	}
	if w := t.words[start].fold; end-start == 1 && (pronouns[w] || w == "i" || w == "we") {
		return ""
	}
	return strings.Join(strings.Fields(t.s[t.words[start].Start:t.words[end-1].End]), " ")
}
