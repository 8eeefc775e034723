package render

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"footnote/bot"
)

func TestChoices(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var all []bot.Choice
		for range rapid.IntRange(0, 40).Draw(rt, "n") {
			all = append(all, bot.Choice{
				Label: rapid.StringN(0, 150, -1).Draw(rt, "label"), Value: rapid.StringN(0, 120, -1).Draw(rt, "value"),
			})
		}
		got := DrawChoices(all)
		if got.Choices == nil || len(got.Choices) > maxChoices {
			rt.Fatalf("%d choices", len(got.Choices))
		}
		for _, c := range got.Choices {
			if u := units(c.Name); u < 1 || u > maxChoice || strings.TrimSpace(c.Name) == "" {
				rt.Fatalf("label %q of %d", c.Name, u)
			}
			if u := units(c.Value); u < 1 || u > maxChoice {
				rt.Fatalf("value of %d", u)
			}
		}
	})
	family := strings.Repeat("👨‍👩‍👧‍👦", 20)
	if got := DrawChoices([]bot.Choice{{Label: family, Value: "v"}}).Choices[0].Name; strings.TrimSuffix(got, "…") != strings.Repeat("👨‍👩‍👧‍👦", 9) {
		t.Errorf("cut to %q", got)
	}
}
