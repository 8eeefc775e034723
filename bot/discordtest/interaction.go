package discordtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Interaction types, as in Discord's documentation.
const (
	KindCommand   = 2
	KindComponent = 3
	KindComplete  = 4
	KindForm      = 5
)

// Callback types, as in Discord's documentation ("Interaction Callback Type").
const (
	ReplyMessage      = 4
	ReplyDeferred     = 5 // "thinking", then an edit
	ReplyDeferredEdit = 6 // of the message with the component
	ReplyEdit         = 7 // of the message with the component
	ReplyChoices      = 8
	ReplyForm         = 9
)

// Interaction is what an actor did, and the handle on all that the bot did
// about it. The exported fields do not change.
type Interaction struct {
	ID, Token string
	Kind      int
	Name      string // of the command with its sub-commands, or the custom_id
	User      *User
	Channel   *Channel
	Sent      time.Time

	s       *Server
	data    obj
	source  string // id of the message with the component
	first   *First
	orig    string // id of @original
	history []State
	shown   map[string]*Message // latest state by message id
	order   []string
	changed chan struct{}
	parent  *Interaction // of a form: what asked for it
	refused []int
	foreign bool // the user's installation, not the guild's, authorised it
}

// First is the first response to an interaction.
type First struct {
	Type      int // ReplyMessage, …
	At        time.Time
	Latency   time.Duration // since the interaction was sent, in the fake's time
	Deferred  bool
	Ephemeral bool
	Message   *Message // of ReplyMessage and ReplyEdit; the loading message of ReplyDeferred
	Form      *Form    // of ReplyForm
	Choices   []Choice // of ReplyChoices
}

// State is one state of one of an interaction's messages, with its time.
type State struct {
	At      time.Time
	Message *Message
}

func (i *Interaction) poke() {
	close(i.changed)
	i.changed = make(chan struct{})
}

// record notes a new state of one of the interaction's messages.
func (i *Interaction) record(m *Message) {
	i.history = append(i.history, State{i.s.now(), m})
	if _, ok := i.shown[m.ID]; !ok {
		i.order = append(i.order, m.ID)
	}
	i.shown[m.ID] = m
	i.poke()
}

// wait returns when done, which is asked under the lock, says so.
func (i *Interaction) wait(ctx context.Context, what string, done func() bool) error {
	for {
		i.s.mu.Lock()
		ok, changed := done(), i.changed
		i.s.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("discordtest: %s: waiting for %s: %w", i.Name, what, ctx.Err())
		}
	}
}

// First waits for the first response.
func (i *Interaction) First(ctx context.Context) (First, error) {
	if err := i.wait(ctx, "the first response", func() bool { return i.first != nil }); err != nil {
		return First{}, err
	}
	return *i.first, nil
}

var errNoMessage = errors.New("discordtest: the first response was no message")

// Answer waits for the first state that says something: the first response
// itself, or what a deferred one was edited into. An answer that grows by edits
// is caught with Until.
func (i *Interaction) Answer(ctx context.Context) (*Message, error) {
	return i.Until(ctx, func(*Message) bool { return true })
}

// Until waits until one of the interaction's messages, in the order of their
// making, is in a state that ok accepts, and returns that state. Loading messages
// are not shown to ok; deleted ones are, with Deleted set.
func (i *Interaction) Until(ctx context.Context, ok func(*Message) bool) (*Message, error) {
	var found *Message
	var wrong error
	err := i.wait(ctx, "an answer", func() bool {
		if i.first != nil && (i.first.Type == ReplyChoices || i.first.Type == ReplyForm) {
			wrong = errNoMessage
			return true
		}
		for _, id := range i.order {
			if m := i.shown[id]; !m.Loading() && ok(m) {
				found = m
				return true
			}
		}
		return false
	})
	return found, errors.Join(err, wrong)
}

// Form waits for the form that the bot answers with.
func (i *Interaction) Form(ctx context.Context) (*Form, error) {
	f, err := i.First(ctx)
	if err == nil && f.Form == nil {
		err = fmt.Errorf("discordtest: %s: the first response has type %d, not a form", i.Name, f.Type)
	}
	return f.Form, err
}

// Choices waits for the completions that the bot offers.
func (i *Interaction) Choices(ctx context.Context) ([]Choice, error) {
	f, err := i.First(ctx)
	if err == nil && f.Type != ReplyChoices {
		err = fmt.Errorf("discordtest: %s: the first response has type %d, not completions", i.Name, f.Type)
	}
	return f.Choices, err
}

// Current is the present state of @original; nil when there is none.
func (i *Interaction) Current() *Message {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.shown[i.orig]
}

// History is every state of every message of the interaction in order: the
// first response, edits, followups and their edits, deletions.
func (i *Interaction) History() []State {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return slices.Clone(i.history)
}

// Edits are the states of @original after its first one.
func (i *Interaction) Edits() []State {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	var out []State
	for _, st := range i.history {
		if st.Message.ID == i.orig {
			out = append(out, st)
		}
	}
	if len(out) > 0 && (i.first.Type == ReplyMessage || i.first.Type == ReplyDeferred || i.first.Type == ReplyEdit) {
		out = out[1:]
	}
	return out
}

// Followups are the present states of the messages beside @original.
func (i *Interaction) Followups() []*Message {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	var out []*Message
	for _, id := range i.order {
		if id != i.orig {
			out = append(out, i.shown[id])
		}
	}
	return out
}

// Refused are the codes of Discord's refusals (10062, 40060, 50035, …) that the
// bot got for this interaction, in order.
func (i *Interaction) Refused() []int {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return slices.Clone(i.refused)
}

func (i *Interaction) messageType() int {
	switch i.Kind {
	case KindCommand:
		if t, _ := i.data["type"].(int); t == 3 {
			return 23
		}
		return 20
	}
	return 0
}

// metadata is interaction_metadata of the messages that answer.
func (i *Interaction) metadata() obj {
	owners := obj{}
	if g := i.Channel.Guild; g != nil {
		owners["0"] = g.ID
	}
	w := obj{"id": i.ID, "type": i.Kind, "user": i.User.wire(), "authorizing_integration_owners": owners}
	switch i.Kind {
	case KindCommand:
		w["name"], w["command_type"] = i.Name, i.data["type"]
	case KindComponent:
		w["interacted_message_id"] = i.source
	case KindForm:
		if i.parent != nil {
			trigger := i.parent.metadata()
			w["triggering_interaction_metadata"] = trigger
		}
	}
	return w
}

// send makes the interaction known and tells the bot.
func (s *Server) send(i *Interaction) *Interaction {
	i.s, i.changed, i.shown = s, make(chan struct{}), map[string]*Message{}
	i.ID, i.Sent = s.newID(), s.now()
	i.Token = "interaction-token-" + i.ID + "-of-a-fake-that-nobody-may-log"
	s.interactions[i.Token] = i
	s.interOrder = append(s.interOrder, i.Token)
	if n := s.opt.Keep; n > 0 && len(s.interOrder) > 2*n {
		for _, t := range s.interOrder[:len(s.interOrder)-n] {
			delete(s.interactions, t)
		}
		s.interOrder = slices.Clone(s.interOrder[len(s.interOrder)-n:])
	}
	guild := ""
	if i.Channel.Guild != nil {
		guild = i.Channel.Guild.ID
	}
	s.dispatch("INTERACTION_CREATE", guild, 0, i.wire())
	return i
}

func (i *Interaction) wire() obj {
	s, c := i.s, i.Channel
	w := obj{
		"id": i.ID, "application_id": s.bot.ID, "type": i.Kind, "data": i.data, "token": i.Token, "version": 1,
		"channel_id": c.ID, "locale": "en-US", "entitlements": []obj{}, "attachment_size_limit": s.opt.MaxUpload,
		"authorizing_integration_owners": obj{"0": "0"}, "context": 1,
	}
	userPerms, botPerms := int64(allPermissions), int64(allPermissions)
	if g := c.Guild; g != nil {
		userPerms, botPerms = g.permissions(i.User.ID, c), g.permissions(s.bot.ID, c)
		m := g.members[i.User.ID]
		if m == nil {
			m = &member{user: i.User, joined: i.Sent}
		}
		mw := m.wire()
		mw["permissions"] = permText(userPerms)
		w["member"], w["guild_id"], w["guild_locale"], w["context"] = mw, g.ID, "en-US", 0
		w["guild"] = obj{"id": g.ID, "locale": "en-US", "features": []string{}}
		w["authorizing_integration_owners"] = obj{"0": g.ID}
	} else {
		w["user"] = i.User.wire()
	}
	if i.foreign {
		w["authorizing_integration_owners"] = obj{"1": i.User.ID}
	}
	w["channel"], w["app_permissions"] = c.partial(userPerms), permText(botPerms)
	if m := s.messages[i.source]; m != nil {
		w["message"] = s.wire(m, false)
	}
	return w
}
