package render

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Line is one line of a description, as Discord reads the mark-up that this
// package writes.
type Line struct {
	Kind LineKind
	Runs []Run
}

// LineKind says how a line is set.
type LineKind string

// The kinds of lines.
const (
	LinePlain   LineKind = ""
	LineHeading LineKind = "heading" // ###
	LineSmall   LineKind = "small"   // -#
	LineItem    LineKind = "item"    // - of a list
	LineInside  LineKind = "inside"  // of the item above it
	LineQuote   LineKind = "quote"   // >
)

var lineMarks = []struct {
	mark string
	kind LineKind
}{{"### ", LineHeading}, {"-# ", LineSmall}, {"- ", LineItem}, {"  ", LineInside}, {"> ", LineQuote}}

// Run is a piece of a line that looks the same all along.
type Run struct {
	Text    string
	Bold    bool
	Italic  bool
	Code    bool
	Mention bool   // of a person, role or channel, whose name only Discord knows
	Time    bool   // which Discord shows in the reader's time zone
	URL     string // of a link
}

// Lines reads mark-up of this package: no more of Discord's than Draw uses. It is
// for pictures of messages.
func Lines(description string) []Line {
	var out []Line
	for text := range strings.SplitSeq(description, "\n") {
		var l Line
		for _, m := range lineMarks {
			if rest, ok := strings.CutPrefix(text, m.mark); ok {
				l.Kind, text = m.kind, rest
				break
			}
		}
		l.Runs = runs(text)
		out = append(out, l)
	}
	return out
}

var (
	linkMark = regexp.MustCompile(`^\[([^\]\[]+)\]\(([^()\s]+)\)`)
	timeMark = regexp.MustCompile(`^<t:(\d+):([RDft])>`)
	nameMark = regexp.MustCompile(`^<(@&|@|#)\d+>`)
	codeMark = regexp.MustCompile("^`([^`]+)`")
)

var mentions = map[string]string{"@&": "@role", "@": "@person", "#": "#channel"}

func runs(s string) []Run {
	var out []Run
	var now Run // how text looks at this place
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			r := now
			r.Text = text.String()
			out = append(out, r)
			text.Reset()
		}
	}
	put := func(r Run) {
		flush()
		r.Bold, r.Italic = r.Bold || now.Bold, r.Italic || now.Italic
		out = append(out, r)
	}
	for s != "" {
		if s[0] == '\\' && len(s) > 1 {
			text.WriteByte(s[1])
			s = s[2:]
		} else if rest, ok := strings.CutPrefix(s, "**"); ok {
			flush()
			now.Bold, s = !now.Bold, rest
		} else if rest, ok := strings.CutPrefix(s, "*"); ok {
			flush()
			now.Italic, s = !now.Italic, rest
		} else if m := linkMark.FindStringSubmatch(s); m != nil {
			put(Run{Text: m[1], URL: m[2]})
			s = s[len(m[0]):]
		} else if m := timeMark.FindStringSubmatch(s); m != nil {
			put(Run{Text: clock(m[1], m[2]), Time: true})
			s = s[len(m[0]):]
		} else if m := nameMark.FindStringSubmatch(s); m != nil {
			put(Run{Text: mentions[m[1]], Mention: true})
			s = s[len(m[0]):]
		} else if m := codeMark.FindStringSubmatch(s); m != nil {
			put(Run{Text: m[1], Code: true})
			s = s[len(m[0]):]
		} else {
			text.WriteByte(s[0])
			s = s[1:]
		}
	}
	flush()
	return out
}

// clock shows a moment in UTC. A relative one stays a moment, so that pictures do
// not change with the day they are made on.
func clock(unix, style string) string {
	n, err := strconv.ParseInt(unix, 10, 64)
	if err != nil {
		return ""
	}
	t := time.Unix(n, 0).UTC()
	switch style {
	case "D":
		return t.Format("2 January 2006")
	case "t":
		return t.Format("15:04")
	}
	return t.Format("2 January 2006 15:04")
}
