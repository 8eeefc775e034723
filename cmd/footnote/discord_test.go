package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/retrieval/llmtest"
)

// These tests run the whole bot, put together by `footnote run` from a config
// file, against a fake Discord: real discordgo, the real store and index and, where
// a test wants one, the mock model.

// botRun is a running bot and the Discord that it talks to.
type botRun struct {
	*discordtest.Server
	home   home
	config string
	log    *lockedBuffer

	t    *testing.T
	now  func() time.Time
	stop context.CancelFunc
	done chan error
}

// botOptions say what a test wants. The zero value is honest.
type botOptions struct {
	discord discordtest.Options
	// model is the script of the mock model; nil means that answers are quoted.
	model *string
	// config is appended to the config file.
	config string
	// now is the bot's clock; nil means the machine's.
	now func() time.Time
	// home is the folder of a bot that runs beside others, under a test that has
	// called newHome; "" is one of its own.
	home home
	// prepare runs before the bot starts.
	prepare func(b *botRun)
}

// patience is how long a test waits for what should happen at once.
const patience = 30 * time.Second

// startBot starts a fake Discord and the bot, and waits until they are connected.
// When the test ends, both are stopped and the fake is asked for violations.
func startBot(t *testing.T, o botOptions) *botRun {
	t.Helper()
	b := newBotRun(t, o)
	b.start()
	return b
}

// newBotRun starts the fake Discord and writes the config; start starts the bot.
func newBotRun(t *testing.T, o botOptions) *botRun {
	t.Helper()
	if o.home == "" {
		o.home = newHome(t)
	}
	b := &botRun{t: t, now: o.now, home: o.home, log: &lockedBuffer{}}
	b.Server = discordtest.New(o.discord)
	t.Cleanup(b.Server.Close)
	t.Cleanup(func() {
		if !t.Failed() {
			b.Check(t)
		}
		noSecrets(t, b.log.String(), b.Token())
		if t.Failed() {
			t.Logf("the bot's log:\n%s", b.log)
		}
	})
	token := b.home.write(t, "token", b.Token())
	var c strings.Builder
	if o.model != nil {
		c.WriteString(startMock(t, *o.model))
	}
	fmt.Fprintf(&c, "[discord]\napi_url = %q\ntoken_file = %q\nattachment_hosts = [%q]\n", b.URL(), token, b.CDNHost())
	c.WriteString(o.config)
	b.config = b.home.write(t, "config.toml", c.String())
	if o.prepare != nil {
		o.prepare(b)
	}
	return b
}

// launch starts the bot. It logs all there is to log, for noSecrets.
func (b *botRun) launch() {
	ctx, cancel := context.WithCancel(context.Background())
	b.stop, b.done = cancel, make(chan error, 1)
	go func() {
		a := &app{in: strings.NewReader(""), out: b.log, err: b.log, now: b.now}
		b.done <- a.run(ctx, []string{"run", "--debug", "--config", b.config, "--data", b.data()})
	}()
	b.t.Cleanup(b.end)
}

// start starts the bot, and waits until it is connected and has its commands.
func (b *botRun) start() {
	b.t.Helper()
	b.launch()
	wait, enough := context.WithTimeout(b.t.Context(), patience)
	defer enough()
	if err := b.Connected(wait); err != nil {
		b.t.Fatalf("not connected: %v\n%s", err, b.log)
	}
	if err := b.Wait(wait, func() bool { return len(b.Commands()) > 0 }); err != nil {
		b.t.Fatalf("no commands registered: %v\n%s", err, b.log)
	}
}

// end stops the bot and waits for it; it may be called twice.
func (b *botRun) end() {
	if b.stop == nil {
		return
	}
	b.stop()
	b.stop = nil
	if err := <-b.done; err != nil {
		b.t.Errorf("the bot ended with: %v", err)
	}
}

// failed waits for the bot to end by itself, with a failure, and gives the exit
// code and the sentence that a person reads then.
func (b *botRun) failed() (code int, said string) {
	b.t.Helper()
	defer func() { b.stop(); b.stop = nil }()
	select {
	case err := <-b.done:
		var text strings.Builder
		report(&text, err)
		return exitCode(err), text.String()
	case <-b.ctx().Done():
		b.t.Fatalf("the bot goes on:\n%s", b.log)
		return 0, ""
	}
}

// noSecrets fails the test for a log that holds the bot's token, that of an
// interaction, or what makes a link to an attachment work.
func noSecrets(t *testing.T, log, token string) {
	t.Helper()
	for _, secret := range []string{token, "interaction-token-", "hm=fake"} {
		if at := strings.Index(log, secret); at >= 0 {
			t.Errorf("the log holds %q: %s", secret, log[max(0, at-200):min(len(log), at+200)])
		}
	}
}

func (b *botRun) data() string { return filepath.Join(string(b.home), "data") }

// ctx ends when a test has waited long enough.
func (b *botRun) ctx() context.Context {
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	b.t.Cleanup(cancel)
	return ctx
}

// sampleServer makes a guild whose articles are the built-in sample.
func (b *botRun) sampleServer(name string) *discordtest.Guild {
	b.t.Helper()
	g := b.NewGuild(name)
	var paths []string
	for _, s := range sampleArticles {
		text, err := sampleFiles.ReadFile("sample/" + s.file)
		if err != nil {
			b.t.Fatal(err)
		}
		paths = append(paths, b.home.write(b.t, filepath.Join("articles", s.file), string(text)))
	}
	r := b.home.run(b.t, b.t.Context(), "", append([]string{"add", "--space", g.ID}, paths...)...)
	if r.code != exitDone {
		b.t.Fatalf("add: exit %d: %s", r.code, r.err)
	}
	return g
}

// manager makes a member who may manage the server.
func manager(g *discordtest.Guild) discordtest.Actor {
	role := g.NewRole("managers", discordtest.PermManageGuild)
	return g.NewMember("mod", role).In(g.General)
}

// answer waits for the complete answer to an interaction: the one with buttons,
// or the one that says no.
func (b *botRun) answer(i *discordtest.Interaction) *discordtest.Message {
	b.t.Helper()
	m, err := i.Until(b.ctx(), func(m *discordtest.Message) bool {
		return !strings.Contains(m.Text(), "…\n") && (len(m.Components) > 0 || m.Ephemeral())
	})
	if err != nil {
		b.t.Fatalf("no answer: %v; so far %v", err, statesSaid(i.History()))
	}
	return m
}

func statesSaid(states []discordtest.State) []string {
	var out []string
	for _, s := range states {
		out = append(out, s.Message.Text())
	}
	return out
}

// says fails the test unless a message holds all the texts.
func says(t *testing.T, m *discordtest.Message, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(m.Text(), want) {
			t.Errorf("the message does not say %q:\n%s", want, m.Text())
		}
	}
}

// startMock serves a mock model and returns the config for it.
func startMock(t *testing.T, script string) string {
	t.Helper()
	return startMockWith(t, llmtest.Options{Script: rulesOf(t, script)})
}

func rulesOf(t *testing.T, script string) []llmtest.Rule {
	t.Helper()
	rules, err := llmtest.ReadScript(strings.NewReader(script))
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func startMockWith(t *testing.T, o llmtest.Options) string {
	t.Helper()
	server, err := llmtest.New(o)
	if err != nil {
		t.Fatal(err)
	}
	url, stop, err := server.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return fmt.Sprintf("[llm]\nbase_url = %q\nmodel = %q\ntimeout = \"5s\"\n", url, llmtest.DefaultModel)
}

// lockedBuffer is a buffer that several goroutines write to.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A member asks, and gets a cited answer with its buttons.
func TestBotAnswers(t *testing.T) {
	var g *discordtest.Guild
	b := startBot(t, botOptions{prepare: func(b *botRun) { g = b.sampleServer("harbour") }})
	ada := g.NewMember("ada").In(g.General)
	asked := ada.Slash("ask", discordtest.String("question", "How many litres of diesel leaked into Wexmoor harbour?"))
	first, err := asked.First(b.ctx())
	if err != nil || !first.Deferred || first.Ephemeral {
		t.Fatalf("first answer %+v, %v", first, err)
	}
	m := b.answer(asked)
	says(t, m, "7,000 litres", "10,000 litres", "[1]")
	t.Log(m.Text())
}
