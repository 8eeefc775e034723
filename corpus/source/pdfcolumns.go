package source

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// inReadingOrder puts lines that a producer wrote across the columns of a page,
// row by row, into the order in which they are read; gives each row of a table a
// line; and leaves all others as they are, in one piece. The lines of a row come as
// pieces, parted by gaps wider than a space, with the row's number.
func inReadingOrder(pieces []pdfLine) []pdfLine {
	rtl := rightToLeft(pieces)
	var out []pdfLine
	for i := 0; i < len(pieces); {
		end, columns := sideBySide(pieces[i:])
		part := pieces[i : i+end]
		i += end
		switch {
		case len(columns) < 2 || !manyRows(part, columns):
			out = append(out, rejoined(part, " ", func(a, b pdfLine) bool { return a.row == b.row })...)
		case prose(part, columns):
			column := func(l pdfLine) int { return columnOf(l, columns) }
			slices.SortStableFunc(part, func(a, b pdfLine) int {
				if rtl {
					a, b = b, a
				}
				return cmp.Compare(column(a), column(b))
			})
			out = append(out, rejoined(part, " ", func(a, b pdfLine) bool { return a.row == b.row && column(a) == column(b) })...)
		default:
			rows := rejoined(part, " | ", func(a, b pdfLine) bool { return a.row == b.row })
			for j := range rows {
				rows[j].table = true
			}
			out = append(out, rows...)
		}
	}
	return out
}

// extent is a part of the width of a page.
type extent struct{ left, right float64 }

// sideBySide is how many pieces at the beginning leave the same gap between them from
// top to bottom, and the columns that they make; one piece where none does.
func sideBySide(pieces []pdfLine) (n int, columns []extent) {
	if len(pieces) < 2 || !beside(pieces[0], pieces[1]) {
		return 1, nil
	}
	columns = []extent{{pieces[0].left, pieces[0].right}}
	for n = 1; n < len(pieces); n++ {
		// The next page-wide line ends it, and so does one far below.
		next := withExtent(columns, extent{pieces[n].left, pieces[n].right}, pieces[n].height/2)
		if len(next) < 2 || len(next) < len(columns) || pieces[n-1].base-pieces[n].base > 4*max(pieces[n].height, pieces[n-1].height) {
			break
		}
		columns = next
	}
	return n, columns
}

// beside reports whether two pieces stand beside each other.
func beside(a, b pdfLine) bool {
	size := max(a.height, b.height)
	return (a.right < b.left || b.right < a.left) && a.base-b.base < size && b.base-a.base < size
}

// withExtent adds one to extents that are apart from each other, from left to right;
// what is nearer than gap becomes one.
func withExtent(extents []extent, s extent, gap float64) []extent {
	out := make([]extent, 0, len(extents)+1)
	for _, o := range extents {
		if o.right+gap < s.left || s.right+gap < o.left {
			out = append(out, o)
			continue
		}
		s = extent{min(s.left, o.left), max(s.right, o.right)}
	}
	out = append(out, s)
	slices.SortFunc(out, func(a, b extent) int { return cmp.Compare(a.left, b.left) })
	return out
}

// columnOf is the column in which a piece stands.
func columnOf(l pdfLine, columns []extent) int {
	for i, c := range columns {
		if l.left <= c.right {
			return i
		}
	}
	return len(columns) - 1
}

// manyRows reports whether the text goes to and fro between the columns, as it
// does not where each column was written in one go.
func manyRows(pieces []pdfLine, columns []extent) bool {
	back := 0
	for i := 1; i < len(pieces); i++ {
		if columnOf(pieces[i], columns) != columnOf(pieces[i-1], columns) {
			back++
		}
	}
	return back >= 5 // three rows of two
}

// prose reports whether columns are those of a running text, which fills them, and
// not those of a table: each is wide enough for some words, and most of its lines
// reach far into it.
func prose(pieces []pdfLine, columns []extent) bool {
	const words, full = 9, 0.6 // in heights of a line; of the width
	wide := make([]int, len(columns))
	all := make([]int, len(columns))
	for _, l := range pieces {
		i := columnOf(l, columns)
		all[i]++
		c := columns[i]
		if w := l.right - l.left; w > words*l.height && w > full*(c.right-c.left) {
			wide[i]++
		}
	}
	for i := range columns {
		if all[i] < 4 || 2*wide[i] < all[i] {
			return false
		}
	}
	return true
}

// rejoined puts neighbouring pieces together.
func rejoined(pieces []pdfLine, sep string, together func(a, b pdfLine) bool) []pdfLine {
	var out []pdfLine
	for _, l := range pieces {
		if n := len(out); n > 0 && together(out[n-1], l) {
			o := &out[n-1]
			o.text += sep + l.text
			o.left, o.right = min(o.left, l.left), max(o.right, l.right)
			o.height = max(o.height, l.height)
			continue
		}
		out = append(out, l)
	}
	return out
}

// rightToLeft reports whether most letters are of a script that runs so.
func rightToLeft(pieces []pdfLine) bool {
	n, rtl := 0, 0
	for _, l := range pieces {
		for _, r := range l.text {
			if unicode.IsLetter(r) {
				n++
				if unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko) {
					rtl++
				}
			}
		}
	}
	return 2*rtl > n
}

// withoutSpaces reports whether a line ends, and the next begins, in a script that
// puts no spaces between words.
func withoutSpaces(before, after string) bool {
	dense := func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || strings.ContainsRune("、。，．！？：；「」『』（）【】〈〉《》ー・", r)
	}
	a, b := []rune(before), []rune(after)
	return len(a) > 0 && len(b) > 0 && dense(a[len(a)-1]) && dense(b[0])
}
