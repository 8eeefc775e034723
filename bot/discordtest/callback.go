package discordtest

import (
	"encoding/json"
)

// postCallback is POST /interactions/{interaction}/{token}/callback.
func (s *Server) postCallback(c *call) (int, any, error) {
	i := s.interactions[c.arg("token")]
	if i == nil || i.ID != c.arg("interaction") {
		return 0, nil, errUnknownInter
	}
	reply, err := s.acknowledge(i, c)
	if err != nil {
		if e, ok := err.(*apiError); ok {
			i.refused = append(i.refused, e.code)
		}
		return 0, nil, err
	}
	i.first = reply
	i.poke()
	s.notify()
	if c.r.URL.Query().Get("with_response") != "true" {
		return 204, nil, nil
	}
	inter := obj{"id": i.ID, "type": i.Kind, "channel_id": i.Channel.ID}
	if g := i.Channel.Guild; g != nil {
		inter["guild_id"] = g.ID
	}
	out := obj{"interaction": inter}
	if m := reply.Message; m != nil {
		inter["response_message_id"] = m.ID
		inter["response_message_loading"] = m.Loading()
		inter["response_message_ephemeral"] = m.Ephemeral()
		typ := reply.Type
		switch typ {
		case ReplyDeferred:
			typ = ReplyMessage
		case ReplyDeferredEdit:
			typ = ReplyEdit
		}
		out["resource"] = obj{"type": typ, "message": s.wire(m, false)}
	}
	return 200, out, nil
}

// acknowledge is the first response: each interaction has one, in time.
func (s *Server) acknowledge(i *Interaction, c *call) (*First, error) {
	now := s.now()
	switch {
	case i.first != nil:
		return nil, errAcknowledged
	case now.Sub(i.Sent) > s.opt.AckDeadline:
		return nil, errUnknownInter
	}
	var body struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if json.Unmarshal(c.body, &body) != nil {
		return nil, errBadJSON
	}
	first := &First{Type: body.Type, At: now, Latency: now.Sub(i.Sent)}
	wrong := invalidForm("type", "INTERACTION_TYPE_INVALID", "This response is not possible for this interaction")
	if (i.Kind == KindComplete) != (body.Type == ReplyChoices) {
		return nil, wrong
	}
	switch body.Type {
	case ReplyChoices:
		var d struct {
			Choices []Choice `json:"choices"`
		}
		if json.Unmarshal(body.Data, &d) != nil {
			return nil, errBadJSON
		}
		first.Choices = d.Choices
		return first, checkChoices(d.Choices)
	case ReplyForm:
		if i.Kind == KindForm {
			return nil, wrong
		}
		first.Form = new(Form)
		if json.Unmarshal(body.Data, first.Form) != nil {
			return nil, errBadJSON
		}
		return first, first.Form.check()
	case ReplyMessage, ReplyDeferred:
		return first, s.replyNew(i, first, body.Data, c.files)
	case ReplyDeferredEdit, ReplyEdit:
		return first, s.replyEdit(i, first, body.Data, c.files, wrong)
	}
	return nil, wrong
}

// replyNew answers with a message of its own, now or later.
func (s *Server) replyNew(i *Interaction, first *First, data json.RawMessage, files []file) error {
	d, err := draftOf(data, files)
	if err != nil {
		return err
	}
	m := i.newMessage(d)
	if first.Type == ReplyDeferred {
		first.Deferred = true
		m.Flags = d.Flags&FlagEphemeral | FlagLoading
	} else if err := s.apply(m, d); err != nil {
		return err
	} else {
		s.pinged(m, "sent")
	}
	first.Ephemeral, first.Message, i.orig = m.Ephemeral(), m, m.ID
	s.put(m)
	i.record(m)
	return nil
}

func (i *Interaction) newMessage(d *draft) *Message {
	m := &Message{
		ID: i.s.newID(), ChannelID: i.Channel.ID, Author: i.s.bot, Created: i.s.now(),
		Flags: d.Flags & (FlagEphemeral | FlagComponentsV2), InteractionID: i.ID, owner: i,
	}
	if g := i.Channel.Guild; g != nil {
		m.GuildID = g.ID
	}
	return m
}

// replyEdit changes the message that carries the component, now or later.
func (s *Server) replyEdit(i *Interaction, first *First, data json.RawMessage, files []file, wrong error) error {
	src := s.messages[i.source]
	if i.source == "" || src == nil {
		return wrong
	}
	i.orig = src.ID
	first.Ephemeral, first.Message = src.Ephemeral(), src
	if first.Type == ReplyDeferredEdit {
		first.Deferred = true
		return nil
	}
	d, err := draftOf(data, files)
	if err != nil {
		return err
	}
	m, err := s.editWith(src, d)
	if err != nil {
		return err
	}
	if m.owner != i {
		i.record(m)
	}
	first.Message = m
	return nil
}

// byToken serves the webhook of an interaction: it exists from the
// acknowledgement on, for 15 minutes from the interaction.
func (s *Server) byToken(h func(*call, *Interaction) (int, any, error)) handler {
	return func(c *call) (int, any, error) {
		i := s.interactions[c.arg("token")]
		switch {
		case c.arg("app") != s.bot.ID, i == nil:
			return 0, nil, errUnknownWebhook
		case s.now().Sub(i.Sent) > s.opt.TokenLife:
			i.refused = append(i.refused, errWebhookToken.code)
			return 0, nil, errWebhookToken
		case i.first == nil:
			i.refused = append(i.refused, errUnknownWebhook.code)
			return 0, nil, errUnknownWebhook
		}
		status, body, err := h(c, i)
		if e, ok := err.(*apiError); ok {
			i.refused = append(i.refused, e.code)
			i.poke()
		}
		return status, body, err
	}
}

// hooked finds @original or one of the interaction's own messages.
func (s *Server) hooked(c *call, i *Interaction) *Message {
	id := c.arg("message")
	if id == "" {
		id = i.orig
	}
	m := s.messages[id]
	if m == nil || id != i.orig && m.owner != i {
		return nil
	}
	return m
}

func (s *Server) getHook(c *call, i *Interaction) (int, any, error) {
	m := s.hooked(c, i)
	if m == nil {
		return 0, nil, errUnknownMessage
	}
	return 200, s.wire(m, false), nil
}

func (s *Server) patchHook(c *call, i *Interaction) (int, any, error) {
	old := s.hooked(c, i)
	if old == nil {
		return 0, nil, errUnknownMessage
	}
	m, err := s.edit(old, c)
	if err != nil {
		return 0, nil, err
	}
	if m.owner != i {
		i.record(m)
	}
	return 200, s.wire(m, false), nil
}

func (s *Server) deleteHook(c *call, i *Interaction) (int, any, error) {
	m := s.hooked(c, i)
	if m == nil {
		return 0, nil, errUnknownMessage
	}
	s.remove(m)
	if m.owner != i {
		gone := *m
		gone.Deleted = true
		i.record(&gone)
	}
	return 204, nil, nil
}

// postFollowup is POST /webhooks/{app}/{token}. The first one after a deferral
// fills the loading message, whose ephemeral flag stays.
func (s *Server) postFollowup(c *call, i *Interaction) (int, any, error) {
	if i.Kind == KindComplete {
		return 0, nil, errUnknownWebhook
	}
	if orig := s.messages[i.orig]; orig != nil && orig.Loading() {
		m, err := s.edit(orig, c)
		if err != nil {
			return 0, nil, err
		}
		return 200, s.wire(m, false), nil
	}
	d, err := draftOf(c.body, c.files)
	if err != nil {
		return 0, nil, err
	}
	m := i.newMessage(d)
	if i.orig != "" {
		m.ReplyTo = i.orig
	}
	if err := s.apply(m, d); err != nil {
		return 0, nil, err
	}
	s.pinged(m, "followed up")
	s.put(m)
	i.record(m)
	return 200, s.wire(m, false), nil
}
