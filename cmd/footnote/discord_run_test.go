package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"footnote/bot/discordtest"
	"footnote/corpus"
	"footnote/corpus/ingest"
	"footnote/corpus/store"
)

// A server that asks more than is answered is told so, and no other server
// notices; who asks too much is told when to try again.
func TestBotAdmission(t *testing.T) {
	var loud, quiet *discordtest.Guild
	model := newGatedModel(t)
	b := startBot(t, botOptions{
		config:  model.config() + "[limits]\nmember_questions = 2\n",
		prepare: func(b *botRun) { loud, quiet = b.loosServer("loud"), b.loosServer("quiet") },
	})
	const waiting, more = 40, 5
	var asked []*discordtest.Interaction
	for range waiting + more {
		asked = append(asked, loud.NewMember("member").In(loud.General).Slash("ask", discordtest.String("question", gated+loosQuestion)))
	}
	var taken []*discordtest.Interaction
	for _, i := range asked {
		first, err := i.First(b.ctx())
		if err != nil {
			t.Fatal(err)
		}
		if first.Deferred {
			taken = append(taken, i)
			continue
		}
		if !first.Ephemeral {
			t.Errorf("everybody is told: %s", first.Message.Text())
		}
		says(t, first.Message, "Too many questions of this server are waiting", "try again in a minute")
	}
	if len(taken) != waiting {
		t.Errorf("%d questions were taken, want %d", len(taken), waiting)
	}

	// The other server is answered all the same.
	ada := quiet.NewMember("ada").In(quiet.General)
	ask := func() *discordtest.Interaction { return ada.Slash("ask", discordtest.String("question", loosQuestion)) }
	b.answeredOnce(ask(), loosAnswer)
	b.answeredOnce(ask(), loosAnswer)
	over, err := ask().First(b.ctx())
	if err != nil || over.Deferred || !over.Ephemeral {
		t.Fatalf("one question too many got %+v, %v", over, err)
	}
	says(t, over.Message, "as much as one member may", "2 questions in ten minutes", "<t:")

	model.open()
	for _, i := range taken {
		b.answeredOnce(i, loosAnswer)
	}
}

// Fifty servers ask at once, and each is answered from its own articles.
func TestBotInFiftyServers(t *testing.T) {
	const servers = 50
	guilds := make([]*discordtest.Guild, servers)
	price := func(n int) string { return fmt.Sprintf("%d euros", 100+7*n) }
	b := startBot(t, botOptions{prepare: func(b *botRun) {
		texts := map[corpus.Space]string{}
		for n := range guilds {
			guilds[n] = b.NewGuild(fmt.Sprint("town ", n))
			texts[corpus.Space(guilds[n].ID)] = "A ticket for the swimming pool costs " + price(n) + " this summer."
		}
		b.paste(texts)
	}})
	var asked [servers]*discordtest.Interaction
	for n, g := range guilds {
		asked[n] = g.NewMember("ada").In(g.General).Slash("ask", discordtest.String("question", "What does a ticket for the swimming pool cost?"))
	}
	for n, i := range asked {
		m := b.answer(i)
		says(t, m, price(n))
		if strings.Count(m.Text(), " euros this summer") != 1 {
			t.Errorf("server %d was answered: %s", n, m.Text())
		}
	}
}

// paste adds a text to each space.
func (b *botRun) paste(texts map[corpus.Space]string) {
	b.t.Helper()
	a := &app{in: strings.NewReader(""), out: b.log, err: b.log, configFlag: b.config, dataFlag: b.data()}
	s, err := a.openWriter(b.t.Context(), true)
	if err != nil {
		b.t.Fatal(err)
	}
	defer s.close()
	for space, text := range texts {
		reading := corpus.Reading{Kind: corpus.KindText, Shown: "pasted", Draft: corpus.Draft{Title: "Prices", Text: text}}
		if err := s.ingester.AddReading(b.t.Context(), space, "test", reading, ingest.Observer{}); err != nil {
			b.t.Fatal(err)
		}
	}
}

// A data folder that only the command line has used has no tables of the bot; they
// are made when it first runs, and what was added is there.
func TestBotOpensAFolderOfTheCommandLine(t *testing.T) {
	var g *discordtest.Guild
	b := newBotRun(t, botOptions{prepare: func(b *botRun) { g = b.loosServer("harbour") }})
	if n := botTables(t, b.data()); n != 0 {
		t.Errorf("%d tables of the bot before it ran", n)
	}
	b.start()
	b.answeredOnce(g.NewMember("ada").In(g.General).Slash("ask", discordtest.String("question", loosQuestion)), loosAnswer)
	if n := botTables(t, b.data()); n == 0 {
		t.Error("there are no tables of the bot after it ran")
	}
}

// database opens the database of a data folder beside whoever uses it.
func database(t *testing.T, folder string) *store.Store {
	t.Helper()
	st, err := store.Open(context.Background(), folder, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

func botTables(t *testing.T, folder string) int {
	t.Helper()
	return number(t, database(t, folder).DB(), `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE 'bot\_%' ESCAPE '\'`)
}

func number(t *testing.T, db *sql.DB, query string) (n int) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A question that cannot be asked gets a private sentence at once, and costs
// nothing of what a member may ask.
func TestBotRefusesAQuestion(t *testing.T) {
	var g *discordtest.Guild
	b := startBot(t, botOptions{config: "[limits]\nmember_questions = 1\n", prepare: func(b *botRun) { g = b.loosServer("harbour") }})
	ada := g.NewMember("ada \u202e\u2066").In(g.General)
	for text, want := range map[string]string{
		strings.Repeat("why? ", 1200):   "The question is too long: 2,000 characters are the limit",
		"   ":                           "The question is empty",
		"\u202e\u200b\u2066":            "The question has no words",
		"?!…":                           "The question has no words",
		strings.Repeat("\U0001F6A2", 9): "The question has no words",
	} {
		first, err := ada.Slash("ask", discordtest.String("question", text)).First(b.ctx())
		if err != nil {
			t.Fatal(err)
		}
		if first.Deferred || first.Message == nil || !first.Ephemeral {
			t.Errorf("%.20q was not refused at once: %+v", text, first)
			continue
		}
		says(t, first.Message, want)
	}
	b.answeredOnce(ada.Slash("ask", discordtest.String("question", "\u202e"+loosQuestion)), loosAnswer)
}
