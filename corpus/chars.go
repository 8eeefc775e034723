package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow one another. The fullest
// Hebrew and Tibetan syllables have fewer; above some thirty, normalising would
// put invisible joiners between them.
const maxMarks = 10

// tidy is the part of Clean that every text takes: only characters that show,
// in one form. Line ends become newlines, every kind of space a space; control
// characters, whole escape sequences, bidi controls, soft hyphens and invisible fillers go; the rest
// is composed to NFC. At most one blank line stands between two lines, none at
// either end. Tidying twice changes nothing.
func tidy(text string) string {
	text, _ = tidyPages(text, nil)
	return text
}

// tidyPages is tidy for a text with pages: it also returns where they begin
// afterwards.
func tidyPages(text string, pages []int) (string, []int) {
	text, pages = validPages(text, within(text, pages))
	text, pages = unescape(text, pages)
	starts := breaks{old: pages}
	var b strings.Builder
	b.Grow(len(text))
	prev, marks := rune(0), 0
	for i, r := range text {
		starts.at(i, b.Len())
		switch {
		case r == '\n' || r >= ' ' && r < 0x7F:
		case r == '\r':
			if rest := text[i+1:]; strings.HasPrefix(rest, "\n") || strings.HasPrefix(rest, "\r\n") {
				continue // a line end that was turned into CR LF twice is still one
			}
			r = '\n'
		case r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
			r = '\n'
		case r == '\t' || unicode.Is(unicode.Zs, r):
			r = ' '
		case r == 0x200C || r == 0x200D:
			next, _ := utf8.DecodeRuneInString(text[i+len("\u200d"):])
			if !joins(prev, r, next) {
				continue
			}
		case invisible(r):
			if !(isTag(r) && (prev == 0x1F3F4 || isTag(prev))) { // a flag such as Scotland's
				continue
			}
		}
		if r >= 0x300 && unicode.Is(unicode.M, r) {
			if marks++; marks > maxMarks {
				continue
			}
		} else {
			marks = 0
		}
		b.WriteRune(r)
		prev = r
	}
	text, pages = tidyLines(composed(b.String(), starts.end(b.Len())))
	trimmed := strings.TrimLeft(text, " ")
	for i := range pages {
		pages[i] = max(0, pages[i]-(len(text)-len(trimmed)))
	}
	return trimmed, skipSpace(trimmed, pages)
}

// tidyLines takes away spaces at line ends and all but one of a row of blank
// lines.
func tidyLines(text string, pages []int) (string, []int) {
	marks := breaks{old: pages}
	var b strings.Builder
	b.Grow(len(text))
	blank, next := 0, 0
	for line := range strings.SplitSeq(text, "\n") {
		start := next
		next += len(line) + 1
		line = strings.TrimRight(line, " ")
		if line == "" {
			blank++
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n"[:min(blank, 1)+1])
		}
		marks.within(start, start+len(line), b.Len())
		b.WriteString(line)
		blank = 0
	}
	return b.String(), marks.end(b.Len())
}

// OneLine makes a name from outside fit to be shown: a file's name may hold
// anything.
func OneLine(s string) string { return tidyName(s) }

// tidyName makes a title or name fit for one line.
func tidyName(s string) string {
	return strings.Join(strings.Fields(tidy(s)), " ")
}

// joins tells whether a zero-width joiner or non-joiner between prev and next
// changes what is seen: in an emoji made of several, and in scripts whose
// letters join.
func joins(prev, joiner, next rune) bool {
	if joiner == 0x200D && unicode.Is(unicode.So, next) {
		return unicode.In(prev, unicode.So, unicode.Sk) || prev == 0xFE0F
	}
	return unicode.In(prev, joining...)
}

var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mandaic, unicode.Mongolian,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
	unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar,
	unicode.Tibetan, unicode.Balinese, unicode.Javanese,
}

// invisible tells characters that do not show, or that change how the text
// around them does.
func invisible(r rune) bool {
	switch {
	case r < 0xA0: // C0, DEL, C1
		return true
	case r < 0x300:
		return r == 0xAD
	case unicode.Is(unicode.Cf, r): // bidi controls, zero-width space, word joiner, BOM, tags
		return !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
	case r == 0x034F, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5, r == 0x3164, r == 0xFFA0:
		return true
	}
	return unicode.Is(unicode.Noncharacter_Code_Point, r)
}

func isTag(r rune) bool { return r >= 0xE0020 && r <= 0xE007F }
