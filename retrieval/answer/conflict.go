package answer

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"

	"footnote/corpus"
)

// figure is one number or date of a sentence with what is said of it.
type figure struct {
	quantity
	date    *date // set for a date; the quantity then holds its words only
	in      *sentence
	context map[string]bool // content stems of its sentence
	beside  map[string]bool // those that stand near it
	whose   *whose
}

// whose is what tells the things apart that figures are of: see apartFrom.
type whose struct {
	years    map[int]bool
	labels   map[string]string
	subjects map[string]bool
}

// disagreement is one quantity that articles give differently.
type disagreement struct {
	about   string
	figures []figure // one for each value, newest article first
}

// sameThing is how alike the contexts of two figures must be, so that the
// figures speak of the same thing: the share of the smaller context's weight
// that the other one has too.
//
// Dates stand beside many things in a sentence, so they must be more alike.
const (
	sameThing = 0.5
	sameEvent = 0.75
)

func (f figure) threshold() float64 {
	if f.date != nil {
		return sameEvent
	}
	return sameThing
}

// conflicts finds the quantities on which different articles disagree and that
// matter to the answer: one side of each stands in a sentence of the answer.
func (d *desk) conflicts(chosen []*sentence) []disagreement {
	figures := d.figures()
	var out []disagreement
	used := map[*sentence]map[int]bool{}
	mark := func(f figure) {
		if used[f.in] == nil {
			used[f.in] = map[int]bool{}
		}
		used[f.in][f.Start] = true
	}
	for _, f := range figures {
		if used[f.in][f.Start] || !d.matters(f, chosen) {
			continue
		}
		sides := []figure{f}
		for _, g := range d.rivals(f, figures) {
			if !slices.ContainsFunc(sides, func(s figure) bool { return !s.contradicts(g) }) {
				sides = append(sides, g)
			}
		}
		if len(sides) < 2 {
			continue
		}
		for _, s := range sides {
			mark(s)
		}
		d.newestFirst(sides)
		out = append(out, disagreement{about: f.about(), figures: sides})
	}
	return out
}

// figures are the numbers of the evidence that count or measure something.
func (d *desk) figures() []figure {
	var out []figure
	for _, s := range d.sentences {
		if len(s.quantities) == 0 && len(s.dates) == 0 {
			continue
		}
		context := contentStems(s.words)
		of := &whose{s.years(), s.labels(), s.subjects()}
		for _, q := range s.quantities {
			if q.unit == "" || q.vague || q.year {
				continue
			}
			beside := contentStems(s.words[max(0, q.Start-reach):min(len(s.words), q.End+reach)])
			out = append(out, figure{quantity: q, in: s, context: context, beside: beside, whose: of})
		}
		if d.q.kind != moment {
			continue
		}
		for i, x := range s.dates {
			beside := contentStems(s.words[max(0, x.start-reach):min(len(s.words), x.end+reach)])
			q := quantity{Span: corpus.Span{Start: x.start, End: x.end}}
			out = append(out, figure{quantity: q, date: &s.dates[i], in: s, context: context, beside: beside, whose: of})
		}
	}
	return out
}

// reach is how many words on either side of a figure are what it is said of.
const reach = 8

func contentStems(words []word) map[string]bool {
	out := make(map[string]bool)
	for _, w := range words {
		if !w.stop && !w.number {
			out[w.stem] = true
		}
	}
	return out
}

// matters says that a figure belongs to the answer: its sentence stands there,
// whatever was asked, for no disputed figure may be shown as if it were none. A
// date belongs there only if it was asked for.
func (d *desk) matters(f figure, chosen []*sentence) bool {
	return slices.Contains(chosen, f.in) && (f.date == nil || d.asksFor(f))
}

// rivals are the figures of other articles that speak of the same thing as f:
// from each article the one that is most alike, if it is alike enough.
func (d *desk) rivals(f figure, all []figure) []figure {
	best := map[string]figure{}
	likeness := map[string]float64{}
	for _, g := range all {
		article := g.in.ref(d).ArticleID
		if article == f.in.ref(d).ArticleID || !f.comparable(g) {
			continue
		}
		l := d.alike(f, g)
		if l < f.threshold() || l <= likeness[article] {
			continue
		}
		// g must also be f's counterpart as seen from g: a sentence beside f
		// may be what g speaks of.
		if d.betterPartner(g, f, l, all) {
			continue
		}
		best[article], likeness[article] = g, l
	}
	out := make([]figure, 0, len(best))
	for _, g := range best {
		if f.contradicts(g) {
			out = append(out, g)
		}
	}
	sort.Slice(out, func(i, j int) bool { return d.before(out[i], out[j]) })
	return out
}

// betterPartner says that f's own article holds a figure that g resembles more
// than f.
func (d *desk) betterPartner(g, f figure, likeness float64, all []figure) bool {
	for _, h := range all {
		if h.in.ref(d).ArticleID != f.in.ref(d).ArticleID || h.in == f.in && h.Start == f.Start || !h.comparable(g) {
			continue
		}
		if d.alike(h, g) > likeness {
			return true
		}
	}
	return false
}

// comparable says that two figures measure in the same unit or count the same
// noun.
func (f figure) comparable(g figure) bool {
	if f.date != nil || g.date != nil {
		// "13 May" and "2023" say different things of one day.
		return f.date != nil && g.date != nil && (f.date.day > 0) == (g.date.day > 0) &&
			(f.date.month > 0) == (g.date.month > 0) && (f.date.year > 0) == (g.date.year > 0)
	}
	if mine, ok := f.measure(); ok {
		theirs, ok := g.measure()
		return ok && mine.dimension == theirs.dimension
	}
	if f.unit == "%" || isCurrency(f.unit) || g.unit == "%" || isCurrency(g.unit) {
		return f.unit == g.unit
	}
	return f.unit == g.unit || f.counts(g.nouns) && f.unit != "" && slices.Contains(g.nouns, f.unit) || slices.Contains(f.nouns, g.unit)
}

// contradicts says that two figures cannot both be right: the values differ, no
// rounding makes them equal, and no bound ("more than") lets both stand.
func (f figure) contradicts(g figure) bool {
	if f.date != nil {
		return !f.date.supports(*g.date) && !g.date.supports(*f.date)
	}
	a, b := f.quantity, g.quantity
	if mine, ok := a.measure(); ok { // both in the unit of a
		if theirs, ok := b.measure(); ok {
			b.value, b.step = b.value*theirs.factor/mine.factor, b.step*theirs.factor/mine.factor
		}
	}
	if sameValue(a.value, b.value) || (a.hedge != atLeast && a.hedge != atMost && roundsTo(a, b.value)) && a.step > b.step ||
		(b.hedge != atLeast && b.hedge != atMost && roundsTo(b, a.value)) && b.step > a.step {
		return false
	}
	return !bounds(a, b) && !bounds(b, a)
}

// bounds says that a is a bound that b keeps.
func bounds(a, b quantity) bool {
	switch a.hedge {
	case atLeast:
		return b.value >= a.value && b.hedge != atMost
	case atMost:
		return b.value <= a.value && b.hedge != atLeast
	}
	return false
}

// alike compares what two figures are said of, 0 to 1: the words of their
// sentences, or those beside them where much else is said, and the sentences'
// vectors. Figures of different years are never alike.
func (d *desk) alike(f, g figure) float64 {
	if d.apartFrom(f, g) {
		return 0
	}
	words := max(d.overlap(f.context, g.context), d.overlap(f.beside, g.beside))
	like := (words + max(0, dot(f.in.vector, g.in.vector))) / 2
	if d.asksFor(f) && d.asksFor(g) {
		like += bothAsked
	}
	return like
}

// Two figures that each answer the question are the likelier to be of the same
// thing.
const (
	bothAsked = 0.15
	asked     = 0.6 // share of the question that the figure's sentence covers
)

// asksFor says that the question asks for this figure.
func (d *desk) asksFor(f figure) bool {
	if d.share(f.in.covers) < asked {
		return false
	}
	switch d.q.kind {
	case quantum:
		return f.date == nil && d.q.asksFor(f.in.text, f.quantity)
	case duration:
		m, ok := f.measure()
		return f.date == nil && ok && m.dimension == "time"
	case moment:
		return f.date != nil && !d.q.hasDate(*f.date)
	}
	return false
}

// overlap is the share of the smaller set's weight that the other set holds too.
func (d *desk) overlap(a, b map[string]bool) float64 {
	common, inA, inB := 0.0, 0.0, 0.0
	for _, w := range sorted(a) {
		weight := d.rarity(w)
		inA += weight
		if b[w] {
			common += weight
		}
	}
	for _, w := range sorted(b) {
		inB += d.rarity(w)
	}
	if smaller := min(inA, inB); smaller > 0 {
		return common / smaller
	}
	return 0
}

// sorted makes sums of weights the same in every run.
func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

// apartFrom says that two figures are of different things, however alike what is
// said of them: of different years, of things with different numbers in their
// names (BrewMate 300 and 500), or of names that have nothing in common. A name
// that the question gives must belong to both.
func (d *desk) apartFrom(f, g figure) bool {
	if a, b := f.whose.years, g.whose.years; f.date == nil && len(a) > 0 && len(b) > 0 && !common(a, b) {
		return true
	}
	a, b := f.whose.labels, g.whose.labels
	for name, label := range a {
		if other, ok := b[name]; ok && other != label {
			return true
		}
	}
	for _, n := range d.q.names {
		if f.in.names(n) != g.in.names(n) {
			return true
		}
	}
	mine, theirs := f.whose.subjects, g.whose.subjects
	return len(mine) > 0 && len(theirs) > 0 && !common(mine, theirs)
}

func common[K comparable](a, b map[K]bool) bool {
	for k := range a {
		if b[k] {
			return true
		}
	}
	return false
}

// years are those that a sentence, or what it is read with, names; without any,
// the year in which its article was published.
func (s *sentence) years() map[int]bool {
	out := make(map[int]bool)
	for _, t := range append(s.context(), s.text, s.in.title) {
		for _, x := range t.dates {
			if x.year > 0 {
				out[x.year] = true
			}
		}
	}
	if y := s.in.year; len(out) == 0 && y > 0 {
		// What is told today may have happened last year.
		out[y], out[y-1], out[y+1] = true, true, true
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

// subjects are the names of a sentence and of what it is read with, without the
// people who are only quoted.
func (s *sentence) subjects() map[string]bool {
	out := make(map[string]bool)
	for _, t := range append(s.context(), s.text, s.in.title) {
		for _, n := range t.names() {
			if t.speaks(n) {
				continue
			}
			for i := n.Start; i < n.End; i++ {
				out[t.words[i].stem] = true
			}
		}
		// A name may open the sentence.
		if len(t.words) > 0 && t.words[0].upper && !t.words[0].stop && !connectives[t.words[0].fold] && s.in.capitalised(t.words[0]) {
			out[t.words[0].stem] = true
		}
	}
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

// rarity weighs a stem by how few of the sentences at hand hold it.
func (d *desk) rarity(stem string) float64 {
	if d.spread == nil {
		d.spread = make(map[string]int)
		for _, s := range d.sentences {
			for w := range s.stems {
				d.spread[w]++
			}
		}
	}
	n := float64(d.spread[stem])
	return math.Log(1 + (float64(len(d.sentences))+1)/(n+0.5))
}

func (d *desk) newestFirst(list []figure) {
	slices.SortStableFunc(list, func(a, b figure) int {
		if d.before(a, b) {
			return -1
		}
		if d.before(b, a) {
			return 1
		}
		return 0
	})
}

// before orders figures: newest article first, then by rank.
func (d *desk) before(a, b figure) bool {
	ta, tb := d.evidence[a.in.in.index].Article.Published, d.evidence[b.in.in.index].Article.Published
	if !ta.Equal(tb) {
		return ta.After(tb)
	}
	return cmp.Or(cmp.Compare(a.in.in.index, b.in.in.index), cmp.Compare(a.in.start, b.in.start)) < 0
}

// about names what a quantity counts, in the sentence's own words.
func (f figure) about() string {
	s, q := f.in, f.quantity
	switch {
	case f.date != nil:
		return "the date"
	case q.unit == "%":
		return "the percentage"
	case isCurrency(q.unit):
		return "the amount"
	}
	var words []string
	for i := q.End; i < len(s.text.words) && i < q.End+5; i++ {
		w := s.text.words[i]
		if !w.stop {
			words = append(words, w.text)
		}
		if w.stem == q.unit {
			// "litres of diesel"
			if i+2 < len(s.text.words) && s.text.words[i+1].fold == "of" && s.text.close(i) && s.text.close(i+1) && !s.text.words[i+2].stop {
				words = append(words, "of", s.text.words[i+2].text)
			}
			break
		}
	}
	return "number of " + strings.Join(words, " ")
}

// shown is a figure as the sentence puts it, with its sign or unit of measure.
func (f figure) shown() string {
	t := f.in.text
	start, end := t.words[f.Start].Start, t.words[f.End-1].End
	b := t.s[:start]
	for _, sign := range currencySigns {
		if strings.HasSuffix(strings.TrimRight(b, " "), sign) {
			start = len(strings.TrimSuffix(strings.TrimRight(b, " "), sign))
		}
	}
	if f.unit == "%" {
		rest := t.s[end:]
		if n := strings.Index(rest, "%"); n >= 0 && n <= 1 {
			return t.s[start : end+n+1]
		}
		return t.s[start:end] + "%"
	}
	if _, ok := f.measure(); ok && f.End < len(t.words) {
		end = t.words[f.End].End
	}
	return t.s[start:end]
}
