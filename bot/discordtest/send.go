package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// AllowedMentions is what a message says about whom it may ping.
type AllowedMentions struct {
	Parse       []string `json:"parse"`
	Users       []string `json:"users"`
	Roles       []string `json:"roles"`
	RepliedUser bool     `json:"replied_user"`
}

// draft is the body of a request that makes or edits a message.
type draft struct {
	Content     *string          `json:"content"`
	Embeds      *[]Embed         `json:"embeds"`
	Components  *[]Component     `json:"components"`
	Flags       int              `json:"flags"`
	Allowed     *AllowedMentions `json:"allowed_mentions"`
	Attachments *[]struct {
		ID          json.RawMessage `json:"id"`
		Filename    string          `json:"filename"`
		Description string          `json:"description"`
	} `json:"attachments"`
	Reference *struct {
		MessageID string `json:"message_id"`
		ChannelID string `json:"channel_id"`
		Fail      *bool  `json:"fail_if_not_exists"`
	} `json:"message_reference"`
	Stickers []string        `json:"sticker_ids"`
	Poll     json.RawMessage `json:"poll"`

	files []file
}

// draftOf reads a message body. An explicit null clears, as on Discord.
func draftOf(raw json.RawMessage, files []file) (*draft, error) {
	d := &draft{files: files}
	if len(raw) == 0 {
		return d, nil
	}
	if err := json.Unmarshal(raw, d); err != nil {
		return nil, invalidForm("_", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType: "+err.Error())
	}
	var keys map[string]json.RawMessage
	if json.Unmarshal(raw, &keys) != nil {
		return nil, invalidForm("_", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
	}
	null := func(k string) bool { v, ok := keys[k]; return ok && bytes.Equal(v, []byte("null")) }
	if null("content") {
		d.Content = new(string)
	}
	if null("embeds") {
		d.Embeds = &[]Embed{}
	}
	if null("components") {
		d.Components = &[]Component{}
	}
	return d, nil
}

// apply makes the next state of m out of the draft, or refuses.
func (s *Server) apply(m *Message, d *draft) error {
	if err := d.check(s, m.Flags); err != nil {
		return err
	}
	if d.Content != nil {
		m.Content = *d.Content
	}
	if d.Embeds != nil {
		m.Embeds = *d.Embeds
	}
	if d.Components != nil {
		next := 0
		m.Components = finished(*d.Components, &next)
	}
	keep := m.Attachments
	if d.Attachments != nil {
		keep = nil
		for _, a := range *d.Attachments {
			id := string(bytes.Trim(a.ID, `"`))
			for _, old := range m.Attachments {
				if old.ID == id {
					keep = append(keep, old)
				}
			}
		}
	}
	m.Attachments = slices.Clone(keep)
	for _, f := range d.files {
		a := &Attachment{ID: s.newID(), Name: f.name, ContentType: f.contentType, Data: f.data, s: s}
		s.host(a)
		m.Attachments = append(m.Attachments, a)
	}
	if d.Flags&FlagSuppressEmbeds != 0 {
		m.Flags |= FlagSuppressEmbeds
	}
	m.AllowedMentions = d.Allowed
	m.Mentions = s.mentioned(m)
	v2 := m.Flags&FlagComponentsV2 != 0 && len(m.Components) > 0
	if m.Content == "" && len(m.Embeds)+len(m.Attachments)+len(d.Stickers) == 0 && len(d.Poll) == 0 && !v2 {
		return errEmpty
	}
	return nil
}

// mentioned are the people whom the message names or, replying, pings.
func (s *Server) mentioned(m *Message) []*User {
	var out []*User
	add := func(u *User) {
		if u != nil && !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	for _, id := range userMention.FindAllStringSubmatch(m.Content, -1) {
		add(s.users[id[1]])
	}
	if to := s.messages[m.ReplyTo]; to != nil && m.Author == s.bot &&
		(m.AllowedMentions == nil || m.AllowedMentions.RepliedUser) {
		add(to.Author)
	}
	return out
}

// postMessage is POST /channels/{channel}/messages.
func (s *Server) postMessage(c *call, ch *Channel) (int, any, error) {
	d, err := draftOf(c.body, c.files)
	if err != nil {
		return 0, nil, err
	}
	need := int64(PermSend)
	if ch.Type == TypeThread {
		need = PermSendInThreads
	}
	if d.Embeds != nil && len(*d.Embeds) > 0 {
		need |= PermEmbedLinks
	}
	if len(d.files) > 0 {
		need |= PermAttachFiles
	}
	switch {
	case !s.may(ch, need):
		return 0, nil, errMissingPerms
	case ch.Type == TypeDM && ch.peer.dmClosed:
		return 0, nil, errCannotDM
	case ch.archived && ch.locked:
		return 0, nil, errThreadArchived
	}
	m := &Message{ID: s.newID(), ChannelID: ch.ID, Author: s.bot, Created: s.now(), Flags: d.Flags & FlagComponentsV2}
	if ch.Guild != nil {
		m.GuildID = ch.Guild.ID
	}
	if r := d.Reference; r != nil && r.MessageID != "" {
		to := s.messages[r.MessageID]
		switch {
		case !s.may(ch, PermReadHistory):
			return 0, nil, errReplyNoHistory
		case (to == nil || to.ChannelID != ch.ID) && (r.Fail == nil || *r.Fail):
			return 0, nil, invalidForm("message_reference", "REPLIES_UNKNOWN_MESSAGE", errNoSuchReference)
		case to != nil:
			m.ReplyTo = to.ID
		}
	}
	if err := s.apply(m, d); err != nil {
		return 0, nil, err
	}
	if ch.archived {
		// "Sending a message will automatically unarchive the thread, unless the
		// thread has been locked" (Discord's documentation, "Threads").
		ch.archived = false
		s.dispatch("THREAD_UPDATE", m.GuildID, IntentGuilds, ch.wire())
	}
	s.pinged(m, "sent")
	s.put(m)
	return 200, s.wire(m, false), nil
}

// patchMessage is PATCH /channels/{channel}/messages/{message}.
func (s *Server) patchMessage(c *call, ch *Channel) (int, any, error) {
	old := s.visible(c, ch)
	if old == nil {
		return 0, nil, errUnknownMessage
	}
	if old.Author != s.bot {
		return 0, nil, errNotYours
	}
	if ch.archived {
		return 0, nil, errThreadArchived
	}
	if s.oldEdits != nil && s.now().Sub(old.Created) > time.Hour {
		if *s.oldEdits <= 0 {
			return 0, nil, errOldEdits
		}
		*s.oldEdits--
	}
	m, err := s.edit(old, c)
	if err != nil {
		return 0, nil, err
	}
	return 200, s.wire(m, false), nil
}

// edit makes and stores the next state of a message.
func (s *Server) edit(old *Message, c *call) (*Message, error) {
	d, err := draftOf(c.body, c.files)
	if err != nil {
		return nil, err
	}
	return s.editWith(old, d)
}

func (s *Server) editWith(old *Message, d *draft) (*Message, error) {
	m := *old
	if !m.Loading() {
		m.Edited = s.now()
	}
	m.Flags &^= FlagLoading
	m.Flags |= d.Flags & FlagComponentsV2
	if err := s.apply(&m, d); err != nil {
		return nil, err
	}
	s.pinged(&m, "edited")
	s.put(&m)
	if m.owner != nil {
		m.owner.record(&m)
	}
	return &m, nil
}

// LimitOldEdits lets the bot edit only n more messages that are older than an
// hour; then error 30046 answers. Below 0: no limit, which is the default.
func (s *Server) LimitOldEdits(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.oldEdits = &n
	if n < 0 {
		s.oldEdits = nil
	}
}

// pinged notes what a message of the bot would do to people's notifications.
func (s *Server) pinged(m *Message, how string) {
	text := m.Content
	for _, c := range flatten(m.Components) {
		text += " " + c.Content
	}
	if text == "" && m.ReplyTo == "" && len(m.Embeds) == 0 && len(m.Attachments) == 0 && len(m.Components) == 0 {
		return
	}
	where := fmt.Sprintf("message %s in channel %s %s", m.ID, m.ChannelID, how)
	a := m.AllowedMentions
	if a == nil || a.Parse == nil {
		s.rest.open = note(s.rest.open, where+": allowed_mentions has no empty parse list")
	}
	all := a == nil || a.Parse == nil && len(a.Users) == 0 && len(a.Roles) == 0
	hit := func(kind, what string) {
		s.rest.pings = note(s.rest.pings, where+": pings "+kind+" "+what)
	}
	if all || slices.Contains(a.Parse, "everyone") {
		for _, t := range allMention.FindAllString(text, -1) {
			hit("all by", t)
		}
	}
	for _, id := range userMention.FindAllStringSubmatch(text, -1) {
		if all || slices.Contains(a.Parse, "users") || slices.Contains(a.Users, id[1]) {
			hit("user", id[1])
		}
	}
	for _, id := range roleMention.FindAllStringSubmatch(text, -1) {
		if all || slices.Contains(a.Parse, "roles") || slices.Contains(a.Roles, id[1]) {
			hit("role", id[1])
		}
	}
	if to := s.messages[m.ReplyTo]; to != nil && how == "sent" && (a == nil || a.RepliedUser) {
		hit("the author of the message replied to,", to.Author.ID)
	}
}

// note adds a finding to a bounded list.
func note(list []string, text string) []string {
	if len(list) >= keptFindings {
		return list
	}
	return append(list, text)
}

// Pings lists the messages of the bot that would have pinged somebody. It should
// be empty always.
func (s *Server) Pings() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.rest.pings)
}

// OpenMentions lists the messages of the bot that did not carry
// allowed_mentions with an empty parse list, whether or not they named anybody.
func (s *Server) OpenMentions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.rest.open)
}
