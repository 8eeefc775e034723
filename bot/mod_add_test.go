package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
)

func files(names ...string) []corpus.Attachment {
	var all []corpus.Attachment
	for _, n := range names {
		all = append(all, corpus.Attachment{Name: n, URL: "https://cdn.example/" + n, Size: 100})
	}
	return all
}

// What cannot be added is refused in a sentence, and nothing is fetched.
func TestAddRefuses(t *testing.T) {
	f := moderated(t)
	f.run(t)
	huge := files("notes.txt", "film\u202etxt.exe")
	huge[1].Size = 100 << 20
	for name, x := range map[string]struct {
		link, replaces string
		files          []corpus.Attachment
		want           string
	}{
		"nothing":               {want: "Give me a link"},
		"spaces":                {link: "  ", want: "Give me a link"},
		"a path":                {link: "/etc/passwd", want: "no web address"},
		"a path that goes up":   {link: "../config.toml", want: "no web address"},
		"a drive":               {link: `C:\secret.txt`, want: "no web address"},
		"a file":                {link: "file:///etc/passwd", want: "no web address"},
		"another scheme":        {link: "ftp://example.org/a", want: "no web address"},
		"a script":              {link: "javascript:alert(1)", want: "no web address"},
		"no host":               {link: "https:///etc/passwd", want: "no web address"},
		"no host but a port":    {link: "https://:443/a", want: "no web address"},
		"words":                 {link: "the page about tides", want: "no web address"},
		"an invalid address":    {link: "https://exa mple.org/%zz", want: "no web address"},
		"a link that expires":   {link: "https://cdn.discordapp.com/attachments/1/2/a.txt?ex=1", want: "stop working"},
		"a link to a message":   {link: "https://discord.com/channels/1/2/3", want: "Add as source"},
		"100 MiB":               {files: huge, want: "filmtxt.exe is too large: it has 100 MB, and I take files of up to 20 MB"},
		"eleven files":          {files: files(strings.Split("abcdefghijk", "")...), want: "up to 10 files"},
		"replace with nothing":  {replaces: "pasted", want: "Attach the file"},
		"replace with a link":   {replaces: "pasted", link: "https://example.org", want: "exactly one file"},
		"replace with both":     {replaces: "pasted", link: "https://example.org", files: files("a"), want: "exactly one file"},
		"replace with two":      {replaces: "pasted", files: files("a", "b"), want: "exactly one file"},
		"replace a page":        {replaces: "tides", files: files("a"), want: "is no copy"},
		"replace what is local": {replaces: "local", files: files("a"), want: "is no copy"},
	} {
		t.Run(name, func(t *testing.T) {
			c := command("open", CommandSourceAdd, "link", x.link, "replaces", x.replaces)
			c.Attachments = x.files
			if got := said(t, final(t, f.Command(t.Context(), c))); !strings.Contains(got, x.want) {
				t.Errorf("%q", got)
			}
		})
	}
	if n := len(f.importer.imports()); n != 0 {
		t.Errorf("%d imports", n)
	}
}

func TestAddLinkAndFiles(t *testing.T) {
	f := moderated(t)
	f.run(t)
	c := command("open", CommandSourceAdd, "link", " <https://example.org/a> ")
	c.Attachments = files("a.txt", "b.md")
	s, ok := final(t, f.Command(t.Context(), c)).(JobScreen)
	if !ok || s.Job.State != JobDone || len(s.Job.Items) != 3 || !s.Seen {
		t.Errorf("%+v", s)
	}
	calls := f.importer.imports()
	if len(calls) != 1 || calls[0].space != "guild" || calls[0].by != "mod" || len(calls[0].what.Attachments) != 2 ||
		calls[0].what.URLs[0] != "https://example.org/a" || calls[0].what.Replace != "" {
		t.Errorf("%+v", calls)
	}
}

func TestReplaceByFile(t *testing.T) {
	f := moderated(t)
	f.run(t)
	for _, id := range []string{"pasted", "file", "message"} {
		c := command("open", CommandSourceAdd, "replaces", id)
		c.Attachments = files("new.txt")
		s, ok := final(t, f.Command(t.Context(), c)).(JobScreen)
		if !ok || s.Job.Kind != "replace" {
			t.Errorf("%s: %+v", id, s)
		}
		calls := f.importer.imports()
		if got := calls[len(calls)-1].what; got.Replace != id || len(got.Attachments) != 1 {
			t.Errorf("%s: %+v", id, got)
		}
	}
}

// What comes from a channel that not everybody reads, or of which Discord does not
// say so, is asked about first; a link is not.
func TestAddAsksFirst(t *testing.T) {
	for name, x := range map[string]struct {
		channel string
		command func(channel string) Command
		asks    bool
	}{
		"a link": {"closed", func(ch string) Command {
			return command(ch, CommandSourceAdd, "link", "https://example.org")
		}, false},
		"a file, open": {"open", func(ch string) Command {
			c := command(ch, CommandSourceAdd)
			c.Attachments = files("a.txt")
			return c
		}, false},
		"a file, closed": {"closed", func(ch string) Command {
			c := command(ch, CommandSourceAdd)
			c.Attachments = files("a.txt")
			return c
		}, true},
		"a file that replaces, closed": {"closed", func(ch string) Command {
			c := command(ch, CommandSourceAdd, "replaces", "pasted")
			c.Attachments = files("a.txt")
			return c
		}, true},
		"a file, hidden from the bot": {"gone", func(ch string) Command {
			c := command(ch, CommandSourceAdd)
			c.Attachments = files("a.txt")
			return c
		}, true},
		"a message, open":   {"open", message, false},
		"a message, closed": {"closed", message, true},
	} {
		t.Run(name, func(t *testing.T) {
			f := moderated(t)
			f.run(t)
			s := final(t, f.Command(t.Context(), x.command(x.channel)))
			if !x.asks {
				if j, ok := s.(JobScreen); !ok || !j.Seen {
					t.Errorf("%#v", s)
				}
				return
			}
			if text := said(t, s); !strings.Contains(text, "quoted to everyone who may ask") {
				t.Errorf("%q", text)
			}
			if len(f.importer.imports()) != 0 {
				t.Fatal("imported before it was confirmed")
			}
			yes := s.(Note).Buttons[0].ID
			// Not for anybody else, nor elsewhere.
			other := byManager(at("guild", x.channel, "someone"))
			if text := said(t, final(t, f.Press(t.Context(), Press{Origin: other, CustomID: yes}))); !strings.Contains(text, "too old") {
				t.Errorf("somebody else: %q", text)
			}
			elsewhere := byManager(at("other", "elsewhere", "mod"))
			if text := said(t, final(t, f.Press(t.Context(), Press{Origin: elsewhere, CustomID: yes}))); !strings.Contains(text, "too old") {
				t.Errorf("elsewhere: %q", text)
			}
			r := f.Press(t.Context(), Press{Origin: mod(x.channel), CustomID: yes})
			if !r.Replace {
				t.Error("the question stays beside its answer")
			}
			if j, ok := final(t, r).(JobScreen); !ok || j.Job.State != JobDone {
				t.Errorf("%#v", j)
			}
			if text := said(t, final(t, f.Press(t.Context(), Press{Origin: mod(x.channel), CustomID: yes}))); !strings.Contains(text, "too old") {
				t.Errorf("twice: %q", text)
			}
			if n := len(f.importer.imports()); n != 1 {
				t.Errorf("%d imports", n)
			}
		})
	}
}

func message(channel string) Command {
	c := command(channel, CommandAddMessage)
	c.Message = &Message{ID: "3", Channel: channel, AuthorID: "ann", AuthorName: "Ann", Text: "We open at nine. Bring a coat.",
		Link: "https://discord.com/channels/1/2/3", At: time.Date(2025, 3, 9, 8, 0, 0, 0, time.UTC)}
	return c
}

// A question that is not answered in time, or with no, does nothing.
func TestAddNotConfirmed(t *testing.T) {
	f := moderated(t)
	f.run(t)
	ask := func() []Button { return final(t, f.Command(t.Context(), message("closed"))).(Note).Buttons }
	late := ask()[0].ID
	f.clock.add(pendingTime + time.Second)
	if text := said(t, final(t, f.Press(t.Context(), Press{Origin: mod("closed"), CustomID: late}))); !strings.Contains(text, "too old") {
		t.Errorf("%q", text)
	}
	r := f.Press(t.Context(), Press{Origin: mod("closed"), CustomID: ask()[1].ID})
	if text := said(t, r.Show); text != "Nothing was changed." || !r.Replace {
		t.Errorf("%q, %+v", text, r)
	}
	// Everybody may press a button that does nothing.
	if r := f.Press(t.Context(), Press{Origin: at("guild", "open", "ann"), CustomID: VerbCancel.ID()}); said(t, r.Show) != "Nothing was changed." {
		t.Errorf("%+v", r)
	}
	if len(f.importer.imports()) != 0 {
		t.Error("imported")
	}
}

// What was to be replaced may be gone when it is confirmed.
func TestConfirmedTooLate(t *testing.T) {
	f := moderated(t)
	f.run(t)
	c := command("closed", CommandSourceAdd, "replaces", "pasted")
	c.Attachments = files("a.txt")
	yes := final(t, f.Command(t.Context(), c)).(Note).Buttons[0].ID
	f.library.mu.Lock()
	f.library.sources["guild"] = nil
	f.library.mu.Unlock()
	if text := said(t, final(t, f.Press(t.Context(), Press{Origin: mod("closed"), CustomID: yes}))); !strings.Contains(text, "no such source") {
		t.Errorf("%q", text)
	}
}

func TestAddMessage(t *testing.T) {
	f := moderated(t)
	f.run(t)
	c := message("open")
	c.Message.Attachments = files("plan.md")
	s := final(t, f.Command(t.Context(), c)).(JobScreen)
	if len(s.Job.Items) != 2 || s.Job.State != JobDone {
		t.Errorf("%+v", s.Job)
	}
	calls := f.importer.imports()
	if len(calls) != 2 || calls[0].what.Reading == nil || len(calls[1].what.Attachments) != 1 {
		t.Fatalf("%+v", calls)
	}
	r := calls[0].what.Reading
	if r.Kind != corpus.KindMessage || r.Location != c.Message.Link || r.Draft.URL != c.Message.Link || r.Draft.Author != "Ann" ||
		r.Draft.Text != c.Message.Text || r.Draft.Published.Day() != 9 {
		t.Errorf("%+v", r)
	}

	for name, x := range map[string]struct {
		change func(*Command)
		want   string
	}{
		"no message":       {func(c *Command) { c.Message = nil }, "which message"},
		"no text":          {func(c *Command) { c.Message.Text = " \n" }, "no text that I could quote"},
		"its own":          {func(c *Command) { c.Message.Own = true }, "cite myself"},
		"no link":          {func(c *Command) { c.Message.Link = "https://evil.example/1/2/3" }, "no link by which"},
		"a file too large": {func(c *Command) { c.Message.Attachments = []corpus.Attachment{{Name: "a", Size: 21 << 20}} }, "too large"},
	} {
		c := message("open")
		x.change(&c)
		if text := said(t, final(t, f.Command(t.Context(), c))); !strings.Contains(text, x.want) {
			t.Errorf("%s: %q", name, text)
		}
	}
	if n := len(f.importer.imports()); n != 2 {
		t.Errorf("%d imports", n)
	}

	// A message that is only a file; and one of another bot.
	c = message("open")
	c.Message.Text, c.Message.Attachments, c.Message.AuthorID = "", files("a.txt"), "a webhook"
	if s := final(t, f.Command(t.Context(), c)).(JobScreen); len(s.Job.Items) != 1 {
		t.Errorf("%+v", s.Job)
	}
}

// A password in a link is not repeated to others.
func TestLinkWithPassword(t *testing.T) {
	f := moderated(t)
	f.run(t)
	f.importer.do = func(_ context.Context, _ corpus.Space, _ string, what Import, w Watch) error {
		w.Imported(corpus.Imported{Status: corpus.StatusFailed, Error: "It cannot be read."})
		return nil
	}
	s := final(t, f.Command(t.Context(), command("open", CommandSourceAdd, "link", "https://ann:hunter2@example.org/a"))).(JobScreen)
	if name := s.Job.Items[0].Name; strings.Contains(name, "hunter2") || !strings.Contains(name, "example.org") {
		t.Errorf("%q", name)
	}
}
