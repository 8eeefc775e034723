package discordtest

import (
	"maps"
	"slices"
	"time"
)

// The world as Discord writes it. Fields that Discord's description requires are
// always there.

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000-07:00") }

func (u *User) wire() obj {
	w := obj{
		"id": u.ID, "username": u.Name, "discriminator": "0", "avatar": nil,
		"public_flags": 0, "flags": 0, "global_name": nil, "primary_guild": nil,
	}
	if u.GlobalName != "" {
		w["global_name"] = u.GlobalName
	}
	if u.Bot {
		w["bot"] = true
	}
	return w
}

func (m *member) partial() obj {
	return obj{
		"avatar": nil, "banner": nil, "communication_disabled_until": nil, "flags": 0,
		"joined_at": stamp(m.joined), "nick": nil, "pending": false, "premium_since": nil,
		"roles": append([]string{}, m.roles...), "mute": false, "deaf": false,
	}
}

func (m *member) wire() obj {
	w := m.partial()
	w["user"] = m.user.wire()
	return w
}

func (r *Role) wire() obj {
	w := obj{
		"id": r.ID, "name": r.Name, "permissions": permText(r.perms), "position": 0, "color": 0,
		"colors": obj{"primary_color": 0, "secondary_color": nil, "tertiary_color": nil},
		"hoist":  false, "managed": r.Managed, "mentionable": false, "icon": nil,
		"unicode_emoji": nil, "flags": 0,
	}
	if r.Managed {
		w["tags"] = obj{"bot_id": r.g.s.bot.ID}
	}
	return w
}

func (c *Channel) wire() obj {
	w := obj{"id": c.ID, "type": c.Type, "flags": 0, "last_message_id": nil}
	if c.last != "" {
		w["last_message_id"] = c.last
	}
	if c.Type == TypeDM {
		w["recipients"] = []obj{c.peer.wire()}
		return w
	}
	w["guild_id"], w["name"], w["parent_id"] = c.Guild.ID, c.Name, nil
	if c.Type == TypeThread {
		w["parent_id"], w["owner_id"] = c.Parent.ID, c.Guild.Owner.ID
		w["message_count"], w["member_count"], w["total_message_sent"] = 0, 1, 0
		w["thread_metadata"] = obj{
			"archived": c.archived, "locked": c.locked, "auto_archive_duration": 1440,
			"archive_timestamp": stamp(IDTime(c.ID)), "create_timestamp": stamp(IDTime(c.ID)),
		}
		return w
	}
	rules := []obj{}
	for _, o := range c.overwrites {
		kind := 0
		if o.Member {
			kind = 1
		}
		rules = append(rules, obj{"id": o.ID, "type": kind, "allow": permText(o.Allow), "deny": permText(o.Deny)})
	}
	w["permission_overwrites"], w["position"], w["nsfw"], w["topic"] = rules, 0, false, nil
	w["rate_limit_per_user"] = 0
	return w
}

// partial is a channel as interactions carry it.
func (c *Channel) partial(userPerms int64) obj {
	w := c.wire()
	w["permissions"] = permText(userPerms)
	delete(w, "permission_overwrites")
	return w
}

// sorted gives the values of a map of the world in the order of their ids, that
// is, of their making.
func sorted[T any](m map[string]T) []T {
	var out []T
	for _, id := range slices.SortedFunc(maps.Keys(m), compareIDs) {
		out = append(out, m[id])
	}
	return out
}

func compareIDs(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// wire is the guild as GET /guilds/{id} gives it.
func (g *Guild) wire() obj {
	roles := []obj{}
	for _, r := range sorted(g.roles) {
		roles = append(roles, r.wire())
	}
	return obj{
		"id": g.ID, "name": g.Name, "icon": nil, "description": nil, "home_header": nil,
		"splash": nil, "discovery_splash": nil, "features": []string{}, "banner": nil,
		"owner_id": g.Owner.ID, "application_id": nil, "region": "us-east",
		"afk_channel_id": nil, "afk_timeout": 300, "system_channel_id": nil,
		"system_channel_flags": 0, "widget_enabled": false, "widget_channel_id": nil,
		"verification_level": 0, "roles": roles, "default_message_notifications": 0,
		"mfa_level": 0, "explicit_content_filter": 0, "max_presences": nil,
		"max_members": 500000, "max_stage_video_channel_users": 50, "max_video_channel_users": 25,
		"vanity_url_code": nil, "premium_tier": 0, "premium_subscription_count": 0,
		"preferred_locale": "en-US", "rules_channel_id": nil, "safety_alerts_channel_id": nil,
		"public_updates_channel_id": nil, "premium_progress_bar_enabled": false, "nsfw": false,
		"nsfw_level": 0, "emojis": []obj{}, "stickers": []obj{}, "incidents_data": nil,
	}
}

// create is the guild as GUILD_CREATE gives it. Without the members intent only
// the bot's own member is in it.
func (g *Guild) create() obj {
	w := g.wire()
	channels, threads := []obj{}, []obj{}
	for _, c := range sorted(g.channels) {
		switch {
		case !g.s.may(c, PermViewChannel):
		case c.Type == TypeThread && !c.archived:
			threads = append(threads, c.wire())
		case c.Type != TypeThread:
			channels = append(channels, c.wire())
		}
	}
	members := []obj{}
	if m := g.members[g.s.bot.ID]; m != nil {
		members = append(members, m.wire())
	}
	maps.Copy(w, obj{
		"joined_at": stamp(g.joined), "large": false, "unavailable": false,
		"member_count": len(g.members), "members": members, "channels": channels, "threads": threads,
		"voice_states": []obj{}, "presences": []obj{}, "stage_instances": []obj{},
		"guild_scheduled_events": []obj{}, "soundboard_sounds": []obj{},
	})
	return w
}
