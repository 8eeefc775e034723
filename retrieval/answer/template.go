package answer

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"strings"
	"text/template"
)

// What a language model is told stands in five templates (text/template), which a
// team can replace one by one:
//
//	system.tmpl   the rules and the passages        systemData
//	user.tmpl     the question                      userData
//	repair.tmpl   sentences that failed, and why    repairData
//	second.tmpl   the second check                  secondData
//	standalone.tmpl  a question that leans on others   standaloneData
//
// A template gets data of these types and nothing else: no environment, no files.
// What articles say is data, too, whatever it looks like.

//go:embed prompts/*.tmpl
var builtinPrompts embed.FS

// systemData is what system.tmpl may show.
type systemData struct {
	Passages   []shownPassage
	Refusal    string // what the model is to reply if the passages do not answer
	Structured bool   // the reply has to be JSON
}

// shownPassage is a passage as a model sees it. Nothing in it can pass for a
// citation mark.
type shownPassage struct {
	Number int // from 1, as it is to be cited
	Title  string
	Origin string // publisher and date, as far as they are known
	Text   string
}

type userData struct {
	Question string
}

type repairData struct {
	Sentences  []failedSentence
	Structured bool
}

type failedSentence struct {
	Text      string
	Citations []int
	Reason    string // a clause without a full stop
}

type secondData struct {
	Statements []statement
}

type standaloneData struct {
	Before   []string // the questions before, oldest first
	Question string
}

type statement struct {
	Number int // from 1
	Text   string
	Quotes []string // verbatim, chosen by code
}

// promptNames are the names of the files of templates, in the order of their use.
var promptNames = [...]string{"system.tmpl", "user.tmpl", "repair.tmpl", "second.tmpl", "standalone.tmpl"}

// Prompts are the templates of what a model is told. They are safe for concurrent
// use.
type Prompts struct {
	byName map[string]*template.Template
	// Replaced names the files that were read in place of builtin ones.
	Replaced []string
}

// maxTemplate bounds the file of a template, and what one may write beside its data.
const maxTemplate = 64 << 10

// BuiltinPrompt gives a builtin template by the name of its file, one of PromptFiles.
func BuiltinPrompt(name string) (string, error) {
	text, err := builtinPrompts.ReadFile(path.Join("prompts", name))
	return string(text), err
}

// PromptFiles lists the names of the files of templates.
func PromptFiles() []string { return promptNames[:] }

// BuiltinPrompts are the templates inside of the program.
func BuiltinPrompts() (*Prompts, error) { return ReadPrompts(nil, "") }

// ReadPrompts reads the templates of a folder, each of which takes the place of the
// builtin one of its name; where is the folder's name for people. An error says in
// which file and line something is wrong, and what to do about it.
func ReadPrompts(folder fs.FS, where string) (*Prompts, error) {
	p := &Prompts{byName: map[string]*template.Template{}}
	if folder != nil {
		if err := p.refuseStrangers(folder, where); err != nil {
			return nil, err
		}
	}
	for _, name := range promptNames {
		text, err := BuiltinPrompt(name)
		if err != nil {
			return nil, err
		}
		file := name
		if folder != nil {
			own, err := readTemplate(folder, name)
			switch {
			case err == nil:
				text, file = own, path.Join(where, name)
				p.Replaced = append(p.Replaced, name)
			case !errors.Is(err, fs.ErrNotExist):
				return nil, fmt.Errorf("%s cannot be read: %w", path.Join(where, name), err)
			}
		}
		t, err := template.New(name).Option("missingkey=error").Parse(text)
		if err != nil {
			return nil, templateError(file, name, err)
		}
		if err := checkTemplate(t, file, name, text); err != nil {
			return nil, err
		}
		p.byName[name] = t
	}
	if folder != nil && len(p.Replaced) == 0 {
		return nil, fmt.Errorf("%s holds none of %s; write them there with: footnote prompts --write %s", where, strings.Join(promptNames[:], ", "), where)
	}
	return p, nil
}

// refuseStrangers refuses a folder with templates that nobody would read: their
// names may be slips.
func (p *Prompts) refuseStrangers(folder fs.FS, where string) error {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return fmt.Errorf("the folder %s cannot be read: %w", where, err)
	}
	for _, e := range entries {
		if path.Ext(e.Name()) == ".tmpl" && !isPromptName(e.Name()) {
			return fmt.Errorf("%s is no template that is used; rename it to one of %s", path.Join(where, e.Name()), strings.Join(promptNames[:], ", "))
		}
	}
	return nil
}

func isPromptName(name string) bool {
	for _, n := range promptNames {
		if n == name {
			return true
		}
	}
	return false
}

func readTemplate(folder fs.FS, name string) (string, error) {
	f, err := folder.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxTemplate+1))
	if err == nil && len(text) > maxTemplate {
		err = fmt.Errorf("it is larger than %d KiB", maxTemplate>>10)
	}
	return strings.TrimPrefix(string(text), "\ufeff"), err
}

// templatePlace is where text/template says that something is wrong.
var templatePlace = regexp.MustCompile(`^template: [^:]+:(\d+)(?::\d+)?: (?:executing "[^"]*" at )?(.*)$`)

var unknownField = regexp.MustCompile(`can't evaluate field (\w+) in type (?:\*?answer\.)?(\w+)`)

// templateError says what is wrong with a template, where, and what to write.
func templateError(file, name string, err error) error {
	place, what := file, strings.TrimPrefix(err.Error(), "template: ")
	if m := templatePlace.FindStringSubmatch(err.Error()); m != nil {
		place, what = file+", line "+m[1], m[2]
	}
	mend := "compare it with the builtin one: footnote prompts " + name
	if m := unknownField.FindStringSubmatch(what); m != nil {
		what = "there is no field ." + m[1] + " here"
		if fields := fieldsOf(m[2]); fields != "" {
			mend = "there are " + fields + "; see: footnote prompts " + name
		}
	}
	return fmt.Errorf("%s: %s; %s", place, what, mend)
}

// fieldsOf lists the fields of a type of template data.
func fieldsOf(typeName string) string {
	for _, v := range []any{systemData{}, shownPassage{}, userData{}, repairData{}, failedSentence{}, secondData{}, statement{}, standaloneData{}} {
		t := reflect.TypeOf(v)
		if t.Name() != typeName {
			continue
		}
		var names []string
		for i := range t.NumField() {
			names = append(names, "."+t.Field(i).Name)
		}
		return strings.Join(names, ", ")
	}
	return ""
}

// needed is what a template has to show of its data, with how to write it.
type needed struct{ value, field, write string }

// checkTemplate tries a template on data whose values stand nowhere else. What does
// not come out, the model would never be told.
func checkTemplate(t *template.Template, file, name, text string) error {
	const passages = "{{range .Passages}}[{{.Number}}] {{.Text}}{{end}}"
	for _, structured := range []bool{false, true} {
		var data any
		var all []needed
		switch name {
		case "system.tmpl":
			data = systemData{Refusal: "vexillum", Structured: structured, Passages: []shownPassage{
				{7041, "quaternion", "palimpsest", "syzygy one"}, {7042, "quaternion", "", "syzygy two"}}}
			all = []needed{{"7041", ".Number", passages}, {"syzygy one", ".Text", passages}, {"syzygy two", ".Text", passages},
				{"vexillum", ".Refusal", "If the passages do not answer, reply only: {{.Refusal}}"}}
		case "user.tmpl":
			data = userData{"vexillum"}
			all = []needed{{"vexillum", ".Question", "{{.Question}}"}}
		case "repair.tmpl":
			const sentences = "{{range .Sentences}}{{.Text}}{{range .Citations}} [{{.}}]{{end}} ({{.Reason}}){{end}}"
			data = repairData{Structured: structured, Sentences: []failedSentence{{"syzygy one", []int{7041}, "vexillum"}}}
			all = []needed{{"syzygy one", ".Text", sentences}, {"vexillum", ".Reason", sentences}}
		case "second.tmpl":
			const statements = "{{range .Statements}}{{.Number}}: {{.Text}}{{range .Quotes}} “{{.}}”{{end}}{{end}}"
			data = secondData{[]statement{{7041, "syzygy one", []string{"vexillum"}}}}
			all = []needed{{"7041", ".Number", statements}, {"syzygy one", ".Text", statements}, {"vexillum", ".Quotes", statements}}
		case "standalone.tmpl":
			const before = "{{range .Before}}- {{.}}{{end}}"
			data = standaloneData{[]string{"syzygy one", "syzygy two"}, "vexillum"}
			all = []needed{{"syzygy one", ".Before", before}, {"syzygy two", ".Before", before}, {"vexillum", ".Question", "{{.Question}}"}}
		}
		out, err := execute(t, data)
		if err != nil {
			return templateError(file, name, err)
		}
		for _, n := range all {
			if !strings.Contains(out, n.value) {
				line := 1 + strings.Count(strings.TrimRight(text, "\n"), "\n")
				return fmt.Errorf("%s, line %d: the template ends and has not shown %s; add %s; see: footnote prompts %s", file, line, n.field, n.write, name)
			}
		}
	}
	return nil
}

// execute fills a template in, up to a bound.
func execute(t *template.Template, data any) (string, error) {
	var out bounded
	if err := t.Execute(&out, data); err != nil {
		return "", err
	}
	return out.text.String(), nil
}

// bounded is a text that ends a template which writes without end.
type bounded struct{ text strings.Builder }

var errEndless = errors.New("the template writes too much")

func (b *bounded) Write(p []byte) (int, error) {
	if b.text.Len()+len(p) > 4*maxTemplate {
		return 0, errEndless
	}
	return b.text.Write(p)
}

// fill fills in a template that was checked; an error is a fault of the template
// that shows only with this data.
func (p *Prompts) fill(name string, data any) (string, error) {
	out, err := execute(p.byName[name], data)
	if err != nil {
		return "", templateError(name, name, err)
	}
	return out, nil
}
