package discord

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// Permissions are what the bot needs in a channel to do its work: to see it, to
// write in it and its threads, with embeds and files, and to reply to a message.
const Permissions = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages | discordgo.PermissionSendMessagesInThreads |
	discordgo.PermissionEmbedLinks | discordgo.PermissionAttachFiles | discordgo.PermissionReadMessageHistory

// permissionNames are the needed permissions as Discord's settings call them.
var permissionNames = []struct {
	bit  int64
	name string
}{
	{discordgo.PermissionViewChannel, "View Channels"},
	{discordgo.PermissionSendMessages, "Send Messages"},
	{discordgo.PermissionSendMessagesInThreads, "Send Messages in Threads"},
	{discordgo.PermissionEmbedLinks, "Embed Links"},
	{discordgo.PermissionAttachFiles, "Attach Files"},
	{discordgo.PermissionReadMessageHistory, "Read Message History"},
}

// Setup is how the application is set up at Discord.
type Setup struct {
	Bot         string // its user's name
	Application string // id
	// Invite is the link that puts the bot into a server.
	Invite string
	// UserInstall says that the application can be installed to a person's account
	// too, where it has no server to answer for.
	UserInstall bool
	// Starts is how many times the bot may still start its session today.
	Starts  int
	Servers []ServerSetup
	// More says that the bot is in more servers than are listed.
	More bool
}

// ServerSetup is how the bot stands in one server.
type ServerSetup struct {
	ID, Name string
	Missing  []string // names of permissions that it needs and lacks
}

// inspected is how many servers Inspect looks at; Discord lists as many at once.
const inspected = 200

// Inspect asks Discord how the application is set up.
func Inspect(ctx context.Context, c *Client) (Setup, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return Setup{}, err
	}
	s := Setup{Bot: me.Username}
	// https://docs.discord.com/developers/resources/application
	var app struct {
		ID    string                    `json:"id"`
		Types map[string]map[string]any `json:"integration_types_config"`
	}
	if err := c.do(ctx, call{method: http.MethodGet, path: "applications/@me"}, &app); err != nil {
		return s, err
	}
	s.Application = app.ID
	_, s.UserInstall = app.Types["1"]
	s.Invite = InviteLink(app.ID)
	gateway, err := c.GatewayBot(ctx)
	if err != nil {
		return s, err
	}
	s.Starts = gateway.SessionStartLimit.Remaining
	var guilds []struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		Owner       bool   `json:"owner"`
		Permissions string `json:"permissions"`
	}
	if err := c.do(ctx, call{method: http.MethodGet, path: "users/@me/guilds?limit=" + strconv.Itoa(inspected)}, &guilds); err != nil {
		return s, err
	}
	s.More = len(guilds) == inspected
	for _, g := range guilds {
		has, _ := strconv.ParseInt(g.Permissions, 10, 64)
		server := ServerSetup{ID: g.ID, Name: g.Name}
		for _, p := range permissionNames {
			if !g.Owner && has&(p.bit|discordgo.PermissionAdministrator) == 0 {
				server.Missing = append(server.Missing, p.name)
			}
		}
		s.Servers = append(s.Servers, server)
	}
	return s, nil
}

// InviteLink is the address by which somebody who manages a server puts the bot
// there (https://docs.discord.com/developers/topics/oauth2#bot-authorization-flow).
func InviteLink(application string) string {
	return "https://discord.com/oauth2/authorize?" + url.Values{
		"client_id": {application}, "scope": {"bot applications.commands"},
		"permissions": {strconv.FormatInt(Permissions, 10)}, "integration_type": {"0"},
	}.Encode()
}
