package answer

import (
	"strings"
	"testing"

	"footnote/corpus"
	"footnote/retrieval"
)

// harbourTimes is one invented article, to take things for granted about.
func harbourTimes() []corpus.Article {
	return append(strike(), article("The night ferry of Lomma", "times", "2024-03-02",
		`The night ferry Orla left Lomma at 5:40 a.m. on Friday with 64 passengers. It carries no cars. Dogs are banned on deck.

The ticket to Vester costs 38 crowns and is free of charge for children. The Orla was built in 1987.

Captain Runa Dahl has not apologised. Her crew is safe, the harmless smoke came from the galley. On the night ferry 19 sailors voted for the new watch, and five did not vote.`))
}

func TestFalsePremises(t *testing.T) {
	for _, c := range []struct {
		question, says, shows string
	}{
		{"Why did the Orla leave Lomma at 6:40 a.m.?", "The sources say 5:40 a.m., not 6:40 a.m.", "5:40"},
		{"Why did the night ferry carry 46 passengers?", "The sources say 64, not 46.", "64 passengers"},
		{"Why does the ticket to Vester cost 83 crowns?", "The sources say 38, not 83.", "38 crowns"},
		{"Why did the Orla leave Lomma on Monday?", "The sources say Friday, not Monday.", "Friday"},
		{"Why are dogs allowed on deck?", "The sources say “banned”, not “allowed”.", "banned"},
		{"Why will dogs be allowed on deck?", "The sources say “banned”, not “allowed”.", "banned"},
		{"Why is the ticket to Vester not free of charge for children?", "The sources say what the question denies.", "free of charge"},
		{"Why has Captain Runa Dahl apologised?", "The sources deny what the question takes for granted.", "not apologised"},
		{"Why is the smoke from the galley harmful?", "The sources say “harmless”, not “harmful”.", "harmless"},
	} {
		a := askAbout(t, nil, retrieval.Question{Text: c.question, AnswerAnyway: true}, harbourTimes()...)
		if a.Premise != c.says || !strings.Contains(textOf(a), c.shows) {
			t.Errorf("%s\n got %q: %s\nwant %q, with %q", c.question, a.Premise, textOf(a), c.says, c.shows)
		}
		if a.Mode != retrieval.ModeExtractive {
			t.Errorf("%s: a correction is quoted, not composed", c.question)
		}
	}
}

// What the sources bear out, and what they do not speak of, is not contradicted.
func TestTruePremises(t *testing.T) {
	for _, question := range []string{
		"Why did the Orla leave Lomma at 5:40 a.m.?",
		"Why did the Orla leave Lomma at 5:40?",
		"Where did the 64 passengers of the night ferry go?",
		"Why are dogs banned on deck?",
		"Why does the ticket to Vester cost 38 crowns?",
		"For whom is the ticket to Vester free of charge?",
		"Why has Captain Runa Dahl not apologised?",
		"Is the smoke from the galley harmful?",
		"Does the ticket to Vester cost 83 crowns?",
		"Who built the Orla in 1987?",
		"What would the ticket cost if it were not free of charge?",
		"When will dogs be allowed on deck?",
		"When are dogs allowed on deck again?",
		"Where can dogs be allowed on deck?",
		"When does the ticket to Vester cost 83 crowns?",
		"How will the ticket to Vester cost 83 crowns?",
		"Why did the mayor resign?",
		"How many passengers were stranded on Sorn?", // the sources disagree, which is another matter
		"Why were 10,000 passengers stranded on the island of Sorn?",
		"Why were 7,000 passengers stranded on the island of Sorn?",
		"Who settled the dock dispute of 2011?",
		"How many sailors voted for the night ferry?",
	} {
		a := askAbout(t, nil, retrieval.Question{Text: question, AnswerAnyway: true}, harbourTimes()...)
		if a.Premise != "" {
			t.Errorf("%s: %q: %s", question, a.Premise, textOf(a))
		}
	}
}

// A refusal that knows of a contradiction names it, with the passage.
func TestDeclinedPremise(t *testing.T) {
	a := askAbout(t, nil, retrieval.Question{Text: "How was the Orla built in 1978?"}, harbourTimes()...)
	if a.Answered || a.Premise != "The sources say 1987, not 1978." || len(a.Nearest) == 0 || !strings.Contains(a.Nearest[0].Quote, "1987") {
		t.Errorf("answered %v, %q, nearest %+v", a.Answered, a.Premise, a.Nearest)
	}
}

func TestColonTimes(t *testing.T) {
	for text, want := range map[string]int{ // figures that are times
		"It left at 5:40 a.m.":          1,
		"Between 5:40 and 17:05":        2,
		"She ran it in 1:14:05":         0,
		"They won 2:1":                  0,
		"At 25:10 nothing happens":      0,
		"The ratio is 3:75":             0,
		"With 4:51 left in the quarter": 1,
	} {
		n := 0
		for _, q := range readText("en", text).quantities {
			if q.unit == clockUnit {
				n++
			}
		}
		if n != want {
			t.Errorf("%q: %d times, want %d", text, n, want)
		}
	}
}

// Times are compared whole: the hour alone is no number of its own.
func TestCheckTimes(t *testing.T) {
	b := newBrute(t, harbourTimes()...)
	for text, want := range map[string]retrieval.Verdict{
		"The night ferry Orla left Lomma at 5:40 a.m. on Friday.": retrieval.VerdictSupported,
		"The night ferry Orla left Lomma at 6:40 a.m. on Friday.": retrieval.VerdictContradicted,
	} {
		c, err := b.asker(t, nil).CheckText(t.Context(), testSpace, text)
		if err != nil || len(c.Statements) != 1 {
			t.Fatal(err, c)
		}
		s := c.Statements[0]
		if s.Verdict != want || want == retrieval.VerdictContradicted && s.Why != "In the source it is 5:40, not 6:40." {
			t.Errorf("%s: %s: %s", text, s.Verdict, s.Why)
		}
	}
}

// Of a question of several parts, those that the sources cover are answered, and the
// others named as questions.
func TestPartialAnswers(t *testing.T) {
	for _, c := range []struct {
		question, shows, uncovered string
	}{
		{"Who is the captain of the Orla and how old is she?", "Runa Dahl", "How old is the captain of the Orla?"},
		{"What does the ticket to Vester cost and who sells it?", "38 crowns", "Who sells the ticket to Vester?"},
		{"When was the Orla built and who painted it?", "1987", "Who painted the Orla?"},
	} {
		a := askAbout(t, nil, retrieval.Question{Text: c.question}, harbourTimes()...)
		if got := strings.Join(a.Uncovered, "|"); !a.Answered || got != c.uncovered || !strings.Contains(textOf(a), c.shows) {
			t.Errorf("%s\n got %q, uncovered %q\nwant %q, uncovered %q", c.question, textOf(a), got, c.shows, c.uncovered)
		}
	}
}

func TestFollowUpAnswers(t *testing.T) {
	q := retrieval.Question{Text: "And who is its captain?", Turns: []string{"When was the Orla built?"}}
	a := askAbout(t, nil, q, harbourTimes()...)
	if a.Understood != "Who is the captain of the Orla?" || a.Question != q.Text {
		t.Errorf("understood %q of %q", a.Understood, a.Question)
	}
	if a = askAbout(t, nil, retrieval.Question{Text: "Who is the mediator?", Turns: q.Turns}, harbourTimes()...); a.Understood != "" || !strings.Contains(textOf(a), "Petra Holm") {
		t.Errorf("a new topic: understood %q: %s", a.Understood, textOf(a))
	}
}
