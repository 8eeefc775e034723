package store

import (
	"fmt"
	"testing"
	"time"

	"footnote/bot"
	"footnote/corpus"
	"footnote/retrieval"
)

func TestAnswerIsKeptWhole(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	want := bot.Posted{
		ID: "x", Space: "a", Place: bot.Place{Guild: "g", Channel: "thread", Parent: "channel"}, Person: "ann", Private: true,
		At: after(time.Microsecond), Took: 1234567 * time.Nanosecond, GapKey: "when:harbour", Resolved: "Before. Héllo?",
		Marks: []bot.Mark{{Citation: 2, Kind: bot.MarkChanged, At: after(time.Hour)}},
		Answer: retrieval.Answer{
			Question: "Héllo \x00 <@1> \u202e?", Space: "a", Answered: true, Mode: retrieval.ModeGenerative, Notice: "n",
			Sentences: []retrieval.Sentence{{Text: "One.", Citations: []int{1, 2}}},
			Citations: []retrieval.Citation{{N: 1, ArticleID: "ar", SourceID: "so", Revision: "re", Title: "T", Publisher: "P", URL: "u",
				Published: "2026-01-02", Quote: "q", Start: 1, End: 2, Page: 4, Passage: "pq", PassageStart: 0, Also: []retrieval.Ref{{ArticleID: "b"}}}},
			Conflicts: []retrieval.Conflict{{About: "x", Claims: []retrieval.Claim{{Value: "1", Text: "t", Citations: []int{1}}}}},
			Uncovered: []string{"this"}, Nearest: []retrieval.Nearest{{ArticleID: "n", Quote: "z", Page: 9}}, Reason: "r", Dropped: 3, Tokens: 4,
		},
	}
	check(t, s.SaveAnswer(ctx, want))
	got, err := s.Answer(ctx, "a", "x")
	check(t, err)
	same(t, "the answer", got, want)

	// Without a message it counts nowhere.
	check(t, s.SaveVote(ctx, bot.Vote{AnswerID: "x", Space: "a", Person: "bob", Up: true, At: start}))
	st, err := s.Stats(ctx, "a", start)
	check(t, err)
	same(t, "figures of what was not shown", st, bot.Stats{Up: 1})
	turns, err := s.Turns(ctx, "a", "thread", "ann", true, start, 5)
	check(t, err)
	same(t, "turns that were not shown", turns, nil)
	gaps, err := s.Gaps(ctx, "a")
	check(t, err)
	same(t, "gaps that were not shown", gaps, nil)
	code(t, "closing what was not shown", s.CloseGap(ctx, "a", want.GapKey, start), corpus.CodeMissing)

	// Again, with its message: it is the same answer, and votes stay.
	want.Message = "m"
	check(t, s.SaveAnswer(ctx, want))
	got, err = s.Answer(ctx, "a", "x")
	check(t, err)
	same(t, "the answer with its message", got, want)
	got, err = s.AnswerIn(ctx, "a", "m")
	check(t, err)
	same(t, "the answer of the message", got, want)
	for _, other := range []struct{ space, message string }{{"b", "m"}, {"a", "n"}, {"a", ""}} {
		_, err = s.AnswerIn(ctx, corpus.Space(other.space), other.message)
		code(t, "the answer of another message", err, corpus.CodeMissing)
	}
	st, err = s.Stats(ctx, "a", start)
	check(t, err)
	if st.Questions != 1 || st.Up != 1 {
		t.Errorf("saved twice: %+v", st)
	}
	_, err = s.Answer(ctx, "a", "y")
	code(t, "another id", err, corpus.CodeMissing)
}

func TestTurns(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	save := func(id, person, channel string, private bool, at time.Duration) {
		p := answered(id, "a", person, "q"+id, after(at))
		p.Place.Channel, p.Private = channel, private
		check(t, s.SaveAnswer(ctx, p))
	}
	save("1", "ann", "c", false, time.Minute)
	save("2", "ann", "c", true, 2*time.Minute)
	save("3", "bob", "c", false, 3*time.Minute)
	save("4", "ann", "d", false, 4*time.Minute)
	save("6", "ann", "c", false, 5*time.Minute)
	save("5", "ann", "c", false, 5*time.Minute) // at the same time: in the order of saving
	for _, c := range []struct {
		person, channel string
		since           time.Duration
		limit           int
		want            []string
	}{
		{"ann", "c", 0, 10, []string{"q1", "q2", "q6", "q5"}},
		{"ann", "c", 0, 2, []string{"q6", "q5"}},
		{"ann", "c", 2 * time.Minute, 10, []string{"q2", "q6", "q5"}},
		{"ann", "c", time.Hour, 10, nil},
		{"ann", "d", 0, 10, []string{"q4"}},
		{"bob", "c", 0, 10, []string{"q3"}},
		{"eve", "c", 0, 10, nil},
		{"ann", "c", 0, 0, nil},
	} {
		got, err := s.Turns(ctx, "a", c.channel, c.person, true, after(c.since), c.limit)
		check(t, err)
		same(t, fmt.Sprintf("turns of %+v", c), got, c.want)
	}
	public, err := s.Turns(ctx, "a", "c", "ann", false, start, 10)
	check(t, err)
	same(t, "public turns", public, []string{"q1", "q6", "q5"})
}

func TestQuoting(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	check(t, s.SaveAnswer(ctx, answered("cites", "a", "p", "q", after(1), "s1", "s2", "s1")))
	also := answered("also", "a", "p", "q", after(2*time.Second), "s3")
	also.Private = true
	also.Answer.Citations[0].Also = []retrieval.Ref{{SourceID: "s1"}}
	check(t, s.SaveAnswer(ctx, also))
	near := refused("near", "a", "p", "q", "k", after(3*time.Second))
	near.Answer.Nearest = []retrieval.Nearest{{SourceID: "s1", Also: []retrieval.Ref{{SourceID: "s4"}}}}
	check(t, s.SaveAnswer(ctx, near))
	check(t, s.SaveAnswer(ctx, answered("nothing", "a", "p", "q", after(4*time.Second))))
	check(t, s.SaveAnswer(ctx, answered("elsewhere", "b", "p", "q", after(5*time.Second), "s1")))

	quoting := func(since time.Duration, sources ...string) (ids []string) {
		t.Helper()
		all, err := s.Quoting(ctx, "a", sources, after(since))
		check(t, err)
		for _, p := range all {
			ids = append(ids, p.ID)
		}
		return ids
	}
	for _, c := range []struct {
		since   time.Duration
		sources []string
		want    []string
	}{
		{0, []string{"s1"}, []string{"near", "also", "cites"}},
		{2 * time.Second, []string{"s1"}, []string{"near", "also"}},
		{0, []string{"s2", "s3", "s2"}, []string{"also", "cites"}},
		{0, []string{"s4"}, []string{"near"}},
		{0, []string{"other", ""}, nil},
		{0, []string{}, nil},
		{0, nil, []string{"near", "also", "cites"}},
		{time.Hour, nil, nil},
	} {
		same(t, fmt.Sprintf("quoting %+v", c), quoting(c.since, c.sources...), c.want)
	}

	// What is taken out is not quoted any more.
	after := answered("", "a", "p", "q", start, "s2").Answer
	marks := []bot.Mark{{Citation: 1, Kind: bot.MarkRemoved, At: start}}
	check(t, s.SetMarks(ctx, "a", "cites", after, marks))
	got, err := s.Answer(ctx, "a", "cites")
	check(t, err)
	same(t, "the answer as it is shown now", got.Answer, after)
	same(t, "its marks", got.Marks, marks)
	same(t, "quoting what was taken out", quoting(0, "s1"), []string{"near", "also"})
	same(t, "quoting what stayed", quoting(0, "s2"), []string{"cites"})
	st, err := s.Stats(ctx, "a", start)
	check(t, err)
	if st.Sentences != 3+1+4 { // and one was dropped of each
		t.Errorf("marks changed the figures: %+v", st)
	}
	code(t, "marks of no answer", s.SetMarks(ctx, "a", "none", after, nil), corpus.CodeMissing)
}

func TestStats(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	for _, c := range []struct {
		name string
		took []time.Duration // of an answer each, in any order
		want time.Duration
	}{
		{"none", nil, 0},
		{"one", []time.Duration{5}, 5},
		{"two", []time.Duration{9, 4}, 6}, // whole nanoseconds of each half
		{"three", []time.Duration{9, 1, 4}, 4},
		{"four", []time.Duration{8, 100, 2, 4}, 6},
		{"equal", []time.Duration{3, 3, 3, 3, 50}, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			space := corpus.Space(c.name)
			for i, took := range c.took {
				p := answered(fmt.Sprint(i), space, "p", "q", start)
				p.Took = took
				check(t, s.SaveAnswer(ctx, p))
			}
			old := answered("old", space, "p", "q", after(-time.Second), "s")
			old.Took = time.Hour
			check(t, s.SaveAnswer(ctx, old))
			st, err := s.Stats(ctx, space, start)
			check(t, err)
			if st.Median != c.want || st.Questions != len(c.took) {
				t.Errorf("median of %v = %v, of %d", c.took, st.Median, st.Questions)
			}
		})
	}
	private := answered("1", "a", "p", "q", start, "s1", "s2")
	private.Private = true
	private.Answer.TokensEstimated = true
	check(t, s.SaveAnswer(ctx, private))
	check(t, s.SaveAnswer(ctx, refused("2", "a", "p", "q", "k", after(time.Second))))
	check(t, s.SaveAnswer(ctx, answered("3", "a", "p", "q", after(2*time.Second), "s1")))
	vote := func(answer, person string, up bool, at time.Duration) {
		check(t, s.SaveVote(ctx, bot.Vote{AnswerID: answer, Space: "a", Person: person, Up: up, Reason: "why", At: after(at)}))
	}
	vote("1", "p", true, 0)
	vote("1", "q", true, 0)
	vote("1", "q", false, 1) // changed
	vote("3", "p", false, time.Minute)
	got, err := s.Stats(ctx, "a", start)
	check(t, err)
	same(t, "stats", got, bot.Stats{Questions: 3, Answered: 2, Refused: 1, Up: 1, Down: 2, Median: 2 * time.Second, Tokens: 30, Estimated: 1,
		Sentences: 3 + 0 + 2 + 1, Dropped: 3, Private: 1})
	got, err = s.Stats(ctx, "a", after(time.Second))
	check(t, err)
	same(t, "later stats", got, bot.Stats{Questions: 2, Answered: 1, Refused: 1, Down: 1, Median: 2 * time.Second, Tokens: 20,
		Sentences: 3, Dropped: 2})
}
