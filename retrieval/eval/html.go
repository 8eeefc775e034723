package eval

import (
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
)

//go:embed report.html
var reportPage string

// filter is a choice of the page's reader: the misses with one fault, or of one
// kind.
type filter struct {
	Class string
	Means string
	Count int
}

// page is what the template is given.
type page struct {
	Reported
	Asked   int
	Filters []filter
}

// WriteHTML writes the report as one page that needs nothing else: the figures,
// and every miss beside what would have been right.
func (r Reported) WriteHTML(w io.Writer) error {
	t, err := template.New("report").Funcs(template.FuncMap{
		"means":   meaning,
		"classes": classes,
		"stop":    stop,
		"rank": func(n int) string {
			if n == 0 {
				return "–"
			}
			return strconv.Itoa(n)
		},
	}).Parse(reportPage)
	if err != nil {
		return err
	}
	p := page{Reported: r, Asked: r.Questions + r.Twins}
	add := func(class, means string) {
		n := 0
		for _, m := range r.Misses {
			if slices.Contains(strings.Fields(classes(m)), class) {
				n++
			}
		}
		if 0 < n && n < len(r.Misses) {
			p.Filters = append(p.Filters, filter{class, means, n})
		}
	}
	for _, f := range Faults {
		add(string(f.Fault), f.Means)
	}
	for _, k := range append([]Kind{Answerable}, Refusable...) {
		add(kindClass(k), string(k))
	}
	return t.Execute(w, p)
}

// stop is the full stop behind a series that does not end with a mark of its own, as
// a question does.
func stop(parts []string) string {
	if n := len(parts); n > 0 && strings.HasSuffix(parts[n-1], "?") {
		return ""
	}
	return "."
}

func meaning(f Fault) string {
	for _, known := range Faults {
		if known.Fault == f {
			return known.Means
		}
	}
	return string(f)
}

// classes are the names that the filters know a miss by.
func classes(m Miss) string {
	names := []string{kindClass(m.Kind)}
	for _, f := range m.Faults {
		names = append(names, string(f))
	}
	return strings.Join(names, " ")
}

func kindClass(k Kind) string { return strings.ReplaceAll(string(k), " ", "-") }

// Marked is the sentence for the page, with what makes it right marked.
func (h Held) Marked() template.HTML {
	esc := template.HTMLEscapeString
	before, after, found := strings.Cut(h.Sentence, h.Match)
	if !found || h.Match == "" {
		return template.HTML(esc(h.Sentence))
	}
	return template.HTML(esc(before) + "<mark>" + esc(h.Match) + "</mark>" + esc(after))
}
