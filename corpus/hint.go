package corpus

import "strings"

// hints are what one of has to be in a row for a pattern to match. Most rows are
// told apart by them at a hundredth of the pattern's cost.
type hints []hint

type hint struct {
	text    string
	start   bool   // at the head of the row's text, else anywhere in its key
	letters uint64 // of text
}

// anyOf reads hints in lower case with bars between. One that begins with ^
// stands at the head of the row.
func anyOf(list string) hints {
	var all hints
	for one := range strings.SplitSeq(list, "|") {
		text, start := strings.CutPrefix(one, "^")
		h := hint{text: text, start: start}
		if !start {
			h.letters = lettersOf(text)
		}
		all = append(all, h)
	}
	return all
}

func (all hints) in(r *row) bool {
	for i := range all {
		h := &all[i]
		switch {
		case h.letters&^r.letters != 0:
		case h.start:
			if len(r.text) >= len(h.text) && strings.EqualFold(r.text[:len(h.text)], h.text) {
				return true
			}
		case strings.Contains(r.key, h.text):
			return true
		}
	}
	return false
}

// lettersOf has a bit for each byte of s. A text that lacks a bit of another
// cannot contain it.
func lettersOf(s string) uint64 {
	var set uint64
	for i := 0; i < len(s); i++ {
		set |= 1 << (s[i] & 63)
	}
	return set
}
