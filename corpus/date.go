package corpus

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// monthNames gives the number of a month in the languages that Clean knows.
var monthNames = func() map[string]time.Month {
	m := map[string]time.Month{}
	for _, year := range []string{
		"january february march april may june july august september october november december",
		"jan feb mar apr may jun jul aug sep oct nov dec", "jan feb mar apr may jun jul aug sept oct nov dec",
		"januar februar märz april mai juni juli august september oktober november dezember",
		"jänner feb mär apr mai jun jul aug sep okt nov dez",
		"janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		"janv févr mars avr mai juin juil août sept oct nov déc",
		"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
		"ene feb mar abr may jun jul ago sep oct nov dic",
		"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
		"gen feb mar apr mag giu lug ago set ott nov dic",
		"janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
		"januari februari maart april mei juni juli augustus september oktober november december",
	} {
		for i, name := range strings.Fields(year) {
			m[name] = time.Month(i + 1)
		}
	}
	return m
}()

// around a date, on a line of its own
var dateWords = set(`monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
	sat sun montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi
	dimanche lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato
	domenica am pm a.m p.m et est edt ct cst cdt mt mst mdt pt pst pdt gmt utc bst cet cest ist at on of de del le
	um uhr à alle ore a las h hrs p m the den st nd rd th`)

// before a date, on a line of its own
var dateLabels = []string{
	"published on", "published", "first published", "posted on", "posted", "last updated", "last modified",
	"updated on", "updated", "date", "publication date", "issued", "release date", "veröffentlicht am",
	"veröffentlicht", "erstellt am", "stand", "aktualisiert am", "aktualisiert", "publié le", "mis à jour le",
	"mis à jour", "modifié le", "publicado el", "publicado", "actualizado el", "actualizado", "pubblicato il",
	"pubblicato", "aggiornato il", "aggiornato", "publicado em", "atualizado em", "gepubliceerd op",
}

// a time of day
var clock = regexp.MustCompile(`\b\d{1,2}([:h]\d{2}(:\d{2})?h?| ?[ap]m\b| ?h\b| ?uhr\b)`)

// dateLine reads a line that holds a date and nothing else. labelled says that
// the line says so: "Published on …". day is zero where the date is missing.
func dateLine(s string) (day time.Time, labelled, ok bool) {
	if len(s) > 120 {
		return
	}
	rest := strings.ToLower(s)
	for again := true; again; {
		again = false
		for _, label := range dateLabels {
			after, found := strings.CutPrefix(rest, label)
			if found && (after == "" || !unicode.IsLetter(firstRune(after))) {
				rest, labelled, again = strings.TrimLeft(after, " :-–|·"), true, true
			}
		}
	}
	if rest == "" {
		return day, labelled, labelled
	}
	if !mayBeDate(rest, labelled) {
		return day, labelled, false
	}
	rest = clock.ReplaceAllString(rest, " ")
	fields := strings.FieldsFunc(rest, notInWord)
	var nums []int
	var month time.Month
	at, digits := 0, 0 // how many numbers stand before the month
	us := false
	for _, f := range fields {
		us = us || f == "am" || f == "pm" || f == "edt" || f == "est"
		if m := monthNames[f]; m != 0 && month == 0 {
			month, at = m, len(nums)
			continue
		}
		n := strings.TrimRight(f, "stndrh") // 1st, 2nd, 3rd, 4th
		if v, err := strconv.Atoi(n); err == nil && len(n) <= 4 && n != "" {
			nums, digits = append(nums, v), digits+1
			continue
		}
		if !dateWords[f] && monthNames[f] == 0 && !(labelled && digits > 0) {
			return time.Time{}, labelled, false
		}
	}
	day = dayOf(nums, month, at, us)
	return day, labelled, !day.IsZero()
}

// mayBeDate is a quick test, since every row is asked for its date: a year and a
// day have five digits, and most lines have words that no date has.
func mayBeDate(s string, labelled bool) bool {
	digits := 0
	for i := 0; i < len(s); i++ {
		if isDigit(s[i]) {
			digits++
		}
	}
	if digits < 5 {
		return false
	}
	if labelled {
		return true
	}
	for f := range strings.FieldsFuncSeq(s, notInWord) {
		if !strings.ContainsAny(f, "0123456789") && !dateWords[f] && monthNames[f] == 0 {
			return false
		}
	}
	return true
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// dayOf puts the numbers of a date in order. Of 04/05/2023 the first is the
// day, unless the line writes its time as Americans do.
func dayOf(n []int, month time.Month, before int, us bool) time.Time {
	switch {
	case month != 0 && before == 1 && len(n) >= 2: // 3 June 2021
		return day(n[1], month, n[0])
	case month != 0 && before == 0 && len(n) >= 2: // June 3, 2021
		return day(n[1], month, n[0])
	case month != 0 || len(n) < 3:
		return time.Time{}
	case n[0] > 999: // 2021-06-03
		return day(n[0], time.Month(n[1]), n[2])
	case n[1] > 12 || us && n[0] <= 12:
		return day(n[2], time.Month(n[0]), n[1])
	}
	return day(n[2], time.Month(n[1]), n[0])
}

// day is zero if there is no such day.
func day(year int, month time.Month, d int) time.Time {
	t := time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
	if year < 1500 || year > 2200 || t.Month() != month || t.Day() != d {
		return time.Time{}
	}
	return t
}
