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
	{"lost", "how much of the question the best passage does not come near; a word weighs what it says in general English, 0 to 1"},
	{"length", "how much the question says: the sum of the rarity of its words in the space, each 0 to 1"},
	{"asked", "share of what is asked about the names that the best sentence and those beside it come near, 0 to 1, by rarity"},
	{"unsaid", "how much of what is asked about the names the best sentence and its title do not come near, by rarity"},
	{"absent", "how much of what is asked no passage that was found says in the same or a like word, as in general English"},
	{"names", "number of the question's names that neither the best passage nor its title speaks of"},
	{"rare", "sum of the rarity of the words of names and figures that the best passage lacks, each 0 to 1"},
	{"untyped", "1 if a number, a date or the like is asked for and the best sentence and those beside it have none"},
	{"subject", "1 if the best sentence says of somebody else what is asked"},
	{"unheard", "1 if no passage found has even a related word of any telling word of what is asked"},
	{"number", "1 if a number is asked for: texts have them of many things"},
	{"focus", "how near the best sentence comes to the noun behind 'what' or 'which', 0 to 1"},
	{"likely", "logarithm of how likely the ranking holds the best sentence to be the answer, if one of them is"},
	{"cosine", "cosine of the question and the best passage"},
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
}

func (d *desk) reading() *reading {
	r := &reading{d: d, mentions: d.mentions()}
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
	r.readMeanings()
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
// term itself, in another form or spelling, else the square of how near its meaning
// is (readMeanings), because any two words have some of that.
func (r *reading) comesNear(n need, texts []*text) float64 {
	best := 0.0
	for _, t := range texts {
		if t.stems[n.stem] || t.joined(n.fold) || n.named && t.holdsFormOf(n.word) {
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
	return squared(math.Min(best, 1))
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

// of computes the features of answering from a sentence, where first is the one
// that the ranking puts first.
func (r *reading) of(best, first *sentence) []feature {
	d, p := r.d, best.in
	alone := append([]*text{best.text}, best.context()...)
	beside := slices.Clone(alone)
	for _, s := range []*sentence{best.prev, best.next} {
		if s != nil {
			beside = append(beside, s.text)
		}
	}
	whole := p.speaksOf()

	_, lost := r.reach(whole, func(n need) float64 { return n.general })
	asked, _ := r.reach(beside, func(n need) float64 {
		if n.named || n.kind {
			return 0
		}
		return n.both
	})
	_, unsaid := r.reach(append(slices.Clone(alone), p.title), func(n need) float64 {
		if n.named {
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
	return []feature{
		{"lost", lost},
		{"length", r.length},
		{"asked", asked},
		{"unsaid", unsaid},
		{"absent", r.absent()},
		{"names", r.namesLackedBy(whole)},
		{"rare", rare},
		{"untyped", indicator(d.untyped(best))},
		{"subject", indicator(r.otherSubject(best, first))},
		{"unheard", indicator(r.unheardOf() != nil)},
		{"number", indicator(d.q.kind == quantum)},
		{"focus", best.signals.Focus},
		{"likely", math.Log(best.likely + leastLikely)},
		{"cosine", p.cosine},
	}
}

// leastLikely keeps the logarithm of a likelihood finite.
const leastLikely = 1e-3

// namesLackedBy is how many of the question's names texts do not speak of.
func (r *reading) namesLackedBy(texts []*text) float64 {
	out := 0.0
	for _, m := range r.mentions {
		if !m.figure {
			out += r.lackedBy(m, texts)
		}
	}
	return out
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

// likeWord is how near a word is that says the same.
const likeWord = 0.42

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

// telling is how much a word must say in general English to be told from "get" or
// "won", and fewestUnheard how many such words stand nowhere when a question is
// about something else altogether.
const (
	telling       = 0.45
	fewestUnheard = 2
)

// unheardOf are the telling words of what is asked about the names, if no passage
// found has even a related word of any of them: "football" and "match" in "Who won
// the football match in Saltby?" where all that is known of Saltby is a barge.
func (r *reading) unheardOf() []string {
	var out []string
	for _, n := range r.needs {
		if n.named || n.general < telling {
			continue
		}
		if slices.ContainsFunc(r.d.passages, func(p *passage) bool {
			return r.comesNear(n, []*text{p.text, p.title}) >= squared(nearWord)
		}) {
			return nil
		}
		out = append(out, n.text)
	}
	if len(out) < fewestUnheard {
		return nil
	}
	return out
}
