package retrieval

import (
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/turkish"
	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/unicode/norm"

	"footnote/corpus"
)

// TermsVersion changes whenever Terms gives other stems than before: a lexical
// index that was built with another version must be rebuilt.
const TermsVersion = 3

// Term is one word of a text as search sees it.
type Term struct {
	Word
	Stem string // folded and stemmed; what the index holds
	Stop bool   // a function word; the index leaves it out
}

// Word is one word of a text: its bytes, and the word folded (see Fold).
type Word struct {
	corpus.Span
	Fold string
}

// stemmers are the languages that the stemming library knows, by ISO 639-1.
var stemmers = map[string]func(*snowballstem.Env) bool{
	"da": danish.Stem, "nl": dutch.Stem, "en": english.Stem, "fi": finnish.Stem, "fr": french.Stem,
	"de": german.Stem, "hu": hungarian.Stem, "it": italian.Stem, "no": norwegian.Stem, "nb": norwegian.Stem,
	"nn": norwegian.Stem, "pt": portuguese.Stem, "ro": romanian.Stem, "ru": russian.Stem, "es": spanish.Stem,
	"sv": swedish.Stem, "tr": turkish.Stem,
}

// Terms splits a text into the terms of its language (ISO 639-1; "" means
// English). The index and the answers share it, so that a document frequency
// means the same in both. Words are those of Unicode's UAX #29; they are
// folded, freed of a possessive 's, and stemmed; irregular English forms are stemmed
// as their bases.
func Terms(language, text string) []Term {
	if language == "" {
		language = "en"
	}
	found := Words(text)
	out := make([]Term, len(found))
	env := snowballstem.NewEnv("")
	for i, w := range found {
		out[i] = Term{w, stem(env, language, w.Fold), language == "en" && englishStop[w.Fold]}
	}
	return out
}

// Words splits a text into the words of Unicode's UAX #29 that hold a letter or
// a digit.
func Words(text string) []Word {
	out := make([]Word, 0, len(text)/6+1)
	it := words.FromString(text)
	for it.Next() {
		if w := it.Value(); hasLetterOrDigit(w) {
			out = append(out, Word{corpus.Span{Start: it.Start(), End: it.End()}, Fold(w)})
		}
	}
	return out
}

// longestStemmed is the length in bytes of the longest word that is stemmed:
// longer ones are no words, and stemmers are slow on them.
const longestStemmed = 64

func stem(env *snowballstem.Env, language, word string) string {
	word = strings.TrimSuffix(strings.TrimSuffix(word, "'s"), "'")
	if language == "en" {
		word = searchedAs(word)
	}
	stemmer, ok := stemmers[language]
	if !ok || len(word) > longestStemmed || strings.ContainsFunc(word, unicode.IsDigit) {
		return word
	}
	env.SetCurrent(word)
	stemmer(env)
	if s := env.Current(); s != "" {
		return s
	}
	return word
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
