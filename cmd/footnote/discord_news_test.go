package main

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"footnote/bot/discordtest"
)

// news is a web site with the pages that the tests add as sources.
type news struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]newsPage
}

type newsPage struct {
	title, publisher, published string
	text                        []string // paragraphs
}

var newsPages = map[string]newsPage{
	"/bridge": {"Barge strikes Kestrel Bridge in fog", "The Wexmoor Gazette", "2023-11-14", []string{
		"The Kestrel Bridge was closed to all traffic on Tuesday morning after the barge Hilde Marie struck its third pier in thick fog. The collision happened at 5:40 a.m., as the barge was carrying gravel from Saltby to the Wexmoor cement works.",
		"Two of the five crew members were treated for minor injuries, the fire service said. Nobody was on the bridge deck at the moment of the impact.",
		"About 18,000 vehicles use the bridge on a working day. The harbour authority laid 400 metres of floating barriers around the barge.",
	}},
	"/leak": {"Diesel leak after collision has stopped", "Coastal Wire", "2023-11-15", []string{
		"About 7,000 litres of diesel leaked into Wexmoor harbour after a barge hit the Kestrel Bridge on Tuesday, the harbour authority said on Wednesday.",
		"Fishing in the inner harbour is banned until water samples are clean. The barge belongs to Orrin Freight, a company based in Northmere.",
	}},
	"/spill": {"Wexmoor spill was larger than first reported", "The Mainland Observer", "2023-11-17", []string{
		"The diesel spill in Wexmoor harbour was larger than first reported, the Coast Protection Agency said on Friday. About 10,000 litres of diesel leaked into Wexmoor harbour after the barge Hilde Marie struck the Kestrel Bridge, according to the agency.",
		"Some 40 oiled birds, most of them eiders, were brought to a rescue station at Point Selwick. Nine of them died.",
	}},
	"/radar": {"Barge had no working radar, investigators say", "Radio Northmere", "2023-12-02", []string{
		"The radar of the barge that struck the Kestrel Bridge was not working on the morning of the collision, investigators of the Marine Accident Board said on Saturday. The crew had reported the fault to the company four days earlier.",
		"Captain Jonas Velt steered the barge by compass and by the sound of the fog horn at the harbour mouth, the board said in a first statement. He was not under the influence of alcohol.",
	}},
	"/history": {"A bridge that Wexmoor learned to love", "The Wexmoor Gazette", "2023-11-19", []string{
		"The Kestrel Bridge was designed by the engineer Tomas Arlund. He gave it nine piers, because the bed of the harbour was too soft for longer spans.",
		"The Kestrel Bridge is 640 metres long. It replaced a chain ferry that had crossed the harbour since 1871 and that stopped whenever there was ice.",
		"The repair of the Kestrel Bridge will cost 12 million crowns, the firm Brack & Aune told the council. The firm Orrin Freight is based in Northmere.",
	}},
	"/ferry": {"Ferry to replace closed bridge from Thursday", "The Daily Ledger", "2023-11-15", []string{
		"A passenger ferry will link the two banks of Wexmoor harbour from Thursday, the transport office announced. It will leave every 20 minutes between 5 a.m. and 11 p.m. and will be free of charge until the Kestrel Bridge opens again.",
		"Each boat takes 240 passengers and 30 bicycles, but no cars. The transport office has hired the two boats, the Tern and the Plover, from the Northmere islands for three months.",
	}},
}

func newNews(t *testing.T) *news {
	n := &news{pages: map[string]newsPage{}}
	for path, p := range newsPages {
		n.pages[path] = p
	}
	n.Server = httptest.NewServer(http.HandlerFunc(n.serve))
	t.Cleanup(n.Close)
	return n
}

// config lets the bot read the site.
func (n *news) config() string {
	return fmt.Sprintf("[sources]\nallow_hosts = [%q]\n", strings.TrimPrefix(n.URL, "http://"))
}

func (n *news) set(path string, p newsPage) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.pages[path] = p
}

func (n *news) serve(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	p, ok := n.pages[r.URL.Path]
	n.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>%s</title>
<meta property="og:title" content="%[1]s"><meta property="og:site_name" content="%s">
<meta property="article:published_time" content="%sT08:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>%[1]s</h1>`, html.EscapeString(p.title), html.EscapeString(p.publisher), p.published)
	for _, paragraph := range p.text {
		fmt.Fprintf(w, "<p>%s</p>\n", html.EscapeString(paragraph))
	}
	fmt.Fprint(w, "</article></body></html>")
}

// town is a server of the fake Discord whose sources are pages of the news, as
// one test sees it.
type town struct {
	*botRun
	*news
	guild *discordtest.Guild
	mod   discordtest.Actor
}

// newTown makes a server with a moderator, who adds the pages.
func newTown(t *testing.T, b *botRun, n *news, pages ...string) *town {
	t.Helper()
	g := b.NewGuild("Wexmoor")
	w := &town{botRun: b.in(t), news: n, guild: g, mod: manager(g)}
	for _, added := range w.adds(pages...) {
		w.until(added, "is done", "1 added")
	}
	return w
}

// in is the bot as a part of a test sees it.
func (b *botRun) in(t *testing.T) *botRun {
	own := *b
	own.t = t
	return &own
}

// member makes somebody in the general channel.
func (w *town) member(name string) discordtest.Actor {
	return w.guild.NewMember(name).In(w.guild.General)
}

// adds adds pages as the moderator does, and does not wait.
func (w *town) adds(pages ...string) (all []*discordtest.Interaction) {
	for _, page := range pages {
		all = append(all, w.mod.Slash("source add", discordtest.String("link", w.news.URL+page)))
	}
	return all
}

// ask asks with /ask and waits for the whole answer.
func (w *town) ask(who discordtest.Actor, question string) *discordtest.Message {
	w.t.Helper()
	return w.saved(who, w.answer(who.Slash("ask", discordtest.String("question", question))))
}

// askPrivately asks with /ask for an answer that only the asker sees.
func (w *town) askPrivately(who discordtest.Actor, question string) *discordtest.Message {
	w.t.Helper()
	return w.saved(who, w.private(who.Slash("ask", discordtest.String("question", question), discordtest.Bool("private", true))))
}

// mention asks with a mention and waits for the whole answer.
func (w *town) mention(who discordtest.Actor, question string) *discordtest.Message {
	w.t.Helper()
	return w.saved(who, w.replied(who.Ask(question)))
}

// replied waits for the whole reply to a message.
func (w *town) replied(sent *discordtest.Sent) *discordtest.Message {
	w.t.Helper()
	m, err := sent.Until(w.ctx(), func(m *discordtest.Message) bool {
		return len(m.Embeds) > 0 && !strings.Contains(m.Text(), "More is coming")
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// saved waits until an answer, which was shown, is in the records too: a button
// under it does.
func (w *town) saved(who discordtest.Actor, m *discordtest.Message) *discordtest.Message {
	w.t.Helper()
	if m.Component("Ask further") == nil {
		return m
	}
	if _, err := who.Press(m, "Ask further").First(w.ctx()); err != nil {
		w.t.Fatal(err)
	}
	return m
}

// until waits until an interaction's message says all the texts.
func (w *town) until(i *discordtest.Interaction, wants ...string) *discordtest.Message {
	w.t.Helper()
	m, err := i.Until(w.ctx(), func(m *discordtest.Message) bool {
		for _, want := range wants {
			if !strings.Contains(m.Text(), want) {
				return false
			}
		}
		return true
	})
	if err != nil {
		w.t.Fatalf("nothing says %q: %v; so far %q", wants, err, statesSaid(i.History()))
	}
	return m
}

// private waits for a complete reply that only one person sees.
func (w *town) private(i *discordtest.Interaction) *discordtest.Message {
	w.t.Helper()
	m, err := i.Answer(w.ctx())
	if err != nil {
		w.t.Fatal(err)
	}
	if !m.Ephemeral() {
		w.t.Errorf("everybody sees: %s", m.Text())
	}
	return m
}

// saysNot fails the test if a message holds one of the texts.
func saysNot(t *testing.T, m *discordtest.Message, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(m.Text(), text) {
			t.Errorf("the message says %q:\n%s", text, m.Text())
		}
	}
}
