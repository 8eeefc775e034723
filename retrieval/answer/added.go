package answer

import (
	"fmt"
	"slices"
	"strings"

	"footnote/retrieval"
)

// A sentence that code can follow word by word must not say more than its source.
// Paraphrases replace verbs and now and then a noun, and leave attributes and
// circumstances as they are. So one verb or noun of a claim may be without a
// counterpart in the cited passages, but no attribute, no adverb of manner, and
// nothing that somebody is.

// added finds what a claim says that no cited passage has.
func (d *desk) added(t *text, cites []int) string {
	without, content := 0, 0
	for i, w := range t.words {
		if !w.stop && !t.figureAt(i) {
			content++
		}
	}
	for i, w := range t.words {
		if w.stop || w.number || t.figureAt(i) || t.isLight(i) || t.isName(i) && !t.opens(i) || degrees[w.fold] || t.unitAt(i) || t.impliedAt(i) ||
			denial.words[w.fold] || doubt.words[w.fold] || implied[w.fold] || impliedToo[w.fold] || auxiliary[w.fold] || t.hedges(i) || humans[w.stem] || ordering[w.fold] || universal[w.fold] || mostWords[w.fold] || leastWords[w.fold] || connectives[w.fold] && !w.upper {
			continue
		}
		if d.inPassages(w, cites, t.nominal(i)) {
			continue
		}
		if t.nominal(i) && t.attributive(i) || isRole(w.base()) || isManner(w.fold) || d.detail(t, i, cites) {
			return fmt.Sprintf("the cited passages say nothing of %q", w.text)
		}
		if without++; without > 1+content/wordsPerFree {
			return fmt.Sprintf("the cited passages say nothing of %q", w.text)
		}
	}
	return ""
}

// wordsPerFree is how many content words a claim has for each verb or noun that it
// may have without a counterpart, beside the first.
const wordsPerFree = 8

// detail says that word i stands in a phrase that a preposition opens, and that has
// other content words, of which none has a counterpart: a circumstance that was made
// up.
func (d *desk) detail(t *text, i int, cites []int) bool {
	a := i
	for a > 0 && !hanging[t.words[a-1].fold] && !phraseOpeners[t.words[a-1].fold] {
		if t.gap(a-1) != " " && t.gap(a-1) != "-" || auxiliary[t.words[a-1].fold] || joins[t.words[a-1].fold] || verbShaped(t.words[a-1]) {
			return false
		}
		a--
	}
	if a == 0 || t.gap(a-1) != " " {
		return false
	}
	others := 0
	for k := a; k < len(t.words); k++ {
		w := t.words[k]
		if k > i && (hanging[w.fold] || joins[w.fold] || auxiliary[w.fold] || t.gap(k-1) != " ") {
			break
		}
		if k == i || w.stop || t.isLight(k) {
			continue
		}
		if t.figureAt(k) || d.inPassages(w, cites, t.nominal(k)) {
			return false
		}
		others++
	}
	return others > 0
}

// phraseOpeners are prepositions beside those that hang a noun on another one.
var phraseOpeners = set(`without despite because due thanks under against before after behind beside during like using`)

// ordering words narrow or order what is said, or say in which measure, and tell
// nothing new.
var ordering = set(`normal normally usual standard regular ordinary typical typically next second third further additional extra
automatic automatically immediate immediately soon nearby old previous following final finally entire separate own actual alone itself
themselves himself herself whole respective corresponding respectively initial else directly meanwhile afterwards beforehand instead
together successfully profession diameter length height width depth weight size duration exceptionally unusually jointly officially`)

// attributive says that a word which word i tells more of stands right behind it.
func (t *text) attributive(i int) bool {
	return i+1 < len(t.words) && (t.gap(i) == " " || t.gap(i) == "-") && !t.words[i+1].stop && !verbShaped(t.words[i+1])
}

// inPassages says that a word has a counterpart in the cited passages or the
// titles of their articles.
func (d *desk) inPassages(w word, cites []int, nominal bool) bool {
	enough := nearWord
	if nominal {
		enough = nearNoun
	}
	for _, e := range cites {
		p := d.passages[e]
		if isRole(w.base()) && !w.upper { // what somebody is has no near words
			if slices.ContainsFunc(p.words, func(have word) bool { return sameMeaning(have, w) }) {
				return true
			}
			continue
		}
		if d.nearestTo(w, p.text) >= enough || d.nearestTo(w, p.title) >= enough || w.upper && (p.holdsName(w) || p.title.holdsName(w)) {
			return true
		}
	}
	return false
}

// nearNoun is the cosine from which a noun or adjective may speak of what another
// one speaks of. It is low: what is made up is of another matter, mostly.
const nearNoun = 0.45

// degrees are adverbs that say how much, how often or how sure: others look after
// them.
var degrees = set(`nearly almost roughly approximately reportedly allegedly probably possibly likely apparently supposedly
presumably certainly mainly mostly largely chiefly primarily partly completely entirely fully exactly precisely only
usually generally often frequently regularly rarely seldom hardly barely scarcely currently recently formerly previously
originally initially finally eventually later early respectively approximately particularly especially specifically
namely consequently additionally accordingly subsequently simultaneously similarly directly actually really simply slightly
significantly considerably increasingly originally annually daily weekly monthly yearly family supply reply apply rely
friendly lovely elderly assembly italy july`)

// isManner says that a word looks like an adverb of manner: secretly, hastily.
func isManner(fold string) bool {
	return len(fold) > 4 && strings.HasSuffix(fold, "ly") && !degrees[fold]
}

// nominal says that word i stands where nouns and their adjectives stand: behind a
// determiner or a preposition with nothing but such words between.
func (t *text) nominal(i int) bool {
	if i+1 < len(t.words) && t.gap(i) == " " && behindVerb[t.words[i+1].fold] {
		return false
	}
	if verbShaped(t.words[i]) && (i == 0 || !opensNoun[t.words[i-1].fold]) {
		return false
	}
	for k := i - 1; k >= 0; k-- {
		if gap := t.gap(k); gap != " " && gap != "-" {
			return false
		}
		w := t.words[k]
		switch {
		case opensNoun[w.fold]:
			return true
		case w.stop, verbShaped(w):
			return false
		}
	}
	return false
}

// behindVerb are determiners: what stands before one is no noun.
var behindVerb = set(`the a an this these those his her its their all every each`)

// opensNoun are determiners and prepositions.
var opensNoun = set(`the a an this these those his her its their our my your some any no every each all many several
of in on at by from with without under over between into through during for against despite behind beside near as
two three four five six seven eight nine ten`)

// verbShaped says that a word has the form of a verb and stands as one, as far as
// that can be told without a grammar.
func verbShaped(w word) bool {
	return !w.upper && (strings.HasSuffix(w.fold, "ed") && !strings.HasSuffix(w.fold, "eed") && len(w.fold) > 3 || strings.HasSuffix(w.fold, "ing") && len(w.fold) > 5 ||
		retrieval.BaseForm(w.fold) != "" || verbForms[w.fold] != "" && !bothWays[w.fold])
}
