package llmtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// habits are ways in which models write an answer that is true, but not in the form
// that was asked for.
var habits = []string{"preface", "list", "named", "round", "caret", "dagger", "first", "last", "sources", "question", "json"}

// habit writes an honest answer, a sentence and its mark on each line, in another way.
func habit(name, answer, question string) string {
	if answer == NotInTheSources {
		return answer
	}
	marked := func(format string) string {
		return citation.ReplaceAllStringFunc(answer, func(m string) string { return fmt.Sprintf(format, strings.Trim(m, "[]")) })
	}
	lines := strings.Split(answer, "\n")
	switch name {
	case "preface":
		return "Based on the passages provided, " + answer
	case "list":
		return "# Answer\n\nHere is what the passages say:\n\n- " + strings.Join(lines, "\n- ")
	case "named":
		return marked("[Passage %s]")
	case "round":
		return marked("(%s)")
	case "caret":
		return marked("[^%s]") + "\n\n[^1]: the first passage"
	case "dagger":
		return marked("【%s†source】")
	case "first":
		for i, line := range lines {
			lines[i] = citation.FindString(line) + " " + strings.TrimSpace(citationAndSpace.ReplaceAllLiteralString(line, ""))
		}
		return strings.Join(lines, "\n")
	case "last":
		return strings.TrimSpace(citationAndSpace.ReplaceAllLiteralString(answer, "")) + "\n\n" + strings.Join(citation.FindAllString(answer, -1), "")
	case "sources":
		return answer + "\n\nSources:\n" + strings.Join(citation.FindAllString(answer, -1), " a title\n") + " a title"
	case "question":
		return question + "\n" + answer
	case "json":
		return "```json\n" + asJSON(answer) + "\n```"
	}
	return answer
}

// asJSON writes an answer as Footnote's schema wants it.
func asJSON(answer string) string {
	type sentence struct {
		Text      string `json:"text"`
		Citations []int  `json:"citations"`
	}
	reply := struct {
		Sentences []sentence `json:"sentences"`
	}{[]sentence{}}
	if answer != NotInTheSources {
		for _, line := range strings.Split(answer, "\n") {
			s := sentence{Text: strings.TrimSpace(citationAndSpace.ReplaceAllLiteralString(line, "")), Citations: []int{}}
			for _, m := range citation.FindAllString(line, -1) {
				if n, err := strconv.Atoi(strings.Trim(m, "[]")); err == nil {
					s.Citations = append(s.Citations, n)
				}
			}
			reply.Sentences = append(reply.Sentences, s)
		}
	}
	data, err := json.Marshal(reply)
	if err != nil { // texts and numbers always have JSON
		return answer
	}
	return string(data)
}

// thought is what a model thinks; it must never be shown.
const thought = "Hmm, the user asks something. I think that it was 4,711 [1]. Let me look.\nThe first passage may say so. [1]\n"

// gibberish is what a model says that has lost its thread.
const gibberish = "the the of of 1: 1: maybe [ [1 } and and so forth so forth so forth"

// statementMark begins a statement of a second check.
var statementMark = regexp.MustCompile(`(?m)^Statement (\d+): `)

// verdicts is what the mock says in a second check: an honest one finds all borne out.
func (c *call) verdicts() string {
	if c.rule.Fault == "gibberish" {
		return gibberish
	}
	word := "yes"
	if c.rule.Fault == "deny" {
		word = "no"
	}
	var out []string
	for _, m := range statementMark.FindAllStringSubmatch(c.question, -1) {
		out = append(out, m[1]+": "+word)
	}
	return strings.Join(out, "\n")
}

// followUp finds what is asked in a request for a question that stands alone.
var followUp = regexp.MustCompile(`(?m)^Then they asked: (.+)$`)

var (
	asked   = regexp.MustCompile(`(?m)^- (.+)$`)
	nameRun = regexp.MustCompile(`(?:\p{Lu}[\p{L}\p{N}]+ )*\p{Lu}[\p{L}\p{N}]+`)
	pointer = regexp.MustCompile(`(?i)\b(it|its|he|his|him|she|her|they|their|them)\b`)
)

// standalone puts the longest name of the questions before in the place of the first
// pronoun.
func standalone(prompt string) string {
	question, name := followUp.FindStringSubmatch(prompt)[1], ""
	if rest, joined := strings.CutPrefix(question, "And "); joined && rest != "" {
		_, size := utf8.DecodeRuneInString(rest)
		question = strings.ToUpper(rest[:size]) + rest[size:]
	}
	for _, m := range asked.FindAllStringSubmatch(prompt, -1) {
		_, rest, _ := strings.Cut(m[1], " ") // the first word has a capital anyway
		for _, n := range nameRun.FindAllString(rest, -1) {
			if len(n) >= len(name) {
				name = n
			}
		}
	}
	at := pointer.FindStringIndex(question)
	if name == "" || at == nil {
		return question
	}
	return question[:at[0]] + name + question[at[1]:]
}

func (c *call) reasoning() string {
	if c.rule.Fault == "reasoning" {
		return thought
	}
	return ""
}
