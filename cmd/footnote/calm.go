package main

import (
	"context"
	"sync"
	"time"

	"footnote/retrieval"
)

// calm lets what nobody waits for, such as an import, step back while somebody is
// being answered: an import would otherwise keep every core busy for minutes.
type calm struct {
	mu     sync.Mutex
	asking int
	idle   chan struct{} // closed when asking falls to 0; nil while it is 0
}

// longestBreath is how long an import steps back at once. A quoted answer takes a
// fraction of it; one that waits for a language model needs no core meanwhile.
const longestBreath = 50 * time.Millisecond

// wait returns when nobody is being answered, or after longestBreath.
func (c *calm) wait(ctx context.Context) {
	c.mu.Lock()
	idle := c.idle
	c.mu.Unlock()
	if idle == nil {
		return
	}
	t := time.NewTimer(longestBreath)
	defer t.Stop()
	select {
	case <-idle:
	case <-t.C:
	case <-ctx.Done():
	}
}

func (c *calm) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asking++; c.asking == 1 {
		c.idle = make(chan struct{})
	}
}

func (c *calm) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asking--; c.asking == 0 {
		close(c.idle)
		c.idle = nil
	}
}

// calmAsker answers, and lets others step back meanwhile.
type calmAsker struct {
	*retrieval.Asker
	calm *calm
}

func (a calmAsker) Ask(ctx context.Context, q retrieval.Question, show func(retrieval.Answer)) (retrieval.Answer, error) {
	a.calm.begin()
	defer a.calm.end()
	return a.Asker.Ask(ctx, q, show)
}
