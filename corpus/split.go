package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The sizes of a passage, in words. A shorter one says too little to be found,
// a longer one says too much to be quoted.
const (
	minWords  = 80
	bestWords = 120
	maxWords  = 160

	// A sentence of so many words or fewer stands again at the head of the
	// next passage: "It was built in 1901" is found with what "It" was.
	overlapWords = 40

	wholeRunes = 400  // a sentence shorter than this is never cut
	maxRunes   = 1200 // a longer piece of one sentence is cut
)

// Split cuts an article's body into passages. They are made of whole sentences
// in order, prefer to end where a paragraph ends, and cover every sentence of
// the body. Each but the first may begin with the last sentence of the one
// before it. Only a sentence too long for any passage is itself cut, between
// words if it has any.
func Split(a Article) []Passage { return SplitLike(a, nil) }

// SplitLike is Split for a text that followed another: it prefers passages whose
// text is one of the other's. Where Split alone would now and then move the ends of
// many passages behind a change, only those around it are new.
func SplitLike(a Article, texts []string) []Passage {
	units := unitsOf(a.Body)
	if len(units) == 0 {
		return nil
	}
	kept := make(map[string]bool, len(texts))
	for _, text := range texts {
		kept[text] = true
	}
	var out []Passage
	before := 0 // the unit that the passage before starts with
	for _, r := range pack(a.Body, units, kept) {
		words, runes := 0, 0
		for _, u := range units[r.Start:r.End] {
			words += u.words
			runes += u.runes
		}
		s, _ := spanOf(units, before, r.Start, r.End, words, runes)
		before = r.Start
		out = append(out, Passage{
			ID:        PassageID(a.Revision, s.Start, s.End),
			ArticleID: a.ID,
			Revision:  a.Revision,
			Start:     s.Start,
			End:       s.End,
			Text:      a.Body[s.Start:s.End],
		})
	}
	return out
}

// A unit is what a passage is made of: a sentence, or a piece of one that is
// too long.
type unit struct {
	Span
	words int
	runes int
	piece bool // not a whole sentence
	last  bool // a paragraph ends behind it
	head  bool // reads like a heading of what follows
}

func unitsOf(body string) []unit {
	var units []unit
	spans := Sentences(body)
	for i, s := range spans {
		text := body[s.Start:s.End]
		u := unit{Span: s, last: true, runes: utf8.RuneCountInString(text), words: wordCount(text)}
		if i+1 < len(spans) {
			between := body[s.End:spans[i+1].Start]
			u.last = blank(between)
			end, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(text, isCloser))
			u.head = u.words <= 12 && !isTerm(end) && strings.ContainsAny(between, "\n\r")
		}
		if u.words <= maxWords && u.runes <= maxRunes || u.runes < wholeRunes {
			units = append(units, u)
			continue
		}
		pieces := cut(text, u.words)
		for k, p := range pieces {
			t := text[p.Start:p.End]
			units = append(units, unit{
				Span:  Span{s.Start + p.Start, s.Start + p.End},
				words: wordCount(t),
				runes: utf8.RuneCountInString(t),
				piece: true,
				last:  u.last && k == len(pieces)-1,
			})
		}
	}
	return units
}

// blank tells whether white space holds a blank line.
func blank(space string) bool {
	n := 0
	for at := 0; at < len(space); {
		end, next := lineEnd(space, at)
		if next > end {
			n++
		}
		at = next
	}
	return n >= 2
}

// wordCount counts words as a reader would: runs without space, and two
// characters of a script that is written without spaces as one.
func wordCount(s string) int {
	n, wide, in := 0, 0, false
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf && r != ' ' && (r < '\t' || r > '\r'):
			if !in {
				n++
			}
			in = true
		case isWide(r):
			wide++
			in = false
		case unicode.IsSpace(r):
			in = false
		default:
			if !in {
				n++
			}
			in = true
		}
	}
	return max(1, n+(wide+1)/2)
}

// spanOf is where the passage of units[i:j] stands, which have so many words and
// runes, and whether it starts with the unit before them: see lead.
func spanOf(units []unit, before, i, j, words, runes int) (s Span, leads bool) {
	s = Span{units[i].Start, units[j-1].End}
	if leads = lead(units, before, i, words, runes); leads {
		s.Start = units[i-1].Start
	}
	return s, leads
}

// pack chooses where passages end, as ranges of units that tile them all, with
// the least total cost. A passage whose text is to be kept costs less.
func pack(body string, units []unit, kept map[string]bool) []Span {
	const never = 1 << 60
	n := len(units)
	cost := make([]int, n+1) // of the best packing of units[:i]
	from := make([]int, n+1) // where its last passage starts
	for j := 1; j <= n; j++ {
		cost[j] = never
		words, runes := 0, 0
		for i := j - 1; i >= 0; i-- {
			words += units[i].words
			runes += units[i].runes
			if i < j-1 && (words > maxWords || runes > 2*maxRunes) {
				break
			}
			all := words
			s, leads := spanOf(units, from[i], i, j, words, runes)
			if leads {
				all += units[i-1].words
			}
			c := cost[i] + price(units[j-1], all, j == n)
			if len(kept) > 0 && kept[body[s.Start:s.End]] {
				c -= keeping
			}
			if c < cost[j] {
				cost[j], from[j] = c, i
			}
		}
	}
	var rev []Span
	for j := n; j > 0; j = from[j] {
		rev = append(rev, Span{from[j], j})
	}
	for i, j := 0, len(rev)-1; i < j; i, j = i+1, j-1 {
		rev[i], rev[j] = rev[j], rev[i]
	}
	return rev
}

// keeping is what a passage is cheaper by whose text is kept: worth a passage beside
// it that is half as long as it should be, but not a heading that ends one.
const keeping = 1500

// price is what one passage of so many words costs that ends with u. The cost
// of ending inside a paragraph equals being some 25 words off the best length;
// every passage costs something, so that short texts stay whole.
func price(u unit, words int, final bool) int {
	off := words - bestWords
	c := 400 + off*off/4
	if words < minWords {
		c += 8 * (minWords - words)
	}
	if !u.last && !final {
		c += 150
	}
	if u.head {
		c += 3000
	}
	return c
}

// lead tells whether a passage of so many words and runes from unit i on starts
// with the unit before it: that must be a short whole sentence, there must be
// room, and it must not be all that the passage before holds.
func lead(units []unit, before, i, words, runes int) bool {
	if i == 0 || before == i-1 || units[i].piece || units[i-1].piece {
		return false
	}
	prev := units[i-1]
	return prev.words <= overlapWords && prev.words+words <= maxWords && prev.runes+runes <= 2*maxRunes
}
