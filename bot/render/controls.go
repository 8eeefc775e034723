package render

import (
	"strconv"
	"unicode/utf8"

	"footnote/bot"
)

// button is a grey button; emoji may be "".
func button(id, emoji, label string) Component {
	c := Component{Type: typeButton, Style: styleSecondary, CustomID: id, Label: plain(label, maxLabel)}
	if emoji != "" {
		c.Emoji = &Emoji{Name: emoji}
	}
	return c
}

func primary(c Component) Component { c.Style = stylePrimary; return c }
func danger(c Component) Component  { c.Style = styleDanger; return c }

// buttons sets them in as many rows as they need. Those that Discord would refuse
// are left out: without an id, a label or a safe address.
func buttons(list ...Component) []Row {
	var rows []Row
	for _, c := range list {
		known := c.Style == styleLink && c.URL != "" || c.Style != styleLink && validID(c.CustomID)
		if !known || c.Label == "" && c.Emoji == nil {
			continue
		}
		if len(rows) == 0 || len(rows[len(rows)-1].Components) == maxButtons {
			rows = append(rows, Row{})
		}
		last := &rows[len(rows)-1]
		last.Components = append(last.Components, c)
	}
	return rows
}

func validID(id string) bool {
	return id != "" && units(id) <= maxCustomID && utf8.ValidString(id)
}

// linkButton opens a page; one without a safe address is left out by buttons.
func linkButton(address, label string) Component {
	c := Component{Type: typeButton, Style: styleLink, Label: plain(label, maxLabel)}
	if a := safeURL(address); units(a) <= maxButtonURL {
		c.URL = a
	}
	return c
}

// noted are the buttons that package bot puts under a note.
func noted(list []bot.Button) []Row {
	var out []Component
	for _, b := range list {
		switch {
		case b.URL != "":
			out = append(out, linkButton(b.URL, b.Label))
		case b.Danger:
			out = append(out, danger(button(b.ID, "", b.Label)))
		default:
			out = append(out, button(b.ID, "", b.Label))
		}
	}
	return buttons(out...)
}

// menu chooses one of the options. Those that Discord would refuse are left out:
// an empty or overlong value, or one twice. Without options there is no menu.
func menu(id, placeholder string, options []Option) Row {
	seen := make(map[string]bool)
	var kept []Option
	for _, o := range options {
		if o.Value == "" || units(o.Value) > maxOption || !utf8.ValidString(o.Value) || seen[o.Value] || len(kept) == maxOptions {
			continue
		}
		seen[o.Value] = true
		if o.Label = plain(o.Label, maxOption); o.Label == "" {
			o.Label = "(no title)"
		}
		o.Description = plain(o.Description, maxOption)
		kept = append(kept, o)
	}
	if len(kept) == 0 {
		return Row{}
	}
	return Row{[]Component{{Type: typeStringSelect, CustomID: id, Placeholder: plain(placeholder, maxPlaceholder), Options: kept}}}
}

// picker chooses roles or channels, at most most of them, and may choose none.
func picker(kind int, id, placeholder, valueType string, chosen []string, most int) Row {
	seen := make(map[string]bool)
	var values []DefaultValue
	for _, c := range chosen {
		if snowflake(c) && !seen[c] && len(values) < most {
			seen[c] = true
			values = append(values, DefaultValue{ID: c, Type: valueType})
		}
	}
	least := 0
	return Row{[]Component{{Type: kind, CustomID: id, Placeholder: plain(placeholder, maxPlaceholder), MinValues: &least, MaxValues: &most, DefaultValues: values}}}
}

// pager turns pages: the buttons back and forth where there is somewhere to go.
func pager(page, pages int, id func(page string) string) []Component {
	var out []Component
	if page > 0 {
		out = append(out, button(id(strconv.Itoa(max(0, min(page, pages)-1))), "◀️", "Back"))
	}
	if page+1 < pages {
		out = append(out, button(id(strconv.Itoa(page+1)), "▶️", "More"))
	}
	return out
}
