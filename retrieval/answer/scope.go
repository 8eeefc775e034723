package answer

import (
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
supposedly expect expects expected believe believes believed suspect suspects suspected estimate estimates estimated
plan plans planned hope hopes hoped propose proposes proposed if whether alleged rumoured rumored claim claims claimed
think thinks thought appear appears appeared seem seems seemed suggest suggests suggested aim aims intend intends`), 4}
	partial = marker{set(`some most many few several part nearly almost partly mostly`), 2}
)

// universal are the words that speak of all.
var universal = set(`all every each always entire entirely everyone everybody whole completely wholly any`)

// implied are verbs and adjectives that deny by themselves: who missed a match
// did not play.
var implied = set(`miss misses missed lack lacks lacked absent closed close closes shut cancel cancelled canceled prevent
prevents prevented stop stopped ban banned bar barred exclude excluded avoid avoided reject rejected unable impossible
without lost false former ended only except`)

// marks says that word i is one of the marker's, used as such: "not only" and
// "no doubt" deny nothing.
func (m marker) marks(t *text, i int) bool {
	w := t.words[i]
	if strings.HasSuffix(w.fold, "n't") {
		return m.words["not"]
	}
	if !m.words[w.fold] {
		return false
	}
	if w.fold == "may" && w.upper && !t.opens(i) { // the month
		return false
	}
	if i+1 < len(t.words) {
		switch t.words[i+1].fold {
		case "only", "doubt", "just", "merely":
			return false
		}
	}
	return true
}

// reached is the stems of the content words that the marker reaches in t; nil if
// it stands nowhere.
func (m marker) reached(t *text) map[string]bool {
	var out map[string]bool
	for i := range t.words {
		if !m.marks(t, i) {
			continue
		}
		if out == nil {
			out = make(map[string]bool)
		}
		for j, n := i+1, 0; j < len(t.words) && n < m.reach; j++ {
			if b := t.before(j); strings.ContainsAny(b, ";:.—") || strings.Contains(b, `,"`) || strings.Contains(b, ",”") {
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

// meaning compares what the claim and its supporting sentences deny, doubt, or
// say of a part only. A denial must stand in both or in neither; doubt and part
// may be added but not dropped, and "all" may not be added.
func meaning(t *text, support []*sentence) string {
	if denial.reached(t) != nil && !anyOf(support, func(s *sentence) bool { return denial.reached(s.text) != nil || s.holdsAny(implied) }) {
		return "it denies what the cited passages do not deny"
	}
	for _, m := range []struct {
		marker
		reason string
	}{
		{denial, "the cited passages deny it"},
		{doubt, "it states as a fact what the cited passages do not"},
		{partial, "it says of all what the cited passages say of a part"},
	} {
		if m.dropped(t, support) {
			return m.reason
		}
	}
	for _, w := range t.words {
		if universal[w.fold] && !anyOf(support, func(s *sentence) bool { return s.holdsAny(universal) }) {
			return "the cited passages do not say it of all"
		}
	}
	return ""
}

// dropped says that the sources mark what the claim says unmarked: at least half
// of the words that the marker reaches there, and that stand unmarked nowhere.
func (m marker) dropped(t *text, support []*sentence) bool {
	if m.reached(t) != nil {
		return false
	}
	marked, plain := make(map[string]bool), make(map[string]bool)
	for _, s := range support {
		reached := m.reached(s.text)
		for stem := range s.stems {
			if reached[stem] {
				marked[stem] = true
			} else {
				plain[stem] = true
			}
		}
	}
	reach, shared := 0, 0
	for stem := range marked {
		if plain[stem] {
			continue
		}
		reach++
		if t.stems[stem] {
			shared++
		}
	}
	return shared > 0 && 2*shared >= reach
}

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
enter/exit come/go buy/sell lend/borrow give/receive give/take send/receive import/export
hire/fire build/destroy create/destroy attack/defend add/remove join/leave alive/dead live/die survive/die
day/night morning/evening summer/winter hot/cold warm/cold dry/wet full/empty heavy/light long/short old/new old/young
rich/poor public/private success/failure succeed/fail pass/fail possible/impossible safe/dangerous always/never
maximum/minimum majority/minority lengthen/shorten accelerate/slow raise/lower raise/cut raise/reduce increase/reduce
increase/cut present/absent include/exclude federal/local domestic/foreign teacher/student employer/employee
doctor/patient buyer/seller winner/loser ahead/behind better/worse best/worst forward/backward remember/forget`)

// irregular forms that stemming does not bring together.
var irregular = map[string]string{
	"rose": "rise", "risen": "rise", "fell": "fall", "fallen": "fall", "grew": "grow", "grown": "grow", "shrank": "shrink",
	"shrunk": "shrink", "lost": "lose", "won": "win", "began": "begin", "begun": "begin", "sank": "sink", "sunk": "sink",
	"bought": "buy", "sold": "sell", "gave": "give", "given": "give", "took": "take", "taken": "take", "sent": "send",
	"came": "come", "went": "go", "gone": "go", "left": "leave", "built": "build", "lent": "lend",
	"forgot": "forget", "forgotten": "forget",
}

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
	if base, ok := irregular[fold]; ok {
		fold = base
	}
	t := readText("en", fold)
	if len(t.words) != 1 {
		return fold
	}
	return t.words[0].stem
}

// opposedBy finds a word of a clause whose opposite stands in a sentence that
// carries it, while the word itself does not.
func (t *text) opposedBy(c corpus.Span, carrying []*sentence) string {
	mine := make(map[string]bool)
	for _, w := range t.words {
		mine[w.base()] = true
	}
	for _, w := range t.words[c.Start:c.End] {
		against := opposites[w.base()]
		if against == nil {
			continue
		}
		agreed, opposed := false, false
		for _, s := range carrying {
			held := make(map[string]bool)
			for _, h := range s.words {
				held[h.base()] = true
			}
			agreed = agreed || held[w.base()]
			for _, o := range against {
				opposed = opposed || held[o] && !mine[o]
			}
		}
		// "not closed" is open: a denial on one side turns it round.
		if opposed && !agreed && denial.reached(t) == nil {
			return w.text
		}
	}
	return ""
}

// base is the stem of the word's base form.
func (w word) base() string {
	if base, ok := irregular[w.fold]; ok {
		return lemma(base)
	}
	return w.stem
}
