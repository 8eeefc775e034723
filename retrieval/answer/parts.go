package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/retrieval"
)

// parts splits a question that asks several things into questions that a person
// can read, each with its subject: "Who goes and when does it end?", "When and
// where was she born?", "How many boats and how many people were there?", "What is
// the height and the width of the tower?". It is nil for a question that asks one
// thing.
func (q *query) parts() []string {
	split := q.clauses()
	if split == nil {
		split = []string{strings.TrimSpace(q.s)}
	}
	var out []string
	for _, clause := range split {
		c := readQuestion("en", clause)
		if several := c.shared(); several != nil {
			out = append(out, several...)
			continue
		}
		out = append(out, clause)
	}
	if len(out) < 2 {
		return nil
	}
	for i := range out {
		out[i] = asQuestion(out[i])
		if alone := (retrieval.Question{Text: out[i], Turns: out[:i]}).Understand().Text; alone != "" {
			out[i] = asQuestion(alone)
		}
	}
	return out
}

// clauses splits a question before each further question word that opens a clause.
func (q *query) clauses() []string {
	var out []string
	start := 0
	for i := 1; i+1 < len(q.words); i++ {
		w := q.words[i]
		opens := q.words[i+1].fold
		bare := i+2 == len(q.words) && strings.Trim(q.gap(i+1), " ?!.") == "" // "… and why?"
		joined := (w.fold == "and" || w.fold == "or") && (asks(opens) || asksYesNo(opens))
		listed := strings.Contains(q.gap(i), ",") && asks(opens) && i+2 < len(q.words) && auxiliaries[q.words[i+2].fold]
		stopped := strings.Contains(q.gap(i), "?") && i+2 < len(q.words)
		if !joined && !stopped && !listed || w.fold == "or" && bare {
			continue
		}
		end := w.Start
		next := q.words[i+1].Start
		if stopped || listed {
			end = w.End
		}
		if part := strings.TrimSpace(q.s[start:end]); asksAlone(part) && (stopped || !inFront(part, listed)) {
			out = append(out, part)
			start = next
		}
	}
	if len(out) == 0 {
		return nil
	}
	last := strings.TrimSpace(q.s[start:])
	if only := readText("en", last); asksAlone(last) || len(only.words) == 1 && asks(only.words[0].fold) {
		out = append(out, last)
	}
	if len(out) < 2 {
		return nil
	}
	return q.complete(out)
}

// inFront says that a text asks nothing and only opens what does: "As of today",
// "After the fire", "When the pool closes". Before a comma, that is all that has no
// question in it; before "and", what opens as an adverbial or a clause does.
func inFront(part string, listed bool) bool {
	t := readText("en", part)
	for i, w := range t.words {
		if i > 0 && !strings.Contains(t.gap(i-1), ",") && !fronts[t.words[i-1].fold] && !links(t.words[i-1].fold) {
			continue // no place where a question begins
		}
		switch {
		case w.fold == "when" || w.fold == "where": // "when the pool closes" asks nothing
			if i+1 == len(t.words) || t.words[i+1].fold == "and" || auxiliaries[t.words[i+1].fold] {
				return false
			}
		case asks(w.fold), asksYesNo(w.fold), demands[w.fold]:
			return false
		}
	}
	return listed || len(t.words) > 0 && (fronts[t.words[0].fold] || t.words[0].fold == "when" || t.words[0].fold == "where") &&
		!slices.ContainsFunc(t.words[1:], func(w word) bool { return asks(w.fold) })
}

func links(fold string) bool { return fold == "and" || fold == "or" || fold == "but" || fold == "so" }

var (
	// fronts open an adverbial or a clause in front of a question.
	fronts = set(`as of in on at by from to for with without within during before after since until till under over near behind because although
though while if once given despite besides according about into through between among upon whom`)
	// demands ask without a question word.
	demands = set(`compare tell name list give show explain describe say has have had would could should`)
)

// complete gives a part that has no verb what stands behind the question of the
// next one: "How many boats and how many people were there?".
func (q *query) complete(parts []string) []string {
	helps := func(w word) bool { return auxiliaries[w.fold] && w.fold != "many" && w.fold != "much" }
	for i := len(parts) - 2; i >= 0; i-- {
		part, next := readText("en", parts[i]), readText("en", parts[i+1])
		if len(part.words) == 0 || len(next.words) == 0 || !asks(part.words[0].fold) || slices.ContainsFunc(part.words, helps) {
			continue
		}
		if part.words[0].fold != "how" && part.words[0].fold != "which" && part.words[0].fold != "what" {
			continue // "Who won and how did …": "won" is its verb
		}
		at := slices.IndexFunc(next.words, helps)
		if at <= 0 || part.words[0].fold != next.words[0].fold {
			continue
		}
		parts[i] = strings.TrimRight(part.s, " ,;?") + " " + next.s[next.words[at].Start:]
	}
	return parts
}

// shared splits what shares the rest of its clause: "When and where …", "the height
// and the width of …".
func (q *query) shared() []string {
	if len(q.words) < 4 {
		return nil
	}
	first, and, second := q.words[0], q.words[1].fold, q.words[2]
	if (and == "and" || and == "or") && asks(first.fold) && asks(second.fold) {
		rest := q.s[q.words[3].Start:]
		return []string{first.text + " " + rest, second.text + " " + rest}
	}
	if asksFor := first.fold; asksFor == "compare" {
		return q.compared(1, "What is ")
	} else if asksFor == "what" || asksFor == "who" || asksFor == "which" {
		if f := q.words[1].fold; f == "is" || f == "are" || f == "was" || f == "were" {
			if several := q.ofEach(); several != nil {
				return several
			}
			return q.listedOf(2, q.s[q.words[0].Start:q.words[1].End]+" ")
		}
	}
	return nil
}

// ofEach reads "what is the A of X and of Y": one thing is asked of several, each
// with its own preposition.
func (q *query) ofEach() []string {
	first := slices.IndexFunc(q.words, func(w word) bool { return w.fold == "of" })
	if first < 4 || q.words[2].fold != "the" || slices.ContainsFunc(q.words[3:first], func(w word) bool { return w.stop }) {
		return nil
	}
	head := q.s[:q.words[first].Start]
	var out []string
	start := first
	for i := first + 1; i+1 < len(q.words); i++ {
		and := q.words[i].fold == "and"
		switch {
		case and && q.words[i+1].fold == "of", !and && q.words[i].fold == "of" && strings.Contains(q.before(i), ","):
			if i <= start+1 {
				return nil
			}
			out = append(out, head+q.s[q.words[start].Start:q.words[i-1].End])
			start = i
			if and {
				start++
			}
		case and, auxiliaries[q.words[i].fold], asks(q.words[i].fold):
			return nil
		}
	}
	if len(out) == 0 || start+1 >= len(q.words) {
		return nil
	}
	out = append(out, head+q.s[q.words[start].Start:])
	for i, part := range out[1:] {
		out[i+1] = ownedBy(part, strings.TrimPrefix(out[0], head+"of "))
	}
	return out
}

// ownedBy puts an owner in the place of a possessive behind "of": "of its mast" is
// "of the mast of the boat".
func ownedBy(part, owner string) string {
	t := readText("en", part)
	for i, w := range t.words {
		end := i + 1
		for end < len(t.words) && !t.words[end].stop && (end == i+1 || t.gap(end-1) == " ") {
			end++
		}
		if i > 0 && t.words[i-1].fold == "of" && ownedWords[w.fold] && end > i+1 {
			return part[:w.Start] + "the " + part[t.words[i+1].Start:t.words[end-1].End] + " of " + owner + part[t.words[end-1].End:]
		}
	}
	return part
}

var ownedWords = set(`its his her their`)

// listedOf reads "the A, the B and (the) C of X" from word i on, and asks for each.
func (q *query) listedOf(i int, ask string) []string {
	of := -1
	for k := i; k < len(q.words); k++ {
		if f := q.words[k].fold; f == "of" || f == "for" {
			of = k
			break
		}
	}
	if of < 0 {
		return nil
	}
	var items []string
	start := i
	for k := i; k <= of; k++ {
		end := k == of || q.words[k].fold == "and" || k > start && strings.Contains(q.before(k), ",")
		if !end {
			if w := q.words[k]; w.upper || w.stop && w.fold != "the" || w.number {
				return nil
			}
			continue
		}
		if k > start {
			items = append(items, q.s[q.words[start].Start:q.words[k-1].End])
		}
		start = k
		if k < of && q.words[k].fold == "and" {
			start = k + 1
		}
	}
	if len(items) < 2 || !strings.HasPrefix(items[0], "the ") {
		return nil
	}
	switch strings.ToLower(strings.Fields(ask)[1]) {
	case "are":
		ask = strings.Fields(ask)[0] + " is "
	case "were":
		ask = strings.Fields(ask)[0] + " was "
	}
	for k, item := range items {
		items[k] = ask + "the " + strings.TrimPrefix(item, "the ") + " " + q.s[q.words[of].Start:]
	}
	return items
}

// compared reads "the price of A and (of) B" from word i on.
func (q *query) compared(i int, ask string) []string {
	of := slices.IndexFunc(q.words, func(w word) bool { return w.fold == "of" || w.fold == "in" })
	and := slices.IndexFunc(q.words, func(w word) bool { return w.fold == "and" || w.fold == "with" || w.fold == "to" })
	if of <= i || and <= of+1 || and+1 >= len(q.words) || q.words[i].fold != "the" {
		return nil
	}
	head := q.s[q.words[i].Start:q.words[of].End]
	from := and + 1
	for from+1 < len(q.words) && (q.words[from].fold == "that" || q.words[from].fold == q.words[of].fold) {
		from++
	}
	return []string{
		ask + head + " " + strings.TrimSpace(q.s[q.words[of+1].Start:q.words[and-1].End]),
		ask + head + " " + q.s[q.words[from].Start:],
	}
}

// asQuestion gives a part its capital and its question mark.
func asQuestion(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), " ,;.?!")
	if r, n := utf8.DecodeRuneInString(s); n > 0 {
		s = string(unicode.ToUpper(r)) + s[n:]
	}
	return s + "?"
}

// auxiliaries follow the question word of a question, and of no relative clause
// that a comma opens, save "who was".
var auxiliaries = set(`do does did is are was were will would can could should must has have had many much`)

// asksYesNo says that a word opens a second question behind "and" that expects
// yes or no.
func asksYesNo(fold string) bool {
	switch fold {
	case "did", "does", "do", "is", "are", "was", "were", "will", "can":
		return true
	}
	return false
}

func asks(fold string) bool {
	switch fold {
	case "what", "which", "who", "whom", "whose", "when", "where", "why", "how":
		return true
	}
	return false
}

// asksAlone says that a part says what it asks: "how did it happen", but not "who".
func asksAlone(s string) bool {
	q := readQuestion("en", s)
	return len(q.terms) > 0 || len(q.words) > 2
}
