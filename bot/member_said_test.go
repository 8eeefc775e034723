package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footnote/retrieval"
)

func mention(o Origin, text string) Said { return Said{Origin: o, Text: text} }

func silent(r Response) bool { return r.Show == nil && r.Form == nil && r.Task == nil }

func TestAMentionAsks(t *testing.T) {
	f := newFakes(t)
	f.run(t)
	for _, s := range []Said{
		mention(at("1", "10", "100"), " Is it so? "),
		{Origin: at("1", "10", "100"), Text: "And where?", Reply: true},
	} {
		r := f.Said(t.Context(), s)
		if r.Private {
			t.Error("private")
		}
		a := answerOf(t, finish(t, r))
		if a.Private || a.Asked || a.ID == "" || a.Answer.Question != strings.TrimSpace(s.Text) {
			t.Errorf("answer %+v", a)
		}
	}
	if d := cmp.Diff([]string{"Is it so?"}, f.asker.last().Turns); d != "" {
		t.Error(d)
	}
}

func TestMessagesThatAreNoQuestions(t *testing.T) {
	o := at("1", "10", "100")
	direct := o
	direct.Place = Place{Channel: "55"}
	for _, tt := range []struct {
		name     string
		said     Said
		settings Settings
		want     string // "" is silence
	}{
		{name: "of a bot", said: Said{Origin: o, Text: "Is it so?", Bot: true}},
		{name: "of a bot, in a direct message", said: Said{Origin: direct, Text: "Is it so?", Bot: true, Direct: true}},
		{name: "direct", said: Said{Origin: direct, Text: "Is it so?", Direct: true}, want: "I answer in servers"},
		{name: "a reply without text", said: Said{Origin: o, Reply: true}, want: "Discord does not show me the text of this reply"},
		{name: "a mention without text", said: Said{Origin: o}, want: "Write your question behind the mention"},
		{name: "a mention without words", said: Said{Origin: o, Text: " ?? "}, want: "Write your question behind the mention"},
		{name: "too long", said: Said{Origin: o, Text: strings.Repeat("word ", 800)}, want: "2,000 characters are the limit"},
		{name: "too long, private", said: Said{Origin: o, Text: strings.Repeat("word ", 800)}, settings: Settings{Private: true}, want: "2,000 characters are the limit"},
		{name: "in another channel", said: Said{Origin: o, Text: "Is it so?"}, settings: Settings{Channels: []string{"11"}}, want: "Ask me in <#11>."},
		{name: "nothing, in another channel", said: Said{Origin: o}, settings: Settings{Channels: []string{"11"}}, want: "Ask me in <#11>."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakes(t)
			f.store.settings["1"] = tt.settings
			r := f.Said(t.Context(), tt.said)
			if tt.want == "" {
				if !silent(r) {
					t.Errorf("said %+v", r)
				}
				return
			}
			if n := noteOf(t, r); !strings.Contains(textOf(n), tt.want) {
				t.Errorf("said %q, want %q", textOf(n), tt.want)
			}
			if r := f.Said(t.Context(), tt.said); !silent(r) {
				t.Errorf("said again within a minute: %+v", r)
			}
			f.clock.add(time.Minute)
			if r := f.Said(t.Context(), tt.said); silent(r) {
				t.Error("silent after a minute")
			}
		})
	}
}

func TestMentionsOverTheLimit(t *testing.T) {
	for _, private := range []bool{false, true} {
		f := newFakes(t)
		f.store.settings["1"] = Settings{MemberLimit: 1, Private: private}
		say := func(person string) Response {
			return f.Said(t.Context(), mention(at("1", "10", person), "Is it so?"))
		}
		if r := say("100"); silent(r) {
			t.Fatal("silent")
		}
		if n := noteOf(t, say("100")); !strings.Contains(n.Text, "one question in ten minutes") || !strings.Contains(n.Text, "<t:") {
			t.Errorf("said %q", n.Text)
		}
		for range 3 {
			if r := say("100"); !silent(r) {
				t.Errorf("private %v: said %+v", private, r)
			}
		}
		if r := say("200"); silent(r) || !private && r.Task == nil {
			t.Errorf("another member gets %+v", r)
		}
	}
}

func TestAMentionWhenBusy(t *testing.T) {
	f := newFakes(t, func(c *Config) { c.Waiting = 1 })
	say := func() Response { return f.Said(t.Context(), mention(at("1", "10", "100"), "Is it so?")) }
	say()
	if n := noteOf(t, say()); !strings.Contains(n.Text, "waiting") {
		t.Errorf("said %q", n.Text)
	}
	if r := say(); !silent(r) {
		t.Errorf("said %+v", r)
	}
}

func TestAMentionWhereAnswersArePrivate(t *testing.T) {
	f := newFakes(t, func(c *Config) { c.Waiting = 1 })
	f.run(t)
	f.store.settings["1"] = Settings{Private: true, MemberLimit: 1}
	o := at("1", "10", "100")
	n := noteOf(t, f.Said(t.Context(), mention(o, "Is it so?")))
	if len(n.Buttons) != 1 {
		t.Fatalf("said %+v", n)
	}
	press := func(o Origin) Response {
		return f.Press(t.Context(), Press{Origin: o, CustomID: n.Buttons[0].ID})
	}
	for name, other := range map[string]Origin{
		"another person": at("1", "10", "200"), "another server": at("2", "10", "100"),
	} {
		r := press(other)
		if no := noteOf(t, r); !r.Private || no.Tone != ToneRefused {
			t.Errorf("%s: %+v", name, r)
		}
	}
	// In another channel, which may not be one to answer in.
	other := noteOf(t, f.Said(t.Context(), mention(at("1", "10", "300"), "Is it so?")))
	r := f.Press(t.Context(), Press{Origin: at("1", "11", "300"), CustomID: other.Buttons[0].ID})
	if no := noteOf(t, r); no.Tone != ToneRefused {
		t.Errorf("in another channel: %+v", r)
	}
	// Busy: the button stays.
	blocker := &task{}
	f.asks.reserve("1", blocker)
	if n := noteOf(t, press(o)); !strings.Contains(n.Text, "waiting") {
		t.Errorf("said %q", n.Text)
	}
	blocker.Drop()
	r = press(o)
	if !r.Private {
		t.Error("public")
	}
	if a := answerOf(t, finish(t, r)); !a.Private || !a.Asked || a.Answer.Question != "Is it so?" {
		t.Errorf("answer %+v", a)
	}
	if f.asker.last().Text != "Is it so?" {
		t.Errorf("asked %+v", f.asker.last())
	}
	if n := noteOf(t, press(o)); n.Tone != ToneRefused {
		t.Errorf("opened twice: %+v", n)
	}
}

func TestAPrivateAnswerIsOpenedInTime(t *testing.T) {
	f := newFakes(t)
	f.store.settings["1"] = Settings{Private: true}
	o := at("1", "10", "100")
	n := noteOf(t, f.Said(t.Context(), mention(o, "Is it so?")))
	f.clock.add(pendingTime)
	if n := noteOf(t, f.Press(t.Context(), Press{Origin: o, CustomID: n.Buttons[0].ID})); n.Tone != ToneRefused {
		t.Errorf("said %+v", n)
	}
}

func TestMessagesWhenSettingsCannotBeRead(t *testing.T) {
	f := newFakes(t)
	f.store.failing(unavailable("The database does not answer."), "Settings")
	o := at("1", "10", "100")
	if n := noteOf(t, f.Said(t.Context(), mention(o, "Is it so?"))); textOf(n) != "The database does not answer." {
		t.Errorf("said %+v", n)
	}
	if r := f.Said(t.Context(), mention(o, "Is it so?")); !silent(r) {
		t.Errorf("said %+v", r)
	}
}

// A reply goes on from the answer that it replies to, whoever asked for it, unless
// that was private or stands elsewhere.
func TestReplyGoesOn(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(p *Posted)
		want   []string
	}{
		{"somebody else's answer", func(*Posted) {}, []string{"Who leads the delegation?"}},
		{"a private one", func(p *Posted) { p.Private = true }, nil},
		{"of another channel", func(p *Posted) { p.Place.Channel = "other" }, nil},
		{"of another server", func(p *Posted) { p.Space = "h" }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFakes(t)
			p := Posted{ID: "p", Space: "g", Place: Place{Guild: "g", Channel: "channel"}, Message: "shown", Person: "bob", At: f.clock.now(),
				Answer: retrieval.Answer{Question: "Who leads the delegation?"}}
			c.change(&p)
			f.store.answers["p"] = p
			f.run(t)
			finish(t, f.Said(t.Context(), Said{Origin: at("g", "channel", "ann"), Text: "and who goes with him?", Reply: true, To: "shown"}))
			if got := f.asker.last().Turns; !slices.Equal(got, c.want) {
				t.Errorf("turns %q, want %q", got, c.want)
			}
		})
	}
}
