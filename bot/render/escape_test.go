package render

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"footnote/corpus"
)

func TestEscape(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Plain words (in brackets): 7-2, at 6:40!", "Plain words (in brackets): 7-2, at 6:40!"},
		{"*bold* _it_ ~~no~~ `code` ||spoiler||", `\*bold\* \_it\_ \~\~no\~\~ ` + "\\`code\\`" + ` \|\|spoiler\|\|`},
		{"[text](https://evil.example)", `\[text\]\(https\://evil.example)`},
		{"](https://evil.example)", `\]\(https\://evil.example)`},
		{"<@1> <@!1> <@&1> <#1>", `\<@1\> \<@!1\> \<@&1\> \<#1\>`},
		{"</ask:1> <t:1:R> <:e:1> <id:home>", `\</ask:1\> \<t\:1:R\> \<\:e:1\> \<id:home\>`},
		{"@everyone and @Here, but me@home", "@\u200beveryone and @\u200bHere, but me@home"},
		{"# heading", `\# heading`},
		{"-# small", `\-# small`},
		{"- item", `\- item`},
		{"> quote", `\> quote`},
		{"1. first", `1\. first`},
		{"1.5 metres", `1\.5 metres`},
		{":100: and 10:30", `\:100: and 10:30`},
		{"10:30:00 a::b", `10\:30:00 a\::b`},
		{`a\*b`, `a\\\*b`},
		{"(first", `\(first`},
		{"two\nlines\tand\r\nmore", "two lines and more"},
		{"ab\u202ecd\u200f\u200be\u3164f", "abcdef"},
		{"\x1b[31mred\x1b[0m\x07", "red"},
		{"bad \xff byte", "bad \uFFFD byte"},
	} {
		if got := string(escape(c.in, 1000)); got != c.want {
			t.Errorf("escape(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"*stars* stay", "*stars* stay"},
		{"@everyone <@1>", "@\u200beveryone <\u200b@1>"},
		{"a < b", "a < b"},
		{"\u202etxt.exe", "txt.exe"},
	} {
		if got := plain(c.in, 1000); got != c.want {
			t.Errorf("plain(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"one two three", 13, "one two three"},
		{"one two three", 12, "one two…"},
		{"one two three", 8, "one two…"},
		{"one two three", 7, "one…"},
		{"onetwothree", 7, "onetwo…"},
		{"👨‍👩‍👧👨‍👩‍👧", 8, "…"}, // a family has eight units
		{"👨‍👩‍👧👨‍👩‍👧", 9, "👨‍👩‍👧…"},
		{"a_b_c", 4, `a\_…`},
		{"a_b_c", 3, "a…"},
		{"anything", 1, "…"},
		{"anything", 0, ""},
		{"", 0, ""},
	} {
		if got := string(escape(c.in, c.n)); got != c.want {
			t.Errorf("escape(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"one two three", 13, "one two three"},
		{"one two three", 12, "…two three"},
		{"one two three", 6, "…three"},
		{"onetwothree", 6, "…three"},
		{"👨‍👩‍👧👨‍👩‍👧", 9, "…👨‍👩‍👧"},
	} {
		if got := string(escapeEnd(c.in, c.n)); got != c.want {
			t.Errorf("escapeEnd(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

// What is cut is whole graphemes of the text, within the limit, and no less than
// would fit but for one word.
func TestCutProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := corpus.OneLine(strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"word", " ", "*", "é", "e\u0301", "👨‍👩‍👧", "🇩🇪", "@everyone", "ا", "[x](http://y)"})).Draw(t, "s"), ""))
		n := rapid.IntRange(0, 40).Draw(t, "n")
		for _, got := range []string{string(escape(s, n)), string(escapeEnd(s, n)), plain(s, n)} {
			if units(got) > n || !utf8.ValidString(got) {
				t.Fatalf("%q has %d units, over %d", got, units(got), n)
			}
			bare := strings.NewReplacer("\\", "", zeroWidth, "").Replace(got)
			if head, ok := strings.CutSuffix(bare, ellipsis); ok && !strings.HasPrefix(s, head) {
				t.Fatalf("%q is no beginning of %q", head, s)
			}
			// A grapheme that was cut would show as another one.
			whole := make(map[string]bool)
			for g := uniseg.NewGraphemes(s); g.Next(); {
				whole[g.Str()] = true
			}
			for g := uniseg.NewGraphemes(bare); g.Next(); {
				if !whole[g.Str()] && g.Str() != ellipsis {
					t.Fatalf("%q is no grapheme of %q", g.Str(), s)
				}
			}
		}
	})
}

func TestSafeURL(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"https://a.example/b?c=d#e", "https://a.example/b?c=d#e"},
		{"HTTP://a.example", "http://a.example"},
		{"https://a.example/x_(y)", "https://a.example/x_%28y%29"},
		{"https://a.example/a b\"c>d*e|f", "https://a.example/a%20b%22c%3Ed%2Ae%7Cf"},
		{"https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"},
		{"https://user:secret@a.example/", "https://a.example/"},
		{"https://a.example:8080/", "https://a.example:8080/"},
		{"javascript:alert(1)", ""},
		{"file:///etc/passwd", ""},
		{"discord://x", ""},
		{"/home/me/notes.txt", ""},
		{"https://", ""},
		{"https://[::1]/", ""},
		{"https://a b/", ""},
		{"https://a.example/\n](x)", ""},
		{"", ""},
	} {
		if got := safeURL(c.in); got != c.want {
			t.Errorf("safeURL(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}
