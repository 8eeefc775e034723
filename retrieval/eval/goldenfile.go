package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"footnote/corpus"
	"footnote/retrieval"
)

// goldenLine is a line of a golden file.
type goldenLine struct {
	ID         string   `json:"id"`
	Q          string   `json:"q"`
	Any        []string `json:"any"`
	All        []string `json:"all"`
	Sources    []string `json:"sources"`
	Conflict   []string `json:"conflict"`
	Answerable *bool    `json:"answerable"`
	Turns      []string `json:"turns"`
	Standalone string   `json:"standalone"`
	Uncovered  []string `json:"uncovered"`
	Premise    bool     `json:"premise"`
}

var goldenFields = []string{"id", "q", "any", "all", "sources", "conflict", "answerable", "turns", "standalone", "uncovered", "premise"}

// File is a file of golden questions.
type File struct {
	Name   string
	Golden []Golden
	// Titles are the texts of a file in SQuAD's format, which brings its own; nil
	// for golden lines, which are asked over articles that stand elsewhere.
	Titles []Title
}

// ReadFile reads golden questions: JSON lines (see ReadGolden), or a file in
// SQuAD's format (see ReadSQuAD), which is told by what stands in it. name is for
// errors, which are a *corpus.Problem.
func ReadFile(name string, r io.Reader) (File, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxSQuAD+1))
	if err != nil {
		return File{}, &corpus.Problem{Code: corpus.CodeUnavailable, Err: err,
			Message: fmt.Sprintf("%s cannot be read to its end; check the disk and try again.", name)}
	}
	f := File{Name: name}
	if !inSQuADFormat(b) {
		f.Golden, err = readGolden(name, b)
		return f, err
	}
	f.Titles, err = ReadSQuAD(bytes.NewReader(b))
	var p *corpus.Problem
	if errors.As(err, &p) {
		err = &corpus.Problem{Code: p.Code, Message: name + ": " + p.Message, Err: p.Err}
	}
	f.Golden = GoldenOf(f.Titles)
	return f, err
}

// inSQuADFormat says that a file's first JSON object has "data" among its keys
// before any key of a golden line.
func inSQuADFormat(b []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(b))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return false
		}
		name, _ := key.(string)
		switch {
		case name == "data":
			return true
		case slices.Contains(goldenFields, name):
			return false
		}
		var skipped json.RawMessage
		if dec.Decode(&skipped) != nil {
			return false
		}
	}
	return false
}

// ReadGolden reads golden questions as JSON lines:
//
//	{"id":"spill/1","q":"How much leaked?","any":["7,000","10,000"],"conflict":["7,000","10,000"]}
//	{"id":"spill/2","q":"How much leaked in 2019?","answerable":false}
//
// any and all are regular expressions in Go's syntax. answerable:false means that
// a refusal is right, and so does a line with neither any nor all nor conflict
// that does not say answerable:true. A blank line is skipped. The error is a
// *corpus.Problem that names the file, the line and the mend.
func ReadGolden(name string, r io.Reader) ([]Golden, error) {
	f, err := ReadFile(name, r)
	if err == nil && f.Titles != nil {
		return nil, notGolden(name, 1, "is in SQuAD's format, not JSON lines", nil)
	}
	return f.Golden, err
}

func readGolden(name string, b []byte) ([]Golden, error) {
	switch {
	case len(b) > maxSQuAD:
		return nil, notGolden(name, 0, fmt.Sprintf("is larger than %d MB; split it", maxSQuAD>>20), nil)
	case !utf8.Valid(b):
		return nil, notGolden(name, 0, "is not UTF-8; convert it", nil)
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	var all []Golden
	lines := make(map[string]int)
	n := 0
	for line := range bytes.Lines(b) {
		n++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		g, err := readGoldenLine(name, n, line)
		if err != nil {
			return nil, err
		}
		if first := lines[g.ID]; first > 0 {
			return nil, notGolden(name, n, fmt.Sprintf("has the id %.60q of line %d; give each question its own", g.ID, first), nil)
		}
		lines[g.ID] = n
		all = append(all, g)
	}
	if len(all) == 0 {
		return nil, notGolden(name, 0, `holds no golden questions; write one JSON object a line, such as {"id":"1","q":"…","any":["…"]}`, nil)
	}
	return all, nil
}

func readGoldenLine(name string, n int, b []byte) (Golden, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var l goldenLine
	err := dec.Decode(&l)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			return Golden{}, notGolden(name, n, "has more than one JSON object; put each on a line of its own", nil)
		}
	}
	if err != nil {
		return Golden{}, notGolden(name, n, jsonMend(err), err)
	}
	return l.golden(name, n)
}

// jsonMend says what is wrong with a line that does not decode.
func jsonMend(err error) string {
	var kind *json.UnmarshalTypeError
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Sprintf("has the field %s, which golden questions do not have; they have %s", field, strings.Join(goldenFields, ", "))
	}
	if errors.As(err, &kind) {
		switch kind.Field {
		case "":
			return "is not a JSON object; write {…}"
		case "id", "q", "standalone":
			return fmt.Sprintf("has a %s as %q, which must be a text", kind.Value, kind.Field)
		case "answerable", "premise":
			return fmt.Sprintf("has a %s as %q, which must be true or false", kind.Value, kind.Field)
		}
		return fmt.Sprintf("has a %s in %q, which must be a list of texts", kind.Value, kind.Field)
	}
	return "is not JSON; write one JSON object a line"
}

func (l goldenLine) golden(name string, n int) (Golden, error) {
	g := Golden{ID: l.ID, Text: strings.TrimSpace(l.Q), Turns: l.Turns, Sources: l.Sources, Conflict: l.Conflict, Half: HalfOf(l.ID),
		Standalone: strings.TrimSpace(l.Standalone), Premise: l.Premise}
	if strings.TrimSpace(l.ID) == "" {
		return g, notGolden(name, n, `has no "id"; give each question one`, nil)
	}
	asked := append(slices.Clone(l.Turns), g.Text)
	if g.Standalone != "" {
		asked = append(asked, g.Standalone)
	}
	for _, q := range asked {
		if err := retrieval.Check(q); err != nil {
			return g, notGolden(name, n, fmt.Sprintf("has a question that cannot be asked, %.60q: %s", q, strings.TrimSuffix(corpus.Explain(err), ".")), err)
		}
	}
	for _, f := range []struct {
		name     string
		patterns []string
		compiled *[]*regexp.Regexp
	}{{"any", l.Any, &g.Any}, {"all", l.All, &g.All}, {"uncovered", l.Uncovered, &g.Uncovered}} {
		for _, p := range f.patterns {
			if p == "" {
				return g, notGolden(name, n, fmt.Sprintf("has an empty text in %q, which every answer would match; take it out", f.name), nil)
			}
			re, err := regexp.Compile("(?i)" + p)
			if err != nil {
				return g, notGolden(name, n, fmt.Sprintf("has in %q a regular expression that does not compile, %.60q: %s; see https://pkg.go.dev/regexp/syntax",
					f.name, p, patternFault(err)), err)
			}
			*f.compiled = append(*f.compiled, re)
		}
	}
	for _, f := range []struct {
		name  string
		texts []string
	}{{"sources", l.Sources}, {"conflict", l.Conflict}} {
		if slices.ContainsFunc(f.texts, func(s string) bool { return len(wordFolds(s)) == 0 }) {
			return g, notGolden(name, n, fmt.Sprintf("has a text without words in %q; take it out", f.name), nil)
		}
	}
	g.Answerable = len(l.Any)+len(l.All)+len(l.Conflict) > 0
	if l.Answerable != nil {
		g.Answerable = *l.Answerable
	}
	return g, nil
}

// patternFault is what is wrong with a pattern, without repeating the pattern.
func patternFault(err error) string {
	s := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
	if i := strings.Index(s, ": `"); i > 0 {
		s = s[:i]
	}
	return s
}

// pattern is a regular expression as it was written.
func pattern(re *regexp.Regexp) string { return strings.TrimPrefix(re.String(), "(?i)") }

// notGolden says what is wrong with a line; line 0 is the whole file.
func notGolden(name string, line int, what string, err error) error {
	place := name
	if line > 0 {
		place = fmt.Sprintf("%s, line %d", name, line)
	}
	return &corpus.Problem{Code: corpus.CodeInvalid, Message: place + " " + what + ".", Err: err}
}
