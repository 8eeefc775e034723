package sourcetest

import (
	"fmt"
	"math"
	"strings"
)

// Style says how a producer of PDFs writes a text.
type Style struct {
	Runs    Runs
	Columns int // 1 where it is 0
	// Rows writes line by line across the columns, as some producers do, and not
	// column by column.
	Rows    bool
	Justify bool
	Indent  bool // the first line of a paragraph, in place of a gap before it
	Hyphens bool // breaks long words at the ends of lines
	Rotate  int  // the page, in degrees
	Slant   float64
	Size    float64 // of the text; 11 where it is 0
	Courier bool
	// Header and Footer stand on every page; # is its number.
	Header, Footer string
	Lines          int // on a page; 44 where it is 0
}

// Runs says what one operator writes.
type Runs int

// The habits of producers.
const (
	PerLine  Runs = iota // a line
	PerWord              // a word, each put at its place, no spaces
	PerGlyph             // a glyph, with kerning between
	Kerned               // a line, as an array with kerning; spaces are wide kerns
)

// Paragraph is one of a text, or a heading.
type Paragraph struct {
	Text    string
	Heading bool
}

// Paragraphs makes paragraphs of texts; one that begins with "# " is a heading.
func Paragraphs(texts ...string) []Paragraph {
	var all []Paragraph
	for _, t := range texts {
		h, heading := strings.CutPrefix(t, "# ")
		all = append(all, Paragraph{h, heading})
	}
	return all
}

type lineOf struct {
	text   string
	size   float64
	indent float64
	gap    float64 // above
	last   bool    // of its paragraph
}

// Flow writes paragraphs onto pages in a style.
func Flow(paragraphs []Paragraph, s Style) PDF {
	if s.Columns == 0 {
		s.Columns = 1
	}
	if s.Size == 0 {
		s.Size = 11
	}
	if s.Lines == 0 {
		s.Lines = 44
	}
	const left, top, right = 72.0, 770.0, 523.0
	gutter := 24.0
	width := (right - left - gutter*float64(s.Columns-1)) / float64(s.Columns)
	var lines []lineOf
	for i, p := range paragraphs {
		lines = append(lines, s.wrap(p, width, i == 0)...)
	}
	var doc PDF
	for len(lines) > 0 {
		columns := make([][]lineOf, s.Columns)
		for c := range columns {
			n := min(s.Lines, len(lines))
			columns[c], lines = lines[:n], lines[n:]
		}
		doc.Pages = append(doc.Pages, s.page(len(doc.Pages)+1, columns, left, top, width, gutter))
	}
	return doc
}

func (s Style) width(text string, size float64) float64 {
	if s.Courier {
		return float64(len([]rune(text))) * 0.6 * size
	}
	return Width(text, size)
}

func (s Style) wrap(p Paragraph, width float64, first bool) []lineOf {
	size := s.Size
	gap := s.Size * 0.7
	if p.Heading {
		size *= 1.4
		gap = s.Size
	}
	indent := 0.0
	if s.Indent && !p.Heading && !first {
		indent, gap = s.Size*1.5, 0
	}
	var lines []lineOf
	line := ""
	flush := func() {
		l := lineOf{text: line, size: size}
		if len(lines) == 0 {
			l.indent, l.gap = indent, gap
		}
		lines, line = append(lines, l), ""
	}
	for _, w := range strings.Fields(p.Text) {
		room := width
		if len(lines) == 0 {
			room -= indent
		}
		whole := strings.TrimSpace(line + " " + w)
		if s.width(whole, size) <= room {
			line = whole
			continue
		}
		if r := []rune(w); s.Hyphens && len(r) > 8 && strings.IndexFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) < 0 {
			if part := strings.TrimSpace(line + " " + string(r[:len(r)/2]) + "-"); s.width(part, size) <= room {
				line = part
				flush()
				line = string(r[len(r)/2:])
				continue
			}
		}
		if line != "" {
			flush()
		}
		line = w
	}
	flush()
	lines[len(lines)-1].last = true
	return lines
}

func (s Style) page(number int, columns [][]lineOf, left, top, width, gutter float64) Page {
	var b strings.Builder
	number0 := fmt.Sprint(number)
	if s.Header != "" {
		s.write(&b, lineOf{text: strings.ReplaceAll(s.Header, "#", number0), size: 9}, left, top+36, 0)
	}
	rows := 0
	ys := make([][]float64, len(columns))
	for c, lines := range columns {
		y := top
		for i, l := range lines {
			if i > 0 {
				y -= l.size*1.25 + l.gap
			}
			ys[c] = append(ys[c], y)
		}
		rows = max(rows, len(lines))
	}
	put := func(c, i int) {
		l := columns[c][i]
		s.write(&b, l, left+float64(c)*(width+gutter)+l.indent, ys[c][i], width-l.indent)
	}
	if s.Rows {
		for i := range rows {
			for c := range columns {
				if i < len(columns[c]) {
					put(c, i)
				}
			}
		}
	} else {
		for c := range columns {
			for i := range columns[c] {
				put(c, i)
			}
		}
	}
	if s.Footer != "" {
		s.write(&b, lineOf{text: strings.ReplaceAll(s.Footer, "#", number0), size: 9}, left+180, 40, 0)
	}
	p := Page{Content: b.String(), Rotate: s.Rotate}
	if s.Rotate == 90 || s.Rotate == 270 {
		// What a viewer turns was written on the sheet's side.
		p.Width, p.Height = 842, 595
		turn := "0 1 -1 0 842 0 cm\n"
		if s.Rotate == 90 {
			turn = "0 1 -1 0 842 0 cm\n"
		} else {
			turn = "0 -1 1 0 0 595 cm\n"
		}
		p.Content = "q " + turn + p.Content + "Q"
	}
	return p
}

// write writes a line at a place; width is that of a justified one, 0 for none.
func (s Style) write(b *strings.Builder, l lineOf, x, y, width float64) {
	font := "F1"
	if s.Courier {
		font = "F2"
	}
	words := strings.Fields(l.text)
	space := s.width(" ", l.size)
	if s.Justify && width > 0 && !l.last && len(words) > 1 {
		space += (width - s.width(l.text, l.size)) / float64(len(words)-1)
	}
	sin, cos := math.Sincos(s.Slant * math.Pi / 180)
	at := func(x float64) string {
		return fmt.Sprintf("%.4f %.4f %.4f %.4f %.2f %.2f Tm", cos, sin, -sin, cos, x, y)
	}
	fmt.Fprintf(b, "BT /%s %g Tf ", font, l.size)
	switch s.Runs {
	case PerWord:
		for _, w := range words {
			fmt.Fprintf(b, "%s (%s) Tj ", at(x), escape(w))
			x += s.width(w, l.size) + space
		}
	case PerGlyph:
		for i, w := range words {
			if i > 0 {
				x += space
			}
			for _, r := range w {
				fmt.Fprintf(b, "%s (%s) Tj ", at(x), escape(string(r)))
				x += s.width(string(r), l.size) - 0.01*l.size
			}
		}
	case Kerned:
		fmt.Fprintf(b, "%s [", at(x))
		for i, w := range words {
			if i > 0 {
				fmt.Fprintf(b, " %.0f ", -space/l.size*1000)
			}
			r := []rune(w)
			half := (len(r) + 1) / 2
			fmt.Fprintf(b, "(%s) 12 (%s)", escape(string(r[:half])), escape(string(r[half:])))
		}
		b.WriteString("] TJ ")
	default:
		if s.Justify && width > 0 {
			fmt.Fprintf(b, "%.4f Tw ", space-s.width(" ", l.size))
		}
		fmt.Fprintf(b, "%s (%s) Tj 0 Tw ", at(x), escape(l.text))
	}
	b.WriteString("ET\n")
}

// Put is the operators that write a text at a place of a page, in one run.
func Put(x, y, size float64, text string) string {
	var b strings.Builder
	Style{}.write(&b, lineOf{text: text, size: size}, x, y, 0)
	return b.String()
}
