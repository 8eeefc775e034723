package corpus

import (
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Lengths of titles, in characters as people count them (grapheme clusters).
const (
	// maxTitle is some four lines of text, which no headline needs: a longer one is
	// a paragraph that was taken for a title, or made to fill a message.
	maxTitle = 300
	// openingTitle is about a line.
	openingTitle = 60
)

// Opening is what a text without a title is called: its first sentence, or
// the words that it begins with.
func Opening(body string) string {
	head, _, _ := strings.Cut(body, "\n")
	if len(head) > 2000 {
		head = head[:2000] // tidyName mends a character that this cuts
	}
	if s := Sentences(head); len(s) > 1 {
		head = head[s[0].Start:s[0].End]
	}
	return clip(tidyName(head), openingTitle)
}

// clip cuts s to at most n characters, the last of which is then an ellipsis. It
// cuts between words where there are any, and never within a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	count, cut, space := 0, 0, 0 // cut: behind n-1 characters
	for it := graphemes.FromString(s); it.Next(); {
		if count++; count > n {
			if space > cut/2 {
				cut = space
			}
			return strings.TrimRightFunc(s[:cut], func(r rune) bool {
				return unicode.IsSpace(r) || unicode.IsPunct(r) && !isCloser(r)
			}) + "…"
		}
		if count < n {
			if it.Value() == " " {
				space = it.Start()
			}
			cut = it.End()
		}
	}
	return s
}
