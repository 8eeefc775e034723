package main

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"footnote/bot"
	"footnote/bot/discord"
	"footnote/bot/discordtest"
	botstore "footnote/bot/store"
	"footnote/corpus"
)

// doctor runs doctor on the config of a bot that does not run, and gives what it
// found about each thing that it looked at, and all that it said for people.
func (b *botRun) doctor(code int) (found map[string][]finding, said string) {
	b.t.Helper()
	r := b.home.run(b.t, b.t.Context(), "", "doctor", "--json", "--config", b.config)
	if r.code != code {
		b.t.Errorf("exit code %d, want %d: %s%s", r.code, code, r.out, r.err)
	}
	found = map[string][]finding{}
	for line := range strings.Lines(r.out) {
		var f finding
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			b.t.Fatalf("%q: %v", line, err)
		}
		found[f.Check] = append(found[f.Check], f)
	}
	people := b.home.run(b.t, b.t.Context(), "", "doctor", "--config", b.config)
	noSecrets(b.t, r.out+r.err+people.out+people.err, b.Token())
	return found, strings.Join(strings.Fields(people.out), " ")
}

// finds wants one finding of a check that says all the texts.
func finds(t *testing.T, found map[string][]finding, check string, s state, wants ...string) {
	t.Helper()
	for _, f := range found[check] {
		text := f.Detail + " " + f.Mend
		if f.State == s && !slices.ContainsFunc(wants, func(w string) bool { return !strings.Contains(text, w) }) {
			return
		}
	}
	t.Errorf("%s: nothing is %s with %q: %+v", check, s, wants, found[check])
}

func TestDoctorOfABotThatIsWell(t *testing.T) {
	b := newBotRun(t, botOptions{})
	b.NewGuild("harbour")
	b.NewGuild("mill")
	found, said := b.doctor(exitDone)
	finds(t, found, "discord", stateOK, "the token is that of footnote", "in 2 servers", "1,000 starts left today",
		"https://discord.com/oauth2/authorize?", "client_id="+b.AppID(), "scope=bot+applications.commands", "permissions="+strconv.FormatInt(discord.Permissions, 10))
	finds(t, found, "intents", stateOK, "none that Discord would have to grant")
	for check, all := range found {
		for _, f := range all {
			if f.State == stateFail || check == "install" || check == "roles" {
				t.Errorf("%s: %+v", check, f)
			}
		}
	}
	if !strings.Contains(said, "ok discord") {
		t.Error(said)
	}
	// It looks, and leaves everything as it is.
	for _, r := range b.Requests("", "") {
		if r.Method != "GET" {
			t.Errorf("doctor sent %s %s", r.Method, r.Path)
		}
	}
	if len(b.Connections()) > 0 {
		t.Error("doctor connected to the gateway")
	}
}

func TestDoctorOfDiscord(t *testing.T) {
	newHome(t)
	for _, c := range []struct {
		name    string
		options botOptions
		code    int
		check   string
		state   state
		wants   []string
	}{
		{"token", botOptions{prepare: func(b *botRun) { b.home.write(t, "token", "MTIz.another.token") }}, exitFailed,
			"discord", stateFail, []string{"does not accept the bot's token", "Reset Token"}},
		{"no token in the file", botOptions{prepare: func(b *botRun) { b.home.write(t, "token", "") }}, exitFailed,
			"discord", stateFail, []string{"is empty", "Copy it from the page Bot"}},
		{"user install", botOptions{discord: discordtest.Options{UserInstall: true}}, exitDone,
			"install", stateWarn, []string{"a person's account", "switch User Install off"}},
		{"no starts left", botOptions{discord: discordtest.Options{SessionStarts: -1}}, exitFailed,
			"starts", stateFail, []string{"no further start", "tomorrow"}},
		{"permissions", botOptions{prepare: func(b *botRun) {
			g := b.NewGuild("harbour")
			g.BotRole.SetPermissions(0)
			g.Everyone().SetPermissions(discordtest.PermViewChannel | discordtest.PermSend | discordtest.PermReadHistory)
		}}, exitFailed,
			"server", stateFail, []string{"harbour: the bot lacks", "Embed Links", "Attach Files", "Send Messages in Threads", "Server Settings, Roles"}},
		{"an administrator lacks nothing", botOptions{prepare: func(b *botRun) {
			g := b.NewGuild("harbour")
			g.Everyone().SetPermissions(0)
			g.BotRole.SetPermissions(discordtest.PermAdministrator)
		}}, exitDone, "discord", stateOK, nil},
		{"discord is down", botOptions{prepare: func(b *botRun) {
			b.Fail(discordtest.Rule{Path: "/users/@me", Times: -1, Do: discordtest.Page(404, "text/html", "<html>not Discord</html>")})
		}}, exitFailed, "discord", stateFail, []string{"does not answer as it should at 127.0.0.1", "discord.api_url"}},
		{"model endpoint is down", botOptions{config: "[llm]\nbase_url = \"http://127.0.0.1:1/v1\"\nmodel = \"m\"\n"}, exitFailed,
			"llm", stateFail, []string{"127.0.0.1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.options.home = home(t.TempDir())
			b := newBotRun(t, c.options)
			found, _ := b.doctor(c.code)
			finds(t, found, c.check, c.state, c.wants...)
		})
	}
}

// Without a token there is nothing to look at, and nothing is wrong: the command
// line needs none.
func TestDoctorWithoutAToken(t *testing.T) {
	h := newHome(t)
	t.Setenv("DISCORD_TOKEN", "")
	r := h.footnote(t, "", "doctor")
	if r.code != exitDone || !strings.Contains(r.out, "ok    discord     no token in DISCORD_TOKEN") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}

// The roles that /settings names have to be shown the commands by somebody who
// manages the server; doctor says where that is not done.
func TestDoctorOfRoles(t *testing.T) {
	var g, other *discordtest.Guild
	b := newBotRun(t, botOptions{prepare: func(b *botRun) {
		g, other = b.loosServer("harbour"), b.NewGuild("mill")
	}})
	if found, _ := b.doctor(exitDone); len(found["roles"]) > 0 {
		t.Errorf("the bot never ran: %+v", found["roles"])
	}
	if n := botTables(t, b.data()); n > 0 {
		t.Errorf("doctor made %d tables", n)
	}
	b.start() // registers the commands, makes the tables
	b.end()
	shown, hidden, gone := g.NewRole("editors", 0), g.NewRole("writers", 0), g.NewRole("readers", 0)
	managing := other.NewRole("millers", discordtest.PermManageGuild)
	st := database(t, b.data())
	records, err := botstore.Open(t.Context(), st.DB(), botstore.Options{Scrub: st.Scrub})
	if err != nil {
		t.Fatal(err)
	}
	for id, roles := range map[string][]string{g.ID: {shown.ID, hidden.ID, gone.ID}, other.ID: {managing.ID}} {
		if err := records.SaveSettings(t.Context(), corpus.Space(id), bot.Settings{Managers: roles}, bot.Entry{}); err != nil {
			t.Fatal(err)
		}
	}
	gone.Delete()
	for _, name := range b.Commands() {
		g.SetCommandPermits(name, discordtest.RoleMay(shown, true))
	}
	found, said := b.doctor(exitDone)
	finds(t, found, "roles", stateWarn, "harbour: the role “writers”", "does not show it the commands", "Server Settings, Integrations")
	finds(t, found, "roles", stateWarn, "harbour: a role that may manage sources does not exist any more", "/settings")
	finds(t, found, "roles", stateOK, "2 roles in /settings")
	if len(found["roles"]) != 3 {
		t.Errorf("%+v", found["roles"])
	}
	if strings.Contains(said, "editors") || strings.Contains(said, "millers") {
		t.Errorf("it complains of a role that is shown the commands: %s", said)
	}

	for _, name := range b.Commands() {
		g.SetCommandPermits(name, discordtest.RoleMay(shown, true), discordtest.RoleMay(hidden, true))
	}
	found, _ = b.doctor(exitDone)
	finds(t, found, "roles", stateOK, "3 roles in /settings")

	b.Fail(discordtest.Rule{Path: "/applications/*/guilds/**", Times: -1, Do: discordtest.Refuse(403, 50001, "Missing Access")})
	found, _ = b.doctor(exitDone)
	finds(t, found, "roles", stateWarn, "harbour: it is not known who sees the commands")
}
