package discordtest

import (
	"maps"
	"regexp"
	"slices"
	"time"
)

// Message flags, as in Discord's documentation.
const (
	FlagSuppressEmbeds = 1 << 2
	FlagEphemeral      = 1 << 6
	FlagLoading        = 1 << 7
	FlagComponentsV2   = 1 << 15
)

// Message is one state of a message. It never changes: an edit makes a new one
// with the same ID, so a Message that a test holds stays what it was.
type Message struct {
	ID, ChannelID, GuildID string
	Author                 *User
	Content                string
	Embeds                 []Embed
	Components             []Component
	Attachments            []*Attachment
	Flags                  int
	ReplyTo                string // id of the message that this one replies to
	Created, Edited        time.Time
	// Mentions are the people whom the message pings or names.
	Mentions []*User
	// InteractionID is set on the answers to an interaction.
	InteractionID string
	// AllowedMentions is what the bot sent with this state; nil: nothing.
	AllowedMentions *AllowedMentions
	Deleted         bool
	// Webhook is the id of the webhook that wrote the message, "" for people and bots.
	Webhook string

	owner *Interaction // whose webhook made it
}

// Ephemeral says whether only one person sees the message.
func (m *Message) Ephemeral() bool { return m.Flags&FlagEphemeral != 0 }

// Loading says whether the message still only says "thinking".
func (m *Message) Loading() bool { return m.Flags&FlagLoading != 0 }

// Text is all text of the message: content, embeds, labels, one piece a line.
// It is for tests that look for a word wherever it stands.
func (m *Message) Text() string {
	t := m.Content
	add := func(ss ...string) {
		for _, s := range ss {
			if s != "" {
				t += "\n" + s
			}
		}
	}
	for _, e := range m.Embeds {
		if e.Author != nil {
			add(e.Author.Name)
		}
		add(e.Title, e.Description)
		for _, f := range e.Fields {
			add(f.Name, f.Value)
		}
		if e.Footer != nil {
			add(e.Footer.Text)
		}
	}
	for _, c := range flatten(m.Components) {
		add(c.Content, c.Label, c.Placeholder)
		for _, o := range c.Options {
			add(o.Label, o.Description)
		}
	}
	return t
}

// Component finds a component by its custom_id, or a button by its label; nil
// if there is none.
func (m *Message) Component(idOrLabel string) *Component {
	for _, c := range flatten(m.Components) {
		if c.CustomID != "" && (c.CustomID == idOrLabel || c.Label == idOrLabel) {
			return &c
		}
	}
	return nil
}

var (
	userMention = regexp.MustCompile(`<@!?(\d+)>`)
	roleMention = regexp.MustCompile(`<@&(\d+)>`)
	allMention  = regexp.MustCompile(`@(everyone|here)`)
)

// wire is the message as REST gives it. With redacted, text is left out, as
// Discord does for a bot without the message content intent.
func (s *Server) wire(m *Message, redacted bool) obj {
	w := obj{
		"type": 0, "id": m.ID, "channel_id": m.ChannelID, "author": m.Author.wire(),
		"content": m.Content, "embeds": m.wireEmbeds(), "components": m.Components,
		"attachments": []obj{}, "mentions": []obj{}, "mention_roles": []string{},
		"timestamp": stamp(m.Created), "edited_timestamp": nil, "flags": m.Flags,
		"pinned": false, "tts": false, "mention_everyone": false,
	}
	if m.Components == nil || redacted {
		w["components"] = []obj{}
	}
	if !m.Edited.IsZero() {
		w["edited_timestamp"] = stamp(m.Edited)
	}
	people := []obj{}
	for _, u := range m.Mentions {
		people = append(people, u.wire())
	}
	w["mentions"] = people
	if redacted {
		w["content"], w["embeds"] = "", []obj{}
	} else {
		list := []obj{}
		for _, a := range m.Attachments {
			list = append(list, s.wireAttachment(a, m.Ephemeral()))
		}
		w["attachments"] = list
	}
	if m.ReplyTo != "" {
		w["type"] = 19
		ref := obj{"type": 0, "channel_id": m.ChannelID, "message_id": m.ReplyTo}
		if m.GuildID != "" {
			ref["guild_id"] = m.GuildID
		}
		w["message_reference"] = ref
		w["referenced_message"] = nil
		if to := s.messages[m.ReplyTo]; to != nil {
			inner := s.wire(to, redacted && !s.readable(to, 0))
			delete(inner, "referenced_message")
			w["referenced_message"] = inner
		}
	}
	if m.Author == s.bot {
		w["application_id"] = s.bot.ID
	}
	if m.Webhook != "" {
		w["webhook_id"] = m.Webhook
	}
	if m.owner != nil {
		w["webhook_id"] = s.bot.ID
		w["type"] = m.owner.messageType()
		w["interaction_metadata"] = m.owner.metadata()
	}
	return w
}

func (m *Message) wireEmbeds() []Embed {
	out := []Embed{}
	for _, e := range m.Embeds {
		e.Type = "rich"
		out = append(out, e)
	}
	return out
}

// readable says whether a session with these intents gets the message's text:
// with the intent, in a direct message, its own messages, and those that
// mention it (Discord's documentation, "Message Content Intent").
func (s *Server) readable(m *Message, intents int) bool {
	return intents&IntentMessageContent != 0 || m.GuildID == "" || m.Author == s.bot || slices.Contains(m.Mentions, s.bot)
}

// event is the message as MESSAGE_CREATE and MESSAGE_UPDATE give it.
func (s *Server) event(m *Message) func(int) any {
	return func(intents int) any {
		w := s.wire(m, !s.readable(m, intents))
		g := s.guilds[m.GuildID]
		if g == nil {
			return w
		}
		w["guild_id"] = m.GuildID
		if mem := g.members[m.Author.ID]; mem != nil {
			w["member"] = mem.partial()
		}
		people := []obj{}
		for _, u := range m.Mentions {
			p := u.wire()
			if mem := g.members[u.ID]; mem != nil {
				p["member"] = mem.partial()
			}
			people = append(people, p)
		}
		w["mentions"] = people
		return w
	}
}

// put stores a state of a message and tells the bot of it.
func (s *Server) put(m *Message) {
	_, known := s.messages[m.ID]
	s.messages[m.ID] = m
	name := "MESSAGE_UPDATE"
	if !known {
		name = "MESSAGE_CREATE"
		s.messageOrder = append(s.messageOrder, m.ID)
		s.trim()
	}
	c := s.channels[m.ChannelID]
	if c == nil || m.Ephemeral() {
		s.notify()
		return
	}
	c.last = m.ID
	intent := IntentDirectMessages
	if c.Guild != nil {
		intent = IntentGuildMessages
		if !c.Guild.present || !s.may(c, PermViewChannel) {
			s.notify()
			return
		}
	}
	s.dispatch(name, m.GuildID, intent, s.event(m))
}

// trim forgets the oldest messages beyond Options.Keep.
func (s *Server) trim() {
	if n := s.opt.Keep; n > 0 && len(s.messageOrder) > 2*n {
		for _, id := range s.messageOrder[:len(s.messageOrder)-n] {
			delete(s.messages, id)
		}
		s.messageOrder = slices.Clone(s.messageOrder[len(s.messageOrder)-n:])
		s.messages = maps.Clone(s.messages)
	}
}

// remove deletes a message.
func (s *Server) remove(m *Message) {
	gone := *m
	gone.Deleted = true
	delete(s.messages, m.ID)
	if m.owner != nil {
		m.owner.record(&gone)
	}
	d := obj{"id": m.ID, "channel_id": m.ChannelID}
	intent := IntentDirectMessages
	if m.GuildID != "" {
		d["guild_id"], intent = m.GuildID, IntentGuildMessages
	}
	if !m.Ephemeral() {
		s.dispatch("MESSAGE_DELETE", m.GuildID, intent, d)
	}
	s.notify()
}

// DeleteMessage deletes a message as a moderator would.
func (s *Server) DeleteMessage(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.messages[id]; m != nil {
		s.remove(m)
	}
}

// Message is the current state of a message; nil when there is none.
func (s *Server) Message(id string) *Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.messages[id]
}

// Messages are the channel's messages, oldest first, without ephemeral ones.
func (c *Channel) Messages() []*Message {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.messages()
}

func (c *Channel) messages() []*Message {
	var out []*Message
	for _, id := range c.s.messageOrder {
		if m := c.s.messages[id]; m != nil && m.ChannelID == c.ID && !m.Ephemeral() {
			out = append(out, m)
		}
	}
	return out
}
