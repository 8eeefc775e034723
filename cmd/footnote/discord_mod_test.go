package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"footnote/bot/discordtest"
)

// These tests are of what moderators do. The flows share one bot, and each has a
// server of its own in it.

// desk is a server for one test, with a moderator.
type desk struct {
	*testing.T
	b   *botRun
	g   *discordtest.Guild
	mod discordtest.Actor
}

func newDesk(t *testing.T, b *botRun, name string) *desk {
	g := b.NewGuild(name)
	return &desk{t, b, g, manager(g)}
}

// sees waits until what the bot shows says all the texts.
func (d *desk) sees(i *discordtest.Interaction, wants ...string) *discordtest.Message {
	d.Helper()
	m, err := i.Until(d.b.ctx(), func(m *discordtest.Message) bool {
		return !slices.ContainsFunc(wants, func(w string) bool { return !strings.Contains(m.Text(), w) })
	})
	if err != nil {
		d.Fatalf("%s does not say %q: %v\n%s", i.Name, wants, err, strings.Join(statesSaid(i.History()), "\n--\n"))
	}
	if !m.Ephemeral() {
		d.Errorf("%s shows to everybody: %s", i.Name, m.Text())
	}
	return m
}

// shows uses a command until it says all the texts: figures follow what they
// count.
func (d *desk) shows(command string, wants ...string) *discordtest.Message {
	d.Helper()
	for enough := d.b.ctx(); ; {
		m := d.sees(d.mod.Slash(command))
		if !slices.ContainsFunc(wants, func(w string) bool { return !strings.Contains(m.Text(), w) }) {
			return m
		}
		if enough.Err() != nil {
			d.Fatalf("/%s does not say %q:\n%s", command, wants, m.Text())
		}
	}
}

// refused wants an immediate private sentence, with nothing looked up or begun.
func (d *desk) refused(i *discordtest.Interaction, wants ...string) {
	d.Helper()
	first, err := i.First(d.b.ctx())
	if err != nil {
		d.Fatal(err)
	}
	if first.Deferred || first.Message == nil || !first.Ephemeral {
		d.Errorf("%s was not refused at once: %+v", i.Name, first)
		return
	}
	says(d.T, first.Message, wants...)
}

func (d *desk) form(i *discordtest.Interaction) *discordtest.Form {
	d.Helper()
	f, err := i.Form(d.b.ctx())
	if err != nil {
		d.Fatal(err)
	}
	return f
}

// hears asks as a member and waits for the answer to say all the texts.
func (d *desk) hears(question string, wants ...string) *discordtest.Message {
	d.Helper()
	return d.answered(d.g.NewMember("asker").In(d.g.General).Slash("ask", discordtest.String("question", question)), wants...)
}

// quietly is hears for a private answer, which nobody edits later.
func (d *desk) quietly(question string, wants ...string) *discordtest.Message {
	d.Helper()
	return d.answered(d.g.NewMember("asker").In(d.g.General).Slash("ask", discordtest.String("question", question), discordtest.Bool("private", true)), wants...)
}

func (d *desk) answered(asked *discordtest.Interaction, wants ...string) *discordtest.Message {
	d.Helper()
	m, err := asked.Until(d.b.ctx(), func(m *discordtest.Message) bool { return len(m.Components) > 0 })
	if err != nil {
		d.Fatalf("%v: %v", err, statesSaid(asked.History()))
	}
	says(d.T, m, wants...)
	return m
}

// completed is what is offered while a title is typed.
func (d *desk) completed(by discordtest.Actor, command, option, typed string) (ids, labels []string) {
	d.Helper()
	choices, err := by.Autocomplete(command, discordtest.Typing(option, typed)).Choices(d.b.ctx())
	if err != nil {
		d.Fatal(err)
	}
	for _, c := range choices {
		ids, labels = append(ids, fmt.Sprint(c.Value)), append(labels, c.Name)
	}
	return ids, labels
}

// all are the ids of the sources with words in their titles.
func (d *desk) all(words string) []string {
	d.Helper()
	ids, _ := d.completed(d.mod, "source info", "source", words)
	return ids
}

// source is the id of the one source with words in its title.
func (d *desk) source(words string) string {
	d.Helper()
	ids := d.all(words)
	if len(ids) != 1 {
		d.Fatalf("%d sources with %q", len(ids), words)
	}
	return ids[0]
}

// paste adds a text and returns its id.
func (d *desk) paste(title, text string) string {
	d.Helper()
	asked := d.mod.Slash("source paste")
	d.sees(d.mod.Submit(asked, d.form(asked), map[string]string{"title": title, "text1": text}), "is done", "1 added")
	return d.source(title)
}

// site is a web site on loopback whose pages a test can change. Its host may be
// read; the private host beside it, which counts who asks, may not.
type site struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]http.HandlerFunc

	private      *httptest.Server
	privateAsked atomic.Int32
}

func newSite(t *testing.T) *site {
	s := &site{pages: map[string]http.HandlerFunc{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		page := s.pages[r.URL.Path]
		s.mu.Unlock()
		if page == nil {
			page = http.NotFound
		}
		page(w, r)
	}))
	s.private = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.privateAsked.Add(1)
		fmt.Fprint(w, "What only the machine's owner may read.")
	}))
	t.Cleanup(s.Close)
	t.Cleanup(s.private.Close)
	return s
}

func (s *site) config() string {
	return fmt.Sprintf("[sources]\nallow_hosts = [%q]\n", strings.TrimPrefix(s.URL, "http://"))
}

// serve answers at a path, and returns its address.
func (s *site) serve(path string, page http.HandlerFunc) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = page
	return s.URL + path
}

// page puts a page there.
func (s *site) page(path, title string, paragraphs ...string) string {
	return s.serve(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>%s</title></head><body><nav><a href="/">Home</a></nav><article><h1>%[1]s</h1><p>%s</p></article></body></html>`,
			title, strings.Join(paragraphs, "</p><p>"))
	})
}

// Sentences about an invented town, to ask for.
const (
	ferryLeaves  = "The ferry to Kelm leaves Wexmoor harbour at 6:40 every morning."
	ferryCarries = "It carries 38 cars, and the crossing takes two hours in good weather."
	millOpened   = "The water mill in Ostrow was reopened on Saturday by the miller Hanna Wirth."
	millClosed   = "It had been closed for eleven years, because the dam was broken."
	poolCosts    = "A ticket for the swimming pool of Ostrow costs four euros."
	libraryOpens = "The library of Saltby opens at nine on weekdays and at ten on Saturdays."
)

func TestModeratorsAdd(t *testing.T) {
	site := newSite(t)
	b := startBot(t, botOptions{config: site.config()})

	t.Run("links", func(t *testing.T) {
		d := newDesk(t, b, "links")
		add := func(link string) *discordtest.Interaction {
			return d.mod.Slash("source add", discordtest.String("link", link))
		}
		page := site.page("/ferry", "Kelm ferry timetable", ferryLeaves, ferryCarries)
		added, none := add(page), add(site.URL+"/nothing")
		secret := add(site.private.URL)
		redirect := add(site.serve("/to-secret", http.RedirectHandler(site.private.URL, http.StatusFound).ServeHTTP))
		toFile := add(site.serve("/to-file", http.RedirectHandler("file:///etc/passwd", http.StatusFound).ServeHTTP))
		cdn := b.NewAttachment("letter.txt", "text/plain", []byte(millOpened))
		typed, local := add(cdn.Link()), add("http://127.0.0.1/")

		m := d.sees(added, "is done", "1 added", "Kelm ferry timetable", "can be quoted to everyone who may ask in this server")
		t.Log(m.Text())
		t.Log(d.sees(none, "1 failed", "there is no such page").Text())
		for _, i := range []*discordtest.Interaction{secret, redirect, typed} {
			t.Log(d.sees(i, "1 failed", "only the web's own ports", "allow").Text())
		}
		t.Log(d.sees(local, "1 failed", "points into a private network").Text())
		t.Log(d.sees(toFile, "1 failed", "begin with http").Text())
		if n := site.privateAsked.Load(); n != 0 || cdn.Fetches() != 0 {
			t.Errorf("the private host was asked %d times, the host of attachments %d times", n, cdn.Fetches())
		}
		d.hears("When does the ferry to Kelm leave?", "6:40", page)

		// What no web address is, is refused before anything is begun.
		for _, link := range []string{"file:///etc/passwd", "/etc/passwd", "ftp://example.org/a.txt", "https://", "etc/passwd", `C:\secrets.txt`, "javascript:alert(1)"} {
			d.refused(add(link), "is no web address")
		}
		d.refused(add("https://cdn.discordapp.com/attachments/1/2/a.txt?ex=1"), "stop working after a day", "Attach the file")
		d.refused(add("https://discord.com/channels/1/2/3"), "“Add as source”")
		d.refused(d.mod.Slash("source add"), "Give me a link", "/source paste")
	})

	t.Run("attachments", func(t *testing.T) {
		d := newDesk(t, b, "attachments")
		text := func(name, text string) *discordtest.Attachment {
			return b.NewAttachment(name, "text/plain", []byte(text))
		}
		elsewhere, away, endless := text("elsewhere.txt", ""), text("away.txt", ""), text("endless.txt", "")
		elsewhere.Elsewhere = site.private.URL + "/attachments/1/2/elsewhere.txt"
		away.Fault = discordtest.Redirect(site.private.URL)
		endless.Fault = discordtest.Endless()
		gone := text("gone.txt", "")
		gone.Fault = discordtest.Page(404, "text/plain", "This content is no longer available.")
		picture := b.NewAttachment("picture.png", "image/png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
		ten := []*discordtest.Attachment{
			text("ferry.txt", ferryLeaves+" "+ferryCarries), text("pool.md", "# The pool\n\n"+poolCosts),
			b.NewAttachment("library.html", "text/html", []byte("<html><body><article><h1>Library</h1><p>"+libraryOpens+"</p></article></body></html>")),
			elsewhere, away, endless, gone, picture, text("empty.txt", ""), text("ferry.txt", ferryLeaves+" "+ferryCarries),
		}
		var files []discordtest.Option
		for n, a := range ten {
			name := "file"
			if n > 0 {
				name = fmt.Sprintf("file%d", n+1)
			}
			files = append(files, discordtest.File(name, a))
		}
		one := d.mod.Slash("source add", discordtest.File("file", text("mill.txt", millOpened+" "+millClosed)))
		all := d.mod.Slash("source add", files...)
		t.Log(d.sees(one, "is done", "1 added", "mill", "can be quoted to everyone").Text())
		m := d.sees(all, "is done", "3 added, 1 unchanged, 6 failed")
		t.Log(m.Text())
		says(t, m, "elsewhere.txt** is not fetched", "away.txt** is not fetched", "endless.txt** is larger than 20 MB",
			"gone.txt** cannot be fetched any more: its link has expired", "picture.png** is an image", "empty.txt** is empty")
		if n := site.privateAsked.Load(); n != 0 {
			t.Errorf("the private host was asked %d times", n)
		}
		// An attachment has no link to cite, since that would expire.
		if m := d.hears("When was the water mill in Ostrow reopened?", "Hanna Wirth"); strings.Contains(m.Text(), "](") {
			t.Errorf("an attachment is cited with a link: %s", m.Text())
		}

		huge := text("huge.txt", "short")
		huge.ClaimedSize = 100 << 20
		d.refused(d.mod.Slash("source add", discordtest.File("file", huge)), "huge.txt is too large", "100 MB", "up to 20 MB")
		if huge.Fetches() != 0 {
			t.Error("100 MiB were fetched")
		}
	})

	t.Run("private channels", func(t *testing.T) {
		d := newDesk(t, b, "private channels")
		team := d.g.NewPrivateChannel("team")
		mod := d.mod.User.In(team)
		letter := b.NewAttachment("letter.txt", "text/plain", []byte(ferryLeaves))
		post := team.As(d.g.NewMember("ada")).Say(poolCosts)
		open := d.g.General.As(d.g.NewMember("eve")).Say(millOpened)
		inThread := team.NewThread("plans").As(d.mod.User)

		file := mod.Slash("source add", discordtest.File("file", letter))
		message := mod.MessageCommand("Add as source", post.Message)
		thread := inThread.Slash("source add", discordtest.File("file", letter))
		t.Log(d.sees(file, "Not everybody in this server can read this channel", "letter.txt", "Cancel").Text())
		d.sees(message, "Not everybody in this server can read this channel", "swimming pool")
		d.sees(thread, "Not everybody in this server can read this channel")
		if letter.Fetches() != 0 {
			t.Error("the file was fetched before the answer")
		}
		// Nobody else can press it, and nothing was added yet.
		asked := d.sees(file, "Add")
		d.refused(manager(d.g).Forged().Press(asked, "Add"), "too old, or is not meant for here")
		d.refused(mod.Press(d.sees(thread, "Cancel"), "Cancel"), "Nothing was changed")
		if ids, _ := d.completed(mod, "source info", "source", ""); len(ids) != 0 {
			t.Errorf("added without an answer: %v", ids)
		}
		yes, also := mod.Press(asked, "Add"), mod.Press(d.sees(message, "Add"), "Add")
		// What stands in an open channel is added at once.
		public := d.mod.MessageCommand("Add as source", open.Message)
		d.sees(yes, "is done", "1 added")
		d.sees(also, "is done", "1 added")
		d.sees(public, "is done", "1 added")
		d.refused(mod.Forged().Press(asked, asked.Component("Add").CustomID), "too old")

		link := func(m *discordtest.Sent) string {
			return "https://discord.com/channels/" + m.GuildID + "/" + m.ChannelID + "/" + m.ID
		}
		d.hears("What does a ticket for the swimming pool cost?", "four euros", link(post))
		answer := d.hears("Who reopened the water mill in Ostrow?", "Hanna Wirth", link(open))
		d.refused(d.mod.MessageCommand("Add as source", answer), "message of mine")
		d.refused(d.mod.MessageCommand("Add as source", d.g.General.As(d.mod.User).Say("").Message), "no text that I could quote")
	})

	t.Run("pasted texts", func(t *testing.T) {
		d := newDesk(t, b, "pasted texts")
		asked := d.mod.Slash("source paste")
		form := d.form(asked)
		if n := len(form.Inputs()); n != 5 {
			t.Errorf("the form has %d fields", n)
		}
		// Nothing in it: Discord's own client would not send that.
		d.refused(d.mod.Forged().Submit(asked, form, nil), "There is no text in it")
		d.refused(d.mod.Submit(asked, form, map[string]string{"title": "A title", "text1": " \n\t "}), "There is no text in it")

		short := d.mod.Submit(asked, form, map[string]string{"title": "The pool", "text1": poolCosts, "text2": "It is closed in winter."})
		t.Log(d.sees(short, "is done", "1 added", "The pool").Text())

		// A last field that is full may have been cut.
		filler := strings.Repeat("Nothing of interest happened on that day in the harbour of Saltby. ", 70)
		long := filler[:4000-len(libraryOpens)] + libraryOpens
		full := d.mod.Submit(asked, form, map[string]string{"title": "Chronicle", "text1": filler[:4000], "text2": long})
		m := d.sees(full, "The last part of the text is full", "at ten on Saturdays.", "Was that all?")
		t.Log(m.Text())
		if len(d.all("Chronicle")) != 0 {
			t.Error("added without an answer")
		}
		d.sees(d.mod.Press(m, "Yes, that is all"), "is done", "1 added", "Chronicle")
		d.hears("When does the library of Saltby open?", "at nine on weekdays", "Chronicle")
		if n := len(d.all("")); n != 2 {
			t.Errorf("%d sources", n)
		}
	})
}
