package corpus

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// blocks removes what offers other stories: a head such as "You may also like"
// and the titles and beginnings behind it, up to the end of the text or to
// where the story goes on.
func (p *page) blocks() {
	p.lastOther = p.other()
	story := words{}
	seen := 0 // words of the story so far
	for i := 0; i < len(p.rows); i++ {
		r := &p.rows[i]
		if r.why != "" || !p.isHead(i) {
			if r.prose && r.why == "" {
				story.add(r.text)
				seen += r.words
			}
			continue
		}
		end := p.blockEnd(i+1, story, seen)
		for j := i; j < end; j++ {
			p.rows[j].remove("teaser")
		}
		i = end - 1
	}
	p.bounds()
}

var moreFrom = regexp.MustCompile(`(?i)^(more|latest|read more|stories|mehr|más|plus|altro|mais) (from|in|on|about|by|aus|von|zu|de|sobre|su|da) [^.?!]{2,60}$`)

var moreHints = anyOf("more|latest|stories|mehr|más|plus|altro|mais")

// isHead tells whether a row begins a block of teasers. Heads that might as
// well be a heading of the story must stand below the story's last prose and
// have nothing but teasers behind them.
func (p *page) isHead(i int) bool {
	r := &p.rows[i]
	if complete(r.text) || r.words > 9 {
		return false
	}
	if heads[r.key] {
		return true
	}
	if i < p.first {
		return false
	}
	if middleHeads[r.key] && p.fewTitles(i) {
		return true
	}
	more := maybeHeads[r.key] || moreHints.in(r) && moreFrom.MatchString(r.text)
	if w := strings.Fields(r.text); !more && len(w) == 2 && strings.EqualFold(w[0], "more") && unicode.IsUpper(firstRune(w[1])) {
		more = true
	}
	if !more {
		return false
	}
	// perhaps nothing stands behind it
	return i >= p.lastOther && (i+1 < len(p.rows) || i > p.last && moreFrom.MatchString(r.text))
}

// other finds the last row that no teaser would be: a sentence, an item of a
// list, a label.
func (p *page) other() int {
	for i := len(p.rows) - 1; i >= 0; i-- {
		switch r := &p.rows[i]; {
		case r.why != "" || weak[r.key] != "" || broken(r.text) || maybeHeads[r.key]:
		case markerLen(r.text) > 0, r.prose, strings.HasSuffix(r.text, ":"), r.words < 3:
			return i
		}
	}
	return -1
}

// fewTitles tells whether one to five titles stand behind row i, apart from what
// is around them, before the next paragraph.
func (p *page) fewTitles(i int) bool {
	if !p.rows[i].gap {
		return false
	}
	n := 0
	for j := i + 1; j < len(p.rows); j++ {
		r := &p.rows[j]
		if r.why != "" {
			continue
		}
		if r.prose || n > 0 && r.gap && (middleHeads[r.key] || complete(r.text)) {
			return n > 0 && r.gap
		}
		s := r.text
		if m := markerLen(s); m > 0 && isDigit(s[0]) {
			s = s[m:]
		}
		if n++; n > 5 || complete(s) && !strings.HasSuffix(s, "?") || strings.HasSuffix(s, ":") || wordCount(s) < 3 || wordCount(s) > 20 || !unicode.IsUpper(firstRune(s)) {
			return false
		}
	}
	return n > 0
}

// broken tells a text that was cut off to make the reader open the rest.
func broken(s string) bool {
	return strings.HasSuffix(s, "…") || strings.HasSuffix(s, "...") || strings.HasSuffix(s, "[…]") || strings.HasSuffix(s, "[...]")
}

// resumeWords is how long a paragraph behind a head must be to be taken for
// the story again.
const resumeWords = 12

// blockEnd finds where the block ends that goes on at row i: at the page's
// imprint, or where the story goes on.
func (p *page) blockEnd(i int, story words, seen int) int {
	middle := middleHeads[p.rows[i-1].key]
	titles := 0    // in a row, with no beginning of a story behind any of them
	begun := false // a beginning was cut off, so others may stand uncut
	for j := i; j < len(p.rows); j++ {
		r := &p.rows[j]
		switch {
		case imprint(r):
			return j
		case r.why != "":
		case middle && titles > 0 && r.gap && complete(r.text):
			return j
		case broken(r.text):
			begun = true
		case !r.prose && !complete(r.text):
			titles++
		case r.words < resumeWords:
		case seen < resumeWords || story.share(r.text) >= 0.4 || p.goesOn(j, story):
			return p.short(j, i)
		case titles >= 2 && !begun && r.gap && (story.share(r.text) >= 0.15 || strings.ContainsAny(r.text, "“\"«„")):
			return p.short(j, i) // titles come with beginnings or without, not both
		default:
			titles = 0
		}
	}
	return len(p.rows)
}

// short steps back from row j over the short sentences before it.
func (p *page) short(j, i int) int {
	for j-1 > i && p.rows[j-1].why == "" && p.rows[j-1].gap && complete(p.rows[j-1].text) {
		j--
	}
	return j
}

// goesOn tells whether the story goes on at row j though that paragraph brings
// new words: it is followed by others with no title between, which teasers are
// not.
func (p *page) goesOn(j int, story words) bool {
	n := 0
	for k := j; k < len(p.rows) && k < j+4; k++ {
		r := &p.rows[k]
		if r.why != "" && r.why != "advert" {
			return n >= 2
		}
		if !r.prose && r.why == "" || broken(r.text) {
			return false
		}
		if r.prose {
			n++
		}
	}
	return n >= 2
}

// words is the vocabulary of a text: its longer words, by their beginnings, so
// that inflected forms meet.
type words map[string]bool

func contentWords(s string, yield func(string)) {
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		n := utf8.RuneCountInString(w)
		if n < 4 && !isDigit(w[0]) || starters[strings.ToLower(w)] {
			continue
		}
		if n > 5 {
			cut := 0
			for range 5 {
				_, size := utf8.DecodeRuneInString(w[cut:])
				cut += size
			}
			w = w[:cut]
		}
		yield(strings.ToLower(w))
	}
}

func (v words) add(s string) { contentWords(s, func(w string) { v[w] = true }) }

// share is how much of what s says is in the vocabulary.
func (v words) share(s string) float64 {
	n, known := 0, 0
	contentWords(s, func(w string) {
		n++
		if v[w] {
			known++
		}
	})
	if n == 0 {
		return 0
	}
	return float64(known) / float64(n)
}

var playingTime = regexp.MustCompile(`^\d{1,2}:\d{2}(:\d{2})?$`)

// videos removes playing times, and the video's title above each. A page has
// one or two; more are a timetable.
func (p *page) videos() {
	var at []int
	for i := range p.rows {
		if playingTime.MatchString(p.rows[i].text) {
			at = append(at, i)
		}
	}
	if len(at) > 3 || p.last < 0 {
		return
	}
	for _, i := range at {
		if i == 0 {
			continue
		}
		title, after := &p.rows[i-1], i+1
		if title.prose || title.words > 20 || title.why != "" {
			title = nil
		}
		if after < len(p.rows) {
			if n := &p.rows[after]; !n.prose && n.why == "" && !playingTime.MatchString(n.text) && weak[n.key] == "" && !n.gap {
				continue // reads like an entry of a list
			}
		}
		if title != nil {
			if complete(title.text) || strings.HasSuffix(title.text, ":") || title.words < 3 || i >= 2 && !p.rows[i-2].prose && p.rows[i-2].why == "" && !title.gap {
				continue
			}
			title.remove("video title")
		}
		p.rows[i].remove("playing time")
	}
	p.bounds()
}
