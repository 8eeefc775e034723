package embed

import "unicode/utf8"

// continuation marks, in the model file, a piece that stands inside a word.
const continuation = "##"

// vocabulary finds the ids of word pieces. The keys of its maps are parts of the
// model file.
type vocabulary struct {
	starts       map[string]int32 // pieces that begin a word
	rest         map[string]int32 // pieces that go on with one, without the mark
	unknown      int32            // [UNK]
	longestPiece int              // bytes
	longestWord  int              // runes
}

// appendPieces spells a word: the longest piece from the left, then the longest
// from there on. If that ends nowhere, the word is one [UNK]. Words are bounded,
// and so is the work.
func (v *vocabulary) appendPieces(ids []int32, word []byte) []int32 {
	before := len(ids)
	pieces := v.starts
	for len(word) > 0 {
		end := min(len(word), v.longestPiece)
		for end > 0 {
			// A piece is valid UTF-8, so a cut inside a rune is not found; skipping
			// those cuts only saves work.
			if end == len(word) || utf8.RuneStart(word[end]) {
				if id, ok := pieces[string(word[:end])]; ok {
					ids = append(ids, id)
					break
				}
			}
			end--
		}
		if end == 0 {
			return append(ids[:before], v.unknown)
		}
		word, pieces = word[end:], v.rest
	}
	return ids
}
