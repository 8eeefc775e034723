package render_test

import (
	"regexp"
	"slices"
	"strings"
)

// This is a model of how Discord's client reads mark-up, made for tests: stricter
// than the client where it is not exact, and written apart from the code that it
// judges. The rules are those that https://github.com/LyricLy/parse-discord found
// out by trying.

// construct is something that does not show as its own letters.
type construct struct{ kind, text string }

var inline = []struct {
	kind  string
	first string // what it can begin with
	re    *regexp.Regexp
	in    int // the group that is read again; 0 for none
}{
	{"bold", "*", regexp.MustCompile(`^\*\*((?:\\.|[^\\])+?)\*\*`), 1},
	{"underline", "_", regexp.MustCompile(`^__((?:\\.|[^\\])+?)__`), 1},
	{"italic", "*", regexp.MustCompile(`^\*([^\s*](?:\\.|[^*\\])*?)\*`), 1},
	{"italic", "_", regexp.MustCompile(`^_((?:\\.|__|[^_\\])+?)_`), 1},
	{"strike", "~", regexp.MustCompile(`^~~(.+?)~~`), 0},
	{"spoiler", "|", regexp.MustCompile(`^\|\|(.+?)\|\|`), 0},
	{"code", "`", regexp.MustCompile("^`+([^`]+)`+"), 0},
	{"time", "<", regexp.MustCompile(`^<t:-?[0-9]+(:[tTdDfFR])?>`), 0},
	{"emoji", "<", regexp.MustCompile(`^<a?:[a-zA-Z_0-9]+:[0-9]+>`), 0},
	{"emoji", ":", regexp.MustCompile(`^:[^\s:]+:`), 0},
	{"mention", "<", regexp.MustCompile(`^<(@!?|@&|#)[0-9]+>`), 0},
	{"mention", "@", regexp.MustCompile(`^(?i:@everyone|@here)`), 0},
	{"command", "<", regexp.MustCompile(`^</[^>]*>`), 0},
	{"guide", "<", regexp.MustCompile(`^<id:[^>]*>`), 0},
	{"link", "[", regexp.MustCompile(`^\[(?:(?:\[[^\]]*\]|[^\[\]])*[^\[]*)\]\(\s*<?(?:\([^)]*\)|[^\s\\]|\\[^\n])*?>?(?:\s+['"].*?['"])?\s*\)`), 0},
	{"url", "hs", regexp.MustCompile(`^(?:https?|steam)://[^\s<]+[^<.,:;"'\]\s]`), 0},
	{"url", "<", regexp.MustCompile(`^<[^: >]+:/[^ >]+>`), 0},
}

var lineStart = []struct {
	kind string
	re   *regexp.Regexp
}{
	{"small", regexp.MustCompile(`^-# +`)},
	{"heading", regexp.MustCompile(`^#{1,3}\s+`)},
	{"quote", regexp.MustCompile(`^ *>(?:>>)? `)},
	{"list", regexp.MustCompile(`^ *(?:[*-]|\d+\.) +`)},
}

// shown reads a description: what a reader sees, and what is made of it. Links
// show their words.
func shown(source string) (text string, made []construct) {
	var b strings.Builder
	for i, line := range strings.Split(source, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		for again := true; again; {
			again = false
			for _, l := range lineStart {
				if m := l.re.FindString(line); m != "" {
					made = append(made, construct{l.kind, m})
					line, again = line[len(m):], true
				}
			}
		}
		text, more := shownInline(line)
		b.WriteString(text)
		made = append(made, more...)
	}
	return b.String(), made
}

func shownInline(s string) (string, []construct) {
	var b strings.Builder
	var made []construct
next:
	for s != "" {
		if s[0] == '\\' && len(s) > 1 {
			if strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", s[1]) < 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(s[1])
			s = s[2:]
			continue
		}
		for _, x := range inline {
			if strings.IndexByte(x.first, s[0]) < 0 {
				continue
			}
			m := x.re.FindStringSubmatch(s)
			if m == nil {
				continue
			}
			s = s[len(m[0]):]
			made = append(made, construct{x.kind, m[0]})
			switch {
			case x.in > 0:
				inner, more := shownInline(m[x.in])
				b.WriteString(inner)
				made = append(made, more...)
			case x.kind == "link":
				words, _, _ := strings.Cut(m[0][1:], "](")
				b.WriteString(words)
			default:
				b.WriteString(m[0])
			}
			continue next
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
	return b.String(), made
}

func kinds(made []construct) []string {
	var out []string
	for _, m := range made {
		out = append(out, m.kind)
	}
	return slices.Compact(out)
}
