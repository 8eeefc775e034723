package retrieval

import (
	"strings"
	"unicode"
)

// followUpWords are the English words that point back at something said before.
var followUpWords = stopSet(`he him his she her hers it its they them their theirs this that these those there then one ones`)

var beForms = stopSet(`is are was were be been`)

// Resolved is the question in words that can be searched for: as it is understood
// (see Understand), else as it is, preceded by the questions before it when it
// cannot be understood alone.
func (q Question) Resolved() string {
	if u := q.Understand(); u.Text != "" {
		return u.Text
	}
	if !q.FollowsUp() {
		return q.Text
	}
	return strings.Join(q.Earlier(), " ") + " " + q.Text
}

// Earlier is the questions before this one that a follow-up is understood with:
// back to the last one that stands alone, three at most.
func (q Question) Earlier() []string {
	first := max(0, len(q.Turns)-1)
	for first > 0 && len(q.Turns)-first < 3 && (Question{Text: q.Turns[first], Turns: q.Turns[:first]}).FollowsUp() {
		first--
	}
	return q.Turns[first:]
}

// FollowsUp says whether the question leans on the one before: it opens with a
// conjunction or "what about", is no whole question, has a pronoun that stands for
// nothing in the question itself, or has no word of its own.
func (q Question) FollowsUp() bool {
	if len(q.Turns) == 0 {
		return false
	}
	if said := readTurn(q.Text); said.leans() {
		return true
	}
	terms := Terms("en", q.Text)
	content, pointers, names := 0, 0, 0
	for i, t := range terms {
		word := q.Text[t.Start:t.End]
		switch {
		case t.Fold == "there" && i > 0 && beForms[terms[i-1].Fold]: // "how many were there"
		case followUpWords[t.Fold] && !pronouns[t.Fold]:
			pointers++
		case t.Stop:
		default:
			content++
			if i > 0 && startsUpper(word) {
				names++
			}
		}
	}
	return names == 0 && (content == 0 || pointers > 0)
}

// leans says that a question cannot be understood alone, by its form.
func (q question) leans() bool {
	start := q.opening()
	if start > 0 || len(q.words) == 0 || q.fragment(start) {
		return true
	}
	for i, w := range q.words {
		expletive := w.Fold == "there" && i > 0 && beForms[q.words[i-1].Fold] // "how many were there"
		if pronouns[w.Fold] && w.Fold != "one" && w.Fold != "ones" && !expletive && !q.bound(i) {
			return true
		}
	}
	return false
}

func startsUpper(word string) bool {
	for _, r := range word {
		return unicode.IsUpper(r) || unicode.IsTitle(r)
	}
	return false
}
