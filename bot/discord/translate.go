package discord

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"footnote/bot"
	"footnote/corpus"
)

// origin is what every interaction carries.
func (i *Interaction) origin() bot.Origin {
	o := bot.Origin{
		ID:        i.ID,
		Person:    personOf(i.Member, i.User),
		Place:     bot.Place{Guild: i.GuildID, Channel: i.ChannelID},
		Installed: installed(i.Interaction),
		CanPost:   canPost(i.AppPermissions, isThread(i.Channel.Type)),
		At:        sentAt(i.ID, time.Now()),
		Callback:  bot.Callback{Application: i.AppID, Token: i.Token, Channel: i.ChannelID},
	}
	if isThread(i.Channel.Type) {
		o.Place.Parent = i.Channel.Parent
	}
	return o
}

// installed reports whether the application was installed to the server of an
// interaction. Discord always says to whom; from a gateway that does not speak of
// installations at all, the interaction itself is the proof.
func installed(i *discordgo.Interaction) bool {
	owner, ok := i.AuthorizingIntegrationOwners[discordgo.ApplicationIntegrationGuildInstall]
	return i.AuthorizingIntegrationOwners == nil || ok && owner == i.GuildID
}

// personOf is a member, or a user outside of servers.
func personOf(m *discordgo.Member, u *discordgo.User) bot.Person {
	if m == nil {
		if u == nil {
			return bot.Person{}
		}
		return bot.Person{ID: u.ID, Name: nameOf(u)}
	}
	p := bot.Person{Roles: m.Roles, Manager: manages(m.Permissions), Name: m.Nick}
	if m.User != nil {
		u = m.User
	}
	if u != nil {
		p.ID = u.ID
		if p.Name == "" {
			p.Name = nameOf(u)
		}
	}
	return p
}

func nameOf(u *discordgo.User) string {
	if u.GlobalName != "" {
		return u.GlobalName
	}
	return u.Username
}

// sentAt is when something with this id was made, if that was of late.
func sentAt(id string, now time.Time) time.Time {
	at, err := discordgo.SnowflakeTimestamp(id)
	if age := now.Sub(at); err != nil || age < 0 || age > interactionLife {
		return now
	}
	return at
}

// commandOf translates a command. Options of parts of a command count as the
// command's.
func (i *Interaction) commandOf(d discordgo.ApplicationCommandInteractionData) bot.Command {
	name, options := parts(d)
	c := bot.Command{Origin: i.origin(), Name: name, Options: map[string]string{}}
	for _, o := range options {
		if o.Type == discordgo.ApplicationCommandOptionAttachment {
			id, _ := o.Value.(string)
			if d.Resolved != nil && d.Resolved.Attachments[id] != nil {
				c.Attachments = append(c.Attachments, attachmentOf(d.Resolved.Attachments[id]))
			}
			continue
		}
		c.Options[o.Name] = valueOf(o)
	}
	if d.CommandType == discordgo.MessageApplicationCommand && d.Resolved != nil {
		if m := d.Resolved.Messages[d.TargetID]; m != nil {
			c.Message = messageOf(i.GuildID, m)
		}
	}
	return c
}

// completionOf translates an option that is being typed.
func (i *Interaction) completionOf(d discordgo.ApplicationCommandInteractionData) bot.Completion {
	name, options := parts(d)
	c := bot.Completion{Origin: i.origin(), Name: name}
	for _, o := range options {
		if o.Focused {
			c.Option, c.Typed = o.Name, valueOf(o)
		}
	}
	return c
}

// parts are the full name of a command and its options: the parts of a command
// are options that hold options.
func parts(d discordgo.ApplicationCommandInteractionData) (string, []*discordgo.ApplicationCommandInteractionDataOption) {
	name, options := d.Name, present(d.Options)
	for range 2 { // Discord nests no deeper
		if len(options) != 1 || options[0].Type != discordgo.ApplicationCommandOptionSubCommand &&
			options[0].Type != discordgo.ApplicationCommandOptionSubCommandGroup {
			break
		}
		name, options = name+" "+options[0].Name, present(options[0].Options)
	}
	return name, options
}

// present leaves out what a faulty sender left empty.
func present(options []*discordgo.ApplicationCommandInteractionDataOption) []*discordgo.ApplicationCommandInteractionDataOption {
	var out []*discordgo.ApplicationCommandInteractionDataOption
	for _, o := range options {
		if o != nil {
			out = append(out, o)
		}
	}
	return out
}

// valueOf is an option's value as text.
func valueOf(o *discordgo.ApplicationCommandInteractionDataOption) string {
	switch v := o.Value.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func attachmentOf(a *discordgo.MessageAttachment) corpus.Attachment {
	return corpus.Attachment{Name: a.Filename, URL: a.URL, Size: int64(a.Size), MediaType: a.ContentType}
}

func attachmentsOf(all []*discordgo.MessageAttachment) []corpus.Attachment {
	var out []corpus.Attachment
	for _, a := range all {
		if a != nil {
			out = append(out, attachmentOf(a))
		}
	}
	return out
}

// messageOf translates a message that a command was used on. A forwarded one
// holds its text in a copy.
func messageOf(guild string, m *discordgo.Message) *bot.Message {
	out := &bot.Message{
		ID: m.ID, Channel: m.ChannelID, Text: textOf(m), At: m.Timestamp,
		Link:        fmt.Sprintf("https://discord.com/channels/%s/%s/%s", guild, m.ChannelID, m.ID),
		Attachments: attachmentsOf(m.Attachments),
	}
	if m.Author != nil {
		out.AuthorID, out.AuthorName = m.Author.ID, nameOf(m.Author)
	}
	for _, s := range m.MessageSnapshots {
		if s.Message == nil {
			continue
		}
		if out.Text == "" {
			out.Text = textOf(s.Message)
		}
		out.Attachments = append(out.Attachments, attachmentsOf(s.Message.Attachments)...)
	}
	return out
}

// textOf is a message's content, or else the text of its embeds.
func textOf(m *discordgo.Message) string {
	if strings.TrimSpace(m.Content) != "" {
		return m.Content
	}
	var texts []string
	add := func(s string) {
		if strings.TrimSpace(s) != "" {
			texts = append(texts, s)
		}
	}
	for _, e := range m.Embeds {
		if e == nil {
			continue
		}
		add(e.Title)
		add(e.Description)
		for _, f := range e.Fields {
			if f != nil {
				add(f.Name)
				add(f.Value)
			}
		}
	}
	return strings.Join(texts, "\n\n")
}

// pressOf translates a button or a menu.
func (i *Interaction) pressOf(d discordgo.MessageComponentInteractionData) bot.Press {
	return bot.Press{Origin: i.origin(), CustomID: d.CustomID, Values: d.Values}
}

// submissionOf translates a form.
func (i *Interaction) submissionOf(d discordgo.ModalSubmitInteractionData) bot.Submission {
	s := bot.Submission{Origin: i.origin(), CustomID: d.CustomID, Fields: map[string]string{}}
	for _, row := range d.Components {
		r, ok := row.(*discordgo.ActionsRow)
		if !ok {
			continue
		}
		for _, c := range r.Components {
			if in, ok := c.(*discordgo.TextInput); ok {
				s.Fields[in.CustomID] = in.Value
			}
		}
	}
	return s
}

// saidOf translates a message, and reports whether it is meant for the bot: a
// mention of it, a reply to one of its messages, or a direct message.
func saidOf(self string, m *discordgo.Message) (bot.Said, bool) {
	if m == nil || m.Author == nil || m.Author.ID == self ||
		m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply {
		return bot.Said{}, false
	}
	mention := false
	for _, u := range m.Mentions {
		mention = mention || u != nil && u.ID == self
	}
	r := m.ReferencedMessage
	reply := m.Type == discordgo.MessageTypeReply && r != nil && r.Author != nil && r.Author.ID == self
	if !mention && !reply && m.GuildID != "" {
		return bot.Said{}, false
	}
	member := m.Member
	if member != nil {
		member.Permissions = 0 // Discord tells none here
	}
	s := bot.Said{
		Origin: bot.Origin{
			ID: m.ID, Person: personOf(member, m.Author), Place: bot.Place{Guild: m.GuildID, Channel: m.ChannelID},
			Installed: true, CanPost: true, At: sentAt(m.ID, time.Now()),
			Callback: bot.Callback{Channel: m.ChannelID},
		},
		Text:   spoken(self, m),
		Direct: m.GuildID == "",
		Reply:  reply,
		Bot:    m.Author.Bot || m.WebhookID != "",
	}
	if reply {
		s.To = r.ID
	}
	return s, true
}

// spoken is the text of a message without the mention of the bot, with the names
// of others in the place of their ids.
func spoken(self string, m *discordgo.Message) string {
	pairs := []string{"<@" + self + ">", " ", "<@!" + self + ">", " "}
	for _, u := range m.Mentions {
		if u != nil && u.ID != self {
			pairs = append(pairs, "<@"+u.ID+">", nameOf(u), "<@!"+u.ID+">", nameOf(u))
		}
	}
	return strings.TrimSpace(strings.NewReplacer(pairs...).Replace(m.Content))
}
