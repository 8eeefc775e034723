package answer

import "strings"

// How a number is qualified: about, at least, at most.

// hedge is how a number is qualified.
type hedge int

const (
	exact hedge = iota
	about
	atLeast // more than, over, at least
	atMost  // less than, up to
)

var startWords = set(`start starts starting begin begins beginning`)

// hedgeBefore reads the qualification before word i.
func hedgeBefore(t *text, i int) hedge {
	prev := func(n int) string {
		if i-n < 0 {
			return ""
		}
		return t.words[i-n].fold
	}
	if prev(1) == "a" || prev(1) == "an" || prev(1) == "half" || prev(1) == "the" {
		return hedgeBefore(t, i-1)
	}
	switch prev(1) {
	case "about", "around", "approximately", "roughly", "nearly", "almost", "some", "circa", "estimated", "approx", "close":
		return about
	case "over", "exceeding", "above", "surpassing":
		return atLeast
	case "under", "below":
		return atMost
	case "than":
		switch prev(2) {
		case "more", "greater", "higher", "larger", "longer", "better":
			if prev(3) == "no" || prev(3) == "not" || deniedBefore(t, i-2) {
				return atMost
			}
			return atLeast
		case "less", "fewer", "lower", "smaller", "shorter":
			if prev(3) == "no" || prev(3) == "not" {
				return atLeast
			}
			return atMost
		}
	case "least":
		return atLeast
	case "most":
		if prev(2) == "at" {
			return atMost
		}
	case "to":
		switch prev(2) {
		case "up":
			return atMost
		case "close":
			return about
		}
	case "of":
		switch prev(2) {
		case "maximum":
			return atMost
		case "minimum":
			return atLeast
		}
	case "many", "much":
		if prev(2) == "as" {
			return about
		}
	case "as":
		if prev(2) == "many" || prev(2) == "much" {
			return atMost
		}
	}
	return exact
}

// deniedBefore says that "not" or the like stands shortly before word i: may not
// rise by more than.
func deniedBefore(t *text, i int) bool {
	for k := i - 1; k >= 0 && k >= i-5; k-- {
		if strings.ContainsAny(t.gap(k), ",;:.") {
			return false
		}
		switch f := t.words[k].fold; {
		case f == "not", f == "never", f == "cannot", f == "nobody", f == "nor", strings.HasSuffix(f, "n't"):
			return true
		}
	}
	return false
}

// hedgeBehind reads the bound behind a number: 16 or older, 30 or so.
func hedgeBehind(t *text, q quantity) hedge {
	for i := q.End; i+1 < len(t.words) && i < q.End+3 && t.close(i-1); i++ {
		if f := t.words[i].fold; f == "or" || f == "and" {
			switch t.words[i+1].fold {
			case "more", "older", "above", "over", "longer", "higher", "larger", "greater", "later", "up", "upwards":
				return atLeast
			case "less", "fewer", "younger", "under", "below", "shorter", "lower", "smaller":
				if f == "or" {
					return atMost
				}
			case "so":
				if f == "or" {
					return about
				}
			}
			return exact
		}
	}
	return exact
}
