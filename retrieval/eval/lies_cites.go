package eval

import (
	"regexp"
	"strings"
)

// Lies about the source: false citations, merged claims and invented quotes.

var (
	quotedRE = regexp.MustCompile(`[“"]([^“”"]{12,})[”"]`)
)

// lieWrongPassage cites a passage that speaks of something else.
func lieWrongPassage(t truth) []lie {
	for _, p := range t.near {
		if shareOf(t.text, p) >= 0.5 {
			return nil
		}
	}
	if len(t.near) == 0 {
		return nil
	}
	return []lie{{t.text, citesOther}}
}

func lieNoPassage(t truth) []lie { return []lie{{t.text, citesNothing}} }

// lieMerged joins the sentence with one of another article, under the citation of
// the first.
func lieMerged(t truth) []lie {
	if len(t.others) == 0 || !strings.HasSuffix(t.text, ".") {
		return nil
	}
	for n := range t.others {
		other := t.others[(pick(t.text, len(t.others))+n)%len(t.others)]
		if k := len(strings.Fields(other)); k >= 5 && k <= 25 && shareOf(other, t.passage) < 0.4 {
			first, _, _ := strings.Cut(other, " ")
			if lieOpeners[strings.ToLower(first)] {
				other = strings.ToLower(other[:1]) + other[1:]
			}
			return one(t, strings.TrimSuffix(t.text, ".")+", and "+other)
		}
	}
	return nil
}

func lieQuote(t truth) []lie {
	invented := lieQuotes[pick(t.text, len(lieQuotes))]
	if m := quotedRE.FindStringSubmatchIndex(t.text); m != nil {
		return one(t, t.text[:m[2]]+invented+t.text[m[3]:])
	}
	if strings.ContainsAny(t.text, `"“”`) {
		return nil
	}
	if end := strings.TrimSuffix(t.text, "."); end != t.text {
		return one(t, end+", which was called “"+invented+"”.")
	}
	return nil
}
