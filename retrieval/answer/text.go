package answer

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/corpus"
	"footnote/retrieval"
)

// word is one word of a text with what the rules need to know of it.
type word struct {
	corpus.Span
	text   string // as it stands
	fold   string // lower case, no accents
	stem   string
	stop   bool
	upper  bool // begins with a capital
	number bool // holds a digit
	id     int  // in the desk's vocabulary; 0 if it is not there
}

// text is a sentence or a question, read once.
type text struct {
	s          string
	words      []word
	stems      map[string]bool
	quantities []quantity
	// decimalComma says that the language writes 3,5 for three and a half.
	decimalComma bool
	dates        []date
}

func readText(language, s string) *text {
	t := &text{s: s, stems: make(map[string]bool), decimalComma: decimalComma[language]}
	for _, term := range retrieval.Terms(language, s) {
		w := s[term.Start:term.End]
		r, _ := utf8.DecodeRuneInString(w)
		t.words = append(t.words, word{
			Span: term.Span, text: w, fold: term.Fold, stem: term.Stem, stop: term.Stop,
			upper:  unicode.IsUpper(r) || unicode.IsTitle(r),
			number: strings.ContainsFunc(w, unicode.IsNumber),
		})
		t.stems[term.Stem] = true
	}
	return t.read()
}

// decimalComma are the languages that write a comma before decimals and a point
// between thousands (Unicode CLDR), by ISO 639-1.
var decimalComma = set(`de fr es it pt nl da sv no nb nn fi pl cs sk sl hr sr bs ro hu bg ru uk be el tr id ca gl eu lt lv et is`)

// read finds the dates and quantities.
func (t *text) read() *text {
	var taken []bool
	t.dates, taken = findDates(t)
	t.quantities = findQuantities(t, taken)
	return t
}

// part is the words of t that stand in the bytes start to end, as a text of its
// own.
func (t *text) part(start, end int) *text {
	first, _ := slices.BinarySearchFunc(t.words, start, func(w word, at int) int { return cmp.Compare(w.Start, at) })
	out := &text{s: t.s[start:end], stems: make(map[string]bool), decimalComma: t.decimalComma}
	for _, w := range t.words[first:] {
		if w.End > end {
			break
		}
		w.Start, w.End = w.Start-start, w.End-start
		out.words = append(out.words, w)
		out.stems[w.stem] = true
	}
	return out.read()
}

// gap is the text between word i and the word after it.
func (t *text) gap(i int) string {
	if i+1 >= len(t.words) {
		return t.s[t.words[i].End:]
	}
	return t.s[t.words[i].End:t.words[i+1].Start]
}

// before is the text between word i and the word before it.
func (t *text) before(i int) string {
	if i == 0 {
		return t.s[:t.words[0].Start]
	}
	return t.gap(i - 1)
}

// close says that word i and the next are separated by a blank or a hyphen only.
func (t *text) close(i int) bool {
	if i+1 >= len(t.words) {
		return false
	}
	switch t.gap(i) {
	case " ", "-", "‑", "\u00a0", "\n":
		return true
	}
	return false
}

// opens says that word i begins a sentence or a quotation, where a capital says
// nothing.
func (t *text) opens(i int) bool {
	if i == 0 {
		return true
	}
	return strings.ContainsAny(t.before(i), ".!?:“\"\n")
}

// names returns the runs of capitalised words: each is a person, a place, an
// organisation, or a month. A sentence's first word counts only when the next
// word continues it or the word is no ordinary one.
func (t *text) names() []corpus.Span {
	var out []corpus.Span
	for i := 0; i < len(t.words); i++ {
		w := t.words[i]
		if !w.upper || w.stop && !isAcronym(w.text) || dateWords[w.fold] || t.opens(i) && connectives[w.fold] {
			continue
		}
		j := i
		for j+1 < len(t.words) && t.words[j+1].upper && !t.words[j+1].stop && nameGap(t.gap(j)) {
			j++
		}
		if t.opens(i) && j == i && !isAcronym(w.text) {
			continue
		}
		out = append(out, corpus.Span{Start: i, End: j + 1})
		i = j
	}
	return out
}

// nameGap says that what stands between two capitalised words joins them.
func nameGap(gap string) bool {
	switch gap {
	case " ", "-", "‑", ". ", ".", "’", "'", " & ":
		return true
	}
	return false
}

// isAcronym says that a word is written in capitals throughout: NATO, U.N.
func isAcronym(w string) bool {
	letters := 0
	for _, r := range w {
		switch {
		case unicode.IsUpper(r):
			letters++
		case unicode.IsLetter(r):
			return false
		}
	}
	return letters >= 2
}
