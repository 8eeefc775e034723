package llmtest

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// passage is one numbered passage of a prompt.
type passage struct {
	number int
	title  string // the rest of the line with the number, if text follows it
	text   string
}

var passageMark = regexp.MustCompile(`^[ \t]*\[(\d{1,4})\][ \t]*(.*)$`)

// readPassages finds the numbered passages in a system message: the longest run
// of lines that begin with [1], [2], [3] and so on, each with the lines below.
func readPassages(system string) []passage {
	lines := strings.Split(strings.ReplaceAll(system, "\r\n", "\n"), "\n")
	var best, run []int // numbers of the lines with the marks
	for i, line := range lines {
		m := passageMark.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		switch n, _ := strconv.Atoi(m[1]); n {
		case len(run) + 1:
			run = append(run, i)
		case 1: // an example among the instructions came before
			run = []int{i}
		}
		if len(run) >= len(best) {
			best = run
		}
	}
	var out []passage
	gaps := false // passages have empty lines inside
	for n, start := range best {
		end := len(lines)
		if n+1 < len(best) {
			end = best[n+1]
		}
		rest := passageMark.FindStringSubmatch(lines[start])[2]
		below := lines[start+1 : end]
		if head := beforeGap(below); n+1 < len(best) {
			gaps = gaps || strings.TrimSpace(strings.Join(below[len(head):], "")) != ""
		} else if !gaps {
			below = head
		}
		text := strings.TrimSpace(strings.Join(below, "\n"))
		p := passage{number: n + 1, title: rest, text: text}
		if text == "" {
			p.title, p.text = "", strings.TrimSpace(rest)
		}
		out = append(out, p)
	}
	return out
}

// beforeGap gives the lines up to the first empty one. The last passage ends
// there, as instructions may follow it, unless other passages have such gaps.
func beforeGap(lines []string) []string {
	begun := false
	for i, line := range lines {
		empty := strings.TrimSpace(line) == ""
		if empty && begun {
			return lines[:i]
		}
		begun = begun || !empty
	}
	return lines
}

// splitSentences cuts a text into sentences by UAX #29, joined again after
// initials and short abbreviations.
func splitSentences(text string) []string {
	var out []string
	held := ""
	for it := sentences.FromString(text); it.Next(); {
		held += it.Value()
		if s := strings.TrimSpace(held); s != "" && !strings.HasSuffix(held, "\n") && abbreviated(s) {
			continue
		}
		if s := strings.TrimSpace(held); s != "" {
			out = append(out, s)
		}
		held = ""
	}
	if s := strings.TrimSpace(held); s != "" {
		out = append(out, s)
	}
	return out
}

// abbreviated says that the full stop at the end of s seems to belong to a
// short word with a capital, as in "Mr." or "J.".
func abbreviated(s string) bool {
	word, ok := strings.CutSuffix(s, ".")
	if !ok {
		return false
	}
	if i := strings.LastIndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && r != '.' }); i >= 0 {
		word = word[i+1:]
	}
	letters := []rune(word)
	return len(letters) > 0 && len(letters) <= 3 && unicode.IsUpper(letters[0])
}
