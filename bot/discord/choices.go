package discord

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"footnote/bot"
)

// Limits of completions
// (https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-choice-structure).
const (
	maxChoices     = 25
	maxChoiceUnits = 100
)

type choices struct {
	Choices []choice `json:"choices"`
}

type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// choicesOf draws completions. A label is plain text to Discord; a value that does
// not fit names nothing, so it is left out.
func choicesOf(all []bot.Choice) choices {
	out := choices{Choices: []choice{}}
	for _, c := range all {
		name := clipUnits(strings.TrimSpace(strings.ToValidUTF8(c.Label, "")), maxChoiceUnits)
		if name == "" || c.Value == "" || !utf8.ValidString(c.Value) || units(c.Value) > maxChoiceUnits {
			continue
		}
		if out.Choices = append(out.Choices, choice{name, c.Value}); len(out.Choices) == maxChoices {
			break
		}
	}
	return out
}

// units counts as Discord does at its strictest: in UTF-16.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// clipUnits cuts to at most n units, between graphemes, with a mark of it.
func clipUnits(s string, n int) string {
	if units(s) <= n {
		return s
	}
	const more = "…"
	left, kept := n-units(more), 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		u := units(g.Str())
		if u > left {
			break
		}
		left -= u
		kept += len(g.Str())
	}
	return strings.TrimSpace(s[:kept]) + more
}
