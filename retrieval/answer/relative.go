package answer

import (
	"fmt"
	"strings"
	"time"

	"footnote/corpus"

	"footnote/retrieval"
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

// awaited says that "in three weeks" is told of what is to be. Without a day it is not
// resolved, and a verb that hints at it is enough.
func (r resolver) awaited(start, end int) bool {
	return r.direction(start, end) > 0 || !r.known() && r.tense(start) > 0
}

// outlook is what the verb group of a clause tells of when something happens.
type outlook int

const (
	silent  outlook = iota // no finite verb
	open                   // it may have been or be to come: could, was to, opens
	ahead                  // it is to be
	past                   // it has been
	perfect                // it has been, on no day that is told: has been closed
	bare                   // a past form that may be a participle behind a noun
)

// direction says whether the time in the words start to end is one that has been (-1)
// or is to be (1). The verb group before it in its clause tells, or that behind it if
// it opens the clause. What can be read in two ways is 0: "could open on Friday", "was
// closed until Friday", "the shop opens on Friday".
func (r resolver) direction(start, end int) int {
	at := r.leading(start)
	link := ""
	if at < start {
		link = r.fold(at)
	} else if r.hangs(start) {
		return 0
	}
	told := silent
	if r.bounded(at) {
		told = r.tellingBehind(at, end)
	} else {
		told = r.tellingBefore(at, end)
	}
	switch {
	case told == ahead && link != "since":
		return 1
	case (told == past || told == perfect) && link == "since", told == past && (link == "on" || link == "in" || link == ""):
		return -1
	}
	return 0
}

// leading is the place of the preposition before the time at word i, or i if there is
// none: "until the end of June".
func (r resolver) leading(i int) int {
	k := i - 1
	for k >= 0 && (aboutTime[r.fold(k)] || r.fold(k) == "of" && partsOfTime[r.fold(k-1)] || r.fold(k) == "the" && aboutTime[r.fold(k+1)] && k+1 < i) {
		k--
	}
	if k >= 0 && timeLinks[r.fold(k)] {
		return k
	}
	return i
}

var (
	timeLinks   = set(`on in by until till before after from since at to for through during`)
	partsOfTime = set(`end beginning start middle morning evening afternoon night`)
	aboutTime   = set(`early late mid around about end beginning start middle morning evening afternoon night`)
)

// hangs says that the time at word i belongs to a word before it: "their Friday
// meeting", "between Monday and Friday".
func (r resolver) hangs(i int) bool {
	return i > 0 && !r.bounded(i) && r.words[i-1].stop
}

// bounded says that a clause begins at word i.
func (r resolver) bounded(i int) bool {
	if i <= 0 {
		return true
	}
	gap, w := r.before(i), r.fold(i-1)
	return strings.ContainsAny(gap, ".!?;:—–()\"“”\n") || strings.Contains(gap, ", ") ||
		subordinating[w] || joins[w] && !r.pairs(i-1)
}

// subordinating are the words that open a clause, besides those that join two.
var subordinating = set(`that which who whom whose what where when why how if unless whether as once though so than or`)

// tellingBefore reads the verb group that is nearest before word at.
func (r resolver) tellingBefore(at, end int) outlook {
	got, where, k := silent, -1, at
	for !r.bounded(k) {
		k--
		told := r.tellingAt(k, at)
		switch {
		case told == silent:
			if got != silent && (r.fold(k) == "after" || r.fold(k) == "since") {
				return r.settled(got, where, at, end)
			}
			continue
		case got == silent:
			got, where = told, k
			if got != bare {
				return r.settled(got, where, at, end)
			}
		case speech[r.fold(k)] || told == past || told == bare:
			return r.settled(got, where, at, end)
		default:
			return open // "will open the bridge damaged in March"
		}
	}
	return r.settled(got, where, at, end)
}

// settled takes a group for what tells only if nothing between it and the time at word
// at may be what the time is told of, as in "decided to open on Friday".
func (r resolver) settled(got outlook, where, at, end int) outlook {
	switch got {
	case ahead:
		for k := where + 1; k < at; k++ {
			if looksBack[r.fold(k)] && r.fold(k+1) != "to" {
				return open // "will play on Saturday after it lost on Sunday"
			}
		}
		return ahead
	case silent, open:
		return got
	}
	first := where
	for !r.bounded(first) {
		first--
	}
	if wondering[r.fold(first-1)] {
		return open
	}
	for k := where + 1; k < at; k++ {
		switch f := r.fold(k); {
		case f == "for" || f == "before" || f == "ahead" || f == "until" || f == "till":
			return open
		case f == "to" && r.infinitive(k) && !(k == where+1 && r.fold(where) == "had"):
			return open
		}
	}
	if got == bare {
		if next := r.fold(end); r.close(end-1) && (isAuxiliary[next] || futureModals[next] && !r.words[end].upper) {
			return open // "the bread sold on Friday was stale"
		}
		return past
	}
	return got
}

// tellingBehind reads the first verb group behind a time that opens its clause.
func (r resolver) tellingBehind(at, end int) outlook {
	got := silent
	for k := end; k < len(r.words); k++ {
		if r.bounded(k) && (k > end || at > 0 && !r.opens(at)) {
			inserted := k > end && strings.Contains(r.before(k), ",") && speech[r.fold(k-1)] // "on Friday, the council said, …"
			if !inserted {
				break
			}
			got = silent
		}
		told := r.tellingAt(k, -1)
		switch {
		case told == silent:
		case got == silent:
			got = told
			if got != bare {
				return got
			}
		case speech[r.fold(k)] || speech[r.fold(k-1)] || told == past || told == bare:
		default:
			return open // "on Friday renovated rooms will open"
		}
	}
	if got == bare {
		return past
	}
	return got
}

// skipped is the first word from k on that is no adverb.
func (r resolver) skipped(k int) int {
	for midAdverbs[r.fold(k)] || strings.HasSuffix(r.fold(k), "ly") && len(r.fold(k)) > 4 {
		k++
	}
	return k
}

// tellingAt is what word k tells as the first word of a verb group, or as a past form
// without an auxiliary. The time is at word at; -1 is before the group.
func (r resolver) tellingAt(k, at int) outlook {
	f, after := r.fold(k), r.skipped(k+1)
	next := r.fold(after)
	if r.words[k].upper && !(isAuxiliary[f] && r.bounded(k)) || f == "may" && r.words[k].upper {
		return silent
	}
	switch {
	case futureModals[f]:
		switch {
		case r.nounPlace(k):
			return silent
		case next == "have" && f != "will" && f != "shall" && f != "won't":
			return open // "may have opened"
		}
		return ahead
	case openModals[f]:
		return open
	case f == "is" || f == "are" || f == "isn't" || f == "aren't":
		behind := r.fold(r.skipped(after + 1))
		if next == "to" && r.infinitive(after) || scheduled[next] && behind == "to" && r.infinitive(r.skipped(after+1)) ||
			appointed[next] && timeLinks[behind] && behind != "since" && r.skipped(after+1) == at {
			return ahead
		}
		return open
	case f == "was" || f == "were" || f == "wasn't" || f == "weren't" || f == "had" || f == "hadn't" || f == "did" || f == "didn't":
		if next == "been" {
			after = r.skipped(after + 1)
			next = r.fold(after)
		}
		if next == "to" && f != "had" || foreseen[next] || scheduled[next] || strings.HasSuffix(next, "ing") ||
			arranging[next] && at >= 0 && r.skipped(after+1) != at {
			return open
		}
		return past
	case f == "has" || f == "have" || f == "hasn't" || f == "haven't":
		if before := r.fold(k - 1); before == "to" || futureModals[before] || openModals[before] || midAdverbs[before] && f == "have" {
			return silent
		}
		if next == "to" {
			return open
		}
		return perfect
	case intending[f] && next == "to":
		if k == 0 || r.bounded(k) || r.nounPlace(k) || r.pastForm(k-1) || !strings.HasSuffix(f, "s") && !pluralSubject(r.fold(k-1)) {
			return silent // "plans to open were dropped"
		}
		return ahead
	case r.pastForm(k):
		return r.tellingPast(k, at)
	}
	return silent
}

// tellingPast is what the past form at word k tells.
func (r resolver) tellingPast(k, at int) outlook {
	f := r.fold(k)
	before := k - 1
	for before >= 0 && r.skipped(before) > before {
		before--
	}
	b := r.fold(before)
	switch adjacent := r.skipped(k+1) == at; {
	case r.nounPlace(k), isAuxiliary[b] || chained[b] || futureModals[b] || openModals[b] || beForms[b]:
		return silent // a noun's attribute, or the participle of a group
	case foreseen[f] || scheduled[f]:
		return open
	case at < 0 || adjacent:
		return bare
	case speech[f] && r.tellsMore(k+1, at):
		return past
	case speech[f], arranging[f]:
		return open
	}
	return bare
}

// tellsMore says that the words start to end go on with whom or where somebody told,
// and are not what was told.
func (r resolver) tellsMore(start, end int) bool {
	switch r.fold(start) {
	case "in", "at", "during", "via", "it", "reporters", "journalists":
		return end-start <= 4
	case "the", "a": // "told the court"; behind what was told, "said the mayor"
		return end-start == 2 && (r.fold(start-1) == "told" || r.bounded(start-1))
	}
	return r.fold(start-1) == "told" && end-start == 1
}

// pastForm says that word k has the form of a past tense.
func (r resolver) pastForm(k int) bool {
	if k < 0 || r.words[k].upper {
		return false
	}
	f := r.fold(k)
	if strings.HasSuffix(f, "ed") && len(f) > 4 {
		return !strings.HasSuffix(f, "eed") && !strings.HasSuffix(f, "dred") && !noPast[f] || f == "agreed" || f == "freed"
	}
	return sameForms[f] || retrieval.BaseForm(f) != "" && pastForms[f]
}

// nounPlace says that word k stands where a noun or its attribute does.
func (r resolver) nounPlace(k int) bool {
	if k == 0 {
		return false
	}
	f := r.fold(k - 1)
	return determiners[f] && f != "that" || nounLeads[f] || r.words[k-1].number
}

// infinitive says that the "to" at word k stands before a verb. What may be one is.
func (r resolver) infinitive(k int) bool {
	if leadsTo[r.fold(k-1)] && !beForms[r.fold(k-2)] {
		return false
	}
	n := r.skipped(k + 1)
	if n >= len(r.words) {
		return false
	}
	w := r.words[n]
	switch {
	case w.fold == "be" || w.fold == "have" || w.fold == "do":
		return true
	case w.upper || w.number || w.stop || determiners[w.fold] || goals[w.fold]:
		return false
	}
	return !strings.HasSuffix(w.fold, "ing") && (!strings.HasSuffix(w.fold, "s") || strings.HasSuffix(w.fold, "ss"))
}

func pluralSubject(fold string) bool {
	return fold == "they" || fold == "we" || fold == "i" || fold == "you" || strings.HasSuffix(fold, "s") && !strings.HasSuffix(fold, "ss")
}

var (
	futureModals = set(`will shall won't may must mustn't can can't cannot should shouldn't`)
	openModals   = set(`could couldn't would wouldn't might ought`)
	// chained stand between the first verb of a group and its participle.
	chained = set(`be been being remain remained stay stayed keep kept get got become to able`)
	// appointed stand before the time itself: is due on Friday.
	appointed = set(`due set scheduled expected planned`)
	intending = set(`plans plan hopes hope intends intend wants want expects expect aims aim`)
	// foreseen are past forms whose object mostly lies ahead of them.
	foreseen = set(`planned expected scheduled hoped intended wanted aimed proposed considered forecast predicted feared
needed wished booked targeted slated anticipated believed thought knew felt set`)
	// arranging are past forms of what is done one day for another day.
	arranging = set(`announced called suggested warned asked demanded promised pledged vowed threatened urged agreed decided
ordered postponed delayed moved extended pushed rescheduled invited required approved arranged organised organized offered told
confirmed advertised delivered granted gave allowed sought won secured`)
	// sameForms are past forms that are hardly ever anything else beside a day.
	sameForms = set(`hit hurt burst fled`)
	noPast    = set(`naked wicked sacred rugged beloved united unlimited`)
	nounLeads = set(`of in at with from by into onto my`)
	leadsTo   = set(`closed open opened due according thanks owing close next subject compared`)
	wondering = set(`if unless whether`)
	// looksBack are the words before what has been, of what is to come too.
	looksBack = set(`after since following over about`)
	// goals stand behind a "to" that is no infinitive's.
	goals = set(`court work hospital school prison jail parliament traffic power police market town sea port land people office
life death custody ground rest safety water`)
)

// tense says roughly whether what happens at word i has been (-1) or is to be (1): the
// nearest verb before it tells, or else the first behind it. 0 is neither. It is good
// for holding what it tells of apart, and not for counting days.
func (r resolver) tense(i int) int {
	for k := i - 1; k >= 0; k-- {
		if v := r.tenseAt(k); v != 0 {
			return v
		}
	}
	for k := i + 1; k < len(r.words); k++ {
		if v := r.tenseAt(k); v != 0 {
			return v
		}
	}
	return 0
}

func (r resolver) tenseAt(k int) int {
	w := r.words[k]
	next := r.fold(k + 1)
	switch {
	case w.fold == "will" && !w.upper, w.fold == "shall", w.fold == "won't", w.fold == "would":
		return 1
	case (w.fold == "is" || w.fold == "are") && (next == "to" || scheduled[next]), scheduled[w.fold] && next == "to":
		return 1
	case w.fold == "was", w.fold == "were", w.fold == "had", w.fold == "did":
		return -1
	case strings.HasSuffix(w.fold, "ed") && len(w.fold) > 4 && !w.upper && !r.attribute(k):
		return -1
	case retrieval.BaseForm(w.fold) != "" && pastForms[w.fold] && !w.upper:
		return -1
	}
	return 0
}

// attribute says that a participle stands before a noun and tells no time: "a planned
// strike", or behind "is": "is closed on Tuesday".
func (r resolver) attribute(k int) bool {
	switch r.fold(k - 1) {
	case "a", "an", "the", "is", "are", "be":
		return true
	}
	return false
}

// scheduled are words for what is to be.
var scheduled = set(`due set scheduled expected planned going likely bound about plans hopes intends wants expects aims`)

// pastForms are irregular past forms that are no present form or noun as well.
var pastForms = set(`rose fell grew shrank lost won began sank bought sold gave took sent came went left built found made knew
thought said told saw got brought held kept led met paid wrote spoke broke chose drove ate flew froze hid rode rang ran sang stole
swam taught tore threw woke wore caught fought sought felt dealt slept spent drew shook struck stood understood swore bore fed
dug sat became withdrew arose blew drank heard lit slid oversaw`)
