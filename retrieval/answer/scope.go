package answer

import (
	"slices"
	"strings"

	"footnote/corpus"
)

// A marker is a word that changes how the words behind it are meant: it denies
// them, doubts them, or speaks of a part only.
type marker struct {
	words map[string]bool
	reach int // content words that it reaches, up to the end of its clause
}

var (
	denial = marker{set(`not no never none neither nor without cannot nobody nothing deny denies denied refuse refuses
refused fail fails failed`), 4}
	doubt = marker{set(`may might could would should likely unlikely possibly perhaps probably reportedly allegedly
supposedly want wants wanted wish wishes wished expect expects expected believe believes believed suspect suspects suspected estimate estimates estimated
plan plans planned hope hopes hoped propose proposes proposed if whether alleged rumoured rumored claim claims claimed
think thinks thought possible possibility appear appears appeared seem seems seemed suggest suggests suggested aim aims intend intends`), 4}
	partial = marker{set(`some most many few several part nearly almost partly mostly`), 2}
)

// noneWords speak of all in that they deny it of each.
var noneWords = set(`none no nobody never anyone anybody anything nothing`)

// universal are the words that speak of all.
var universal = set(`all every each always entire entirely everyone everybody whole completely wholly any whoever whenever`)

// implied are verbs and adjectives that deny by themselves: who missed a match
// did not play.
var implied = set(`miss misses missed lack lacks lacked absent closed close closes shut cancel cancelled canceled prevent
prevents prevented stop stopped ban banned bar barred exclude excluded avoid avoided reject rejected unable impossible
without lost false former ended only except`)

// impliedToo are words that may stand for a denial in a paraphrase: the first break
// in ten years is no break for ten years.
var impliedToo = set(`unable empty instead unlike neither hardly barely untrue false first exempt abolished abolish immune spare spares spared avoid avoids harmless rather rejects rejected
refuses refuse without instead cease ceased except free survived
survive survives survivor illegal forbidden prohibited same unchanged stay stays stayed gone missing last still yet remain remained remains`)

// weakDenials are those of them that deny only of a source: what has not happened
// is still to come, but what is still so is so.
var weakDenials = set(`last still yet remain remained remains`)

// deniesItself says that a word denies without "not": by its meaning or its first
// syllable.
func deniesItself(w word) bool {
	return implied[w.fold] || impliedToo[w.fold] ||
		len(w.fold) > 6 && strings.HasPrefix(w.fold, "un") && !plainUn[w.stem] || len(w.fold) > 6 && strings.HasSuffix(w.fold, "less")
}

// plainUn are the stems of common words in which "un" denies nothing.
var plainUn = stemsOf(`under underground understand unite united university universe universal union uniform unique unknown until
undergo undertake underline underlying undermine undergraduate unless uncle`)

// partialToo are other words for a part.
var partialToo = set(`majority minority largely chiefly primarily predominantly generally typically usually certain numerous various
half quarter third percent often mainly number`)

// marks says that word i is one of the marker's, used as such: "not only" and
// "no doubt" deny nothing, and "the planned place" is no plan.
func (m marker) marks(t *text, i int) bool {
	w := t.words[i]
	if strings.HasSuffix(w.fold, "n't") {
		return m.words["not"]
	}
	before, after := "", ""
	if i > 0 {
		before = t.words[i-1].fold
	}
	if i+1 < len(t.words) {
		after = t.words[i+1].fold
	}
	if hearsay[w.fold] && after == "to" && beForms[before] && i+2 < len(t.words) { // is said to be
		next := t.words[i+2]
		return m.words["may"] && (!next.stop || auxiliary[next.fold])
	}
	if !m.words[w.fold] {
		return false
	}
	switch {
	case strings.HasPrefix(w.fold, "fail"): // a radar that failed denies nothing
		return after == "to"
	case weakModal[w.fold] && (after == "not" || after == "only"): // that is no doubt
		return false
	case w.fold == "may" && w.upper && !t.opens(i): // the month
		return false
	case strings.HasPrefix(w.fold, "appear"):
		return after == "to" || after == "that"
	case nounsToo[w.fold] && (definite[before] || before == "a" || before == "than" || before == "as" || before == "this"):
		return false
	case w.fold == "if" && before == "as":
		return false
	}
	if m.words["most"] && (t.figureAt(i+1) || w.fold == "most" && (definite[before] || before == "at") || w.fold == "part" && after != "of") {
		return false // some 40 birds, the most common, take part
	}
	if (after == "more" || after == "less" || after == "fewer") && i+2 < len(t.words) && t.words[i+2].fold == "than" {
		return false // a bound
	}
	switch after {
	case "only", "doubt", "just", "merely":
		return false
	}
	return true
}

// hearsay are verbs that doubt before an infinitive, when passive.
var hearsay = set(`said reported thought believed understood rumoured rumored supposed`)

// nounsToo are forms of doubting verbs that are nouns and attributes as well.
var nounsToo = set(`plan plans planned hope hopes claim claims estimate estimates estimated aim aims expected proposed thought
suspect suspects want`)

// marking is where a marker stands in a text, and the content words that it reaches
// there, up to the end of its clause.
type marking struct {
	at    int
	words []int
}

// places are where the marker stands.
func (m marker) places(t *text) []marking {
	var out []marking
	for i := range t.words {
		if !m.marks(t, i) {
			continue
		}
		p := marking{at: i}
		end := clauseOf(t, i).End
		for j := i + 1; j < max(end, i+3) && j < len(t.words) && len(p.words) < m.reach; j++ {
			if b := t.before(j); strings.ContainsAny(b, ";:.—") || strings.Contains(b, `,"`) || strings.Contains(b, ",”") {
				break
			}
			if !t.words[j].stop {
				p.words = append(p.words, j)
			}
		}
		out = append(out, p)
	}
	return out
}

// reached is the stems of the content words that the marker reaches in t; nil if
// it stands nowhere.
func (m marker) reached(t *text) map[string]bool {
	places := m.places(t)
	if places == nil {
		return nil
	}
	out := make(map[string]bool)
	for _, p := range places {
		for _, i := range p.words {
			out[t.words[i].stem] = true
		}
	}
	return out
}

// meaning compares what the claim and its supporting sentences deny, doubt, or
// say of a part only. A denial must stand in both or in neither; doubt and part
// may be added but not dropped, and "all" may not be added.
func meaning(t *text, support []*sentence) string { return meaningIn(t, support, support) }

// meaningIn is meaning with the sentences that carry the claim by themselves: what
// is denied, doubted or limited beside them does not matter.
func meaningIn(t *text, support, main []*sentence) string {
	for _, p := range denial.places(t) {
		if !p.denied(t, main) || p.affirmed(t, main) {
			return "it denies what the cited passages do not deny"
		}
	}
	for _, m := range []struct {
		marker
		reason string
	}{
		{denial, "the cited passages deny it"},
		{doubt, "it states as a fact what the cited passages do not"},
		{partial, "it says of all what the cited passages say of a part"},
	} {
		if m.dropped(t, main) {
			return m.reason
		}
	}
	for i, w := range t.words {
		if universal[w.fold] && !t.everyTime(i) && !(i+1 < len(t.words) && t.words[i+1].fold == "else") && !(i > 0 && t.words[i-1].fold == "of") && !t.figureAt(i+1) && !(w.fold == "any" && denial.reached(t) != nil) &&
			!anyOf(support, func(s *sentence) bool { return s.holdsAny(universal) || s.holdsAny(noneWords) }) {
			return "the cited passages do not say it of all"
		}
	}
	return ""
}

// everyTime says that the "each" at word i tells how often: each year.
func (t *text) everyTime(i int) bool {
	if i+1 == len(t.words) {
		return false
	}
	m, ok := measures[t.words[i+1].stem]
	if dayParts[t.words[i+1].fold] {
		return true
	}
	return ok && m.dimension == "time" || t.words[i+1].fold == "time"
}

// dayParts are times that come back, as weekdays do.
var dayParts = set(`morning evening night afternoon noon spring summer autumn winter season weekend monday tuesday wednesday thursday
friday saturday sunday step`)

var (
	denyingVerbs     = stemsOf(`rule turn call give leave vote run sell drop`)
	denyingParticles = set(`out down off up`)
)

var (
	supposing = set(`if unless when whoever who that which anyone those`)
	elseWords = set(`otherwise or else unless`)
)

// sameMeaning says that two words are forms of one, derived from each other, or
// common synonyms.
func sameMeaning(a, b word) bool {
	x, y := a.base(), b.base()
	return a.stem == b.stem || x == y || synonymous(x, y) || derived(a.fold, b.fold) && !opposed(x, y)
}

// opposesAny says that the sentence has the opposite of one of these words of t.
func (s *sentence) opposesAny(t *text, words []int) bool {
	for _, i := range words {
		base := t.words[i].base()
		for _, have := range s.words {
			if opposed(have.base(), base) || opposed(have.fold, t.words[i].fold) || dictionary().opposite(have.fold, t.words[i].fold) {
				return true
			}
		}
	}
	return false
}

// dropped says that the sources mark what the claim says unmarked: at least half
// of the words that the marker reaches at one place, and that stand unmarked
// nowhere.
func (m marker) dropped(t *text, support []*sentence) bool {
	plain := make(map[string]bool)
	for _, s := range support {
		reached := m.reached(s.text)
		for stem := range s.stems {
			if !reached[stem] {
				plain[stem] = true
			}
		}
	}
	kept := m.kept(t)
	for _, s := range support {
		for _, p := range m.places(s.text) {
			if m.words["most"] && vaguePart[s.words[p.at].fold] && !t.holdsAny(universal) || m.words["may"] && strings.HasSuffix(s.s, "?") {
				continue
			}
			if m.words["may"] && t.doubtsToo(s.text, p) || m.reworded(t, s, p) || !t.tells(s.text, clauseOf(s.text, p.at), !m.words["most"]) {
				continue
			}
			reach, shared, marked := 0, 0, 0
			for _, i := range p.words {
				stem := s.words[i].stem
				if plain[stem] {
					continue
				}
				reach++
				for k, w := range t.words {
					if w.stop || !sameMeaning(w, s.words[i]) || verbShaped(s.words[i]) && !verbShaped(w) && t.attributive(k) && !auxiliary[t.words[k-min(1, k)].fold] && t.words[k-min(1, k)].fold != "to" { // water pressure
						continue
					}
					if kept[w.stem] {
						marked++
					} else {
						shared++
					}
					break
				}
			}
			if m.words["may"] && t.willed(s.text, p) {
				return true
			}
			if shared > 0 && marked == 0 && 2*shared >= reach {
				return true
			}
		}
	}
	return false
}

// tells says that t has a third of the content words of a clause of s.
func (t *text) tells(s *text, c corpus.Span, third bool) bool {
	n, told := 0, 0
	for _, w := range s.words[c.Start:c.End] {
		if !w.stop && !light[w.stem] {
			n++
			if slices.ContainsFunc(t.words, func(mine word) bool { return sameMeaning(mine, w) }) {
				told++
			}
		}
	}
	if third {
		return 3*told >= n
	}
	return 2*told >= n
}

// kept is the stems of the words that stand in one clause of the claim with the
// marker, or behind it.
func (m marker) kept(t *text) map[string]bool {
	out := m.reached(t)
	if out == nil {
		return nil
	}
	for _, p := range m.places(t) {
		if m.words["may"] && !predicative[t.words[p.at].fold] {
			continue
		}
		c := clauseOf(t, p.at)
		for i := c.Start; i < c.End; i++ {
			out[t.words[i].stem] = true
		}
	}
	return out
}

// reworded says that the claim keeps what marks a source at this place in other
// words: the verb itself, an opposite, or a word that denies or allows by itself.
func (m marker) reworded(t *text, s *sentence, p marking) bool {
	at := s.words[p.at]
	deny := m.words["not"]
	for i, w := range t.words {
		switch {
		case !at.stop && !w.stop && sameMeaning(w, at), // refused, and rejected
			deny && deniesItself(w) && !weakDenials[w.fold] && !s.stems[w.stem],
			deny && !at.stop && slices.ContainsFunc(dictionary().phrases(at.fold), t.holdsPhrase),
			deny && (w.fold == "unless" || w.fold == "otherwise" || t.deniesByPhrase()),
			deny && weakDenials[w.fold] && i+1 < len(t.words) && t.words[i+1].fold == "to",
			m.words["most"] && partialToo[w.fold] && !s.stems[w.stem],
			at.fold == "would" && aheadWords[w.fold],
			at.fold == "if" && conditional[w.fold],
			m.words["may"] && (allowing[w.fold] && !s.stems[w.stem] || unreal[w.fold]):
			return true
		}
		if deny {
			for _, k := range p.words {
				if !t.stems[s.words[k].stem] && opposed(t.words[i].base(), s.words[k].base()) {
					return true
				}
			}
		}
	}
	return false
}

func (t *text) holdsAny(words map[string]bool) bool {
	for _, w := range t.words {
		if words[w.fold] {
			return true
		}
	}
	return false
}
