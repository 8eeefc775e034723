package retrieval

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Gap is a group of questions that ask the same thing.
type Gap struct {
	Members []int // indexes into the questions given, ascending
	// Best is the member to show for the group: worded as most members word it,
	// then a full question rather than a few words, then the shortest, then the
	// earliest.
	Best int
}

// SameQuestion says that two questions ask the same thing in other words: they
// want the same kind of answer (a time, a place, a number) about the same stems,
// names and numbers, whatever their order and the function words between them. A
// question with no such word is like no other. A follow-up is compared by what
// Question.Resolved makes of it.
func SameQuestion(a, b string) bool {
	x, y := readAsked(a), readAsked(b)
	return x.words != "" && x.words == y.words && (x.kind == y.kind || x.kind == "" || y.kind == "")
}

// GapKey is a short text that two questions share only if SameQuestion holds
// for them; "" for a question that is like no other. The contrary does not
// hold: "When is the deadline?" and "deadline?" have different keys, and Gaps
// brings them together.
func GapKey(question string) string {
	a := readAsked(question)
	if a.words == "" {
		return ""
	}
	return a.kind + ":" + a.words
}

// Gaps groups questions that ask the same thing, larger groups first, then in
// order of the first member. A question that does not say what kind of answer it
// wants goes with those that do, where they agree on it.
func Gaps(questions []string) []Gap {
	type group struct {
		kind    string
		members []int
	}
	var order []string
	byWords := make(map[string][]*group)
	var out []Gap
	for i, q := range questions {
		a := readAsked(q)
		if a.words == "" {
			out = append(out, Gap{Members: []int{i}, Best: i})
			continue
		}
		groups := byWords[a.words]
		if groups == nil {
			order = append(order, a.words)
		}
		at := slices.IndexFunc(groups, func(g *group) bool { return g.kind == a.kind })
		if at < 0 {
			at = len(groups)
			byWords[a.words] = append(groups, &group{kind: a.kind})
		}
		g := byWords[a.words][at]
		g.members = append(g.members, i)
	}
	for _, words := range order {
		groups := byWords[words]
		if open := slices.IndexFunc(groups, func(g *group) bool { return g.kind == "" }); open >= 0 && len(groups) == 2 {
			other := groups[1-open]
			other.members = append(other.members, groups[open].members...)
			groups = []*group{other}
		}
		for _, g := range groups {
			slices.Sort(g.members)
			out = append(out, Gap{Members: g.members, Best: speaker(questions, g.members)})
		}
	}
	slices.SortStableFunc(out, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(len(b.Members), len(a.Members)), cmp.Compare(a.Members[0], b.Members[0]))
	})
	return out
}

// speaker is the member that stands for its group.
func speaker(questions []string, members []int) int {
	worded := func(i int) string { return strings.Join(strings.Fields(strings.ToLower(questions[i])), " ") }
	count := make(map[string]int)
	for _, i := range members {
		count[worded(i)]++
	}
	full := func(i int) int {
		if strings.HasSuffix(strings.TrimSpace(questions[i]), "?") && len(strings.Fields(questions[i])) > 2 {
			return 0
		}
		return 1
	}
	return slices.MinFunc(members, func(i, j int) int {
		return cmp.Or(cmp.Compare(count[worded(j)], count[worded(i)]), cmp.Compare(full(i), full(j)),
			cmp.Compare(utf8.RuneCountInString(questions[i]), utf8.RuneCountInString(questions[j])), cmp.Compare(i, j))
	})
}

// asked is what a question asks, reduced to what paraphrases agree in.
type asked struct {
	kind  string // see kindOf; "" where the question does not say
	words string // its stems and numbers, sorted
}

func readAsked(question string) asked {
	terms := Terms("en", question)
	kind, kindWords := kindOf(terms)
	shouted := question == strings.ToUpper(question)
	var words []string
	for i, t := range terms {
		text := question[t.Start:t.End]
		acronym := !shouted && len(text) > 1 && text == strings.ToUpper(text) && text != strings.ToLower(text)
		switch {
		case kindWords[i]:
		case denies[t.Fold] || strings.HasSuffix(t.Fold, "n't"):
			words = append(words, "not")
		case t.Stop && !acronym, !acronym && politeWords[t.Fold]:
		case t.Stop:
			words = append(words, text) // IT is not it
		default:
			words = append(words, plainNumber(t))
		}
	}
	slices.Sort(words)
	return asked{kind, strings.Join(slices.Compact(words), " ")}
}

// denies are the words that turn a question round.
var denies = stopSet(`no not never none neither nor without cannot nobody nothing`)

// politeWords come and go in questions and change nothing.
var politeWords = stopSet(`please pls tell know knows anyone anybody somebody someone everybody hi hello hey thanks thank
explain say exactly actually currently again also wonder wondering ask question us want need
let's lets find out information info whats what's who's where's when's how's is're i'm`)

// plainNumber is a term's stem, or its number in digits without separators.
func plainNumber(t Term) string {
	if n := slices.Index(smallNumbers, t.Fold); n >= 0 {
		return strconv.Itoa(n)
	}
	if strings.ContainsFunc(t.Fold, unicode.IsDigit) {
		whole, fraction, decimal := strings.Cut(t.Fold, ".")
		whole = strings.ReplaceAll(whole, ",", "")
		if decimal {
			return whole + "." + fraction
		}
		return whole
	}
	return t.Stem
}

var smallNumbers = strings.Fields(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen twenty`)

// The kinds of answer that a question can want; "" is any.
const (
	kindTime   = "when"
	kindPlace  = "where"
	kindPerson = "who"
	kindReason = "why"
	kindNumber = "number"
	kindLength = "how long"
	kindManner = "how"
)

// kindOf reads from the question words what kind of answer is wanted, and which
// words say so.
func kindOf(terms []Term) (string, map[int]bool) {
	said := make(map[int]bool)
	for i, t := range terms {
		next := ""
		if i+1 < len(terms) {
			next = terms[i+1].Fold
		}
		two := func(kind string) (string, map[int]bool) {
			said[i], said[i+1] = true, true
			return kind, said
		}
		one := func(kind string) (string, map[int]bool) {
			said[i] = true
			return kind, said
		}
		switch t.Fold {
		case "when", "when's":
			return one(kindTime)
		case "where", "where's":
			return one(kindPlace)
		case "who", "whom", "who's":
			return one(kindPerson)
		case "why":
			return one(kindReason)
		case "how":
			switch next {
			case "many", "much":
				return two(kindNumber)
			case "long":
				return two(kindLength)
			case "come":
				return two(kindReason)
			case "old", "far", "tall", "high", "big", "large", "deep", "heavy", "fast", "wide", "often":
				said[i] = true
				return kindNumber, said // the adjective says of what
			}
			return one(kindManner)
		case "number", "amount":
			if next == "of" {
				return two(kindNumber)
			}
		case "what", "which", "what's":
			switch next {
			case "time", "date", "day", "year", "month":
				return two(kindTime)
			case "place", "city", "country", "town":
				return two(kindPlace)
			case "person":
				return two(kindPerson)
			}
		}
	}
	return "", said
}
