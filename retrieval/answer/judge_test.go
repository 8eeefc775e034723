package answer

import (
	"math"
	"slices"
	"strings"
	"testing"

	"footnote/corpus"
	"footnote/retrieval"
)

func TestMentions(t *testing.T) {
	for question, want := range map[string]string{
		"When did Marta Quill speak in Port Ellery?":   "Marta Quill|Port Ellery",
		"Northline was founded when?":                  "Northline",
		"Ferry crews walked out where?":                "",
		"Who heads the University of Port Ellery?":     "University of Port Ellery",
		"How many of the 12 ships sailed in May 2023?": "12|May|2023",
		`What does "Tolley" mean?`:                     "Tolley",
		"who settled the dispute with northline?":      "northline",
		"What does NATO do?":                           "NATO",
	} {
		var got []string
		for _, m := range deskFor(t, question, strike()...).mentions() {
			got = append(got, m.text)
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%s: %q, want %q", question, s, want)
		}
	}
}

// A name that is written in another way is not missing.
func TestLackedBy(t *testing.T) {
	body := article("Notes", "post", "", "Sven Aalto met Marta Quill of the United Nations in Russia. The Super Bowl of 2016 was shown. Jim Norman saw the Mask of Anarchy on 3 May.")
	for _, c := range []struct {
		question string
		low, max float64
	}{
		{"Where was Quill?", 0, 0}, {"Where was Marta Qill?", 0, 0}, {"What did the UN say?", 0, 0}, {"Who is Russian?", 0, 0},
		{"Who won Superbowl?", 0, 0}, {"Who made The Mark of Anarchy?", 0, 0.01}, {"What was in 2016?", 0, 0}, {"What was in May?", 0, 0},
		{"Where was Professor Aalto?", 0.9, 1}, // another name stands before it
		{"Where was Josh Norman?", 0.9, 1}, {"Where was Idris Vane?", 1, 1}, {"What was in 2017?", 1, 1}, {"What was in June?", 1, 1},
	} {
		d := deskFor(t, c.question, body)
		r := d.reading()
		lacked := 0.0
		for _, m := range r.mentions {
			lacked += r.lackedBy(m, []*text{d.passages[0].text})
		}
		if lacked < c.low || lacked > c.max {
			t.Errorf("%s: lacked %.2f, want %v to %v", c.question, lacked, c.low, c.max)
		}
	}
}

func TestFeaturesInOrder(t *testing.T) {
	d := deskFor(t, "When was Northline founded?", strike()...)
	if len(d.ranked()) == 0 {
		t.Fatal("nothing found")
	}
	features := d.reading().of(d.ranked()[0], d.ranked()[0])
	if len(features) != len(meanings) {
		t.Fatalf("%d features, %d meanings", len(features), len(meanings))
	}
	for i, f := range features {
		if f.name != meanings[i].Name || math.IsNaN(f.value) {
			t.Errorf("feature %d is %s = %v, want %s", i, f.name, f.value, meanings[i].Name)
		}
	}
}

func TestAnswerabilityFile(t *testing.T) {
	m, err := readAnswerability(answerabilityFile)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Features) != len(meanings) || m.Cut <= 0 || m.Cut >= 1 {
		t.Errorf("%d features, cut %v", len(m.Features), m.Cut)
	}
	for _, bad := range []string{``, `{"features":[{"name":"luck","deviation":1}]}`, `{"features":[{"name":"names"}]}`} {
		if _, err := readAnswerability([]byte(bad)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

// A refusal says what decided, in words of the question only.
func TestDecided(t *testing.T) {
	for _, c := range []struct{ question, feature, detail string }{
		{"What did Harriet Bloom say about the strike?", "names|rare", "Harriet Bloom"},
		{"How many passengers did Northline carry in 1997?", "names|rare|year", "1997"},
		{"What is the recipe for pancakes?", "unheard|absent|lost|cosine", ""},
		{"Xyzzy plugh?", "", ""},
	} {
		a := askAbout(t, nil, retrieval.Question{Text: c.question})
		if a.Answered {
			t.Errorf("%s: answered %q", c.question, textOf(a))
			continue
		}
		if a.Decided.Feature == "" || a.Decided.Detail == "" || a.Reason == "" ||
			c.feature != "" && !strings.Contains(c.feature, a.Decided.Feature) || !strings.Contains(a.Decided.Detail, c.detail) {
			t.Errorf("%s: decided by %+v, want %s with %q", c.question, a.Decided, c.feature, c.detail)
		}
		if a.Confidence < 0 || a.Confidence > 0.5 {
			t.Errorf("%s: confidence %v", c.question, a.Confidence)
		}
	}
	a := askAbout(t, nil, retrieval.Question{Text: "When was Northline founded?"})
	if a.Decided != (retrieval.Decided{}) || a.Confidence < 0.5 {
		t.Errorf("an answer was decided against: %+v, confidence %v", a.Decided, a.Confidence)
	}
}

// What people get wrong when they type must not cost them the answer.
func TestHowPeopleType(t *testing.T) {
	for question, want := range map[string]string{
		"When was Northlien founded?": "1968",
		"when was northline founded":  "1968",
		"Could you please tell me in which year Northline was originally founded?": "1968",
		"Who's the head of the mediation, Judge Petra Holmm?":                      "Petra Holm",
		"Who constructed the lighthouse of Sorn?":                                  "Agnes Tolley",
	} {
		a := askAbout(t, nil, retrieval.Question{Text: question})
		if !a.Answered || !strings.Contains(textOf(a), want) {
			t.Errorf("%s: answered %v (%s, %.2f): %q", question, a.Answered, a.Reason, a.Confidence, textOf(a))
		}
	}
}

// "The company's director" is that of the company which the passage names.
func TestDefiniteSubject(t *testing.T) {
	power := article("A new line for the valley", "herald", "2024-03-01",
		"Vale Power will build a line through the valley, it said on Friday. The company's chief executive is Marcus Thill. The line will carry 400 megawatts.")
	other := article("Turbines stand still", "courier", "2024-03-02",
		"Vale Power bought its turbines abroad. Marcus Thill, the chief executive of Norr Energy, sold them.")
	for _, c := range []struct {
		articles []corpus.Article
		want     bool
	}{{[]corpus.Article{power}, true}, {[]corpus.Article{other}, false}} {
		a := askAbout(t, nil, retrieval.Question{Text: "Who is the chief executive of Vale Power?"}, c.articles...)
		if a.Answered != c.want || a.Answered && !strings.Contains(textOf(a), "Thill") {
			t.Errorf("%s: answered %v, %q %s", c.articles[0].Title, a.Answered, textOf(a), a.Reason)
		}
	}
}

// A heading says nothing, and a short line that gives a figure does.
func TestHeadings(t *testing.T) {
	a := article("Starter", "club", "", "What you need\n\n50 g of rye flour a day\n\nA clean jar with a lid\n\nStir the flour into the water every morning.\n\nOpening hours: all week\n\nWashing up\n\nRinse the jar with hot water and no soap.")
	d := deskFor(t, "What do I need for the starter?", a)
	var got []string
	for _, s := range d.sentences {
		if quotable(s) {
			got = append(got, s.s)
		}
	}
	want := []string{"50 g of rye flour a day", "Stir the flour into the water every morning.", "Opening hours: all week", "Rinse the jar with hot water and no soap."}
	if !slices.Equal(got, want) {
		t.Errorf("quotable are %q, want %q", got, want)
	}
}

// A paper that is asked about is found by its name.
func TestPublisherAsked(t *testing.T) {
	a := article("Homes stand empty", "Northern Ledger", "2024-03-02", "Some 340 homes in Dunlow were empty on Sunday, the district council said.")
	got := askAbout(t, nil, retrieval.Question{Text: "What did the Northern Ledger say about the number of homes in Dunlow?"}, a)
	if !got.Answered || !strings.Contains(textOf(got), "340") {
		t.Errorf("answered %v, %q %s", got.Answered, textOf(got), got.Reason)
	}
}

// A year is told whatever stands behind it, and whatever other years are.
func TestYearBesideOthers(t *testing.T) {
	a := article("A surveyor", "", "", "In 1912 the office sent her north to measure the sound. Her chart of 1913 shows depths at 2,140 points and was in use until 1968.")
	for question, want := range map[string]string{
		"How many points does the chart of 1913 show?": "2,140",
		"How many points does the chart of 1931 show?": "",
	} {
		got := askAbout(t, nil, retrieval.Question{Text: question}, a)
		if got.Answered != (want != "") || !strings.Contains(textOf(got), want) {
			t.Errorf("%s: answered %v, %q %s", question, got.Answered, textOf(got), got.Reason)
		}
	}
}
