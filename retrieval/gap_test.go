package retrieval

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSameQuestion(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"When does the canteen open?", "what time does the canteen open", true},
		{"When does the canteen open?", "Please tell me when the canteen opens!", true},
		{"How do I reset my VPN?", "how can I reset the VPN", true},
		{"How do I reset my VPN?", "VPN reset", true},
		{"Who is the mayor of Deal?", "Does anyone know who Deal's mayor is?", true},
		{"How many days of leave do we get?", "What is the number of leave days?", false}, // "get" is a word of its own
		{"How many leave days are there?", "What is the number of leave days?", true},
		{"Who won in 2023?", "who won 2023", true},
		{"How much is 7,000 kroner?", "how much is 7000 kroner?", true},
		{"What do the two ferries cost?", "what do the 2 ferries cost", true},
		{"Where is the café?", "where is the cafe", true},
		{"IS IT SUPPORT OPEN", "is it support open", true},

		{"Who won in 2023?", "Who won in 2024?", false},
		{"Who is the mayor of Deal?", "Who is the mayor of Loos?", false},
		{"When does the canteen open?", "When does the canteen close?", false},
		{"When does the canteen open?", "Where does the canteen open?", false},
		{"Is the canteen open?", "Is the canteen not open?", false},
		{"Can I cancel?", "Can't I cancel?", false},
		{"What does IT offer?", "What does it offer?", false},
		{"How many ferries sail?", "How long do the ferries sail?", false},
		{"What does the ticket cost?", "What does the annual ticket cost?", false},
		{"How much is version 1.5?", "How much is version 15?", false},
		{"And who did it?", "And who was it?", false}, // nothing to go by
		{"", "", false},
		{"???", "???", false},
	} {
		if got := SameQuestion(c.a, c.b); got != c.same || got != SameQuestion(c.b, c.a) {
			t.Errorf("%q and %q: same %v, want %v", c.a, c.b, got, c.same)
		}
	}
}

func TestGaps(t *testing.T) {
	questions := []string{
		0: "deadline?",
		1: "Who won in 2023?",
		2: "When is the deadline?",
		3: "when is the deadline exactly?",
		4: "who won in 2024?",
		5: "And who was it?",
		6: "Who is the keeper of the lighthouse?",
		7: "lighthouse keeper",
		8: "Where is the keeper of the lighthouse?", // so 7 could mean either
		9: "When is the deadline?",
	}
	var got []string
	for _, g := range Gaps(questions) {
		got = append(got, fmt.Sprint(g.Members, g.Best))
	}
	want := "[0 2 3 9] 2|[1] 1|[4] 4|[5] 5|[6] 6|[7] 7|[8] 8"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("groups %s\nwant   %s", s, want)
	}
	if g := Gaps(nil); len(g) != 0 {
		t.Errorf("no questions make %v", g)
	}
}

// Every question is in one group, whose members share its words; equal keys mean
// one group.
func TestGapsHoldEveryQuestionOnce(t *testing.T) {
	word := rapid.SampledFrom(strings.Fields("when who how many is the mayor Deal Loos 2023 two not open it ? , – \xff 東京"))
	rapid.Check(t, func(rt *rapid.T) {
		questions := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) string {
			return strings.Join(rapid.SliceOfN(word, 0, 6).Draw(rt, "words"), " ")
		}), 0, 20).Draw(rt, "questions")
		of := make(map[int]int)
		groups := Gaps(questions)
		for n, g := range groups {
			if !slices.Contains(g.Members, g.Best) {
				rt.Fatalf("%d does not stand in %v", g.Best, g.Members)
			}
			for _, i := range g.Members {
				if _, twice := of[i]; twice {
					rt.Fatalf("%q is in two groups", questions[i])
				}
				of[i] = n
			}
		}
		for i, a := range questions {
			for j, b := range questions {
				if key := GapKey(a); i != j && key != "" && key == GapKey(b) && (of[i] != of[j] || !SameQuestion(a, b)) {
					rt.Fatalf("%q and %q have one key", a, b)
				}
			}
			if _, ok := of[i]; !ok {
				rt.Fatalf("%q is in no group", a)
			}
		}
	})
}
