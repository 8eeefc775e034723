package corpus

import (
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

func TestClip(t *testing.T) {
	family := "👨\u200d👩\u200d👧"
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"exactly ten", 11, "exactly ten"},
		{"The quick brown fox", 12, "The quick…"},
		{"The quick, brown fox", 12, "The quick…"},
		{"Antidisestablishmentarianism", 10, "Antidises…"},
		{"A veryverylongword", 10, "A veryver…"},
		{strings.Repeat(family, 4), 3, family + family + "…"},
		{strings.Repeat("e\u0301", 5), 3, "e\u0301e\u0301…"},
		{strings.Repeat(family, 3), 3, strings.Repeat(family, 3)},
		{"", 3, ""},
	} {
		got := clip(c.text, c.n)
		if got != c.want {
			t.Errorf("clip(%q, %d) = %q, want %q", c.text, c.n, got, c.want)
		}
		n := 0
		for it := graphemes.FromString(got); it.Next(); {
			n++
		}
		if n > c.n {
			t.Errorf("%q has %d characters", got, n)
		}
	}
}

func TestCleanCutsTitles(t *testing.T) {
	for _, scraped := range []bool{true, false} {
		c := Clean(Draft{Title: strings.Repeat("Long title ", 90), Text: "The bees flew over the river in May, and came back in June.", Scraped: scraped})
		if !strings.HasSuffix(c.Title, "…") || len(c.Title) > 310 || len(c.Title) < 250 {
			t.Errorf("scraped %v: %d bytes: %q", scraped, len(c.Title), c.Title)
		}
	}
}

func TestOpening(t *testing.T) {
	for body, want := range map[string]string{
		"Bees fly in May.\n\nMore.": "Bees fly in May.",
		"Bees fly over the river in May and the lime trees on the quay hum all day.": "Bees fly over the river in May and the lime trees on the…",
		"It rose. It fell.": "It rose.",
		"":                  "",
	} {
		if got := Opening(body); got != want {
			t.Errorf("Opening(%q) = %q, want %q", body, got, want)
		}
	}
}
