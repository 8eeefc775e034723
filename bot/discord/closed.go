package discord

import (
	"sync"
	"time"
)

const (
	closedTime = 10 * time.Minute
	closedMost = 10000
)

// closedChannels remembers which channels refused the bot: asking them again and
// again is what Discord shuts bots out for.
type closedChannels struct {
	mu    sync.Mutex
	until map[string]time.Time
	order []string // oldest first; each channel of until once
}

// add closes a channel for ten minutes.
func (c *closedChannels) add(channel string, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(now)
	if c.until == nil {
		c.until = map[string]time.Time{}
	}
	if _, ok := c.until[channel]; ok {
		return // it stays where it is in the order, so it is asked again when the first time is over
	}
	if len(c.order) == closedMost {
		delete(c.until, c.order[0])
		c.order = c.order[1:]
	}
	c.until[channel] = now.Add(closedTime)
	c.order = append(c.order, channel)
}

// has reports whether a channel is closed.
func (c *closedChannels) has(channel string, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return now.Before(c.until[channel])
}

// count is how many are closed.
func (c *closedChannels) count(now time.Time) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(now)
	return len(c.until)
}

// drop forgets those whose time is over.
func (c *closedChannels) drop(now time.Time) {
	for len(c.order) > 0 && !now.Before(c.until[c.order[0]]) {
		delete(c.until, c.order[0])
		c.order = c.order[1:]
	}
}

// closes reports whether a refusal speaks of the channel itself, not of one
// message in it.
func closes(r route, e *Error) bool {
	if r.channel == "" || r.reads && r.key != "GET channels/{id}" {
		return false
	}
	switch e.Status {
	case 403:
		return e.Code != codeNotTheAuthor && e.Code != codeNoHistory
	case 404:
		return e.Code != codeUnknownMessage
	}
	return false
}
