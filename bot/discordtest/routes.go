package discordtest

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// routes are the endpoints that a bot like ours has use for.
func (s *Server) routes() map[string]handler {
	return map[string]handler{
		"GET /gateway": func(*call) (int, any, error) { return 200, obj{"url": s.GatewayURL()}, nil },
		"GET /gateway/bot": func(*call) (int, any, error) {
			return 200, obj{"url": s.GatewayURL(), "shards": 1, "session_start_limit": obj{
				"total": max(s.opt.SessionStarts, 1), "remaining": max(s.opt.SessionStarts-s.gw.identifies, 0),
				"reset_after": s.opt.SessionReset.Milliseconds(), "max_concurrency": s.opt.MaxConcurrency,
			}}, nil
		},
		"GET /users/@me":           func(*call) (int, any, error) { return 200, s.botUser(), nil },
		"GET /users/@me/guilds":    s.getMyGuilds,
		"POST /users/@me/channels": s.postDM,
		"GET /users/{user}":        s.getUser,
		"GET /applications/@me":    func(*call) (int, any, error) { return 200, s.application(), nil },
		"GET /oauth2/applications/@me": func(*call) (int, any, error) {
			return 200, s.application(), nil
		},
		"DELETE /users/@me/guilds/{guild}": s.leaveGuild,

		"GET /guilds/{guild}":                s.inGuild(func(c *call, g *Guild) (int, any, error) { return 200, g.wire(), nil }),
		"GET /guilds/{guild}/roles":          s.inGuild(getRoles),
		"GET /guilds/{guild}/channels":       s.inGuild(getChannels),
		"GET /guilds/{guild}/members/{user}": s.inGuild(getMember),

		"GET /applications/{app}/commands":              s.getCommands,
		"PUT /applications/{app}/commands":              s.putCommands,
		"POST /applications/{app}/commands":             s.postCommand,
		"PATCH /applications/{app}/commands/{command}":  s.patchCommand,
		"DELETE /applications/{app}/commands/{command}": s.deleteCommand,
		"GET /applications/{app}/guilds/{guild}/commands": s.inGuild(func(*call, *Guild) (int, any, error) {
			return 200, []obj{}, nil
		}),
		"PUT /applications/{app}/guilds/{guild}/commands": s.inGuild(func(*call, *Guild) (int, any, error) {
			s.violation("commands registered in a guild instead of globally")
			return 200, []obj{}, nil
		}),
		"GET /applications/{app}/guilds/{guild}/commands/permissions":           s.inGuild(s.getAllCommandPerms),
		"GET /applications/{app}/guilds/{guild}/commands/{command}/permissions": s.inGuild(s.getCommandPerms),
		"PUT /applications/{app}/guilds/{guild}/commands/{command}/permissions": func(*call) (int, any, error) {
			return 0, nil, errBotsCannot
		},

		"GET /channels/{channel}":                       s.inChannel(0, func(c *call, ch *Channel) (int, any, error) { return 200, ch.wire(), nil }),
		"POST /channels/{channel}/typing":               s.inChannel(PermSend, func(*call, *Channel) (int, any, error) { return 204, nil, nil }),
		"GET /channels/{channel}/messages":              s.inChannel(PermReadHistory, s.getMessages),
		"POST /channels/{channel}/messages":             s.inChannel(0, s.postMessage),
		"GET /channels/{channel}/messages/{message}":    s.inChannel(PermReadHistory, s.getMessage),
		"PATCH /channels/{channel}/messages/{message}":  s.inChannel(0, s.patchMessage),
		"DELETE /channels/{channel}/messages/{message}": s.inChannel(0, s.deleteMessage),

		"POST /interactions/{interaction}/{token}/callback": s.postCallback,
		"POST /webhooks/{app}/{token}":                      s.byToken(s.postFollowup),
		"GET /webhooks/{app}/{token}/messages/@original":    s.byToken(s.getHook),
		"PATCH /webhooks/{app}/{token}/messages/@original":  s.byToken(s.patchHook),
		"DELETE /webhooks/{app}/{token}/messages/@original": s.byToken(s.deleteHook),
		"GET /webhooks/{app}/{token}/messages/{message}":    s.byToken(s.getHook),
		"PATCH /webhooks/{app}/{token}/messages/{message}":  s.byToken(s.patchHook),
		"DELETE /webhooks/{app}/{token}/messages/{message}": s.byToken(s.deleteHook),
	}
}

func (s *Server) botUser() obj {
	w := s.bot.wire()
	maps.Copy(w, obj{"bot": true, "mfa_enabled": true, "locale": "en-US", "verified": true, "email": nil})
	return w
}

// appFlags tells which privileged intents are switched on: the "limited" bits,
// which unverified applications have (Discord's documentation, "Application Flags").
func (s *Server) appFlags() int {
	f := 0
	for intent, bit := range map[int]int{IntentPresences: 1 << 13, IntentGuildMembers: 1 << 15, IntentMessageContent: 1 << 19} {
		if s.opt.PrivilegedIntents&intent != 0 {
			f |= bit
		}
	}
	return f
}

func (s *Server) application() obj {
	params := obj{"oauth2_install_params": obj{"scopes": []string{"bot", "applications.commands"}, "permissions": permText(PermEveryone)}}
	types := obj{"0": params}
	if s.opt.UserInstall {
		types["1"] = obj{}
	}
	return obj{
		"id": s.bot.ID, "name": s.bot.Name, "icon": nil, "description": "", "type": nil,
		"verify_key": "0000000000000000000000000000000000000000000000000000000000000000",
		"flags":      s.appFlags(), "flags_new": strconv.Itoa(s.appFlags()), "max_participants": nil, "tags": []string{},
		"bot": s.bot.wire(), "bot_public": true, "bot_require_code_grant": false,
		"integration_types_config": types, "redirect_uris": []string{}, "interactions_endpoint_url": nil,
		"role_connections_verification_url": nil, "owner": s.owner.wire(), "summary": "",
		"approximate_guild_count": len(s.guilds), "approximate_user_install_count": 0,
		"approximate_user_authorization_count": 0, "event_webhooks_url": nil,
		"event_webhooks_status": 1, "event_webhooks_types": []string{}, "explicit_content_filter": 0,
		"team": nil, "eligible_oauth2_scopes": []string{"bot", "applications.commands"},
	}
}

// inGuild serves a guild that the bot is in.
func (s *Server) inGuild(h func(*call, *Guild) (int, any, error)) handler {
	return func(c *call) (int, any, error) {
		if app := c.arg("app"); app != "" && app != s.bot.ID {
			return 0, nil, errUnknownApp
		}
		switch g := s.guilds[c.arg("guild")]; {
		case g == nil:
			return 0, nil, errUnknownGuild
		case !g.present:
			return 0, nil, errMissingAccess
		default:
			return h(c, g)
		}
	}
}

// inChannel serves a channel that the bot can see and has the permissions in.
func (s *Server) inChannel(perms int64, h func(*call, *Channel) (int, any, error)) handler {
	return func(c *call) (int, any, error) {
		ch := s.channels[c.arg("channel")]
		switch {
		case ch == nil:
			return 0, nil, errUnknownChannel
		case ch.Guild != nil && !ch.Guild.present, !s.may(ch, PermViewChannel):
			return 0, nil, errMissingAccess
		case !s.may(ch, perms):
			return 0, nil, errMissingPerms
		}
		return h(c, ch)
	}
}

func (s *Server) getMyGuilds(*call) (int, any, error) {
	out := []obj{}
	for _, g := range sorted(s.guilds) {
		if g.present {
			out = append(out, obj{"id": g.ID, "name": g.Name, "icon": nil, "banner": nil, "owner": false,
				"permissions": permText(g.permissions(s.bot.ID, nil)), "features": []string{}})
		}
	}
	return 200, out, nil
}

func (s *Server) leaveGuild(c *call) (int, any, error) {
	g := s.guilds[c.arg("guild")]
	if g == nil || !g.present {
		return 0, nil, errUnknownGuild
	}
	g.present = false
	delete(g.members, s.bot.ID)
	s.dispatch("GUILD_DELETE", g.ID, IntentGuilds, obj{"id": g.ID})
	return 204, nil, nil
}

func (s *Server) getUser(c *call) (int, any, error) {
	u := s.users[c.arg("user")]
	if u == nil {
		return 0, nil, errUnknownUser
	}
	return 200, u.wire(), nil
}

func (s *Server) postDM(c *call) (int, any, error) {
	var body struct {
		ID string `json:"recipient_id"`
	}
	json.Unmarshal(c.body, &body)
	u := s.users[body.ID]
	if u == nil {
		return 0, nil, errUnknownUser
	}
	if u == s.bot {
		return 0, nil, errCannotDM
	}
	return 200, u.openDM().wire(), nil
}

func getRoles(_ *call, g *Guild) (int, any, error) { return 200, g.wire()["roles"], nil }

func getChannels(_ *call, g *Guild) (int, any, error) {
	out := []obj{}
	for _, ch := range sorted(g.channels) {
		if ch.Type != TypeThread {
			out = append(out, ch.wire())
		}
	}
	return 200, out, nil
}

func getMember(c *call, g *Guild) (int, any, error) {
	m := g.members[c.arg("user")]
	switch {
	case m != nil:
		return 200, m.wire(), nil
	case g.s.users[c.arg("user")] == nil:
		return 0, nil, errUnknownUser
	}
	return 0, nil, errUnknownMember
}

func (s *Server) getMessages(c *call, ch *Channel) (int, any, error) {
	limit, _ := strconv.Atoi(c.r.URL.Query().Get("limit"))
	if limit < 1 || limit > 100 {
		limit = 50
	}
	all := ch.messages()
	slices.Reverse(all)
	out := []obj{}
	for _, m := range all[:min(limit, len(all))] {
		out = append(out, s.wire(m, !s.readable(m, s.opt.PrivilegedIntents)))
	}
	return 200, out, nil
}

// visible finds a message of the channel; ephemeral ones are out of reach there.
func (s *Server) visible(c *call, ch *Channel) *Message {
	m := s.messages[c.arg("message")]
	if m == nil || m.ChannelID != ch.ID || m.Ephemeral() {
		return nil
	}
	return m
}

func (s *Server) getMessage(c *call, ch *Channel) (int, any, error) {
	m := s.visible(c, ch)
	if m == nil {
		return 0, nil, errUnknownMessage
	}
	return 200, s.wire(m, !s.readable(m, s.opt.PrivilegedIntents)), nil
}

func (s *Server) deleteMessage(c *call, ch *Channel) (int, any, error) {
	m := s.visible(c, ch)
	switch {
	case m == nil:
		return 0, nil, errUnknownMessage
	case m.Author != s.bot && (ch.Guild == nil || !s.may(ch, PermManageMessages)):
		return 0, nil, errMissingPerms
	}
	s.remove(m)
	return 204, nil, nil
}
