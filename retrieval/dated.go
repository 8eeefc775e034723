package retrieval

import (
	"strings"
	"time"
)

// Dated is a day of the contract for people: "17 June 2024", or "June 2024" where the
// day does not matter; "" for one that is no day.
func Dated(day string, exactly bool) string {
	t, err := time.Parse(time.DateOnly, day)
	switch {
	case err != nil:
		return ""
	case exactly:
		return t.Format("2 January 2006")
	}
	return t.Format("January 2006")
}

// MonthsApart says that no two of these days lie in one month, so that months tell
// them apart. Unknown days do not count.
func MonthsApart(days []string) bool {
	seen := make(map[string]bool)
	for _, d := range days {
		month := Dated(d, false)
		if month != "" && seen[month] {
			return false
		}
		seen[month] = true
	}
	return true
}

// TimesExplained says what the relative times of a citation's quote mean, in one
// line; "" if it has none.
func TimesExplained(c Citation) string {
	var known, unknown []string
	for _, t := range c.Times {
		text := "“" + strings.Join(strings.Fields(t.Text), " ") + "”"
		if t.Means == "" {
			unknown = append(unknown, text)
		} else {
			known = append(known, text+" = "+t.Means)
		}
	}
	var out []string
	if len(known) > 0 {
		out = append(out, strings.Join(known, ", "))
		if c.Published != "" {
			out[0] += " (article of " + c.Published + ")"
		}
	}
	if len(unknown) > 0 {
		out = append(out, strings.Join(unknown, ", ")+": the article has no date")
	}
	return strings.Join(out, "; ")
}
