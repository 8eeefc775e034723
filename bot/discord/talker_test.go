package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"footnote/bot"
	"footnote/bot/discordtest"
	"footnote/corpus"
)

func newFakeClient(t *testing.T, fake *discordtest.Server) *Client {
	t.Helper()
	c, err := NewClient(ClientOptions{API: fake.URL(), Token: fake.Token(), Log: textLog(testWriter{t})})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// testWriter writes the log of a test, and looks for secrets in it.
type testWriter struct{ t *testing.T }

func (w testWriter) Write(p []byte) (int, error) {
	if s := string(p); strings.Contains(s, discordtest.DefaultToken) || strings.Contains(s, "interaction-token-") {
		w.t.Errorf("the log tells a secret: %s", s)
	}
	return len(p), nil
}

// decider is a bot of a few lines. What it is asked it writes down.
type decider struct {
	mu       sync.Mutex
	commands []bot.Command
	presses  []bot.Press
	forms    []bot.Submission
	typed    []bot.Completion
	said     []bot.Said
	kept     []string
	dropped  int
	answer   bot.Response
	tasks    sync.WaitGroup
}

// work is a task of a decider.
type work struct {
	d  *decider
	do func(bot.Sink)
}

func (w *work) Start(s bot.Sink) { w.d.tasks.Go(func() { w.do(s) }) }
func (w *work) Drop()            { w.d.mu.Lock(); w.d.dropped++; w.d.mu.Unlock() }

func (d *decider) task(do func(bot.Sink)) bot.Task { return &work{d: d, do: do} }

// finishing is a task that ends at once.
func (d *decider) finishing(text string) bot.Task {
	return d.task(func(s bot.Sink) { _, _ = s.Finish(context.Background(), note(text)) })
}

func (d *decider) set(r bot.Response) { d.mu.Lock(); d.answer = r; d.mu.Unlock() }

func record[E any](d *decider, to *[]E, e E) bot.Response {
	d.mu.Lock()
	defer d.mu.Unlock()
	*to = append(*to, e)
	return d.answer
}

func (d *decider) Command(_ context.Context, c bot.Command) bot.Response {
	return record(d, &d.commands, c)
}
func (d *decider) Press(_ context.Context, p bot.Press) bot.Response { return record(d, &d.presses, p) }
func (d *decider) Submit(_ context.Context, s bot.Submission) bot.Response {
	return record(d, &d.forms, s)
}
func (d *decider) Said(_ context.Context, s bot.Said) bot.Response { return record(d, &d.said, s) }
func (d *decider) Complete(_ context.Context, c bot.Completion) []bot.Choice {
	record(d, &d.typed, c)
	return []bot.Choice{{Label: "First", Value: "1"}}
}

func (d *decider) keep(what string) error { record(d, &d.kept, what); return nil }

func (d *decider) Joined(_ context.Context, guild string) error { return d.keep("joined " + guild) }
func (d *decider) Left(_ context.Context, guild string) error   { return d.keep("left " + guild) }
func (d *decider) Present(_ context.Context, guilds []string) error {
	slices.Sort(guilds)
	return d.keep("present " + strings.Join(guilds, " "))
}

// stage is a Talker on a fake Discord.
type stage struct {
	t     *testing.T
	fake  *discordtest.Server
	d     *decider
	t1    *Talker
	ctx   context.Context
	guild *discordtest.Guild
	ada   *discordtest.User
}

func newStage(t *testing.T, o discordtest.Options) *stage {
	t.Helper()
	fake := discordtest.New(o)
	t.Cleanup(fake.Close)
	s := &stage{t: t, fake: fake, d: &decider{}}
	s.guild = fake.NewGuild("team")
	s.ada = s.guild.NewMember("ada")
	c := newFakeClient(t, fake)
	s.t1 = NewTalker(TalkerOptions{Client: c, Directory: NewDirectory(c), Decider: s.d, Keeper: s.d,
		Commands: bot.Commands(), Log: textLog(testWriter{t})})
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	s.ctx = ctx
	run, stop := context.WithCancel(ctx)
	done := make(chan error)
	go func() { done <- s.t1.Run(run) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run = %v", err)
		}
		s.d.tasks.Wait()
		s.t1.Wait()
		cancel()
		if !t.Failed() {
			fake.Check(t)
		}
	})
	if err := errors.Join(fake.Connected(ctx), fake.Wait(ctx, func() bool { return fake.Registrations() == 1 })); err != nil {
		t.Fatal(err)
	}
	return s
}

// last waits for the nth record.
func last[E any](s *stage, list *[]E, n int) E {
	s.t.Helper()
	var e E
	err := waitFor(s.ctx, func() bool {
		s.d.mu.Lock()
		defer s.d.mu.Unlock()
		if len(*list) < n {
			return false
		}
		e = (*list)[n-1]
		return true
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return e
}

func waitFor(ctx context.Context, ok func() bool) error {
	for !ok() {
		if err := pause(ctx, 2*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func TestCommandIsDeferredThenAnswered(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	for _, private := range []bool{false, true} {
		s.d.set(bot.Response{Private: private, Task: s.d.task(func(sink bot.Sink) {
			for i := range 50 {
				sink.Show(note(fmt.Sprintf("working %d", i)))
			}
			if id, err := sink.Finish(s.ctx, note("The answer.")); err != nil || id == "" {
				t.Errorf("Finish = %q, %v", id, err)
			}
		})})
		i := s.ada.In(s.guild.General).Slash("ask", discordtest.String("question", "why?"), discordtest.Bool("private", private))
		first, err := i.First(s.ctx)
		s.must(err)
		if !first.Deferred || first.Ephemeral != private {
			t.Errorf("first answer %+v", first)
		}
		_, err = i.Until(s.ctx, func(m *discordtest.Message) bool { return strings.Contains(m.Text(), "The answer.") })
		s.must(err)
		if n := len(i.Edits()); n > 2 {
			t.Errorf("%d edits within a second", n)
		}
	}
	c := last(s, &s.d.commands, 2)
	if c.Name != "ask" || c.Options["question"] != "why?" || c.Options["private"] != "true" {
		t.Errorf("command %+v", c)
	}
	o := c.Origin
	if o.Person.ID != s.ada.ID || o.Person.Manager || o.Place.Guild != s.guild.ID || o.Place.Channel != s.guild.General.ID ||
		o.Place.Parent != "" || !o.Installed || !o.CanPost || o.Callback.Token == "" || o.Callback.Application != s.fake.AppID() {
		t.Errorf("origin %+v", o)
	}
}

func TestFirstAnswers(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	ada := s.ada.In(s.guild.General)
	button := bot.Say(bot.ToneInfo, "Here.")
	button.Buttons = []bot.Button{{ID: "go:1", Label: "Go"}}

	s.d.set(bot.Response{Show: button})
	i := ada.Slash("help")
	m, err := i.Answer(s.ctx)
	s.must(err)
	if first, _ := i.First(s.ctx); first.Type != discordtest.ReplyMessage || first.Ephemeral {
		t.Errorf("first answer %+v", first)
	}

	s.d.set(bot.Response{Show: note("Not you."), Private: true})
	first, err := ada.Press(m, "Go").First(s.ctx)
	s.must(err)
	if first.Type != discordtest.ReplyMessage || !first.Ephemeral {
		t.Errorf("first answer %+v", first)
	}
	if p := last(s, &s.d.presses, 1); p.CustomID != "go:1" {
		t.Errorf("press %+v", p)
	}

	s.d.set(bot.Response{Show: button, Replace: true})
	first, err = ada.Press(m, "Go").First(s.ctx)
	s.must(err)
	if first.Type != discordtest.ReplyEdit {
		t.Errorf("first answer %+v", first)
	}

	// What is private does not take the place of what all read.
	s.d.set(bot.Response{Show: note("Not for all."), Private: true, Replace: true})
	first, err = ada.Press(m, "Go").First(s.ctx)
	s.must(err)
	if first.Type != discordtest.ReplyMessage || !first.Ephemeral {
		t.Errorf("first answer %+v", first)
	}
	s.d.set(bot.Response{Task: s.d.finishing("Not for all."), Private: true, Replace: true})
	first, err = ada.Press(m, "Go").First(s.ctx)
	s.must(err)
	if first.Type != discordtest.ReplyDeferred || !first.Ephemeral {
		t.Errorf("first answer %+v", first)
	}

	s.d.set(bot.Response{Form: &bot.Form{ID: "form:1", Title: "Further", Fields: []bot.Field{{Name: "text", Label: "Question", Max: 100}}}})
	pressed := ada.Press(m, "Go")
	form, err := pressed.Form(s.ctx)
	s.must(err)
	s.d.set(bot.Response{Task: s.d.finishing("Replaced."), Replace: true})
	sent := ada.Submit(pressed, form, map[string]string{"text": "And then?"})
	first, err = sent.First(s.ctx)
	s.must(err)
	if first.Type != discordtest.ReplyDeferredEdit {
		t.Errorf("first answer %+v", first)
	}
	_, err = sent.Until(s.ctx, func(m *discordtest.Message) bool { return strings.Contains(m.Text(), "Replaced.") })
	s.must(err)
	if f := last(s, &s.d.forms, 1); f.CustomID != "form:1" || f.Fields["text"] != "And then?" {
		t.Errorf("form %+v", f)
	}

	mod := s.guild.NewMember("mod", s.guild.NewRole("mods", 32)).In(s.guild.General)
	choices, err := mod.Autocomplete("source info", discordtest.Typing("source", "fir")).Choices(s.ctx)
	s.must(err)
	if len(choices) != 1 || choices[0].Name != "First" {
		t.Errorf("choices %+v", choices)
	}
	if c := last(s, &s.d.typed, 1); c.Name != "source info" || c.Option != "source" || c.Typed != "fir" || !c.Person.Manager {
		t.Errorf("completion %+v", c)
	}

	s.d.set(bot.Response{}) // nothing to say is said too
	first, err = ada.Slash("help").First(s.ctx)
	s.must(err)
	if first.Type != discordtest.ReplyMessage || !first.Ephemeral {
		t.Errorf("first answer %+v", first)
	}

	s.d.set(bot.Response{Show: bot.FileScreen{Text: "Here it is.", Name: "export.json", Content: []byte("{}")}, Private: true})
	_, err = mod.Slash("export").Answer(s.ctx)
	s.must(err)
}

func TestAttachmentsAndMessages(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	s.d.set(bot.Response{Show: note("ok"), Private: true})
	mod := s.guild.NewMember("mod", s.guild.NewRole("mods", 32)).In(s.guild.General)
	one, two := s.fake.NewAttachment("one.txt", "text/plain", []byte("1")), s.fake.NewAttachment("two.md", "text/markdown", []byte("two"))
	_, err := mod.Slash("source add", discordtest.String("link", "https://example.org"), discordtest.File("file", one), discordtest.File("file2", two)).First(s.ctx)
	s.must(err)
	c := last(s, &s.d.commands, 1)
	if c.Name != "source add" || c.Options["link"] != "https://example.org" || len(c.Attachments) != 2 ||
		c.Attachments[0].Name != "one.txt" || c.Attachments[1].Size != 3 || c.Attachments[0].URL == "" {
		t.Errorf("command %+v", c)
	}
	said := s.ada.In(s.guild.General).Say("The mill was built in 1890.")
	_, err = mod.MessageCommand("Check this message", said.Message).First(s.ctx)
	s.must(err)
	c = last(s, &s.d.commands, 2)
	if m := c.Message; m == nil || m.Text != "The mill was built in 1890." || m.AuthorID != s.ada.ID ||
		m.Link != "https://discord.com/channels/"+s.guild.ID+"/"+s.guild.General.ID+"/"+said.Message.ID {
		t.Errorf("message %+v", m)
	} else if m.Own {
		t.Error("the message of a person is taken for the bot's own")
	}
	own, err := mod.Ask("hello").Answer(s.ctx)
	s.must(err)
	_, err = mod.MessageCommand("Check this message", own).First(s.ctx)
	s.must(err)
	if m := last(s, &s.d.commands, 3).Message; m == nil || !m.Own {
		t.Errorf("message %+v", m)
	}
}

// Where the bot may write, but not read what was written before, Discord refuses
// replies: a mention is answered by an ordinary message.
func TestSaidWithoutHistory(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	s.d.set(bot.Response{Show: note("Here.")})
	deaf := s.guild.NewChannel("deaf", discordtest.Overwrite{ID: s.guild.Everyone().ID, Deny: discordtest.PermReadHistory})
	var after time.Time
	for range 2 {
		s.ada.In(deaf).Ask("hello?")
		m, err := deaf.NextMessage(s.ctx, after)
		s.must(err)
		if m.ReplyTo != "" || !strings.Contains(m.Text(), "Here.") {
			t.Errorf("a reply to %q: %s", m.ReplyTo, m.Text())
		}
		after = m.Created
	}
}

func TestUserInstallAndThreads(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	s.d.set(bot.Response{Show: note("ok"), Private: true})
	_, err := s.ada.In(s.guild.General).UserInstalled().Slash("help").First(s.ctx)
	s.must(err)
	if c := last(s, &s.d.commands, 1); c.Installed {
		t.Error("installed for the person only, but it says for the server")
	}
	thread := s.guild.General.NewThread("about")
	_, err = s.ada.In(thread).Slash("help").First(s.ctx)
	s.must(err)
	if c := last(s, &s.d.commands, 2); c.Place.Home() != s.guild.General.ID || c.Place.Channel != thread.ID {
		t.Errorf("place %+v", c.Place)
	}
	s.d.set(bot.Response{Show: note("In the thread.")})
	_, err = s.ada.In(thread).Ask("and here?").Answer(s.ctx)
	s.must(err)
	if said := last(s, &s.d.said, 1); said.Place.Home() != s.guild.General.ID {
		t.Errorf("place %+v", said.Place)
	}
}

func TestSaid(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	s.d.set(bot.Response{Task: s.d.task(func(sink bot.Sink) {
		c, ok := sink.(bot.Calling)
		if !ok || c.Callback().Message == "" || c.Callback().Channel == "" {
			t.Errorf("a sink without its place: %#v", sink)
		}
		if _, err := sink.Finish(s.ctx, note("Because.")); err != nil {
			t.Error(err)
		}
	})})
	ada := s.ada.In(s.guild.General)
	ada.Say("Not meant for the bot, @everyone.")
	asked := ada.Ask("why is it so?")
	m, err := asked.Until(s.ctx, func(m *discordtest.Message) bool { return strings.Contains(m.Text(), "Because.") })
	s.must(err)
	if said := last(s, &s.d.said, 1); said.Text != "why is it so?" || said.Reply || said.Direct || said.Bot || said.Person.ID != s.ada.ID || said.Person.Name == "" {
		t.Errorf("said %+v", said)
	}
	// A reply that does not ping arrives without its text.
	s.d.set(bot.Response{Show: note("A hint.")})
	_, err = ada.Reply(m, "and then?", false).Answer(s.ctx)
	s.must(err)
	if said := last(s, &s.d.said, 2); !said.Reply || said.Text != "" {
		t.Errorf("said %+v", said)
	}
	_, err = ada.Reply(m, "and then?", true).Answer(s.ctx)
	s.must(err)
	if said := last(s, &s.d.said, 3); !said.Reply || said.Text != "and then?" {
		t.Errorf("said %+v", said)
	}
	_, err = s.ada.In(s.ada.DM()).Say("hello").Answer(s.ctx)
	s.must(err)
	if said := last(s, &s.d.said, 4); !said.Direct || said.Text != "hello" || said.Place.Guild != "" {
		t.Errorf("said %+v", said)
	}
	s.d.set(bot.Response{})
	other := s.fake.NewBot("other")
	s.guild.Join(other)
	other.In(s.guild.General).Ask("are you there?")
	if said := last(s, &s.d.said, 5); !said.Bot {
		t.Errorf("said %+v", said)
	}
	if n := len(s.d.said); n != 5 {
		t.Errorf("%d messages were meant for the bot, want 5", n)
	}
}

// An interaction or message that comes several times is answered once.
func TestTwice(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	s.fake.Copies(3)
	s.d.set(bot.Response{Show: note("once")})
	_, err := s.ada.In(s.guild.General).Slash("help").First(s.ctx)
	s.must(err)
	asked := s.ada.In(s.guild.General).Ask("why?")
	_, err = asked.Answer(s.ctx)
	s.must(err)
	s.must(waitFor(s.ctx, func() bool { return s.t1.Stats().Gateway.Duplicates >= 4 }))
	if len(s.d.commands) != 1 || len(asked.Replies()) != 1 {
		t.Errorf("%d commands, %d replies", len(s.d.commands), len(asked.Replies()))
	}
}

// When the first answer does not reach Discord, the place in the queue is given back.
func TestFirstAnswerIsLost(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	s.d.set(bot.Response{Task: s.d.finishing("never")})
	for _, fault := range []discordtest.Fault{discordtest.Refuse(404, 10062, "Unknown interaction"), discordtest.Refuse(400, 50035, "Invalid Form Body")} {
		s.fake.Fail(discordtest.Rule{Method: "POST", Path: "/interactions/**", Times: 1, Do: fault})
		s.d.mu.Lock()
		n := s.d.dropped
		s.d.mu.Unlock()
		s.ada.In(s.guild.General).Slash("help")
		s.must(waitFor(s.ctx, func() bool { s.d.mu.Lock(); defer s.d.mu.Unlock(); return s.d.dropped == n+1 }))
	}
	// A message in a channel where the bot may not write.
	closed := s.guild.NewChannel("closed", discordtest.Overwrite{ID: s.guild.ID, Deny: 1 << 11})
	s.ada.In(closed).Ask("why?")
	s.must(waitFor(s.ctx, func() bool { s.d.mu.Lock(); defer s.d.mu.Unlock(); return s.d.dropped == 3 }))
	if n := s.t1.Stats().Missed; n != 3 {
		t.Errorf("%d missed", n)
	}
}

// A reply whose promise was lost on the way back is delivered all the same.
func TestBadDay(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	s.d.set(bot.Response{Task: s.d.finishing("The answer.")})
	s.fake.Fail(
		discordtest.Rule{Method: "POST", Path: "/interactions/**", Do: discordtest.LoseReply()},
		discordtest.Rule{Method: "PATCH", Path: "/webhooks/**", Do: discordtest.TooMany(100*time.Millisecond, false)},
		discordtest.Rule{Method: "PATCH", Path: "/webhooks/**", Do: discordtest.HTML(502)},
		discordtest.Rule{Method: "PATCH", Path: "/webhooks/**", Do: discordtest.HangUp()},
	)
	i := s.ada.In(s.guild.General).Slash("help")
	_, err := i.Until(s.ctx, func(m *discordtest.Message) bool { return strings.Contains(m.Text(), "The answer.") })
	s.must(err)
}

func TestServersComeAndGo(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	if got := last(s, &s.d.kept, 1); got != "present "+s.guild.ID {
		t.Errorf("kept %q", got)
	}
	other := s.fake.NewGuild("other")
	if got := last(s, &s.d.kept, 2); got != "joined "+other.ID {
		t.Errorf("kept %q", got)
	}
	other.Outage(true)
	other.Outage(false)
	other.Kick()
	if got := last(s, &s.d.kept, 3); got != "left "+other.ID {
		t.Errorf("kept %q", got)
	}
	other.Invite()
	if got := last(s, &s.d.kept, 4); got != "joined "+other.ID {
		t.Errorf("kept %q", got)
	}
}

// A fresh session compares again.
func TestReadyTwice(t *testing.T) {
	d := &decider{}
	c := newTestClient(t, &wire{})
	talker := NewTalker(TalkerOptions{Client: c, Directory: NewDirectory(c), Decider: d, Keeper: d})
	for _, e := range []any{
		&discordgo.Ready{Guilds: []*discordgo.Guild{{ID: "1"}, {ID: "2"}, nil}},
		&discordgo.GuildCreate{Guild: &discordgo.Guild{ID: "1"}},
		&discordgo.GuildCreate{Guild: &discordgo.Guild{ID: "3"}},
		&discordgo.GuildDelete{Guild: &discordgo.Guild{ID: "2", Unavailable: true}},
		&discordgo.GuildDelete{Guild: &discordgo.Guild{ID: "3"}},
		&discordgo.Ready{Guilds: []*discordgo.Guild{{ID: "1"}}},
		&discordgo.GuildCreate{Guild: &discordgo.Guild{ID: "1"}},
	} {
		talker.hear(context.Background(), e)
	}
	if want := []string{"present 1 2", "joined 3", "left 3", "present 1"}; !slices.Equal(d.kept, want) {
		t.Errorf("kept %q, want %q", d.kept, want)
	}
}

// The gateway breaks in every way that leaves a session, one after the other, and
// everybody is still answered, once.
func TestAnswersThroughABadGateway(t *testing.T) {
	s := newStage(t, discordtest.Options{SeparateResume: true})
	s.d.set(bot.Response{Show: note("here")})
	breaks := []discordtest.Action{discordtest.Reconnect(), discordtest.CloseWith(4000), discordtest.Drop()}
	for n, act := range breaks {
		if n == len(breaks)-1 {
			// The next connection is asked to reconnect directly after its resume.
			s.fake.Next(discordtest.Script{BeforeResumed: []discordtest.Action{discordtest.AskHeartbeat(), discordtest.Reconnect()}})
		}
		s.fake.Do(act)
		for range 5 {
			// Some of them fall into the gap and come with the resume.
			if _, err := s.ada.In(s.guild.General).Slash("help").First(s.ctx); err != nil {
				t.Fatalf("%d: %v", n, err)
			}
		}
	}
	if n := len(s.d.commands); n != 5*len(breaks) {
		t.Errorf("%d commands arrived, want %d", n, 5*len(breaks))
	}
	if n := len(s.fake.Identifies()); n != 1 {
		t.Errorf("%d identifies, want 1: the session is to be resumed", n)
	}
}

func FuzzEvents(f *testing.F) {
	for _, seed := range [][2]string{
		{"INTERACTION_CREATE", `{"id":"1","type":2,"token":"t","application_id":"9","guild_id":"2","channel_id":"3","channel":{"type":11,"parent_id":"4"},"member":{"user":{"id":"5","username":"ada"},"roles":["6"],"permissions":"32"},"app_permissions":"3072","authorizing_integration_owners":{"0":"2"},"data":{"id":"7","type":1,"name":"source","options":[{"type":1,"name":"add","options":[{"type":11,"name":"file","value":"8"},{"type":3,"name":"link","value":"x"},null]}],"resolved":{"attachments":{"8":{"id":"8","filename":"a.txt","size":1,"url":"u"}}}}}`},
		{"INTERACTION_CREATE", `{"id":"1","type":2,"data":{"type":3,"name":"Check this message","target_id":"5","resolved":{"messages":{"5":{"id":"5","embeds":[null,{"title":"t","fields":[null]}],"message_snapshots":[{"message":null}]}}}}}`},
		{"INTERACTION_CREATE", `{"id":"1","type":3,"message":{"id":"4","flags":64},"data":{"custom_id":"a:b","values":["1"]}}`},
		{"INTERACTION_CREATE", `{"id":"1","type":4,"data":{"name":"source","options":[{"type":1,"name":"info","options":[{"type":3,"name":"source","value":1.5,"focused":true}]}]}}`},
		{"INTERACTION_CREATE", `{"id":"1","type":5,"data":{"custom_id":"f","components":[{"type":1,"components":[{"type":4,"custom_id":"a","value":"b"}]},{"type":18}]}}`},
		{"INTERACTION_CREATE", `null`},
		{"MESSAGE_CREATE", `{"id":"1","type":19,"guild_id":"2","author":{"id":"5"},"mentions":[null,{"id":"77"}],"content":"<@77> why?","referenced_message":{"author":{"id":"77"}},"member":{"nick":"n"}}`},
		{"MESSAGE_CREATE", `{}`},
		{"READY", `{"user":{"id":"77"},"application":{"id":"9"},"guilds":[{"id":"2","unavailable":true},null]}`},
		{"GUILD_CREATE", `{"id":"2","roles":[null,{"id":"2","permissions":"3072"}],"channels":[null,{"id":"3","permission_overwrites":[null]}],"threads":[{"id":"4","type":11}],"members":[null,{"user":null}]}`},
		{"GUILD_CREATE", `null`},
		{"GUILD_DELETE", `{"id":"2"}`},
		{"GUILD_ROLE_UPDATE", `{"guild_id":"2","role":null}`},
		{"CHANNEL_UPDATE", `{"id":"3","type":0}`},
		{"THREAD_DELETE", `null`},
	} {
		f.Add(seed[0], []byte(seed[1]))
	}
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		d := &decider{answer: bot.Response{Show: note("x"), Replace: true}}
		c := newTestClient(t, &wire{})
		talker := NewTalker(TalkerOptions{Client: c, Directory: NewDirectory(c), Decider: d, Keeper: d})
		talker.self = "77"
		in := newInbox(talker.gateway)
		ctx := context.Background()
		in.one(ctx, discordgo.Event{Type: kind, RawData: data})
		for len(talker.events) > 0 {
			talker.answer(ctx, <-talker.events)
		}
		if n := talker.Stats().Panics; n > 0 {
			t.Errorf("%d panics", n)
		}
	})
}

func TestOutbox(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	out := NewOutbox(s.t1.client)
	id, err := out.Post(s.ctx, s.guild.General.ID, note("Posted."))
	s.must(err)
	s.must(out.Edit(s.ctx, s.guild.General.ID, id, note("Changed.")))
	s.must(out.Finish(s.ctx, bot.Callback{Channel: s.guild.General.ID, Message: id}, note("Ended.")))
	s.must(out.Direct(s.ctx, s.ada.ID, note("To you.")))

	bob := s.guild.NewMember("bob")
	bob.CloseDMs(true)
	gone := s.guild.NewChannel("gone")
	gone.Delete()
	hidden := s.guild.NewChannel("hidden", discordtest.Overwrite{ID: s.guild.ID, Deny: 1 << 10})
	for name, tt := range map[string]struct {
		do   func() error
		code corpus.Code
	}{
		"direct messages closed": {func() error { return out.Direct(s.ctx, bob.ID, note("x")) }, corpus.CodeMissing},
		"message gone":           {func() error { return out.Edit(s.ctx, s.guild.General.ID, "17", note("x")) }, corpus.CodeMissing},
		"channel gone":           {func() error { _, err := out.Post(s.ctx, gone.ID, note("x")); return err }, corpus.CodeMissing},
		"channel hidden":         {func() error { _, err := out.Post(s.ctx, hidden.ID, note("x")); return err }, corpus.CodeMissing},
		"token dead": {func() error {
			return out.Finish(s.ctx, bot.Callback{Application: s.fake.AppID(), Token: "made-up"}, note("x"))
		}, corpus.CodeMissing},
	} {
		if err := tt.do(); !corpus.HasCode(err, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := out.Post(s.ctx, hidden.ID, note("x")); !corpus.HasCode(err, corpus.CodeBusy) {
		t.Errorf("a channel that refused just now: %v", err)
	}
	s.fake.Fail(discordtest.Rule{Method: "PATCH", Do: discordtest.Refuse(429, 30046, "Maximum number of edits to messages older than 1 hour reached."), Times: -1})
	ctx, cancel := context.WithTimeout(s.ctx, 5*time.Second)
	defer cancel()
	if err := out.Edit(ctx, s.guild.General.ID, id, note("x")); !corpus.HasCode(err, corpus.CodeBusy) {
		t.Errorf("many old edits: %v", err)
	}
}

func TestDirectory(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	d := s.t1.directory
	mods := s.guild.NewRole("mods", 32)
	plain := s.guild.NewRole("plain", 0)
	mod := s.guild.NewMember("mod", mods)
	secret := s.guild.NewPrivateChannel("secret", mods)
	thread := s.guild.General.NewThread("thread")

	p, err := d.Member(s.ctx, s.guild.ID, mod.ID)
	s.must(err)
	if !p.Manager || !slices.Contains(p.Roles, mods.ID) {
		t.Errorf("person %+v", p)
	}
	if _, err := d.Member(s.ctx, s.guild.ID, "17"); !corpus.HasCode(err, corpus.CodeMissing) {
		t.Errorf("nobody: %v", err)
	}
	g, err := d.Guild(s.ctx, s.guild.ID)
	s.must(err)
	if g.Name != "team" || g.Roles[mods.ID] != "mods" {
		t.Errorf("guild %+v", g)
	}
	c, err := d.Channel(s.ctx, s.guild.General.ID)
	s.must(err)
	if !c.EveryoneReads || !c.CanPost || c.Guild != s.guild.ID || c.Parent != "" {
		t.Errorf("channel %+v", c)
	}
	c, err = d.Channel(s.ctx, thread.ID)
	s.must(err)
	if !c.EveryoneReads || !c.CanPost || c.Parent != s.guild.General.ID || c.Archived {
		t.Errorf("thread %+v", c)
	}
	thread.Archive(true, false)
	s.must(waitFor(s.ctx, func() bool { c, err := d.Channel(s.ctx, thread.ID); return err == nil && c.Archived }))
	c, err = d.Channel(s.ctx, secret.ID) // or an error: the bot cannot see it
	if err == nil && c.EveryoneReads {
		t.Errorf("channel %+v", c)
	}
	// What changes is heard.
	s.guild.General.SetRules(discordtest.Overwrite{ID: s.guild.ID, Deny: 1 << 11})
	s.must(waitFor(s.ctx, func() bool {
		c, err := d.Channel(s.ctx, s.guild.General.ID)
		return err == nil && !c.CanPost && c.EveryoneReads
	}))

	for _, tt := range []struct {
		name string
		role *discordtest.Role
		set  func()
		want bool
	}{
		{"Manage Server", mods, func() {}, true},
		{"none", plain, func() {}, false},
		{"one command of several", plain, func() { s.guild.SetCommandPermits("source", discordtest.RoleMay(plain, true)) }, false},
		{"all", plain, func() {
			for _, c := range commandsOf(bot.Commands()) {
				if c.Permissions != nil {
					s.guild.SetCommandPermits(c.Name, discordtest.RoleMay(plain, true))
				}
			}
		}, true},
		{"one forbidden", mods, func() { s.guild.SetCommandPermits("stats", discordtest.RoleMay(mods, false)) }, false},
	} {
		tt.set()
		if got, err := d.Shown(s.ctx, s.guild.ID, []string{tt.role.ID}); err != nil || len(got) != 1 || got[tt.role.ID] != tt.want {
			t.Errorf("%s: %v, %v, want %v", tt.name, got, err, tt.want)
		}
	}
	plain.Delete()
	s.must(waitFor(s.ctx, func() bool {
		got, err := d.Shown(s.ctx, s.guild.ID, []string{plain.ID})
		return err == nil && len(got) == 0
	}))
}

func TestFatal(t *testing.T) {
	fake := discordtest.New(discordtest.Options{})
	defer fake.Close()
	c, err := NewClient(ClientOptions{API: fake.URL(), Token: "wrong.token"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	d := &decider{}
	err = NewTalker(TalkerOptions{Client: c, Directory: NewDirectory(c), Decider: d, Keeper: d, Commands: bot.Commands()}).Run(context.Background())
	if !corpus.HasCode(err, corpus.CodeInvalid) || !strings.Contains(corpus.Explain(err), "Reset Token") {
		t.Errorf("Run = %v", err)
	}
}
