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

// Statement is what a text says, reduced to what near-duplicates agree in.
type Statement struct {
	words  map[string]int // content words of the text, counted
	strict map[string]int // the words in which near-duplicates may not differ
	total  int
}

// strictWords are words whose presence changes what a sentence says: negations,
// number words, and the hedges of a number.
var strictWords = stopSet(`no not never none neither nor without cannot nobody nothing nowhere
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
trillion dozen half double first second third fourth fifth last next
hundreds thousands millions billions dozens
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
less fewer more least most over under than about almost nearly only all some every any up down before after`)

// ReadStatement reads the statement that a text makes.
func ReadStatement(text string) Statement {
	p := Statement{words: map[string]int{}, strict: map[string]int{}}
	for _, t := range Words(text) {
		word := text[t.Start:t.End]
		fold := t.Fold
		negated := strings.HasSuffix(fold, "n't")
		switch {
		case strictWords[fold], negated, strings.ContainsFunc(word, unicode.IsNumber):
			if negated {
				fold = "not"
			}
			p.strict[fold]++
		case startsUpper(word) && !englishStop[fold]:
			p.strict[fold]++
		}
		if !englishStop[t.Fold] {
			p.words[t.Fold]++
			p.total++
		}
	}
	return p
}

// sameShare is the share of words that near-duplicates have in common (a
// multiset Jaccard index). Copy editing of agency text changes a word in ten.
const sameShare = 0.8

// Same says whether two texts make the same statement in nearly the same words.
// Texts that differ in a number, a date, a name or a negation never do: that is
// where conflicts live.
func (p Statement) Same(o Statement) bool {
	if p.total == 0 || o.total == 0 {
		return false
	}
	common := 0
	for w, n := range p.words {
		common += min(n, o.words[w])
	}
	if float64(common) < sameShare*float64(p.total+o.total-common) {
		return false
	}
	// A strict word may change its spelling of capitals, so it is looked for
	// among all words of the other text.
	return p.holds(o) && o.holds(p)
}

func (p Statement) holds(o Statement) bool {
	for w := range o.strict {
		if p.strict[w] == 0 && p.words[w] == 0 {
			return false
		}
	}
	return true
}
