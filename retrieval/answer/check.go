package answer

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"footnote/corpus"
	"footnote/retrieval"
)

// Check says what the evidence makes of a statement, which is the question's
// text; the turns before it are the statements before it in the same message.
//
// It is supported if one sentence says all of it, read with its title and what
// stands before it. That asks for more than verify does: a member's sentence was
// not written from the passage, as a model's is.
// It is contradicted if a sentence speaks of the same things and gives another
// figure, another date, another name for one role, or the contrary (against.go).
// Everything else is missing: silence does less harm than a wrong verdict. The
// error is the context's or the lexicon's.
func (a *Answerer) Check(ctx context.Context, q retrieval.Question, found retrieval.Found) (retrieval.Finding, error) {
	if err := ctx.Err(); err != nil {
		return retrieval.Finding{}, err
	}
	if !canVerify(found.Evidence) {
		return retrieval.Finding{Verdict: retrieval.VerdictMissing, Why: "Statements can be checked in English only."}, nil
	}
	d, err := lay(ctx, a.lexicon, a.words, q, found.Evidence)
	if err != nil {
		return retrieval.Finding{}, err
	}
	whole := readStatement(q)
	f := d.examine(whole)
	if parts := whole.parts(); f.Verdict == retrieval.VerdictMissing && len(parts) > 1 {
		if byParts := d.examineParts(parts); byParts.Verdict != retrieval.VerdictMissing {
			return byParts, nil
		}
	}
	return f, nil
}

// stated is a statement that is to be checked.
type stated struct {
	*text
	// about are the names of the statement before, which a pronoun at the head
	// stands for; unclear says that it has nothing to stand for.
	about   []word
	unclear bool
}

func readStatement(q retrieval.Question) stated {
	t := stated{text: readText("en", q.Text)}
	if len(t.words) == 0 || !pronouns[t.words[0].fold] {
		return t
	}
	for i := len(q.Turns) - 1; i >= 0 && len(t.about) == 0; i-- {
		before := stated{text: readText("en", q.Turns[i])}
		t.about = before.named()
		if len(before.words) > 0 && !pronouns[before.words[0].fold] {
			break
		}
	}
	t.unclear = len(t.about) == 0
	return t
}

// parts splits "the ward has 36 beds, and the old one was closed" into its
// statements. What has no subject of its own stays with what has.
func (t stated) parts() []stated {
	var out []stated
	start := 0
	add := func(end int) {
		part := stated{text: t.part(t.words[start].Start, t.words[end-1].End), about: t.about, unclear: t.unclear}
		if len(out) > 0 && pronouns[part.words[0].fold] {
			part.about, part.unclear = out[0].named(), false
			part.unclear = len(part.about) == 0
		}
		out = append(out, part)
		start = end
	}
	for i := 2; i+2 < len(t.words); i++ {
		w, next := t.words[i], t.words[i+1]
		semicolon := strings.Contains(t.gap(i), ";")
		joined := (w.fold == "and" || w.fold == "but" || w.fold == "while") && i-start >= 3 &&
			(subjectOpeners[next.fold] || strings.Contains(t.before(i), ",") && next.upper)
		switch {
		case semicolon && i+1-start >= 3:
			add(i + 1)
		case joined:
			add(i)
			start = i + 1
		}
	}
	add(len(t.words))
	return out
}

var subjectOpeners = set(`the a an it he she they its his her their this these in on`)

// named are the words of the names in a statement.
func (t stated) named() []word {
	var out []word
	for _, n := range t.names() {
		out = append(out, t.words[n.Start:n.End]...)
	}
	return out
}

// examineParts says of statements that were one sentence what is true of all.
func (d *desk) examineParts(parts []stated) retrieval.Finding {
	all := retrieval.Finding{Verdict: retrieval.VerdictSupported}
	for _, p := range parts {
		f := d.examine(p)
		switch f.Verdict {
		case retrieval.VerdictContradicted, retrieval.VerdictDisputed:
			return f
		case retrieval.VerdictMissing:
			all.Verdict = retrieval.VerdictMissing
		}
		all.For = append(all.For, f.For...)
	}
	all.Why = "Each part of it stands in a source."
	return all
}

// examine compares a statement with every sentence of the evidence.
func (d *desk) examine(t stated) retrieval.Finding {
	if t.unclear {
		return retrieval.Finding{Verdict: retrieval.VerdictMissing, Why: "The statement does not say of whom or what it speaks."}
	}
	var f retrieval.Finding
	supporting := map[string]bool{} // articles
	for _, p := range d.passages {
		s := d.grasped(t, p)
		if s == nil {
			continue
		}
		f.For = d.addCitation(f.For, s)
		supporting[s.ref(d).ArticleID] = true
		for _, also := range s.also {
			supporting[also.ArticleID] = true
		}
	}
	var why string
	var opposing []*sentence
	for _, s := range d.ranked() {
		if supporting[s.ref(d).ArticleID] || len(f.Against) >= maxQuotes {
			continue
		}
		if reason := d.against(t, s); reason != "" {
			if why == "" {
				why = reason
			}
			f.Against = d.addCitation(f.Against, s)
			opposing = append(opposing, s)
		}
	}
	if len(f.For) == 0 && len(f.Against) > 0 && d.hinted(t, opposing) {
		return retrieval.Finding{Verdict: retrieval.VerdictMissing, Why: "The sources differ, and none says exactly this."}
	}
	switch {
	case len(f.For) > 0 && len(f.Against) > 0:
		f.Verdict, f.Why = retrieval.VerdictDisputed, "The sources disagree: one says so, in another "+why+"."
	case len(f.For) > 0:
		f.Verdict, f.Why = retrieval.VerdictSupported, "A source says so."
		if len(supporting) > 1 {
			f.Why = fmt.Sprintf("%d sources say so.", len(supporting))
		}
	case len(f.Against) > 0:
		f.Verdict, f.Why = retrieval.VerdictContradicted, "In the source "+why+"."
	default:
		f.Verdict, f.Why = retrieval.VerdictMissing, d.whyMissing(t)
	}
	return f
}

// hinted says that some other sentence has all figures of a statement and half of its
// words: it may say the same in a way that code cannot follow.
func (d *desk) hinted(t stated, opposing []*sentence) bool {
	if len(t.quantities) == 0 {
		return false
	}
	return slices.ContainsFunc(d.sentences, func(s *sentence) bool {
		if slices.Contains(opposing, s) || !d.countsSame(t.text, s) {
			return false
		}
		for _, q := range t.quantities {
			if !s.holdsValue(q) {
				return false
			}
		}
		n, held := 0, 0
		for i, w := range t.words {
			if !w.stop && !t.figureAt(i) {
				n++
				if d.says(s.text, w) {
					held++
				}
			}
		}
		return 2*held >= n
	})
}

// maxQuotes is how many passages are cited for a statement, and how many against.
const maxQuotes = 3

func (d *desk) addCitation(list []retrieval.Citation, s *sentence) []retrieval.Citation {
	if len(list) >= maxQuotes {
		return list
	}
	a := retrieval.Answer{Citations: list}
	d.cite(&a, quote{s.in.index, s.start, s.end, s})
	return a.Citations
}

// whyMissing names what the evidence does not speak of at all.
func (d *desk) whyMissing(t stated) string {
	var strange []string
	for _, n := range t.names() {
		known := func(p *passage) bool {
			for i := n.Start; i < n.End; i++ {
				if w := t.words[i]; !w.stop && !p.holdsName(w) && !p.title.holdsName(w) {
					return false
				}
			}
			return true
		}
		if !slices.ContainsFunc(d.passages, known) {
			strange = append(strange, t.phrase(n.Start, n.End))
		}
	}
	if len(strange) > 0 {
		return "The sources do not speak of " + listed(strange[:min(len(strange), 3)]) + "."
	}
	return "No source says this, or the contrary, clearly enough."
}

// meantIn says that a passage speaks of what the statement's pronoun stands for.
func (t stated) meantIn(p *passage) bool {
	return len(t.about) == 0 || slices.ContainsFunc(t.about, func(w word) bool { return p.holdsName(w) || p.title.holdsName(w) })
}

// grasped is the sentence of a passage that carries a statement; nil if none
// does.
func (d *desk) grasped(t stated, p *passage) *sentence {
	if !t.meantIn(p) || d.quotedPhrases(t.text, claim{cites: []int{p.index}}) != "" {
		return nil
	}
	var best *sentence
	own := 0
	for _, s := range d.sentencesOf(p.index) {
		if !quotable(s) || !d.saysAlone(t.text, s) {
			continue
		}
		g := d.grasp(t.text, s, nil)
		if g.whole() && g.own > own && restricted(t.text, s) == "" && !s.switched(t.text) && d.ordered(t.text, s, nil, corpus.Span{Start: -1}) {
			best, own = s, g.own
		}
	}
	return best
}

// ordered says that the sentence puts the statement's words into the same
// relation, as far as their places can tell.
func (d *desk) ordered(t *text, s *sentence, skip func(i int) bool, free corpus.Span) bool {
	return d.together(t, s, skip, free) && d.voiced(t, s) && wayKept(t, s.text) &&
		!swapped(t, s.text) && !reversed(t, []*sentence{s})
}

// saysAlone says that one sentence has all numbers and dates of t, and neither
// denies, doubts nor limits it.
func (d *desk) saysAlone(t *text, s *sentence) bool {
	for _, x := range t.dates {
		if !s.carriesDate(t, x) {
			return false
		}
	}
	for _, q := range t.quantities {
		if !d.carriesQuantity(s, t, q) {
			return false
		}
	}
	if marked(denial, t) && !marked(denial, s.text) {
		return false // that "closed" denies "open" is not relied on
	}
	alone := []*sentence{s}
	return d.countsSame(t, s) && meaning(t, alone) == "" && t.opposedBy(corpus.Span{End: len(t.words)}, alone) == ""
}

// countsSame says that each number of t counts the same noun in s: "nine countries"
// carries no nine boats, though boats stand near.
func (d *desk) countsSame(t *text, s *sentence) bool {
	for _, claim := range t.quantities {
		held := slices.ContainsFunc(s.quantities, func(have quantity) bool {
			bound := claim.hedge == atLeast || claim.hedge == atMost
			if !have.supports(claim) || s.whole(have) && !t.whole(claim) || !sameSide(t, claim.Start, s.text, have.Start) || bound && !have.bears(claim) {
				return false
			}
			_, measured := claim.measure()
			return measured || len(claim.nouns) == 0 || len(have.nouns) == 0 || have.counts(claim.nouns) ||
				slices.ContainsFunc(have.nouns, func(n string) bool {
					return dot(d.vectorOf(n), d.vectorOf(claim.unit)) >= sameWord
				})
		})
		bare := claim.unit == "" || claim.year
		held = held || bare && slices.ContainsFunc(s.dates, func(x date) bool {
			return float64(x.day) == claim.value || float64(x.year) == claim.value
		})
		if !held {
			return false
		}
	}
	return true
}

// farBound is how far from a bound a number may lie that is told by it: of 612
// pictures one says "more than 600" and not "more than 100".
const farBound = 0.2

// bears says that a number is told by the bound that a claim gives: the same
// bound, or an exact number near it. A rule that asks for at least 14 does not ask
// for at least 8.
func (q quantity) bears(claim quantity) bool {
	have, want := q.value, claim.value
	if x, ok := q.measure(); ok {
		if y, ok := claim.measure(); ok {
			have, want = have*x.factor, want*y.factor
		}
	}
	return sameValue(have, want) || q.hedge == exact && math.Abs(have-want) <= farBound*want
}

// grasp is how much of a statement a sentence holds.
type grasp struct {
	own  int // words and figures in the sentence itself
	near int // in what it is read with: title, heading, the sentences before it
	lost []int
}

// whole says that the sentence holds all, most of it by itself.
func (g grasp) whole() bool { return len(g.lost) == 0 && g.own > 0 && 3*g.own >= 2*g.near }

// sameWord is the cosine from which a word of the builtin model is another word
// for the same thing: bought and purchased 0.88, price and cost 0.70; but died
// and killed 0.68, town and village 0.58, red and blue 0.49.
const sameWord = 0.7

// grasp looks each content word of t up in s; skip leaves words out.
func (d *desk) grasp(t *text, s *sentence, skip func(i int) bool) grasp {
	var g grasp
	subject := s.subjectKept(t)
	ownAt := -1
	for i, w := range t.words {
		if w.stop && !isAcronym(w.text) || t.figureAt(i) || t.unitAt(i) || bleached[w.fold] || skip != nil && skip(i) {
			continue
		}
		switch {
		case d.says(s.text, w):
			g.own++
			if ownAt < 0 {
				ownAt = i
			}
		case !subject, s.pronoun() && !possessives[s.words[0].fold] && t.isName(i) && ownAt >= 0 && ownAt < i-1:
			g.lost = append(g.lost, i) // "he" is the subject, and so must be the name
		case d.says(s.in.title, w), slices.ContainsFunc(s.context(), func(c *text) bool { return d.says(c, w) }):
			g.near++
		case t.isName(i) && slices.ContainsFunc(s.introduced(), func(c *text) bool { return c.holdsName(w) }):
			g.near++
		case !t.isName(i) && s.qualified(t, w):
			g.near++
		default:
			g.lost = append(g.lost, i)
		}
	}
	g.own += len(t.quantities) + len(t.dates)
	return g
}

// bleached words say too little to be looked for.
var bleached = set(`get gets got getting may might could there's`)

// unitAt says that word i is the unit of a measured quantity, which is compared
// with the quantity.
func (t *text) unitAt(i int) bool {
	return slices.ContainsFunc(t.quantities, func(q quantity) bool {
		_, measured := q.measure()
		return measured && q.End == i
	})
}

// says says that t has this word, a form of it, or another word for it.
func (d *desk) says(t *text, w word) bool {
	if t.stems[w.stem] {
		return true
	}
	if w.number || w.upper {
		return t.holdsName(w)
	}
	base := w.base()
	for _, have := range t.words {
		if have.base() == base || !have.stop && !have.number && dot(d.vectorOf(w.fold), d.vectorOf(have.fold)) >= sameWord {
			return true
		}
	}
	return false
}

// qualified says that the word stands beside a word of both texts in one of the
// two sentences before s: "the children's ward" before "the ward has 36 beds". A
// predicate is not borrowed so.
func (s *sentence) qualified(t *text, w word) bool {
	for p, n := s.prev, 0; p != nil && n < 2; p, n = p.prev, n+1 {
		for _, at := range p.all(w) {
			for k := max(0, at-2); k < min(len(p.words), at+3); k++ {
				if h := p.words[k]; k != at && !h.stop && t.stems[h.stem] && s.resumes(h) {
					return true
				}
			}
		}
	}
	return false
}

// resumes says that the sentence speaks of a thing as known: "the ward".
func (s *sentence) resumes(h word) bool {
	return slices.ContainsFunc(s.all(h), func(i int) bool { return i > 0 && definite[s.words[i-1].fold] })
}

// introduced are the names with which the sentences before brought in what this
// one opens with: "the probe Heron" or "the council of Halden" before "the probe"
// or "the council".
func (s *sentence) introduced() []*text {
	if len(s.words) < 2 || s.words[0].fold != "the" || s.words[1].stop || s.words[1].upper {
		return nil
	}
	head := s.words[1]
	var out []*text
	for p, n := s.prev, 0; p != nil && n < 4; p, n = p.prev, n+1 {
		found := false
		for _, at := range p.all(head) {
			for _, name := range p.text.names() {
				joined := name.Start == at+2 && (p.words[at+1].fold == "of" || p.words[at+1].fold == "at" || p.words[at+1].fold == "in")
				if name.Start == at+1 || joined {
					out = append(out, p.part(p.words[name.Start].Start, p.words[name.End-1].End))
				}
			}
			found = true
		}
		if found {
			break // the last one of its kind is meant
		}
	}
	return out
}

// subjectKept says that what a pronoun of the sentence stands for stands in t too:
// the first name or noun of the sentence before. "It is 340 metres long" behind a
// bridge that crosses a river is said of the bridge. A possessive before a word of
// t may stand for any name of that sentence, so it must have one only.
func (s *sentence) subjectKept(t *text) bool {
	owned := s.owned(t)
	if !owned && !s.pronoun() {
		return true
	}
	if s.prev == nil {
		return false
	}
	before := s.prev.text
	names := before.names()
	if owned && len(names) > 1 {
		return false
	}
	if len(names) > 0 && t.holdsName(before.words[names[0].End-1]) {
		return true
	}
	for _, w := range before.words {
		if !w.stop && !w.number {
			return t.stems[w.stem]
		}
	}
	return false
}

// owned says that a word of t belongs to somebody in the sentence whom only the
// sentence before names: "its skipper".
func (s *sentence) owned(t *text) bool {
	for i, w := range s.words {
		if !possessives[w.fold] {
			continue
		}
		if slices.ContainsFunc(s.text.names(), func(n corpus.Span) bool { return n.End <= i }) {
			return false // of the one named before it
		}
		for k := i + 1; k < len(s.words) && k <= i+2; k++ {
			if h := s.words[k]; !h.stop && t.stems[h.stem] {
				return true
			}
		}
	}
	return false
}

var possessives = set(`his her its their`)
