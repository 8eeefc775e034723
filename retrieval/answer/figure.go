package answer

import (
	"maps"
	"math"
	"slices"
	"strings"

	"footnote/corpus"
)

// figure is one number, date or time of day in a sentence, with what is said of it.
type figure struct {
	quantity
	high  float64 // the upper end of a range that value begins; 0 for a single value
	date  *date   // set for a date; the quantity then holds its words only
	clock *clock  // set for a time of day, likewise
	in    *sentence

	per    string  // "hour" in "68 miles an hour"
	former bool    // the sentence itself says that this is no longer so
	none   bool    // "no one was hurt"
	whole  float64 // 400 of "180 of the 400"; 0 for a figure that is no part
	// corrects is the figure, called wrong beside this one, in whose place this one
	// stands; nil for none.
	corrects *figure
	// unnamed says that the figure stands without what it counts, against one before
	// it: "the organisers 35,000".
	unnamed bool

	details *details // read when needed; see detail
}

// details are what is said of a figure.
type details struct {
	clause corpus.Span     // the words that it is said with
	said   map[string]bool // the base forms of the content words there, without names
	about  map[string]bool // those, and those of the sentence that its pronoun points at
	years  map[int]bool    // to which it belongs, as far as that is said
	whose  *whose
	by     string // who says so, if the sentence tells
}

func (f *figure) detail() *details {
	if f.details == nil {
		s := f.in
		c := s.clauseAround(f.Span)
		said, by := s.saidIn(c, f.quantity), s.party(f.Span)
		for _, w := range readText("en", by).words {
			delete(said, w.base()) // who says so is not what is said
		}
		about := said
		if s.anaphor {
			about = maps.Clone(said)
			for _, t := range s.background() {
				for _, w := range t.words {
					if !w.stop && !w.number && !w.upper {
						about[w.base()] = true
					}
				}
			}
		}
		if h := f.corrects; h != nil && h.in != s {
			said = maps.Clone(said)
			maps.Copy(said, h.detail().said)
			about = said
		}
		f.details = &details{
			about:  about,
			clause: c, said: said, years: s.yearsOf(clauseOf(s.text, f.Start)), by: by,
			whose: &whose{s.years(), s.months(), s.labels()},
		}
	}
	return f.details
}

// party is who gives the figure, "" if the sentence does not tell.
func (f *figure) party() string { return f.detail().by }

// reach is how many words on either side of a figure are what it is said of.
const reach = 8

// whose is what tells the things apart that figures are of: see apartFrom.
type whose struct {
	years  map[int]bool
	months map[int]bool
	labels map[string]string
}

// figuresIn are the numbers of a sentence that count or measure something, its
// dates, and its times of day. before are those of the sentence before it.
func figuresIn(s *sentence, before []*figure) []*figure {
	zeros := s.zeros()
	clocks, taken := findClocks(s.text)
	if len(s.quantities)+len(s.dates)+len(zeros)+len(clocks) == 0 {
		return nil
	}
	var out []*figure
	add := func(f *figure) {
		f.in = s
		out, before = append(out, f), append(before, f)
	}
	for i := 0; i < len(s.quantities); i++ {
		q := s.quantities[i]
		if q.vague || q.year && q.unit == "" || taken[q.Start] || s.restricts(q) {
			continue
		}
		f := &figure{quantity: q, per: s.rate(q), former: s.outdated(q.Span), whole: s.partOf(q)}
		if next := i + 1; next < len(s.quantities) && s.spans(q, s.quantities[next]) {
			f.high, f.End = s.quantities[next].value, s.quantities[next].End
			f.nouns, f.unit = s.quantities[next].nouns, s.quantities[next].unit
			i = next
		}
		if q.End < len(s.words) && len(q.nouns) == 1 && s.actsAt(q.End) { // "a magnitude of 5.8 shook"
			f.nouns, f.unit = nil, ""
		}
		if h := s.correctsBefore(q.Span, before); h != nil && h.in != s && (f.unit == "" || f.unit == h.unit) {
			f.corrects, f.nouns, f.unit = h, h.nouns, h.unit
		}
		if f.unit == "" {
			f.nouns = s.countedElsewhere(q)
			if q.End+1 < len(s.words) && s.words[q.End].fold == "of" && ofThem[s.words[q.End+1].fold] && len(before) > 0 {
				last := before[len(before)-1]
				f.nouns, f.whole = last.nouns, last.value
			}
			if len(f.nouns) == 0 && len(before) > 0 {
				f.nouns = s.countedBefore(q, before[len(before)-1])
				f.unnamed = true
			}
			switch {
			case len(f.nouns) > 0:
				f.unit = f.nouns[len(f.nouns)-1]
			case !f.former:
				continue
			}
		}
		add(f)
	}
	for _, z := range zeros {
		add(&figure{quantity: z, none: true})
	}
	for i, x := range s.dates {
		n := corpus.Span{Start: x.start, End: x.end}
		add(&figure{quantity: quantity{Span: n}, date: &s.dates[i], former: s.withdrawn(n)})
	}
	for i, c := range clocks {
		add(&figure{quantity: quantity{Span: c.Span}, clock: &clocks[i]})
	}
	for _, f := range out { // "22 metres, not 14"
		for _, h := range out {
			if h.former && !f.former && f.corrects == nil && h.unit == f.unit && h.comparesWith(f) {
				f.corrects = h
			}
		}
	}
	return out
}

// restricts says that a number narrows what is spoken of and counts nothing:
// "those under 30", "children over 12 years".
func (t *text) restricts(q quantity) bool {
	if q.Start < 2 || q.hedge != atLeast && q.hedge != atMost {
		return false
	}
	return narrowed[t.words[q.Start-2].fold]
}

var narrowed = set(`those people adults children pupils persons everyone anyone women men boys girls members`)

// spans says that two neighbouring numbers are the ends of a range: "between 60 and
// 100 minutes", "7,000 to 10,000", "5–7 kilograms". "Rose from 60 to 80" is none.
func (t *text) spans(low, high quantity) bool {
	if high.value <= low.value || low.unit != "" && low.unit != high.unit {
		return false
	}
	switch gap := t.s[t.words[low.End-1].End:t.words[high.Start].Start]; strings.TrimSpace(gap) {
	case "-", "–":
		return low.unit == "" || high.unit != ""
	}
	if high.Start != low.End+1 && (low.unit == "" || high.Start-low.End > 3) {
		return false
	}
	switch t.words[high.Start-1].fold {
	case "and":
		return low.Start > 0 && t.words[low.Start-1].fold == "between"
	case "to":
		return !t.changes(low.Start)
	case "or":
		return true
	}
	return false
}

// partOf is the number that another one is taken of, 400 of "180 of the 400"; 0 if it
// is taken of none.
func (t *text) partOf(q quantity) float64 {
	if whole, ok := t.wholeOf(q); ok {
		return whole.value
	}
	return 0
}

func (t *text) wholeOf(q quantity) (quantity, bool) {
	if q.End >= len(t.words) || t.words[q.End].fold != "of" || !t.close(q.End-1) {
		return quantity{}, false
	}
	for _, whole := range t.quantities {
		if whole.Start > q.End && whole.Start <= q.End+3 && whole.value > q.value {
			return whole, true
		}
	}
	return quantity{}, false
}

// countedElsewhere are the nouns that a number counts which has none behind it: of
// "180 of the 400 pupils" the pupils, of "the number of marchers at 20,000" the
// marchers.
func (t *text) countedElsewhere(q quantity) []string {
	if whole, ok := t.wholeOf(q); ok && len(whole.nouns) > 0 {
		return whole.nouns
	}
	// "a magnitude of 6.1", "magnitude 6.1"; but item 6 is no number of items.
	if i := q.Start - 2; i >= 0 && t.words[i+1].fold == "of" && t.nounAt(i) && t.close(i) && t.close(i+1) {
		return []string{t.words[i].stem}
	}
	if i := q.Start - 1; i >= 0 && t.nounAt(i) && t.gap(i) == " " && q.value != math.Trunc(q.value) {
		return []string{t.words[i].stem}
	}
	for i := q.Start - 2; i >= 0 && i >= q.Start-20; i-- {
		if numbering[t.words[i].fold] && t.words[i+1].fold == "of" {
			var nouns []string
			for k := i + 2; k < q.Start && len(nouns) < 3; k++ {
				if w := t.words[k]; !w.stop {
					nouns = append(nouns, w.stem)
					if isPlural(w.fold) {
						return nouns
					}
				}
			}
		}
	}
	return nil
}

// countedBefore are the nouns that a number counts which stands against the one
// before it: "police counted 20,000 marchers, the organisers spoke of 35,000".
func (t *text) countedBefore(q quantity, last *figure) []string {
	c := clauseOf(t, q.Start)
	if last.in.text == t && t.listed(last.End, q) {
		return last.nouns
	}
	if last.in.text == t && last.Start >= c.Start || last.date != nil || last.clock != nil || isCurrency(last.unit) || !t.telling(c) {
		return nil
	}
	return last.nouns
}

// actsAt says that word i is a verb in its past form.
func (t *text) actsAt(i int) bool {
	w := t.words[i].fold
	return pastForms[w] || strings.HasSuffix(w, "ed") && len(w) > 4 && verbForms[w] != "" && !bothWays[w]
}

// listed says that a number goes on where another one ended, in another place: "23
// houses collapsed in Bel and 41 in Arno".
func (t *text) listed(from int, q quantity) bool {
	return q.Start > 0 && q.Start-from < 8 && (t.words[q.Start-1].fold == "and" || strings.Contains(t.before(q.Start), ",")) &&
		q.End+1 < len(t.words) && places[t.words[q.End].fold] && t.words[q.End+1].upper
}

// nounAt says that word i may be a noun that measures something.
func (t *text) nounAt(i int) bool {
	w := t.words[i]
	return !w.stop && !w.number && !w.upper && !t.figureAt(i) && verbForms[w.fold] == "" && !pastForms[w.fold] && !speech[w.fold] && !estimating[w.fold]
}

var numbering = set(`number total count`)

// telling says that a clause has a verb with which estimates are told.
func (t *text) telling(c corpus.Span) bool {
	for i := c.Start; i < c.End; i++ {
		if speech[t.words[i].fold] || estimating[t.words[i].fold] {
			return true
		}
	}
	return false
}

// zeros are the denials that count: nobody was hurt, no trains ran.
func (t *text) zeros() []quantity {
	var out []quantity
	for i, w := range t.words {
		q := quantity{Span: corpus.Span{Start: i, End: i + 1}, step: 1}
		next := ""
		if i+1 < len(t.words) {
			next = t.words[i+1].fold
		}
		switch {
		case w.fold == "nobody", w.fold == "none" && next == "of":
		case w.fold == "no" && next == "one":
			q.End++
		case w.fold == "no" && i+1 < len(t.words) && isPlural(next) && t.close(i):
			q.nouns, q.unit = []string{t.words[i+1].stem}, t.words[i+1].stem
			out = append(out, q)
			continue
		default:
			continue
		}
		// Nobody may enter, and nobody knows: that counts nobody.
		if c := clauseOf(t, i); !t.passiveIn(corpus.Span{Start: q.End, End: min(c.End, q.End+4)}) {
			continue
		}
		q.nouns, q.unit = []string{"peopl"}, "peopl"
		out = append(out, q)
	}
	return out
}

// passiveIn says that something was done or was so in these words: a form of "be" and
// no other function word behind it, or a verb of dying.
func (t *text) passiveIn(c corpus.Span) bool {
	for i := c.Start; i < c.End; i++ {
		w := t.words[i].fold
		if w == "died" || (w == "was" || w == "were" || w == "been") && i+1 < c.End && !t.words[i+1].stop && !strings.HasSuffix(t.words[i+1].fold, "ing") {
			return true
		}
	}
	return false
}

// rate is the measure that a number is given for one of: "68 miles an hour", "900
// crowns a lorry each day", "2.50 euros per bottle".
func (t *text) rate(q quantity) string {
	for i := q.End; i+1 < len(t.words) && i <= q.End+4; i++ {
		switch t.words[i].fold {
		case "a", "an", "per", "each", "every":
			if m, ok := measures[t.words[i+1].stem]; ok && (m.dimension == "time" || t.words[i].fold == "per") || t.words[i].fold == "per" && !t.words[i+1].stop {
				return t.words[i+1].stem
			}
		case "daily":
			return "day"
		case "hourly":
			return "hour"
		case "weekly":
			return "week"
		case "monthly":
			return "month"
		case "yearly", "annually":
			return "year"
		}
		if !t.close(i) {
			break
		}
	}
	return ""
}

// clauseAround is the clause of a figure; one without a verb of its own, such as
// "2.5 metres of it", is read with the clause before it.
func (t *text) clauseAround(n corpus.Span) corpus.Span {
	all := t.clauses()
	for i, c := range all {
		if n.Start < c.Start || n.Start >= c.End {
			continue
		}
		words := 0
		for k := c.Start; k < c.End; k++ {
			if w := t.words[k]; (k < n.Start || k >= n.End) && !w.stop && !w.number {
				words++
			}
		}
		if words < 3 && i > 0 {
			c.Start = all[i-1].Start
		}
		if i > 1 && isAuxiliary[t.words[all[i].Start].fold] { // its subject stands before what is put in between
			c.Start = all[i-2].Start
		}
		if words < 3 && i+1 < len(all) {
			c.End = all[i+1].End
		}
		return c
	}
	return corpus.Span{Start: n.Start, End: n.End}
}

// isAuxiliary are the verbs with which a clause goes on after an insertion.
var isAuxiliary = set(`is are was were has have had will would can could may might`)

// saidIn are the base forms of the content words of a clause, without the figure
// itself, what it counts, names, and who says so.
func (s *sentence) saidIn(c corpus.Span, q quantity) map[string]bool {
	out := make(map[string]bool)
	for i := c.Start; i < c.End; i++ {
		w := s.words[i]
		switch {
		case i >= q.Start && i < q.End, w.stop, w.number, s.figureAt(i):
		case slices.Contains(q.nouns, w.stem), currencyWords[w.stem] != "", speech[w.fold], estimating[w.fold]:
		case w.upper && !s.opens(i), i == 0 && w.upper && s.in.capitalised(w):
		default:
			out[w.base()] = true
		}
	}
	return out
}

// yearsOf are the years that stand in the clause of a figure; where none does, those
// of the sentence if it has one year only.
func (s *sentence) yearsOf(c corpus.Span) map[int]bool {
	own, all := make(map[int]bool), make(map[int]bool)
	for _, x := range append(s.resolved(), s.dates...) {
		if x.year > 0 {
			all[x.year] = true
			if x.start >= c.Start && x.start < c.End {
				own[x.year] = true
			}
		}
	}
	if len(own) == 0 && len(all) == 1 {
		return all
	}
	return own
}

// months are the months that a sentence names without a day: figures of May are not
// those of June.
func (s *sentence) months() map[int]bool {
	out := make(map[int]bool)
	for _, x := range s.dates {
		if x.month > 0 && x.day == 0 {
			out[x.month] = true
		}
	}
	return out
}

// interval is the least and the greatest value that a figure lets stand: what it is
// rounded from, or the rest of the numbers beyond a bound.
func (f *figure) interval() (low, high float64) {
	low, high = f.value, f.value
	if f.high > 0 {
		return low, f.high
	}
	switch f.hedge {
	case atLeast:
		return low, math.Inf(1)
	case atMost:
		return math.Inf(-1), high
	}
	if f.step > 1 || f.hedge == about {
		by := math.Min(f.step/2, farRounding*f.value)
		low, high = low-by, high+by
	}
	return low, high
}
