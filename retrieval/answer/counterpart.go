package answer

// counterpart is how well a word of a source stands for a word of a claim: 1 for
// the word itself, a form of it, one derived from it, a synonym or a narrower
// word; else the cosine of their vectors from nearNoun on. Rivals and opposites
// stand for nothing: their vectors are as near as those of synonyms.
func (d *desk) counterpart(have, w word) float64 {
	if have.stem == w.stem {
		return 1
	}
	if have.stop || have.number || w.number {
		return 0
	}
	pair := [2]string{have.fold, w.fold}
	v, known := d.likenesses[pair]
	if !known {
		if d.likenesses == nil {
			d.likenesses = make(map[[2]string]float64)
		}
		v = d.likeness(have, w)
		d.likenesses[pair] = v
	}
	return v
}

func (d *desk) likeness(have, w word) float64 {
	a, b := have.base(), w.base()
	switch {
	case a == b, synonymous(a, b):
		return 1
	case rival(a, b), opposed(a, b):
		return 0
	case derived(have.fold, w.fold), dictionary().sameOrWider(have.fold, w.fold):
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
			return best
		}
	}
	for _, phrase := range dictionary().phrases(w.fold) {
		if t.holdsPhrase(phrase) {
			return 1
		}
	}
	return best
}

// isLight says that word i of a claim says so little that no source is asked for
// it.
func (t *text) isLight(i int) bool {
	w := t.words[i]
	if measuring[w.base()] && t.figureNext(i) {
		return true
	}
	return (light[w.stem] || light[w.base()]) && (!w.upper || t.opens(i))
}

// measuring are the bases of verbs that join a thing and its measure: what is 18
// metres long measures 18 metres.
var measuring = stemsOf(`measure cover span comprise employ last cost weigh amount total number count equal pay charge come stand`)

// figureNext says that a number stands behind word i, with nothing but function
// words and hedges between.
func (t *text) figureNext(i int) bool {
	for k := i + 1; k < len(t.words) && k <= i+4; k++ {
		if t.figureAt(k) || t.words[k].number {
			return true
		}
		if !t.words[k].stop && !light[t.words[k].stem] && !degrees[t.words[k].fold] {
			return false
		}
	}
	return false
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
