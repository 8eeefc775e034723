package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"footnote/bot"
	"footnote/bot/discordtest"
)

// Who may, what can be set, and what moderators are told.
func TestModeratorsSettings(t *testing.T) {
	b := startBot(t, botOptions{config: "[limits]\nmember_questions = 30\nserver_questions = 90\ndaily_tokens = 1000\n"})

	t.Run("who may", func(t *testing.T) {
		d := newDesk(t, b, "who may")
		id := d.paste("The pool", poolCosts)
		editors := d.g.NewRole("editors", 0)
		// Whatever Discord showed them: these clients send everything.
		editor := d.g.NewMember("edith", editors).In(d.g.General).Forged()
		plain := d.g.NewMember("paul").In(d.g.General).Forged()
		panel := d.sees(d.mod.Slash("settings"), "people with Manage Server")
		form := d.form(d.mod.Slash("source paste"))
		message := plain.Say(millOpened)

		const no = "Only people with the permission Manage Server, or with a role that /settings names, can do this."
		everything := func(a discordtest.Actor, check func(*discordtest.Interaction)) {
			for _, c := range bot.Commands() {
				switch {
				case c.Moderator && c.OnMessage:
					check(a.MessageCommand(c.Name, message.Message))
				case c.Moderator:
					check(a.Slash(c.Name, discordtest.String("source", id), discordtest.String("link", "https://example.org/")))
				}
			}
			for _, verb := range []string{"sources:0:", "source:" + id, "refresh:" + id, "remove:" + id, "remove-yes:" + id, "undo:" + id, "replace:" + id,
				"paste:", "confirm:x", "set-roles", "set-chans", "set-mods", "set-private:on", "set-limits", "gaps:0", "gap-gone:x:0", "audit:0"} {
				check(a.Press(panel, verb))
			}
			check(a.Submit(nil, form, map[string]string{"title": "Forged", "text1": millOpened}))
			check(a.Submit(nil, &discordtest.Form{CustomID: "set-limits", Components: form.Components}, nil))
		}
		for _, a := range []discordtest.Actor{plain, editor} {
			everything(a, func(i *discordtest.Interaction) { d.refused(i, no) })
			if ids, _ := d.completed(a, "source info", "source", ""); len(ids) != 0 {
				t.Errorf("completed for %s: %v", a.User.Name, ids)
			}
		}
		if n := len(d.all("")); n != 1 {
			t.Errorf("%d sources", n)
		}

		// A role is named. The bot may not show it the commands; it says which clicks do.
		m := d.sees(d.mod.Select(panel, "set-roles", editors.ID), "roles that may manage sources: none → editors", "<@&"+editors.ID+">",
			"does not show my commands for moderators to “editors” yet", "Server Settings, Integrations", "/source", "Add as source", "/settings", "/export")
		t.Log(m.Text())
		commands := b.Commands()
		for _, c := range commands {
			if c != "ask" && c != "help" && c != "forget-me" && c != "Check this message" {
				d.sees(d.mod.Slash("settings"), "does not show my commands")
				d.g.SetCommandPermits(c, discordtest.RoleMay(editors, true))
			}
		}
		if m := d.sees(d.mod.Slash("settings"), "<@&"+editors.ID+">"); strings.Contains(m.Text(), "⚠️") {
			t.Errorf("the clicks are done, and it still warns: %s", m.Text())
		}
		asked := false
		for _, r := range b.Requests("", "/applications/") {
			asked = asked || r.Method == http.MethodGet && strings.HasSuffix(r.Path, "/commands/permissions")
			if r.Method != http.MethodGet && strings.Contains(r.Path, "permissions") {
				t.Errorf("%s %s: a bot may not change that", r.Method, r.Path)
			}
		}
		if !asked {
			t.Error("nobody asked whether the commands are shown")
		}
		// Now who has the role may, also who got it later; the others still may not.
		d.sees(editor.Slash("source list"), "The pool")
		if ids, _ := d.completed(editor, "source info", "source", "pool"); len(ids) != 1 {
			t.Errorf("completed for the role: %v", ids)
		}
		everything(plain, func(i *discordtest.Interaction) { d.refused(i, no) })
		d.g.Join(plain.User, editors)
		d.sees(plain.Slash("source list"), "The pool")

		// A role that goes takes the right with it, and the panel says so.
		other := d.g.NewRole("others", 0)
		editors.Delete()
		d.refused(editor.Slash("source list"), no)
		m = d.sees(d.mod.Slash("settings"), "does not exist any more")
		t.Log(m.Text())
		m = d.sees(d.mod.Select(m, "set-roles", editors.ID), "does not exist in this server any more", "Choose anew", "Limits")
		m = d.sees(d.mod.Select(m, "set-roles", d.g.ID), "Everybody has the role everyone")
		d.sees(d.mod.Select(m, "set-roles", other.ID), "→ others")
		d.sees(d.mod.Select(d.sees(d.mod.Slash("settings")), "set-roles"), "others → none")
	})

	t.Run("channels", func(t *testing.T) {
		d := newDesk(t, b, "channels")
		elsewhere := newDesk(t, b, "elsewhere")
		asks, lounge := d.g.NewChannel("questions"), d.g.NewChannel("lounge")
		team := d.g.NewPrivateChannel("team")
		member := d.g.NewMember("ada")
		d.paste("The pool", poolCosts)
		settings := func(wants ...string) *discordtest.Message {
			d.Helper()
			return d.sees(d.mod.Slash("settings"), wants...)
		}
		d.sees(d.mod.Select(settings("in every channel"), "set-chans", asks.ID), "channels that I answer in: all → #questions", "<#"+asks.ID+">")
		first, err := lounge.As(member).Slash("ask", discordtest.String("question", "What does a ticket for the pool cost?")).First(b.ctx())
		if err != nil || first.Deferred || !first.Ephemeral {
			t.Fatalf("asked elsewhere: %+v, %v", first, err)
		}
		says(t, first.Message, "<#"+asks.ID+">")
		thread := asks.NewThread("pool").As(member).Slash("ask", discordtest.String("question", "What does a ticket for the swimming pool cost?"))
		if m, err := thread.Until(b.ctx(), func(m *discordtest.Message) bool { return strings.Contains(m.Text(), "four euros") }); err != nil {
			t.Errorf("a thread is not its channel: %v, %v", m, err)
		}
		d.sees(d.mod.Select(settings(), "set-chans", elsewhere.g.General.ID), "not in this server", "<#"+asks.ID+">")
		d.sees(d.mod.Select(settings(), "set-mods", elsewhere.g.General.ID), "not in this server")
		asks.Delete()
		t.Log(settings("None of the channels that I answer in exists any more").Text())
		d.sees(d.mod.Select(settings(), "set-chans"), "→ all", "in every channel")

		// The moderators' channel.
		m := d.sees(d.mod.Select(settings("none; here go the weekly digest and reports"), "set-mods", lounge.ID), "channel of reports to moderators: none → #lounge",
			"#lounge can be read by everyone in this server", "Choose a channel that only moderators see")
		t.Log(m.Text())
		if m := d.sees(d.mod.Select(m, "set-mods", team.ID), "#lounge → #team"); strings.Contains(m.Text(), "⚠️") {
			t.Errorf("a private channel, and it warns: %s", m.Text())
		}
		before := b.Now()
		d.paste("The library", libraryOpens)
		report, err := team.NextMessage(b.ctx(), before)
		if err != nil {
			t.Fatal(err)
		}
		says(t, report, "**Adding** is done", "1 added", "The library", "<@"+d.mod.User.ID+">")
		t.Log(report.Text())
		team.SetRules(discordtest.Overwrite{ID: d.g.ID, Deny: discordtest.PermViewChannel}, discordtest.Overwrite{ID: d.g.BotRole.ID, Allow: discordtest.PermViewChannel, Deny: discordtest.PermSend})
		settings("I may not write in #team", "Send Messages")
		team.Delete()
		settings("channel of reports to moderators does not exist any more")
		d.paste("The ferry", ferryLeaves) // there is nowhere to report to, and nothing else is lost
		d.sees(d.mod.Select(settings(), "set-mods"), "→ none")
	})

	t.Run("privacy and limits", func(t *testing.T) {
		d := newDesk(t, b, "limits")
		d.paste("The pool", poolCosts)
		m := d.sees(d.mod.Slash("settings"), "public, unless somebody asks privately", "30, the most that this bot allows", "Make answers private")
		t.Log(m.Text())
		m = d.sees(d.mod.Press(m, "Make answers private"), "private answers by default: off → on", "Make answers public")
		asked := d.g.NewMember("ada").In(d.g.General).Slash("ask", discordtest.String("question", "What does a ticket for the swimming pool cost?"))
		d.sees(asked, "four euros")
		m = d.sees(d.mod.Press(m, "Make answers public"), "on → off")
		d.refused(d.mod.Forged().Press(m, "set-private:perhaps"), "too old")

		limits := func() (*discordtest.Interaction, *discordtest.Form) {
			d.Helper()
			asked := d.mod.Press(m, "Limits")
			return asked, d.form(asked)
		}
		from, form := limits()
		for field, cases := range map[string]map[string]string{
			"member": {"many": "whole number in digits", "-3": "at least 1", "0": "at least 1", "1.5": "whole number", "31": "Who runs me allows 30 at most", "<@&1> 5": "whole number",
				"99999999999999999999": "Who runs me allows 30 at most"},
			"server": {"10000": "Who runs me allows 90 at most"},
			"tokens": {"1001": "Who runs me allows 1000 at most", "ten": "whole number"},
		} {
			for text, want := range cases {
				values := map[string]string{"member": "3", "server": "4", "tokens": "5"}
				values[field] = text
				d.refused(d.mod.Submit(from, form, values), want, "Nothing was saved")
			}
		}
		if m := d.sees(d.mod.Slash("settings")); !strings.Contains(m.Text(), "30, the most") || !strings.Contains(m.Text(), "90, the most") {
			t.Errorf("nonsense was saved: %s", m.Text())
		}
		m = d.sees(d.mod.Submit(from, form, map[string]string{"member": "2", "server": " 80 ", "tokens": "1,000"}), "the most that is allowed → 2", "2 (at most 30)", "80 (at most 90)")
		t.Log(m.Text())
		if _, form := limits(); form.Inputs()[0].Value != "2" || form.Inputs()[1].Value != "80" {
			t.Errorf("the form begins with %q and %q", form.Inputs()[0].Value, form.Inputs()[1].Value)
		}
		ada := d.g.NewMember("ada").In(d.g.General)
		for range 2 {
			i := ada.Slash("ask", discordtest.String("question", "What does a ticket for the swimming pool cost?"))
			if _, err := i.Until(b.ctx(), func(m *discordtest.Message) bool { return len(m.Components) > 0 }); err != nil {
				t.Fatal(err)
			}
		}
		d.refused(ada.Slash("ask", discordtest.String("question", "And when?")), "2 questions in ten minutes", "You can ask again")

		// Who changed what, and when.
		audit := d.sees(d.mod.Slash("audit"), "settings · questions of a member in 10 minutes: the most that is allowed → 2", "private answers by default: on → off", "<@"+d.mod.User.ID+">", "<t:")
		t.Log(audit.Text())

		file := d.sees(d.mod.Slash("export"), "Sources, settings and audit of this server")
		if len(file.Attachments) != 1 || !strings.HasSuffix(file.Attachments[0].Name, ".json") {
			t.Fatalf("no file: %+v", file.Attachments)
		}
		var out struct {
			Server   string
			Settings map[string]any
			Sources  []struct {
				Title string
				Added string `json:"added_by"`
			}
			Audit []struct{ By, Action string }
		}
		if err := json.Unmarshal(file.Attachments[0].Data, &out); err != nil {
			t.Fatal(err)
		}
		if out.Server != d.g.ID || len(out.Sources) != 1 || out.Sources[0].Title != "The pool" || out.Sources[0].Added != d.mod.User.ID ||
			out.Settings["member_questions_in_10_minutes"] != 2.0 || len(out.Audit) < 5 || out.Audit[0].Action != "exported" || out.Audit[0].By != d.mod.User.ID {
			t.Errorf("exported %s", file.Attachments[0].Data)
		}
	})

	t.Run("figures and gaps", func(t *testing.T) {
		d := newDesk(t, b, "figures")
		d.paste("The pool", poolCosts)
		t.Log(d.sees(d.mod.Slash("gaps"), "nothing that two people asked in vain").Text())
		ask := func(name, question string, private bool) {
			d.Helper()
			i := d.g.NewMember(name).In(d.g.General).Slash("ask", discordtest.String("question", question), discordtest.Bool("private", private))
			if _, err := i.Until(b.ctx(), func(m *discordtest.Message) bool { return len(m.Components) > 0 }); err != nil {
				t.Fatalf("%q: %v", question, err)
			}
		}
		const lighthouse, secret, single = "How many steps does the lighthouse of Kelm have?", "When does the secret merger with Brannock Shipping happen?", "Who paints the ferry?"
		ask("ada", "What does a ticket for the swimming pool cost?", false)
		ask("ada", lighthouse, false)
		ask("bob", lighthouse, false)
		ask("ada", secret, true)
		ask("bob", secret, true)
		ask("ada", single, false)
		m := d.shows("gaps", lighthouse, "asked 2 times by 2 people", "2 more groups not shown")
		t.Log(m.Text())
		if strings.Contains(m.Text(), "Brannock") || strings.Contains(m.Text(), "ferry") {
			t.Errorf("words that must not be shown: %s", m.Text())
		}
		key := ""
		for _, row := range m.Components {
			for _, c := range row.Components {
				if len(c.Options) > 0 {
					key = c.Options[0].Value
				}
			}
		}
		after := d.sees(d.mod.Select(m, "gap-gone::0", key), "nothing that two people asked in vain")
		t.Log(after.Text())
		stats := d.shows("stats", "**Questions:** 6, 2 of them private", "**Answered:** 1", "**Not in the sources:** 5", "**Votes:**", "median")
		t.Log(stats.Text())
		ask("eve", lighthouse, false) // and it is open anew
		ask("zoe", lighthouse, false)
		d.shows("gaps", lighthouse)
		d.paste("The lighthouse", "The lighthouse of Kelm has 212 steps and was built in 1871.")
		d.shows("gaps", "nothing that two people asked in vain", "2 more groups not shown")
		d.sees(d.mod.Slash("audit"), "dismissed · a gap that was asked 2 times")
	})
}
