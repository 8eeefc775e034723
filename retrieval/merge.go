package retrieval

import (
	"strings"
	"unicode"
)

func isUpper(r rune) bool { return unicode.IsUpper(r) || unicode.IsTitle(r) }

// Merge folds evidence that says the same in different articles into one piece:
// the better one stays, the other articles are named in its Also. Evidence of
// one article is never merged with itself.
func Merge(evidence []Evidence) []Evidence {
	var kept []Evidence
	var prints []Statement
next:
	for _, e := range evidence {
		p := ReadStatement(e.Passage.Text)
		for i := range kept {
			if kept[i].Article.ID != e.Article.ID && p.Same(prints[i]) {
				kept[i].Also = addRef(kept[i].Also, e.Ref())
				continue next
			}
		}
		kept, prints = append(kept, e), append(prints, p)
	}
	return kept
}

func addRef(refs []Ref, r Ref) []Ref {
	for _, have := range refs {
		if have.ArticleID == r.ArticleID {
			return refs
		}
	}
	return append(refs, r)
}

// Ref points at the evidence's article.
func (e Evidence) Ref() Ref {
	return Ref{ArticleID: e.Article.ID, SourceID: e.Article.SourceID, Title: e.Article.Title, URL: e.Article.URL}
}

// Statement is what a text says, reduced to what near-duplicates agree in: its
// words in order, without those that agencies' clients add and drop.
type Statement struct {
	words []string
	fixed []bool // the word may not be missing on either side
}

// lightWords come and go when an agency's text is edited, and change nothing.
var lightWords = stopSet(`a an the that also`)

// fixedWords change what a sentence says: negations, modals, number words,
// quantifiers and the hedges of a number.
var fixedWords = stopSet(`no not never none neither nor without cannot nobody nothing nowhere
may might could can will would should must
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
trillion dozen half double first second third fourth fifth last next
hundreds thousands millions billions dozens
january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
less fewer more least most over under than about almost nearly only all some every any up down before after if`)

// ReadStatement reads the statement that a text makes.
func ReadStatement(text string) Statement {
	var s Statement
	for _, t := range Words(text) {
		if lightWords[t.Fold] {
			continue
		}
		word := text[t.Start:t.End]
		fold := strings.TrimSuffix(strings.TrimSuffix(t.Fold, "'s"), "'")
		s.words = append(s.words, fold)
		s.fixed = append(s.fixed, fixedWords[fold] || strings.HasSuffix(fold, "n't") ||
			strings.ContainsFunc(word, unicode.IsNumber) || startsUpper(word) && !englishStop[fold])
	}
	return s
}

// sameShare is the share of the longer text's words that the shorter one has:
// editing an agency's text drops a word in ten.
const sameShare = 0.8

// Same says whether two texts make the same statement: the words of one stand
// in the other in the same order, little else stands there, and nothing of it
// is a number, a date, a name, a negation or a hedge. A word that was exchanged
// for another makes another statement: that is where conflicts live.
func (s Statement) Same(o Statement) bool {
	if len(s.words) > len(o.words) {
		s, o = o, s
	}
	if len(s.words) == 0 || float64(len(s.words)) < sameShare*float64(len(o.words)) {
		return false
	}
	i := 0
	for j, w := range o.words {
		switch {
		case i < len(s.words) && s.words[i] == w:
			i++
		case o.fixed[j]:
			return false
		}
	}
	return i == len(s.words)
}
