package answer

import (
	"cmp"

	"footnote/retrieval"
)

// shortestRepaired is the length in bytes of the shortest word that is taken for a
// misspelt one: short words have too many neighbours.
const shortestRepaired = 4

// misspelt finds, for the stems of the question that no passage of the space
// holds, the word of the evidence that was meant. A word that general English
// knows is no slip, unless the question writes it as a name.
func (d *desk) misspelt() map[string]word {
	known, _ := d.words.(frequencies)
	out := make(map[string]word)
	for _, term := range d.q.terms {
		w := term.word
		if w.number || d.weights.freq[w.stem] > 0 || len(w.fold) < shortestRepaired || known != nil && !w.upper && known.Knows(w.fold) {
			continue
		}
		least := retrieval.FarApart
		for _, p := range d.passages {
			for _, t := range []*text{p.text, p.title} {
				for _, have := range t.words {
					if have.stop || have.number || w.upper && !have.upper {
						continue
					}
					n := retrieval.Slip(w.fold, have.fold)
					if c := cmp.Or(cmp.Compare(n, least), cmp.Compare(have.stem, out[w.stem].stem)); n < retrieval.FarApart && c < 0 {
						out[w.stem], least = have, n
					}
				}
			}
		}
	}
	return out
}

// mean reads misspelt words of the question, by their stems, as what was meant.
func (q *query) mean(meant map[string]word) {
	repaired := func(w *word) {
		if m, ok := meant[w.stem]; ok {
			w.fold, w.stem = m.fold, m.stem
		}
	}
	for i := range q.words {
		repaired(&q.words[i])
	}
	for i := range q.terms {
		repaired(&q.terms[i].word)
	}
	for _, n := range q.names {
		for i, stem := range n.stems {
			if m, ok := meant[stem]; ok {
				n.stems[i] = m.stem
			}
		}
	}
	for stem, m := range meant {
		q.stems[m.stem] = true
		if m.stem != stem {
			delete(q.stems, stem)
		}
	}
	for i, stem := range q.counted {
		if m, ok := meant[stem]; ok {
			q.counted[i] = m.stem
		}
	}
}
