package main

import (
	"database/sql"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// These flows are of sources that are kept fresh: pages that change, fail, come
// back or turn into something else while the bot runs.

// freshDesk is a desk with a moderators' channel and a bot whose clock is moved.
type freshDesk struct {
	*desk
	site  *site
	clock *movedClock
	team  *discordtest.Channel
	note  string // a source that is removed and brought back
}

func newFreshDesk(t *testing.T, config string) *freshDesk {
	clock, site := &movedClock{}, newSite(t)
	b := startBot(t, botOptions{config: site.config() + config, now: clock.now})
	d := &freshDesk{desk: newDesk(t, b, "fresh"), site: site, clock: clock}
	d.note = d.paste("A note of the harbour master", "The harbour master wrote a note on a slip of paper.")
	d.team = d.g.NewPrivateChannel("team")
	d.sees(d.mod.Select(d.sees(d.mod.Slash("settings")), "set-mods", d.team.ID), "→ #team")
	return d
}

// pass lets time pass for the bot. What is removed, and brought back, wakes what
// looks at what is due. From then on no job is to be begun: its reply would be too
// old.
func (d *freshDesk) pass(by time.Duration) {
	d.Helper()
	d.clock.move(by)
	sure := d.sees(d.mod.Slash("source remove", discordtest.String("source", d.note)), "For 15 minutes")
	d.sees(d.mod.Press(d.sees(d.mod.Press(sure, "Remove"), "is removed"), "Undo"), "is back")
}

// info waits until the details of a source say all the texts.
func (d *desk) info(source string, wants ...string) *discordtest.Message {
	d.Helper()
	enough := d.b.ctx()
	for {
		m := d.sees(d.mod.Slash("source info", discordtest.String("source", source)), "Added by")
		missing := ""
		for _, w := range wants {
			if !strings.Contains(m.Text(), w) {
				missing = w
			}
		}
		if missing == "" {
			return m
		}
		if enough.Err() != nil {
			d.Fatalf("does not say %q:\n%s", missing, m.Text())
		}
	}
}

// A page is read again when its rule says so. What it said before stays with the
// answers that quoted it, is searched no more, and goes when no answer of the last
// 30 days quotes it.
func TestBotKeepsPagesFresh(t *testing.T) {
	d := newFreshDesk(t, "")
	page := d.site.page("/mill", "The mill of Ostrow", millOpened, millClosed)
	d.sees(d.mod.Slash("source add", discordtest.String("link", page), discordtest.String("refresh", "daily")), "1 added", "The mill of Ostrow")
	id := d.source("mill")
	t.Log(d.info(id, "Read again every day, next <t:", "Last read <t:", "1 article, ").Text())
	d.sees(d.mod.Slash("source list"), "read again every day")
	const question = "Who reopened the water mill in Ostrow?"
	before := d.hears(question, "Hanna Wirth")
	revisions := func(want int) func() bool {
		return func() bool {
			return d.b.count(`SELECT count(*) FROM revisions r JOIN articles a ON a.n = r.article JOIN sources s ON s.n = a.source WHERE s.id = ?`, id) == want
		}
	}

	// Within the day nothing is fetched.
	d.site.page("/mill", "The mill of Ostrow", "The water mill in Ostrow was reopened on Saturday by the engineer Tomas Lind.", millClosed)
	d.pass(time.Hour)
	if m := d.quietly(question, "Hanna Wirth"); strings.Contains(m.Text(), "Lind") {
		t.Errorf("read before its time: %s", m.Text())
	}
	d.pass(27 * time.Hour)
	eventually(t, "the page is read again", revisions(2))
	if m := d.quietly(question, "Tomas Lind"); strings.Contains(m.Text(), "Wirth") {
		t.Errorf("an earlier text is searched: %s", m.Text())
	}
	var marked *discordtest.Message
	d.b.until("the answer is marked", func() bool {
		marked = d.b.Message(before.ID)
		return strings.Contains(marked.Text(), "changed since")
	})
	says(t, marked, "Hanna Wirth")
	d.shows("audit", "the bot · updated · The mill of Ostrow")

	// The old answer opens on the text that it quoted, also in the surroundings.
	ada := d.g.NewMember("ada").In(d.g.General)
	var passages *discordtest.Message
	eventually(t, "the passages are marked", func() bool {
		m, err := ada.Press(marked, "Passages").Answer(d.b.ctx())
		passages = m
		return err == nil && strings.Contains(m.Text(), "does not stand in the source any more")
	})
	says(t, passages, "**"+millOpened+"**", "It had been closed for eleven years")
	t.Log(passages.Text())
	var article, revision string
	d.b.open(t, func(db *sql.DB) error {
		return db.QueryRow(`SELECT json_extract(answer, '$.citations[0].article_id'), json_extract(answer, '$.citations[0].revision') FROM bot_answers WHERE message = ?`,
			before.ID).Scan(&article, &revision)
	})
	show := func() result {
		return d.b.home.footnote(t, "", "show", "--space", d.g.ID, article, "--revision", revision)
	}
	if r := show(); r.code != exitDone || !strings.Contains(r.out, "Hanna Wirth") {
		t.Errorf("show: exit %d: %s%s", r.code, r.out, r.err)
	}

	// When no answer of the last 30 days quotes it, the text goes.
	d.pass(28 * 24 * time.Hour)
	d.info(id, "Read again every day")
	if r := show(); r.code != exitDone {
		t.Errorf("dropped while an answer quotes it: exit %d: %s", r.code, r.err)
	}
	d.pass(3 * 24 * time.Hour)
	eventually(t, "the old text is dropped", revisions(1))
	if r := show(); r.code == exitDone {
		t.Errorf("it is still shown: %s", r.out)
	}
	if m := d.quietly(question, "Tomas Lind"); strings.Contains(m.Text(), "Wirth") {
		t.Errorf("%s", m.Text())
	}
}

// A page that cannot be read any more keeps its text, and moderators hear of it
// once.
func TestBotTellsOfStaleSources(t *testing.T) {
	d := newFreshDesk(t, "")
	mill := d.site.page("/mill", "The mill of Ostrow", millOpened, millClosed)
	ferry := d.site.page("/ferry", "Kelm ferry timetable", ferryLeaves, ferryCarries)
	for _, link := range []string{mill, ferry} {
		d.sees(d.mod.Slash("source add", discordtest.String("link", link), discordtest.String("refresh", "hourly")), "1 added")
	}
	since := d.b.Now()
	stale := func() *discordtest.Message {
		t.Helper()
		for {
			m, err := d.team.NextMessage(d.b.ctx(), since)
			if err != nil {
				t.Fatal(err)
			}
			since = m.Created
			if strings.Contains(m.Text(), "could not be read again") {
				return m
			}
			if !strings.Contains(m.Text(), "**Adding** is done") {
				t.Errorf("what is this? %s", m.Text())
			}
		}
	}
	d.site.serve("/mill", http.NotFound)
	d.site.serve("/ferry", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "down", http.StatusInternalServerError) })
	d.pass(2 * time.Hour)
	m := stale()
	t.Log(m.Text())
	says(t, m, "2 sources could not be read again", "since <t:", "still quoted", "tell you only once")
	ids := d.all("mill")
	info := d.info(ids[0], "⚠️ could not be read again since <t:", "– there is no such page", "Its text is of <t:", "last tried <t:")
	t.Log(info.Text())
	d.sees(d.mod.Slash("source list"), "⚠️ could not be read again since <t:")
	d.quietly("Who reopened the water mill in Ostrow?", "Hanna Wirth")
	d.quietly("When does the ferry to Kelm leave?", "6:40")
	d.sees(d.mod.User.In(d.team).Select(m, "source", d.all("mill")[0]), "### **The mill of Ostrow**")

	// It goes on trying, tells nobody again, and what is back is fresh.
	d.site.page("/mill", "The mill of Ostrow", millOpened, millClosed)
	d.pass(24 * time.Hour)
	d.b.until("the page is fresh", func() bool {
		return !strings.Contains(d.info(ids[0]).Text(), "could not be read again since")
	})
	d.site.serve("/mill", http.NotFound)
	d.pass(24 * time.Hour)
	m = stale()
	says(t, m, "1 source", "The mill of Ostrow")
	if strings.Contains(m.Text(), "ferry") {
		t.Errorf("told twice: %s", m.Text())
	}
}

// A rule that is set is said, and kept to; only moderators set one.
func TestBotSetsRules(t *testing.T) {
	d := newFreshDesk(t, "")
	page := d.site.page("/mill", "The mill of Ostrow", millOpened, millClosed)
	d.sees(d.mod.Slash("source add", discordtest.String("link", page)), "1 added", "The mill of Ostrow")
	id := d.source("mill")
	d.info(id, "Read again every week, next <t:")
	t.Log(d.sees(d.mod.Slash("source refresh", discordtest.String("source", id), discordtest.String("every", "hourly")),
		"Reading again** is done", "1 unchanged", "From now on it is read again every hour").Text())
	d.info(id, "Read again every hour, next <t:", "set how often it is read again")
	d.sees(d.mod.Slash("source refresh", discordtest.String("source", id), discordtest.String("every", "never")), "The mill of Ostrow is not read again by itself any more")
	d.info(id, "Never read again by itself")
	d.sees(d.mod.Slash("source refresh", discordtest.String("source", id), discordtest.String("every", "feed")), "Only a feed")
	d.sees(d.mod.Forged().Slash("source refresh", discordtest.String("source", id), discordtest.String("every", "each minute")), "is no rule")
	member := d.g.NewMember("eve").In(d.g.General).Forged()
	for _, i := range []*discordtest.Interaction{
		member.Slash("source refresh", discordtest.String("source", id), discordtest.String("every", "hourly")),
		member.Slash("source add", discordtest.String("link", page), discordtest.String("refresh", "hourly")),
		member.Slash("source add", discordtest.String("link", page), discordtest.Bool("pages", true)),
	} {
		d.refused(i, "Manage Server")
	}
	d.info(id, "Never read again by itself")
}

// A page that hangs holds up neither questions nor commands, nor the end of the
// program.
func TestBotGoesOnWhileAPageHangs(t *testing.T) {
	d := newFreshDesk(t, "")
	page := d.site.page("/mill", "The mill of Ostrow", millOpened, millClosed)
	d.sees(d.mod.Slash("source add", discordtest.String("link", page), discordtest.String("refresh", "hourly")), "1 added")
	hangs, ended := make(chan struct{}), make(chan struct{})
	var once, twice sync.Once
	d.site.serve("/mill", func(_ http.ResponseWriter, r *http.Request) {
		once.Do(func() { close(hangs) })
		<-r.Context().Done()
		twice.Do(func() { close(ended) })
	})
	d.pass(2 * time.Hour)
	select {
	case <-hangs:
	case <-d.b.ctx().Done():
		t.Fatal("the page was not asked for")
	}
	d.quietly("Who reopened the water mill in Ostrow?", "Hanna Wirth")
	d.info(d.source("mill"), "Read again every hour")
	d.sees(d.mod.Slash("source list"), "2 sources")
	d.b.end()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Error("the request goes on")
	}
}
