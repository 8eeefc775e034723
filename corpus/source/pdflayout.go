package source

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// pdfLine is a line of a page, as PDFium found it: in its direction of reading,
// with the origin at the lower left.
type pdfLine struct {
	text        string
	left, right float64
	base        float64 // height of the baseline
	height      float64 // of its tallest glyph
}

// layOut writes the pages' text as paragraphs, with an empty line between them,
// and says where the second page begins, the third, and so on, in bytes.
func layOut(pages [][]glyph) (text string, breaks []int) {
	all := make([][]pdfLine, len(pages))
	for i, p := range pages {
		all[i] = pdfLines(p)
	}
	dropEdges(all)
	known := map[string]bool{}
	for _, lines := range all {
		for _, l := range lines {
			for _, w := range strings.FieldsFunc(strings.ToLower(l.text), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
				known[w] = true
			}
		}
	}
	var b strings.Builder
	var before *pdfLine
	for i, lines := range all {
		leading, right := leadingOf(lines), rightOf(lines)
		for j := range lines {
			l := &lines[j]
			sep := "\n\n"
			switch {
			case before == nil:
				sep = ""
			case j == 0:
				if !sentenceEnd(before.text) && !listMark(l.text) && (startsLower(l.text) || len([]rune(before.text)) > 40) {
					sep = " "
				}
			default:
				sep = between(*before, *l, leading, right)
			}
			out := l.text
			if sep == " " {
				sep = writeHyphen(&b, before.text, out, known)
			}
			b.WriteString(sep)
			if j == 0 && i > 0 {
				for len(breaks) < i {
					breaks = append(breaks, b.Len())
				}
			}
			b.WriteString(out)
			before = l
		}
	}
	for len(breaks) < len(pages)-1 {
		breaks = append(breaks, b.Len()) // pages without text at the end
	}
	return b.String(), breaks
}

// writeHyphen is what stands between two lines of a paragraph: a space, or nothing
// where the first ends in a hyphen. A hyphen that only parted a word is taken off
// b; that of a compound stays, as far as the words of the document tell.
func writeHyphen(b *strings.Builder, before, after string, known map[string]bool) string {
	r := []rune(before)
	if len(r) < 2 || r[len(r)-1] != '-' || !unicode.IsLetter(r[len(r)-2]) && !unicode.IsDigit(r[len(r)-2]) {
		return " "
	}
	first := before[strings.LastIndexFunc(before[:len(before)-1], func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })+1 : len(before)-1]
	end := strings.IndexFunc(after, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(after)
	}
	second := after[:end]
	switch strings.ToLower(second) {
	case "and", "or", "to", "und", "oder", "et", "ou", "y", "e":
		return " " // "pre- and post-war"
	}
	lower := strings.ToLower(first + second)
	compound := strings.ToLower(first) + "-" + strings.ToLower(second)
	parted := startsLower(second) && startsLower(string(r[len(r)-2])) &&
		(known[lower] || !known[compound] && !(len(first) > 2 && len(second) > 2 && known[strings.ToLower(first)] && known[strings.ToLower(second)]))
	if parted {
		s := strings.TrimSuffix(b.String(), "-")
		b.Reset()
		b.WriteString(s)
	}
	return ""
}

// between is what parts two lines of a page: nothing but a space within a
// paragraph, a line end within a list, an empty line elsewhere.
func between(a, b pdfLine, leading, right float64) string {
	size := max(a.height, b.height, 1)
	down := a.base - b.base
	switch {
	case listMark(b.text):
		if listMark(a.text) {
			return "\n"
		}
		return "\n\n"
	case down < 0 || b.left > a.right:
		// the next column
		if sentenceEnd(a.text) {
			return "\n\n"
		}
		return " "
	case leading > 0 && down > 1.35*leading:
		return "\n\n"
	case b.left > a.left+0.8*size && b.left < a.left+5*size && sentenceEnd(a.text):
		return "\n\n"
	case sentenceEnd(a.text) && a.right+wordWidth(b) < min(right, max(a.right, b.right)+10*size)-size:
		return "\n\n"
	}
	return " "
}

// wordWidth is about how wide the first word of a line is, with a space.
func wordWidth(l pdfLine) float64 {
	n := len([]rune(l.text))
	w := len([]rune(strings.Fields(l.text + " x")[0]))
	return (l.right - l.left) / float64(max(n, 1)) * float64(w+1)
}

func leadingOf(lines []pdfLine) float64 {
	var gaps []float64
	for i := 1; i < len(lines); i++ {
		if d := lines[i-1].base - lines[i].base; d > 0 {
			gaps = append(gaps, d)
		}
	}
	if len(gaps) < 3 {
		return 0
	}
	slices.Sort(gaps)
	return gaps[len(gaps)*2/5] // more lines follow within paragraphs than begin them
}

func rightOf(lines []pdfLine) float64 {
	right := 0.0
	for _, l := range lines {
		right = max(right, l.right)
	}
	return right
}

// sentenceEnd reports whether a line may be the last of a paragraph.
func sentenceEnd(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)] 0123456789")
	return s == "" || strings.ContainsRune(".!?:…。！？", []rune(s)[len([]rune(s))-1])
}

func startsLower(s string) bool {
	for _, r := range s {
		return unicode.IsLower(r)
	}
	return false
}

func listMark(s string) bool {
	for _, r := range s {
		return strings.ContainsRune("•‣◦▪■●○–·∙⁃►✓", r)
	}
	return false
}

// pdfLines makes lines of a page's glyphs.
func pdfLines(page []glyph) []pdfLine {
	turn := quarter(page)
	var out []pdfLine
	var b strings.Builder
	var bases []float64
	l := pdfLine{left: math.Inf(1), right: math.Inf(-1)}
	flush := func() {
		if l.text = tidy(b.String()); l.text != "" && len(bases) > 0 {
			slices.Sort(bases)
			l.base = bases[len(bases)/2]
			out = append(out, l)
		}
		b.Reset()
		bases = bases[:0]
		l = pdfLine{left: math.Inf(1), right: math.Inf(-1)}
	}
	for _, g := range page {
		switch {
		case g.r == '\n':
			flush()
			continue
		case g.r == '\r':
			continue
		case g.r == 0x02 || g.r == 0xad || g.r == 0x2010: // PDFium's own sign of a word that was parted, and others'
			g.r = '-'
		case g.r < ' ' || g.r == 0xfffe || g.r == 0xffff:
			continue
		}
		b.WriteRune(g.r)
		if g.placed() && !unicode.IsSpace(g.r) {
			x0, y0, x1, y1 := turned(g, turn)
			l.left, l.right = min(l.left, x0), max(l.right, x1)
			l.height = max(l.height, y1-y0)
			bases = append(bases, y0)
		}
	}
	flush()
	return out
}

// quarter is by how many quarters of a circle, clockwise, most of the text is turned.
func quarter(page []glyph) int {
	var n [4]int
	for _, g := range page {
		if g.placed() {
			n[int(math.Round(g.angle/(math.Pi/2)))&3]++
		}
	}
	best := 0
	for i := range n {
		if n[i] > n[best] {
			best = i
		}
	}
	return best
}

// turned is the box of a glyph on the page turned so that its text is level.
func turned(g glyph, quarter int) (x0, y0, x1, y1 float64) {
	switch quarter {
	case 1: // clockwise: the text runs down
		return -g.top, g.left, -g.bottom, g.right
	case 2:
		return -g.right, -g.top, -g.left, -g.bottom
	case 3:
		return g.bottom, -g.right, g.top, -g.left
	}
	return g.left, g.bottom, g.right, g.top
}

// dropEdges leaves out what stands at the edge of most pages, the same or the
// same but for digits: running heads, feet, page numbers.
func dropEdges(pages [][]pdfLine) {
	if len(pages) < 3 {
		return
	}
	for range 2 { // two lines at either edge
		for _, top := range []bool{true, false} {
			at := make([]int, len(pages))
			seen := map[string]int{}
			for i, lines := range pages {
				at[i] = edge(lines, top)
				if at[i] >= 0 {
					seen[edgeKey(lines[at[i]].text)]++
				}
			}
			for i, lines := range pages {
				if at[i] >= 0 && 2*seen[edgeKey(lines[at[i]].text)] > len(pages) {
					pages[i] = slices.Delete(lines, at[i], at[i]+1)
				}
			}
		}
	}
}

// edge is the line nearest to an edge of the page; -1 without lines.
func edge(lines []pdfLine, top bool) int {
	at := -1
	for i, l := range lines {
		if at < 0 || top && l.base > lines[at].base || !top && l.base < lines[at].base {
			at = i
		}
	}
	return at
}

func edgeKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '#'
		}
		return unicode.ToLower(r)
	}, strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) }), " "))
}
