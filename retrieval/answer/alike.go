package answer

import (
	"maps"
	"slices"
	"strings"
	"time"

	"footnote/corpus"
)

// sameThing is how alike two figures must be, so that they speak of the same thing.
const (
	sameThing = 0.5
	// enoughAsked is the share of the question that what is said of a figure must cover,
	// so that it answers the question.
	enoughAsked = 0.6
	// enoughOfNoun is the same for a figure that counts the very noun that is asked for.
	enoughOfNoun = 0.45
	// surely is the same for a figure that is shown although no chosen sentence has it.
	surely = 0.85
	// enoughOfEvent is the same for dates and times, which stand beside much else.
	enoughOfEvent = 0.7
	// nearThing is how near what is said of a number must come to a word of the
	// question that another number is said with: it has a related word. nearEvent is
	// the same for dates: it stands in the sentence or the title.
	nearThing = relatedCredit * nearWord
	nearEvent = 0.75
	// relatedCredit is what a related word in the sentence counts.
	relatedCredit = 0.7
	// sameMeasured is the share of the larger clause's words that two measures,
	// amounts or percentages must have in common.
	sameMeasured = 0.3
	// divergence is the share of the question in which two figures may differ that
	// both answer it.
	divergence = 0.25
	// bothAsked makes two figures that answer the question the likelier to be of the
	// same thing.
	bothAsked = 0.15
)

// alike compares what two figures are said of, 0 to 1: the words of their clauses
// and the sentences' vectors. What is told apart is never alike.
func (d *disputes) alike(f, g *figure) float64 {
	if d.apartFrom(f, g) {
		return 0
	}
	a := min(d.askedFor(f), d.askedFor(g))
	if f.date != nil || f.clock != nil {
		if d.diverge(f, g, nearEvent) || f.tense()*g.tense() < 0 { // it opened, and is to open again
			return 0
		}
		return a - enoughOfEvent + sameThing
	}
	if max(d.askedFor(f), d.askedFor(g)) >= enoughAsked && d.diverge(f, g, nearThing) {
		return 0
	}
	smaller, larger := d.overlap(f.detail().said, g.detail().said)
	like := (smaller + max(0, dot(f.in.vector, g.in.vector))) / 2
	if !f.countsThings() && (larger < sameMeasured || min(len(f.detail().said), len(g.detail().said)) < 2) {
		like = 0 // kilometres tell nothing of what is so long
	}
	if (isCurrency(f.unit) || f.unit == "%") && !d.saidTogether(f, g) {
		return 0 // an amount is of the same thing only if something tells so
	}
	switch {
	case a >= enoughAsked:
		like = max(like+bothAsked, a-enoughAsked+sameThing)
	case a >= enoughOfNoun && f.counts(d.q.counted) && g.counts(d.q.counted):
		like += bothAsked
	}
	return like
}

// saidTogether says that two figures are said of the same: their clauses, or the
// sentences at which their pronouns point, share a word or a near one.
func (d *disputes) saidTogether(f, g *figure) bool {
	theirs := g.detail().about
	for w := range f.detail().about {
		if !light[w] && (theirs[w] || hasSynonym(theirs, w)) {
			return true
		}
	}
	return false
}

// tense says whether what a figure is said of has been or is to be.
func (f *figure) tense() int { return resolver{text: f.in.text}.tense(f.Start) }

// countsThings says that what a figure counts is named by its unit.
func (f *figure) countsThings() bool {
	_, measured := f.measure()
	return !measured && f.unit != "%" && !isCurrency(f.unit)
}

// diverge says that the question has words which one figure is said with and for
// which the other has nothing near: it asks how much was lost, and the other is how
// much is left.
func (d *disputes) diverge(f, g *figure, near float64) bool {
	lost := 0.0
	for i, t := range d.q.terms {
		if t.upper || t.number || light[t.stem] {
			continue
		}
		a, b := d.saidOf(f, i), d.saidOf(g, i)
		if max(a, b) == 1 && min(a, b) < near {
			lost += t.weight
		}
	}
	return lost > divergence*d.q.total
}

// askedFor is the share of the question that what is said of a figure covers, 0 to 1;
// 0 if the figure is not of the kind that is enoughAsked for, or given by the question.
func (d *disputes) askedFor(f *figure) float64 {
	v, known := d.asked[f]
	if !known {
		v = d.readAskedFor(f)
		d.asked[f] = v
	}
	return v
}

func (d *disputes) readAskedFor(f *figure) float64 {
	switch d.q.kind {
	case person, place, reason:
		return 0
	case moment:
		if f.date == nil && f.clock == nil || f.date != nil && d.q.hasDate(*f.date) {
			return 0
		}
	case duration:
		if m, ok := f.measure(); !ok || f.date != nil || m.dimension != "time" && m.dimension != "length" {
			return 0
		}
	default:
		if f.date != nil || f.clock != nil || d.q.hasQuantity(f.quantity) || !d.counted(f) {
			return 0
		}
	}
	sum := 0.0
	for i, t := range d.q.terms {
		sum += t.weight * d.saidOf(f, i)
	}
	if d.q.total == 0 {
		return 0
	}
	return sum / d.q.total
}

// counted says that a figure is in the unit, or counts the noun, that is enoughAsked for.
func (d *disputes) counted(f *figure) bool {
	m, measured := f.measure()
	switch {
	case d.q.dimension == money:
		return isCurrency(f.unit)
	case d.q.dimension != "":
		return measured && strings.Contains(d.q.dimension, m.dimension)
	case len(d.q.counted) == 0:
		return true
	}
	head := d.q.counted[len(d.q.counted)-1]
	return f.counts(d.q.counted) || oneOfPeople(head, f.unit) || synonymous(head, f.unit) || f.in.stems[head] && !measured
}

// saidOf says how far a figure's clause, sentence or article holds term i of the
// question, 0 to 1. A name may stand elsewhere in the article.
func (d *disputes) saidOf(f *figure, i int) float64 {
	t := d.q.terms[i]
	base := t.base()
	for k := f.detail().clause.Start; k < f.detail().clause.End; k++ {
		if w := f.in.words[k]; w.stem == t.stem || w.base() == base || synonymous(w.base(), base) || oneOfPeople(t.stem, w.stem) {
			return 1
		}
	}
	if f.in.stems[t.stem] {
		return 1
	}
	for _, before := range f.in.context() {
		if before.stems[t.stem] {
			return 0.8
		}
	}
	if f.in.in.title.stems[t.stem] && (t.upper || t.number) {
		return 0.8
	}
	if (t.upper || t.number) && f.in.in.stems[t.stem] {
		return 0.8
	}
	if f.in.in.stems[t.stem] {
		return 0.5
	}
	return relatedCredit * d.related(t, f.in.text)
}

// overlap is the weight that two sets have in common, as a share of the smaller one
// and of the larger one.
func (d *desk) overlap(a, b map[string]bool) (ofSmaller, ofLarger float64) {
	common, inA, inB := 0.0, 0.0, 0.0
	for _, w := range slices.Sorted(maps.Keys(a)) {
		weight := d.rarity(w)
		inA += weight
		if b[w] || hasSynonym(b, w) {
			common += weight
		}
	}
	for _, w := range slices.Sorted(maps.Keys(b)) {
		inB += d.rarity(w)
	}
	if inA == 0 || inB == 0 {
		return 0, 0
	}
	return min(1, common/min(inA, inB)), min(1, common/max(inA, inB))
}

func hasSynonym(set map[string]bool, base string) bool {
	for w := range set {
		if synonymous(w, base) && !opposed(w, base) {
			return true
		}
	}
	return false
}

// apartFrom says that two figures are of different things, however alike what is
// said of them: of different years or months, of a part and a whole, of things with
// different numbers in their names (BrewMate 300 and 500), or of names that have
// nothing in common. A name that the question gives must belong to both.
func (d *disputes) apartFrom(f, g *figure) bool {
	if f.date == nil {
		if !f.sameYear(g) && !d.dateless(f, g) || len(f.detail().whose.months) > 0 && len(g.detail().whose.months) > 0 && !common(f.detail().whose.months, g.detail().whose.months) {
			return true
		}
	}
	for name, label := range f.detail().whose.labels {
		if other, ok := g.detail().whose.labels[name]; ok && other != label {
			return true
		}
	}
	if f.whole > 0 && sameValue(f.whole, g.value) || g.whole > 0 && sameValue(g.whole, f.value) {
		return true
	}
	for _, n := range d.q.names {
		if f.in.in.names(n) != g.in.in.names(n) {
			return true
		}
		if here, there := f.in.names(n), g.in.names(n); here && !there && d.foreign(g, f) || there && !here && d.foreign(f, g) {
			return true
		}
	}
	for _, n := range d.q.figures {
		if f.in.in.holdsFigure(word{stem: n.stems[0], fold: n.stems[0]}) != g.in.in.holdsFigure(word{stem: n.stems[0], fold: n.stems[0]}) {
			return true
		}
	}
	if d.elsewhere(f.in) != d.elsewhere(g.in) {
		return true
	}
	if d.rivalWords(f, g) || d.substituted(f, g) {
		return true
	}
	return !d.shareTopic(f.in.in, g.in.in) || d.foreign(f, g) && d.foreign(g, f)
}

// names says that a passage or its article's title has a name of the question.
func (p *passage) names(a nameAsked) bool {
	last := word{stem: a.stems[len(a.stems)-1], fold: a.stems[len(a.stems)-1], text: a.stems[len(a.stems)-1]}
	return p.holdsName(last) || p.title.holdsName(last)
}

// elsewhere says that a sentence tells of another place than those that the question
// names: it has a place that neither the question nor its title has, and none of the
// question's names.
func (d *disputes) elsewhere(s *sentence) bool {
	if len(d.q.names) == 0 || slices.ContainsFunc(s.words, func(w word) bool { return w.upper && !w.stop && d.q.stems[w.stem] }) {
		return false
	}
	for _, n := range s.text.names() {
		if n.Start > 0 && namedPlaces[s.words[n.Start-1].fold] && !s.in.title.holdsName(s.words[n.Start]) {
			return true
		}
	}
	return false
}

// rivalWords says that the clauses have opposites, or two members of one class: the
// cranes of May are not those of June, nor are adults children.
func (d *disputes) rivalWords(f, g *figure) bool {
	mine, theirs := f.detail().about, g.detail().about
	for a := range mine {
		if theirs[a] {
			continue
		}
		for b := range theirs {
			if !mine[b] && (opposed(a, b) || rival(a, b)) {
				return true
			}
		}
	}
	return false
}

// substituted says that two clauses say the same of two things: they share several
// words, and differ in one, which the other's passage does not have. A loaf of rye is
// no loaf of spelt.
func (d *disputes) substituted(f, g *figure) bool {
	a, b := f.detail().said, g.detail().said
	only := func(a, b map[string]bool) (alone []string, shared int) {
		for w := range a {
			if b[w] || hasSynonym(b, w) {
				shared++
			} else {
				alone = append(alone, w)
			}
		}
		return alone, shared
	}
	mine, shared := only(a, b)
	theirs, _ := only(b, a)
	return shared > 1 && len(mine) == 1 && len(theirs) == 1 && !g.in.in.says(mine[0]) && !f.in.in.says(theirs[0])
}

// says says that a passage or its title has a word in some form.
func (p *passage) says(base string) bool {
	is := func(w word) bool { return w.base() == base }
	return slices.ContainsFunc(p.words, is) || slices.ContainsFunc(p.title.words, is)
}

// foreign says that the sentence of f has a name of somebody or something of which
// the passage of g says nothing, other than who says it.
func (d *disputes) foreign(f, g *figure) bool {
	for _, n := range f.in.text.names() {
		if f.in.speaks(n) || n.Start >= f.End && f.in.party(f.Span) != "" {
			continue
		}
		if !slices.ContainsFunc(f.in.words[n.Start:n.End], func(w word) bool {
			return g.in.in.text.holdsName(w) || g.in.in.title.holdsName(w)
		}) {
			return true
		}
	}
	return false
}

func common[K comparable](a, b map[K]bool) bool {
	for k := range a {
		if b[k] {
			return true
		}
	}
	return false
}

// dateless says that two figures of one publisher are said without a year: then the
// later one is what has become of the earlier one.
func (d *disputes) dateless(f, g *figure) bool {
	a, b := f.detail(), g.detail()
	return len(a.years)+len(a.whose.years)+len(b.years)+len(b.whose.years) == 0 && d.samePublisher(f, g)
}

// sameYear says that two figures may be of one year: the years that are said of them
// agree, or the years of their articles lie so near that the one may tell of the
// other's, or the passages name one year.
func (f *figure) sameYear(g *figure) bool {
	a, b := f.detail(), g.detail()
	mine, theirs := a.years, b.years
	if len(mine) == 0 || len(theirs) == 0 {
		mine, theirs = a.whose.years, b.whose.years
	}
	x, y := f.in.in.year, g.in.in.year
	near := func(years map[int]bool, p *passage) bool {
		// Early in a year, what is told without a year is often of the one before.
		return p.year == 0 || years[p.year] || years[p.year+1] || years[p.year-1] && p.published.Month() <= time.March
	}
	switch {
	case len(mine) > 0 && len(theirs) > 0:
		return common(mine, theirs)
	case len(mine) > 0 && near(mine, g.in.in), len(theirs) > 0 && near(theirs, f.in.in):
		return true
	case len(mine)+len(theirs) == 0 && (x == 0 || y == 0 || x-y <= 1 && y-x <= 1):
		return true
	}
	named, others := f.in.in.yearsNamed(), g.in.in.yearsNamed()
	return common(mine, others) || common(theirs, named) || len(mine)+len(theirs) == 0 && common(named, others)
}

// yearsNamed are the years that a passage names.
func (p *passage) yearsNamed() map[int]bool {
	out := make(map[int]bool)
	for _, x := range p.dates {
		if x.year > 0 {
			out[x.year] = true
		}
	}
	return out
}

// years are those that a sentence, or what it is read with, names.
func (s *sentence) years() map[int]bool {
	out := make(map[int]bool)
	for _, t := range append(s.context(), s.text, s.in.title) {
		for _, x := range t.dates {
			if x.year > 0 {
				out[x.year] = true
			}
		}
	}
	return out
}

// labels are the numbers that are parts of names, by the word before them.
func (s *sentence) labels() map[string]string {
	out := make(map[string]string)
	for _, t := range append(s.context(), s.text, s.in.title) {
		for i, w := range t.words {
			if w.number && i > 0 && t.gap(i-1) == " " && !t.figureAt(i) && t.words[i-1].upper {
				out[t.words[i-1].stem] = w.fold
			}
		}
	}
	return out
}

// shareTopic says that two passages have a name in common, or that one has none.
func (d *disputes) shareTopic(p, q *passage) bool {
	mine, theirs := d.topic(p), d.topic(q)
	if len(mine) == 0 || len(theirs) == 0 {
		return true
	}
	for name := range mine {
		if q.stems[name] || q.title.stems[name] {
			return true
		}
	}
	for name := range theirs {
		if p.stems[name] || p.title.stems[name] {
			return true
		}
	}
	return false
}

// topic is the names in a passage and in its article's title.
func (d *disputes) topic(p *passage) map[string]bool {
	if have, ok := d.topics[p]; ok {
		return have
	}
	out := make(map[string]bool)
	for _, t := range []*text{p.text, p.title} {
		for i, w := range t.words {
			if w.upper && !w.stop && !w.number && !dateWords[w.fold] && !connectives[w.fold] && (!t.opens(i) || p.capitalised(w)) {
				out[w.stem] = true
			}
		}
	}
	d.topics[p] = out
	return out
}

// speaks says that the name stands beside a verb of speech.
func (t *text) speaks(n corpus.Span) bool {
	for i := max(0, n.Start-2); i < min(len(t.words), n.End+2); i++ {
		if speech[t.words[i].fold] {
			return true
		}
	}
	return false
}

// capitalised says that the passage writes a word with a capital where it does
// not open a sentence.
func (p *passage) capitalised(w word) bool {
	for i, have := range p.words {
		if have.upper && have.stem == w.stem && !p.opens(i) {
			return true
		}
	}
	return false
}
