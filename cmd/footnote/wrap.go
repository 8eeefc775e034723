package main

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// safe removes from text what could make a terminal do something or show the
// letters in another order: control characters but the newline, escape
// sequences' introducers, bidirectional overrides and invisible fillers. Stored
// articles are clean already; models, endpoints and file names are not.
func safe(text string) string {
	if !strings.ContainsFunc(text, unsafeRune) && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text { // invalid bytes come as U+FFFD
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case !unsafeRune(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// safeLine is safe on one line: every run of white space becomes one space.
func safeLine(text string) string { return strings.Join(strings.Fields(safe(text)), " ") }

func unsafeRune(r rune) bool {
	switch {
	case r == '\n', r == '\u200c', r == '\u200d': // the joiners belong to scripts and emoji
		return false
	case r == '\u2028', r == '\u2029':
		return true
	}
	// The marks that Unicode sets before a number in Arabic and Syriac are
	// format characters too, but visible ones.
	return unicode.In(r, unicode.Cc, unicode.Cf) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// wrap breaks text into lines of at most width columns, at spaces or where
// Unicode's UAX #14 lets a word break. A link is never broken, so that it can be
// opened; any other word that is wider than a line is cut between graphemes.
// Newlines in text are kept.
func wrap(text string, width int) []string {
	width = max(width, 1)
	var lines []string
	for _, para := range strings.Split(safe(text), "\n") {
		lines = append(lines, wrapLine(para, width)...)
	}
	return lines
}

// nbsp is a space at which no line breaks.
const nbsp = "\u00a0"

func breaks(r rune) bool { return unicode.IsSpace(r) && string(r) != nbsp }

func wrapLine(para string, width int) []string {
	var lines []string
	var line strings.Builder
	col := 0
	flush := func() {
		lines = append(lines, strings.ReplaceAll(line.String(), nbsp, " "))
		line.Reset()
		col = 0
	}
	put := func(s string, w int) { line.WriteString(s); col += w }

	for _, word := range strings.FieldsFunc(para, breaks) {
		w := uniseg.StringWidth(word)
		space := min(col, 1)
		if col+space+w <= width {
			put(" "[:space]+word, space+w)
			continue
		}
		if w <= width || strings.Contains(word, "://") {
			if line.Len() > 0 {
				flush()
			}
			put(word, w)
			continue
		}
		// Wider than a line: fill up the rest of this one, piece by piece.
		if space > 0 && col+space < width {
			put(" ", 1)
		}
		for _, piece := range pieces(word, width) {
			pw := uniseg.StringWidth(piece)
			if col > 0 && col+pw > width {
				s := strings.TrimRight(line.String(), " ")
				line.Reset()
				line.WriteString(s)
				flush()
			}
			put(piece, pw)
		}
	}
	if line.Len() > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// pieces cuts one long word where a line may break, and what is still wider
// than width between graphemes.
func pieces(word string, width int) []string {
	var out []string
	state := -1
	for rest := word; rest != ""; {
		var segment string
		segment, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		if uniseg.StringWidth(segment) <= width {
			out = append(out, segment)
			continue
		}
		gr := -1
		for tail := segment; tail != ""; {
			var cluster string
			cluster, tail, _, gr = uniseg.FirstGraphemeClusterInString(tail, gr)
			out = append(out, cluster)
		}
	}
	return out
}

// columns is the width of text on a terminal.
func columns(text string) int { return uniseg.StringWidth(safeLine(text)) }

// fit shortens text to width columns, ending in an ellipsis if anything is lost.
func fit(text string, width int) string {
	text = safeLine(text)
	if uniseg.StringWidth(text) <= width {
		return text
	}
	var b strings.Builder
	col, state := 0, -1
	for rest := text; rest != ""; {
		var cluster string
		var w int
		cluster, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if col+w > width-1 {
			break
		}
		b.WriteString(cluster)
		col += w
	}
	return strings.TrimRight(b.String(), " ") + "…"
}

// pad is fit, filled up with spaces to exactly width columns.
func pad(text string, width int) string {
	text = fit(text, width)
	return text + strings.Repeat(" ", max(0, width-uniseg.StringWidth(text)))
}
