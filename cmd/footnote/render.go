package main

import (
	"fmt"
	"slices"
	"strings"

	"footnote/retrieval"
)

// answer sets an answer for people: the sentences with their marks, the
// disagreements side by side, what is not covered, and the footnotes.
func (p *page) answer(a retrieval.Answer, passages bool) {
	if !a.Answered {
		p.refusal(a)
		return
	}
	p.understood(a)
	if a.Premise != "" {
		p.text(yellow, "", "", a.Premise)
	}
	p.sentences(a.Sentences)
	p.rest(a, passages)
}

// understood says how a follow-up was understood.
func (p *page) understood(a retrieval.Answer) {
	if a.Understood != "" {
		p.text(dim, "", "", "Understood as: "+a.Understood)
	}
}

// inSeries sets what is not covered, terms or whole questions, into one sentence.
func inSeries(parts []string) string {
	s := strings.Join(parts, "; ")
	if strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// rest is what follows the sentences of an answer.
func (p *page) rest(a retrieval.Answer, passages bool) {
	for _, c := range a.Conflicts {
		p.gap()
		p.conflict(a, "The sources disagree: ", c)
	}
	for _, c := range a.Updates {
		p.gap()
		p.conflict(a, "Reported anew since: ", c)
	}
	if len(a.Uncovered) > 0 {
		p.gap()
		p.text(yellow, "", "", "Not in the sources: "+inSeries(a.Uncovered))
	}
	for _, c := range a.Citations {
		p.gap()
		p.citation(c, passages)
	}
}

func (p *page) sentences(sentences []retrieval.Sentence) {
	var text []string
	for _, s := range sentences {
		text = append(text, marked(s.Text, s.Citations))
	}
	p.text(plain, "", "", strings.Join(text, " "))
}

// marked is a text with the marks of its footnotes, which a line break does not
// part from one another.
func marked(text string, citations []int) string {
	if len(citations) == 0 {
		return safeLine(text)
	}
	return safeLine(text) + nbsp + marks(citations)
}

func marks(citations []int) string {
	var b strings.Builder
	for _, n := range citations {
		fmt.Fprintf(&b, "[%d]", n)
	}
	return b.String()
}

// conflict sets the sides of a disagreement, or of an update, one under the other,
// each with its value, citation and date, and its sentence.
func (p *page) conflict(a retrieval.Answer, head string, c retrieval.Conflict) {
	p.text(yellow, "", "", head+strings.TrimSuffix(safeLine(c.About), "."))
	days := make([]string, len(c.Claims))
	for i, claim := range c.Claims {
		days[i] = day(a.Citations, claim.Citations)
	}
	byDay := !retrieval.MonthsApart(days)
	values, dates := make([]string, len(c.Claims)), make([]string, len(c.Claims))
	value, dated := 0, 0
	for i, claim := range c.Claims {
		values[i] = safeLine(claim.Value)
		if told := safeLine(claim.By); told != "" && sameCitations(c.Claims, claim) {
			values[i] += " (" + told + ")"
		}
		values[i] += nbsp + marks(claim.Citations)
		dates[i] = retrieval.Dated(days[i], byDay)
		if claim.Later {
			dates[i] = strings.TrimSpace(dates[i] + " (later)")
		}
		value, dated = max(value, columns(values[i])), max(dated, columns(dates[i]))
	}
	value = min(value, p.width/2)
	if dated > 0 {
		dated += 2
	}
	for i, claim := range c.Claims {
		first := "  " + p.in(bold, pad(values[i], value)) + "  " + pad(dates[i], dated)
		p.text(plain, first, strings.Repeat(" ", 2+value+2+dated), safeLine(claim.Text))
	}
}

// sameCitations says that another claim rests on the same article: then who says so
// tells them apart.
func sameCitations(all []retrieval.Claim, claim retrieval.Claim) bool {
	n := 0
	for _, c := range all {
		if slices.Equal(c.Citations, claim.Citations) {
			n++
		}
	}
	return n > 1
}

// day is the newest day among the cited articles, "" if none is known.
func day(all []retrieval.Citation, cited []int) string {
	newest := ""
	for _, c := range all {
		if slices.Contains(cited, c.N) && c.Published > newest {
			newest = c.Published
		}
	}
	return newest
}

// citation sets one footnote: title, publisher and day, link, and the quote.
func (p *page) citation(c retrieval.Citation, passages bool) {
	mark := fmt.Sprintf("[%d] ", c.N)
	indent := strings.Repeat(" ", len(mark))
	p.text(bold, mark, indent, orUntitled(c.Title))
	p.about(indent, c.Publisher, c.Published, retrieval.PageLabel(c.Page))
	p.link(indent, retrieval.PageURL(c.URL, c.Page))
	p.text(plain, indent, indent, "“"+safeLine(c.Quote)+"”")
	if times := retrieval.TimesExplained(c); times != "" {
		p.text(dim, indent, indent, times)
	}
	if passages && c.Passage != "" && c.Passage != c.Quote {
		p.text(dim, indent+"| ", indent+"| ", c.Passage)
	}
	p.also(indent, c.Also)
}

func (p *page) about(indent string, parts ...string) {
	var known []string
	for _, part := range parts {
		if part = safeLine(part); part != "" {
			known = append(known, part)
		}
	}
	if len(known) > 0 {
		p.text(dim, indent, indent, strings.Join(known, " · "))
	}
}

// link sets an address on a line of its own, unbroken, so that it can be opened.
func (p *page) link(indent, url string) {
	if url = safeLine(url); url != "" {
		p.line(indent + p.in(dim, url))
	}
}

// also names the other articles that make a statement.
func (p *page) also(indent string, also []retrieval.Ref) { p.refs(indent, "The same in: ", also) }

// alsoIn names the other articles that print a text, but for small edits: some figure
// in it may be another.
func (p *page) alsoIn(indent string, also []retrieval.Ref) { p.refs(indent, "Also in: ", also) }

func (p *page) refs(indent, label string, refs []retrieval.Ref) {
	for _, ref := range refs {
		p.text(dim, indent, indent, label+orUntitled(ref.Title))
		p.link(indent, ref.URL)
	}
}

// refusal says that the sources do not answer, what is missing, and what came
// nearest.
func (p *page) refusal(a retrieval.Answer) {
	p.understood(a)
	p.text(bold, "", "", "Not in the sources.")
	if a.Reason != "" {
		p.text(plain, "", "", a.Reason)
	}
	if a.Premise != "" {
		p.text(yellow, "", "", a.Premise)
	}
	unsaid := func(term string) bool { return !strings.Contains(a.Reason, term) }
	if slices.ContainsFunc(a.Uncovered, unsaid) {
		p.text(plain, "", "", "Missing: "+inSeries(a.Uncovered))
	}
	if len(a.Nearest) == 0 {
		return
	}
	p.gap()
	p.text(plain, "", "", "What comes nearest:")
	for _, n := range a.Nearest {
		p.text(bold, "- ", "  ", orUntitled(n.Title))
		p.about("  ", retrieval.PageLabel(n.Page))
		p.link("  ", retrieval.PageURL(n.URL, n.Page))
		p.text(plain, "  ", "  ", "“"+safeLine(n.Quote)+"”")
		p.also("  ", n.Also)
	}
}

// titleWidth is how much of a title is shown: two lines.
const titleWidth = 150

func orUntitled(title string) string {
	if title = fit(title, titleWidth); title != "" {
		return title
	}
	return "(no title)"
}
