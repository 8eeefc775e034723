package answer

import (
	"slices"
	"strings"
)

// Whether two figures can be compared, and whether they clash: in other units, as bounds
// and ranges, rounded, and with a party of its own each.

// agreement makes a figure of the same value the likelier to be of the same thing
// than another one of its article.
const agreement = 0.5

// chance is the number up to which two articles may well give the same one of
// different things.
const chance = 12

// agrees says that two figures of the same value are of the same thing because few
// things have it: nothing tells them apart.
func (d *disputes) agrees(f, g *figure) bool {
	return f.date == nil && f.clock == nil && f.value > chance && f.comparable(*g) && !d.apartFrom(f, g)
}

// sameAs says that two figures do not contradict each other, and are no bounds.
func (f *figure) sameAs(g *figure) bool {
	bound := func(f *figure) bool { return f.hedge == atLeast || f.hedge == atMost }
	return !f.clashes(g) && (f.date != nil || f.clock != nil || bound(f) == bound(g))
}

// otherParty says that two figures of one article are what two parties say of one
// thing: they stand in one sentence or in neighbouring ones, each with its party.
func (d *disputes) otherParty(f, g *figure) bool {
	if f.spot() == g.spot() || f.party() == "" || g.party() == "" || strings.EqualFold(f.party(), g.party()) || !f.clashes(g) ||
		(f.whole > 0) != (g.whole > 0) || f.per != g.per {
		return false
	}
	if f.in != g.in && f.in.next != g.in && g.in.next != f.in || len(f.detail().years) > 0 && len(g.detail().years) > 0 && !common(f.detail().years, g.detail().years) {
		return false
	}
	same, _ := d.overlap(f.detail().said, g.detail().said)
	return f.unnamed || g.unnamed || same >= sameThing
}

// betterPartner says that f's own article holds a figure that g resembles more
// than f: a sentence beside f may be what g speaks of.
func (d *disputes) betterPartner(g, f *figure, likeness float64) bool {
	article := f.in.ref(d.desk).ArticleID
	return slices.ContainsFunc(d.all, func(h *figure) bool {
		if h.in.ref(d.desk).ArticleID != article || h.spot() == f.spot() || h.former || !h.comparesWith(g) {
			return false
		}
		l := d.alike(h, g)
		if h.sameAs(g) && (l >= sameThing || d.agrees(h, g)) {
			l = max(l, sameThing) + agreement
		}
		return l > likeness
	})
}

// comparesWith says that two figures are of one kind: in units of one dimension, or
// counts of one noun, or of people under two names.
func (f *figure) comparesWith(g *figure) bool {
	if (f.clock != nil) != (g.clock != nil) || (f.date != nil) != (g.date != nil) {
		return false
	}
	switch {
	case f.clock != nil:
		return true
	case f.date != nil:
		a, b := f.date, g.date
		return a.year > 0 && b.year > 0 || a.month > 0 && b.month > 0 || a.day > 0 && b.day > 0
	case f.per != g.per:
		return false
	}
	if f.none && f.unit == "peopl" && g.countsThings() || g.none && g.unit == "peopl" && f.countsThings() {
		return true // "four firefighters were hurt" and "no one was hurt"
	}
	return f.comparable(*g) || f.countsPeople() && g.countsPeople()
}

// countsPeople says that a figure counts people, under whatever name.
func (f figure) countsPeople() bool {
	return len(f.nouns) > 0 && (f.unit == "peopl" || humans[f.unit])
}

// comparable says that two figures measure in the same unit or count the same
// noun.
func (f figure) comparable(g figure) bool {
	if f.date != nil || g.date != nil {
		// "13 May" and "2023" say different things of one day.
		return f.date != nil && g.date != nil && (f.date.day > 0) == (g.date.day > 0) &&
			(f.date.month > 0) == (g.date.month > 0) && (f.date.year > 0) == (g.date.year > 0)
	}
	if mine, ok := f.measure(); ok {
		theirs, ok := g.measure()
		return ok && mine.dimension == theirs.dimension
	}
	if f.unit == "%" || isCurrency(f.unit) || g.unit == "%" || isCurrency(g.unit) {
		return f.unit == g.unit
	}
	return f.unit == g.unit || f.counts(g.nouns) && f.unit != "" && slices.Contains(g.nouns, f.unit) || slices.Contains(f.nouns, g.unit)
}

// conversion is how far a value may be off when it is given in another unit.
const conversion = 0.02

// clashes says that two figures cannot both be right: no value is one that both let
// stand, whether rounded, a range or a bound.
func (f *figure) clashes(g *figure) bool {
	switch {
	case f.clock != nil && g.clock != nil:
		return f.clock.differs(*g.clock)
	case f.date != nil && g.date != nil:
		a, b := f.date, g.date
		return a.year > 0 && b.year > 0 && a.year != b.year || a.month > 0 && b.month > 0 && a.month != b.month ||
			a.day > 0 && b.day > 0 && a.day != b.day
	}
	factor := 1.0
	if mine, ok := f.measure(); ok {
		if theirs, ok := g.measure(); ok {
			factor = theirs.factor / mine.factor
		}
	}
	a, b := f.quantity, g.quantity
	b.value, b.step = b.value*factor, b.step*factor
	if f.high == 0 && g.high == 0 && !a.contradictsValue(b) {
		return false
	}
	low, high := f.interval()
	otherLow, otherHigh := g.interval()
	otherLow, otherHigh = otherLow*factor, otherHigh*factor
	if factor != 1 {
		otherLow, otherHigh = otherLow*(1-conversion), otherHigh*(1+conversion)
	}
	return high < otherLow || otherHigh < low
}

// contradicts says that two figures cannot both be right: the values differ, no
// rounding makes them equal, and no bound ("more than") lets both stand.
func (f figure) contradicts(g figure) bool {
	if f.date != nil {
		return !f.date.supports(*g.date) && !g.date.supports(*f.date)
	}
	a, b := f.quantity, g.quantity
	if mine, ok := a.measure(); ok { // both in the unit of a
		if theirs, ok := b.measure(); ok {
			b.value, b.step = b.value*theirs.factor/mine.factor, b.step*theirs.factor/mine.factor
		}
	}
	return a.contradictsValue(b)
}

// contradictsValue is contradicts of two numbers in one unit.
func (a quantity) contradictsValue(b quantity) bool {
	if sameValue(a.value, b.value) || (a.hedge != atLeast && a.hedge != atMost && roundsTo(a, b.value)) && a.step > b.step ||
		(b.hedge != atLeast && b.hedge != atMost && roundsTo(b, a.value)) && b.step > a.step {
		return false
	}
	return !bounds(a, b) && !bounds(b, a)
}

// bounds says that a is a bound that b keeps.
func bounds(a, b quantity) bool {
	switch a.hedge {
	case atLeast:
		return b.value >= a.value && b.hedge != atMost
	case atMost:
		return b.value <= a.value && b.hedge != atLeast
	}
	return false
}
