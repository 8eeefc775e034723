package render

import (
	"unicode/utf8"

	"footnote/bot"
)

// Choices are the completions of an option, as Discord wants them.
type Choices struct {
	Choices []Choice `json:"choices"`
}

// Choice is one of them.
type Choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// DrawChoices draws completions. A label is plain text to Discord; a value that
// does not fit names nothing, so it is left out.
func DrawChoices(all []bot.Choice) Choices {
	out := Choices{Choices: []Choice{}}
	for _, c := range all {
		name := plain(c.Label, maxChoice)
		if name == "" || c.Value == "" || !utf8.ValidString(c.Value) || units(c.Value) > maxChoice {
			continue
		}
		if out.Choices = append(out.Choices, Choice{name, c.Value}); len(out.Choices) == maxChoices {
			break
		}
	}
	return out
}
