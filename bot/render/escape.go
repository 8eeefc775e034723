package render

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"footnote/corpus"
)

// md is Discord's mark-up. Texts of others become md through escape only.
type md string

const (
	ellipsis  = "…"
	zeroWidth = "\u200b"
)

// escape makes a text of others show letter by letter, on one line, in at most n
// units. Control characters, bidi overrides and invisible fillers go. It must not
// stand inside a masked link, where Discord reads no escapes
// (https://github.com/discord/discord-api-docs/issues/6185).
func escape(s string, n int) md { return md(fit(clusters(corpus.OneLine(s), n, escaped), n)) }

// escapeEnd is escape, but what is too long loses its beginning.
func escapeEnd(s string, n int) md {
	s = corpus.OneLine(s)
	// A unit has three bytes at most, so that this holds more than n of them: what
	// is cut through here is left out later.
	if from := len(s) - 4*max(n, 0) - 64; from > 0 {
		for !utf8.RuneStart(s[from]) {
			from++
		}
		s = s[from:]
	}
	return md(fitEnd(clusters(s, len(s)*3, escaped), n))
}

// plain is escape for places where Discord reads no mark-up, such as labels and
// footers, and would show a backslash. What looks like a mention is broken there,
// too.
func plain(s string, n int) string { return fit(clusters(corpus.OneLine(s), n, broken), n) }

// cluster is a grapheme as it is sent. Texts are cut between them only.
type cluster struct {
	sent  string
	units int
	space bool
}

// clusters takes a text apart, as far as it takes to see that it has more than n
// units, and puts before each rune what the function says.
func clusters(s string, n int, before func(s string, i int) string) []cluster {
	var out []cluster
	for i, state, used := 0, -1, 0; i < len(s) && used <= n; {
		text, _, _, next := uniseg.FirstGraphemeClusterInString(s[i:], state)
		var b strings.Builder
		for j, r := range text {
			b.WriteString(before(s, i+j))
			b.WriteRune(r)
		}
		c := cluster{b.String(), units(b.String()), text == " "}
		out = append(out, c)
		i, state, used = i+len(text), next, used+c.units
	}
	return out
}

// fit writes a text in at most n units. What is too long ends in an ellipsis
// behind a whole word, or a whole grapheme where words are long.
func fit(list []cluster, n int) string {
	end, used, word := 0, 0, 0
	for i, c := range list {
		if c.space && used < n {
			word = i
		}
		if used += c.units; used < n {
			end = i + 1
		}
	}
	switch {
	case used <= n:
		return write(list)
	case n < 1:
		return ""
	case 2*word >= end:
		end = word
	}
	return strings.TrimRight(write(list[:end]), " ") + ellipsis
}

// fitEnd is fit from the other end.
func fitEnd(list []cluster, n int) string {
	start, used, word := len(list), 0, len(list)
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].space && used < n {
			word = i + 1
		}
		if used += list[i].units; used < n {
			start = i
		}
	}
	switch {
	case used <= n:
		return write(list)
	case n < 1:
		return ""
	case 2*(len(list)-word) >= len(list)-start:
		start = word
	}
	return ellipsis + strings.TrimLeft(write(list[start:]), " ")
}

func write(list []cluster) string {
	var b strings.Builder
	for _, c := range list {
		b.WriteString(c.sent)
	}
	return b.String()
}

// escaped says what goes before the rune at i so that Discord shows it as it is.
// A backslash takes the meaning of the punctuation behind it.
func escaped(s string, i int) string {
	switch s[i] {
	case '\\', '*', '_', '~', '`', '|', '[', ']', '<', '>':
		return `\`
	case '-', '#', '+':
		if i == 0 { // a list, a heading, small print
			return `\`
		}
	case '(':
		// Escapes do not count inside a masked link, so "](" could end one that
		// began before this text.
		if i == 0 || s[i-1] == ']' {
			return `\`
		}
	case '.':
		if i > 0 && i < 20 && strings.Trim(s[:i], "0123456789") == "" { // a numbered list
			return `\`
		}
	case ':':
		if startsAddress(s[i:]) || startsEmoji(s[i:]) {
			return `\`
		}
	}
	return breakMention(s, i)
}

// startsAddress finds the "://" that would make the word before it a link.
func startsAddress(s string) bool { return strings.HasPrefix(s, "://") }

// startsEmoji finds another colon in the same word, as in :100:. Discord takes the
// two for an emoji even where it does not know it, and what it does not know shows
// with the backslashes in it.
func startsEmoji(s string) bool {
	end := strings.IndexAny(s[1:], " :")
	return end >= 0 && s[1+end] == ':'
}

// broken says what goes before the rune at i so that nothing looks like a mention
// to anything that reads raw text.
func broken(s string, i int) string {
	if i > 0 && s[i-1] == '<' && s[i] != ' ' {
		return zeroWidth
	}
	return breakMention(s, i)
}

// breakMention parts the @ from everyone and here. A backslash would do for those
// who read, but what looks for mentions in raw text does not know it.
func breakMention(s string, i int) string {
	if i == 0 || s[i-1] != '@' {
		return ""
	}
	for _, word := range []string{"everyone", "here"} {
		if len(s)-i >= len(word) && strings.EqualFold(s[i:i+len(word)], word) {
			return zeroWidth
		}
	}
	return ""
}

// snowflake reports whether s can be an id of Discord.
func snowflake(s string) bool {
	return len(s) > 0 && len(s) <= maxSnowflake && strings.Trim(s, "0123456789") == ""
}

// clip cuts a text to n units between graphemes, and changes nothing else.
func clip(s string, n int) string {
	end, used := 0, 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		used += units(g.Str())
		if used > n {
			break
		}
		_, end = g.Positions()
	}
	return s[:end]
}
