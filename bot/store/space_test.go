package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"footnote/bot"
	"footnote/corpus"
	"footnote/retrieval"
)

// step is something that is done in one space, and says what came of it.
type step func(ctx context.Context, s *Store, space corpus.Space) string

// result puts what a step returned in words.
func result(value any, err error) string {
	if err != nil {
		return "error: " + corpus.Explain(err)
	}
	return fmt.Sprintf("%+v", value)
}

// drawStep makes a step with few different ids, people and questions, so that the
// same ones occur in both spaces.
func drawStep(t *rapid.T, clock time.Time) step {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	id := pick("id", "1", "2", "3")
	person := pick("person", "ann", "bob")
	question := pick("question", "When?", "when", "Where?")
	source := pick("source", "s1", "s2")
	yes := rapid.Bool().Draw(t, "yes")
	ago := clock.Add(-time.Duration(rapid.IntRange(0, 20).Draw(t, "ago")) * time.Second)
	none := func(err error) string { return result(nil, err) }
	switch what := pick("what", "SaveAnswer", "SaveAnswer", "SaveAnswer", "SaveVote", "SaveVote", "Subscribe", "Subscribe", "EndSubscription",
		"LeaveWord", "TakeWord", "Forget", "SaveJob", "SaveFlights", "Joined", "Left", "ForgetSpace", "SetDigested", "SaveSettings", "Record",
		"Spend", "SetMarks", "CloseGap", "CloseGap"); what {
	case "SaveAnswer":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			p := answered(id, space, person, question, clock, source)
			if yes {
				p = refused(id, space, person, question, "key of "+fold(question), clock)
			}
			return none(s.SaveAnswer(ctx, p))
		}
	case "SaveVote":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			return none(s.SaveVote(ctx, bot.Vote{AnswerID: id, Space: space, Person: person, Up: yes, At: clock}))
		}
	case "Subscribe":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			return none(s.Subscribe(ctx, subscriptionOf(id+person+question, space, person, question, clock)))
		}
	case "EndSubscription":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			return none(s.EndSubscription(ctx, space, id+person+question))
		}
	case "LeaveWord":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			return none(s.LeaveWord(ctx, subscriptionOf(id+person+question, space, person, question, clock)))
		}
	case "TakeWord":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			word, err := s.TakeWord(ctx, space, person)
			for i := range word {
				word[i].Space = "" // which differs, rightly
			}
			return result(word, err)
		}
	case "Forget":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			return result(s.Forget(ctx, space, person))
		}
	case "SaveJob":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			state := bot.JobDone
			if yes {
				state = bot.JobRunning
			}
			return none(s.SaveJob(ctx, jobOf(id, space, state, clock, source)))
		}
	case "SaveFlights":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			// An event's id is of one server only.
			f := flightOf(id+string(space), space, person, clock)
			if yes {
				return none(s.SaveFlights(ctx, []bot.InFlight{f}, nil))
			}
			return none(s.SaveFlights(ctx, nil, []string{f.ID}))
		}
	case "Joined":
		return func(ctx context.Context, s *Store, space corpus.Space) string { return none(s.Joined(ctx, space)) }
	case "Left":
		return func(ctx context.Context, s *Store, space corpus.Space) string { return none(s.Left(ctx, space, clock)) }
	case "ForgetSpace":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			if !yes {
				return "" // half as often
			}
			return none(s.ForgetSpace(ctx, space))
		}
	case "SetDigested":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			return none(s.SetDigested(ctx, space, clock))
		}
	case "SaveSettings":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			return none(s.SaveSettings(ctx, space, bot.Settings{Managers: []string{id}, Private: yes}, entry(person, question, clock)))
		}
	case "Record":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			return none(s.Record(ctx, space, entry(person, question, clock)))
		}
	case "Spend":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			return result(s.Spend(ctx, space, clock.Format(time.DateOnly), len(question)))
		}
	case "SetMarks":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			return none(s.SetMarks(ctx, space, id, retrieval.Answer{Question: question}, []bot.Mark{{Citation: 1, Kind: bot.MarkChanged, At: clock}}))
		}
	case "CloseGap":
		return func(ctx context.Context, s *Store, space corpus.Space) string {
			return none(s.CloseGap(ctx, space, "key of "+fold(question), ago))
		}
	default:
		panic(what)
	}
}

// seen is all that can be read of a space.
type seen struct {
	Settings      bot.Settings
	Audit         []bot.Entry
	Spent         int
	Answers       []bot.Posted
	Quoting       []bot.Posted
	Turns         map[string][]string
	Stats         bot.Stats
	Gaps          []bot.Gap
	GapQuestions  map[string][]string
	Subscriptions []bot.Subscription
	Jobs, OfS1    []bot.Job
	Digested      time.Time
	In            bool
	Left          time.Time
}

func see(t *rapid.T, s *Store, space corpus.Space) seen {
	ctx := t.Context()
	var v seen
	var errs []error
	note := func(err error) { errs = append(errs, err) }
	var err error
	v.Settings, err = s.Settings(ctx, space)
	note(err)
	v.Audit, err = s.SettingsAudit(ctx, space, -1)
	note(err)
	v.Spent, err = s.Spend(ctx, space, start.Format(time.DateOnly), 0)
	note(err)
	for _, id := range []string{"1", "2", "3"} {
		p, err := s.Answer(ctx, space, id)
		if corpus.HasCode(err, corpus.CodeMissing) {
			continue
		}
		note(err)
		v.Answers = append(v.Answers, p)
	}
	v.Quoting, err = s.Quoting(ctx, space, []string{"s1", "s2"}, start)
	note(err)
	any, err := s.Quoting(ctx, space, nil, start)
	note(err)
	if d := gocmp.Diff(v.Quoting, any); d != "" {
		t.Errorf("quoting any is not quoting one of all: %s", d)
	}
	v.Turns = map[string][]string{}
	for _, person := range []string{"ann", "bob"} {
		v.Turns[person], err = s.Turns(ctx, space, "c", person, true, start, 10)
		note(err)
	}
	v.Stats, err = s.Stats(ctx, space, start)
	note(err)
	v.Gaps, err = s.Gaps(ctx, space)
	note(err)
	v.GapQuestions = map[string][]string{}
	for _, g := range v.Gaps {
		v.GapQuestions[g.Key], err = s.GapQuestions(ctx, space, g.Key)
		note(err)
	}
	v.Subscriptions, err = s.Subscriptions(ctx, space)
	note(err)
	v.Jobs, err = s.Jobs(ctx, space, "", -1)
	note(err)
	v.OfS1, err = s.Jobs(ctx, space, "s1", -1)
	note(err)
	v.Digested, err = s.Digested(ctx, space)
	note(err)
	servers, err := s.Servers(ctx)
	note(err)
	v.Left, v.In = servers[space]
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// Two servers that share a database see, after anything that is done in either,
// just what each would see with a database of its own.
func TestNothingCrossesSpaces(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ctx := rt.Context()
		shared := inMemory(rt)
		alone := map[corpus.Space]*Store{"one": inMemory(rt), "two": inMemory(rt)}
		spaces := []corpus.Space{"one", "two"}
		clock := start
		for range rapid.IntRange(10, 40).Draw(rt, "steps") {
			clock = clock.Add(time.Second)
			switch rapid.IntRange(0, 40).Draw(rt, "of all") {
			case 0:
				for _, s := range []*Store{shared, alone["one"], alone["two"]} {
					check(rt, s.ForgetOld(ctx, clock.Add(-20*time.Second), clock.Add(-10*time.Second)))
				}
			case 1:
				got, err := shared.BreakJobs(ctx, clock)
				check(rt, err)
				var want []bot.Job
				for _, space := range spaces {
					part, err := alone[space].BreakJobs(ctx, clock)
					check(rt, err)
					want = append(want, part...)
				}
				slices.SortFunc(want, func(a, b bot.Job) int { return a.Started.Compare(b.Started) })
				equal(rt, "BreakJobs", got, want)
			default:
				space := rapid.SampledFrom(spaces).Draw(rt, "space")
				do := drawStep(rt, clock)
				equal(rt, "a step", do(ctx, shared, space), do(ctx, alone[space], space))
			}
		}
		for _, space := range spaces {
			equal(rt, "space "+string(space), see(rt, shared, space), see(rt, alone[space], space))
		}
		got, err := shared.TakeFlights(ctx)
		check(rt, err)
		var want []bot.InFlight
		for _, space := range spaces {
			part, err := alone[space].TakeFlights(ctx)
			check(rt, err)
			want = append(want, part...)
		}
		slices.SortFunc(want, func(a, b bot.InFlight) int { return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID)) })
		equal(rt, "TakeFlights", got, want)
	})
}

func equal(t *rapid.T, what string, got, want any) {
	if d := gocmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Fatalf("%s (-alone +shared):\n%s", what, d)
	}
}

// Ids of another space are missing, for every method that takes one.
func TestForeignIDs(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	check(t, s.SaveAnswer(ctx, refused("id", "a", "p", "q", "k", start)))
	check(t, s.Subscribe(ctx, subscriptionOf("id", "a", "p", "q", start)))
	_, err := s.Answer(ctx, "b", "id")
	code(t, "Answer", err, corpus.CodeMissing)
	code(t, "SetMarks", s.SetMarks(ctx, "b", "id", retrieval.Answer{}, nil), corpus.CodeMissing)
	code(t, "SaveVote", s.SaveVote(ctx, bot.Vote{AnswerID: "id", Space: "b", Person: "p"}), corpus.CodeMissing)
	code(t, "CloseGap", s.CloseGap(ctx, "b", "k", start), corpus.CodeMissing)
	code(t, "EndSubscription", s.EndSubscription(ctx, "b", "id"), corpus.CodeMissing)
	if q, err := s.GapQuestions(ctx, "b", "k"); err != nil || len(q) != 0 {
		t.Errorf("GapQuestions = %q, %v", q, err)
	}
	if _, err := s.Answer(ctx, "a", "id"); err != nil {
		t.Error(err)
	}

	// What is closed in one space is open in another.
	check(t, s.SaveAnswer(ctx, refused("id", "b", "p", "q", "k", start)))
	check(t, s.CloseGap(ctx, "b", "k", start))
	for space, want := range map[corpus.Space]int{"a": 1, "b": 0} {
		gaps, err := s.Gaps(ctx, space)
		check(t, err)
		questions, err := s.GapQuestions(ctx, space, "k")
		check(t, err)
		if len(gaps) != want || len(questions) != want {
			t.Errorf("space %s has the gaps %v, the questions %q", space, gaps, questions)
		}
	}
}
