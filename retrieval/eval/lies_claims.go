package eval

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Lies about what is claimed: denials, details, quantifiers, doubts and opposites.

var (
	auxRE     = regexp.MustCompile(`\b(is|are|was|were|has|have|had|will|would|can|could|may|might|must|should)\b`)
	pastRE    = regexp.MustCompile(`^(\p{Lu}\S*(?: \p{Lu}\S*)*) (\p{Ll}{3,}ed) `)
	theNounRE = regexp.MustCompile(`\b(the|a|an) (\p{Ll}{3,})\b`)
)

func lieAffirm(t truth) []lie {
	for _, cut := range [][2]string{
		{" did not ", " did "}, {" does not ", " does "}, {" do not ", " do "}, {" cannot ", " can "}, {" not ", " "}, {"n't ", " "},
		{" never ", " "}, {"Nobody ", "Somebody "}, {" nobody ", " somebody "}, {" no one ", " someone "}, {"None of ", "Some of "},
		{" none of ", " some of "}, {" no longer ", " still "}, {" no ", " a "}, {"No ", "A "}, {" without ", " with "}, {" unable to ", " able to "},
	} {
		if i := strings.Index(t.text, cut[0]); i >= 0 {
			if strings.HasPrefix(t.text[i:], " not only") || strings.HasPrefix(t.text[i:], " not all") {
				return nil
			}
			return one(t, t.text[:i]+cut[1]+t.text[i+len(cut[0]):])
		}
	}
	return nil
}

func lieDeny(t truth) []lie {
	lower := strings.ToLower(" " + t.text)
	for _, w := range []string{" not ", "n't", " no ", " never ", "nobody", "none", " without ", "cannot", " unable", "nothing", " nor "} {
		if strings.Contains(lower, w) {
			return nil
		}
	}
	if m := auxRE.FindStringIndex(t.text); m != nil && m[0] > 0 {
		return one(t, t.text[:m[1]]+" not"+t.text[m[1]:])
	}
	if m := pastRE.FindStringSubmatchIndex(t.text); m != nil {
		verb := t.text[m[4]:m[5]]
		return one(t, t.text[:m[4]]+"never "+verb+t.text[m[5]:])
	}
	return nil
}

func lieDetail(t truth) []lie {
	end := strings.TrimSuffix(t.text, ".")
	detail := lieDetails[pick(t.text, len(lieDetails))]
	if end == t.text || shareOf(detail, t.passage) > 0 {
		return nil
	}
	return one(t, end+" "+detail+".")
}

func lieWord(t truth) []lie {
	var out []lie
	if m := auxRE.FindStringIndex(t.text); m != nil && m[0] > 0 && !strings.HasPrefix(t.text[m[1]:], " not") {
		adverb := lieAdverbs[pick(t.text, len(lieAdverbs))]
		out = append(out, one(t, t.text[:m[1]]+" "+adverb+t.text[m[1]:])...)
	}
	if m := theNounRE.FindStringSubmatchIndex(t.text); m != nil {
		adjective := lieAdjectives[pick(t.text, len(lieAdjectives))]
		out = append(out, one(t, t.text[:m[4]]+adjective+" "+t.text[m[4]:])...)
	}
	return slices.DeleteFunc(out, func(l lie) bool { return strings.Contains(t.passage, " not "+l.text) })
}

func lieAll(t truth) []lie {
	lower := strings.ToLower(t.text)
	for _, p := range liePart {
		i := strings.Index(" "+lower, " "+p.part)
		if i < 0 || strings.HasSuffix(lower[:i], "the ") || strings.HasSuffix(lower[:i], "as ") || strings.HasSuffix(lower[:i], "how ") || len(lower) != len(t.text) {
			continue
		}
		after := strings.Fields(lower[i+len(p.part):])
		if p.part == "some " && len(after) > 0 && strings.ContainsFunc(after[0], unicode.IsDigit) { // about
			continue
		}
		all := p.all
		if unicode.IsUpper(rune(t.text[i])) {
			all = strings.ToUpper(all[:1]) + all[1:]
		}
		return one(t, t.text[:i]+all+t.text[i+len(p.part):])
	}
	return nil
}

func lieFact(t truth) []lie {
	for _, h := range lieHedges {
		if i := strings.Index(t.text, h.hedge); i >= 0 {
			if h.hedge == " may " || h.hedge == " could " || h.hedge == " might " {
				if strings.HasPrefix(t.text[i+len(h.hedge):], "not ") || strings.HasPrefix(t.text[i+len(h.hedge):], "only ") {
					return nil
				}
			}
			return one(t, t.text[:i]+h.fact+t.text[i+len(h.hedge):])
		}
	}
	return nil
}

func lieOpposite(t truth) []lie {
	lower := " " + strings.ToLower(t.passage) + " "
	for _, w := range fieldsAt(t.text) {
		if other, ok := liePairs[strings.ToLower(w.text)]; ok && !strings.Contains(lower, " "+other) {
			return one(t, t.text[:w.at]+like(w.text, other)+t.text[w.at+len(w.text):])
		}
	}
	return nil
}
