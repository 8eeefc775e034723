package source

import (
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"
	xlanguage "golang.org/x/text/language"
)

const (
	// languageRunes is how long a text must be before its language is guessed.
	// Trigram profiles are unsure below a few sentences.
	languageRunes = 200
	// languageSample is how many bytes are looked at: enough for the profile,
	// and a long article costs no more than a short one.
	languageSample = 16 << 10
)

// language guesses the ISO 639-1 code of a text; "" when it is too short or the
// guess is not reliable.
func language(text string) string {
	if len(text) > languageSample {
		end := languageSample
		for !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	if utf8.RuneCountInString(text) < languageRunes {
		return ""
	}
	info := whatlanggo.Detect(text)
	if !info.IsReliable() {
		return ""
	}
	return info.Lang.Iso6391()
}

// languageTag is the ISO 639-1 code in a document's own language tag, such as
// "en-GB" or "pt_BR"; "" when there is none.
func languageTag(tag string) string {
	t, err := xlanguage.Parse(tag)
	if err != nil {
		return ""
	}
	base, confidence := t.Base()
	if confidence == xlanguage.No || len(base.String()) != 2 {
		return ""
	}
	return base.String()
}
