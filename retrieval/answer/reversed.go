package answer

import (
	"strings"

	"footnote/corpus"
)

// Two names in the other order, with something said between them.

// speech are verbs after which, or before which, a speaker may be named.
var speech = set(`said says say told tells according added adds stated states announced reported wrote writes noted explained`)

// reversed says that two names of the claim stand in its supporting sentence in
// the other order with something said between them, in both, and that neither is
// passive alone: "Calder beat Ferrow" is not "Ferrow beat Calder".
func reversed(t *text, support []*sentence) bool {
	if t.holdsAny(speech) {
		return false
	}
	spans := t.names()
	for k := 0; k+1 < len(spans); k++ {
		a, b := spans[k], spans[k+1]
		if !t.saysBetween(a.End, b.Start) || t.placed(a.Start) || t.placed(b.Start) || t.possessed(a) {
			continue
		}
		same, other := false, false
		for _, s := range support {
			if s.holdsAny(speech) {
				continue
			}
			for _, ia := range s.all(t.words[a.End-1]) {
				for _, ib := range s.all(t.words[b.End-1]) {
					first, second := min(ia, ib), max(ia, ib)
					if ia == ib || s.placed(ia) || s.placed(ib) || !s.saysBetween(first+1, second) ||
						s.possessed(corpus.Span{Start: first, End: first + 1}) || !t.actsAlike(a.End, b.Start, s.text, first+1, second) {
						continue
					}
					passive := t.passive(a.End, b.Start) != s.passive(first+1, second)
					same = same || (ia > ib) == passive
					other = other || (ia > ib) != passive
				}
			}
		}
		if other && !same {
			return true
		}
	}
	return false
}

// possessed says that a name stands in the genitive: what it has is told, and not
// what it does.
func (t *text) possessed(n corpus.Span) bool {
	w := t.words[n.End-1].text
	return hasPossessive(w) || strings.HasSuffix(w, "'")
}

// actsAlike says that the words a to b of t and c to d of s have a verb in common,
// or that none of them has one that could be told.
func (t *text) actsAlike(a, b int, s *text, c, d int) bool {
	verbs := 0
	for i := a; i < b; i++ {
		w := t.words[i]
		if !verbShaped(w) || auxiliary[w.fold] {
			continue
		}
		verbs++
		for k := c; k < d; k++ {
			if have := s.words[k]; !auxiliary[have.fold] && (sameMeaning(w, have) && verbShaped(have) || w.base() == have.base()) {
				return true
			}
		}
	}
	return verbs == 0
}

// placed says that the name with word i stands behind a preposition of place or
// time: it does nothing, and nothing is done to it.
func (t *text) placed(i int) bool {
	for i > 0 && t.words[i-1].upper && nameGap(t.gap(i-1)) {
		i--
	}
	if i > 0 && (t.words[i-1].fold == "the" || t.words[i-1].fold == "a") {
		i--
	}
	return i > 0 && places[t.words[i-1].fold] && t.words[i-1].fold != "of" && t.words[i-1].fold != "to"
}

// all is where this word stands in t.
func (t *text) all(w word) []int {
	var out []int
	for i, have := range t.words {
		if have.stem == w.stem {
			out = append(out, i)
		}
	}
	return out
}

// saysBetween says that an uncapitalised content word stands between the words
// from and to: a verb, most likely.
func (t *text) saysBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if w := t.words[i]; !w.stop && !w.upper && !w.number {
			return true
		}
	}
	return false
}

// passive says that the words from and to hold a passive's "by" or a change of
// direction's "from".
func (t *text) passive(from, to int) bool {
	for i := from; i < to; i++ {
		if f := t.words[i].fold; f == "by" || f == "from" {
			return true
		}
	}
	return false
}
