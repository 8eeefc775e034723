package discordtest

import "fmt"

// Form is a modal that the bot asked for.
type Form struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []Component `json:"components"`
}

// Inputs are the form's fields that can be filled in.
func (m *Form) Inputs() []Component {
	var out []Component
	for _, c := range flatten(m.Components) {
		if c.CustomID != "" {
			out = append(out, c)
		}
	}
	return out
}

// check holds a form against the limits: five rows or labels, each with one field.
func (m *Form) check() error {
	var f form
	f.text("data.custom_id", m.CustomID, 1, MaxCustomID)
	f.text("data.title", m.Title, 1, MaxFormTitle)
	f.count("data.components", len(m.Components), 1, MaxFormInputs)
	ids := map[string]bool{}
	for i, c := range m.Components {
		at := fmt.Sprintf("data.components.%d", i)
		switch c.Type {
		case ComponentRow:
			f.count(at+".components", len(c.Components), 1, 1)
			for j, p := range c.Components {
				here := fmt.Sprintf("%s.components.%d", at, j)
				if p.Type != ComponentTextInput {
					choices(&f, here+".type", p.Type, ComponentTextInput)
					continue
				}
				f.text(here+".label", p.Label, 1, MaxInputLabel)
				f.input(here, p, ids)
			}
		case ComponentLabel:
			f.text(at+".label", c.Label, 1, MaxInputLabel)
			f.text(at+".description", c.Description, 0, 100)
			switch {
			case c.Inner == nil:
				f.add(at+".component", "BASE_TYPE_REQUIRED", "This field is required")
			case c.Inner.Type == ComponentTextInput:
				f.input(at+".component", *c.Inner, ids)
			default:
				f.menu(at+".component", *c.Inner, ids)
			}
		case ComponentText:
			f.text(at+".content", c.Content, 1, MaxV2Text)
		default:
			choices(&f, at+".type", c.Type, ComponentRow, ComponentText, ComponentLabel)
		}
	}
	return f.err()
}

func (f *form) input(at string, c Component, ids map[string]bool) {
	f.customID(at, c.CustomID, ids)
	f.text(at+".placeholder", c.Placeholder, 0, MaxInputHint)
	f.text(at+".value", c.Value, 0, MaxInputValue)
	if c.Style != 1 && c.Style != 2 {
		choices(f, at+".style", c.Style, 1, 2)
	}
	least, most := 0, MaxInputValue
	if c.MinLength != nil {
		least = *c.MinLength
	}
	if c.MaxLength != nil {
		most = *c.MaxLength
	}
	if least < 0 || most < 1 || most > MaxInputValue || least > most {
		f.add(at+".max_length", "NUMBER_TYPE_MAX", "min_length and max_length must be between 0 and 4000")
	}
	if c.Value != "" && units(c.Value) > most {
		f.text(at+".value", c.Value, 0, most)
	}
}

// Choice is one completion of an autocomplete.
type Choice struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

func checkChoices(cs []Choice) error {
	var f form
	f.atMost("data.choices", len(cs), MaxChoices)
	for i, c := range cs {
		at := fmt.Sprintf("data.choices.%d", i)
		f.text(at+".name", c.Name, 1, MaxChoiceText)
		if v, ok := c.Value.(string); ok {
			f.text(at+".value", v, 1, MaxChoiceText)
		}
	}
	return f.err()
}
