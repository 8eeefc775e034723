package answer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/corpus"
)

// Statements cuts a message into the statements that sources could bear out, and
// counts the sentences left out: questions, greetings, opinions, requests, and
// what people say of themselves.
func (a *Answerer) Statements(message string) (statements []string, leftOut int) {
	for line := range strings.Lines(unwrap(plainMessage(message))) {
		for _, span := range corpus.Sentences(line) {
			switch s, ok := statementOf(clean(line[span.Start:span.End])); {
			case ok:
				statements = append(statements, s)
			case strings.IndexFunc(line[span.Start:span.End], isWordRune) >= 0:
				leftOut++
			}
		}
	}
	return statements, leftOut
}

// Discord's mark-up, from its reference on message formatting and its help page
// on Markdown. Code is no prose, a headline
// states nothing, and struck text was taken back.
var (
	codeBlock = regexp.MustCompile("(?s)```.*?(?:```|$)")
	struck    = regexp.MustCompile(`(?s)~~.+?~~`)
	link      = regexp.MustCompile(`\[([^\[\]\n]*)\]\(\s*<?https?://[^\s)]*[^)\n]*\)`)
	address   = regexp.MustCompile(`<?https?://[^\s<>]+>?`)
	emoji     = regexp.MustCompile(`<a?:\w+:\d+>|(?:^|\s):\w+:(?:\s|$)|<t:-?\d+(?::\w)?>|<id:\w+>|</[^<>:]+:\d+>`)
	someone   = regexp.MustCompile(`<(?:@[!&]?|#)\d+>|@(?:everyone|here)\b`)
	emphasis  = regexp.MustCompile("\\*+|\\|\\||`+|__")
	slanted   = regexp.MustCompile(`(^|[\s("'])_([^_\n]+)_($|[\s)"'.,;:!?])`)
	headline  = regexp.MustCompile(`(?m)^[ \t]*#{1,3} .*$`)
	lineMark  = regexp.MustCompile(`(?m)^[ \t]*(?:>>> |> |-# |[-*•] |\d{1,2}[.)] )+`)
)

// plainMessage is a message without Discord's mark-up. A mention in front of a
// message addresses somebody; elsewhere it stands for somebody whom no source
// can know.
func plainMessage(s string) string {
	s = codeBlock.ReplaceAllString(s, "\n")
	s = struck.ReplaceAllString(s, " ")
	s = link.ReplaceAllString(s, "$1")
	s = address.ReplaceAllString(s, " ")
	s = emoji.ReplaceAllString(s, " ")
	s = headline.ReplaceAllString(s, "")
	s = lineMark.ReplaceAllString(s, "")
	s = emphasis.ReplaceAllString(s, "")
	s = slanted.ReplaceAllString(s, "$1$2$3")
	var b strings.Builder
	at := 0
	for _, m := range someone.FindAllStringIndex(s, -1) {
		b.WriteString(s[at:m[0]])
		if !addresses(b.String(), s[m[1]:]) {
			b.WriteString("someone")
		}
		at = m[1]
	}
	b.WriteString(s[at:])
	return b.String()
}

// addresses says that a mention between these texts speaks to somebody: it opens
// a line, and a sentence begins behind it.
func addresses(before, behind string) bool {
	if i := strings.LastIndexByte(before, '\n'); strings.TrimSpace(before[i+1:]) != "" {
		return false
	}
	behind = strings.TrimLeft(behind, " \t")
	r, _ := utf8.DecodeRuneInString(behind)
	if !unicode.IsLower(r) {
		return true
	}
	word, _, _ := strings.Cut(behind, " ")
	return openers[word]
}

// openers are words in lower case that begin a sentence of their own.
var openers = set(`the a an in on at it he she they we you there this that these those our your i i'm i've
when while since if as all every no most some many`)

// unwrap joins a line with the one before that plainly reads on.
func unwrap(s string) string {
	lines := strings.Split(s, "\n")
	var b strings.Builder
	for i, line := range lines {
		if i > 0 {
			r, _ := utf8.DecodeRuneInString(line)
			if before := strings.TrimSpace(lines[i-1]); before != "" && unicode.IsLower(r) && !closed(before) {
				b.WriteByte(' ')
			} else {
				b.WriteByte('\n')
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

// leadIn matches what people put before a statement and what changes nothing of
// it: a greeting, a filler, and that they think or heard so.
var leadIn = regexp.MustCompile(`(?i)^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you|sorry)(?: (?:all|everyone|everybody|team|folks|guys|there))?[,!.:] *` +
	`|(?:ok|okay|yes|yeah|yep|no|nope|well|so|btw|by the way|fyi|afaik|iirc|imo|imho|also|and|but|actually|apparently|anyway|oh|ah|reminder|note|fact|tldr|tl;dr)(?:[,:] +|: *)` +
	`|(?:fyi|btw|afaik|iirc|and|but|so) +` +
	`|(?:i|we) (?:think|believe|guess|heard|read|know|learned|learnt|remember|suppose|am sure|was told|have heard|have read)(?: that)?,? +` +
	`|i'm (?:pretty |quite )?sure(?: that)? +|did you know that +|(?:please )?note that +|remember that +|it is said that +)`)

// statementOf is the sentence as a statement, if it states what a source could
// bear out.
func statementOf(s string) (string, bool) {
	for range 4 {
		rest := strings.TrimSpace(leadIn.ReplaceAllString(s, ""))
		if rest == s {
			break
		}
		s = rest
	}
	t := readText("en", s)
	if len(t.words) < 3 || strings.HasSuffix(strings.TrimRight(s, `"'”’) `), "?") {
		return "", false
	}
	first := t.words[0].fold
	switch {
	case t.figureAt(0): // "May 5 is a holiday"
	case asks(first) && first != "when", first == "when" && inverted[t.words[1].fold], inverted[first], requests[first]:
		return "", false
	}
	figures, content, own, judged := len(t.quantities)+len(t.dates), 0, false, false
	for i, w := range t.words {
		own = own || personal[w.fold]
		judged = judged || opinions[w.fold]
		if !w.stop && !t.figureAt(i) {
			content++
		}
	}
	if own || content == 0 || content+figures < 2 || judged && figures == 0 && len(t.names()) == 0 {
		return "", false
	}
	return s, true
}

// inverted are words that open a question without a question mark.
var inverted = set(`is are was were do does did can could will would should has have had may shall am isn't aren't don't didn't`)

// requests are words that open a request, a greeting or a wish.
var requests = set(`please let let's thanks thank hi hello hey welcome congrats congratulations sorry lol check look see read
anyone anybody somebody good happy cheers bye try use ask tell send wish hope maybe perhaps`)

// personal are the words by which people speak of themselves.
var personal = set(`i me my mine i'm i've i'd i'll im ive myself imo imho`)

// opinions are words of judgement, which no source settles.
var opinions = set(`great awesome nice bad terrible love loves hate boring beautiful good amazing cool ugly fun delicious wonderful
horrible best worst better worse favourite favorite sad happy annoying stupid silly crazy perfect lovely awful excellent
interesting funny brilliant ridiculous hopefully unfortunately should ought deserve deserves overrated underrated`)
