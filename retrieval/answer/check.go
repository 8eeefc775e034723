package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
		if have := d.merges[standing{d.evidence[p.index].Article.Revision, s.start}]; have != nil && supporting[have.ref(d).ArticleID] {
			continue // it is shown as "also in"
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
