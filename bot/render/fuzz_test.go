package render_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footnote/bot/render"
	"footnote/corpus"
)

// nasty are texts that Discord would make something of.
var nasty = []string{
	"@everyone", "@here", "<@99999>", "<@!99999>", "<@&99999>", "<#99999>", "</ask:99999>", "<t:1:R>", "<a:e:99999>", "<id:home>",
	"[click](https://evil.example)", "](https://evil.example)", "[", "]", "(https://evil.example)", "https://evil.example/x_y", "<https://evil.example>",
	"**", "*", "_", "__", "~~", "||", "`", "```", "\\", "# ", "-# ", "- ", "> ", ">>> ", "1. ", ":100:", ":smile:", "\n", "\n\n", " ", "¯\\_(ツ)_/¯",
	"\u202e", "\u200f", "\u200b", "\u3164", "\x1b[31m", "\xff", "\x00", "👨‍👩‍👧", "🇩🇪", "e\u0301\u0301\u0301", "שלום", "word", "another word, and more.", "%s",
}

// Whatever is escaped shows as its own letters, alone and among the bot's own
// mark-up.
func FuzzEscape(f *testing.F) {
	for i, s := range nasty {
		f.Add(s)
		f.Add(s + nasty[(i+1)%len(nasty)] + s)
	}
	f.Add(strings.Join(nasty, ""))
	f.Add(strings.Join(nasty, " "))
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1000 {
			t.Skip("the model of Discord's mark-up is slow")
		}
		want := corpus.OneLine(s)
		escaped := render.Escape(s)
		text, made := shown(escaped)
		if got := strings.ReplaceAll(text, "\u200b", ""); got != want || len(made) > 0 {
			t.Errorf("escape(%q) = %q shows as %q with %v, want %q", s, escaped, got, made, want)
		}
		if want == "" {
			return
		}
		text, made = shown("[open](https://good.example) · " + escaped + " [1] · **" + escaped + "** · [open](https://good.example)\n“" + escaped + "” [2]")
		if got, want := strings.ReplaceAll(text, "\u200b", ""), "open · "+want+" [1] · "+want+" · open\n“"+want+"” [2]"; got != want {
			t.Errorf("among mark-up %q shows as\n%q, want\n%q", escaped, got, want)
		}
		if diff := cmp.Diff([]string{"link", "bold", "link"}, kinds(made)); diff != "" {
			t.Errorf("among mark-up %q makes (-want +got)\n%s", escaped, diff)
		}
	})
}
