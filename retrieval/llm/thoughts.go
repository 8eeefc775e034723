package llm

import "strings"

// thoughts takes a leading <think>…</think> out of a streamed text: some servers
// leave a reasoning model's thoughts in front of its reply. (Others send them in a
// field of their own, reasoning_content or reasoning, which nobody reads here.)
type thoughts struct {
	held  string // not yet known to be thought or text
	state thoughtState
	close string // what ends the thoughts
}

type thoughtState int

const (
	thoughtsUnknown thoughtState = iota
	thoughtsInside
	// thoughtsPresumed: this model's replies begin with thoughts whose opening tag is
	// part of the prompt, so all is held until they end.
	thoughtsPresumed
	thoughtsOver
)

// thoughtTags are how models mark what they think: DeepSeek, Qwen and most others;
// Magistral; Kimi; and OpenAI's open models, where a server passes their channels on.
var thoughtTags = []struct{ open, close string }{
	{"<think>", "</think>"},
	{"<thinking>", "</thinking>"},
	{"<thought>", "</thought>"},
	{"<reasoning>", "</reasoning>"},
	{"[THINK]", "[/THINK]"},
	{"◁think▷", "◁/think▷"},
	{"<|channel|>analysis<|message|>", "<|channel|>final<|message|>"},
}

// add takes the next piece and gives what of it can be shown.
func (t *thoughts) add(s string) string {
	if t.state == thoughtsOver {
		return s
	}
	t.held += s
	switch t.state {
	case thoughtsUnknown:
		start := strings.TrimLeft(t.held, " \t\r\n")
		open := false
		for _, tag := range thoughtTags {
			if rest, ok := strings.CutPrefix(start, tag.open); ok {
				t.state, t.held, t.close = thoughtsInside, rest, tag.close
				break
			}
			open = open || strings.HasPrefix(tag.open, start)
		}
		if t.state == thoughtsUnknown {
			if open {
				return ""
			}
			t.state = thoughtsOver
			return t.rest()
		}
	case thoughtsPresumed:
		if end := lastThought(t.held); end > 0 {
			t.state, t.held = thoughtsOver, t.held[end:]
			return t.rest()
		}
		return ""
	}
	if _, text, ok := strings.Cut(t.held, t.close); ok {
		t.state, t.held = thoughtsOver, text
		return t.rest()
	}
	// Only the end can still become the closing tag.
	t.held = t.held[max(0, len(t.held)-len(t.close)):]
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

// lastThought is where the last closing tag of a text ends; 0 if it has none.
func lastThought(s string) int {
	end := 0
	for _, tag := range thoughtTags {
		if i := strings.LastIndex(s, tag.close); i >= 0 {
			end = max(end, i+len(tag.close))
		}
	}
	return end
}

// stops ends a streamed text before the first of some texts, wherever the pieces
// are cut.
type stops struct {
	texts []string
	held  string // may be the beginning of one of the texts
}

// add takes the next piece and gives what can be shown; true says that one of the
// texts came, and the reply is over.
func (s *stops) add(piece string) (string, bool) {
	if len(s.texts) == 0 {
		return piece, false
	}
	piece = s.held + piece
	s.held = ""
	end := -1
	for _, stop := range s.texts {
		if i := strings.Index(piece, stop); i >= 0 && (end < 0 || i < end) {
			end = i
		}
	}
	if end >= 0 {
		return piece[:end], true
	}
	keep := 0
	for _, stop := range s.texts {
		for n := min(len(stop)-1, len(piece)); n > keep; n-- {
			if strings.HasSuffix(piece, stop[:n]) {
				keep = n
			}
		}
	}
	s.held = piece[len(piece)-keep:]
	return piece[:len(piece)-keep], false
}

// rest gives what was held back, at the end of the text.
func (s *stops) rest() string {
	held := s.held
	s.held = ""
	return held
}
