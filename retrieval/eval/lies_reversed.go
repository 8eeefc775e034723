package eval

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Lies about direction: who does what to whom.

var (
	fromToRE = regexp.MustCompile(`\bfrom ((?:the )?[\p{L}\d’'-]+) to ((?:the )?[\p{L}\d’'-]+)`)
	nounsRE  = regexp.MustCompile(`^((?:The|A|An|His|Her|Its|Their) \p{Ll}+) (\p{Ll}+(?:ed|es|s)) ((?:the|a|an|his|her|its|their) \p{Ll}+)\b`)
)

// mutual are the verbs that mean the same both ways, and words between names that
// say nothing of a direction.
var mutual = wordSet(`met meets married played signed merged near and or with between as known called like borders including for via`)

// lieReversed turns round who does what to whom.
func lieReversed(t truth) []lie {
	var out []lie
	if m := fromToRE.FindStringSubmatchIndex(t.text); m != nil {
		x, y := t.text[m[2]:m[3]], t.text[m[4]:m[5]]
		out = append(out, one(t, t.text[:m[2]]+y+t.text[m[3]:m[4]]+x+t.text[m[5]:])...)
	}
	if m := nounsRE.FindStringSubmatchIndex(t.text); m != nil {
		x, y := t.text[m[2]:m[3]], t.text[m[6]:m[7]]
		out = append(out, one(t, strings.ToUpper(y[:1])+y[1:]+t.text[m[3]:m[6]]+strings.ToLower(x[:1])+x[1:]+t.text[m[7]:])...)
	}
	names := allProper(t.text)
	for i := 0; i+1 < len(names); i++ {
		a, b := names[i], names[i+1]
		between := t.text[a[1]:b[0]]
		words := strings.Fields(between)
		if len(words) == 0 || len(words) > 6 || strings.ContainsAny(between, `,;:."“”()`) || !strings.ContainsFunc(words[0], unicode.IsLetter) ||
			slices.ContainsFunc(words, func(w string) bool { return mutual[w] }) ||
			!slices.ContainsFunc(words, func(w string) bool { return looksVerb(w) }) {
			continue
		}
		x, y := t.text[a[0]:a[1]], t.text[b[0]:b[1]]
		out = append(out, one(t, t.text[:a[0]]+y+between+x+t.text[b[1]:])...)
		break
	}
	return out
}

// allProper are the names of a sentence, its first word among them if a verb
// follows.
func allProper(s string) [][]int {
	out := proper(s)
	m := properRE.FindStringIndex(s)
	if m != nil && m[0] == 0 && (len(out) == 0 || out[0][0] > 0) && !strings.Contains(s[:m[1]], " ") && !lieOpeners[strings.ToLower(s[:m[1]])] {
		out = slices.Insert(out, 0, m)
	}
	return out
}

func looksVerb(w string) bool {
	return len(w) > 4 && strings.HasSuffix(w, "ed") || lieVerbs[w]
}

var lieVerbs = wordSet(`beat gave took sold bought lost won sent led taught wrote built made sued leads gives owns hired fought
defeated killed defends attacks beats succeeded succeeds told asked paid sent invaded ruled conquered found`)
