package answer

import (
	"math"
	"slices"
	"strings"

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
