package main

import (
	"database/sql"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/ncruces/go-sqlite3/driver"

	"footnote/bot/discordtest"
)

// These flows are of what happens after an answer: it is covered, forgotten, or
// its sources change.

// count asks the bot's database for a number.
func (b *botRun) count(query string, args ...any) (n int) {
	b.t.Helper()
	uri := url.URL{Scheme: "file", Path: filepath.Join(b.data(), "footnote.db"), RawQuery: "mode=ro"}
	db, err := sql.Open("sqlite3", uri.String())
	if err != nil {
		b.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		b.t.Fatal(err)
	}
	return n
}

// onDisk reports in which files of the data folder a text stands.
func (b *botRun) onDisk(text string) (files []string) {
	b.t.Helper()
	err := filepath.WalkDir(b.data(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // a file of the index that is gone meanwhile
		}
		content, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(content), text) {
			files = append(files, filepath.Base(path))
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return files
}

// Who waits for an answer is told once, when a source covers it: by a direct
// message, or where those are closed by the next private reply. Who has left is
// not told.
func testCovered(t *testing.T, b *botRun, n *news) (wait func(*testing.T)) {
	w := newTown(t, b, n, "/history")
	ada, bob, eve := w.member("ada"), w.member("bob"), w.member("eve")
	const question = "Who steered the barge?"
	for _, who := range []discordtest.Actor{ada, bob, eve} {
		m := w.ask(who, question)
		for range 2 { // pressed twice it is kept once
			says(t, w.private(who.Press(m, "Tell me when it is covered")), "I will send you one direct message", question)
		}
	}
	public := w.ask(bob, "How long is the Kestrel Bridge?")
	bob.User.CloseDMs(true)
	w.guild.Leave(eve.User)
	before := b.Now()
	w.until(w.adds("/radar")[0], "is done")

	return func(t *testing.T) {
		w := *w
		w.botRun = w.in(t)
		dm, err := ada.User.DM().NextMessage(w.ctx(), before)
		if err != nil {
			t.Fatal(err)
		}
		t.Log(dm.Text())
		says(t, dm, question, w.guild.Name, "Open the channel")
		saysNot(t, dm, "Jonas Velt")
		if link := dm.Components[0].Components[0].URL; link != "https://discord.com/channels/"+w.guild.ID+"/"+w.guild.General.ID {
			t.Errorf("links to %s", link)
		}
		// The word comes with the next private reply after that: here, to a vote.
		vote := func() *discordtest.Message { return w.private(bob.Press(public, button(public, "up"))) }
		word := w.eventually(vote, "what you waited for")
		t.Log(word.Text())
		says(t, word, question, "direct messages are closed")
		saysNot(t, vote(), "what you waited for")

		ctx := w.ctx()
		for w.count(`SELECT count(*) FROM bot_subscriptions WHERE space = ?`, w.guild.ID) > 0 { // eve's
			if ctx.Err() != nil {
				t.Fatal("somebody waits still")
			}
			vote()
		}
		w.until(w.adds("/ferry")[0], "is done") // what follows tells nobody again
		says(t, w.ask(ada, "How many passengers does each boat take?"), "240 passengers")
		for who, want := range map[discordtest.Actor]int{ada: 1, bob: 0, eve: 0} {
			if got := len(who.User.DM().Messages()); got != want {
				t.Errorf("%s got %d direct messages", who.User.Name, got)
			}
		}
	}
}

// Forgetting says what is gone and what stays, and the words are off the disk.
func testForgetMe(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/history")
	ada := w.member("ada")
	const secret = "xylophone-playing grandmother"
	w.ask(ada, "How long is the Kestrel Bridge, asks my "+secret+"?")
	m := w.ask(ada, "Where does my "+secret+" live?")
	w.private(ada.Press(m, "Tell me when it is covered"))
	w.private(ada.Press(m, button(m, "up")))
	if len(w.onDisk(secret)) == 0 {
		t.Error("the test looks in the wrong place")
	}
	public := w.ask(w.member("bob"), "How long is the Kestrel Bridge?")

	first := w.private(ada.Slash("forget-me"))
	t.Log(first.Text())
	says(t, first, "Shall I forget you", "What stays")
	if w.count(`SELECT count(*) FROM bot_answers WHERE person = ?`, ada.User.ID) != 2 {
		t.Error("forgotten without being asked twice")
	}
	done := w.until(ada.Press(first, "Yes, forget me"), "Deleted")
	t.Log(done.Text())
	says(t, done, "2 questions", "1 vote", "1 subscription", "Answers in channels stay")
	if len(done.Components) > 0 {
		t.Error("the buttons are still there")
	}
	says(t, w.private(ada.Press(m, "Ask further")), "too old")
	says(t, w.private(ada.Press(public, "Passages")), "640 metres") // others' answers stay

	done = w.until(w.mod.Press(w.private(w.mod.Slash("forget-me")), "Yes, forget me"), "Done.")
	t.Log(done.Text())
	says(t, done, "Nothing was kept", "1 entry in the audit")
	// Another flow may have been reading just then, which leaves the words to be
	// overwritten by what is deleted next.
	words := residueOf(t, []string{"xylophone", "grandmother"}, nil, nil)
	left := words.left(t, b.data())
	for tries := 0; len(left) > 0; left = words.left(t, b.data()) {
		if tries++; tries > 3 {
			t.Fatalf("the words are still in %q", left)
		}
		w.until(w.mod.Press(w.private(w.mod.Slash("forget-me")), "Yes, forget me"), "Done.")
	}
}

// Public answers follow their sources: what does not stand there any more is
// marked, and after a removal, when undo has ended, taken out.
func testMarks(t *testing.T, _ *botRun, n *news) {
	n.set("/changing", newsPages["/history"])
	clock := &movedClock{}
	b := startBot(t, botOptions{config: n.config(), now: clock.now, home: home(t.TempDir())})
	w := newTown(t, b, n, "/leak", "/spill", "/changing", "/ferry")
	ada := w.member("ada")
	thread := w.guild.General.NewThread("old")
	both := w.ask(ada, litres)
	alone := w.mention(ada, "Who owns the barge?")
	t.Log(alone.Text())
	says(t, alone, "Orrin Freight, a company based in Northmere")
	private := w.askPrivately(ada, litres)
	archived := w.ask(ada.User.In(thread), litres)
	thread.Archive(true, false)
	length := w.ask(ada, "How long is the Kestrel Bridge?")

	t.Log(w.remove("/leak").Text())
	saysNot(t, w.ask(ada, litres), "7,000")
	// While it can be undone the answers stay. Reading another page again wakes
	// whoever looks after them.
	p := newsPages["/history"]
	p.text = append([]string{}, p.text...)
	p.text[1] = strings.Replace(p.text[1], "640 metres", "655 metres", 1)
	n.set("/changing", p)
	w.until(w.mod.Slash("source refresh", discordtest.String("source", n.URL+"/changing")), "1 updated")
	m := w.becomes(length, "Changed since")
	t.Log(m.Text())
	says(t, m, "640 metres long", "⚠️ changed since")
	w.eventually(func() *discordtest.Message { return w.private(ada.Press(m, "Passages")) }, "does not stand in the source any more")
	says(t, b.Message(both.ID), "7,000 litres")
	saysNot(t, b.Message(both.ID), "⚠️")

	clock.move(16 * time.Minute)
	w.remove("/ferry") // which wakes it again
	m = w.becomes(both, "Removed since")
	t.Log(m.Text())
	says(t, m, "10,000 litres", n.URL+"/spill")
	saysNot(t, m, "7,000", "Coastal Wire", "/leak", "The sources disagree")
	m = w.becomes(alone, "Removed since")
	t.Log(m.Text())
	says(t, m, "The source that answered this was removed", "Tell me when it is covered")
	saysNot(t, m, "Orrin", "Passages")
	says(t, b.Message(archived.ID), "7,000") // an archived thread is left alone
	if tried := b.Requests("PATCH", "/channels/"+thread.ID+"/messages"); len(tried) > 0 {
		t.Errorf("%d edits in an archived thread", len(tried))
	}
	// The text is off the disk, too: what was kept of answers is what is shown.
	ctx := w.ctx()
	for w.count(`SELECT count(*) FROM bot_answers WHERE answer LIKE '%7,000 litres%'`) > 0 {
		if ctx.Err() != nil {
			t.Fatal("the removed text is still in answers")
		}
		w.private(ada.Press(length, "Passages"))
	}
	for _, m := range []*discordtest.Message{both, private} {
		saysNot(t, w.private(ada.Press(m, "Passages")), "7,000")
	}
	b.end()
	if files := w.onDisk("litres of diesel leaked into Wexmoor harbour after a barge hit"); len(files) > 0 {
		t.Errorf("the removed text is still in %q", files)
	}
}

// remove removes a page as the moderator does.
func (w *town) remove(page string) *discordtest.Message {
	w.t.Helper()
	ask := w.until(w.mod.Slash("source remove", discordtest.String("source", w.news.URL+page)), "Remove")
	return w.until(w.mod.Press(ask, "Remove"), "Undo")
}

// movedClock is the machine's clock, moved forward.
type movedClock struct{ by atomic.Int64 }

func (c *movedClock) now() time.Time       { return time.Now().Add(time.Duration(c.by.Load())) }
func (c *movedClock) move(d time.Duration) { c.by.Add(int64(d)) }

// becomes waits until a message that stands in a channel was edited to say a text.
func (w *town) becomes(m *discordtest.Message, want string) *discordtest.Message {
	w.t.Helper()
	says := func() bool { return strings.Contains(w.Message(m.ID).Text(), want) }
	if err := w.Wait(w.ctx(), says); err != nil {
		w.t.Fatalf("does not say %q: %s", want, w.Message(m.ID).Text())
	}
	return w.Message(m.ID)
}

// eventually does something again until the reply says a text: what upkeep does
// shows in Discord a moment before it is in the records.
func (w *town) eventually(do func() *discordtest.Message, want string) *discordtest.Message {
	w.t.Helper()
	ctx := w.ctx()
	m := do()
	for !strings.Contains(m.Text(), want) {
		if ctx.Err() != nil {
			w.t.Fatalf("does not say %q: %s", want, m.Text())
		}
		m = do()
	}
	return m
}

// With a language model the answer grows by edits, and a server that asks more
// than can wait is told so.
func testModel(t *testing.T, _ *botRun, n *news) {
	reply := strings.Join([]string{
		"Two of the five crew members were treated for minor injuries, the fire service said.",
		"The barge was carrying gravel from Saltby to the Wexmoor cement works.",
		"The Kestrel Bridge was closed to all traffic on Tuesday morning after the barge Hilde Marie struck its third pier in thick fog.",
		"The harbour authority laid 400 metres of floating barriers around the barge.",
		"About 18,000 vehicles use the bridge on a working day.",
		"The captain is the king of @everyone.",
		"",
	}, ` [1]\n`)
	script := `{"match": "barriers", "fault": "slow", "delay": "30ms", "reply": "` + reply + `"}
{"match": "stalls", "fault": "stall"}`
	b := startBot(t, botOptions{config: n.config(), model: &script, home: home(t.TempDir())})
	w := newTown(t, b, n, "/bridge")
	ada := w.member("ada")
	asked := ada.Slash("ask", discordtest.String("question", "What happened to the Kestrel Bridge, and who laid barriers?"))
	mentioned := w.member("bob").Ask("What happened to the Kestrel Bridge, and who laid barriers?")
	wait, err := mentioned.Answer(w.ctx())
	if err != nil {
		t.Fatal(err)
	}
	says(t, wait, "Looking in the sources")
	m := w.answer(asked)
	edits := asked.Edits()
	for _, e := range edits {
		t.Log(e.At.Sub(edits[0].At), e.Message.Text())
	}
	says(t, m, "minor injuries", "gravel", "third pier", "400 metres", "18,000 vehicles", "Barge strikes Kestrel Bridge in fog")
	saysNot(t, m, "is the king", "More is coming")
	if len(edits) < 3 {
		t.Errorf("only %d edits", len(edits))
	}
	for _, e := range edits[:len(edits)-1] {
		says(t, e.Message, "More is coming")
		saysNot(t, e.Message, "is the king")
		if len(e.Message.Components) > 0 {
			t.Error("buttons before the end")
		}
	}
	// The requests take their time too, the first and the last one differently.
	took, least := edits[len(edits)-1].At.Sub(edits[0].At), time.Duration(len(edits)-1)*time.Second-300*time.Millisecond
	if took < least {
		t.Errorf("%d edits in %v", len(edits), took)
	}
	m = w.replied(mentioned)
	says(t, m, "400 metres", "Passages")
	saysNot(t, m, "Looking")

	var all, waiting, turned []*discordtest.Interaction
	for range 45 {
		all = append(all, w.member("one of many").Slash("ask", discordtest.String("question", "Who stalls the Kestrel Bridge?")))
	}
	for _, i := range all {
		first, err := i.First(w.ctx())
		if err != nil {
			t.Fatal(err)
		}
		if first.Deferred {
			waiting = append(waiting, i)
		} else {
			turned = append(turned, i)
		}
	}
	// The questions before may still be putting their things away.
	if len(waiting) < 38 || len(waiting) > 40 {
		t.Errorf("%d wait for an answer", len(waiting))
	}
	for _, i := range turned {
		says(t, w.private(i), "Too many questions of this server are waiting", "try again in a minute")
	}
	b.end()
	for _, i := range waiting {
		m, err := i.Answer(w.ctx())
		if err != nil {
			t.Fatal(err)
		}
		if m.Loading() {
			t.Error("somebody waits for ever")
		}
	}
}
