package answer

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"footnote/corpus"
	"footnote/retrieval"
)

// contradiction is a sentence that says otherwise than a question takes for granted.
type contradiction struct {
	in   *sentence
	says string // for people: "The sources say 5:40, not 6:40."
	// certain says that the sentence speaks of what is asked: it denies it, or says the
	// opposite. Another number may belong to another thing, so it makes no answer of a
	// refusal.
	certain bool
}

// Bounds of the search for a false premise.
const (
	// premiseDepth is how many of the best sentences are compared with the question.
	premiseDepth = 8
	// sameMatterFigure and sameMatterWord are the shares of the question's words, by
	// rarity and without its names and the point at issue, that a sentence must have
	// to speak of the same matter. A figure tells by itself what it counts.
	sameMatterFigure = 0.5
	sameMatterWord   = 0.6
)

// falsePremise finds what a question takes for granted and the sources contradict:
// another number, time, date or weekday of the same thing, a denial, or an opposite.
// "Why is the ferry not free?" takes for granted that it is not. nil where nothing
// is contradicted, or where a source bears the premise out.
func (d *desk) falsePremise() *contradiction {
	if !d.q.presupposes() {
		return nil
	}
	var near []*sentence
	for _, s := range d.ranked() {
		if len(near) == premiseDepth {
			break
		}
		if d.speaksOf(s, lackedStrictly) {
			near = append(near, s)
		}
	}
	for _, rule := range []struct {
		says    func(*sentence) string
		certain bool
	}{
		{d.premiseNumber, false}, {d.premiseClock, false}, {d.premiseDate, false}, {d.premiseDay, false},
		{d.premiseDenied, true}, {d.premiseOpposite, true},
	} {
		for _, s := range near {
			if says := rule.says(s); says != "" {
				return &contradiction{s, says, rule.certain}
			}
		}
	}
	return nil
}

// presupposes says that a question takes its clause for granted: one with a question
// question word does, unless it asks for an opinion, a choice, or what would be. What
// will be, may be or is to be again is not so now; only "why will it …" takes for
// granted that it will.
func (q *query) presupposes() bool {
	open, why := false, false
	for i, w := range q.words {
		why = why || i < 3 && w.fold == "why"
		if w.fold == "when" && i+1 < len(q.words) && (q.words[i+1].fold == "do" || q.words[i+1].fold == "does") {
			return false // it has not happened yet
		}
		if notYet[w.fold] && !w.upper && (!why || !modals[w.fold]) {
			return false
		}
	}
	for i, w := range q.words {
		switch w.fold {
		case "if", "whether", "or", "would", "could", "should", "might":
			return false
		}
		open = open || i < 3 && asks(w.fold)
	}
	return open
}

var (
	modals = set(`will shall can may won't can't cannot`)
	// notYet are words of what is no present state.
	notYet = set(`will shall can may won't can't cannot must again planned plan plans planning expected scheduled supposed going intended due`)
)

// matterOf is the share of the question's words that a sentence has, or what it is
// read with; skip leaves the point at issue out. Names are not counted: the passage
// must have them (see speaksOf).
func (d *desk) matterOf(s *sentence, skip func(stem string) bool) float64 {
	named, kind := d.q.named(), d.q.kindStems()
	have, all := 0.0, 0.0
	for _, t := range d.q.terms {
		if named[t.stem] || kind[t.stem] || t.number || skip(t.stem) || light[t.stem] || d.q.degree(t) {
			continue
		}
		best := d.nearestTo(t.word, s.text)
		for _, x := range s.around() {
			best = math.Max(best, creditContext*d.nearestTo(t.word, x))
		}
		weight := t.weight / t.share // a word taken over from an earlier question counts in full
		have, all = have+best*weight, all+weight
	}
	if all == 0 { // nothing but names: "Why did A lose against B?"
		return d.namesIn(s)
	}
	return have / all
}

// namesIn is 1 if a sentence, with its title, has all names of the question, and one
// of them itself; else 0.
func (d *desk) namesIn(s *sentence) float64 {
	own := false
	for _, n := range d.q.names {
		if !s.names(n) {
			return 0
		}
		own = own || s.stems[n.stems[len(n.stems)-1]]
	}
	if !own {
		return 0
	}
	return 1
}

// around is what a sentence is read with, and the sentences on both sides of it.
func (s *sentence) around() []*text {
	out := append(s.context(), s.in.title)
	for _, o := range []*sentence{s.prev, s.next} {
		if o != nil {
			out = append(out, o.text)
		}
	}
	return out
}

// creditContext is what a word counts in the sentences that one is read with.
const creditContext = 0.8

// held says that some sentence on the same things bears the premise out.
func (d *desk) held(says func(s *sentence) bool) bool {
	return slices.ContainsFunc(d.sentences, func(s *sentence) bool { return says(s) && d.speaksOf(s, lackedAtMost) })
}

func (q *query) stemsIn(span corpus.Span) func(string) bool {
	return func(stem string) bool {
		return slices.ContainsFunc(q.words[span.Start:span.End], func(w word) bool { return w.stem == stem })
	}
}

// premiseNumber finds another number of the same thing.
func (d *desk) premiseNumber(s *sentence) string {
	clocks, _ := findClocks(d.q.text)
	for _, claim := range d.q.quantities {
		inClock := slices.ContainsFunc(clocks, func(c clock) bool { return claim.Start >= c.Start && claim.Start < c.End })
		mine := figure{quantity: claim, in: &sentence{text: d.q.text}}
		same := func(o *sentence) bool {
			return slices.ContainsFunc(o.quantities, func(have quantity) bool {
				theirs := figure{quantity: have, in: o}
				return sameValue(have.value, claim.value) && !have.year || mine.comparable(theirs) && !mine.contradicts(theirs)
			}) && (o.in == s.in || d.matterOf(o, d.q.stemsIn(claim.Span)) >= sameMatterFigure)
		}
		if claim.vague || claim.year || claim.unit == "" || inClock || claim.hedge == atLeast || claim.hedge == atMost || d.held(same) {
			continue
		}
		for _, have := range s.quantities {
			theirs := figure{quantity: have, in: s}
			if have.vague || have.year || have.hedge == atLeast || have.hedge == atMost || s.whole(have) != d.q.whole(claim) ||
				!mine.comparable(theirs) || !mine.contradicts(theirs) || d.matterOf(s, d.q.stemsIn(claim.Span)) < sameMatterFigure {
				continue
			}
			return saysNot(theirs.shown(), mine.shown())
		}
	}
	return ""
}

// premiseClock finds another time of day.
func (d *desk) premiseClock(s *sentence) string {
	mine, _ := findClocks(d.q.text)
	theirs, _ := findClocks(s.text)
	if len(mine) == 0 || len(theirs) != 1 {
		return ""
	}
	for _, claim := range mine {
		same := func(o *sentence) bool {
			clocks, _ := findClocks(o.text)
			return slices.ContainsFunc(clocks, func(c clock) bool { return !c.differs(claim) })
		}
		if d.held(same) || !theirs[0].differs(claim) || d.matterOf(s, d.q.stemsIn(claim.Span)) < sameMatterFigure {
			continue
		}
		return saysNot(s.time(theirs[0]), d.q.time(claim))
	}
	return ""
}

// time is a time of day as it stands, with the full stop of "a.m."
func (t *text) time(c clock) string {
	s := t.phrase(c.Start, c.End)
	if strings.HasSuffix(s, ".m") {
		s += "."
	}
	return s
}

// premiseDate finds another date of what happens once.
func (d *desk) premiseDate(s *sentence) string {
	for _, claim := range d.q.dates {
		same := func(o *sentence) bool {
			return slices.ContainsFunc(o.dates, func(x date) bool { return x.supports(claim) || claim.supports(x) }) ||
				claim.year > 0 && o.in.year == claim.year && len(o.dates) == 0
		}
		if d.q.kind == moment || d.held(same) {
			continue
		}
		mine := figure{date: &claim}
		var other []date
		for _, have := range s.dates {
			if theirs := (figure{date: &have, in: s}); mine.comparable(theirs) && mine.contradicts(theirs) {
				other = append(other, have)
			}
		}
		span := corpus.Span{Start: claim.start, End: claim.end}
		if len(other) != 1 || d.matterOf(s, d.q.stemsIn(span)) < sameMatterWord {
			continue
		}
		return saysNot(s.phrase(other[0].start, other[0].end), d.q.phrase(claim.start, claim.end))
	}
	return ""
}

var daysOfWeek = set(`monday tuesday wednesday thursday friday saturday sunday`)

// day is the one day of the week that a text names; "" for none or several.
func (t *text) day() (at int, name string) {
	for i, w := range t.words {
		if fold := strings.TrimSuffix(w.fold, "s"); daysOfWeek[fold] {
			if name != "" && name != fold {
				return 0, ""
			}
			at, name = i, fold
		}
	}
	return at, name
}

// premiseDay finds another day of the week.
func (d *desk) premiseDay(s *sentence) string {
	mine, claim := d.q.day()
	theirs, have := s.day()
	if claim == "" || have == "" || have == claim || d.held(func(o *sentence) bool { return o.stems[d.q.words[mine].stem] || o.stems[claim] }) ||
		d.matterOf(s, func(stem string) bool { return stem == d.q.words[mine].stem }) < sameMatterWord {
		return ""
	}
	return saysNot(s.words[theirs].text, d.q.words[mine].text)
}

// premiseDenied finds that the sentence denies what the question takes for granted,
// or says what it denies.
func (d *desk) premiseDenied(s *sentence) string {
	mine, theirs := denial.reached(d.q.text), denial.reached(s.text)
	none := func(string) bool { return false }
	if (mine == nil) == (theirs == nil) || d.impliedApart(s) || d.matterOf(s, none) < sameMatterWord {
		return ""
	}
	switch {
	case mine == nil && denies(theirs, d.q.text, s.text) && !s.affirmsToo():
		if !d.held(func(o *sentence) bool {
			return denial.reached(o.text) == nil && d.matterOf(o, none) >= sameMatterWord && denies(theirs, o.text, s.text)
		}) {
			return "The sources deny what the question takes for granted."
		}
	case theirs == nil && d.affirms(s, mine):
		head := d.q.deniedFirst()
		if !d.held(func(o *sentence) bool { return denial.reached(o.text)[head] }) {
			return "The sources say what the question denies."
		}
	}
	return ""
}

// affirmsToo says that what a sentence denies it also says of something else: "64
// voted for it, five did not vote".
func (s *sentence) affirmsToo() bool {
	denied := make(map[int]bool)
	for _, p := range denial.places(s.text) {
		for _, i := range p.words {
			denied[i] = true
		}
	}
	for i := range denied {
		for k, w := range s.words {
			if !denied[k] && w.stem == s.words[i].stem && !w.upper {
				return true
			}
		}
	}
	return false
}

// affirms says that the sentence, with those beside it, has what the question's
// denial reaches, and itself the first word of it.
func (d *desk) affirms(s *sentence, reached map[string]bool) bool {
	beside := append(s.around(), s.text)
	n := 0
	for stem := range reached {
		if slices.ContainsFunc(beside, func(t *text) bool { return t.stems[stem] }) {
			n++
		}
	}
	return s.stems[d.q.deniedFirst()] && 4*n >= 3*len(reached)
}

// deniedFirst is the stem of the first word that a text denies.
func (t *text) deniedFirst() string {
	for _, p := range denial.places(t) {
		if len(p.words) > 0 {
			return t.words[p.words[0]].stem
		}
	}
	return ""
}

// impliedApart says that the question or the sentence has a word that denies by
// itself, which the other has not: "the leak was stopped" denies "the leak goes on".
func (d *desk) impliedApart(s *sentence) bool {
	lone := func(t, other *text) bool {
		return slices.ContainsFunc(t.words, func(w word) bool { return implied[w.fold] && !other.stems[w.stem] })
	}
	return lone(s.text, d.q.text) || lone(d.q.text, s.text)
}

// premiseOpposite finds the opposite of a word of the question, said of the same.
func (d *desk) premiseOpposite(s *sentence) string {
	if marked(denial, d.q.text) || marked(denial, s.text) {
		return ""
	}
	for i, w := range d.q.words {
		if i > 0 && opensInside(w, i) {
			return "" // what follows is said in passing
		}
		turned := s.turnedOf(d.q.text, i)
		if turned == "" || w.base() == "win" || s.modifies(turned) { // who defeated somebody won
			continue
		}
		skip := func(stem string) bool { return stem == w.stem }
		same := func(o *sentence) bool {
			return o.stems[w.stem] && !slices.ContainsFunc(o.words, func(x word) bool { return strings.EqualFold(x.text, turned) }) &&
				d.matterOf(o, skip) >= sameMatterWord
		}
		if d.matterOf(s, skip) < sameMatterWord || d.held(same) {
			continue
		}
		return saysNot("“"+turned+"”", "“"+w.text+"”")
	}
	return ""
}

// opensInside says that word i of a question opens a clause inside of it.
func opensInside(w word, i int) bool {
	return w.fold == "that" || i > 2 && (asks(w.fold) || w.fold == "while" || w.fold == "because")
}

// modifies says that a word of the sentence belongs to the noun behind it: the "end"
// of "end zone" is no end.
func (s *sentence) modifies(text string) bool {
	i := slices.IndexFunc(s.words, func(w word) bool { return w.text == text })
	if i < 0 || i+1 >= len(s.words) || !s.close(i) || verbForms[s.words[i].fold] == "" {
		return false
	}
	next := s.words[i+1]
	return !next.stop && !next.upper && !next.number && !strings.HasSuffix(next.fold, "ly") && s.words[i].fold == s.words[i].base()
}

// turnedOf is the word of the sentence that is the opposite of word i of a question:
// see turned, and also harmless of harmful, unpaid of paid.
func (s *sentence) turnedOf(t *text, i int) string {
	if turned := s.turned(t, i); turned != "" {
		return turned
	}
	w := t.words[i]
	if w.stop || w.upper || w.number || s.stems[w.stem] {
		return ""
	}
	for _, have := range s.words {
		if !have.stop && (suffixOpposed(w.fold, have.fold) || prefixOpposed(w.base(), have.base()) || slices.Contains(outcomes[w.base()], have.base())) {
			return have.text
		}
	}
	return ""
}

// outcomes are opposites of how something ended, beside those that Check knows.
var outcomes = pairs(`lose/beat lose/defeat reject/pass reject/adopt refuse/agree oppose/back free/charge`)

func suffixOpposed(a, b string) bool {
	for _, x := range [][2]string{{a, b}, {b, a}} {
		if base, ok := strings.CutSuffix(x[0], "ful"); ok && x[1] == base+"less" {
			return true
		}
	}
	return false
}

func prefixOpposed(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) >= 4 && slices.ContainsFunc(negating, func(p string) bool { return p+a == b })
}

func saysNot(have, claim string) string {
	return fmt.Sprintf("The sources say %s, not %s.", have, strings.TrimSuffix(claim, "."))
}

// quoted are the sentences that answer a part: first the one that contradicts what it
// takes for granted, if there is one, and then the best one.
func (p part) quoted() []*sentence {
	if p.wrong == nil {
		return p.desk.current(p.desk.extract())
	}
	out := []*sentence{p.wrong.in}
	if best := p.desk.ranked()[0]; best != p.wrong.in && best.ref(p.desk).ArticleID == p.wrong.in.ref(p.desk).ArticleID {
		out = append(out, best)
	}
	return out
}

// nearestFirst puts what contradicts the question before the other near passages of
// a refusal.
func (d *desk) nearestFirst(out retrieval.Answer, wrong *contradiction) retrieval.Answer {
	if wrong == nil {
		return out
	}
	s := wrong.in
	e := d.evidence[s.in.index]
	out.Nearest = slices.DeleteFunc(out.Nearest, func(n retrieval.Nearest) bool { return n.ArticleID == e.Article.ID })
	also := s.also
	if also == nil {
		also = []retrieval.Ref{}
	}
	out.Nearest = slices.Insert(out.Nearest, 0, retrieval.Nearest{
		ArticleID: e.Article.ID, SourceID: e.Article.SourceID, Revision: e.Article.Revision, Title: e.Article.Title,
		URL: e.Article.URL, Quote: s.s, Start: s.start, End: s.end, Page: e.Article.Page(s.start), Also: also,
	})
	return out
}
