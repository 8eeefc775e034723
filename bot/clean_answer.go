package bot

import (
	"slices"
	"strings"

	"footnote/retrieval"
)

// without takes citations that are gone out of an answer, with what rests on them.
// A sentence that is cited elsewhere too stays; but its wording may have been that
// of the source which is gone, so unless it stands word for word in what is still
// cited, the quote of that takes its place. The same goes for sentences whose
// citation moved to another article, and for the sides of a disagreement.
func without(a retrieval.Answer, gone, moved map[int]bool) retrieval.Answer {
	if len(gone) == 0 && len(moved) == 0 {
		return a
	}
	r := remains{gone: gone, moved: moved, cited: map[int]retrieval.Citation{}}
	for _, c := range a.Citations {
		if !gone[c.N] {
			r.cited[c.N] = c
		}
	}
	sentences := []retrieval.Sentence{}
	for _, s := range a.Sentences {
		if s.Text, s.Citations = r.of(s.Text, s.Citations); len(s.Citations) == 0 {
			continue
		}
		if at := slices.IndexFunc(sentences, func(x retrieval.Sentence) bool { return x.Text == s.Text }); at < 0 {
			sentences = append(sentences, s)
		}
	}
	a.Sentences, a.Conflicts, a.Updates = sentences, r.sides(a.Conflicts), r.sides(a.Updates)
	// It tells what the sources say, and not which one of them.
	a.Premise = ""
	// A disagreement of which one side is left is none: nothing cites that any more.
	a.Citations = slices.DeleteFunc(slices.Clone(a.Citations), func(c retrieval.Citation) bool { return gone[c.N] || !cites(a, c.N) })
	if a.Answered && len(sentences) == 0 {
		a.Answered = false
		a.Reason = "The source that answered this was removed."
		a.Uncovered, a.Nearest = []string{}, []retrieval.Nearest{}
	}
	return a
}

// remains is what an answer may still rest on.
type remains struct {
	gone, moved map[int]bool
	cited       map[int]retrieval.Citation // what is left
}

// of is a text and its citations without those that are gone.
func (r remains) of(text string, citations []int) (string, []int) {
	left := slices.DeleteFunc(slices.Clone(citations), func(n int) bool { return r.gone[n] })
	touched := slices.ContainsFunc(citations, func(n int) bool { return r.gone[n] || r.moved[n] })
	if !touched || len(left) == 0 {
		return text, left
	}
	words := plain(text)
	for _, n := range left {
		if c := r.cited[n]; strings.Contains(plain(c.Passage), words) || strings.Contains(plain(c.Quote), words) {
			return text, left
		}
	}
	return r.cited[left[0]].Quote, left
}

// sides are the disagreements of which two sides are left at least.
func (r remains) sides(all []retrieval.Conflict) []retrieval.Conflict {
	left := []retrieval.Conflict{}
	for _, c := range all {
		claims := []retrieval.Claim{}
		touched := false
		for _, claim := range c.Claims {
			text, cites := r.of(claim.Text, claim.Citations)
			if len(cites) < len(claim.Citations) || text != claim.Text {
				touched = true
				if !strings.Contains(plain(text), plain(claim.Value)) {
					continue // the value is written as only the other source wrote it
				}
				if !strings.Contains(plain(text), plain(claim.By)) {
					claim.By = ""
				}
			}
			if claim.Text, claim.Citations = text, cites; len(cites) > 0 {
				claims = append(claims, claim)
			}
		}
		if len(claims) < 2 {
			continue
		}
		if touched && !r.speakOf(claims, c.About) {
			c.About = ""
		}
		c.Claims = claims
		left = append(left, c)
	}
	return left
}

// speakOf reports whether the claims hold all words of what they are about.
func (r remains) speakOf(claims []retrieval.Claim, about string) bool {
	var all strings.Builder
	for _, c := range claims {
		all.WriteString(plain(c.Text) + " ")
		for _, n := range c.Citations {
			all.WriteString(plain(r.cited[n].Passage) + " ")
		}
	}
	for _, w := range strings.Fields(plain(about)) {
		if !strings.Contains(all.String(), w) {
			return false
		}
	}
	return true
}

// plain is a text without what differs in writing only.
func plain(text string) string {
	return retrieval.Fold(strings.Join(strings.Fields(text), " "))
}

// cites reports whether anything in the answer cites the citation n.
func cites(a retrieval.Answer, n int) bool {
	for _, s := range a.Sentences {
		if slices.Contains(s.Citations, n) {
			return true
		}
	}
	for _, c := range slices.Concat(a.Conflicts, a.Updates) {
		for _, claim := range c.Claims {
			if slices.Contains(claim.Citations, n) {
				return true
			}
		}
	}
	return false
}
