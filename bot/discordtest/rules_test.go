package discordtest

import (
	"testing"
	"time"
)

func TestPermissionsAndUnknowns(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	other := s.NewGuild("left")
	other.Kick()
	ada := g.NewMember("ada")
	shut := g.NewMember("shut")
	shut.CloseDMs(true)
	stranger := s.NewUser("stranger")
	noSend := g.NewChannel("no send", Overwrite{ID: g.ID, Deny: PermSend})
	noEmbed := g.NewChannel("no embed", Overwrite{ID: g.ID, Deny: PermEmbedLinks | PermReadHistory | PermAttachFiles})
	hidden := g.NewPrivateChannel("hidden")
	hidden.SetRules(Overwrite{ID: g.ID, Deny: PermViewChannel})
	gone := g.NewChannel("gone")
	gone.Delete()
	thread := g.General.NewThread("thread")
	archived := g.General.NewThread("archived")
	locked := g.General.NewThread("locked")
	say := func(c *Channel) string {
		r := do(t, s, "POST", "/channels/"+c.ID+"/messages", silent(obj{"content": "mine"}))
		if r.status != 200 {
			t.Fatal(string(r.raw))
		}
		return r.str("id")
	}
	mine, inArchived, inLocked := say(g.General), say(archived), say(locked)
	archived.Archive(true, false)
	locked.Archive(true, true)
	theirs := g.General.As(ada).Say("theirs").ID
	text := func() obj { return silent(obj{"content": "x"}) }
	channel := func(c *Channel, rest string) string { return "/channels/" + c.ID + rest }
	app := "/applications/" + s.AppID()
	for _, tt := range []struct {
		name, method, path string
		body               any
		status, code       int
	}{
		{"channel unknown", "POST", "/channels/1/messages", text(), 404, 10003},
		{"channel deleted", "POST", channel(gone, "/messages"), text(), 404, 10003},
		{"channel hidden", "GET", channel(hidden, ""), nil, 403, 50001},
		{"channel hidden, send", "POST", channel(hidden, "/messages"), text(), 403, 50001},
		{"channel of a guild left", "POST", channel(other.General, "/messages"), text(), 403, 50001},
		{"may not send", "POST", channel(noSend, "/messages"), text(), 403, 50013},
		{"may not send, type", "POST", channel(noSend, "/typing"), nil, 403, 50013},
		{"may type", "POST", channel(g.General, "/typing"), nil, 204, 0},
		{"may send, not embed", "POST", channel(noEmbed, "/messages"), silent(embed(obj{"title": "t"})), 403, 50013},
		{"may send, not read", "POST", channel(noEmbed, "/messages"), text(), 200, 0},
		{"may not reply unread", "POST", channel(noEmbed, "/messages"), silent(obj{"content": "x", "message_reference": obj{"message_id": "1"}}), 403, 160002},
		{"may not read", "GET", channel(noEmbed, "/messages"), nil, 403, 50013},
		{"reads", "GET", channel(g.General, "/messages"), nil, 200, 0},
		{"reads one", "GET", channel(g.General, "/messages/"+theirs), nil, 200, 0},
		{"message unknown", "GET", channel(g.General, "/messages/1"), nil, 404, 10008},
		{"edit unknown", "PATCH", channel(g.General, "/messages/1"), text(), 404, 10008},
		{"edit of another channel", "PATCH", channel(noSend, "/messages/"+mine), text(), 404, 10008},
		{"edit of another's", "PATCH", channel(g.General, "/messages/"+theirs), text(), 403, 50005},
		{"delete of another's", "DELETE", channel(g.General, "/messages/"+theirs), nil, 403, 50013},
		{"edit of its own", "PATCH", channel(g.General, "/messages/"+mine), text(), 200, 0},
		{"delete of its own", "DELETE", channel(g.General, "/messages/"+mine), nil, 204, 0},
		{"thread", "POST", channel(thread, "/messages"), text(), 200, 0},
		{"edit in an archived thread", "PATCH", channel(archived, "/messages/"+inArchived), text(), 400, 50083},
		{"sending opens it", "POST", channel(archived, "/messages"), text(), 200, 0},
		{"edit in the opened thread", "PATCH", channel(archived, "/messages/"+inArchived), text(), 200, 0},
		{"locked thread", "POST", channel(locked, "/messages"), text(), 400, 50083},
		{"edit in a locked thread", "PATCH", channel(locked, "/messages/"+inLocked), text(), 400, 50083},
		{"closed messages", "POST", channel(shut.DM(), "/messages"), text(), 403, 50007},
		{"open messages", "POST", channel(ada.DM(), "/messages"), text(), 200, 0},
		{"message channel", "POST", "/users/@me/channels", obj{"recipient_id": ada.ID}, 200, 0},
		{"message channel of nobody", "POST", "/users/@me/channels", obj{"recipient_id": "1"}, 404, 10013},
		{"message channel of itself", "POST", "/users/@me/channels", obj{"recipient_id": s.AppID()}, 403, 50007},
		{"guild unknown", "GET", "/guilds/1", nil, 404, 10004},
		{"guild left", "GET", "/guilds/" + other.ID, nil, 403, 50001},
		{"guild", "GET", "/guilds/" + g.ID, nil, 200, 0},
		{"roles", "GET", "/guilds/" + g.ID + "/roles", nil, 200, 0},
		{"channels", "GET", "/guilds/" + g.ID + "/channels", nil, 200, 0},
		{"member", "GET", "/guilds/" + g.ID + "/members/" + ada.ID, nil, 200, 0},
		{"no member", "GET", "/guilds/" + g.ID + "/members/" + stranger.ID, nil, 404, 10007},
		{"nobody", "GET", "/guilds/" + g.ID + "/members/1", nil, 404, 10013},
		{"user", "GET", "/users/" + ada.ID, nil, 200, 0},
		{"user unknown", "GET", "/users/1", nil, 404, 10013},
		{"itself", "GET", "/users/@me", nil, 200, 0},
		{"guilds", "GET", "/users/@me/guilds", nil, 200, 0},
		{"gateway", "GET", "/gateway", nil, 200, 0},
		{"gateway of the bot", "GET", "/gateway/bot", nil, 200, 0},
		{"application", "GET", "/applications/@me", nil, 200, 0},
		{"application, old way", "GET", "/oauth2/applications/@me", nil, 200, 0},
		{"another application", "GET", "/applications/1/commands", nil, 404, 10002},
		{"command permissions", "GET", app + "/guilds/" + g.ID + "/commands/permissions", nil, 200, 0},
		{"command permissions of none", "GET", app + "/guilds/" + g.ID + "/commands/1/permissions", nil, 404, 10066},
		{"setting command permissions", "PUT", app + "/guilds/" + g.ID + "/commands/1/permissions", obj{"permissions": []obj{}}, 403, 20001},
		{"no JSON", "POST", channel(g.General, "/messages"), "{", 400, 50109},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if r := do(t, s, tt.method, tt.path, tt.body); r.status != tt.status || r.code() != tt.code {
				t.Errorf("%d %s, want %d %d", r.status, r.raw, tt.status, tt.code)
			}
		})
	}
	clean(t, s)
}

func TestThreadsHaveTheirParentsRules(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	role := g.NewRole("writers", 0)
	c := g.NewChannel("c", Overwrite{ID: g.ID, Deny: PermSendInThreads}, Overwrite{ID: role.ID, Allow: PermSendInThreads})
	th := c.NewThread("t")
	path := "/channels/" + th.ID + "/messages"
	if r := do(t, s, "POST", path, silent(obj{"content": "x"})); r.code() != 50013 {
		t.Errorf("without the role: %s", r.raw)
	}
	g.Join(s.Bot(), g.BotRole, role)
	if r := do(t, s, "POST", path, silent(obj{"content": "x"})); r.status != 200 {
		t.Errorf("with the role: %s", r.raw)
	}
	muted := g.NewRole("muted", 0)
	c.SetRules(Overwrite{ID: muted.ID, Deny: PermSendInThreads})
	g.Join(s.Bot(), g.BotRole, muted)
	if r := do(t, s, "POST", path, silent(obj{"content": "x"})); r.code() != 50013 {
		t.Errorf("with a role that is denied it: %s", r.raw)
	}
	c.SetRules(Overwrite{ID: g.ID, Deny: PermSendInThreads}, Overwrite{ID: role.ID, Allow: PermSendInThreads})
	g.Join(s.Bot(), g.BotRole, role)
	role.Delete()
	if r := do(t, s, "POST", path, silent(obj{"content": "x"})); r.code() != 50013 {
		t.Errorf("after the role was deleted: %s", r.raw)
	}
	g.BotRole.SetPermissions(PermAdministrator)
	if r := do(t, s, "POST", path, silent(obj{"content": "x"})); r.status != 200 {
		t.Errorf("an administrator: %s", r.raw)
	}
	g.BotRole.SetPermissions(0)
	c.SetRules(Overwrite{ID: s.Bot().ID, Member: true, Deny: PermViewChannel})
	if r := do(t, s, "POST", path, silent(obj{"content": "x"})); r.code() != 50001 {
		t.Errorf("with a rule of its own: %s", r.raw)
	}
	c.Delete()
	if r := do(t, s, "POST", path, silent(obj{"content": "x"})); r.code() != 10003 {
		t.Errorf("thread of a deleted channel: %s", r.raw)
	}
	s.Check(t)
}

func TestTokens(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	for _, tt := range []struct {
		auth   string
		status int
	}{{"Bot " + s.Token(), 200}, {s.Token(), 401}, {"Bot nonsense", 401}, {"", 401}, {"Bearer " + s.Token(), 401}} {
		if r := send(t, s, "GET", "/users/@me", "", nil, tt.auth); r.status != tt.status {
			t.Errorf("%q: %d", tt.auth, r.status)
		}
	}
	if n := s.InvalidReplies(); n != 4 {
		t.Errorf("%d invalid replies", n)
	}
	i := g.General.As(g.Owner).Slash("ask")
	r := send(t, s, "POST", "/interactions/"+i.ID+"/"+i.Token+"/callback", "application/json", []byte(`{"type":5}`), "")
	if r.status != 204 {
		t.Errorf("a callback needs no token: %s", r.raw)
	}
	s.Revoke(true)
	if r := do(t, s, "GET", "/users/@me", nil); r.status != 401 {
		t.Errorf("revoked: %d", r.status)
	}
	s.Revoke(false)
	if r := do(t, s, "GET", "/users/@me", nil); r.status != 200 {
		t.Errorf("valid again: %d", r.status)
	}
	if r := do(t, s, "GET", "/nonsense", nil); r.status != 404 || len(s.Violations()) != 1 {
		t.Errorf("unknown route: %d, %v", r.status, s.Violations())
	}
}

func TestOldEdits(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	path := "/channels/" + g.General.ID + "/messages"
	id := do(t, s, "POST", path, silent(obj{"content": "x"})).str("id")
	s.LimitOldEdits(1)
	edit := func() int { return do(t, s, "PATCH", path+"/"+id, silent(obj{"content": "y"})).code() }
	young := edit()
	s.Advance(61 * time.Minute)
	if old, third := edit(), edit(); young != 0 || old != 0 || third != 30046 {
		t.Errorf("codes %d, %d, %d", young, old, third)
	}
	s.LimitOldEdits(-1)
	if c := edit(); c != 0 {
		t.Errorf("after the limit: %d", c)
	}
	s.Check(t)
}

func TestRateLimit(t *testing.T) {
	s := New(Options{RateLimit: 2, RateWindow: time.Minute})
	defer s.Close()
	g := s.NewGuild("team")
	h := s.NewGuild("other")
	get := func(g *Guild) reply { return do(t, s, "GET", "/guilds/"+g.ID, nil) }
	a, b, c, d := get(g), get(g), get(g), get(h)
	if a.status != 200 || b.status != 200 || c.status != 429 || d.status != 200 {
		t.Errorf("%d, %d, %d, of another guild %d", a.status, b.status, c.status, d.status)
	}
	if a.header.Get("X-RateLimit-Remaining") != "1" || b.header.Get("X-RateLimit-Remaining") != "0" || c.header.Get("Retry-After") == "" {
		t.Errorf("headers %v", c.header)
	}
	if a.header.Get("X-RateLimit-Bucket") == "" || a.header.Get("X-RateLimit-Reset-After") == "" || a.header.Get("X-RateLimit-Limit") != "2" {
		t.Errorf("headers %v", a.header)
	}
	s.Advance(time.Minute)
	if r := get(g); r.status != 200 {
		t.Errorf("a minute later: %d", r.status)
	}
	if n := s.InvalidReplies(); n != 1 {
		t.Errorf("%d invalid replies", n)
	}
	s.Check(t)
}

func TestPings(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	ada := g.NewMember("ada")
	said := g.General.As(ada).Say("hello")
	reply := func(o obj) obj { o["message_reference"] = obj{"message_id": said.ID}; return o }
	user := "<@" + ada.ID + ">"
	mentions := func(content string, allowed any) obj {
		o := obj{"content": content}
		if allowed != nil {
			o["allowed_mentions"] = allowed
		}
		return o
	}
	nobody := obj{"parse": []string{}}
	for _, tt := range []struct {
		name        string
		body        obj
		pings, open int
	}{
		{"plain", mentions("x", nobody), 0, 0},
		{"plain, open", mentions("x", nil), 0, 1},
		{"null list", mentions("@everyone", obj{"parse": nil}), 1, 1},
		{"everyone", mentions("@everyone", nil), 1, 1},
		{"here", mentions("@here", obj{"parse": []string{"everyone"}}), 1, 0},
		{"user", mentions(user, nil), 1, 1},
		{"user, allowed by id", mentions(user, obj{"parse": []string{}, "users": []string{ada.ID}}), 1, 0},
		{"role", mentions("<@&"+g.BotRole.ID+">", obj{"parse": []string{"roles"}}), 1, 0},
		{"role, users allowed", mentions("<@&"+g.BotRole.ID+">", obj{"parse": []string{"users"}}), 0, 0},
		{"all, none allowed", mentions("@everyone @here "+user, nobody), 0, 0},
		{"channel", mentions("<#"+g.General.ID+">", nil), 0, 1},
		{"reply", reply(mentions("x", nil)), 1, 1},
		{"reply, silent", reply(mentions("x", nobody)), 0, 0},
		{"reply, asked for", reply(mentions("x", obj{"parse": []string{}, "replied_user": true})), 1, 0},
		{"v2 text", obj{"flags": FlagComponentsV2, "components": []obj{{"type": 10, "content": user}}}, 1, 1},
		{"in an embed", silent(embed(obj{"description": "@everyone " + user})), 0, 0},
	} {
		pings, open := len(s.Pings()), len(s.OpenMentions())
		if r := do(t, s, "POST", "/channels/"+g.General.ID+"/messages", tt.body); r.status != 200 {
			t.Errorf("%s: %s", tt.name, r.raw)
		}
		if p, o := len(s.Pings())-pings, len(s.OpenMentions())-open; p != tt.pings || o != tt.open {
			t.Errorf("%s: %d pings, %d open; want %d, %d", tt.name, p, o, tt.pings, tt.open)
		}
	}
	if v := s.Violations(); len(v) > 0 {
		t.Error(v)
	}
}

func TestCheckTells(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	path := "/channels/" + g.General.ID + "/messages"
	do(t, s, "POST", path, obj{"content": "@everyone"})       // a ping, and open
	do(t, s, "POST", path, silent(obj{"content": ""}))        // rejected
	do(t, s, "POST", path, silent(obj{"content": rep(3000)})) // rejected
	do(t, s, "GET", "/nonsense", nil)                         // a violation
	var told counter
	s.Check(&told)
	if told.errors != 5 {
		t.Errorf("%d errors", told.errors)
	}
	if n := s.Unchecked(); n != 0 {
		t.Errorf("%d unchecked", n)
	}
}

// counter is a test that only counts what it is told.
type counter struct{ errors int }

func (*counter) Helper()                 {}
func (c *counter) Errorf(string, ...any) { c.errors++ }
func (*counter) Logf(string, ...any)     {}
