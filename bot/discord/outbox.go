package discord

import (
	"context"
	"crypto/rand"

	"footnote/bot"
	"footnote/bot/render"
)

// Outbox writes to Discord without anybody having asked. It implements bot.Outbox.
type Outbox struct{ client *Client }

var _ bot.Outbox = (*Outbox)(nil)

// NewOutbox makes an Outbox.
func NewOutbox(c *Client) *Outbox { return &Outbox{c} }

// nonce is one for a message that nothing else names.
func nonce() string { return rand.Text()[:24] }

// Post implements bot.Outbox.
func (o *Outbox) Post(ctx context.Context, channel string, s bot.Screen) (string, error) {
	m, err := o.client.send(ctx, channel, "", nonce(), render.Draw(s))
	if err != nil {
		return "", problem(err)
	}
	return m.ID, nil
}

// Edit implements bot.Outbox.
func (o *Outbox) Edit(ctx context.Context, channel, message string, s bot.Screen) error {
	_, err := o.client.edit(ctx, channel, message, render.Draw(s))
	return problem(err)
}

// Direct implements bot.Outbox.
func (o *Outbox) Direct(ctx context.Context, person string, s bot.Screen) error {
	c, err := o.client.DirectChannel(ctx, person)
	if err != nil {
		return problem(err)
	}
	_, err = o.client.send(ctx, c.ID, "", nonce(), render.Draw(s))
	return problem(err)
}

// Finish implements bot.Outbox.
func (o *Outbox) Finish(ctx context.Context, c bot.Callback, s bot.Screen) error {
	if c.Message != "" {
		return o.Edit(ctx, c.Channel, c.Message, s)
	}
	_, err := o.client.editResponse(ctx, c.Application, c.Token, render.Draw(s))
	return problem(err)
}
