package discord

import (
	"bytes"
	"context"
	"net/http"
	"net/url"

	"github.com/bwmarrin/discordgo"

	"footnote/bot/render"
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

// post is a message to create.
type post struct {
	render.Message
	// Reference makes it a reply.
	Reference *reference `json:"message_reference,omitempty"`
	// Nonce makes Discord recognise the message when it is sent again within
	// minutes: the first one is returned then
	// (https://docs.discord.com/developers/resources/message#create-message). At
	// most 25 characters.
	Nonce   string `json:"nonce,omitempty"`
	Enforce bool   `json:"enforce_nonce,omitempty"`
}

// reference names a message that is replied to. If it is gone by then, the reply
// is an ordinary message.
type reference struct {
	Message string `json:"message_id"`
	Fail    bool   `json:"fail_if_not_exists"`
}

// send posts a message, as a reply to another unless that is "" or the bot may not
// read what was written before. The nonce makes it safe to repeat.
func (c *Client) send(ctx context.Context, channel, replyTo, nonce string, m render.Message) (*discordgo.Message, error) {
	body := post{Message: m, Nonce: nonce, Enforce: nonce != ""}
	if replyTo != "" {
		body.Reference = &reference{Message: replyTo}
	}
	var sent discordgo.Message
	try := func() error {
		return c.do(ctx, call{method: http.MethodPost, path: "channels/" + url.PathEscape(channel) + "/messages",
			body: body, files: files(m), repeat: nonce != ""}, &sent)
	}
	err := try()
	if body.Reference != nil && IsCode(err, codeNoHistory) {
		body.Reference = nil
		err = try()
	}
	return &sent, err
}

// edit changes a message of the bot's own.
func (c *Client) edit(ctx context.Context, channel, message string, m render.Message) (*discordgo.Message, error) {
	var edited discordgo.Message
	err := c.do(ctx, call{method: http.MethodPatch, path: "channels/" + url.PathEscape(channel) + "/messages/" + url.PathEscape(message),
		body: m, files: files(m)}, &edited)
	return &edited, err
}

// The types of a first answer
// (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object).
const (
	firstMessage        = 4
	firstThinking       = 5 // a message follows
	firstThinkingUpdate = 6 // an edit of the message with the button follows
	firstUpdate         = 7 // of the message with the button
	firstChoices        = 8
	firstForm           = 9
)

// flagPrivate makes a reply visible to the one who asked only.
const flagPrivate = 64

// first is the first answer to an interaction.
type first struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

// respond gives the first answer to an interaction: within three seconds, once.
func (c *Client) respond(ctx context.Context, id, token string, f first) error {
	q := call{method: http.MethodPost, path: "interactions/" + url.PathEscape(id) + "/" + url.PathEscape(token) + "/callback", body: f}
	if m, ok := f.Data.(render.Message); ok {
		q.files = files(m)
	}
	return c.do(ctx, q, nil)
}

// editResponse changes the first answer to an interaction.
func (c *Client) editResponse(ctx context.Context, app, token string, m render.Message) (*discordgo.Message, error) {
	var edited discordgo.Message
	err := c.do(ctx, call{method: http.MethodPatch,
		path: "webhooks/" + url.PathEscape(app) + "/" + url.PathEscape(token) + "/messages/@original", body: m, files: files(m)}, &edited)
	return &edited, err
}

// files are those of a message, for discordgo.
func files(m render.Message) []*discordgo.File {
	var all []*discordgo.File
	for _, f := range m.Files {
		all = append(all, &discordgo.File{Name: f.Name, ContentType: f.Type, Reader: bytes.NewReader(f.Content)})
	}
	return all
}

// Application is the bot's own application.
type Application struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Application is the application that the bot belongs to.
func (c *Client) Application(ctx context.Context) (Application, error) {
	var app Application
	err := c.do(ctx, call{method: http.MethodGet, path: "applications/@me"}, &app)
	return app, err
}

// commands are the global commands as they are registered.
func (c *Client) commands(ctx context.Context, app string) ([]command, error) {
	var cmds []command
	err := c.do(ctx, call{method: http.MethodGet, path: "applications/" + url.PathEscape(app) + "/commands?with_localizations=true"}, &cmds)
	return cmds, err
}

// overwrite registers these commands and no others.
func (c *Client) overwrite(ctx context.Context, app string, cmds []command) error {
	return c.do(ctx, call{method: http.MethodPut, path: "applications/" + url.PathEscape(app) + "/commands", body: cmds}, nil)
}

// CommandPermissions are what a server set for the bot's commands.
func (c *Client) CommandPermissions(ctx context.Context, app, guild string) ([]*discordgo.GuildApplicationCommandPermissions, error) {
	var p []*discordgo.GuildApplicationCommandPermissions
	err := c.do(ctx, call{method: http.MethodGet,
		path: "applications/" + url.PathEscape(app) + "/guilds/" + url.PathEscape(guild) + "/commands/permissions"}, &p)
	return p, err
}
