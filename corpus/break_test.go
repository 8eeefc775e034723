package corpus

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// checkPages: cleaning is the same with pages as without, and they are within the
// body, in order, each at a character that shows or at the end.
func checkPages(t rapid.TB, d Draft) Cleaned {
	c := Clean(d)
	if len(c.Pages) != len(d.Pages) || !slices.IsSorted(c.Pages) {
		t.Fatalf("%v of %v", c.Pages, d.Pages)
	}
	for _, p := range c.Pages {
		if p < 0 || p > len(c.Body) || p < len(c.Body) && (!utf8.RuneStart(c.Body[p]) || c.Body[p] == ' ' || c.Body[p] == '\n') {
			t.Fatalf("a page begins at %d of %q", p, c.Body)
		}
	}
	d.Pages = nil
	if utf8.ValidString(d.Text) && Clean(d).Body != c.Body {
		t.Fatalf("pages change the body of %q", d.Text)
	}
	return c
}

// TestSentencesKeepTheirPages: sentences that are told apart by number are on the
// page that they were on, whatever stands around them and wherever pages break.
func TestSentencesKeepTheirPages(t *testing.T) {
	noise := rapid.SampledFrom([]string{"", " ", "\n", "\r\n", "\r\r\n", " \n\n\n", "\t", "\u00a0\u200b", "\x07", "\x1b[31m", "\x1b]0;t\x07", "\u202e", "\ufeff\n", "\u2028", "\f"})
	rapid.Check(t, func(rt *rapid.T) {
		var b strings.Builder
		var pages []int
		page := map[string]int{}
		for i := range rapid.IntRange(1, 12).Draw(rt, "sentences") {
			for range rapid.IntRange(0, 2).Draw(rt, "breaks") {
				pages = append(pages, b.Len())
				b.WriteString(noise.Draw(rt, "between"))
			}
			head := "S" + string(rune('a'+i))
			page[head] = len(pages) + 1
			words := head + rapid.SampledFrom([]string{" says e\u0301t\u0065\u0301 now", " has \u1112\u1161\u11ab", " cos\u00adts 3\u00a0€", " is plain"}).Draw(rt, "words")
			if rapid.Bool().Draw(rt, "runs over") {
				pages = append(pages, b.Len()+len(words))
			}
			b.WriteString(words + " and goes on from here to there. " + noise.Draw(rt, "behind"))
		}
		for _, scraped := range []bool{false, true} {
			c := checkPages(rt, Draft{Text: b.String(), Pages: pages, Scraped: scraped})
			for head, want := range page {
				at := strings.Index(c.Body, head)
				if got := (Meta{Pages: c.Pages}).Page(at); len(pages) > 0 && at >= 0 && got != want {
					rt.Fatalf("%s is on page %d, was on %d: %q %v", head, got, want, c.Body, c.Pages)
				}
			}
		}
	})
}

// A page of nothing but furniture is empty: the next begins where it does.
func TestPagesOfRemovedText(t *testing.T) {
	first, second, third := "The mill was built in 1904 by the town itself.\n\n", "Share this article\n\n", "It burned down again in the winter of the next year."
	c := Clean(Draft{Text: first + second + third, Scraped: true, Pages: []int{len(first), len(first + second)}})
	want := strings.Index(c.Body, "It burned")
	if len(c.Removed) != 1 || !slices.Equal(c.Pages, []int{want, want}) {
		t.Errorf("%v of %q, want %d; removed %q", c.Pages, c.Body, want, c.Removed)
	}
}
