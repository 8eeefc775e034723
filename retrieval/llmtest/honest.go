package llmtest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"
	"github.com/kljensen/snowball/english"
)

// NotInTheSources is what the honest mock says when no passage fits.
const NotInTheSources = "NOT IN THE SOURCES"

// candidate is a sentence that may answer.
type candidate struct {
	text    string
	passage int // index
	order   int
	score   float64
}

// honestAnswer picks one to three sentences of the passages that best fit the
// question, in the order of the prompt. A sentence is judged by the share of
// the question's content words that it holds, rare ones counting more; words
// that only its passage or title hold count half.
func honestAnswer(passages []passage, question string) string {
	asked := stems(question)
	var all []candidate
	var has []map[string]bool // per candidate
	around := make([]map[string]bool, len(passages))
	count := make(map[string]int)
	for i, p := range passages {
		around[i] = stems(p.title + "\n" + p.text)
		for _, s := range splitSentences(p.text) {
			held := stems(s)
			for w := range held {
				count[w]++
			}
			all, has = append(all, candidate{text: oneLine(s), passage: i, order: len(all)}), append(has, held)
		}
	}
	if len(asked) == 0 || len(all) == 0 {
		return NotInTheSources
	}
	rare := func(w string) float64 { return math.Log1p(float64(len(all)) / float64(1+count[w])) }
	total := 0.0
	for w := range asked {
		total += rare(w)
	}
	for i := range all {
		own := 0.0
		for w := range asked {
			switch {
			case has[i][w]:
				all[i].score += rare(w)
				own += rare(w)
			case around[all[i].passage][w]:
				all[i].score += rare(w) / 2
			}
		}
		all[i].score /= total
		if own == 0 {
			all[i].score = 0
		}
		if wantsNumber(question) && strings.ContainsFunc(all[i].text, unicode.IsDigit) {
			all[i].score *= 1.2
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return -cmp.Compare(a.score, b.score) })
	best := all[0].score
	if best < 0.5 {
		return NotInTheSources
	}
	var picked []candidate
	seen := make(map[string]bool)
	for _, c := range all {
		if len(picked) < 3 && c.score >= 0.85*best && !seen[c.text] {
			picked, seen[c.text] = append(picked, c), true
		}
	}
	slices.SortFunc(picked, func(a, b candidate) int { return a.order - b.order })
	return lines(picked, passages)
}

// anySentence answers with the first sentence there is, fitting or not. Faults
// of honesty use it when the honest answer would be none.
func anySentence(passages []passage) string {
	for i, p := range passages {
		for _, s := range splitSentences(p.text) {
			return lines([]candidate{{text: oneLine(s), passage: i}}, passages)
		}
	}
	return "There are 42 of them. [1]"
}

func lines(picked []candidate, passages []passage) string {
	var out []string
	for _, c := range picked {
		out = append(out, fmt.Sprintf("%s [%d]", c.text, passages[c.passage].number))
	}
	return strings.Join(out, "\n")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// stems gives the stems of the content words of a text.
func stems(text string) map[string]bool {
	out := make(map[string]bool)
	for it := words.FromString(text); it.Next(); {
		w := strings.ToLower(it.Value())
		if !strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			continue
		}
		w = strings.TrimSuffix(strings.ReplaceAll(w, "’", "'"), "'s")
		if !english.IsStopWord(w) && !asking[w] {
			out[english.Stem(w, true)] = true
		}
	}
	return out
}

// asking are words that belong to a question and not to its answer.
var asking = map[string]bool{
	"who": true, "whom": true, "whose": true, "what": true, "which": true, "when": true, "where": true,
	"why": true, "how": true, "many": true, "much": true, "tell": true, "please": true, "did": true,
}

// wantsNumber says that the question asks for a number or a date.
func wantsNumber(question string) bool {
	q := strings.ToLower(question)
	for _, w := range []string{"how many", "how much", "how long", "how old", "when", "what year", "what date"} {
		if strings.Contains(q, w) {
			return true
		}
	}
	return false
}
