package discordtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// need skips a test that is about Discord's description where there is none.
func need(t *testing.T, s *Server) {
	t.Helper()
	if on, why := s.Validating(); !on {
		t.Skip(why)
	}
}

func TestBodiesAreHeldAgainstTheDescription(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	need(t, s)
	g := s.NewGuild("team")
	path := "/channels/" + g.General.ID + "/messages"
	for _, tt := range []struct {
		name string
		body obj
		want string // part of the violation
	}{
		{"right", silent(obj{"content": "x", "embeds": []obj{{"title": "t"}}}), ""},
		{"tts is no text", silent(obj{"content": "x", "tts": "yes"}), "/tts: value must be"},
		{"color is no text", silent(obj{"content": "x", "embeds": []obj{{"title": "t", "footer": obj{"text": "f", "icon_url": 7}}}}), "icon_url"},
		{"time is no time", silent(obj{"content": "x", "embeds": []obj{{"title": "t", "timestamp": "yesterday"}}}), "timestamp"},
	} {
		before := len(s.Violations())
		r := do(t, s, "POST", path, tt.body)
		got := s.Violations()[before:]
		if tt.want == "" && len(got) > 0 || tt.want != "" && r.status == 200 && (len(got) == 0 || !strings.Contains(strings.Join(got, ""), tt.want)) {
			t.Errorf("%s: %d, violations %q", tt.name, r.status, got)
		}
		// The same shape again is not looked at again.
		do(t, s, "POST", path, tt.body)
		if again := s.Violations()[before:]; len(again) != len(got) {
			t.Errorf("%s: looked at twice: %q", tt.name, again)
		}
	}
}

func TestViolationsTellNoTokens(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	i := g.General.As(g.Owner).Slash("ask")
	do(t, s, "POST", "/interactions/"+i.ID+"/"+i.Token+"/nonsense", obj{})
	v := strings.Join(s.Violations(), "\n")
	if !strings.Contains(v, "no such route") || strings.Contains(v, i.Token) {
		t.Error(v)
	}
}

func TestWithoutDescription(t *testing.T) {
	t.Setenv("FOOTNOTE_SHARED", t.TempDir())
	if p := FindDescription(); p != "" {
		t.Fatalf("found %s", p)
	}
	for _, o := range []Options{{}, {NoValidation: true}} {
		s := New(o)
		if on, why := s.Validating(); on || why == "" {
			t.Errorf("validating %v, %q", on, why)
		}
		do(t, s, "GET", "/users/@me", nil)
		s.Check(t)
		s.Close()
	}
	s := New(Options{Description: filepath.Join(t.TempDir(), "nothing.json")})
	defer s.Close()
	do(t, s, "GET", "/users/@me", nil)
	if v := s.Violations(); len(v) != 1 || !strings.Contains(v[0], "description") {
		t.Errorf("an unreadable description: %q", v)
	}
}

func TestFindDescription(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("FOOTNOTE_SHARED", dir)
	want := filepath.Join(dir, "discord", "openapi.json")
	os.Mkdir(filepath.Dir(want), 0o700)
	if err := os.WriteFile(want, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := FindDescription(); got != want {
		t.Errorf("found %q", got)
	}
}
