package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestGatewayRefusals(t *testing.T) {
	for _, tt := range []struct {
		name string
		op   int
		d    any
		code int
	}{
		{"wrong token", 2, obj{"token": "nonsense", "intents": 1}, 4004},
		{"wrong token on resume", 6, obj{"token": "nonsense", "session_id": "x", "seq": 1}, 4004},
		{"invalid shard", 2, obj{"token": DefaultToken, "intents": 1, "shard": []int{2, 2}}, 4010},
		{"invalid intents", 2, obj{"token": DefaultToken, "intents": 1 << 30}, 4013},
		{"message content not switched on", 2, obj{"token": DefaultToken, "intents": IntentMessageContent}, 4014},
		{"members not switched on", 2, obj{"token": DefaultToken, "intents": IntentGuildMembers}, 4014},
		{"unknown op", 99, nil, 4001},
		{"nonsense", 2, "nonsense", 4002},
		{"not identified", 3, obj{}, 4003},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := New(Options{})
			defer s.Close()
			b := dial(t, s.GatewayURL())
			b.next(10, "")
			b.write(tt.op, tt.d)
			if got := b.closeCode(); got != tt.code {
				t.Errorf("closed with %d, want %d", got, tt.code)
			}
		})
	}
	t.Run("twice", func(t *testing.T) {
		s, _, _, b := start(t, Options{}, IntentGuilds)
		b.write(2, obj{"token": s.Token(), "intents": 1})
		if got := b.closeCode(); got != 4005 {
			t.Errorf("closed with %d", got)
		}
	})
	t.Run("too many", func(t *testing.T) {
		s, _, _, b := start(t, Options{}, IntentGuilds)
		beat := func(n, total int) {
			t.Helper()
			for range n {
				b.write(1, 1)
			}
			if err := s.Wait(testContext(t), func() bool { return s.Connections()[0].Heartbeats == total }); err != nil {
				t.Fatal(err)
			}
		}
		beat(119, 119) // with the identify 120
		s.Advance(2 * time.Minute)
		beat(120, 239)
		b.write(1, 1)
		if got := b.closeCode(); got != 4008 {
			t.Errorf("closed with %d", got)
		}
	})
	t.Run("too long", func(t *testing.T) {
		_, _, _, b := start(t, Options{}, IntentGuilds)
		b.write(1, rep(maxFrame))
		if got := b.closeCode(); got != 4002 {
			t.Errorf("closed with %d", got)
		}
	})
	t.Run("allowance spent", func(t *testing.T) {
		s := New(Options{SessionStarts: -1})
		defer s.Close()
		b := dial(t, s.GatewayURL())
		b.write(2, obj{"token": s.Token(), "intents": 1})
		if got := b.closeCode(); got != 4004 || len(s.Violations()) != 1 {
			t.Errorf("closed with %d, %v", got, s.Violations())
		}
	})
}

func TestReadyAndGuilds(t *testing.T) {
	s := New(Options{MaxConcurrency: 1})
	defer s.Close()
	a, b, c := s.NewGuild("a"), s.NewGuild("b"), s.NewGuild("c")
	b.Outage(true)
	c.Kick()
	secret := a.NewPrivateChannel("secret")
	hidden := a.NewChannel("hidden", Overwrite{ID: a.ID, Deny: PermViewChannel})
	w := dial(t, s.GatewayURL())
	w.write(2, obj{"token": s.Token(), "intents": IntentGuilds})
	var ready struct {
		Guilds []struct {
			ID          string
			Unavailable bool
		}
		User struct{ ID string }
	}
	if err := json.Unmarshal(w.next(0, "READY").D, &ready); err != nil {
		t.Fatal(err)
	}
	if len(ready.Guilds) != 2 || !ready.Guilds[0].Unavailable || ready.Guilds[0].ID != a.ID || ready.Guilds[1].ID != b.ID || ready.User.ID != s.AppID() {
		t.Errorf("ready %+v", ready)
	}
	var guild struct {
		ID       string
		Channels []struct{ ID string }
	}
	if err := json.Unmarshal(w.next(0, "GUILD_CREATE").D, &guild); err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, ch := range guild.Channels {
		ids = append(ids, ch.ID)
	}
	if guild.ID != a.ID || !slices.Contains(ids, secret.ID) || slices.Contains(ids, hidden.ID) {
		t.Errorf("guild %+v", guild)
	}
	// Each change of the world is told as its event, in order.
	role := a.NewRole("r", PermSend)
	role.SetPermissions(0)
	role.Delete()
	th := a.General.NewThread("t")
	th.Archive(true, false)
	th.Delete()
	secret.SetRules()
	secret.Delete()
	b.Outage(false)
	b.Outage(true)
	c.Invite()
	c.Kick()
	a.SetCommandPermits("", RoleMay(role, false), UserMay(a.Owner, true), ChannelMay(a.General, true))
	for _, want := range []string{
		"GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE", "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE",
		"CHANNEL_UPDATE", "CHANNEL_DELETE", "GUILD_CREATE", "GUILD_DELETE unavailable", "GUILD_CREATE", "GUILD_DELETE",
		"APPLICATION_COMMAND_PERMISSIONS_UPDATE",
	} {
		p, err := w.read()
		if err != nil {
			t.Fatal(err)
		}
		var d struct{ Unavailable bool }
		json.Unmarshal(p.D, &d)
		got := p.T
		if d.Unavailable {
			got += " unavailable"
		}
		if got != want {
			t.Errorf("event %s, want %s", got, want)
		}
	}
	if r := do(t, s, "GET", "/gateway/bot", nil); r.body["session_start_limit"].(map[string]any)["remaining"] != 999.0 {
		t.Errorf("allowance %s", r.raw)
	}
	s.SetSessionStarts(7)
	if r := do(t, s, "GET", "/gateway/bot", nil); r.body["session_start_limit"].(map[string]any)["remaining"] != 7.0 {
		t.Errorf("allowance %s", r.raw)
	}
	if r := do(t, s, "GET", "/applications/"+s.AppID()+"/guilds/"+a.ID+"/commands/"+s.AppID()+"/permissions", nil); r.status != 200 {
		t.Errorf("permissions %s", r.raw)
	}
	s.Check(t)
}

func TestResume(t *testing.T) {
	resume := func(s *Server, id string, seq int64) obj {
		return obj{"token": s.Token(), "session_id": id, "seq": seq}
	}
	setup := func(t *testing.T, o Options) (*Server, *Guild, *rawBot, string, int64) {
		s := New(o)
		t.Cleanup(s.Close)
		g := s.NewGuild("team")
		b := dial(t, s.GatewayURL())
		id := b.identify(s, IntentGuilds)
		return s, g, b, id, b.next(0, "GUILD_CREATE").S
	}
	gone := func(t *testing.T, s *Server) {
		t.Helper()
		if err := s.Wait(testContext(t), func() bool { cs := s.Connections(); return cs[len(cs)-1].Closed }); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("missed events", func(t *testing.T) {
		s, g, b, id, seq := setup(t, Options{})
		b.ws.NetConn().Close()
		gone(t, s)
		g.NewRole("one", 0)
		g.NewRole("two", 0)
		b = dial(t, s.GatewayURL())
		b.write(6, resume(s, id, seq))
		b.next(10, "")
		for n, want := range []string{"GUILD_ROLE_CREATE", "GUILD_ROLE_CREATE", "RESUMED"} {
			p, err := b.read()
			if err != nil || p.T != want || p.S != seq+int64(n)+1 {
				t.Errorf("%s %d, %v", p.T, p.S, err)
			}
		}
		if n := len(s.Identifies()); n != 1 {
			t.Errorf("%d identifies", n)
		}
	})
	t.Run("future", func(t *testing.T) {
		s, _, _, id, seq := setup(t, Options{})
		b := dial(t, s.GatewayURL())
		b.write(6, resume(s, id, seq+1))
		if got := b.closeCode(); got != 4007 {
			t.Errorf("closed with %d", got)
		}
	})
	t.Run("unknown session", func(t *testing.T) {
		s, _, _, _, _ := setup(t, Options{})
		b := dial(t, s.GatewayURL())
		b.write(6, resume(s, "nonsense", 1))
		if p := b.next(9, ""); string(p.D) != "false" {
			t.Errorf("resumable %s", p.D)
		}
	})
	for _, code := range []int{1000, 1001, 4000} {
		t.Run(fmt.Sprint("closed with ", code), func(t *testing.T) {
			s, _, b, id, seq := setup(t, Options{})
			b.ws.WriteMessage(8, []byte{byte(code >> 8), byte(code)})
			gone(t, s)
			if c := s.Connections()[0].CloseCode; c != code {
				t.Errorf("recorded %d", c)
			}
			b = dial(t, s.GatewayURL())
			b.write(6, resume(s, id, seq))
			if code == 4000 {
				b.next(0, "RESUMED")
			} else {
				b.next(9, "")
			}
		})
	}
	t.Run("at an address of its own", func(t *testing.T) {
		s, _, b, id, seq := setup(t, Options{SeparateResume: true})
		b.ws.NetConn().Close()
		gone(t, s)
		if s.ResumeURL() == s.GatewayURL() {
			t.Error("one address")
		}
		b = dial(t, s.GatewayURL())
		b.write(6, resume(s, id, seq))
		b.next(9, "")
		b = dial(t, s.ResumeURL())
		b.write(6, resume(s, id, seq))
		b.next(0, "RESUMED")
		cs := s.Connections()
		if last := cs[len(cs)-1]; !last.ViaResume || !last.Resumed || !cs[1].Refused {
			t.Errorf("records %+v", cs)
		}
	})
	t.Run("too much missed", func(t *testing.T) {
		s, g, b, id, seq := setup(t, Options{NoValidation: true})
		b.ws.NetConn().Close()
		gone(t, s)
		for range replayEvents + 1 {
			g.NewRole("r", 0)
		}
		b = dial(t, s.GatewayURL())
		b.write(6, resume(s, id, seq))
		b.next(9, "")
	})
}

func TestScripts(t *testing.T) {
	for _, tt := range []struct {
		name   string
		script Script
		see    func(*testing.T, *Server, *rawBot)
	}{
		{"close on identify", Script{Identify: []Action{CloseWith(4011)}}, func(t *testing.T, s *Server, b *rawBot) {
			if c := b.closeCode(); c != 4011 {
				t.Errorf("closed with %d", c)
			}
		}},
		{"drop after ready", Script{Ready: []Action{Drop()}}, func(t *testing.T, s *Server, b *rawBot) {
			b.next(0, "READY")
			if c := b.closeCode(); c != -1 {
				t.Errorf("closed with %d", c)
			}
		}},
		{"reconnect after ready", Script{Ready: []Action{Reconnect()}}, func(t *testing.T, s *Server, b *rawBot) {
			b.next(7, "")
		}},
		{"heartbeat asked for", Script{Ready: []Action{AskHeartbeat()}}, func(t *testing.T, s *Server, b *rawBot) {
			b.next(1, "")
			b.write(1, 1)
			b.next(11, "")
		}},
		{"invalid session on identify", Script{Identify: []Action{InvalidSession(false)}}, func(t *testing.T, s *Server, b *rawBot) {
			if p := b.next(9, ""); string(p.D) != "false" {
				t.Errorf("resumable %s", p.D)
			}
		}},
		{"resumable invalid session", Script{Ready: []Action{InvalidSession(true)}}, func(t *testing.T, s *Server, b *rawBot) {
			if p := b.next(9, ""); string(p.D) != "true" {
				t.Errorf("resumable %s", p.D)
			}
		}},
		{"raw nonsense", Script{Ready: []Action{Raw("nonsense")}}, func(t *testing.T, s *Server, b *rawBot) {
			b.next(0, "GUILD_CREATE")
			if _, err := b.read(); err == nil {
				t.Error("nonsense was read")
			}
		}},
		{"deaf", Script{Ready: []Action{Deaf()}}, func(t *testing.T, s *Server, b *rawBot) {
			b.next(0, "GUILD_CREATE")
			b.write(1, 1)
			s.NewGuild("later")
			if p, err := b.read(); err != nil || p.T != "GUILD_CREATE" {
				t.Errorf("op %d %s, %v", p.Op, p.T, err)
			}
		}},
		{"silent", Script{Ready: []Action{Silence()}}, func(t *testing.T, s *Server, b *rawBot) {
			b.next(0, "GUILD_CREATE")
			s.NewGuild("later")
			b.write(1, 1)
			if err := s.Wait(testContext(t), func() bool { return s.Connections()[0].Heartbeats == 1 }); err != nil {
				t.Fatal(err)
			}
			s.Do(CloseWith(4000)) // an end comes through silence, nothing else
			if _, err := b.read(); err == nil {
				t.Error("something was said")
			}
		}},
		{"late", Script{Ready: []Action{Pause(50 * time.Millisecond)}}, func(t *testing.T, s *Server, b *rawBot) {
			b.next(0, "GUILD_CREATE")
			s.NewGuild("later")
			b.next(0, "GUILD_CREATE")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := New(Options{})
			defer s.Close()
			s.NewGuild("team")
			s.Next(tt.script)
			b := dial(t, s.GatewayURL())
			b.next(10, "")
			b.write(2, obj{"token": s.Token(), "intents": IntentGuilds})
			tt.see(t, s, b)
		})
	}
	t.Run("page instead of a gateway", func(t *testing.T) {
		s := New(Options{})
		defer s.Close()
		s.Next(Script{Status: 502})
		if _, err := tryDial(s.GatewayURL()); err == nil {
			t.Error("dialled")
		}
		dial(t, s.GatewayURL()).next(10, "")
	})
	t.Run("no hello", func(t *testing.T) {
		s := New(Options{})
		defer s.Close()
		s.Next(Script{NoHello: true})
		b := dial(t, s.GatewayURL())
		if err := s.Wait(testContext(t), func() bool { return s.Open() == 1 }); err != nil {
			t.Fatal(err)
		}
		s.Do(Drop())
		if p, err := b.read(); err == nil {
			t.Errorf("op %d", p.Op)
		}
	})
	t.Run("right after resume", func(t *testing.T) {
		s, _, _, b := start(t, Options{}, IntentGuilds)
		id := s.Connections()[0].SessionID
		seq := b.next(0, "GUILD_CREATE").S
		s.Next(Script{Resumed: []Action{Reconnect(), AskHeartbeat()}}, Script{Resume: []Action{InvalidSession(true)}})
		resume := obj{"token": s.Token(), "session_id": id, "seq": seq}
		b = dial(t, s.GatewayURL())
		b.write(6, resume)
		b.next(0, "RESUMED")
		b.next(7, "")
		b.next(1, "")
		b = dial(t, s.GatewayURL())
		b.write(6, resume)
		if p := b.next(9, ""); string(p.D) != "true" {
			t.Errorf("resumable %s", p.D)
		}
	})
	t.Run("before ready and resumed", func(t *testing.T) {
		s := New(Options{})
		defer s.Close()
		s.Next(Script{BeforeReady: []Action{AskHeartbeat()}}, Script{BeforeResumed: []Action{AskHeartbeat(), Reconnect()}})
		b := dial(t, s.GatewayURL())
		b.next(10, "")
		b.write(2, obj{"token": s.Token(), "intents": IntentGuilds})
		ops := func(want ...int) {
			t.Helper()
			for _, op := range want {
				if p, err := b.read(); err != nil || p.Op != op {
					t.Errorf("op %d, %v; want %d", p.Op, err, op)
				}
			}
		}
		ops(1, 0)
		b = dial(t, s.GatewayURL())
		b.next(10, "")
		b.write(6, obj{"token": s.Token(), "session_id": s.Connections()[0].SessionID, "seq": 1})
		ops(1, 7, 0)
	})
	t.Run("revoked", func(t *testing.T) {
		s, _, _, b := start(t, Options{}, IntentGuilds)
		s.Revoke(true)
		if c := b.closeCode(); c != 4004 {
			t.Errorf("closed with %d", c)
		}
	})
	t.Run("muted", func(t *testing.T) {
		s, _, _, b := start(t, Options{}, IntentGuilds)
		b.next(0, "GUILD_CREATE")
		s.Mute(true)
		b.write(1, 1)
		if err := s.Wait(testContext(t), func() bool { return s.Connections()[0].Heartbeats == 1 }); err != nil {
			t.Fatal(err)
		}
		s.Mute(false)
		b.write(1, 1)
		b.next(11, "")
		if n := s.Connections()[0].Heartbeats; n != 2 {
			t.Errorf("the acknowledgement came after %d heartbeats", n)
		}
	})
}

func TestEventsTwiceLateAndOutOfOrder(t *testing.T) {
	s, g, ada, b := start(t, Options{}, IntentGuilds)
	b.next(0, "GUILD_CREATE")
	id := func() string {
		var d struct{ ID string }
		json.Unmarshal(b.next(0, "INTERACTION_CREATE").D, &d)
		return d.ID
	}
	s.Copies(2)
	i := g.General.As(ada).Slash("ask")
	if a, b := id(), id(); a != i.ID || b != i.ID {
		t.Errorf("%s and %s, want twice %s", a, b, i.ID)
	}
	s.Copies(1)
	for _, reversed := range []bool{false, true} {
		s.Hold()
		one, two := g.General.As(ada).Slash("ask"), g.General.As(ada).Slash("ask")
		s.Advance(time.Minute)
		s.Release(reversed)
		want := []string{one.ID, two.ID}
		if reversed {
			slices.Reverse(want)
		}
		if got := []string{id(), id()}; !slices.Equal(got, want) {
			t.Errorf("reversed %v: %v, want %v", reversed, got, want)
		}
		if r := callback(t, s, one, obj{"type": 5}); r.code() != 10062 {
			t.Errorf("a late event's token is dead: %s", r.raw)
		}
	}
	s.Check(t)
}

func TestShards(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	var bots [2]*rawBot
	for n := range bots {
		bots[n] = dial(t, s.GatewayURL())
		bots[n].write(2, obj{"token": s.Token(), "intents": IntentGuilds, "shard": []int{n, 2}})
		bots[n].next(0, "READY")
	}
	seen := [2]int{}
	for range 8 {
		g := s.NewGuild("g")
		n := int(idNumber(g.ID)>>22) % 2
		var d struct{ ID string }
		json.Unmarshal(bots[n].next(0, "GUILD_CREATE").D, &d)
		if d.ID != g.ID {
			t.Errorf("shard %d got guild %s, want %s", n, d.ID, g.ID)
		}
		seen[n]++
		s.Advance(time.Millisecond)
	}
	if seen[0] == 0 || seen[1] == 0 {
		t.Errorf("guilds of the shards: %v", seen)
	}
}

func TestMessageContent(t *testing.T) {
	for _, privileged := range []bool{false, true} {
		intents, o := IntentGuilds|IntentGuildMessages|IntentDirectMessages, Options{}
		if privileged {
			intents, o.PrivilegedIntents = intents|IntentMessageContent, IntentMessageContent
		}
		s, g, ada, b := start(t, o, intents)
		a := g.General.As(ada)
		mine := do(t, s, "POST", "/channels/"+g.General.ID+"/messages", silent(withRows(buttons(1, 0))))
		own := s.Message(mine.str("id"))
		hidden := g.NewChannel("hidden", Overwrite{ID: g.ID, Deny: PermViewChannel})
		for _, tt := range []struct {
			name  string
			say   func() *Sent
			heard bool
		}{
			{"plain", func() *Sent { return a.Say("text", s.NewAttachment("a", "text/plain", nil)) }, privileged},
			{"mention", func() *Sent { return a.Ask("text") }, true},
			{"reply with ping", func() *Sent { return a.Reply(own, "text", true) }, true},
			{"reply without ping", func() *Sent { return a.Reply(own, "text", false) }, privileged},
			{"reply to another", func() *Sent { return a.Reply(a.Say("x").Message, "text", true) }, privileged},
			{"direct", func() *Sent { return ada.DM().As(ada).Say("text") }, true},
			{"role mention", func() *Sent { return a.Say("text <@&" + g.BotRole.ID + ">") }, privileged},
		} {
			hidden.As(ada).Say("never told")
			sent := tt.say()
			var d struct {
				ID, Content       string
				Attachments       []any
				GuildID           string `json:"guild_id"`
				Member            map[string]any
				ReferencedMessage *struct{ Content string } `json:"referenced_message"`
			}
			for d.ID != sent.ID {
				d.ReferencedMessage = nil
				if err := json.Unmarshal(b.next(0, "MESSAGE_CREATE").D, &d); err != nil {
					t.Fatal(err)
				}
				if d.Content == "never told" {
					t.Error("a hidden channel was heard")
				}
			}
			if (d.Content != "") != tt.heard {
				t.Errorf("privileged %v, %s: heard %q", privileged, tt.name, d.Content)
			}
			if tt.name == "plain" && (len(d.Attachments) == 1) != privileged {
				t.Errorf("privileged %v: %d attachments", privileged, len(d.Attachments))
			}
			if d.ReferencedMessage != nil && tt.name != "reply to another" && d.ReferencedMessage.Content == "" {
				t.Errorf("%s: its own message is empty", tt.name)
			}
			if tt.name != "direct" && (d.GuildID != g.ID || d.Member == nil) {
				t.Errorf("%s: guild %q, member %v", tt.name, d.GuildID, d.Member)
			}
		}
		if v := s.Violations(); len(v) > 0 {
			t.Error(v)
		}
	}
}

func TestCompression(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	s.NewGuild("team")
	b := dial(t, s.GatewayURL())
	b.next(10, "")
	b.write(2, obj{"token": s.Token(), "intents": IntentGuilds, "compress": true})
	for {
		kind, data, err := b.ws.ReadMessage()
		if err != nil {
			t.Fatal("no compressed frame: ", err)
		}
		if kind == 2 {
			if len(data) < 100 {
				t.Errorf("%d bytes", len(data))
			}
			return
		}
	}
}
