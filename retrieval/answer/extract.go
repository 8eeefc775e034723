package answer

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Bounds of a quoted answer.
const (
	maxSentences = 3
	maxWords     = 90
)

// Which further sentences are shown beside the best one. With these figures 1.8
// sentences are shown on average for the questions to tune on; fewer where one
// sentence stands out.
const (
	// enoughLikely is how likely a further sentence must be to hold the answer.
	enoughLikely = 0.06
	// besideFactor makes the sentences beside the best one likelier: where the best
	// one does not answer, it mostly says what the answer is about, and they do.
	besideFactor = 2
	// elsewhereFactor makes those of other articles less likely: an answer reads
	// better from one, and what two articles say of likely things seldom belongs
	// together.
	elsewhereFactor = 0.4
)

// extract picks the whole sentences that answer: the best one, and others while
// it is uncertain that they do.
func (d *desk) extract() []*sentence {
	ranked := d.timely(d.ranked())
	if len(ranked) == 0 {
		return nil
	}
	best := ranked[0]
	chosen := []*sentence{best}
	words := len(best.words)
	if d.leansOn(best) && words+len(best.prev.words) <= maxWords {
		chosen = append(chosen, best.prev)
		words += len(best.prev.words)
	}
	// A sentence that says again what is chosen is not shown, but takes the place that it
	// would have had: it bears the chosen one out, and what comes after it is of less
	// use than what would have been shown without it.
	again := map[*sentence]bool{}
	for len(chosen)+len(again) < maxSentences {
		next, likely := (*sentence)(nil), enoughLikely
		for _, s := range ranked[1:min(len(ranked), 20)] {
			if slices.Contains(chosen, s) || again[s] || words+len(s.words) > maxWords {
				continue
			}
			v := s.likely
			if s == best.next || s == best.prev {
				v *= besideFactor
			}
			if s.ref(d).ArticleID != best.ref(d).ArticleID {
				v *= elsewhereFactor
			}
			if v >= likely && (next == nil || v > likely) {
				next, likely = s, v
			}
		}
		if next == nil {
			break
		}
		if slices.ContainsFunc(chosen, func(c *sentence) bool { return c.text.repeats(next.text) }) {
			again[next] = true
			continue
		}
		chosen = append(chosen, next)
		words += len(next.words)
	}
	return d.inReadingOrder(chosen)
}

// leansOn says that a sentence opens with "It" or "He" and cannot be understood
// without the one before it. Whoever asked knows what the pronoun stands for if
// the question speaks of it: if that sentence or the title has words of it.
func (d *desk) leansOn(s *sentence) bool {
	return s.pronoun() && s.prev != nil && !slices.ContainsFunc(d.q.terms, func(t term) bool {
		return s.prev.stems[t.stem] || s.in.title.stems[t.stem]
	})
}

// pronouns stand for somebody or something that only the sentence before names.
// "This" and "these" mostly stand before the name itself.
var pronouns = set(`he she it they his her its their that those`)

func (s *sentence) pronoun() bool { return len(s.words) > 0 && pronouns[s.words[0].fold] }

// ranked is all sentences, best first, ties in order of evidence.
func (d *desk) ranked() []*sentence {
	out := make([]*sentence, 0, len(d.sentences))
	for _, s := range d.sentences {
		if quotable(s) && !d.isOrder(s) {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *sentence) int { return cmp.Compare(b.score, a.score) })
	return out
}

// quotable says that a sentence can stand in an answer: it is no heading and no
// question.
func quotable(s *sentence) bool {
	if len(s.words) < 3 || s.heads() {
		return false
	}
	return !strings.HasSuffix(strings.TrimRight(s.s, `"'”’)`), "?")
}

// longestHeading is how many words a heading has at most that is told by its form.
const longestHeading = 6

// heads says that a line is a heading, or opens a list: it is short, does not end
// like a sentence, and more of the article stands below. Figures and colons inside
// make a line that says something: "Opening hours: 8 to 5".
func (s *sentence) heads() bool {
	line := strings.TrimSpace(s.s)
	switch {
	case strings.HasSuffix(line, ":"):
		return len(s.words) <= 2*longestHeading && s.next != nil
	case closed(line), len(s.words) > longestHeading, s.next == nil, s.in == nil:
		return false
	}
	return plain(line) == line && !strings.ContainsFunc(line, unicode.IsDigit) && !strings.Contains(line, ":")
}

// inReadingOrder puts the sentence that answers first, behind the one that it
// points back at, and the others as they are read: by article in order of the
// evidence, then by place.
func (d *desk) inReadingOrder(list []*sentence) []*sentence {
	best := list[0]
	head, rest := []*sentence{best}, []*sentence{}
	for _, s := range list[1:] {
		if s == best.prev && d.leansOn(best) {
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
