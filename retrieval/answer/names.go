package answer

import (
	"slices"
	"strings"
	"unicode"

	"footnote/corpus"
)

// connectives are words that often open a sentence and name nothing.
var connectives = set(`however meanwhile additionally also furthermore moreover overall therefore thus although though while
according despite since yes no none nobody nothing nearly almost many several some most each every certain only there
among amongst between within during whether unlike because due until unless thanks except besides behind beyond across
instead rather either neither both all any this that these those it its he she they we you i such same as at by for from in of on
to with without before after not only just even still yet so then now here soon anyone everyone someone whoever everybody somebody roughly around over under up how if when where who what first second third finally later earlier today instead besides together`)

// isName says that word i of a claim names somebody or something. A capital at
// the head of a sentence says nothing by itself, so that an ordinary word there
// counts as a name until something like it is found in the sources.
func (t *text) isName(i int) bool {
	w := t.words[i]
	return w.upper && !w.number && (!w.stop || isAcronym(w.text) && i > 0) && !connectives[w.fold] && !t.figureAt(i)
}

// carriesName says that the sentence, the one that its opening pronoun points
// at, or the title of its article has the name at word i of the claim. Of a
// name of several words the sentence may give the last one, if the passage
// gives them together. The question is no evidence.
func (d *desk) carriesName(s *sentence, t *text, i int) bool {
	w := t.words[i]
	if s.text.holdsName(w) {
		return true
	}
	if s.in.title.holdsName(w) && !s.namesOther(t) {
		return true
	}
	for _, before := range s.background() {
		if before.holdsName(w) {
			return true
		}
	}
	if lead := s.lead(); lead != nil && lead.holdsName(w) && !s.namesOther(t) {
		return true
	}
	if dateWords[w.fold] && !s.holdsAny(dateWords) { // what a report says first is when
		for p := s.prev; p != nil; p = p.prev {
			if p.holdsAny(dateWords) {
				return p.holdsName(w)
			}
		}
	}
	if s.refers() && !s.namesOther(t) {
		for p, n := s.prev, 0; p != nil && n < 4; p, n = p.prev, n+1 {
			if p.holdsName(w) {
				return true
			}
		}
	}
	if next := i + 1; next < len(t.words) && t.words[next].upper && nameGap(t.gap(i)) {
		return s.in.text.holdsRun(w, t.words[next]) && d.carriesName(s, t, next)
	}
	if w.number {
		return false
	}
	return t.opens(i) && (isPlural(w.fold) || t.commonAt(i) || d.ordinary(w, s))
}

// namedAt says that word i of a claim names somebody or something as far as the
// passages tell, too: a word of the dictionary that opens the claim does only if
// they write it with a capital.
func (d *desk) namedAt(t *text, i int) bool {
	if !t.isName(i) {
		return false
	}
	continued := i+1 < len(t.words) && t.words[i+1].upper && nameGap(t.gap(i))
	if !t.opens(i) || continued || !t.commonAt(i) {
		return true
	}
	return slices.ContainsFunc(d.passages, func(p *passage) bool {
		for k, w := range p.words {
			if w.upper && !p.opens(k) && w.stem == t.words[i].stem {
				return true
			}
		}
		return false
	})
}

// commonAt says that the word that opens a sentence is a word of the dictionary and
// nobody who says something.
func (t *text) commonAt(i int) bool {
	return len(dictionary().bases(t.words[i].fold)) > 0 && !(i+1 < len(t.words) && speech[t.words[i+1].fold])
}

// lead is the first sentence of the sentence's article, as far as it is in evidence:
// whom and where it is about is not said again.
func (s *sentence) lead() *text {
	first := s
	for first.prev != nil {
		first = first.prev
	}
	if first == s {
		return nil
	}
	return first.text
}

// context is what a sentence is read with: the sentence that its opening pronoun
// points at, and the heading that it stands under.
func (s *sentence) context() []*text {
	var out []*text
	if s.anaphor && s.prev != nil {
		out = append(out, s.prev.text)
	}
	for p := s.prev; p != nil; p = p.prev {
		if !closed(p.s) {
			return append(out, p.text)
		}
	}
	return out
}

// refers says that the sentence speaks of somebody or something that was named
// before: by a pronoun, or as "the company".
func (s *sentence) refers() bool {
	for i, w := range s.words {
		if references[w.fold] || w.fold == "the" && i == 0 {
			return true
		}
	}
	return false
}

var references = set(`he she it they him her them his its their this these`)

// namesOther says that the sentence has a name that the claim has not: then who the
// claim names is perhaps another one.
func (s *sentence) namesOther(t *text) bool {
	for _, n := range s.text.names() {
		held := n.Start > 0 && places[s.words[n.Start-1].fold]
		for i := n.Start; i < n.End; i++ {
			held = held || t.holdsName(s.words[i])
		}
		if !held {
			return true
		}
	}
	return false
}

// places are the prepositions before places and times.
var places = set(`in at near from of on to through across`)

// background is the context, and the sentences that a pronoun in it points at in
// turn.
func (s *sentence) background() []*text {
	out := s.context()
	pointing := s.anaphor
	for p, n := s.prev, 0; p != nil && pointing && n < 3; p, n = p.prev, n+1 {
		if n > 0 {
			out = append(out, p.text)
		}
		pointing = p.holdsAny(carriers)
	}
	return out
}

// carriers are the pronouns that carry a subject on from sentence to sentence.
var carriers = set(`he she it they`)

func (s *sentence) contextHolds(stem string) bool {
	for _, t := range s.background() {
		if t.stems[stem] {
			return true
		}
	}
	return false
}

// holdsRun says that two words of a name stand side by side in t.
func (t *text) holdsRun(a, b word) bool {
	for i := 0; i+1 < len(t.words); i++ {
		if t.words[i].stem == a.stem && t.words[i+1].stem == b.stem {
			return true
		}
	}
	return false
}

// holdsName says that t has a name, in this form, as an adjective of it, or as
// its initials.
func (t *text) holdsName(w word) bool {
	if t.stems[w.stem] {
		return true
	}
	for _, have := range t.words {
		if have.upper && (sameName(have.fold, w.fold) || isAcronym(have.text) && strings.EqualFold(lettersOnly(have.text), lettersOnly(w.text))) {
			return true
		}
	}
	if isAcronym(w.text) {
		initials := letters(w.text)
		for i := range t.words {
			if t.spells(i, initials) {
				return true
			}
		}
	}
	return false
}

// ordinary says that the claim's opening word is an ordinary word: a word like
// it stands in the sentence without a capital, and it is no name there.
func (d *desk) ordinary(w word, s *sentence) bool {
	v := d.vectorOf(w.fold)
	for _, have := range s.in.words {
		if !have.stop && !have.upper && dot(v, d.vectorOf(have.fold)) >= nearWord {
			return true
		}
	}
	return false
}

// nameEndings make an adjective of a name, or a plural: Russia, Russian.
var nameEndings = set(`n an ian ese ish i s es ic y`)

// demonyms are adjectives of countries that no ending makes.
var demonyms = table(`norwegian/norway french/france dutch/netherlands spanish/spain welsh/wales danish/denmark greek/greece scottish/scotland
swiss/switzerland turkish/turkey british/britain finnish/finland thai/thailand filipino/philippines english/england
portuguese/portugal peruvian/peru icelandic/iceland irish/ireland polish/poland spaniard/spain`)

// sameName says that two folded names differ by such an ending only.
func sameName(a, b string) bool {
	if demonyms[a] == b || demonyms[b] == a {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 4 || a == b {
		return a == b
	}
	if strings.HasPrefix(b, a) {
		return nameEndings[b[len(a):]]
	}
	// Germany, German; Italy, Italian; Sweden, Swedish: the last letters go.
	for cut := 1; cut <= 2 && len(a)-cut >= 4; cut++ {
		if base := a[:len(a)-cut]; strings.HasPrefix(b, base) && (nameEndings[b[len(base):]] && len(b)-len(base) >= 2) {
			return true
		}
	}
	return false
}

// spells says that the capitalised words from i on have these initials.
func (t *text) spells(i int, initials []rune) bool {
	n := 0
	for ; i < len(t.words) && n < len(initials); i++ {
		w := t.words[i]
		if w.stop && n > 0 && !w.upper {
			continue
		}
		if !w.upper || unicode.ToUpper([]rune(w.text)[0]) != initials[n] {
			return false
		}
		n++
	}
	return n == len(initials) && n >= 2
}

func letters(s string) []rune {
	var out []rune
	for _, r := range s {
		if unicode.IsLetter(r) {
			out = append(out, unicode.ToUpper(r))
		}
	}
	return out
}

func lettersOnly(s string) string { return string(letters(s)) }

// dateWords are capitalised and name nobody.
var dateWords = set(`january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday`)

// clauses cuts a text into its clauses, as spans of words: at commas and
// semicolons, and at the conjunctions that join statements.
func (t *text) clauses() []corpus.Span {
	var out []corpus.Span
	start := 0
	cut := func(end int) {
		if end > start {
			out = append(out, corpus.Span{Start: start, End: end})
		}
	}
	for i := 1; i < len(t.words); i++ {
		switch {
		case strings.ContainsAny(t.before(i), ";:—") || strings.Contains(t.before(i), ", "):
			cut(i)
			start = i
		case joins[t.words[i].fold] && !t.pairs(i):
			cut(i)
			start = i + 1
		}
	}
	cut(len(t.words))
	return out
}

// pairs says that the "and" at word i joins two names, dates or numbers, and no
// clauses.
func (t *text) pairs(i int) bool {
	if t.words[i].fold != "and" || i == 0 || i+1 == len(t.words) {
		return false
	}
	fact := func(i int) bool { return t.words[i].upper || t.figureAt(i) }
	return fact(i-1) && fact(i+1)
}

var joins = set(`and but while whereas although because`)

// carriesClause says that one sentence holds all figures and names of a clause,
// and half of its words. A clause without figures and names may be spread.
func (d *desk) carriesClause(s *sentence, t *text, c corpus.Span) bool {
	facts, n, sum, own, about := 0, 0, 0.0, 0.0, 0.0
	here := true // all names stand in the sentence itself
	for _, q := range t.quantities {
		if q.Start >= c.Start && q.End <= c.End {
			facts++
			if !d.carriesQuantity(s, t, q) {
				return false
			}
		}
	}
	for _, x := range t.dates {
		if x.start >= c.Start && x.end <= c.End {
			facts++
			if !s.carriesDate(t, x) {
				return false
			}
		}
	}
	for i := c.Start; i < c.End; i++ {
		w := t.words[i]
		if d.namedAt(t, i) || w.number && !t.figureAt(i) {
			facts++
			if !d.carriesName(s, t, i) {
				return false
			}
			here = here && s.text.holdsName(w)
		}
		if w.stop || t.figureAt(i) || d.namedAt(t, i) {
			continue
		}
		held := d.holds(w, []*sentence{s})
		if held < 1 && t.isLight(i) {
			continue
		}
		n++
		sum += held
		own += tie(d.nearestTo(w, s.text))
		if s.prev != nil && s.holdsAny(carriers) {
			own += tie(d.nearestTo(w, s.prev.text))
		}
		about += max(held, d.nearestTo(w, s.in.text), d.nearestTo(w, s.in.title))
	}
	if facts > 0 && n > 0 && own == 0 && !(here && n == 1) {
		return false // all that it says of the facts stands elsewhere
	}
	return facts == 0 || n == 0 || sum >= enoughClause*float64(n) || n == 1 && facts > 1 || (own > 0 || n == 1) && d.bears(t, s) >= enoughWords || sum > 0 && about >= enoughAbout*float64(n)
}

// nearOwn is the cosine from which a word ties a figure or a name to a sentence.
const nearOwn = 0.6

func tie(cosine float64) float64 {
	if cosine < nearOwn {
		return 0
	}
	return cosine
}
