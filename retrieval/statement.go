package retrieval

import (
	"slices"
	"strings"

	"footnote/corpus"
)

// Statement is what a sentence says, in a form in which those edits do not show that
// the clients of an agency make without changing what its report says: articles,
// quotation marks, the spelling of words and numbers, a line that names the place and
// the agency, who is quoted and where in the sentence, and where a day stands.
//
// What is left must be equal, word for word and in order. Words that are left out or
// exchanged make another statement, be they adjectives: "all buses" are not "all
// buses to the harbour", and there conflicts live.
type Statement struct {
	core  string   // the words, one blank between
	when  string   // a time that may stand anywhere in the core; "" if it stands there
	by    []string // who is quoted; empty if nobody
	said  string   // when they said it
	named bool     // who is quoted has a name, or may have reasons of their own
	leans bool     // the core has words that may stand for who is quoted
	words []token  // of the core
}

// ReadStatement reads the statement that a sentence makes.
func ReadStatement(text string) Statement { return StatementOf(text, Words(text)) }

// StatementOf is ReadStatement of a text whose words are known.
func StatementOf(text string, words []Word) Statement {
	head := 0
	if strings.ContainsAny(text[:min(len(text), longestDateline)], "-–—") {
		head = len(dateline.FindString(text))
		for len(words) > 0 && words[0].Start < head {
			words = words[1:]
		}
	}
	tokens := tokensOf(text, head, words)
	question := strings.HasSuffix(strings.TrimRight(text, `"'”’»)] `), "?")
	tokens = tokens[openers(tokens):]
	var has kindOfWord
	for _, t := range tokens {
		has |= kinds[t.fold]
	}
	core, quoted := tokens, attribution{}
	if has&saying != 0 {
		core, quoted = takeAttribution(tokens)
	}
	s := Statement{by: quoted.by, said: quoted.said, named: quoted.named}
	rest, when := core, ""
	if has&timing != 0 {
		rest, when = takeTime(core)
	}
	s.words = plainWords(rest)
	s.core, s.when = joined(s.words), when
	if question {
		s.core += " ?"
	}
	s.leans = has&leans != 0 && slices.ContainsFunc(core, func(t token) bool { return leaning[t.fold] })
	return s
}

// kindOfWord says what a sentence with such a word has to be looked at for.
type kindOfWord uint8

const (
	saying kindOfWord = 1 << iota
	timing
	leans
)

var kinds = func() map[string]kindOfWord {
	m := make(map[string]kindOfWord)
	add := func(k kindOfWord, sets ...map[string]bool) {
		for _, set := range sets {
			for w := range set {
				m[w] |= k
			}
		}
	}
	add(saying, sayings, map[string]bool{"according": true})
	add(timing, weekdays, monthNames, deictic)
	add(leans, leaning)
	return m
}()

// Empty says that the text has no words.
func (s Statement) Empty() bool { return s.core == "" && s.when == "" }

// Core is the same for all statements that may be the same.
func (s Statement) Core() string { return s.core + "\x00" + s.when }

// Same says whether two sentences make the same statement. See Statement.
func (s Statement) Same(o Statement) bool {
	if s.Empty() || s.core != o.core || s.when != o.when {
		return false
	}
	switch {
	case len(s.by) == 0 && len(o.by) == 0:
		return true
	case len(s.by) == 0:
		return !o.named && !o.leans
	case len(o.by) == 0:
		return !s.named && !s.leans
	}
	return slices.Equal(s.by, o.by) && (s.said == o.said || s.said == "" || o.said == "")
}

// leaning are the words that may stand for who is quoted: without him they stand for
// somebody else.
var leaning = stopSet(`i me my mine we us our ours he him his she her hers it its they them their theirs`)

// lightWords come and go when a text is edited, and change nothing.
var lightWords = stopSet(`a an the that also`)

// countedFew are the words before which an article says something: few is not a few.
var countedFew = stopSet(`few little lot bit`)

// openings begin a sentence, tell how it follows from the one before, and say nothing
// themselves.
var openings = [][]string{{"but"}, {"and"}, {"however"}, {"meanwhile"}, {"moreover"}, {"furthermore"},
	{"in", "addition"}, {"separately"}, {"in", "the", "meantime"}}

// openers is how many tokens such words take at the head of a sentence.
func openers(tokens []token) int {
	for _, o := range openings {
		if len(tokens) <= len(o)+2 || !slices.EqualFunc(o, tokens[:len(o)], func(w string, t token) bool { return w == t.fold }) {
			continue
		}
		return len(o)
	}
	return 0
}

// plainWords are the tokens without those that change nothing, spelt in one way.
func plainWords(tokens []token) []token {
	out := make([]token, 0, len(tokens))
	for i, t := range tokens {
		if lightWords[t.fold] && !(i+1 < len(tokens) && countedFew[tokens[i+1].fold]) {
			continue
		}
		// "on Monday" is "Monday".
		if t.fold == "on" && i+1 < len(tokens) && (weekdays[tokens[i+1].fold] || isDate(tokens[i+1:])) {
			continue
		}
		out = append(out, t)
	}
	return out
}

// joined writes tokens so that two are equal if their words are. A hyphen or a blank
// inside of a compound makes no difference; figures stay apart.
func joined(tokens []token) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && (t.number || tokens[i-1].number) {
			b.WriteByte(' ')
		}
		b.WriteString(t.fold)
	}
	return b.String()
}

// Difference is what tells two sentences apart that else make the same statement.
type Difference struct {
	Denied bool // one of them denies what the other says
	Names  bool // they have different names in one place
	// Mine and Theirs are where the names stand, in bytes of the sentences; of a denial,
	// Mine is empty if the other denies, and Theirs if this one does.
	Mine, Theirs corpus.Span
}

// longestName is how many words a name has at most that is compared.
const longestName = 4

// Differs finds the one denial, or the one name, that tells two sentences apart.
func (s Statement) Differs(o Statement) (Difference, bool) {
	if s.when != o.when || s.core == o.core {
		return Difference{}, false
	}
	a, b := s.words, o.words
	for len(a) > 0 && len(b) > 0 && a[0].fold == b[0].fold {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1].fold == b[len(b)-1].fold {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(s.words)-len(a) < shortestCore-1 {
		return Difference{}, false
	}
	d := Difference{Mine: spanOf(a), Theirs: spanOf(b)}
	switch {
	case len(a) == 0 && len(b) == 1 && denies[b[0].fold], len(b) == 0 && len(a) == 1 && denies[a[0].fold]:
		d.Denied = true
	case isName(a) && isName(b):
		d.Names = true
	default:
		return Difference{}, false
	}
	return d, true
}

func isName(t []token) bool {
	return len(t) > 0 && len(t) <= longestName && !slices.ContainsFunc(t, func(t token) bool {
		return !t.upper || t.number || weekdays[t.fold] || monthNames[t.fold]
	})
}

func spanOf(t []token) corpus.Span {
	if len(t) == 0 {
		return corpus.Span{}
	}
	return corpus.Span{Start: t[0].Start, End: t[len(t)-1].End}
}
