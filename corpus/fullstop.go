package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// endsAtStop decides on a full stop with space behind it and something other
// than a lower-case letter after that. bare is what stands before the stop;
// whole says that bare is the sentence so far.
func endsAtStop(bare, right string, whole bool) bool {
	if strings.HasSuffix(bare, ".") && !strings.HasSuffix(bare, "..") {
		// the second stop of a spaced or doubled one: treat like a single one
		bare = strings.TrimSuffix(bare, ".")
	}
	if strings.HasSuffix(bare, ".") {
		return true // an ellipsis before a capital letter
	}
	word := lastWord(bare)
	if word == "" {
		return true
	}
	key := strings.ToLower(word)
	next, _ := utf8.DecodeRuneInString(right)
	nextWord := strings.ToLower(firstWord(right))
	if strings.HasPrefix(right[len(firstWord(right)):], ".") && utf8.RuneCountInString(nextWord) == 1 {
		nextWord = "" // an initial, no article
	}
	digit := unicode.IsDigit(next)
	before := lastWord(strings.TrimRightFunc(bare[:len(bare)-len(word)], unicode.IsSpace))

	switch {
	case allDigits(word):
		return !(len(word) <= 2 && monthsOrdinal[nextWord])
	case digit && abbrNumber[key]:
		return false
	case key == "no":
		return true
	case key == "a.m" || key == "p.m":
		return !monthsAndDays[nextWord]
	case abbrLead[key]:
		return false
	case key == "st" || key == "mt" || key == "ft" || key == "sr":
		return starters[nextWord] || digit
	case abbrTitle[key]:
		return starters[nextWord] && key != "mr" && key != "mrs" && key != "dr" && key != "ms"
	case word == "c": // circa, but also "part c."
		return starters[nextWord]
	case key == "al":
		return strings.ToLower(before) != "et" || starters[nextWord]
	case abbrName[key] && (unicode.IsUpper(firstRune(word)) || strings.Contains(word, ".")):
		return starters[nextWord] || digit || !unicode.IsLetter(next)
	case utf8.RuneCountInString(word) == 1:
		if !unicode.IsUpper(firstRune(word)) || lettered[strings.ToLower(before)] || starters[nextWord] && nextWord != "a" && nextWord != "i" || digit {
			return true
		}
		if word == "I" && !whole && strings.ToLower(before) == before {
			return true // the pronoun
		}
		return !unicode.IsUpper(next)
	case dotted(word):
		return starters[nextWord] || !unicode.IsLetter(next)
	case vowelless(word):
		return starters[nextWord]
	}
	return true
}

// lastWord is the run of letters, digits and inner points at the end of s.
func lastWord(s string) string {
	i := len(s)
	for i > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '.' && r != '\'' && r != '’' && r != '-' {
			break
		}
		i -= n
	}
	return strings.TrimLeft(s[i:], ".-'’")
}

// firstWord is the run of letters at the start of s, behind opening quotes.
func firstWord(s string) string {
	s = strings.TrimLeftFunc(s, isOpener)
	i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	if i < 0 {
		return s
	}
	return s[:i]
}

// dotted tells U.S, Ph.D, B.B.C: short letter groups with points between.
func dotted(w string) bool {
	if !strings.Contains(w, ".") {
		return false
	}
	for part := range strings.SplitSeq(w, ".") {
		if n := utf8.RuneCountInString(part); n == 0 || n > 2 || !unicode.IsLetter(firstRune(part)) {
			return false
		}
	}
	return true
}

// vowelless tells Sgt, Wm, Bldg: a capital and consonants, which no word is.
func vowelless(w string) bool {
	n := 0
	for i, r := range w {
		if i == 0 != unicode.IsUpper(r) || r >= utf8.RuneSelf || strings.ContainsRune("aeiouyAEIOUY", r) || !unicode.IsLetter(r) {
			return false
		}
		n++
	}
	return n >= 2 && n <= 4
}

// attributed tells whether s goes on like `Smith asked` after a quote.
func attributed(s string) bool {
	if strings.IndexFunc(s, isOpener) == 0 {
		return false
	}
	for i := 0; i < 4; i++ {
		w := firstWord(s)
		if w == "" || i == 0 && starters[strings.ToLower(w)] {
			return false
		}
		if i > 0 && speechVerbs[w] {
			return true
		}
		s = s[len(w):]
		s = strings.TrimPrefix(s, ".")
		if !strings.HasPrefix(s, " ") {
			return false
		}
		s = s[1:]
	}
	return false
}
