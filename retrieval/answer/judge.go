package answer

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"footnote/corpus"
)

// features are what the decision to answer or to decline rests on. Each can be
// explained to a person.
type features struct {
	Coverage  float64 `json:"coverage"`  // share of the question, weighted by rarity, that the best passage covers
	Sentence  float64 `json:"sentence"`  // BM25 of the best sentence, as a share of the most the question could give
	Missing   float64 `json:"missing"`   // share of the question's names that the best passage lacks
	Numbers   float64 `json:"numbers"`   // share of the question's numbers and years that it lacks
	Apart     float64 `json:"apart"`     // share of the names that the passage has but not with the best sentence
	Untyped   float64 `json:"untyped"`   // 1 if a number, a date or a length of time is asked for and the best sentence has none
	Predicate float64 `json:"predicate"` // share of what is asked about the names that the best passage covers
	Said      float64 `json:"said"`      // the same of the best sentence and those beside it
	Lead      float64 `json:"lead"`      // cosine of the best passage above the next of its article
	Agreement float64 `json:"agreement"` // 1 if both engines rank this article first
	Cosine    float64 `json:"cosine"`    // of the best sentence
	Typed     float64 `json:"typed"`     // 1 if a value of the asked kind stands there, or none is asked
}

// feature is one of them, by its name in the model's file.
type feature struct {
	name  string
	value float64
}

func (f features) list() []feature {
	return []feature{
		{"coverage", f.Coverage}, {"sentence", f.Sentence}, {"missing", f.Missing}, {"numbers", f.Numbers}, {"apart", f.Apart},
		{"predicate", f.Predicate}, {"said", f.Said},
		{"untyped", f.Untyped}, {"lead", f.Lead}, {"agreement", f.Agreement}, {"cosine", f.Cosine}, {"typed", f.Typed},
	}
}

//go:embed answerability.json
var answerabilityFile []byte

// answerability is a logistic model of whether evidence answers a question.
type answerability struct {
	Intercept    float64            `json:"intercept"`
	Coefficients map[string]float64 `json:"coefficients"`
	// Cut is the probability from which a question is answered.
	Cut float64 `json:"cut"`
}

func readAnswerability(b []byte) (answerability, error) {
	var m answerability
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("the answerability model: %w", err)
	}
	known := features{}.list()
	for name := range m.Coefficients {
		if !slices.ContainsFunc(known, func(f feature) bool { return f.name == name }) {
			return m, fmt.Errorf("the answerability model: no feature is called %q", name)
		}
	}
	return m, nil
}

// probability is that of the evidence answering the question.
func (m answerability) probability(f features) float64 {
	z := m.Intercept
	for _, x := range f.list() {
		z += m.Coefficients[x.name] * x.value
	}
	return 1 / (1 + math.Exp(-z))
}

// judgement is the decision about one question and what it rests on.
type judgement struct {
	answer      bool
	probability float64
	features    features
	best        *sentence
	missing     []string // names, numbers and terms of the question that the sources lack
}

// judge decides whether the evidence can answer.
func (d *desk) judge(m answerability) judgement {
	ranked := d.ranked()
	if len(ranked) == 0 || len(d.q.terms) == 0 && d.q.kind == anything {
		return judgement{missing: d.uncovered(nil)}
	}
	j := judgement{best: ranked[0]}
	j.features = d.featuresOf(ranked[0])
	j.probability = m.probability(j.features)
	// Some things decide alone: a year or number that the passage does not speak
	// of, and a sentence of another year or about somebody else.
	j.answer = j.probability >= m.Cut && j.features.Numbers < 1 && !d.otherYear(ranked[0]) && !d.otherSubject(ranked[0])
	j.missing = d.uncovered(ranked[0].in)
	return j
}

// otherYear says that the sentence is dated, in another year than the question.
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
	for _, t := range append(s.context(), s.in.title) {
		for _, x := range t.dates {
			if asked[x.year] {
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

// otherSubject says that the sentence, with what it is read with and its title,
// has none of the names asked about, and says of somebody else what is asked of
// them: "the mayor of Deal" for the mayor of Loos.
func (d *desk) otherSubject(s *sentence) bool {
	if len(d.q.names) == 0 || s.anaphor {
		return false
	}
	for _, n := range d.q.names {
		if s.names(n) {
			return false
		}
	}
	beside := d.q.besideNames()
	for i, w := range s.words {
		if slices.Contains(beside, w.stem) && s.strangerNear(i, d.q) {
			return true
		}
	}
	return false
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

// featuresOf computes the features of answering from the best sentence.
func (d *desk) featuresOf(best *sentence) features {
	p := best.in
	f := features{Coverage: p.coverage, Cosine: best.cosine}
	if ceiling := d.q.total * (k1 + 1); ceiling > 0 {
		f.Sentence = best.bm25 / ceiling
	}
	f.Missing = lacking(d.q.names, p)
	f.Numbers = lacking(d.q.figures, p)
	next := 0.0
	for _, o := range d.passages {
		if o != p && d.evidence[o.index].Article.ID == d.evidence[p.index].Article.ID {
			next = math.Max(next, o.cosine)
		}
	}
	f.Lead = p.cosine - next
	if d.firstBy(func(i int) int { return d.evidence[i].LexicalRank }) == d.firstBy(func(i int) int { return d.evidence[i].VectorRank }) {
		f.Agreement = 1
	}
	f.Predicate = d.predicate(d.match(p.text, nil, p.title))
	f.Said = d.predicate(d.around(best))
	f.Apart = apart(d.q.names, best)
	if hardKinds[d.q.kind] && best.typed < vagueAnswer {
		f.Untyped = 1
	}
	f.Typed = best.typed
	if d.q.kind == anything {
		f.Typed = 1
	}
	return f
}

// firstBy is the article that one engine ranks first.
func (d *desk) firstBy(rank func(int) int) string {
	best, article := math.MaxInt, ""
	for i := range d.evidence {
		if r := rank(i); r > 0 && r < best {
			best, article = r, d.evidence[i].Article.ID
		}
	}
	return article
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

// predicate is the share of the question's words other than names and figures
// that the matches cover; 1 if there are none.
func (d *desk) predicate(matched []float64) float64 {
	named := d.q.named()
	sum, total := 0.0, 0.0
	for i, t := range d.q.terms {
		if !named[t.stem] {
			sum += matched[i] * t.weight
			total += t.weight
		}
	}
	if total == 0 {
		return 1
	}
	return sum / total
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

// around matches the question with a sentence and those beside it.
func (d *desk) around(s *sentence) []float64 {
	out := slices.Clone(s.covers)
	for _, beside := range []*sentence{s.prev, s.next} {
		if beside == nil {
			continue
		}
		for i, m := range d.match(beside.text, nil, nil) {
			out[i] = max(out[i], m)
		}
	}
	return out
}

// hardKinds are the kinds of answer that can be told from their form.
var hardKinds = map[kind]bool{moment: true, quantum: true, duration: true}

// apart is the share of the names asked about that the sentence's passage has,
// but neither the sentence, nor what it is read with, nor the title.
func apart(asked []nameAsked, s *sentence) float64 {
	if len(asked) == 0 {
		return 0
	}
	n := 0
	for _, a := range asked {
		if !s.in.lacks(a) && !s.names(a) {
			n++
		}
	}
	return float64(n) / float64(len(asked))
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

// uncovered names what of the question a passage does not cover: names and
// numbers first, then the rarest terms; with no passage, all of them.
func (d *desk) uncovered(p *passage) []string {
	var out []string
	add := func(s string) {
		if !slices.ContainsFunc(out, func(have string) bool {
			return strings.Contains(strings.ToLower(have), strings.ToLower(s))
		}) {
			out = append(out, s)
		}
	}
	if p != nil {
		for _, a := range slices.Concat(d.q.names, d.q.figures) {
			if p.lacks(a) {
				add(a.text)
			}
		}
	}
	for i, t := range d.q.terms {
		if p == nil || d.match(p.text, nil, p.title)[i] < nearWord {
			add(t.text)
		}
	}
	return out[:min(len(out), 5)]
}
