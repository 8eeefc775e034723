package retrieval

import "strings"

// followUpWords are the English words that point back at something said before.
var followUpWords = stopSet(`he him his she her hers it its they them their theirs this that these those there then one ones`)

var beForms = stopSet(`is are was were be been`)

// Resolved is the question's text, preceded by the question before it when it
// cannot be understood alone: "and who goes with him?" is searched together
// with what was asked before.
func (q Question) Resolved() string {
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
// conjunction, points back with a pronoun and names nothing itself, or has no
// word of its own.
func (q Question) FollowsUp() bool {
	if len(q.Turns) == 0 {
		return false
	}
	terms := Terms("en", q.Text)
	content, pointers, names := 0, 0, 0
	for i, t := range terms {
		word := q.Text[t.Start:t.End]
		switch {
		case t.Fold == "there" && i > 0 && beForms[terms[i-1].Fold]: // "how many were there"
		case followUpWords[t.Fold]:
			pointers++
		case t.Stop:
		default:
			content++
			if i > 0 && startsUpper(word) {
				names++
			}
		}
	}
	if len(terms) > 0 {
		switch terms[0].Fold {
		case "and", "or", "but", "also":
			return true
		}
	}
	return names == 0 && (content == 0 || pointers > 0)
}

func startsUpper(word string) bool {
	for _, r := range word {
		return isUpper(r)
	}
	return false
}
