package source

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

var errBinary = errors.New("not text in any known encoding")

// decode makes valid UTF-8 of text in any encoding, with plain line ends.
//
// What the bytes prove comes first, what is declared second, what is guessed
// last: a byte order mark; UTF-8 that is valid as a whole, or all but (text in
// another encoding is practically never valid UTF-8 by accident); the NUL bytes
// of UTF-16; then the declared charset; then detection. Bytes that are broken
// become U+FFFD and nothing around them changes.
func decode(data []byte, declared string) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return plainLines(string(data[3:])), nil
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")):
		return decodeWith(utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), data)
	case bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")):
		return decodeWith(utf32.UTF32(utf32.BigEndian, utf32.UseBOM), data)
	case bytes.HasPrefix(data, []byte("\xff\xfe")) && utf16Mark(data),
		bytes.HasPrefix(data, []byte("\xfe\xff")) && utf16Mark(data):
		return decodeWith(xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM), data)
	}
	if order := utf16Order(data); order != nil {
		return decodeWith(order, data)
	}
	if declared == "" {
		declared = declaredInside(data)
	}
	e, name := charset.Lookup(declared)
	if utf8.Valid(data) {
		if name == "iso-2022-jp" && bytes.IndexByte(data, 0x1b) >= 0 {
			return decodeWith(e, data) // seven bits, so it looks like ASCII
		}
		return plainLines(string(data)), nil
	}
	good, broken := sequences(data)
	if good > 0 && good >= broken {
		return plainLines(string(data)), nil
	}
	if e != nil && name != "utf-8" && name != "replacement" && !strings.HasPrefix(name, "utf-16") {
		if text, err := e.NewDecoder().Bytes(data); err == nil && plausible(string(text), name) {
			return plainLines(string(text)), nil
		}
	}
	if text := detect(data); text != "" {
		return plainLines(text), nil
	}
	return plainLines(string(data)), nil
}

func decodeWith(e encoding.Encoding, data []byte) (string, error) {
	text, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return "", errBinary
	}
	return plainLines(string(text)), nil
}

// plainLines replaces what is not UTF-8 and makes every line end a newline.
func plainLines(s string) string {
	s = eachBroken(s)
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.NewReplacer("\r\r\n", "\n", "\r\n", "\n", "\r", "\n").Replace(s)
	}
	return strings.TrimPrefix(s, "\ufeff")
}

// eachBroken replaces every broken byte by U+FFFD, one for one, as a decoder of
// bytes would, so that nothing around it is lost.
func eachBroken(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// hasUnicodeMark reports whether text begins with a byte order mark.
func hasUnicodeMark(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")) || bytes.HasPrefix(head, []byte("\x00\x00\xfe\xff")) ||
		(bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))) && utf16Mark(head)
}

// utf16Mark reports whether the two bytes FF FE or FE FF are a mark and not two
// broken bytes before other text: what follows must be mostly sound UTF-16.
func utf16Mark(data []byte) bool {
	head := data[:min(len(data), 4096)&^1]
	text, err := xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM).NewDecoder().Bytes(head)
	return err == nil && sound(string(text))
}

// utf16Order recognises UTF-16 without a mark by its NUL bytes, which stand on
// one side only: every space, digit and line end has one. It returns nil for
// anything else.
func utf16Order(data []byte) encoding.Encoding {
	head := data[:min(len(data), 4096)&^1]
	var nul [2]int
	for i, c := range head {
		if c == 0 {
			nul[i&1]++
		}
	}
	total := nul[0] + nul[1]
	// One character in twenty is a space or a line end in any script that has them.
	if total == 0 || total*40 < len(head) {
		return nil
	}
	var e encoding.Encoding
	switch {
	case nul[1]*10 >= total*9:
		e = xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)
	case nul[0]*10 >= total*9:
		e = xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)
	default:
		return nil
	}
	if text, err := e.NewDecoder().Bytes(head); err != nil || !sound(string(text)) {
		return nil
	}
	return e
}

// sound reports whether a decoded text is made of characters that texts have:
// nearly all letters, marks, digits, punctuation, symbols and spaces that
// Unicode has assigned.
func sound(text string) bool {
	var bad, all int
	for _, r := range text {
		all++
		if r == utf8.RuneError || !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z) &&
			!strings.ContainsRune("\t\n\v\f\r\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad", r) {
			bad++
		}
	}
	return bad*20 <= all
}

// sequences counts the sound multi-byte sequences of UTF-8 and the broken bytes.
func sequences(data []byte) (good, broken int) {
	for len(data) > 0 {
		if data[0] < utf8.RuneSelf {
			data = data[1:]
			continue
		}
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			broken++
		} else {
			good++
		}
		data = data[n:]
	}
	return good, broken
}

var metaCharset = regexp.MustCompile(`(?i)<(?:meta\s[^>]{0,200}?charset\s*=|\?xml\s[^>]{0,100}?encoding\s*=)\s*["']?\s*([A-Za-z0-9_:.-]{2,40})`)

// declaredInside is the charset that a page declares in its first bytes.
func declaredInside(data []byte) string {
	if m := metaCharset.FindSubmatch(data[:min(len(data), 4096)]); m != nil {
		return string(m[1])
	}
	return ""
}

const (
	// detectBytes is how much a detector sees: the statistics do not get better
	// with more.
	detectBytes = 64 << 10
	// detectConfidence, of 100, is what ICU's detector gives a text whose common
	// trigrams or characters are there at all.
	detectConfidence = 10
)

var tags = regexp.MustCompile(`<[^<>]*>`)

// detect decodes a legacy encoding that nobody declared; "" when none fits.
//
// Detectors confuse alphabets on short texts, so the script is settled first: in
// the Latin alphabet most letters are ASCII, in every other hardly any is.
func detect(data []byte) string {
	sample := data[:min(len(data), detectBytes)]
	if looksLikePage(string(sample[:min(len(sample), 4096)])) {
		sample = tags.ReplaceAll(sample, []byte(" "))
	}
	var ascii, high int
	for _, c := range sample {
		switch {
		case c >= 0x80:
			high++
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			ascii++
		}
	}
	latin := high < ascii
	best, bestConfidence := "", 0
	results, _ := chardet.NewTextDetector().DetectAll(sample)
	for _, r := range results {
		name := strings.ToLower(r.Charset)
		if name == "gb-18030" {
			name = "gb18030"
		}
		if r.Confidence < detectConfidence || latinCharsets[name] != latin {
			continue
		}
		if r.Confidence < bestConfidence || r.Confidence == bestConfidence && name > best {
			continue // the order of results is random among equals
		}
		best, bestConfidence = name, r.Confidence
	}
	if latin && best == "" {
		best = "windows-1252" // by far the most common, and its layout is the others'
	}
	e, name := charset.Lookup(best)
	if e == nil || strings.HasPrefix(name, "utf-") || name == "replacement" {
		return ""
	}
	text, err := e.NewDecoder().Bytes(data)
	if err != nil || !plausible(string(text), name) {
		return ""
	}
	return string(text)
}

var latinCharsets = map[string]bool{
	"iso-8859-1": true, "iso-8859-2": true, "iso-8859-9": true,
	"windows-1250": true, "windows-1252": true, "windows-1254": true,
}

// plausible reports whether a text that a legacy decoder made reads like one:
// few characters that the charset does not have, and, in a Latin charset, the
// letters beyond ASCII inside words and not in heaps of their own, as broken
// bytes come.
func plausible(text, name string) bool {
	var odd, all int
	runes := []rune(text[:trimRune(text, min(len(text), detectBytes))])
	western := strings.HasPrefix(name, "windows-125") && name != "windows-1251" && name != "windows-1253" &&
		name != "windows-1255" && name != "windows-1256" || strings.HasPrefix(name, "iso-8859-") && len(name) <= 11 && latinCharsets[name]
	for i, r := range runes {
		if r < utf8.RuneSelf {
			continue
		}
		all++
		switch {
		case r == utf8.RuneError, unicode.Is(unicode.Cc, r), unicode.Is(unicode.Co, r):
			odd++
		case western && unicode.IsLetter(r):
			before, after := rune(' '), rune(' ')
			if i > 0 {
				before = runes[i-1]
			}
			if i+1 < len(runes) {
				after = runes[i+1]
			}
			alone := !unicode.IsLetter(before) && !unicode.IsLetter(after)
			inWord := isASCIILetter(before) || isASCIILetter(after)
			if !inWord && !(alone && strings.ContainsRune("àÀâáÁèÈéÉêÊìíîòóôöÖøØùúûåÅäÄæÆªº", r)) {
				odd++
			}
		}
	}
	return odd*5 <= all
}

func isASCIILetter(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' }

// trimRune moves n back to the beginning of a rune of s.
func trimRune(s string, n int) int {
	for n > 0 && n < len(s) && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}
