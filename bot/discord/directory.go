package discord

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	lru "github.com/hashicorp/golang-lru/v2"

	"footnote/bot"
)

const (
	keptGuilds   = 5000
	keptChannels = 50000
	rolesTime    = 5 * time.Minute // how long the bot's own roles are believed
)

// Directory knows servers, channels and members: from what the gateway tells,
// bounded, else by asking. It implements bot.Directory.
type Directory struct {
	client   *Client
	guilds   *lru.Cache[string, *guild]
	channels *lru.Cache[string, *channel]
	own      *lru.Cache[string, ownRoles] // the bot's, by server

	// heard counts what was heard of. What was asked for meanwhile may be older
	// than that, so it is not kept.
	heard atomic.Int64

	mu   sync.Mutex
	self string // the bot's user
	app  string
}

type ownRoles struct {
	roles []string
	until time.Time
}

var _ bot.Directory = (*Directory)(nil)

// NewDirectory makes an empty directory.
func NewDirectory(c *Client) *Directory {
	d := &Directory{client: c}
	// New fails only for sizes below one.
	d.guilds, _ = lru.New[string, *guild](keptGuilds)
	d.channels, _ = lru.New[string, *channel](keptChannels)
	d.own, _ = lru.New[string, ownRoles](keptGuilds)
	return d
}

// hear learns from an event of the gateway. What changed in part is forgotten, to
// be asked for again.
func (d *Directory) hear(event any) {
	switch event.(type) {
	case *Interaction, *discordgo.MessageCreate:
		return
	}
	d.heard.Add(1)
	defer d.heard.Add(1)
	switch e := event.(type) {
	case *discordgo.Ready:
		d.mu.Lock()
		if e.User != nil {
			d.self = e.User.ID
		}
		if e.Application != nil {
			d.app = e.Application.ID
		}
		d.mu.Unlock()
	case *discordgo.GuildCreate:
		d.hearGuild(e.Guild)
	case *discordgo.GuildUpdate:
		if e.Guild != nil {
			d.guilds.Remove(e.ID)
		}
	case *discordgo.GuildDelete:
		if e.Guild != nil {
			d.guilds.Remove(e.ID)
			d.own.Remove(e.ID)
		}
	case *discordgo.GuildRoleCreate:
		d.changedRole(e.GuildRole)
	case *discordgo.GuildRoleUpdate:
		d.changedRole(e.GuildRole)
	case *discordgo.GuildRoleDelete:
		d.guilds.Remove(e.GuildID)
		d.own.Remove(e.GuildID)
	case *discordgo.ChannelCreate:
		d.hearChannel(e.Channel, "")
	case *discordgo.ChannelUpdate:
		d.hearChannel(e.Channel, "")
	case *discordgo.ThreadCreate:
		d.hearChannel(e.Channel, "")
	case *discordgo.ThreadUpdate:
		d.hearChannel(e.Channel, "")
	case *discordgo.ChannelDelete:
		if e.Channel != nil {
			d.channels.Remove(e.ID)
		}
	case *discordgo.ThreadDelete:
		if e.Channel != nil {
			d.channels.Remove(e.ID)
		}
	}
}

func (d *Directory) changedRole(r *discordgo.GuildRole) {
	if r != nil {
		d.guilds.Remove(r.GuildID)
		d.own.Remove(r.GuildID)
	}
}

func (d *Directory) hearGuild(g *discordgo.Guild) {
	if g == nil || g.Unavailable {
		return
	}
	d.guilds.Add(g.ID, newGuild(g))
	for _, c := range g.Channels {
		d.hearChannel(c, g.ID)
	}
	for _, c := range g.Threads {
		d.hearChannel(c, g.ID)
	}
	d.mu.Lock()
	self := d.self
	d.mu.Unlock()
	for _, m := range g.Members {
		if m != nil && m.User != nil && m.User.ID == self {
			d.own.Add(g.ID, ownRoles{m.Roles, time.Now().Add(rolesTime)})
		}
	}
}

func (d *Directory) hearChannel(c *discordgo.Channel, guild string) {
	if c == nil {
		return
	}
	out := newChannel(c)
	if out.guild == "" {
		out.guild = guild
	}
	d.channels.Add(c.ID, out)
}

// me is the bot's user.
func (d *Directory) me(ctx context.Context) (string, error) {
	d.mu.Lock()
	self := d.self
	d.mu.Unlock()
	if self != "" {
		return self, nil
	}
	u, err := d.client.Me(ctx)
	if err != nil {
		return "", err
	}
	d.mu.Lock()
	d.self = u.ID
	d.mu.Unlock()
	return u.ID, nil
}

// application is the bot's application.
func (d *Directory) application(ctx context.Context) (string, error) {
	d.mu.Lock()
	app := d.app
	d.mu.Unlock()
	if app != "" {
		return app, nil
	}
	a, err := d.client.Application(ctx)
	if err != nil {
		return "", err
	}
	d.mu.Lock()
	d.app = a.ID
	d.mu.Unlock()
	return a.ID, nil
}

func (d *Directory) guild(ctx context.Context, id string) (*guild, error) {
	if g, ok := d.guilds.Get(id); ok {
		return g, nil
	}
	heard := d.heard.Load()
	told, err := d.client.Guild(ctx, id)
	if err != nil {
		return nil, err
	}
	g := newGuild(told)
	if d.heard.Load() == heard {
		d.guilds.Add(id, g)
	}
	return g, nil
}

// guildWith is the server as it is when it has these roles: one that is not known
// may have been made just now.
func (d *Directory) guildWith(ctx context.Context, id string, roles ...string) (*guild, error) {
	g, err := d.guild(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, r := range roles {
		if _, ok := g.roles[r]; !ok {
			d.guilds.Remove(id)
			return d.guild(ctx, id)
		}
	}
	return g, nil
}

func (d *Directory) channel(ctx context.Context, id string) (*channel, error) {
	if c, ok := d.channels.Get(id); ok {
		return c, nil
	}
	heard := d.heard.Load()
	told, err := d.client.Channel(ctx, id)
	if err != nil {
		return nil, err
	}
	c := newChannel(told)
	if d.heard.Load() == heard {
		d.channels.Add(id, c)
	}
	return c, nil
}

// roles are the bot's own in a server.
func (d *Directory) roles(ctx context.Context, guild, self string) ([]string, error) {
	if own, ok := d.own.Get(guild); ok && time.Now().Before(own.until) {
		return own.roles, nil
	}
	m, err := d.client.Member(ctx, guild, self)
	if err != nil {
		return nil, err
	}
	d.own.Add(guild, ownRoles{m.Roles, time.Now().Add(rolesTime)})
	return m.Roles, nil
}

// parent is the channel of a thread, "" for other channels. If that cannot be
// found out, it is "" too: settings then speak of the thread itself.
func (d *Directory) parent(ctx context.Context, id string) string {
	c, err := d.channel(ctx, id)
	if err != nil || !isThread(c.kind) {
		return ""
	}
	return c.parent
}

// Channel implements bot.Directory.
func (d *Directory) Channel(ctx context.Context, id string) (bot.Channel, error) {
	c, err := d.channel(ctx, id)
	if err != nil {
		return bot.Channel{}, problem(err)
	}
	out := bot.Channel{ID: id, Guild: c.guild, Name: c.name, Archived: c.archived}
	if c.guild == "" {
		return out, nil // direct messages
	}
	rules := c // those that hold
	if isThread(c.kind) {
		out.Parent = c.parent
		if rules, err = d.channel(ctx, c.parent); err != nil {
			return out, problem(err)
		}
	}
	g, err := d.guild(ctx, c.guild)
	if err != nil {
		return out, problem(err)
	}
	self, err := d.me(ctx)
	if err != nil {
		return out, problem(err)
	}
	own, err := d.roles(ctx, c.guild, self)
	if err != nil {
		return out, problem(err)
	}
	everyone := g.permissions(rules, "", nil)
	out.EveryoneReads = everyone&discordgo.PermissionViewChannel != 0 && c.kind != discordgo.ChannelTypeGuildPrivateThread
	out.CanPost = canPost(g.permissions(rules, self, own), isThread(c.kind))
	return out, nil
}

// Member implements bot.Directory.
func (d *Directory) Member(ctx context.Context, guild, person string) (bot.Person, error) {
	m, err := d.client.Member(ctx, guild, person)
	if err != nil {
		return bot.Person{}, problem(err)
	}
	g, err := d.guildWith(ctx, guild, m.Roles...)
	if err != nil {
		return bot.Person{}, problem(err)
	}
	out := bot.Person{ID: person, Roles: m.Roles, Manager: manages(g.base(person, m.Roles))}
	if m.User != nil {
		out.Name = m.DisplayName()
	}
	return out, nil
}

// Guild implements bot.Directory.
func (d *Directory) Guild(ctx context.Context, id string) (bot.Guild, error) {
	g, err := d.guild(ctx, id)
	if err != nil {
		return bot.Guild{}, problem(err)
	}
	out := bot.Guild{ID: id, Name: g.name, Roles: map[string]string{}}
	for id, r := range g.roles {
		out.Roles[id] = r.name
	}
	return out, nil
}

// Shown implements bot.Directory: all commands of moderators must be shown to the
// role. A rule for the command itself decides; without one, who has Manage
// Server sees it
// (https://docs.discord.com/developers/interactions/application-commands#permissions).
func (d *Directory) Shown(ctx context.Context, guild string, roles []string) (map[string]bool, error) {
	app, err := d.application(ctx)
	if err != nil {
		return nil, problem(err)
	}
	cmds, err := d.client.commands(ctx, app)
	if err != nil {
		return nil, problem(err)
	}
	set, err := d.client.CommandPermissions(ctx, app, guild)
	if err != nil {
		return nil, problem(err)
	}
	rules := map[string]map[string]bool{} // by command or application, and role
	for _, s := range set {
		rules[s.ID] = map[string]bool{}
		for _, p := range s.Permissions {
			if p.Type == discordgo.ApplicationCommandPermissionTypeRole {
				rules[s.ID][p.ID] = p.Permission
			}
		}
	}
	shown := map[string]bool{}
	for _, id := range roles {
		g, err := d.guildWith(ctx, guild, id)
		if err != nil {
			return nil, problem(err)
		}
		if r, ok := g.roles[id]; ok {
			shown[id] = shownTo(id, r, guild, app, cmds, rules)
		}
	}
	return shown, nil
}

// shownTo reports whether all commands of moderators are shown to a role.
func shownTo(id string, r role, guild, app string, cmds []command, rules map[string]map[string]bool) bool {
	for _, c := range cmds {
		if c.Permissions == nil {
			continue
		}
		shown, said := rules[c.ID][id]
		if !said {
			shown, said = rules[c.ID][guild] // @everyone
		}
		if !said {
			allowed, about := rules[app][id]
			if !about {
				allowed, about = rules[app][guild]
			}
			shown = manages(r.permissions) && (!about || allowed)
		}
		if !shown {
			return false
		}
	}
	return true
}
