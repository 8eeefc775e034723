package answer

import (
	"strings"

	"footnote/retrieval"
)

// Which way a relative time points is told by the verbs of its clause: "on Friday" is
// ahead of "may return" and behind "returned", and where no verb tells, nobody knows.

// awaited says that "in three weeks" is told of what is to be. Without a day it is not
// resolved, and a verb that hints at it is enough.
func (r resolver) awaited(start, end int) bool {
	return r.direction(start, end) > 0 || !r.known() && r.tense(start) > 0
}

// outlook is what the verb group of a clause tells of when something happens.
type outlook int

const (
	silent  outlook = iota // no finite verb
	open                   // it may have been or be to come: could, was to, opens
	ahead                  // it is to be
	past                   // it has been
	perfect                // it has been, on no day that is told: has been closed
	bare                   // a past form that may be a participle behind a noun
)

// direction says whether the time in the words start to end is one that has been (-1)
// or is to be (1). The verb group before it in its clause tells, or that behind it if
// it opens the clause. What can be read in two ways is 0: "could open on Friday", "was
// closed until Friday", "the shop opens on Friday".
func (r resolver) direction(start, end int) int {
	at := r.leading(start)
	link := ""
	if at < start {
		link = r.fold(at)
	} else if r.hangs(start) {
		return 0
	}
	told := silent
	if r.bounded(at) {
		told = r.tellingBehind(at, end)
	} else {
		told = r.tellingBefore(at, end)
	}
	switch {
	case told == ahead && link != "since":
		return 1
	case (told == past || told == perfect) && link == "since", told == past && (link == "on" || link == "in" || link == ""):
		return -1
	}
	return 0
}

// leading is the place of the preposition before the time at word i, or i if there is
// none: "until the end of June".
func (r resolver) leading(i int) int {
	k := i - 1
	for k >= 0 && (aboutTime[r.fold(k)] || r.fold(k) == "of" && partsOfTime[r.fold(k-1)] || r.fold(k) == "the" && aboutTime[r.fold(k+1)] && k+1 < i) {
		k--
	}
	if k >= 0 && timeLinks[r.fold(k)] {
		return k
	}
	return i
}

var (
	timeLinks   = set(`on in by until till before after from since at to for through during`)
	partsOfTime = set(`end beginning start middle morning evening afternoon night`)
	aboutTime   = set(`early late mid around about end beginning start middle morning evening afternoon night`)
)

// hangs says that the time at word i belongs to a word before it: "their Friday
// meeting", "between Monday and Friday".
func (r resolver) hangs(i int) bool {
	return i > 0 && !r.bounded(i) && r.words[i-1].stop
}

// bounded says that a clause begins at word i.
func (r resolver) bounded(i int) bool {
	if i <= 0 {
		return true
	}
	gap, w := r.before(i), r.fold(i-1)
	return strings.ContainsAny(gap, ".!?;:—–()\"“”\n") || strings.Contains(gap, ", ") ||
		subordinating[w] || joins[w] && !r.pairs(i-1)
}

// subordinating are the words that open a clause, besides those that join two.
var subordinating = set(`that which who whom whose what where when why how if unless whether as once though so than or`)

// tellingBefore reads the verb group that is nearest before word at.
func (r resolver) tellingBefore(at, end int) outlook {
	got, where, k := silent, -1, at
	for !r.bounded(k) {
		k--
		told := r.tellingAt(k, at)
		switch {
		case told == silent:
			if got != silent && (r.fold(k) == "after" || r.fold(k) == "since") {
				return r.settled(got, where, at, end)
			}
			continue
		case got == silent:
			got, where = told, k
			if got != bare {
				return r.settled(got, where, at, end)
			}
		case speech[r.fold(k)] || told == past || told == bare:
			return r.settled(got, where, at, end)
		default:
			return open // "will open the bridge damaged in March"
		}
	}
	return r.settled(got, where, at, end)
}

// settled takes a group for what tells only if nothing between it and the time at word
// at may be what the time is told of, as in "decided to open on Friday".
func (r resolver) settled(got outlook, where, at, end int) outlook {
	switch got {
	case ahead:
		for k := where + 1; k < at; k++ {
			if looksBack[r.fold(k)] && r.fold(k+1) != "to" {
				return open // "will play on Saturday after it lost on Sunday"
			}
		}
		return ahead
	case silent, open:
		return got
	}
	first := where
	for !r.bounded(first) {
		first--
	}
	if wondering[r.fold(first-1)] {
		return open
	}
	for k := where + 1; k < at; k++ {
		switch f := r.fold(k); {
		case f == "for" || f == "before" || f == "ahead" || f == "until" || f == "till":
			return open
		case f == "to" && r.infinitive(k) && !(k == where+1 && r.fold(where) == "had"):
			return open
		}
	}
	if got == bare {
		if next := r.fold(end); r.close(end-1) && (isAuxiliary[next] || futureModals[next] && !r.words[end].upper) {
			return open // "the bread sold on Friday was stale"
		}
		return past
	}
	return got
}

// tellingBehind reads the first verb group behind a time that opens its clause.
func (r resolver) tellingBehind(at, end int) outlook {
	got := silent
	for k := end; k < len(r.words); k++ {
		if r.bounded(k) && (k > end || at > 0 && !r.opens(at)) {
			inserted := k > end && strings.Contains(r.before(k), ",") && speech[r.fold(k-1)] // "on Friday, the council said, …"
			if !inserted {
				break
			}
			got = silent
		}
		told := r.tellingAt(k, -1)
		switch {
		case told == silent:
		case got == silent:
			got = told
			if got != bare {
				return got
			}
		case speech[r.fold(k)] || speech[r.fold(k-1)] || told == past || told == bare:
		default:
			return open // "on Friday renovated rooms will open"
		}
	}
	if got == bare {
		return past
	}
	return got
}

// skipped is the first word from k on that is no adverb.
func (r resolver) skipped(k int) int {
	for midAdverbs[r.fold(k)] || strings.HasSuffix(r.fold(k), "ly") && len(r.fold(k)) > 4 {
		k++
	}
	return k
}

// tellingAt is what word k tells as the first word of a verb group, or as a past form
// without an auxiliary. The time is at word at; -1 is before the group.
func (r resolver) tellingAt(k, at int) outlook {
	f, after := r.fold(k), r.skipped(k+1)
	next := r.fold(after)
	if r.words[k].upper && !(isAuxiliary[f] && r.bounded(k)) || f == "may" && r.words[k].upper {
		return silent
	}
	switch {
	case futureModals[f]:
		switch {
		case r.nounPlace(k):
			return silent
		case next == "have" && f != "will" && f != "shall" && f != "won't":
			return open // "may have opened"
		}
		return ahead
	case openModals[f]:
		return open
	case f == "is" || f == "are" || f == "isn't" || f == "aren't":
		behind := r.fold(r.skipped(after + 1))
		if next == "to" && r.infinitive(after) || scheduled[next] && behind == "to" && r.infinitive(r.skipped(after+1)) ||
			appointed[next] && timeLinks[behind] && behind != "since" && r.skipped(after+1) == at {
			return ahead
		}
		return open
	case f == "was" || f == "were" || f == "wasn't" || f == "weren't" || f == "had" || f == "hadn't" || f == "did" || f == "didn't":
		if next == "been" {
			after = r.skipped(after + 1)
			next = r.fold(after)
		}
		if next == "to" && f != "had" || foreseen[next] || scheduled[next] || strings.HasSuffix(next, "ing") ||
			arranging[next] && at >= 0 && r.skipped(after+1) != at {
			return open
		}
		return past
	case f == "has" || f == "have" || f == "hasn't" || f == "haven't":
		if before := r.fold(k - 1); before == "to" || futureModals[before] || openModals[before] || midAdverbs[before] && f == "have" {
			return silent
		}
		if next == "to" {
			return open
		}
		return perfect
	case intending[f] && next == "to":
		if k == 0 || r.bounded(k) || r.nounPlace(k) || r.pastForm(k-1) || !strings.HasSuffix(f, "s") && !pluralSubject(r.fold(k-1)) {
			return silent // "plans to open were dropped"
		}
		return ahead
	case r.pastForm(k):
		return r.tellingPast(k, at)
	}
	return silent
}

// tellingPast is what the past form at word k tells.
func (r resolver) tellingPast(k, at int) outlook {
	f := r.fold(k)
	before := k - 1
	for before >= 0 && r.skipped(before) > before {
		before--
	}
	b := r.fold(before)
	switch adjacent := r.skipped(k+1) == at; {
	case r.nounPlace(k), isAuxiliary[b] || chained[b] || futureModals[b] || openModals[b] || beForms[b]:
		return silent // a noun's attribute, or the participle of a group
	case foreseen[f] || scheduled[f]:
		return open
	case at < 0 || adjacent:
		return bare
	case speech[f] && r.tellsMore(k+1, at):
		return past
	case speech[f], arranging[f]:
		return open
	}
	return bare
}

// tellsMore says that the words start to end go on with whom or where somebody told,
// and are not what was told.
func (r resolver) tellsMore(start, end int) bool {
	switch r.fold(start) {
	case "in", "at", "during", "via", "it", "reporters", "journalists":
		return end-start <= 4
	case "the", "a": // "told the court"; behind what was told, "said the mayor"
		return end-start == 2 && (r.fold(start-1) == "told" || r.bounded(start-1))
	}
	return r.fold(start-1) == "told" && end-start == 1
}

// pastForm says that word k has the form of a past tense.
func (r resolver) pastForm(k int) bool {
	if k < 0 || r.words[k].upper {
		return false
	}
	f := r.fold(k)
	if strings.HasSuffix(f, "ed") && len(f) > 4 {
		return !strings.HasSuffix(f, "eed") && !strings.HasSuffix(f, "dred") && !noPast[f] || f == "agreed" || f == "freed"
	}
	return sameForms[f] || retrieval.BaseForm(f) != "" && pastForms[f]
}

// nounPlace says that word k stands where a noun or its attribute does.
func (r resolver) nounPlace(k int) bool {
	if k == 0 {
		return false
	}
	f := r.fold(k - 1)
	return determiners[f] && f != "that" || nounLeads[f] || r.words[k-1].number
}

// infinitive says that the "to" at word k stands before a verb. What may be one is.
func (r resolver) infinitive(k int) bool {
	if leadsTo[r.fold(k-1)] && !beForms[r.fold(k-2)] {
		return false
	}
	n := r.skipped(k + 1)
	if n >= len(r.words) {
		return false
	}
	w := r.words[n]
	switch {
	case w.fold == "be" || w.fold == "have" || w.fold == "do":
		return true
	case w.upper || w.number || w.stop || determiners[w.fold] || goals[w.fold]:
		return false
	}
	return !strings.HasSuffix(w.fold, "ing") && (!strings.HasSuffix(w.fold, "s") || strings.HasSuffix(w.fold, "ss"))
}

func pluralSubject(fold string) bool {
	return fold == "they" || fold == "we" || fold == "i" || fold == "you" || strings.HasSuffix(fold, "s") && !strings.HasSuffix(fold, "ss")
}

var (
	futureModals = set(`will shall won't may must mustn't can can't cannot should shouldn't`)
	openModals   = set(`could couldn't would wouldn't might ought`)
	// chained stand between the first verb of a group and its participle.
	chained = set(`be been being remain remained stay stayed keep kept get got become to able`)
	// appointed stand before the time itself: is due on Friday.
	appointed = set(`due set scheduled expected planned`)
	intending = set(`plans plan hopes hope intends intend wants want expects expect aims aim`)
	// foreseen are past forms whose object mostly lies ahead of them.
	foreseen = set(`planned expected scheduled hoped intended wanted aimed proposed considered forecast predicted feared
needed wished booked targeted slated anticipated believed thought knew felt set`)
	// arranging are past forms of what is done one day for another day.
	arranging = set(`announced called suggested warned asked demanded promised pledged vowed threatened urged agreed decided
ordered postponed delayed moved extended pushed rescheduled invited required approved arranged organised organized offered told
confirmed advertised delivered granted gave allowed sought won secured`)
	// sameForms are past forms that are hardly ever anything else beside a day.
	sameForms = set(`hit hurt burst fled`)
	noPast    = set(`naked wicked sacred rugged beloved united unlimited`)
	nounLeads = set(`of in at with from by into onto my`)
	leadsTo   = set(`closed open opened due according thanks owing close next subject compared`)
	wondering = set(`if unless whether`)
	// looksBack are the words before what has been, of what is to come too.
	looksBack = set(`after since following over about`)
	// goals stand behind a "to" that is no infinitive's.
	goals = set(`court work hospital school prison jail parliament traffic power police market town sea port land people office
life death custody ground rest safety water`)
)

// tense says roughly whether what happens at word i has been (-1) or is to be (1): the
// nearest verb before it tells, or else the first behind it. 0 is neither. It is good
// for holding what it tells of apart, and not for counting days.
func (r resolver) tense(i int) int {
	for k := i - 1; k >= 0; k-- {
		if v := r.tenseAt(k); v != 0 {
			return v
		}
	}
	for k := i + 1; k < len(r.words); k++ {
		if v := r.tenseAt(k); v != 0 {
			return v
		}
	}
	return 0
}

func (r resolver) tenseAt(k int) int {
	w := r.words[k]
	next := r.fold(k + 1)
	switch {
	case w.fold == "will" && !w.upper, w.fold == "shall", w.fold == "won't", w.fold == "would":
		return 1
	case (w.fold == "is" || w.fold == "are") && (next == "to" || scheduled[next]), scheduled[w.fold] && next == "to":
		return 1
	case w.fold == "was", w.fold == "were", w.fold == "had", w.fold == "did":
		return -1
	case strings.HasSuffix(w.fold, "ed") && len(w.fold) > 4 && !w.upper && !r.attribute(k):
		return -1
	case retrieval.BaseForm(w.fold) != "" && pastForms[w.fold] && !w.upper:
		return -1
	}
	return 0
}

// attribute says that a participle stands before a noun and tells no time: "a planned
// strike", or behind "is": "is closed on Tuesday".
func (r resolver) attribute(k int) bool {
	switch r.fold(k - 1) {
	case "a", "an", "the", "is", "are", "be":
		return true
	}
	return false
}

// scheduled are words for what is to be.
var scheduled = set(`due set scheduled expected planned going likely bound about plans hopes intends wants expects aims`)

// pastForms are irregular past forms that are no present form or noun as well.
var pastForms = set(`rose fell grew shrank lost won began sank bought sold gave took sent came went left built found made knew
thought said told saw got brought held kept led met paid wrote spoke broke chose drove ate flew froze hid rode rang ran sang stole
swam taught tore threw woke wore caught fought sought felt dealt slept spent drew shook struck stood understood swore bore fed
dug sat became withdrew arose blew drank heard lit slid oversaw`)
