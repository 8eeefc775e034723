package eval_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"footnote/corpus"
	"footnote/retrieval"
	"footnote/retrieval/eval"
)

func TestReadGolden(t *testing.T) {
	const file = "\ufeff" + `{"id":"a/1","q":" How much? ","any":["7,000","\\bten\\b"],"all":["litres"],"sources":["wire.txt"],"conflict":["7,000","10,000"],"turns":["What leaked?"]}

{"id":"a/2","q":"How much in 2019?"}
{"id":"b","q":"Who?","answerable":false,"any":["x"]}
{"id":"c","q":"Who?","answerable":true}` + "\r\n"
	golden, err := eval.ReadGolden("g.jsonl", strings.NewReader(file))
	if err != nil || len(golden) != 4 {
		t.Fatalf("%d questions, %v", len(golden), err)
	}
	g := golden[0]
	if g.ID != "a/1" || g.Text != "How much?" || len(g.Any) != 2 || len(g.All) != 1 || len(g.Conflict) != 2 || len(g.Turns) != 1 || len(g.Sources) != 1 {
		t.Errorf("%+v", g)
	}
	for i, want := range []bool{true, false, false, true} {
		if golden[i].Answerable != want {
			t.Errorf("%s: answerable %v", golden[i].ID, golden[i].Answerable)
		}
	}
	if golden[0].Half != golden[1].Half {
		t.Error("two questions of one subject are in two halves")
	}
}

func TestReadGoldenRefuses(t *testing.T) {
	good := `{"id":"1","q":"Who?","any":["x"]}` + "\n"
	for _, c := range []struct{ name, file, says string }{
		{"empty", " \n", "g.jsonl holds no golden questions"},
		{"no JSON", good + "oops", "g.jsonl, line 2 is not JSON"},
		{"cut off", good + `{"id":"2"`, "line 2 is not JSON"},
		{"a list", good + "[]", "line 2 is not a JSON object"},
		{"two on a line", `{"id":"1","q":"Who?"} {"id":"2","q":"Who?"}`, "line 1 has more than one"},
		{"unknown field", good + `{"id":"2","q":"Who?","anny":["x"]}`, `line 2 has the field "anny"`},
		{"no id", `{"q":"Who?"}`, `line 1 has no "id"`},
		{"id twice", good + "\n" + good, `line 3 has the id "1" of line 1`},
		{"no question", `{"id":"1"}`, "cannot be asked"},
		{"no words", `{"id":"1","q":"?!"}`, "has no words"},
		{"an empty turn", `{"id":"1","q":"Who?","turns":[""]}`, "The question is empty"},
		{"bad pattern", good + `{"id":"2","q":"Who?","any":["a","(b"]}`, `line 2 has in "any" a regular expression that does not compile, "(b": missing closing )`},
		{"bad pattern in all", `{"id":"2","q":"Who?","all":["*"]}`, `in "all"`},
		{"empty pattern", `{"id":"2","q":"Who?","any":[""]}`, "empty text"},
		{"any is a text", `{"id":"2","q":"Who?","any":"x"}`, `has a string in "any", which must be a list of texts`},
		{"id is a number", `{"id":2,"q":"Who?"}`, `has a number as "id", which must be a text`},
		{"answerable is a text", `{"id":"2","q":"Who?","answerable":"no"}`, "true or false"},
		{"a source without words", `{"id":"2","q":"Who?","sources":["-"]}`, `"sources"`},
		{"not UTF-8", "{\"id\":\"\xff\"}", "not UTF-8"},
		{"SQuAD", `{"data":[{"title":"T","paragraphs":[{"context":"One.","qas":[]}]}]}`, "SQuAD"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := eval.ReadGolden("g.jsonl", strings.NewReader(c.file))
			if !corpus.HasCode(err, corpus.CodeInvalid) || !strings.Contains(corpus.Explain(err), c.says) {
				t.Errorf("error %v, want one that says %q", err, c.says)
			}
			if strings.Contains(corpus.Explain(err), "json:") {
				t.Errorf("a library's words: %v", err)
			}
		})
	}
}

func TestReadFileBrokenDisk(t *testing.T) {
	broken := errors.New("broken")
	_, err := eval.ReadFile("g", iotest.ErrReader(broken))
	if !corpus.HasCode(err, corpus.CodeUnavailable) || !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

// A file is known by what stands in it, whatever stands before its data.
func TestReadFileKnowsSQuAD(t *testing.T) {
	const data = `"data":[{"title":"A_town","paragraphs":[{"context":"It has 12 mills.","qas":[
		{"id":"x","question":"How many mills?","answers":[{"answer_start":7,"text":"12"}]},
		{"id":"y","question":"How many bridges?","is_impossible":true}]}]}]`
	for _, head := range []string{`{`, "\n{\"version\":\"2.0\", \"note\":{\"q\":1},"} {
		f, err := eval.ReadFile("f.json", strings.NewReader(head+data+"}"))
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Titles) != 1 || len(f.Golden) != 2 || !f.Golden[0].Answerable || f.Golden[1].Answerable || f.Golden[0].Sources[0] != "A town" {
			t.Errorf("%+v", f)
		}
	}
	_, err := eval.ReadFile("f.json", strings.NewReader(`{"data":[{"title":"A"}]}`))
	if !strings.HasPrefix(corpus.Explain(err), "f.json: ") {
		t.Errorf("error %v does not name the file", err)
	}
}

// The halves must never move: figures of two days are compared.
func TestHalfOf(t *testing.T) {
	for id, want := range map[string]eval.Half{
		"town/fire/1": eval.Tune, "town/fire/2": eval.Tune, "town/bike/1": eval.Report, "sample/spill/1": eval.Tune, "x": eval.HalfOf("x/1"),
	} {
		if got := eval.HalfOf(id); got != want {
			t.Errorf("%s is in the %s half, want %s", id, got, want)
		}
	}
	tune := 0
	for i := range 1000 {
		if eval.HalfOf(fmt.Sprint(i)) == eval.Tune {
			tune++
		}
	}
	if tune < 450 || tune > 550 {
		t.Errorf("%d of 1000 subjects are in the tune half", tune)
	}
}

// The golden questions of the project are well formed, and enough.
func TestDevelopmentGolden(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "golden", "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	all, refusals, conflicts, talks := 0, 0, 0, 0
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		golden, err := eval.ReadGolden(name, f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range golden {
			if len(g.Conflict) > 0 {
				conflicts++
			}
			if strings.HasPrefix(g.ID, "disagree/") || strings.HasPrefix(g.ID, "asof/") ||
				strings.HasPrefix(g.ID, "talk/") || strings.HasPrefix(g.ID, "parts/") || strings.HasPrefix(g.ID, "premise/") {
				continue // of one matter only
			}
			all++
			if !g.Answerable {
				refusals++
			}
			if len(g.Turns) == 2 {
				talks++
			}
			if g.Answerable && len(g.Sources) == 0 {
				t.Errorf("%s does not say which article answers", g.ID)
			}
		}
	}
	if all < 120 || 3*refusals < all-3 || conflicts < 6 || talks < 3 {
		t.Errorf("%d questions, %d of them unanswerable, %d conflicts, %d third turns", all, refusals, conflicts, talks)
	}
}

func FuzzReadFile(f *testing.F) {
	f.Add([]byte(`{"id":"1","q":"Who?","any":["(a|b)"],"conflict":["1","2"],"turns":["x"]}` + "\n\n" + `{"id":"2","q":"Who?","answerable":false}`))
	f.Add([]byte(`{"version":"1","data":[{"title":"é","paragraphs":[{"context":"é €","qas":[{"id":"a","question":"Q","answers":[{"answer_start":2,"text":"€"}]}]}]}]}`))
	f.Add([]byte(`{"id":"1","q":"Who?","any":["(?P<a>x){1000}"]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := eval.ReadFile("f", bytes.NewReader(b))
		if err != nil {
			if !corpus.HasCode(err, corpus.CodeInvalid) {
				t.Errorf("error %v is not the file's fault", err)
			}
			return
		}
		seen := map[string]bool{}
		for _, g := range file.Golden {
			if g.ID == "" || seen[g.ID] || retrieval.Check(g.Text) != nil && file.Titles == nil || g.Half == "" {
				t.Errorf("%+v", g)
			}
			seen[g.ID] = true
		}
	})
}
