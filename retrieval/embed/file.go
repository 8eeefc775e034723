package embed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"footnote/corpus"
	"footnote/retrieval"
)

// Model is an opened embedding model. It never changes, so any number of
// goroutines may use it at once.
type Model struct {
	dimension int
	scales    string // four bytes a piece: a float32, little-endian
	rows      string // dimension bytes a piece: int8
	vocabulary
	identity retrieval.Model
}

// The file begins with these bytes and four numbers; model/reference.py
// describes all of it.
const (
	magic      = "SEMB0001"
	headerSize = len(magic) + 4*4
)

// Bounds on what a file may claim, so that a damaged one cannot make the program
// allocate without end. maxWordRunes also sizes the tokeniser's buffer.
const (
	maxPieces    = 1 << 20
	maxWordRunes = 128
)

// Load opens a model file. It checks the whole of it but the rows, of which any
// bytes are valid, and keeps parts of file instead of copies. The error is a
// *corpus.Problem with CodeDamaged.
func Load(file string) (*Model, error) {
	m, err := parse(file)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(file))
	m.identity.Name = "static"
	m.identity.Hash = hex.EncodeToString(sum[:])
	return m, nil
}

func parse(file string) (*Model, error) {
	if !strings.HasPrefix(file, magic) || len(file) < headerSize {
		return nil, damaged("it does not begin with %q and a header", magic)
	}
	dimension := int(number(file, len(magic)))
	count := int(number(file, len(magic)+4))
	size := int(number(file, len(magic)+8))
	longest := int(number(file, len(magic)+12))
	switch {
	case dimension < 1 || dimension > maxDimension:
		return nil, damaged("dimension %d is not in 1 to %d", dimension, maxDimension)
	case count < 1 || count > maxPieces:
		return nil, damaged("%d pieces, not 1 to %d", count, maxPieces)
	case longest < 1 || longest > maxWordRunes:
		return nil, damaged("words of %d runes, not 1 to %d", longest, maxWordRunes)
	}
	// In 64 bits, which no claim of a header can overflow.
	if want := int64(headerSize) + int64(size) + int64(count)*int64(4+dimension); want != int64(len(file)) {
		return nil, damaged("it has %d bytes, its header says %d", len(file), want)
	}

	words, rest := file[headerSize:headerSize+size], file[headerSize+size:]
	vocabulary, err := parseVocabulary(words, count, longest)
	if err != nil {
		return nil, err
	}
	m := &Model{
		dimension:  dimension,
		scales:     rest[:4*count],
		rows:       rest[4*count:],
		vocabulary: vocabulary,
		identity: retrieval.Model{
			Provider:     Provider,
			Dimension:    dimension,
			VectorWeight: vectorWeight,
		},
	}
	for id := range int32(count) {
		if s := m.scale(id); !(s >= 0 && s <= math.MaxFloat32) { // NaN fails too
			return nil, damaged("piece %d has the scale %v", id, s)
		}
	}
	return m, nil
}

func parseVocabulary(words string, count, longest int) (vocabulary, error) {
	v := vocabulary{
		starts:       make(map[string]int32, count),
		rest:         make(map[string]int32, count/4),
		longestWord:  longest,
		longestPiece: 0,
	}
	if !utf8.ValidString(words) {
		return v, damaged("its vocabulary is not UTF-8")
	}
	for id := range count {
		piece, after, ok := strings.Cut(words, "\n")
		if !ok {
			return v, damaged("its vocabulary has %d pieces, its header says %d", id, count)
		}
		words = after
		of := v.starts
		if tail, found := strings.CutPrefix(piece, continuation); found && tail != "" {
			piece, of = tail, v.rest
		}
		if piece == "" {
			return v, damaged("piece %d is empty", id)
		}
		of[piece] = int32(id)
		v.longestPiece = max(v.longestPiece, len(piece))
	}
	if strings.Trim(words, "\x00") != "" {
		return v, damaged("its vocabulary has more pieces than its header says")
	}
	if len(v.starts)+len(v.rest) != count {
		return v, damaged("its vocabulary has a piece twice")
	}
	unknown, ok := v.starts["[UNK]"]
	if !ok {
		return v, damaged("its vocabulary has no [UNK]")
	}
	v.unknown = unknown
	return v, nil
}

// number is the uint32 at an offset. Shifts of four bytes of a string compile to
// one load.
func number(s string, at int) uint32 {
	s = s[at : at+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// scale is what a piece's bytes are multiplied by; 0 means that the piece says
// nothing: [UNK], [CLS], an unused place.
func (m *Model) scale(id int32) float64 {
	return float64(math.Float32frombits(number(m.scales, 4*int(id))))
}

func (m *Model) row(id int32) string {
	return m.rows[int(id)*m.dimension : (int(id)+1)*m.dimension]
}

func damaged(format string, args ...any) error {
	return &corpus.Problem{
		Code:    corpus.CodeDamaged,
		Message: "The embedding model file is damaged; install Footnote again, or make the model anew with its script.",
		Err:     fmt.Errorf("embedding model: "+format, args...),
	}
}
