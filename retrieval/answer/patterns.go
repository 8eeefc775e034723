package answer

import (
	"slices"
	"strings"

	"footnote/corpus"
)

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
