package corpus

import (
	"sort"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Page is the page, from 1, on which an offset of the body stands; 0 for a text
// without pages.
func (m Meta) Page(offset int) int {
	if len(m.Pages) == 0 {
		return 0
	}
	return 1 + sort.SearchInts(m.Pages, offset+1)
}

// carryPages finds in a tidied text the places of the original where pages begin.
// Tidying changes white space, drops characters and composes some; the
// characters that show stay in their order, so they are counted.
func carryPages(text, tidied string, pages []int) []int {
	if len(pages) == 0 {
		return nil
	}
	counts := make([]int, len(pages))
	shown, from := 0, 0
	for i, p := range pages {
		p = max(from, min(p, len(text)))
		shown += visible(tidy(text[from:p]))
		counts[i], from = shown, p
	}
	out := make([]int, 0, len(pages))
	at, n := 0, 0
	for _, want := range counts {
		for at < len(tidied) {
			r, size := utf8.DecodeRuneInString(tidied[at:])
			space := unicode.IsSpace(r)
			if !space && n >= want {
				break
			}
			if !space {
				n++
			}
			at += size
		}
		out = append(out, at)
	}
	return out
}

func visible(s string) int {
	n := 0
	for _, r := range norm.NFC.String(s) {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}
