package answer

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"footnote/retrieval"
)

// disagreement is one quantity that the articles give differently.
type disagreement struct {
	about   string
	figures []*figure // one for each value, newest article first, or that of the time that is asked for
	// updated says that the newest of the figures replaces the others: its article
	// corrects them, or is a later one of the same publisher.
	updated bool
}

// told are the figures that are shown: not the one that a correction repeats, where
// the report is at hand that it corrects.
func (c disagreement) told() []*figure {
	return slices.DeleteFunc(slices.Clone(c.figures), func(h *figure) bool {
		return h.former && slices.ContainsFunc(c.figures, func(f *figure) bool { return f != h && !f.former && !f.clashes(h) })
	})
}

// conflicts finds the quantities on which the sources disagree and for which the
// question asks: one side of each stands in a sentence of the answer, or, if there
// is none, is surely what is asked for.
func (d *desk) conflicts(chosen []*sentence) []disagreement {
	x := d.disputes()
	out := x.over(func(f *figure) bool { return x.fits(f) && x.holds(chosen, f) }, chosen)
	if len(out) == 0 {
		out = x.over(x.surelyAsked, chosen)
	}
	return out
}

// besides finds the quantities that nobody asked for, but that the sentence which
// answers gives, and other sources give otherwise.
func (d *desk) besides(chosen []*sentence) []disagreement {
	if len(chosen) == 0 || d.q.kind == quantum || d.q.kind == duration || d.q.kind == moment {
		return nil // it asks for another figure
	}
	x := d.disputes()
	return x.over(func(f *figure) bool { return f.in == chosen[0] }, chosen)
}

// holds says that a figure stands in one of the sentences, or that one which it
// corrects does.
func (d *disputes) holds(chosen []*sentence, f *figure) bool {
	return slices.Contains(chosen, f.in) || f.corrects != nil && slices.Contains(chosen, f.corrects.in)
}

// fits says that a figure is of the kind for which the question asks.
func (d *disputes) fits(f *figure) bool {
	m, measured := f.measure()
	switch d.q.kind {
	case person, place, reason:
		return false
	case moment:
		if w := d.q.words[0].fold; isAuxiliary[w] || w == "did" || w == "does" || w == "do" { // "Was anyone hurt when …?"
			return f.date == nil && f.clock == nil && slices.ContainsFunc(d.q.terms, func(t term) bool { return f.detail().said[t.base()] })
		}
		return f.date != nil || f.clock != nil
	case duration:
		return measured && (m.dimension == "time" || m.dimension == "length")
	case quantum:
		if d.q.asksSize() {
			return !f.countsThings() && d.q.shares(f.in) || f.countsPeople() && d.q.holdsAny(crowds)
		}
		return f.date == nil && f.clock == nil && (f.none || d.counted(f) && !f.besideOne(d.q.counted) || measured && f.saidWith(d.q.counted))
	}
	return d.askedFor(f) >= enoughAsked
}

// besideOne says that another figure of the sentence counts the nouns, and this one
// does not.
func (f *figure) besideOne(nouns []string) bool {
	return len(nouns) > 0 && !f.counts(nouns) && slices.ContainsFunc(f.in.quantities, func(q quantity) bool { return q.Start != f.Start && q.counts(nouns) })
}

// saidWith says that the sentence of a figure has the last of these nouns: "how much
// oil" is told in litres.
func (f *figure) saidWith(nouns []string) bool {
	return len(nouns) > 0 && f.in.stems[nouns[len(nouns)-1]]
}

// asksSize says that a question asks how big something is: no count of other things
// tells that, unless it is made of people.
func (q *query) asksSize() bool {
	for i := 1; i < len(q.words); i++ {
		if q.words[i-1].fold == "how" && (q.words[i].fold == "big" || q.words[i].fold == "large") {
			return true
		}
	}
	return false
}

// shares says that a sentence has a word of the question other than a name.
func (q *query) shares(s *sentence) bool {
	return slices.ContainsFunc(q.terms, func(t term) bool { return !t.upper && !t.number && s.stems[t.stem] })
}

var crowds = set(`crowd crowds audience army family staff workforce team crew population class turnout demonstration march protest rally
congregation group community party`)

// disputes compares the figures of the evidence with each other.
type disputes struct {
	*desk
	all    []*figure
	topics map[*passage]map[string]bool // the names in a passage and its title
	asked  map[*figure]float64          // what askedFor found
}

func (d *desk) disputes() *disputes {
	return &disputes{desk: d, all: d.figures(), topics: make(map[*passage]map[string]bool), asked: make(map[*figure]float64)}
}

// over are the disagreements of which one side matters.
func (d *disputes) over(matters func(*figure) bool, chosen []*sentence) []disagreement {
	var out []disagreement
	used := map[spot]bool{}
	for _, f := range d.all {
		if used[f.spot()] || !matters(f) || f.former || !d.countsHere(f) {
			continue
		}
		sides := []*figure{f}
		for _, g := range d.rivals(f) {
			if !used[g.spot()] && !slices.ContainsFunc(sides, func(s *figure) bool { return !s.clashes(g) }) {
				sides = append(sides, g)
			}
		}
		sides = d.corrected(sides)
		if h := f.corrects; h != nil && h.in != f.in && slices.Contains(chosen, h.in) {
			// The answer has the sentence that tells what was wrong.
			out = append(out, disagreement{about: f.about(), figures: append([]*figure{f, h}, d.withdrawnBy(f, sides)...), updated: true})
			used[f.spot()] = true
			continue
		}
		if len(sides) < 2 {
			continue
		}
		for _, s := range sides {
			used[s.spot()] = true
		}
		d.newestFirst(sides)
		current, replaced := d.replaced(sides)
		if len(current) > 1 {
			out = append(out, disagreement{about: f.about(), figures: d.inOrder(current)})
		}
		if len(replaced) > 0 {
			out = append(out, disagreement{about: f.about(), figures: d.inOrder(append(slices.Clone(current[:1]), replaced...)), updated: true})
		}
	}
	return out
}

// corrected puts the figure of a correction in the place of those that agree with
// it, where it withdraws one of the sides.
func (d *disputes) corrected(sides []*figure) []*figure {
	for _, g := range d.all {
		if g.former || slices.Contains(sides, g) || !d.corrects(g) || len(d.withdrawnBy(g, sides)) == 0 {
			continue
		}
		sides = append(slices.DeleteFunc(slices.Clone(sides), func(s *figure) bool { return !s.clashes(g) }), g)
	}
	return sides
}

// corrects says that the sentence of a figure, or one beside it, withdraws another.
func (d *disputes) corrects(g *figure) bool {
	return slices.ContainsFunc(d.all, func(h *figure) bool { return h.former && h.in.neighbours(g.in) })
}

// withdrawnBy are those of the figures that the article of g says to be wrong.
func (d *disputes) withdrawnBy(g *figure, list []*figure) []*figure {
	var out []*figure
	for _, f := range list {
		if f != g && f.comparesWith(g) && f.clashes(g) && d.withdraws(g, f) {
			out = append(out, f)
		}
	}
	return out
}

// neighbours says that two sentences are one, or neighbours.
func (s *sentence) neighbours(t *sentence) bool { return s == t || s.next == t || t.next == s }

// withdraws says that beside g stands the value of f, as one that is wrong or no
// longer so.
func (d *disputes) withdraws(g, f *figure) bool {
	if f.in.ref(d.desk).ArticleID == g.in.ref(d.desk).ArticleID {
		return false
	}
	return slices.ContainsFunc(d.all, func(h *figure) bool {
		return h.former && h.in.neighbours(g.in) && (h.comparesWith(f) && (h.in == g.in || g.corrects == h || h.comparesWith(g)) || h.unit == "") && !h.clashes(f)
	})
}

// spot is where a figure stands.
type spot struct {
	in    *sentence
	start int
}

func (f *figure) spot() spot { return spot{f.in, f.Start} }

// figures are those of the evidence.
func (d *desk) figures() []*figure {
	var out []*figure
	in := make(map[*sentence][]*figure)
	for _, s := range d.sentences {
		if quotable(s) && !d.isOrder(s) {
			in[s] = figuresIn(s, in[s.prev])
			out = append(out, in[s]...)
		}
	}
	return out
}

// surelyAsked says that a question for a number, a date or a time asks for this
// figure, though the answer holds other sentences: that it is disputed is an answer.
func (d *disputes) surelyAsked(f *figure) bool {
	switch d.q.kind {
	case quantum, duration, moment:
		return d.fits(f) && d.askedFor(f) >= surely
	}
	return false
}

// countsHere says that a figure of the answer may be disputed: a number whatever was
// asked, for no disputed figure may be shown as if it were none; a date or a time
// only if it was asked for, since they stand beside many things in a sentence.
func (d *disputes) countsHere(f *figure) bool {
	return f.date == nil && f.clock == nil || d.q.kind == moment && d.askedFor(f) >= enoughAsked
}

// rivals are the figures that speak of the same thing as f and give another value:
// of each other article the one that is most alike, and of its own article those
// that somebody else gives.
func (d *disputes) rivals(f *figure) []*figure {
	best := map[string]*figure{}
	likeness := map[string]float64{}
	var out []*figure
	mine := f.in.ref(d.desk).ArticleID
	for _, g := range d.all {
		article := g.in.ref(d.desk).ArticleID
		if g.former || !f.comparesWith(g) {
			continue
		}
		if article == mine {
			if d.otherParty(f, g) {
				out = append(out, g)
			}
			continue
		}
		l := d.alike(f, g)
		if d.names(g, f) || d.names(f, g) {
			l = max(l, sameThing)
		}
		if f.sameAs(g) && (l >= sameThing || d.agrees(f, g)) {
			l = max(l, sameThing) + agreement
		}
		if l < sameThing || d.betterPartner(g, f, l) {
			continue
		}
		if l <= likeness[article] {
			continue
		}
		best[article], likeness[article] = g, l
	}
	for _, article := range slices.Sorted(maps.Keys(best)) {
		if g := best[article]; f.clashes(g) {
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, d.byDate)
	return out
}

// names says that a correction names the value of f as wrong: few things that can be
// compared have it, so that it speaks of the same.
func (d *disputes) names(g, f *figure) bool {
	h := g.corrects
	return h != nil && h.value > chance && h.sameAs(f) && h.comparesWith(f) && f.value == h.value && !d.apartFrom(f, h)
}

// replaced parts the figures, newest first, into those that stand and those that a
// later one replaces: a later article of the same publisher tells another value, or
// a later article says itself that the earlier value is outdated.
func (d *disputes) replaced(sides []*figure) (current, replaced []*figure) {
	for i, f := range sides {
		later := slices.ContainsFunc(sides[:i], func(g *figure) bool { return d.replaces(g, f) })
		if later {
			replaced = append(replaced, f)
		} else {
			current = append(current, f)
		}
	}
	return current, replaced
}

// samePublisher says that two figures stand in articles of one source or publisher.
func (d *disputes) samePublisher(f, g *figure) bool {
	a, b := d.evidence[f.in.in.index].Article, d.evidence[g.in.in.index].Article
	return a.SourceID == b.SourceID || a.Publisher != "" && strings.EqualFold(a.Publisher, b.Publisher)
}

func (d *disputes) replaces(g, f *figure) bool {
	mine, theirs := d.evidence[f.in.in.index].Article, d.evidence[g.in.in.index].Article
	if mine.ID == theirs.ID {
		return false
	}
	if theirs.Published.After(mine.Published) && !mine.Published.IsZero() && d.samePublisher(f, g) {
		return true
	}
	return d.withdraws(g, f)
}

func (d *desk) newestFirst(list []*figure) { slices.SortStableFunc(list, d.byDate) }

// inOrder is the figures in the order in which they are shown.
func (d *desk) inOrder(list []*figure) []*figure {
	slices.SortStableFunc(list, d.byTime)
	return list
}

// byDate orders figures: newest article first, then by rank.
func (d *desk) byDate(a, b *figure) int {
	ta, tb := d.evidence[a.in.in.index].Article.Published, d.evidence[b.in.in.index].Article.Published
	return cmp.Or(tb.Compare(ta), cmp.Compare(a.in.in.index, b.in.in.index), cmp.Compare(a.in.start, b.in.start), cmp.Compare(a.Start, b.Start))
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

// about names what a quantity counts, in the sentence's own words.
func (f figure) about() string {
	s, q := f.in, f.quantity
	switch {
	case f.date != nil:
		return "the date"
	case f.clock != nil:
		return "the time"
	case q.unit == "%":
		return "the percentage"
	case isCurrency(q.unit):
		return "the amount"
	}
	if m, ok := f.measure(); ok && dimensionNames[m.dimension] != "" {
		// "litres of diesel"
		if i := f.End + 1; i+1 < len(s.words) && s.words[i].fold == "of" && s.close(i-1) && s.close(i) && !s.words[i+1].stop {
			return "the " + dimensionNames[m.dimension] + " of " + s.words[i+1].text
		}
		return "the " + dimensionNames[m.dimension]
	}
	if i := q.Start - 1; i > 0 && (s.words[i].stem == q.unit || s.words[i].fold == "of" && s.words[i-1].stem == q.unit) {
		return "the " + strings.ToLower(q.before(s.text))
	}
	for i, w := range s.words {
		if w.stem == q.unit && (i < q.Start || i >= q.End) {
			words := []string{w.text}
			for k := i - 1; k >= q.End && !s.words[k].stop; k-- {
				words = append([]string{s.words[k].text}, words...)
			}
			// "containers of grain"
			if i+2 < len(s.words) && s.words[i+1].fold == "of" && s.close(i) && s.close(i+1) && !s.words[i+2].stop {
				words = append(words, "of", s.words[i+2].text)
			}
			return "the number of " + strings.Join(words, " ")
		}
	}
	if f.countsPeople() {
		return "the number of people"
	}
	return "the number"
}

// before is the noun before a number that says what it is: magnitude 6.1.
func (q quantity) before(t *text) string {
	if t.words[q.Start-1].fold == "of" {
		return t.words[q.Start-2].text
	}
	return t.words[q.Start-1].text
}

// dimensionNames name what a unit measures, where no word of the sentence does.
var dimensionNames = map[string]string{
	"time": "length of time", "length": "length", "mass": "weight", "volume": "amount", "area": "area", "power": "power",
	"data": "amount of data", "temperature": "temperature",
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
	if _, ok := f.measure(); ok {
		for n := 0; n < 2 && f.End+n < len(t.words) && slices.Contains(f.nouns, t.words[f.End+n].stem); n++ {
			end = t.words[f.End+n].End
		}
	}
	return t.s[start:end]
}

// claim is a figure as one side of a conflict.
func (d *desk) claim(out *retrieval.Answer, f *figure) retrieval.Claim {
	n := d.cite(out, quote{f.in.in.index, f.in.start, f.in.end, f.in})
	return retrieval.Claim{Value: f.shown(), By: f.party(), Later: d.later(f), Text: plain(f.in.s), Citations: []int{n}}
}
