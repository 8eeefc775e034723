package answer

import "strings"

// near is how many words may stand between a matched question word and the
// value that answers it.
const near = 10

// vagueAnswer is what "thousands" is worth where a number is asked for, or a
// number of something else.
const vagueAnswer = 0.5

// answeredBy says how well t holds a value of the kind that the question asks
// for, near words of the question and not given by the question itself: 0 to 1.
func (q *query) answeredBy(t *text) float64 {
	switch {
	case q.kind == quantum:
		return q.numberIn(t)
	case q.holdsValue(t):
		return 1
	}
	return 0
}

// numberIn says how well t gives the number that is asked for.
func (q *query) numberIn(t *text) float64 {
	best := 0.0
	for _, n := range t.quantities {
		switch {
		case q.asksFor(t, n) && !n.vague:
			return 1
		case q.asksFor(t, n), q.mayAskFor(t, n):
			best = max(best, vagueAnswer)
		}
	}
	return best
}

// asksFor says that a quantity of t is of the kind that "how many" or "how much"
// asks for: it counts what the question counts, or stands close to it.
func (q *query) asksFor(t *text, n quantity) bool {
	if q.hasQuantity(n) || !q.nearMatch(t, n.Start, n.End) {
		return false
	}
	if q.dimension == money {
		return isCurrency(n.unit)
	}
	if q.dimension != "" {
		m, ok := n.measure()
		return ok && m.dimension == q.dimension || q.dimension == "time" && n.unit == "" && !n.year
	}
	return len(q.counted) == 0 || n.counts(q.counted) || q.countedNear(t, n)
}

// mayAskFor says that a count stands near words of the question, though it
// counts something by another name: "interceptions" for balls intercepted.
func (q *query) mayAskFor(t *text, n quantity) bool {
	_, measured := n.measure()
	return q.dimension == "" && !measured && !n.year && n.unit != "%" && !isCurrency(n.unit) && !q.hasQuantity(n) &&
		q.nearMatch(t, n.Start, n.End)
}

// holdsValue says that t holds a time, a place, a person, a length of time or a
// reason, whichever is asked for.
func (q *query) holdsValue(t *text) bool {
	switch q.kind {
	case moment:
		for _, d := range t.dates {
			if !q.hasDate(d) && q.nearMatch(t, d.start, d.end) {
				return true
			}
		}
		for i, w := range t.words {
			if timeWords[w.fold] && q.nearMatch(t, i, i+1) && !q.stems[w.stem] {
				return true
			}
		}
		return false
	case duration:
		for _, n := range t.quantities {
			if m, ok := n.measure(); ok && strings.Contains(dimensionOf["long"], m.dimension) && q.nearMatch(t, n.Start, n.End) {
				return true
			}
		}
		return false
	case person, place:
		for _, n := range t.names() {
			fresh := false
			for i := n.Start; i < n.End; i++ {
				fresh = fresh || !q.stems[t.words[i].stem]
			}
			if fresh && q.nearMatch(t, n.Start, n.End) {
				return true
			}
		}
		return false
	case reason:
		for i, w := range t.words {
			if reasonWords[w.fold] && q.nearMatch(t, i, i+1) {
				return true
			}
		}
		return false
	}
	return false
}

var timeWords = set(`monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday tonight
morning afternoon evening midnight noon january february april june july august september october november december
century centuries decade decades ago`)

var reasonWords = set(`because due since so therefore owing reason cause caused thus hence order blame blamed
blaming after for to over amid`)

// nearMatch says that a word of the question stands within near words of the
// words start to end of t.
func (q *query) nearMatch(t *text, start, end int) bool {
	for i := max(0, start-near); i < min(len(t.words), end+near); i++ {
		if i >= start && i < end {
			continue
		}
		for _, term := range q.terms {
			if t.words[i].stem == term.stem {
				return true
			}
		}
	}
	return false
}

func (q *query) hasDate(d date) bool {
	for _, have := range q.dates {
		if have.supports(d) {
			return true
		}
	}
	return false
}

func (q *query) hasQuantity(n quantity) bool {
	for _, have := range q.quantities {
		if sameValue(have.value, n.value) {
			return true
		}
	}
	return false
}

// counts says that the number counts one of these nouns.
func (n quantity) counts(nouns []string) bool {
	for _, have := range n.nouns {
		for _, want := range nouns {
			if have == want {
				return true
			}
		}
	}
	return false
}

// countedNear says that what the question counts stands close to the number,
// as in "interceptions with 24".
func (q *query) countedNear(t *text, n quantity) bool {
	head := q.counted[len(q.counted)-1]
	for i := max(0, n.Start-5); i < min(len(t.words), n.End+5); i++ {
		if t.words[i].stem == head {
			return true
		}
	}
	return false
}
