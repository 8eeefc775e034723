package answer

import (
	"slices"

	"footnote/retrieval"
)

// addDenials shows beside the sentences of an answer those of other articles that say
// the same but for a denial, or print the same report with another name.
func (d *desk) addDenials(out *retrieval.Answer, chosen []*sentence) {
	told := map[*sentence]bool{}
	for _, s := range chosen {
		if s.in == nil || told[s] {
			continue
		}
		for _, o := range d.sentences {
			if o == s || told[o] || d.isOrder(o) || o.ref(d).ArticleID == s.ref(d).ArticleID || d.showsBoth(out, s, o) {
				continue
			}
			diff, ok := d.contradicts(s, o)
			if !ok {
				continue
			}
			told[s], told[o] = true, true
			shown := retrieval.Conflict{About: "whether it is so", Claims: []retrieval.Claim{d.side(out, s, "yes"), d.side(out, o, "no")}}
			switch {
			case diff.Names:
				shown.About = "the name"
				shown.Claims[0].Value, shown.Claims[1].Value = s.s[diff.Mine.Start:diff.Mine.End], o.s[diff.Theirs.Start:diff.Theirs.End]
			case diff.Mine.End > 0:
				shown.Claims[0].Value, shown.Claims[1].Value = "no", "yes"
			}
			mine, theirs := d.evidence[s.in.index].Article, d.evidence[o.in.index].Article
			newer := theirs.Published.Compare(mine.Published)
			if newer > 0 {
				slices.Reverse(shown.Claims)
			}
			if newer != 0 && (mine.SourceID == theirs.SourceID || mine.Publisher != "" && mine.Publisher == theirs.Publisher) {
				out.Updates = append(out.Updates, shown)
			} else {
				out.Conflicts = append(out.Conflicts, shown)
			}
		}
	}
}

// contradicts says that two sentences of different articles say the same but for a
// denial or, in copies of one report, a name.
func (d *desk) contradicts(s, o *sentence) (retrieval.Difference, bool) {
	diff, ok := s.statement.Differs(o.statement)
	if !ok || s.anaphor || o.anaphor || d.apart(s.in, o.in) {
		return diff, false
	}
	copies := d.copied[s.in.index] == d.copied[o.in.index]
	return diff, copies || diff.Denied && len(s.text.names()) > 0
}

func (d *desk) side(out *retrieval.Answer, s *sentence, value string) retrieval.Claim {
	n := d.cite(out, quote{s.in.index, s.start, s.end, s})
	return retrieval.Claim{Value: value, Text: plain(s.s), Citations: []int{n}}
}

// showsBoth says that a conflict of the answer has both sentences already.
func (d *desk) showsBoth(out *retrieval.Answer, s, o *sentence) bool {
	has := func(c retrieval.Conflict, s *sentence) bool {
		return slices.ContainsFunc(c.Claims, func(x retrieval.Claim) bool { return x.Text == plain(s.s) })
	}
	return slices.ContainsFunc(slices.Concat(out.Conflicts, out.Updates), func(c retrieval.Conflict) bool { return has(c, s) && has(c, o) })
}
