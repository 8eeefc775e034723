package answer

import "slices"

// What a claim says in figures, and the figures of a sentence that carry it.

// carriesQuantity says that the sentence gives the claimed number, of the thing
// that the claim counts.
func (d *desk) carriesQuantity(s *sentence, t *text, claim quantity) bool {
	if t.numbered(claim) { // line 4, version 5
		a, b := t.words[claim.Start-1], t.words[claim.Start]
		if s.in.holdsRun(a, b) || s.in.title.holdsRun(a, b) {
			return true
		}
	}
	for i, have := range s.quantities {
		if claim.Start > 0 && claim.End == claim.Start+1 && sameValue(have.value, claim.value) && slices.Contains(have.nouns, t.words[claim.Start-1].stem) {
			return true // minute 81 is the 81st minute
		}
		if have.unit == "" && i > 0 && isCurrency(s.quantities[i-1].unit) && have.step >= 1e5 { // 214 million crowns, 18 million more
			have.unit = s.quantities[i-1].unit
		}
		if claim.hedge == exact && (have.hedge == atMost || have.hedge == atLeast) && t.bounds(claim, have.hedge) {
			have.hedge = exact
		}
		if claim.unit == "" && isCurrency(have.unit) && t.priced(claim, have.unit) {
			have.unit = ""
		}
		if have.supports(claim) && have.tells(claim) && (d.sameCounted(s.text, have, claim) || have.unit == "" && d.countedBefore(s, claim) || d.countsBeside(s, have, t, claim)) && !otherFigure(t, claim, s.text, have) {
			return true
		}
	}
	if claim.value == 1 && t.words[claim.Start].fold == "one" && s.speaksOfOne(t, claim) {
		return true
	}
	if claim.value == 2 && s.stems["twice"] || claim.impliedBy(s, t) || d.lists(s, t, claim) {
		return true
	}
	bare := claim.unit == "" || claim.year
	for _, have := range s.dates { // "24" said of a day, "2023" of a year
		if bare && (float64(have.day) == claim.value || float64(have.year) == claim.value) {
			return true
		}
	}
	return false
}

// numbered says that a number is the name of a thing rather than a count: one
// word in figures behind a noun.
func (t *text) numbered(q quantity) bool {
	if next := q.End; q.unit != "" && (next == len(t.words) || isPlural(t.words[next].fold) || measures[t.words[next].stem].dimension != "" || currencyWords[t.words[next].stem] != "") || isCurrency(q.unit) || q.unit == "%" {
		return false
	}
	return q.End == q.Start+1 && q.Start > 0 && t.words[q.Start].number && t.gap(q.Start-1) == " " && !t.words[q.Start-1].stop
}

// otherFigure says that what the claim says of a figure, the source says of
// another one: of "£12 for adults and £5 for children", £5 for adults.
func otherFigure(t *text, claim quantity, source *text, have quantity) bool {
	mine := clauseOf(t, claim.Start)
	home := clauseOf(source, have.Start)
	for _, q := range t.quantities {
		if q.Span != claim.Span && q.Start >= mine.Start && q.End <= mine.End {
			return false // its words may belong to that one
		}
	}
	own, other := 0, 0
	for i := mine.Start; i < mine.End; i++ {
		w := t.words[i]
		if w.stop || t.figureAt(i) || t.unitAt(i) || currencyWords[w.stem] != "" {
			continue
		}
		atHome, elsewhere := false, false
		for _, at := range source.all(w) {
			c := clauseOf(source, at)
			atHome = atHome || c == home
			elsewhere = elsewhere || slices.ContainsFunc(source.quantities, func(q quantity) bool {
				return q.Start >= c.Start && q.End <= c.End && q.ofKind(have)
			})
		}
		switch {
		case atHome:
			own++
		case elsewhere:
			other++
		}
	}
	return other > own
}

// ofKind says that two numbers could be taken for each other: they are given in one
// unit or dimension.
func (q quantity) ofKind(o quantity) bool {
	a, measured := q.measure()
	b, too := o.measure()
	return measured && too && a.dimension == b.dimension || q.unit == o.unit
}

// sameCounted says that what the claim counts stands beside the source's figure.
func (d *desk) sameCounted(source *text, have, claim quantity) bool {
	if claim.unit == "" || claim.unit == "%" || isCurrency(claim.unit) || have.unit == claim.unit {
		return true
	}
	if _, measured := claim.measure(); measured {
		return true // supports has compared the measures
	}
	for i := max(0, have.Start-reach); i < min(len(source.words), have.End+reach); i++ {
		w := source.words[i]
		if slices.Contains(claim.nouns, w.stem) {
			return true
		}
		for _, noun := range claim.nouns {
			if !w.stop && (dot(d.vectorOf(noun), d.vectorOf(w.fold)) >= nearWord || synonymous(noun, w.stem) || oneOfPeople(noun, w.stem)) {
				return true
			}
		}
	}
	return false
}

// tells says that a number may be told by the bound that a claim gives: the same
// bound, or a number near it. Of at most 32 one does not say at most 60.
func (q quantity) tells(claim quantity) bool {
	if claim.hedge != atLeast && claim.hedge != atMost {
		return true
	}
	near := q
	near.hedge = exact
	return q.hedge == claim.hedge && sameValue(q.value, claim.value) || (q.hedge == exact || q.hedge == about) && near.bears(claim)
}

// countedBefore says that the sentence, or the one before it, speaks of what the
// claim counts: "of the 140 workers, 52 will go, and 30 are to retire".
func (d *desk) countedBefore(s *sentence, claim quantity) bool {
	in := []*text{s.text}
	if s.prev != nil {
		in = append(in, s.prev.text)
	}
	for _, t := range in {
		for _, w := range t.words {
			if slices.ContainsFunc(claim.nouns, func(n string) bool { return n == w.stem || synonymous(n, w.stem) }) {
				return true
			}
		}
	}
	return false
}

// bounds says that the claim calls its number the most or the least of something in
// the same clause: the maximum load is 25 kilograms.
func (t *text) bounds(q quantity, h hedge) bool {
	words := mostWords
	if h == atLeast {
		words = leastWords
	}
	c := clauseOf(t, q.Start)
	return slices.ContainsFunc(t.words[c.Start:c.End], func(w word) bool { return words[w.fold] })
}

var (
	mostWords  = set(`maximum max limit limits limited cap capped capacity most`)
	leastWords = set(`minimum min lowest least`)
)

// priced says that another number of the claim is in this currency, so that one
// without a unit is, too: 389 euros, but 329 for members.
func (t *text) priced(q quantity, currency string) bool {
	return len(q.nouns) == 0 && slices.ContainsFunc(t.quantities, func(o quantity) bool { return o.Span != q.Span && o.unit == currency })
}

// speaksOfOne says that the sentence speaks of one of what the claim counts: "one of
// its legs", "a leg", "hotel owner Wim Dekker".
func (s *sentence) speaksOfOne(t *text, claim quantity) bool {
	if len(claim.nouns) == 0 {
		return false
	}
	for _, w := range s.words {
		if slices.Contains(claim.nouns, w.stem) && (!isPlural(w.fold) || slices.ContainsFunc(s.words, func(o word) bool { return o.fold == "one" })) {
			return true
		}
	}
	return false
}

// countsBeside says that the claim counts people and speaks of what the source
// counts in the same clause: two members abstained, of two abstentions.
func (d *desk) countsBeside(s *sentence, have quantity, t *text, claim quantity) bool {
	if !slices.ContainsFunc(claim.nouns, func(n string) bool { return humans[n] || n == "peopl" }) {
		return false
	}
	c := clauseOf(t, claim.Start)
	for k := have.End; k < len(s.words) && k < have.End+2 && s.gap(k-1) == " " && !s.words[k].stop; k++ {
		for i := c.Start; i < c.End; i++ {
			if !t.figureAt(i) && !t.words[i].stop && d.counterpart(s.words[k], t.words[i]) == 1 {
				return true
			}
		}
	}
	return false
}

// humans are the stems of nouns for people in some capacity.
var humans = stemsOf(`participant volunteer adult member resident inhabitant visitor guest patient passenger spectator viewer fan customer
worker employee student pupil child man woman citizen person soldier user player survivor victim candidate`)

// oneOfPeople says that one of two counted nouns is people and the other one a
// noun for people: "3 volunteers" are "3 people".
func oneOfPeople(a, b string) bool {
	return a == "peopl" && humans[b] || b == "peopl" && humans[a]
}

func (s *sentence) carriesDate(t *text, claim date) bool {
	in := append(s.context(), s.text)
	if len(s.dates) == 0 && claim.month == 0 && claim.day == 0 { // what a report says first is the year
		for p, n := s.prev, 0; p != nil && n < 3; p, n = p.prev, n+1 {
			in = append(in, p.text)
		}
	}
	for _, in := range in {
		for _, have := range in.dates {
			if have.supports(claim) && sameSide(t, claim.start, in, have.start) {
				return true
			}
		}
		for _, have := range in.quantities {
			if claim.month == 0 && claim.day == 0 && sameValue(have.value, float64(claim.year)) {
				return true
			}
		}
	}
	for _, have := range s.resolved() { // "last year" of an article of 2023 is 2022
		if have.supports(claim) && sameSide(t, claim.start, s.text, have.start) {
			return true
		}
	}
	return false
}

// sides are the prepositions that say on which side of a date a thing lies.
var sides = map[string]int{"from": 1, "since": 1, "after": 1, "until": -1, "till": -1, "before": -1, "to": -1, "through": -1}

// sameSide says that the dates at word i of a and word j of b are not the
// beginning of one thing and its end.
func sameSide(a *text, i int, b *text, j int) bool {
	side := func(t *text, i int) int {
		if i == 0 {
			return 0
		}
		return sides[t.words[i-1].fold]
	}
	return side(a, i)*side(b, j) >= 0
}
