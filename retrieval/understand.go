package retrieval

import (
	"slices"
	"strings"
)

// Understanding is a follow-up in words that stand alone.
type Understanding struct {
	// Text is the question with its pronouns replaced and its ellipses filled in from
	// the questions before; "" where the question stands alone, or where that was not
	// possible.
	Text string
	// Filled are the stems of words that were asked for before and left out now: in
	// "and the battery?" behind "what does the bike cost?" that is cost. Other words
	// that Text has over the question's own only say what is spoken of.
	Filled map[string]bool
}

// Understand puts a follow-up into words that stand alone. The same turns and
// question give the same words; no model is asked.
//
// Pronouns stand for the last phrase of an earlier question that fits in number
// and kind, the subject first (as in centering theory: Grosz, Joshi and Weinstein,
// 1995). A fragment is read in the frame of the question before, in the place of
// what is most like it.
func (q Question) Understand() Understanding {
	if q.Rewritten != "" {
		return Understanding{Text: q.Rewritten}
	}
	return understand(q.Text, q.before())
}

// maxBefore is how many questions back a pronoun may point.
const maxBefore = 3

// before is the questions that a follow-up is understood with, each in words that
// stand alone.
func (q Question) before() []question {
	var before []question
	for _, turn := range q.Turns[max(0, len(q.Turns)-maxBefore):] {
		said := strings.TrimSpace(turn)
		if u := understand(said, before); u.Text != "" {
			said = u.Text
		}
		before = append(before, readTurn(said))
	}
	return before
}

// maxBridged is how many content words a question may have that is read on the
// topic before: one that says more says what it is about.
const maxBridged = 4

// Topic is what the questions before were about, for a question that stands alone
// by its form and names nothing: "Who was the captain?" It may be about that, or
// about something new, so Topic is to weigh little; "" where there is none.
func (q Question) Topic() string {
	if len(q.Turns) == 0 || q.FollowsUp() {
		return ""
	}
	said := readTurn(q.Text)
	content := 0
	for i, w := range said.words {
		if said.nameWord(i) || hasDigit(w.text) {
			return ""
		}
		if !w.Stop && !whWords[w.Fold] {
			content++
		}
	}
	if content > maxBridged {
		return ""
	}
	for _, b := range slices.Backward(q.before()) {
		var names []string
		for _, p := range b.salient() {
			if p.name {
				names = append(names, b.text(p.start, p.head))
			}
		}
		if len(names) > 0 {
			return strings.Join(names, ", ")
		}
	}
	return ""
}

func understand(text string, before []question) Understanding {
	q := readTurn(strings.TrimSpace(text))
	if len(before) == 0 || len(q.words) == 0 || len(before[len(before)-1].words) == 0 {
		return Understanding{}
	}
	start := q.opening()
	if start == len(q.words) {
		return Understanding{}
	}
	var u Understanding
	if q.fragment(start) {
		u = q.fill(start, before)
	} else {
		u = q.replace(start, before)
	}
	if u.Text == "" || strings.EqualFold(u.Text, q.s) {
		return Understanding{}
	}
	u.Text = sentenceCase(u.Text)
	return u
}

// opening is the first word behind what ties a question to the one before: "and",
// "what about".
func (q question) opening() int {
	i := 0
	for i < len(q.words) {
		f := q.words[i].Fold
		next := ""
		if i+1 < len(q.words) {
			next = q.words[i+1].Fold
		}
		switch {
		case f == "and" || f == "or" || f == "but" || f == "also" || f == "so" || f == "ok" || f == "okay":
			i++
		case (f == "what" || f == "how") && next == "about":
			i += 2
		default:
			return i
		}
	}
	return i
}

// fragment says that what stands from word start on is no whole question: it has
// no verb of its own.
func (q question) fragment(start int) bool {
	first, n := q.words[start].Fold, len(q.words)-start
	switch {
	case n > 8:
		return false
	case first == "if", first == "when" && n > 2 && !auxiliaries[q.words[start+1].Fold]:
		return start > 0
	case whWords[first]:
		if n > 1 && (strings.HasPrefix(first, "who") || n > 3) {
			return false
		}
	}
	for i := start; i < len(q.words); i++ {
		f := q.words[i].Fold
		if auxiliaries[f] || pronouns[f] || whWords[f] && i > start+1 || i > start && whWords[first] && q.clauseVerb(i) {
			return false
		}
	}
	return start > 0 || whWords[first] || prepositions[first]
}

// announced is what a question begins with and then asks about: "And the hedge,
// when will it be cut?".
func (q question) announced(start int) (p phrase, ok bool) {
	if p, ok = q.phraseFrom(start); !ok || start == 0 || p.end >= len(q.words) {
		return p, false
	}
	return p, strings.Contains(q.gap(p.end), ",") && (whWords[q.words[p.end].Fold] || auxiliaries[q.words[p.end].Fold])
}

// bound says that the pronoun at word i stands for something that its own question
// names before it.
func (q question) bound(i int) bool {
	return slices.ContainsFunc(q.phrases(), func(p phrase) bool {
		return p.end <= i && !q.asked(p) && q.fits(p, q.words[i].Fold)
	})
}

// replace puts what pronouns stand for in their place.
func (q question) replace(start int, before []question) Understanding {
	var b strings.Builder
	at, changed := q.words[start].Start, false
	spoken, announced := q.announced(start)
	if announced {
		at, changed = q.words[spoken.end].Start, true
	}
	for i := start; i < len(q.words); i++ {
		w := q.words[i]
		var r replacement
		switch {
		case !pronouns[w.Fold], w.Start < at:
			continue
		case announced && q.fits(spoken, w.Fold) && !possessive[w.Fold]:
			r = replacement{definite(q.text(spoken.start, spoken.end), spoken), w.End}
		case q.bound(i):
			continue
		default:
			r = q.stands(i, before)
		}
		switch {
		case strings.HasPrefix(r.text, theOne):
			return Understanding{} // nobody known: both questions are searched for
		case r.text == "":
			continue
		}
		b.WriteString(q.s[at:w.Start])
		b.WriteString(r.text)
		at, changed = r.behind, true
		for i+1 < len(q.words) && q.words[i+1].Start < at {
			i++
		}
	}
	if !changed {
		return Understanding{}
	}
	b.WriteString(q.s[at:])
	return Understanding{Text: b.String()}
}

var (
	pronouns   = stopSet(`it its he him his she her hers they them their theirs one ones there`)
	personal   = stopSet(`he him his she her hers`)
	many       = stopSet(`they them their theirs`)
	possessive = stopSet(`his her its their`)
	ordinals   = stopSet(`first second third fourth fifth last other next`)
)

// replacement is what stands for a pronoun, up to the byte behind.
type replacement struct {
	text   string
	behind int
}

// stands finds what the pronoun at word i stands for.
func (q question) stands(i int, before []question) replacement {
	w := q.words[i]
	next := func() (int, bool) { // the noun behind a possessive
		j := i + 1
		for j < len(q.words) && !q.words[j].Stop && q.joins(j) && (j == i+1 || !q.owner(i, j)) {
			j++
		}
		return j, j > i+1
	}
	switch {
	case i > 1 && many[w.Fold] && q.words[i-1].Fold == "of":
		// "How many of them": of what was counted before.
		last := before[len(before)-1]
		for _, p := range last.phrases() {
			if last.asked(p) && p.plural {
				return replacement{definite(last.textOf(p), p), w.End}
			}
		}
	case w.Fold == "there":
		if i > 0 && beAuxiliaries[q.words[i-1].Fold] {
			return replacement{}
		}
		return replacement{placeIn(before, i > 0 && motion[strings.TrimSuffix(q.words[i-1].Stem, "e")]), w.End}
	case w.Fold == "one" || w.Fold == "ones":
		return q.oneOf(i, before)
	case possessive[w.Fold] && !(w.Fold == "her" && (i+1 == len(q.words) || q.words[i+1].Stop)):
		owner := antecedent(before, w.Fold)
		end, ok := next()
		if owner == "" || !ok {
			return replacement{}
		}
		return replacement{"the " + q.text(i+1, end) + " of " + owner, q.words[end-1].End}
	}
	return replacement{antecedent(before, w.Fold), w.End}
}

// owner says that word j behind a possessive is the verb of the clause.
func (q question) owner(i, j int) bool {
	for k := i - 1; k >= 0; k-- {
		if auxiliaries[q.words[k].Fold] {
			if beAuxiliaries[q.words[k].Fold] {
				return q.participle(j) || q.closing(k, i, j)
			}
			return q.plainVerb(j)
		}
	}
	return q.finite(j)
}

// antecedent is the phrase of an earlier question that a pronoun stands for.
func antecedent(before []question, pronoun string) string {
	for k := len(before) - 1; k >= 0; k-- {
		q := before[k]
		if !many[pronoun] && pronoun != "it" && pronoun != "its" {
			if d := q.whoever(); d != "" {
				return d
			}
			if strings.Contains(q.s, theOne) {
				continue // who that is was asked before
			}
		}
		for _, p := range q.salient() {
			if q.fits(p, pronoun) && !light[q.words[p.head-1].Fold] {
				return definite(q.textOf(p), p)
			}
		}
		if many[pronoun] {
			if d := q.whoever(); d != "" {
				return d
			}
		}
	}
	return ""
}

// fits says that a pronoun may stand for a phrase.
func (q question) fits(p phrase, pronoun string) bool {
	switch {
	case personal[pronoun]:
		return p.name && !q.the(p) && !q.place(p) || q.role(p)
	case many[pronoun]:
		return p.plural
	}
	return !p.plural && (!p.bare || q.asked(p)) && !q.role(p)
}

// place says that a name stands where places stand.
func (q question) place(p phrase) bool {
	if p.start == 0 {
		return false
	}
	switch q.words[p.start-1].Fold {
	case "in", "at", "on", "to", "from", "near", "into":
		return true
	}
	return false
}

// asked says that a phrase is what a question asks for: "which hall", "how many
// birds".
func (q question) asked(p phrase) bool {
	if p.start == 0 {
		return false
	}
	switch q.words[p.start-1].Fold {
	case "which", "what", "many", "much":
		return true
	}
	return p.start > 1 && q.words[p.start-2].Fold == "how" && articles[q.words[p.start].Fold] // "how large an area"
}

// light are heads that only introduce what is spoken of: the name of the ferry.
var light = stopSet(`name names number kind kinds type types sort sorts amount list rest`)

func (q question) the(p phrase) bool { return q.words[p.start].Fold == "the" }

// role says that a phrase names somebody by what he does: its head ends as such
// words do, or it is what "who is" asks for.
func (q question) role(p phrase) bool {
	head := q.words[p.head-1].Fold
	for i := range p.start {
		if f := q.words[i].Fold; (f == "who" || f == "who's") && i+2 >= p.start && q.the(p) && !p.name {
			return i+1 == p.start || beAuxiliaries[q.words[i+1].Fold]
		}
	}
	return roles[head]
}

var roles = stopSet(`man woman boy girl person captain mayor director president minister king queen teacher doctor driver engineer architect
author writer composer painter singer player coach trainer manager chief head leader chair chairman chairwoman spokesman spokeswoman judge
officer actor actress winner champion founder owner inventor designer scientist researcher professor student treasurer secretary skipper pilot
goalkeeper victim witness suspect senator governor chancellor bishop pope prince princess emperor general soldier nurse farmer`)

// salient are the phrases that a pronoun may stand for, the likeliest first: the
// subject and the object, what was asked for, then those inside of them, later ones
// first.
func (q question) salient() []phrase {
	top := q.phrases()
	out := slices.Clone(top)
	slices.SortStableFunc(out, func(a, b phrase) int {
		switch x, y := q.asked(a), q.asked(b); {
		case x == y:
			return 0
		case y:
			return -1
		}
		return 1
	})
	for _, p := range slices.Backward(top) {
		for i := p.head; i < p.end; i++ {
			if inner, ok := q.phraseAt(i); ok && inner.start > p.start && inner.end <= p.end {
				out = append(out, inner)
				i = inner.head - 1
			}
		}
	}
	return out
}

// definite speaks of a phrase as known.
func definite(text string, p phrase) string {
	first, rest, ok := strings.Cut(text, " ")
	switch f := strings.ToLower(first); {
	case ok && (f == "a" || f == "an"):
		return "the " + rest
	case f == "the" && ok && first != "the":
		return text // "The Salt Bride"
	case !p.name && !determiners[f]:
		return "the " + text
	}
	return text
}

// whoever describes the one whom a question asks for: "who won the race?" asks for
// the one who won the race, "who is the mayor?" for the mayor.
func (q question) whoever() string {
	if len(q.words) < 3 {
		return ""
	}
	switch q.words[0].Fold {
	case "who":
	case "who's":
		if p, ok := q.phraseAt(1); ok {
			return q.textOf(p)
		}
		return ""
	default:
		return ""
	}
	if beAuxiliaries[q.words[1].Fold] {
		if p, ok := q.phraseAt(2); ok {
			return q.textOf(p)
		}
	} else if auxiliaries[q.words[1].Fold] {
		return ""
	}
	return theOne + strings.TrimRight(q.s[q.words[1].Start:], " ?!.")
}

const theOne = "the one who "

// motion are the stems of verbs behind which "there" means "to that place".
var motion = stopSet(`go went come came travel fly flew drive drove get got return move sail walk arriv`)

// placeIn is the last place that was named: "in North Korea", or "to North Korea"
// where somebody moves.
func placeIn(before []question, moves bool) string {
	for k := len(before) - 1; k >= 0; k-- {
		q := before[k]
		for i := len(q.words) - 2; i > 0; i-- {
			switch q.words[i].Fold {
			case "in", "at", "to", "on":
				if p, ok := q.phraseAt(i + 1); ok && (p.name || q.the(p)) && !hasDigit(q.textOf(p)) {
					prep := q.words[i].Fold
					switch {
					case moves:
						prep = "to"
					case prep == "to":
						prep = "in"
					}
					return prep + " " + q.textOf(p)
				}
			}
		}
	}
	return ""
}

// oneOf resolves "a new one" and "the second one".
func (q question) oneOf(i int, before []question) replacement {
	if i == 0 || !determiners[q.words[i-1].Fold] && q.words[i-1].Stop {
		return replacement{}
	}
	for k := len(before) - 1; k >= 0; k-- {
		b := before[k]
		for _, p := range b.salient() {
			if b.role(p) || p.name || light[b.words[p.head-1].Fold] {
				continue
			}
			switch {
			case ordinals[q.words[i-1].Fold]:
				if p.plural && !p.bare {
					return replacement{"of " + definite(b.textOf(p), p), q.words[i].End}
				}
			case b.words[p.start].Fold != "the" || p.end-p.start > 1:
				of := b.text(p.head-1, p.end)
				if p.end == p.head {
					of = b.text(p.start+1, p.end)
				}
				return replacement{of, q.words[i].End}
			}
		}
	}
	return replacement{}
}

func sentenceCase(s string) string {
	s = strings.TrimSpace(strings.TrimLeft(s, " ,;:"))
	if n := firstRune(s); n > 0 {
		s = strings.ToUpper(s[:n]) + s[n:]
	}
	return s
}
