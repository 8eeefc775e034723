package retrieval

import (
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"
	"github.com/kljensen/snowball"
	"golang.org/x/text/unicode/norm"

	"footnote/corpus"
)

// Term is one word of a text as search sees it.
type Term struct {
	corpus.Span        // bytes in the text
	Stem        string // folded and stemmed; what the index holds
	Stop        bool   // a function word; the index leaves it out
}

// stemmers are the languages that the stemming library knows.
var stemmers = map[string]string{
	"en": "english", "fr": "french", "es": "spanish", "ru": "russian",
	"sv": "swedish", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "hu": "hungarian",
}

// Terms splits a text into the terms of its language (ISO 639-1; "" means
// English). The index and the answers share it, so that a document frequency
// means the same in both. Words are those of Unicode's UAX #29; they are
// lower-cased, stripped of accents and a possessive 's, and stemmed.
func Terms(language, text string) []Term {
	if language == "" {
		language = "en"
	}
	var out []Term
	it := words.FromString(text)
	for it.Next() {
		w := it.Value()
		if !hasLetterOrDigit(w) {
			continue
		}
		start, end := it.Start(), it.End()
		word := Fold(w)
		stop := language == "en" && englishStop[word]
		word = strings.TrimSuffix(word, "'s")
		word = strings.TrimSuffix(word, "'")
		out = append(out, Term{corpus.Span{Start: start, End: end}, stem(language, word), stop})
	}
	return out
}

func stem(language, word string) string {
	name, ok := stemmers[language]
	if !ok || strings.ContainsFunc(word, unicode.IsDigit) {
		return word
	}
	s, err := snowball.Stem(word, name, true)
	if err != nil || s == "" {
		return word
	}
	return s
}

// Fold lower-cases a word, strips its accents and makes its apostrophes plain.
func Fold(word string) string {
	ascii := true
	for i := 0; i < len(word); i++ {
		if word[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(word)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(word) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’' || r == 'ʼ' || r == '＇':
			b.WriteByte('\'')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func hasLetterOrDigit(w string) bool {
	for _, r := range w {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsNumber(r) {
			return true
		}
	}
	return false
}

// englishStop are the English function words: articles, pronouns, auxiliaries,
// prepositions and conjunctions.
var englishStop = stopSet(`a about above after again against all am an and any are as at be
because been before being below between both but by can could did do does doing down during each
few for from further had has have having he her here hers herself him himself his how i if in into
is it its itself just me more most my myself no nor not now of off on once only or other our ours
ourselves out over own same she should so some such than that the their theirs them themselves then
there these they this those through to too under until up very was we were what when where which
while who whom whose why will with would you your yours yourself yourselves
isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't cannot couldn't shouldn't
hasn't haven't hadn't it's that's there's what's who's`)

func stopSet(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}
