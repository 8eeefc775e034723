package answer

import (
	"slices"
	"strings"

	"footnote/corpus"
	"footnote/retrieval"
)

// Words that exclude each other, and the base forms by which they are told.

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
increase/cut present/absent include/exclude federal/local domestic/foreign teacher/student
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
				against = against || (opposed(b, base) || rival(b, base) && !isRole(base) && !t.unitAt(i) && !t.impliedAt(i)) && !mine[b] && t.alike(i, s.text, k)
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
