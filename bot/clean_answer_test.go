package bot

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"footnote/retrieval"
)

// What stays of an answer stands in what is still cited.
func TestWithout(t *testing.T) {
	cite := func(n int, passage, quote string) retrieval.Citation {
		return retrieval.Citation{N: n, Passage: passage, Quote: quote}
	}
	sentence := func(text string, n ...int) retrieval.Sentence { return retrieval.Sentence{Text: text, Citations: n} }
	claim := func(value, by, text string, n ...int) retrieval.Claim {
		return retrieval.Claim{Value: value, By: by, Text: text, Citations: n}
	}
	one, two := cite(1, "It fell. The bridge is 640 metres long.", "The bridge is 640 metres long."),
		cite(2, "Calm. The  BRIDGE is 640 metres long, said Ilse.", "The  BRIDGE is 640 metres long, said Ilse.")
	three := cite(3, "Others say 655 metres.", "Others say 655 metres.")
	for _, c := range []struct {
		name        string
		answer      retrieval.Answer
		gone, moved map[int]bool
		want        []string // sentences
		conflicts   []retrieval.Conflict
	}{
		{"nothing is gone", retrieval.Answer{Sentences: []retrieval.Sentence{sentence("A paraphrase.", 1)}}, nil, nil, []string{"A paraphrase."}, nil},
		{"all of it", retrieval.Answer{Sentences: []retrieval.Sentence{sentence("A.", 1)}}, map[int]bool{1: true}, nil, nil, nil},
		{"its words stand elsewhere too", retrieval.Answer{Sentences: []retrieval.Sentence{sentence("The bridge is 640 metres long", 1, 2)}},
			map[int]bool{1: true}, nil, []string{"The bridge is 640 metres long"}, nil},
		{"only its sense does", retrieval.Answer{Sentences: []retrieval.Sentence{sentence("Its length is 640 metres.", 1, 2)}},
			map[int]bool{1: true}, nil, []string{two.Quote}, nil},
		{"twice the same then", retrieval.Answer{Sentences: []retrieval.Sentence{sentence("Its length is 640 metres.", 1, 2), sentence("640 metres it is.", 1, 2)}},
			map[int]bool{1: true}, nil, []string{two.Quote}, nil},
		{"a citation that moved", retrieval.Answer{Sentences: []retrieval.Sentence{sentence("Its length is 640 metres.", 2), sentence("Others.", 3)}},
			nil, map[int]bool{2: true}, []string{two.Quote, "Others."}, nil},
		{"a side that says it otherwise", retrieval.Answer{Conflicts: []retrieval.Conflict{{About: "length of Zanzibar", Claims: []retrieval.Claim{
			claim("640 metres", "Zanzibar", "Zanzibar says 640 metres.", 1, 2), claim("655 metres", "", "Others say 655 metres.", 3)}}}},
			map[int]bool{1: true}, nil, nil, []retrieval.Conflict{{Claims: []retrieval.Claim{
				claim("640 metres", "", two.Quote, 2), claim("655 metres", "", "Others say 655 metres.", 3)}}}},
		{"a value that only it wrote so", retrieval.Answer{Conflicts: []retrieval.Conflict{{About: "bridge", Claims: []retrieval.Claim{
			claim("0.64 km", "", "It is 0.64 km.", 1, 2), claim("655 metres", "", "Others say 655 metres.", 3)}}}},
			map[int]bool{1: true}, nil, nil, nil},
		{"a side that is untouched", retrieval.Answer{Conflicts: []retrieval.Conflict{{About: "bridge", Claims: []retrieval.Claim{
			claim("640", "Ilse", "A.", 2), claim("655", "", "B.", 3), claim("7", "", "C.", 1)}}}},
			map[int]bool{1: true}, nil, nil, []retrieval.Conflict{{About: "bridge", Claims: []retrieval.Claim{claim("640", "Ilse", "A.", 2), claim("655", "", "B.", 3)}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.answer.Citations = []retrieval.Citation{one, two, three}
			c.answer.Premise = "The sources say otherwise: it is a ferry."
			got := without(c.answer, c.gone, c.moved)
			var texts []string
			for _, s := range got.Sentences {
				texts = append(texts, s.Text)
			}
			if d := cmp.Diff(c.want, texts); d != "" {
				t.Error(d)
			}
			if len(got.Conflicts) != len(c.conflicts) || len(c.conflicts) > 0 && !cmp.Equal(c.conflicts, got.Conflicts) {
				t.Error(cmp.Diff(c.conflicts, got.Conflicts))
			}
			if changed := len(c.gone)+len(c.moved) > 0; changed != (got.Premise == "") {
				t.Errorf("premise %q", got.Premise)
			}
		})
	}
}
