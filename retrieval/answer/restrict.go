package answer

import "slices"

// restricting are words that narrow a statement: what has one is said only by a
// sentence that has it too.
var restricting = set(`only still never always solely exclusively just already again even yet most few half majority minority
double twice former formerly once previously nearly almost hardly barely mainly mostly must no more less fewer first second third
last next another other both neither alone again`)

// once are words that put a state into the past, and ahead those that put a deed
// into the future.
var (
	onceWords  = set(`former formerly once previously ex`)
	aheadWords = set(`will shall 'll won't`)
)

// restricted says how a statement goes beyond a sentence that holds all its
// words: it narrows what the sentence does not, or tells of another time.
func restricted(t *text, s *sentence) string {
	for i, w := range t.words {
		if !restricting[w.fold] || t.hedges(i) {
			continue
		}
		if !slices.ContainsFunc(s.words, func(have word) bool { return have.fold == w.fold }) {
			return "narrower"
		}
	}
	if t.holdsAny(aheadWords) != s.holdsAny(aheadWords) && !(s.holdsAny(aheadWords) && s.holdsPast(t)) {
		return "another time"
	}
	past := func(x *text) bool {
		for i, w := range x.words {
			every := i+1 < len(x.words) && x.words[i+1].fold == "a" // once a year
			if onceWords[w.fold] && !every || w.fold == "been" && i > 0 && x.words[i-1].fold == "had" ||
				w.fold == "used" && i+1 < len(x.words) && x.words[i+1].fold == "to" {
				return true
			}
		}
		return false
	}
	if past(s.text) && !past(t) {
		return "over"
	}
	if t.holdsAny(nowWords) && !t.holdsAny(thenWords) && s.holdsAny(thenWords) && !s.holdsAny(nowWords) {
		return "over"
	}
	rule := s.holdsAny(ruleWords) && !s.holdsAny(thenWords)
	for i, w := range s.words {
		if (weekdays[w.fold] || rule && conditions[w.fold] || weekdays[w.fold+"s"] && i > 0 && contrasting[s.words[i-1].fold]) && !t.stems[w.stem] {
			return "at other times"
		}
		if contrasting[w.fold] && i+1 < len(s.words) && t.stems[s.words[i+1].stem] && !t.stems[w.stem] {
			return "of another one"
		}
	}
	return ""
}

// weekdays that a rule is for, and the words of its other conditions.
var (
	ruleWords  = set(`is are can may must will has have`)
	conditions = set(`if unless except when during while outside weekends weekend holidays`)
	weekdays   = set(`mondays tuesdays wednesdays thursdays fridays saturdays sundays weekdays`)
)

var (
	nowWords  = set(`is are`)
	thenWords = set(`was were`)
)

// contrasting words tell a thing from another one of its kind, which then is
// another matter. "New" mostly does not.
var contrasting = set(`old former first second third fourth fifth last other another next previous earlier northern southern eastern
western upper lower`)

// holdsPast says that a sentence which looks ahead in one clause tells the
// statement's figures or words in another one.
func (s *sentence) holdsPast(t *text) bool {
	for _, c := range s.clauses() {
		ahead, shared, content := false, 0, 0
		for _, w := range s.words[c.Start:c.End] {
			ahead = ahead || aheadWords[w.fold]
			if !w.stop {
				content++
				if t.stems[w.stem] {
					shared++
				}
			}
		}
		if !ahead && content > 0 && 2*shared >= content && shared >= 2 {
			return true
		}
	}
	return false
}

// hedges says that word i belongs to a bound that a number keeps: "more than 12".
func (t *text) hedges(i int) bool {
	for _, q := range t.quantities {
		if q.hedge != exact && i < q.Start && q.Start-i <= 3 {
			return true
		}
	}
	return false
}

// swapped says that two words with a third between them stand in s in the other
// order around it, or that two names do with something said between them, and
// that neither text is passive there: "the union sued the operator" is not "the
// operator sued the union".
func swapped(t, s *text) bool {
	var content, named []int
	for i, w := range t.words {
		switch {
		case w.stop || w.number:
		case t.isName(i) && !dateWords[w.fold]:
			named = append(named, i)
			fallthrough
		default:
			content = append(content, i)
		}
	}
	place := func(i int) int {
		if all := s.all(t.words[i]); len(all) == 1 {
			return all[0]
		}
		return -1
	}
	turned := func(i, k int) bool {
		x, z := place(i), place(k)
		return z >= 0 && x > z && t.passive(i, k) == s.passive(z, x)
	}
	for k := 0; k+2 < len(content); k++ {
		y := place(content[k+1])
		if turned(content[k], content[k+2]) && place(content[k+2]) < y && y < place(content[k]) {
			return true
		}
	}
	for k := 0; k+1 < len(named); k++ {
		i, j := named[k], named[k+1]
		if turned(i, j) && t.saysBetween(i+1, j) && s.saysBetween(place(j)+1, place(i)) && !t.holdsAny(speech) {
			return true
		}
	}
	return false
}

// switched says that the sentence says "switched off" where the statement says
// "switched on", or the reverse.
func (s *sentence) switched(t *text) bool {
	for i, w := range t.words {
		if (w.fold == "on" || w.fold == "off") && s.turned(t, i) != "" {
			return true
		}
	}
	return false
}
