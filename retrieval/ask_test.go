package retrieval

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"footnote/corpus"
)

// fakes: an embedder, an index and a store that do as they are told.
type fakeEmbedder struct {
	vectors [][]float32
	err     error
	asked   []string
}

func (f *fakeEmbedder) Model(context.Context) (Model, error) {
	return Model{Provider: "test", Name: "m", Dimension: 2}, f.err
}

func (f *fakeEmbedder) Embed(_ context.Context, texts []string) ([][]float32, error) {
	f.asked = append(f.asked, texts...)
	return f.vectors, f.err
}

type fakeIndex struct {
	hits  Hits
	err   error
	asked Query
}

func (f *fakeIndex) Search(_ context.Context, q Query) (Hits, error) {
	f.asked = q
	return f.hits, f.err
}

type fakeLibrary map[string]Evidence

func (f fakeLibrary) Passages(_ context.Context, _ corpus.Space, ids []string) ([]Evidence, error) {
	var out []Evidence
	for _, id := range ids {
		if e, ok := f[id]; ok {
			out = append(out, e)
		}
	}
	return out, nil
}

type echoAnswerer struct{}

func (echoAnswerer) Answer(_ context.Context, q Question, found Found, _ func(Answer)) (Answer, error) {
	return Answer{Question: q.Text, Notice: found.Notice, Answered: len(found.Evidence) > 0}, nil
}

func evidence(id, article, text string) Evidence {
	return Evidence{
		Article: corpus.Meta{ID: article, Title: "T " + article},
		Passage: corpus.Passage{ID: id, ArticleID: article, Text: text, End: len(text)},
	}
}

func newFakes() (*Asker, *fakeEmbedder, *fakeIndex) {
	e := &fakeEmbedder{vectors: [][]float32{{1, 0}}}
	x := &fakeIndex{hits: Hits{Hits: []Hit{
		{PassageID: "p1", LexicalRank: 1, VectorRank: 2, Score: 0.9},
		{PassageID: "gone", LexicalRank: 2},
		{PassageID: "p2", VectorRank: 1, Score: 0.5},
	}}}
	lib := fakeLibrary{
		"p1": evidence("p1", "a", "The dam of Orla burst on Friday."),
		"p2": evidence("p2", "b", "Bakers went on strike in Lund."),
	}
	return &Asker{Embedder: e, Index: x, Library: lib, Answerer: echoAnswerer{}}, e, x
}

func TestSearchJoinsIndexAndStore(t *testing.T) {
	a, _, x := newFakes()
	found, err := a.Search(t.Context(), Question{Space: "s", Text: "Which dam burst?", Exclude: []string{"z"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Evidence) != 2 || found.Evidence[0].Passage.ID != "p1" || found.Evidence[0].VectorRank != 2 || found.Evidence[1].Score != 0.5 {
		t.Errorf("evidence %+v", found.Evidence)
	}
	if x.asked.Space != "s" || x.asked.Limit != 4*DefaultLimit || !slices.Equal(x.asked.Exclude, []string{"z"}) || x.asked.Model != "test/m/2/" || len(x.asked.Vector) != 2 {
		t.Errorf("asked %+v", x.asked)
	}
}

func TestSearchGoesOnWithoutVectors(t *testing.T) {
	for name, change := range map[string]func(*fakeEmbedder){
		"endpoint down":   func(f *fakeEmbedder) { f.err = errors.New("secret-key refused") },
		"wrong dimension": func(f *fakeEmbedder) { f.vectors = [][]float32{{1, 2, 3}} },
		"nothing":         func(f *fakeEmbedder) { f.vectors = nil },
	} {
		a, e, x := newFakes()
		change(e)
		answer, err := a.Ask(t.Context(), Question{Text: "Which dam burst?"}, nil)
		if err != nil || !answer.Answered || !strings.Contains(answer.Notice, "words only") || strings.Contains(answer.Notice, "secret") {
			t.Errorf("%s: %+v, %v", name, answer, err)
		}
		if x.asked.Vector != nil {
			t.Errorf("%s: searched with vector %v", name, x.asked.Vector)
		}
	}
}

func TestCancelledSearchIsAnError(t *testing.T) {
	a, e, _ := newFakes()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e.err = context.Canceled
	if _, err := a.Search(ctx, Question{Text: "Which dam?"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestQuestionsThatCannotBeAsked(t *testing.T) {
	a, e, _ := newFakes()
	for _, q := range []string{"", " \n\t", "?!… —", strings.Repeat("x", 100_000), strings.Repeat("é", MaxQuestion+1)} {
		_, err := a.Ask(t.Context(), Question{Text: q}, nil)
		if !corpus.HasCode(err, corpus.CodeInvalid) {
			t.Errorf("%.20q: error %v", q, err)
		}
	}
	if len(e.asked) > 0 {
		t.Errorf("embedded %q", e.asked)
	}
	for _, q := range []string{"7?", "东京?", strings.Repeat("é", MaxQuestion)} {
		if err := Check(q); err != nil {
			t.Errorf("%.20q: error %v", q, err)
		}
	}
}

func TestFollowUps(t *testing.T) {
	turns := []string{"When does Putin travel to Pyongyang?"}
	for text, want := range map[string]string{ // "" stands alone
		"and who goes with him?":               "Who goes with Putin?",
		"Who goes with him?":                   "Who goes with Putin?",
		"And what about the containers?":       turns[0] + " And what about the containers?",
		"Why?":                                 "Why does Putin travel to Pyongyang?",
		"Which ministers go there?":            "Which ministers go to Pyongyang?",
		"What did Lloyd Austin say about it?":  "", // names its own subject
		"How many containers were shipped?":    "",
		"Who won the football cup in Germany?": "",
	} {
		q := Question{Text: text, Turns: turns}
		if got := q.FollowsUp(); got != (want != "") {
			t.Errorf("%q: follows up = %v", text, got)
		}
		if got := q.Resolved(); got != cmp.Or(want, text) {
			t.Errorf("%q: resolved to %q", text, got)
		}
	}
	q := Question{Text: "And why?", Turns: []string{"Who is the mayor of Lund?", "And since when?"}}
	if got := q.Resolved(); got != "Why: who is the mayor of Lund?" {
		t.Errorf("a chain resolved to %q", got)
	}
	if (Question{Text: "And why?"}).FollowsUp() {
		t.Error("nothing was asked before")
	}
}

func TestStatements(t *testing.T) {
	base := "South Harbour police said on Monday that 40 boats were towed away after the storm."
	for text, want := range map[string]bool{
		base: true,
		"South Harbour police said on Monday that 40 boats were towed away after the big storm.":                       false,
		"South Harbour police said on Monday that 41 boats were towed away after the storm.":                           false,
		"South Harbour police said on Tuesday that 40 boats were towed away after the storm.":                          false,
		"North Harbour police said on Monday that 40 boats were towed away after the storm.":                           false,
		"South Harbour police said on Monday that 40 boats were not towed away after the storm.":                       false,
		"South Harbour police said on Monday that 40 boats weren't towed away after the storm.":                        false,
		"South Harbour police said on Monday that more than 40 boats were towed away after the storm.":                 false,
		"Bakers in Lund went on strike over the price of flour, their union said, and bread was scarce for two weeks.": false,
		"": false,
	} {
		a, b := ReadStatement(base), ReadStatement(text)
		if a.Same(b) != want || b.Same(a) != want {
			t.Errorf("%q: same = %v and %v, want %v", text, a.Same(b), b.Same(a), want)
		}
	}
}

func TestMerge(t *testing.T) {
	report := "Forty boats were towed away after the storm, the harbour police said."
	got := Merge([]Evidence{
		evidence("1", "a", report), evidence("2", "b", report), evidence("3", "a", report),
		evidence("4", "c", "Fifty boats were towed away after the storm, the harbour police said."),
		evidence("5", "b", report),
	})
	if len(got) != 3 || len(got[0].Also) != 1 || got[0].Also[0].ArticleID != "b" || got[1].Passage.ID != "3" || got[2].Passage.ID != "4" {
		t.Errorf("merged to %+v", got)
	}
}

func TestTerms(t *testing.T) {
	stems := func(language, text string) string {
		var out []string
		for _, x := range Terms(language, text) {
			if !x.Stop {
				out = append(out, x.Stem)
			}
		}
		return strings.Join(out, " ")
	}
	for _, c := range [][3]string{
		{"en", "The Captain’s ferries were sailing", "captain ferri sail"},
		{"en", "7,000 containers at Málaga", "7,000 contain malaga"},
		{"", "running", "run"},
		{"de", "Häuser", "haus"},
		{"xx", "running", "running"},
		{"en", "…!?", ""},
		{"en", "U.N. 24th", "u.n 24th"},
	} {
		if got := stems(c[0], c[1]); got != c[2] {
			t.Errorf("%s %q: %q, want %q", c[0], c[1], got, c[2])
		}
	}
	long := strings.Repeat("a", 1<<20)
	if got := stems("en", long); got != long {
		t.Error("a word of a megabyte is kept as it is")
	}
}

func FuzzTerms(f *testing.F) {
	f.Add("en", "The Captain’s ferries")
	f.Add("tr", "İstanbul\xff")
	f.Add("SALTBY (AP) — ", "On Monday, 14 June 2023, police said that a hundred and six of 1,5 km, “5€” -3 % hadn't, according to Ana Ruiz.")
	f.Fuzz(func(t *testing.T, language, text string) {
		end := 0
		for _, x := range Terms(language, text) {
			if x.Start < end || x.End <= x.Start || x.End > len(text) {
				t.Fatalf("term %+v after %d in %d bytes", x, end, len(text))
			}
			end = x.End
		}
		Question{Text: text, Turns: []string{text}}.Resolved()
		if s := ReadStatement(text); !s.Empty() && !s.Same(s) {
			t.Fatal("a text makes another statement than itself")
		}
		ReadStatement(language + " " + text).Differs(ReadStatement(text))
		if s := ReadShingles(text); len(s) > 0 && s.In(ReadShingles(text)) != 1 {
			t.Fatal("a text has other shingles than itself")
		}
	})
}
