package bot

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"footnote/corpus"
)

// kept are the settings of "guild" and the lines of their audit, oldest first.
func (f *fakes) kept() (Settings, []Entry) {
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	return f.store.settings["guild"], slices.Clone(f.store.audit["guild"])
}

func chose(verb Verb, values ...string) Press {
	p := pressed(verb)
	p.Values = values
	return p
}

func TestSettings(t *testing.T) {
	f := moderated(t, func(c *Config) { c.Ceilings = Ceilings{MemberLimit: 20, ServerLimit: 500, DailyTokens: 100000} })
	f.run(t)
	form := func(fields ...string) Submission {
		s := Submission{Origin: mod("open"), CustomID: VerbSetLimits.ID(), Fields: map[string]string{}}
		for i := 0; i < len(fields); i += 2 {
			s.Fields[fields[i]] = fields[i+1]
		}
		return s
	}
	steps := []struct {
		name    string
		do      func() Response
		refused string   // or:
		audit   []string // lines that are added
		check   func(Settings) bool
	}{
		{name: "roles", do: func() Response { return f.Press(t.Context(), chose(VerbSetManagers, "r1", "r2", "r1")) },
			audit: []string{"roles that may manage sources: none → Editors, Writers"}, check: func(s Settings) bool { return slices.Equal(s.Managers, []string{"r1", "r2"}) }},
		{name: "roles again", do: func() Response { return f.Press(t.Context(), chose(VerbSetManagers, "r1", "r2")) }},
		{name: "a removed role", do: func() Response { return f.Press(t.Context(), chose(VerbSetManagers, "r1", "r9")) }, refused: "does not exist"},
		{name: "everyone", do: func() Response { return f.Press(t.Context(), chose(VerbSetManagers, "guild")) }, refused: "everyone"},
		{name: "no roles", do: func() Response { return f.Press(t.Context(), chose(VerbSetManagers)) },
			audit: []string{"roles that may manage sources: Editors, Writers → none"}, check: func(s Settings) bool { return len(s.Managers) == 0 }},
		{name: "channels", do: func() Response { return f.Press(t.Context(), chose(VerbSetChannels, "open", "closed")) },
			audit: []string{"channels that I answer in: all → #general, #team"}, check: func(s Settings) bool { return len(s.Channels) == 2 }},
		{name: "a deleted channel", do: func() Response { return f.Press(t.Context(), chose(VerbSetChannels, "gone")) }, refused: "not in this server"},
		{name: "a channel of another server", do: func() Response { return f.Press(t.Context(), chose(VerbSetChannels, "open", "elsewhere")) }, refused: "not in this server"},
		{name: "moderators' channel", do: func() Response { return f.Press(t.Context(), chose(VerbSetModerators, "closed")) },
			audit: []string{"channel of reports to moderators: none → #team"}, check: func(s Settings) bool { return s.Moderators == "closed" }},
		{name: "of another server", do: func() Response { return f.Press(t.Context(), chose(VerbSetModerators, "elsewhere")) }, refused: "not in this server"},
		{name: "none", do: func() Response { return f.Press(t.Context(), chose(VerbSetModerators)) },
			audit: []string{"channel of reports to moderators: #team → none"}, check: func(s Settings) bool { return s.Moderators == "" }},
		{name: "private", do: func() Response { return f.Press(t.Context(), pressed(VerbSetPrivate, "on")) },
			audit: []string{"private answers by default: off → on"}, check: func(s Settings) bool { return s.Private }},
		{name: "private again", do: func() Response { return f.Press(t.Context(), pressed(VerbSetPrivate, "on")) }},
		{name: "public", do: func() Response { return f.Press(t.Context(), pressed(VerbSetPrivate, "off")) },
			audit: []string{"private answers by default: on → off"}, check: func(s Settings) bool { return !s.Private }},
		{name: "neither", do: func() Response { return f.Press(t.Context(), pressed(VerbSetPrivate, "maybe")) }, refused: "too old"},
		{name: "limits", do: func() Response {
			return f.Submit(t.Context(), form("member", "5", "server", " 1 00 ", "tokens", "50,000"))
		},
			audit: []string{"questions of a member in 10 minutes: the most that is allowed → 5", "questions of the server in an hour: the most that is allowed → 100",
				"model tokens of the server in a day: the most that is allowed → 50000"},
			check: func(s Settings) bool { return s.MemberLimit == 5 && s.ServerLimit == 100 && s.DailyTokens == 50000 }},
		{name: "above the ceiling", do: func() Response { return f.Submit(t.Context(), form("member", "3", "server", "501")) }, refused: "allows 500 at most"},
		{name: "words", do: func() Response { return f.Submit(t.Context(), form("member", "many")) }, refused: "Questions a member may ask in 10 minutes: Write a whole number"},
		{name: "an empty form", do: func() Response { return f.Submit(t.Context(), form()) },
			audit: []string{"questions of a member in 10 minutes: 5 → the most that is allowed", "questions of the server in an hour: 100 → the most that is allowed",
				"model tokens of the server in a day: 50000 → the most that is allowed"},
			check: func(s Settings) bool { return s.MemberLimit == 0 && s.ServerLimit == 0 && s.DailyTokens == 0 }},
	}
	for _, x := range steps {
		before, linesBefore := f.kept()
		r := x.do()
		s := final(t, r)
		after, lines := f.kept()
		if x.refused != "" {
			text := ""
			if panel, ok := s.(SettingsScreen); ok && panel.Saved == "" && len(panel.Warnings) > 0 {
				text = panel.Warnings[0] // the menus stay
			} else {
				text = said(t, s)
			}
			if !strings.Contains(text, x.refused) {
				t.Errorf("%s: %q", x.name, text)
			}
			if len(lines) != len(linesBefore) || !slices.Equal(before.Managers, after.Managers) || before.MemberLimit != after.MemberLimit {
				t.Errorf("%s: changed to %+v", x.name, after)
			}
			continue
		}
		panel, ok := s.(SettingsScreen)
		if !ok || !r.Replace || panel.Saved == "" || panel.Ceilings.ServerLimit != 500 || x.check != nil && (!x.check(after) || !x.check(panel.Settings)) {
			t.Errorf("%s: %#v, %+v", x.name, s, after)
		}
		var what []string
		for _, e := range lines[len(linesBefore):] {
			if e.By != "mod" || e.Action != "settings" || e.At.IsZero() {
				t.Errorf("%s: %+v", x.name, e)
			}
			what = append(what, e.What)
		}
		if !slices.Equal(what, x.audit) {
			t.Errorf("%s: %q", x.name, what)
		}
	}
	if s, ok := final(t, f.Command(t.Context(), command("open", CommandSettings))).(SettingsScreen); !ok || s.Saved != "" {
		t.Errorf("%+v", s)
	}
}

func TestLimitOf(t *testing.T) {
	for text, want := range map[string]struct {
		n     int
		fault string
	}{
		"": {}, "  ": {}, "1": {n: 1}, "20": {n: 20}, "1 0": {n: 10}, "1,0": {n: 10}, "1’000": {fault: "20 at most"}, "021": {fault: "20 at most"},
		"0": {fault: "at least 1"}, "-5": {fault: "at least 1"}, "2.5": {fault: "whole number"}, "ten": {fault: "whole number"}, ",": {fault: "whole number"},
		"1e3": {fault: "whole number"}, "٣": {fault: "whole number"}, "99999999999999999999999": {fault: "20 at most"}, "\u202e5": {fault: "whole number"},
	} {
		n, fault := limitOf(text, 20)
		if n != want.n || (fault == "") != (want.fault == "") || !strings.Contains(fault, want.fault) {
			t.Errorf("%q: %d, %q", text, n, fault)
		}
	}
	for _, text := range []string{"1000000001", "99999999999999999999999"} { // no ceiling
		if n, fault := limitOf(text, 0); fault == "" {
			t.Errorf("%s: %d", text, n)
		}
	}
	for _, x := range [][3]int{{0, 20, 20}, {5, 20, 5}, {30, 20, 20}, {30, 0, 30}, {0, 0, 0}} {
		if got := under(x[0], x[1]); got != x[2] {
			t.Errorf("under(%d, %d) = %d", x[0], x[1], got)
		}
	}
}

func TestLimitsForm(t *testing.T) {
	f := moderated(t, func(c *Config) { c.Ceilings = Ceilings{MemberLimit: 20} })
	f.store.settings["guild"] = Settings{MemberLimit: 7}
	form := f.Press(t.Context(), pressed(VerbSetLimits)).Form
	if form == nil || len(form.Fields) != 3 || form.Fields[0].Value != "7" || form.Fields[1].Value != "" || !strings.Contains(form.Fields[0].Placeholder, "20") {
		t.Errorf("%+v", form)
	}
	for _, field := range form.Fields {
		if Units(field.Label) > 45 || Units(field.Placeholder) > 100 { // Discord's limits
			t.Errorf("%+v", field)
		}
	}
	f = moderated(t)
	f.store.failing(unavailable("The disk is not there."), "Settings")
	if text := said(t, f.Press(t.Context(), pressed(VerbSetLimits)).Show); text != "The disk is not there." {
		t.Errorf("%q", text)
	}
}

func TestSettingsWarnings(t *testing.T) {
	for name, x := range map[string]struct {
		settings Settings
		change   func(*fakeDirectory)
		want     []string // a part of each, in order
	}{
		"nothing set":         {},
		"all well":            {settings: Settings{Managers: []string{"r1"}, Channels: []string{"open"}, Moderators: "closed"}},
		"a removed role":      {settings: Settings{Managers: []string{"r1", "r8"}}, want: []string{"A role that may manage sources does not exist any more"}},
		"two removed roles":   {settings: Settings{Managers: []string{"r8", "r9"}}, want: []string{"2 roles"}},
		"a role without view": {settings: Settings{Managers: []string{"r1", "r2"}}, want: []string{"to “Writers” yet", "Server Settings, Integrations, this bot; click on each of Add as source, /source, /settings, /stats, /gaps, /audit, /export"}},
		"moderators' read":    {settings: Settings{Moderators: "open"}, want: []string{"#general can be read by everyone"}},
		"moderators' gone":    {settings: Settings{Moderators: "gone"}, want: []string{"does not exist any more"}},
		"moderators' forbidden": {settings: Settings{Moderators: "closed"}, change: func(d *fakeDirectory) {
			d.channels["closed"] = Channel{ID: "closed", Guild: "guild", Name: "te\u202eam"}
		}, want: []string{"I may not write in #team"}},
		"one channel gone":       {settings: Settings{Channels: []string{"open", "gone"}}, want: []string{"1 of the channels"}},
		"all channels gone":      {settings: Settings{Channels: []string{"gone"}}, want: []string{"nobody can ask me anything"}},
		"Discord does not reply": {settings: Settings{Managers: []string{"r1"}, Moderators: "open"}, change: func(d *fakeDirectory) { d.err = unavailable("later") }, want: []string{"could not be asked just now whether", "could not be asked just now about the channel"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := moderated(t)
			f.store.settings["guild"] = x.settings
			if x.change != nil {
				x.change(f.directory)
			}
			f.run(t)
			s := final(t, f.Command(t.Context(), command("open", CommandSettings))).(SettingsScreen)
			if len(s.Warnings) != len(x.want) {
				t.Fatalf("%q", s.Warnings)
			}
			for i, w := range s.Warnings {
				if !strings.Contains(w, x.want[i]) || Units(w) > 350 || strings.Contains(w, "\u202e") {
					t.Errorf("%q", w)
				}
			}
		})
	}
}

// Roles of which only Shown fails.
func TestSettingsWarnsOfUnknownView(t *testing.T) {
	f := moderated(t, func(c *Config) { c.Directory = blindDirectory{c.Directory} })
	f.store.settings["guild"] = Settings{Managers: []string{"r1"}}
	f.run(t)
	s := final(t, f.Command(t.Context(), command("open", CommandSettings))).(SettingsScreen)
	if len(s.Warnings) != 2 || !strings.Contains(s.Warnings[0], "did not say") || !strings.Contains(s.Warnings[1], "Add Roles or Members") {
		t.Errorf("%q", s.Warnings)
	}
}

type blindDirectory struct{ Directory }

func (blindDirectory) Shown(context.Context, string, []string) (map[string]bool, error) {
	return nil, unavailable("not now")
}

// Two moderators who change different things at once both succeed.
func TestSettingsAtOnce(t *testing.T) {
	f := moderated(t)
	f.run(t)
	var wg sync.WaitGroup
	for _, r := range []Response{
		f.Press(t.Context(), chose(VerbSetManagers, "r1")), f.Press(t.Context(), pressed(VerbSetPrivate, "on")),
		f.Press(t.Context(), chose(VerbSetModerators, "closed")), f.Press(t.Context(), chose(VerbSetChannels, "open")),
	} {
		wg.Go(func() { finish(t, r) })
	}
	wg.Wait()
	s, lines := f.kept()
	if len(s.Managers) != 1 || !s.Private || s.Moderators != "closed" || len(s.Channels) != 1 || len(lines) != 4 {
		t.Errorf("%+v, %v", s, lines)
	}
	// What is in memory is what was saved.
	if now, err := f.settings.of(t.Context(), "guild"); err != nil || now.Moderators != "closed" {
		t.Errorf("%+v, %v", now, err)
	}
}

// A change that cannot be saved is none.
func TestSettingsNotSaved(t *testing.T) {
	f := moderated(t)
	f.run(t)
	f.store.failing(unavailable("The disk is full."), "SaveSettings")
	if text := said(t, final(t, f.Press(t.Context(), pressed(VerbSetPrivate, "on")))); text != "The disk is full." {
		t.Errorf("%q", text)
	}
	if s, _ := f.settings.of(t.Context(), corpus.Space("guild")); s.Private {
		t.Errorf("%+v", s)
	}
}
