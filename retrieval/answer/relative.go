package answer

import (
	"fmt"
	"strings"
	"time"

	"footnote/corpus"
)

// relative is a time in a text that is counted from the day on which the text was
// published: yesterday, on Tuesday, last year, two weeks ago.
type relative struct {
	corpus.Span      // words
	when        date // the day, month or year that it means; zero for a week or a season
	means       string
}

// relativeTimes finds the relative times of a text and resolves them against the
// day of publication. What can be read in two ways is left out: "last summer" in a
// text of November, "last Tuesday" on a Thursday, "on Tuesday" without a verb that
// tells whether it has been. Times of a story, such as "the next day", and of habits,
// such as "every Monday", are counted from nothing.
//
// The day may be the zero time: then the relative times are found, and means is "".
func relativeTimes(t *text, day time.Time) []relative {
	var out []relative
	taken := 0
	r := resolver{text: t, day: day}
	for i := 0; i < len(t.words); i++ {
		if i < taken || t.inDate(i) {
			continue
		}
		for _, rule := range []func(int) (relative, bool){r.nearDay, r.shifted, r.ago, r.weekday, r.calendar} {
			found, ok := rule(i)
			if !ok {
				continue
			}
			if found.when.year != 0 {
				found.means = found.when.String()
			}
			if found.means != "" || day.IsZero() {
				out = append(out, found)
			}
			taken = found.End
			break
		}
	}
	return out
}

// inDate says that word i belongs to a date that names its year.
func (t *text) inDate(i int) bool {
	for _, x := range t.dates {
		if i >= x.start && i < x.end && x.year > 0 {
			return true
		}
	}
	return false
}

// String is a date for people: 2023-11-14, November 2023, or 2023.
func (d date) String() string {
	switch {
	case d.day > 0:
		return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
	case d.month > 0:
		return fmt.Sprintf("%s %04d", time.Month(d.month), d.year)
	}
	return fmt.Sprintf("%04d", d.year)
}

func onDay(d time.Time) date { return date{year: d.Year(), month: int(d.Month()), day: d.Day()} }

// resolver resolves the relative times of one text.
type resolver struct {
	*text
	day time.Time // zero if unknown
}

func (r resolver) fold(i int) string {
	if i < 0 || i >= len(r.words) {
		return ""
	}
	return r.words[i].fold
}

// known says that the day of publication is.
func (r resolver) known() bool { return !r.day.IsZero() }

func (r resolver) at(start, end int, d date) (relative, bool) {
	x := relative{Span: corpus.Span{Start: start, End: end}}
	if r.known() {
		x.when = d
	}
	return x, true
}

func (r resolver) meaning(start, end int, means string) (relative, bool) {
	x := relative{Span: corpus.Span{Start: start, End: end}}
	if r.known() {
		x.means = means
	}
	return x, true
}

// nearDay reads yesterday, today, tomorrow and their parts.
func (r resolver) nearDay(i int) (relative, bool) {
	offset := 0
	switch w := r.fold(i); {
	case w == "yesterday":
		offset = -1
	case w == "tomorrow":
		offset = 1
	case w == "today", w == "tonight":
	case w == "this" && partsOfDay[r.fold(i+1)]:
		return r.at(i, i+2, onDay(r.day))
	case w == "last" && r.fold(i+1) == "night" && r.fold(i-1) != "the":
		return r.at(i, i+2, onDay(r.day.AddDate(0, 0, -1)))
	default:
		return relative{}, false
	}
	end := i + 1
	if partsOfDay[r.fold(end)] {
		end++
	}
	return r.at(i, end, onDay(r.day.AddDate(0, 0, offset)))
}

var partsOfDay = set(`morning afternoon evening night`)

// shifted reads last, this and next before a span of the calendar.
func (r resolver) shifted(i int) (relative, bool) {
	by, ok := shifts[r.fold(i)]
	if !ok || i+1 >= len(r.words) || !r.close(i) {
		return relative{}, false
	}
	switch before := r.fold(i - 1); {
	case before == "the" || before == "that" || before == "his" || before == "her" || before == "their" || before == "its":
		return relative{}, false // "the next day" is counted from another day
	}
	unit := r.fold(i + 1)
	switch unit {
	case "year":
		return r.at(i, i+2, date{year: r.day.Year() + by})
	case "month":
		first := time.Date(r.day.Year(), r.day.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, by, 0)
		return r.at(i, i+2, date{year: first.Year(), month: int(first.Month())})
	case "week":
		return r.meaning(i, i+2, "the week of "+onDay(monday(r.day).AddDate(0, 0, 7*by)).String())
	case "weekend":
		if by == 0 && r.known() { // this weekend: the coming one, or on it the present one
			by = 1
		}
		saturday := monday(r.day).AddDate(0, 0, 5+7*(by-1))
		if by < 0 {
			saturday = monday(r.day).AddDate(0, 0, -2)
		}
		if r.known() && (r.day.Weekday() == time.Saturday || r.day.Weekday() == time.Sunday || by > 0 && r.fold(i) == "next") {
			return r.meaning(i, i+2, "")
		}
		return r.meaning(i, i+2, "the weekend of "+onDay(saturday).String())
	}
	if months[unit] > 0 && r.words[i+1].upper {
		return r.at(i, i+2, r.shiftedMonth(by, months[unit]))
	}
	if day, ok := weekdayOf[unit]; ok && r.words[i+1].upper {
		return r.at(i, i+2, r.shiftedWeekday(by, day))
	}
	if seasons[unit] > 0 {
		return r.meaning(i, i+2, r.shiftedSeason(by, unit))
	}
	return relative{}, false
}

var shifts = map[string]int{"last": -1, "this": 0, "next": 1, "coming": 1, "past": -1}

var weekdayOf = map[string]time.Weekday{
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday,
	"friday": time.Friday, "saturday": time.Saturday, "sunday": time.Sunday,
}

// monday is the first day of a day's week.
func monday(d time.Time) time.Time { return d.AddDate(0, 0, -(int(d.Weekday())+6)%7) }

// shiftedMonth is "last September": the one of the year before, unless this year's
// has been; then it may be either.
func (r resolver) shiftedMonth(by, month int) date {
	now := int(r.day.Month())
	switch {
	case by == 0:
		return date{year: r.day.Year(), month: month}
	case by < 0 && month >= now:
		return date{year: r.day.Year() - 1, month: month}
	case by > 0 && month <= now:
		return date{year: r.day.Year() + 1, month: month}
	}
	return date{}
}

// shiftedWeekday is "last Tuesday" where that is both the latest one and one of the
// week before, and "next Tuesday" likewise. Otherwise people mean either.
func (r resolver) shiftedWeekday(by int, day time.Weekday) date {
	if !r.known() {
		return date{}
	}
	there := monday(r.day).AddDate(0, 0, (int(day)+6)%7+7*by)
	apart := int(there.Sub(r.day).Hours()) / 24
	if by != 0 && (apart < -7 || apart > 7) {
		return date{}
	}
	return onDay(there)
}

// seasons are the first months of the meteorological seasons of the northern half of
// the world. Only the year is taken from them.
var seasons = map[string]int{"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

// shiftedSeason is "last summer": that of the year before until this year's is over,
// from then on either.
func (r resolver) shiftedSeason(by int, name string) string {
	first, now, year := seasons[name], int(r.day.Month()), r.day.Year()
	if name == "winter" { // it lies in two years
		switch {
		case by == 0 && now >= 10:
		case by == 0 && now <= 3, by < 0 && now >= 4 && now <= 11:
			year--
		case by > 0 && now >= 3 && now <= 9:
		default:
			return ""
		}
		return fmt.Sprintf("winter %d/%02d", year, (year+1)%100)
	}
	switch {
	case by < 0 && now < first+3:
		year--
	case by > 0 && now >= first:
		year++
	case by != 0:
		return ""
	}
	return fmt.Sprintf("%s %d", name, year)
}

// ago reads "three days ago", and "in three days" of what will be.
func (r resolver) ago(i int) (relative, bool) {
	n, unit, end := 0, "", i+1
	switch f := r.fold(i); {
	case f == "a" || f == "an":
		n, unit = 1, r.fold(i+1)
		end = i + 2
	default:
		for _, q := range r.quantities {
			if q.Start == i && len(q.nouns) > 0 && q.value == float64(int(q.value)) && q.value < 2000 && q.End < len(r.words) && !q.negative {
				n, unit, end = int(q.value), r.fold(q.End), q.End+1
			}
		}
	}
	if n <= 0 || (r.fold(end) != "ago" || !r.close(end-1)) && (r.fold(i-1) != "in" || !plainDay[unit] || !r.awaited(i, end)) {
		return relative{}, false
	}
	start := i
	if r.fold(end) == "ago" {
		n, end = -n, end+1
	} else {
		start--
	}
	about := ""
	if n < -20 || n > 20 {
		about = "about "
	}
	switch strings.TrimSuffix(unit, "s") {
	case "day":
		if about == "" {
			return r.at(start, end, onDay(r.day.AddDate(0, 0, n)))
		}
		return r.meaning(start, end, about+onDay(r.day.AddDate(0, 0, n)).String())
	case "week":
		return r.meaning(start, end, "about "+onDay(r.day.AddDate(0, 0, 7*n)).String())
	case "month":
		first := time.Date(r.day.Year(), r.day.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, n, 0)
		return r.meaning(start, end, "about "+date{year: first.Year(), month: int(first.Month())}.String())
	case "year":
		if about == "" {
			return r.at(start, end, date{year: r.day.Year() + n})
		}
		if r.day.Year()+n < 1 {
			return relative{}, false
		}
		return r.meaning(start, end, about+date{year: r.day.Year() + n}.String())
	}
	return relative{}, false
}

var plainDay = set(`day days week weeks month months year years`)

// weekday reads "on Tuesday" as the latest one, or the coming one of what will be.
func (r resolver) weekday(i int) (relative, bool) {
	day, ok := weekdayOf[r.fold(i)]
	if !ok || !r.words[i].upper || i+1 < len(r.words) && r.words[i+1].upper && r.gap(i) == " " && months[r.fold(i+1)] == 0 {
		return relative{}, false
	}
	if r.nearDate(i) || habitual[r.fold(i-1)] || i > 1 && habitual[r.fold(i-2)] && r.fold(i-1) == "and" {
		return relative{}, false
	}
	start, end := i, i+1
	if r.fold(i-1) == "on" {
		start--
	}
	if partsOfDay[r.fold(end)] && r.close(i) {
		end++
	}
	if !r.known() {
		return r.at(start, end, date{})
	}
	tense := r.direction(i, end)
	if tense == 0 || r.elsewhere() || r.specified(end) {
		return r.at(start, end, date{})
	}
	back := (int(r.day.Weekday()) - int(day) + 7) % 7
	switch {
	case tense < 0:
		return r.at(start, end, onDay(r.day.AddDate(0, 0, -back)))
	case back == 0: // today, or in a week
		return r.at(start, end, date{})
	}
	return r.at(start, end, onDay(r.day.AddDate(0, 0, 7-back)))
}

// habitual are the words before a weekday that comes every week, or is another one's.
var habitual = set(`every each a that the following any most per`)

// nearDate says that a weekday stands beside its date: Tuesday, 14 November.
func (t *text) nearDate(i int) bool {
	for _, x := range t.dates {
		if x.day > 0 && (x.start >= i && x.start <= i+1 || x.end == i) {
			return true
		}
	}
	return false
}

// calendar reads a month, or a day of one, without its year: the latest one, or the
// coming one of what will be.
func (r resolver) calendar(i int) (relative, bool) {
	for _, x := range r.dates {
		if x.start != i || x.year != 0 || x.month == 0 {
			continue
		}
		start := i
		if before := r.fold(i - 1); before == "in" || before == "on" {
			start--
		}
		if !r.known() {
			return r.at(start, x.end, date{})
		}
		tense := r.direction(i, x.end)
		if x.day == 0 && tense != 0 && start == i && r.leading(i) == i {
			tense = 0 // "the firm published June figures"
		}
		if _, shifted := shifts[r.fold(i-1)]; shifted || r.specified(x.end) || tense == 0 || r.elsewhere() || habitual[r.fold(i-1)] {
			return r.at(start, x.end, date{})
		}
		d := date{year: r.day.Year(), month: x.month, day: x.day}
		has, now := d.month*100+d.day, int(r.day.Month())*100+r.day.Day()
		if d.day == 0 {
			now -= r.day.Day()
		}
		if tense < 0 && has > now {
			d.year--
		}
		if tense > 0 && has < now {
			d.year++
		}
		return r.at(start, x.end, d)
	}
	return relative{}, false
}

// specified says that the words from k on tell which month or day is meant: in May (of)
// last year, on Monday next week.
func (r resolver) specified(k int) bool {
	if r.fold(k) == "of" {
		k++
	}
	f := r.fold(k)
	_, shifted := shifts[f]
	return shifted || (f == "the" || f == "that") && (r.fold(k+1) == "year" || r.fold(k+2) == "year")
}

// elsewhere says that the text tells of another year than that of publication and
// the ones beside it, so that its days and months are of that year.
func (r resolver) elsewhere() bool {
	for _, x := range r.dates {
		if x.year > 0 && (x.year < r.day.Year()-1 || x.year > r.day.Year()+1) {
			return true
		}
	}
	return false
}
