package answer

import (
	"strings"

	"footnote/corpus"
)

// clock is a time of day in a text.
type clock struct {
	corpus.Span     // words
	minute      int // of the day; of half a day unless known
	known       bool
}

// findClocks reads the times of day of a text and says which words they took: 5:40,
// 5.40 a.m., 10 p.m., 17 h are no counts.
func findClocks(t *text) (clocks []clock, taken []bool) {
	taken = make([]bool, len(t.words)+1)
	for i := 0; i < len(t.words); i++ {
		c, ok := readClock(t, i)
		if !ok {
			continue
		}
		for k := c.Start; k < c.End; k++ {
			taken[k] = true
		}
		clocks = append(clocks, c)
		i = c.End - 1
	}
	return clocks, taken
}

func readClock(t *text, i int) (clock, bool) {
	w := t.words[i]
	c := clock{Span: corpus.Span{Start: i, End: i + 1}}
	minutes := false
	hour, ok := number(w.text, 0, 24)
	if h, m, cut := strings.Cut(w.text, "."); !ok && cut && len(m) == 2 {
		var okH, okM bool
		hour, okH = number(h, 0, 24)
		c.minute, okM = number(m, 0, 59)
		ok, minutes = okH && okM, okH && okM
		if !ok || i+1 >= len(t.words) || t.half(i+1) == 0 { // 5.40 alone is a number
			return clock{}, false
		}
	}
	if !ok {
		return clock{}, false
	}
	if i+1 < len(t.words) && t.gap(i) == ":" && len(t.words[i+1].text) == 2 {
		m, okM := number(t.words[i+1].text, 0, 59)
		// A score or a ratio has no preposition of time before it.
		if !okM || i+2 < len(t.words) && t.gap(i+1) == ":" {
			return clock{}, false
		}
		c.minute, c.End, minutes = m, i+2, true
	}
	switch half := t.half(c.End); {
	case half > 0:
		hour = hour%12 + 12*(half-1)
		c.known = true
		c.End++
		if c.End < len(t.words) && t.words[c.End].fold == "m" && t.gap(c.End-1) == "." {
			c.End++
		}
	case !minutes || i == 0 || !clockWords[t.words[i-1].fold]:
		return clock{}, false
	default:
		c.known = hour == 0 || hour > 12
	}
	c.minute += 60 * (hour % 24)
	return c, true
}

// clockWords stand before a time of day.
var clockWords = set(`at by from until till before after around about to and between since`)

// half is 1 for the a.m. and 2 for the p.m. that word i is, else 0.
func (t *text) half(i int) int {
	if i <= 0 || i >= len(t.words) || strings.TrimSpace(t.gap(i-1)) != "" {
		return 0
	}
	w := t.words[i].fold
	if len(w) == 1 && i+1 < len(t.words) && t.gap(i) == "." && t.words[i+1].fold == "m" {
		w += "m"
	}
	switch strings.ReplaceAll(w, ".", "") {
	case "am":
		return 1
	case "pm":
		return 2
	}
	return 0
}

// differs says that two times of day cannot both be right. Without a.m. or p.m. they
// are compared within half a day.
func (c clock) differs(other clock) bool {
	if c.known && other.known {
		return c.minute != other.minute
	}
	return c.minute%720 != other.minute%720
}

// clockUnit is the unit of a quantity that is written as a time is.
const clockUnit = "clock"

// colonTime reads 5:40 at word i as one figure, in hours of half a day: 5:40 and 17:40
// are the same, 5:40 and 6:40 are not. Three of them, 1:14:05, are no time of day.
func (t *text) colonTime(i int) (hours float64, ok bool) {
	if i+1 >= len(t.words) || t.gap(i) != ":" || len(t.words[i+1].text) != 2 ||
		i+2 < len(t.words) && t.gap(i+1) == ":" || i > 0 && t.gap(i-1) == ":" {
		return 0, false
	}
	h, okH := number(t.words[i].text, 0, 24)
	m, okM := number(t.words[i+1].text, 0, 59)
	return float64(h%12) + float64(m)/60, okH && okM
}
