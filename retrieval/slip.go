package retrieval

import "slices"

// FarApart is the distance that Slip gives words which are no slip of each other.
const FarApart = 3

// Slip is the number of edits (Damerau and Levenshtein's, in the form of optimal
// string alignment) that lead from one folded word to the other, or FarApart if it
// is no slip: one edit is, two are in words of eight letters or where all letters
// are kept, and nobody mistakes the first letter.
func Slip(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) == 0 || len(y) == 0 || x[0] != y[0] || max(len(x), len(y))-min(len(x), len(y)) > 2 {
		return FarApart
	}
	switch n := edits(x, y); {
	case n <= 1, n == 2 && (min(len(x), len(y)) >= 8 || sameLetters(x, y)):
		return n
	}
	return FarApart
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
