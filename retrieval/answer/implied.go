package answer

import (
	"math"
	"slices"

	"footnote/corpus"
)

// Numbers that a text gives without writing them: one in ten is 10 percent, a fifth
// is 20, a decade is ten years, and from 90 to 110 it is 20 more.

// fractions are the parts that have a name, and how many of them make a whole.
var fractions = map[string]float64{
	"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6,
	"seventh": 7, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}

// spans of time with a name of their own, in a unit that has a number.
var timeSpans = map[string]struct {
	value float64
	unit  string
}{
	"decade": {10, "year"}, "century": {100, "year"}, "fortnight": {14, "day"}, "hour": {1, "hour"}, "minute": {1, "minute"},
	"day": {1, "day"}, "week": {1, "week"}, "month": {1, "month"}, "year": {1, "year"}, "dozen": {12, ""},
}

// implied are the numbers that t gives in another form than figures and number
// words.
func (t *text) implied() []quantity {
	var out []quantity
	for i, w := range t.words {
		if i == 0 {
			continue
		}
		before := t.words[i-1].fold
		article := before == "a" || before == "an" || before == "one"
		if whole := fractions[w.fold]; whole > 0 && (article || w.fold == "half" || numberWords[before] > 1) {
			n := 1.0
			if numberWords[before] > 1 {
				n = numberWords[before]
			}
			out = append(out, quantity{Span: corpus.Span{Start: i - 1, End: i + 1}, value: 100 * n / whole, step: 1, unit: "%", hedge: hedgeBefore(t, i-1)})
		}
		if s, ok := timeSpans[w.fold]; ok && article {
			q := quantity{Span: corpus.Span{Start: i - 1, End: i + 1}, value: s.value, step: 1, unit: s.unit, hedge: hedgeBefore(t, i-1)}
			switch { // half an hour, a quarter of an hour, an hour and a half
			case i > 1 && t.words[i-2].fold == "half":
				q.value /= 2
			case i > 2 && t.words[i-2].fold == "of" && fractions[t.words[i-3].fold] > 0:
				q.value /= fractions[t.words[i-3].fold]
				if i > 3 && numberWords[t.words[i-4].fold] > 1 {
					q.value *= numberWords[t.words[i-4].fold]
					q.Start = i - 4
				}
			case i+3 < len(t.words) && t.words[i+1].fold == "and" && t.words[i+2].fold == "a" && fractions[t.words[i+3].fold] > 0:
				q.value *= 1 + 1/fractions[t.words[i+3].fold]
			}
			if s.unit != "" {
				q.unit = lemma(s.unit)
				q.nouns = []string{q.unit}
			}
			out = append(out, q)
		}
	}
	return append(out, t.ratios()...)
}

// impliedAt says that word i belongs to such a number.
func (t *text) impliedAt(i int) bool {
	return slices.ContainsFunc(t.implied(), func(q quantity) bool { return i >= q.Start && i < q.End })
}

// unfounded is a part of a unit of time, such as half an hour, that none of the
// sentences gives in any form; "" if there is none.
func (t *text) unfounded(support []*sentence) string {
	for _, q := range t.implied() {
		if q.unit == "%" || q.value == math.Trunc(q.value) {
			continue
		}
		if !anyOf(support, func(s *sentence) bool {
			return slices.ContainsFunc(append(s.implied(), s.quantities...), func(have quantity) bool { return have.supports(q) })
		}) {
			return t.phrase(q.Start, q.End)
		}
	}
	return ""
}

// ratios are the shares that are given as one number of another: one in ten, 8 of
// the 10, in per cent.
func (t *text) ratios() []quantity {
	var out []quantity
	for i := 0; i+1 < len(t.quantities); i++ {
		a, b := t.quantities[i], t.quantities[i+1]
		if gap := b.Start - a.End; gap < 1 || gap > 3 || b.value <= 0 || a.value > b.value {
			continue
		}
		joined := false
		for k := a.End; k < b.Start; k++ {
			f := t.words[k].fold
			joined = joined || f == "in" || f == "of"
			if !ratioWords[f] && k != a.End {
				joined = false
				break
			}
		}
		if joined {
			out = append(out, quantity{Span: corpus.Span{Start: a.Start, End: b.End}, value: 100 * a.value / b.value, step: 1, unit: "%", hedge: a.hedge})
		}
	}
	return out
}

var ratioWords = set(`in of out the its their every`)

// impliedBy says that the sentence gives the claimed number in another form, or
// the claim gives a number of the sentence so.
func (claim quantity) impliedBy(s *sentence, t *text) bool {
	for _, have := range s.implied() {
		if claim.unit != "%" && have.unit == "%" {
			continue
		}
		if have.supports(claim) && have.tells(claim) || have.unit == "%" && have.hedge == claim.hedge && math.Abs(have.value-claim.value) < claim.step/2 && claim.step <= 1 {
			return true
		}
	}
	for _, r := range t.implied() {
		if claim.Start >= r.Start && claim.End <= r.End && r.unit != "%" && slices.ContainsFunc(s.quantities, func(q quantity) bool { return q.supports(r) }) {
			return true
		}
	}
	for _, r := range t.ratios() {
		if claim.Start < r.Start || claim.End > r.End || slices.ContainsFunc(claim.nouns, func(n string) bool { return !s.stems[n] }) ||
			slices.ContainsFunc(s.quantities, func(q quantity) bool { return sameValue(q.value, claim.value) }) {
			continue
		}
		for _, have := range append(s.implied(), s.quantities...) {
			if have.unit == "%" && have.supports(r) && have.tells(r) {
				return true
			}
		}
	}
	return claim.difference(s, t)
}

// totalling are words that say that a number is a sum.
var totalling = set(`total altogether together combined overall sum`)

// difference says that the claimed number is what two numbers of the sentence
// differ by, one of which the claim has, too; or that it is their sum and said to
// be.
func (claim quantity) difference(s *sentence, t *text) bool {
	summed := t.holdsAny(totalling)
	for i, a := range s.quantities {
		for _, b := range s.quantities[i+1:] {
			unit := a.unit
			if unit == "" {
				unit = b.unit
			}
			alike := a.unit == b.unit || a.unit == "" || b.unit == ""
			if !alike || !unitsAgree(unit, claim.unit) || a.year != b.year || a.vague || b.vague {
				continue
			}
			has := func(q quantity) bool {
				return slices.ContainsFunc(t.quantities, func(o quantity) bool { return o.Span != claim.Span && sameValue(o.value, q.value) })
			}
			near := quantity{value: math.Abs(a.value - b.value), step: min(a.step, b.step), unit: claim.unit, nouns: claim.nouns}
			changed := claim.Start > 0 && t.words[claim.Start-1].fold == "by"
			if (has(a) || has(b) || changed) && near.value > 0 && near.supports(claim) {
				return true
			}
			near.value = a.value + b.value
			if summed && near.supports(claim) {
				return true
			}
		}
	}
	return false
}

// lists says that the claim counts what it names itself right behind: two colours,
// green and sand. What it names is checked as words are.
func (d *desk) lists(s *sentence, t *text, claim quantity) bool {
	i := claim.End
	for i < len(t.words) && !t.words[i].stop && t.gap(i-1) == " " {
		if d.nearestTo(t.words[i], s.text) == 0 {
			return false
		}
		i++
	}
	if i == claim.End || i >= len(t.words) || t.gap(i-1) != ", " && t.gap(i-1) != ": " {
		return false
	}
	items, fresh := 0, true
	for ; i < len(t.words); i++ {
		w := t.words[i]
		switch {
		case w.fold == "and":
			fresh = true
			continue
		case w.stop || !s.stems[w.stem]:
			return false
		case fresh || t.gap(i-1) == ", ":
			items++
		}
		fresh = false
	}
	return float64(items) == claim.value && claim.value > 1
}
