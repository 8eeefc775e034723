package answer

import (
	"slices"
	"strconv"
	"strings"

	"footnote/retrieval"
)

// nothingNear is the reason of a refusal without any evidence.
const nothingNear = "The sources hold nothing near this question."

// maxMissing is how many words a refusal names.
const maxMissing = 5

// missing names what of the question a passage does not speak of: names and
// figures first, then words that nothing in it comes near.
func (r *reading) missing(p *passage) []string {
	var out []string
	add := func(s string) {
		if !slices.ContainsFunc(out, func(have string) bool {
			return strings.Contains(strings.ToLower(have), strings.ToLower(s))
		}) {
			out = append(out, s)
		}
	}
	whole := p.speaksOf()
	for _, m := range r.mentions {
		if r.lackedBy(m, whole) > 0.5 {
			add(m.text)
		}
	}
	for _, n := range r.needs {
		if !n.named && r.comesNear(n, whole) < nearWord {
			add(n.text)
		}
	}
	return out[:min(len(out), maxMissing)]
}

// kin are the features that measure one thing, to people: they decide together.
var kin = [][]string{
	{"names", "rare"},
	{"lost", "asked", "unsaid", "absent", "focus"},
	{"subject"}, {"unheard"}, {"untyped"},
	{"cosine", "likely"},
}

// decided says what decided a refusal: what contradicts, or the features that together count most
// against the question, compared with questions that can be answered; of those, the
// one that counts most.
func (r *reading) decided(m Answerability, j judgement) retrieval.Decided {
	if j.contradicted != "" {
		return retrieval.Decided{Feature: j.contradicted, Detail: r.explain(j.contradicted, j)}
	}
	against := make(map[string]float64)
	for _, c := range m.Features {
		against[c.Name] = c.Coefficient * (valueOf(j.features, c.Name) - c.Answered) / c.Deviation
	}
	out := retrieval.Decided{Feature: "cosine", Detail: r.explain("cosine", j)}
	worst := 0.0
	for _, group := range kin {
		sum, first := 0.0, group[0]
		for _, name := range group {
			sum += against[name]
			if against[name] < against[first] {
				first = name
			}
		}
		if detail := r.explain(first, j); detail != "" && sum < worst {
			worst, out = sum, retrieval.Decided{Feature: first, Detail: detail}
		}
	}
	return out
}

// explain says in a sentence what a feature found against the question, in words
// of the question only; "" if it found nothing that can be told.
func (r *reading) explain(feature string, j judgement) string {
	s := j.best
	switch feature {
	case "names", "rare":
		alone := append([]*text{s.text, s.in.title}, s.context()...)
		var gone, apart []string
		for _, m := range r.mentions {
			switch {
			case r.lackedBy(m, s.in.speaksOf()) > 0.5:
				gone = append(gone, m.text)
			case r.lackedBy(m, alone) > 0.5:
				apart = append(apart, m.text)
			}
		}
		switch {
		case len(gone) > 0:
			return "The passage that comes nearest does not speak of " + listedWords(gone) + "."
		case len(apart) > 0 && feature == "names":
			return "The sentence that comes nearest does not speak of " + listedWords(apart) + "."
		}
	case "year":
		return "The sentence that comes nearest is not about " + r.years() + "."
	case "subject":
		if valueOf(j.features, "subject") == 0 {
			return ""
		}
		return "The sentence that comes nearest says this of somebody else."
	case "unheard":
		words := r.unheardOf()
		if words == nil {
			return ""
		}
		return "No passage speaks of " + listedWords(words[:min(len(words), maxMissing)]) + "."
	case "untyped":
		if valueOf(j.features, "untyped") > 0 {
			return "The sentence that comes nearest gives no " + r.d.q.wanted() + "."
		}
	case "lost", "asked", "unsaid", "absent", "focus":
		if len(j.missing) > 0 {
			return "The passage that comes nearest does not speak of " + listedWords(j.missing) + "."
		}
	case "cosine", "likely":
		return "No passage comes near enough to the question as a whole."
	}
	return ""
}

// listedWords lists words of the question as such.
func listedWords(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "“" + w + "”"
	}
	return listed(quoted)
}

func (r *reading) years() string {
	var out []string
	for _, x := range r.d.q.dates {
		if y := strconv.Itoa(x.year); x.year > 0 && !slices.Contains(out, y) {
			out = append(out, y)
		}
	}
	return listed(out)
}

// wanted is what a question asks for, as a noun.
func (q *query) wanted() string {
	switch q.kind {
	case person:
		return "name"
	case moment:
		return "time"
	case place:
		return "place"
	case quantum:
		if q.dimension == money {
			return "sum of money"
		}
		return "number that fits"
	case reason:
		return "reason"
	case duration:
		return "length, of time or otherwise"
	}
	return "answer"
}
