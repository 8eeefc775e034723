package discord

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"footnote/corpus"
)

func TestIdentify(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newGate(t)
		f.start()
		c := f.accept()
		d := c.want(opIdentify)
		if d["token"] != testToken || d["intents"] != float64(Intents) || d["shard"] != nil {
			t.Errorf("identify %v", d)
		}
		const privileged = discordgo.IntentGuildMembers | discordgo.IntentGuildPresences | discordgo.IntentMessageContent
		if Intents&privileged != 0 {
			t.Error("a privileged intent is asked for")
		}
		c.ready("s1")
		c.event("GUILD_CREATE", `{"id":"7","name":"Seven"}`)
		c.event("TYPING_START", `{}`)
		c.event("INTERACTION_CREATE", `{"id":"70","type":2,"data":{"name":"ask","type":1}}`)
		kinds := ""
		for _, e := range f.got() {
			kinds += fmt.Sprintf("%T ", e)
		}
		if want := "*discordgo.Ready *discordgo.GuildCreate *discord.Interaction "; kinds != want {
			t.Errorf("events %s, want %s", kinds, want)
		}
		if s := f.g.Stats(); s.Since.IsZero() || s.Identifies != 1 || s.Resumes != 0 || s.Events != 4 {
			t.Errorf("stats %+v", s)
		}
		f.end()
		c.wantClosed(1000) // the next process cannot resume it
	})
}

func TestHeartbeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newGate(t)
		f.start()
		c := f.begin("s1")
		time.Sleep(201 * time.Second) // five intervals, the first beat somewhere in the first
		if n := len(c.beaten()); n != 5 && n != 6 {
			t.Errorf("%d heartbeats", n)
		}
		if last := c.beaten()[len(c.beaten())-1]; last != float64(1) {
			t.Errorf("heartbeat with %v, want the last sequence number", last)
		}
		// One that the gateway asks for, just before the next regular one.
		n := len(c.beaten())
		c.send(`{"op":1}`)
		synctest.Wait()
		if len(c.beaten()) != n+1 {
			t.Error("the heartbeat asked for did not come")
		}
		time.Sleep(10 * time.Minute)
		if s := f.g.Stats(); s.Connections != 1 || s.Since.IsZero() {
			t.Errorf("stats %+v", s)
		}
		f.end()
	})
}

// Each of them ends the program with what to change, and is not dialled again.
func TestFatalCloses(t *testing.T) {
	for code, words := range map[int]string{
		4004: "Reset Token", 4010: "Developer Portal", 4011: "shards", 4012: "newer Footnote",
		4013: "events", 4014: "Privileged Gateway Intents",
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newGate(t)
				f.start()
				c := f.accept()
				c.want(opIdentify)
				c.close(code)
				err := <-f.err
				if !corpus.HasCode(err, corpus.CodeInvalid) || !strings.Contains(corpus.Explain(err), words) {
					t.Errorf("Run = %v, want a sentence with %q", err, words)
				}
				if s := f.g.Stats(); s.Connections != 1 || s.Closes[code] != 1 {
					t.Errorf("stats %+v", s)
				}
				<-c.closed
			})
		})
	}
}

func TestClosesThatGoOn(t *testing.T) {
	for _, tt := range []struct {
		code  int
		fresh bool
	}{
		{1000, false}, {1001, false}, {1006, false}, {4000, false}, {4001, false}, {4002, false}, {4003, true},
		{4005, false}, {4007, true}, {4008, false}, {4009, true}, {4999, false},
	} {
		t.Run(fmt.Sprint(tt.code), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newGate(t)
				f.start()
				c := f.begin("s1")
				time.Sleep(2 * time.Minute)
				c.event("GUILD_CREATE", `{"id":"1"}`)
				if tt.code == 1006 {
					c.drop()
				} else {
					c.close(tt.code)
				}
				c.wantClosed(-1)
				next := f.accept()
				if d := next.at.Sub(c.ended); d != 0 {
					t.Errorf("connected again after %v", d)
				}
				if tt.fresh {
					if d := next.want(opIdentify); d["token"] != testToken {
						t.Errorf("identify %v", d)
					}
					if next.host != "gateway.test" {
						t.Errorf("dialled %s", next.host)
					}
				} else {
					next.wantResume("s1", 2)
					if next.host != "resume.test" {
						t.Errorf("dialled %s, want the address for resumes", next.host)
					}
				}
				f.end()
				<-next.closed
			})
		})
	}
}

// The gateway asks to reconnect: at once, with the session. discordgo would send
// a close frame.
func TestReconnectRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newGate(t)
		f.start()
		c := f.begin("s1")
		time.Sleep(2 * time.Minute)
		start := time.Now()
		c.send(`{"op":7,"d":null}`)
		c.wantClosed(-1)
		next := f.accept()
		next.wantResume("s1", 1)
		if d := time.Since(start); d != 0 {
			t.Errorf("it took %v", d)
		}
		f.end()
		<-next.closed
	})
}

// Directly after a resume, where discordgo locks itself out, everything that a
// gateway may say is understood.
func TestDirectlyAfterResume(t *testing.T) {
	for name, frame := range map[string]string{
		"heartbeat request": `{"op":1}`, "reconnect": `{"op":7,"d":null}`, "invalid": `{"op":9,"d":true}`, "ack": `{"op":11}`,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newGate(t)
				f.start()
				c := f.begin("s1")
				c.drop()
				<-c.closed
				c = f.accept()
				c.wantResume("s1", 1)
				c.send(frame)
				switch name {
				case "reconnect", "invalid":
					c.wantClosed(-1)
					c = f.accept()
					c.wantResume("s1", 1)
				case "heartbeat request":
					synctest.Wait()
					if len(c.beaten()) != 1 {
						t.Error("no heartbeat")
					}
				}
				c.seq = 1
				c.event("RESUMED", `{}`)
				c.event("GUILD_CREATE", `{"id":"9"}`)
				events := f.got()
				if _, ok := events[len(events)-1].(*discordgo.GuildCreate); !ok {
					t.Errorf("the last event is %T", events[len(events)-1])
				}
				f.end()
				<-c.closed
			})
		})
	}
}

// Invalid session: the flag decides, and it takes one to five seconds.
func TestInvalidSession(t *testing.T) {
	for _, resumable := range []bool{true, false} {
		t.Run(fmt.Sprint(resumable), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newGate(t)
				f.start()
				c := f.begin("s1")
				time.Sleep(2 * time.Minute)
				c.send(fmt.Sprintf(`{"op":9,"d":%v}`, resumable))
				c.wantClosed(-1)
				next := f.accept()
				if d := next.at.Sub(c.ended); d < time.Second || d > 5*time.Second {
					t.Errorf("connected again after %v", d)
				}
				if resumable {
					next.wantResume("s1", 1)
				} else {
					next.want(opIdentify)
				}
				f.end()
				<-next.closed
			})
		})
	}
}

// A connection that is dead without having been closed is noticed: by heartbeats
// without acknowledgement, or by silence. The session is resumed.
func TestZombies(t *testing.T) {
	t.Run("no acknowledgement", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := newGate(t)
			f.start()
			c := f.begin("s1")
			time.Sleep(2 * time.Minute)
			c.silent()
			start := time.Now()
			go func() {
				for range 20 { // events still come
					c.event("GUILD_CREATE", `{"id":"1"}`)
					time.Sleep(5 * time.Second)
				}
			}()
			c.wantClosed(-1)
			if d := time.Since(start); d > 81*time.Second {
				t.Errorf("noticed after %v", d)
			}
			next := f.accept()
			next.want(opResume)
			time.Sleep(time.Minute)
			f.end()
			<-next.closed
		})
	})
	t.Run("silence", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := newGate(t)
			f.start()
			c := f.begin("s1")
			for len(c.beaten()) == 0 {
				time.Sleep(time.Millisecond)
			}
			c.silent()
			start := time.Now()
			c.wantClosed(-1)
			if d := time.Since(start); d > f.interval+idleGrace {
				t.Errorf("noticed after %v", d)
			}
			next := f.accept()
			next.wantResume("s1", 1)
			f.end()
			<-next.closed
		})
	})
	t.Run("no hello", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := newGate(t)
			f.start()
			c := <-f.conns
			start := time.Now()
			c.wantClosed(-1)
			if d := time.Since(start); d != helloTime {
				t.Errorf("noticed after %v", d)
			}
			next := f.accept()
			next.want(opIdentify)
			f.end()
			<-next.closed
		})
	})
	t.Run("no READY", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := newGate(t)
			f.start()
			c := f.accept()
			c.want(opIdentify)
			start := time.Now()
			c.wantClosed(-1)
			if d := time.Since(start); d != readyTime {
				t.Errorf("noticed after %v", d)
			}
			next := f.accept()
			next.want(opIdentify)
			f.end()
			<-next.closed
		})
	})
}

// Failures in a row are tried again ever more slowly, and not for ever more slowly.
func TestBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newGate(t)
		f.start()
		c := f.begin("s1")
		var last time.Time
		for i := range 14 {
			c.drop()
			<-c.closed
			c = f.accept()
			c.want(opResume)
			wait := c.at.Sub(last)
			last = c.at
			if i < 2 {
				continue
			}
			full := min(reconnectFirst<<(i-1), reconnectMost)
			if wait < full/2 || wait > full {
				t.Errorf("attempt %d came after %v, want %v to %v", i, wait, full/2, full)
			}
		}
		// Once it has been quiet the first attempt comes at once.
		c.seq = 1
		c.event("RESUMED", `{}`)
		time.Sleep(stableTime)
		c.drop()
		<-c.closed
		next := f.accept()
		if d := next.at.Sub(c.ended); d != 0 {
			t.Errorf("connected again after %v", d)
		}
		f.end()
		<-next.closed
	})
}

// When the address for resumes does not answer, the ordinary one is used.
func TestResumeAddressIsDead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newGate(t)
		f.refuse["resume.test"] = true
		f.start()
		c := f.begin("s1")
		c.drop()
		<-c.closed
		c = f.accept()
		if c.host != "gateway.test" || len(f.hosts) != 2+resumeDials {
			t.Errorf("dialled %v", f.hosts)
		}
		c.wantResume("s1", 1)
		f.end()
		<-c.closed
	})
}

func TestIdentifyAllowance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newGate(t)
		f.limits = []string{`{"total":1000,"remaining":0,"reset_after":3600000,"max_concurrency":1}`, limitFull}
		start := time.Now()
		f.start()
		c := f.begin("s1")
		if d := c.at.Sub(start); d < time.Hour || d > time.Hour+2*time.Second {
			t.Errorf("identified after %v, want an hour", d)
		}
		// Two identifies are five seconds apart, whatever the gateway says.
		first := time.Now()
		c.close(4009)
		<-c.closed
		c = f.accept()
		c.want(opIdentify)
		if d := time.Since(first); d < identifyEvery {
			t.Errorf("identified again after %v", d)
		}
		// Resumes need no allowance.
		f.mu.Lock()
		f.limits = []string{`{"total":1000,"remaining":0,"reset_after":3600000,"max_concurrency":1}`}
		f.mu.Unlock()
		c.seq = 0
		c.ready("s2")
		synctest.Wait()
		c.drop()
		<-c.closed
		start = time.Now()
		c = f.accept()
		c.wantResume("s2", 1)
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("resumed after %v", d)
		}
		f.end()
		<-c.closed
	})
}

func TestWrongToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newGate(t)
		f.limits = []string{"401"}
		f.start()
		if err := <-f.err; !strings.Contains(corpus.Explain(err), "Reset Token") {
			t.Errorf("Run = %v", err)
		}
		if len(f.hosts) != 0 {
			t.Errorf("dialled %v", f.hosts)
		}
	})
}

// The token is reset while the bot runs: a request finds out, and the gateway ends.
func TestRevokedToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newGate(t)
		f.start()
		c := f.begin("s1")
		f.mu.Lock()
		f.limits = []string{"401"}
		f.mu.Unlock()
		_, _ = f.g.client.Me(context.Background())
		if err := <-f.err; !strings.Contains(corpus.Explain(err), "Reset Token") {
			t.Errorf("Run = %v", err)
		}
		<-c.closed
	})
}

// A token goes without TLS only where the operator's own address has none.
func TestGatewayAddress(t *testing.T) {
	for _, tt := range []struct{ api, told, want string }{
		{"https://discord.com/api/v10", "wss://gateway.discord.gg", "wss://gateway.discord.gg/?encoding=json&v=10"},
		{"https://discord.com/api/v10", "ws://gateway.discord.gg", ""},
		{"http://127.0.0.1:1/api", "ws://127.0.0.1:2/gateway?x=1", "ws://127.0.0.1:2/gateway?encoding=json&v=10&x=1"},
		{"http://127.0.0.1:1/api", "", ""},
		{"http://127.0.0.1:1/api", "file:///etc/passwd", ""},
		{"http://127.0.0.1:1/api", "ws://user:pass@host", ""},
	} {
		c, err := NewClient(ClientOptions{API: tt.api, Token: testToken})
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := NewGateway(GatewayOptions{Client: c}).address(tt.told); got != tt.want {
			t.Errorf("address(%q) = %q, want %q", tt.told, got, tt.want)
		}
	}
}

func TestEventsComeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newGate(t)
		f.start()
		c := f.begin("s1")
		for range 3 {
			c.event("INTERACTION_CREATE", `{"id":"500","type":2,"data":{"name":"ask","type":1}}`)
			c.event("MESSAGE_CREATE", `{"id":"500","content":"hello"}`)
		}
		c.event("INTERACTION_CREATE", `{"id":"501","type":2,"data":{"name":"ask","type":1}}`)
		if n := len(f.got()); n != 4 {
			t.Errorf("%d events, want READY and three", n)
		}
		if s := f.g.Stats(); s.Duplicates != 4 {
			t.Errorf("stats %+v", s)
		}
		f.end()
		<-c.closed
	})
}

func TestSeenIsBounded(t *testing.T) {
	var s seen
	now := time.Now()
	for i := range seenMost + 5 {
		if !s.first(fmt.Sprint(i), now) {
			t.Fatalf("%d is new", i)
		}
	}
	if len(s.ids) > seenMost || len(s.ids) != len(s.order) {
		t.Errorf("%d ids and %d in order", len(s.ids), len(s.order))
	}
	if s.first(fmt.Sprint(seenMost), now.Add(seenTime-1)) {
		t.Error("forgotten before its time")
	}
	if !s.first(fmt.Sprint(seenMost), now.Add(seenTime)) || len(s.ids) != 1 {
		t.Errorf("%d are kept after their time", len(s.ids))
	}
}

// Interactions whose token is dead are dropped; ids that do not tell a time of
// these days say nothing.
func TestLate(t *testing.T) {
	now := time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)
	id := func(at time.Time) string { return fmt.Sprint((at.UnixMilli() - 1420070400000) << 22) }
	for _, tt := range []struct {
		id   string
		want bool
	}{
		{id(now), false}, {id(now.Add(time.Hour)), false}, {id(now.Add(-14 * time.Minute)), false},
		{id(now.Add(-15 * time.Minute)), true}, {id(now.Add(-3 * time.Hour)), true},
		{id(now.Add(-48 * time.Hour)), false}, {"1001", false}, {"x", false},
	} {
		if got := late(tt.id, now); got != tt.want {
			t.Errorf("late(%s) = %v", tt.id, got)
		}
	}
}

func TestPanicCostsOneEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newGate(t)
		f.handle = func(e any) {
			if i, ok := e.(*Interaction); ok && i.ID == "1" {
				panic("boom " + testToken)
			}
		}
		var log strings.Builder
		f.g.log = textLog(&log)
		f.start()
		c := f.begin("s1")
		for i := range 3 {
			c.event("INTERACTION_CREATE", fmt.Sprintf(`{"id":"%d","type":2,"data":{"name":"ask","type":1}}`, i))
		}
		if n := len(f.got()); n != 4 {
			t.Errorf("%d events, want 4", n)
		}
		if s := f.g.Stats(); s.Panics != 1 || s.Connections != 1 {
			t.Errorf("stats %+v", s)
		}
		f.end()
		<-c.closed
		if !strings.Contains(log.String(), "boom") || strings.Contains(log.String(), testToken) {
			t.Errorf("the log: %s", log.String())
		}
	})
}

// While the handler is stuck, heartbeats go on, what people do is dropped beyond
// a bound, and nothing grows.
func TestHandlerIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newGate(t)
		stuck := make(chan struct{})
		f.handle = func(any) { <-stuck }
		f.start()
		c := f.begin("s1")
		const most = inboxBytes / eventBytes
		for i := range most + 100 {
			c.event("MESSAGE_CREATE", fmt.Sprintf(`{"id":"%d"}`, i))
		}
		time.Sleep(10 * time.Minute)
		s := f.g.Stats()
		if s.Connections != 1 || s.Since.IsZero() {
			t.Errorf("the connection was lost: %+v", s)
		}
		if s.Dropped < 100 || s.Dropped > 102 {
			t.Errorf("%d were dropped, want about 100", s.Dropped)
		}
		f.mu.Lock()
		f.handle = nil
		f.mu.Unlock()
		close(stuck)
		if n := len(f.got()); n < most-2 || n > most+1 {
			t.Errorf("%d events were handled, want about %d", n, most)
		}
		f.end()
		<-c.closed
	})
}

// Components that discordgo does not know do not cost the event.
func TestNewComponents(t *testing.T) {
	const message = `{"id":"5","content":"text","author":{"id":"6"},"components":[{"type":99,"x":1},{"type":1,"components":[{"type":98}]}]}`
	v, err := decodeEvent(discordgo.Event{Type: "INTERACTION_CREATE", RawData: []byte(
		`{"id":"1","type":2,"token":"t","data":{"id":"2","name":"Check this message","type":3,"target_id":"5","resolved":{"messages":{"5":` + message + `}}}}`)})
	i, ok := v.(*Interaction)
	if err != nil || !ok || i.ApplicationCommandData().Resolved.Messages["5"].Content != "text" {
		t.Errorf("%s, %v", asJSON(v), err)
	}
	v, err = decodeEvent(discordgo.Event{Type: "INTERACTION_CREATE", RawData: []byte(
		`{"id":"1","type":5,"token":"t","message":` + message + `,"data":{"custom_id":"f","components":[{"type":1,"components":[{"type":4,"custom_id":"a","value":"b"}]}]}}`)})
	i, ok = v.(*Interaction)
	if err != nil || !ok || len(i.ModalSubmitData().Components) != 1 {
		t.Errorf("%s, %v", asJSON(v), err)
	}
	v, err = decodeEvent(discordgo.Event{Type: "MESSAGE_CREATE", RawData: []byte(message)})
	if m, ok := v.(*discordgo.MessageCreate); err != nil || !ok || m.Content != "text" {
		t.Errorf("%s, %v", asJSON(v), err)
	}
}

func TestFramesThatAreNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newGate(t)
		f.start()
		c := f.begin("s1")
		for _, s := range []string{"", "null", "[]", "{", `{"op":"x"}`, `{"op":99}`, `{"op":0,"s":null,"t":null,"d":null}`, `{"op":10,"d":{}}`} {
			c.send(s)
		}
		c.seq = 10
		c.event("GUILD_CREATE", `{"id":"1"}`)
		if n := len(f.got()); n != 2 {
			t.Errorf("%d events, want 2", n)
		}
		c.drop()
		<-c.closed
		c = f.accept()
		c.wantResume("s1", 11)
		f.end()
		<-c.closed
	})
}

func FuzzDecodeEvent(f *testing.F) {
	f.Add("INTERACTION_CREATE", []byte(`{"id":"1","type":2,"data":{"name":"ask","options":[{"type":3,"name":"question","value":"x"}]}}`))
	f.Add("INTERACTION_CREATE", []byte(`{"id":"1","type":5,"data":{"components":[{"type":99}]}}`))
	f.Add("MESSAGE_CREATE", []byte(`{"id":"1","components":[{"type":18}],"referenced_message":null}`))
	f.Add("READY", []byte(`{"guilds":[null]}`))
	f.Add("GUILD_CREATE", []byte(`null`))
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		_, _ = decodeEvent(discordgo.Event{Type: kind, RawData: data})
	})
}
