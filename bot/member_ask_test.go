package bot

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"footnote/corpus"
	"footnote/retrieval"
)

func askOf(o Origin, question string, options ...string) Command {
	c := Command{Origin: o, Name: CommandAsk, Options: map[string]string{"question": question}}
	for i := 0; i+1 < len(options); i += 2 {
		c.Options[options[i]] = options[i+1]
	}
	return c
}

// noteOf is the note that a response shows.
func noteOf(t *testing.T, r Response) Note {
	t.Helper()
	n, ok := r.Show.(Note)
	if !ok {
		t.Fatalf("no note but %#v", r)
	}
	return n
}

// textOf is a note as it reads, without escapes.
func textOf(n Note) string {
	text := n.Text
	for _, name := range n.Names {
		text = strings.Replace(text, "%s", name, 1)
	}
	return text
}

func answerOf(t *testing.T, s *fakeSink) AnswerScreen {
	t.Helper()
	a, ok := s.last().(AnswerScreen)
	if !ok {
		t.Fatalf("no answer but %#v", s.last())
	}
	return a
}

// posted is the only answer that is stored.
func (f *fakes) posted(t *testing.T) Posted {
	t.Helper()
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	if len(f.store.answers) != 1 {
		t.Fatalf("%d answers stored, want 1", len(f.store.answers))
	}
	for _, p := range f.store.answers {
		return p
	}
	return Posted{}
}

// answered asks a question and returns the answer as it is stored.
func (f *fakes) answered(t *testing.T, o Origin, question string) Posted {
	t.Helper()
	s := finish(t, f.Command(t.Context(), askOf(o, question)))
	a := answerOf(t, s)
	f.saving.wait(t.Context(), a.ID)
	p, err := f.Store.Answer(t.Context(), o.Place.Space(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAnAnswerIsShownAndKept(t *testing.T) {
	f := newFakes(t)
	stop := f.run(t)
	f.asker.ask = func(_ context.Context, q retrieval.Question, show func(retrieval.Answer)) (retrieval.Answer, error) {
		f.clock.add(3 * time.Second)
		show(answerTo(q, "Ye"))
		a := answerTo(q, "Yes.")
		a.Tokens = 70
		return a, nil
	}
	o := at("1", "10", "100")
	r := f.Command(t.Context(), askOf(o, "  Is it so?  "))
	if r.Private {
		t.Error("private")
	}
	s := finish(t, r)
	stop()
	a := answerOf(t, s)
	p := f.posted(t)
	want := Posted{
		ID: a.ID, Space: "1", Place: o.Place, Message: "message-1", Person: "100", At: f.clock.now().Add(-3 * time.Second),
		Took: 3 * time.Second, Answer: a.Answer, Resolved: "Is it so?",
	}
	if d := cmp.Diff(want, p); d != "" {
		t.Error(d)
	}
	if a.ID == "" || a.Growing || a.Private || !a.Asked || a.CanSubscribe || a.Answer.Question != "Is it so?" {
		t.Errorf("answer %+v", a)
	}
	if g, ok := s.shown[0].(AnswerScreen); !ok || !g.Growing || g.ID != "" || g.Answer.Sentences[0].Text != "Ye" {
		t.Errorf("grew as %+v", s.shown)
	}
	if got := f.store.spent["1 2025-03-10"]; got != 70 {
		t.Errorf("spent %d tokens", got)
	}
	if f.meter.answered["answered"] != 1 {
		t.Errorf("counted %v", f.meter.answered)
	}
	if len(f.store.flights) != 0 {
		t.Errorf("in flight still: %v", f.store.flights)
	}
}

func TestARefusalIsAGapThatCanBeWaitedFor(t *testing.T) {
	f := newFakes(t)
	f.run(t)
	f.asker.ask = func(_ context.Context, q retrieval.Question, _ func(retrieval.Answer)) (retrieval.Answer, error) {
		return refusalOf(q), nil
	}
	p := f.answered(t, at("1", "10", "100"), "When does the ferry to Oslo leave?")
	if p.GapKey == "" || p.GapKey != retrieval.GapKey("When does the ferry to Oslo leave?") {
		t.Errorf("gap key %q", p.GapKey)
	}
	if n := f.meter.count(func(m *fakeMeter) int { return m.answered["refused"] }); n != 1 {
		t.Errorf("%d refused", n)
	}
}

func TestWhoSeesAnAnswer(t *testing.T) {
	for _, tt := range []struct {
		name     string
		settings Settings
		option   string
		cannot   bool
		private  bool
	}{
		{name: "public", private: false},
		{name: "asked privately", option: "true", private: true},
		{name: "private by default", settings: Settings{Private: true}, private: true},
		{name: "private by default, asked publicly", settings: Settings{Private: true}, option: "false", private: false},
		{name: "the bot may not write here", cannot: true, private: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakes(t)
			f.run(t)
			f.store.settings["1"] = tt.settings
			o := at("1", "10", "100")
			o.CanPost = !tt.cannot
			c := askOf(o, "Is it so?")
			if tt.option != "" {
				c.Options["private"] = tt.option
			}
			r := f.Command(t.Context(), c)
			a := answerOf(t, finish(t, r))
			if r.Private != tt.private || a.Private != tt.private {
				t.Errorf("response private %v, screen private %v, want %v", r.Private, a.Private, tt.private)
			}
			if said := strings.Contains(a.Word, "may not write"); said != tt.cannot {
				t.Errorf("word %q", a.Word)
			}
		})
	}
}

func TestWhatIsNotAsked(t *testing.T) {
	for _, tt := range []struct {
		name     string
		origin   func(*Origin)
		settings Settings
		question string
		want     string
		turned   string
	}{
		{name: "empty", question: " \n ", want: "The question is empty", turned: "question"},
		{name: "no words", question: "?!?", want: "has no words", turned: "question"},
		{name: "6,000 characters", question: strings.Repeat("words ", 1000), want: "2,000 characters are the limit", turned: "question"},
		{name: "not in this channel", question: "Is it so?", settings: Settings{Channels: []string{"11", "12", "x<@1>"}},
			want: "I do not answer in this channel. Ask me in <#11>, <#12>.", turned: "channel"},
		{name: "direct message", question: "Is it so?", origin: func(o *Origin) { o.Place = Place{Channel: "10"} }, want: "I answer in servers"},
		{name: "not invited", question: "Is it so?", origin: func(o *Origin) { o.Installed = false }, want: "I am not a member of this server"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakes(t)
			f.store.settings["1"] = tt.settings
			o := at("1", "10", "100")
			if tt.origin != nil {
				tt.origin(&o)
			}
			r := f.Command(t.Context(), askOf(o, tt.question))
			n := noteOf(t, r)
			if !r.Private || n.Tone != ToneRefused || !strings.Contains(textOf(n), tt.want) {
				t.Errorf("got %+v (private %v), want %q", n, r.Private, tt.want)
			}
			if tt.turned != "" && f.meter.turned[tt.turned] != 1 {
				t.Errorf("turned %v", f.meter.turned)
			}
			if len(f.asks.lines) != 0 {
				t.Error("a place in the queue is taken")
			}
		})
	}
}

func TestAThreadCountsAsItsChannel(t *testing.T) {
	f := newFakes(t)
	f.store.settings["1"] = Settings{Channels: []string{"10"}}
	o := at("1", "77", "100")
	o.Place.Parent = "10"
	r := f.Command(t.Context(), askOf(o, "Is it so?"))
	if r.Task == nil {
		t.Fatalf("not asked: %+v", r.Show)
	}
	r.Task.Drop()
}

func TestWhoAsksTooMuchHearsWhenToTryAgain(t *testing.T) {
	for _, tt := range []struct {
		name     string
		settings Settings
		ceilings Ceilings
		want     string
		after    time.Duration
	}{
		{"a member", Settings{MemberLimit: 2}, Ceilings{}, "You have asked as much as one member may here: 2 questions in ten minutes.", 5 * time.Minute},
		{"a server", Settings{ServerLimit: 2}, Ceilings{}, "This server has asked as much as it may: 2 questions in an hour.", 30 * time.Minute},
		{"the ceiling holds", Settings{MemberLimit: 50}, Ceilings{MemberLimit: 2}, "2 questions in ten minutes", 5 * time.Minute},
		{"the ceiling where nothing is set", Settings{}, Ceilings{ServerLimit: 2}, "2 questions in an hour", 30 * time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakes(t, func(c *Config) { c.Ceilings = tt.ceilings })
			f.store.settings["1"] = tt.settings
			ask := func() Response { return f.Command(t.Context(), askOf(at("1", "10", "100"), "Is it so?")) }
			for range 2 {
				r := ask()
				if r.Task == nil {
					t.Fatalf("turned away: %+v", r.Show)
				}
				r.Task.Drop()
			}
			n := noteOf(t, ask())
			until := f.clock.now().Add(tt.after)
			if !strings.Contains(n.Text, tt.want) || !strings.Contains(n.Text, "<t:"+unixOf(until)+":R>") {
				t.Errorf("said %q, want %q and %s", n.Text, tt.want, unixOf(until))
			}
			if f.meter.turned["limit"] != 1 {
				t.Errorf("turned %v", f.meter.turned)
			}
			if len(f.asks.lines) != 0 {
				t.Error("who was turned away keeps a place")
			}
			f.clock.add(tt.after)
			if r := ask(); r.Task == nil {
				t.Errorf("turned away at the time that was named: %+v", r.Show)
			}
			other := f.Command(t.Context(), askOf(at("2", "10", "100"), "Is it so?"))
			if other.Task == nil {
				t.Error("another server is limited too")
			}
		})
	}
}

// The time that is named is a whole second, at which the next question passes.
func TestTheTimeThatIsNamed(t *testing.T) {
	f := newFakes(t)
	f.store.settings["1"] = Settings{MemberLimit: 7} // one in 85.7 s
	ask := func() Response { return f.Command(t.Context(), askOf(at("1", "10", "100"), "Is it so?")) }
	for range 7 {
		ask().Task.Drop()
	}
	until := f.clock.now().Add(86 * time.Second)
	if n := noteOf(t, ask()); !strings.Contains(n.Text, "<t:"+unixOf(until)+":R>") {
		t.Errorf("said %q, want %s", n.Text, unixOf(until))
	}
	f.clock.add(86 * time.Second)
	if r := ask(); r.Task == nil {
		t.Errorf("turned away: %+v", r.Show)
	}
}

func unixOf(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

func TestBusy(t *testing.T) {
	f := newFakes(t, func(c *Config) { c.Waiting = 2 })
	f.store.settings["1"] = Settings{MemberLimit: 3}
	ask := func(guild string) Response {
		return f.Command(t.Context(), askOf(at(guild, "10", "100"), "Is it so?"))
	}
	first, _ := ask("1"), ask("1")
	n := noteOf(t, ask("1"))
	if n.Tone != ToneRefused || !strings.Contains(n.Text, "waiting") || f.meter.turned["busy"] != 1 {
		t.Errorf("said %+v, turned %v", n, f.meter.turned)
	}
	if ask("2").Task == nil {
		t.Error("another server is busy too")
	}
	// A place that was given back is free, and "busy" did not count as a question.
	first.Task.Drop()
	if r := ask("1"); r.Task == nil {
		t.Errorf("turned away: %+v", r.Show)
	}
}

func TestTurns(t *testing.T) {
	f := newFakes(t)
	f.run(t)
	mine, yours := at("1", "10", "100"), at("1", "10", "200")
	f.answered(t, at("1", "11", "100"), "In another channel?")
	f.answered(t, yours, "By somebody else?")
	f.answered(t, at("2", "10", "100"), "In another server?")
	for _, q := range []string{"One?", "Two?", "Three?", "Four?", "Five?", "Six?"} {
		f.clock.add(time.Second)
		f.answered(t, mine, q)
	}
	f.clock.add(time.Second)
	f.answered(t, mine, "And who goes with him?")
	if d := cmp.Diff([]string{"Two?", "Three?", "Four?", "Five?", "Six?"}, f.asker.last().Turns); d != "" {
		t.Error(d)
	}
}

func TestTurnsOfTheLastHour(t *testing.T) {
	f := newFakes(t)
	f.run(t)
	o := at("1", "10", "100")
	f.answered(t, o, "Too long ago?")
	f.clock.add(time.Second)
	f.answered(t, o, "Just in time?")
	f.clock.add(time.Hour)
	f.answered(t, o, "And now?")
	if d := cmp.Diff([]string{"Just in time?"}, f.asker.last().Turns); d != "" {
		t.Error(d)
	}
}

func TestWithoutTurnsAQuestionIsAskedAlone(t *testing.T) {
	f := newFakes(t)
	f.run(t)
	f.store.failing(unavailable("The disk is full."), "Turns")
	f.answered(t, at("1", "10", "100"), "Is it so?")
	if q := f.asker.last(); q.Text != "Is it so?" || len(q.Turns) != 0 {
		t.Errorf("asked %+v", q)
	}
}

func TestTheDaysBudget(t *testing.T) {
	for _, tt := range []struct {
		name    string
		spent   int
		set     int
		ceiling int
		failing bool
		quote   bool
		notice  string
	}{
		{name: "no limit", spent: 1 << 30},
		{name: "some left", spent: 99, set: 100},
		{name: "spent", spent: 100, set: 100, quote: true, notice: retrieval.BudgetSpent},
		{name: "the ceiling holds", spent: 60, set: 100, ceiling: 50, quote: true, notice: retrieval.BudgetSpent},
		{name: "unknown", set: 100, failing: true, quote: true, notice: "Quoted from the sources: the budget for the language model could not be read."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakes(t, func(c *Config) { c.Ceilings.DailyTokens = tt.ceiling })
			f.run(t)
			f.store.settings["1"] = Settings{DailyTokens: tt.set}
			f.store.spent["1 2025-03-10"] = tt.spent
			if tt.failing {
				f.store.failing(unavailable("The disk is full."), "Spend")
			}
			f.answered(t, at("1", "10", "100"), "Is it so?")
			q := f.asker.last()
			if q.QuoteOnly != tt.quote || tt.quote && q.QuoteNotice != tt.notice {
				t.Errorf("asked with %v, %q", q.QuoteOnly, q.QuoteNotice)
			}
			f.clock.add(24 * time.Hour)
			if tt.failing {
				return
			}
			f.answered(t, at("1", "10", "100"), "Is it so?")
			if f.asker.last().QuoteOnly {
				t.Error("the next day has no budget of its own")
			}
		})
	}
}

func TestWhenThereIsNoAnswer(t *testing.T) {
	for _, tt := range []struct {
		name string
		ask  func(context.Context, retrieval.Question, func(retrieval.Answer)) (retrieval.Answer, error)
		want string
	}{
		{"a problem", func(context.Context, retrieval.Question, func(retrieval.Answer)) (retrieval.Answer, error) {
			return retrieval.Answer{}, unavailable("The index cannot be read.")
		}, "The index cannot be read."},
		{"any error", func(context.Context, retrieval.Question, func(retrieval.Answer)) (retrieval.Answer, error) {
			return retrieval.Answer{}, errors.New("secret detail")
		}, "Something went wrong inside Footnote"},
		{"a panic", func(context.Context, retrieval.Question, func(retrieval.Answer)) (retrieval.Answer, error) {
			panic("secret detail")
		}, "Something went wrong inside Footnote"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakes(t)
			stop := f.run(t)
			f.asker.ask = tt.ask
			s := finish(t, f.Command(t.Context(), askOf(at("1", "10", "100"), "Is it so?")))
			n, ok := s.last().(Note)
			if !ok || n.Tone != ToneFailed || !strings.Contains(textOf(n), tt.want) || strings.Contains(textOf(n), "secret") {
				t.Errorf("said %+v", s.last())
			}
			f.asker.ask = nil
			f.answered(t, at("1", "10", "100"), "Is it still there?")
			stop()
			if len(f.store.flights) != 0 {
				t.Errorf("in flight: %v", f.store.flights)
			}
		})
	}
}

func TestAnAnswerThatNobodySawDoesNotCount(t *testing.T) {
	f := newFakes(t)
	stop := f.run(t)
	f.asker.ask = func(_ context.Context, q retrieval.Question, _ func(retrieval.Answer)) (retrieval.Answer, error) {
		a := answerTo(q, "Yes.")
		a.Tokens = 7
		return a, nil
	}
	r := f.Command(t.Context(), askOf(at("1", "10", "100"), "Is it so?"))
	s := newFakeSink()
	s.err = missing("The channel is gone.")
	r.Task.Start(s)
	<-s.finished
	stop()
	if len(f.store.answers) != 0 {
		t.Errorf("stored %v", f.store.answers)
	}
	if f.meter.answered["failed"] != 1 || f.store.spent["1 2025-03-10"] != 7 {
		t.Errorf("counted %v, spent %v", f.meter.answered, f.store.spent)
	}
	if len(f.store.flights) != 0 {
		t.Errorf("in flight: %v", f.store.flights)
	}
}

func TestAnAnswerThatCannotBeSavedIsShown(t *testing.T) {
	f := newFakes(t)
	f.run(t)
	f.store.failing(unavailable("The disk is full."), "SaveAnswer", "SaveFlights", "Spend")
	s := finish(t, f.Command(t.Context(), askOf(at("1", "10", "100"), "Is it so?")))
	if a := answerOf(t, s); !a.Answer.Answered {
		t.Errorf("got %+v", a)
	}
}

// A button is visible before the answer is saved. Who presses it then waits.
func TestAButtonWorksAsSoonAsItIsVisible(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := inTime(t)
		stop := f.run(t)
		r := f.Command(t.Context(), askOf(at("1", "10", "100"), "Is it so?"))
		pressed := make(chan Response, 1)
		s := newFakeSink()
		s.onFinish = func(x Screen) {
			id := x.(AnswerScreen).ID
			go func() {
				pressed <- f.Press(context.Background(), Press{Origin: at("1", "10", "200"), CustomID: VerbPassages.ID(id)})
			}()
			synctest.Wait()
			if len(pressed) > 0 {
				t.Error("answered before the answer was saved")
			}
		}
		r.Task.Start(s)
		if r := <-pressed; !isScreen[PassagesScreen](r) {
			t.Errorf("got %+v", r.Show)
		}
		stop()
	})
}

func isScreen[T Screen](r Response) bool { _, ok := r.Show.(T); return ok }

func TestNothingOfANameIsKept(t *testing.T) {
	f := newFakes(t)
	stop := f.run(t)
	o := at("1", "10", "100")
	f.answered(t, o, "Is it so?")
	stop()
	if text := cmp.Diff(nil, f.store.answers) + cmp.Diff(nil, f.store.flights); strings.Contains(text, o.Person.Name) {
		t.Error(text)
	}
}

func TestSettingsThatCannotBeRead(t *testing.T) {
	f := newFakes(t)
	f.store.failing(&corpus.Problem{Code: corpus.CodeUnavailable, Message: "The database does not answer."}, "Settings")
	n := noteOf(t, f.Command(t.Context(), askOf(at("1", "10", "100"), "Is it so?")))
	if n.Tone != ToneFailed || textOf(n) != "The database does not answer." {
		t.Errorf("said %+v", n)
	}
}
