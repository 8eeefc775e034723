package corpus

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestPage(t *testing.T) {
	m := Meta{Pages: []int{10, 10, 25}}
	for offset, want := range map[int]int{0: 1, 9: 1, 10: 3, 24: 3, 25: 4, 1000: 4} {
		if got := m.Page(offset); got != want {
			t.Errorf("Page(%d) = %d, want %d", offset, got, want)
		}
	}
	if (Meta{}).Page(3) != 0 {
		t.Error("a text without pages has one")
	}
}

// TestPagesSurviveCleaning puts a word at each page's beginning and finds it there.
func TestPagesSurviveCleaning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab é\u00ad\u200b\u202e.\n \t\r\u0301\x07ﬁ世")))
		var b strings.Builder
		var pages []int
		for i := range rapid.IntRange(1, 6).Draw(t, "pages") {
			if i > 0 {
				b.WriteString(" ")
				pages = append(pages, b.Len())
			}
			b.WriteString("Q" + text.Draw(t, "text"))
		}
		c := Clean(Draft{Text: b.String(), Pages: pages})
		if len(c.Pages) != len(pages) || !slices.IsSorted(c.Pages) {
			t.Fatalf("%v of %v", c.Pages, pages)
		}
		for _, p := range c.Pages {
			if p >= len(c.Body) || !utf8.RuneStart(c.Body[p]) || c.Body[p] != 'Q' {
				t.Fatalf("page begins at %d of %q", p, c.Body)
			}
		}
	})
}
