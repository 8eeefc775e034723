package embed

import "math"

// Salience is how much a word says by itself in general English: the length of
// its sum of rows before it is brought to length one. Training gave frequent words
// short rows: "the" has 0.2, "other" 4, "known" 6, "glacier" 14.5. A word of
// several pieces has more, a word without any known piece 0.
func (m *Model) Salience(word string) float64 {
	var space [maxDimension]float64
	sum := space[:m.dimension]
	for _, id := range m.AppendTokens(nil, word) {
		if scale := m.scale(id); scale != 0 {
			addRow(sum, m.row(id), scale)
		}
	}
	var square float64
	for _, x := range sum {
		square += float64(x * x)
	}
	return math.Sqrt(square)
}

// Knows says that a folded word is a piece of its own: one of the 20,000 most
// common words of English and names. What it does not know may be misspelt.
func (m *Model) Knows(word string) bool {
	_, ok := m.vocabulary.starts[word]
	return ok
}
