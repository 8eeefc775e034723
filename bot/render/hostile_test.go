package render_test

import (
	"strings"
	"testing"

	"footnote/bot/render"
)

// Whatever an article says, in its text, its title or its publisher's name: it pings
// nobody, links nowhere, and turns no line round.
func TestHostileText(t *testing.T) {
	const hostile = "@everyone @here <@123456789012345678> <@&12345678901234567> <#12345678901234567> [click](https://evil.example/x) " +
		"**bold** ||spoiler|| `code` ```\nblock``` # head \u202eturned\u202c \u2066inside\u2069 \u200bfiller\ufeff https://evil.example/y [1]"
	a := answer()
	usual := map[string]bool{}
	_, made := shown(render.Draw(a).Embeds[0].Description)
	for _, x := range made {
		usual[x.kind] = true
	}
	a.Answer.Sentences[0].Text = hostile
	c := &a.Answer.Citations[0]
	c.Title, c.Publisher, c.Quote = hostile, hostile, hostile
	for i := range c.Also {
		c.Also[i].Title = hostile
	}
	m := render.Draw(a)
	text, made := shown(m.Embeds[0].Description)
	for _, x := range made {
		if !usual[x.kind] || (x.kind == "link" || x.kind == "url") && strings.Contains(x.text, "evil.example") {
			t.Errorf("makes a %s of %q", x.kind, x.text)
		}
	}
	for _, never := range []string{"\u202e", "\u202c", "\u2066", "\u2069", "\ufeff"} {
		if strings.Contains(text+m.Embeds[0].Description, never) {
			t.Errorf("holds %q", never)
		}
	}
	if !strings.Contains(text, "turned") {
		t.Error("the text is not shown")
	}
}
