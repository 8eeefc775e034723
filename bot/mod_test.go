package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
)

// moderated are fakes with two servers: in "guild" the open channel "open" and
// the closed channel "closed", roles, and sources; in "other" one source.
func moderated(t testing.TB, change ...func(*Config)) *fakes {
	t.Helper()
	f := newFakes(t, change...)
	f.directory.guilds["guild"] = Guild{ID: "guild", Name: "Our server", Roles: map[string]string{"r1": "Editors", "r2": "Writers"}}
	f.directory.shown["guild/r1"] = true
	f.directory.channels["open"] = Channel{ID: "open", Guild: "guild", Name: "general", EveryoneReads: true, CanPost: true}
	f.directory.channels["closed"] = Channel{ID: "closed", Guild: "guild", Name: "team", CanPost: true}
	f.directory.channels["elsewhere"] = Channel{ID: "elsewhere", Guild: "other", Name: "secret", EveryoneReads: true, CanPost: true}
	f.library.add("guild", "tides", "The tides of the harbour")
	f.library.add("guild", "moon", "A year of the moon")
	f.library.copy("guild", "pasted", "Notes of the harbour master", corpus.KindText)
	f.library.copy("guild", "file", "Timetable", corpus.KindAttachment)
	f.library.copy("guild", "message", "We open at nine.", corpus.KindMessage)
	f.library.copy("guild", "local", "handbook.txt", corpus.KindFile)
	f.library.add("other", "theirs", "What others know")
	return f
}

// copy puts a source that is no page into the library.
func (l *fakeLibrary) copy(space corpus.Space, id, title string, kind corpus.Kind) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sources[space] = append(l.sources[space], corpus.SourceInfo{
		Source:   corpus.Source{ID: id, Space: space, Kind: kind, Location: "location of " + id, Shown: "shown " + id, Title: title, State: corpus.StateFresh},
		Articles: 1, Passages: 2,
	})
}

// mod is a moderator in a channel of "guild".
func mod(channel string) Origin { return byManager(at("guild", channel, "mod")) }

// command is a command of a moderator, with options in pairs.
func command(channel, name string, options ...string) Command {
	c := Command{Origin: mod(channel), Name: name, Options: map[string]string{}}
	for i := 0; i < len(options); i += 2 {
		c.Options[options[i]] = options[i+1]
	}
	return c
}

func pressed(verb Verb, args ...string) Press {
	return Press{Origin: mod("open"), CustomID: verb.ID(args...)}
}

// final is what a response shows in the end.
func final(t testing.TB, r Response) Screen {
	t.Helper()
	if !r.Private {
		t.Errorf("a reply to a moderator is public: %#v", r.Show)
	}
	if r.Show != nil {
		return r.Show
	}
	return finish(t, r).last()
}

// said is the text of a note, with its names.
func said(t testing.TB, s Screen) string {
	t.Helper()
	n, ok := s.(Note)
	if !ok {
		t.Fatalf("no note but %#v", s)
	}
	text := n.Text
	for _, name := range n.Names {
		text = strings.Replace(text, "%s", name, 1)
	}
	if strings.Contains(n.Text, "%") && strings.Count(n.Text, "%s") != len(n.Names) {
		t.Errorf("names are missing in %q", text)
	}
	return text
}

// imports is what the importer was asked for.
func (i *fakeImporter) imports() []fakeImport {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.calls)
}

func TestCommandsAreHandled(t *testing.T) {
	f := moderated(t)
	for _, c := range Commands() {
		h, ok := f.commands[c.Name]
		if c.Moderator && (!ok || !h.moderator) {
			t.Errorf("%s: handled %t, for moderators only %t", c.Name, ok, h.moderator)
		}
	}
}

// moderatorVerbs are the buttons and menus of moderators, with arguments that
// would do something.
var moderatorVerbs = map[Verb][]string{
	VerbSources: {"0", ""}, VerbSource: {"tides"}, VerbRefresh: {"tides"}, VerbRemove: {"tides"}, VerbRemoveReally: {"tides"},
	VerbUndo: {"tides"}, VerbReplace: {"pasted"}, VerbPaste: {""}, VerbConfirm: {"x"}, VerbSetManagers: nil, VerbSetChannels: nil,
	VerbSetModerators: nil, VerbSetPrivate: {"on"}, VerbSetLimits: nil, VerbGaps: {"0"}, VerbGapDismiss: {"k", "0"}, VerbAudit: {"0"},
}

// Whatever Discord showed, what arrives from somebody who may not manage sources
// is refused before anything is done.
func TestModeratorsOnly(t *testing.T) {
	f := moderated(t)
	f.run(t)
	refused := func(what string, r Response, word string) {
		t.Helper()
		if r.Task != nil || r.Form != nil || r.Show == nil || !r.Private {
			t.Fatalf("%s: %#v", what, r)
		}
		if n := r.Show.(Note); n.Tone != ToneRefused || !strings.Contains(n.Text, word) {
			t.Errorf("%s: %q", what, n.Text)
		}
	}
	origins := map[string]struct {
		origin Origin
		word   string
	}{
		"a member":               {at("guild", "open", "ann"), "Manage Server"},
		"a member of a role":     {withRoles(at("guild", "open", "ann"), "r9"), "Manage Server"},
		"a direct message":       {byManager(at("", "direct", "mod")), "servers"},
		"installed to a person":  {func() Origin { o := mod("open"); o.Installed = false; return o }(), "not a member"},
		"a manager of elsewhere": {withRoles(at("guild", "open", "bob"), "other"), "Manage Server"},
	}
	for name, x := range origins {
		for _, c := range Commands() {
			if c.Moderator {
				refused(name+", "+c.Name, f.Command(t.Context(), Command{Origin: x.origin, Name: c.Name,
					Options: map[string]string{"source": "tides", "link": "https://example.org", "refresh": "daily", "pages": "true", "every": "never"}, Message: &Message{Text: "text"}}), x.word)
			}
		}
		for verb, args := range moderatorVerbs {
			refused(name+", "+string(verb), f.Press(t.Context(), Press{Origin: x.origin, CustomID: verb.ID(args...), Values: []string{"open"}}), x.word)
		}
		for _, verb := range []Verb{VerbPaste, VerbSetLimits} {
			refused(name+", form "+string(verb), f.Submit(t.Context(), Submission{Origin: x.origin, CustomID: verb.ID(""),
				Fields: map[string]string{"text1": "text", "member": "5"}}), x.word)
		}
		if got := f.Complete(t.Context(), Completion{Origin: x.origin, Name: CommandSourceInfo, Option: "source"}); got != nil {
			t.Errorf("%s: completed with %v", name, got)
		}
	}
	if n := len(f.importer.imports()); n != 0 {
		t.Errorf("%d imports", n)
	}
	if len(f.remover.calls) != 0 || len(f.store.audit) != 0 || len(f.outbox.all()) != 0 {
		t.Errorf("%v, %v, %v", f.remover.calls, f.store.audit, f.outbox.all())
	}
	// Every verb that is handled for moderators is in the list above.
	for verb, h := range f.presses {
		if _, listed := moderatorVerbs[verb]; listed != h.moderator {
			t.Errorf("%s is for moderators only: %t", verb, h.moderator)
		}
	}
}

func withRoles(o Origin, roles ...string) Origin {
	o.Person.Roles = roles
	return o
}

// A named role may, without Manage Server.
func TestNamedRoleMay(t *testing.T) {
	f := moderated(t)
	f.store.settings["guild"] = Settings{Managers: []string{"r1"}}
	f.run(t)
	o := withRoles(at("guild", "open", "ann"), "r0", "r1")
	if _, ok := final(t, f.Command(t.Context(), Command{Origin: o, Name: CommandSourceList})).(SourcesScreen); !ok {
		t.Error("a named role may not list sources")
	}
	if got := f.Complete(t.Context(), Completion{Origin: o, Name: CommandSourceInfo, Option: "source", Typed: "moon"}); len(got) != 1 {
		t.Errorf("completed with %v", got)
	}
}

// An id of another server, one that never was and none at all get a polite
// sentence, wherever they arrive.
func TestOthersIDs(t *testing.T) {
	f := moderated(t)
	f.remover.withdrawn = map[corpus.Space][]WithdrawnSource{"other": {{ID: "theirs", Title: "What others know", Until: f.clock.now().Add(time.Minute)}}}
	f.run(t)
	for _, id := range []string{"theirs", "What others know", "https://example.org/theirs", "never-was", "", "../../etc/passwd", strings.Repeat("x", 5000)} {
		for _, name := range []string{CommandSourceInfo, CommandSourceRefresh, CommandSourceRemove} {
			text := said(t, final(t, f.Command(t.Context(), command("open", name, "source", id))))
			if !strings.Contains(text, "choose it from the list") {
				t.Errorf("%s %.40q: %q", name, id, text)
			}
		}
		for _, verb := range []Verb{VerbSource, VerbRefresh, VerbRemove, VerbRemoveReally, VerbUndo, VerbReplace} {
			n, ok := final(t, f.Press(t.Context(), pressed(verb, id))).(Note)
			if !ok || n.Tone != ToneFailed && n.Tone != ToneRefused || strings.Contains(n.Text, "others know") {
				t.Errorf("%s %.40q: %#v", verb, id, n)
			}
		}
		if id == "" {
			continue
		}
		c := command("open", CommandSourceAdd, "replaces", id)
		c.Attachments = []corpus.Attachment{{Name: "a.txt", Size: 10}}
		if text := said(t, final(t, f.Command(t.Context(), c))); !strings.Contains(text, "no such source") {
			t.Errorf("replaces %.40q: %q", id, text)
		}
		r := f.Submit(t.Context(), Submission{Origin: mod("open"), CustomID: VerbPaste.ID(id), Fields: map[string]string{"text1": "A text."}})
		if text := said(t, final(t, r)); !strings.Contains(text, "no such source") {
			t.Errorf("form that replaces %.40q: %q", id, text)
		}
	}
	if len(f.importer.imports()) != 0 || len(f.remover.calls) != 0 {
		t.Errorf("%v, %v", f.importer.imports(), f.remover.calls)
	}
}

// Too much at once is refused, and the desk is free again afterwards.
func TestDeskIsBounded(t *testing.T) {
	f := moderated(t)
	var tasks []Response
	for range deskWaiting {
		r := f.Command(t.Context(), command("open", CommandStats))
		if r.Task == nil {
			t.Fatalf("%#v", r)
		}
		tasks = append(tasks, r)
	}
	if text := said(t, f.Command(t.Context(), command("open", CommandStats)).Show); !strings.Contains(text, "in a moment") {
		t.Errorf("%q", text)
	}
	if n := f.meter.turned["busy"]; n != 1 {
		t.Errorf("%d counted", n)
	}
	tasks[0].Task.Drop() // the first answer did not reach Discord
	if r := f.Command(t.Context(), command("open", CommandStats)); r.Task == nil {
		t.Errorf("%#v", r)
	}
}

// A reply of a moderator is in flight until it is finished.
func TestFlightsOfModerators(t *testing.T) {
	f := moderated(t)
	stop := f.run(t)
	f.importer.do = nil
	finish(t, f.Command(t.Context(), command("open", CommandSourceAdd, "link", "https://example.org/a")))
	finish(t, f.Command(t.Context(), command("open", CommandSourceList)))
	stop()
	if len(f.store.flights) != 0 {
		t.Errorf("still in flight: %v", f.store.flights)
	}
}
