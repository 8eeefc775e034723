package main

import (
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// Everything that members do, against one bot. Each flow has servers of its own,
// so that they run side by side, as they do in Discord.
func TestMembers(t *testing.T) {
	n := newNews(t)
	b := startBot(t, botOptions{config: n.config()})
	// The bot takes its time between two direct messages, and between two edits of
	// old answers: these flows wait while the others run.
	covered := testCovered(t, b, n)
	t.Run("flows", func(t *testing.T) {
		for _, flow := range []struct {
			name string
			test func(*testing.T, *botRun, *news)
		}{
			{"model", testModel},
			{"marks", testMarks},
			{"ask", testAsk},
			{"titles", testTitles},
			{"bad questions", testBadQuestions},
			{"limits", testLimits},
			{"mentions", testMentions},
			{"not answered", testNotAnswered},
			{"ask further", testAskFurther},
			{"private server", testPrivateServer},
			{"channels", testChannels},
			{"user install", testUserInstall},
			{"passages", testPassages},
			{"votes", testVotes},
			{"forget me", testForgetMe},
			{"help", testHelp},
			{"check", testCheck},
			{"forged", testForged},
		} {
			t.Run(flow.name, func(t *testing.T) {
				t.Parallel()
				flow.test(t, b, n)
			})
		}
	})
	t.Run("covered", covered)
	t.Run("twice", func(t *testing.T) { testTwice(t, b, n) })
}

const litres = "How many litres of diesel leaked into Wexmoor harbour?"

// A public answer cites its sources, with publisher, date and link, and shows where
// they disagree; a private one is for the asker alone.
func testAsk(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/leak", "/spill", "/history")
	ada := w.member("ada")

	asked := ada.Slash("ask", discordtest.String("question", litres))
	if first, err := asked.First(w.ctx()); err != nil || !first.Deferred || first.Ephemeral || first.Latency > time.Second {
		t.Errorf("first answer %+v, %v", first, err)
	}
	m := w.answer(asked)
	t.Log(m.Text())
	says(t, m, "> "+litres, "7,000 litres", "10,000 litres", "[1]", "[2]", "The sources disagree",
		"**Sources**", "**Diesel leak after collision has stopped** · Coastal Wire · 15 November 2023 · [open]("+n.URL+"/leak)",
		"**Wexmoor spill was larger than first reported** · The Mainland Observer · 17 November 2023 · [open]("+n.URL+"/spill)")
	saysNot(t, m, "learned to love") // not used, so not listed

	asked = ada.Slash("ask", discordtest.String("question", litres), discordtest.Bool("private", true))
	if first, err := asked.First(w.ctx()); err != nil || !first.Deferred || !first.Ephemeral {
		t.Errorf("first answer %+v, %v", first, err)
	}
	says(t, w.private(asked), "7,000 litres")

	m = w.ask(ada, "Who designed the Kestrel Bridge, and how many people live in Saltby?")
	t.Log(m.Text())
	says(t, m, "Tomas Arlund", "**Not in the sources:** How many people live in Saltby?")

	m = w.ask(ada, "Who is the chess champion of Saltby?")
	t.Log(m.Text())
	says(t, m, "**Not in the sources.**", "What comes nearest", "Tell me when it is covered")
}

// What an article or a question holds shows letter by letter, and pings nobody.
func testTitles(t *testing.T, b *botRun, n *news) {
	n.set("/odd", newsPage{"**Bold** [click](https://evil.example) @everyone \u202eesrever\u202c <@123> `x`", "@here [Daily](https://evil.example)", "2023-11-15", []string{
		"The lighthouse of Saltby is painted every nine years by @everyone in **town** and <@&42>.",
		"The lighthouse keeper of Saltby is Runa Holt, who has lived there since 1999 with two dogs and a goat.",
	}})
	w := newTown(t, b, n, "/odd")
	m := w.ask(w.member("a\u202eb"), "Who is the lighthouse keeper of Saltby, @everyone <@&42> \u202e?")
	t.Log(m.Text())
	says(t, m, `\*\*Bold\*\*`, `\[click\]`, `\<@123\>`, "Runa Holt")
	saysNot(t, m, "@everyone", "@here", "](https://evil.example)", "\u202e", "\u202c", "<@123>", "<@&42>")
	m = w.ask(w.member("bob"), "How often is the lighthouse of Saltby painted?")
	t.Log(m.Text())
	says(t, m, "nine years", `\*\*town\*\*`)
	saysNot(t, m, "@everyone", "<@&42>")
}

// What cannot be asked is told at once and privately, with the reason.
func testBadQuestions(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n)
	ada := w.member("ada").Forged()
	for question, want := range map[string]string{
		strings.Repeat("why ", 1500): "2,000 characters are the limit",
		"":                           "question",
		" \n\t ":                     "question",
		"?!":                         "no words",
	} {
		first, err := ada.Slash("ask", discordtest.String("question", question)).First(w.ctx())
		if err != nil {
			t.Fatal(err)
		}
		if first.Message == nil || !first.Ephemeral {
			t.Errorf("%.20q: %+v", question, first)
			continue
		}
		t.Log(first.Message.Text())
		says(t, first.Message, want)
	}
	m := w.ask(ada, "Is there anything?") // without any sources
	t.Log(m.Text())
	says(t, m, "**Not in the sources.**")

	// Where it may not write, the answer is private and says why.
	mute := w.guild.NewChannel("mute", discordtest.Overwrite{ID: w.Bot().ID, Member: true, Deny: discordtest.PermSend})
	m = w.private(ada.User.In(mute).Slash("ask", discordtest.String("question", "Is there anything?")))
	t.Log(m.Text())
	says(t, m, "I may not write in this channel")
}

// Who asks too much hears when to try again; mentions hear it once, and then
// nothing.
func testLimits(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n)
	limit := w.mod.Press(w.until(w.mod.Slash("settings"), "Settings"), "Limits")
	form, err := limit.Form(w.ctx())
	if err != nil {
		t.Fatal(err)
	}
	w.until(w.mod.Submit(limit, form, map[string]string{"member": "2"}), "2 (at most 20)")

	ada, bob := w.member("ada"), w.member("bob")
	w.ask(ada, "Is it so?")
	w.ask(ada, "Is it so?")
	m := w.private(ada.Slash("ask", discordtest.String("question", "Is it so?")))
	t.Log(m.Text())
	says(t, m, "You have asked as much as one member may here: 2 questions in ten minutes. You can ask again <t:")
	w.ask(bob, "Is it so?") // others may

	m = w.mention(ada, "Is it so?")
	says(t, m, "You can ask again <t:")
	silent := ada.Ask("Is it so?")
	w.mention(bob, "Is it so?")
	for _, r := range silent.Replies() {
		if r.ReplyTo == silent.ID {
			t.Errorf("said twice in a minute: %s", r.Text())
		}
	}
}

// A mention asks, and so does a reply.
func testMentions(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/history", "/ferry")
	ada, bob := w.member("ada"), w.member("bob")

	sent := ada.Ask("How long is the Kestrel Bridge?")
	m := w.saved(ada, w.replied(sent))
	first := m
	t.Log(m.Text())
	if m.ReplyTo != sent.ID {
		t.Errorf("replies to %q", m.ReplyTo)
	}
	says(t, m, "640 metres", "[1]", "Passages")
	saysNot(t, m, "> How long") // it stands right above

	const follow = "and who designed it?"
	m = w.saved(ada, w.replied(ada.Reply(m, follow, true)))
	t.Log(m.Text())
	says(t, m, "Tomas Arlund")
	// Who replies goes on from that answer, whoever asked for it. Who does not, goes
	// on from what they have asked in this channel before.
	says(t, w.saved(bob, w.replied(bob.Reply(first, follow, true))), "Tomas Arlund")
	eve, elsewhere := w.member("eve"), ada.User.In(w.guild.NewChannel("other"))
	w.mention(eve, follow)
	w.ask(elsewhere, follow)
	says(t, w.ask(ada, follow), "Tomas Arlund")
	for _, asked := range []struct {
		who   discordtest.Actor
		knows int
	}{{ada, 2}, {bob, 1}, {eve, 0}, {elsewhere, 0}} {
		if got := w.count(`SELECT count(*) FROM bot_answers WHERE person = ? AND channel = ? AND question = ?
			AND resolved LIKE 'Who designed the Kestrel Bridge?%'`, asked.who.User.ID, asked.who.Channel.ID, follow); got != asked.knows {
			t.Errorf("%s in %s: %d questions knew the one before, want %d", asked.who.User.Name, asked.who.Channel.Name, got, asked.knows)
		}
	}

	// Discord delivers no text of a reply without a ping.
	hint := bob.Reply(m, "How long is the Kestrel Bridge?", false)
	got := w.replied(hint)
	t.Log(got.Text())
	says(t, got, "Discord does not show me the text of this reply", "Ask further")
	silent := bob.Reply(m, "How long is the Kestrel Bridge?", false)
	says(t, w.mention(bob, "How long is the Kestrel Bridge?"), "640 metres")
	for _, r := range silent.Replies() {
		if r.ReplyTo == silent.ID {
			t.Errorf("hinted twice in a minute: %s", r.Text())
		}
	}
	got = w.mention(ada, "")
	t.Log(got.Text())
	says(t, got, "Write your question behind the mention")
}

// Bots, webhooks and what is not meant for the bot get no answer; a direct message
// gets one sentence.
func testNotAnswered(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/history")
	robot := b.NewBot("robot")
	w.guild.Join(robot)
	mention := "<@" + b.Bot().ID + "> How long is the Kestrel Bridge?"
	quiet := []*discordtest.Sent{
		robot.In(w.guild.General).Ask("How long is the Kestrel Bridge?"),
		w.guild.General.SayByWebhook("hook", mention),
		w.member("bob").Say("How long is the Kestrel Bridge?"),
	}
	says(t, w.replied(w.member("ada").Ask("How long is the Kestrel Bridge?")), "640 metres")
	eve := w.member("eve").User
	direct := eve.In(eve.DM()).Forged()
	m := w.replied(direct.Say("How long is the Kestrel Bridge?"))
	t.Log(m.Text())
	says(t, m, "I answer in servers")
	saysNot(t, m, "640")
	says(t, w.private(direct.Slash("ask", discordtest.String("question", "How long is the Kestrel Bridge?"))), "I answer in servers")
	for _, q := range quiet {
		for _, r := range q.Replies() {
			if r.ReplyTo == q.ID {
				t.Errorf("%s is answered: %s", q.Author.Name, r.Text())
			}
		}
	}
}

// button is the custom_id of a message's button by what it does; emojis have no
// label.
func button(m *discordtest.Message, verb string) string {
	for _, row := range m.Components {
		for _, c := range row.Components {
			if strings.HasPrefix(c.CustomID, verb+":") {
				return c.CustomID
			}
		}
	}
	return "no button " + verb
}

// Ask further goes on from the answer under which it stands, for anybody.
func testAskFurther(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/history")
	ada, bob := w.member("ada"), w.member("bob")
	m := w.ask(ada, "How long is the Kestrel Bridge?")
	for _, who := range []discordtest.Actor{ada, bob} {
		press := who.Press(m, "Ask further")
		form, err := press.Form(w.ctx())
		if err != nil {
			t.Fatal(err)
		}
		got := w.answer(who.Submit(press, form, map[string]string{"question": "and who designed it?"}))
		t.Log(got.Text())
		says(t, got, "> and who designed it?", "Tomas Arlund")
	}
	// What goes on from a private answer is private.
	m = w.askPrivately(ada, "How long is the Kestrel Bridge?")
	press := ada.Press(m, "Ask further")
	form, err := press.Form(w.ctx())
	if err != nil {
		t.Fatal(err)
	}
	says(t, w.private(ada.Submit(press, form, map[string]string{"question": "and who designed it?"})), "Tomas Arlund")
	// A form with nothing in it.
	says(t, w.private(ada.Forged().Submit(press, form, nil)), "question")
}

// Where answers are private, a mention gets a button that opens the answer for the
// one who asked, once.
func testPrivateServer(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/history")
	w.until(w.mod.Press(w.until(w.mod.Slash("settings"), "Settings"), "Make answers private"), "private, unless")
	ada, bob := w.member("ada"), w.member("bob")
	m := w.mention(ada, "How long is the Kestrel Bridge?")
	t.Log(m.Text())
	says(t, m, "Answers are private in this server", "Show me the answer")
	saysNot(t, m, "640")
	for _, other := range []discordtest.Actor{bob, w.mod} {
		no := w.private(other.Press(m, "Show me the answer"))
		says(t, no, "can be opened by the one who asked")
		saysNot(t, no, "640")
	}
	got := w.private(ada.Press(m, "Show me the answer"))
	t.Log(got.Text())
	says(t, got, "> How long", "640 metres")
	says(t, w.private(ada.Press(m, "Show me the answer")), "once")

	says(t, w.private(ada.Slash("ask", discordtest.String("question", "How long is the Kestrel Bridge?"))), "640 metres")
	public := w.ask(ada, "How long is the Kestrel Bridge?")
	if !public.Ephemeral() {
		t.Error("/ask is not private by default")
	}
	asked := ada.Slash("ask", discordtest.String("question", "How long is the Kestrel Bridge?"), discordtest.Bool("private", false))
	if m := w.answer(asked); m.Ephemeral() {
		t.Error("/ask private:false is private")
	}
}

// Where the settings name channels, others and their threads point there; a thread
// counts as its channel.
func testChannels(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/history")
	open, closed := w.guild.NewChannel("open"), w.guild.NewChannel("closed")
	w.until(w.mod.Select(w.until(w.mod.Slash("settings"), "Settings"), "set-chans", open.ID), "<#"+open.ID+">")
	ada := w.guild.NewMember("ada")
	const question = "How long is the Kestrel Bridge?"
	for _, c := range []*discordtest.Channel{open, open.NewThread("one")} {
		says(t, w.ask(ada.In(c), question), "640 metres")
		says(t, w.mention(ada.In(c), question), "640 metres")
	}
	for _, c := range []*discordtest.Channel{closed, closed.NewThread("two")} {
		no := w.private(ada.In(c).Slash("ask", discordtest.String("question", question)))
		says(t, no, "I do not answer in this channel. Ask me in <#"+open.ID+">")
	}
	says(t, w.mention(ada.In(closed), question), "Ask me in <#"+open.ID+">")
}

// The application on somebody's own account, in a server that has not invited the
// bot, gets one sentence, and nothing is kept.
func testUserInstall(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/history")
	ada := w.member("ada").UserInstalled()
	m := w.private(ada.Slash("ask", discordtest.String("question", "How long is the Kestrel Bridge?")))
	t.Log(m.Text())
	says(t, m, "I am not a member of this server")
	saysNot(t, m, "640")
	says(t, w.private(ada.Slash("help")), "I am not a member of this server")
	says(t, w.until(w.mod.Slash("stats"), "Questions"), "**Questions:** 0")
	if n := w.count(`SELECT count(*) FROM bot_answers WHERE person = ?`, ada.User.ID); n != 0 {
		t.Errorf("%d answers are kept", n)
	}
}

// Passages shows each quote in bold inside the text around it, to the one who
// pressed.
func testPassages(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/leak", "/spill")
	m := w.ask(w.member("ada"), litres)
	got := w.private(w.member("bob").Press(m, "Passages"))
	t.Log(got.Text())
	says(t, got, "**About 7,000 litres of diesel leaked", "on Wednesday.** Fishing in the inner harbour",
		"**About 10,000 litres of diesel", "according to the agency.**", "Coastal Wire", "17 November 2023", n.URL+"/spill")
}

// A vote counts when the button is pressed; the last one of a person is the one.
func testVotes(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/history")
	ada, bob := w.member("ada"), w.member("bob")
	m := w.ask(ada, "How long is the Kestrel Bridge?")
	up, down := button(m, "up"), button(m, "down")
	votes := func(want string) {
		t.Helper()
		got := w.until(w.mod.Slash("stats"), "Votes")
		says(t, got, want)
	}
	got := w.private(ada.Press(m, up))
	t.Log(got.Text())
	says(t, w.private(bob.Press(m, up)), "👍 is counted")
	votes("👍 2  👎 0")
	press := ada.Press(m, down)
	form, err := press.Form(w.ctx())
	if err != nil {
		t.Fatal(err)
	}
	votes("👍 1  👎 1") // though the form was not sent
	got = w.private(ada.Submit(press, form, map[string]string{"reason": "It is longer."}))
	t.Log(got.Text())
	says(t, got, "with your reason")
	if n := w.count(`SELECT count(*) FROM bot_votes WHERE person = ? AND up = 0 AND reason = 'It is longer.'`, ada.User.ID); n != 1 {
		t.Errorf("%d votes with the reason", n)
	}
	w.private(ada.Press(m, up))
	votes("👍 2  👎 0")
	t.Log(w.until(w.mod.Slash("stats"), "Votes").Text())
}

// Help shows three questions that the server's own sources answer.
func testHelp(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/history")
	ada := w.member("ada")
	m := w.until(ada.Slash("help"), "How to ask")
	t.Log(m.Text())
	if !m.Ephemeral() {
		t.Error("everybody sees it")
	}
	saysNot(t, m, "/settings")
	var examples []string
	_, list, _ := strings.Cut(m.Text(), "**Try one of these**\n")
	for line := range strings.Lines(list) {
		if !strings.HasPrefix(line, "- ") {
			break
		}
		examples = append(examples, strings.TrimSpace(line[2:]))
	}
	if len(examples) != 3 {
		t.Errorf("examples %q", examples)
	}
	for _, q := range examples {
		saysNot(t, w.ask(ada, q), "Not in the sources")
	}
	says(t, w.until(w.mod.Slash("help"), "How to ask"), "/settings")
}

// Check this message says of each statement what the sources say.
func testCheck(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/history", "/bridge")
	said := w.member("b\u202eob").Say("The Kestrel Bridge is 640 metres long. The collision happened at 6:40 a.m. The mayor of Saltby is Ivo Brandt. What do you think?")
	check := w.member("ada").MessageCommand("Check this message", said.Message)
	if first, err := check.First(w.ctx()); err != nil || !first.Deferred || !first.Ephemeral {
		t.Errorf("first answer %+v, %v", first, err)
	}
	m := w.private(check)
	t.Log(m.Text())
	says(t, m, "✓ **The Kestrel Bridge is 640 metres long.**", "✗ **The collision happened at 6:40 a.m.**", "– **The mayor of Saltby is Ivo Brandt.**",
		"**Sources**", n.URL+"/history", "Left out: 1 sentence")
	none := w.member("eve").Say("")
	says(t, w.private(w.member("ada").MessageCommand("Check this message", none.Message)), "no text in this message")
	question := w.member("eve").Say("Who is coming to lunch?")
	m = w.private(w.member("ada").MessageCommand("Check this message", question.Message))
	t.Log(m.Text())
	says(t, m, "states nothing")
}

// Custom ids that are made up, of another server, of another channel or of
// another person's private answer get a polite no.
func testForged(t *testing.T, b *botRun, n *news) {
	w, other := newTown(t, b, n, "/history"), newTown(t, b, n)
	ada := w.member("ada")
	public := w.ask(ada, "How long is the Kestrel Bridge?")
	private := w.askPrivately(ada, "How long is the Kestrel Bridge?")
	id := func(m *discordtest.Message) string { return strings.TrimPrefix(button(m, "passages"), "passages:") }
	stranger := other.member("mallory").Forged()
	strange := stranger.User.In(other.guild.General).Say("x").Message
	bob := w.member("bob").Forged()
	elsewhere := bob.User.In(w.guild.NewChannel("else")).Forged()
	for name, press := range map[string]*discordtest.Interaction{
		"another server":           stranger.Press(strange, "passages:"+id(public)),
		"another server's vote":    stranger.Press(strange, "up:"+id(public)),
		"another channel":          elsewhere.Press(public, "passages:"+id(public)),
		"another's private answer": bob.Press(public, "passages:"+id(private)),
		"another's private vote":   bob.Press(public, "down:"+id(private)),
		"another's going on":       bob.Press(public, "further:"+id(private)),
		"made up":                  bob.Press(public, "passages:00000000-0000-4000-8000-000000000000"),
		"no id":                    bob.Press(public, "passages:' OR 1=1 --"),
		"no verb":                  bob.Press(public, "nonsense"),
		"a form of nobody":         bob.Submit(nil, &discordtest.Form{CustomID: "further:" + id(private)}, nil),
		"a reason for it":          stranger.Submit(nil, &discordtest.Form{CustomID: "reason:" + id(public)}, nil),
	} {
		if m := w.private(press); !strings.Contains(m.Text(), "This button is too old, or is not meant for here.") {
			t.Errorf("%s: %s", name, m.Text())
		}
	}
	says(t, w.private(bob.Press(public, "remove-yes:x")), "Manage Server")
	says(t, w.private(bob.Press(public, "set-private:on")), "Manage Server")
	says(t, w.until(w.mod.Slash("stats"), "Votes"), "👍 0  👎 0")
}

// Events that Discord delivers twice are answered once.
func testTwice(t *testing.T, b *botRun, n *news) {
	w := newTown(t, b, n, "/history")
	ada := w.member("ada")
	b.Copies(2)
	defer b.Copies(1)
	asked := ada.Slash("ask", discordtest.String("question", "How long is the Kestrel Bridge?"))
	m := w.saved(ada, w.answer(asked))
	sent := ada.Ask("How long is the Kestrel Bridge?")
	w.saved(ada, w.replied(sent))
	press := ada.Press(m, button(m, "up"))
	w.private(press)
	b.Copies(1)
	w.ask(ada, "Is it so?")
	for _, i := range []*discordtest.Interaction{asked, press} {
		if codes := i.Refused(); len(codes) > 0 {
			t.Errorf("answered twice: Discord refused with %v", codes)
		}
	}
	if replies := sent.Replies(); len(replies) != 1 {
		t.Errorf("%d replies", len(replies))
	}
	if n := w.count(`SELECT count(*) FROM bot_answers WHERE space = ?`, w.guild.ID); n != 3 {
		t.Errorf("%d answers are kept", n)
	}
}
