package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/corpus"
	"footnote/retrieval"
)

// Examples are questions that sentences of the article answer, the best first:
// those that name what they ask about, of different kinds. They are made by a few
// patterns that need no grammar beyond a table of verbs: a sentence that fits none
// gives no question, and an ungrammatical one is worse than none.
func (a *Answerer) Examples(article corpus.Article) []retrieval.Example {
	if l := article.Language; l != "" && l != "en" {
		return nil
	}
	whole := readText("en", article.Body[:cutAt(article.Body, maxRead)])
	var byKind [len(patterns)][]retrieval.Example
	seen := map[string]bool{}
	for _, span := range corpus.Sentences(whole.s) {
		s := asking{text: whole.part(span.Start, span.End), whole: whole}
		if !s.plain() {
			continue
		}
		for kind, pattern := range patterns {
			q := pattern(s)
			if !s.fit(q) || seen[q] {
				continue
			}
			seen[q] = true
			byKind[kind] = append(byKind[kind], retrieval.Example{Question: q, Start: span.Start, End: span.End})
			break
		}
	}
	var out []retrieval.Example
	for round := range maxRead {
		found := false
		for _, list := range byKind {
			if round < len(list) {
				out, found = append(out, list[round]), true
			}
		}
		if !found {
			break
		}
	}
	return out
}

// maxRead is how many bytes of an article are read for examples.
const maxRead = 20_000

// cutAt is the length of s, or at most n bytes up to the end of a paragraph.
func cutAt(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	if i := strings.LastIndexByte(s[:n], '\n'); i > 0 {
		return i
	}
	return 0
}

// patterns make a question of a sentence, or "". The earlier ones make the better
// questions.
var patterns = [...]func(asking) string{asking.whoIs, asking.howMany, asking.when, asking.howMuch, asking.who, asking.howBig, asking.where,
	asking.office, asking.whoNamed, asking.said}

// asking is a sentence of which a question is made.
type asking struct {
	*text
	whole *text
}

// plain says that a sentence can be taken apart: it is whole, not long, quotes
// nobody, and says itself of whom and when it speaks.
func (s asking) plain() bool {
	if len(s.words) < 5 || len(s.words) > 40 || !strings.HasSuffix(s.s, ".") || strings.ContainsAny(s.s, "\"“”«»()[]:;?!*|\n—") {
		return false
	}
	first := s.words[0]
	return first.upper || first.number
}

// vagueTimes are words that mean another time to the reader than to the writer,
// and adverbs that a question does not keep.
var vagueTimes = set(`today yesterday tomorrow tonight now currently this next ago monday tuesday wednesday thursday friday
saturday sunday also however meanwhile still already so far recently then there here just too nearly almost even only
he she it they his her its their him them we our us you your i my`)

// fit says that a question can be asked by anyone: it names something, is of
// reasonable length, and leans on no context.
func (s asking) fit(q string) bool {
	if n := utf8.RuneCountInString(q); n < 15 || n > 110 {
		return false
	}
	t := readText("en", q)
	if t.holdsAny(vagueTimes) || len(t.names()) == 0 || len(readQuestion("en", q).terms) < 2 {
		return false
	}
	return strings.Count(q, "'")+strings.Count(q, "’") <= 1 && !strings.ContainsAny(q, ",")
}

// from is the sentence's words a to b as they stand.
func (s asking) from(a, b int) string {
	if a >= b {
		return ""
	}
	return s.phrase(a, b)
}

// subject is the words 0 to end as they stand inside a sentence, if they are a
// name or a noun with what belongs to it.
func (s asking) subject(end int) (string, bool) {
	if end < 1 || end > 9 {
		return "", false
	}
	for i := range end {
		w := s.words[i]
		if i > 0 && s.before(i) != " " && s.before(i) != "-" {
			return "", false
		}
		if auxiliary[w.fold] || relatives[w.fold] || speech[w.fold] || pronouns[w.fold] || verbForms[w.fold] != "" && i > 0 && !w.upper {
			return "", false
		}
		if w.stop && i > 0 && !linking[w.fold] {
			return "", false
		}
	}
	first, last := s.words[0], s.words[end-1]
	if last.stop || s.figureAt(0) {
		return "", false
	}
	text := s.from(0, end)
	switch {
	case first.fold == "the":
		return "the" + text[len(first.text):], end > 1
	case first.stop || connectives[first.fold] || fronted[first.fold]:
		return "", false
	case end > 1 && s.words[1].upper, isAcronym(first.text), s.capital(first):
		return text, true
	case s.small(first):
		r, n := utf8.DecodeRuneInString(text)
		return string(unicode.ToLower(r)) + text[n:], true
	}
	return "", false
}

// linking are the words that hold a noun and what belongs to it together.
var linking = set(`the of at in and for a an`)

// capital says that the article writes the word with a capital inside sentences.
func (s asking) capital(w word) bool {
	for i, have := range s.whole.words {
		if have.upper && have.fold == w.fold && !s.whole.opens(i) {
			return !s.small(w)
		}
	}
	return false
}

// small says that the article also writes the word without a capital.
func (s asking) small(w word) bool {
	return slices.ContainsFunc(s.whole.words, func(have word) bool { return !have.upper && have.stem == w.stem })
}

// tail is what stands from word i to the end of the clause, with the blank before
// it; false if something hangs on it that a question cannot keep.
func (s asking) tail(i int) (string, bool) {
	end := i
	for end < len(s.words) {
		w := s.words[end]
		if end > i && s.before(end) != " " && s.before(end) != "-" || joins[w.fold] || w.fold == "or" || relatives[w.fold] || w.fold == "that" ||
			end == i && i > 0 && s.before(end) != " " || trailing[w.fold] {
			break
		}
		end++
	}
	if end == i {
		return "", true
	}
	if end-i > 9 || s.words[end-1].stop {
		return "", false
	}
	for k := i; k < end; k++ {
		if auxiliary[s.words[k].fold] || s.verbAt(k) {
			return "", false
		}
	}
	return " " + s.from(i, end), true
}

// trailing words begin what a question need not repeat.
var trailing = set(`as because after before since until although though if unless than to by including according`)

// whoIs: "The mayor of Halden, Piet Aalders, …" and "The mayor of Halden is Piet
// Aalders": Who is the mayor of Halden?
func (s asking) whoIs() string {
	if s.words[0].fold != "the" {
		return ""
	}
	for _, n := range s.names() {
		if n.End-n.Start < 2 || n.Start < 4 {
			continue
		}
		copula := s.words[n.Start-1].fold == "is" || s.words[n.Start-1].fold == "was"
		behind := s.gap(n.End - 1)
		end := n.Start
		if copula {
			end--
			if behind != "." {
				continue
			}
		} else if s.before(n.Start) != ", " || !strings.HasPrefix(behind, ", ") {
			continue
		}
		of := slices.IndexFunc(s.words[:end], func(w word) bool { return w.fold == "of" })
		if of < 2 || of > 4 || s.words[of-1].upper || isPlural(s.words[of-1].fold) || !personRoles[s.words[of-1].fold] || !s.words[end-1].upper {
			return ""
		}
		subject, ok := s.subject(end)
		if !ok {
			return ""
		}
		is := "is"
		if copula {
			is = s.words[n.Start-1].fold
		}
		return "Who " + is + " " + subject + "?"
	}
	return ""
}

// office: "The South Korean Defense Minister Shin Wonsik …": Who is the South
// Korean Defense Minister?
func (s asking) office() string {
	for _, n := range s.runs() {
		for i := n.Start; i+2 < n.End; i++ {
			if !personRoles[s.words[i].fold] || i == n.Start || i-n.Start > 3 {
				continue
			}
			if n.Start > 0 && passed[s.words[n.Start-1].fold] || passed[s.words[n.Start].fold] || n.End-i > 4 {
				break
			}
			return "Who is the " + s.from(n.Start, i+1) + "?"
		}
	}
	return ""
}

// runs are the runs of capitalised words, the first word of the sentence among
// them.
func (s asking) runs() []corpus.Span {
	var out []corpus.Span
	for i := 0; i < len(s.words); i++ {
		j := i
		for j < len(s.words) && s.words[j].upper && !s.words[j].stop && (j == i || s.before(j) == " ") {
			j++
		}
		if j > i {
			out = append(out, corpus.Span{Start: i, End: j})
			i = j - 1
		}
	}
	return out
}

// passed are words before an office that its holder has no longer, or does not
// have.
var passed = set(`former ex late then vice deputy acting ousted`)

// whoNamed: "Andrei Lankov, an expert on North Korea, …": Who is Andrei Lankov?
func (s asking) whoNamed() string {
	for _, n := range s.runs() {
		if n.End-n.Start < 2 || n.End-n.Start > 3 || n.End+3 >= len(s.words) || s.gap(n.End-1) != ", " {
			continue
		}
		if a := s.words[n.End].fold; a != "a" && a != "an" && a != "the" {
			continue
		}
		for i := n.End + 1; i < min(len(s.words), n.End+5); i++ {
			if personRoles[s.words[i].fold] || callings[s.words[i].fold] {
				return "Who is " + s.from(n.Start, n.End) + "?"
			}
		}
	}
	return ""
}

var callings = set(`expert analyst researcher scientist historian economist lawyer doctor nurse teacher farmer writer journalist
spokesperson activist resident student artist musician singer player veteran scholar specialist lecturer biologist physicist
chemist astronomer geologist pilot baker chef shopkeeper fisherman advisor adviser aide official councillor lawmaker senator mp
volunteer organiser organizer consultant developer programmer`)

// said: "Shin Wonsik said that North Korea …": What did Shin Wonsik say about North
// Korea?
func (s asking) said() string {
	names := s.runs()
	for k, n := range names {
		verb := n.End
		if n.End-n.Start < 2 || verb >= len(s.words) {
			continue
		}
		if n.End-n.Start > 3 { // with an office before it
			if n.Start = n.End - 2; !personRoles[s.words[n.Start-1].fold] {
				continue
			}
		}
		if !speech[s.words[verb].fold] || s.gap(n.End-1) != " " || s.words[verb].fold == "according" {
			continue
		}
		for _, topic := range names[k+1:] {
			first := s.words[topic.Start]
			if topic.End-topic.Start > 3 || topic.Start > verb+5 || first.fold == s.words[n.Start].fold || dateWords[first.fold] {
				continue
			}
			if personRoles[s.words[topic.End-1].fold] || topic.End < len(s.words) && s.words[topic.End].upper {
				continue
			}
			adjective := topic.End < len(s.words) && s.before(topic.End) == " " && !s.words[topic.End].stop && verbForms[s.words[topic.End].fold] == ""
			if adjective {
				continue
			}
			return "What did " + s.from(n.Start, n.End) + " say about " + s.from(topic.Start, topic.End) + "?"
		}
	}
	return ""
}

// personRoles are what people are.
var personRoles = set(`mayor president director head chair chairman chairwoman chairperson captain skipper coach founder owner leader
manager minister governor editor author architect designer secretary chief commander mediator spokesman spokeswoman
spokesperson king queen prince princess bishop principal dean conductor composer curator treasurer officer ambassador
chancellor premier judge sheriff producer publisher inventor engineer keeper lead professor executive secretary`)

// howMany: "Seven boats from Skarra gave up", "Pellworth has 140 desks": How many
// boats from Skarra gave up? How many desks does Pellworth have?
func (s asking) howMany() string {
	for _, q := range s.quantities {
		if q.vague || q.year || len(q.nouns) == 0 || q.unit == "%" || isCurrency(q.unit) || q.value < 2 {
			continue
		}
		if m, ok := q.measure(); ok && m.dimension == "time" && q.nouns[0] == "year" {
			continue
		}
		head := q.End + len(q.nouns) - 1 // the counted noun
		if head >= len(s.words) || !isPlural(s.words[head].fold) || s.words[head].upper {
			continue
		}
		things := s.from(q.End, head+1)
		after := head + 1
		if after+1 < len(s.words) && s.words[after].fold == "of" && s.before(after) == " " && !s.words[after+1].stop {
			end := after + 2
			for end < len(s.words) && end < after+4 && !s.words[end].stop && s.before(end) == " " && !s.verbAt(end) {
				end++
			}
			things += " " + s.from(after, end)
			after = end
		}
		if hedged := s.hedgeStart(q); hedged == 0 {
			if after >= len(s.words) || verbForms[s.words[after].fold] == "" && !thenWords[s.words[after].fold] && !isAuxiliaryHave(s.words[after].fold) {
				continue
			}
			if rest, ok := s.rest(after); ok {
				return "How many " + things + " " + rest + "?"
			}
		} else if question := s.inverted("How many "+things, hedged, after); question != "" {
			return question
		}
	}
	return ""
}

func isAuxiliaryHave(fold string) bool {
	return fold == "have" || fold == "had" || fold == "are" || fold == "will"
}

// rest is the predicate from word i to the end of its clause.
func (s asking) rest(i int) (string, bool) {
	tail, ok := s.tail(i + 1)
	if i+1 < len(s.words) && (thenWords[s.words[i].fold] || isAuxiliaryHave(s.words[i].fold)) {
		// "were injured in Skarra": the participle is a verb form of its own
		if s.words[i+1].upper || s.words[i+1].stop || s.before(i+1) != " " || !strings.HasSuffix(s.words[i+1].fold, "ed") {
			return "", false
		}
		tail, ok = s.tail(i + 2)
		return s.from(i, i+2) + tail, ok
	}
	return s.from(i, i+1) + tail, ok
}

// hedgeStart is the word at which a number begins with its "about" or "more than".
func (s asking) hedgeStart(q quantity) int {
	i := q.Start
	for i > 0 && hedgeWords[s.words[i-1].fold] && strings.HasPrefix(s.before(i), " ") {
		i--
	}
	return i
}

var hedgeWords = set(`about around approximately roughly nearly almost some more than over at least up to only fewer less a an just estimated`)

// inverted turns "SUBJECT VERB what is asked for REST" into a question; verb ends
// where what is asked for begins, and after is the word behind it.
func (s asking) inverted(opening string, end, after int) string {
	verb := end - 1
	if verb < 1 || s.before(end) != " " && !strings.HasSuffix(s.before(end), " ") && strings.TrimSpace(s.before(end)) != "" {
		return ""
	}
	tail, ok := s.tail(after)
	if !ok {
		return ""
	}
	v := s.words[verb].fold
	if v == "has" || v == "have" || v == "had" {
		form := map[string]string{"has": "does", "have": "do", "had": "did"}[v]
		if subject, ok := s.subject(verb); ok {
			return opening + " " + form + " " + subject + " have" + tail + "?"
		}
		return ""
	}
	if verb >= 2 && (s.words[verb-1].fold == "will" || s.words[verb-1].fold == "can") && bases[v] {
		if subject, ok := s.subject(verb - 1); ok {
			return opening + " " + s.words[verb-1].fold + " " + subject + " " + v + tail + "?"
		}
		return ""
	}
	form := verbForms[v]
	if form == "" {
		return ""
	}
	subject, ok := s.subject(verb)
	if !ok {
		return ""
	}
	base := form
	switch {
	case bases[v]:
		if !isPlural(s.words[s.headOf(verb)].fold) { // "put", "cost": past or present
			form = "did"
		} else {
			form = "do"
		}
	case strings.HasSuffix(v, "s") && v != "was":
		form = "does"
	default:
		form = "did"
	}
	return opening + " " + form + " " + subject + " " + base + tail + "?"
}

// headOf is the noun that the subject before word end is about: the one before
// "of", "at", "in" or "for", else the last.
func (s asking) headOf(end int) int {
	for i := 1; i < end; i++ {
		if w := s.words[i]; w.stop && w.fold != "the" && w.fold != "and" {
			return i - 1
		}
	}
	return end - 1
}

// howMuch: "The library of Halden will cost €18.5 million": How much will the
// library of Halden cost?
func (s asking) howMuch() string {
	for _, q := range s.quantities {
		if !isCurrency(q.unit) || q.vague {
			continue
		}
		after := q.End
		for after < len(s.words) && (currencyWords[s.words[after].stem] != "" || s.words[after].fold == "us") {
			after++
		}
		start := s.hedgeStart(q)
		if start < 2 || !moneyVerbs[s.words[start-1].fold] {
			continue
		}
		if question := s.inverted("How much", start, after); question != "" {
			return question
		}
	}
	return ""
}

var moneyVerbs = set(`cost costs pay pays paid spend spends spent earn earns earned raise raises raised give gave gives donate donated
invest invested`)

// when: "Northline was founded in 1968", "Talks will begin on 20 May": When was
// Northline founded? When will talks begin?
func (s asking) when() string {
	for _, x := range s.dates {
		at := x.start
		if at < 3 || x.year == 0 && x.day == 0 || s.words[at-1].fold != "in" && s.words[at-1].fold != "on" || s.before(at) != " " {
			continue
		}
		if x.end < len(s.words) && !strings.HasPrefix(s.gap(x.end-1), ",") && !joins[s.words[x.end].fold] && !fronted[s.words[x.end].fold] {
			continue
		}
		be := slices.IndexFunc(s.words[:at-1], func(w word) bool { return w.fold == "was" || w.fold == "were" || w.fold == "will" })
		if be < 1 || be+1 >= at-1 {
			if question := s.inverted("When", s.verbEnd(at-1), at-1); question != "" {
				// what stood between verb and date goes behind the verb
				return s.whenDid(at - 1)
			}
			continue
		}
		deed, end := s.words[be+1], at-1
		for i := be + 2; i < end; i++ {
			if f := s.words[i].fold; f == "by" || f == "in" && (deed.fold == "born" || deed.fold == "died") {
				end = i // who did it, and where, need not be asked
			}
		}
		middle := s.from(be+1, end)
		if deed.upper || deed.stop || s.words[be].fold == "will" && !bases[deed.fold] ||
			s.words[be].fold != "will" && !strings.HasSuffix(deed.fold, "ed") && !participles[deed.fold] ||
			strings.ContainsAny(middle, ",") || end-be > 8 || !s.one(be+2, end) {
			continue
		}
		if subject, ok := s.subject(be); ok {
			return "When " + s.words[be].fold + " " + subject + " " + middle + "?"
		}
	}
	return ""
}

// one says that the words a to b hold no further verb or clause.
func (s asking) one(a, b int) bool {
	for i := a; i < b; i++ {
		w := s.words[i]
		if auxiliary[w.fold] || relatives[w.fold] || w.fold == "that" || joins[w.fold] || s.verbAt(i) {
			return false
		}
	}
	return true
}

// verbEnd is the word behind the first verb before word end; 0 without one.
func (s asking) verbEnd(end int) int {
	for i := 1; i < end; i++ {
		if w := s.words[i]; verbForms[w.fold] != "" && !w.upper {
			return i + 1
		}
	}
	return 0
}

// whenDid asks for the date before which the word end stands: "Robert Thane built
// the bridge in 1864".
func (s asking) whenDid(end int) string {
	verb := s.verbEnd(end) - 1
	if verb < 1 || bases[s.words[verb].fold] || strings.HasSuffix(s.words[verb].fold, "s") || !s.one(verb+1, end) || end-verb > 8 {
		return ""
	}
	object := s.from(verb+1, end)
	if subject, ok := s.subject(verb); ok && !strings.ContainsAny(object, ",") {
		return strings.TrimSpace("When did "+subject+" "+verbForms[s.words[verb].fold]+" "+object) + "?"
	}
	return ""
}

// who: "The library was designed by Mira Osei": Who designed the library?
func (s asking) who() string {
	by := slices.IndexFunc(s.words, func(w word) bool { return w.fold == "by" })
	if by < 3 || by+1 >= len(s.words) {
		return ""
	}
	be := by - 2
	deed := activeOf[s.words[by-1].fold]
	if deed == "" || s.words[be].fold != "was" && s.words[be].fold != "were" {
		return ""
	}
	named := slices.ContainsFunc(s.names(), func(n corpus.Span) bool {
		return n.Start > by && n.Start <= by+4 && n.End-n.Start >= 2
	})
	if subject, ok := s.subject(be); ok && named {
		return "Who " + deed + " " + subject + "?"
	}
	return ""
}

// activeOf gives the past tense of participles that people are the doers of.
var activeOf = table(`founded/founded designed/designed built/built invented/invented discovered/discovered written/wrote
directed/directed painted/painted composed/composed developed/developed created/created led/led established/established
won/won opened/opened launched/launched painted/painted drawn/drew`)

// howBig: "The bridge at Calloway is 340 metres long": How long is the bridge at
// Calloway?
func (s asking) howBig() string {
	for _, q := range s.quantities {
		size := q.End + 1
		start := s.hedgeStart(q)
		if _, measured := q.measure(); !measured || size >= len(s.words) || !sizes[s.words[size].fold] || start < 2 {
			continue
		}
		be := s.words[start-1].fold
		if be != "is" && be != "was" {
			continue
		}
		if subject, ok := s.subject(start - 1); ok {
			return "How " + s.words[size].fold + " " + be + " " + subject + "?"
		}
	}
	return ""
}

var sizes = set(`long tall high deep wide old heavy`)

// where: "The firm Astrella is based in Turin": Where is the firm Astrella based?
func (s asking) where() string {
	for i := 2; i+2 < len(s.words); i++ {
		w := s.words[i]
		be := s.words[i-1].fold
		if !placed[w.fold] || be != "is" && be != "was" && be != "are" && be != "were" {
			continue
		}
		if next := s.words[i+1].fold; next != "in" && next != "at" && next != "on" || !s.words[i+2].upper && s.words[i+2].fold != "the" {
			continue
		}
		if subject, ok := s.subject(i - 1); ok {
			return "Where " + be + " " + subject + " " + w.fold + "?"
		}
	}
	return ""
}

var placed = set(`based located situated headquartered born buried held`)

// verbForms gives the base of a verb's form, and bases are the bases themselves.
var verbForms, bases = verbs(`have/has/had run/runs/ran sell/sells/sold draw/draws/drew win/wins/won carry/carries/carried employ/employs/employed
receive/receives/received need/needs/needed hold/holds/held own/owns/owned contain/contains/contained include/includes/included
cover/covers/covered produce/produces/produced operate/operates/operated build/builds/built open/opens/opened close/closes/closed
launch/launches/launched release/releases/released publish/publishes/published sign/signs/signed buy/buys/bought cost/costs/cost
pay/pays/paid spend/spends/spent earn/earns/earned raise/raises/raised give/gives/gave donate/donates/donated
invest/invests/invested weigh/weighs/weighed lose/loses/lost gain/gains/gained score/scores/scored kill/kills/killed
injure/injures/injured destroy/destroys/destroyed damage/damages/damaged attract/attracts/attracted attend/attends/attended
begin/begins/began start/starts/started end/ends/ended join/joins/joined leave/leaves/left found/founds/founded
establish/establishes/established elect/elects/elected approve/approves/approved move/moves/moved reach/reaches/reached
serve/serves/served plant/plants/planted collect/collects/collected create/creates/created hire/hires/hired
train/trains/trained send/sends/sent visit/visits/visited host/hosts/hosted deliver/delivers/delivered gather/gathers/gathered
vote/votes/voted die/dies/died live/lives/lived work/works/worked take/takes/took use/uses/used make/makes/made
line/lines/lined pass/passes/passed arrive/arrives/arrived return/returns/returned reopen/reopens/reopened
introduce/introduces/introduced replace/replaces/replaced discover/discovers/discovered design/designs/designed
paint/paints/painted write/writes/wrote record/records/recorded report/reports/reported store/stores/stored
support/supports/supported teach/teaches/taught measure/measures/measured marry/marries/married retire/retires/retired
expire/expires/expired resign/resigns/resigned burn/burns/burned provide/provides/provided lead/leads/led
announce/announces/announced become/becomes/became grow/grows/grew fall/falls/fell rise/rises/rose see/sees/saw
sail/sails/sailed stand/stands/stood take/takes/took get/gets/got complete/completes/completed finish/finishes/finished`)

// bothWays are forms that are nouns as often as verbs.
var bothWays = set(`leave leaves run runs work works use uses cost costs fall falls rise rises lead support report reports record records burn
line lines end start sail sails visit visits move moves vote votes design designs paint train trains host hosts stand stands pass
passes see return returns release releases need needs measure measures draw draws score scores damage damages close found left
open hold holds cover covers group`)

// verbAt says that word i is a verb, and no noun of the same form.
func (s asking) verbAt(i int) bool {
	w := s.words[i]
	return verbForms[w.fold] != "" && !w.upper && !bothWays[w.fold]
}

// participles that do not end in -ed.
var participles = set(`built held sold bought made written sent won lost begun born found drawn sunk taken given shut led laid cut paid`)

func verbs(list string) (forms map[string]string, bases map[string]bool) {
	forms, bases = make(map[string]string), make(map[string]bool)
	for _, verb := range strings.Fields(list) {
		all := strings.Split(verb, "/")
		bases[all[0]] = true
		for _, form := range all {
			if forms[form] == "" {
				forms[form] = all[0]
			}
		}
	}
	return forms, bases
}

func table(list string) map[string]string {
	m := make(map[string]string)
	for _, pair := range strings.Fields(list) {
		a, b, _ := strings.Cut(pair, "/")
		m[a] = b
	}
	return m
}
