package answer

import (
	"cmp"
	"fmt"
	"regexp"
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
	enoughWords  = 0.5  // together
	enoughOwn    = 0.5  // one passage, to be worth citing beside a better one
	enoughMore   = 0.15 // or what it adds to the others
	enoughClause = 0.5  // of a clause, by the sentence that holds its figures and names
	enoughAlone  = 0.75 // by one sentence that need not be read with the others
	enoughAbout  = 0.75 // or by its passage, if the sentence has something of it
	enoughOfOne  = 0.9  // by the sentences of one passage, to look for no more
	worthMore    = 0.1  // that a further sentence of one passage must add
)

// mostOfOne is how many sentences of one passage a claim may be put together of.
const mostOfOne = 3

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
	if s := d.verbatim(t, c); s != nil {
		return checked{c.text, []quote{{s.in.index, s.start, s.end, s}}}, ""
	}
	if reason := d.quotedPhrases(t, c); reason != "" {
		return checked{}, reason
	}
	if address := d.inventedAddress(c); address != "" {
		return checked{}, fmt.Sprintf("the address %q does not stand in the cited passages", address)
	}
	support := d.support(t, c)
	if len(support) == 0 {
		return checked{}, "the cited passages say nothing of the kind"
	}
	if reason := d.carried(t, support); reason != "" {
		return checked{}, reason
	}
	if reason := d.added(t, c.cites); reason != "" {
		return checked{}, reason
	}
	out := checked{text: c.text}
	for _, s := range support {
		out.quotes = append(out.quotes, quote{s.in.index, s.start, s.end, s})
	}
	return out, ""
}

// verbatim is the sentence of a cited passage that is the claim, word for word.
func (d *desk) verbatim(t *text, c claim) *sentence {
	for _, e := range c.cites {
		for _, s := range d.sentencesOf(e) {
			if sameWords(t, s.text) || sameWords(t, readText("en", plain(s.s))) {
				return s
			}
		}
	}
	return nil
}

// sameWords says that two texts have the same words in the same order, and the
// same signs with their figures.
func sameWords(a, b *text) bool {
	if len(a.words) != len(b.words) {
		return false
	}
	for i, w := range a.words {
		if w.text != b.words[i].text || i > 0 && (w.number || a.words[i-1].number) && strings.TrimSpace(a.gap(i-1)) != strings.TrimSpace(b.gap(i-1)) {
			return false
		}
	}
	return true
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
		var picked []*sentence
		share := 0.0
		candidates := d.sentencesOf(e)
		for len(picked) < mostOfOne && share < enoughOfOne {
			var next *sentence
			with := share
			for _, s := range candidates {
				least := with
				if picked != nil {
					least = max(with, share+worthMore)
				}
				if x := d.bears(t, append(slices.Clone(picked), s)...); x > least {
					next, with = s, x
				}
			}
			if next == nil {
				break
			}
			picked, share = append(picked, next), with
		}
		if picked != nil {
			choices = append(choices, choice{picked, share})
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

// sentencesOf is the sentences of one piece of evidence that state something. One that was
// merged into another article's stands there.
func (d *desk) sentencesOf(evidence int) []*sentence {
	var out []*sentence
	p := d.passages[evidence]
	e := d.evidence[evidence]
	for _, span := range p.spans {
		if s := d.sentenceAt(p, e.Passage.Start+span.Start, e.Passage.Start+span.End); !d.isOrder(s) {
			out = append(out, s)
		}
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
	s := &sentence{text: p.part(start-e.Passage.Start, end-e.Passage.Start), in: p, start: start, end: end}
	if have := d.merges[standing{e.Article.Revision, start}]; have != nil {
		s.also = addRef(s.also, have.ref(d))
		for _, r := range have.also {
			if r.ArticleID != e.Article.ID {
				s.also = addRef(s.also, r)
			}
		}
	}
	return s
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
		if w.stop || t.figureAt(i) || t.unitAt(i) {
			continue
		}
		held := d.holds(w, in)
		if held < 1 && (t.isLight(i) || doubt.words[w.fold] || degrees[w.fold]) {
			continue
		}
		n++
		sum += held
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
		if s.stems[w.stem] || s.contextHolds(w.stem) || (w.number || w.upper) && s.holdsName(w) {
			return 1
		}
		best = max(best, d.nearestTo(w, s.text))
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
	if span := t.unfounded(support); span != "" {
		return fmt.Sprintf("the number %q does not stand so in the cited passages", span)
	}
	for _, want := range t.dates {
		if !anyOf(support, func(s *sentence) bool { return s.carriesDate(t, want) }) {
			return fmt.Sprintf("the date %q does not stand in the cited passages", t.phrase(want.start, want.end))
		}
	}
	for _, w := range t.words {
		if hourWords[w.fold] && !anyOf(support, func(s *sentence) bool { return s.stems[w.stem] || s.stems["12"] }) {
			return fmt.Sprintf("the cited passages do not say that it was at %q", w.text)
		}
	}
	if phrase := t.timeLacking(support); phrase != "" {
		return fmt.Sprintf("the cited passages do not say that it was %q", phrase)
	}
	for i, w := range t.words {
		if (d.namedAt(t, i) || w.number && !t.figureAt(i)) && !anyOf(support, func(s *sentence) bool { return d.carriesName(s, t, i) }) {
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
		if d.surpassed(t, cl, carrying, support) {
			return fmt.Sprintf("the cited passages give another figure for %q", t.phrase(cl.Start, cl.End))
		}
		if w := t.opposedBy(cl, carrying); w != "" {
			return fmt.Sprintf("the cited passages say the opposite of %q", w)
		}
	}
	if reversed(t, support) {
		return "the cited passages give the parts the other way round"
	}
	main := d.mainOf(t, support)
	if name := misplaced(t, main); name != "" {
		return fmt.Sprintf("the cited passages have another name where it has %q", name)
	}
	if !anyOf(main, func(s *sentence) bool {
		return !turnedRound(t, s.text) && !waysTurned(t, s.text) && !placeMoved(t, s) && !exchanged(t, s)
	}) || d.roleMoved(t, support) {
		return "the cited passages give the parts the other way round"
	}
	if anyOf(main, func(s *sentence) bool { return d.deniedAway(t, s) }) {
		return "the cited passages deny it"
	}
	return meaningIn(t, support, main)
}

// hourWords are hours of the day that are no figures.
var hourWords = set(`noon midday midnight`)

// mainOf is the sentences that carry each clause of the claim and most of its
// words; all, if none does.
func (d *desk) mainOf(t *text, support []*sentence) []*sentence {
	var out []*sentence
	for _, s := range support {
		whole := d.bears(t, s) >= enoughAlone
		for _, c := range t.clauses() {
			whole = whole && d.carriesClause(s, t, c) && d.clauseShare(t, c, s) >= enoughClause
		}
		if whole {
			out = append(out, s)
		}
	}
	if out == nil {
		return support
	}
	return out
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

// clauseShare is the share of a clause's words that a sentence holds.
func (d *desk) clauseShare(t *text, c corpus.Span, s *sentence) float64 {
	n, sum := 0, 0.0
	for i := c.Start; i < c.End; i++ {
		if w := t.words[i]; !w.stop && !t.figureAt(i) {
			n++
			held := d.holds(w, []*sentence{s})
			if s.prev != nil && s.holdsAny(carriers) {
				held = max(held, d.nearestTo(w, s.prev.text))
			}
			sum += max(held, boolFloat(t.isLight(i)))
		}
	}
	if n == 0 {
		return 1
	}
	return sum / float64(n)
}

func clauseOf(t *text, word int) corpus.Span {
	for _, c := range t.clauses() {
		if word >= c.Start && word < c.End {
			return c
		}
	}
	return corpus.Span{}
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

// webAddress matches what a reader, or Discord, takes for a link.
var webAddress = regexp.MustCompile(`(?i)(?:[a-z][a-z0-9+.-]*://|www\.)[^\s<>"”“)\]]+`)

// inventedAddress is an address in the claim that no cited passage has: code alone
// says where a source can be opened.
func (d *desk) inventedAddress(c claim) string {
	for _, found := range webAddress.FindAllString(c.text, -1) {
		found = strings.TrimRight(found, ".,;:!?'’")
		if !slices.ContainsFunc(c.cites, func(e int) bool { return strings.Contains(d.evidence[e].Passage.Text, found) }) {
			return found
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
