package discord

import (
	"github.com/bwmarrin/discordgo"
)

// guild is what is remembered of a server.
type guild struct {
	id, name string
	owner    string
	roles    map[string]role
}

type role struct {
	name        string
	permissions int64
}

// channel is what is remembered of a channel or thread.
type channel struct {
	guild, parent string
	name          string
	kind          discordgo.ChannelType
	archived      bool
	overwrites    []overwrite
}

// overwrite changes the permissions of a role or a person in a channel.
type overwrite struct {
	id          string
	allow, deny int64
}

func newGuild(g *discordgo.Guild) *guild {
	out := &guild{id: g.ID, name: g.Name, owner: g.OwnerID, roles: map[string]role{}}
	for _, r := range g.Roles {
		if r == nil {
			continue
		}
		out.roles[r.ID] = role{r.Name, r.Permissions}
	}
	return out
}

func newChannel(c *discordgo.Channel) *channel {
	out := &channel{guild: c.GuildID, parent: c.ParentID, name: c.Name, kind: c.Type}
	if c.ThreadMetadata != nil {
		out.archived = c.ThreadMetadata.Archived
	}
	for _, o := range c.PermissionOverwrites {
		if o == nil {
			continue
		}
		out.overwrites = append(out.overwrites, overwrite{o.ID, o.Allow, o.Deny})
	}
	return out
}

// isThread reports whether channels of this type are threads.
func isThread(kind discordgo.ChannelType) bool {
	switch kind {
	case discordgo.ChannelTypeGuildNewsThread, discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread:
		return true
	}
	return false
}

const allPermissions = ^int64(0)

// base are the permissions of somebody with these roles in the whole server.
func (g *guild) base(person string, roles []string) int64 {
	if person != "" && person == g.owner {
		return allPermissions
	}
	p := g.roles[g.id].permissions // of @everyone
	for _, r := range roles {
		p |= g.roles[r].permissions
	}
	if p&discordgo.PermissionAdministrator != 0 {
		return allPermissions
	}
	return p
}

// permissions are those of somebody with these roles in a channel; a thread has
// those of its parent. The algorithm is Discord's
// (https://docs.discord.com/developers/topics/permissions#permission-overwrites).
func (g *guild) permissions(c *channel, person string, roles []string) int64 {
	p := g.base(person, roles)
	if p == allPermissions {
		return p
	}
	var allow, deny int64
	for _, o := range c.overwrites {
		switch {
		case o.id == g.id:
			p = p&^o.deny | o.allow
		case person != "" && o.id == person:
			// Last, below.
		default:
			for _, r := range roles {
				if r == o.id {
					allow, deny = allow|o.allow, deny|o.deny
				}
			}
		}
	}
	p = p&^deny | allow
	for _, o := range c.overwrites {
		if person != "" && o.id == person {
			p = p&^o.deny | o.allow
		}
	}
	if p&discordgo.PermissionViewChannel == 0 {
		return 0
	}
	return p
}

// canPost reports whether permissions let the bot write in a channel or thread.
// What it writes are embeds.
func canPost(permissions int64, thread bool) bool {
	need := int64(discordgo.PermissionViewChannel | discordgo.PermissionEmbedLinks | discordgo.PermissionSendMessages)
	if thread {
		need = discordgo.PermissionViewChannel | discordgo.PermissionEmbedLinks | discordgo.PermissionSendMessagesInThreads
	}
	return permissions&need == need
}

// manages reports whether permissions include Manage Server.
func manages(permissions int64) bool {
	return permissions&(discordgo.PermissionManageGuild|discordgo.PermissionAdministrator) != 0
}
