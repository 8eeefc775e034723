package source

import (
	"strings"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"
	xlanguage "golang.org/x/text/language"
)

const (
	// languageRunes is how long a text must be before its language is guessed.
	// Trigram profiles are unsure below a few sentences.
	languageRunes = 200
	// languageSample is how many bytes are looked at in one go. The library's
	// confidence is only meant for short texts: with some thousand different
	// trigrams its distances leave their range and it turns negative. It also
	// compares each trigram with those of every language, which took a quarter of
	// all the time of adding an article with three times as much.
	languageSample = 700
)

// Language guesses the ISO 639-1 code of a text; "" when it cannot tell.
func Language(text string) string { return language(text) }

// language guesses the ISO 639-1 code of a text from its beginning, middle and
// end; "" when it is too short, no guess is reliable, or the guesses differ.
func language(text string) string {
	if utf8.RuneCountInString(text[:trimRune(text, min(len(text), 4*languageRunes))]) < languageRunes {
		return ""
	}
	found := ""
	for _, start := range []int{0, (len(text) - languageSample) / 2, len(text) - languageSample} {
		start = trimRune(text, max(start, 0))
		end := trimRune(text, min(start+languageSample, len(text)))
		code := "en"
		if sample := text[start:end]; !plainlyEnglish(sample) {
			info := whatlanggo.Detect(sample)
			if !info.IsReliable() {
				continue
			}
			code = info.Lang.Iso6391()
		}
		if found == "" {
			found = code
		} else if found != code {
			return ""
		}
	}
	return found
}

// plainlyEnglish reports whether a text has as many of the commonest words of
// English as only English has: in its prose every fifth word is one of these, and in
// other languages next to none is. It saves most articles the comparison with all
// languages, which takes longer than everything else that is done to their text.
func plainlyEnglish(text string) bool {
	words, common := 0, 0
	var seen [len(commonEnglish)]bool
	different := 0
	for word := range strings.FieldsSeq(text) {
		words++
		for i, c := range commonEnglish {
			if strings.EqualFold(word, c) {
				if common++; !seen[i] {
					seen[i] = true
					different++
				}
				break
			}
		}
	}
	return different >= 4 && common*8 >= words
}

// commonEnglish are function words of English. Another language has at most two or
// three common words that are written like some of them: Dutch of, Polish to and by,
// Danish have.
var commonEnglish = [...]string{"the", "of", "and", "to", "that", "with", "which", "from", "by", "this", "their", "have", "has", "been", "were", "would", "it", "his", "they"}

// languageTag is the ISO 639-1 code in a document's own language tag, such as
// "en-GB" or "pt_BR"; "" when there is none.
func languageTag(tag string) string {
	t, err := xlanguage.Parse(tag)
	if err != nil {
		return ""
	}
	base, confidence := t.Base()
	if confidence != xlanguage.Exact || len(base.String()) != 2 {
		return ""
	}
	return base.String()
}
