package eval

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/corpus"
	"footnote/retrieval"
)

// The kinds of twin. The statistics of the corpus stay as they are in all of them,
// because articles are excluded from the search and not removed.
const (
	TwinNear    = "near"    // the question without its paragraph
	TwinFar     = "far"     // the question without its whole title
	TwinSwapped = "swapped" // another name, number or year in the question, from anywhere
	// TwinCousin is swapped too, but what it has instead comes from another
	// paragraph of the same title: harder, and there are fewer.
	TwinCousin = "cousin"
)

// Twin is a question that is much like an answerable one, and that the corpus does
// not answer.
type Twin struct {
	Kind     string
	Of       string // id of the question that it was made of
	Text     string
	Exclude  []string // ids of the articles to leave out
	From, To string   // of a swapped twin: what was replaced by what
}

// Twins makes the twins of the answerable questions of titles; replacements come
// from all, which holds titles. What is replaced by what depends on the question's
// id and on the words of the corpus only. A question without a name, a number and
// a year has no swapped twin.
func (c *Collection) Twins(titles, all []Title) []Twin {
	anywhere := ReadSwaps(textsOf(all...)...)
	var out []Twin
	for _, t := range titles {
		here := ReadSwaps(textsOf(t)...)
		var whole []string
		for _, p := range t.Paragraphs {
			for _, q := range p.Questions {
				if id := c.Gold(q.ID); !slices.Contains(whole, id) {
					whole = append(whole, id)
				}
			}
		}
		for _, p := range t.Paragraphs {
			for _, q := range p.Questions {
				if len(q.Gold) == 0 {
					continue
				}
				out = append(out,
					Twin{Kind: TwinNear, Of: q.ID, Text: q.Text, Exclude: []string{c.Gold(q.ID)}},
					Twin{Kind: TwinFar, Of: q.ID, Text: q.Text, Exclude: whole})
				for _, x := range []struct {
					kind  string
					swaps *Swaps
				}{{TwinSwapped, anywhere}, {TwinCousin, here}} {
					if text, from, to, ok := x.swaps.Swap(q.ID, q.Text, t.Name, p.Text); ok {
						out = append(out, Twin{Kind: x.kind, Of: q.ID, Text: text, From: from, To: to})
					}
				}
			}
		}
	}
	return out
}

func textsOf(titles ...Title) []string {
	var out []string
	for _, t := range titles {
		for _, p := range t.Paragraphs {
			out = append(out, p.Text)
		}
	}
	return out
}

// mentionKind is what a mention can be exchanged for.
type mentionKind int

const (
	year mentionKind = iota
	figure
	oneName  // a name of one word
	longName // a name of several
	calendar // a month or a day of the week
)

// mention is a name, a number or a year in a text.
type mention struct {
	corpus.Span
	kind mentionKind
}

// mentions finds the names, numbers and years of a text. ordinary are words that
// the corpus also writes without a capital, which begin a sentence and no name.
func mentions(text string, ordinary map[string]bool) []mention {
	words := retrieval.Words(text)
	var out []mention
	for i := 0; i < len(words); i++ {
		w := words[i]
		s := text[w.Start:w.End]
		switch {
		case digits(s):
			kind := figure
			if len(s) == 4 && (s[0] == '1' || s[0] == '2') {
				kind = year
			}
			out = append(out, mention{w.Span, kind})
		case isUpper(s) && !ordinary[nameFold(w)] && !(i == 0 && opensQuestion[w.Fold]):
			j := i
			for j+1 < len(words) && text[words[j].End:words[j+1].Start] == " " && isUpper(text[words[j+1].Start:words[j+1].End]) && !ordinary[nameFold(words[j+1])] {
				j++
			}
			end := words[i].Start + len(strings.TrimSuffix(strings.TrimSuffix(text[words[i].Start:words[j].End], "'s"), "’s"))
			kind := oneName
			switch {
			case j > i:
				kind = longName
			case calendarWords[nameFold(w)]:
				kind = calendar
			}
			out = append(out, mention{corpus.Span{Start: w.Start, End: end}, kind})
			i = j
		}
	}
	return out
}

var opensQuestion = map[string]bool{
	"what": true, "which": true, "who": true, "whom": true, "whose": true, "when": true, "where": true, "why": true,
	"how": true, "in": true, "on": true, "at": true, "of": true, "to": true, "for": true, "from": true, "by": true, "the": true, "a": true, "an": true,
}

var calendarWords = map[string]bool{
	"january": true, "february": true, "march": true, "april": true, "may": true, "june": true, "july": true, "august": true,
	"september": true, "october": true, "november": true, "december": true, "monday": true, "tuesday": true,
	"wednesday": true, "thursday": true, "friday": true, "saturday": true, "sunday": true,
}

func nameFold(w retrieval.Word) string { return strings.TrimSuffix(w.Fold, "'s") }

func digits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) && r != ',' && r != '.' })
}

func isUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

// Swaps are the distinct names, numbers and years of a corpus.
type Swaps struct {
	texts    map[mentionKind][]string
	ordinary map[string]bool // words that the corpus writes without a capital too
}

// ReadSwaps finds the names, numbers and years of texts.
func ReadSwaps(texts ...string) *Swaps {
	m := &Swaps{texts: make(map[mentionKind][]string), ordinary: make(map[string]bool)}
	for _, text := range texts {
		for _, w := range retrieval.Words(text) {
			if !isUpper(text[w.Start:w.End]) {
				m.ordinary[nameFold(w)] = true
			}
		}
	}
	for _, text := range texts {
		for _, x := range mentions(text, m.ordinary) {
			s := text[x.Start:x.End]
			if isUpper(s) && (opensSentence(text, x.Start) || utf8.RuneCountInString(s) < 2) {
				continue // a capital that may mean nothing
			}
			m.texts[x.kind] = append(m.texts[x.kind], s)
		}
	}
	for k, list := range m.texts {
		slices.Sort(list)
		m.texts[k] = slices.Compact(list)
	}
	return m
}

func opensSentence(text string, at int) bool {
	before := strings.TrimRight(text[:at], " \n\t\"“‘(")
	return before == "" || strings.ContainsAny(before[len(before)-1:], ".!?:;")
}

// Swap replaces one name, number or year of a question by another one of its kind,
// none of whose words stands in the question or in known: the texts that answer
// it, where a name may make another question that is answered. ok is false if
// there is nothing to replace, or nothing to replace it by.
func (m *Swaps) Swap(id, question string, known ...string) (text, from, to string, ok bool) {
	taken := foldedWords(strings.Join(append(slices.Clone(known), question), "\n"))
	spots := mentions(question, m.ordinary)
	slices.SortStableFunc(spots, func(a, b mention) int {
		return cmp.Compare(hash(id, question[a.Start:a.End]), hash(id, question[b.Start:b.End]))
	})
	for _, spot := range spots {
		best := ""
		for _, text := range m.texts[spot.kind] {
			if (best == "" || hash(id, text) < hash(id, best)) && !anyTaken(text, taken) {
				best = text
			}
		}
		if best != "" {
			return question[:spot.Start] + best + question[spot.End:], question[spot.Start:spot.End], best, true
		}
	}
	return "", "", "", false
}

func anyTaken(text string, taken map[string]bool) bool {
	for w := range foldedWords(text) {
		if taken[w] {
			return true
		}
	}
	return false
}

func foldedWords(text string) map[string]bool {
	out := make(map[string]bool)
	for _, w := range retrieval.Words(text) {
		out[nameFold(w)] = true
	}
	return out
}

// hash orders choices without regard to the order in which they come.
func hash(id, text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id + "\x00" + text))
	x := h.Sum64() // FNV leaves the last bytes in its low bits: mix them (splitmix64)
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
