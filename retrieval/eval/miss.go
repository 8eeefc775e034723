package eval

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"footnote/corpus"
	"footnote/retrieval"
)

// Fault says what is wrong with an outcome.
type Fault string

// The faults, in the order of reports.
const (
	Wrong      Fault = "wrong"        // there is an answer, and it was not given
	NotFirst   Fault = "not-first"    // the right sentence is not the first
	Refused    Fault = "refused"      // there is an answer, and it was declined
	Answered   Fault = "answered"     // a refusal would have been right
	NotFound   Fault = "not-found"    // not among the first 5 passages
	Miscited   Fault = "miscited"     // an article was cited that may not be
	Unshown    Fault = "unshown"      // the expected conflict is not shown
	FalseAlarm Fault = "false-alarm"  // a conflict is shown that is none
	Unnamed    Fault = "unnamed"      // a part without an answer is not named
	Agreed     Fault = "agreed"       // a false premise is answered as if it were true
	NotInStore Fault = "not-verbatim" // a quote does not stand in the store
)

// Faults are all faults, each with what it means.
var Faults = []struct {
	Fault Fault
	Means string
}{
	{Wrong, "no right answer in 3 sentences and 90 words"},
	{NotFirst, "right, but not in the first sentence"},
	{Refused, "refused, though there is an answer"},
	{Answered, "answered, where a refusal is right"},
	{NotFound, "not among the first 5 passages"},
	{Miscited, "cites an article that may not be cited"},
	{Unshown, "the conflict is not shown"},
	{FalseAlarm, "a conflict is shown that is expected nowhere"},
	{Unnamed, "a part of the question has no answer, and is not named"},
	{Agreed, "a false premise is answered as if it were true"},
	{NotInStore, "a quote does not stand in the stored article"},
}

// Faults are what is wrong with the outcome; none for a good one.
func (o Outcome) Faults() []Fault {
	var out []Fault
	add := func(is bool, f Fault) {
		if is {
			out = append(out, f)
		}
	}
	add(o.counts() && !o.Right, Wrong)
	add(o.counts() && o.Right && !o.First, NotFirst)
	add(o.Kind == Answerable && !o.Answer.Answered, Refused)
	add(o.Kind != Answerable && o.Answer.Answered, Answered)
	add(o.Kind == Answerable && len(o.Holding) > 0 && (o.Rank == 0 || o.Rank > 5), NotFound)
	add(o.Kind == Answerable && len(o.Citable) > 0 && o.Allowed < o.Cited, Miscited)
	add(o.Kind == Answerable && len(o.Conflict) > 0 && !o.Disagreed, Unshown)
	add(o.FalseAlarm, FalseAlarm)
	add(o.Answer.Answered && !o.namesUncovered(), Unnamed)
	add(o.agrees(), Agreed)
	add(o.Verbatim < o.Quotes, NotInStore)
	return out
}

// Miss is an outcome with a fault, side by side with what would have been right.
type Miss struct {
	File     string           `json:"file"`
	ID       string           `json:"id"`
	Kind     Kind             `json:"kind"`
	Faults   []Fault          `json:"faults"`
	Question string           `json:"question"`
	Turns    []string         `json:"turns"`
	Answer   retrieval.Answer `json:"answer"` // as people see it
	// Forced is the answer with refusal switched off; nil when it is the same, or
	// a refusal is right.
	Forced *retrieval.Answer `json:"forced,omitempty"`
	// Want says what a right answer holds, in words; Holds is the sentence of an
	// article that does, as far as one was found.
	Want  []string `json:"want"`
	Holds Held     `json:"holds"`
	// Rank is that of the first passage of an article that holds the answer, 0 if
	// it was not found.
	Rank     int     `json:"rank"`
	Evidence []Place `json:"evidence"`
	// Excluded is how many articles were taken out for the question.
	Excluded int `json:"excluded"`
}

// Held is a sentence, the article where it stands, and the words in it that a
// right answer must hold, as far as they stand in one place.
type Held struct {
	Title    string `json:"title"`
	Sentence string `json:"sentence"`
	Match    string `json:"match"`
}

// Place is one passage of the evidence, in the order used.
type Place struct {
	Title       string `json:"title"`
	LexicalRank int    `json:"lexical_rank"`
	VectorRank  int    `json:"vector_rank"`
	Holds       bool   `json:"holds"` // its article holds the answer
}

// placesShown is how much of the evidence a miss lists.
const placesShown = 5

// Misses are the outcomes with faults. Those of the report half are left out:
// whoever reads them tunes on them.
func (s *Shelf) Misses(ctx context.Context, outcomes []Outcome, half Half) ([]Miss, error) {
	misses := []Miss{}
	if half == Report {
		return misses, nil
	}
	for _, o := range outcomes {
		faults := o.Faults()
		if len(faults) == 0 {
			continue
		}
		m := Miss{
			File: o.File, ID: o.ID, Kind: o.Kind, Faults: faults, Question: o.Text, Turns: append([]string{}, o.Turns...),
			Answer: o.Answer, Want: o.want(), Rank: o.Rank, Evidence: []Place{}, Excluded: len(o.Exclude),
		}
		if o.asksTwice() {
			m.Forced = &o.Forced
		}
		for _, e := range o.Evidence[:min(placesShown, len(o.Evidence))] {
			m.Evidence = append(m.Evidence, Place{e.Article.Title, e.LexicalRank, e.VectorRank, among(o.Holding, e.Article.ID, e.Also)})
		}
		if o.Kind == Answerable {
			held, err := s.held(ctx, o.Case)
			if err != nil {
				return nil, err
			}
			m.Holds = held
		}
		misses = append(misses, m)
	}
	return misses, nil
}

// want says in words what would have been right.
func (c Case) want() []string {
	switch c.Kind {
	case Near:
		return []string{"a refusal: the paragraph that answers is taken out"}
	case Far:
		return []string{"a refusal: all articles of its title are taken out"}
	case Swapped, Cousin:
		return []string{"a refusal: a name, number or year of the question is another one's"}
	case Unanswerable:
		return []string{"a refusal"}
	}
	want := []string{}
	var either []string
	for _, p := range c.Any {
		either = append(either, "/"+pattern(p)+"/")
	}
	for _, g := range c.Strings {
		if s := "“" + g.Text + "”"; !slices.Contains(either, s) {
			either = append(either, s)
		}
	}
	if len(either) > 0 {
		want = append(want, strings.Join(either, " or "))
	}
	for _, p := range c.All {
		want = append(want, "/"+pattern(p)+"/")
	}
	if len(c.Conflict) > 0 {
		want = append(want, "a conflict: "+strings.Join(c.Conflict, " against "))
	}
	for _, p := range c.Uncovered {
		want = append(want, "named as not in the sources: /"+pattern(p)+"/")
	}
	if c.Premise {
		want = append(want, "that the sources contradict what is taken for granted")
	}
	return want
}

// held finds the first sentence that holds something a right answer must, in the
// articles that hold the answer, or in all where nobody said which do.
func (s *Shelf) held(ctx context.Context, c Case) (Held, error) {
	if !c.judged() {
		return Held{}, nil
	}
	ids := c.Holding
	if len(ids) == 0 {
		for _, m := range s.Metas {
			ids = append(ids, m.ID)
		}
	}
	for _, id := range ids {
		a, err := s.articles.Article(ctx, s.Space, id, "")
		if err != nil {
			return Held{}, fmt.Errorf("eval: looking for the answer to %q: %w", c.ID, err)
		}
		for _, span := range corpus.Sentences(a.Body) {
			if text := strings.Join(strings.Fields(a.Body[span.Start:span.End]), " "); c.partOf(text) {
				return Held{a.Title, text, c.match(text)}, nil
			}
		}
	}
	return Held{}, nil
}

// partOf says that a sentence holds at least a part of what is wanted.
func (g Golden) partOf(text string) bool {
	for _, p := range g.All {
		if p.MatchString(text) {
			return true
		}
	}
	g.All = nil
	return len(g.Any)+len(g.Strings)+len(g.Conflict) > 0 && g.right(text)
}

// match is the first run of text that a right answer must hold; "" if it does
// not stand there as it was written.
func (g Golden) match(text string) string {
	for _, p := range slices.Concat(g.Any, g.All) {
		if m := p.FindString(text); m != "" {
			return m
		}
	}
	wanted := slices.Clone(g.Conflict)
	for _, s := range g.Strings {
		wanted = append(wanted, s.Text)
	}
	for _, w := range wanted {
		if strings.Contains(text, w) {
			return w
		}
	}
	return ""
}
