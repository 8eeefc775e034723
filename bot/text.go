package bot

import (
	"strings"

	"github.com/rivo/uniseg"
)

// Units is the length of a text in UTF-16 code units, which is how Discord's
// client counts, and the stricter reading of its limits.
func Units[T ~string](s T) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// shorten cuts a text to at most n UTF-16 units, the last of which is then an
// ellipsis. It never cuts within a character as people see it.
func shorten(s string, n int) string {
	if Units(s) <= n {
		return s
	}
	var b strings.Builder
	have := 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		if have += Units(g.Str()); have > n-1 {
			break
		}
		b.WriteString(g.Str())
	}
	return strings.TrimSpace(b.String()) + "…"
}
