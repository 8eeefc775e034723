package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// story is an item of a feed, whose text stands on a page of its own.
type story struct{ path, title, text string }

// feed puts a feed of stories, the newest last, at a path, and their pages.
func (s *site) feed(path, title string, stories ...story) string {
	var items strings.Builder
	for n, x := range stories {
		fmt.Fprintf(&items, "<item><title>%s</title><link>%s</link><guid>%[2]s</guid><pubDate>%s</pubDate></item>",
			x.title, s.URL+x.path, time.Date(2024, 5, 1+n, 12, 0, 0, 0, time.UTC).Format(time.RFC1123Z))
		if x.text != "" {
			s.page(x.path, x.title, x.text, "It was the talk of the town for a week, and the paper printed letters about it.")
		}
	}
	return s.serve(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>%s</title><link>%s/</link><description>News</description>%s</channel></rss>`,
			title, s.URL, items.String())
	})
}

// A feed is one source. New items arrive by themselves, the oldest make room, and
// what cannot be read is noted.
func TestBotFollowsAFeed(t *testing.T) {
	d := newFreshDesk(t, "[limits]\nfeed_items = 3\n")
	mill := story{"/news/mill", "Mill reopens", millOpened}
	pool := story{"/news/pool", "Pool prices", poolCosts}
	library := story{"/news/library", "Library hours", libraryOpens}
	link := d.site.feed("/feed.xml", "Town news", mill, pool)
	done := d.sees(d.mod.Slash("source add", discordtest.String("link", link)), "Adding** is done", "2 added", "✅ **Town news** (feed) – 2 articles added")
	t.Log(done.Text())
	id := d.source("town news")
	t.Log(d.info(id, "### **Town news**", "feed · ", "2 articles, 2 passages", "Read again as often as the feed says, next <t:").Text())
	d.sees(d.mod.Slash("source list"), "**Town news** · feed", "2 articles, 2 passages", "read again as often as the feed says")
	d.hears("Who reopened the water mill in Ostrow?", "Hanna Wirth", "Mill reopens", d.site.URL+"/news/mill")
	d.sees(d.mod.Slash("source refresh", discordtest.String("source", id)), "Reading again** is done", "**Town news** – unchanged")
	d.sees(d.mod.Slash("source refresh", discordtest.String("source", id), discordtest.String("every", "hourly")), "read again every hour")

	d.site.feed("/feed.xml", "Town news", mill, pool, library, story{"/news/gone", "Gone", ""})
	d.pass(2 * time.Hour)
	t.Log(d.info(id, "3 articles, 3 passages", "ℹ️ 1 item could not be read").Text())
	d.quietly("When does the library of Saltby open?", "at nine on weekdays", d.site.URL+"/news/library")

	// At most three: the oldest goes, and the answer that quoted it with it.
	d.site.feed("/feed.xml", "Town news", mill, pool, library, story{"/news/ferry", "Ferry timetable", ferryLeaves})
	d.pass(2 * time.Hour)
	t.Log(d.info(id, "3 articles, 3 passages", "The 3 newest items are kept; 1 older").Text())
	d.quietly("When does the ferry to Kelm leave?", "6:40")
	if m := d.quietly("Who reopened the water mill in Ostrow?"); strings.Contains(m.Text(), "Hanna Wirth") {
		t.Errorf("what made room is quoted: %s", m.Text())
	}

	// The feed fails, and comes back as something else.
	d.site.serve("/feed.xml", http.NotFound)
	d.pass(2 * time.Hour)
	d.info(id, "⚠️ could not be read again since <t:", "3 articles, 3 passages")
	d.site.page("/feed.xml", "The mill of Ostrow", millOpened, millClosed)
	d.pass(24 * time.Hour)
	t.Log(d.info(id, "⚠️ could not be read again since <t:", "is no feed any more", "3 articles, 3 passages").Text())
	d.quietly("When does the ferry to Kelm leave?", "6:40")
}

// A page that turns into a page to sign in on, an error or nothing does not take
// the place of its text.
func TestBotKeepsWhatAPageSaid(t *testing.T) {
	d := newFreshDesk(t, "")
	more := "The council voted for it by a large majority, after a debate that went on until late in the evening and that many people of the town had come to hear."
	page := d.site.page("/mill", "The mill of Ostrow", millOpened, millClosed, more)
	d.sees(d.mod.Slash("source add", discordtest.String("link", page), discordtest.String("refresh", "hourly")), "1 added")
	id := d.source("mill")
	for name, x := range map[string]struct{ title, text string }{
		"a log-in": {"Log in", "Please log in to continue. Email address. Password. Forgot your password? Don't have an account? Sign up now."},
		"an error": {"Page not found", "Sorry, the page that you are looking for does not exist or has been moved. Go back to the home page."},
		"nothing":  {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d.site.page("/mill", x.title, x.text)
			d.pass(24 * time.Hour)
			t.Log(d.info(id, "⚠️ could not be read again since <t:").Text())
			d.quietly("Who reopened the water mill in Ostrow?", "Hanna Wirth")
			d.site.page("/mill", "The mill of Ostrow", millOpened, millClosed, more)
			d.pass(31 * 24 * time.Hour) // it is asked more and more seldom
			eventually(t, "it is fresh again", func() bool { return !strings.Contains(d.info(id).Text(), "⚠️") })
		})
	}
}

// The time to bring a source back goes on while the bot is away, and ends at its
// next start if it was over by then.
func TestBotUndoesAcrossARestart(t *testing.T) {
	clock := &movedClock{}
	b := startBot(t, botOptions{now: clock.now})
	d := newDesk(t, b, "undo")
	const secret = "Quorvandale"
	pool := d.paste("The pool", "A ticket for the swimming pool of "+secret+" costs four euros.")
	remove := func() *discordtest.Message {
		t.Helper()
		sure := d.sees(d.mod.Slash("source remove", discordtest.String("source", pool)), "For 15 minutes")
		return d.sees(d.mod.Press(sure, "Remove"), "is removed")
	}
	restart := func(after time.Duration) {
		t.Helper()
		b.end()
		clock.move(after)
		connections := len(b.Connections())
		b.launch()
		b.until("it connects again", func() bool { return len(b.Connections()) > connections && b.Sessions() > 0 })
	}
	gone := remove()
	restart(10 * time.Minute)
	d.sees(d.mod.Press(gone, "Undo"), "The pool is back, as it was")
	d.quietly("What does a ticket for the swimming pool cost?", "four euros")

	gone = remove()
	restart(16 * time.Minute)
	eventually(t, "nothing of it is left on the disk", func() bool {
		return b.count(`SELECT count(*) FROM withdrawn`) == 0 && len(b.onDisk(secret)) == 0
	})
	d.sees(d.mod.Press(gone, "Undo"), "its 15 minutes are over")
}

// The pages that a sitemap or a page of links names are shown first, and added when
// that is confirmed: fifty at once, the next ones when it is done again.
func TestBotAddsPagesOfASite(t *testing.T) {
	site := newSite(t)
	b := startBot(t, botOptions{config: site.config()})
	d := newDesk(t, b, "pages")
	const many = 53
	var sitemap, links strings.Builder
	for n := range many {
		path := fmt.Sprintf("/handbook/%d", n)
		link := site.page(path, fmt.Sprintf("Chapter %d", n), fmt.Sprintf("Berth number %d of the harbour is rented out for %d crowns a year.", n, 1000+n),
			"Whoever rents it keeps it clean, and tells the harbour master before going away for more than a week.")
		fmt.Fprintf(&sitemap, "<url><loc>%s</loc></url>", link)
		if n < 3 {
			fmt.Fprintf(&links, `<li><a href="%s">The chapter of the handbook about berth number %d</a></li>`, path, n)
		}
	}
	plain := func(kind, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			fmt.Fprint(w, text)
		}
	}
	index := site.serve("/handbook/", plain("text/html", `<!doctype html><html lang="en"><head><title>Handbook</title></head><body><main><h1>Handbook</h1><ul>`+links.String()+`</ul></main></body></html>`))
	all := site.serve("/sitemap.xml", plain("application/xml", `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`+sitemap.String()+`</urlset>`))
	pages := func(link string, more ...discordtest.Option) *discordtest.Interaction {
		return d.mod.Slash("source add", append(more, discordtest.String("link", link), discordtest.Bool("pages", true))...)
	}

	preview := d.sees(pages(index, discordtest.String("refresh", "monthly")), "**Add 3 pages?**", "Handbook", "about berth number 2", "read again every month", "quoted to everyone", "Cancel")
	t.Log(preview.Text())
	d.refused(d.mod.Press(preview, "Cancel"), "Nothing was changed")
	if n := len(d.all("")); n != 0 {
		t.Fatalf("%d sources after Cancel", n)
	}
	preview = d.sees(pages(index), "**Add 3 pages?**", "read again every week")
	d.refused(manager(d.g).Forged().Press(preview, "Add 3 pages"), "too old, or is not meant for here")
	added := d.mod.Press(preview, "Add 3 pages")
	t.Log(d.sees(added, "Adding** is done", "3 added", "✅ **Chapter 1** – 1 passage").Text())
	d.info(d.source("/handbook/2"), "page · ", "Read again every week, next <t:")
	d.hears("What does berth number 2 of the harbour cost?", "1002 crowns", site.URL+"/handbook/2")

	// What is here already is not among them.
	preview = d.sees(pages(all), "**Add 50 pages?**", "/handbook/3 ", "and 25 more pages")
	if strings.Contains(preview.Text(), "/handbook/2 ") {
		t.Errorf("it names a page that is here: %s", preview.Text())
	}
	d.sees(d.mod.Press(preview, "Add 50 pages"), "Adding** is done", "50 added")
	d.sees(pages(all), "names no pages that are not here already")
	d.sees(d.mod.Slash("source list"), "53 sources, 53 passages in this server")

	d.sees(pages(site.URL+"/handbook/1"), "names no")
	d.sees(pages(site.URL+"/nothing"), "there is no such page")
	d.sees(d.mod.Slash("source add", discordtest.String("link", all)), "1 failed", "the option pages")
	d.refused(pages("/etc/passwd"), "no web address")
}

// An archive is added as one item with several articles; one of which nothing can be
// read fails with a sentence.
func TestBotReadsAnArchive(t *testing.T) {
	b := startBot(t, botOptions{})
	d := newDesk(t, b, "archive")
	pack := func(files ...string) []byte {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for i := 0; i < len(files); i += 2 {
			f, err := w.Create(files[i])
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(f, files[i+1]); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	add := func(name string, data []byte, wants ...string) {
		t.Helper()
		t.Log(d.sees(d.mod.Slash("source add", discordtest.File("file", b.NewAttachment(name, "application/zip", data))), wants...).Text())
	}
	add("minutes.zip", pack("2024/mill.txt", millOpened, "pool.md", "# Prices\n\n"+poolCosts, "logo.png", "x", "../ferry.txt", ferryLeaves),
		"Adding** is done", "3 added", "✅ **minutes.zip** (archive) – 3 articles added")
	id := d.source("minutes.zip")
	t.Log(d.info(id, "### **minutes.zip**", "3 articles, 3 passages", "1 file of another kind in it was left out").Text())
	d.hears("Who reopened the water mill in Ostrow?", "Hanna Wirth")
	d.quietly("When does the ferry to Kelm leave?", "6:40")
	add("broken.zip", pack("mill.txt", millOpened)[:60], "1 failed", "**broken.zip** is a damaged archive")
	add("logos.zip", pack("a.png", "x"), "1 failed", "**logos.zip** holds no files that can be read")
	d.sees(d.mod.Slash("source list"), "**minutes.zip**", "1 source, 3 passages in this server")
	d.sees(d.mod.Press(d.sees(d.mod.Slash("source remove", discordtest.String("source", id)), "For 15 minutes"), "Remove"), "is removed")
	if m := d.quietly("When does the ferry to Kelm leave?"); strings.Contains(m.Text(), "6:40") {
		t.Errorf("what was removed is quoted: %s", m.Text())
	}
}

// What a server may hold is the operator's to say; at a ceiling it is told the
// figure, and the others notice nothing.
func TestBotHasCeilings(t *testing.T) {
	site := newSite(t)
	b := startBot(t, botOptions{config: site.config() + "[limits]\nsources = 2\nbytes = \"1MiB\"\n"})
	full, other := newDesk(t, b, "full"), newDesk(t, b, "other")
	pool := full.paste("The pool", poolCosts)
	full.paste("The library", libraryOpens)
	page := site.page("/mill", "The mill of Ostrow", millOpened, millClosed)
	add := func(d *desk) *discordtest.Interaction {
		return d.mod.Slash("source add", discordtest.String("link", page))
	}
	t.Log(full.sees(add(full), "1 failed", "This server has 2 of 2 sources").Text())
	asked := full.mod.Slash("source paste")
	full.sees(full.mod.Submit(asked, full.form(asked), map[string]string{"title": "The ferry", "text1": ferryLeaves}), "1 failed", "This server has 2 of 2 sources")
	other.sees(add(other), "1 added")

	// What is removed makes room, once it is gone for good; what is there can change.
	newer := b.NewAttachment("prices.txt", "text/plain", []byte("A ticket for the swimming pool of Ostrow costs six euros."))
	full.sees(full.mod.Slash("source add", discordtest.File("file", newer), discordtest.String("replaces", pool)), "1 updated")
	// Sentences that are all different, to more than a mebibyte of them.
	var long strings.Builder
	for n := 0; long.Len() < 1<<20; n++ {
		fmt.Fprintf(&long, "Berth number %d of the harbour of Saltby is rented out for %d crowns a year to a fisherman of the town.\n", n, 1000+n)
	}
	big := b.NewAttachment("berths.txt", "text/plain", []byte(long.String()))
	other.sees(other.mod.Slash("source add", discordtest.File("file", big)), "1 failed", "of 1.0 MiB")
}
