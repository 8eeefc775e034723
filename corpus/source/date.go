package source

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	isoDate   = regexp.MustCompile(`\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\D|$)`)
	compact   = regexp.MustCompile(`^\s*(\d{4})(\d{2})(\d{2})(?:\D|$)`)
	dottedDay = regexp.MustCompile(`\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b`)
	dayMonth  = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?\.?(?:\s+of)?[\s-]+(` + monthNames + `)\.?,?[\s-]+(\d{4})\b`)
	monthDay  = regexp.MustCompile(`(?i)\b(` + monthNames + `)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`)
)

const monthNames = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"

// parseDate finds the day in a text that is known to be a date: ISO 8601 in any
// of its forms, the dates of HTTP and mail, and dates with an English month's
// name. The day is the one written there, in the writer's own time zone, as UTC
// midnight. Dates that different countries read differently, such as 3/4/2024,
// are not guessed at; the zero time says so.
func parseDate(s string) time.Time {
	if len(s) > 200 {
		return time.Time{}
	}
	if m := compact.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if m := dayMonth.FindStringSubmatch(s); m != nil {
		return day(m[3], month(m[2]), m[1])
	}
	if m := monthDay.FindStringSubmatch(s); m != nil {
		return day(m[3], month(m[1]), m[2])
	}
	if m := dottedDay.FindStringSubmatch(s); m != nil {
		return day(m[3], m[2], m[1])
	}
	return time.Time{}
}

func month(name string) string {
	return strconv.Itoa(strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name[:3]))/3 + 1)
}

// day is a date that exists, or the zero time. Years before newspapers and after
// this century are no dates of publication.
func day(year, month, dayOfMonth string) time.Time {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(dayOfMonth)
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if y < 1600 || y > 2100 || t.Day() != d || int(t.Month()) != m {
		return time.Time{}
	}
	return t
}
