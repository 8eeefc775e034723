package answer

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestParts(t *testing.T) {
	for _, c := range []struct {
		question string
		want     []string // none: one thing is asked
	}{
		{"Who was hurt, how did it happen and what will it cost?", []string{"Who was hurt?", "How did it happen?", "What will it cost?"}},
		{"When and where did the Orla sink?", []string{"When did the Orla sink?", "Where did the Orla sink?"}},
		{"How and why was the bridge closed?", []string{"How was the bridge closed?", "Why was the bridge closed?"}},
		{"How many boats and how many people were there in Lund?", []string{"How many boats were there in Lund?", "How many people were there in Lund?"}},
		{"How loud and how heavy is the Borealis?", []string{"How loud is the Borealis?", "How heavy is the Borealis?"}},
		{"What is the height and the width of the Long Bridge?",
			[]string{"What is the height of the Long Bridge?", "What is the width of the Long Bridge?"}},
		{"What are the length, width and weight of the Orla?",
			[]string{"What is the length of the Orla?", "What is the width of the Orla?", "What is the weight of the Orla?"}},
		{"Compare the price of the Kora and the Nimbus.", []string{"What is the price of the Kora?", "What is the price of the Nimbus?"}},
		{"Compare the price of the Kora with that of the Nimbus", []string{"What is the price of the Kora?", "What is the price of the Nimbus?"}},
		{"Who is the captain of the Orla and how old is he?",
			[]string{"Who is the captain of the Orla?", "How old is the captain of the Orla?"}},
		{"When will the pool close and why?", []string{"When will the pool close?", "Why will the pool close?"}},
		{"Who designed the Long Bridge? What did it cost?", []string{"Who designed the Long Bridge?", "What did the Long Bridge cost?"}},
		{"Did the mayor resign and who follows her?", []string{"Did the mayor resign?", "Who follows the mayor?"}},
		{"What is the price of the boat and of its trailer?", []string{"What is the price of the boat?", "What is the price of the trailer of the boat?"}},
		{"Who is the owner of the Orla, of the Kora and of the Nimbus?",
			[]string{"Who is the owner of the Orla?", "Who is the owner of the Kora?", "Who is the owner of the Nimbus?"}},
		{"After the storm, who was hurt and how many boats sank?", []string{"After the storm, who was hurt?", "How many boats sank?"}},
		{"In which year was the Orla built, and how heavy is it?", []string{"In which year was the Orla built?", "How heavy is the Orla?"}},
		{"When was the Orla built, who is its captain?", []string{"When was the Orla built?", "Who is the captain of the Orla?"}},
		{"As of today, how many boats are missing?", nil},
		{"As of 3 March 2024, how many people were missing?", nil},
		{"In 2019, who was the mayor of Lund?", nil},
		{"Currently, who is the mayor of Lund?", nil},
		{"According to the Ledger, when will the pool close?", nil},
		{"After the storm and before the flood, how many boats were there?", nil},
		{"When the pool closes, where will the club swim?", nil},
		{"Where the road ends, what can be seen?", nil},
		{"What is the name of the bay of Lund and of what is it made?", nil},
		{"Who owns the Orla?", nil},
		{"Which boats and ferries were damaged?", nil},
		{"What is the name of the man who was hurt?", nil},
		{"What is the distance between Lund and Vester?", nil},
		{"When it rains, what happens?", nil},
		{"What is the law of supply and demand?", nil},
		{"Who is the head of the ministry of trade and industry?", nil},
		{"Which is heavier, the Kora or the Nimbus?", nil},
		{"", nil},
	} {
		if got := readQuestion("en", c.question).parts(); !slices.Equal(got, c.want) {
			t.Errorf("%q:\n got %q\nwant %q", c.question, got, c.want)
		}
	}
}

// Parts of anything are questions of their own: none is empty.
func TestPartsOfAnything(t *testing.T) {
	word := rapid.SampledFrom([]string{"who", "What", "and", "or", "the", "height", "of", "is", "are", "did", "why", ",", "?", "Compare", "Orla", "how", "many", "ß", "boats"})
	rapid.Check(t, func(t *rapid.T) {
		s := ""
		for _, w := range rapid.SliceOfN(word, 0, 12).Draw(t, "words") {
			s += w + " "
		}
		parts := readQuestion("en", s).parts()
		if len(parts) == 1 {
			t.Fatalf("one part of %q", s)
		}
		for _, p := range parts {
			if len(readQuestion("en", p).words) == 0 {
				t.Fatalf("an empty part of %q: %q", s, parts)
			}
		}
	})
}
