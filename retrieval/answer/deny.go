package answer

import (
	"slices"

	"footnote/corpus"
)

// What a claim denies and its source does not, and the other way round.

// deniedAway says that the claim tells a clause of s without the word that denies
// there by itself, and denies nothing: "fires must be lit" of "fires are forbidden".
func (d *desk) deniedAway(t *text, s *sentence) bool {
	if denial.places(t) != nil || slices.ContainsFunc(t.words, deniesItself) || t.deniesByPhrase() {
		return false
	}
	for k, w := range s.words {
		if !strongDenials[w.fold] || slices.ContainsFunc(t.words, func(mine word) bool {
			return sameMeaning(mine, w) || d.counterpart(w, mine) > 0 || d.counterpart(mine, w) > 0
		}) {
			continue
		}
		c := clauseOf(s.text, k)
		n, told := 0, 0
		for i := c.Start; i < c.End; i++ {
			if h := s.words[i]; i != k && !h.stop && !light[h.stem] && !strongDenials[h.fold] {
				n++
				if slices.ContainsFunc(t.words, func(mine word) bool { return sameMeaning(mine, h) }) {
					told++
				}
			}
		}
		if n > 0 && 3*told >= 2*n {
			return true
		}
	}
	return false
}

// strongDenials are words that say that something is not or must not be.
var strongDenials = set(`forbidden banned prohibited illegal exempt closed unable impossible excluded unnoticed unused unknown unopened unpaid unclear untouched unfinished unbroken undamaged`)

// denied says that a supporting sentence denies what the claim denies at this
// place: one of the words that the denial reaches is reached by one there too, or
// the sentence has a word that denies by itself, or an opposite, which the claim
// has not.
func (p marking) denied(t *text, support []*sentence) bool {
	for _, s := range support {
		if s.opposesAny(t, p.words) {
			return true
		}
		home := s.clauseLike(t, clauseOf(t, p.at))
		for _, w := range s.words[home.Start:home.End] {
			if deniesItself(w) && !t.stems[w.stem] {
				return true
			}
		}
		if s.advisesAgainst(t) || s.deniesByPhrase() || t.supposes(p.at) && s.holdsAny(elseWords) {
			return true
		}
		for _, theirs := range denial.places(s.text) {
			if t.stems[s.words[theirs.at].stem] && s.words[theirs.at].fold != t.words[p.at].fold && !s.words[theirs.at].stop {
				continue // the claim has that verb as well, and denies beside it
			}
			if len(p.words) == 0 || len(theirs.words) == 0 {
				return true
			}
			c := clauseOf(t, p.at)
			for i := c.Start; i < c.End; i++ {
				if t.words[i].stop {
					continue
				}
				for _, k := range theirs.words {
					if sameMeaning(t.words[i], s.words[k]) {
						return true
					}
				}
				home := clauseOf(s.text, theirs.at)
				for k := home.Start; k < home.End; k++ {
					if !s.words[k].stop && t.words[i].stem == s.words[k].stem {
						return true
					}
				}
			}
		}
	}
	return false
}

// excepted says that s excepts something that a clause of the claim speaks of.
func (t *text) excepted(c corpus.Span, s *sentence) bool {
	for i, w := range s.words {
		if w.fold != "except" && w.fold != "excluding" {
			continue
		}
		for k := i + 1; k < len(s.words) && k <= i+4; k++ {
			if h := s.words[k]; !h.stop && slices.ContainsFunc(t.words[c.Start:c.End], func(mine word) bool { return mine.stem == h.stem }) {
				return true
			}
		}
	}
	return false
}

// deniesByPhrase says that the sentence has a verb that denies with its particle.
func (t *text) deniesByPhrase() bool {
	for i := 0; i+1 < len(t.words); i++ {
		if denyingVerbs[t.words[i].base()] && denyingParticles[t.words[i+1].fold] {
			return true
		}
	}
	return false
}

// supposes says that word i stands in a condition or a relative clause: "bikes that
// are not returned".
func (t *text) supposes(i int) bool {
	c := clauseOf(t, i)
	for k := i - 1; k >= c.Start; k-- {
		if supposing[t.words[k].fold] {
			return true
		}
	}
	return false
}

// advisesAgainst says that t warns, decides or speaks against something, and the
// claim does not say "against" itself.
func (t *text) advisesAgainst(claim *text) bool {
	if claim.stems["against"] {
		return false
	}
	for i, w := range t.words {
		if i > 0 && w.fold == "against" && advising[t.words[i-1].stem] {
			return true
		}
	}
	return false
}

var advising = stemsOf(`warn warning caution advise advice decide decision vote argue recommend campaign protest ruled guard`)

// affirmed says that the sentences that carry the claim have the very word that it
// denies at this place, and deny it nowhere.
func (p marking) affirmed(t *text, main []*sentence) bool {
	first := slices.IndexFunc(p.words, func(i int) bool { return !t.words[i].number })
	if first < 0 || t.words[p.words[first]].upper {
		return false
	}
	w := t.words[p.words[first]]
	c := clauseOf(t, p.at)
	found := false
	for _, s := range main {
		if t.supposes(p.at) && s.holdsAny(elseWords) || s.advisesAgainst(t) || t.excepted(c, s) {
			return false
		}
		reached := denial.reached(s.text)
		if slices.ContainsFunc(t.words[c.Start:c.End], func(w word) bool { return reached[w.stem] }) {
			return false
		}
		kept := denial.kept(s.text)
		for k, have := range s.words {
			if !sameMeaning(have, w) {
				continue
			}
			turned := slices.ContainsFunc(s.words[max(0, k-5):k], func(x word) bool {
				return deniesItself(x) && !t.stems[x.stem] // her first break
			})
			if kept[have.stem] || turned {
				return false
			}
			found = true
		}
	}
	return found
}
