package discordtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Actor is a person at a keyboard: a user in a channel. What an Actor does is
// told to the bot at once; the handles returned wait for what the bot does.
type Actor struct {
	User    *User
	Channel *Channel

	forged, foreign bool
	webhook         string
}

// As is the user at work in the channel.
func (c *Channel) As(u *User) Actor { return Actor{User: u, Channel: c} }

// In is the user at work in the channel.
func (u *User) In(c *Channel) Actor { return c.As(u) }

// Forged is the actor with a client that sends what Discord's would not: commands
// and options that are not registered are no violation.
func (a Actor) Forged() Actor { a.forged = true; return a }

// UserInstalled is the actor using the application as installed by themselves,
// not by the guild.
func (a Actor) UserInstalled() Actor { a.foreign = true; return a }

// Option is a value typed into a command.
type Option struct {
	name    string
	typ     int
	value   any
	focused bool
	att     *Attachment
}

// String, Int, Bool and File are options of a slash command; Typing is a
// string option in the middle of being typed, for Autocomplete.
func String(name, value string) Option    { return Option{name: name, typ: 3, value: value} }
func Int(name string, value int) Option   { return Option{name: name, typ: 4, value: value} }
func Bool(name string, value bool) Option { return Option{name: name, typ: 5, value: value} }
func Typing(name, value string) Option {
	return Option{name: name, typ: 3, value: value, focused: true}
}
func File(name string, a *Attachment) Option { return Option{name: name, typ: 11, value: a.ID, att: a} }

// InChannel, WithRole and WithUser are options that name something of the guild.
func InChannel(name string, c *Channel) Option { return Option{name: name, typ: 7, value: c} }
func WithRole(name string, r *Role) Option     { return Option{name: name, typ: 8, value: r} }
func WithUser(name string, u *User) Option     { return Option{name: name, typ: 6, value: u} }

// Slash uses a slash command. Sub-commands follow the name: "source add".
func (a Actor) Slash(name string, options ...Option) *Interaction {
	return a.command(KindCommand, name, options)
}

// Autocomplete types into an option of a slash command (see Typing).
func (a Actor) Autocomplete(name string, options ...Option) *Interaction {
	return a.command(KindComplete, name, options)
}

func (a Actor) command(kind int, name string, options []Option) *Interaction {
	s := a.Channel.s
	s.mu.Lock()
	defer s.mu.Unlock()
	parts := strings.Fields(name)
	if len(parts) == 0 {
		parts = []string{""}
	}
	list, resolved := []obj{}, obj{}
	put := func(kind, id string, w obj) {
		m, _ := resolved[kind].(obj)
		if m == nil {
			m = obj{}
			resolved[kind] = m
		}
		m[id] = w
	}
	for _, o := range options {
		w := obj{"name": o.name, "type": o.typ, "value": o.value}
		if o.focused {
			w["focused"] = true
		}
		switch v := o.value.(type) {
		case *Channel:
			w["value"] = v.ID
			put("channels", v.ID, v.partial(allPermissions))
		case *Role:
			w["value"] = v.ID
			put("roles", v.ID, v.wire())
		case *User:
			w["value"] = v.ID
			put("users", v.ID, v.wire())
			if g := a.Channel.Guild; g != nil && g.members[v.ID] != nil {
				m := g.members[v.ID].partial()
				m["permissions"] = permText(g.permissions(v.ID, a.Channel))
				put("members", v.ID, m)
			}
		}
		if o.att != nil {
			put("attachments", o.att.ID, s.wireAttachment(o.att, true))
		}
		list = append(list, w)
	}
	for n := len(parts) - 1; n > 0; n-- {
		typ := 1
		if n == 1 && len(parts) == 3 {
			typ = 2
		}
		list = []obj{{"name": parts[n], "type": typ, "options": list}}
	}
	data := obj{"id": s.commandID(parts[0], 1), "name": parts[0], "type": 1, "options": list}
	if len(resolved) > 0 {
		data["resolved"] = resolved
	}
	if !a.forged {
		s.checkUse(parts, options)
	}
	return a.send(&Interaction{Kind: kind, Name: name, data: data})
}

// MessageCommand uses a command of a message's context menu.
func (a Actor) MessageCommand(name string, m *Message) *Interaction {
	s := a.Channel.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if !a.forged && s.commands != nil && s.findCommand(name, 3) == nil {
		s.violation("message command " + name + " is not registered")
	}
	return a.send(&Interaction{Kind: KindCommand, Name: name, data: obj{
		"id": s.commandID(name, 3), "name": name, "type": 3, "target_id": m.ID,
		"resolved": obj{"messages": obj{m.ID: s.wire(m, false)}},
	}})
}

// Press presses a button, found by its custom_id or label. Forged actors can
// press any custom_id.
func (a Actor) Press(m *Message, button string) *Interaction {
	return a.component(m, button, ComponentButton, nil)
}

// Select chooses values in a select menu, found by its custom_id.
func (a Actor) Select(m *Message, menu string, values ...string) *Interaction {
	return a.component(m, menu, ComponentSelect, append([]string{}, values...))
}

func (a Actor) component(m *Message, which string, typ int, values []string) *Interaction {
	s := a.Channel.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.messages[m.ID]; now != nil {
		m = now
	}
	data := obj{"custom_id": which, "component_type": typ, "id": 1}
	if c := m.Component(which); c != nil {
		data["custom_id"], data["component_type"], data["id"] = c.CustomID, c.Type, c.ID
		if c.Disabled && !a.forged {
			s.violation("pressed a disabled component: " + which)
		}
	} else if !a.forged {
		s.violation(fmt.Sprintf("message %s has no component %q", m.ID, which))
	}
	if values != nil {
		data["values"] = values
	}
	return a.send(&Interaction{Kind: KindComponent, Name: data["custom_id"].(string), data: data, source: m.ID})
}

// Submit fills in and sends the form that the interaction was answered with;
// values are by custom_id of the field. Fields without a value are empty.
func (a Actor) Submit(from *Interaction, form *Form, values map[string]string) *Interaction {
	s := a.Channel.s
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []obj
	field := func(c Component) obj {
		w := obj{"type": c.Type, "id": c.ID, "custom_id": c.CustomID}
		if c.Type == ComponentTextInput {
			w["value"] = values[c.CustomID]
		} else {
			w["values"] = []string{values[c.CustomID]}
		}
		return w
	}
	for n, c := range form.Components {
		switch {
		case c.Type == ComponentRow && len(c.Components) > 0:
			rows = append(rows, obj{"type": 1, "id": n + 1, "components": []obj{field(c.Components[0])}})
		case c.Type == ComponentLabel && c.Inner != nil:
			rows = append(rows, obj{"type": ComponentLabel, "id": n + 1, "component": field(*c.Inner)})
		}
	}
	if !a.forged {
		for _, c := range form.Inputs() {
			v := units(values[c.CustomID])
			if c.MaxLength != nil && v > *c.MaxLength || c.MinLength != nil && v < *c.MinLength ||
				v == 0 && (c.Required == nil || *c.Required) {
				s.violation("the form's field " + c.CustomID + " does not accept this text")
			}
		}
	}
	i := &Interaction{Kind: KindForm, Name: form.CustomID, data: obj{"custom_id": form.CustomID, "components": rows}}
	if from != nil {
		i.parent, i.source = from, from.source
	}
	return a.send(i)
}

// send sends the interaction; the lock is held.
func (a Actor) send(i *Interaction) *Interaction {
	i.User, i.Channel, i.foreign = a.User, a.Channel, a.foreign
	return a.Channel.s.send(i)
}

// Sent is a message that an actor wrote, and the handle on the bot's replies.
type Sent struct {
	*Message
	s *Server
}

// Say writes a message.
func (a Actor) Say(text string, files ...*Attachment) *Sent { return a.write(text, "", false, files) }

// Ask writes a message that mentions the bot.
func (a Actor) Ask(text string) *Sent {
	return a.write("<@"+a.Channel.s.bot.ID+"> "+text, "", false, nil)
}

// Reply answers a message; with ping its author is mentioned, as Discord's
// client does unless that is switched off.
func (a Actor) Reply(to *Message, text string, ping bool) *Sent {
	return a.write(text, to.ID, ping, nil)
}

// SayByWebhook writes a message as a webhook does: its author is no user, has no
// account and is no member.
func (c *Channel) SayByWebhook(name, text string) *Sent {
	id := c.s.NewUser(name)
	id.Bot = true
	a := c.As(id)
	a.webhook = id.ID
	return a.write(text, "", false, nil)
}

func (a Actor) write(text, replyTo string, ping bool, files []*Attachment) *Sent {
	s := a.Channel.s
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &Message{
		ID: s.newID(), ChannelID: a.Channel.ID, Author: a.User, Content: text, Created: s.now(),
		ReplyTo: replyTo, Attachments: files, Webhook: a.webhook,
	}
	if g := a.Channel.Guild; g != nil {
		m.GuildID = g.ID
	}
	m.Mentions = s.mentioned(m)
	if to := s.messages[replyTo]; to != nil && ping && !slices.Contains(m.Mentions, to.Author) {
		m.Mentions = append(m.Mentions, to.Author)
	}
	s.put(m)
	return &Sent{m, s}
}

// Answer waits for the bot's first reply to the message, in its present state.
func (m *Sent) Answer(ctx context.Context) (*Message, error) {
	return m.Until(ctx, func(*Message) bool { return true })
}

// Until waits until a reply of the bot to the message is in a state that ok accepts.
func (m *Sent) Until(ctx context.Context, ok func(*Message) bool) (*Message, error) {
	var found *Message
	err := m.s.Wait(ctx, func() bool {
		for _, r := range m.Replies() {
			if ok(r) {
				found = r
				return true
			}
		}
		return false
	})
	if err != nil {
		return nil, fmt.Errorf("discordtest: waiting for a reply to message %s: %w", m.ID, err)
	}
	return found, nil
}

// Replies are the bot's messages in the channel that reply to the message, and
// those that reply to nothing and came after it.
func (m *Sent) Replies() []*Message {
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	var out []*Message
	for k := len(m.s.messageOrder) - 1; k >= 0; k-- {
		id := m.s.messageOrder[k]
		if id == m.ID {
			break
		}
		r := m.s.messages[id]
		if r != nil && r.ChannelID == m.ChannelID && r.Author == m.s.bot && r.owner == nil &&
			(r.ReplyTo == m.ID || r.ReplyTo == "") {
			out = append(out, r)
		}
	}
	slices.Reverse(out)
	return out
}

// NextMessage waits for a message of the bot in the channel, made after the
// given moment of the fake's time, that is no answer to an interaction.
func (c *Channel) NextMessage(ctx context.Context, after time.Time) (*Message, error) {
	var found *Message
	err := c.s.Wait(ctx, func() bool {
		for _, m := range c.Messages() {
			if m.Author == c.s.bot && m.owner == nil && m.Created.After(after) {
				found = m
				return true
			}
		}
		return false
	})
	return found, err
}
