package eval

import (
	"fmt"
	"io"
	"strings"
)

// resultFigures are the figures at the end of golden results: those that do not
// depend on the machine.
var resultFigures = []string{
	"recall_at_1", "right", "right_first", "sentences_mean", "citation_precision", "quotes_verbatim",
	"refused_wrongly", "refused_near", "refused_far", "refused_swapped", "refused_cousin", "refused_unanswerable", "conflicts_shown", "conflicts_false",
	"right_follow_up", "follow_up_shown", "follow_up_refused", "standing_right", "standing_shown", "standing_follow_up", "standing_refused",
	"parts_answered", "parts_named", "parts_named_wrongly", "premise_corrected", "premise_told", "premise_accepted", "premise_alarms",
}

// resultWidth is how much of an answer a line of golden results shows, in
// characters.
const resultWidth = 90

// WriteResults writes golden results, to be kept beside the questions: what became
// of each, a line a question, so that a change of the ranking is seen as a diff.
// Questions of the report half are summed up in figures only. texts says whether
// the answers are written, too: they quote the articles.
func WriteResults(w io.Writer, outcomes []Outcome, texts bool) error {
	var b strings.Builder
	byHalf := map[Half][]Outcome{}
	for _, o := range outcomes {
		byHalf[o.Half] = append(byHalf[o.Half], o)
		if o.Half == Report || o.Kind != Answerable && o.Kind != Unanswerable {
			continue
		}
		line := fmt.Sprintf("%s: %s", o.ID, o.became())
		if texts {
			line += ": " + o.says()
		}
		fmt.Fprintln(&b, line)
	}
	for _, half := range []Half{Tune, Report} {
		if len(byHalf[half]) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\nThe %s half:\n", half)
		figures := Measure(byHalf[half])
		for _, name := range resultFigures {
			if f, ok := figures.Find(name); ok && f.Of > 0 {
				fmt.Fprintf(&b, "%s %s\n", strings.TrimSpace(f.Shown()+" "+f.Counted()), f.Name)
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// became says in a few words what became of a question.
func (o Outcome) became() string {
	if faults := o.Faults(); len(faults) > 0 {
		names := make([]string, len(faults))
		for i, f := range faults {
			names[i] = string(f)
		}
		return "MISS " + strings.Join(names, " ")
	}
	if o.Kind != Answerable {
		return "ok, refused"
	}
	return "ok"
}

// says is the beginning of the answer that is judged.
func (o Outcome) says() string {
	a := o.Answer
	if o.Kind == Answerable {
		a = o.Forced
	}
	var text []string
	for _, s := range a.Sentences {
		text = append(text, s.Text)
	}
	if len(text) == 0 {
		text = []string{"(nothing)"}
	}
	return cut(strings.Join(strings.Fields(strings.Join(text, " ")), " "), resultWidth)
}
