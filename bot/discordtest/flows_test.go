package discordtest

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
)

// TestDiscordgoFlows plays every kind of answer with a real library, so that the
// fake's payloads are read by somebody else's eyes, and the description's.
func TestDiscordgoFlows(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	ada := g.NewMember("ada")
	d := newSession(t, s, discordgo.IntentsGuilds|discordgo.IntentsGuildMessages)
	try := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	respond := func(d *discordgo.Session, e *discordgo.InteractionCreate, typ discordgo.InteractionResponseType, data *discordgo.InteractionResponseData) {
		if data != nil && data.Choices == nil && data.Title == "" {
			data.AllowedMentions = none()
		}
		try(d.InteractionRespond(e.Interaction, &discordgo.InteractionResponse{Type: typ, Data: data}))
	}
	row := func(cs ...discordgo.MessageComponent) []discordgo.MessageComponent {
		return []discordgo.MessageComponent{discordgo.ActionsRow{Components: cs}}
	}
	d.AddHandler(func(d *discordgo.Session, e *discordgo.InteractionCreate) {
		switch e.Type {
		case discordgo.InteractionApplicationCommand:
			data := e.ApplicationCommandData()
			switch data.Name {
			case "menu":
				respond(d, e, discordgo.InteractionResponseChannelMessageWithSource, &discordgo.InteractionResponseData{
					Content: "choose", Flags: discordgo.MessageFlagsEphemeral,
					Components: row(discordgo.SelectMenu{CustomID: "pick", Options: []discordgo.SelectMenuOption{{Label: "One", Value: "1"}, {Label: "Two", Value: "2"}}}),
				})
			case "buttons":
				respond(d, e, discordgo.InteractionResponseChannelMessageWithSource, &discordgo.InteractionResponseData{
					Embeds:     []*discordgo.MessageEmbed{{Title: "T", Fields: []*discordgo.MessageEmbedField{{Name: "n", Value: "v"}}, Footer: &discordgo.MessageEmbedFooter{Text: "f"}}},
					Components: row(discordgo.Button{Label: "Change", CustomID: "change"}, discordgo.Button{Label: "Write", CustomID: "write", Style: discordgo.PrimaryButton}, discordgo.Button{Label: "Link", Style: discordgo.LinkButton, URL: "https://example.org"}),
				})
			case "file":
				att := data.Resolved.Attachments[data.Options[0].Value.(string)]
				respond(d, e, discordgo.InteractionResponseChannelMessageWithSource, &discordgo.InteractionResponseData{
					Content: att.Filename, Files: []*discordgo.File{{Name: "out.txt", ContentType: "text/plain", Reader: strings.NewReader("out")}},
				})
			case "Check this message":
				respond(d, e, discordgo.InteractionResponseDeferredChannelMessageWithSource, &discordgo.InteractionResponseData{Flags: discordgo.MessageFlagsEphemeral})
				_, err := d.FollowupMessageCreate(e.Interaction, true, &discordgo.WebhookParams{Content: "checked: " + data.Resolved.Messages[data.TargetID].Content, AllowedMentions: none()})
				try(err)
				_, err = d.FollowupMessageCreate(e.Interaction, true, &discordgo.WebhookParams{Content: "and more", AllowedMentions: none(), Flags: discordgo.MessageFlagsEphemeral})
				try(err)
			}
		case discordgo.InteractionApplicationCommandAutocomplete:
			respond(d, e, discordgo.InteractionApplicationCommandAutocompleteResult, &discordgo.InteractionResponseData{
				Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "N", Value: "v"}},
			})
		case discordgo.InteractionMessageComponent:
			switch data := e.MessageComponentData(); data.CustomID {
			case "pick":
				respond(d, e, discordgo.InteractionResponseUpdateMessage, &discordgo.InteractionResponseData{Content: "picked " + data.Values[0], Components: []discordgo.MessageComponent{}})
			case "change":
				respond(d, e, discordgo.InteractionResponseDeferredMessageUpdate, nil)
				text := "changed"
				_, err := d.InteractionResponseEdit(e.Interaction, &discordgo.WebhookEdit{Content: &text, AllowedMentions: none()})
				try(err)
			case "write":
				respond(d, e, discordgo.InteractionResponseModal, &discordgo.InteractionResponseData{
					CustomID: "form", Title: "Write", Components: row(discordgo.TextInput{CustomID: "text", Label: "Text", Style: discordgo.TextInputParagraph, MaxLength: 4000}),
				})
			}
		case discordgo.InteractionModalSubmit:
			in := e.ModalSubmitData().Components[0].(*discordgo.ActionsRow).Components[0].(*discordgo.TextInput)
			respond(d, e, discordgo.InteractionResponseChannelMessageWithSource, &discordgo.InteractionResponseData{Content: "wrote " + in.Value, Flags: discordgo.MessageFlagsEphemeral})
		}
	})
	if err := d.Open(); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	guildOnly := []discordgo.InteractionContextType{discordgo.InteractionContextGuild}
	perms := int64(discordgo.PermissionManageGuild)
	_, err := d.ApplicationCommandBulkOverwrite(s.AppID(), "", []*discordgo.ApplicationCommand{
		{Name: "menu", Description: "d", Contexts: &guildOnly, IntegrationTypes: &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}, DefaultMemberPermissions: &perms},
		{Name: "buttons", Description: "d"},
		{Name: "file", Description: "d", Options: []*discordgo.ApplicationCommandOption{{Type: discordgo.ApplicationCommandOptionAttachment, Name: "file", Description: "d"}}},
		{Name: "source", Description: "d", Options: []*discordgo.ApplicationCommandOption{{Type: discordgo.ApplicationCommandOptionSubCommand, Name: "info", Description: "d",
			Options: []*discordgo.ApplicationCommandOption{{Type: discordgo.ApplicationCommandOptionString, Name: "id", Description: "d", Autocomplete: true, Required: true}}}}},
		{Name: "Check this message", Type: discordgo.MessageApplicationCommand},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx := testContext(t)
	a := g.General.As(ada)
	want := func(i *Interaction, text string, ephemeral bool) *Message {
		t.Helper()
		m, err := i.Until(ctx, func(m *Message) bool { return strings.Contains(m.Text(), text) })
		if err != nil {
			t.Fatal(err, i.Current(), i.Refused())
		}
		if m.Ephemeral() != ephemeral {
			t.Errorf("%s: ephemeral %v", text, m.Ephemeral())
		}
		return m
	}
	menu := want(a.Slash("menu"), "Two", true)
	picked := want(a.Select(menu, "pick", "2"), "picked 2", true)
	if picked.ID != menu.ID || len(picked.Components) != 0 {
		t.Errorf("%+v", picked)
	}
	buttons := want(a.Slash("buttons"), "T", false)
	if changed := want(a.Press(buttons, "Change"), "changed", false); changed.ID != buttons.ID || len(changed.Embeds) != 1 || changed.Component("Write") == nil {
		t.Errorf("%+v", changed)
	}
	write := a.Press(buttons, "Write")
	form, err := write.Form(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if in := form.Inputs(); len(in) != 1 || form.Title != "Write" {
		t.Errorf("form %+v", form)
	}
	want(a.Submit(write, form, map[string]string{"text": "hello"}), "wrote hello", true)
	file := want(a.Slash("file", File("file", s.NewAttachment("in.txt", "text/plain", []byte("in")))), "in.txt", false)
	if len(file.Attachments) != 1 || string(file.Attachments[0].Data) != "out" {
		t.Errorf("%+v", file.Attachments)
	}
	choices, err := a.Autocomplete("source info", Typing("id", "x")).Choices(ctx)
	if err != nil || len(choices) != 1 || choices[0].Name != "N" {
		t.Errorf("%v, %v", choices, err)
	}
	check := a.MessageCommand("Check this message", a.Say("a statement").Message)
	want(check, "checked: a statement", true)
	want(check, "and more", true)
	app, err := d.Application("@me")
	if err != nil || app.ID != s.AppID() {
		t.Errorf("application %v, %v", app, err)
	}
	if th, err := d.Channel(g.General.NewThread("t").ID); err != nil || th.ParentID != g.General.ID {
		t.Errorf("thread %v, %v", th, err)
	}
	if ps, err := d.ApplicationCommandPermissions(s.AppID(), g.ID, "1"); err == nil {
		t.Errorf("permissions %v", ps)
	}
	s.Check(t)
}
