package answer

import (
	"strconv"
	"strings"
)

// date is a calendar date in a text; what it does not say is 0.
type date struct {
	year, month, day int
	start, end       int // words
}

var months = map[string]int{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
	"september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
	"nov": 11, "dec": 12,
}

// findDates reads the dates of a text and says which words they took.
func findDates(t *text) (dates []date, taken []bool) {
	taken = make([]bool, len(t.words))
	for i := 0; i < len(t.words); i++ {
		if taken[i] {
			continue
		}
		d, ok := isoDate(t, i)
		if !ok {
			d, ok = writtenDate(t, i)
		}
		if !ok {
			d, ok = yearAlone(t, i)
		}
		if !ok {
			continue
		}
		for j := d.start; j < d.end; j++ {
			taken[j] = true
		}
		dates = append(dates, d)
		i = d.end - 1
	}
	return dates, taken
}

// isoDate reads 2023-09-13.
func isoDate(t *text, i int) (date, bool) {
	if i+2 >= len(t.words) || t.gap(i) != "-" || t.gap(i+1) != "-" {
		return date{}, false
	}
	y, okY := number(t.words[i].text, 1000, 2999)
	m, okM := number(t.words[i+1].text, 1, 12)
	d, okD := number(t.words[i+2].text, 1, 31)
	return date{y, m, d, i, i + 3}, okY && okM && okD
}

// writtenDate reads a month by its name with the day before or after it and
// the year behind: 13 September 2023, Sept. 13, 2023, March 2024, the 5th of May.
func writtenDate(t *text, i int) (date, bool) {
	d := date{start: i, end: i + 1}
	at := i
	if day, ok := dayNumber(t.words[i].text); ok {
		d.day = day
		at++
		if at < len(t.words) && t.words[at].fold == "of" {
			at++
		}
	}
	if at >= len(t.words) {
		return date{}, false
	}
	m, ok := months[t.words[at].fold]
	if !ok || !t.words[at].upper || at > i && strings.Trim(t.gap(at-1), " -") != "" {
		return date{}, false
	}
	d.month, d.end = m, at+1
	next := func() (word, bool) {
		if d.end >= len(t.words) || strings.Trim(t.gap(d.end-1), " .,-") != "" {
			return word{}, false
		}
		return t.words[d.end], true
	}
	if w, ok := next(); ok && d.day == 0 {
		if day, ok := dayNumber(w.text); ok {
			d.day = day
			d.end++
		}
	}
	if w, ok := next(); ok {
		if y, ok := number(w.text, 1000, 2999); ok && len(w.text) == 4 {
			d.year = y
			d.end++
		}
	}
	// A month alone may be a name or a verb: May, March, August.
	if d.day == 0 && d.year == 0 && (t.opens(i) || i == 0 || !monthContext[t.words[i-1].fold]) {
		return date{}, false
	}
	return d, true
}

// monthContext are words that stand before a month that is named alone.
var monthContext = set(`in since until by last next this of from during to early late mid between and before after
through around throughout`)

// yearAlone reads a four-digit year that nothing marks as a count.
func yearAlone(t *text, i int) (date, bool) {
	w := t.words[i]
	y, ok := number(w.text, 1000, 2100)
	if !ok || len(w.text) != 4 {
		return date{}, false
	}
	if b := t.before(i); strings.ContainsAny(b, "$£€¥#") {
		return date{}, false
	}
	if strings.HasPrefix(t.gap(i), "%") {
		return date{}, false
	}
	// "1500 people" is a count, "the 2016 season" is a year: a plural noun tells.
	if i+1 < len(t.words) && t.close(i) {
		n := t.words[i+1]
		if !n.upper && !n.stop && isPlural(n.fold) && (i == 0 || !yearContext[t.words[i-1].fold]) {
			return date{}, false
		}
	}
	return date{year: y, start: i, end: i + 1}, true
}

// yearContext are words after which a four-digit number is a year, even when a
// plural follows: "the 2016 elections".
var yearContext = set(`in since until during early late the year`)

func number(s string, low, high int) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= low && n <= high
}

func dayNumber(s string) (int, bool) {
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		s = strings.TrimSuffix(s, suffix)
	}
	if len(s) > 2 {
		return 0, false
	}
	return number(s, 1, 31)
}

// supports says that everything that the claimed date says stands in d.
func (d date) supports(claim date) bool {
	return (claim.year == 0 || claim.year == d.year) &&
		(claim.month == 0 || claim.month == d.month) &&
		(claim.day == 0 || claim.day == d.day)
}
