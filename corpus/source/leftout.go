package source

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"footnote/corpus"
)

const (
	// pageFurniture is the reason of what the extractor left out of a page. It does
	// not say of what kind each is.
	pageFurniture = "page furniture"
	// mostLeftOut bounds the lines that are reported: enough to see what kind of
	// thing it was. Portals have some hundred links around a story.
	mostLeftOut = 100
	// mostLeftBytes bounds one of them.
	mostLeftBytes = 1000
	// fewWords is what a label of a menu has, which a sentence of the story may have
	// too: it is taken for left out unless it is a line of the text by itself.
	fewWords = 3
)

// pageLeftOut are the lines of a page that did not get into its draft, each once and in
// the order of the page, but for what became its title.
func pageLeftOut(all blocks, d corpus.Draft) []corpus.Removal {
	lines := map[string]bool{"": true, spaced(d.Title): true}
	for line := range strings.Lines(d.Text) {
		lines[spaced(line)] = true
	}
	text := " " + spaced(d.Text) + " "
	var out []corpus.Removal
	more := 0
	for _, b := range all.list {
		for line := range strings.Lines(b.text) {
			words := spaced(line)
			if lines[words] || !strings.ContainsFunc(words, letterOrDigit) {
				continue
			}
			lines[words] = true // once is enough
			if strings.Count(words, " ") >= fewWords && strings.Contains(text, " "+words+" ") {
				continue
			}
			if len(out) == mostLeftOut {
				more++
				continue
			}
			out = append(out, corpus.Removal{Reason: pageFurniture, Text: begin(strings.TrimSpace(line))})
		}
	}
	if more > 0 {
		out = append(out, corpus.Removal{Reason: pageFurniture, Text: fmt.Sprintf("… (more lines: %d)", more)})
	}
	return out
}

// begin is a line that is not too long to be reported.
func begin(s string) string {
	if len(s) <= mostLeftBytes {
		return s
	}
	end := mostLeftBytes
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
