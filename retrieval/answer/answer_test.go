package answer

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"footnote/corpus"
	"footnote/retrieval"
)

func TestQuotedAnswers(t *testing.T) {
	for _, c := range []struct{ question, want string }{
		{"When will the talks begin?", "20 May"},
		{"Who is the mediator?", "Petra Holm"},
		{"How much does Northline pay a deckhand?", "£31,400"},
		{"Why was the lighthouse built?", "three ships were lost"},
		{"When was Northline founded?", "1968"},
		{"Who is the president of the union?", "Marta Quill"},
		{"How many passengers did Northline carry in 2022?", "1.4 million"},
		{"Who built the lighthouse of Sorn?", "Agnes Tolley"},
		{"What share of crossings will run on Wednesday?", "12%"},
	} {
		a := askAbout(t, nil, retrieval.Question{Text: c.question})
		if !a.Answered || !strings.Contains(textOf(a), c.want) {
			t.Errorf("%s\n got %q (%s)\nwant %q in it", c.question, textOf(a), a.Reason, c.want)
		}
		if len(a.Sentences) > maxSentences {
			t.Errorf("%s: %d sentences", c.question, len(a.Sentences))
		}
	}
}

func TestDeclined(t *testing.T) {
	for _, c := range []struct{ question, missing string }{
		{"Who is the mayor of Lisbon?", "Lisbon"},
		{"How many passengers did Northline carry in 1997?", "1997"},
		{"What did Harriet Bloom say about the strike?", "Harriet Bloom"},
		{"What is the recipe for pancakes?", "pancakes"},
	} {
		a := askAbout(t, nil, retrieval.Question{Text: c.question})
		if a.Answered {
			t.Errorf("%s: answered %q", c.question, textOf(a))
			continue
		}
		if !strings.Contains(strings.Join(a.Uncovered, "|"), c.missing) {
			t.Errorf("%s: uncovered %q, want %q in it", c.question, a.Uncovered, c.missing)
		}
		if len(a.Nearest) == 0 {
			t.Errorf("%s: a refusal names the nearest passages", c.question)
		}
	}
}

// True sentences about somebody else, or about another year, are no answers.
func TestOtherThingsAreNoAnswers(t *testing.T) {
	towns := article("Three towns", "post", "", `Deal opened a new library on Monday. It holds 40,000 books. In Loos, the yard sold 300 boats in 1950. The mayor of Deal, Anna Bell, praised the architects of the library.

Hull scored 45 points in 1950. Leeds scored 61 points in 1951. York scored 52 points in 1950.`)
	for question, want := range map[string]string{
		"How many points did York score in 1950?":    "52",
		"Who is the mayor of Deal?":                  "Anna Bell",
		"How many points did Leeds score in 1950?":   "",
		"Who is the mayor of Loos?":                  "",
		"When did Loos open a library?":              "",
		"HOW MANY BOATS DID THE YARD IN LOOS SELL?":  "300",
		"how many boats did the yard in loos sell?":  "300",
		"WHO IS THE KING OF SPAIN IN THE NEW MUSEUM": "",
	} {
		a := askAbout(t, nil, retrieval.Question{Text: question}, towns)
		if a.Answered != (want != "") || !strings.Contains(textOf(a), want) {
			t.Errorf("%s: answered %v: %q, want %q", question, a.Answered, textOf(a), want)
		}
	}
}

func TestPanicOfAWorkerReachesTheCaller(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the panic was lost")
		}
	}()
	each(10, func(i int) {
		if i == 7 {
			panic("seven")
		}
	})
}

func TestDisagreementIsShown(t *testing.T) {
	a := askAbout(t, nil, retrieval.Question{Text: "How many passengers were stranded on Sorn?"})
	if len(a.Conflicts) != 1 {
		t.Fatalf("conflicts = %+v, want the 10,000 and the 7,000", a.Conflicts)
	}
	claims := a.Conflicts[0].Claims
	if len(claims) != 2 || claims[0].Value != "10,000" || claims[1].Value != "7,000" {
		t.Errorf("claims = %+v, want 10,000 (newer) before 7,000", claims)
	}
	for _, c := range claims {
		if len(c.Citations) != 1 || a.Citations[c.Citations[0]-1].Published == "" {
			t.Errorf("the claim %q has no dated citation", c.Value)
		}
	}
}

func TestNoConflictWhereNumbersAgree(t *testing.T) {
	for name, bodies := range map[string][2]string{
		"rounded":          {"The flood destroyed 1,043 houses in Arlen.", "The flood destroyed about 1,000 houses in Arlen."},
		"words":            {"The flood destroyed seven bridges in Arlen.", "In Arlen the flood destroyed 7 bridges."},
		"a bound":          {"The flood destroyed more than 900 houses in Arlen.", "The flood destroyed 1,043 houses in Arlen."},
		"different things": {"The flood destroyed 40 houses in Arlen.", "The flood destroyed 12 bridges in Arlen."},
		"different units":  {"The flood destroyed 40% of houses in Arlen.", "The flood destroyed 4,000 houses in Arlen."},
	} {
		a := askAbout(t, nil, retrieval.Question{Text: "What did the flood destroy in Arlen?", AnswerAnyway: true},
			article("One", "one", "2024-01-01", bodies[0]), article("Two", "two", "2024-01-02", bodies[1]))
		if len(a.Conflicts) != 0 {
			t.Errorf("%s: %+v", name, a.Conflicts)
		}
	}
}

func TestNoConflictBetweenDifferentThings(t *testing.T) {
	for name, c := range map[string]struct{ question, one, two string }{
		"towns":    {"How many wells does Harlow have?", "The town of Harlow has 1200 inhabitants and 7 wells.", "The town of Penrith has 3400 inhabitants and 9 wells."},
		"models":   {"What does model X200 cost?", "Model X200 costs 300 dollars.", "Model X300 costs 450 dollars."},
		"years":    {"How many houses did the flood in Arlen destroy?", "The flood of 2021 destroyed 40 houses in Arlen.", "The flood of 1988 destroyed 90 houses in Arlen."},
		"measures": {"How long did the repair of the Arlen bridge take?", "The repair of the Arlen bridge took two years.", "The repair of the Arlen bridge took 24 months."},
	} {
		a := askAbout(t, nil, retrieval.Question{Text: c.question, AnswerAnyway: true},
			article("One", "one", "2024-01-01", c.one), article("Two", "two", "2024-01-02", c.two))
		if len(a.Conflicts) != 0 {
			t.Errorf("%s: %+v", name, a.Conflicts)
		}
	}
}

func TestConflictsOfEveryKind(t *testing.T) {
	for name, c := range map[string]struct {
		question, one, two string
		values             string
	}{
		"money":    {"How much did the fire in Arlen cost?", "The fire in Arlen cost £2.5m.", "The fire in Arlen cost £4 million, the council said.", "£4 million £2.5m"},
		"per cent": {"What share of the votes did Holm get in Arlen?", "Holm got 61% of the votes in Arlen.", "Holm got 48% of the votes in Arlen, the council said.", "48% 61%"},
		"duration": {"How long did the repair of the Arlen bridge take?", "The repair of the Arlen bridge took 14 months.", "The repair of the Arlen bridge took 20 months.", "20 months 14 months"},
		"date":     {"When will the Arlen bridge reopen?", "The Arlen bridge will reopen on 10 March.", "The Arlen bridge will reopen on 17 March, the council said.", "17 March 10 March"},
	} {
		a := askAbout(t, nil, retrieval.Question{Text: c.question, AnswerAnyway: true},
			article("One", "one", "2024-01-01", c.one), article("Two", "two", "2024-01-02", c.two))
		var values []string
		for _, x := range a.Conflicts {
			for _, claim := range x.Claims {
				values = append(values, claim.Value)
			}
		}
		if got := strings.Join(values, " "); got != c.values {
			t.Errorf("%s: %q, want %q", name, got, c.values)
		}
	}
}

func TestNearDuplicatesAreOnePieceOfEvidence(t *testing.T) {
	a := askAbout(t, nil, retrieval.Question{Text: "Why did ferry crews walk out at Port Ellery?"})
	var also []retrieval.Ref
	for _, c := range a.Citations {
		if strings.Contains(c.Quote, "walked out on Tuesday") {
			also = append(also, c.Also...)
		}
	}
	if len(also) != 1 {
		t.Errorf("the agency sentence stands in two articles; also = %+v", also)
	}
	if n := strings.Count(textOf(a), "walked out on Tuesday"); n != 1 {
		t.Errorf("the agency sentence is shown %d times: %q", n, textOf(a))
	}
}

func TestTwoPartsOneUncovered(t *testing.T) {
	a := askAbout(t, nil, retrieval.Question{Text: "Who is the mediator and what is the capital of Mongolia?"})
	if !a.Answered || !strings.Contains(textOf(a), "Petra Holm") {
		t.Errorf("answer %q", textOf(a))
	}
	if len(a.Uncovered) != 1 || !strings.Contains(a.Uncovered[0], "Mongolia") {
		t.Errorf("uncovered = %q", a.Uncovered)
	}
}

func TestFollowUp(t *testing.T) {
	a := askAbout(t, nil, retrieval.Question{Text: "And who built it?", Turns: []string{"When was the lighthouse of Sorn lit?"}})
	if !strings.Contains(textOf(a), "Agnes Tolley") {
		t.Errorf("answer %q (%s)", textOf(a), a.Reason)
	}
}

func TestExcludedArticlesAreNotUsed(t *testing.T) {
	articles := strike()
	a := askAbout(t, nil, retrieval.Question{Text: "Who is the mediator?", Exclude: []string{articles[1].ID}, AnswerAnyway: true}, articles...)
	for _, c := range a.Citations {
		if c.ArticleID == articles[1].ID {
			t.Errorf("cites an excluded article: %q", c.Quote)
		}
	}
}

func TestEmptySpace(t *testing.T) {
	b := newBrute(t)
	a, err := b.asker(t, nil).Ask(t.Context(), retrieval.Question{Space: testSpace, Text: "Who is there?"}, nil)
	if err != nil || a.Answered {
		t.Errorf("answer %+v, error %v", a, err)
	}
	checkPromises(t, a, nil)
}

func TestOtherSpacesAreNotRead(t *testing.T) {
	b := newBrute(t, strike()...)
	a, err := b.asker(t, nil).Ask(t.Context(), retrieval.Question{Space: "another", Text: "Who is the mediator?", AnswerAnyway: true}, nil)
	if err != nil || a.Answered || len(a.Nearest) > 0 {
		t.Errorf("answer %+v, error %v", a, err)
	}
}

func TestSameQuestionSameAnswer(t *testing.T) {
	first := askAbout(t, nil, retrieval.Question{Text: "How many passengers were stranded?"})
	for range 5 {
		again := askAbout(t, nil, retrieval.Question{Text: "How many passengers were stranded?"})
		if textOf(first) != textOf(again) || len(first.Conflicts) != len(again.Conflicts) {
			t.Fatalf("%q, then %q", textOf(first), textOf(again))
		}
	}
}

// Whatever stands in the articles and is asked, an answer keeps its promises.
func TestPromisesHoldForAnyText(t *testing.T) {
	word := rapid.SampledFrom([]string{
		"ferry", "Sorn", "7,000", "not", "Quill", "said", "[1]", "“two”", "2011.", "£2.5m", "half", "a", "million", "…",
		"?", "\n\n", "- ", "U.S.", "東京。", "é́", "👩‍👩‍👧", "%", "12", "May", "20", "-", "1874", "no", "more", "than", "<b>",
	})
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 1, 60).Draw(t, "words"), " ")
	})
	rapid.Check(t, func(rt *rapid.T) {
		var articles []corpus.Article
		for i, body := range rapid.SliceOfN(text, 0, 4).Draw(rt, "bodies") {
			articles = append(articles, article("T"+string(rune('a'+i)), "p", "", body))
		}
		question := rapid.SampledFrom([]string{"How many ferries?", "Who said no?", "When was 1874?", "What did Quill say and why?"}).Draw(rt, "question")
		b := newBrute(t, articles...)
		a, err := b.asker(t, nil).Ask(t.Context(), retrieval.Question{Space: testSpace, Text: question, AnswerAnyway: true}, nil)
		if err != nil {
			rt.Fatal(err)
		}
		checkPromises(rapidTB{t, rt}, a, articles)
	})
}

// rapidTB reports to rapid, so that it can shrink.
type rapidTB struct {
	testing.TB
	rt *rapid.T
}

func (r rapidTB) Errorf(format string, args ...any) { r.rt.Errorf(format, args...) }
func (r rapidTB) Error(args ...any)                 { r.rt.Error(args...) }

func textOf(a retrieval.Answer) string {
	var s []string
	for _, x := range a.Sentences {
		s = append(s, x.Text)
	}
	return strings.Join(s, " ")
}
