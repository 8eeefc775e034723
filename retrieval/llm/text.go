package llm

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// thoughts takes a leading <think>…</think> out of a streamed text: some
// servers leave a reasoning model's thoughts in front of its reply.
type thoughts struct {
	held  string // not yet known to be thought or text
	state int
}

const (
	thoughtsUnknown = iota
	thoughtsInside
	thoughtsOver
)

const (
	thinkOpen  = "<think>"
	thinkClose = "</think>"
)

// add takes the next piece and gives what of it can be shown.
func (t *thoughts) add(s string) string {
	if t.state == thoughtsOver {
		return s
	}
	t.held += s
	if t.state == thoughtsUnknown {
		start := strings.TrimLeft(t.held, " \t\r\n")
		if len(start) < len(thinkOpen) && strings.HasPrefix(thinkOpen, start) {
			return ""
		}
		if !strings.HasPrefix(start, thinkOpen) {
			t.state = thoughtsOver
			return t.rest()
		}
		t.state, t.held = thoughtsInside, start[len(thinkOpen):]
	}
	if _, text, ok := strings.Cut(t.held, thinkClose); ok {
		t.state, t.held = thoughtsOver, text
		return t.rest()
	}
	// Only the end can still become the closing tag.
	t.held = t.held[max(0, len(t.held)-len(thinkClose)):]
	return ""
}

// rest gives what was held back, at the end of the text.
func (t *thoughts) rest() string {
	s := t.held
	t.held = ""
	if t.state == thoughtsInside {
		return ""
	}
	return s
}

// unthought cuts thoughts whose opening tag was part of the prompt.
func unthought(s string) string {
	if i := strings.LastIndex(s, thinkClose); i >= 0 {
		return s[i+len(thinkClose):]
	}
	return s
}

// runeFloor is the greatest rune boundary in s that is no greater than n.
func runeFloor(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	n = max(n, 0)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// shorten cuts s to at most n bytes at a grapheme boundary; a first grapheme
// that is longer than that is cut at a rune boundary.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	// Boundaries before n do not depend on what follows the next one or two
	// graphemes; looking at a bounded head keeps long texts cheap.
	head := s[:runeFloor(s, 2*n+64)]
	end := 0
	for it := graphemes.FromString(head); it.Next() && it.End() <= n; {
		end = it.End()
	}
	if end == 0 {
		end = runeFloor(s, n)
	}
	return s[:end]
}
