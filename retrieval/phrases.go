package retrieval

import (
	"strings"
	"unicode"
)

// question is a question's words with what the rules for follow-ups need to know
// of them. It is read with lists of function words and of common verbs: there is
// no grammar here, and what cannot be read is left as it is.
type question struct {
	s     string
	words []qword
	// clause is where the clause that asks begins: its first auxiliary or verb; -1
	// if there is none.
	clause int
}

type qword struct {
	Term
	text  string
	upper bool
}

func readTurn(s string) question {
	q := question{s: s, clause: -1}
	for _, t := range Terms("en", s) {
		text := s[t.Start:t.End]
		q.words = append(q.words, qword{t, text, startsUpper(text[:firstRune(text)])})
	}
	for i, w := range q.words {
		if auxiliaries[w.Fold] {
			q.clause = i
			break
		}
	}
	return q
}

func firstRune(s string) int {
	for i := range s {
		if i > 0 {
			return i
		}
	}
	return len(s)
}

// phrase is a noun phrase of a question: words start to end. Its head ends at
// head; what follows says more of it: "the lift | of the Salt Museum".
type phrase struct {
	start, head, end int
	name             bool // its head is a name
	plural           bool
	bare             bool // without article: people, photos
}

var (
	auxiliaries = stopSet(`is are was were be been am do does did has have had will would can could shall should may might must
isn't aren't wasn't weren't don't doesn't didn't won't can't cannot hasn't haven't hadn't`)
	beAuxiliaries = stopSet(`is are was were be been am isn't aren't wasn't weren't`)
	articles      = stopSet(`the a an`)
	determiners   = stopSet(`the a an my our your his her its their this that these those each every any some`)
	whWords       = stopSet(`who whom whose what which when where why how what's who's where's when's how's`)
	prepositions  = stopSet(`of in at on for from to with by under over between during after before since until near into about against on
across along around behind beneath beside beyond inside outside past through throughout towards toward upon via within without above below among off
despite except like unlike per`)
	// verbsPlain are common verbs as they stand behind "does" and "will". A noun of
	// the same form in the middle of a phrase is read as a verb, too.
	verbsPlain = stopSet(`go get take cost run leave make mean have need want say come see know give find tell work call try ask keep
let begin start help show hear play move live believe hold bring happen write provide sit stand lose pay meet include continue set learn change
lead understand watch follow stop create speak read allow add spend grow open close walk win offer remember love consider appear buy wait serve
die send expect build stay fall cut reach kill remain suggest raise pass sell require report decide pull return explain hope develop carry break
receive agree support hit produce eat cover catch draw choose cause belong last fit weigh earn own use drive fly arrive depart end finish
look seem feel turn put lie be do charge employ contain hire join host visit teach train marry retire resign publish release launch repair
replace clean feed heat blink blow burn leak sink strike crash rise drop fight vote elect approve reject pass post store record deliver steer
own lend borrow rent book cancel refund ship support update install reset connect download upload log empty fill drain melt freeze boil cook bake
apply register vote submit sign win plan announce intend try manage recover survive escape collide weigh measure stretch extend grow shrink`)
	participles = stopSet(`built held sold bought made written sent won lost begun born found drawn sunk taken given shut led laid cut paid
hit put set read known seen done gone come eaten driven flown chosen broken spoken stolen torn worn thrown grown blown frozen hurt kept
left told taught thought brought caught fought met open free old drunk alive dead safe ready able big long tall far high wide deep heavy`)
	irregularPast = stopSet(`won ran took gave made built wrote led held sold bought left came went saw said told paid met lost found fell rose drew
blew struck sank fought taught brought caught thought kept sent spent broke chose drove spoke stole wore threw grew knew began became put cut hit set
lay swam flew slept ate drank sat stood felt dealt fled hung rang sang shone shot slid spun swore swept swung woke bit bred fed bent bound burst
cast crept dug forgot froze got hid lent lit meant rode shook shrank tore understood withdrew laid bore`)
)

// plainVerb says that word i is a verb behind an auxiliary; verbForm that it is a
// verb of any form.
func (q question) plainVerb(i int) bool { return !q.words[i].upper && verbsPlain[q.words[i].Fold] }

func (q question) participle(i int) bool {
	w := q.words[i]
	return !w.upper && (participles[w.Fold] || len(w.Fold) > 3 && (strings.HasSuffix(w.Fold, "ed") || strings.HasSuffix(w.Fold, "ing")))
}

func (q question) finite(i int) bool {
	w := q.words[i]
	if w.upper {
		return false
	}
	base := strings.TrimSuffix(w.Fold, "s")
	return irregularPast[w.Fold] || base != w.Fold && (verbsPlain[base] || verbsPlain[strings.TrimSuffix(base, "e")]) ||
		len(w.Fold) > 3 && strings.HasSuffix(w.Fold, "ed")
}

// gap is what stands between word i and the word before it.
func (q question) gap(i int) string {
	if i == 0 {
		return q.s[:q.words[0].Start]
	}
	return q.s[q.words[i-1].End:q.words[i].Start]
}

// joins says that only blanks or a hyphen stand before word i.
func (q question) joins(i int) bool { return strings.Trim(q.gap(i), " -‑.&’'") == "" }

func (q question) text(start, end int) string {
	if start >= end {
		return ""
	}
	return q.s[q.words[start].Start:q.words[end-1].End]
}

func (q question) textOf(p phrase) string { return q.text(p.start, p.end) }

// nameWord says that word i is written as a part of a name is.
func (q question) nameWord(i int) bool {
	w := q.words[i]
	return w.upper && !whWords[w.Fold] && (i > 0 || !w.Stop) && (!w.Stop || len(w.text) > 1 && w.text == strings.ToUpper(w.text)) ||
		w.upper && w.Fold == "the" && i > 0 // The Salt Bride
}

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }

// phrases are the noun phrases of a question, in order, without those inside
// another one.
func (q question) phrases() []phrase {
	var out []phrase
	for i := 0; i < len(q.words); {
		p, ok := q.phraseAt(i)
		if !ok {
			i++
			continue
		}
		out = append(out, p)
		i = p.end
	}
	return out
}

// phraseAt reads the noun phrase that begins with word i.
func (q question) phraseAt(i int) (phrase, bool) {
	w := q.words[i]
	p := phrase{start: i}
	j := i
	switch {
	case q.nameWord(i) && w.Fold != "the" && i > 0:
		p.name = true
	case determiners[w.Fold]:
		j++
	case w.Stop, whWords[w.Fold], w.upper:
		return p, false
	case i == 0 || !q.bareStart(i):
		return p, false
	default:
		p.bare = true
	}
	first := j
	for j < len(q.words) && (j == first || q.joins(j)) {
		v := q.words[j]
		switch {
		case q.nameWord(j):
			p.name = true
		case v.Stop || whWords[v.Fold] || prepositions[v.Fold] || j > first && adverbs[v.Fold]:
			goto done
		case j > first && q.predicate(i, j):
			goto done
		case p.name && !hasDigit(v.Fold) && (j+1 >= len(q.words) || !q.nameWord(j)):
			if w.text != "the" || adverbs[v.Fold] || q.clauseVerb(j) && !nounsToo[v.Fold] || q.predicate(i, j) {
				goto done
			}
			p.name = false // "the Harrow Lake run"
		}
		j++
	}
done:
	if j == first {
		return p, false
	}
	p.head, p.end = j, j
	last := q.words[j-1]
	p.plural = !p.name && strings.HasSuffix(last.Fold, "s") && !strings.HasSuffix(last.Fold, "ss") || irregularPlural[last.Fold]
	q.extend(&p)
	return p, true
}

var irregularPlural = stopSet(`people children men women police mice feet teeth`)

// bareStart says that a phrase without article may begin with word i: behind an
// auxiliary, a preposition, "how many", "which", or at the head of a fragment.
func (q question) bareStart(i int) bool {
	switch before := q.words[i-1].Fold; {
	case auxiliaries[before] && !beAuxiliaries[before], prepositions[before]:
		return !q.plainVerb(i) || before == "of"
	case before == "many" || before == "much" || before == "which" || before == "what":
		return !q.finite(i) && !adverbs[q.words[i].Fold]
	default:
		return strings.HasSuffix(q.words[i].Fold, "s") && q.plainVerb(i-1) && !q.words[i-1].upper
	}
}

// predicate says that word j, inside a phrase that began with word i, is the verb
// of the clause.
func (q question) predicate(i, j int) bool {
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if f := q.words[k].Fold; auxiliaries[f] {
			if beAuxiliaries[f] {
				return q.participle(j) || q.closing(k, i, j)
			}
			return q.plainVerb(j) || q.participle(j) && (f == "has" || f == "have" || f == "had") || q.onlyVerb(k, i, j)
		}
	}
	if i > 0 {
		switch q.words[i-1].Fold {
		case "many", "much", "which", "what":
			return q.finite(j) || q.plainVerb(j) && strings.HasSuffix(q.words[j-1].Fold, "s")
		}
	}
	if q.clause >= 0 && q.clause < i {
		if beAuxiliaries[q.words[q.clause].Fold] {
			return q.participle(j)
		}
		return q.plainVerb(j)
	}
	return false
}

// closing says that word j ends a question that asks something of its subject, as
// "due" does in "When is the report due?", where auxiliary k opens the clause. What
// "what is" and "how long is" ask for is the subject itself.
func (q question) closing(k, i, j int) bool {
	return j == len(q.words)-1 && j > i+1 && (k == 0 || q.words[k-1].Fold == "when" || q.words[k-1].Fold == "why")
}

// onlyVerb says that word j must be the verb that auxiliary k asks for, since no
// other word behind it is one that is known: "Where do the ferries berth?" The phrase
// begins with word i; one behind a pronoun and a word more, or with its article behind
// such a word, is the object of a verb that is not known: "How do I revive a starter?"
func (q question) onlyVerb(k, i, j int) bool {
	if i > k+2 && subjects[q.words[k+1].Fold] ||
		i > k+1 && determiners[q.words[i].Fold] && !q.words[i-1].Stop && !prepositions[q.words[i-1].Fold] {
		return false
	}
	if !strings.HasPrefix(q.words[k].Fold, "d") || j+1 < len(q.words) && !q.words[j+1].Stop && !prepositions[q.words[j+1].Fold] {
		return false
	}
	for v := k + 1; v < len(q.words); v++ {
		if q.plainVerb(v) {
			return false
		}
	}
	return !q.words[j].upper && !hasDigit(q.words[j].text)
}

var (
	subjects = stopSet(`i you we he she it they one`)
	// adverbs end a noun phrase.
	adverbs = stopSet(`first last ever still already also only yet again originally usually normally currently actually really finally now`)
	// nounsToo are verbs that are nouns behind a name: "the Harrow Lake run".
	nounsToo = stopSet(`run leave cost work call start show play change stop walk stay fall cut pass report release launch repair race fight vote
post store record lead charge drive end finish visit answer plan building meeting opening festival crossing`)
)

// clauseVerb says that word j can be the verb of any clause.
func (q question) clauseVerb(j int) bool { return q.plainVerb(j) || q.participle(j) || q.finite(j) }

// extend adds to a phrase what says more of it: "of …" to any, other prepositions
// to those that are no name, and only before the verb of the clause.
func (q question) extend(p *phrase) {
	for p.end+1 < len(q.words) && q.joins(p.end) {
		prep := q.words[p.end].Fold
		if prep != "of" && (p.name || p.bare && prep != "at" && prep != "in" || !prepositions[prep]) {
			return
		}
		if !q.joins(p.end + 1) {
			return
		}
		inner, ok := q.phraseAt(p.end + 1)
		if !ok || hasDigit(q.words[inner.start].text) {
			return
		}
		p.end = inner.end
	}
}
