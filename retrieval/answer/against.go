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

// maker are the stems of verbs of which each thing has one doer: who founded or
// designed it.
var makers = stemsOf(`found design build built invent discover write wrote written direct paint compose create coach lead led chair manage`)

// otherName finds another name in a role that one person or thing has: "the
// mayor of Halden is …", "… was designed by …".
func (d *desk) otherName(t stated, s *sentence) string {
	claimed, ok := t.roleHolder()
	if !ok {
		return ""
	}
	holds := func(x *text, n corpus.Span) bool { return x.holdsName(t.words[n.End-1]) } // "Professor" is no name
	if holds(s.text, claimed.name) || holds(s.in.title, claimed.name) {
		return ""
	}
	inName := func(i int) bool { return i >= claimed.name.Start && i < claimed.name.End }
	if d.apartInYears(t, s) || !d.sameMatter(t, s, inName, corpus.Span{Start: -1}) {
		return ""
	}
	var other corpus.Span
	found := 0
	for _, n := range s.text.names() {
		fresh := slices.ContainsFunc(s.words[n.Start:n.End], func(w word) bool { return !t.holdsName(w) })
		if !fresh || !s.fills(n, claimed) {
			continue
		}
		other = n
		found++
	}
	if found != 1 {
		return "" // several hold the role, or none
	}
	for _, o := range d.sentences { // elsewhere the claimed one may have it too
		if o != s && o.stems[claimed.role] && holds(o.text, claimed.name) {
			return ""
		}
	}
	return fmt.Sprintf("it is %s, not %s", s.phrase(other.Start, other.End), t.phrase(claimed.name.Start, claimed.name.End))
}

// holder is a name and the role that a statement gives it.
type holder struct {
	name corpus.Span
	role string // the stem of a noun, or of a verb with a doer
	doer bool
}

var copulas = set(`is was are were`)

// roleHolder reads "the ROLE of X is NAME", "NAME is the ROLE of X", "X was MADE by
// NAME" and "NAME MADE X".
func (t stated) roleHolder() (holder, bool) {
	names := t.names()
	if len(t.words) > 0 && t.words[0].upper && !t.words[0].stop && (len(names) == 0 || names[0].Start > 0) {
		names = append([]corpus.Span{{Start: 0, End: 1}}, names...)
	}
	for _, n := range names {
		last := n.End == len(t.words) || t.dates != nil && t.datesOnly(n.End)
		switch {
		case last && n.Start >= 2 && t.words[n.Start-1].fold == "by" || last && n.Start >= 3 && t.role(n.Start-1) && t.byBefore(n.Start):
			for i := 0; i < n.Start; i++ {
				if makers[t.words[i].stem] {
					return holder{n, t.words[i].stem, true}, true
				}
			}
		case last && n.Start >= 2 && copulas[t.words[n.Start-1].fold]:
			if role, ok := t.roleIn(0, n.Start-1); ok {
				return holder{name: n, role: role}, true
			}
		case n.Start == 0 && n.End+1 < len(t.words) && copulas[t.words[n.End].fold] && definite[t.words[n.End+1].fold]:
			if role, ok := t.roleIn(n.End+1, len(t.words)); ok {
				return holder{name: n, role: role}, true
			}
		case n.Start == 0 && n.End < len(t.words) && makers[t.words[n.End].stem] && !t.words[n.End].upper:
			return holder{n, t.words[n.End].stem, true}, true
		}
	}
	return holder{}, false
}

// byBefore says that the words in front of word i are "by the ROLE".
func (t *text) byBefore(i int) bool {
	for k := 1; k <= 4 && i-k >= 0; k++ {
		if t.words[i-k].fold == "by" {
			return true
		}
	}
	return false
}

// datesOnly says that nothing but a date stands from word i on.
func (t *text) datesOnly(i int) bool {
	for ; i < len(t.words); i++ {
		if !t.figureAt(i) && !t.words[i].stop {
			return false
		}
	}
	return true
}

// definite are the words that make a role one of a kind.
var definite = set(`the its his her their our`)

// roleIn is the role that the words from a to b name: the noun behind "the" or a
// possessive, the last one before "of", if there is one.
func (t *text) roleIn(a, b int) (string, bool) {
	role := ""
	open := false
	for i := a; i < b; i++ {
		w := t.words[i]
		switch {
		case definite[w.fold] || len(w.text) > 2 && w.upper && (w.text[len(w.text)-2:] == "'s" || hasPossessive(w.text)):
			if role != "" {
				return role, true
			}
			open = true
		case w.stop:
			if role != "" {
				return role, true
			}
		case open && t.role(i):
			role = w.stem
		}
	}
	return role, role != ""
}

func hasPossessive(w string) bool {
	r := []rune(w)
	return len(r) > 2 && r[len(r)-1] == 's' && (r[len(r)-2] == '’' || r[len(r)-2] == '\'')
}

// role says that word i can name a role: a noun in lower case, in the singular.
func (t *text) role(i int) bool {
	w := t.words[i]
	return !w.stop && !w.upper && !w.number && !isPlural(w.fold)
}

// fills says that a name of the sentence has the role: it stands beside the noun,
// or does what the verb says.
func (s *sentence) fills(n corpus.Span, h holder) bool {
	for i, w := range s.words {
		if w.stem != h.role || w.upper {
			continue
		}
		switch {
		case h.doer && i < n.Start: // "designed by the architect Mira Osei"
			for k := i + 1; k < n.Start; k++ {
				if s.words[k].fold == "by" && n.Start-k <= 3 {
					return true
				}
			}
		case h.doer:
			if n.End == i {
				return true
			}
		case i < n.Start: // "the mayor of Halden, Piet Aalders", "the mediator is Petra Holm"
			if s.beside(i, n.Start) {
				return true
			}
		case i > n.End: // "Petra Holm, the mediator", "Holm is the mediator"
			if i-n.End <= 3 && definite[s.words[n.End].fold] || n.End+1 < len(s.words) && copulas[s.words[n.End].fold] && definite[s.words[n.End+1].fold] && i-n.End <= 4 {
				return true
			}
		}
	}
	return false
}

// beside says that a name that begins at word j belongs to the role at word i:
// directly, behind a copula, or behind a comma, with no verb between.
func (s *sentence) beside(i, j int) bool {
	if j == i+1 {
		return true
	}
	for k := i + 1; k < j; k++ {
		w := s.words[k]
		if copulas[w.fold] && j-k <= 2 {
			return true
		}
		if !w.stop && !w.upper {
			return false
		}
	}
	// "of Halden, Piet Aalders"
	return s.before(j) == ", " && j-i <= 5 && i+1 < len(s.words) && s.words[i+1].fold == "of"
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
