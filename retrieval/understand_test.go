package retrieval

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestUnderstand(t *testing.T) {
	for _, c := range []struct {
		turns []string
		text  string
		want  string // "" stands alone, or cannot be put so
	}{
		// Pronouns: number and kind, the subject first.
		{[]string{"What was the Orla carrying?"}, "and who owns it?", "Who owns the Orla?"},
		{[]string{"How often does the ferry across the sound leave?"}, "And what does it cost?", "What does the ferry across the sound cost?"},
		{[]string{"Who built the tower?"}, "Who paid for it?", "Who paid for the tower?"},
		{[]string{"Who is the mayor of Lund?"}, "How old is she?", "How old is the mayor of Lund?"},
		{[]string{"Who won the race?"}, "Where does he live?", ""}, // nobody known: both questions are searched for
		{[]string{"Who painted the mural?"}, "Which school did they attend in Lund?", ""},
		{[]string{"Who owns the Orla?", "Who painted the mural?"}, "Was she paid for it?", ""},
		{[]string{"Who painted the mural?"}, "What is her name?", "What is the name of the one who painted the mural?"},
		{[]string{"How do I prune a pear tree?"}, "What soil does it like?", "What soil does the pear tree like?"},
		{[]string{"How do bakers knead a rye dough?"}, "How long must it rest?", "How long must the rye dough rest?"},
		{[]string{"Where do the ferries berth?"}, "What do they cost?", "What do the ferries cost?"},
		{[]string{"Who won the race?", "Where does he live?"}, "Who is his coach?", "Who is the coach of the one who won the race?"},
		{[]string{"How many boats lay in the harbour?"}, "How many of them sank?", "How many of the boats sank?"},
		{[]string{"How many boats lay in the harbour?"}, "How deep is it?", "How deep is the harbour?"},
		{[]string{"Where was Ada Winter born?"}, "Whom did she marry?", "Whom did Ada Winter marry?"},
		{[]string{"Which bridge in Lund will close?"}, "Why will it close?", "Why will the bridge in Lund close?"},
		{[]string{"What is the name of the ferry?"}, "How fast is it?", "How fast is the ferry?"},
		{[]string{"When does the choir sing in Lund?"}, "Who else sings there?", "Who else sings in Lund?"},
		{[]string{"How heavy is the Kora?"}, "When is its guarantee due?", "When is the guarantee of the Kora due?"},
		{[]string{"What does the filter of the pump do?"}, "And what does a new one cost?", "What does a new filter of the pump cost?"},
		{[]string{"Where do the two ferries berth?"}, "How fast is the second one?", "How fast is the second of the two ferries?"},
		// Over three turns the same thing is meant.
		{[]string{"Who designed the Long Bridge?", "How high is it?"}, "And when was it opened?", "When was the Long Bridge opened?"},
		{[]string{"Where is the Salt Museum?", "Who founded it?"}, "And in which year?", "In which year: who founded the Salt Museum?"},
		// Ellipses: in the frame of the question before.
		{[]string{"What does the Kora C2 cost?"}, "And the spare battery?", "What does the spare battery of the Kora C2 cost?"},
		{[]string{"Who is the mayor of Lund?"}, "What about Saltby?", "Who is the mayor of Saltby?"},
		{[]string{"What did a ticket for the museum cost in 2022?"}, "And in 2023?", "What did a ticket for the museum cost in 2023?"},
		{[]string{"Who is the treasurer of the Garden Society?"}, "And the chair?", "Who is the chair of the Garden Society?"},
		{[]string{"When was the bridge opened?"}, "And closed?", "When was the bridge closed?"},
		{[]string{"When will the pool close?"}, "Why?", "Why will the pool close?"},
		{[]string{"How much sand does the barge carry?"}, "Why?", "Why: how much sand does the barge carry?"},
		{[]string{"Which road will close?"}, "When?", "When: which road will close?"},
		{[]string{"How deep is the quarry?"}, "Why?", "Why: how deep is the quarry?"},
		{[]string{"In which year was the bridge closed?"}, "Why?", "Why was the bridge closed?"},
		{[]string{"How often does the lift fail?"}, "Why?", "Why does the lift fail?"},
		{[]string{"How far does the Kora go in the eco mode?"}, "and in the sport mode?", "How far does the Kora go in the sport mode?"},
		{[]string{"When was the bridge opened?"}, "And the tunnel, when was it opened?", "When was the tunnel opened?"},
		// A question of its own is left alone.
		{[]string{"Who designed the Long Bridge?"}, "What does a ticket for the museum cost?", ""},
		{[]string{"Who designed the Long Bridge?"}, "Does the ferry take cars, and what does it cost?", ""},
		{[]string{"Who designed the Long Bridge?"}, "When did Ada Winter say that she would retire?", ""},
		{[]string{"Who designed the Long Bridge?"}, "How many people were there?", ""},
		{nil, "and who owns it?", ""},
		// Nothing that fits was spoken of.
		{[]string{"How many people came?"}, "Who owns it?", ""},
		{[]string{"?"}, "Why?", ""},
	} {
		if got := (Question{Text: c.text, Turns: c.turns}).Understand().Text; got != c.want {
			t.Errorf("%q behind %q\n got %q\nwant %q", c.text, c.turns, got, c.want)
		}
	}
}

func TestTopic(t *testing.T) {
	turns := []string{"When did the barge hit the Long Bridge?", "How many people were hurt?"}
	for text, want := range map[string]string{
		"Who was the captain?":             "the Long Bridge",
		"Who was the captain of the Orla?": "",
		"How old was he?":                  "",
		"What do pink streaks on sourdough mean in a jar of rye flour?": "",
	} {
		if got := (Question{Text: text, Turns: turns}).Topic(); got != want {
			t.Errorf("%q: topic %q, want %q", text, got, want)
		}
	}
}

// Whatever was asked before, understanding it ends, gives the same words again,
// and leaves a question without turns alone.
func TestUnderstandAnything(t *testing.T) {
	word := rapid.SampledFrom([]string{"Who", "what", "and", "it", "its", "they", "the", "Kora", "C2", "of", "in", "is", "does", "cost", "ferry",
		"one", "there", "second", "about", "2023", "?", ",", "why", "how", "many", "boats", "did", "her", "opened", "ß", "…"})
	rapid.Check(t, func(t *rapid.T) {
		line := func(label string) string {
			words := rapid.SliceOfN(word, 0, 9).Draw(t, label)
			s := ""
			for _, w := range words {
				s += w + " "
			}
			return s
		}
		q := Question{Text: line("text"), Turns: []string{line("first"), line("second")}}
		got := q.Understand()
		if again := q.Understand(); again.Text != got.Text {
			t.Fatalf("%q, then %q", got.Text, again.Text)
		}
		q.Topic()
		q.Resolved()
		q.Turns = nil
		if alone := q.Understand().Text; alone != "" {
			t.Fatalf("without turns %q", alone)
		}
	})
}

func TestInterleave(t *testing.T) {
	hits := func(ids ...string) (out []Hit) {
		for _, id := range ids {
			out = append(out, Hit{PassageID: id})
		}
		return out
	}
	var got []string
	for _, h := range interleave(hits("a", "b", "c"), hits("b", "d"), 4) {
		got = append(got, h.PassageID)
	}
	if want := []string{"a", "b", "d", "c"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
