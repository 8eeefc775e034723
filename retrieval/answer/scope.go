package answer

import (
	"slices"
	"strings"

	"footnote/corpus"

	"footnote/retrieval"
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
		if universal[w.fold] && !t.everyTime(i) && !(i > 0 && t.words[i-1].fold == "of") && !t.figureAt(i+1) && !(w.fold == "any" && denial.reached(t) != nil) &&
			!anyOf(support, func(s *sentence) bool { return s.holdsAny(universal) || s.holdsAny(noneWords) }) {
			return "the cited passages do not say it of all"
		}
	}
	return ""
}

// deniedAway says that the claim tells a clause of s without the word that denies
// there by itself, and denies nothing: "fires must be lit" of "fires are forbidden".
func (d *desk) deniedAway(t *text, s *sentence) bool {
	if denial.places(t) != nil || slices.ContainsFunc(t.words, deniesItself) || t.deniesByPhrase() {
		return false
	}
	for k, w := range s.words {
		if !strongDenials[w.fold] || slices.ContainsFunc(t.words, func(mine word) bool {
			return sameMeaning(mine, w) || d.counterpart(w, mine) > 0 || d.counterpart(mine, w) > 0
		}) {
			continue
		}
		c := clauseOf(s.text, k)
		n, told := 0, 0
		for i := c.Start; i < c.End; i++ {
			if h := s.words[i]; i != k && !h.stop && !light[h.stem] && !strongDenials[h.fold] {
				n++
				if slices.ContainsFunc(t.words, func(mine word) bool { return sameMeaning(mine, h) }) {
					told++
				}
			}
		}
		if n > 0 && 3*told >= 2*n {
			return true
		}
	}
	return false
}

// strongDenials are words that say that something is not or must not be.
var strongDenials = set(`forbidden banned prohibited illegal exempt refused refuses refuse rejected rejects reject closed unable impossible
excluded abolished cancelled canceled unnoticed unused unknown unopened unpaid unclear untouched unfinished unbroken undamaged`)

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

// denied says that a supporting sentence denies what the claim denies at this
// place: one of the words that the denial reaches is reached by one there too, or
// the sentence has a word that denies by itself, or an opposite, which the claim
// has not.
func (p marking) denied(t *text, support []*sentence) bool {
	for _, s := range support {
		if s.opposesAny(t, p.words) {
			return true
		}
		for _, w := range s.words {
			if deniesItself(w) && !t.stems[w.stem] {
				return true
			}
		}
		if s.advisesAgainst() || s.deniesByPhrase() || t.supposes(p.at) && s.holdsAny(elseWords) {
			return true
		}
		for _, theirs := range denial.places(s.text) {
			if t.stems[s.words[theirs.at].stem] && s.words[theirs.at].fold != t.words[p.at].fold && !s.words[theirs.at].stop {
				continue // the claim has that verb as well, and denies beside it
			}
			if len(p.words) == 0 || len(theirs.words) == 0 {
				return true
			}
			c := clauseOf(t, p.at)
			for i := c.Start; i < c.End; i++ {
				if t.words[i].stop {
					continue
				}
				for _, k := range theirs.words {
					if sameMeaning(t.words[i], s.words[k]) {
						return true
					}
				}
				home := clauseOf(s.text, theirs.at)
				for k := home.Start; k < home.End; k++ {
					if !s.words[k].stop && t.words[i].stem == s.words[k].stem {
						return true
					}
				}
			}
		}
	}
	return false
}

// deniesByPhrase says that the sentence has a verb that denies with its particle.
func (t *text) deniesByPhrase() bool {
	for i := 0; i+1 < len(t.words); i++ {
		if denyingVerbs[t.words[i].base()] && denyingParticles[t.words[i+1].fold] {
			return true
		}
	}
	return false
}

var (
	denyingVerbs     = stemsOf(`rule turn call give leave vote run sell drop`)
	denyingParticles = set(`out down off up`)
)

// supposes says that word i stands in a condition or a relative clause: "bikes that
// are not returned".
func (t *text) supposes(i int) bool {
	c := clauseOf(t, i)
	for k := i - 1; k >= c.Start; k-- {
		if supposing[t.words[k].fold] {
			return true
		}
	}
	return false
}

var (
	supposing = set(`if unless when whoever who that which anyone those`)
	elseWords = set(`otherwise or else unless must only need needs without`)
)

// advisesAgainst says that the sentence warns, decides or speaks against something.
func (t *text) advisesAgainst() bool {
	for i, w := range t.words {
		if i > 0 && w.fold == "against" && advising[t.words[i-1].stem] {
			return true
		}
	}
	return false
}

var advising = stemsOf(`warn warning caution advise advice decide decision vote argue recommend campaign protest ruled guard`)

// affirmed says that the sentences that carry the claim have the very word that it
// denies at this place, and deny it nowhere.
func (p marking) affirmed(t *text, main []*sentence) bool {
	first := slices.IndexFunc(p.words, func(i int) bool { return !t.words[i].number })
	if first < 0 || t.words[p.words[first]].upper {
		return false
	}
	w := t.words[p.words[first]]
	c := clauseOf(t, p.at)
	found := false
	for _, s := range main {
		reached := denial.reached(s.text)
		if slices.ContainsFunc(t.words[c.Start:c.End], func(w word) bool { return reached[w.stem] }) {
			return false
		}
		kept := denial.kept(s.text)
		for k, have := range s.words {
			if !sameMeaning(have, w) {
				continue
			}
			turned := slices.ContainsFunc(s.words[max(0, k-5):k], func(x word) bool {
				return deniesItself(x) && !t.stems[x.stem] // her first break
			})
			if kept[have.stem] || turned {
				return false
			}
			found = true
		}
	}
	return found
}

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

// vaguePart are words for a part that a plural without them leaves open, too: some
// shopkeepers complained; shopkeepers complained.
var vaguePart = set(`some several many few`)

// doubts are the kinds of doubt: what may be, what is meant to be, what is said to
// be, and what depends on something.
var doubts = []map[string]bool{
	set(`may might could would should likely unlikely possibly perhaps probably possible possibility can able option chance risk must`),
	set(`want wants wanted wish wishes wished expect expects expected plan plans planned hope hopes hoped propose proposes proposed aim
aims intend intends intention due offer demand ask asked asks goal scheduled set`),
	set(`reportedly allegedly supposedly believe believes believed suspect suspects suspected estimate estimates estimated alleged rumoured
rumored claim claims claimed think thinks thought appear appears appeared seem seems seemed suggest suggests suggested according says
said fear fears feared worry worries worried concern concerned considered view opinion`),
	set(`if whether unless when whenever until otherwise only who whoever those without open unclear unknown known disputed disagree question`),
}

// doubtsToo says that the claim has a doubt of the kind that stands at this place of
// the source, or of a kind that the source has not.
func (t *text) doubtsToo(s *text, p marking) bool {
	for _, kind := range doubts {
		if t.ahead() {
			return true
		}
		if t.holdsDoubt(kind) && (kind[s.words[p.at].fold] || !s.holdsAny(kind)) {
			return true
		}
	}
	return false
}

// ahead says that something is yet to be done: "is still to be examined".
func (t *text) ahead() bool {
	for i := 1; i+1 < len(t.words); i++ {
		if t.words[i].fold == "to" && t.words[i+1].fold == "be" && (beForms[t.words[i-1].fold] || t.words[i-1].fold == "still" || t.words[i-1].fold == "yet") {
			return true
		}
	}
	return false
}

// holdsDoubt says that t has a doubting word of a kind, not as an ordinary one.
func (t *text) holdsDoubt(kind map[string]bool) bool {
	for i, w := range t.words {
		if kind[w.fold] && (!doubt.words[w.fold] || doubt.marks(t, i)) {
			return true
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

// predicative are the doubting words that stand behind what they doubt: an
// extension is possible.
var predicative = set(`possible possibility likely unlikely expected planned proposed plan alleged suspected estimated`)

// willed says that the claim has "will" before the verb that stands behind a
// doubting word in the source.
func (t *text) willed(s *text, p marking) bool {
	if len(p.words) == 0 || !weakModal[s.words[p.at].fold] || s.holdsAny(aheadWords) {
		return false
	}
	verb := s.words[p.words[0]]
	for i := 1; i < len(t.words); i++ {
		if t.words[i].base() == verb.base() && aheadWords[t.words[i-1].fold] {
			return true
		}
	}
	return false
}

var weakModal = set(`may might could`)

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
			deny && (w.fold == "unless" || w.fold == "otherwise"),
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

// allowing are words for what may be.
var allowing = set(`can able allowed permitted free`)

// unreal are nouns whose infinitive has not come true.
var unreal = set(`offer request proposal attempt decision demand`)

// conditional are words that keep a condition.
var conditional = set(`when while once provided unless whenever only`)

func (t *text) holdsAny(words map[string]bool) bool {
	for _, w := range t.words {
		if words[w.fold] {
			return true
		}
	}
	return false
}

// opposites are pairs of common English words that exclude each other. Word
// vectors cannot tell them apart: they stand in the same places.
var opposites = pairs(`rise/fall rise/drop rise/decline rise/sink grow/shrink increase/decrease increase/fall increase/drop
increase/decline gain/lose gain/loss profit/loss win/lose win/defeat victory/defeat open/close open/shut start/end
start/stop begin/end begin/stop first/last before/after early/late earlier/later more/less more/fewer most/least
high/low higher/lower above/below over/under up/down widen/narrow expand/shrink strengthen/weaken confirm/deny
accept/reject accept/refuse approve/reject allow/ban allow/forbid support/oppose for/against agree/disagree
guilty/innocent convict/acquit legal/illegal true/false male/female man/woman men/women boy/girl father/mother
son/daughter husband/wife brother/sister north/south east/west left/right inside/outside arrive/depart enter/leave
enter/exit buy/sell lend/borrow give/receive give/take send/receive import/export
hire/fire build/destroy create/destroy attack/defend add/remove join/leave alive/dead live/die survive/die survive/lose
day/night morning/evening summer/winter hot/cold warm/cold dry/wet full/empty heavy/light long/short old/new old/young
rich/poor public/private success/failure succeed/fail pass/fail possible/impossible safe/dangerous always/never
strong/weak large/small big/small big/little win/loss often/seldom often/rarely frequent/rare common/rare usual/unusual
cheap/expensive easy/difficult easy/hard hard/soft major/minor permit/forbid permit/ban positive/negative thick/thin near/far same/different
bear/bury teach/learn marry/divorce fast/slow quick/slow loud/quiet deep/shallow modern/ancient temporary/permanent voluntary/compulsory
optional/mandatory friend/enemy ally/enemy tall/short tighten/loosen load/unload borrow/lend deposit/withdraw
maximum/minimum majority/minority lengthen/shorten accelerate/slow raise/lower raise/cut raise/reduce increase/reduce
increase/cut present/absent include/exclude federal/local domestic/foreign teacher/student employer/employee
doctor/patient buyer/seller winner/loser ahead/behind better/worse best/worst forward/backward remember/forget`)

func pairs(list string) map[string][]string {
	m := make(map[string][]string)
	for _, pair := range strings.Fields(list) {
		a, b, _ := strings.Cut(pair, "/")
		sa, sb := lemma(a), lemma(b)
		m[sa] = append(m[sa], sb)
		m[sb] = append(m[sb], sa)
	}
	return m
}

// lemma is the stem of a word's base form.
func lemma(fold string) string {
	if base := retrieval.BaseForm(fold); base != "" {
		fold = base
	}
	t := readText("en", fold)
	if len(t.words) != 1 {
		return fold
	}
	return t.words[0].stem
}

// bleachedVerbs mean so much that they oppose nothing.
var bleachedVerbs = stemsOf(`take give get go come bring put keep`)

// opposedBy finds a word of a clause whose opposite stands in a sentence that
// carries it, while the word itself does not.
func (t *text) opposedBy(c corpus.Span, carrying []*sentence) string {
	mine := make(map[string]bool)
	for _, w := range t.words {
		mine[w.base()] = true
	}
	for i := c.Start; i < c.End; i++ {
		w := t.words[i]
		base := w.base()
		agreed, against := bleachedVerbs[base], false
		for _, s := range carrying {
			c2 := s.clauseLike(t, c)
			denied := denial.reached(s.text)
			if (denied == nil) != (denial.reached(t) == nil) { // "not closed" is open
				agreed = true
				break
			}
			for k, h := range s.words {
				b := h.base()
				if k < c2.Start || k >= c2.End {
					agreed = agreed || b == base
					continue
				}
				if t.converse(i, s.text, k) {
					agreed = true
				}
				agreed = agreed || b == base || synonymous(b, base) && !opposed(b, base) || denied[h.stem] && denial.reached(t) == nil && opposed(b, base)
				against = against || (opposed(b, base) || rival(b, base) && !isRole(base) && !t.unitAt(i)) && !mine[b] && t.alike(i, s.text, k)
			}
		}
		if against && !agreed {
			return w.text
		}
	}
	return ""
}

// clauseLike is the clause of s that shares most words with a clause of t; all of s,
// if several do.
func (s *sentence) clauseLike(t *text, c corpus.Span) corpus.Span {
	all := corpus.Span{Start: 0, End: len(s.words)}
	best, most := all, 0
	for _, o := range s.clauses() {
		n := 0
		for _, w := range t.words[c.Start:c.End] {
			if (!w.stop || w.number) && slices.ContainsFunc(s.words[o.Start:o.End], func(h word) bool { return sameMeaning(h, w) }) {
				n++
			}
		}
		switch {
		case n > most:
			best, most = o, n
		case n == most && n > 0:
			best = all
		}
	}
	return best
}

// converse says that the verbs at i of t and k of s tell one deed from its two sides,
// and that the parts are told so, too: who sold it is from whom it was bought.
func (t *text) converse(i int, s *text, k int) bool {
	if !slices.Contains(converses[t.words[i].base()], s.words[k].base()) {
		return false
	}
	stands := func(in *text, w word, way string) bool {
		return slices.ContainsFunc(in.all(w), func(at int) bool { return in.way(at) == way })
	}
	for _, f := range s.frames() {
		if f.verb == k && f.doer >= 0 && stands(t, s.words[f.doer], "from") {
			return true
		}
	}
	for _, f := range t.frames() {
		if f.verb == i && f.doer >= 0 && stands(s, t.words[f.doer], "to") {
			return true
		}
	}
	// "borrowed from Fjordkassen": "the bank Fjordkassen lent".
	if h := s.headBefore(k); h >= 0 && stands(t, s.words[h], "from") {
		return true
	}
	return false
}

// converses are verbs for one deed, seen from either side.
var converses = pairs(`buy/sell borrow/lend receive/give get/give receive/send take/give learn/teach inherit/leave purchase/sell acquire/sell`)

// alike says that two words could stand for each other: prepositions only if they
// stand before the same word. "A before B" is "B after A".
func (t *text) alike(i int, s *text, k int) bool {
	if !t.words[i].stop || !s.words[k].stop {
		return true
	}
	next := func(x *text, i int) string {
		for i++; i < len(x.words); i++ {
			if !x.words[i].stop {
				return x.words[i].stem
			}
		}
		return ""
	}
	return next(t, i) == next(s, k)
}

// base is the stem of the word's base form.
func (w word) base() string {
	if base := retrieval.BaseForm(w.fold); base != "" {
		return retrieval.Terms("en", base)[0].Stem
	}
	return w.stem
}
