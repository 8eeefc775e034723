package render

import (
	"unicode/utf8"

	"footnote/bot"
)

// DrawForm draws a form. What Discord would refuse is cut or left out; a form of
// nothing gets one field, since Discord wants one.
func DrawForm(f bot.Form) Modal {
	m := Modal{CustomID: f.ID, Title: plain(f.Title, maxModalTitle), Components: []Row{}}
	if !validID(m.CustomID) {
		m.CustomID = bot.VerbCancel.ID()
	}
	if m.Title == "" {
		m.Title = "Footnote"
	}
	seen := make(map[string]bool)
	for _, field := range f.Fields {
		if len(m.Components) < maxInputs && validID(field.Name) && !seen[field.Name] {
			seen[field.Name] = true
			m.Components = append(m.Components, Row{[]Component{input(field)}})
		}
	}
	if len(m.Components) == 0 {
		m.Components = append(m.Components, Row{[]Component{input(bot.Field{Name: "text"})}})
	}
	return m
}

// input draws one text input. The value is what a person reads and sends back, so
// nothing in it is changed but an overlong end.
func input(f bot.Field) Component {
	c := Component{
		Type: typeTextInput, Style: styleShort, CustomID: f.Name,
		Label:       plain(f.Label, maxInputLabel),
		Placeholder: plain(f.Placeholder, maxInputHint),
		Required:    &f.Required, MaxLength: min(f.Max, maxInput),
	}
	if f.Long {
		c.Style = styleParagraph
	}
	if c.Label == "" {
		c.Label = "Text"
	}
	if c.MaxLength < 1 {
		c.MaxLength = maxInput
	}
	if utf8.ValidString(f.Value) {
		c.Value = clip(f.Value, c.MaxLength)
	}
	return c
}
