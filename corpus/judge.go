package corpus

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The judge decides about the rows that no rule knows: by how long they are, how
// they end, what stands around them, how far they are from the story and how
// many of its words they share. It is a logistic regression in two passes: the
// second sees what the first thinks of the rows around. Its weights are in
// furniture.tsv, fitted on real pages: see TestFit.

// limits are the probabilities from which a row is taken for furniture, by its
// kind. To lose a sentence is worse than to keep a menu, so all are above one half.
var limits = [kinds]float64{rowTiny: 0.85, rowShort: 0.88, rowLong: 0.92, rowProse: 0.97}

const (
	// inStoryFrom holds within the story, and for the line above it, which may be
	// its heading.
	inStoryFrom = 0.98
	// mostRows bounds the pages that are judged. What has more lines is a book or a
	// log.
	mostRows = 4000
	// leastStory is how many words of prose a page needs for the judge to know its
	// story from the rest.
	leastStory = 40
)

// Kinds of rows.
const (
	rowTiny = iota // a button, a name
	rowShort
	rowLong  // as long as a sentence, without its end
	rowProse // a sentence or more
	rowRemoved
	rowNothing // beyond the ends of the page
	kinds
)

// kindOf sorts a row.
func kindOf(r *row) int {
	switch {
	case r.gone():
		return rowRemoved
	case r.prose:
		return rowProse
	case r.words <= 3:
		return rowTiny
	case r.words <= 8:
		return rowShort
	}
	return rowLong
}

// A judge looks at one page.
type judge struct {
	p          *page
	kind       []int
	from, to   int // the rows from the first to the last of the story's core
	known      map[string]int
	times      map[string]int // how often a row stands in the page
	removed    []int          // rows above that a rule removed, counted from the top
	run        []int          // how many rows of the same kind stand together
	coreShare  int            // bin of how much of the page's words are in the core
	ids, words []int32        // reused
}

// judge removes the rows that are most probably furniture.
func (p *page) judge() {
	j := newJudge(p)
	if j == nil {
		return
	}
	first := make([]float64, len(p.rows))
	for i := range p.rows {
		first[i] = j.first(i)
	}
	from, to := j.stretch(first)
	for i := range p.rows {
		r := &p.rows[i]
		if r.why != "" || !j.judged(i) {
			continue
		}
		limit := limits[j.kind[i]]
		if r.words >= 4 && complete(r.text) {
			limit = limits[rowProse]
		}
		if i >= from-1 && i <= to {
			limit = inStoryFrom
		}
		if chance(weights.sum(j.second(i, first))) >= limit {
			r.remove(j.reason(i))
		}
	}
	p.bounds()
}

// stretch is the core with the paragraphs around it that speak of the same, so
// that a list between two of them is in the story.
func (j *judge) stretch(first []float64) (from, to int) {
	const reach, same, likely = 25, 0.3, 0.5
	from, to = j.from, j.to
	belongs := func(i int) bool { return j.kind[i] == rowProse && first[i] < likely && j.shared(i) >= same }
	for i := from - 1; i >= 0 && i >= from-reach; i-- {
		if belongs(i) {
			from = i
		}
	}
	for i := to + 1; i < len(first) && i <= to+reach; i++ {
		if belongs(i) {
			to = i
		}
	}
	return from, to
}

// enumerates tells a row of a table in words: "Keeper: Jones, Lake, Moss".
func enumerates(s string) bool {
	return labelOf(s) != "" && strings.Count(s, ",") >= 2
}

// judged tells whether a row is one that the judge knows about. It knows nothing
// of scripts without spaces, and leaves lists that a line announces to the rules, as
// well as tables in words with the line above them.
func (j *judge) judged(i int) bool {
	r := &j.p.rows[i]
	if isWide(firstRune(r.text)) || j.p.inList(i) || enumerates(r.text) {
		return false
	}
	return i+1 >= len(j.p.rows) || !enumerates(j.p.rows[i+1].text)
}

// reason names what was removed by where it stands.
func (j *judge) reason(i int) string {
	switch k := j.kind[i]; {
	case i < j.from:
		return "not of the story: above it"
	case i <= j.to:
		return "not of the story: within it"
	case k == rowLong || k == rowProse:
		return "not of the story: another text below it"
	}
	return "not of the story: below it"
}

func newJudge(p *page) *judge {
	j := &judge{p: p}
	if len(p.rows) > mostRows || !p.scraped() || !j.core() {
		return nil
	}
	n := len(p.rows)
	j.known, j.times = map[string]int{}, make(map[string]int, n)
	j.removed, j.run = make([]int, n+1), make([]int, n)
	for i := range p.rows {
		r := &p.rows[i]
		j.removed[i+1] = j.removed[i]
		if j.kind[i] == rowRemoved {
			j.removed[i+1]++
		}
		j.times[r.key]++
		if i >= j.from && i <= j.to && j.kind[i] == rowProse {
			contentWords(r.text, func(w string) { j.known[w]++ })
		}
	}
	for i := 0; i < n; {
		k := i + 1
		for k < n && j.kind[k] == j.kind[i] {
			k++
		}
		for all := k - i; i < k; i++ {
			j.run[i] = all
		}
	}
	return j
}

// core finds the stretch of rows with the most prose for the least else: each
// word of prose counts for it, each other row against it.
func (j *judge) core() bool {
	const against = 14 // words of prose that another row outweighs
	p := j.p
	j.kind = make([]int, len(p.rows))
	best, sum, start, all, other := 0, 0, 0, 0, 0
	for i := range p.rows {
		r := &p.rows[i]
		j.kind[i] = kindOf(r)
		all += r.words
		switch j.kind[i] {
		case rowProse:
			sum += min(r.words, 120)
		case rowRemoved:
		default:
			sum -= against
			other++
		}
		if sum <= 0 {
			sum, start = 0, i+1
		} else if sum > best && j.kind[i] == rowProse {
			best, j.from, j.to = sum, start, i
		}
	}
	for j.from < j.to && j.kind[j.from] != rowProse {
		j.from++
	}
	in := 0
	for i := j.from; i <= j.to && best > 0; i++ {
		if j.kind[i] == rowProse {
			in += p.rows[i].words
		}
	}
	j.coreShare = bin(float64(in)/float64(max(1, all)), 0.2, 0.5, 0.8, 0.97)
	return in >= leastStory && other > 0
}

// scraped tells whether anything in the text shows that it was a page: a rule or a
// phrase knew some row for furniture. A list, a letter or a talk that nobody put
// on the web has none, and is left as it is.
func (p *page) scraped() bool {
	for i := range p.rows {
		switch r := &p.rows[i]; {
		case r.why == "" || ofText[r.why]:
			if heads[r.key] || weak[r.key] == "footer" {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// ofText are reasons for which lines leave any text.
var ofText = map[string]bool{"title": true, "title repeated": true, "date": true, "dateline": true, "byline": true,
	"publisher": true, "credit": true, "said twice": true, "standfirst said again": true}

// bin is how many of the limits x reaches.
func bin(x float64, limits ...float64) int {
	n := 0
	for _, l := range limits {
		if x >= l {
			n++
		}
	}
	return n
}

func (j *judge) kindAt(i int) int {
	if i < 0 || i >= len(j.kind) {
		return rowNothing
	}
	return j.kind[i]
}

// place says where a row stands to the core: far above, above, next to it, in it,
// and so on below.
func (j *judge) place(i int) int {
	switch {
	case i < j.from-10:
		return 0
	case i < j.from-2:
		return 1
	case i < j.from:
		return 2
	case i <= j.to:
		return 3
	case i <= j.to+2:
		return 4
	case i <= j.to+10:
		return 5
	}
	return 6
}

// first is what the first pass thinks of a row: 1 furniture, 0 story.
func (j *judge) first(i int) float64 {
	if j.kind[i] == rowRemoved {
		return 1
	}
	return chance(weights.sum(j.features(i)))
}

// features are those of the first pass. The slice is valid until the next call.
func (j *judge) features(i int) []int32 {
	r, k := &j.p.rows[i], j.kind[i]
	ids := j.ids[:0]
	add := func(g group, bin int) { ids = append(ids, g.start+int32(bin)) }
	size := bin(float64(r.words), 2, 3, 4, 6, 9, 13, 21, 41)
	add(gWords, size)
	add(gEnd, endOf(r.text)*2+min(1, r.words/8))
	s := shapeOf(r.text)
	class := bin(float64(s.words), 4, 13)
	n := float64(max(1, s.words))
	add(gSmall, class*5+bin(float64(s.small)/n, 0.01, 0.15, 0.3, 0.45))
	add(gCapital, class*4+bin(float64(s.capital)/n, 0.2, 0.5, 0.9))
	add(gStart, s.start)
	add(gDigits, class*3+bin(float64(s.digits)/float64(max(1, len(r.text))), 0.01, 0.15))
	add(gMarks, class*8+s.marks)
	place := j.place(i)
	add(gPlace, place*4+k)
	before, after := j.kindAt(i-1), j.kindAt(i+1)
	add(gAround, (before*4+k)*kinds+after)
	add(gFurther, (j.kindAt(i-2)*4+k)*kinds+j.kindAt(i+2))
	add(gRun, k*5+bin(float64(j.run[i]), 2, 3, 6, 15))
	gap := 0
	if r.gap {
		gap = 1
	}
	if i+1 >= len(j.p.rows) || j.p.rows[i+1].gap {
		gap += 2
	}
	add(gGap, gap*4+k)
	inside := 0
	if place == 3 {
		inside = 1
	}
	add(gShared, (inside*4+k)*6+bin(j.shared(i), 0.01, 0.15, 0.3, 0.5, 0.75))
	add(gTimes, bin(float64(j.times[r.key]), 2, 3)*4+k)
	add(gCore, (inside*4+k)*5+j.coreShare)
	lo, hi := max(0, i-4), min(len(j.p.rows), i+5)
	add(gRules, k*3+min(2, j.removed[hi]-j.removed[lo]))
	switch {
	case weak[r.key] != "":
		add(gPhrase, 0)
	case heads[r.key] || middleHeads[r.key] || maybeHeads[r.key]:
		add(gPhrase, 1)
	}
	if r.words <= mostWords {
		ids = weights.words(ids, r.key)
	}
	j.ids = ids
	return ids
}

// mostWords bounds the rows that are known by their words.
const mostWords = 15

// second are the features of the second pass, which sees the first one's
// results.
func (j *judge) second(i int, first []float64) []int32 {
	k := j.kind[i]
	ids := j.words[:0]
	at := func(n int) int {
		if n < 0 || n >= len(first) {
			return 5
		}
		return bin(first[n], 0.1, 0.35, 0.65, 0.9)
	}
	mean := func(lo, hi int) int {
		lo, hi = max(lo, 0), min(hi, len(first)-1)
		if lo > hi {
			return 5
		}
		sum := 0.0
		for n := lo; n <= hi; n++ {
			sum += first[n]
		}
		return bin(sum/float64(hi-lo+1), 0.1, 0.35, 0.65, 0.9)
	}
	add := func(g group, bin int) { ids = append(ids, g.start+int32(bin)) }
	own := bin(first[i], 0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.98)
	add(gOwn, k*10+own)
	add(gNext, (at(i-1)*6+at(i+1))*4+k)
	add(gAbove, mean(i-6, i-1)*4+k)
	add(gBelow, mean(i+1, i+6)*4+k)
	add(gPlace2, j.place(i)*4+k)
	j.words = ids
	return ids
}

// shared is how much of what a row says the story says elsewhere.
func (j *judge) shared(i int) float64 {
	r := &j.p.rows[i]
	least := 1
	if i >= j.from && i <= j.to && j.kind[i] == rowProse {
		least = 2 // its own words are among them
	}
	n, known := 0, 0
	contentWords(r.text, func(w string) {
		n++
		if j.known[w] >= least {
			known++
		}
	})
	return float64(known) / float64(max(1, n))
}

// endOf says how a row ends.
func endOf(s string) int {
	switch {
	case broken(s):
		return 0
	case strings.HasSuffix(s, "?"):
		return 1
	case complete(s):
		return 2
	case strings.HasSuffix(s, ":"):
		return 3
	case strings.HasSuffix(s, ",") || strings.HasSuffix(s, ";"):
		return 4
	}
	return 5
}

// shape is what a look at the letters of a row gives.
type shape struct {
	words, small, capital, digits int
	start, marks                  int
}

func shapeOf(s string) shape {
	var f shape
	if len(s) > 600 {
		s = s[:600]
	}
	letters, lower, in := 0, true, false
	word := func() {
		if in && letters <= 3 && lower && letters > 0 {
			f.small++
		}
		letters, lower, in = 0, true, false
	}
	bars, commas, quotes := 0, 0, 0
	for _, r := range s {
		switch {
		case r == ' ':
			word()
		case r >= '0' && r <= '9':
			f.digits++
			if !in {
				f.words++
			}
			in = true
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsLetter(r):
			up := r >= 'A' && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsUpper(r)
			if !in {
				f.words++
				if up {
					f.capital++
				}
			}
			if up {
				lower = false
			}
			letters++
			in = true
		case r == '|' || r == '·' || r == '»' || r == '›' || r == '→' || r == '@' || r == '©' || r == '/':
			bars = 1
		case r == ',':
			commas = 1
		case r == '"' || r == '“' || r == '„' || r == '«':
			quotes = 1
		}
	}
	word()
	f.marks = bars*4 + commas*2 + quotes
	switch r := firstRune(s); {
	case markerLen(s) > 0:
		f.start = 0
	case unicode.IsUpper(r):
		f.start = 1
	case unicode.IsLower(r):
		f.start = 2
	case unicode.IsDigit(r):
		f.start = 3
	case isOpener(r):
		f.start = 4
	default:
		f.start = 5
	}
	return f
}

func chance(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
