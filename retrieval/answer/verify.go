package answer

import (
	"fmt"
	"strings"
	"unicode"

	"footnote/corpus"
)

// claim is one sentence that wants to stand in an answer, and the passages that
// it cites (indexes of evidence).
type claim struct {
	text  string
	cites []int
	// missing are citation numbers that do not exist.
	missing []int
}

// quote is a verbatim piece of an article, chosen by code.
type quote struct {
	evidence   int
	start, end int // bytes in the article's body
	sentence   *sentence
}

// checked is a sentence that passed, with its quotes.
type checked struct {
	text   string
	quotes []quote
}

// Shares of a claim's content words that its cited sentences must hold.
const (
	enoughWords = 0.7  // together
	enoughOwn   = 0.25 // each cited passage, to be worth citing
)

// verify checks a claim against the passages that it cites, without a model. It
// returns the quotes that carry it, or a reason for refusing it, in a form that
// a person or a model can act on.
func (d *desk) verify(c claim) (checked, string) {
	if len(c.cites) == 0 {
		if len(c.missing) > 0 {
			return checked{}, fmt.Sprintf("it cites [%d], and there is no such passage", c.missing[0])
		}
		return checked{}, "it cites no passage"
	}
	t := readText(languageOf(d.evidence), c.text)
	if len(t.words) == 0 {
		return checked{}, "it says nothing"
	}
	if reason := d.quotedPhrases(t, c); reason != "" {
		return checked{}, reason
	}
	support := d.support(t, c)
	if len(support) == 0 {
		return checked{}, "the cited passages say nothing of the kind"
	}
	if reason := d.carried(t, c, support); reason != "" {
		return checked{}, reason
	}
	out := checked{text: c.text}
	for _, s := range support {
		out.quotes = append(out.quotes, quote{s.in.index, s.start, s.end, s})
	}
	return out, ""
}

// support chooses the sentences that carry the claim: of each cited passage the
// one that holds most of its words, and the next one if it adds more.
func (d *desk) support(t *text, c claim) []*sentence {
	var out []*sentence
	for _, e := range c.cites {
		var best, second *sentence
		top := 0.0
		candidates := d.sentencesOf(e)
		for _, s := range candidates {
			if share := d.held(t, s.text, nil); share > top {
				best, top = s, share
			}
		}
		if best == nil || top < enoughOwn {
			continue
		}
		with := top
		for _, s := range candidates {
			if s == best {
				continue
			}
			if share := d.held(t, best.text, s.text); share > with+0.1 {
				second, with = s, share
			}
		}
		out = append(out, best)
		if second != nil && top < 0.9 {
			out = append(out, second)
		}
	}
	return out
}

// sentencesOf is the sentences of one piece of evidence. A sentence that was
// merged into another article's stands there.
func (d *desk) sentencesOf(evidence int) []*sentence {
	var out []*sentence
	p := d.passages[evidence]
	e := d.evidence[evidence]
	for _, span := range corpus.Sentences(e.Passage.Text) {
		out = append(out, d.sentenceAt(p, e.Passage.Start+span.Start, e.Passage.Start+span.End))
	}
	return out
}

// sentenceAt is the sentence at this place, read anew when it was merged away.
func (d *desk) sentenceAt(p *passage, start, end int) *sentence {
	e := d.evidence[p.index]
	for _, s := range d.sentences {
		if s.start == start && s.end == end && d.evidence[s.in.index].Article.Revision == e.Article.Revision {
			return s
		}
	}
	return &sentence{text: p.part(start-e.Passage.Start, end-e.Passage.Start), in: p, start: start, end: end}
}

// held is the share of the claim's content words that the sentences hold,
// themselves or by a closely related word.
func (d *desk) held(t, a, b *text) float64 {
	n, sum := 0, 0.0
	for _, w := range t.words {
		if w.stop {
			continue
		}
		n++
		switch {
		case a.stems[w.stem], b != nil && b.stems[w.stem]:
			sum++
		case w.number || w.upper:
		default:
			r := d.related(term{word: w, vector: d.vectorOf(w.fold)}, a)
			if b != nil {
				r = max(r, d.related(term{word: w, vector: d.vectorOf(w.fold)}, b))
			}
			sum += r
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// carried checks what the supporting sentences must hold: numbers, dates,
// names, negations, and enough of the words.
func (d *desk) carried(t *text, c claim, support []*sentence) string {
	for _, q := range t.quantities {
		if !anyOf(support, func(s *sentence) bool { return s.carriesQuantity(q) }) {
			return fmt.Sprintf("the number %q does not stand in the cited passages", t.phrase(q.Start, q.End))
		}
	}
	for _, want := range t.dates {
		if !anyOf(support, func(s *sentence) bool { return s.carriesDate(want) }) {
			return fmt.Sprintf("the date %q does not stand in the cited passages", t.phrase(want.start, want.end))
		}
	}
	if name := d.strangeName(t, c); name != "" {
		return fmt.Sprintf("%q does not stand in the cited passages", name)
	}
	var all text
	all.stems = make(map[string]bool)
	for _, s := range support {
		for stem := range s.stems {
			all.stems[stem] = true
		}
		all.words = append(all.words, s.words...)
	}
	if share := d.held(t, &all, nil); share < enoughWords {
		return "too little of it stands in the cited passages"
	}
	if reason := negation(t, support); reason != "" {
		return reason
	}
	return ""
}

func anyOf(list []*sentence, ok func(*sentence) bool) bool {
	for _, s := range list {
		if ok(s) {
			return true
		}
	}
	return false
}

func (t *text) phrase(start, end int) string {
	return t.s[t.words[start].Start:t.words[end-1].End]
}

func (s *sentence) carriesQuantity(claim quantity) bool {
	for _, have := range s.quantities {
		if have.supports(claim) {
			return true
		}
	}
	for _, have := range s.dates { // "24" said of a day, "2023" of a year
		if claim.unit != "%" && !isCurrency(claim.unit) &&
			(float64(have.day) == claim.value || float64(have.year) == claim.value) {
			return true
		}
	}
	// "one of the two" counts nothing that could be checked.
	return claim.value == 1 && s.stems["one"]
}

func (s *sentence) carriesDate(claim date) bool {
	for _, have := range s.dates {
		if have.supports(claim) {
			return true
		}
	}
	for _, have := range s.quantities {
		if claim.month == 0 && claim.day == 0 && sameValue(have.value, float64(claim.year)) {
			return true
		}
	}
	return false
}

// strangeName is a name of the claim that stands neither in the cited passages
// nor in the titles of their articles; "" if there is none. Short forms and the
// initials of a longer name count. The question is no evidence.
func (d *desk) strangeName(t *text, c claim) string {
	for i, w := range t.words {
		if !w.upper || w.stop || w.number || connectives[w.fold] {
			continue
		}
		if !d.nameStands(w, c.cites) {
			if t.opens(i) && d.ordinary(w, c.cites) {
				continue
			}
			return w.text
		}
	}
	return ""
}

// connectives are words that often open a sentence and name nothing.
var connectives = set(`however meanwhile additionally also furthermore moreover overall therefore thus although though while
according despite since yes no first second third finally later earlier today instead besides together`)

func (d *desk) nameStands(w word, cites []int) bool {
	for _, e := range cites {
		p := d.passages[e]
		if p.stems[w.stem] || p.title.stems[w.stem] || p.holdsForm(w) || p.holdsInitials(w) {
			return true
		}
		if initialsOf(w, p.title) {
			return true
		}
	}
	return false
}

// ordinary says that the claim's opening word is an ordinary word that has a
// near relative in the cited passages.
func (d *desk) ordinary(w word, cites []int) bool {
	for _, e := range cites {
		if d.related(term{word: w, vector: d.vectorOf(w.fold)}, d.passages[e].text) > 0 {
			return true
		}
	}
	return false
}

// holdsForm says that the passage holds another form of the same name: Russia,
// Russian. Both are capitalised and share all but an ending.
func (p *passage) holdsForm(w word) bool {
	for _, have := range p.words {
		if have.upper && sameName(have.fold, w.fold) {
			return true
		}
	}
	return false
}

func sameName(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 4 || len(b)-len(a) > 3 {
		return false
	}
	return strings.HasPrefix(b, a) || len(a) >= 6 && strings.HasPrefix(b, a[:len(a)-1])
}

// holdsInitials says that an acronym of the claim abbreviates a name in the
// passage, or the other way round.
func (p *passage) holdsInitials(w word) bool { return initialsOf(w, p.text) }

func initialsOf(w word, t *text) bool {
	letters := letters(w.text)
	if isAcronym(w.text) {
		for i := range t.words {
			if spells(t, i, letters) {
				return true
			}
		}
	}
	for _, have := range t.words {
		if isAcronym(have.text) && strings.EqualFold(lettersOnly(have.text), lettersOnly(w.text)) {
			return true
		}
	}
	return false
}

// spells says that the capitalised words from i on have these initials.
func spells(t *text, i int, initials []rune) bool {
	n := 0
	for ; i < len(t.words) && n < len(initials); i++ {
		w := t.words[i]
		if w.stop && n > 0 && !w.upper {
			continue
		}
		if !w.upper || unicode.ToUpper([]rune(w.text)[0]) != initials[n] {
			return false
		}
		n++
	}
	return n == len(initials) && n >= 2
}

func letters(s string) []rune {
	var out []rune
	for _, r := range s {
		if unicode.IsLetter(r) {
			out = append(out, unicode.ToUpper(r))
		}
	}
	return out
}

func lettersOnly(s string) string { return string(letters(s)) }

// quotedPhrases checks that what the claim puts in quotation marks stands so in
// a cited passage.
func (d *desk) quotedPhrases(t *text, c claim) string {
	for _, q := range quoted(t.s) {
		want := wordsOf(q)
		if want == "" {
			continue
		}
		found := false
		for _, e := range c.cites {
			if strings.Contains(" "+wordsOf(d.evidence[e].Passage.Text)+" ", " "+want+" ") {
				found = true
			}
		}
		if !found {
			return fmt.Sprintf("the quotation %q does not stand in the cited passages", q)
		}
	}
	return ""
}

// quoted returns what stands in double quotation marks.
func quoted(s string) []string {
	var out []string
	start := -1
	for i, r := range s {
		switch {
		case r == '“' || r == '«' || r == '„' || r == '"' && start < 0:
			start = i + len(string(r))
		case (r == '”' || r == '»' || r == '"') && start >= 0:
			out = append(out, s[start:i])
			start = -1
		}
	}
	return out
}

// wordsOf is the folded words of a text, separated by single spaces.
func wordsOf(s string) string {
	t := readText("en", s)
	words := make([]string, len(t.words))
	for i, w := range t.words {
		words[i] = w.fold
	}
	return strings.Join(words, " ")
}
