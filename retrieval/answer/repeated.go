package answer

import (
	"slices"

	"footnote/retrieval"
)

func addRef(refs []retrieval.Ref, r retrieval.Ref) []retrieval.Ref {
	if slices.ContainsFunc(refs, func(have retrieval.Ref) bool { return have.ArticleID == r.ArticleID }) {
		return refs
	}
	return append(refs, r)
}

// sameAs is the sentence of another article, of those that may be meant, that makes
// the statement of s: what it speaks of must be the same, too. before are the
// sentences of the passage up to s.
func (d *desk) sameAs(s *sentence, before []*sentence, stated []*sentence) *sentence {
	for _, have := range stated {
		if have.ref(d).ArticleID == s.ref(d).ArticleID || !have.statement.Same(s.statement) || d.apart(have.in, s.in) {
			continue
		}
		if s.anaphor && !d.samePrevious(have, before) {
			continue // "It" may be another thing there
		}
		return have
	}
	return nil
}

// samePrevious says that the sentence before have says the same as the last but one of
// a list.
func (d *desk) samePrevious(have *sentence, before []*sentence) bool {
	if have.prev == nil || len(before) < 2 {
		return have.prev == nil && len(before) < 2
	}
	last := before[len(before)-2]
	return have.prev.statement.Same(last.statement)
}

// apart says that two passages speak of different things. See retrieval.Subject.
func (d *desk) apart(p, q *passage) bool {
	if d.subjects == nil {
		d.subjects = map[int]retrieval.Subject{}
	}
	of := func(i int) retrieval.Subject {
		s, ok := d.subjects[i]
		if !ok {
			s = retrieval.SubjectOf(d.evidence[i])
			d.subjects[i] = s
		}
		return s
	}
	return of(p.index).Apart(of(q.index))
}

// Shares of the content words of one sentence that another has.
const (
	// enoughRepeated is of a sentence that says nothing more than another: a reader
	// takes one word in five for another way to put it.
	enoughRepeated = 0.8
	// mostMore is how many times as many a sentence may have that says it again.
	mostMore = 1.5
)

// repeats says that whoever has read t learns next to nothing from o: no figure, no
// name and no doubt differs, and nearly all of the words are the same.
func (t *text) repeats(o *text) bool {
	mine, yours := t.contents(), o.contents()
	return o.within(t) || t.within(o) && o.figuresIn(t) && float64(yours) <= mostMore*float64(mine)
}

// figuresIn says that o has every quantity and date of t.
func (t *text) figuresIn(o *text) bool {
	for _, q := range t.quantities {
		if !slices.ContainsFunc(o.quantities, func(p quantity) bool { return sameValue(q.value, p.value) && q.unit == p.unit }) {
			return false
		}
	}
	for _, x := range t.dates {
		if !slices.ContainsFunc(o.dates, func(y date) bool { return y.supports(x) }) {
			return false
		}
	}
	return true
}

// turning are the words that make another statement of the same words.
var turning = set(`no not never none neither nor without cannot nobody nothing may might could can would should must only almost nearly about
less fewer more least most over under all some every any up down before after if unless first last next`)

func (t *text) turns() []string {
	var out []string
	for _, w := range t.words {
		switch {
		case len(w.fold) > 3 && w.fold[len(w.fold)-3:] == "n't":
			out = append(out, "not")
		case turning[w.fold] || doubt.words[w.fold]:
			out = append(out, w.fold)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// contents is how many words a text has that say something.
func (t *text) contents() int {
	n := 0
	for i, w := range t.words {
		if !w.stop && !t.figureAt(i) && !speech[w.fold] {
			n++
		}
	}
	return n
}

// within says that o says all that t does.
func (t *text) within(o *text) bool {
	if !t.figuresIn(o) {
		return false
	}
	if !slices.Equal(t.turns(), o.turns()) {
		return false
	}
	n, held := 0, 0
	for i, w := range t.words {
		if w.stop || t.figureAt(i) || speech[w.fold] {
			continue
		}
		n++
		base := w.base()
		switch {
		case o.stems[w.stem] || slices.ContainsFunc(o.words, func(v word) bool { return synonymous(base, v.base()) && !opposed(base, v.base()) }):
			held++
		case w.number, w.upper && !t.opens(i):
			return false
		case slices.ContainsFunc(o.words, func(v word) bool { return opposed(base, v.base()) || rival(base, v.base()) }):
			return false
		}
	}
	return n > 0 && float64(held) >= enoughRepeated*float64(n)
}

// saidIn says that one of the passages has a sentence that s repeats.
func (d *desk) saidIn(s *sentence, passages []*passage) bool {
	for _, p := range passages {
		for _, o := range d.sentencesOf(p.index) {
			if o != s && o.text.repeats(s.text) {
				return true
			}
		}
	}
	return false
}
