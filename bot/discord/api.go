package discord

import (
	"context"
	"net/http"
	"net/url"

	"github.com/bwmarrin/discordgo"
)

// The calls of the API that the bot makes. Their paths and bodies are those of
// https://docs.discord.com/developers/reference.

// Me is the bot's own user.
func (c *Client) Me(ctx context.Context) (*discordgo.User, error) {
	var u discordgo.User
	err := c.do(ctx, call{method: http.MethodGet, path: "users/@me"}, &u)
	return &u, err
}

// GatewayBot says where the gateway is and how many identifies are left.
func (c *Client) GatewayBot(ctx context.Context) (*discordgo.GatewayBotResponse, error) {
	var g discordgo.GatewayBotResponse
	err := c.do(ctx, call{method: http.MethodGet, path: "gateway/bot"}, &g)
	return &g, err
}

// Guild is a server; a bot sees only those that it is in.
func (c *Client) Guild(ctx context.Context, id string) (*discordgo.Guild, error) {
	var g discordgo.Guild
	err := c.do(ctx, call{method: http.MethodGet, path: "guilds/" + url.PathEscape(id)}, &g)
	return &g, err
}

// Channel is a channel, thread or direct-message channel.
func (c *Client) Channel(ctx context.Context, id string) (*discordgo.Channel, error) {
	var ch discordgo.Channel
	err := c.do(ctx, call{method: http.MethodGet, path: "channels/" + url.PathEscape(id)}, &ch)
	return &ch, err
}

// Member is a person in a server.
func (c *Client) Member(ctx context.Context, guild, person string) (*discordgo.Member, error) {
	var m discordgo.Member
	err := c.do(ctx, call{method: http.MethodGet, path: "guilds/" + url.PathEscape(guild) + "/members/" + url.PathEscape(person)}, &m)
	return &m, err
}

// DirectChannel opens the channel of direct messages with a person. Opening it
// again gives the same one.
func (c *Client) DirectChannel(ctx context.Context, person string) (*discordgo.Channel, error) {
	var ch discordgo.Channel
	body := map[string]string{"recipient_id": person}
	err := c.do(ctx, call{method: http.MethodPost, path: "users/@me/channels", body: body, repeat: true}, &ch)
	return &ch, err
}

// MessageSend is a message to post. Nonce makes Discord recognise it when it is
// sent again within minutes: the first one is returned then
// (https://docs.discord.com/developers/resources/message#create-message).
// discordgo's type has no such fields.
type MessageSend struct {
	discordgo.MessageSend
	Nonce   string `json:"nonce,omitempty"` // at most 25 characters
	Enforce bool   `json:"enforce_nonce,omitempty"`
}

// Send posts a message.
func (c *Client) Send(ctx context.Context, channel string, m *discordgo.MessageSend, nonce string) (*discordgo.Message, error) {
	body := MessageSend{MessageSend: *m, Nonce: nonce, Enforce: nonce != ""}
	var sent discordgo.Message
	err := c.do(ctx, call{method: http.MethodPost, path: "channels/" + url.PathEscape(channel) + "/messages",
		body: body, files: m.Files, repeat: nonce != ""}, &sent)
	return &sent, err
}

// Edit changes a message of the bot's own.
func (c *Client) Edit(ctx context.Context, channel, message string, m *discordgo.WebhookEdit) (*discordgo.Message, error) {
	var edited discordgo.Message
	err := c.do(ctx, call{method: http.MethodPatch, path: "channels/" + url.PathEscape(channel) + "/messages/" + url.PathEscape(message),
		body: m, files: m.Files}, &edited)
	return &edited, err
}

// Respond gives the first answer to an interaction: within three seconds, once.
func (c *Client) Respond(ctx context.Context, id, token string, r *discordgo.InteractionResponse) error {
	q := call{method: http.MethodPost, path: "interactions/" + url.PathEscape(id) + "/" + url.PathEscape(token) + "/callback", body: r}
	if r.Data != nil {
		q.files = r.Data.Files
	}
	return c.do(ctx, q, nil)
}

// EditResponse changes the first answer to an interaction.
func (c *Client) EditResponse(ctx context.Context, app, token string, m *discordgo.WebhookEdit) (*discordgo.Message, error) {
	var edited discordgo.Message
	err := c.do(ctx, call{method: http.MethodPatch,
		path: "webhooks/" + url.PathEscape(app) + "/" + url.PathEscape(token) + "/messages/@original", body: m, files: m.Files}, &edited)
	return &edited, err
}

// Commands are the global commands as they are registered.
func (c *Client) Commands(ctx context.Context, app string) ([]*discordgo.ApplicationCommand, error) {
	var cmds []*discordgo.ApplicationCommand
	err := c.do(ctx, call{method: http.MethodGet, path: "applications/" + url.PathEscape(app) + "/commands?with_localizations=true"}, &cmds)
	return cmds, err
}

// CommandPermissions are what a server set for the bot's commands.
func (c *Client) CommandPermissions(ctx context.Context, app, guild string) ([]*discordgo.GuildApplicationCommandPermissions, error) {
	var p []*discordgo.GuildApplicationCommandPermissions
	err := c.do(ctx, call{method: http.MethodGet,
		path: "applications/" + url.PathEscape(app) + "/guilds/" + url.PathEscape(guild) + "/commands/permissions"}, &p)
	return p, err
}
