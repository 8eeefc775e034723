package answer

import "strings"

// negators are the words that turn what follows them into its opposite.
var negators = set(`not no never none neither nor without cannot nobody nothing`)

// scope is how many content words a negation reaches.
const scope = 4

// isNegator says that word i negates; "not only" and "no doubt" do not.
func (t *text) isNegator(i int) bool {
	w := t.words[i]
	if strings.HasSuffix(w.fold, "n't") {
		return true
	}
	if !negators[w.fold] {
		return false
	}
	if i+1 < len(t.words) {
		switch t.words[i+1].fold {
		case "only", "doubt", "just", "merely", "longer":
			return w.fold == "no" && t.words[i+1].fold == "longer"
		}
	}
	return true
}

// negated is the stems that a negation in t reaches, up to the end of its clause.
func (t *text) negated() map[string]bool {
	var out map[string]bool
	for i := range t.words {
		if !t.isNegator(i) {
			continue
		}
		if out == nil {
			out = make(map[string]bool)
		}
		for j, n := i+1, 0; j < len(t.words) && n < scope; j++ {
			if strings.ContainsAny(t.before(j), ";:.") || strings.Contains(t.before(j), "—") {
				break
			}
			if w := t.words[j]; !w.stop {
				out[w.stem] = true
				n++
			}
		}
	}
	return out
}

// negation compares what the claim and its supporting sentences negate. What
// both speak of must be negated in both or in neither.
func negation(t *text, support []*sentence) string {
	mine := t.negated()
	theirs := make(map[string]bool)
	positive := make(map[string]bool)
	negates := false
	for _, s := range support {
		n := s.negated()
		negates = negates || n != nil
		for stem := range s.stems {
			if n[stem] {
				theirs[stem] = true
			} else {
				positive[stem] = true
			}
		}
	}
	if mine != nil && !negates {
		return "it denies what the cited passages do not deny"
	}
	if mine == nil && negates {
		shared, reach := 0, 0
		for stem := range theirs {
			if positive[stem] {
				continue
			}
			reach++
			if t.stems[stem] {
				shared++
			}
		}
		if reach > 0 && 2*shared >= reach && shared > 0 {
			return "the cited passages deny it"
		}
	}
	return ""
}
