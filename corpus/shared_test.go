package corpus

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// shared finds a file of the folder of development data, or skips the test.
func shared(t *testing.T, elem ...string) string {
	t.Helper()
	root := os.Getenv("FOOTNOTE_SHARED")
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for dir != filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				break
			}
			dir = filepath.Dir(dir)
		}
		root = filepath.Join(filepath.Dir(dir), "shared")
	}
	path := filepath.Join(append([]string{root}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no development data: %v", err)
	}
	return path
}

// A titled text of the development questions.
type marked struct {
	Title      string
	Paragraphs []struct {
		Context string
		QAs     []struct {
			ID      string
			Answers []struct{ Text string }
		}
	}
}

func readMarked(t *testing.T) []marked {
	t.Helper()
	raw, err := os.ReadFile(shared(t, "eval", "xquad-en-half.json"))
	if err != nil {
		t.Fatal(err)
	}
	var set struct{ Data []marked }
	if err := json.Unmarshal(raw, &set); err != nil {
		t.Fatal(err)
	}
	return set.Data
}

// TestGoldAnswersAreInOneSentence holds the borders against 612 answers that
// people marked: an answer that is cut can never be quoted.
func TestGoldAnswersAreInOneSentence(t *testing.T) {
	known := map[string]bool{
		"5733f309d058e614000b664a": true, // the answer is two sentences
	}
	answers := 0
	for _, d := range readMarked(t) {
		for _, p := range d.Paragraphs {
			body := tidy(p.Context)
			spans := Sentences(body)
			for _, q := range p.QAs {
				for _, a := range q.Answers {
					answers++
					whole := false
					for _, s := range spans {
						whole = whole || strings.Contains(body[s.Start:s.End], tidy(a.Text))
					}
					if !whole && !known[q.ID] {
						t.Errorf("%s: %q is cut", q.ID, a.Text)
					}
				}
			}
		}
	}
	t.Logf("%d answers", answers)
}

// TestCleanLeavesProseAlone puts plain paragraphs into the layouts that texts
// arrive in. None has furniture, so nothing but the heading may go.
func TestCleanLeavesProseAlone(t *testing.T) {
	join := func(d marked, sep string) string {
		var all []string
		for _, p := range d.Paragraphs {
			all = append(all, tidy(p.Context))
		}
		return strings.Join(all, sep)
	}
	for name, layout := range map[string]func(d marked) (text string, title bool){
		"paragraphs": func(d marked) (string, bool) { return join(d, "\n\n"), false },
		"lines":      func(d marked) (string, bool) { return join(d, "\n"), false },
		"titled": func(d marked) (string, bool) {
			return "A short history of the matter\n\n" + join(d, "\n\n"), true
		},
		"wrapped":  func(d marked) (string, bool) { return wrap(join(d, "\n\n"), 72), false },
		"narrow":   func(d marked) (string, bool) { return wrap(join(d, "\n\n"), 40), false },
		"sections": func(d marked) (string, bool) { return join(d, "\n\nHistory and Later Use\n"), false },
		"sentences": func(d marked) (string, bool) {
			body := join(d, " ")
			var all []string
			for _, s := range Sentences(body) {
				all = append(all, body[s.Start:s.End])
			}
			return strings.Join(all, "\n"), false
		},
		"capitals": func(d marked) (string, bool) { return strings.ToUpper(join(d, "\n\n")), false },
	} {
		t.Run(name, func(t *testing.T) {
			for _, d := range readMarked(t) {
				text, title := layout(d)
				c := Clean(Draft{Text: text, Scraped: true})
				for _, r := range c.Removed {
					if !(title && r.Reason == "title" && r.Text == "A short history of the matter") {
						t.Errorf("%s: %s %q", d.Title, r.Reason, r.Text)
					}
				}
			}
		})
	}
}

// TestWrappingChangesNoSentence: text wrapped at a column has the sentences
// that it had before.
func TestWrappingChangesNoSentence(t *testing.T) {
	all, off := 0, 0
	for _, d := range readMarked(t) {
		var texts []string
		for _, p := range d.Paragraphs {
			texts = append(texts, strings.Join(strings.Fields(p.Context), " "))
		}
		text := strings.Join(texts, "\n\n")
		for _, column := range []int{50, 72, 100} {
			wrapped := wrap(text, column)
			have := bag(wrapped)
			for _, s := range Sentences(text) {
				all++
				if !have.take(text[s.Start:s.End]) {
					off++
					t.Logf("at %d: %q", column, text[s.Start:s.End])
				}
			}
		}
	}
	if off*200 > all {
		t.Errorf("%d of %d sentences differ", off, all)
	}
	t.Logf("%d of %d sentences differ", off, all)
}

// wrap breaks lines as a mailer does.
func wrap(text string, column int) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		n := 0
		for i, w := range strings.Fields(line) {
			size := utf8.RuneCountInString(w)
			if i > 0 && n+1+size > column {
				b.WriteByte('\n')
				n = 0
			} else if i > 0 {
				b.WriteByte(' ')
				n++
			}
			b.WriteString(w)
			n += size
		}
		b.WriteByte('\n')
	}
	return b.String()
}
