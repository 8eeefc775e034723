package llm

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// runeFloor is the greatest rune boundary in s that is no greater than n.
func runeFloor(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	n = max(n, 0)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// shorten cuts s to at most n bytes at a grapheme boundary; a first grapheme
// that is longer than that is cut at a rune boundary.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	// Boundaries before n do not depend on what follows the next one or two
	// graphemes; looking at a bounded head keeps long texts cheap.
	head := s[:runeFloor(s, 2*n+64)]
	end := 0
	for it := graphemes.FromString(head); it.Next() && it.End() <= n; {
		end = it.End()
	}
	if end == 0 {
		end = runeFloor(s, n)
	}
	return s[:end]
}
