package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"footnote/bot"
	"footnote/corpus"
)

func TestVotes(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	check(t, s.SaveAnswer(ctx, answered("x", "a", "p", "q", start)))
	for i, c := range []struct {
		person   string
		up       bool
		wantUp   int
		wantDown int
	}{
		{"ann", true, 1, 0}, {"bob", false, 1, 1}, {"ann", true, 1, 1}, {"ann", false, 0, 2}, {"bob", true, 1, 1},
	} {
		check(t, s.SaveVote(ctx, bot.Vote{AnswerID: "x", Space: "a", Person: c.person, Up: c.up, Reason: fmt.Sprint(i), At: start}))
		st, err := s.Stats(ctx, "a", start)
		check(t, err)
		if st.Up != c.wantUp || st.Down != c.wantDown {
			t.Errorf("vote %d: %d up, %d down", i, st.Up, st.Down)
		}
	}
	var reason string
	check(t, s.corpus.DB().QueryRowContext(ctx, `SELECT reason FROM bot_votes WHERE person = 'ann'`).Scan(&reason))
	if reason != "3" {
		t.Errorf("the reason is that of vote %s", reason)
	}
	code(t, "a vote on no answer", s.SaveVote(ctx, bot.Vote{AnswerID: "y", Space: "a", Person: "ann"}), corpus.CodeMissing)
}

func TestSubscriptions(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	waiting := func() (ids []string) {
		t.Helper()
		all, err := s.Subscriptions(ctx, "a")
		check(t, err)
		for _, sub := range all {
			ids = append(ids, sub.ID)
		}
		return ids
	}
	first := subscriptionOf("1", "a", "ann", "When is it?", after(time.Second))
	check(t, s.Subscribe(ctx, first))
	check(t, s.Subscribe(ctx, subscriptionOf("2", "a", "bob", "When is it?", after(2*time.Second))))
	all, err := s.Subscriptions(ctx, "a")
	check(t, err)
	same(t, "the first one", all[0], first)

	// The same question is one, and waits from now on.
	check(t, s.Subscribe(ctx, subscriptionOf("3", "a", "ann", "when is  it", after(time.Minute))))
	same(t, "oldest first", waiting(), []string{"2", "1"})

	for i := 4; i < 4+bot.MaxSubscriptions-1; i++ {
		check(t, s.Subscribe(ctx, subscriptionOf(fmt.Sprint(i), "a", "ann", fmt.Sprint("Question ", i), after(time.Hour))))
	}
	err = s.Subscribe(ctx, subscriptionOf("more", "a", "ann", "One more?", after(time.Hour)))
	code(t, "one more", err, corpus.CodeBusy)
	if says := corpus.Explain(err); !strings.Contains(says, "20 questions") || !strings.Contains(says, "90 days") {
		t.Errorf("it says %q", says)
	}
	check(t, s.Subscribe(ctx, subscriptionOf("again", "a", "ann", "WHEN is it?", after(time.Hour)))) // that is not one more
	check(t, s.Subscribe(ctx, subscriptionOf("other", "b", "ann", "One more?", after(time.Hour))))   // another server

	check(t, s.EndSubscription(ctx, "a", "4"))
	code(t, "ended twice", s.EndSubscription(ctx, "a", "4"), corpus.CodeMissing)
	check(t, s.Subscribe(ctx, subscriptionOf("more", "a", "ann", "One more?", after(time.Hour))))
}

func TestWord(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	take := func(person string) (ids []string) {
		t.Helper()
		word, err := s.TakeWord(ctx, "a", person)
		check(t, err)
		for _, sub := range word {
			if !sub.Closed {
				t.Errorf("%s is not closed", sub.ID)
			}
			ids = append(ids, sub.ID)
		}
		return ids
	}
	sub := subscriptionOf("1", "a", "ann", "When?", after(time.Second))
	check(t, s.Subscribe(ctx, sub))
	same(t, "what waits", take("ann"), nil)
	check(t, s.LeaveWord(ctx, sub)) // not ended before
	check(t, s.LeaveWord(ctx, subscriptionOf("0", "a", "ann", "Where?", start)))
	check(t, s.LeaveWord(ctx, subscriptionOf("2", "b", "ann", "Where?", start)))
	waiting, err := s.Subscriptions(ctx, "a")
	check(t, err)
	same(t, "what does not wait any more", waiting, nil)

	// The same may be asked for again meanwhile.
	check(t, s.Subscribe(ctx, subscriptionOf("3", "a", "ann", "When?", after(time.Minute))))
	same(t, "another's word", take("bob"), nil)
	same(t, "oldest first", take("ann"), []string{"0", "1"})
	same(t, "once", take("ann"), nil)
	waiting, err = s.Subscriptions(ctx, "a")
	check(t, err)
	if len(waiting) != 1 || waiting[0].ID != "3" {
		t.Errorf("waiting: %v", waiting)
	}
}
