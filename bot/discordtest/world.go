package discordtest

import (
	"maps"
	"slices"
	"strconv"
	"time"
)

type obj = map[string]any

// Permission bits, as in Discord's documentation ("Permissions").
const (
	PermAdministrator  = 1 << 3
	PermManageChannels = 1 << 4
	PermManageGuild    = 1 << 5
	PermViewChannel    = 1 << 10
	PermSend           = 1 << 11
	PermManageMessages = 1 << 13
	PermEmbedLinks     = 1 << 14
	PermAttachFiles    = 1 << 15
	PermReadHistory    = 1 << 16
	PermMentionAll     = 1 << 17
	PermUseCommands    = 1 << 31
	PermSendInThreads  = 1 << 38
	// PermEveryone is what @everyone may in a new guild.
	PermEveryone = PermViewChannel | PermSend | PermEmbedLinks | PermAttachFiles |
		PermReadHistory | PermUseCommands | PermSendInThreads
	allPermissions = 1<<50 - 1
)

// Channel types, as in Discord's documentation.
const (
	TypeText   = 0
	TypeDM     = 1
	TypeThread = 11
)

// User is a person or a bot. Its fields do not change after the first event.
type User struct {
	ID, Name, GlobalName string
	Bot                  bool

	s        *Server
	dmClosed bool
	dm       *Channel
}

// Role is a role of a guild; the one with the guild's id is @everyone.
type Role struct {
	ID, Name string
	Managed  bool

	g     *Guild
	perms int64
}

// Overwrite is a channel's own rule for a role or a member.
type Overwrite struct {
	ID          string // of a role or a user
	Member      bool   // ID is a user's
	Allow, Deny int64
}

// Channel is a text channel, a thread or a direct message.
type Channel struct {
	ID, Name string
	Type     int
	Guild    *Guild   // nil for a direct message
	Parent   *Channel // of a thread

	s          *Server
	peer       *User // of a direct message
	overwrites []Overwrite
	archived   bool
	locked     bool
	deleted    bool
	last       string
}

// Guild is a Discord server.
type Guild struct {
	ID, Name string
	Owner    *User
	// General is the text channel that a new guild has.
	General *Channel
	// BotRole is the managed role of the bot.
	BotRole *Role

	s           *Server
	roles       map[string]*Role
	channels    map[string]*Channel
	members     map[string]*member
	present     bool // the bot is in
	unavailable bool
	joined      time.Time
}

type member struct {
	user   *User
	roles  []string
	joined time.Time
}

// NewUser makes a person who is in no guild yet.
func (s *Server) NewUser(name string) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := &User{ID: s.newID(), Name: name, s: s}
	s.users[u.ID] = u
	return u
}

// NewBot makes another bot's user.
func (s *Server) NewBot(name string) *User {
	u := s.NewUser(name)
	u.Bot = true
	return u
}

// CloseDMs makes the user refuse direct messages (error 50007), or accept them again.
func (u *User) CloseDMs(closed bool) {
	u.s.mu.Lock()
	u.dmClosed = closed
	u.s.mu.Unlock()
}

// DM is the direct-message channel between the user and the bot.
func (u *User) DM() *Channel {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	return u.openDM()
}

func (u *User) openDM() *Channel {
	if u.dm == nil {
		u.dm = &Channel{ID: u.s.newID(), Type: TypeDM, s: u.s, peer: u}
		u.s.channels[u.dm.ID] = u.dm
	}
	return u.dm
}

// NewGuild makes a guild with an owner, a channel "general" and the bot as a
// member whose own role allows nothing beyond @everyone's; the bot hears of it.
func (s *Server) NewGuild(name string) *Guild {
	owner := s.NewUser("owner of " + name)
	s.mu.Lock()
	defer s.mu.Unlock()
	g := &Guild{
		ID: s.newID(), Name: name, Owner: owner, s: s, present: true, joined: s.now(),
		roles: map[string]*Role{}, channels: map[string]*Channel{}, members: map[string]*member{},
	}
	s.guilds[g.ID] = g
	g.roles[g.ID] = &Role{ID: g.ID, Name: "@everyone", g: g, perms: PermEveryone}
	g.BotRole = &Role{ID: s.newID(), Name: s.bot.Name, Managed: true, g: g, perms: PermEveryone}
	g.roles[g.BotRole.ID] = g.BotRole
	g.members[owner.ID] = &member{user: owner, joined: s.now()}
	g.members[s.bot.ID] = &member{user: s.bot, joined: s.now(), roles: []string{g.BotRole.ID}}
	g.General = g.addChannel("general", TypeText, nil)
	s.dispatch("GUILD_CREATE", g.ID, IntentGuilds, g.create())
	return g
}

func (g *Guild) addChannel(name string, typ int, parent *Channel) *Channel {
	c := &Channel{ID: g.s.newID(), Name: name, Type: typ, Guild: g, Parent: parent, s: g.s}
	g.channels[c.ID] = c
	g.s.channels[c.ID] = c
	return c
}

// NewChannel adds a text channel, with its own rules if any.
func (g *Guild) NewChannel(name string, rules ...Overwrite) *Channel {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	c := g.addChannel(name, TypeText, nil)
	c.overwrites = rules
	g.s.dispatch("CHANNEL_CREATE", g.ID, IntentGuilds, c.wire())
	return c
}

// NewPrivateChannel adds a text channel that @everyone cannot see, but the bot
// and those with one of the roles can.
func (g *Guild) NewPrivateChannel(name string, roles ...*Role) *Channel {
	rules := []Overwrite{{ID: g.ID, Deny: PermViewChannel}, {ID: g.BotRole.ID, Allow: PermViewChannel}}
	for _, r := range roles {
		rules = append(rules, Overwrite{ID: r.ID, Allow: PermViewChannel})
	}
	return g.NewChannel(name, rules...)
}

// NewThread adds a public thread to a text channel.
func (c *Channel) NewThread(name string) *Channel {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	t := c.Guild.addChannel(name, TypeThread, c)
	w := t.wire()
	w["newly_created"] = true
	c.s.dispatch("THREAD_CREATE", c.Guild.ID, IntentGuilds, w)
	return t
}

// Archive archives a thread or opens it again; locked: only moderators can.
func (c *Channel) Archive(archived, locked bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.archived, c.locked = archived, locked
	c.s.dispatch("THREAD_UPDATE", c.Guild.ID, IntentGuilds, c.wire())
}

// SetRules replaces the channel's permission overwrites.
func (c *Channel) SetRules(rules ...Overwrite) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.overwrites = rules
	c.s.dispatch("CHANNEL_UPDATE", c.Guild.ID, IntentGuilds, c.wire())
}

// Delete deletes a channel or thread with its messages.
func (c *Channel) Delete() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.delete()
}

func (c *Channel) delete() {
	for _, t := range c.Guild.channels {
		if t.Parent == c {
			t.delete()
		}
	}
	c.deleted = true
	delete(c.s.channels, c.ID)
	delete(c.Guild.channels, c.ID)
	maps.DeleteFunc(c.s.messages, func(_ string, m *Message) bool { return m.ChannelID == c.ID })
	if c.Type == TypeThread {
		c.s.dispatch("THREAD_DELETE", c.Guild.ID, IntentGuilds,
			obj{"id": c.ID, "guild_id": c.Guild.ID, "parent_id": c.Parent.ID, "type": c.Type})
		return
	}
	c.s.dispatch("CHANNEL_DELETE", c.Guild.ID, IntentGuilds, c.wire())
}

// NewRole adds a role that grants perms.
func (g *Guild) NewRole(name string, perms int64) *Role {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	r := &Role{ID: g.s.newID(), Name: name, g: g, perms: perms}
	g.roles[r.ID] = r
	g.s.dispatch("GUILD_ROLE_CREATE", g.ID, IntentGuilds, obj{"guild_id": g.ID, "role": r.wire()})
	return r
}

// Everyone is the role that all members have.
func (g *Guild) Everyone() *Role {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.roles[g.ID]
}

// SetPermissions changes what the role grants.
func (r *Role) SetPermissions(perms int64) {
	s := r.g.s
	s.mu.Lock()
	defer s.mu.Unlock()
	r.perms = perms
	s.dispatch("GUILD_ROLE_UPDATE", r.g.ID, IntentGuilds, obj{"guild_id": r.g.ID, "role": r.wire()})
}

// Delete deletes the role and takes it from its members.
func (r *Role) Delete() {
	s := r.g.s
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(r.g.roles, r.ID)
	for _, m := range r.g.members {
		m.roles = slices.DeleteFunc(slices.Clone(m.roles), func(id string) bool { return id == r.ID })
	}
	s.dispatch("GUILD_ROLE_DELETE", r.g.ID, IntentGuilds, obj{"guild_id": r.g.ID, "role_id": r.ID})
}

// NewMember makes a person who is a member with the given roles.
func (g *Guild) NewMember(name string, roles ...*Role) *User {
	u := g.s.NewUser(name)
	g.Join(u, roles...)
	return u
}

// Join makes the user a member with exactly the given roles; a member's roles
// are replaced.
func (g *Guild) Join(u *User, roles ...*Role) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	m := g.members[u.ID]
	event := "GUILD_MEMBER_UPDATE"
	if m == nil {
		m = &member{user: u, joined: g.s.now()}
		g.members[u.ID] = m
		event = "GUILD_MEMBER_ADD"
	}
	m.roles = nil
	for _, r := range roles {
		m.roles = append(m.roles, r.ID)
	}
	w := m.wire()
	w["guild_id"] = g.ID
	g.s.dispatch(event, g.ID, IntentGuildMembers, w)
}

// Leave takes the user out of the guild.
func (g *Guild) Leave(u *User) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	delete(g.members, u.ID)
	g.s.dispatch("GUILD_MEMBER_REMOVE", g.ID, IntentGuildMembers, obj{"guild_id": g.ID, "user": u.wire()})
}

// Kick removes the bot from the guild: GUILD_DELETE without "unavailable".
func (g *Guild) Kick() {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.present = false
	delete(g.members, g.s.bot.ID)
	g.s.dispatch("GUILD_DELETE", g.ID, IntentGuilds, obj{"id": g.ID})
}

// Invite lets the bot in again: GUILD_CREATE.
func (g *Guild) Invite() {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.present, g.joined = true, g.s.now()
	g.members[g.s.bot.ID] = &member{user: g.s.bot, joined: g.joined, roles: []string{g.BotRole.ID}}
	g.s.dispatch("GUILD_CREATE", g.ID, IntentGuilds, g.create())
}

// Outage makes the guild unavailable (GUILD_DELETE with "unavailable") or
// available again (GUILD_CREATE). While it lasts READY tells the guild as
// unavailable and no GUILD_CREATE follows.
func (g *Guild) Outage(out bool) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.unavailable = out
	if out {
		g.s.dispatch("GUILD_DELETE", g.ID, IntentGuilds, obj{"id": g.ID, "unavailable": true})
		return
	}
	g.s.dispatch("GUILD_CREATE", g.ID, IntentGuilds, g.create())
}

// permissions computes what a member may in a channel (nil: in the guild), by
// the rules in Discord's documentation ("Permission Overwrites").
func (g *Guild) permissions(userID string, c *Channel) int64 {
	if userID == g.Owner.ID {
		return allPermissions
	}
	m := g.members[userID]
	if m == nil {
		return 0
	}
	p := g.roles[g.ID].perms
	for _, id := range m.roles {
		if r := g.roles[id]; r != nil {
			p |= r.perms
		}
	}
	if p&PermAdministrator != 0 {
		return allPermissions
	}
	if c == nil {
		return p
	}
	if c.Parent != nil {
		c = c.Parent
	}
	var allow, deny int64
	for _, o := range c.overwrites {
		switch {
		case !o.Member && o.ID == g.ID:
			p = p&^o.Deny | o.Allow
		case !o.Member && slices.Contains(m.roles, o.ID):
			allow, deny = allow|o.Allow, deny|o.Deny
		}
	}
	p = p&^deny | allow
	for _, o := range c.overwrites {
		if o.Member && o.ID == userID {
			p = p&^o.Deny | o.Allow
		}
	}
	return p
}

// may says whether the bot has all of the permissions in the channel.
func (s *Server) may(c *Channel, perms int64) bool {
	return c.Guild == nil || c.Guild.permissions(s.bot.ID, c)&perms == perms
}

func permText(p int64) string { return strconv.FormatInt(p, 10) }
