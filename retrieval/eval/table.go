package eval

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// TableWidth is the widest line that a Table prints, in characters.
const TableWidth = 80

// Table is a report of aligned columns: the first to the left, figures to the
// right.
type Table struct {
	Title  string
	Header []string
	Rows   [][]string
}

// Write prints the table. A first column that would make it wider than TableWidth
// is cut, with an ellipsis.
func (t Table) Write(w io.Writer) error {
	widths := make([]int, len(t.Header))
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		for i, cell := range row {
			if i < len(widths) {
				widths[i] = max(widths[i], utf8.RuneCountInString(cell))
			}
		}
	}
	others := 0
	for _, n := range widths[min(1, len(widths)):] {
		others += 2 + n
	}
	if len(widths) > 0 {
		widths[0] = min(widths[0], max(TableWidth-others, 8))
	}

	var b strings.Builder
	if t.Title != "" {
		fmt.Fprintln(&b, t.Title)
	}
	line := func(cells []string) {
		var l strings.Builder
		for i, width := range widths {
			cell := ""
			if i < len(cells) {
				cell = cut(cells[i], width)
			}
			if i == 0 {
				fmt.Fprintf(&l, "%-*s", width, cell)
			} else {
				fmt.Fprintf(&l, "  %*s", width, cell)
			}
		}
		fmt.Fprintln(&b, strings.TrimRight(l.String(), " "))
	}
	line(t.Header)
	rule := make([]string, len(widths))
	for i, width := range widths {
		rule[i] = strings.Repeat("-", width)
	}
	line(rule)
	for _, row := range t.Rows {
		line(row)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func cut(s string, width int) string {
	if utf8.RuneCountInString(s) <= width {
		return s
	}
	return string([]rune(s)[:max(width-1, 0)]) + "…"
}

// Percent formats a share with one decimal: 0.947 is "94.7".
func Percent(share float64) string { return fmt.Sprintf("%.1f", 100*share) }
