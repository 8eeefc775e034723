package discordtest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestFaults(t *testing.T) {
	const path = "/users/@me"
	isJSON := func(r reply) bool { return json.Valid(r.raw) }
	for _, tt := range []struct {
		name   string
		fault  Fault
		status int // 0: no reply
		see    func(reply) bool
	}{
		{"429", TooMany(1500*time.Millisecond, false), 429, func(r reply) bool {
			return r.body["retry_after"] == 1.5 && r.body["global"] == false && r.header.Get("X-RateLimit-Reset-After") == "1.500" && r.header.Get("Retry-After") == "2"
		}},
		{"429 global", TooMany(time.Second, true), 429, func(r reply) bool {
			return r.body["global"] == true && r.header.Get("X-RateLimit-Global") == "true" && r.header.Get("X-RateLimit-Bucket") == ""
		}},
		{"429 bare", TooManyBare(), 429, func(r reply) bool { return len(r.raw) == 0 && r.header.Get("Retry-After") == "" }},
		{"429 page", TooManyHTML(), 429, func(r reply) bool { return !isJSON(r) && r.header.Get("Retry-After") == "" }},
		{"500", Broken(500), 500, isJSON},
		{"502 page", HTML(502), 502, func(r reply) bool { return !isJSON(r) }},
		{"200 page", HTML(200), 200, func(r reply) bool { return !isJSON(r) }},
		{"wrong JSON", WrongJSON(), 200, func(r reply) bool { return !isJSON(r) }},
		{"invalid token", InvalidToken(), 401, isJSON},
		{"refusal", Refuse(403, 50013, "Missing Permissions"), 403, func(r reply) bool { return r.code() == 50013 }},
		{"slow", Slow(time.Millisecond), 200, isJSON},
		{"hang up", HangUp(), 0, nil},
		{"lost reply", LoseReply(), 0, nil},
		{"cut off", CutOff(), 0, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := New(Options{})
			defer s.Close()
			s.Fail(Rule{Method: "POST", Do: Broken(503)}, Rule{Path: "/users/*", Do: tt.fault})
			r, err := try(s, "GET", path, "", nil, "Bot "+s.Token())
			switch {
			case tt.status == 0 && err == nil && strings.HasSuffix(string(r.raw), "}"):
				t.Errorf("a whole reply: %d %s", r.status, r.raw)
			case tt.status != 0 && (err != nil || r.status != tt.status || !tt.see(r)):
				t.Errorf("%d %v %s, %v", r.status, r.header, r.raw, err)
			}
			if r := do(t, s, "GET", path, nil); r.status != 200 {
				t.Errorf("the rule served twice: %d", r.status)
			}
			if v := s.Violations(); len(v) > 0 {
				t.Error(v)
			}
		})
	}
}

func TestFaultsThatLoseTheReplyHaveTheirEffect(t *testing.T) {
	for _, tt := range []struct {
		name     string
		fault    Fault
		messages int
		status   int
	}{{"hang up", HangUp(), 0, 0}, {"lost reply", LoseReply(), 1, 200}, {"cut off", CutOff(), 1, 200}, {"502", HTML(502), 0, 502}} {
		s := New(Options{})
		g := s.NewGuild("team")
		path := "/channels/" + g.General.ID + "/messages"
		s.Fail(Rule{Path: "/channels/**", Do: tt.fault})
		try(s, "POST", path, "application/json", []byte(`{"content":"x","allowed_mentions":{"parse":[]}}`), "Bot "+s.Token())
		if err := s.Wait(testContext(t), func() bool { return len(s.Requests("POST", "/channels/")) == 1 }); err != nil {
			t.Fatal(err)
		}
		if n := len(g.General.Messages()); n != tt.messages {
			t.Errorf("%s: %d messages", tt.name, n)
		}
		if r := s.Requests("POST", "/channels/")[0]; r.Status != tt.status {
			t.Errorf("%s: recorded %+v", tt.name, r)
		}
		s.Check(t)
		s.Close()
	}
}

func TestNever(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	s.Fail(Rule{Do: Never()})
	c := http.Client{Timeout: 50 * time.Millisecond}
	if _, err := c.Get(s.URL() + "/gateway"); err == nil {
		t.Error("a reply")
	}
	// The hang-up of the client ends it, and so it is recorded.
	if err := s.Wait(testContext(t), func() bool { return s.Statuses()[0] == 1 }); err != nil {
		t.Error(err)
	}
}

func TestRules(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	get := func(path string) int { return do(t, s, "GET", path, nil).status }
	s.Fail(Rule{Path: "/users/@me", Skip: 2, Times: 2, Do: Broken(500)})
	for n, want := range []int{200, 200, 500, 500, 200} {
		if got := get("/users/@me"); got != want {
			t.Errorf("request %d: %d, want %d", n, got, want)
		}
	}
	s.Fail(Rule{Path: "/guilds/*/roles", Times: -1, Do: Broken(500)})
	if a, b, c := get("/guilds/"+g.ID+"/roles"), get("/guilds/"+g.ID), get("/guilds/"+g.ID+"/roles"); a != 500 || b != 200 || c != 500 {
		t.Errorf("%d, %d, %d", a, b, c)
	}
	s.Heal()
	if a := get("/guilds/" + g.ID + "/roles"); a != 200 {
		t.Errorf("healed: %d", a)
	}
	if n := s.Statuses(); n[500] != 4 || n[200] != 5 {
		t.Errorf("statuses %v", n)
	}
}

func TestMatchPath(t *testing.T) {
	for _, tt := range []struct {
		pattern, path string
		want          bool
	}{
		{"", "/a", true}, {"/a", "/a", true}, {"/a", "/a/b", false}, {"/*", "/a", true}, {"/*", "/a/b", false},
		{"/a/**", "/a/b/c", true}, {"/a/**", "/a", false}, {"/a/*/c", "/a/b/c", true}, {"/a/*/c", "/a/b/d", false},
	} {
		if got := matchPath(tt.pattern, tt.path); got != tt.want {
			t.Errorf("%s on %s: %v", tt.pattern, tt.path, got)
		}
	}
}

func TestAttachments(t *testing.T) {
	s, g, ada, _ := start(t, Options{}, IntentGuilds)
	get := func(url string) (int, string, string, error) {
		c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := c.Get(url)
		if err != nil {
			return 0, "", "", err
		}
		defer res.Body.Close()
		body := make([]byte, 1<<20)
		n := 0
		for n < len(body) && err == nil {
			var k int
			k, err = res.Body.Read(body[n:])
			n += k
		}
		return res.StatusCode, res.Header.Get("Content-Type"), string(body[:n]), nil
	}
	a := s.NewAttachment("ein Text.txt", "text/plain", []byte("hello"))
	a.ClaimedSize = 100 << 20
	i := g.General.As(ada).Slash("source add", File("file", a))
	data := i.data["resolved"].(obj)["attachments"].(obj)[a.ID].(obj)
	if data["size"] != int64(100<<20) || data["filename"] != "ein_Text.txt" || data["title"] != "ein Text" || data["content_type"] != "text/plain" {
		t.Errorf("payload %v", data)
	}
	url := data["url"].(string)
	if !strings.HasPrefix(url, "http://"+s.CDNHost()+"/") {
		t.Errorf("link %s", url)
	}
	if status, typ, body, err := get(url); status != 200 || typ != "text/plain" || body != "hello" || err != nil {
		t.Errorf("%d %s %q %v", status, typ, body, err)
	}
	if n := a.Fetches(); n != 1 {
		t.Errorf("%d fetches", n)
	}
	s.Advance(25 * time.Hour)
	if status, _, _, _ := get(url); status != 404 {
		t.Errorf("the link lives for ever: %d", status)
	}
	if status, _, _, _ := get(a.Link()); status != 200 {
		t.Errorf("a fresh link: %d", status)
	}
	bare, _, _ := strings.Cut(a.Link(), "?")
	if status, _, _, _ := get(bare); status != 404 {
		t.Errorf("a link without its parameters: %d", status)
	}
	for _, tt := range []struct {
		name   string
		fault  Fault
		status int
		see    func(string) bool
	}{
		{"redirect", Redirect("http://127.0.0.1:1/"), 302, nil},
		{"gone", Page(404, "", ""), 404, nil},
		{"endless", Endless(), 200, func(b string) bool { return len(b) == 1<<20 }},
		{"slow", Slow(time.Millisecond), 200, func(b string) bool { return b == "x" }},
		{"page", HTML(200), 200, func(b string) bool { return strings.Contains(b, "<html>") }},
	} {
		b := s.NewAttachment("b", "", []byte("x"))
		b.Fault = tt.fault
		status, _, body, err := get(b.Link())
		if status != tt.status || err != nil || tt.see != nil && !tt.see(body) {
			t.Errorf("%s: %d, %d bytes, %v", tt.name, status, len(body), err)
		}
	}
	// Files that the bot sends are hosted as well.
	kind, form := upload(t, `{"content":"x","allowed_mentions":{"parse":[]}}`, map[string][]byte{"export.json": []byte("{}")})
	r := send(t, s, "POST", "/channels/"+g.General.ID+"/messages", kind, form, "Bot "+s.Token())
	m := s.Message(r.str("id"))
	if len(m.Attachments) != 1 || string(m.Attachments[0].Data) != "{}" || m.Attachments[0].Name != "export.json" {
		t.Fatalf("%s", r.raw)
	}
	if status, _, body, _ := get(m.Attachments[0].Link()); status != 200 || body != "{}" {
		t.Errorf("%d %q", status, body)
	}
	path := "/channels/" + g.General.ID + "/messages/" + m.ID
	do(t, s, "PATCH", path, silent(obj{"content": "y"}))
	if got := s.Message(m.ID); len(got.Attachments) != 1 {
		t.Error("an edit that says nothing of files took them away")
	}
	do(t, s, "PATCH", path, silent(obj{"attachments": []obj{}}))
	if got := s.Message(m.ID); len(got.Attachments) != 0 || got.Content != "y" {
		t.Errorf("after an edit with no files: %+v", got)
	}
	s.Check(t)
}
