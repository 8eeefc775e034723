package main

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name, in string
		width    int
		want     []string
	}{
		{"fits", "one two", 10, []string{"one two"}},
		{"breaks at spaces", "one two three", 7, []string{"one two", "three"}},
		{"spaces collapse", "  one \t two ", 10, []string{"one two"}},
		{"newlines stay", "one\ntwo", 10, []string{"one", "two"}},
		{"a mark stays with its word", "one two" + nbsp + "[1]", 8, []string{"one", "two [1]"}},
		{"empty", "", 10, []string{""}},
		{"a link is whole", "see https://daily.example/a/very/long/path now", 12,
			[]string{"see", "https://daily.example/a/very/long/path", "now"}},
		{"a long word is cut", "abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"wide letters count twice", "桥桥桥桥", 4, []string{"桥桥", "桥桥"}},
		{"a grapheme is never cut", "👨‍👩‍👧👨‍👩‍👧", 2, []string{"👨‍👩‍👧", "👨‍👩‍👧"}},
		{"combining marks stay", "é é", 1, []string{"é", "é"}},
		{"wider than a line", "桥", 1, []string{"桥"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := wrap(c.in, c.width); !equal(got, c.want) {
				t.Errorf("wrap(%q, %d) = %q, want %q", c.in, c.width, got, c.want)
			}
		})
	}
}

func equal(a, b []string) bool {
	return strings.Join(a, "\x00") == strings.Join(b, "\x00")
}

// Whatever the text: no line is wider than asked unless one grapheme or a link
// is, and nothing but white space is lost.
func TestWrapProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.OneOf(
			rapid.RuneFrom([]rune("ab  .-\n\té桥👍🏽\u0301\u200d🇳🇴-,")), rapid.Rune())).Draw(t, "text")
		width := rapid.IntRange(1, 20).Draw(t, "width")
		got := wrap(text, width)
		for _, line := range got {
			if strings.ContainsFunc(line, unsafeRune) || strings.Contains(line, "\n") {
				t.Fatalf("line %q is not safe", line)
			}
			if uniseg.StringWidth(line) > width && visible(line) > 1 && !strings.Contains(line, "://") {
				t.Fatalf("line %q is wider than %d", line, width)
			}
		}
		dense := func(s string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) {
					return -1
				}
				return r
			}, s)
		}
		if want, have := dense(safe(text)), dense(strings.Join(got, "")); want != have {
			t.Fatalf("wrap lost something: %q became %q", want, have)
		}
	})
}

// visible counts the graphemes that take room.
func visible(line string) int {
	n := 0
	for g := uniseg.NewGraphemes(line); g.Next(); {
		n += min(g.Width(), 1)
	}
	return n
}

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                  "plain",
		"\x1b[31mred\x1b[0m":     "[31mred[0m",
		"\x1b]0;title\x07x":      "]0;titlex",
		"a\u009b31mb":            "a31mb",
		"over\u202ewritten":      "overwritten",
		"zero\u200bwidth\ufeff":  "zerowidth",
		"a\rb":                   "ab",
		"line\nline":             "line\nline",
		"bad\xffbyte":            "bad\ufffdbyte",
		"family 👨‍👩‍👧":           "family 👨‍👩‍👧",
		"persian می\u200cخواهم":  "persian می\u200cخواهم",
		"arabic number \u0600١":  "arabic number \u0600١",
		"isolate \u2066x\u2069.": "isolate x.",
	} {
		if got := safe(in); got != want {
			t.Errorf("safe(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFitAndPad(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"short", 10, "short"},
		{"a longer text", 8, "a longe…"},
		{"桥桥桥桥", 5, "桥桥…"},
		{"two\nlines", 20, "two lines"},
		{"👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 4, "👨‍👩‍👧…"},
	} {
		if got := fit(c.in, c.width); got != c.want {
			t.Errorf("fit(%q, %d) = %q, want %q", c.in, c.width, got, c.want)
		}
		if w := uniseg.StringWidth(pad(c.in, c.width)); w != c.width {
			t.Errorf("pad(%q, %d) is %d wide", c.in, c.width, w)
		}
	}
}

// FuzzJSONLine checks that making a line safe for a terminal changes nothing for
// a program.
func FuzzJSONLine(f *testing.F) {
	for _, s := range []string{"plain", "\u009b31m", "\u202e\u200b", "\U000e0041", "<&>\u2028", "\x7f\x00\xff", `\u0041"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var b strings.Builder
		if err := writeJSON(&b, questionError{Question: s}); err != nil {
			t.Fatal(err)
		}
		line := b.String()
		if strings.ContainsFunc(line, unsafeRune) || !strings.HasSuffix(line, "\n") || strings.Count(line, "\n") != 1 {
			t.Fatalf("line %q is not one safe line", line)
		}
		var back questionError
		if err := json.Unmarshal([]byte(line), &back); err != nil {
			t.Fatal(err)
		}
		if want := strings.ToValidUTF8(s, "\ufffd"); utf8.ValidString(s) && back.Question != want {
			t.Fatalf("%q came back as %q", s, back.Question)
		}
	})
}

// FuzzWrap is TestWrapProperty's promise of safety on arbitrary bytes.
func FuzzWrap(f *testing.F) {
	f.Add("one two three", 5)
	f.Add("\x1b[2J桥👨‍👩‍👧\xf0\x9f", 1)
	f.Add("https://a.example/\u202e/b", 7)
	f.Fuzz(func(t *testing.T, s string, width int) {
		for _, line := range wrap(s, width%100) {
			if !utf8.ValidString(line) || strings.ContainsFunc(line, unsafeRune) {
				t.Fatalf("line %q is not safe", line)
			}
		}
	})
}
