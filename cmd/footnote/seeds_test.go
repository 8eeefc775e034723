package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"footnote/retrieval"
)

// seedFolder finds the five real articles, or skips the test.
func seedFolder(t *testing.T) string {
	t.Helper()
	shared := os.Getenv("FOOTNOTE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	folder := filepath.Join(shared, "seeds")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("no real articles at %s; set FOOTNOTE_SHARED to their folder", folder)
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// The true answers to questions about five real articles on one event, as a few
// words each, and the files that say so.
var seedQuestions = []struct {
	question string
	want     []string // all stand in the answer
	files    string   // beginnings of the names of the files that may be cited
}{
	{"How many containers did North Korea ship to Russia?", []string{"containers"}, "000 001 003"},
	{"How many artillery shells may have been sent to Russia?", []string{"4.8 million"}, "000 003"},
	{"Who accompanies Putin to Pyongyang?", []string{"Belousov", "Manturov"}, "000 001 002"},
	{"When did Putin last visit North Korea?", []string{"2000"}, "000 001 002 003"},
	{"How long will the visit last?", []string{"two"}, "003 004"},
	{"What did Lloyd Austin say about the munitions?", []string{"Austin"}, "000 001 002"},
	{"Why is there an arrest warrant for Putin?", []string{"children"}, "000 002"},
	{"Who is Andrei Lankov?", []string{"Kookmin University"}, "003 004"},
	{"What worries the White House?", []string{"White House"}, "001 002"},
	{"What did the Russian veto in March end?", []string{"monitoring"}, "003"},
	{"At whose invitation does Putin visit Pyongyang?", []string{"invit"}, "003 004"},
	{"Which agency announced the state visit?", []string{"Korean Central News Agency"}, "002 003 004"},
	{"Who is a professor at Ewha University?", []string{"Easley"}, "003"},
	{"What is Denis Manturov responsible for?", []string{"Manturov", "defen"}, "000 001 002"},
}

// Questions that the articles do not answer: absent details, wrong years, other
// people, and what only the teasers and footers around the articles speak of.
var seedRefusals = []string{
	"What is the population of Pyongyang?",
	"When did Xi Jinping visit Moscow?",
	"Did Putin meet Kim Jong Un in 2021?",
	"How much did the limousine cost?",
	"What did Angela Merkel say about the visit?",
	"Who won the football world cup?",
	"Who is Hunter Biden?",
	"What happened to the Sterling site in Luzerne County?",
	"Who violated the airspace of Sweden?",
	"What is the phone number of Daily News Nepal?",
}

func TestRealArticles(t *testing.T) {
	folder := seedFolder(t)
	h := newHome(t)
	if r := h.footnote(t, "", "add", folder, "--json"); r.code != 0 {
		t.Fatalf("add: %s%s", r.out, r.err)
	}
	ask := func(question string) retrieval.Answer {
		t.Helper()
		r := h.footnote(t, "", "ask", "--json", question)
		var a retrieval.Answer
		if err := json.Unmarshal([]byte(r.out), &a); err != nil || r.code != 0 {
			t.Fatalf("%s: exit code %d, %v\n%s%s", question, r.code, err, r.out, r.err)
		}
		return a
	}
	bodies := map[string]string{}
	body := func(c retrieval.Citation) string {
		t.Helper()
		if b, ok := bodies[c.Revision]; ok {
			return b
		}
		r := h.footnote(t, "", "show", c.ArticleID, "--revision", c.Revision, "--json")
		var shown struct{ Body string }
		if err := json.Unmarshal([]byte(r.out), &shown); err != nil {
			t.Fatalf("show: %v\n%s%s", err, r.out, r.err)
		}
		bodies[c.Revision] = shown.Body
		return shown.Body
	}

	for _, q := range seedQuestions {
		a := ask(q.question)
		var text []string
		for _, s := range a.Sentences {
			text = append(text, s.Text)
			if len(s.Citations) == 0 {
				t.Errorf("%s: no citation for %q", q.question, s.Text)
			}
		}
		for _, want := range q.want {
			if !strings.Contains(strings.Join(text, " "), want) {
				t.Errorf("%s\n got %q (%s)\nwant %q in it", q.question, text, a.Reason, want)
			}
		}
		for _, c := range a.Citations {
			if b := body(c); c.Start < 0 || c.End > len(b) || b[c.Start:c.End] != c.Quote {
				t.Errorf("%s: quote %d does not stand at %d:%d of its article: %q", q.question, c.N, c.Start, c.End, c.Quote)
			}
			name := filepath.Base(c.URL)
			if !slices.ContainsFunc(strings.Fields(q.files), func(p string) bool { return strings.HasPrefix(name, p) }) {
				t.Errorf("%s: cites %s: %q", q.question, name, c.Quote)
			}
		}
	}
	for _, q := range seedRefusals {
		if a := ask(q); a.Answered || len(a.Uncovered) == 0 || len(a.Nearest) == 0 {
			t.Errorf("%s: answered %v with %+v, uncovered %q", q, a.Answered, a.Sentences, a.Uncovered)
		}
	}

	// The two figures for the containers are shown side by side.
	a := ask("How many containers did North Korea ship to Russia?")
	var values []string
	for _, c := range a.Conflicts {
		for _, claim := range c.Claims {
			values = append(values, claim.Value)
		}
	}
	slices.Sort(values)
	if !slices.Equal(values, []string{"10,000", "7,000"}) {
		t.Errorf("conflicting values %q, want 7,000 and 10,000", values)
	}
}
