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
	enoughWords  = 0.6  // together
	enoughOwn    = 0.5  // one passage, to be worth citing beside a better one
	enoughMore   = 0.15 // or what it adds to the others
	enoughClause = 0.5  // of a clause, by the sentence that holds its figures and names
	enoughAlone  = 0.75 // by one sentence that need not be read with the others
	enoughAbout  = 0.75 // or by its passage, if the sentence has something of it
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
	if s := d.verbatim(t, c); s != nil {
		return checked{c.text, []quote{{s.in.index, s.start, s.end, s}}}, ""
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
		if w.stop || t.figureAt(i) {
			continue
		}
		held := d.holds(w, in)
		if held < 1 && t.isLight(i) {
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
	main := d.mainOf(t, support)
	if !anyOf(main, func(s *sentence) bool { return !turnedRound(t, s.text) && !waysTurned(t, s.text) }) || d.roleMoved(t, support) {
		return "the cited passages give the parts the other way round"
	}
	return meaningIn(t, support, main)
}

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

// carriesQuantity says that the sentence gives the claimed number, of the thing
// that the claim counts.
func (d *desk) carriesQuantity(s *sentence, t *text, claim quantity) bool {
	if t.numbered(claim) { // line 4, version 5
		a, b := t.words[claim.Start-1], t.words[claim.Start]
		if s.in.holdsRun(a, b) || s.in.title.holdsRun(a, b) {
			return true
		}
	}
	for i, have := range s.quantities {
		if claim.Start > 0 && claim.End == claim.Start+1 && sameValue(have.value, claim.value) && slices.Contains(have.nouns, t.words[claim.Start-1].stem) {
			return true // minute 81 is the 81st minute
		}
		if have.unit == "" && i > 0 && isCurrency(s.quantities[i-1].unit) && have.step >= 1e5 { // 214 million crowns, 18 million more
			have.unit = s.quantities[i-1].unit
		}
		if have.supports(claim) && have.tells(claim) && (d.sameCounted(s.text, have, claim) || have.unit == "" && d.countedBefore(s, claim)) && !otherFigure(t, claim, s.text, have) {
			return true
		}
	}
	if claim.value == 2 && s.stems["twice"] {
		return true
	}
	bare := claim.unit == "" || claim.year
	for _, have := range s.dates { // "24" said of a day, "2023" of a year
		if bare && (float64(have.day) == claim.value || float64(have.year) == claim.value) {
			return true
		}
	}
	return false
}

// clauseShare is the share of a clause's words that a sentence holds.
func (d *desk) clauseShare(t *text, c corpus.Span, s *sentence) float64 {
	n, sum := 0, 0.0
	for i := c.Start; i < c.End; i++ {
		if w := t.words[i]; !w.stop && !t.figureAt(i) {
			n++
			sum += max(d.holds(w, []*sentence{s}), boolFloat(t.isLight(i)))
		}
	}
	if n == 0 {
		return 1
	}
	return sum / float64(n)
}

// numbered says that a number is the name of a thing rather than a count: one
// word in figures behind a noun.
func (t *text) numbered(q quantity) bool {
	if next := q.End; q.unit != "" && (next == len(t.words) || isPlural(t.words[next].fold) || measures[t.words[next].stem].dimension != "" || currencyWords[t.words[next].stem] != "") || isCurrency(q.unit) || q.unit == "%" {
		return false
	}
	return q.End == q.Start+1 && q.Start > 0 && t.words[q.Start].number && t.gap(q.Start-1) == " " && !t.words[q.Start-1].stop
}

// otherFigure says that what the claim says of a figure, the source says of
// another one: of "£12 for adults and £5 for children", £5 for adults.
func otherFigure(t *text, claim quantity, source *text, have quantity) bool {
	mine := clauseOf(t, claim.Start)
	home := clauseOf(source, have.Start)
	for _, q := range t.quantities {
		if q.Span != claim.Span && q.Start >= mine.Start && q.End <= mine.End {
			return false // its words may belong to that one
		}
	}
	own, other := 0, 0
	for i := mine.Start; i < mine.End; i++ {
		w := t.words[i]
		if w.stop || t.figureAt(i) || currencyWords[w.stem] != "" {
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
			if !w.stop && (dot(d.vectorOf(noun), d.vectorOf(w.fold)) >= nearWord || synonymous(noun, w.stem) || oneOfPeople(noun, w.stem)) {
				return true
			}
		}
	}
	return false
}

// tells says that a number may be told by the bound that a claim gives: the same
// bound, or a number near it. Of at most 32 one does not say at most 60.
func (q quantity) tells(claim quantity) bool {
	if claim.hedge != atLeast && claim.hedge != atMost {
		return true
	}
	near := q
	near.hedge = exact
	return q.hedge == claim.hedge && sameValue(q.value, claim.value) || (q.hedge == exact || q.hedge == about) && near.bears(claim)
}

// countedBefore says that the sentence, or the one before it, speaks of what the
// claim counts: "of the 140 workers, 52 will go, and 30 are to retire".
func (d *desk) countedBefore(s *sentence, claim quantity) bool {
	in := []*text{s.text}
	if s.prev != nil {
		in = append(in, s.prev.text)
	}
	for _, t := range in {
		for _, w := range t.words {
			if slices.ContainsFunc(claim.nouns, func(n string) bool { return n == w.stem || synonymous(n, w.stem) }) {
				return true
			}
		}
	}
	return false
}

// humans are the stems of nouns for people in some capacity.
var humans = stemsOf(`participant volunteer adult member resident inhabitant visitor guest patient passenger spectator viewer fan customer
worker employee student pupil child man woman citizen person soldier user player survivor victim candidate`)

// oneOfPeople says that one of two counted nouns is people and the other one a
// noun for people: "3 volunteers" are "3 people".
func oneOfPeople(a, b string) bool {
	return a == "peopl" && humans[b] || b == "peopl" && humans[a]
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
