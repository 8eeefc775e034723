package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/term"
)

// pageWidth is how wide text for people is set at most; longer lines are hard
// to read.
const pageWidth = 80

// page writes text for people: wrapped, made safe for a terminal, and in
// colours where the reader is a terminal that did not ask for none.
type page struct {
	w      io.Writer
	width  int
	styled bool
	err    error // the first error of writing
}

// style is a terminal's "select graphic rendition" code.
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
)

func newPage(w io.Writer) *page {
	p := &page{w: w, width: pageWidth}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		if cols, _, err := term.GetSize(int(f.Fd())); err == nil && cols > 0 {
			p.width = max(20, min(pageWidth, cols))
		}
		// https://no-color.org: set and not empty, whatever the value.
		p.styled = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	return p
}

// isTerminal reports whether a reader or writer is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// in puts text, which must be safe already, into a style.
func (p *page) in(s style, text string) string {
	if !p.styled || s == plain || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// text sets one paragraph. The first line starts with first, the others with
// rest, which are safe already and as wide as each other.
func (p *page) text(s style, first, rest, text string) {
	lead := first
	for _, line := range wrap(text, p.width-uniseg.StringWidth(rest)) {
		p.line(strings.TrimRight(lead+p.in(s, line), " "))
		lead = rest
	}
}

// line writes one line as it is; the caller has made it safe.
func (p *page) line(line string) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, line)
	}
}

func (p *page) gap() { p.line("") }
