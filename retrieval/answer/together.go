package answer

import (
	"slices"
	"strings"

	"footnote/corpus"
)

// A sentence often says several things: "she was born in Derry and died in Paris".
// The files before this one ask whether a statement's words stand in a sentence;
// this one asks whether they stand together there, in one clause or in its subject
// and one clause. No grammar is parsed: commas and conjunctions cut clauses, and
// what stands before the first auxiliary is the subject.

// clause is one clause of a sentence, as words.
type clause struct {
	corpus.Span
	subject  int  // the word behind its subject
	relative bool // it opens with "which" or "who"
}

var (
	auxiliary = set(`is are was were be been has have had will would can could may might must shall should did does do`)
	relatives = set(`which who whom whose where when`)
	listWords = set(`the a an its his her their and or of`)
	fronted   = set(`in on at by from since until after before during for with according under over within between`)
)

// cut is the clauses of a sentence. An item of a list, an apposition and what is
// put in front belong to the clause beside them.
func (t *text) cut() []clause {
	var out []clause
	for _, span := range t.clauses() {
		n, bare, figure, day := 0, true, false, true
		for i := span.Start; i < span.End; i++ {
			w := t.words[i]
			figure = figure || t.figureAt(i)
			day = day && (t.dateAt(i) || dateWords[w.fold])
			switch {
			case !w.stop:
				n++
			case !listWords[w.fold] && !(i == span.Start && fronted[w.fold]):
				bare = false
			}
		}
		if last := len(out) - 1; last >= 0 {
			front := last == 0 && fronted[t.words[out[0].Start].fold] && out[0].End-out[0].Start <= 5
			between := span.Start >= 2 && t.figureAt(span.Start) && t.figureAt(span.Start-2) && t.words[span.Start-1].fold == "and"
			if n <= 2 && bare && !figure || day || between || front && strings.Contains(t.before(span.Start), ",") {
				out[last].End = span.End
				continue
			}
		}
		out = append(out, clause{Span: span})
	}
	for i := range out {
		c := &out[i]
		c.relative = relatives[t.words[c.Start].fold] || c.Start > 0 && relatives[t.words[c.Start-1].fold]
		c.subject = t.subjectEnd(c.Span)
	}
	return out
}

// dateAt says that word i belongs to a date.
func (t *text) dateAt(i int) bool {
	return slices.ContainsFunc(t.dates, func(x date) bool { return i >= x.start && i < x.end })
}

// subjectEnd is the word behind the subject of a clause: its first auxiliary, or
// else the word behind its first name, or its third word of content.
func (t *text) subjectEnd(c corpus.Span) int {
	for i := c.Start; i < c.End; i++ {
		if auxiliary[t.words[i].fold] {
			return i
		}
	}
	n := 0
	for i := c.Start; i < c.End; i++ {
		w := t.words[i]
		if w.stop {
			continue
		}
		n++
		ends := i+1 == c.End || !t.words[i+1].upper
		if w.upper && i > c.Start && ends || w.upper && i == c.Start && !ends || n == 2 {
			return i + 1
		}
	}
	return c.End
}

// piece is a content word or a figure of a statement and where a sentence has it.
type piece struct {
	corpus.Span
	at []int
}

// pieces are the content of t in order, with their places in s; skip leaves words
// out, and free is the figure that may differ.
func (d *desk) pieces(t *text, s *sentence, skip func(i int) bool, free corpus.Span) []piece {
	var out []piece
	for i := 0; i < len(t.words); i++ {
		w := t.words[i]
		if f, ok := t.figureOn(i); ok {
			u := piece{Span: f}
			if f != free {
				u.at = d.placesOf(t, f, s)
			}
			out = append(out, u)
			i = f.End - 1
			continue
		}
		if w.stop && !isAcronym(w.text) || t.unitAt(i) || bleached[w.fold] || skip != nil && skip(i) {
			continue
		}
		u := piece{Span: corpus.Span{Start: i, End: i + 1}}
		for k, have := range s.words {
			if d.means(have, w) {
				u.at = append(u.at, k)
			}
		}
		out = append(out, u)
	}
	return out
}

// figureOn is the number or date that begins at word i.
func (t *text) figureOn(i int) (corpus.Span, bool) {
	for _, q := range t.quantities {
		if q.Start == i {
			return q.Span, true
		}
	}
	for _, x := range t.dates {
		if x.start == i {
			return corpus.Span{Start: x.start, End: x.end}, true
		}
	}
	return corpus.Span{}, false
}

// placesOf is where a sentence gives a figure of t.
func (d *desk) placesOf(t *text, f corpus.Span, s *sentence) []int {
	var out []int
	for _, q := range t.quantities {
		if q.Start != f.Start {
			continue
		}
		for _, have := range s.quantities {
			if have.supports(q) && !(s.whole(have) && !t.whole(q)) {
				out = append(out, have.Start)
			}
		}
	}
	for _, x := range t.dates {
		if x.start != f.Start {
			continue
		}
		for _, have := range s.dates {
			if have.supports(x) {
				out = append(out, have.start)
			}
		}
	}
	return out
}

// whole says that a number is what a share is taken of: 480 in "312 of 480".
func (t *text) whole(q quantity) bool {
	return q.Start >= 2 && t.words[q.Start-1].fold == "of" && t.figureAt(q.Start-2)
}

// means says that a word of a source is this word, a form of it, or another word
// for it.
func (d *desk) means(have, w word) bool {
	switch {
	case have.stem == w.stem, have.base() == w.base():
		return true
	case w.number:
		return false
	case w.upper:
		return have.upper && (sameName(have.fold, w.fold) || isAcronym(have.text) && strings.EqualFold(lettersOnly(have.text), lettersOnly(w.text)))
	}
	return !have.stop && !have.number && dot(d.vectorOf(w.fold), d.vectorOf(have.fold)) >= sameWord
}

// together says that what stands side by side in a statement stands together in
// the sentence too.
func (d *desk) together(t *text, s *sentence, skip func(i int) bool, free corpus.Span) bool {
	clauses := s.cut()
	mine := t.cut()
	home := func(list []clause, i int) int {
		return slices.IndexFunc(list, func(c clause) bool { return i >= c.Start && i < c.End })
	}
	var before *piece
	for _, u := range d.pieces(t, s, skip, free) {
		if len(u.at) == 0 {
			continue
		}
		if before != nil && home(mine, before.Start) == home(mine, u.Start) {
			near := false
			for _, x := range before.at {
				for _, y := range u.at {
					near = near || s.joined(clauses, home(clauses, x), x, home(clauses, y), y)
				}
			}
			if !near {
				return false
			}
		}
		before = &u
	}
	return true
}

// joined says that words x and y of a sentence, which stand in these of its
// clauses, belong together: they share the clause, or x is the subject of what y
// begins.
func (s *sentence) joined(clauses []clause, cx, x, cy, y int) bool {
	switch {
	case cx == cy:
		return true
	case cx < 0 || cy < 0 || cy < cx || !s.opensClause(clauses[cy], y):
		return false
	case clauses[cy].relative:
		return cy == cx+1 && x >= clauses[cx].End-3
	}
	return x < clauses[cx].subject
}

// opensClause says that word i is the first of its clause that tells anything.
func (s *sentence) opensClause(c clause, i int) bool {
	for k := c.Start; k < i; k++ {
		if w := s.words[k]; !w.stop && !bleached[w.fold] && w.fold != "will" || s.figureAt(k) {
			return false
		}
	}
	return true
}

// voiced says that a verb which is passive in one of the texts only has its doer
// on the right side in the other: "developed by Sanquora" is not "Velorin
// developed Sanquora".
func (d *desk) voiced(t *text, s *sentence) bool {
	return d.doerBefore(s.text, t) && d.doerBefore(t, s.text)
}

// doerBefore says that the doers behind "by" in p stand before their verb in a,
// where a has the verb without "by".
func (d *desk) doerBefore(p, a *text) bool {
	for i, w := range p.words {
		if w.fold != "by" || i == 0 {
			continue
		}
		verb := -1
		for k := i - 1; k >= max(0, i-3) && verb < 0; k-- {
			if v := p.words[k]; !v.stop && !v.upper && !v.number && a.stems[v.stem] {
				verb = k
			}
		}
		if verb < 0 {
			continue
		}
		for _, at := range a.all(p.words[verb]) {
			if a.suffers(at) {
				continue
			}
			for k := i + 1; k < min(len(p.words), i+6); k++ {
				if doer := p.words[k]; doer.upper && !doer.stop {
					for _, there := range a.all(doer) {
						if there > at {
							return false
						}
					}
				}
			}
		}
	}
	return true
}

// suffers says that the verb at word i is passive: a form of "to be" stands before
// it, or "by" behind it.
func (t *text) suffers(i int) bool {
	return slices.ContainsFunc(t.words[max(0, i-2):i], func(w word) bool { return beForms[w.fold] }) ||
		slices.ContainsFunc(t.words[i+1:min(len(t.words), i+4)], func(w word) bool { return w.fold == "by" })
}

var beForms = set(`is are was were be been being`)

// wayKept says that no name behind "from" in one text stands behind "to" in the
// other.
func wayKept(t, s *text) bool {
	way := func(x *text, i int) string {
		for ; i > 0; i-- {
			if w := x.words[i-1]; !w.upper && w.fold != "the" {
				return w.fold
			}
		}
		return ""
	}
	for i, w := range t.words {
		if !w.upper || w.stop {
			continue
		}
		mine := way(t, i)
		if mine != "from" && mine != "to" {
			continue
		}
		for _, k := range s.all(w) {
			if theirs := way(s, k); theirs != mine && (theirs == "from" || theirs == "to") {
				return false
			}
		}
	}
	return true
}
