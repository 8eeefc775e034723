package source

import (
	"fmt"
	"math"
	"slices"
	"strconv"
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
	row         int     // PDFium's line, of which this may be a piece
	table       bool    // a row of a table
	item        bool    // begins an item of a list
}

// layOut writes the pages' text as paragraphs, with an empty line between them,
// and says where the second page begins, the third, and so on, in bytes, and which
// running heads and feet are left out.
func layOut(pages [][]glyph) (text string, breaks []int, edges []string) {
	all := make([][]pdfLine, len(pages))
	for i, p := range pages {
		all[i] = inReadingOrder(pdfLines(p))
	}
	edges = dropEdges(all)
	for _, lines := range all {
		markItems(lines)
	}
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
	inItem := false
	for i, lines := range all {
		leading, right := leadingOf(lines), rightOf(lines)
		for j := range lines {
			l := &lines[j]
			sep := "\n\n"
			switch {
			case before == nil:
				sep = ""
			case j == 0:
				if !l.table && !before.table && goesOn(*before, *l) {
					sep = " "
				}
			default:
				sep = between(*before, *l, leading, right, inItem)
			}
			inItem = l.item || inItem && sep == " "
			out := l.text
			if sep == " " {
				if sep = writeHyphen(&b, before.text, out, known); withoutSpaces(before.text, out) {
					sep = ""
				}
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
	return b.String(), breaks, edges
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
// inItem says that the first is in an item of a list.
func between(a, b pdfLine, leading, right float64, inItem bool) string {
	size := max(a.height, b.height, 1)
	down := a.base - b.base
	switch {
	case a.table && b.table:
		return "\n"
	case a.table || b.table:
		return "\n\n"
	case b.item:
		if inItem {
			return "\n"
		}
		return "\n\n"
	case b.left > a.right && math.Abs(down) < size/2:
		return " " // the number of a footnote and its text
	case down < 0 || b.left > a.right:
		// the next column
		if !goesOn(a, b) {
			return "\n\n"
		}
		return " "
	case inItem && !startsLower(b.text) && a.right+wordWidth(b) < b.right-size:
		return "\n\n" // after the last item, which needs no full stop
	case leading > 0 && down > 1.35*leading:
		return "\n\n"
	case b.left > a.left+0.8*size && b.left < a.left+5*size && sentenceEnd(a.text):
		return "\n\n"
	case sentenceEnd(a.text) && a.right+wordWidth(b) < min(right, max(a.right, b.right)+10*size)-size:
		return "\n\n"
	}
	return " "
}

// goesOn reports whether a paragraph goes on with the second line, at the head of
// another page or column.
func goesOn(a, b pdfLine) bool {
	return !sentenceEnd(a.text) && !b.item && (startsLower(b.text) || len([]rune(a.text)) > 25)
}

// markItems finds the lines that begin items of lists: by a bullet, or by a number
// that counts on from 1.
func markItems(lines []pdfLine) {
	last := 0
	for i := range lines {
		l := &lines[i]
		if l.item = listMark(l.text); l.item || l.table {
			continue
		}
		if n := numbered(l.text); n > 0 && (n == 1 || n == last+1) {
			l.item, last = true, n
		}
	}
}

// numbered is the number of an item, such as "3. Then everybody else"; 0 for none.
func numbered(s string) int {
	number, rest, _ := strings.Cut(s, " ")
	digits, found := strings.CutSuffix(number, ".")
	if !found {
		digits, found = strings.CutSuffix(number, ")")
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(digits, "(")); found && err == nil && n < 1000 && rest != "" {
		return n
	}
	return 0
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
		if d := lines[i-1].base - lines[i].base; d > 0.9*min(lines[i-1].height, lines[i].height) {
			gaps = append(gaps, d)
		}
	}
	if len(gaps) < 3 {
		return 0
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/4] // more lines follow within paragraphs than begin them
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

// pdfLines makes lines of a page's glyphs, in pieces where a gap parts them.
func pdfLines(page []glyph) []pdfLine {
	turn := quarter(page)
	gap := 1.5 * tall(page, turn)
	var out []pdfLine
	var b strings.Builder
	var bases []float64
	row := 0
	l := pdfLine{left: math.Inf(1), right: math.Inf(-1)}
	flush := func() {
		if l.text = tidy(b.String()); l.text != "" && len(bases) > 0 {
			slices.Sort(bases)
			l.base, l.row = bases[len(bases)/2], row
			out = append(out, l)
		}
		b.Reset()
		bases = bases[:0]
		l = pdfLine{left: math.Inf(1), right: math.Inf(-1)}
	}
	for i, g := range page {
		switch {
		case g.r == '\n':
			flush()
			row++
			continue
		case g.r == '\r':
			continue
		case g.r == 0x02 && !endsLine(page[i+1:]): // a glyph of which nobody knows what it is
			continue
		case g.r == 0x02 || g.r == 0xad || g.r == 0x2010: // PDFium's own sign of a word that was parted, and others'
			g.r = '-'
		case g.r < ' ' || g.r == 0xfffe || g.r == 0xffff:
			continue
		}
		if !g.placed() || unicode.IsSpace(g.r) {
			b.WriteRune(g.r)
			continue
		}
		x0, y0, x1, y1 := turned(g, turn)
		if len(bases) > 0 && (x0-l.right > gap || l.left-x1 > gap) && parts(b.String()) {
			flush()
		}
		b.WriteRune(g.r)
		l.left, l.right = min(l.left, x0), max(l.right, x1)
		l.height = max(l.height, y1-y0)
		bases = append(bases, y0)
	}
	flush()
	return out
}

// parts reports whether a gap after the beginning of a line parts it: PDFium saw a
// space there, and it is not what begins an item of a list.
func parts(s string) bool {
	trimmed := strings.TrimSpace(s)
	item := len(trimmed) <= 4 && (listMark(trimmed) || numbered(trimmed+" x") > 0)
	return !item && trimmed != s
}

// tall is the height of most capitals of a page, about.
func tall(page []glyph, turn int) float64 {
	var heights []float64
	for _, g := range page {
		if g.placed() && !unicode.IsSpace(g.r) {
			_, y0, _, y1 := turned(g, turn)
			heights = append(heights, y1-y0)
		}
	}
	if len(heights) == 0 {
		return 0
	}
	slices.Sort(heights)
	return heights[len(heights)*3/4]
}

// endsLine reports whether a line ends before these glyphs.
func endsLine(next []glyph) bool {
	return len(next) == 0 || next[0].r == '\r' || next[0].r == '\n'
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
// same but for digits: running heads, feet, page numbers. Of two pages, it must
// stand at the same place of both, apart from the text. It returns what it left out.
func dropEdges(pages [][]pdfLine) (dropped []string) {
	written := 0
	for _, lines := range pages {
		if len(lines) > 0 {
			written++
		}
	}
	if written < 2 {
		return nil
	}
	key := func(l pdfLine) string {
		k := edgeKey(l.text)
		if written == 2 {
			k = fmt.Sprintf("%.0f %s", l.base, k)
		}
		return k
	}
	for range 2 { // two lines at either edge
		for _, top := range []bool{true, false} {
			at := make([]int, len(pages))
			seen := map[string]int{}
			for i, lines := range pages {
				at[i] = edge(lines, top)
				if at[i] >= 0 && written == 2 && !apart(lines, at[i]) {
					at[i] = -1
				}
				if at[i] >= 0 {
					seen[key(lines[at[i]])]++
				}
			}
			for i, lines := range pages {
				if at[i] >= 0 && 2*seen[key(lines[at[i]])] > written {
					dropped = append(dropped, lines[at[i]].text)
					pages[i] = slices.Delete(lines, at[i], at[i]+1)
				}
			}
		}
	}
	return dropped
}

// apart reports whether a line is farther from all others than those of a text are.
func apart(lines []pdfLine, at int) bool {
	l := lines[at]
	for i, o := range lines {
		if d := math.Abs(o.base - l.base); i != at && d > l.height/2 && d < 3*max(l.height, o.height) {
			return false
		}
	}
	return true
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
