package answer

import (
	"math"
	"slices"

	"footnote/corpus"
)

// grasped is the sentence of a passage that carries a statement; nil if none
// does.
func (d *desk) grasped(t stated, p *passage) *sentence {
	if !t.meantIn(p) || d.quotedPhrases(t.text, claim{cites: []int{p.index}}) != "" {
		return nil
	}
	var best *sentence
	own := 0
	for _, s := range d.sentencesOf(p.index) {
		if !quotable(s) || !d.saysAlone(t.text, s) {
			continue
		}
		g := d.grasp(t.text, s, nil)
		if g.whole() && g.own > own && restricted(t.text, s) == "" && !s.switched(t.text) && d.ordered(t.text, s, nil, corpus.Span{Start: -1}) {
			best, own = s, g.own
		}
	}
	return best
}

// ordered says that the sentence puts the statement's words into the same
// relation, as far as their places can tell.
func (d *desk) ordered(t *text, s *sentence, skip func(i int) bool, free corpus.Span) bool {
	return d.together(t, s, skip, free) && d.voiced(t, s) && wayKept(t, s.text) &&
		!swapped(t, s.text) && !reversed(t, []*sentence{s})
}

// saysAlone says that one sentence has all numbers and dates of t, and neither
// denies, doubts nor limits it.
func (d *desk) saysAlone(t *text, s *sentence) bool {
	for _, x := range t.dates {
		if !s.carriesDate(t, x) {
			return false
		}
	}
	for _, q := range t.quantities {
		if !d.carriesQuantity(s, t, q) {
			return false
		}
	}
	if marked(denial, t) && !marked(denial, s.text) {
		return false // that "closed" denies "open" is not relied on
	}
	alone := []*sentence{s}
	return d.countsSame(t, s) && meaning(t, alone) == "" && t.opposedBy(corpus.Span{End: len(t.words)}, alone) == ""
}

// countsSame says that each number of t counts the same noun in s: "nine countries"
// carries no nine boats, though boats stand near.
func (d *desk) countsSame(t *text, s *sentence) bool {
	for _, claim := range t.quantities {
		held := slices.ContainsFunc(s.quantities, func(have quantity) bool {
			bound := claim.hedge == atLeast || claim.hedge == atMost
			if !have.supports(claim) || s.whole(have) && !t.whole(claim) || !sameSide(t, claim.Start, s.text, have.Start) || bound && !have.bears(claim) {
				return false
			}
			_, measured := claim.measure()
			return measured || len(claim.nouns) == 0 || len(have.nouns) == 0 || have.counts(claim.nouns) ||
				slices.ContainsFunc(have.nouns, func(n string) bool {
					return dot(d.vectorOf(n), d.vectorOf(claim.unit)) >= sameWord
				})
		})
		bare := claim.unit == "" || claim.year
		held = held || bare && slices.ContainsFunc(s.dates, func(x date) bool {
			return float64(x.day) == claim.value || float64(x.year) == claim.value
		})
		if !held {
			return false
		}
	}
	return true
}

// farBound is how far from a bound a number may lie that is told by it: of 612
// pictures one says "more than 600" and not "more than 100".
const farBound = 0.2

// bears says that a number is told by the bound that a claim gives: the same
// bound, or an exact number near it. A rule that asks for at least 14 does not ask
// for at least 8.
func (q quantity) bears(claim quantity) bool {
	have, want := q.value, claim.value
	if x, ok := q.measure(); ok {
		if y, ok := claim.measure(); ok {
			have, want = have*x.factor, want*y.factor
		}
	}
	return sameValue(have, want) || q.hedge == exact && math.Abs(have-want) <= farBound*want
}

// grasp is how much of a statement a sentence holds.
type grasp struct {
	own  int // words and figures in the sentence itself
	near int // in what it is read with: title, heading, the sentences before it
	lost []int
}

// whole says that the sentence holds all, most of it by itself.
func (g grasp) whole() bool { return len(g.lost) == 0 && g.own > 0 && 3*g.own >= 2*g.near }

// sameWord is the cosine from which a word of the builtin model is another word
// for the same thing: bought and purchased 0.88, price and cost 0.70; but died
// and killed 0.68, town and village 0.58, red and blue 0.49.
const sameWord = 0.7

// grasp looks each content word of t up in s; skip leaves words out.
func (d *desk) grasp(t *text, s *sentence, skip func(i int) bool) grasp {
	var g grasp
	subject := s.subjectKept(t)
	ownAt := -1
	for i, w := range t.words {
		if w.stop && !isAcronym(w.text) || t.figureAt(i) || t.unitAt(i) || bleached[w.fold] || skip != nil && skip(i) {
			continue
		}
		switch {
		case d.says(s.text, w):
			g.own++
			if ownAt < 0 {
				ownAt = i
			}
		case !subject, s.pronoun() && !possessives[s.words[0].fold] && t.isName(i) && ownAt >= 0 && ownAt < i-1:
			g.lost = append(g.lost, i) // "he" is the subject, and so must be the name
		case d.says(s.in.title, w), slices.ContainsFunc(s.context(), func(c *text) bool { return d.says(c, w) }):
			g.near++
		case t.isName(i) && slices.ContainsFunc(s.introduced(), func(c *text) bool { return c.holdsName(w) }):
			g.near++
		case !t.isName(i) && s.qualified(t, w):
			g.near++
		default:
			g.lost = append(g.lost, i)
		}
	}
	g.own += len(t.quantities) + len(t.dates)
	return g
}

// bleached words say too little to be looked for.
var bleached = set(`get gets got getting may might could there's`)

// unitAt says that word i is the unit of a measured quantity, which is compared
// with the quantity.
func (t *text) unitAt(i int) bool {
	return slices.ContainsFunc(t.quantities, func(q quantity) bool {
		_, measured := q.measure()
		return measured && q.End == i
	})
}

// says says that t has this word, a form of it, or another word for it.
func (d *desk) says(t *text, w word) bool {
	if t.stems[w.stem] {
		return true
	}
	if w.number || w.upper {
		return t.holdsName(w)
	}
	base := w.base()
	for _, have := range t.words {
		if have.base() == base || !have.stop && !have.number && dot(d.vectorOf(w.fold), d.vectorOf(have.fold)) >= sameWord {
			return true
		}
	}
	return false
}

// qualified says that the word stands beside a word of both texts in one of the
// two sentences before s: "the children's ward" before "the ward has 36 beds". A
// predicate is not borrowed so.
func (s *sentence) qualified(t *text, w word) bool {
	for p, n := s.prev, 0; p != nil && n < 2; p, n = p.prev, n+1 {
		for _, at := range p.all(w) {
			for k := max(0, at-2); k < min(len(p.words), at+3); k++ {
				if h := p.words[k]; k != at && !h.stop && t.stems[h.stem] && s.resumes(h) {
					return true
				}
			}
		}
	}
	return false
}

// resumes says that the sentence speaks of a thing as known: "the ward".
func (s *sentence) resumes(h word) bool {
	return slices.ContainsFunc(s.all(h), func(i int) bool { return i > 0 && definite[s.words[i-1].fold] })
}

// introduced are the names with which the sentences before brought in what this
// one opens with: "the probe Heron" or "the council of Halden" before "the probe"
// or "the council".
func (s *sentence) introduced() []*text {
	if len(s.words) < 2 || s.words[0].fold != "the" || s.words[1].stop || s.words[1].upper {
		return nil
	}
	head := s.words[1]
	var out []*text
	for p, n := s.prev, 0; p != nil && n < 4; p, n = p.prev, n+1 {
		found := false
		for _, at := range p.all(head) {
			for _, name := range p.text.names() {
				joined := name.Start == at+2 && (p.words[at+1].fold == "of" || p.words[at+1].fold == "at" || p.words[at+1].fold == "in")
				if name.Start == at+1 || joined {
					out = append(out, p.part(p.words[name.Start].Start, p.words[name.End-1].End))
				}
			}
			found = true
		}
		if found {
			break // the last one of its kind is meant
		}
	}
	return out
}

// subjectKept says that what a pronoun of the sentence stands for stands in t too:
// the first name or noun of the sentence before. "It is 340 metres long" behind a
// bridge that crosses a river is said of the bridge. A possessive before a word of
// t may stand for any name of that sentence, so it must have one only.
func (s *sentence) subjectKept(t *text) bool {
	owned := s.owned(t)
	if !owned && !s.pronoun() {
		return true
	}
	if s.prev == nil {
		return false
	}
	before := s.prev.text
	names := before.names()
	if owned && len(names) > 1 {
		return false
	}
	if len(names) > 0 && t.holdsName(before.words[names[0].End-1]) {
		return true
	}
	for _, w := range before.words {
		if !w.stop && !w.number {
			return t.stems[w.stem]
		}
	}
	return false
}

// owned says that a word of t belongs to somebody in the sentence whom only the
// sentence before names: "its skipper".
func (s *sentence) owned(t *text) bool {
	for i, w := range s.words {
		if !possessives[w.fold] {
			continue
		}
		if slices.ContainsFunc(s.text.names(), func(n corpus.Span) bool { return n.End <= i }) {
			return false // of the one named before it
		}
		for k := i + 1; k < len(s.words) && k <= i+2; k++ {
			if h := s.words[k]; !h.stop && t.stems[h.stem] {
				return true
			}
		}
	}
	return false
}

var possessives = set(`his her its their`)
