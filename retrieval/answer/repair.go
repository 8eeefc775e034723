package answer

import (
	"cmp"
	"slices"
)

// shortestRepaired is the length in bytes of the shortest word that is taken for a
// misspelt one: short words have too many neighbours.
const shortestRepaired = 4

// misspelt finds, for the stems of the question that no passage of the space
// holds, the stem of the evidence that was meant. A word that general English
// knows is no slip, unless the question writes it as a name.
func (d *desk) misspelt() map[string]string {
	known, _ := d.words.(frequencies)
	out := make(map[string]string)
	for _, term := range d.q.terms {
		w := term.word
		if w.number || d.weights.freq[w.stem] > 0 || len(w.fold) < shortestRepaired || known != nil && !w.upper && known.Knows(w.fold) {
			continue
		}
		least := farApart
		for _, p := range d.passages {
			for _, t := range []*text{p.text, p.title} {
				for _, have := range t.words {
					if have.stop || have.number || w.upper && !have.upper {
						continue
					}
					n := slip(w.fold, have.fold)
					if c := cmp.Or(cmp.Compare(n, least), cmp.Compare(have.stem, out[w.stem])); n < farApart && c < 0 {
						out[w.stem], least = have.stem, n
					}
				}
			}
		}
	}
	return out
}

// farApart is the distance of words that are no slip of each other.
const farApart = 3

// slip is the number of edits (Damerau and Levenshtein's, in the form of optimal
// string alignment) that lead from one folded word to the other, or farApart if it
// is no slip: one edit is, two are in words of eight letters or where all letters
// are kept, and nobody mistakes the first letter.
func slip(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) == 0 || len(y) == 0 || x[0] != y[0] || max(len(x), len(y))-min(len(x), len(y)) > 2 {
		return farApart
	}
	switch n := edits(x, y); {
	case n <= 1, n == 2 && (min(len(x), len(y)) >= 8 || sameLetters(x, y)):
		return n
	}
	return farApart
}

func sameLetters(x, y []rune) bool {
	a, b := slices.Clone(x), slices.Clone(y)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

func edits(x, y []rune) int {
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
