package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// These tests are of the bot on bad days of Discord's gateway: what was asked
// meanwhile is answered, once.

// The tests about Discord's bad days ask one question, about one article.
const (
	loosArticle  = "Ferry to Loos\n\nThe ferry to Loos leaves Wexmoor at 7:40 in the morning. It takes 38 cars.\n"
	loosQuestion = "When does the ferry to Loos leave Wexmoor?"
	loosAnswer   = "7:40"
)

// loosServer makes a guild that can answer loosQuestion.
func (b *botRun) loosServer(name string) *discordtest.Guild {
	b.t.Helper()
	g := b.NewGuild(name)
	b.add(g, b.home.write(b.t, "articles/loos.txt", loosArticle))
	return g
}

// add adds files to the articles of a guild, as the command line does.
func (b *botRun) add(g *discordtest.Guild, paths ...string) {
	b.t.Helper()
	if r := b.home.run(b.t, b.t.Context(), "", append([]string{"add", "--space", g.ID}, paths...)...); r.code != exitDone {
		b.t.Fatalf("add: exit %d: %s", r.code, r.err)
	}
}

// until waits for something that happens in the fake.
func (b *botRun) until(what string, done func() bool) {
	b.t.Helper()
	if err := b.Wait(b.ctx(), done); err != nil {
		b.t.Fatalf("waiting until %s: %v", what, err)
	}
}

// answeredOnce wants an interaction to get one reply that says what it should.
func (b *botRun) answeredOnce(i *discordtest.Interaction, wants ...string) {
	b.t.Helper()
	m := b.answer(i)
	says(b.t, m, wants...)
	if f := i.Followups(); len(f) > 0 {
		b.t.Errorf("%d more messages, the first %q", len(f), f[0].Text())
	}
}

// repliedOnce wants a message to get one reply that says what it should.
func (b *botRun) repliedOnce(said *discordtest.Sent, wants ...string) {
	b.t.Helper()
	m, err := said.Until(b.ctx(), func(m *discordtest.Message) bool { return len(m.Components) > 0 })
	if err != nil {
		b.t.Fatalf("no reply: %v", err)
	}
	says(b.t, m, wants...)
	replies := 0
	for _, r := range said.Replies() {
		if r.ReplyTo == said.ID {
			replies++
		}
	}
	if replies != 1 {
		b.t.Errorf("%d replies", replies)
	}
}

// gone is how the connections after the first began: R resumed, I identified.
func (b *botRun) gone() string {
	var way strings.Builder
	for _, c := range b.Connections()[1:] {
		switch {
		case !c.Identified.IsZero():
			way.WriteByte('I')
		case c.Resumed:
			way.WriteByte('R')
		default:
			way.WriteByte('-')
		}
	}
	return way.String()
}

func TestBotOnABadGateway(t *testing.T) {
	newHome(t)
	const beat = 500 * time.Millisecond
	for _, c := range []struct {
		name    string
		discord discordtest.Options
		// bad is what happens; meanwhile says that a mention is answered that is
		// written then. A command would be as well, if the bot is back within the
		// three seconds that Discord waits.
		bad       func(b *botRun)
		meanwhile bool
		// way is how the bot comes back, as a regular expression: see gone. A
		// machine that is busy makes it miss more than one heartbeat.
		way string
	}{
		{"asked to reconnect and to beat directly after a resume", discordtest.Options{}, func(b *botRun) {
			b.Next(discordtest.Script{Resumed: []discordtest.Action{discordtest.Reconnect()}},
				discordtest.Script{BeforeResumed: []discordtest.Action{discordtest.AskHeartbeat()}, Resumed: []discordtest.Action{discordtest.AskHeartbeat()}})
			b.Do(discordtest.Reconnect())
		}, true, "RR"},
		{"a dead connection", discordtest.Options{Heartbeat: beat}, func(b *botRun) {
			b.Do(discordtest.Silence())
		}, true, "R+"},
		{"heartbeats that are not acknowledged", discordtest.Options{Heartbeat: beat}, func(b *botRun) {
			b.Do(discordtest.Deaf())
		}, true, "R+"},
		{"4000, 4008, and no close frame", discordtest.Options{SeparateResume: true}, func(b *botRun) {
			for n, a := range []discordtest.Action{discordtest.CloseWith(4000), discordtest.CloseWith(4008), discordtest.Drop()} {
				b.until("it is there", func() bool { return b.Sessions() == 1 && b.gone() == strings.Repeat("R", n) })
				b.Do(a)
			}
		}, true, "RRR"},
		{"a page in place of the gateway", discordtest.Options{}, func(b *botRun) {
			b.Next(discordtest.Script{Status: 502}, discordtest.Script{Status: 503})
			b.Do(discordtest.Drop())
		}, true, "--R"},
		{"session timed out", discordtest.Options{}, func(b *botRun) { b.Do(discordtest.CloseWith(4009)) }, false, "I"},
		{"an invalid session that can be resumed", discordtest.Options{}, func(b *botRun) {
			b.Do(discordtest.InvalidSession(true))
		}, true, "R"},
		{"an invalid session", discordtest.Options{}, func(b *botRun) { b.Do(discordtest.InvalidSession(false)) }, false, "I"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var g *discordtest.Guild
			b := startBot(t, botOptions{home: home(t.TempDir()), discord: c.discord, prepare: func(b *botRun) { g = b.loosServer("harbour") }})
			ada := g.NewMember("ada").In(g.General)
			ask := func() *discordtest.Interaction { return ada.Slash("ask", discordtest.String("question", loosQuestion)) }
			before := ask()
			if _, err := before.First(b.ctx()); err != nil {
				t.Fatal(err)
			}
			c.bad(b)
			if c.meanwhile {
				b.repliedOnce(ada.Ask(loosQuestion), loosAnswer)
			}
			b.until("it is back", func() bool { return b.Sessions() > 0 && regexp.MustCompile("^("+c.way+")$").MatchString(b.gone()) })
			b.answeredOnce(before, loosAnswer)
			b.answeredOnce(ask(), loosAnswer)
			if way := b.gone(); !regexp.MustCompile("^(" + c.way + ")$").MatchString(way) {
				t.Errorf("it came back as %q, want %q: %+v", way, c.way, b.Connections())
			}
		})
	}
}

// Events that come several times are answered once; a server that is out for a
// while has not removed the bot.
func TestBotHearsTwiceAndThroughAnOutage(t *testing.T) {
	var g *discordtest.Guild
	b := startBot(t, botOptions{prepare: func(b *botRun) { g = b.loosServer("harbour") }})
	ada := g.NewMember("ada").In(g.General)
	b.Copies(3)
	asked, said := ada.Slash("ask", discordtest.String("question", loosQuestion)), ada.Ask(loosQuestion)
	b.repliedOnce(said, loosAnswer)
	b.answeredOnce(asked, loosAnswer)
	b.Copies(1)

	g.Outage(true)
	g.Outage(false)
	b.answeredOnce(ada.Slash("ask", discordtest.String("question", loosQuestion)), loosAnswer)
	b.end() // so that everything has been done
	if n := len(b.Requests("POST", "/channels/"+g.General.ID+"/messages")); n != 1 {
		t.Errorf("the mention got %d replies", n)
	}
	if n := len(b.Requests("POST", "/interactions/")); n != 2 {
		t.Errorf("%d first answers to two questions", n)
	}
	if strings.Contains(b.log.String(), "removed from a server") {
		t.Error("an outage was taken for a removal")
	}
}

// Where it is of no use to connect again, the program ends, and says what to
// change.
func TestBotIsRefusedByTheGateway(t *testing.T) {
	newHome(t)
	for code, wants := range map[int][]string{
		4004: {"token", "Reset Token"},
		4010: {"shard"},
		4011: {"shards"},
		4012: {"newer Footnote"},
		4013: {"newer Footnote", "api_url"},
		4014: {"Privileged Gateway Intents", "Developer Portal"},
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			b := newBotRun(t, botOptions{home: home(t.TempDir())})
			b.Next(discordtest.Script{Identify: []discordtest.Action{discordtest.CloseWith(code)}})
			b.launch()
			b.wantFailure(exitFailed, wants...)
			if n := len(b.Connections()); n != 1 {
				t.Errorf("%d connections", n)
			}
		})
	}
}

// wantFailure waits for the bot to end by itself, with a sentence.
func (b *botRun) wantFailure(code int, wants ...string) {
	b.t.Helper()
	got, said := b.failed()
	if got != code {
		b.t.Errorf("exit code %d, want %d", got, code)
	}
	for _, want := range append(wants, "footnote: ") {
		if !strings.Contains(said, want) {
			b.t.Errorf("it does not say %q: %s", want, said)
		}
	}
	if strings.Contains(said, b.Token()) || strings.Count(said, "\n") != 1 {
		b.t.Errorf("that is no sentence for people: %q", said)
	}
}

// A token that was never right, and one that is reset while the bot runs.
func TestBotWithoutAGoodToken(t *testing.T) {
	newHome(t)
	where := []string{"Discord does not accept the bot's token", "Reset Token", "token_env or token_file"}
	t.Run("wrong", func(t *testing.T) {
		t.Parallel()
		b := newBotRun(t, botOptions{home: home(t.TempDir()), prepare: func(b *botRun) { b.home.write(t, "token", "MTIz.another.token") }})
		b.launch()
		b.wantFailure(exitFailed, where...)
		if n := len(b.Connections()); n != 0 {
			t.Errorf("it connected %d times", n)
		}
		if n := b.InvalidReplies(); n > 3 {
			t.Errorf("it was refused %d times", n)
		}
	})
	t.Run("reset, told by the gateway", func(t *testing.T) {
		t.Parallel()
		b := startBot(t, botOptions{home: home(t.TempDir())})
		b.Revoke(true)
		b.wantFailure(exitFailed, where...)
	})
	t.Run("reset, told by a request", func(t *testing.T) {
		t.Parallel()
		b := startBot(t, botOptions{home: home(t.TempDir())})
		b.Fail(discordtest.Rule{Path: "/channels/**", Times: -1, Do: discordtest.InvalidToken()})
		g := b.NewGuild("harbour")
		g.NewMember("ada").In(g.General).Ask(loosQuestion)
		b.wantFailure(exitFailed, where...)
	})
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		b := newBotRun(t, botOptions{home: home(t.TempDir()), prepare: func(b *botRun) { b.home.write(t, "token", "\n") }})
		b.launch()
		b.wantFailure(exitUsage, "[discord] needs the bot's token", filepath.Join(string(b.home), "token")+" is empty", "Copy it from the page Bot")
	})
}
