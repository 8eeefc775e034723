package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// These tests are of the bot on bad days of Discord's REST API: an answer arrives,
// and arrives once.

func TestBotOnABadAPI(t *testing.T) {
	var g *discordtest.Guild
	b := startBot(t, botOptions{prepare: func(b *botRun) { g = b.loosServer("harbour") }})
	ada := g.NewMember("ada").In(g.General)

	t.Run("each on its own", func(t *testing.T) {
		// The questions are asked, but not told to the bot before each has its fault.
		b.Hold()
		type asked struct {
			name  string
			asked *discordtest.Interaction
		}
		var all []asked
		for name, fault := range map[string]discordtest.Fault{
			"429 of the bucket": discordtest.TooMany(300*time.Millisecond, false),
			"429 that is over":  discordtest.TooMany(0, false),
			"500":               discordtest.Broken(500),
			"503":               discordtest.Broken(503),
			"HTML":              discordtest.HTML(502),
			"HTML that is well": discordtest.HTML(200),
			"half of a reply":   discordtest.CutOff(),
			"half of JSON":      discordtest.WrongJSON(),
			"no reply":          discordtest.HangUp(),
			"a lost reply":      discordtest.LoseReply(),
			"slow":              discordtest.Slow(500 * time.Millisecond),
		} {
			for where, path := range map[string]string{"first answer": "/interactions/ID/TOKEN/callback", "edit": "/webhooks/APP/TOKEN/messages/@original"} {
				// Each by somebody else, since there is a limit for each.
				i := g.NewMember("member").In(g.General).Slash("ask", discordtest.String("question", loosQuestion))
				all = append(all, asked{name + ", " + where, i})
				b.Fail(discordtest.Rule{Path: strings.NewReplacer("ID", i.ID, "APP", b.AppID(), "TOKEN", i.Token).Replace(path), Do: fault})
			}
		}
		b.Release(false)
		for _, a := range all {
			t.Run(a.name, func(t *testing.T) {
				b.answeredOnce(a.asked, loosAnswer)
				// A first answer that was lost is known by "has already been acknowledged".
				if refused := slices.DeleteFunc(a.asked.Refused(), func(code int) bool { return code == 40060 }); len(refused) > 0 {
					t.Errorf("Discord refused with %v", refused)
				}
			})
		}
		b.Heal()
	})

	// Those are for all that the bot does, so nobody else waits for it meanwhile.
	for name, fault := range map[string]discordtest.Fault{
		"429 for all":          discordtest.TooMany(500*time.Millisecond, true),
		"429 without a word":   discordtest.TooManyBare(),
		"429 as a page":        discordtest.TooManyHTML(),
		"outage of the server": discordtest.HTML(503),
	} {
		t.Run(name, func(t *testing.T) {
			b.Fail(discordtest.Rule{Path: "/webhooks/**", Times: 1, Do: fault}, discordtest.Rule{Path: "/channels/**", Times: 1, Do: fault})
			asked, said := ada.Slash("ask", discordtest.String("question", loosQuestion)), ada.Ask(loosQuestion)
			b.repliedOnce(said, loosAnswer)
			b.answeredOnce(asked, loosAnswer)
			b.Heal()
		})
	}
}

// A channel in which the bot may not write is left alone, and who asks there with
// a command gets the answer privately.
func TestBotMayNotWrite(t *testing.T) {
	var g *discordtest.Guild
	b := startBot(t, botOptions{prepare: func(b *botRun) { g = b.loosServer("harbour") }})
	locked := g.NewChannel("locked", discordtest.Overwrite{ID: g.Everyone().ID, Deny: discordtest.PermSend})
	there := g.NewMember("ada").In(locked)

	asked := there.Slash("ask", discordtest.String("question", loosQuestion))
	if m := b.answer(asked); !m.Ephemeral() {
		t.Errorf("the answer is not private: %s", m.Text())
	} else {
		says(t, m, "I may not write in this channel, so only you see this answer", loosAnswer)
	}

	refusals := func() int { return strings.Count(b.log.String(), "a message is not answered") }
	for n := 1; n <= 4; n++ {
		there.Ask(loosQuestion)
		eventually(t, "the mention is given up", func() bool { return refusals() == n })
	}
	if n := len(b.Requests("POST", "/channels/"+locked.ID)); n != 1 {
		t.Errorf("it wrote %d times where it may not", n)
	}
	if !strings.Contains(b.log.String(), "a channel refuses the bot") {
		t.Error("the log does not say that the channel refuses the bot")
	}
	// Elsewhere all is as before.
	b.repliedOnce(there.User.In(g.General).Ask(loosQuestion), loosAnswer)
}

// A channel that is deleted while an answer is made for it.
func TestBotInADeletedChannel(t *testing.T) {
	var g *discordtest.Guild
	model := newGatedModel(t)
	b := startBot(t, botOptions{config: model.config(), prepare: func(b *botRun) { g = b.loosServer("harbour") }})
	short := g.NewChannel("short-lived")
	ada := g.NewMember("ada")
	said := ada.In(short).Ask(gated + loosQuestion)
	if _, err := said.Answer(b.ctx()); err != nil { // "looking in the sources…"
		t.Fatal(err)
	}
	model.reached(t)
	short.Delete()
	model.open()
	eventually(t, "the reply is given up", func() bool { return strings.Contains(b.log.String(), "reply not shown") })
	b.repliedOnce(ada.In(g.General).Ask(loosQuestion), loosAnswer)
	if n := len(b.Requests("PATCH", "/channels/"+short.ID)); n != 1 {
		t.Errorf("%d edits in a channel that is gone", n)
	}
}
