package corpus

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

var hostile = []string{
	"",
	" \n\n\t ",
	"One. Two? Three! Four…",
	"Mr. J. K. Smith of the U.S. said “No. 5 is alive.” Then he left.",
	"他说：“你好。”然后走了。これは文です。「はい。」と言った。",
	"a\r\nb\rc\u2028d\u2029e\u0085f\vg\fh",
	"\xff\xfe\x80broken\xc3",
	"end.[3] Next.(4) [5][6] x",
	"1. one\n2. two\n- three\n• four",
	strings.Repeat("ABCDEFGH", 300),
	strings.Repeat("漢字", 900),
	"e" + strings.Repeat("\u0301", 3000),
	strings.Repeat("👩‍👩‍👧‍👦", 400),
	". " + strings.Repeat(") ", 700) + "b",
	strings.Repeat("word ", 700),
	"The text was wrapped at a column by its\nauthor, who went on writing in lower\ncase and never stopped.",
}

func FuzzSentences(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { checkSentences(t, text) })
}

// checkSentences: spans are in order, trimmed, on rune borders, and leave out
// nothing but white space.
func checkSentences(t rapid.TB, text string) {
	at := 0
	for _, s := range Sentences(text) {
		if s.Start < at || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("span %v after %d of %d", s, at, len(text))
		}
		if strings.TrimSpace(text[at:s.Start]) != "" {
			t.Fatalf("left out %q", text[at:s.Start])
		}
		if got := text[s.Start:s.End]; strings.TrimFunc(got, unicode.IsSpace) != got {
			t.Fatalf("not trimmed: %q", got)
		}
		onRune(t, text, s)
		at = s.End
	}
	if strings.TrimSpace(text[at:]) != "" {
		t.Fatalf("left out %q", text[at:])
	}
}

func onRune(t rapid.TB, text string, s Span) {
	t.Helper()
	if !utf8.ValidString(text) {
		return
	}
	if !utf8.RuneStart(text[s.Start]) || s.End < len(text) && !utf8.RuneStart(text[s.End]) {
		t.Fatalf("span %v cuts a character", s)
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) { checkSplit(t, body) })
}
