package answer

import (
	"math"
	"slices"
)

// Feature is one of the things that the decision to answer rests on. Each can be
// explained to a person.
type Feature struct {
	Name  string
	Value float64
}

// feature is a named number that a model weighs.
type feature struct {
	name  string
	value float64
}

// FeatureMeanings says what each feature measures, in the order in which they are
// computed.
func FeatureMeanings() []Meaning { return slices.Clone(meanings) }

// Meaning explains a feature.
type Meaning struct{ Name, Text string }

var meanings = []Meaning{
	{"coverage", "share of the question that the best passage comes near, 0 to 1; a word weighs what it says in general English"},
	{"lost", "how much of the question the best passage does not come near, in such weights"},
	{"length", "how much the question says: the sum of the rarity of its words in the space, each 0 to 1"},
	{"asked", "share of what is asked about the names that the best sentence and those beside it come near, 0 to 1, by rarity"},
	{"said", "share of what is asked about the names that the best sentence itself says in the same or a like word, 0 to 1"},
	{"absent", "how much of what is asked no passage that was found says in the same or a like word; a word weighs what it says in general English"},
	{"names", "number of the question's names that neither the best sentence nor its title speaks of"},
	{"rare", "sum of the rarity of the words of names and figures that the best passage lacks, each 0 to 1"},
	{"untyped", "1 if a number, a date or the like is asked for and the best sentence and those beside it have none"},
	{"kind", "how much of the noun behind 'which' the best sentence does not come near: it is often not repeated"},
	{"cosine", "cosine of the question and the best sentence"},
	{"lead", "cosine of the question and the best passage, above the mean of the others found"},
}

// frequencies is what the builtin model knows of general English beside vectors.
type frequencies interface {
	Salience(word string) float64
	Knows(word string) bool
}

// fullSalience is the salience of a word that says as much as a word can.
const fullSalience = 14

// need is a content word of the question.
type need struct {
	term
	general float64 // how much it says in general English, 0 to 1
	both    float64 // that, times its rarity in the space: 1 for a word that no passage holds
	named   bool    // it is part of a name or a figure
	kind    bool    // it says what kind of thing is asked for
}

// reading is a question as the judgement reads it.
type reading struct {
	d        *desk
	mentions []mention
	needs    []need
	length   float64
	meant    map[string]string // by the stem of a misspelt word
}

func (d *desk) reading() *reading {
	r := &reading{d: d, mentions: d.mentions(), meant: d.misspelt()}
	named := make(map[string]bool)
	for _, m := range r.mentions {
		for _, w := range m.words {
			named[w.stem] = !w.stop || named[w.stem]
		}
	}
	kind := d.q.kindStems()
	rarest := math.Log(1 + (d.weights.passages+0.5)/0.5) // idf where nothing holds the word
	known, _ := d.words.(frequencies)
	for _, t := range d.q.terms {
		n := need{term: t, general: t.share, named: named[t.stem], kind: kind[t.stem]}
		if known != nil && !t.number {
			if s := known.Salience(t.fold); s > 0 {
				n.general *= math.Min(1, s/fullSalience)
			}
		}
		n.both = n.general * t.weight / rarest
		r.length += t.weight / rarest
		r.needs = append(r.needs, n)
	}
	return r
}

// kindStems are the stems of the nouns right behind "what", "which" and "how
// many".
func (q *query) kindStems() map[string]bool {
	out := make(map[string]bool)
	at := slices.IndexFunc(q.words, func(w word) bool { return w.fold == "what" || w.fold == "which" })
	for i := at + 1; at >= 0 && i < len(q.words) && i <= at+3 && !q.words[i].stop; i++ {
		out[q.words[i].stem] = true
	}
	for _, s := range q.counted {
		out[s] = true
	}
	return out
}

// comesNear says how near the nearest word of texts comes to a term: 1 for the
// term itself, in another form or spelling, else the cosine of the words.
func (r *reading) comesNear(n need, texts []*text) float64 {
	best := 0.0
	for _, t := range texts {
		if t.stems[n.stem] || t.stems[r.meant[n.stem]] || t.joined(n.fold) || n.named && t.holdsFormOf(n.word) {
			return 1
		}
		for _, w := range t.words {
			switch {
			case n.number || w.stop || w.number:
			case w.id > 0 && n.near != nil:
				best = math.Max(best, n.near[w.id])
			default:
				best = math.Max(best, dot(n.vector, r.d.vectorOf(w.fold)))
			}
		}
	}
	return math.Min(best, 1)
}

// holdsFormOf says that t has an adjective of a name, or the name of an adjective.
func (t *text) holdsFormOf(name word) bool {
	return slices.ContainsFunc(t.words, func(w word) bool { return w.upper && sameName(w.fold, name.fold) })
}

// reach is the share of the needs that texts come near, by a weight, and how much
// of it they do not; 1 and 0 if the needs weigh nothing.
func (r *reading) reach(texts []*text, weight func(need) float64) (share, lost float64) {
	total := 0.0
	for _, n := range r.needs {
		if w := weight(n); w > 0 {
			total += w
			lost += w * (1 - r.comesNear(n, texts))
		}
	}
	if total == 0 {
		return 1, 0
	}
	return 1 - lost/total, lost
}

// of computes the features of answering from a sentence.
func (r *reading) of(best *sentence) []feature {
	d, p := r.d, best.in
	alone := append([]*text{best.text}, best.context()...)
	beside := slices.Clone(alone)
	for _, s := range []*sentence{best.prev, best.next} {
		if s != nil {
			beside = append(beside, s.text)
		}
	}
	whole := []*text{p.text, p.title}

	coverage, lost := r.reach(whole, func(n need) float64 { return n.general })
	asked, _ := r.reach(beside, func(n need) float64 {
		if n.named || n.kind {
			return 0
		}
		return n.both
	})
	_, rare := r.reach(whole, func(n need) float64 {
		if !n.named {
			return 0
		}
		return n.both
	})
	names := 0.0
	for _, m := range r.mentions {
		if !m.figure {
			names += r.lackedBy(m, append(slices.Clone(alone), p.title))
		}
	}
	others, n := 0.0, 0.0
	for _, o := range d.passages {
		if o != p {
			others += o.cosine
			n++
		}
	}
	return []feature{
		{"coverage", coverage},
		{"lost", lost},
		{"length", r.length},
		{"asked", asked},
		{"said", r.said(append(slices.Clone(alone), p.title))},
		{"absent", r.absent()},
		{"names", names},
		{"rare", rare},
		{"untyped", indicator(d.untyped(best))},
		{"kind", r.kindLost(alone, p.title)},
		{"cosine", best.cosine},
		{"lead", p.cosine - others/math.Max(n, 1)},
	}
}

// kindLost is how much of the words that say what kind of thing is asked for a
// sentence does not come near. The title counts half.
func (r *reading) kindLost(alone []*text, title *text) float64 {
	lost := 0.0
	for _, n := range r.needs {
		if n.kind {
			lost += n.both * (1 - math.Max(r.comesNear(n, alone), creditBefore*r.comesNear(n, []*text{title})))
		}
	}
	return lost
}

// untyped says that neither the sentence nor those beside it hold a value of the
// kind that is asked for.
func (d *desk) untyped(s *sentence) bool {
	if d.q.kind == anything {
		return false
	}
	typed := s.typed
	for _, o := range []*sentence{s.prev, s.next} {
		if o != nil {
			typed = math.Max(typed, o.typed)
		}
	}
	return typed < vagueAnswer
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// likeWord is the cosine from which a word says the same.
const likeWord = 0.65

// said is the share of the words that are no names that texts have, in the same or
// a like word.
func (r *reading) said(texts []*text) float64 {
	sum, total := 0.0, 0.0
	for _, n := range r.needs {
		if n.named {
			continue
		}
		total += n.general
		if r.comesNear(n, texts) >= likeWord {
			sum += n.general
		}
	}
	if total == 0 {
		return 1
	}
	return sum / total
}

// absent is the weight of the words that are no names and that no passage found
// has, in the same or a like word.
func (r *reading) absent() float64 {
	out := 0.0
	for _, n := range r.needs {
		if !n.named && !slices.ContainsFunc(r.d.passages, func(p *passage) bool {
			return r.comesNear(n, []*text{p.text, p.title}) >= likeWord
		}) {
			out += n.general
		}
	}
	return out
}
