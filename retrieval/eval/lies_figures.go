package eval

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lies about figures: numbers, dates, amounts, units, and what is counted.

var (
	figures   = regexp.MustCompile(`\b\d[\d,]*(?:\.\d+)?`)
	yearRE    = regexp.MustCompile(`\b(1[0-9]\d\d|20\d\d)\b`)
	smallRE   = regexp.MustCompile(`\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\b`)
	smallTo   = strings.Fields("two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty")
	countedRE = regexp.MustCompile(`\b(\d[\d,.]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (\p{Ll}{3,}s)\b`)
	pluralRE  = regexp.MustCompile(`\b(?:the|of|and|some|many) (\p{Ll}{4,}[^s]s)\b`)
)

// isDate says that the bytes a to b of s belong to a date.
func isDate(s string, a, b int) bool {
	before, after := strings.TrimRight(s[:a], " "), strings.TrimLeft(s[b:], " ,")
	word := func(m []int, n int) bool { return m != nil && m[0] == n }
	if yearRE.MatchString(s[a:b]) && b-a == 4 {
		return true
	}
	if word(monthRE.FindStringIndex(after), 0) {
		return true
	}
	ms := monthRE.FindAllStringIndex(before, -1)
	return len(ms) > 0 && ms[len(ms)-1][1] == len(before)
}

// isAmount says that the number at a to b of s is money, a share, or given in
// millions.
func isAmount(s string, a, b int) bool {
	after := strings.ToLower(strings.TrimLeft(s[b:], " -"))
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s[:a], " "))
	if strings.ContainsRune("$€£¥", r) {
		return true
	}
	for _, w := range []string{"%", "percent", "per cent", "million", "billion", "crowns", "euros", "dollars", "pounds", "francs"} {
		if strings.HasPrefix(after, w) {
			return true
		}
	}
	return false
}

// otherFigure is a number like this one that the passage does not have.
func otherFigure(passage, figure string) string {
	digits := []byte(figure)
	for n := range 9 {
		for i := range digits {
			if digits[i] < '0' || digits[i] > '9' {
				continue
			}
			// The leading digit changes, and the one behind it, so that no rounding
			// leads there.
			was := figure[i]
			digits[i] = '1' + (was-'0'+byte(n)+2)%9
			if digits[i] == was {
				digits[i] = '1' + (digits[i]-'0')%9
			}
			break
		}
		if s := string(digits); s != figure && !strings.Contains(passage, s) {
			return s
		}
	}
	return ""
}

func lieNumber(t truth) []lie {
	for _, m := range figures.FindAllStringIndex(t.text, -1) {
		a, b := m[0], m[1]
		if s := strings.TrimRight(t.text[a:b], ","); !isDate(t.text, a, b) && !isAmount(t.text, a, b) {
			if other := otherFigure(t.passage, s); other != "" {
				return one(t, t.text[:a]+other+t.text[a+len(s):])
			}
		}
	}
	for _, m := range smallRE.FindAllStringIndex(t.text, -1) {
		if isAmount(t.text, m[0], m[1]) {
			continue
		}
		at := slices.Index(smallTo, t.text[m[0]:m[1]])
		for n := 2; n < len(smallTo); n++ {
			other := smallTo[(at+n)%len(smallTo)]
			if !strings.Contains(strings.ToLower(t.passage), other) && !strings.Contains(t.passage, strconv.Itoa(wordValue(other))) {
				return one(t, t.text[:m[0]]+other+t.text[m[1]:])
			}
		}
	}
	return nil
}

func wordValue(w string) int {
	i := slices.Index(smallTo, w)
	if i <= 10 {
		return i + 2
	}
	return (i - 9) * 10
}

// lieOtherNumber takes a number that stands in the passage, of something else.
func lieOtherNumber(t truth) []lie {
	all := countedRE.FindAllStringSubmatch(t.passage, -1)
	for _, m := range countedRE.FindAllStringSubmatchIndex(t.text, -1) {
		if isDate(t.text, m[2], m[3]) {
			continue
		}
		figure, noun := t.text[m[2]:m[3]], t.text[m[4]:m[5]]
		for _, o := range all {
			if o[1] != figure && o[2] != noun && !strings.Contains(t.text, o[1]) && !regexp.MustCompile(regexp.QuoteMeta(o[1])+` (?:\p{L}+ ){0,2}`+noun).MatchString(t.passage) {
				return one(t, t.text[:m[2]]+o[1]+t.text[m[3]:])
			}
		}
	}
	return nil
}

func lieDate(t truth) []lie {
	var out []lie
	if m := yearRE.FindStringIndex(t.text); m != nil && isDate(t.text, m[0], m[1]) {
		y, _ := strconv.Atoi(t.text[m[0]:m[1]])
		for _, step := range []int{3, -4, 10, -11, 7} {
			if s := strconv.Itoa(y + step); !strings.Contains(t.passage, s) {
				out = append(out, one(t, t.text[:m[0]]+s+t.text[m[1]:])...)
				break
			}
		}
		for _, s := range yearRE.FindAllString(t.passage, -1) { // the year of something else
			if !strings.Contains(t.text, s) {
				out = append(out, one(t, t.text[:m[0]]+s+t.text[m[1]:])...)
				break
			}
		}
	}
	for _, re := range []*regexp.Regexp{monthRE, dayRE} {
		m := re.FindStringIndex(t.text)
		if m == nil || m[0] == 0 {
			continue
		}
		names := strings.FieldsFunc(re.String(), func(r rune) bool { return !unicode.IsLetter(r) })
		names = slices.DeleteFunc(names, func(s string) bool { return len(s) < 3 })
		at := slices.Index(names, t.text[m[0]:m[1]])
		for n := 1; n < len(names); n++ {
			if s := names[(at+n)%len(names)]; s != "May" && !strings.Contains(t.passage, s) {
				out = append(out, one(t, t.text[:m[0]]+s+t.text[m[1]:])...)
				break
			}
		}
	}
	return out
}

func lieAmount(t truth) []lie {
	for _, m := range figures.FindAllStringIndex(t.text, -1) {
		s := strings.TrimRight(t.text[m[0]:m[1]], ",")
		end := m[0] + len(s)
		if isDate(t.text, m[0], end) || !isAmount(t.text, m[0], end) {
			continue
		}
		var out []lie
		if other := otherFigure(t.passage, s); other != "" {
			out = one(t, t.text[:m[0]]+other+t.text[end:])
		}
		for _, scale := range [][2]string{{" million", " billion"}, {" billion", " million"}} {
			if strings.HasPrefix(t.text[end:], scale[0]) {
				out = append(out, one(t, t.text[:end]+scale[1]+t.text[end+len(scale[0]):])...)
			}
		}
		return out
	}
	return nil
}

func lieUnit(t truth) []lie {
	for _, u := range lieUnits {
		re := regexp.MustCompile(`(\d|million|billion|hundred|two|three|four|five|six|seven|eight|nine|ten)( |-)?` + u[0] + `\b`)
		m := re.FindStringIndex(t.text)
		if m == nil {
			continue
		}
		other := u[1+pick(t.text, 2)]
		if strings.Contains(t.passage, other) {
			continue
		}
		return one(t, t.text[:m[1]-len(u[0])]+other+t.text[m[1]:])
	}
	for _, sign := range [][2]string{{"$", "€"}, {"€", "£"}, {"£", "$"}, {"%", " metres"}} {
		if strings.Contains(t.text, sign[0]) {
			return one(t, strings.Replace(t.text, sign[0], sign[1], 1))
		}
	}
	return nil
}

// lieCounted lets a number count something else that the passage speaks of.
func lieCounted(t truth) []lie {
	for _, m := range countedRE.FindAllStringSubmatchIndex(t.text, -1) {
		noun := t.text[m[4]:m[5]]
		if isDate(t.text, m[2], m[3]) || slices.ContainsFunc(lieUnits, func(u []string) bool { return u[0] == noun }) {
			continue
		}
		for _, o := range pluralRE.FindAllStringSubmatch(t.passage, -1) {
			if o[1] != noun && !strings.Contains(t.text, o[1]) {
				return one(t, t.text[:m[4]]+o[1]+t.text[m[5]:])
			}
		}
	}
	return nil
}
