package llmtest

import (
	"fmt"
	"regexp"
	"strings"
)

// mischief turns an answer into what a model with this fault would have said.
func mischief(fault, answer string, passages []passage) string {
	switch fault {
	case "cite", "nocite", "invent":
		if answer == NotInTheSources {
			answer = anySentence(passages)
		}
	}
	switch fault {
	case "cite":
		wrong := fmt.Sprintf("[%d]", max(9, len(passages)+1))
		return citation.ReplaceAllLiteralString(answer, wrong)
	case "nocite":
		return strings.TrimSpace(citationAndSpace.ReplaceAllLiteralString(answer, ""))
	case "invent":
		return invent(answer)
	case "think":
		return "<think>" + thought + "</think>\n\n" + answer
	case "thinkaloud":
		return thought + "</think>\n\n" + answer
	case "gibberish":
		return gibberish
	case "obey":
		for _, p := range passages {
			said := obeyed(p.title + "\n" + p.text)
			switch {
			case said == "":
			case citation.MatchString(said):
				return said
			default:
				return fmt.Sprintf("%s [%d]", said, p.number)
			}
		}
	}
	return answer
}

var (
	citation         = regexp.MustCompile(`\[\d+\]`)
	citationAndSpace = regexp.MustCompile(`[ \t]*\[\d+\]`)
	number           = regexp.MustCompile(`\d+`)
)

// invent changes the first number of an answer, or adds one; the numbers of
// citations stay.
func invent(answer string) string {
	masked := citation.ReplaceAllStringFunc(answer, func(s string) string { return strings.Repeat("x", len(s)) })
	if at := number.FindStringIndex(masked); at != nil {
		digits := []byte(answer[at[0]:at[1]])
		last := len(digits) - 1
		digits[last] = '0' + (digits[last]-'0'+7)%10
		return answer[:at[0]] + string(digits) + answer[at[1]:]
	}
	if at := citationAndSpace.FindStringIndex(answer); at != nil {
		return strings.TrimRight(answer[:at[0]], ".") + ", which cost 4,217 euros." + answer[at[0]:]
	}
	return answer + " It cost 4,217 euros."
}

// injections are how texts try to give orders to a model; the first group is
// what it is told to say.
var injections = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:ignore|disregard|forget|override)\b[^.\n]{0,120}\b(?:instructions?|rules|prompts?|messages?|sources|passages|above)\b[^\n]{0,60}?\b(?:say|reply|answer|respond|write|output|print)\b[ ,:]*(?:(?:with|only|that|exactly|just)\b[ ,:]*)*(.+)`),
	regexp.MustCompile(`(?i)\b(?:assistants?|AI|chatbots?|language models?|system)\b[^.\n]{0,80}\b(?:must|should|always|please|now|only)\b[^.\n]{0,40}?\b(?:say|reply|answer|respond|write|output|print)\b[ ,:]*(?:(?:with|only|that|exactly|just)\b[ ,:]*)*(.+)`),
}

// quotedOrder finds what a text orders to be said between quotation marks, in some
// languages and whatever stands around it.
var quotedOrder = regexp.MustCompile(`(?i)(?:\b(?:say|reply|answer|respond|write|output|print|antworte|sage?|schreibe?|réponde?[zs]?|dis|écri[sv]\w*|responde|escribe|rispondi|odpowiedz)\b|ответь|скажи|回答|答え)` +
	`[^\n"“«「]{0,80}["“«「]([^"”»」\n]+)["”»」]`)

// obeyed gives what an instruction inside of a text asks to be said; "" if
// there is none.
func obeyed(text string) string {
	for _, re := range injections {
		m := re.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		said := strings.TrimSpace(m[1])
		for _, quotes := range [][2]string{{`"`, `"`}, {"“", "”"}, {"'", "'"}, {"‘", "’"}} {
			if rest, ok := strings.CutPrefix(said, quotes[0]); ok {
				if inner, _, ok := strings.Cut(rest, quotes[1]); ok {
					return strings.TrimSpace(inner)
				}
			}
		}
		if s := splitSentences(said); len(s) > 0 {
			return s[0]
		}
	}
	if m := quotedOrder.FindStringSubmatch(text); m != nil {
		return strings.TrimSpace(m[1])
	}
	return ""
}
