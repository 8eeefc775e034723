package answer

import (
	"math"
	"slices"
	"strings"
)

// ownCovered is the share of the words that set one part of a question apart, by
// their rarity, that the sentences shown for it must have: of "who built the lift?"
// beside "when does the museum open?", not the lift alone.
const ownCovered = 0.4

// tellApart declines the parts of a question that are not covered. It tells parts
// apart, and makes no refusal of the whole: the likeliest part stays.
func tellApart(parts []part) {
	if len(parts) < 2 {
		return
	}
	covered := make([]bool, len(parts))
	likeliest := -1
	for i, p := range parts {
		if !p.judgement.answer {
			continue
		}
		covered[i] = p.covered(parts)
		if likeliest < 0 || p.judgement.probability > parts[likeliest].judgement.probability {
			likeliest = i
		}
	}
	if likeliest >= 0 && !slices.Contains(covered, true) {
		covered[likeliest] = true
	}
	for i := range parts {
		parts[i].judgement.answer = covered[i]
	}
}

// covered says that the sentences which would be shown for one of several parts
// answer that part, and not only speak of the same thing as the others. A question
// of one thing is judged as a whole; here it shows what the others have.
func (p part) covered(others []part) bool {
	d := p.desk
	shown := slices.DeleteFunc(d.extract(), func(s *sentence) bool { return !d.speaksOf(s, lackedAtMost) })
	typed := !d.q.typedKind() || slices.ContainsFunc(shown, func(s *sentence) bool { return s.typed >= vagueAnswer })
	own := p.own(others)
	if len(own) == 0 {
		return typed && len(shown) > 0
	}
	total := 0.0
	for _, i := range own {
		total += d.q.terms[i].weight
	}
	return slices.ContainsFunc(shown, func(s *sentence) bool {
		if (d.q.kind == quantum || d.q.kind == duration) && !slices.ContainsFunc(s.quantities, func(n quantity) bool { return !d.q.hasQuantity(n) }) {
			return false
		}
		sum := 0.0
		for _, i := range own {
			best := 0.0
			for _, x := range append(s.context(), s.text) {
				best = math.Max(best, d.newWord(d.q.terms[i], x))
			}
			sum += best * d.q.terms[i].weight
		}
		return sum >= ownCovered*total
	})
}

// newWord is how well a word of t stands for a term, if it stands for no other term
// of the question: a museum is no exhibit.
func (d *desk) newWord(t term, in *text) float64 {
	best := 0.0
	for _, w := range in.words {
		if w.stem != t.stem && slices.ContainsFunc(d.q.terms, func(o term) bool { return o.stem == w.stem }) {
			continue
		}
		best = math.Max(best, d.counterpart(w, t.word))
	}
	return best
}

// own are the terms of a part that no other part has, save names, which its passage
// must have (see speaksOf), and the words of what kind of answer is wanted: "deep" in
// "how deep".
func (p part) own(others []part) []int {
	var out []int
	q := p.desk.q
	named, kind := q.named(), q.kindStems()
	for i, t := range q.terms {
		if t.share < 1 || named[t.stem] || kind[t.stem] || q.degree(t) || slices.ContainsFunc(others, func(o part) bool {
			return o.desk != p.desk && slices.ContainsFunc(o.desk.q.terms, func(x term) bool { return x.stem == t.stem })
		}) {
			continue
		}
		out = append(out, i)
	}
	return out
}

// degree says that a term stands behind "how": "how loud".
func (q *query) degree(t term) bool {
	for i, w := range q.words {
		if i > 0 && w.stem == t.stem {
			return q.words[i-1].fold == "how"
		}
	}
	return false
}

// typedKind says that answers to the question have a form that code knows.
func (q *query) typedKind() bool { return q.kind != anything }

// How much of each name that is asked about a passage may lack: half, or a third where
// much hangs on it.
const (
	lackedAtMost   = 0.5
	lackedStrictly = 0.34
)

// speaksOf says that the passage of a sentence lacks no more than that of each name
// that is asked about.
func (d *desk) speaksOf(s *sentence, most float64) bool {
	if d.asked == nil {
		d.asked = d.reading()
	}
	r := d.asked
	for _, m := range r.mentions {
		if !m.figure && r.lackedBy(m, []*text{s.in.text, s.in.title}) > most {
			return false
		}
	}
	return true
}

// only keeps the sentences of passages that speak of a topic, if any does.
func (d *desk) only(topic *text) {
	on := func(p *passage) bool { return p.speaksOfAny(topic) }
	if slices.ContainsFunc(d.passages, on) {
		d.sentences = slices.DeleteFunc(d.sentences, func(s *sentence) bool { return !on(s.in) })
	}
}

// speaksOfAny says that a passage or its title has all words of a name of the topic.
func (p *passage) speaksOfAny(topic *text) bool {
	for i := 0; i < len(topic.words); {
		all := true
		j := i
		for ; j < len(topic.words) && (j == i || !strings.Contains(topic.gap(j-1), ",")); j++ {
			w := topic.words[j]
			all = all && (w.stop || p.holdsName(w) || p.title.holdsName(w))
		}
		if all {
			return true
		}
		i = j
	}
	return false
}
