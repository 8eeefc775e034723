package eval

import (
	"strings"
)

// Lies about who and where: names, places and roles.

// proper are the names of a sentence: runs of capitalised words, of which one that
// opens it counts with a second word only.
func proper(s string) [][]int {
	var out [][]int
	for _, m := range properRE.FindAllStringIndex(s, -1) {
		if m[0] == 0 || strings.ContainsAny(s[max(0, m[0]-2):m[0]], `.:"“`) {
			first, rest, _ := strings.Cut(s[m[0]:m[1]], " ")
			if rest == "" {
				continue
			}
			if lieOpeners[strings.ToLower(first)] {
				m[0] += len(first) + 1
			}
		}
		if !monthRE.MatchString(s[m[0]:m[1]]) && !dayRE.MatchString(s[m[0]:m[1]]) {
			out = append(out, m)
		}
	}
	return out
}

var lieOpeners = wordSet(`the a an in on at by from since after before during for his her its their this that these those when while
as if although but and one two some many most all both each under with among between because it he she they there however`)

// inPlace says that a name stands where places stand.
func inPlace(s string, at int) bool {
	fields := strings.Fields(s[:at])
	if len(fields) == 0 {
		return false
	}
	switch fields[len(fields)-1] {
	case "in", "at", "near", "from", "to", "between", "across", "outside":
		return true
	}
	return false
}

func lieName(t truth) []lie {
	for _, m := range proper(t.text) {
		if inPlace(t.text, m[0]) {
			continue
		}
		name := lieNames[pick(t.text, len(lieNames))]
		return one(t, t.text[:m[0]]+name+t.text[m[1]:])
	}
	return nil
}

// lieOtherName puts a name of the passage where another one stands.
func lieOtherName(t truth) []lie {
	for _, m := range proper(t.text) {
		have := t.text[m[0]:m[1]]
		if inPlace(t.text, m[0]) || !strings.Contains(have, " ") {
			continue
		}
		for _, p := range proper(t.passage) {
			other := t.passage[p[0]:p[1]]
			last := other[strings.LastIndexByte(other, ' ')+1:]
			if strings.Contains(other, " ") && !inPlace(t.passage, p[0]) && !strings.Contains(t.text, last) && !strings.Contains(other, have) && !strings.ContainsAny(other, ".") {
				return one(t, t.text[:m[0]]+other+t.text[m[1]:])
			}
		}
	}
	return nil
}

func liePlace(t truth) []lie {
	for _, m := range proper(t.text) {
		if inPlace(t.text, m[0]) {
			return one(t, t.text[:m[0]]+liePlaces[pick(t.text, len(liePlaces))]+t.text[m[1]:])
		}
	}
	return nil
}

func lieRole(t truth) []lie {
	lower := strings.ToLower(t.passage)
	for _, w := range fieldsAt(t.text) {
		if !lieRoles[strings.ToLower(w.text)] {
			continue
		}
		roles := sortedKeys(lieRoles)
		for n := range roles {
			if other := roles[(pick(t.text, len(roles))+n)%len(roles)]; !strings.Contains(lower, other) {
				return one(t, t.text[:w.at]+like(w.text, other)+t.text[w.at+len(w.text):])
			}
		}
	}
	return nil
}
