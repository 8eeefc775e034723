package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A line is one line of a text without its line end and without the space
// around it.
type line struct {
	Span
	width int  // runes
	gap   bool // a blank line, or the start of the text, stands before it
}

// lines returns the non-blank lines of text. All of Unicode's line ends count.
func lines(text string) []line {
	var out []line
	gap := true
	for start := 0; start < len(text); {
		end, next := lineEnd(text, start)
		s := trimSpan(text, Span{start, end})
		if s.Start == s.End {
			gap = true
		} else {
			out = append(out, line{Span: s, width: utf8.RuneCountInString(text[s.Start:s.End]), gap: gap})
			gap = false
		}
		start = next
	}
	return out
}

// lineEnd finds the end of the line that begins at start, and where the next
// one begins. CR LF is one line end.
func lineEnd(text string, start int) (end, next int) {
	for i := start; i < len(text); i++ {
		switch c := text[i]; {
		case c > '\r' && c < 0xC2:
		case c == '\r' && i+1 < len(text) && text[i+1] == '\n':
			return i, i + 2
		case c >= '\n' && c <= '\r': // LF VT FF CR
			return i, i + 1
		case c == 0xC2 && i+1 < len(text) && text[i+1] == 0x85: // NEL
			return i, i + 2
		case c == 0xE2 && i+2 < len(text) && text[i+1] == 0x80 && (text[i+2] == 0xA8 || text[i+2] == 0xA9): // LS PS
			return i, i + 3
		}
	}
	return len(text), len(text)
}

// trimSpan takes white space off both ends of a span.
func trimSpan(text string, s Span) Span {
	for s.Start < s.End {
		r, n := utf8.DecodeRuneInString(text[s.Start:s.End])
		if !unicode.IsSpace(r) {
			break
		}
		s.Start += n
	}
	for s.Start < s.End {
		r, n := utf8.DecodeLastRuneInString(text[s.Start:s.End])
		if !unicode.IsSpace(r) {
			break
		}
		s.End -= n
	}
	return s
}

// Widths between which text is taken to be wrapped by hand or by a mailer.
const (
	minWrap = 30
	maxWrap = 140
)

// runs joins the lines of a text that was wrapped at a column, and returns one
// span for each run of lines that reads on. Every other line end is one that
// its author meant: a heading, a list item, a verse, a paragraph.
//
// A wrapped line shows in that the first word of the next one would not have
// fitted behind it.
func runs(text string) []Span {
	ls := lines(text)
	wrapped := looksWrapped(text, ls)
	var out []Span
	for i := 0; i < len(ls); {
		j := i + 1
		for j < len(ls) && !ls[j].gap {
			j++
		}
		out = appendRuns(out, text, ls[i:j], wrapped)
		i = j
	}
	return out
}

// looksWrapped tells whether enough lines go on in lower case, as the lines of
// wrapped prose do and those of lists, menus and verse do not.
func looksWrapped(text string, ls []line) bool {
	var next, lower int
	for i := 1; i < len(ls); i++ {
		if ls[i].gap || ls[i-1].width < minWrap || ls[i-1].width > maxWrap {
			continue
		}
		next++
		if startsLower(text[ls[i].Start:]) {
			lower++
		}
	}
	return lower >= 2 && 3*lower >= next
}

// appendRuns appends the runs of one block, the lines between two blank ones.
func appendRuns(out []Span, text string, block []line, wrapped bool) []Span {
	column := 0
	for _, l := range block {
		if l.width > column && l.width <= maxWrap && hasSpaceOrWide(text[l.Start:l.End]) {
			column = l.width
		}
	}
	even := len(block) >= 3 && column >= 20 // text without spaces fills its lines exactly
	for _, l := range block[:len(block)-1] {
		even = even && l.width >= column-1 && l.width <= column
	}
	run := block[0].Span
	for i := 1; i < len(block); i++ {
		prev, cur := block[i-1], block[i]
		if readsOn(text, prev, cur, column, wrapped, even) {
			run.End = cur.End
			continue
		}
		out = append(out, run)
		run = cur.Span
	}
	return append(out, run)
}

func readsOn(text string, prev, cur line, column int, wrapped, even bool) bool {
	now := text[cur.Start:cur.End]
	before := text[prev.Start:prev.End]
	full := column >= minWrap && prev.width <= maxWrap && prev.width+1+firstWordWidth(now) > column
	if markerLen(now) > 0 && (!wrapped || !full || complete(before) || strings.HasSuffix(before, ":")) {
		return false // and no "1754." that merely came to stand first
	}
	r, _ := utf8.DecodeRuneInString(now)
	if isWide(r) {
		return even
	}
	if prev.width >= 20 && formula(before, now) {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	lower := startsLower(now)
	if lower && (last == ',' || prev.width > maxWrap && !isTerm(last)) {
		return true
	}
	if !wrapped && (!lower || complete(before)) {
		return false
	}
	return full
}

// formula tells a line that broke off where a small raised or lowered number
// stood: "CO" "2 in the air", "9 km" "2 of forest".
func formula(before, now string) bool {
	i := 0
	for i < len(now) && isDigit(now[i]) {
		i++
	}
	if i < 1 || i > 2 || i < len(now) && now[i] != ' ' && now[i] != ',' && now[i] != '.' && now[i] != ')' || markerLen(now) > 0 {
		return false
	}
	word := before[strings.LastIndexFunc(before, unicode.IsSpace)+1:]
	word = strings.TrimLeft(word, "(")
	if len(word) == 0 || len(word) > 2 {
		return false
	}
	return isASCIILetter(word[0]) && isASCIILetter(word[len(word)-1])
}

func firstWordWidth(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsSpace(r) || n > maxWrap {
			break
		}
		n++
	}
	return n
}

// hasSpaceOrWide tells a line of words from a lone address or file name.
func hasSpaceOrWide(s string) bool {
	for _, r := range s {
		if r == ' ' || r == '\t' || isWide(r) {
			return true
		}
	}
	return false
}

// startsLower looks past opening quotes and brackets at the first letter.
func startsLower(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return unicode.IsLower(r)
		}
		if !isOpener(r) {
			return false
		}
	}
	return false
}

// markerLen is the length of the list marker that a line begins with, with the
// space behind it: a bullet, "3.", "b)", "(iv)"; 0 without one.
func markerLen(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	switch r {
	case '-', '*', '+', '–', '—', '•', '‣', '◦', '▪', '▫', '■', '□', '●', '○', '·', '∙', '⁃', '►', '▶', '»', '✓', '✔', '✗', '☐', '☑', '#', '|', '>':
		rest := n
		for r == '#' && rest < len(s) && s[rest] == '#' {
			rest++
		}
		if sp := spaceLen(s[rest:]); sp > 0 {
			return rest + sp
		}
		return 0
	}
	i := 0
	if r == '(' {
		i = 1
	}
	start := i
	for i < len(s) && i-start < 3 && (isDigit(s[i]) || isASCIILetter(s[i])) {
		i++
	}
	if i == start || i >= len(s) || !(allDigits(s[start:i]) || i-start == 1 || isRoman(s[start:i])) {
		return 0
	}
	if s[i] != ')' && (s[i] != '.' || start == 1) {
		return 0
	}
	i++
	if sp := spaceLen(s[i:]); sp > 0 {
		return i + sp
	}
	return 0
}

func spaceLen(s string) int {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	return i
}

func isRoman(s string) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] | 0x20 {
		case 'i', 'v', 'x':
		default:
			return false
		}
	}
	return len(s) > 0
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return len(s) > 0
}

func isDigit(c byte) bool       { return c >= '0' && c <= '9' }
func isASCIILetter(c byte) bool { c |= 0x20; return c >= 'a' && c <= 'z' }
