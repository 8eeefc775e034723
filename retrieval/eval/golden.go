package eval

import (
	"crypto/sha256"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"footnote/retrieval"
)

// Golden is a question of which is known what a right answer says. A line of a
// golden file makes one (ReadGolden), and so does a question of a file in SQuAD's
// format (GoldenOf).
type Golden struct {
	// ID names the question in its file. What stands before its last slash is the
	// subject, whose questions are all in one Half.
	ID   string
	Text string
	// Turns are the questions that were asked just before, oldest first.
	Turns []string
	// Standalone is the same question in words that need no turns; "" if nobody
	// wrote it down.
	Standalone string

	// A right answer holds one match of Any and a match of each of All. Capitals
	// make no difference, unless a pattern says otherwise with (?-i).
	Any, All []*regexp.Regexp
	// Strings are accepted answers of a SQuAD file: a right answer holds one of
	// them as a run of whole words, without regard to capitals and punctuation.
	Strings []Gold
	// Conflict are the values that the sources give, side by side.
	Conflict []string
	// Uncovered are patterns of the parts of the question that the sources do not
	// answer: each is to be named.
	Uncovered []*regexp.Regexp
	// Premise says that the question takes for granted what the sources contradict.
	Premise bool
	// Answerable says that there is an answer; otherwise a refusal is right.
	Answerable bool
	// Sources may be cited: ids, titles or file names of articles. None means that
	// nobody said which.
	Sources []string

	Half Half
}

// Half is the part of the golden questions that one belongs to: rules, weights
// and cuts are chosen on the one, figures are reported on the other.
type Half string

// The halves. Misses of the report half are not looked at while something is
// tuned, so nothing here lists them.
const (
	Tune   Half = "tune"
	Report Half = "report"
)

// HalfOf is the half of a question by its id: by the parity of a hash of its
// subject, which is what stands before the id's last slash, else the whole id. So
// all questions of a subject are in the same half.
func HalfOf(id string) Half {
	if i := strings.LastIndexByte(id, '/'); i >= 0 {
		id = id[:i]
	}
	if sha256.Sum256([]byte(id))[0]%2 == 0 {
		return Tune
	}
	return Report
}

// GoldenOf makes golden questions of titles: the accepted answers, and all
// articles of the title as what may be cited. The halves are those of Halves.
func GoldenOf(titles []Title) []Golden {
	var all []Golden
	for i, t := range titles {
		half := Tune
		if i%2 == 1 {
			half = Report
		}
		for _, p := range t.Paragraphs {
			for _, q := range p.Questions {
				all = append(all, Golden{
					ID: q.ID, Text: q.Text, Strings: q.Gold, Answerable: len(q.Gold) > 0, Sources: []string{t.Name}, Half: half,
				})
			}
		}
	}
	return all
}

// judged says whether something is known of what a right answer says.
func (g Golden) judged() bool {
	return g.Answerable && len(g.Any)+len(g.All)+len(g.Strings)+len(g.Conflict) > 0
}

// right says that text holds what a right answer must. Where nothing but a
// conflict is expected, that is one of its values.
func (g Golden) right(text string) bool {
	for _, p := range g.All {
		if !p.MatchString(text) {
			return false
		}
	}
	matches := func(p *regexp.Regexp) bool { return p.MatchString(text) }
	switch {
	case len(g.Any) > 0:
		return slices.ContainsFunc(g.Any, matches)
	case len(g.Strings) > 0:
		return slices.ContainsFunc(g.Strings, func(s Gold) bool { return holdsRun(text, s.Text) })
	case len(g.All) == 0:
		return slices.ContainsFunc(g.Conflict, func(v string) bool { return holdsValue(text, v) })
	}
	return true
}

// shown says that all values of the expected conflict are set side by side: each
// is the value of a claim of its own.
func (g Golden) shown(conflicts []retrieval.Conflict) bool {
	return slices.ContainsFunc(conflicts, func(c retrieval.Conflict) bool {
		claims := slices.Clone(c.Claims)
		for _, want := range g.Conflict {
			i := slices.IndexFunc(claims, func(claim retrieval.Claim) bool { return holdsValue(claim.Value, want) })
			if i < 0 {
				return false
			}
			claims = slices.Delete(claims, i, i+1)
		}
		return true
	})
}

// alarmed says that one of the conflicts is expected nowhere in the file: that its
// values are not, each by another one, among those of an expected conflict.
func (c Case) alarmed(conflicts []retrieval.Conflict) bool {
	return slices.ContainsFunc(conflicts, func(shown retrieval.Conflict) bool {
		return !slices.ContainsFunc(c.Disputed, func(expected []string) bool {
			left := slices.Clone(expected)
			for _, claim := range shown.Claims {
				i := slices.IndexFunc(left, func(want string) bool { return holdsValue(claim.Value, want) })
				if i < 0 {
					return false
				}
				left = slices.Delete(left, i, i+1)
			}
			return true
		})
	})
}

// holdsValue says that a value stands in text as a run of whole words; 7000 is
// 7,000.
func holdsValue(text, value string) bool {
	return holdsRun(ungrouped(text), ungrouped(value))
}

// holdsRun says that the words of run stand in text one after the other.
func holdsRun(text, run string) bool {
	have, want := wordFolds(text), wordFolds(run)
	for i := 0; len(want) > 0 && i+len(want) <= len(have); i++ {
		if slices.Equal(have[i:i+len(want)], want) {
			return true
		}
	}
	return false
}

func wordFolds(text string) []string {
	var out []string
	for _, w := range retrieval.Words(text) {
		out = append(out, w.Fold)
	}
	return out
}

// ungrouped takes the commas out of the numbers of a text.
func ungrouped(text string) string {
	runes := []rune(text)
	var b strings.Builder
	for i, r := range runes {
		if r == ',' && i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1]) {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
