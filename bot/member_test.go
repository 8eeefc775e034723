package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"footnote/corpus"
	"footnote/retrieval"
)

func press(o Origin, id string) Press { return Press{Origin: o, CustomID: id} }

func send(o Origin, id, field, text string) Submission {
	return Submission{Origin: o, CustomID: id, Fields: map[string]string{field: text}}
}

// keptAnswer puts an answer into the store, as if it had been shown.
func (f *fakes) keptAnswer(t *testing.T, change func(*Posted)) Posted {
	t.Helper()
	q := retrieval.Question{Space: "1", Text: "Is it so?"}
	p := Posted{
		ID: uuid.NewString(), Space: "1", Place: Place{Guild: "1", Channel: "10"}, Message: "message-9", Person: "100",
		At: f.clock.now(), Answer: answerTo(q, "Yes."), Resolved: q.Text,
	}
	if change != nil {
		change(&p)
	}
	if err := f.store.SaveAnswer(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return p
}

func private(p *Posted) { p.Private = true }

func refused(p *Posted) {
	p.Answer = refusalOf(retrieval.Question{Space: "1", Text: "Is it so?"})
}

// Everything under an answer is for people of its server, in its channel, and
// under a private one for its person alone.
func TestButtonsThatAreNotForThisPerson(t *testing.T) {
	uses := map[Verb]func(*fakes, Origin, string) Response{
		VerbReason: func(f *fakes, o Origin, id string) Response {
			return f.Submit(context.Background(), send(o, id, "reason", "Wrong."))
		},
	}
	for _, v := range []Verb{VerbPassages, VerbUp, VerbDown, VerbFurther, VerbSubscribe} {
		uses[v] = func(f *fakes, o Origin, id string) Response { return f.Press(context.Background(), press(o, id)) }
	}
	uses["further-form"] = func(f *fakes, o Origin, id string) Response {
		_, args := ReadID(id, 1)
		return f.Submit(context.Background(), send(o, VerbFurther.ID(args...), "question", "And where?"))
	}
	for verb, use := range uses {
		t.Run(string(verb), func(t *testing.T) {
			f := newFakes(t)
			public, mine := f.keptAnswer(t, refused), f.keptAnswer(t, func(p *Posted) { refused(p); private(p) })
			for _, tt := range []struct {
				name   string
				origin Origin
				id     string
				ok     bool
			}{
				{"public, by another member", at("1", "10", "200"), verb.ID(public.ID), true},
				{"private, by its person", at("1", "10", "100"), verb.ID(mine.ID), true},
				{"private, by another member", at("1", "10", "200"), verb.ID(mine.ID), false},
				{"of another server", at("2", "10", "100"), verb.ID(public.ID), false},
				{"in another channel", at("1", "11", "100"), verb.ID(public.ID), false},
				{"of no answer", at("1", "10", "100"), verb.ID(uuid.NewString()), false},
				{"without an id", at("1", "10", "100"), verb.ID(), false},
				{"with an empty id", at("1", "10", "100"), verb.ID(""), false},
				{"with another form of id", at("1", "10", "100"), verb.ID("urn:uuid:" + public.ID), false},
				{"with an id that is none", at("1", "10", "100"), verb.ID(strings.Repeat("z", 36)), false},
			} {
				r := use(f, tt.origin, tt.id)
				n, isNote := r.Show.(Note)
				stale := isNote && n.Text == staleButton().Show.(Note).Text
				if stale == tt.ok || stale && !r.Private {
					t.Errorf("%s: %+v", tt.name, r)
				}
				if r.Task != nil {
					r.Task.Drop()
				}
			}
			f.store.failing(unavailable("The database does not answer."), "Answer")
			r := use(f, at("1", "10", "100"), verb.ID(public.ID))
			if n := noteOf(t, r); textOf(n) != "The database does not answer." || !r.Private {
				t.Errorf("said %+v", n)
			}
		})
	}
}

func TestPassages(t *testing.T) {
	f := newFakes(t)
	p := f.keptAnswer(t, func(p *Posted) { p.Marks = []Mark{{Citation: 1, Kind: MarkChanged}} })
	r := f.Press(t.Context(), press(at("1", "10", "200"), VerbPassages.ID(p.ID)))
	if d := cmp.Diff(Response{Show: PassagesScreen{Answer: p.Answer, Marks: p.Marks}, Private: true}, r); d != "" {
		t.Error(d)
	}
}

func TestVotes(t *testing.T) {
	f := newFakes(t)
	p := f.keptAnswer(t, nil)
	o := at("1", "10", "200")
	votes := func() []Vote {
		var list []Vote
		for _, v := range f.store.votes {
			list = append(list, v)
		}
		return list
	}
	want := Vote{AnswerID: p.ID, Space: "1", Person: "200", Up: true, At: f.clock.now()}
	r := f.Press(t.Context(), press(o, VerbUp.ID(p.ID)))
	if n := noteOf(t, r); n.Tone != ToneDone || !r.Private {
		t.Errorf("said %+v", r)
	}
	if d := cmp.Diff([]Vote{want}, votes()); d != "" {
		t.Error(d)
	}
	// Counted when pressed, whatever becomes of the form.
	r = f.Press(t.Context(), press(o, VerbDown.ID(p.ID)))
	want.Up = false
	if r.Form == nil || r.Form.ID != VerbReason.ID(p.ID) || len(r.Form.Fields) != 1 || r.Form.Fields[0].Required {
		t.Fatalf("got %+v", r)
	}
	if d := cmp.Diff([]Vote{want}, votes()); d != "" {
		t.Error(d)
	}
	for _, tt := range []struct{ reason, kept, says string }{
		{"  It is wrong. ", "It is wrong.", "with your reason"},
		{" ", "", "is counted."},
		{strings.Repeat("é", 2*maxReason), strings.Repeat("é", maxReason-1) + "…", "with your reason"},
	} {
		r = f.Submit(t.Context(), send(o, r.Form.ID, r.Form.Fields[0].Name, tt.reason))
		if n := noteOf(t, r); !r.Private || !strings.Contains(n.Text, tt.says) {
			t.Errorf("said %+v", r)
		}
		want.Reason = tt.kept
		if d := cmp.Diff([]Vote{want}, votes()); d != "" {
			t.Error(d)
		}
		r = f.Press(t.Context(), press(o, VerbDown.ID(p.ID)))
	}
	f.Press(t.Context(), press(at("1", "10", "300"), VerbUp.ID(p.ID)))
	if len(votes()) != 2 {
		t.Errorf("votes %v", votes())
	}
	f.store.failing(unavailable("The disk is full."), "SaveVote")
	for _, v := range []Verb{VerbUp, VerbDown} {
		if n := noteOf(t, f.Press(t.Context(), press(o, v.ID(p.ID)))); textOf(n) != "The disk is full." {
			t.Errorf("said %+v", n)
		}
	}
	f.store.failing(missing("no answer"), "SaveVote")
	if n := noteOf(t, f.Press(t.Context(), press(o, VerbUp.ID(p.ID)))); n.Tone != ToneRefused {
		t.Errorf("said %+v", n)
	}
}

func TestAskFurther(t *testing.T) {
	asker, other := at("1", "10", "100"), at("1", "10", "200")
	for _, tt := range []struct {
		name    string
		by      Origin
		earlier []string // questions of the presser before the answer's own
		later   []string // and after
		change  func(*Posted)
		turns   []string
		private bool
	}{
		{name: "the one who asked", by: asker, turns: []string{"Is it so?"}},
		{name: "with what was asked before, not after", by: asker, earlier: []string{"Who?"}, later: []string{"Where?"}, turns: []string{"Who?", "Is it so?"}},
		{name: "somebody else", by: other, earlier: []string{"Who?"}, turns: []string{"Is it so?"}},
		{name: "somebody else, from a question that leans on others", by: other, turns: []string{"Who is it? Is it so?"},
			change: func(p *Posted) { p.Resolved = "Who is it? Is it so?" }},
		{name: "privately", by: asker, change: private, turns: []string{"Is it so?"}, private: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakes(t)
			f.run(t)
			for _, q := range tt.earlier {
				f.answered(t, tt.by, q)
				f.clock.add(time.Second)
			}
			p := f.keptAnswer(t, tt.change)
			for _, q := range tt.later {
				f.clock.add(time.Second)
				f.answered(t, tt.by, q)
			}
			r := f.Press(t.Context(), press(tt.by, VerbFurther.ID(p.ID)))
			if r.Form == nil || len(r.Form.Fields) != 1 || !r.Form.Fields[0].Required || r.Form.Fields[0].Max > 4000 {
				t.Fatalf("got %+v", r)
			}
			r = f.Submit(t.Context(), send(tt.by, r.Form.ID, r.Form.Fields[0].Name, "And who goes with him?"))
			if r.Private != tt.private {
				t.Errorf("private %v", r.Private)
			}
			a := answerOf(t, finish(t, r))
			if !a.Asked || a.Private != tt.private {
				t.Errorf("answer %+v", a)
			}
			q := f.asker.last()
			if d := cmp.Diff(tt.turns, q.Turns); d != "" || q.Text != "And who goes with him?" {
				t.Errorf("asked %q: %s", q.Text, d)
			}
			f.saving.wait(t.Context(), a.ID)
			if kept, err := f.store.Answer(t.Context(), "1", a.ID); err != nil || kept.Resolved != q.Resolved() || kept.Resolved == q.Text {
				t.Errorf("kept as %q, %v", kept.Resolved, err)
			}
		})
	}
}

func TestAnEmptyFormIsNotAsked(t *testing.T) {
	f := newFakes(t)
	p := f.keptAnswer(t, nil)
	o := at("1", "10", "100")
	for _, s := range []Submission{send(o, VerbFurther.ID(p.ID), "question", " "), {Origin: o, CustomID: VerbFurther.ID(p.ID)}} {
		if n := noteOf(t, f.Submit(t.Context(), s)); !strings.Contains(textOf(n), "The question is empty") {
			t.Errorf("said %+v", n)
		}
	}
	f.settings.known["1"] = Settings{Channels: []string{"11"}}
	r := f.Submit(t.Context(), send(o, VerbFurther.ID(p.ID), "question", "And where?"))
	if n := noteOf(t, r); !strings.Contains(n.Text, "<#11>") {
		t.Errorf("said %+v", n)
	}
}

func TestSubscribe(t *testing.T) {
	f := newFakes(t)
	p := f.keptAnswer(t, func(p *Posted) { refused(p); p.Resolved = "Who is it? Is it so?" })
	o := at("1", "10", "200")
	var first Response
	for i := range 2 { // twice is once, and answered the same
		r := f.Press(t.Context(), press(o, VerbSubscribe.ID(p.ID)))
		if n := noteOf(t, r); n.Tone != ToneDone || !r.Private || !strings.Contains(textOf(n), "one direct message") || !strings.Contains(textOf(n), "Who is it? Is it so?") {
			t.Errorf("said %+v", n)
		}
		if i == 0 {
			first = r
		} else if d := cmp.Diff(first, r); d != "" {
			t.Error(d)
		}
	}
	if len(f.store.subs) != 1 {
		t.Errorf("kept %v", f.store.subs)
	}
	for _, s := range f.store.subs {
		want := Subscription{ID: s.ID, Space: "1", Person: "200", Channel: "10", Question: "Who is it? Is it so?", At: f.clock.now()}
		if d := cmp.Diff(want, s); d != "" {
			t.Error(d)
		}
	}
	for i := range MaxSubscriptions - 1 {
		p := f.keptAnswer(t, func(p *Posted) { refused(p); p.Resolved = fmt.Sprintf("Is it %d?", i) })
		if n := noteOf(t, f.Press(t.Context(), press(o, VerbSubscribe.ID(p.ID)))); n.Tone != ToneDone {
			t.Fatalf("subscription %d: %+v", i, n)
		}
	}
	p = f.keptAnswer(t, func(p *Posted) { refused(p); p.Resolved = "One too many?" })
	if n := noteOf(t, f.Press(t.Context(), press(o, VerbSubscribe.ID(p.ID)))); n.Tone != ToneRefused {
		t.Errorf("said %+v", n)
	}
	p = f.keptAnswer(t, nil)
	if n := noteOf(t, f.Press(t.Context(), press(o, VerbSubscribe.ID(p.ID)))); n.Tone != ToneInfo || !strings.Contains(n.Text, "has an answer") {
		t.Errorf("said %+v", n)
	}
	f.store.failing(unavailable("The disk is full."), "Subscribe")
	p = f.keptAnswer(t, refused)
	if n := noteOf(t, f.Press(t.Context(), press(o, VerbSubscribe.ID(p.ID)))); textOf(n) != "The disk is full." {
		t.Errorf("said %+v", n)
	}
}

// waits leaves word that questions of a person were covered.
func (f *fakes) waits(t *testing.T, o Origin, questions ...string) {
	t.Helper()
	for i, q := range questions {
		s := Subscription{ID: fmt.Sprint(i), Space: o.Place.Space(), Person: o.Person.ID, Question: q, At: f.clock.now().Add(time.Duration(i))}
		if err := f.store.LeaveWord(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheWordIsSaidInTheNextPrivateReply(t *testing.T) {
	o := at("1", "10", "100")
	for _, tt := range []struct {
		name  string
		reply func(t *testing.T, f *fakes) Screen
		says  bool
	}{
		{"a private answer", func(t *testing.T, f *fakes) Screen {
			return finish(t, f.Command(t.Context(), askOf(o, "Is it so?", "private", "true"))).last()
		}, true},
		{"a public answer", func(t *testing.T, f *fakes) Screen {
			return finish(t, f.Command(t.Context(), askOf(o, "Is it so?"))).last()
		}, false},
		{"a note", func(t *testing.T, f *fakes) Screen {
			return f.Press(t.Context(), press(o, VerbUp.ID(f.keptAnswer(t, nil).ID))).Show
		}, true},
		{"a refusal", func(t *testing.T, f *fakes) Screen {
			return f.Press(t.Context(), press(o, VerbUp.ID("made-up"))).Show
		}, false},
		{"another person's reply", func(t *testing.T, f *fakes) Screen {
			return f.Press(t.Context(), press(at("1", "10", "200"), VerbUp.ID(f.keptAnswer(t, nil).ID))).Show
		}, false},
		{"a message that all can read", func(t *testing.T, f *fakes) Screen {
			return f.Said(t.Context(), Said{Origin: o}).Show
		}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakes(t)
			f.run(t)
			f.waits(t, o, "Who goes?")
			word := wordOf(tt.reply(t, f))
			if strings.Contains(word, "“Who goes?”") != tt.says {
				t.Errorf("says %q", word)
			}
			left, _ := f.store.TakeWord(t.Context(), "1", "100")
			if (len(left) == 0) != tt.says {
				t.Errorf("left %v", left)
			}
		})
	}
}

func wordOf(s Screen) string {
	switch s := s.(type) {
	case AnswerScreen:
		return s.Word
	case Note:
		return fmt.Sprint(s.Names)
	}
	return ""
}

func TestTheWordWaitsIfItWasNotSaid(t *testing.T) {
	f := newFakes(t)
	stop := f.run(t)
	o := at("1", "10", "100")
	f.waits(t, o, "Who goes?")
	s := newFakeSink()
	s.err = missing("The token is dead.")
	f.Command(t.Context(), askOf(o, "Is it so?", "private", "true")).Task.Start(s)
	<-s.finished
	stop()
	if left, _ := f.store.TakeWord(t.Context(), "1", "100"); len(left) != 1 {
		t.Errorf("left %v", left)
	}
}

func TestManyWordsAreOneSentence(t *testing.T) {
	f := newFakes(t)
	f.run(t)
	o := at("1", "10", "100")
	o.CanPost = false
	f.waits(t, o, "One?", strings.Repeat("very long ", 30), "Three?", "Four?", "Five?")
	word := wordOf(finish(t, f.Command(t.Context(), askOf(o, "Is it so?"))).last())
	if !strings.HasPrefix(word, "I may not write in this channel") || !strings.Contains(word, "“One?”") ||
		!strings.Contains(word, "“Three?”, and 2 more") || strings.Contains(word, "Four?") || Units(word) > 600 {
		t.Errorf("says %q", word)
	}
	f.store.failing(unavailable("The database does not answer."), "TakeWord")
	if a := answerOf(t, finish(t, f.Command(t.Context(), askOf(at("1", "10", "100"), "Is it so?", "private", "true")))); a.Word != "" {
		t.Errorf("says %q", a.Word)
	}
}

func TestHelp(t *testing.T) {
	f := newFakes(t)
	f.run(t)
	f.library.add("1", "s1", "One")
	f.library.add("1", "s2", "Two")
	f.exampler.examples = []string{"One?", "Two?", "Three?", "Four?"}
	f.store.settings["1"] = Settings{Channels: []string{"11"}}
	command := func(o Origin) Command { return Command{Origin: o, Name: CommandHelp} }
	o := at("1", "10", "100")
	r := f.Command(t.Context(), command(o))
	if !r.Private {
		t.Error("public")
	}
	want := HelpScreen{Examples: []string{"One?", "Two?", "Three?"}, Sources: 2, Channels: []string{"11"}}
	if d := cmp.Diff(Screen(want), finish(t, r).last()); d != "" {
		t.Error(d)
	}
	// The second time at once, and moderators see more.
	want.Moderator = true
	if d := cmp.Diff(Response{Show: want, Private: true}, f.Command(t.Context(), command(byManager(o)))); d != "" {
		t.Error(d)
	}
	if f.exampler.calls != 1 {
		t.Errorf("searched %d times", f.exampler.calls)
	}
	for name, change := range map[string]func(){
		"sources changed": func() { f.upkeep.sourcesChanged("1", nil) },
		"a day later":     func() { f.clock.add(24 * time.Hour) },
	} {
		change()
		if r := f.Command(t.Context(), command(o)); r.Task == nil {
			t.Errorf("%s: the old examples are shown", name)
		} else {
			finish(t, r)
		}
	}
	// A server without sources has no examples, and nothing is searched.
	before := f.exampler.calls
	if s := finish(t, f.Command(t.Context(), command(at("2", "10", "100")))).last().(HelpScreen); len(s.Examples) != 0 || !s.Everywhere {
		t.Errorf("got %+v", s)
	}
	if f.exampler.calls != before {
		t.Error("searched")
	}
}

func TestHelpWithoutExamples(t *testing.T) {
	for name, spoil := range map[string]func(*fakes){
		"none found":          func(f *fakes) {},
		"the search fails":    func(f *fakes) { f.exampler.err = errors.New("broken") },
		"the library is gone": func(f *fakes) { f.library.err = unavailable("The database does not answer.") },
	} {
		f := newFakes(t)
		f.run(t)
		f.library.add("1", "s1", "One")
		spoil(f)
		s, ok := finish(t, f.Command(t.Context(), Command{Origin: at("1", "10", "100"), Name: CommandHelp})).last().(HelpScreen)
		if !ok || len(s.Examples) != 0 {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// Examples that were found while the sources changed may be of what is gone.
func TestExamplesOfOldSourcesAreNotKept(t *testing.T) {
	f := newFakes(t)
	f.run(t)
	f.library.add("1", "s1", "One")
	f.exampler.examples = []string{"One?"}
	f.exampler.find = func(context.Context, corpus.Space) { f.upkeep.sourcesChanged("1", []string{"s1"}) }
	finish(t, f.Command(t.Context(), Command{Origin: at("1", "10", "100"), Name: CommandHelp}))
	if _, ok := f.examples.known("1"); ok {
		t.Error("kept")
	}
}

func TestForgetMe(t *testing.T) {
	f := newFakes(t)
	f.run(t)
	o := at("1", "10", "100")
	if d := cmp.Diff(Response{Show: ForgetScreen{}, Private: true}, f.Command(t.Context(), Command{Origin: o, Name: CommandForget})); d != "" {
		t.Error(d)
	}
	mine := f.keptAnswer(t, nil)
	f.keptAnswer(t, private)
	f.keptAnswer(t, func(p *Posted) { p.Person = "200" })
	f.keptAnswer(t, func(p *Posted) { p.Space = "2" })
	f.Press(t.Context(), press(o, VerbUp.ID(mine.ID)))
	f.waits(t, o, "Who goes?")
	f.store.audit["1"] = []Entry{{By: "100"}, {By: "200"}}
	f.library.history["1"] = []Entry{{By: "100"}, {By: "100"}, {By: ""}}
	pending := f.pending.put(o, "thing")
	r := f.Press(t.Context(), press(o, VerbForget.ID()))
	if !r.Private || !r.Replace {
		t.Errorf("got %+v", r)
	}
	want := ForgetScreen{Really: true, Gone: Erased{Questions: 2, Votes: 1, Subscriptions: 1, AuditStays: 3}}
	if d := cmp.Diff(Screen(want), finish(t, r).last()); d != "" {
		t.Error(d)
	}
	if len(f.store.answers) != 2 {
		t.Errorf("%d answers are left, want those of others", len(f.store.answers))
	}
	if _, ok := f.pending.take(o, pending); ok {
		t.Error("what waits for a button is kept")
	}
	f.store.failing(unavailable("The disk is full."), "Forget")
	if n, ok := finish(t, f.Press(t.Context(), press(o, VerbForget.ID()))).last().(Note); !ok || textOf(n) != "The disk is full." {
		t.Errorf("said %+v", n)
	}
}

func TestCheckThisMessage(t *testing.T) {
	o := at("1", "10", "100")
	check := func(m *Message) Command { return Command{Origin: o, Name: CommandCheck, Message: m} }
	t.Run("checked", func(t *testing.T) {
		f := newFakes(t)
		f.run(t)
		found := retrieval.Checked{Space: "1", Statements: []retrieval.CheckedStatement{{Text: "It is so.", Verdict: retrieval.VerdictSupported}}}
		f.checker.check = func(_ context.Context, space corpus.Space, text string) (retrieval.Checked, error) {
			if space != "1" || text != "It is so." {
				t.Errorf("checked %q in %q", text, space)
			}
			return found, nil
		}
		r := f.Command(t.Context(), check(&Message{Text: "It is so.", Link: "https://discord.com/channels/1/10/9", Own: true}))
		if !r.Private {
			t.Error("public")
		}
		if d := cmp.Diff(Screen(CheckScreen{Link: "https://discord.com/channels/1/10/9", Checked: found}), finish(t, r).last()); d != "" {
			t.Error(d)
		}
		if len(f.store.answers) != 0 {
			t.Error("a check is kept")
		}
	})
	for _, tt := range []struct {
		name     string
		message  *Message
		settings Settings
		want     string
	}{
		{"no message", nil, Settings{}, "no text in this message"},
		{"an image only", &Message{Attachments: []corpus.Attachment{{}}}, Settings{}, "no text in this message"},
		{"too long", &Message{Text: strings.Repeat("x", retrieval.MaxText+1)}, Settings{}, "8,000 characters are the limit"},
		{"in another channel", &Message{Text: "It is so."}, Settings{Channels: []string{"11"}}, "<#11>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakes(t)
			f.store.settings["1"] = tt.settings
			r := f.Command(t.Context(), check(tt.message))
			if n := noteOf(t, r); !r.Private || !strings.Contains(textOf(n), tt.want) {
				t.Errorf("said %+v", r)
			}
		})
	}
	t.Run("limits and places", func(t *testing.T) {
		f := newFakes(t, func(c *Config) { c.Waiting = 2 })
		f.store.settings["1"] = Settings{MemberLimit: 1}
		r := f.Command(t.Context(), check(&Message{Text: "It is so."}))
		if n := noteOf(t, f.Command(t.Context(), check(&Message{Text: "It is so."}))); !strings.Contains(n.Text, "<t:") {
			t.Errorf("said %+v", n)
		}
		if f.asks.lines["1"].places != 1 {
			t.Error("who was turned away keeps a place")
		}
		r.Task.Drop()
	})
	t.Run("failed", func(t *testing.T) {
		f := newFakes(t)
		f.run(t)
		f.checker.check = func(context.Context, corpus.Space, string) (retrieval.Checked, error) {
			return retrieval.Checked{}, unavailable("The index cannot be read.")
		}
		if n, ok := finish(t, f.Command(t.Context(), check(&Message{Text: "It is so."}))).last().(Note); !ok || textOf(n) != "The index cannot be read." {
			t.Errorf("said %+v", n)
		}
	})
}

// inTime makes a bot in a bubble, on the bubble's clock.
func inTime(t *testing.T) *fakes {
	return newFakes(t, func(c *Config) { c.Now = time.Now })
}

func TestASlowAnswerIsCutOff(t *testing.T) {
	for name, c := range map[string]func(*fakes) Command{
		"a question": func(f *fakes) Command {
			f.asker.ask = func(ctx context.Context, _ retrieval.Question, _ func(retrieval.Answer)) (retrieval.Answer, error) {
				<-ctx.Done()
				return retrieval.Answer{}, errors.New("the endpoint hangs")
			}
			return askOf(at("1", "10", "100"), "Is it so?")
		},
		"a check": func(f *fakes) Command {
			f.checker.check = func(ctx context.Context, _ corpus.Space, _ string) (retrieval.Checked, error) {
				<-ctx.Done()
				return retrieval.Checked{}, errors.New("the endpoint hangs")
			}
			return Command{Origin: at("1", "10", "100"), Name: CommandCheck, Message: &Message{Text: "It is so."}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := inTime(t)
				stop := f.run(t)
				began := time.Now()
				s := finish(t, f.Command(t.Context(), c(f)))
				if took := time.Since(began); took != askTime {
					t.Errorf("took %v", took)
				}
				if n, ok := s.last().(Note); !ok || !strings.Contains(n.Text, "took too long") {
					t.Errorf("said %+v", s.last())
				}
				stop()
			})
		})
	}
}

func TestTheEndOfTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := inTime(t)
		stop := f.run(t)
		f.asker.ask = func(ctx context.Context, _ retrieval.Question, _ func(retrieval.Answer)) (retrieval.Answer, error) {
			<-ctx.Done()
			return retrieval.Answer{}, ctx.Err()
		}
		ask := func(id string) Task {
			o := at("1", "10", "100")
			o.ID = id
			return f.Command(t.Context(), askOf(o, "Is it so?")).Task
		}
		told, untold, calling := newFakeSink(), newFakeSink(), &callingSink{newFakeSink(), Callback{Channel: "10", Message: "77"}}
		untold.err = errors.New("Discord does not answer")
		calling.err = untold.err
		ask("a").Start(told)
		ask("b").Start(untold)
		ask("new").Start(calling)
		time.Sleep(time.Second)
		if got := f.store.ids(); got != "a b new" {
			t.Errorf("in flight: %q", got)
		}
		began := time.Now()
		stop()
		if took := time.Since(began); took > grace {
			t.Errorf("took %v", took)
		}
		if n, ok := told.last().(Note); !ok || n.Text != stoppingNote().Text {
			t.Errorf("said %+v", told.last())
		}
		// Who could not be told is told by the next process.
		if got := f.store.ids(); got != "b new" {
			t.Errorf("in flight: %q", got)
		}
		if c := f.store.flights["new"].Callback; c.Message != "77" {
			t.Errorf("the reply goes to %q", c.Message)
		}
		for name, r := range map[string]Response{
			"a question": f.Command(t.Context(), askOf(at("1", "10", "100"), "Is it so?")),
			"a mention":  f.Said(t.Context(), mention(at("1", "10", "100"), "Is it so?")),
		} {
			if n := noteOf(t, r); n.Text != stoppingNote().Text {
				t.Errorf("%s: said %+v", name, n)
			}
		}
	})
}

// callingSink is the sink of a mention: it knows its message.
type callingSink struct {
	*fakeSink
	callback Callback
}

func (s *callingSink) Callback() Callback { return s.callback }

// Many people in many servers ask, vote, look and forget at once.
func TestManyAtOnce(t *testing.T) {
	f := newFakes(t, func(c *Config) { c.Waiting = 1000 })
	stop := f.run(t)
	type asked struct {
		origin Origin
		sink   *fakeSink
	}
	all := make(chan asked, 1000)
	for i := range 1000 {
		o := at(fmt.Sprint(i%50), "10", fmt.Sprint(i%7))
		o.ID = fmt.Sprint(i)
		go func() {
			s := newFakeSink()
			if r := f.Command(context.Background(), askOf(o, fmt.Sprintf("Is it %d?", i))); r.Task != nil {
				r.Task.Start(s)
			} else {
				close(s.finished)
			}
			all <- asked{o, s}
		}()
	}
	done := make(chan struct{}, 1000)
	for range 1000 {
		x := <-all
		go func() {
			defer func() { done <- struct{}{} }()
			<-x.sink.finished
			a, ok := x.sink.last().(AnswerScreen)
			if !ok {
				t.Errorf("no answer but %#v", x.sink.last())
				return
			}
			for _, v := range []Verb{VerbUp, VerbPassages, VerbDown} {
				r := f.Press(context.Background(), press(x.origin, v.ID(a.ID)))
				if n, ok := r.Show.(Note); ok && n.Tone != ToneDone {
					t.Errorf("%s: %+v", v, n)
				}
			}
		}()
	}
	for range 1000 {
		<-done
	}
	stop()
	if len(f.store.answers) != 1000 || len(f.store.flights) != 0 || len(f.saving.answers) != 0 || len(f.asks.lines) != 0 {
		t.Errorf("%d answers, %d in flight, %d being saved, %d lines", len(f.store.answers), len(f.store.flights), len(f.saving.answers), len(f.asks.lines))
	}
	for _, p := range f.store.answers {
		if p.Space != p.Answer.Space {
			t.Errorf("an answer of %q is kept in %q", p.Answer.Space, p.Space)
		}
	}
}

// FuzzMadeUpIDs uses buttons and forms that were never drawn: each gets a polite
// answer, and none a panic.
func FuzzMadeUpIDs(f *testing.F) {
	for verb := range newFakes(f).presses {
		f.Add(string(verb), "", "")
		f.Add(string(verb)+":", "x", "y")
		f.Add(string(verb)+":a:b:c:d", "-1", "\xff")
		f.Add(string(verb)+":"+uuid.NewString()+":99999999999999999999", "", "")
		f.Add(string(verb)+":-1", "1", "2")
	}
	f.Fuzz(func(t *testing.T, id, value, text string) {
		b := newFakes(t)
		for _, o := range []Origin{at("1", "10", "100"), byManager(at("1", "10", "100")), {}} {
			fields := map[string]string{"question": text, "reason": text, "title": value, "text": text, "": value}
			for _, r := range []Response{
				b.Press(t.Context(), Press{Origin: o, CustomID: id}),
				b.Press(t.Context(), Press{Origin: o, CustomID: id, Values: []string{value, text}}),
				b.Submit(t.Context(), Submission{Origin: o, CustomID: id, Fields: fields}),
				b.Submit(t.Context(), Submission{Origin: o, CustomID: id}),
			} {
				if silent(r) {
					t.Errorf("%q is answered with silence", id)
				}
				if r.Task != nil {
					r.Task.Drop()
				}
			}
		}
		if b.meter.panics > 0 {
			t.Errorf("%q panics", id)
		}
	})
}
