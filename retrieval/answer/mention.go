package answer

import (
	"slices"

	"footnote/retrieval"
)

// mention is a name or a figure of the question: what the evidence must speak of.
// A name of several words is one mention.
type mention struct {
	text   string
	words  []word
	figure bool // a number, a year, a month or a day of the week
}

// mentions are the names and figures of the question.
func (d *desk) mentions() []mention {
	var out []mention
	q := d.q
	add := func(i, j int, figure bool) {
		out = append(out, mention{q.s[q.words[i].Start:q.words[j-1].End], q.words[i:j], figure})
	}
	named := false
	for i := 0; i < len(q.words); i++ {
		w := q.words[i]
		switch {
		case w.number || dateWords[w.fold] && w.upper:
			add(i, i+1, true)
		case d.nameAt(i):
			j := i + 1
			for j < len(q.words) {
				if d.nameAt(j) && nameGap(q.gap(j-1)) {
					j++
				} else if q.words[j].fold == "of" && q.gap(j-1) == " " && q.gap(j) == " " && j+1 < len(q.words) && d.nameAt(j+1) {
					j += 2 // "University of Lodden"
				} else {
					break
				}
			}
			add(i, j, false)
			named = true
			i = j - 1
		}
	}
	for _, n := range q.names {
		if named {
			break
		}
		// Recognised in a question that was typed without capitals.
		m := mention{text: n.text}
		for _, w := range q.words {
			if slices.Contains(n.stems, w.stem) {
				m.words = append(m.words, w)
			}
		}
		if len(m.words) > 0 {
			out = append(out, m)
		}
	}
	return out
}

// nameAt says that word i of the question is part of a name. The first word is,
// unless it asks, or the evidence writes it without a capital too.
func (d *desk) nameAt(i int) bool {
	w := d.q.words[i]
	if !w.upper || w.number || w.stop && !isAcronym(w.text) || questionWords[w.fold] || connectives[w.fold] || dateWords[w.fold] {
		return false
	}
	return i > 0 || isAcronym(w.text) || !d.lowered(w.stem)
}

// lowered says that the evidence writes a word without a capital.
func (d *desk) lowered(stem string) bool {
	return slices.ContainsFunc(d.passages, func(p *passage) bool {
		return p.stems[stem] && slices.ContainsFunc(p.words, func(w word) bool { return w.stem == stem && !w.upper })
	})
}

// lackedBy is how much of a mention texts lack, 0 to 1. Of a name they may have a
// short form, its initials, an adjective of it, or another spelling.
func (r *reading) lackedBy(m mention, texts []*text) float64 {
	if m.figure {
		if slices.ContainsFunc(texts, func(t *text) bool { return t.holdsFigure(m.words[0]) }) {
			return 0
		}
		return 1
	}
	held := make([]bool, len(m.words))
	some := false
	for i, w := range m.words {
		if w.stop && !isAcronym(w.text) {
			held[i] = true
			continue
		}
		held[i] = slices.ContainsFunc(texts, func(t *text) bool {
			return t.holdsName(w) || t.joined(w.fold)
		})
		some = some || held[i]
	}
	total, lost := 0.0, 0.0
	for i, w := range m.words {
		if w.stop && !isAcronym(w.text) {
			continue
		}
		// Beside a part of the name that is there, a slip is enough: "Mark of
		// Anarchy" for the Mask.
		if !held[i] && some {
			held[i] = slices.ContainsFunc(texts, func(t *text) bool { return t.holdsSlip(w) })
		}
		weight := r.d.weights.of(w.stem)
		total += weight
		if !held[i] {
			lost += weight
		}
	}
	if total == 0 || lost == 0 {
		return 0
	}
	last := len(m.words) - 1
	if last > 0 && held[last] && !held[last-1] {
		// A person's last name will do, unless another name stands before it.
		if slices.ContainsFunc(texts, func(t *text) bool { return t.holdsAlone(m.words[last]) }) {
			return lost / total / 2
		}
		return 1
	}
	return lost / total
}

// holdsAlone says that a name stands in t without another name before it.
func (t *text) holdsAlone(w word) bool {
	for i, have := range t.words {
		if have.stem == w.stem && (i == 0 || !t.words[i-1].upper || t.words[i-1].stop || !nameGap(t.gap(i-1))) {
			return true
		}
	}
	return false
}

// holdsSlip says that one slip of the pen makes a name of t out of w.
func (t *text) holdsSlip(w word) bool {
	return len(w.fold) >= shortestRepaired && slices.ContainsFunc(t.words, func(have word) bool {
		return have.upper && retrieval.Slip(w.fold, have.fold) <= 1
	})
}

// holdsFigure says that t has a number, as a count or in a date, or a month.
func (t *text) holdsFigure(w word) bool {
	if t.stems[w.stem] {
		return true
	}
	v, _, ok := parseFigure(w.fold, t.decimalComma)
	month := months[w.fold]
	return slices.ContainsFunc(t.dates, func(x date) bool {
		return ok && (float64(x.year) == v || float64(x.day) == v) || month > 0 && x.month == month
	}) || ok && slices.ContainsFunc(t.quantities, func(q quantity) bool { return sameValue(q.value, v) })
}

// joined says that two words of t make this one together: "super bowl" for
// "superbowl".
func (t *text) joined(fold string) bool {
	for i := 0; i+1 < len(t.words) && len(fold) >= 2*shortestRepaired-2; i++ {
		a, b := t.words[i].fold, t.words[i+1].fold
		if len(a)+len(b) == len(fold) && a == fold[:len(a)] && b == fold[len(a):] {
			return true
		}
	}
	return false
}
