package answer

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"footnote/corpus"
)

// quantity is a number in a text and what it counts.
type quantity struct {
	corpus.Span // words, not bytes
	value       float64
	// step is the place value of the last digit that is not a trailing zero:
	// 1000 for 7,000 and 0.1 for 4.8.
	step     float64
	unit     string // "%", a currency, or the stem of the counted noun; "" if none
	nouns    []string
	hedge    hedge
	vague    bool // "thousands of": an order of magnitude, not a number
	negative bool
	year     bool // could be a year
}

const (
	exact hedge = iota
	about
	atLeast // more than, over, at least
	atMost  // less than, up to
)

var numberWords = map[string]float64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
	"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
	"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
	"forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var scaleWords = map[string]float64{
	"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12,
	"mn": 1e6, "bn": 1e9, "tn": 1e12,
}

var vagueWords = map[string]float64{
	"dozens": 12, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9, "trillions": 1e12,
}

// suffixScale are the letters that follow a figure: 1.5m, 3bn, 10k.
var suffixScale = []struct {
	suffix string
	scale  float64
}{{"bn", 1e9}, {"mn", 1e6}, {"tn", 1e12}, {"m", 1e6}, {"b", 1e9}, {"k", 1e3}}

var currencySigns = []string{"$", "£", "€", "¥", "₹", "₩"}

var currencyWords = map[string]string{
	"dollar": "$", "usd": "$", "cent": "$", "pound": "£", "gbp": "£", "euro": "€", "eur": "€", "yen": "¥", "yuan": "¥",
	"rupe": "₹", "franc": "franc", "crown": "crown", "krona": "crown", "kronor": "crown", "krone": "crown", "kroner": "crown",
	"peso": "peso", "roubl": "rouble", "rubl": "rouble", "rand": "rand", "dinar": "dinar", "zloti": "zloty", "lira": "lira",
	"riyal": "riyal", "dirham": "dirham", "shekel": "shekel", "ringgit": "ringgit", "baht": "baht",
}

var percentWords = map[string]bool{"percent": true, "percentage": true, "pct": true}

// findQuantities reads the numbers of a text that are not part of a date.
func findQuantities(t *text, taken []bool) []quantity {
	var out []quantity
	for i := 0; i < len(t.words); i++ {
		if taken[i] {
			continue
		}
		q, next, ok := readQuantity(t, taken, i)
		if !ok || t.label(i) || t.words[i].fold == "one" && next == i+1 && t.pronounOne(i) {
			continue
		}
		b := t.before(i)
		q.negative = t.words[i].number && (strings.HasSuffix(b, " -") || strings.HasSuffix(b, "−") || b == "-")
		q.hedge = hedgeBefore(t, i)
		if q.unit != clockUnit {
			readUnit(t, &q)
		}
		if q.hedge == exact {
			q.hedge = hedgeBehind(t, q)
		}
		if isCurrency(q.unit) && i > 1 && startWords[t.words[i-2].fold] && (t.words[i-1].fold == "at" || t.words[i-1].fold == "from") {
			q.hedge = atLeast // prices start at 4,000 dollars
		}
		out = append(out, q)
		i = next - 1
	}
	// "from 640 to 910 crowns", "between 5 and 7 kilograms": both in one unit.
	for i := len(out) - 2; i >= 0; i-- {
		if q, next := &out[i], out[i+1]; q.unit == "" && !q.year && next.Start == q.End+1 && ranges[t.words[q.End].fold] {
			q.unit, q.nouns = next.unit, next.nouns
		}
	}
	for i := 1; i < len(out); i++ {
		if q, before := &out[i], out[i-1]; q.unit == "" && !q.year && isCurrency(before.unit) && t.words[q.Start-1].fold == "to" && q.Start-before.End <= 2 {
			q.unit, q.nouns = before.unit, before.nouns
		}
	}
	return out
}

// ranges are the words between the ends of a range.
var ranges = set(`to and or`)

// label says that the figure at word i is part of a name: Boeing 737, Article 5.
func (t *text) label(i int) bool {
	if i == 0 || !t.words[i].number || t.gap(i-1) != " " {
		return false
	}
	if i+1 < len(t.words) && (currencyWords[t.words[i+1].stem] != "" || percentWords[t.words[i+1].fold]) || strings.Contains(t.words[i].text, ",") {
		return false
	}
	if t.countedIn(i) {
		return false
	}
	w := t.words[i-1]
	return w.upper && !w.stop && !dateWords[w.fold] && months[w.fold] == 0 && !connectives[w.fold]
}

// countedIn says that the number at word i counts something in a place that is named
// before it: "in Arno 41 houses collapsed".
func (t *text) countedIn(i int) bool {
	if i+1 >= len(t.words) || !t.close(i) || t.words[i+1].upper || t.words[i+1].stop || !isPlural(t.words[i+1].fold) {
		return false
	}
	k := i - 1
	for k > 0 && (t.words[k].upper && !t.words[k].stop || t.words[k].fold == "the") {
		k--
	}
	return k < i-1 && (namedPlaces[t.words[k].fold] || k == 0 && places[t.words[k].fold])
}

// namedPlaces are the prepositions before the name of a place, and seldom before that
// of a make.
var namedPlaces = set(`in at near round around across throughout outside inside`)

// pronounOne says that the "one" at word i counts nothing: no one, one of them,
// one another.
func (t *text) pronounOne(i int) bool {
	if i > 0 {
		switch t.words[i-1].fold {
		case "no", "any", "every", "some", "each", "the", "this", "that":
			return true
		}
	}
	if i+1 < len(t.words) {
		switch f := t.words[i+1].fold; f {
		case "of", "in":
			return i+2 >= len(t.words) || !countable(t.words[i+2]) && f == "of" // one of ten
		case "another", "half", "third", "quarter", "fifth", "tenth", "every", "each", "per":
			return true
		}
	}
	return !t.close(i)
}

// countable says that a word is a number.
func countable(w word) bool {
	_, ok := numberWords[w.fold]
	return ok || w.number
}

func readQuantity(t *text, taken []bool, i int) (q quantity, next int, ok bool) {
	w := t.words[i]
	q.Start = i
	if v, is := vagueWords[w.fold]; is {
		q.value, q.step, q.vague, q.End = v, v, true, i+1
		return q, i + 1, true
	}
	if v, is := t.colonTime(i); is {
		q.value, q.step, q.unit, q.End = v, 1.0/60, clockUnit, i+2
		return q, i + 2, true
	}
	if v, step, is := parseFigure(w.fold, t.decimalComma); is {
		q.value, q.step = v, step
		q.year = v >= 1000 && v <= 2100 && len(w.text) == 4
		next = i + 1
		if f, is := fractionAfter(t, i); is {
			q.value, q.step = q.value+f, 0.25
			next++
		}
	} else if v, n := parseWords(t, i); n > 0 {
		q.value, q.step, next = v, stepOf(v), i+n
		if f, n := halfBehind(t, next); n > 0 {
			q.value, q.step, next = q.value+f, 0.25, next+n
		}
	} else if f, is := vulgarFraction(w.text); is {
		q.value, q.step, next = f, 0.25, i+1
	} else {
		return q, i, false
	}
	for next < len(t.words) && !taken[next] && t.close(next-1) {
		s, is := scaleWords[t.words[next].fold]
		if !is {
			break
		}
		q.value, q.step, q.year = q.value*s, q.step*s, false
		next++
	}
	q.End = next
	return q, next, true
}

// parseFigure reads a figure such as 7,000 or 4.8 or 1.5m or 24th or 1990s.
func parseFigure(s string, decimalComma bool) (value, step float64, ok bool) {
	if s == "" || !unicode.IsDigit(rune(s[0])) {
		return 0, 0, false
	}
	scale := 1.0
	end := len(s)
	for end > 0 && (s[end-1] < '0' || s[end-1] > '9') {
		end--
	}
	switch tail := s[end:]; tail {
	case "", "st", "nd", "rd", "th", "s", "'s":
	default:
		known := false
		for _, x := range suffixScale {
			if tail == x.suffix {
				scale, known = x.scale, true
				break
			}
		}
		if !known { // a unit glued to the figure: 10km, 5g
			if strings.ContainsFunc(tail, unicode.IsDigit) || len(tail) > 4 {
				return 0, 0, false
			}
		}
	}
	digits, ok := ungroup(s[:end], decimalComma)
	if !ok {
		return 0, 0, false
	}
	value, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsInf(value, 0) {
		return 0, 0, false
	}
	step = 1
	if dot := strings.IndexByte(digits, '.'); dot >= 0 {
		step = math.Pow10(-(len(digits) - dot - 1))
	} else {
		step = stepOf(value)
	}
	return value * scale, step * scale, true
}

// ungroup takes the separators of thousands out of a figure and makes its decimal
// separator a point. A comma that does not separate three digits is a decimal
// one in any language; what fits neither way is no figure.
func ungroup(s string, decimalComma bool) (string, bool) {
	group, point := ",", "."
	if decimalComma || strings.Count(s, ",") == 1 && len(s)-strings.IndexByte(s, ',') != 4 && !strings.Contains(s, ".") {
		group, point = ".", ","
	}
	whole, fraction, decimal := strings.Cut(s, point)
	if strings.ContainsAny(fraction, ".,") {
		return "", false
	}
	groups := strings.Split(whole, group)
	for i, g := range groups {
		if len(groups) > 1 && (len(g) > 3 || i > 0 && len(g) != 3) || g == "" {
			return "", false
		}
	}
	if decimal {
		return strings.Join(groups, "") + "." + fraction, true
	}
	return strings.Join(groups, ""), true
}

// stepOf is the place value of the last digit before the trailing zeros.
func stepOf(v float64) float64 {
	step := 1.0
	for v != 0 && step < 1e15 && math.Mod(v, step*10) == 0 {
		step *= 10
	}
	return step
}

// parseWords reads a number in words at word i: "seven", "twenty-four",
// "two hundred and six". It returns how many words it took.
func parseWords(t *text, i int) (value float64, n int) {
	total, part := 0.0, 0.0
	j := i
	for j < len(t.words) {
		f := t.words[j].fold
		if v, ok := numberWords[f]; ok {
			if j > i && (!t.close(j-1) || part > 0 && math.Mod(part, 100) != 0 && (math.Mod(part, 10) != 0 || v > 9)) {
				break
			}
			part += v
			j++
			continue
		}
		if s, ok := scaleWords[f]; ok && len(f) > 2 {
			if j > i && !t.close(j-1) {
				break
			}
			if j == i { // "a hundred", "a dozen", "half a million"
				if i == 0 || t.words[i-1].fold != "a" && t.words[i-1].fold != "an" {
					if f != "dozen" && f != "hundred" && f != "thousand" {
						break
					}
				}
				part = 1
				if i >= 2 && t.words[i-2].fold == "half" {
					part = 0.5
				}
			}
			if s == 100 {
				part *= s
			} else {
				total, part = total+part*s, 0
			}
			j++
			continue
		}
		if f == "and" && j > i && part >= 100 && math.Mod(part, 100) == 0 && j+1 < len(t.words) && t.close(j-1) {
			if _, ok := numberWords[t.words[j+1].fold]; ok {
				j++
				continue
			}
		}
		break
	}
	if j == i {
		return 0, 0
	}
	return total + part, j - i
}

// halfBehind reads the fraction of one and a half, and how many words it takes.
func halfBehind(t *text, i int) (float64, int) {
	if i+2 >= len(t.words) || t.words[i].fold != "and" || t.words[i+1].fold != "a" || !t.close(i-1) {
		return 0, 0
	}
	switch t.words[i+2].fold {
	case "half":
		return 0.5, 3
	case "quarter":
		return 0.25, 3
	}
	return 0, 0
}

func vulgarFraction(s string) (float64, bool) {
	switch s {
	case "½":
		return 0.5, true
	case "¼":
		return 0.25, true
	case "¾":
		return 0.75, true
	}
	return 0, false
}

// fractionAfter reads the ½ of 6½, which is a word of its own.
func fractionAfter(t *text, i int) (float64, bool) {
	if i+1 < len(t.words) && t.gap(i) == "" {
		return vulgarFraction(t.words[i+1].text)
	}
	return 0, false
}

// readUnit finds what the number counts: the percent or currency sign at it, or
// the nouns that follow it.
func readUnit(t *text, q *quantity) {
	last := q.End - 1
	gap := t.gap(last)
	if strings.HasPrefix(gap, "%") || strings.HasPrefix(gap, " %") {
		q.unit, q.year = "%", false
		return
	}
	before := strings.TrimRight(t.before(q.Start), " ")
	for _, sign := range currencySigns {
		if strings.HasSuffix(before, sign) || strings.HasPrefix(strings.TrimSpace(gap), sign) {
			q.unit, q.year = sign, false
			return
		}
	}
	at := q.End
	for n := 0; at < len(t.words) && n < 4; at, n = at+1, n+1 {
		between := t.gap(at - 1)
		if between != " " && between != "-" && between != "\n" && between != "‑" {
			break
		}
		w := t.words[at]
		switch {
		case percentWords[w.fold], w.fold == "per" && at+1 < len(t.words) && t.words[at+1].fold == "cent":
			q.unit, q.year = "%", false
			return
		case currencyWords[w.stem] != "" && n <= 1:
			q.unit, q.year = currencyWords[w.stem], false
			return
		case w.fold == "of" && (q.vague || n > 0):
			continue
		case w.stop || w.number || comparing[w.fold]:
			n = 4
		default:
			q.nouns = append(q.nouns, w.stem)
			if isPlural(w.fold) {
				n = 4 // the head noun of "shipping containers"
			}
		}
		if n == 4 {
			break
		}
	}
	if len(q.nouns) > 1 && q.value != 1 && t.gap(q.End-1) == " " && attributiveTimes[t.words[q.End].fold] && q.nouns[0] == t.words[q.End].stem {
		q.nouns = q.nouns[1:] // 3,000 day tickets
	}
	if len(q.nouns) > 0 {
		q.unit = q.nouns[len(q.nouns)-1]
	}
}

// attributiveTimes are units of time in the singular, which stand before a noun.
var attributiveTimes = set(`minute hour day week month year`)

// comparing words stand behind a number and say what it is compared with.
var comparing = set(`over above under below more less fewer than every each per instead higher lower older younger longer shorter
taller heavier lighter cheaper ahead behind later earlier ago away apart`)

// isPlural guesses from its form whether an English word is a plural noun.
func isPlural(w string) bool {
	if w == "people" || w == "men" || w == "women" || w == "children" {
		return true
	}
	return len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is")
}

// sameValue says that two numbers are equal as printed.
func sameValue(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b))
}

// farRounding is how far rounding may carry a number, as a share of it: 7,000 is
// no rounded form of 10,000 although 10,000 shows one digit only.
const farRounding = 0.1

// roundsTo says that the exact value, rounded at the digits that claim shows,
// gives claim.
func roundsTo(claim quantity, value float64) bool {
	if claim.step <= 0 || math.Abs(claim.value-value) > farRounding*math.Abs(value) {
		return false
	}
	return sameValue(math.Round(value/claim.step)*claim.step, claim.value)
}

// supports says that the number that a source gives carries the number that a
// sentence claims: the same value in the same unit, a hedged claim that the
// value rounds to, or a bound that the value keeps. A bound of the source is no
// exact number.
func (q quantity) supports(claim quantity) bool {
	have, want := q.value, claim.value
	if q.vague != claim.vague || q.negative != claim.negative {
		return false
	}
	mine, measured := q.measure()
	theirs, claimed := claim.measure()
	switch {
	case measured && claimed:
		if mine.dimension != theirs.dimension {
			return false
		}
		if mine.factor != theirs.factor {
			have = have * mine.factor / theirs.factor
		}
	case measured != claimed && q.unit != "" && claim.unit != "", !unitsAgree(q.unit, claim.unit):
		return false
	}
	// A conversion of months or miles is exact to a per cent at best.
	same := sameValue(have, want) || mine.factor != theirs.factor && math.Abs(have-want) <= 0.01*want
	switch claim.hedge {
	case atLeast:
		return same && q.hedge == atLeast || q.hedge != atMost && have > want
	case atMost:
		return same && q.hedge == atMost || q.hedge != atLeast && have < want
	case about:
		return same || !q.vague && q.hedge != atLeast && q.hedge != atMost && roundsTo(claim, have)
	}
	return same && q.hedge != atLeast && q.hedge != atMost
}

// unitsAgree compares only what can be compared: a percentage is no count, and
// dollars are no euros.
func unitsAgree(a, b string) bool {
	hard := func(u string) bool { return u == "%" || isCurrency(u) }
	if hard(a) || hard(b) {
		return a == b
	}
	return true
}

func isCurrency(u string) bool {
	if slices.Contains(currencySigns, u) {
		return true
	}
	for _, name := range currencyWords {
		if name == u {
			return true
		}
	}
	return false
}
