package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/corpus"
)

// What only the first of two pages says, in its own words, and what both say.
const (
	goneCost    = "The repair of the weir will cost 7,300 crowns, the Plinthwick office of works announced."
	goneWheels  = "The mill of Ostrow has 9 water wheels, wrote the Brandelhurst guild."
	goneTurbine = "The snorvoltic turbine below the weir turned again on Saturday after a crew of nine had cleaned its blades."
	keptCost    = "The repair of the weir will cost 7,300 crowns."
	keptWheels  = "The mill of Ostrow has 11 water wheels."
)

// When undo has ended, nothing is left on the disk of what only the removed page
// had: neither of the page, nor in what the bot keeps of answers, public and
// private ones, of refusals, follow-ups, jobs, votes and subscriptions. What the
// other page also says stays, in its words.
func TestUndoEndsWithoutATrace(t *testing.T) {
	newHome(t)
	for name, remove := range map[string]func(e *erasure){
		"while the bot runs": func(e *erasure) {
			e.withdraw()
			e.clock.move(16 * time.Minute)
			e.wake()
		},
		"at the next start": func(e *erasure) {
			e.withdraw()
			e.b.end()
			e.clock.move(16 * time.Minute)
			e.b.log = &lockedBuffer{}
			e.b.start()
		},
		"on the command line, while the bot runs": func(e *erasure) {
			e.footnote("remove", "--space", e.g.ID, e.address)
			e.wake()
		},
		"on the command line, while it does not": func(e *erasure) {
			e.b.end()
			e.footnote("remove", "--space", e.g.ID, e.address)
			e.residue.gone(e.T, e.b.data())
			e.b.log = &lockedBuffer{}
			e.b.start()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newErasure(t)
			remove(e)
			eventually(t, "everything of the removed page is gone", func() bool { return len(e.residue.left(t, e.b.data())) == 0 })
			m := e.becomes(e.public, "Removed since")
			says(t, m, "The source that answered this was removed")
			e.becomes(e.cost, "7,300 crowns")
			e.b.end()
			e.residue.gone(t, e.b.data())
		})
	}
}

// erasure is a server with two pages, and all that the bot may keep of the first.
type erasure struct {
	*desk
	clock        *movedClock
	address      string
	pool         string // the id of a third source
	residue      residue
	public, cost *discordtest.Message
}

func newErasure(t *testing.T) *erasure {
	t.Helper()
	s := newSite(t)
	clock := &movedClock{}
	b := startBot(t, botOptions{config: s.config(), now: clock.now, home: home(t.TempDir())})
	e := &erasure{desk: newDesk(t, b, "Ostrow"), clock: clock}
	page := gonePage(goneFirst)
	e.address = s.serve("/glimmerfax", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	})
	kept := `<!doctype html><html lang="en"><head><title>The town hall</title></head><body><nav><a href="/">Home</a></nav><article><h1>The town hall</h1><p>` +
		strings.Join([]string{sharedText, keptCost, keptWheels, "The mayor Hanna Wirth spoke for an hour about the price of water."}, "</p><p>") +
		"</p></article></body></html>"
	keptAddress := s.serve("/kept", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, kept)
	})
	e.sees(e.mod.Slash("source add", discordtest.String("link", e.address)), "is done", "1 added")
	e.sees(e.mod.Slash("source add", discordtest.String("link", keptAddress)), "is done", "1 added")
	e.pool = e.paste("The pool", poolCosts)
	e.hears("What was painted green by a crew of nine?", "velmotrop")
	page = gonePage(goneTurbine + "</p><p>" + goneCost + "</p><p>" + goneWheels)
	id := e.source("Zyxomorph")
	e.sees(e.mod.Slash("source refresh", discordtest.String("source", id)), "1 updated")

	ada := e.g.NewMember("ada").In(e.g.General)
	ask := func(private bool, question string, wants ...string) *discordtest.Message {
		t.Helper()
		options := []discordtest.Option{discordtest.String("question", question)}
		if private {
			options = append(options, discordtest.Bool("private", true))
		}
		return e.answered(ada.Slash("ask", options...), wants...)
	}
	e.public = ask(false, "When did the turbine below the weir turn again?", "snorvoltic")
	ask(true, "Why did the turbine below the weir turn again?", "snorvoltic")
	ask(false, "And who had cleaned its blades?")
	e.cost = ask(false, "What will the repair of the weir cost?", "7,300 crowns")
	ask(false, "How many water wheels has the mill of Ostrow?", "9 water wheels", "11 water wheels")
	refused := ask(false, "Who bought the turbine below the weir in 1958?", "Not in the sources")
	e.sees(ada.Press(refused, "Tell me when it is covered"))
	e.sees(ada.Press(e.public, button(e.public, "up")))

	e.residue = residueOf(t, goneWords, []string{gonePage(goneFirst), page}, []string{
		strings.Join([]string{"The town hall", sharedText, keptCost, keptWheels, "The mayor"}, " "),
		kept,
		"When did the turbine below the weir turn again?", "Why did the turbine below the weir turn again?", "And who had cleaned its blades?",
		"What will the repair of the weir cost?", "How many water wheels has the mill of Ostrow?", "Who bought the turbine below the weir in 1958?",
		"What was painted green by a crew of nine?",
		poolCosts,
	})
	e.residue.addVectors(t, b.data(), corpus.Space(e.g.ID), id)
	e.residue.there(t, b.data())
	return e
}

// A text that was replaced a month ago, and that no answer quotes, leaves as few
// traces as a removed source; what took its place stays.
func TestOldRevisionsLeaveNoTrace(t *testing.T) {
	s := newSite(t)
	clock := &movedClock{}
	b := startBot(t, botOptions{config: s.config(), now: clock.now})
	e := &erasure{desk: newDesk(t, b, "Ostrow"), clock: clock}
	page := gonePage(goneFirst)
	e.address = s.serve("/page", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	})
	e.sees(e.mod.Slash("source add", discordtest.String("link", e.address)), "is done", "1 added")
	e.pool = e.paste("The pool", poolCosts)
	e.hears("What does a ticket for the swimming pool of Ostrow cost?", "four euros") // builds the index
	r := residueOf(t, []string{"velmotrop"}, []string{goneFirst}, []string{gonePage(goneNext), poolCosts})
	r.there(t, b.data())
	page = gonePage(goneNext)
	e.sees(e.mod.Slash("source refresh", discordtest.String("source", e.source("Zyxomorph"))), "1 updated")
	clock.move(31 * 24 * time.Hour)
	e.wake()
	eventually(t, "the old text is gone", func() bool { return len(r.left(t, b.data())) == 0 })
	e.hears("When did the turbine below the weir turn again?", "snorvoltic")
	b.end()
	r.gone(t, b.data())
}

// wake lets upkeep look at once, rather than within the minute.
func (e *erasure) wake() {
	e.Helper()
	first := e.sees(e.mod.Slash("source remove", discordtest.String("source", e.pool)), "Remove")
	e.sees(e.mod.Press(first, "Remove"), "Undo")
}

// withdraw removes the page as the moderator does.
func (e *erasure) withdraw() {
	e.Helper()
	first := e.sees(e.mod.Slash("source remove", discordtest.String("source", e.source("Zyxomorph"))), "Remove", "town hall")
	e.sees(e.mod.Press(first, "Remove"), "Undo", "town hall")
}

func (e *erasure) footnote(args ...string) {
	e.Helper()
	if r := e.b.home.run(e.T, e.Context(), "", append(args, "--config", e.b.config)...); r.code != exitDone {
		e.Fatalf("%v: exit %d: %s%s", args, r.code, r.out, r.err)
	}
}

// becomes waits until a message was edited to say a text.
func (e *erasure) becomes(m *discordtest.Message, want string) *discordtest.Message {
	e.Helper()
	if err := e.b.Wait(e.b.ctx(), func() bool { return strings.Contains(e.b.Message(m.ID).Text(), want) }); err != nil {
		e.Fatalf("does not say %q: %s", want, e.b.Message(m.ID).Text())
	}
	return e.b.Message(m.ID)
}
