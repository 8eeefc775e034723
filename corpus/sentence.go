package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Sentences returns the sentences of text in order, without the space around
// them. Every character but white space is in exactly one of them.
//
// The borders are those of Unicode's UAX #29, fewer where that takes an
// abbreviation, an initial or a quoted question for an end, and more at the
// end of a heading, a list item or a paragraph that has no full stop.
func Sentences(text string) []Span {
	var out []Span
	for _, run := range runs(text) {
		out = appendSentences(out, text, run)
	}
	return out
}

// appendSentences appends the sentences of one run of lines that read on.
func appendSentences(out []Span, text string, run Span) []Span {
	start := run.Start
	for at := run.Start; at < run.End; {
		end := stretch(text, at, run.End)
		it := sentences.FromString(text[at:end])
		for it.Next() {
			b := at + it.End()
			for _, c := range missed(text, at+it.Start(), b) {
				if c > start && ends(text, start, c, run.End) {
					out = append(out, trimSpan(text, Span{start, c}))
					start = c
				}
			}
			if b = settle(text, start, b, run.End); b <= start || b >= run.End || !ends(text, start, b, run.End) {
				continue
			}
			out = append(out, trimSpan(text, Span{start, b}))
			start = b
		}
		at = end
	}
	if s := trimSpan(text, Span{start, run.End}); s.Start < s.End {
		out = append(out, s)
	}
	return out
}

// stretch limits what the segmenter sees at a time. Behind a full stop it looks
// ahead for the next letter, from every character anew, so a long run without
// letters would take quadratic time; it is cut every few hundred bytes.
func stretch(text string, at, end int) int {
	const most = 256
	quiet := 0
	for i := at; i < end; {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			quiet++
			if isASCIILetter(c) {
				quiet = 0
			} else if quiet > most {
				return i
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:end])
		i += n
		quiet += n
		if unicode.IsLetter(r) && !unicode.Is(unicode.Other_Grapheme_Extend, r) {
			quiet = 0
		} else if quiet > most {
			return i
		}
	}
	return end
}

// missed returns places in text[start:end] where a sentence may end though
// UAX #29 never ends one there: behind "…", and between a full stop and a number
// that a lower-case word follows ("It fell. 12 people saw it.").
func missed(text string, start, end int) []int {
	var at []int
	for i := start; i < end; i++ {
		stop := text[i] == '.'
		if !stop {
			if text[i] != 0xE2 || !strings.HasPrefix(text[i:end], "…") {
				continue
			}
			i += len("…") - 1
		}
		k := i + 1
		for k < end {
			r, n := utf8.DecodeRuneInString(text[k:end])
			if !isCloser(r) {
				break
			}
			k += n
		}
		if k+1 >= end || text[k] != ' ' && text[k] != '\n' {
			continue
		}
		if !stop || isDigit(strings.TrimLeft(text[k+1:min(end, k+16)]+"x", " (“\"")[0]) {
			at = append(at, k+1)
		}
	}
	return at
}

// settle moves a border so that a bracket opened behind the full stop goes with
// what follows, and a note mark such as [12], or a closing quote that stands
// apart, with what it belongs to.
func settle(text string, start, b, end int) int {
	i := b
	for i > max(start, b-16) {
		r, n := utf8.DecodeLastRuneInString(text[start:i])
		if r == '[' || r == '(' {
			i -= n
			if m := noteMark(text[i:end]); m > 0 {
				return i + m
			}
			return i
		}
		if !isCloser(r) {
			break
		}
		i -= n
	}
	if r, n := utf8.DecodeRuneInString(text[b:end]); r == '»' || r == '”' || r == ')' { // « Oui. » Il partit.
		if sp := spaceLen(text[b+n : end]); sp > 0 {
			return b + n + sp
		}
	}
	return b
}

// noteMark is the length of leading marks like [3] and the space behind them.
func noteMark(s string) int {
	i := 0
	for i < len(s) && s[i] == '[' {
		j := i + 1
		for j < len(s) && j-i < 6 && (isDigit(s[j]) || isASCIILetter(s[j])) {
			j++
		}
		if j == i+1 || j >= len(s) || s[j] != ']' {
			break
		}
		i = j + 1
	}
	if i == 0 {
		return 0
	}
	return i + spaceLen(s[i:])
}

// ends tells whether a sentence that began at start really ends before b.
// What it looks at is bounded, so that the whole is linear.
func ends(text string, start, b, end int) bool {
	const look = 256
	lo := max(start, b-look)
	for lo > start && lo < b && !utf8.RuneStart(text[lo]) {
		lo++
	}
	left := strings.TrimRightFunc(text[lo:b], unicode.IsSpace)
	spaced := len(left) < b-lo
	right := text[b:min(end, b+look)]
	if spaced = spaced || spaceFirst(right); spaced {
		right = strings.TrimLeftFunc(right, unicode.IsSpace)
	}
	if left == "" || right == "" {
		return false
	}
	bare, quoted := trimClosers(left)
	term, n := utf8.DecodeLastRuneInString(bare)
	if !isTerm(term) {
		return false
	}
	if onlyClosers(right) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(right)
	if isTerm(next) {
		return false // ". . ."
	}
	if isWideTerm(term) {
		return !(quoted && (next == 'と' || strings.HasPrefix(right, "って")))
	}
	if lo == start && isMarker(left) {
		return false
	}
	if startsLower(strings.TrimLeft(right, "-–— ")) {
		return false
	}
	bare = bare[:len(bare)-n]
	if !spaced && !gluedEnd(term, bare, right, quoted) {
		return false
	}
	if term == '.' {
		if quoted {
			return true
		}
		return endsAtStop(bare, right, lo == start)
	}
	if quoted && attributed(right) {
		return false
	}
	return true
}

// gluedEnd decides where no space stands behind the full stop.
func gluedEnd(term rune, bare, right string, quoted bool) bool {
	r, _ := utf8.DecodeRuneInString(right)
	if isWide(r) || isOpener(r) {
		return true
	}
	if !isTerm(term) || !unicode.IsUpper(r) {
		return false
	}
	if term == '.' {
		return quoted
	}
	token := bare[strings.LastIndexFunc(bare, unicode.IsSpace)+1:]
	return !strings.Contains(token, "://") && !strings.HasPrefix(token, "www.")
}

// isMarker tells whether s is a list marker and nothing else.
func isMarker(s string) bool {
	return len(s) <= 8 && markerLen(s+" ") == len(s)+1
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func spaceFirst(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r)
}

// maxClosers bounds how far back closing marks are looked for, in bytes.
const maxClosers = 128

// trimClosers takes closing quotes, brackets and note marks off the end of s,
// and tells whether there were any.
func trimClosers(s string) (string, bool) {
	t := s[max(0, len(s)-maxClosers):]
	cut := len(s) - len(t)
	for {
		if strings.HasSuffix(t, "]") {
			if i := strings.LastIndexByte(t, '['); i > 0 && noteMark(t[i:]) == len(t)-i {
				t = t[:i]
				continue
			}
		}
		r, n := utf8.DecodeLastRuneInString(t)
		if n == 0 || !isCloser(r) {
			t = s[:cut+len(t)]
			return t, len(t) < len(s)
		}
		t = strings.TrimRightFunc(t[:len(t)-n], unicode.IsSpace)
	}
}

// onlyClosers tells whether s is nothing but a stray closing mark and space.
func onlyClosers(s string) bool {
	for _, r := range s {
		if !isCloser(r) && !unicode.IsSpace(r) && !isTerm(r) {
			return false
		}
	}
	return true
}

// isTerm tells a mark that can end a sentence.
func isTerm(r rune) bool {
	switch r {
	case '.', '?', '!':
		return true
	}
	return r >= utf8.RuneSelf && (r == '…' || r == '．' || unicode.Is(unicode.STerm, r))
}

// isWideTerm tells one that ends a sentence with no space behind it.
func isWideTerm(r rune) bool {
	return r == '。' || r == '！' || r == '？' || r == '｡'
}

// isCloser tells a mark that goes with the sentence before it. Quotes that are
// the same at both ends count, and so does “, which closes in German.
func isCloser(r rune) bool {
	switch r {
	case '"', '\'', ')', ']', '}', '*', '_':
		return true
	}
	return r >= utf8.RuneSelf && (unicode.Is(unicode.Pe, r) || unicode.Is(unicode.Pf, r) || unicode.Is(unicode.Pi, r))
}

// isOpener tells a mark that goes with the sentence after it.
func isOpener(r rune) bool {
	switch r {
	case '"', '\'', '(', '[', '{', '*', '_', '¿', '¡':
		return true
	}
	return r >= utf8.RuneSelf && (unicode.Is(unicode.Ps, r) || unicode.Is(unicode.Pi, r) || unicode.Is(unicode.Pf, r))
}

// isWide tells the scripts that are written without spaces between words.
func isWide(r rune) bool {
	return r >= 0x0E00 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF)
}
