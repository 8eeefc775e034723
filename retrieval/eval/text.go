package eval

import (
	"context"
	"fmt"
	"io"
	"strings"
)

// Reported is a whole measurement, as programs and people are given it.
type Reported struct {
	Files []string `json:"files"`
	// Half is the part that was asked; "" is all of it.
	Half      Half    `json:"half"`
	Articles  int     `json:"articles"`
	Questions int     `json:"questions"` // golden ones, without their twins
	Twins     int     `json:"twins"`
	Parallel  int     `json:"parallel"` // how many were asked at a time
	Model     string  `json:"model"`    // the language model; "" for quoted answers
	Figures   Figures `json:"figures"`
	Curve     []Point `json:"curve"`
	Misses    []Miss  `json:"misses"`
}

// Write prints the figures as a table of at most TableWidth columns.
func (r Reported) Write(w io.Writer) error {
	if _, err := fmt.Fprintln(w, strings.Join(r.Heading(), "\n")); err != nil {
		return err
	}
	sections := r.Sections()
	width := 0
	for _, s := range sections {
		for _, f := range s.Figures {
			width = max(width, len([]rune(f.Label)))
		}
	}
	for _, s := range sections {
		fmt.Fprintf(w, "\n%s\n", s.Name)
		for _, f := range s.Figures {
			line := fmt.Sprintf("  %-*s  %9s  %s", width, f.Label, f.Shown(), f.Counted())
			if _, err := fmt.Fprintln(w, strings.TrimRight(line, " ")); err != nil {
				return err
			}
		}
	}
	if len(r.Curve) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	return r.CurveTable().Write(w)
}

// Report fills r with the figures of outcomes, and with the misses.
func (s *Shelf) Report(ctx context.Context, r *Reported, outcomes []Outcome) (err error) {
	for _, o := range outcomes {
		if o.Kind == Answerable || o.Kind == Unanswerable {
			r.Questions++
		} else {
			r.Twins++
		}
	}
	r.Figures, r.Curve = Measure(outcomes), Curve(outcomes)
	r.Misses, err = s.Misses(ctx, outcomes, r.Half)
	return err
}

// Heading says what was measured, a line each.
func (r Reported) Heading() []string {
	half := ""
	if r.Half != "" {
		half = ", the " + string(r.Half) + " half"
	}
	asked := plural(r.Questions, "question")
	if r.Twins > 0 {
		asked += " and " + plural(r.Twins, "twin")
	}
	how := "quoted answers"
	if r.Model != "" {
		how = "answers by " + r.Model
	}
	var lines []string
	for _, f := range r.Files {
		lines = append(lines, cut(f, TableWidth))
	}
	return append(lines, cut(fmt.Sprintf("%s%s, over %s; %s", asked, half, plural(r.Articles, "article"), how), TableWidth))
}

// Section is the figures under one heading.
type Section struct {
	Name    string
	Figures Figures
}

// Sections are the figures that were measured on something, under their headings.
func (r Reported) Sections() []Section {
	var all []Section
	for _, f := range r.Figures {
		if f.Of == 0 {
			continue
		}
		if len(all) == 0 || all[len(all)-1].Name != f.Section {
			all = append(all, Section{Name: f.Section})
		}
		last := &all[len(all)-1]
		last.Figures = append(last.Figures, f)
	}
	return all
}

// Shown is the figure for people: a share in per cent.
func (f Figure) Shown() string {
	switch f.Unit {
	case Share:
		return Percent(f.Value) + " %"
	case Millis:
		return fmt.Sprintf("%.1f ms", f.Value)
	case Count:
		return fmt.Sprintf("%.0f", f.Value)
	}
	return fmt.Sprintf("%.2f", f.Value)
}

// Counted says how many things a share was measured on.
func (f Figure) Counted() string {
	if f.Unit != Share {
		return ""
	}
	return fmt.Sprintf("of %d", f.Of)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
