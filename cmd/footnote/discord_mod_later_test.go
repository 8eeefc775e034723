package main

import (
	"context"
	"database/sql"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// A job that takes long shows how far it is. Killed in the middle of it, the next
// process tells what was added and what was not, and when a week is over, how it
// went.
func TestModeratorsLongJob(t *testing.T) {
	b := newBotRun(t, botOptions{})
	d := newDesk(t, b, "long")
	team := d.g.NewPrivateChannel("team")
	killed := b.startProcess(t)
	d.sees(d.mod.Select(d.sees(d.mod.Slash("settings")), "set-mods", team.ID), "→ #team")

	release := make(chan struct{})
	defer close(release)
	slow := b.NewAttachment("slow.txt", "text/plain", []byte(libraryOpens))
	slow.Fault = func(_ http.ResponseWriter, r *http.Request, _ http.HandlerFunc) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}
	quick := b.NewAttachment("quick.md", "text/markdown", []byte(poolCosts))
	before := b.Now()
	job := d.mod.Slash("source add", discordtest.File("file", quick), discordtest.File("file2", slow), discordtest.File("file3", b.NewAttachment("last.md", "text/markdown", []byte(ferryLeaves))))
	t.Log(d.sees(job, "**Adding** is running", "1 of 3", "1 added", "quick").Text())
	// What is added already can be asked for, and the others are not held up.
	d.hears("What does a ticket for the swimming pool cost?", "four euros")
	d.sees(d.mod.Slash("source info", discordtest.String("source", d.source("quick"))), "Adding is running")
	const gap = "Who paints the ferry to Kelm?"
	d.hears(gap, "Not in the sources")
	d.hears(gap, "Not in the sources")
	d.shows("gaps", gap)

	killed()
	b.database(t, `INSERT INTO bot_digests (space, at) VALUES (?, ?)`, d.g.ID, time.Now().AddDate(0, 0, -8).UnixMicro())
	b.start()
	report, err := team.NextMessage(b.ctx(), before)
	if err != nil {
		t.Fatal(err)
	}
	says(t, report, "**Adding** was cut off", "1 added", "**quick**", "**slow.txt** – not done", "**last.md** – not done", "What is listed as added is kept", "<@"+d.mod.User.ID+">")
	t.Log(report.Text())
	week, err := team.NextMessage(b.ctx(), report.Created)
	if err != nil {
		t.Fatal(err)
	}
	says(t, week, "The week", "**Questions:** 3", "**Answered:** 1", "New questions that the sources do not answer", gap, "asked 2 times by 2 people")
	t.Log(week.Text())
	t.Log(d.sees(job, "restarted").Text())
	t.Log(d.sees(d.mod.Slash("source info", discordtest.String("source", d.source("quick"))), "Adding was cut off").Text())
	d.hears("What does a ticket for the swimming pool cost?", "four euros")
}

// A server that removed the bot finds everything again within 30 days, and
// nothing after them: nor does anybody who looks at the disk.
func TestModeratorsLeave(t *testing.T) {
	b := startBot(t, botOptions{})
	const canary = "Quixobarth"
	texts := map[string]string{}
	server := func(name string) *desk {
		d := newDesk(t, b, name)
		texts[d.g.ID] = canary + strings.ToLower(name)
		role := d.g.NewRole("editors "+texts[d.g.ID], 0)
		d.paste("The "+texts[d.g.ID]+" tower", "The "+texts[d.g.ID]+" tower was built by the mason Ilse Brandt in 1871.")
		d.hears("Who built the "+texts[d.g.ID]+" tower?", "Ilse Brandt")
		d.hears("Who paints the ferry to Kelm?", "Not in the sources")
		d.sees(d.mod.Select(d.sees(d.mod.Slash("settings")), "set-roles", role.ID), "→ editors")
		return d
	}
	left := func(d *desk) (at int64) {
		b.look(t, `SELECT left_at FROM bot_servers WHERE space = ?`, &at, d.g.ID)
		return at
	}
	everything := func(d *desk) {
		t.Helper()
		d.hears("Who built the "+texts[d.g.ID]+" tower?", "Ilse Brandt")
		d.sees(d.mod.Slash("source list"), texts[d.g.ID])
		d.sees(d.mod.Slash("settings"), "people with Manage Server, and <@&")
		d.sees(d.mod.Slash("audit"), "roles that may manage sources: none → editors")
		d.shows("stats", "**Not in the sources:** 1")
	}
	back, gone := server("Back"), server("Gone")

	// An outage is no farewell.
	back.g.Outage(true)
	back.g.Outage(false)
	everything(back)
	if left(back) != 0 {
		t.Error("an outage was taken for a farewell")
	}
	back.g.Kick()
	b.logged(t, "removed from a server; its data is kept for 30 days", back.g.ID)
	if left(back) == 0 {
		t.Error("that it was left is not stored")
	}

	// One removes the bot while it does not run.
	b.end()
	gone.g.Kick()
	b.log = &lockedBuffer{}
	b.start()
	b.logged(t, "removed from a server; its data is kept for 30 days", gone.g.ID)
	back.g.Invite()
	everything(back)
	if left(back) != 0 || left(gone) == 0 {
		t.Errorf("left at %d and %d", left(back), left(gone))
	}
	back.g.Kick()
	b.logged(t, "removed from a server; its data is kept for 30 days", back.g.ID)
	b.end()

	// 31 days later for one, 29 for the other.
	if found := b.stored(t, texts[gone.g.ID], gone.g.ID); len(found) == 0 {
		t.Error("nothing is stored that could be deleted")
	}
	for d, days := range map[*desk]int{gone: 31, back: 29} {
		b.database(t, `UPDATE bot_servers SET left_at = ? WHERE space = ?`, time.Now().AddDate(0, 0, -days).UnixMicro(), d.g.ID)
	}
	b.log = &lockedBuffer{}
	b.start()
	b.logged(t, "the data of a server that removed the bot is deleted", gone.g.ID)
	gone.g.Invite()
	back.g.Invite()
	everything(back)
	gone.sees(gone.mod.Slash("source list"), "There are no sources yet")
	gone.sees(gone.mod.Slash("settings"), "**Who may manage sources:** people with Manage Server\n")
	gone.sees(gone.mod.Slash("audit"), "Nothing was changed yet")
	b.end()
	residueOf(t, []string{texts[gone.g.ID]}, nil, nil).gone(t, b.data())
	if found := b.stored(t, texts[back.g.ID]); len(found) == 0 {
		t.Error("the other server's data is gone too")
	}
}

// startProcess starts the bot as a process of its own, for a test that kills it.
func (b *botRun) startProcess(t *testing.T) (kill func()) {
	t.Helper()
	cmd := exec.Command(program(t), "run", "--config", b.config, "--data", b.data())
	cmd.Stderr = b.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	t.Cleanup(kill)
	ctx := b.ctx()
	if err := b.Connected(ctx); err != nil {
		t.Fatal(err)
	}
	if err := b.Wait(ctx, func() bool { return len(b.Commands()) > 0 }); err != nil {
		t.Fatal(err)
	}
	return kill
}

// look reads one value from the database.
func (b *botRun) look(t *testing.T, query string, to any, args ...any) {
	t.Helper()
	b.open(t, func(db *sql.DB) error { return db.QueryRowContext(t.Context(), query, args...).Scan(to) })
}

// logged waits for a line of the log with all the words.
func (b *botRun) logged(t *testing.T, words ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		for line := range strings.Lines(b.log.String()) {
			all := true
			for _, w := range words {
				all = all && strings.Contains(line, w)
			}
			if all {
				return
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("the log does not say %q", words)
		}
	}
}

// stored are the files of the data folder that hold one of the words, whatever
// the case.
func (b *botRun) stored(t *testing.T, words ...string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(b.data(), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, w := range words {
			if strings.Contains(strings.ToLower(string(content)), strings.ToLower(w)) {
				files = append(files, path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
