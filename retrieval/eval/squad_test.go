package eval_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"footnote/corpus"
	"footnote/retrieval/eval"
)

func TestReadSQuAD(t *testing.T) {
	const file = `{"version":"1.1","note":"ignored","data":[
		{"title":"Two_words","paragraphs":[
			{"context":"Zoë paid 3 € – twice.","qas":[
				{"id":"a","question":"What did she pay?","answers":[{"answer_start":9,"text":"3 €"},{"answer_start":9,"text":"3 € – twice"}]},
				{"id":"b","question":"Who was paid?","is_impossible":true,"answers":[]}]},
			{"context":"Nobody asks about this.","qas":[]}]}]}`
	titles, err := eval.ReadSQuAD(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(titles) != 1 || titles[0].Name != "Two words" || len(titles[0].Paragraphs) != 2 {
		t.Fatalf("titles %+v", titles)
	}
	p := titles[0].Paragraphs[0]
	if len(p.Questions) != 2 || len(p.Questions[0].Gold) != 2 || len(p.Questions[1].Gold) != 0 {
		t.Fatalf("questions %+v", p.Questions)
	}
	for _, g := range p.Questions[0].Gold {
		if p.Text[g.Start:g.End] != g.Text {
			t.Errorf("%d:%d is %q, want %q", g.Start, g.End, p.Text[g.Start:g.End], g.Text)
		}
	}
}

func TestReadSQuADRefuses(t *testing.T) {
	// with puts an answer into an otherwise good file.
	with := func(question string) string {
		return `{"data":[{"title":"T","paragraphs":[{"context":"One two.","qas":[` + question + `]}]}]}`
	}
	answer := func(a string) string { return with(`{"id":"a","question":"Q?","answers":[` + a + `]}`) }
	for _, c := range []struct{ name, file, says string }{
		{"empty", "", "not JSON"},
		{"no JSON", "{\n\"data\": oops}", "line 2 is not JSON"},
		{"more after it", `{"data":[]} x`, "not JSON"},
		{"another shape", "{\n\n\"data\":\"x\"}", `line 3 has a JSON string as "data"`},
		{"a list", "[]", "JSON array"},
		{"not UTF-8", "{\"data\":[\"\xff\"]}", "not UTF-8"},
		{"no titles", "{}", "no titles"},
		{"no paragraphs", `{"data":[{"title":"T"}]}`, `title 1 ("T") has no paragraphs`},
		{"no text", `{"data":[{"title":"T","paragraphs":[{"context":" "}]}]}`, "paragraph 1 has no text"},
		{"no question", with(`{"id":"a","answers":[]}`), "question 1 has no text"},
		{"no id", with(`{"question":"Q?","answers":[{"answer_start":0,"text":"One"}]}`), "question 1 has no id"},
		{"id twice", with(`{"id":"a","question":"Q?","is_impossible":true},{"id":"a","question":"R?","is_impossible":true}`), `question 2 has the id of an earlier one, "a"`},
		{"no answers", with(`{"id":"a","question":"Q?","answers":[]}`), "has no answers"},
		{"impossible and answered", with(`{"id":"a","question":"Q?","is_impossible":true,"answers":[{"answer_start":0,"text":"One"}]}`), "marked impossible"},
		{"answer elsewhere", answer(`{"answer_start":1,"text":"One"}`), "answer 1 does not stand"},
		{"answer past the end", answer(`{"answer_start":99,"text":"One"}`), "answer 1 does not stand"},
		{"answer before the start", answer(`{"answer_start":-1,"text":"One"}`), "answer 1 does not stand"},
		{"answer nowhere", answer(`{"text":"One"}`), "answer 1 does not stand"},
		{"empty answer", answer(`{"answer_start":0,"text":""}`), "answer 1 does not stand"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := eval.ReadSQuAD(strings.NewReader(c.file))
			if !corpus.HasCode(err, corpus.CodeInvalid) || !strings.Contains(corpus.Explain(err), c.says) {
				t.Errorf("error %v, want one that says %q", err, c.says)
			}
		})
	}
}

func TestReadSQuADBrokenDisk(t *testing.T) {
	broken := errors.New("broken")
	_, err := eval.ReadSQuAD(iotest.ErrReader(broken))
	if !corpus.HasCode(err, corpus.CodeUnavailable) || !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

// endless is a file of zero bytes without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestReadSQuADTooLarge(t *testing.T) {
	if _, err := eval.ReadSQuAD(endless{}); !strings.Contains(corpus.Explain(err), "larger than 64 MB") {
		t.Errorf("error %v", err)
	}
}

func TestHalves(t *testing.T) {
	tune, report := eval.Halves([]eval.Title{{Name: "a"}, {Name: "b"}, {Name: "c"}})
	if len(tune) != 2 || tune[1].Name != "c" || len(report) != 1 || report[0].Name != "b" {
		t.Errorf("halves %v and %v", tune, report)
	}
}

func FuzzReadSQuAD(f *testing.F) {
	sample, err := os.ReadFile(filepath.Join("testdata", "sample.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	f.Add([]byte(`{"data":[{"title":"é","paragraphs":[{"context":"é €","qas":[{"id":"a","question":"Q","answers":[{"answer_start":2,"text":"€"}]}]}]}]}`))
	f.Add([]byte(`{"data":[{"paragraphs":[{"context":"\ud800x","qas":[{"id":"a","question":"Q","is_impossible":true}]}]}]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		titles, err := eval.ReadSQuAD(bytes.NewReader(file))
		if err != nil {
			if !corpus.HasCode(err, corpus.CodeInvalid) {
				t.Errorf("error %v is not the file's fault", err)
			}
			return
		}
		for _, title := range titles {
			for _, p := range title.Paragraphs {
				for _, q := range p.Questions {
					for _, g := range q.Gold {
						if p.Text[g.Start:g.End] != g.Text || g.Text == "" {
							t.Errorf("answer %q is %q", g.Text, p.Text[g.Start:g.End])
						}
					}
				}
			}
		}
	})
}
