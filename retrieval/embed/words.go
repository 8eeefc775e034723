package embed

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tokenizer cuts one text into words and hands each to the vocabulary. It is
// BERT's "basic tokeniser, uncased", in one pass without copies of the text:
//
//   - control, format and private-use characters vanish; every kind of space and
//     line separator ends a word;
//   - a CJK ideograph is a word of its own;
//   - letters lose their accents (canonical decomposition, non-spacing marks
//     dropped) and are lower-cased, rune by rune;
//   - each punctuation character is a word of its own.
//
// Decomposing rune by rune, and not the text as a whole, leaves out only the
// reordering of marks. Nearly all marks are dropped, and the vocabulary has none
// of the rest, so the pieces are the same.
type tokenizer struct {
	v    *vocabulary
	ids  []int32
	word [maxWordRunes * utf8.UTFMax]byte
	size int // bytes in word
	// runes counts the word so far; past v.longestWord, word is no longer filled.
	runes int
}

// AppendTokens appends the ids of the text's word pieces to dst. A word that the
// vocabulary cannot spell, or that is longer than the model looks at, is one
// [UNK]. Bytes that are not UTF-8 are skipped.
func (m *Model) AppendTokens(dst []int32, text string) []int32 {
	t := tokenizer{v: &m.vocabulary, ids: dst}
	for i, r := range text {
		if r < utf8.RuneSelf {
			t.ascii(r)
		} else {
			t.rune(r, text[i:])
		}
	}
	t.end()
	return t.ids
}

func (t *tokenizer) ascii(r rune) {
	switch {
	case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		t.add(r)
	case 'A' <= r && r <= 'Z':
		t.add(r + 'a' - 'A')
	case r == ' ' || r == '\n' || r == '\t' || r == '\r':
		t.end()
	case r > ' ' && r < 0x7f:
		t.alone(r)
	}
}

func (t *tokenizer) rune(r rune, encoded string) {
	switch {
	case unicode.Is(unicode.Z, r):
		t.end()
	case r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co):
	case isIdeograph(r):
		t.end()
		t.decomposed(r, encoded)
		t.end()
	default:
		t.decomposed(r, encoded)
	}
}

func (t *tokenizer) decomposed(r rune, encoded string) {
	if hangulFirst <= r && r <= hangulLast {
		t.hangul(r - hangulFirst)
		return
	}
	d := norm.NFD.PropertiesString(encoded).Decomposition()
	if d == nil {
		t.plain(r)
		return
	}
	for len(d) > 0 {
		r, n := utf8.DecodeRune(d)
		d = d[n:]
		t.plain(r)
	}
}

// Hangul syllables decompose by arithmetic, not by a table: chapter 3.12 of the
// Unicode standard. Package norm keeps that part to itself.
const (
	hangulFirst, hangulLast = 0xac00, 0xd7a3
	leads, vowels, trails   = 0x1100, 0x1161, 0x11a7
	vowelCount, trailCount  = 21, 28
)

func (t *tokenizer) hangul(syllable rune) {
	t.add(leads + syllable/(vowelCount*trailCount))
	t.add(vowels + syllable/trailCount%vowelCount)
	if trail := syllable % trailCount; trail != 0 {
		t.add(trails + trail)
	}
}

// plain takes a character that does not decompose.
func (t *tokenizer) plain(r rune) {
	switch {
	case r < utf8.RuneSelf:
		t.ascii(r)
	case unicode.Is(unicode.Mn, r):
	case unicode.IsPunct(r):
		t.alone(r)
	default:
		t.add(unicode.ToLower(r))
	}
}

// alone makes r a word of its own.
func (t *tokenizer) alone(r rune) {
	t.end()
	t.add(r)
	t.end()
}

func (t *tokenizer) add(r rune) {
	t.runes++
	if t.runes > t.v.longestWord {
		return
	}
	if r < utf8.RuneSelf {
		t.word[t.size] = byte(r)
		t.size++
		return
	}
	t.size += utf8.EncodeRune(t.word[t.size:], r)
}

// end closes the word, if there is one.
func (t *tokenizer) end() {
	switch {
	case t.runes == 0:
		return
	case t.runes > t.v.longestWord:
		t.ids = append(t.ids, t.v.unknown)
	default:
		t.ids = t.v.appendPieces(t.ids, t.word[:t.size])
	}
	t.size, t.runes = 0, 0
}

// isIdeograph holds for the blocks that BERT's tokeniser takes for Chinese
// characters. They are those of the original: its gap before U+2B920 and what
// Unicode added later stay out.
func isIdeograph(r rune) bool {
	return r >= 0x3400 && (r <= 0x4dbf ||
		0x4e00 <= r && r <= 0x9fff ||
		0xf900 <= r && r <= 0xfaff ||
		0x20000 <= r && r <= 0x2a6df ||
		0x2a700 <= r && r <= 0x2b73f ||
		0x2b740 <= r && r <= 0x2b81f ||
		0x2b920 <= r && r <= 0x2ceaf ||
		0x2f800 <= r && r <= 0x2fa1f)
}
