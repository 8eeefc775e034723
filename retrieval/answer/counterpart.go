package answer

// counterpart is how well a word of a source stands for a word of a claim: 1 for
// the word itself, a form of it, one derived from it, or a common synonym; else
// the cosine of their vectors from nearWord on. Rivals and opposites stand for
// nothing: their vectors are as near as those of synonyms.
func (d *desk) counterpart(have, w word) float64 {
	if have.stem == w.stem {
		return 1
	}
	if have.stop || have.number || w.number {
		return 0
	}
	a, b := have.base(), w.base()
	switch {
	case a == b, synonymous(a, b):
		return 1
	case rival(a, b), opposed(a, b):
		return 0
	case derived(have.fold, w.fold):
		return 1
	}
	if v := dot(d.vectorOf(have.fold), d.vectorOf(w.fold)); v >= nearNoun {
		return min(v, 1)
	}
	return 0
}

// nearestTo is the best counterpart of a word in t.
func (d *desk) nearestTo(w word, t *text) float64 {
	best := 0.0
	for _, have := range t.words {
		if best = max(best, d.counterpart(have, w)); best == 1 {
			break
		}
	}
	return best
}

// isLight says that word i of a claim says so little that no source is asked for
// it.
func (t *text) isLight(i int) bool {
	w := t.words[i]
	return (light[w.stem] || light[w.base()]) && (!w.upper || t.opens(i))
}

// negating prefixes turn a word into its opposite.
var negating = []string{"un", "in", "im", "il", "ir", "dis", "non"}

// opposed says that two base forms are opposites, by the list or by a prefix.
func opposed(a, b string) bool {
	for _, o := range opposites[positive(a)] {
		if o == b || o == positive(b) || synonymous(o, b) && !synonymous(a, b) {
			return true
		}
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	for _, p := range negating {
		if len(a) >= 4 && p+a == b {
			return true
		}
	}
	return false
}

// positive is the base of a comparative or superlative whose adjective has an
// opposite: young of youngest.
func positive(base string) string {
	if opposites[base] != nil {
		return base
	}
	for _, ending := range []string{"est", "er", "r"} {
		n := len(base) - len(ending)
		if n < 2 || base[n:] != ending {
			continue
		}
		stem := base[:n]
		for _, form := range []string{stem, stem + "e", stem[:n-1]} {
			if opposites[form] != nil {
				return form
			}
		}
		if stem[n-1] == 'i' && opposites[stem[:n-1]+"y"] != nil {
			return stem[:n-1] + "y"
		}
	}
	return base
}
