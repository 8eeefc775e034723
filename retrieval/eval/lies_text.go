package eval

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How the makers of lies read and write words.

var (
	monthRE  = regexp.MustCompile(`\b(January|February|March|April|May|June|July|August|September|October|November|December)\b`)
	dayRE    = regexp.MustCompile(`\b(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b`)
	properRE = regexp.MustCompile(`\p{Lu}[\p{Ll}’'-]+(?: (?:of |de |von |van )?\p{Lu}[\p{Ll}’'-]+)*`)
)

// shareOf is the share of the longer words of a that stand in b.
func shareOf(a, b string) float64 {
	in := make(map[string]bool)
	for _, w := range fieldsAt(b) {
		in[strings.ToLower(w.text)] = true
	}
	n, held := 0, 0
	for _, w := range fieldsAt(a) {
		if len(w.text) < 4 {
			continue
		}
		n++
		if in[strings.ToLower(w.text)] {
			held++
		}
	}
	if n == 0 {
		return 0
	}
	return float64(held) / float64(n)
}

type fieldAt struct {
	text string
	at   int
}

var fieldRE = regexp.MustCompile(`[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*`)

func fieldsAt(s string) []fieldAt {
	var out []fieldAt
	for _, m := range fieldRE.FindAllStringIndex(s, -1) {
		out = append(out, fieldAt{s[m[0]:m[1]], m[0]})
	}
	return out
}

// like writes a word with the capital of another one.
func like(model, w string) string {
	if r, _ := utf8.DecodeRuneInString(model); unicode.IsUpper(r) {
		return strings.ToUpper(w[:1]) + w[1:]
	}
	return w
}

func wordSet(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

func sortedKeys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// pairTable reads "a/b", both ways.
func pairTable(list string) map[string]string {
	m := make(map[string]string)
	for _, p := range strings.Fields(list) {
		a, b, _ := strings.Cut(p, "/")
		if m[a] == "" {
			m[a] = b
		}
		if m[b] == "" {
			m[b] = a
		}
	}
	return m
}
