package answer

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"footnote/corpus"
	"footnote/retrieval"
)

//go:embed answerability.json
var answerabilityFile []byte

// Answerability is a logistic model of whether evidence answers a question. The
// command retrieval/eval/fit makes the file; it is written to be read.
type Answerability struct {
	About    string         `json:"about"`
	FittedOn map[string]any `json:"fitted_on"`
	// Cut is the probability from which a question is answered.
	Cut       float64       `json:"cut"`
	Intercept float64       `json:"intercept"`
	Features  []Coefficient `json:"features"`
}

// Coefficient is a feature's part in the model. A value is standardised before it
// is weighed: (value - Mean) / Deviation.
type Coefficient struct {
	Name        string  `json:"name"`
	Meaning     string  `json:"meaning"`
	Coefficient float64 `json:"coefficient"`
	Mean        float64 `json:"mean"`
	Deviation   float64 `json:"deviation"`
	// Answered is the mean over the questions that can be answered: what decides a
	// refusal lies farthest from it.
	Answered float64 `json:"answered"`
}

func readAnswerability(b []byte) (Answerability, error) {
	var m Answerability
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("the answerability model: %w", err)
	}
	for _, c := range m.Features {
		if !slices.ContainsFunc(meanings, func(f Meaning) bool { return f.Name == c.Name }) {
			return m, fmt.Errorf("the answerability model: no feature is called %q", c.Name)
		}
		if !(c.Deviation > 0) {
			return m, fmt.Errorf("the answerability model: the deviation of %q is %v", c.Name, c.Deviation)
		}
	}
	return m, nil
}

// probability is that of the evidence answering the question.
func (m Answerability) probability(f []feature) float64 {
	z := m.Intercept
	for _, c := range m.Features {
		z += c.Coefficient * (valueOf(f, c.Name) - c.Mean) / c.Deviation
	}
	return 1 / (1 + math.Exp(-z))
}

func valueOf(list []feature, name string) float64 {
	for _, f := range list {
		if f.name == name {
			return f.value
		}
	}
	return 0
}

// judgement is the decision about one question and what it rests on.
type judgement struct {
	answer      bool
	probability float64
	features    []feature
	// contradicted names what declines whatever the features say: the evidence says
	// what is asked of another year, or of somebody else. Nothing makes up for that.
	contradicted string
	best         *sentence
	missing      []string // names, numbers and terms of the question that the sources lack
	decided      retrieval.Decided
}

// judged is the sentence that is judged: of those that may be shown, the one that
// lacks least of the names and of a value of the kind that is asked for; of equal
// ones the best.
func (r *reading) judged(ranked []*sentence) *sentence {
	var best *sentence
	worst := math.Inf(1)
	for _, s := range ranked[:min(len(ranked), maxSentences)] {
		lacks := r.namesLackedBy(append(s.context(), s.text, s.in.title))
		if r.d.q.kind != anything && s.typed < vagueAnswer {
			lacks++
		}
		if lacks < worst {
			best, worst = s, lacks
		}
	}
	return best
}

// judge decides whether the evidence can answer.
func (d *desk) judge(m Answerability) judgement {
	ranked := d.ranked()
	if len(ranked) == 0 || len(d.q.terms) == 0 && d.q.kind == anything {
		return judgement{missing: d.allTerms(), decided: retrieval.Decided{Feature: "evidence", Detail: nothingNear}}
	}
	r := d.reading()
	best := r.judged(ranked)
	j := judgement{best: best, features: r.of(best, ranked[0])}
	if j.contradicted = r.contradicted(best, ranked[0]); j.contradicted == "" {
		j.probability = m.probability(j.features)
	}
	j.answer = j.probability >= m.Cut
	j.missing = r.missing(best.in)
	if !j.answer {
		j.decided = r.decided(m, j)
	}
	return j
}

// contradicted is "year" or "subject", or "" where neither is another one.
func (r *reading) contradicted(s, first *sentence) string {
	switch {
	case r.d.otherYear(s):
		return "year"
	case r.ofAnother(s) && r.saysAll(s), !r.saysBeside(s) && r.ofAnother(first) && r.saysAll(first):
		return "subject"
	}
	return ""
}

// saysAll says that a sentence has all that is asked about the names.
func (r *reading) saysAll(s *sentence) bool {
	_, lost := r.reach([]*text{s.text}, func(n need) float64 {
		if n.named {
			return 0
		}
		return n.general
	})
	return lost == 0
}

// otherYear says that the sentence is dated, in another year than the question, and
// nothing that dates it is of the year that is asked about.
func (d *desk) otherYear(s *sentence) bool {
	asked := make(map[int]bool)
	for _, x := range d.q.dates {
		if x.year > 0 {
			asked[x.year] = true
		}
	}
	if len(asked) == 0 {
		return false
	}
	for _, t := range append(s.datedBy(d.q), s.text) {
		for _, x := range t.dates {
			if asked[x.year] {
				return false
			}
		}
		// "Her chart of 1913 shows …" may be read as a number of shows.
		for _, n := range t.quantities {
			if asked[int(n.value)] {
				return false
			}
		}
	}
	dated := make(map[int]bool)
	for _, x := range s.dates {
		if x.year > 0 {
			dated[x.year] = true
		}
	}
	return len(dated) > 0 && !common(asked, dated)
}

// datedBy are the texts that date a sentence for a question: its context and its
// title and, unless it names by itself what the question is about, the sentences
// beside it.
func (s *sentence) datedBy(q *query) []*text {
	out := append(s.context(), s.in.title)
	if slices.ContainsFunc(q.names, func(n nameAsked) bool { return s.stems[n.stems[len(n.stems)-1]] }) {
		return out
	}
	for _, o := range []*sentence{s.prev, s.next} {
		if o != nil {
			out = append(out, o.text)
		}
	}
	return out
}

// otherSubject says that the sentence that is judged, or the best one if that one
// does not say what is asked, says it of somebody else.
func (r *reading) otherSubject(s, first *sentence) bool {
	return r.ofAnother(s) || !r.saysBeside(s) && r.ofAnother(first)
}

// ofAnother says that the sentence, with what it is read with and its title,
// has none of the names asked about, and says of somebody else what is asked of
// them: "the mayor of Deal" for the mayor of Loos.
func (r *reading) ofAnother(s *sentence) bool {
	if s.anaphor {
		return false
	}
	texts := append(s.context(), s.text, s.in.title, s.in.publisher)
	named := false
	for _, m := range r.mentions {
		if m.figure {
			continue
		}
		if named = true; r.lackedBy(m, texts) <= 0.5 {
			return false
		}
	}
	if !named || s.opensWithKnown() && r.namesLackedBy([]*text{s.in.text}) == 0 {
		return false
	}
	beside := r.d.q.besideNames()
	for i, w := range s.words {
		if slices.Contains(beside, w.stem) && s.strangerNear(i, r.d.q) {
			return true
		}
	}
	return false
}

// opensWithKnown says that a sentence opens with what belongs to something known: "the
// company's director" is that of the company which the passage names.
func (s *sentence) opensWithKnown() bool {
	return len(s.words) > 1 && s.words[0].fold == "the" && !s.words[1].upper && strings.HasSuffix(s.words[1].fold, "'s")
}

// saysBeside says that a sentence has one of the words next to the question's names.
func (r *reading) saysBeside(s *sentence) bool {
	return slices.ContainsFunc(r.d.q.besideNames(), func(stem string) bool { return s.stems[stem] })
}

// strangerNear says that a name which the question does not have stands within
// three words of word i.
func (s *sentence) strangerNear(i int, q *query) bool {
	for _, n := range s.nameSpans() {
		if n.End <= i-3 || n.Start > i+3 {
			continue
		}
		if !slices.ContainsFunc(s.words[n.Start:n.End], func(w word) bool { return q.stems[w.stem] }) {
			return true
		}
	}
	return false
}

// nameSpans are the sentence's names, with the one that may open it.
func (s *sentence) nameSpans() []corpus.Span {
	spans := s.text.names()
	if len(s.words) > 0 && s.words[0].upper && !s.words[0].stop && !connectives[s.words[0].fold] && s.in.capitalised(s.words[0]) {
		spans = append(spans, corpus.Span{Start: 0, End: 1})
	}
	return spans
}

// besideNames are the stems of the question's content words next to its names:
// mayor in "the mayor of Loos".
func (q *query) besideNames() []string {
	named := q.named()
	var out []string
	for i, w := range q.words {
		if !named[w.stem] {
			continue
		}
		for distance := 1; distance <= 3; distance++ {
			found := false
			for _, j := range []int{i - distance, i + distance} {
				if j >= 0 && j < len(q.words) && !q.words[j].stop && !named[q.words[j].stem] && !questionWords[q.words[j].fold] {
					out = append(out, q.words[j].stem)
					found = true
				}
			}
			if found {
				break
			}
		}
	}
	return out
}

// lacking is the share of what is asked about that a passage lacks.
func lacking(asked []nameAsked, p *passage) float64 {
	if len(asked) == 0 {
		return 0
	}
	n := 0
	for _, a := range asked {
		if p.lacks(a) {
			n++
		}
	}
	return float64(n) / float64(len(asked))
}

// named is the stems of the question's names and figures.
func (q *query) named() map[string]bool {
	out := make(map[string]bool)
	for _, a := range slices.Concat(q.names, q.figures) {
		for _, s := range a.stems {
			out[s] = true
		}
	}
	return out
}

// names says that a sentence, what it is read with, or its article's title has
// the last word of a name.
func (s *sentence) names(a nameAsked) bool {
	last := word{stem: a.stems[len(a.stems)-1], fold: a.stems[len(a.stems)-1], text: a.stems[len(a.stems)-1]}
	for _, t := range append(s.context(), s.text, s.in.title) {
		if t.holdsName(last) {
			return true
		}
	}
	return false
}

// lacks says that neither the passage nor its article's title speaks of a name
// or number. A person's last name is enough, if half the words are there.
func (p *passage) lacks(a nameAsked) bool {
	if v, _, ok := parseFigure(a.text, false); ok {
		return !p.holdsNumber(v) && !p.has(a.stems[0]) && float64(p.year) != v
	}
	held := 0
	for _, s := range a.stems {
		if p.has(s) {
			held++
		}
	}
	return !p.has(a.stems[len(a.stems)-1]) || 2*held < len(a.stems)
}

func (p *passage) holdsNumber(v float64) bool {
	return slices.ContainsFunc(p.quantities, func(q quantity) bool { return sameValue(q.value, v) }) ||
		slices.ContainsFunc(p.dates, func(d date) bool { return float64(d.year) == v || float64(d.day) == v })
}

func (p *passage) has(stem string) bool {
	if p.stems[stem] || p.title.stems[stem] {
		return true
	}
	for _, w := range p.words {
		if w.upper && sameName(w.stem, stem) {
			return true
		}
	}
	return false
}

// allTerms are the terms of the question, when there is no evidence at all.
func (d *desk) allTerms() []string {
	var out []string
	for _, t := range d.q.terms {
		out = append(out, t.text)
	}
	return out[:min(len(out), 5)]
}
