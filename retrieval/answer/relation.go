package answer

import "slices"

// How near words are of which the thesaurus says so, whatever their vectors say:
// words that mean the same stand in other places, and rivals in the same ones.
const (
	nearSynonym = 0.9
	nearKind    = 0.75 // poet, where an author is asked for
	nearRival   = 0.3
)

// readMeanings sets how near each word of the vocabulary comes in meaning to each
// need: the cosine of the vectors, unless the thesaurus knows better. Names have no
// synonyms.
func (r *reading) readMeanings() {
	th := dictionary()
	v := r.d.vocabulary
	bases := make([][]string, len(v.words))
	each(len(v.words), func(i int) { bases[i] = th.bases(v.words[i]) })
	each(len(r.needs), func(k int) {
		n := &r.needs[k]
		asked := th.bases(n.fold)
		if n.upper || n.number || len(asked) == 0 {
			return
		}
		n.near = slices.Clone(n.near) // the ranking has the cosines
		for i, have := range bases {
			switch th.relation(asked, have) {
			case synonymOf:
				n.near[i] = max(n.near[i], nearSynonym)
			case kindOf:
				n.near[i] = max(n.near[i], nearKind)
			case rivalOf:
				n.near[i] = min(n.near[i], nearRival)
			}
		}
	})
}

// relation is what a word of a text is to an asked one.
type relation int

const (
	unrelated relation = iota
	synonymOf
	kindOf  // it is narrower
	rivalOf // its opposite, or another one of its class
)

// relation is how the words that have may be forms of relate to those that asked
// may be.
func (th thesaurus) relation(asked, have []string) relation {
	out := unrelated
	for _, a := range asked {
		for _, h := range have {
			switch {
			case a == h, slices.Contains(th[a].same, h), slices.Contains(th[h].same, a), synonymous(a, h):
				return synonymOf
			case slices.Contains(th[h].wider, a):
				out = kindOf
			case slices.Contains(th[a].wider, h): // an author may be a poet
			case out == unrelated && (rival(a, h) || slices.Contains(th[a].opposite, h) || slices.Contains(th[h].opposite, a)):
				out = rivalOf
			}
		}
	}
	return out
}
