package answer

import (
	"cmp"
	"slices"
	"strings"
)

// Bounds of a quoted answer.
const (
	maxSentences = 3
	maxWords     = 90
)

// Weights for choosing a further sentence beside those already chosen.
const (
	weightNew  = 0.4 // times the share of the question that it newly covers
	weightSame = 0.1 // it stands in the same passage
	// enoughNew is the share of the question that a further sentence must newly
	// cover to be worth reading.
	enoughNew = 0.2
	// rivalScore is the part of the best score from which a second sentence is
	// shown because it may be the one that answers.
	rivalScore = 0.95
	// enoughScore is the part of the best score that a further sentence needs.
	enoughScore = 0.6
)

// extract picks the fewest whole sentences that answer, in reading order.
func (d *desk) extract() []*sentence {
	ranked := d.ranked()
	if len(ranked) == 0 {
		return nil
	}
	chosen := []*sentence{ranked[0]}
	words := len(ranked[0].words)
	covered := slices.Clone(ranked[0].covers)
	add := func(s *sentence) {
		chosen = append(chosen, s)
		words += len(s.words)
		for i, c := range s.covers {
			covered[i] = max(covered[i], c)
		}
	}
	// A sentence that opens with "It" or "He" is read with the one before it.
	if s := chosen[0]; s.pronoun() && s.prev != nil && words+len(s.prev.words) <= maxWords {
		add(s.prev)
	}
	for len(chosen) < maxSentences {
		s, fresh := d.further(ranked, chosen, covered)
		if s == nil || words+len(s.words) > maxWords {
			break
		}
		worth := fresh >= enoughNew && s.score >= enoughScore*ranked[0].score
		better := d.q.kind != anything && s.typed == 1 && !anyTyped(chosen)
		rival := s.score >= rivalScore*ranked[0].score && len(chosen) < 2
		if !worth && !better && !rival {
			break
		}
		add(s)
	}
	return d.inReadingOrder(chosen)
}

// pronouns stand for somebody or something that only the sentence before names.
// "This" and "these" mostly stand before the name itself.
var pronouns = set(`he she it they his her its their that those`)

func (s *sentence) pronoun() bool { return len(s.words) > 0 && pronouns[s.words[0].fold] }

func anyTyped(list []*sentence) bool {
	return slices.ContainsFunc(list, func(s *sentence) bool { return s.typed == 1 })
}

// ranked is all sentences, best first, ties in order of evidence.
func (d *desk) ranked() []*sentence {
	out := make([]*sentence, 0, len(d.sentences))
	for _, s := range d.sentences {
		if quotable(s) {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *sentence) int { return cmp.Compare(b.score, a.score) })
	return out
}

// quotable says that a sentence can stand in an answer: it is no heading and no
// question.
func quotable(s *sentence) bool {
	if len(s.words) < 3 {
		return false
	}
	return !strings.HasSuffix(strings.TrimRight(s.s, `"'”’)`), "?")
}

// further is the sentence to add next and the share of the question that it
// newly covers.
func (d *desk) further(ranked, chosen []*sentence, covered []float64) (best *sentence, fresh float64) {
	top := -1.0
	named := d.q.named()
	for _, s := range ranked[:min(len(ranked), 30)] {
		if slices.Contains(chosen, s) {
			continue
		}
		gain := make([]float64, len(covered))
		for i, c := range s.covers {
			if named[d.q.terms[i].stem] { // the name alone answers nothing
				continue
			}
			// What the title or the sentence before says is no news.
			if known := s.in.title.stems[d.q.terms[i].stem] || chosen[0].contextHolds(d.q.terms[i].stem); !known {
				gain[i] = max(0, c-covered[i])
			}
		}
		newly := d.share(gain)
		score := s.score + weightNew*newly
		if s.in == chosen[0].in {
			score += weightSame
		}
		if score > top {
			best, fresh, top = s, newly, score
		}
	}
	return best, fresh
}

// inReadingOrder puts the sentence that answers first, behind the one that it
// points back at, and the others as they are read: by article in order of the
// evidence, then by place.
func (d *desk) inReadingOrder(list []*sentence) []*sentence {
	best := list[0]
	head, rest := []*sentence{best}, []*sentence{}
	for _, s := range list[1:] {
		if best.pronoun() && s == best.prev {
			head = []*sentence{s, best}
		} else {
			rest = append(rest, s)
		}
	}
	first := map[string]int{}
	for i, e := range d.evidence {
		if _, ok := first[e.Article.ID]; !ok {
			first[e.Article.ID] = i
		}
	}
	slices.SortStableFunc(rest, func(a, b *sentence) int {
		fa, fb := first[d.evidence[a.in.index].Article.ID], first[d.evidence[b.in.index].Article.ID]
		return cmp.Or(cmp.Compare(fa, fb), cmp.Compare(a.start, b.start))
	})
	return append(head, rest...)
}

// plain is a sentence without leading mark-up: a list bullet or a quote mark of
// Markdown. Nothing else of a quoted sentence is ever changed.
func plain(s string) string {
	for {
		t := strings.TrimLeft(s, " \t")
		switch {
		case strings.HasPrefix(t, "- "), strings.HasPrefix(t, "* "), strings.HasPrefix(t, "> "):
			s = t[2:]
		case strings.HasPrefix(t, "• "), strings.HasPrefix(t, "– "):
			s = t[strings.IndexByte(t, ' ')+1:]
		default:
			return strings.Join(strings.Fields(t), " ")
		}
	}
}
