package answer

import (
	"slices"
	"strings"

	"footnote/corpus"
)

// A lie often keeps a sentence and changes one name or figure of it. So the words
// beside a name are looked up in the source: another name that stands there between
// the same words shows that the claimed one was put in its place. And a figure must
// not stand in a worse sentence when a better one gives another.

// runs are the names of t, an opening word among them if it is none of the
// dictionary.
func (t *text) runs() []corpus.Span {
	out := t.names()
	if len(t.words) == 0 || len(out) > 0 && out[0].Start == 0 {
		return out
	}
	if w := t.words[0]; w.upper && !w.stop && !w.number && !connectives[w.fold] && !dateWords[w.fold] && !t.commonAt(0) {
		out = slices.Insert(out, 0, corpus.Span{Start: 0, End: 1})
	}
	return out
}

// misplaced is a name of the claim in whose place each of the sentences has another
// one, which the claim has not; "" if there is none.
func misplaced(t *text, main []*sentence) string {
	for _, n := range t.runs() {
		if anyOf(main, func(s *sentence) bool { return displaces(t, n, s) }) && !anyOf(main, func(s *sentence) bool { return fits(t, n, s) }) {
			return t.phrase(n.Start, n.End)
		}
	}
	return ""
}

// displaces says that the sentence has another name where the claim has the name n.
func displaces(t *text, n corpus.Span, s *sentence) bool {
	for _, w := range t.words[n.Start:n.End] {
		if s.holdsName(w) {
			return false
		}
	}
	for _, m := range s.runs() {
		if m.Start > 0 && possessives[s.words[m.Start-1].fold] || m.Start > 1 && possessives[s.words[m.Start-2].fold] { // its head Ann Lee
			continue
		}
		if slices.ContainsFunc(s.words[m.Start:m.End], t.holdsName) {
			continue
		}
		if sameBehind(t, n.End, s.text, m.End) || sameBefore(t, n.Start, s.text, m.Start) {
			return true
		}
	}
	return false
}

// fits says that the sentence has the name n of the claim beside the same word.
func fits(t *text, n corpus.Span, s *sentence) bool {
	for i := n.Start; i < n.End; i++ {
		for _, k := range s.all(t.words[i]) {
			a, b := k, k+1 // the whole name there
			for a > 0 && s.words[a-1].upper && nameGap(s.gap(a-1)) {
				a--
			}
			for b < len(s.words) && s.words[b].upper && nameGap(s.gap(b-1)) {
				b++
			}
			if sameBehind(t, n.End, s.text, b) || sameBefore(t, n.Start, s.text, a) {
				return true
			}
		}
	}
	return false
}

// exchanged says that two names of the claim stand in s each where the other stands:
// neither has its own neighbours there, and one has those of the other.
func exchanged(t *text, s *sentence) bool {
	for _, n := range t.runs() {
		if len(s.all(t.words[n.End-1])) == 0 || t.coordinated(n) || fits(t, n, s) {
			continue
		}
		for _, m := range s.runs() {
			last := s.words[m.End-1]
			if slices.ContainsFunc(t.words[n.Start:n.End], func(w word) bool { return w.stem == last.stem }) ||
				!sameBehind(t, n.End, s.text, m.End) && !sameBefore(t, n.Start, s.text, m.Start) {
				continue
			}
			moved := false
			for _, k := range t.all(last) {
				a, b := k, k+1
				for a > 0 && t.words[a-1].upper && nameGap(t.gap(a-1)) {
					a--
				}
				for b < len(t.words) && t.words[b].upper && nameGap(t.gap(b-1)) {
					b++
				}
				if fits(t, corpus.Span{Start: a, End: b}, s) {
					moved = false
					break
				}
				moved = true
			}
			if moved {
				return true
			}
		}
	}
	return false
}

// coordinated says that "and" or "or" joins a name with what stands beside it.
func (t *text) coordinated(n corpus.Span) bool {
	is := func(i int) bool {
		return i >= 0 && i < len(t.words) && (t.words[i].fold == "and" || t.words[i].fold == "or")
	}
	return is(n.Start-1) || is(n.End)
}

// sameBehind says that the same word stands at a of t and at b of s; of function
// words, two.
func sameBehind(t *text, a int, s *text, b int) bool {
	if a >= len(t.words) || b >= len(s.words) || t.gap(a-1) != s.gap(b-1) || !alikeWord(t.words[a], s.words[b]) {
		return false
	}
	if !t.words[a].stop {
		return true
	}
	if f := t.words[a].fold; hanging[f] && f != "of" {
		return false // circumstances stand in any order
	}
	return a+1 < len(t.words) && b+1 < len(s.words) && alikeWord(t.words[a+1], s.words[b+1])
}

// sameBefore says so of the words in front of a and b, determiners apart.
func sameBefore(t *text, a int, s *text, b int) bool {
	a, b = t.behindArticle(a), s.behindArticle(b)
	if a < 0 || b < 0 || !alikeWord(t.words[a], s.words[b]) {
		return false
	}
	if !t.words[a].stop {
		return true
	}
	return a > 0 && b > 0 && !t.words[a-1].stop && t.gap(a-1) == " " && s.gap(b-1) == " " && alikeWord(t.words[a-1], s.words[b-1])
}

// behindArticle is the word in front of word i, or of the article in front of it;
// -1 if a sign stands between.
func (t *text) behindArticle(i int) int {
	for i--; i >= 0; i-- {
		if t.gap(i) != " " {
			return -1
		}
		if f := t.words[i].fold; f != "the" && f != "a" && f != "an" {
			return i
		}
	}
	return -1
}

func alikeWord(a, b word) bool {
	if a.stop || b.stop {
		return a.fold == b.fold && a.fold != "and" && a.fold != "or" // which join names in any order
	}
	return sameMeaning(a, b) || dictionary().sameOrWider(a.fold, b.fold)
}

// surpassed says that a figure of a clause stands in a sentence that has less of the
// clause than another sentence, which gives another figure of the kind instead.
func (d *desk) surpassed(t *text, c corpus.Span, carrying, support []*sentence) bool {
	dates, figures := false, false
	for _, x := range t.dates {
		dates = dates || x.start >= c.Start && x.end <= c.End
	}
	for _, q := range t.quantities {
		figures = figures || q.Start >= c.Start && q.End <= c.End
	}
	n := 0
	for i := c.Start; i < c.End; i++ {
		if w := t.words[i]; !w.stop && !t.figureAt(i) && !t.isLight(i) && !t.unitAt(i) {
			n++
		}
	}
	if !dates && !figures || n < 2 {
		return false
	}
	best := 0.0
	for _, s := range carrying {
		best = max(best, d.clauseShare(t, c, s))
	}
	var all []*sentence
	for i, s := range support {
		if !slices.ContainsFunc(support[:i], func(o *sentence) bool { return o.in == s.in }) {
			all = append(all, d.sentencesOf(s.in.index)...)
		}
	}
	all = slices.DeleteFunc(all, func(s *sentence) bool { return d.carriesClause(s, t, c) })
	for _, s := range all {
		if slices.Contains(carrying, s) || d.clauseShare(t, c, s) < best+surpassing {
			continue
		}
		if dates && len(s.dates) > 0 || figures && slices.ContainsFunc(s.quantities, func(have quantity) bool {
			return slices.ContainsFunc(t.quantities, func(q quantity) bool {
				return q.Start >= c.Start && q.End <= c.End && q.unit != "" && (have.unit == q.unit || slices.ContainsFunc(have.nouns, func(n string) bool { return slices.Contains(q.nouns, n) }))
			})
		}) {
			return true
		}
	}
	return false
}

// surpassing is the share of a clause's words that a sentence must hold beyond the
// one that has its figures.
const surpassing = 0.2

// placedOnly says that a name stands in s behind prepositions of place and time only.
func (t *text) placedOnly(w word) bool {
	found := false
	for _, k := range t.all(w) {
		if !t.placed(k) {
			return false
		}
		found = true
	}
	return found
}

// placeMoved says that the claim lets a place act, or lets something be done to it,
// which stands in the sentence only as where it happened: "Salt boiled in Ellmouth"
// is not "Ellmouth boiled in Salt".
func placeMoved(t *text, s *sentence) bool {
	for k, w := range t.words {
		if !verbShaped(w) || auxiliary[w.fold] || speech[w.fold] || strings.HasSuffix(w.fold, "ing") {
			continue
		}
		head := t.headBefore(k)
		if head < 0 || !t.words[head].upper || t.opens(head) && t.commonAt(head) && len(s.all(t.words[head])) == 0 {
			continue
		}
		same := slices.ContainsFunc(s.words, func(have word) bool { return have.base() == w.base() })
		if same && s.placedOnly(t.words[head]) {
			return true
		}
	}
	return false
}
