package render

import (
	"strings"

	"github.com/rivo/uniseg"
)

// Columns is how wide the picture of Text is at most, but for single words that
// are wider.
const Columns = 80

// Text draws a message as plain text, for tests and for readers: cards with a bar
// at the left, bold between asterisks, addresses behind their links, buttons in
// brackets, menus with their options.
func Text(m Message) string {
	var b strings.Builder
	if m.Content != "" {
		wrapInto(&b, "", "", m.Content)
	}
	for _, e := range m.Embeds {
		b.WriteString("┌\n")
		if e.Title != "" {
			wrapInto(&b, "│ ", "│ ", "**"+e.Title+"**")
		}
		for _, l := range Lines(e.Description) {
			first, rest := "│ ", "│ "
			switch l.Kind {
			case LineItem:
				first, rest = "│ • ", "│   "
			case LineInside:
				first, rest = "│   ", "│   "
			case LineQuote:
				first, rest = "│ > ", "│ > "
			}
			wrapInto(&b, first, rest, plainRuns(l.Runs))
		}
		if e.Footer != nil {
			wrapInto(&b, "│ ", "│ ", "("+e.Footer.Text+")")
		}
		b.WriteString("└\n")
	}
	for _, f := range m.Files {
		b.WriteString("📎 " + f.Name + "\n")
	}
	for _, r := range m.Components {
		textRow(&b, r)
	}
	return b.String()
}

func textRow(b *strings.Builder, r Row) {
	var labels []string
	for _, c := range r.Components {
		switch {
		case c.Type != typeButton:
			labels = append(labels, "[ "+c.Placeholder+" ▾ ]")
			for _, o := range c.Options {
				labels = append(labels, "\n    "+strings.Join(strings.Fields(o.Label+"  "+o.Description), " "))
			}
		case c.Emoji != nil:
			labels = append(labels, "["+strings.TrimSpace(c.Emoji.Name+" "+c.Label)+"]")
		default:
			labels = append(labels, "["+c.Label+"]")
		}
	}
	for line := range strings.SplitSeq(strings.Join(labels, " "), "\n") {
		b.WriteString("  " + strings.TrimRight(line, " ") + "\n")
	}
}

func plainRuns(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		text := r.Text
		switch {
		case r.Bold:
			text = "**" + text + "**"
		case r.Code:
			text = "`" + text + "`"
		case r.URL != "":
			text += " <" + r.URL + ">"
		}
		b.WriteString(text)
	}
	return b.String()
}

// wrapInto writes a text in lines of at most Columns, with what goes before the
// first line and the others.
func wrapInto(b *strings.Builder, first, rest, text string) {
	line, width := first, uniseg.StringWidth(first)
	empty := true
	for _, word := range strings.Fields(text) {
		w := uniseg.StringWidth(word)
		if !empty && width+1+w > Columns {
			b.WriteString(line + "\n")
			line, width, empty = rest, uniseg.StringWidth(rest), true
		}
		if !empty {
			line += " "
			width++
		}
		line += word
		width += w
		empty = false
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
}
