package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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
	enoughWords  = 0.7  // together
	enoughOwn    = 0.5  // one passage, to be worth citing beside a better one
	enoughMore   = 0.15 // or what it adds to the others
	enoughClause = 0.5  // of a clause, by the sentence that holds its figures and names
)

// verify checks a claim against the passages that it cites, without a model. It
// returns the quotes that carry it, or a reason for refusing it, in a form that
// a person or a model can act on.
func (d *desk) verify(c claim) (checked, string) {
	if len(c.missing) > 0 {
		return checked{}, fmt.Sprintf("it cites [%d], and there is no such passage", c.missing[0])
	}
	if len(c.cites) == 0 {
		return checked{}, "it cites no passage"
	}
	t := readText(d.evidence[c.cites[0]].Article.Language, c.text)
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
	if reason := d.carried(t, support); reason != "" {
		return checked{}, reason
	}
	out := checked{text: c.text}
	for _, s := range support {
		out.quotes = append(out.quotes, quote{s.in.index, s.start, s.end, s})
	}
	return out, ""
}

// support chooses the sentences that carry the claim: of each cited passage the
// one that holds most of it, and another one if that adds more. A passage that
// neither carries the claim alone nor adds to the better ones is not cited.
func (d *desk) support(t *text, c claim) []*sentence {
	type choice struct {
		sentences []*sentence
		share     float64
	}
	var choices []choice
	for _, e := range c.cites {
		var best, second *sentence
		top := 0.0
		candidates := d.sentencesOf(e)
		for _, s := range candidates {
			if share := d.bears(t, s); share > top {
				best, top = s, share
			}
		}
		if best == nil {
			continue
		}
		with := top
		for _, s := range candidates {
			if s == best {
				continue
			}
			if share := d.bears(t, best, s); share > with+0.1 {
				second, with = s, share
			}
		}
		if second != nil && top < 0.9 {
			choices = append(choices, choice{[]*sentence{best, second}, with})
		} else {
			choices = append(choices, choice{[]*sentence{best}, top})
		}
	}
	slices.SortStableFunc(choices, func(a, b choice) int { return cmp.Compare(b.share, a.share) })
	var out []*sentence
	for i, ch := range choices {
		switch {
		case i == 0,
			d.bears(t, append(slices.Clone(out), ch.sentences...)...) >= d.bears(t, out...)+enoughMore,
			ch.share >= enoughOwn && d.carried(t, ch.sentences) == "":
			out = append(out, ch.sentences...)
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
	for _, span := range p.spans {
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

// bears is the share of what the claim says that the sentences hold: its
// content words, themselves or by a closely related word, and its figures.
func (d *desk) bears(t *text, in ...*sentence) float64 {
	n, sum := len(t.quantities)+len(t.dates), 0.0
	for _, q := range t.quantities {
		sum += boolFloat(anyOf(in, func(s *sentence) bool { return d.carriesQuantity(s, t, q) }))
	}
	for _, x := range t.dates {
		sum += boolFloat(anyOf(in, func(s *sentence) bool { return s.carriesDate(t, x) }))
	}
	for i, w := range t.words {
		if !w.stop && !t.figureAt(i) {
			n++
			sum += d.holds(w, in)
		}
	}
	if n == 0 {
		return boolFloat(len(in) > 0)
	}
	return sum / float64(n)
}

func boolFloat(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// holds is 1 if a word of the claim stands in one of the sentences, less if only
// a related word does.
func (d *desk) holds(w word, in []*sentence) float64 {
	best := 0.0
	for _, s := range in {
		if s.stems[w.stem] || s.contextHolds(w.stem) {
			return 1
		}
		if w.number || w.upper {
			if s.holdsName(w) {
				best = 1
			}
			continue
		}
		best = max(best, d.related(term{word: w, vector: d.vectorOf(w.fold)}, s.text))
	}
	return best
}

// figureAt says that word i belongs to a quantity or a date.
func (t *text) figureAt(i int) bool {
	for _, q := range t.quantities {
		if i >= q.Start && i < q.End {
			return true
		}
	}
	for _, d := range t.dates {
		if i >= d.start && i < d.end {
			return true
		}
	}
	return false
}

// carried checks what the supporting sentences must hold: numbers, dates and
// names, each clause's together in one sentence; their order; negations, hedges
// and quantifiers; and enough of the words.
func (d *desk) carried(t *text, support []*sentence) string {
	for _, q := range t.quantities {
		if !anyOf(support, func(s *sentence) bool { return d.carriesQuantity(s, t, q) }) {
			return fmt.Sprintf("the number %q does not stand so in the cited passages", t.phrase(q.Start, q.End))
		}
	}
	for _, want := range t.dates {
		if !anyOf(support, func(s *sentence) bool { return s.carriesDate(t, want) }) {
			return fmt.Sprintf("the date %q does not stand in the cited passages", t.phrase(want.start, want.end))
		}
	}
	for i, w := range t.words {
		if (t.isName(i) || w.number && !t.figureAt(i)) && !anyOf(support, func(s *sentence) bool { return d.carriesName(s, t, i) }) {
			return fmt.Sprintf("%q does not stand in the cited passages", w.text)
		}
	}
	if share := d.bears(t, support...); share < enoughWords {
		return "too little of it stands in the cited passages"
	}
	for _, cl := range t.clauses() {
		carrying := slices.DeleteFunc(slices.Clone(support), func(s *sentence) bool { return !d.carriesClause(s, t, cl) })
		if len(carrying) == 0 {
			return fmt.Sprintf("no single sentence of the cited passages says %q", t.phrase(cl.Start, cl.End))
		}
		if w := t.opposedBy(cl, carrying); w != "" {
			return fmt.Sprintf("the cited passages say the opposite of %q", w)
		}
	}
	if reversed(t, support) {
		return "the cited passages give the parts the other way round"
	}
	return meaning(t, support)
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

// carriesQuantity says that the sentence gives the claimed number, of the thing
// that the claim counts.
func (d *desk) carriesQuantity(s *sentence, t *text, claim quantity) bool {
	for _, have := range s.quantities {
		if have.supports(claim) && d.sameCounted(s.text, have, claim) && !otherFigure(t, claim, s.text, have) {
			return true
		}
	}
	bare := claim.unit == "" || claim.year
	for _, have := range s.dates { // "24" said of a day, "2023" of a year
		if bare && (float64(have.day) == claim.value || float64(have.year) == claim.value) {
			return true
		}
	}
	return false
}

// otherFigure says that what the claim says of a figure, the source says of
// another one: of "£12 for adults and £5 for children", £5 for adults.
func otherFigure(t *text, claim quantity, source *text, have quantity) bool {
	mine := clauseOf(t, claim.Start)
	home := clauseOf(source, have.Start)
	own, other := 0, 0
	for i := mine.Start; i < mine.End; i++ {
		w := t.words[i]
		if w.stop || t.figureAt(i) {
			continue
		}
		atHome, elsewhere := false, false
		for _, at := range source.all(w) {
			c := clauseOf(source, at)
			atHome = atHome || c == home
			elsewhere = elsewhere || slices.ContainsFunc(source.quantities, func(q quantity) bool {
				return q.Start >= c.Start && q.End <= c.End && unitsAgree(q.unit, have.unit)
			})
		}
		switch {
		case atHome:
			own++
		case elsewhere:
			other++
		}
	}
	return other > own
}

func clauseOf(t *text, word int) corpus.Span {
	for _, c := range t.clauses() {
		if word >= c.Start && word < c.End {
			return c
		}
	}
	return corpus.Span{}
}

// sameCounted says that what the claim counts stands beside the source's figure.
func (d *desk) sameCounted(source *text, have, claim quantity) bool {
	if claim.unit == "" || claim.unit == "%" || isCurrency(claim.unit) || have.unit == claim.unit {
		return true
	}
	if _, measured := claim.measure(); measured {
		return true // supports has compared the measures
	}
	for i := max(0, have.Start-reach); i < min(len(source.words), have.End+reach); i++ {
		w := source.words[i]
		if slices.Contains(claim.nouns, w.stem) {
			return true
		}
		for _, noun := range claim.nouns {
			if !w.stop && dot(d.vectorOf(noun), d.vectorOf(w.fold)) >= nearWord {
				return true
			}
		}
	}
	return false
}

func (s *sentence) carriesDate(t *text, claim date) bool {
	for _, in := range append(s.context(), s.text) {
		for _, have := range in.dates {
			if have.supports(claim) && sameSide(t, claim.start, in, have.start) {
				return true
			}
		}
		for _, have := range in.quantities {
			if claim.month == 0 && claim.day == 0 && sameValue(have.value, float64(claim.year)) {
				return true
			}
		}
	}
	return false
}

// sides are the prepositions that say on which side of a date a thing lies.
var sides = map[string]int{"from": 1, "since": 1, "after": 1, "until": -1, "till": -1, "before": -1, "to": -1, "through": -1}

// sameSide says that the dates at word i of a and word j of b are not the
// beginning of one thing and its end.
func sameSide(a *text, i int, b *text, j int) bool {
	side := func(t *text, i int) int {
		if i == 0 {
			return 0
		}
		return sides[t.words[i-1].fold]
	}
	return side(a, i)*side(b, j) >= 0
}

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
