package answer

import (
	"strings"

	"footnote/corpus"
)

// kind is what a question asks for.
type kind int

const (
	anything kind = iota
	person
	moment   // a date, a year, a time
	place    //
	quantum  // a number
	reason   //
	duration // a length of time
)

// query is a question, read.
type query struct {
	*text
	terms []term // content words, in order
	kind  kind
	// names and figures are what the question is about: evidence that lacks them
	// is about something else.
	names, figures []nameAsked
	// dimension is what a "how tall" measures.
	dimension string
	// counted are the stems of what a "how many" counts.
	counted []string
	total   float64 // weight of all terms
}

// term is a content word of the question.
type term struct {
	word
	share  float64 // of its rarity that counts: 1, less for words of an earlier question
	weight float64 // how much it tells: rare words tell more
	vector []float32
	near   []float64 // cosines to the words of the vocabulary
}

// nameAsked is a name or a number in the question.
type nameAsked struct {
	text  string
	stems []string
}

// readQuestion reads a question. Weights are set later, from the lexicon.
func readQuestion(language, s string) *query {
	if shouted(s) {
		s = strings.ToLower(s) // capitals throughout mark no names; recognise finds them
	}
	q := &query{text: readText(language, s)}
	q.kind = q.askedKind()
	seen := map[string]bool{}
	for i, w := range q.words {
		if w.stop && !isAcronym(w.text) || questionWords[w.fold] || seen[w.stem] {
			continue
		}
		if q.kind != anything && i < 3 && kindWords[w.fold] {
			continue // "how many", "what year": asked for, not asked about
		}
		if q.kind == duration && durationVerbs[w.fold] {
			continue
		}
		seen[w.stem] = true
		q.terms = append(q.terms, term{word: w, share: 1})
	}
	for _, n := range q.text.names() {
		q.names = q.addName(q.names, n)
	}
	for i, w := range q.words {
		if w.number {
			q.figures = q.addName(q.figures, corpus.Span{Start: i, End: i + 1})
		}
	}
	return q
}

// recognise finds the names in a question typed without capitals: words that the
// evidence writes with a capital wherever they stand.
func (q *query) recognise(known map[string]bool) {
	if len(q.names) > 0 {
		return
	}
	for i := 0; i < len(q.words); i++ {
		j := i
		for j < len(q.words) && known[q.words[j].stem] && !q.words[j].stop && !q.words[j].upper && (j == i || q.gap(j-1) == " ") {
			j++
		}
		if j > i {
			q.names = q.addName(q.names, corpus.Span{Start: i, End: j})
			i = j
		}
	}
}

// shouted says that a question of several words is written in capitals only.
func shouted(s string) bool {
	return s == strings.ToUpper(s) && s != strings.ToLower(s) && len(strings.Fields(s)) > 1
}

func (q *query) addName(list []nameAsked, n corpus.Span) []nameAsked {
	a := nameAsked{text: q.s[q.words[n.Start].Start:q.words[n.End-1].End]}
	for i := n.Start; i < n.End; i++ {
		if !q.words[i].stop {
			a.stems = append(a.stems, q.words[i].stem)
		}
	}
	if len(a.stems) == 0 {
		return list
	}
	return append(list, a)
}

// questionWords open a question and are never looked for in the sources.
var questionWords = set(`what which who whom whose when where why how tell explain describe please name list many much
happen happens happened happening say says said saying`)

// kindWords name the kind of answer that a question wants.
var kindWords = set(`many much long old often far big large year date day month time number percentage percent amount share proportion fraction
person place city country`)

// asksLater says that another question word stands behind the first word.
func (q *query) asksLater() bool {
	for _, w := range q.words[1:] {
		if w.fold == "what" || w.fold == "who" || w.fold == "where" || w.fold == "why" || w.fold == "how" || w.fold == "which" {
			return true
		}
	}
	return false
}

// moneyWords turn "how much" into a question for a price.
var moneyWords = set(`cost costs pay pays paid worth sell sells sold spend spends spent buy bought price priced charge charged
earn earned earns raise raised owe owes owed invest invested donate donated`)

// durationVerbs carry the question "how long" and are seldom repeated in the
// answer: "for two days" says nothing of lasting.
var durationVerbs = set(`last lasts lasted take takes took taken`)

// askedKind reads the answer type from the question word and the word after it.
func (q *query) askedKind() kind {
	for i, w := range q.words {
		next := ""
		if i+1 < len(q.words) {
			next = q.words[i+1].fold
		}
		switch w.fold {
		case "who", "whom", "whose":
			return person
		case "when":
			if i == 0 && q.asksLater() { // "When it rains, what happens?"
				continue
			}
			return moment
		case "where":
			return place
		case "why":
			return reason
		case "how":
			switch next {
			case "many", "much":
				q.counted = q.countedAfter(i+2, next == "much")
				if next == "much" && q.holdsAny(moneyWords) {
					q.counted, q.dimension = nil, money
				}
				return quantum
			case "old", "far", "tall", "high", "big", "large", "deep", "heavy", "fast", "wide", "often", "hot", "cold":
				q.dimension = dimensionOf[next]
				return quantum
			case "long":
				return duration
			}
			return anything
		case "what", "which":
			switch next {
			case "year", "date", "day", "month", "time", "century", "decade":
				return moment
			case "number", "percentage", "percent", "amount", "proportion", "share", "fraction":
				return quantum
			case "city", "country", "place", "state", "town", "region":
				return place
			case "person":
				return person
			}
			return anything
		}
	}
	return anything
}

// countedAfter reads the nouns behind "how many" up to the plural, or the one
// behind "how much".
func (q *query) countedAfter(i int, one bool) []string {
	var nouns []string
	for n := 0; i < len(q.words) && n < 3; i, n = i+1, n+1 {
		w := q.words[i]
		if w.stop {
			if w.fold == "of" || w.fold == "the" || w.fold == "more" {
				continue
			}
			break
		}
		nouns = append(nouns, w.stem)
		if one || isPlural(w.fold) {
			break
		}
	}
	return nouns
}

func set(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}
