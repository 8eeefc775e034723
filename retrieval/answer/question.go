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
	// counted are the stems of what a "how many" counts.
	counted []string
	total   float64 // weight of all terms
}

// term is a content word of the question.
type term struct {
	word
	weight float64 // how much it tells: rare words tell more
	vector []float32
	near   map[string]float64 // cosines to words of the evidence, once computed
}

// nameAsked is a name or a number in the question.
type nameAsked struct {
	text  string
	stems []string
}

// readQuestion reads a question. Weights are set later, from the lexicon.
func readQuestion(language, s string) *query {
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
		q.terms = append(q.terms, term{word: w})
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
happen happens happened happening`)

// kindWords name the kind of answer that a question wants.
var kindWords = set(`many much long old often far big large year date day month time number percentage percent amount
person place city country`)

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
			return moment
		case "where":
			return place
		case "why":
			return reason
		case "how":
			switch next {
			case "many", "much":
				q.counted = q.countedAfter(i+2, next == "much")
				return quantum
			case "old", "far", "tall", "high", "big", "large", "deep", "heavy", "fast", "wide", "often", "hot", "cold":
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

// parts splits a question that asks two things: "Who goes and when does it
// end?". Each part keeps what the whole is about, because weights are shared.
func (q *query) parts() []string {
	var out []string
	start := 0
	for i := 1; i+1 < len(q.words); i++ {
		w := q.words[i]
		opens := q.words[i+1].fold
		joined := (w.fold == "and" || w.fold == "or") && asks(opens) && i-1 >= 0
		stopped := strings.Contains(q.gap(i), "?") && i+2 < len(q.words)
		if !joined && !stopped {
			continue
		}
		end := w.Start
		next := q.words[i+1].Start
		if stopped {
			end = w.End
		}
		if part := strings.TrimSpace(q.s[start:end]); hasContent(part) {
			out = append(out, part)
			start = next
		}
	}
	if len(out) == 0 {
		return nil
	}
	if last := strings.TrimSpace(q.s[start:]); hasContent(last) {
		out = append(out, last)
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

func asks(fold string) bool {
	switch fold {
	case "what", "which", "who", "whom", "whose", "when", "where", "why", "how":
		return true
	}
	return false
}

func hasContent(s string) bool { return len(readQuestion("en", s).terms) > 0 }

func set(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}
