package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/corpus"
	"footnote/retrieval"
)

// Examples are questions that sentences of the article answer, the best first:
// those that name what they ask about, of different kinds. They are made by a few
// patterns that need no grammar beyond a table of verbs: a sentence that fits none
// gives no question, and an ungrammatical one is worse than none.
func (a *Answerer) Examples(article corpus.Article) []retrieval.Example {
	if l := article.Language; l != "" && l != "en" {
		return nil
	}
	whole := readText("en", article.Body[:cutAt(article.Body, maxRead)])
	var byKind [len(patterns)][]retrieval.Example
	seen := map[string]bool{}
	for _, span := range corpus.Sentences(whole.s) {
		s := asking{text: whole.part(span.Start, span.End), whole: whole}
		if !s.plain() || speaksToModel(s.text.s) {
			continue
		}
		for kind, pattern := range patterns {
			q := pattern(s)
			if !s.fit(q) || seen[q] {
				continue
			}
			seen[q] = true
			byKind[kind] = append(byKind[kind], retrieval.Example{Question: q, Start: span.Start, End: span.End})
			break
		}
	}
	var out []retrieval.Example
	for round := range maxRead {
		found := false
		for _, list := range byKind {
			if round < len(list) {
				out, found = append(out, list[round]), true
			}
		}
		if !found {
			break
		}
	}
	return out
}

// maxRead is how many bytes of an article are read for examples.
const maxRead = 20_000

// cutAt is the length of s, or at most n bytes up to the end of a paragraph.
func cutAt(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	if i := strings.LastIndexByte(s[:n], '\n'); i > 0 {
		return i
	}
	return 0
}

// patterns make a question of a sentence, or "". The earlier ones make the better
// questions.
var patterns = [...]func(asking) string{asking.whoIs, asking.howMany, asking.when, asking.howMuch, asking.who, asking.howBig, asking.where,
	asking.office, asking.whoNamed, asking.said}

// asking is a sentence of which a question is made.
type asking struct {
	*text
	whole *text
}

// plain says that a sentence can be taken apart: it is whole, not long, quotes
// nobody, and says itself of whom and when it speaks.
func (s asking) plain() bool {
	if len(s.words) < 5 || len(s.words) > 40 || !strings.HasSuffix(s.s, ".") || strings.ContainsAny(s.s, "\"“”«»()[]:;?!*|\n—") {
		return false
	}
	first := s.words[0]
	return first.upper || first.number
}

// vagueTimes are words that mean another time to the reader than to the writer,
// and adverbs that a question does not keep.
var vagueTimes = set(`today yesterday tomorrow tonight now currently this next ago monday tuesday wednesday thursday friday
saturday sunday also however meanwhile still already so far recently then there here just too nearly almost even only
he she it they his her its their him them we our us you your i my`)

// fit says that a question can be asked by anyone: it names something, is of
// reasonable length, and leans on no context.
func (s asking) fit(q string) bool {
	if n := utf8.RuneCountInString(q); n < 15 || n > 110 {
		return false
	}
	t := readText("en", q)
	if t.holdsAny(vagueTimes) || len(t.names()) == 0 || len(readQuestion("en", q).terms) < 2 {
		return false
	}
	return strings.Count(q, "'")+strings.Count(q, "’") <= 1 && !strings.ContainsAny(q, ",")
}

// from is the sentence's words a to b as they stand.
func (s asking) from(a, b int) string {
	if a >= b {
		return ""
	}
	return s.phrase(a, b)
}

// subject is the words 0 to end as they stand inside a sentence, if they are a
// name or a noun with what belongs to it.
func (s asking) subject(end int) (string, bool) {
	if end < 1 || end > 9 {
		return "", false
	}
	for i := range end {
		w := s.words[i]
		if i > 0 && s.before(i) != " " && s.before(i) != "-" {
			return "", false
		}
		if auxiliary[w.fold] || relatives[w.fold] || speech[w.fold] || pronouns[w.fold] || verbForms[w.fold] != "" && i > 0 && !w.upper {
			return "", false
		}
		if w.stop && i > 0 && !linking[w.fold] {
			return "", false
		}
	}
	first, last := s.words[0], s.words[end-1]
	if last.stop || s.figureAt(0) {
		return "", false
	}
	text := s.from(0, end)
	switch {
	case first.fold == "the":
		return "the" + text[len(first.text):], end > 1
	case first.stop || connectives[first.fold] || fronted[first.fold]:
		return "", false
	case end > 1 && s.words[1].upper, isAcronym(first.text), s.capital(first):
		return text, true
	case s.small(first):
		r, n := utf8.DecodeRuneInString(text)
		return string(unicode.ToLower(r)) + text[n:], true
	}
	return "", false
}

// linking are the words that hold a noun and what belongs to it together.
var linking = set(`the of at in and for a an`)

// capital says that the article writes the word with a capital inside sentences.
func (s asking) capital(w word) bool {
	for i, have := range s.whole.words {
		if have.upper && have.fold == w.fold && !s.whole.opens(i) {
			return !s.small(w)
		}
	}
	return false
}

// small says that the article also writes the word without a capital.
func (s asking) small(w word) bool {
	return slices.ContainsFunc(s.whole.words, func(have word) bool { return !have.upper && have.stem == w.stem })
}

// tail is what stands from word i to the end of the clause, with the blank before
// it; false if something hangs on it that a question cannot keep.
func (s asking) tail(i int) (string, bool) {
	end := i
	for end < len(s.words) {
		w := s.words[end]
		if end > i && s.before(end) != " " && s.before(end) != "-" || joins[w.fold] || w.fold == "or" || relatives[w.fold] || w.fold == "that" ||
			end == i && i > 0 && s.before(end) != " " || trailing[w.fold] {
			break
		}
		end++
	}
	if end == i {
		return "", true
	}
	if end-i > 9 || s.words[end-1].stop {
		return "", false
	}
	for k := i; k < end; k++ {
		if auxiliary[s.words[k].fold] || s.verbAt(k) {
			return "", false
		}
	}
	return " " + s.from(i, end), true
}

// trailing words begin what a question need not repeat.
var trailing = set(`as because after before since until although though if unless than to by including according`)
