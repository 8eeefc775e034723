package answer

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"

	"footnote/retrieval"
)

// signals are what the rank of a sentence rests on: each says how well the
// sentence, its surroundings or its passage fit the question. "Share" is that of
// the question's weight, where rare words weigh more, 0 to 1; a word of the same
// stem counts fully, another one with the cosine of their vectors.
type signals struct {
	Cosine  float64 `json:"cosine"`  // of the sentence with the question
	Own     float64 `json:"own"`     // share that it covers together with the article's title
	Local   float64 `json:"local"`   // share, rarity counted among the sentences at hand
	Context float64 `json:"context"` // share, with half of what the sentence before covers
	Focus   float64 `json:"focus"`   // cosine of "river" in "which river" with its nearest word
	Name    float64 `json:"name"`    // 1 if a person is asked for and it names somebody new
	Typed   float64 `json:"typed"`   // how well it holds a value of the kind asked for
	Figures float64 `json:"figures"` // share of the question's years and numbers that its passage has

	PassageBM25   float64 `json:"passage_bm25"`  // as a share of the best passage's
	PassageCover  float64 `json:"passage_cover"` // share that the passage covers
	PassageCosine float64 `json:"passage_cosine"`
	Found         float64 `json:"found"` // the fused score of the search
}

func (x signals) list() []feature {
	return []feature{
		{"cosine", x.Cosine}, {"own", x.Own}, {"local", x.Local}, {"context", x.Context},
		{"focus", x.Focus}, {"name", x.Name}, {"typed", x.Typed}, {"figures", x.Figures},
		{"passage_bm25", x.PassageBM25}, {"passage_cover", x.PassageCover}, {"passage_cosine", x.PassageCosine}, {"found", x.Found},
	}
}

//go:embed ranking.json
var rankingFile []byte

// ranking orders the sentences of the evidence. It is linear in their signals,
// and the softmax of its scores is how likely each sentence is to hold the
// answer, if one does (Cao et al., 2007, with lists of one right sentence).
// TestFitRanking of retrieval/eval makes the file.
type ranking struct {
	Weights map[string]float64 `json:"weights"`
}

var shippedRanking = sync.OnceValues(func() (ranking, error) { return readRanking(rankingFile) })

func readRanking(b []byte) (ranking, error) {
	var r ranking
	if err := json.Unmarshal(b, &r); err != nil {
		return r, fmt.Errorf("the ranking model: %w", err)
	}
	known := signals{}.list()
	for name := range r.Weights {
		if !slices.ContainsFunc(known, func(f feature) bool { return f.name == name }) {
			return r, fmt.Errorf("the ranking model: no signal is called %q", name)
		}
	}
	return r, nil
}

func (r ranking) score(x signals) float64 {
	z := 0.0
	for _, f := range x.list() {
		z += r.Weights[f.name] * f.value
	}
	return z
}

// unclosed is taken off the score of a line that does not end like a sentence: a
// heading, a row of a table. Golden paragraphs have none, so it is not fitted.
const unclosed = 1

// rank gives every sentence its signals, its score, and how likely it is to hold
// the answer. Their parts have been scored.
func (d *desk) rank(r ranking) {
	maxP := 0.0
	for _, p := range d.passages {
		maxP = math.Max(maxP, p.bm25)
	}
	focus := d.focus()
	local := d.localWeights()
	named := d.q.named()
	each(len(d.sentences), func(i int) {
		s := d.sentences[i]
		s.near = d.nearby(s.text, named)
		d.readShort(s)
	})
	for _, s := range d.sentences {
		x := &s.signals
		x.Cosine, x.Typed = s.cosine, s.typed
		x.Own = d.share(s.withTitle(d.q.terms, named))
		x.Local = d.shareOf(s.near, func(i int) float64 { return local[i] })
		x.Context = d.share(d.inContext(s))
		x.Focus = focus.in(s.text)
		if d.q.kind == person && s.namesAnother(d.q) {
			x.Name = 1
		}
		x.Figures = 1 - lacking(d.q.figures, s.in)
		x.PassageBM25, x.PassageCover = scaled(s.in.bm25, maxP), s.in.coverage
		x.PassageCosine, x.Found = s.in.cosine, d.evidence[s.in.index].Score
		s.score = r.score(*x)
		if !closed(s.s) {
			s.score -= unclosed
		}
	}
	d.setLikely()
}

// setLikely is the softmax of the scores over the sentences that can be quoted.
func (d *desk) setLikely() {
	top, sum := math.Inf(-1), 0.0
	for _, s := range d.sentences {
		if quotable(s) {
			top = math.Max(top, s.score)
		}
	}
	for _, s := range d.sentences {
		if quotable(s) {
			s.likely = math.Exp(s.score - top)
			sum += s.likely
		}
	}
	for _, s := range d.sentences {
		if sum > 0 {
			s.likely /= sum
		}
	}
}

// nearby says for each question term how near the nearest word of t is: 1 for
// the term itself, else the cosine of their vectors. Another name is not near a
// name, however much the vectors of two towns have in common.
func (d *desk) nearby(t *text, named map[string]bool) []float64 {
	out := make([]float64, len(d.q.terms))
	for i, term := range d.q.terms {
		switch {
		case t.stems[term.stem]:
			out[i] = 1
		case term.number:
		case named[term.stem]:
			out[i] = squared(t.nearestName(term))
		default:
			out[i] = squared(t.nearestOf(term.near))
		}
	}
	return out
}

// readShort gives a sentence the whole of a name whose last word it has behind an
// article, "the bridge", where its passage or title says the whole: the Kestrel
// Bridge.
func (d *desk) readShort(s *sentence) {
	for _, n := range d.q.names {
		if len(n.stems) < 2 || !s.refersTo(n.stems[len(n.stems)-1]) || !s.in.holdsWhole(n) {
			continue
		}
		for i, t := range d.q.terms {
			if slices.Contains(n.stems, t.stem) {
				s.near[i] = 1
			}
		}
	}
}

// refersTo says that t has a word without a capital behind "the", "this" or "that".
func (t *text) refersTo(stem string) bool {
	for i := 1; i < len(t.words); i++ {
		if w := t.words[i]; w.stem == stem && !w.upper && pointsAt[t.words[i-1].fold] && t.gap(i-1) == " " {
			return true
		}
	}
	return false
}

// pointsAt are the words before a noun that stands for a name said before.
var pointsAt = set(`the this that`)

// holdsWhole says that a passage or its title has all words of a name.
func (p *passage) holdsWhole(n nameAsked) bool {
	return !slices.ContainsFunc(n.stems, func(stem string) bool { return !p.stems[stem] && !p.title.stems[stem] })
}

func squared(x float64) float64 { return x * x }

// nearestName is as nearestOf for a name: a form of it, or a word without a
// capital.
func (t *text) nearestName(name term) float64 {
	best := 0.0
	for _, w := range t.words {
		if !w.stop && !w.number && w.id > 0 && (!w.upper || sameName(w.fold, name.fold)) {
			best = math.Max(best, name.near[w.id])
		}
	}
	return math.Min(best, 1)
}

// nearestOf is the largest of the cosines, given by vocabulary number, among the
// words of t.
func (t *text) nearestOf(near []float64) float64 {
	best := 0.0
	for _, w := range t.words {
		if !w.stop && !w.number && w.id > 0 {
			best = math.Max(best, near[w.id])
		}
	}
	return math.Min(best, 1)
}

// shareOf is the part of the terms' weight that the matches cover; 0 if the terms
// have no weight.
func (d *desk) shareOf(matched []float64, weight func(i int) float64) float64 {
	sum, total := 0.0, 0.0
	for i, m := range matched {
		w := weight(i)
		sum += m * w
		total += w
	}
	if total == 0 {
		return 0
	}
	return sum / total
}

// localWeights weigh each term by how few of the sentences at hand hold it: what
// all of them speak of does not tell them apart.
func (d *desk) localWeights() []float64 {
	out := make([]float64, len(d.q.terms))
	for i, t := range d.q.terms {
		n := 0.5
		for _, s := range d.sentences {
			if s.stems[t.stem] {
				n++
			}
		}
		out[i] = t.share * math.Log(1+float64(len(d.sentences)+1)/n)
	}
	return out
}

// withTitle is how near a sentence comes to each term of the question, with what
// its article's title says: a name there need not be said again; for other words,
// which may tell of something else in the article, the title counts half.
func (s *sentence) withTitle(terms []term, named map[string]bool) []float64 {
	out := slices.Clone(s.near)
	for i, t := range terms {
		switch {
		case !s.in.title.stems[t.stem]:
		case named[t.stem]:
			out[i] = 1
		default:
			out[i] = math.Max(out[i], 0.5)
		}
	}
	return out
}

// inContext is how near a sentence comes to each term of the question, with half
// of what the sentence before does. A name there counts only if this sentence
// refers back.
func (d *desk) inContext(s *sentence) []float64 {
	with := slices.Clone(s.near)
	if s.prev == nil {
		return with
	}
	refers, named := s.refersBack(), d.q.named()
	for i, t := range d.q.terms {
		if refers || !named[t.stem] {
			with[i] = math.Max(with[i], creditBefore*s.prev.near[i])
		}
	}
	return with
}

// refersBack says that one of the first words of a sentence stands for something
// said before. Only then is a name in the sentence before one of whom this
// sentence speaks.
func (s *sentence) refersBack() bool {
	return slices.ContainsFunc(s.words[:min(len(s.words), 8)], func(w word) bool { return anaphors[w.fold] })
}

// focused is what a "which" or "what" asks for, beside the words at hand.
type focused struct {
	stem string
	near []float64 // cosines to the words of the vocabulary
}

// focus is the noun behind "what" or "which": "river" of "which river".
func (d *desk) focus() focused {
	q := d.q
	at := slices.IndexFunc(q.words, func(w word) bool { return w.fold == "what" || w.fold == "which" })
	if at < 0 {
		return focused{}
	}
	last := -1
	for i, n := at+1, 0; i < len(q.words) && n < 3; i++ {
		if q.words[i].stop {
			if q.words[i].fold != "of" {
				break
			}
			continue
		}
		last, n = i, n+1
	}
	if last < 0 {
		return focused{}
	}
	noun := term{word: q.words[last], vector: d.vectorOf(q.words[last].fold)}
	d.compare(&noun)
	return focused{noun.stem, noun.near}
}

func (f focused) in(t *text) float64 {
	switch {
	case f.near == nil:
		return 0
	case t.stems[f.stem]:
		return 1
	}
	return t.nearestOf(f.near)
}

// namesAnother says that the sentence has a name which the question does not.
func (s *sentence) namesAnother(q *query) bool {
	for _, n := range s.nameSpans() {
		if !slices.ContainsFunc(s.words[n.Start:n.End], func(w word) bool { return q.stems[w.stem] }) {
			return true
		}
	}
	return false
}

// Candidate is a sentence that was considered for an answer: bytes of its
// article's body, how likely it was thought to hold the answer, 0 to 1, and what
// that rests on, by the names of the ranking model's file. It is for fitting.
type Candidate struct {
	ArticleID  string
	Start, End int
	Likely     float64
	Signals    map[string]float64
}

// Candidates are the sentences that Answer would choose from, best first.
func (a *Answerer) Candidates(ctx context.Context, q retrieval.Question, found retrieval.Found) ([]Candidate, error) {
	d, err := lay(ctx, a.lexicon, a.words, q, found.Evidence)
	if err != nil {
		return nil, err
	}
	var out []Candidate
	for _, s := range d.ranked() {
		c := Candidate{ArticleID: s.ref(d).ArticleID, Start: s.start, End: s.end, Likely: s.likely, Signals: map[string]float64{}}
		for _, f := range s.signals.list() {
			c.Signals[f.name] = f.value
		}
		out = append(out, c)
	}
	return out, nil
}
