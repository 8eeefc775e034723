package corpus

import (
	"fmt"
	"strings"
	"testing"
)

// prose is plain text of about n bytes in paragraphs.
func prose(n int) string {
	const p = "The ferry left at 6.30 a.m. with 212 people on board, said Capt. R. J. Lund of the U.S. Coast Guard. " +
		"“Nobody asked why,” he added. It was, in every respect, an ordinary Tuesday until the fog came down. " +
		"By noon three boats had joined the search.\n\n"
	return strings.Repeat(p, n/len(p)+1)
}

// shapes are texts that a careless loop takes quadratic time for.
var shapes = []struct {
	name string
	make func(n int) string
}{
	{"prose", prose},
	{"one word", func(n int) string { return strings.Repeat("QUJD", n/4) }},
	{"one line", func(n int) string { return strings.Repeat("word ", n/5) }},
	{"short lines", func(n int) string { return strings.Repeat("Ab\n", n/3) }},
	{"blank lines", func(n int) string { return strings.Repeat("\n", n) }},
	{"spaces", func(n int) string { return "A." + strings.Repeat(" ", n) + "B" }},
	{"brackets", func(n int) string { return "A." + strings.Repeat(")", n) }},
	{"open brackets", func(n int) string { return "A." + strings.Repeat("[(", n/2) }},
	{"stops", func(n int) string { return strings.Repeat(". ", n/2) }},
	{"stop brackets", func(n int) string { return strings.Repeat(".) ", n/3) }},
	{"ellipses", func(n int) string { return strings.Repeat("… ", n/4) }},
	{"initials", func(n int) string { return strings.Repeat("A. ", n/3) }},
	{"accents", func(n int) string { return "A.) " + strings.Repeat("\u0301", n/2) }},
	{"half kana", func(n int) string { return "A." + strings.Repeat("ﾞ)", n/4) }},
	{"chinese", func(n int) string { return strings.Repeat("漢字", n/6) }},
	{"broken", func(n int) string { return "A." + strings.Repeat("\x80", n) }},
	{"same line", func(n int) string { return strings.Repeat("Read more about this story here\n", n/32) }},
	{"same paragraph", func(n int) string { return strings.Repeat("Share this article with a friend.\n\n", n/35) }},
	{"heads", func(n int) string {
		return strings.Repeat("More from the town\n", n/19) + "This sentence of eight words ends it all."
	}},
	{"titled heads", func(n int) string {
		return strings.Repeat("Some words of prose that end with a stop.\n\nRelated\nOne title of five words\n\n", n/77)
	}},
	{"strong heads", func(n int) string {
		return strings.Repeat("Some words of prose that end with a stop.\n\nRead next\nOne title of five words\n\n", n/79)
	}},
	{"adverts", func(n int) string { return strings.Repeat("ADVERTISEMENT\n02:59\n", n/20) + prose(1000) }},
	{"labels", func(n int) string { return strings.Repeat("Name: a, b\n", n/11) }},
	{"questions", func(n int) string { return strings.Repeat("Why is it so?\n", n/14) }},
	{"one paragraph again", func(n int) string { return strings.Repeat(strings.TrimSpace(prose(10))+"\n", n/300) }},
	{"stacked zwj", func(n int) string { return strings.Repeat("\u200d", n/3) }},
}

// BenchmarkGrowth runs each shape at two sizes; MB/s must not fall with size.
func BenchmarkGrowth(b *testing.B) {
	for _, shape := range shapes {
		for _, size := range []int{1 << 18, 1 << 21} {
			text := shape.make(size)
			b.Run(fmt.Sprintf("%s/%dkB", strings.ReplaceAll(shape.name, " ", "-"), size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					c := Clean(Draft{Text: text, Scraped: true})
					Split(Article{Body: c.Body})
				}
			})
		}
	}
}

// BenchmarkCleanLines takes lists of short lines, each of which every pattern of
// furniture is asked about.
func BenchmarkCleanLines(b *testing.B) {
	for name, lines := range map[string][]string{
		"list":  {"Item of the long list"},
		"mixed": {"Alpha", "Beta blue", "River of 9:30", "Photo wall", "More of it: a thing", "", "The quick brown fox jumps over the lazy dog in the town."},
	} {
		var text strings.Builder
		for i := range 20000 {
			fmt.Fprintln(&text, lines[i%len(lines)], i)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(text.Len()))
			for b.Loop() {
				Clean(Draft{Text: text.String(), Scraped: true})
			}
		})
	}
}

// BenchmarkWayIn takes one ordinary article through each step.
func BenchmarkWayIn(b *testing.B) {
	text := prose(6000)
	for name, step := range map[string]func(){
		"clean":     func() { Clean(Draft{Text: text, Scraped: true}) },
		"sentences": func() { Sentences(text) },
		"split":     func() { Split(Article{Body: text}) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				step()
			}
		})
	}
}
