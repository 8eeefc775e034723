package retrieval

import (
	"slices"
	"strings"
)

// fill reads a fragment, from word start on, in the frame of the question before.
func (q question) fill(start int, before []question) Understanding {
	last := before[len(before)-1]
	rest := strings.TrimRight(q.s[q.words[start].Start:], " ?!.")
	first := q.words[start]
	frame := strings.TrimRight(last.s, " ?!.")
	switch {
	case whWords[first.Fold]:
		return q.askAnew(rest, last)
	case prepositions[first.Fold]:
		if start+1 < len(q.words) && (whWords[q.words[start+1].Fold]) {
			return q.askAnew(rest, last) // "in which year?"
		}
		return filled(last, last.withPlace(first.Fold, rest)+"?")
	case first.Fold == "if" || first.Fold == "when":
		return filled(last, frame+" "+rest+"?")
	case hasDigit(first.text) && start+1 == len(q.words): // a year, mostly
		if len(first.text) == 4 && start+1 == len(q.words) {
			return filled(last, last.withPlace("in", "in "+rest)+"?")
		}
	case start+1 == len(q.words) && q.participle(start):
		// The verb is exchanged: "When was it opened?" "And listed?"
		for i := len(last.words) - 1; i > 0; i-- {
			if last.participle(i) {
				return filled(last, last.s[:last.words[i].Start]+rest+last.s[last.words[i].End:])
			}
		}
		return Understanding{}
	}
	return q.exchange(start, rest, before)
}

// filled is an understanding that takes over what an earlier question asks.
func filled(last question, text string) Understanding {
	u := Understanding{Text: text, Filled: make(map[string]bool)}
	named := make(map[string]bool)
	for _, p := range last.phrases() {
		for _, w := range last.words[p.start:p.end] {
			named[w.Stem] = true
		}
	}
	for _, w := range last.words {
		if !w.Stop && !named[w.Stem] {
			u.Filled[w.Stem] = true
		}
	}
	return u
}

// askAnew puts another question word before the clause of the question before:
// "Why?" behind "When will the ferry stop?".
func (q question) askAnew(wh string, last question) Understanding {
	if head, asked, again := strings.Cut(last.s, ": "); again && len(strings.Fields(head)) <= 3 {
		last = readTurn(asked)
	}
	if len(last.words) == 0 {
		return Understanding{}
	}
	subject := len(last.words) > 1 && (last.words[0].Fold == "who" || last.words[0].Fold == "what" && beAuxiliaries[last.words[1].Fold])
	if last.clause > 0 && !subject && last.adjunct() {
		// The subject itself may be what was asked for: "How many people died?"
		return filled(last, wh+" "+strings.TrimRight(last.s[last.words[last.clause].Start:], " ?!.")+"?")
	}
	if last.clause == 0 {
		return filled(last, wh+" "+strings.ToLower(last.s[:1])+last.s[1:])
	}
	return filled(last, wh+": "+strings.ToLower(last.s[:1])+last.s[1:])
}

// adjunct says that a question asks for something that its clause does without, as
// time and cause: "when will the ferry stop", but not "how much does it hold" nor
// "where is it".
func (q question) adjunct() bool {
	first := q.words[0].Fold
	switch {
	case prepositions[first]:
	case q.clause == 1 && (first == "when" || first == "where" || first == "why" || first == "how"):
	case q.clause == 2 && first == "how" && q.words[1].Fold == "often":
	case q.clause == 2 && (q.words[1].Fold == "time" || q.words[1].Fold == "year" || q.words[1].Fold == "day"):
	default:
		return false
	}
	if !beAuxiliaries[q.words[q.clause].Fold] {
		return true
	}
	for i := q.clause + 2; i < len(q.words); i++ {
		if q.participle(i) || i == len(q.words)-1 && q.words[i].Fold == "due" {
			return true
		}
	}
	return false
}

// withPlace is the question with another phrase behind a preposition that it has,
// else with this phrase added.
func (q question) withPlace(prep, phrase string) string {
	for i := len(q.words) - 2; i > 0; i-- {
		if q.words[i].Fold != prep {
			continue
		}
		end := i + 2
		if p, ok := q.phraseAt(i + 1); ok {
			end = p.head
		}
		same := hasDigit(phrase) == hasDigit(q.text(i+1, end))
		if same {
			return strings.TrimRight(q.s[:q.words[i].Start]+phrase+q.s[q.words[end-1].End:], " ?!.")
		}
	}
	return strings.TrimRight(q.s, " ?!.") + " " + phrase
}

// exchange puts a fragment in the place of the phrase that is most like it: a name
// for the last name, another thing for the subject, whose owner it keeps.
func (q question) exchange(start int, rest string, before []question) Understanding {
	p, ok := q.phraseFrom(start)
	if !ok {
		return Understanding{}
	}
	for _, like := range []func(last question, c phrase) bool{
		func(last question, c phrase) bool {
			return c.name == p.name && last.the(c) == q.the(p) && c.bare == p.bare && !last.asked(c)
		},
		func(last question, c phrase) bool { return !p.bare && !last.asked(c) || c.bare && p.bare },
	} {
		for _, last := range slices.Backward(before) {
			candidates := last.phrases()
			if p.name {
				candidates = last.salient()
				slices.Reverse(candidates)
			}
			at := slices.IndexFunc(candidates, func(c phrase) bool { return like(last, c) })
			if at < 0 {
				continue
			}
			c := candidates[at]
			behind := last.words[c.head-1].End
			if c.name && !p.name { // a thing in the place of another belongs to it
				if !last.the(c) {
					return Understanding{}
				}
				rest += " of " + last.text(c.start, c.head)
			}
			return filled(last, last.s[:last.words[c.start].Start]+rest+last.s[behind:])
		}
	}
	return Understanding{}
}

// phraseFrom is the noun phrase that a fragment is.
func (q question) phraseFrom(start int) (phrase, bool) {
	if p, ok := q.phraseAt(start); ok {
		return p, true
	}
	// At the head of a fragment a capital or a missing article says nothing of what
	// stands before it.
	end := start
	name := true
	for end < len(q.words) && !q.words[end].Stop {
		name = name && (q.words[end].upper || hasDigit(q.words[end].text))
		end++
	}
	if end == start {
		return phrase{}, false
	}
	return phrase{start: start, head: end, end: end, name: name, bare: !name, plural: strings.HasSuffix(q.words[end-1].Fold, "s")}, true
}
