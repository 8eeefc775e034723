package llm

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"pgregory.net/rapid"
)

// TestShortenKeepsGraphemesWhole: the cut is a beginning, within the limit, on
// a grapheme boundary, and no grapheme more would have fitted.
func TestShortenKeepsGraphemesWhole(t *testing.T) {
	pieces := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "é", "e\u0301", "日", "👩‍👩‍👧‍👦", "🇳🇴", " ", "\r\n", "각"}), 0, 60)
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(pieces.Draw(t, "text"), "")
		n := rapid.IntRange(1, 80).Draw(t, "bytes")
		got := shorten(s, n)
		if len(got) > n || !strings.HasPrefix(s, got) || !utf8.ValidString(got) {
			t.Fatalf("shorten(%q, %d) = %q", s, n, got)
		}
		end := 0
		for it := graphemes.FromString(s); it.Next() && it.End() <= n; {
			end = it.End()
		}
		if end > 0 && len(got) != end {
			t.Fatalf("shorten(%q, %d) = %d bytes, the last boundary is %d", s, n, len(got), end)
		}
	})
}

// TestThoughtsInAnyPieces: however a text is cut into pieces, what is shown is
// the same.
func TestThoughtsInAnyPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"<think>", "</think>", "<", "think", ">", "/", " ", "\n", "word"}), 0, 12).Draw(t, "text"), "")
		var whole, parts thoughts
		want := whole.add(text)
		want += whole.rest()
		got := ""
		for rest := text; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "piece")
			got += parts.add(rest[:n])
			rest = rest[n:]
		}
		got += parts.rest()
		if got != want {
			t.Fatalf("%q: %q in pieces, %q whole", text, got, want)
		}
		trimmed := strings.TrimLeft(text, " \t\r\n")
		if !strings.HasPrefix(trimmed, "<think>") && got != text {
			t.Fatalf("%q lost text: %q", text, got)
		}
		if _, after, ok := strings.Cut(trimmed, "</think>"); ok && strings.HasPrefix(trimmed, "<think>") && got != after {
			t.Fatalf("%q shows %q, want %q", text, got, after)
		}
	})
}

func TestMessageOfAnErrorBody(t *testing.T) {
	for body, want := range map[string]string{
		`{"error":{"message":"no such model","code":"x"}}`:           "no such model",
		`{"error":"model 'x' not found"}`:                            "model 'x' not found",
		`{"object":"error","message":"bad","code":400}`:              "bad",
		`{"detail":"Not Found"}`:                                     "Not Found",
		`{"detail":[{"loc":["body","stream_options"]}]}`:             `{"detail":[{"loc":["body","stream_options"]}]}`,
		`[{"error":{"message":"models/x is not found","code":404}}]`: "models/x is not found",
		`upstream gone`: "upstream gone",
		``:              "",
	} {
		if got := message(body); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestSaidIsOneBoundedLineWithoutSecrets(t *testing.T) {
	addr, err := parseAddress("llm", "https://me:pass%20word@host.test/v1?api-key=tok3n&v=2")
	if err != nil {
		t.Fatal(err)
	}
	r := newRedactor("sk-1", addr)
	got := r.said("a\x1b[31m\nsk-1 pass word pass+word pass%20word tok3n \u202eb\xff " + strings.Repeat("é", 400))
	for _, secret := range []string{"sk-1", "pass word", "pass+word", "pass%20word", "tok3n", "\x1b", "\n", "\u202e"} {
		if strings.Contains(got, secret) {
			t.Errorf("%q holds %q", got, secret)
		}
	}
	if n := utf8.RuneCountInString(got); n != 301 || !utf8.ValidString(got) {
		t.Errorf("%d runes: %q", n, got)
	}
}
