package answer

import (
	"fmt"
	"slices"

	"footnote/corpus"
)

// against says how a sentence contradicts a statement: a clause that goes behind
// "in the source"; "" if it does not. Both must speak of the same things, so all
// that the statement says beside the point at issue must stand in the sentence
// or in what it is read with.
func (d *desk) against(t stated, s *sentence) string {
	if !t.meantIn(s.in) {
		return ""
	}
	if marked(doubt, s.text) && !marked(doubt, t.text) || s.holdsAny(aheadWords) != t.holdsAny(aheadWords) {
		return "" // a plan, a fear or a promise contradicts no fact
	}
	for _, rule := range []func(stated, *sentence) string{d.otherNumber, d.otherDate, d.otherName, d.contrary} {
		if why := rule(t, s); why != "" {
			return why
		}
	}
	return ""
}

func marked(m marker, t *text) bool { return len(m.reached(t)) > 0 }

// sameMatter says that a sentence holds all words of a statement but those that
// skip names, and the statement's other figures. Of five words, one may be
// missing, but no name.
func (d *desk) sameMatter(t stated, s *sentence, skip func(i int) bool, free corpus.Span) bool {
	for _, q := range t.quantities {
		if q.Span != free && !d.carriesQuantity(s, t.text, q) {
			return false
		}
	}
	for _, x := range t.dates {
		if x.start != free.Start && !s.carriesDate(t.text, x) && !(x.month == 0 && x.day == 0 && s.in.year == x.year && len(s.dates) == 0) {
			return false
		}
	}
	g := d.grasp(t.text, s, skip)
	words := g.own - len(t.quantities) - len(t.dates)
	for _, i := range g.lost {
		if t.isName(i) || t.words[i].number {
			return false
		}
	}
	return words > 0 && 3*(words+1) >= 2*g.near && 5*len(g.lost) <= words+g.near && restricted(t.text, s) == "" &&
		d.ordered(t.text, s, skip, free)
}

// otherNumber finds another number of the same thing.
func (d *desk) otherNumber(t stated, s *sentence) string {
	for _, claim := range t.quantities {
		if claim.vague || claim.unit == "" && !t.gives(claim) {
			continue
		}
		if s.holdsValue(claim) || !d.sameMatter(t, s, nil, claim.Span) || d.apartInYears(t, s) {
			continue
		}
		mine := figure{quantity: claim}
		for _, have := range s.quantities {
			if have.vague || have.year && claim.unit != "" || s.whole(have) != t.whole(claim) || !d.inPlace(t, claim.Span, s, have.Span) {
				continue
			}
			theirs := figure{quantity: have, in: s}
			if !mine.comparable(theirs) && !(claim.unit == "" && have.unit == "") || !mine.contradicts(theirs) {
				continue
			}
			if d.contested(t, s, claim) {
				return ""
			}
			return fmt.Sprintf("it is %s, not %s", theirs.shown(), figure{quantity: claim, in: &sentence{text: t.text}}.shown())
		}
	}
	return ""
}

// inPlace says that the sentence's figure stands in a clause with what stands beside
// the claimed figure in the statement.
func (d *desk) inPlace(t stated, claim corpus.Span, s *sentence, have corpus.Span) bool {
	pieces := d.pieces(t.text, s, nil, claim)
	at := slices.IndexFunc(pieces, func(u piece) bool { return u.Span == claim })
	clauses := s.cut()
	home := slices.IndexFunc(clauses, func(c clause) bool { return have.Start >= c.Start && have.Start < c.End })
	for step := 1; step < len(pieces); step++ {
		found := false
		for _, i := range []int{at - step, at + step} {
			if i < 0 || i >= len(pieces) || len(pieces[i].at) == 0 {
				continue
			}
			found = true
			for _, x := range pieces[i].at {
				if home >= 0 && x >= clauses[home].Start && x < clauses[home].End {
					return true
				}
			}
		}
		if found {
			return false
		}
	}
	return true
}

// gives says that a bare number stands behind a verb of measure or in the
// predicate: "by 23 votes to 11", "at 9 p.m.".
func (t *text) gives(q quantity) bool { return !q.year && q.Start > 0 }

// holdsValue says that the sentence gives this value, in no other unit of measure.
func (s *sentence) holdsValue(q quantity) bool {
	mine, measured := q.measure()
	return slices.ContainsFunc(s.quantities, func(have quantity) bool {
		theirs, too := have.measure()
		return sameValue(have.value, q.value) && !(measured && too && mine != theirs)
	})
}

// contested says that another sentence of the same article gives the claimed
// number of what the sentence counts.
func (d *desk) contested(t stated, s *sentence, claim quantity) bool {
	article := s.ref(d).ArticleID
	return slices.ContainsFunc(d.sentences, func(o *sentence) bool {
		return o != s && o.ref(d).ArticleID == article && d.carriesQuantity(o, t.text, claim) && d.sameMatter(t, o, nil, claim.Span)
	})
}

// apartInYears says that the statement names a year and the sentence is of
// another.
func (d *desk) apartInYears(t stated, s *sentence) bool {
	mine := make(map[int]bool)
	for _, x := range t.dates {
		if x.year > 0 {
			mine[x.year] = true
		}
	}
	return len(mine) > 0 && !common(mine, s.years())
}

// onceOnly are the stems of what happens once to a thing: of two different days
// one must be wrong. A race is won every year.
var onceOnly = stemsOf(`found open build built construct discover release launch born birth die death publish sign establish invent
inaugurate create complete destroy abolish introduce approve demolish resign marry retire begin began start first last unveil
adopt ratify expire end close replace`)

func stemsOf(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range readText("en", list).words {
		m[w.stem] = true
	}
	return m
}

// otherDate finds another date of what happens once. A date behind a number of
// something only says when that was counted.
func (d *desk) otherDate(t stated, s *sentence) string {
	for _, claim := range t.dates {
		once := slices.ContainsFunc(t.words, func(w word) bool { return onceOnly[w.stem] })
		if len(t.quantities) > 0 || !once && claim.day == 0 {
			continue
		}
		span := corpus.Span{Start: claim.start, End: claim.end}
		if s.carriesDate(t.text, claim) || !d.sameMatter(t, s, nil, span) {
			continue
		}
		mine := figure{date: &claim}
		var other []date
		for _, have := range s.dates {
			if !d.inPlace(t, span, s, corpus.Span{Start: have.start, End: have.end}) {
				continue
			}
			if theirs := (figure{date: &have, in: s}); mine.comparable(theirs) && mine.contradicts(theirs) {
				other = append(other, have)
			}
		}
		if len(other) == 0 || !once && claim.year != other[0].year || between(claim, other) {
			continue
		}
		return fmt.Sprintf("it is %s, not %s", s.phrase(other[0].start, other[0].end), t.phrase(claim.start, claim.end))
	}
	return ""
}

// between says that a date may lie in the time that two others bound.
func between(x date, bounds []date) bool {
	later, earlier := false, false
	for _, b := range bounds {
		order := (x.year-b.year)*10000 + (x.month-b.month)*100 + x.day - b.day
		later, earlier = later || order > 0, earlier || order < 0
	}
	return later && earlier
}

// contraries are opposites that deny each other when said of one thing. Others
// tell things apart: the old ward and the new one.
var contraries = stemsOf(`rise fall drop decline sink grow shrink increase decrease gain lose profit loss win victory defeat open close shut
start begin end stop widen narrow expand strengthen weaken confirm deny accept refuse reject approve allow ban forbid support
oppose agree disagree guilty innocent convict acquit legal illegal true false arrive depart include exclude raise lower cut reduce
possible impossible safe dangerous alive dead survive die present absent succeed fail join leave accelerate slow full empty`)

// contrary finds that the sentence denies what the statement affirms, or the
// reverse, or says the opposite of one word.
func (d *desk) contrary(t stated, s *sentence) string {
	none := corpus.Span{Start: -1}
	if d.apartInYears(t, s) {
		return ""
	}
	mine, theirs := denial.reached(t.text), denial.reached(s.text)
	if (mine == nil) != (theirs == nil) && !s.holdsAny(implied) && !t.holdsAny(implied) && d.sameMatter(t, s, nil, none) {
		switch {
		case mine == nil && denies(theirs, t.text, s.text):
			return "it is denied"
		case theirs == nil && denies(mine, s.text, t.text):
			return "it is not denied"
		}
	}
	if mine != nil || theirs != nil {
		return ""
	}
	for i, w := range t.words {
		turned := s.turned(t.text, i)
		if turned == "" {
			continue
		}
		if d.sameMatter(t, s, func(k int) bool { return k == i }, none) {
			return fmt.Sprintf("it is %q, not %q", turned, w.text)
		}
	}
	return ""
}

// denies says that what a denial reaches is what the other text says: all of it
// but one word in four.
func denies(reached map[string]bool, other, own *text) bool {
	shared := 0
	for stem := range reached {
		if other.stems[stem] {
			shared++
		}
	}
	return shared > 0 && 4*shared >= 3*len(reached)
}

// turned is the word of the sentence that is the contrary of word i of t, which
// the sentence itself does not have.
func (s *sentence) turned(t *text, i int) string {
	w := t.words[i]
	base := w.base()
	if (w.fold == "on" || w.fold == "off") && i > 0 {
		for k := 1; k < len(s.words); k++ {
			if have := s.words[k]; (have.fold == "on" || have.fold == "off") && have.fold != w.fold && s.words[k-1].stem == t.words[i-1].stem {
				return have.text
			}
		}
		return ""
	}
	if !contraries[base] {
		return ""
	}
	out := ""
	for _, have := range s.words {
		switch b := have.base(); {
		case b == base:
			return ""
		case slices.Contains(opposites[base], b) && contraries[b]:
			out = have.text
		}
	}
	return out
}
