package corpus

import (
	"flag"
	"strings"
	"testing"
	"unicode"

	"footnote/corpus/realpages"
)

var real = flag.Bool("real", false, "measure Clean on the real pages of TestRealPages, which takes half a minute")

// TestRealPages prints how Clean does on real pages, as each kind of scraper
// leaves them. A sentence is found if its letters stand in the body or it is the
// title; lines that those who labelled a page disagree about do not count.
func TestRealPages(t *testing.T) {
	if !*real {
		t.Skip("measures only with -real")
	}
	pages := realPages(t)
	for _, gold := range []bool{true, false} {
		for _, report := range []bool{false, true} {
			for _, style := range realpages.Styles {
				var kept, right, wanted, n int
				for _, p := range pages {
					if p.Gold != gold || p.Report != report {
						continue
					}
					n++
					keep, drop, text := sentencesOf(p.Lines(style))
					c := Clean(Draft{Text: text, Scraped: true})
					left, body := bag(c.Body), lettersAndDigits(c.Body)
					for _, s := range keep {
						wanted++
						if strings.Contains(body, lettersAndDigits(s)) || c.Title == unquote(s) {
							right++
							kept++
						}
					}
					for _, s := range drop {
						if left.take(s) {
							kept++
						}
					}
				}
				t.Logf("labelled by hand %v, report half %v, %+v: %d pages, %d sentences: precision %.3f, recall %.3f",
					gold, report, style, n, wanted, float64(right)/float64(max(1, kept)), float64(right)/float64(max(1, wanted)))
				if style.Bare && right*100 < wanted*97 {
					t.Errorf("of texts that are nothing but the story, %d of %d sentences stay", right, wanted)
				}
			}
		}
	}
}

func sentencesOf(lines []realpages.Line) (keep, drop []string, text string) {
	var b strings.Builder
	for _, l := range lines {
		if l.Gap && b.Len() > 0 {
			b.WriteByte('\n')
		}
		line := tidy(l.Text)
		b.WriteString(line + "\n")
		for _, s := range Sentences(line) {
			switch l.Label {
			case realpages.Story:
				keep = append(keep, line[s.Start:s.End])
			case realpages.Furniture:
				drop = append(drop, line[s.Start:s.End])
			}
		}
	}
	return keep, drop, b.String()
}

func lettersAndDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
