package main

import (
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/corpus/store"
)

// What moderators do with the sources that there are.
func TestModeratorsSources(t *testing.T) {
	site := newSite(t)
	b := startBot(t, botOptions{config: site.config()})
	// Another server, whose sources nobody else ever sees.
	other := newDesk(t, b, "another server")
	foreign := other.paste("The pool of the others", poolCosts)

	t.Run("list and info", func(t *testing.T) {
		d := newDesk(t, b, "list")
		t.Log(d.sees(d.mod.Slash("source list"), "There are no sources yet").Text())
		var files []discordtest.Option
		for n, text := range []string{
			ferryLeaves, ferryCarries, millOpened, millClosed, libraryOpens, "The market of Saltby is on Fridays.",
			"The lighthouse of Kelm has 212 steps.", "The school of Ostrow has six classes.", "Bread is baked in Kelm at four in the morning.", "The tower of Saltby is closed for repairs.",
		} {
			name := "file"
			if n > 0 {
				name = fmt.Sprintf("file%d", n+1)
			}
			files = append(files, discordtest.File(name, b.NewAttachment(fmt.Sprintf("note-%d.md", n+1), "text/markdown", []byte(text))))
		}
		d.sees(d.mod.Slash("source add", files...), "10 added")

		list := d.mod.Slash("source list")
		first := d.sees(list, "Page 1 of 2", "10 sources, 10 passages in this server", "More")
		t.Log(first.Text())
		second := d.sees(d.mod.Press(first, "More"), "Page 2 of 2", "Back")
		if n := strings.Count(first.Text(), "- **") + strings.Count(second.Text(), "- **"); n != 10 || second.ID != first.ID {
			t.Errorf("%d sources on two pages, of messages %s and %s", n, first.ID, second.ID)
		}
		d.sees(d.mod.Press(second, "Back"), "Page 1 of 2")
		found := d.sees(d.mod.Slash("source list", discordtest.String("search", "NOTE-7")), "1 source with “NOTE-7”", "note-7")
		d.sees(d.mod.Slash("source list", discordtest.String("search", "zeppelin @everyone")), "No source has “zeppelin")

		// From the menu, and by the id that completion gives.
		id := d.source("note-7")
		for _, i := range []*discordtest.Interaction{
			d.mod.Select(found, "source", id), d.mod.Slash("source info", discordtest.String("source", id)),
			d.mod.Slash("source info", discordtest.String("source", "note-7")),
		} {
			m := d.sees(i, "### **note-7**", "attachment", "1 passage", "<@"+d.mod.User.ID+">", "This is a copy", "**Last job:** Adding is done", "**History**", "added", "Replace the text")
			if i.Kind == discordtest.KindComponent {
				t.Log(m.Text())
			}
		}
		_, labels := d.completed(d.mod, "source info", "source", "note 1")
		if !slices.Equal(labels, []string{"note-10", "note-1"}) {
			t.Errorf("completed %q", labels)
		}

		// The other server's source is in no list, and its id means nothing here.
		if ids := d.all("pool"); len(ids) != 0 {
			t.Errorf("completion crosses servers: %v", ids)
		}
		for _, command := range []string{"source info", "source refresh", "source remove"} {
			d.sees(d.mod.Slash(command, discordtest.String("source", foreign)), "This server has no such source")
		}
		for _, button := range []string{"source:", "refresh:", "remove:", "remove-yes:", "undo:"} {
			m := d.sees(d.mod.Forged().Press(found, button+foreign))
			if strings.Contains(m.Text(), "others") {
				t.Errorf("%s tells of another server: %s", button, m.Text())
			}
		}
		for _, button := range []string{"replace:", "paste:"} {
			d.refused(d.mod.Forged().Press(found, button+foreign), "This server has no such source")
		}
		other.sees(other.mod.Slash("source list"), "The pool of the others", "1 source, 1 passage")
	})

	t.Run("refresh and replace", func(t *testing.T) {
		d := newDesk(t, b, "refresh")
		page := site.page("/mill", "The mill of Ostrow", millOpened, millClosed)
		d.sees(d.mod.Slash("source add", discordtest.String("link", page)), "1 added")
		id := d.source("mill")
		refresh := func() *discordtest.Interaction {
			return d.mod.Slash("source refresh", discordtest.String("source", id))
		}
		t.Log(d.sees(refresh(), "Reading again** is done", "1 unchanged").Text())
		site.page("/mill", "The mill of Ostrow", "The water mill in Ostrow was closed again on Monday by order of the mayor.", millClosed)
		d.sees(refresh(), "1 updated", "The mill of Ostrow")
		d.quietly("Who ordered the water mill in Ostrow closed?", "mayor")
		site.serve("/mill", http.NotFound)
		t.Log(d.sees(refresh(), "1 failed", "there is no such page").Text())
		info := d.sees(d.mod.Slash("source info", discordtest.String("source", page)), "could not be read again", "Reading again is done", "Read again")
		t.Log(info.Text())
		// Its last text can still be quoted, and the button does the same.
		d.quietly("Who ordered the water mill in Ostrow closed?", "mayor")
		site.page("/mill", "The mill of Ostrow", millOpened, millClosed)
		d.sees(d.mod.Press(info, "Read again"), "1 updated")

		// A copy cannot be read again, but replaced: by a form, or by a file.
		copied := d.paste("Pool prices", poolCosts)
		offer := d.sees(d.mod.Slash("source refresh", discordtest.String("source", copied)), "is a copy of a pasted text", "Paste the new text")
		t.Log(offer.Text())
		asked := d.mod.Press(offer, "Paste the new text")
		form := d.form(asked)
		if form.Title != "Replace the text" || form.Inputs()[0].Value != "Pool prices" {
			t.Errorf("the form is %q, with %q", form.Title, form.Inputs()[0].Value)
		}
		d.sees(d.mod.Submit(asked, form, map[string]string{"title": "Pool prices", "text1": "A ticket for the swimming pool of Ostrow costs five euros."}), "Replacing** is done", "1 updated")
		if m := d.quietly("What does a ticket for the swimming pool cost?", "five euros"); strings.Contains(m.Text(), "four euros") {
			t.Errorf("the old text is quoted: %s", m.Text())
		}
		newer := b.NewAttachment("prices.txt", "text/plain", []byte("A ticket for the swimming pool of Ostrow costs six euros."))
		replace := func(ref string) *discordtest.Interaction {
			return d.mod.Slash("source add", discordtest.File("file", newer), discordtest.String("replaces", ref))
		}
		d.sees(replace(copied), "Replacing** is done", "1 updated")
		d.quietly("What does a ticket for the swimming pool cost?", "six euros")
		if again := d.source("prices"); again != copied {
			t.Errorf("the source became another one: %s, %s", again, copied)
		}
		d.sees(replace(id), "is no copy", "/source refresh")
		d.sees(replace(foreign), "This server has no such source")
		if ids, _ := d.completed(d.mod, "source add", "replaces", ""); !slices.Equal(ids, []string{copied}) {
			t.Errorf("what can be replaced: %v", ids)
		}
	})

	t.Run("remove and undo", func(t *testing.T) {
		d := newDesk(t, b, "remove")
		pool := d.paste("The pool", poolCosts)
		question := "What does a ticket for the swimming pool cost?"
		d.quietly(question, "four euros", "The pool")

		remove := func(id string) *discordtest.Message {
			d.Helper()
			sure := d.sees(d.mod.Slash("source remove", discordtest.String("source", id)), "Remove", "For 15 minutes it can be brought back", "Cancel")
			d.refused(d.mod.Press(sure, "Cancel"), "Nothing was changed")
			return d.sees(d.mod.Press(d.sees(d.mod.Slash("source remove", discordtest.String("source", id)), "Remove"), "Remove"),
				"is removed", "can be brought back until", "Undo")
		}
		gone := remove(pool)
		t.Log(gone.Text())
		if m := d.quietly(question); strings.Contains(m.Text(), "The pool") {
			t.Errorf("what was removed is quoted: %s", m.Text())
		}
		d.sees(d.mod.Press(gone, "Undo"), "The pool", "is back, as it was")
		d.quietly(question, "four euros", "The pool")
		d.sees(d.mod.Press(gone, "Undo"), "is not removed")

		remove(pool)
		list := d.sees(d.mod.Slash("source list"), "Removed, and can still be brought back", "Undo: The pool")
		t.Log(list.Text())
		d.sees(d.mod.Press(list, "Undo: The pool"), "is back, as it was")
		d.quietly(question, "four euros", "The pool")

		// Another source with the same text is named, since that text stays.
		d.sees(d.mod.Slash("source add", discordtest.File("file", b.NewAttachment("reprint.md", "text/markdown", []byte(poolCosts)))), "1 added")
		both := d.sees(d.mod.Slash("source remove", discordtest.String("source", pool)), "Some of its text also stands in reprint, and stays there")
		t.Log(both.Text())
		gone = d.sees(d.mod.Press(both, "Remove"), "is removed", "also stands in other sources and stays there: **reprint**")
		t.Log(gone.Text())
		d.quietly(question, "four euros", "reprint")
		d.sees(d.mod.Press(gone, "Undo"), "is back")
		remove(d.source("reprint"))

		// The end of the undo time: gone for good, and the answers say so.
		told := d.hears(question, "four euros", "The pool")
		gone = remove(pool)
		b.database(t, `UPDATE withdrawn SET until = ?`, time.Now().Add(-time.Second).UnixMilli())
		d.sees(d.mod.Press(gone, "Undo"), "its 15 minutes are over", "Add it again")
		d.paste("Something else", libraryOpens) // changed sources wake who deletes
		if err := b.Wait(b.ctx(), func() bool {
			m := b.Message(told.ID)
			return !strings.Contains(m.Text(), "four euros")
		}); err != nil {
			t.Fatalf("the answer still quotes what was removed: %s", b.Message(told.ID).Text())
		}
		t.Log(b.Message(told.ID).Text())
		d.sees(d.mod.Slash("source info", discordtest.String("source", pool)), "This server has no such source")
		d.sees(d.mod.Press(list, "Undo: The pool"), "15 minutes are over")
		// The audit says so too, and does not keep the title either.
		audit := d.sees(d.mod.Slash("audit"), "deleted for good · a pasted text", "brought back · a pasted text", "removed · an attachment", "<@"+d.mod.User.ID+">")
		t.Log(audit.Text())
		if strings.Contains(audit.Text(), "The pool") {
			t.Error("the audit keeps the title")
		}
	})
}

// database changes what is stored, beside the running bot: time passes faster so.
func (b *botRun) database(t *testing.T, statement string, args ...any) {
	t.Helper()
	b.open(t, func(db *sql.DB) error {
		_, err := db.ExecContext(t.Context(), statement, args...)
		return err
	})
}

// open hands over the database, as another process sees it.
func (b *botRun) open(t *testing.T, do func(*sql.DB) error) {
	t.Helper()
	s, err := store.Open(t.Context(), b.data(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := do(s.DB()); err != nil {
		t.Fatal(err)
	}
}
