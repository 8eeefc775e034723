package retrieval

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"footnote/corpus"
)

// token is one word of a sentence in the spelling in which statements are compared.
type token struct {
	corpus.Span
	fold   string
	upper  bool // begins with a capital
	number bool
	parted bool // a comma, a dash, a bracket or a quotation mark stands before it
}

// dateline is what agencies put before the first sentence of a report: a place, often
// a day, and their own name.
var dateline = regexp.MustCompile(`^\s*(?:\p{Lu}[\p{L}.'’-]*(?:[ ,/]+(?:\d{1,2}|\p{Lu}[\p{L}.]*)){0,5}\s*\(\p{Lu}[\p{L} .&/]{1,30}\)|` +
	`\p{Lu}{3,}(?:[ ,]+(?:\p{Lu}{2,}|\d{1,2}|\p{Lu}\p{Ll}+)){0,5})\s*(?:--?|–|—)\s+`)

// longestDateline is how many bytes of a sentence are looked at for one.
const longestDateline = 100

// tokensOf reads the words of a text from a byte on, with numbers as figures, contractions in full,
// signs as words, and one spelling of what English spells in two ways.
func tokensOf(text string, from int, words []Word) []token {
	out := make([]token, 0, len(words)+4)
	for i := 0; i < len(words); i++ {
		w := words[i]
		gap := text[before(words, i, from):w.Start]
		raw := text[w.Start:w.End]
		t := token{Span: w.Span, upper: startsUpper(raw), parted: strings.ContainsAny(gap, ",;:()[]\"“”«»„–—") || strings.Contains(gap, " - ")}
		if value, n := numberAt(text, words, i); n > 0 {
			if out = append(out, signsBefore(gap, i, out)...); t.parted && i == 0 {
				t.parted = false
			}
			t.fold, t.number = value, true
			out = append(out, t)
			i += n - 1
			out[len(out)-1].End = words[i].End
			out = append(out, unitSigns(gap, text, words, i)...)
			continue
		}
		if plainlySpelt(w.Fold) {
			t.fold = oneSpelling(w.Fold)
			out = append(out, t)
			continue
		}
		for k, f := range spelt(w.Fold) {
			part := t
			part.fold, part.parted = f, t.parted && k == 0
			out = append(out, part)
		}
	}
	return units(out)
}

func before(words []Word, i, from int) int {
	if i == 0 {
		return from
	}
	return words[i-1].End
}

// signsBefore are the signs in front of a figure that change it: a minus, and the dash
// of a range.
func signsBefore(gap string, i int, before []token) []token {
	trimmed := strings.TrimRight(gap, "$£€¥₹ ")
	afterNumber := len(before) > 0 && before[len(before)-1].number
	switch {
	case afterNumber && (gap == "-" || gap == "–" || gap == "—" || gap == " – "):
		return []token{{fold: "to"}}
	case afterNumber && (gap == ":" || gap == "/"):
		return []token{{fold: gap, number: true}}
	case strings.HasSuffix(trimmed, "−"), strings.HasSuffix(trimmed, " -"), i == 0 && strings.HasSuffix(trimmed, "-"):
		return []token{{fold: "minus"}}
	}
	return nil
}

// unitSigns are the signs that say what the figure at word i counts, as words.
func unitSigns(gap, text string, words []Word, i int) []token {
	var out []token
	for sign, word := range currencies {
		if strings.HasSuffix(strings.TrimRight(gap, " "), sign) {
			out = append(out, token{fold: word})
		}
	}
	end := len(text)
	if i+1 < len(words) {
		end = words[i+1].Start
	}
	behind := text[words[i].End:end]
	switch {
	case strings.HasPrefix(strings.TrimLeft(behind, " \u00a0\u202f"), "%"):
		out = append(out, token{fold: "percent"})
	case strings.HasPrefix(behind, "€"), strings.HasPrefix(behind, " €"):
		out = append(out, token{fold: "euro"})
	case strings.HasPrefix(behind, "°"), strings.HasPrefix(behind, " °"):
		out = append(out, token{fold: "degrees"})
	}
	return out
}

var currencies = map[string]string{"$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "₹": "rupee"}

var unitWords = map[string]string{
	"dollars": "dollar", "euros": "euro", "pounds": "pound", "rupees": "rupee", "km": "kilometers", "kg": "kilograms",
	"cm": "centimeters", "mm": "millimeters", "kms": "kilometers", "kgs": "kilograms",
}

// units writes the units behind figures in full, and per cent as one word.
func units(tokens []token) []token {
	out := tokens[:0]
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if len(out) > 0 && out[len(out)-1].number {
			if u := unitWords[t.fold]; u != "" {
				t.fold = u
			}
			if t.fold == "per" && i+1 < len(tokens) && tokens[i+1].fold == "cent" {
				t.fold = "percent"
				i++
			}
		}
		out = append(out, t)
	}
	return out
}

var numberWords = map[string]int{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
	"nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var scales = map[string]float64{"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}

var grouped = regexp.MustCompile(`^\d{1,3}(?:,\d{3})+(?:\.\d+)?$`)

// numberAt reads the number that begins at word i, in figures or in words, and how
// many words it takes.
func numberAt(text string, words []Word, i int) (value string, n int) {
	var v float64
	first := words[i].Fold
	if unicode.IsDigit(rune(first[0])) {
		digits := first
		if grouped.MatchString(digits) {
			digits = strings.ReplaceAll(digits, ",", "")
		}
		f, err := strconv.ParseFloat(digits, 64)
		if err != nil { // 24th, 5g, 1990s
			return ordinal(first), 1
		}
		v, n = f, 1
	} else if v, n = spelledNumber(text, words, i); n == 0 {
		return "", 0
	}
	// A scale behind a figure: 1.5 million.
	for i+n < len(words) {
		scale, ok := scales[words[i+n].Fold]
		if gap := text[words[i+n-1].End:words[i+n].Start]; !ok || scale == 100 || gap != " " && gap != "-" && gap != "\u00a0" {
			break
		}
		v *= scale
		n++
	}
	return strconv.FormatFloat(v, 'f', -1, 64), n
}

// spelledNumber reads a number in words: seven, twenty-four, two hundred and six.
func spelledNumber(text string, words []Word, i int) (float64, int) {
	close := func(k int) bool {
		gap := text[words[k-1].End:words[k].Start]
		return gap == " " || gap == "-" || gap == "\u00a0"
	}
	v, n, hundred := 0, 0, false
	if words[i].Fold == "a" && i+1 < len(words) && close(i+1) && scales[words[i+1].Fold] > 0 {
		if words[i+1].Fold != "hundred" {
			return 1, 1 // the scale is read by numberAt
		}
		v, n, hundred = 100, 2, true
	}
	for k := i + n; k < len(words) && (k == i || close(k)); k++ {
		f := words[k].Fold
		small, ok := numberWords[f]
		switch {
		case ok && (n == 0 || hundred && v%100 == 0 || v%100 >= 20 && v%10 == 0 && small < 10 && small > 0):
			v += small
		case f == "hundred" && n > 0 && !hundred && v > 0 && v < 100:
			v, hundred = v*100, true
		case f == "and" && hundred && v%100 == 0 && k+1 < len(words) && close(k+1):
			if _, more := numberWords[words[k+1].Fold]; !more {
				return float64(v), n
			}
		default:
			return float64(v), n
		}
		n++
	}
	return float64(v), n
}

var ordinalWords = map[string]string{"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth", "6th": "sixth",
	"7th": "seventh", "8th": "eighth", "9th": "ninth", "10th": "tenth"}

func ordinal(fold string) string {
	if o := ordinalWords[fold]; o != "" {
		return o
	}
	return fold
}

// contractions are written in full. A 's behind a noun is a possessive, and left out.
var contractions = map[string]string{
	"can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "it's": "it is", "he's": "he is", "she's": "she is",
	"that's": "that is", "there's": "there is", "i'm": "i am", "let's": "let us",
}

// plainlySpelt says that a word is no contraction, possessive or abbreviation.
func plainlySpelt(fold string) bool {
	return fold != "cannot" && strings.IndexByte(fold, '\'') < 0 && strings.IndexByte(fold, '.') < 0
}

// spelt is a folded word in one spelling of those that English has.
func spelt(fold string) []string {
	if full := contractions[fold]; full != "" {
		return strings.Fields(full)
	}
	for _, c := range [][2]string{{"n't", "not"}, {"'re", "are"}, {"'ve", "have"}, {"'ll", "will"}} {
		if stem, ok := strings.CutSuffix(fold, c[0]); ok && stem != "" {
			return []string{stem, c[1]}
		}
	}
	fold = strings.TrimSuffix(strings.TrimSuffix(fold, "'s"), "'")
	return []string{oneSpelling(strings.ReplaceAll(fold, ".", ""))}
}

var spellings = map[string]string{
	"centre": "center", "centres": "centers", "metre": "meter", "metres": "meters", "kilometre": "kilometer", "kilometres": "kilometers",
	"centimetre": "centimeter", "centimetres": "centimeters", "millimetre": "millimeter", "millimetres": "millimeters",
	"litre": "liter", "litres": "liters", "theatre": "theater", "theatres": "theaters", "fibre": "fiber", "fibres": "fibers",
	"programme": "program", "programmes": "programs", "grey": "gray", "defence": "defense", "offence": "offense",
	"licence": "license", "aluminium": "aluminum", "tyre": "tire", "tyres": "tires", "whilst": "while", "amongst": "among",
	"amidst": "amid", "towards": "toward", "afterwards": "afterward", "mum": "mom", "judgement": "judgment", "kilogrammes": "kilograms",
	"jan": "january", "feb": "february", "aug": "august", "sept": "september", "oct": "october", "nov": "november", "dec": "december",
	"mon": "monday", "tue": "tuesday", "tues": "tuesday", "thu": "thursday", "thurs": "thursday", "fri": "friday",
}

var ourWords = stopSet(`harb col lab neighb hon fav rum hum vap behavi endeav arm parl flav od tum`)

var iseEndings = []string{"ise", "ised", "ises", "ising", "isation", "isations", "iser", "isers"}

var doubled = stopSet(`travel cancel label model fuel level signal channel counsel marvel tunnel jewel`)

// oneSpelling writes what British and American English spell in two ways in one.
func oneSpelling(fold string) string {
	if s := spellings[fold]; s != "" {
		return s
	}
	if stem, rest, ok := strings.Cut(fold, "our"); ok && ourWords[stem] {
		fold = stem + "or" + rest
	}
	if len(fold) > 6 && strings.Contains(fold, "is") {
		for _, e := range iseEndings {
			if stem, ok := strings.CutSuffix(fold, e); ok {
				return stem + "iz" + e[2:]
			}
		}
	}
	if at := strings.Index(fold, "ll"); at > 0 && doubled[fold[:at+1]] {
		fold = fold[:at] + fold[at+1:]
	}
	return fold
}
