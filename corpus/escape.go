package corpus

import "strings"

// The control characters that begin an escape sequence of a terminal (ECMA-48).
const (
	escape      = '\x1b'
	controlCSI  = "\u009b" // in one character what ESC [ is in two
	controlOSC  = "\u009d" // ESC ]
	controlST   = "\u009c" // ESC \, the end of a string
	longestCSI  = 64       // bytes; real ones have less than 20
	longestOSC  = 4096     // bytes; a link may be as long
	stringMarks = "]PX^_"  // behind ESC: OSC, DCS, SOS, PM, APC
	otherFinals = "78=>cDEHMNOZ\\"
)

// unescape takes whole escape sequences out of a text: colours, cursor moves,
// links and titles of terminals. Taking only their control character, as tidy
// does with all others, would leave "[31m" behind. What is no complete sequence
// is left to tidy.
func unescape(text string, pages []int) (string, []int) {
	if strings.IndexByte(text, escape) < 0 && !strings.Contains(text, controlCSI) && !strings.Contains(text, controlOSC) {
		return text, pages
	}
	marks := breaks{old: pages}
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); {
		marks.at(i, b.Len())
		if n := sequence(text[i:]); n > 0 {
			i += n
			continue
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String(), marks.end(b.Len())
}

// sequence is the length of the escape sequence at the head of s, 0 for none.
func sequence(s string) int {
	switch {
	case strings.HasPrefix(s, controlCSI):
		return csi(s, len(controlCSI))
	case strings.HasPrefix(s, controlOSC):
		return controlString(s, len(controlOSC))
	case len(s) < 2 || s[0] != escape:
		return 0
	}
	switch c := s[1]; {
	case c == '[':
		return csi(s, 2)
	case strings.IndexByte(stringMarks, c) >= 0:
		return controlString(s, 2)
	case c > ' ' && c <= '/': // such as ESC ( B, a character set
		if len(s) > 2 && s[2] > ' ' && s[2] <= '~' {
			return 3
		}
	case strings.IndexByte(otherFinals, c) >= 0:
		return 2
	}
	return 0
}

// csi reads a control sequence from its parameters on: digits and the like, then
// one final character. One that was cut off ends where it is.
func csi(s string, i int) int {
	for i < len(s) && i < longestCSI && s[i] >= ' ' && s[i] <= '?' {
		i++
	}
	if i < len(s) && s[i] >= '@' && s[i] <= '~' {
		i++
	}
	return i
}

// controlString reads a string up to its end: BEL or the string terminator.
// Without an end in this line it is none, and only its introducer goes.
func controlString(s string, i int) int {
	begin := i
	for ; i < len(s) && i < longestOSC && s[i] != '\n'; i++ {
		switch {
		case s[i] == '\a':
			return i + 1
		case strings.HasPrefix(s[i:], controlST), strings.HasPrefix(s[i:], "\x1b\\"):
			return i + 2
		}
	}
	return begin
}
