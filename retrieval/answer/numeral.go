package answer

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// How numbers are written: with separators, in words, as fractions.

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
