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
	{"stacked zwj", func(n int) string { return strings.Repeat("\u200d", n/3) }},
}

// BenchmarkGrowth runs each shape at two sizes; MB/s must not fall with size.
func BenchmarkGrowth(b *testing.B) {
	for _, shape := range shapes {
		for _, size := range []int{1 << 20, 8 << 20} {
			text := shape.make(size)
			b.Run(fmt.Sprintf("%s/%dMB", strings.ReplaceAll(shape.name, " ", "-"), size>>20), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					c := Clean(Draft{Text: text, Scraped: true})
					Split(Article{Body: c.Body})
				}
			})
		}
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
