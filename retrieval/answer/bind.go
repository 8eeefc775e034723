package answer

import (
	"slices"
	"strings"

	"footnote/corpus"
)

// Who does what to whom is told by places: the head of what stands before a verb is
// its subject, the head of what stands behind it its object, and "by" behind a
// passive turns them round. No grammar is parsed, so only what both texts say with
// the same verb is compared.

// frame is a verb with the words that head its doer and what it is done to; -1 if
// there is none.
type frame struct {
	verb, doer, done int
}

// frames are the verbs of t that stand with a doer or something done.
func (t *text) frames() []frame {
	var out []frame
	for k, w := range t.words {
		ing := strings.HasSuffix(w.fold, "ing")
		if !verbShaped(w) || auxiliary[w.fold] || speech[w.fold] || ing && (k == 0 || !beForms[t.words[k-1].fold]) {
			continue
		}
		f := frame{verb: k, doer: t.headBefore(k), done: -1}
		if next := k + 1; next < len(t.words) && t.words[next].fold == "by" && t.gap(k) == " " {
			f.doer, f.done = t.headBehind(next), f.doer
		} else if !ing && t.passiveAt(k) {
			f.doer, f.done = -1, f.doer
			for i := k + 1; i < len(t.words) && i < k+6 && t.gap(i-1) == " "; i++ {
				if t.words[i].fold == "by" {
					f.doer = t.headBehind(i)
					break
				}
			}
		} else {
			// Without an object it may be a participle: a chart drawn on calfskin.
			if f.done = t.headBehind(k); f.done < 0 {
				f.doer = -1
			}
		}
		out = append(out, f)
	}
	return out
}

// passiveAt says that a form of "to be" stands before the verb at word k.
func (t *text) passiveAt(k int) bool {
	for i := k - 1; i >= 0 && i >= k-3; i-- {
		w := t.words[i]
		if beForms[w.fold] {
			return true
		}
		if w.upper || !w.stop && !strings.HasSuffix(w.fold, "ly") {
			return false
		}
	}
	return false
}

// hanging are the prepositions that hang a noun on what stands before it.
var hanging = set(`of in at near from on to with for by through across under over between among into against during`)

// midAdverbs stand between a subject and its verb.
var midAdverbs = set(`not already also still just now never ever then soon even both all often always again together once`)

// headBefore is the head of the subject before word k: the noun in front of it, or,
// if that hangs on a preposition, the noun in front of that.
func (t *text) headBefore(k int) int {
	i := k - 1
	for i >= 0 && t.gap(i) == " " && (auxiliary[t.words[i].fold] || beForms[t.words[i].fold] || midAdverbs[t.words[i].fold] || strings.HasSuffix(t.words[i].fold, "ly")) {
		i--
	}
	for n := 0; i >= 0 && n < 4; n++ {
		if t.gap(i) != " " || t.words[i].stop || verbShaped(t.words[i]) {
			return -1
		}
		head, j := i, i
		for j > 0 && t.gap(j-1) == " " && !hanging[t.words[j-1].fold] && !auxiliary[t.words[j-1].fold] && !verbShaped(t.words[j-1]) && !joins[t.words[j-1].fold] {
			j--
		}
		if j == 0 || t.gap(j-1) != " " || !hanging[t.words[j-1].fold] {
			return head
		}
		i = j - 2
	}
	return -1
}

// determiners stand before the words of a noun.
var determiners = set(`the a an this that these those his her its their our my your some any no every each all many several
two three four five six seven eight nine ten`)

// headBehind is the head of the noun that stands behind word k, with nothing but a
// determiner between; -1 if a preposition or a clause begins there.
func (t *text) headBehind(k int) int {
	i := k + 1
	for i < len(t.words) && t.gap(i-1) == " " && determiners[t.words[i].fold] {
		i++
	}
	head := -1
	for ; i < len(t.words) && t.gap(i-1) == " " && !t.words[i].stop; i++ {
		if head >= 0 && timeAdverbs[t.words[i].fold] || t.figureAt(i) || hedging[t.words[i].fold] {
			break
		}
		if head >= 0 && (verbShaped(t.words[i]) || t.words[i].fold == "together" || t.words[head].upper && !t.words[i].upper && !hasPossessive(t.words[head].text)) {
			break
		}
		head = i
	}
	return head
}

// timeAdverbs open a statement of time behind an object, and hedging words one of a
// number.
var (
	timeAdverbs = set(`last next yesterday today tomorrow then again twice once later earlier annually daily weekly monthly`)
	hedging     = set(`about around roughly approximately nearly almost circa`)
)

// turnedRound says that a sentence has, with a verb of the claim, the claim's doer as
// what it is done to, or the reverse, or another name as the doer while the
// claim's stands elsewhere in it.
func turnedRound(t *text, s *text) bool {
	theirs := s.frames()
	for _, mine := range t.frames() {
		found, kept := false, false
		for _, f := range theirs {
			if !sameVerb(t.words[mine.verb], s.words[f.verb]) {
				continue
			}
			is := func(i, k int) bool {
				return i >= 0 && k >= 0 && (t.words[i].stem == s.words[k].stem || t.words[i].upper && s.words[k].upper && sameName(t.words[i].fold, s.words[k].fold))
			}
			crossed := is(mine.doer, f.done) && !is(mine.doer, f.doer) || is(mine.done, f.doer) && !is(mine.done, f.done)
			other := mine.doer >= 0 && f.doer >= 0 && (f.doer > 0 || !s.commonAt(0)) && t.words[mine.doer].upper && s.words[f.doer].upper &&
				!is(mine.doer, f.doer) && len(s.all(t.words[mine.doer])) > 0 && !s.oneName(t.words[mine.doer], f.doer)
			if crossed || other {
				found = true
			} else {
				kept = true
			}
		}
		if found && !kept {
			return true
		}
	}
	return false
}

// sameVerb says that two verbs are one, or common synonyms that are not used with
// their parts the other way round.
func sameVerb(a, b word) bool {
	return a.base() == b.base() || synonymous(a.base(), b.base())
}

// oneName says that a word stands in the same name as word i.
func (t *text) oneName(w word, i int) bool {
	for _, n := range t.names() {
		if i >= n.Start && i < n.End {
			return slices.ContainsFunc(t.words[n.Start:n.End], func(x word) bool { return x.stem == w.stem })
		}
	}
	return false
}

// waysTurned says that a word or a figure behind "from" in one text stands behind
// "to" in the other, and none behind the same.
func waysTurned(t, s *text) bool {
	for i, w := range t.words {
		if w.stop || i > 1 && dating[t.words[max(0, i-3)].base()] || dating[t.words[max(0, i-2)].base()] {
			continue
		}
		mine := t.way(i)
		if mine == "" {
			continue
		}
		same, other := false, false
		for _, k := range s.all(w) {
			theirs := s.way(k)
			same = same || theirs == "" || theirs == mine
			other = other || theirs != "" && theirs != mine
		}
		if other && !same {
			return true
		}
	}
	return false
}

// dating are verbs whose "from" and "to" mean the same of a time.
var dating = stemsOf(`date`)

// way is "from" or "to" if that stands before what word i belongs to.
func (t *text) way(i int) string {
	for n := 0; i > 0 && n < 4 && t.gap(i-1) == " "; i, n = i-1, n+1 {
		switch w := t.words[i-1]; {
		case w.fold == "from" || w.fold == "to":
			return w.fold
		case w.stop && w.fold != "the" && w.fold != "a":
			return ""
		}
	}
	return ""
}

// roleMoved says that a role which the claim gives to somebody is somebody else's
// in the cited passages, and not the claimed one's.
func (d *desk) roleMoved(t *text, support []*sentence) bool {
	for _, n := range t.names() {
		for _, r := range t.rolesOf(n) {
			held, others := false, false
			for _, s := range support {
				for _, x := range d.sentencesOf(s.in.index) {
					for _, m := range x.text.names() {
						for _, q := range x.text.rolesOf(m) {
							if x.words[q].stem != t.words[r].stem {
								continue
							}
							same := slices.ContainsFunc(x.words[m.Start:m.End], func(w word) bool {
								return slices.ContainsFunc(t.words[n.Start:n.End], func(mine word) bool { return mine.stem == w.stem })
							})
							held, others = held || same, others || !same
						}
					}
				}
			}
			if others && !held {
				return true
			}
		}
	}
	return false
}

// rolesOf are the words that say what a name is: right before it, before a comma
// in front of it, or behind a comma and a determiner: "the pilot Ann Lee", "its
// chairman, Ann Lee", "Ann Lee, the pilot of".
func (t *text) rolesOf(n corpus.Span) []int {
	var out []int
	if i := n.Start - 1; i >= 0 && (t.gap(i) == " " || t.gap(i) == ", ") && t.role(i) && !verbShaped(t.words[i]) {
		out = append(out, i)
	}
	if i := n.End; i+1 < len(t.words) && t.gap(i-1) == ", " {
		if definite[t.words[i].fold] || t.words[i].fold == "a" || t.words[i].fold == "an" {
			i++
		}
		for i+1 < len(t.words) && t.gap(i) == " " && t.role(i+1) && !verbShaped(t.words[i+1]) {
			i++
		}
		if t.role(i) && !verbShaped(t.words[i]) {
			out = append(out, i)
		}
	}
	return out
}
