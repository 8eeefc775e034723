package answer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/corpus"
)

// citation matches the marks that a model is asked for, and those that OpenAI's
// models write by habit: [1], [1, 2], [1-3], 【1】, 【1†source】, 【4:0†source】.
var citation = regexp.MustCompile(`[\[【]\s*(\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*)(?::\d+)?(?:†[^\]】]*)?\s*[\]】]`)

// Other marks are turned into those: [^1], [[1]], [1](link), [Passage 2],
// (Source: passage 2), and figures set high behind the end of a sentence.
var (
	linked  = regexp.MustCompile(`(\[\[?\d{1,4}\]?\])\((?:https?://|#)[^()\s]*\)`)
	doubled = regexp.MustCompile(`\[\[(\d{1,4})\]\]`)
	caret   = regexp.MustCompile(`\[\^(\d{1,4})\]`)
	named   = regexp.MustCompile(`(?i)[\[(【]\s*(?:see|cf\.?|from|source:?)?\s*(?:passages?|sources?|references?|ref\.?|citations?|no\.?|#)\s*:?\s*#?\[?` +
		`(\d{1,4}(?:\s*(?:[,;&–-]|,?\s*and)\s*(?:passages?\s*|sources?\s*)?\[?\d{1,4}\]?)*)\]?\s*[\])】]`)
	high = regexp.MustCompile(`([.!?"”’)])\s?([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})`)
	// round is a mark only where a line has no other: texts have such brackets, too.
	round  = regexp.MustCompile(`\((\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\)(\s*[.!?]|\s*$|\s+\p{Lu})`)
	digits = regexp.MustCompile(`\d+`)
)

var plainDigits = strings.NewReplacer("⁰", "0", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9")

// plainMarks turns the marks of a line into [n].
func plainMarks(line string, passages int) string {
	line = linked.ReplaceAllString(line, "$1")
	line = doubled.ReplaceAllString(line, "[$1]")
	line = caret.ReplaceAllString(line, "[$1]")
	line = named.ReplaceAllStringFunc(line, func(m string) string {
		return "[" + strings.Join(digits.FindAllString(m, -1), ", ") + "]"
	})
	line = high.ReplaceAllStringFunc(line, func(m string) string {
		parts := high.FindStringSubmatch(m)
		return parts[1] + " [" + plainDigits.Replace(parts[2]) + "]"
	})
	if citation.MatchString(line) {
		return line
	}
	return round.ReplaceAllStringFunc(line, func(m string) string {
		parts := round.FindStringSubmatch(m)
		for _, n := range digits.FindAllString(parts[1], -1) {
			if v, err := strconv.Atoi(n); err != nil || v < 1 || v > passages {
				return m
			}
		}
		return "[" + parts[1] + "]" + parts[2]
	})
}

var tag = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)

// readLine reads one line of a model's reply: its sentences and what they cite. A
// mark belongs to the sentence that it stands in or behind, or before, if a line
// begins with it; sentences without one share that of the next, since each is
// verified by itself anyway.
func readLine(line string, passages int) []claim {
	claims, _ := readMarked(line, passages)
	return claims
}

// readMarked is readLine; alone are the marks of a line that holds nothing else.
func readMarked(line string, passages int) (out []claim, alone claim) {
	line = strings.ReplaceAll(tag.ReplaceAllString(line, ""), "**", "")
	line, said := unsaid(plainMarks(line, passages))
	unmarked, marks := takeMarks(line)
	spans := corpus.Sentences(unmarked)
	for i, span := range spans {
		var c claim
		for _, m := range marks {
			if m.at > span.Start && (i+1 == len(spans) || m.at <= spans[i+1].Start) {
				c.add(m.list, passages)
			}
		}
		if c.text = clean(unmarked[span.Start:span.End]); c.text != "" {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		for _, m := range marks {
			alone.add(m.list, passages)
		}
		return nil, alone
	}
	if first := &out[0]; !first.marked() {
		for _, m := range marks {
			if strings.TrimSpace(unmarked[:m.at]) == "" {
				first.add(m.list, passages)
			}
		}
		if !first.marked() {
			first.add(said, passages)
		}
	}
	for i := len(out) - 2; i >= 0; i-- {
		if !out[i].marked() {
			out[i].cites, out[i].missing = out[i+1].cites, out[i+1].missing
		}
	}
	return out, claim{}
}

// marked says that a claim cites something, be it there or not.
func (c claim) marked() bool { return len(c.cites)+len(c.missing) > 0 }

// mark is one citation mark: its numbers and where it stood.
type mark struct {
	at   int // bytes in the line without marks
	list string
}

// takeMarks takes the citation marks out of a line, with the blank before them.
func takeMarks(line string) (string, []mark) {
	var b strings.Builder
	var marks []mark
	at := 0
	for _, m := range citation.FindAllStringSubmatchIndex(line, -1) {
		before := strings.TrimRight(line[at:m[0]], " ")
		b.WriteString(before)
		marks = append(marks, mark{b.Len(), line[m[2]:m[3]]})
		at = m[1]
		if strings.HasSuffix(before, ".") && strings.HasPrefix(line[at:], ".") {
			at++ // a full stop on both sides
		}
	}
	b.WriteString(line[at:])
	return b.String(), marks
}

// Words of a model about its answer, at the beginning of a line. They are no part of
// what is claimed, and no source has them.
var (
	label = regexp.MustCompile(`(?i)^\s*(?:#{1,6}\s+)?(?:(?:sure|certainly|of course|okay|ok)[!,.]\s+)?(?:(?:final|short|the)\s+)?(?:answer|response)\s*(?:\[\d+\])?\s*:\s*`)
	eager = regexp.MustCompile(`(?i)^\s*(?:sure|certainly|of course|okay|ok)[!,.]\s+`)
	based = regexp.MustCompile(`(?i)^\s*(?:based (?:up)?on|according to|as per|from|in)\s+(?:the\s+` + describedAs +
		`(?:passages?|sources?|context|texts?)(?:\s+(?:provided|given|above|you (?:provided|gave)))?|(?:passages?|sources?)\s+(` + someNumbers + `))\s*,\s*`)
	informed = regexp.MustCompile(`(?i)^\s*(?:based (?:up)?on|according to|as per)\s+the\s+(?:provided|given|above|available)\s+(?:information|documents?|articles?)()\s*,\s*`)
	says     = regexp.MustCompile(`(?i)^\s*(?:the\s+` + describedAs + `(?:passages?|sources?|context|texts?)|(?:passages?|sources?)\s+(` + someNumbers + `))\s+` +
		`(?:clearly\s+|also\s+)?(?:says?|states?|mentions?|notes?|reports?|explains?|indicates?|tells? us)\s+that\s+`)
)

const (
	describedAs = `(?:(?:provided|given|above|numbered|available|following)\s+)*`
	someNumbers = `\d{1,4}(?:(?:,|\s+and)\s*\d{1,4})*`
)

// unsaid takes such words off a line. said are the numbers of passages in them.
func unsaid(line string) (rest, said string) {
	rest = label.ReplaceAllString(line, "")
	rest = eager.ReplaceAllString(rest, "")
	for _, words := range []*regexp.Regexp{based, informed, says} {
		if m := words.FindStringSubmatchIndex(rest); m != nil {
			if m[2] >= 0 {
				said = strings.Join(digits.FindAllString(rest[m[2]:m[3]], -1), ", ")
			}
			rest = capital(rest[m[1]:])
		}
	}
	return rest, said
}

// capital begins a sentence with a capital letter.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// masked is a link or a picture of Markdown, whose address nobody sees.
var masked = regexp.MustCompile(`!?\[([^\[\]\n]*)\]\(\s*<?[^()\s]*>?(?:\s+"[^"\n]*")?\s*\)`)

var bullet = regexp.MustCompile(`^\s*(?:(?:[-*•–>]|#{1,6}|\d{1,2}[.)])\s+)+`)

// clean makes a model's sentence fit to be shown: one line, no control
// characters, no list mark.
func clean(s string) string {
	s = masked.ReplaceAllString(bullet.ReplaceAllString(s, ""), "$1")
	s = corpus.Clean(corpus.Draft{Text: s}).Body
	s = strings.Join(strings.Fields(s), " ")
	if strings.IndexFunc(s, isWordRune) < 0 {
		return ""
	}
	return s
}

// add reads the numbers of a mark.
func (c *claim) add(list string, passages int) {
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ';' }) {
		from, to, isRange := strings.Cut(strings.ReplaceAll(item, "–", "-"), "-")
		a, err := strconv.Atoi(strings.TrimSpace(from))
		if err != nil {
			continue
		}
		b := a
		if isRange {
			if b, err = strconv.Atoi(strings.TrimSpace(to)); err != nil || b < a || b-a > 20 {
				b = a
			}
		}
		for n := a; n <= b; n++ {
			if n < 1 || n > passages {
				c.missing = append(c.missing, n)
				continue
			}
			c.cite(n - 1)
		}
	}
}

func (c *claim) cite(evidence int) {
	if !slices.Contains(c.cites, evidence) {
		c.cites = append(c.cites, evidence)
	}
}

// marksOf writes what a claim cites as the model is asked to.
func marksOf(c claim) string {
	var b strings.Builder
	for _, n := range c.numbers() {
		b.WriteString(" [" + strconv.Itoa(n) + "]")
	}
	return b.String()
}
