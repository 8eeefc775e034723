package discord

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

const (
	inboxBytes = 64 << 20 // of events that wait to be handled
	eventBytes = 16 << 10 // what an event counts at least
)

// inbox stands between the gateway's reader, which must not wait long, and the
// handler: a bounded queue with one goroutine behind it.
type inbox struct {
	handle func(context.Context, any)
	g      *Gateway
	queue  chan discordgo.Event
	room   *semaphore.Weighted
	full   rate.Sometimes
	seen   seen
}

func newInbox(g *Gateway) *inbox {
	return &inbox{
		handle: g.handle, g: g,
		queue: make(chan discordgo.Event, inboxBytes/eventBytes),
		room:  semaphore.NewWeighted(inboxBytes),
		full:  rate.Sometimes{Interval: time.Minute},
	}
}

// weight is how much room an event takes. Since each takes eventBytes at least,
// the channel has a place for every event that has room.
func weight(e discordgo.Event) int64 {
	return int64(min(max(len(e.RawData), eventBytes), inboxBytes))
}

// put queues an event. When there is no room, what people did is dropped and
// counted; for the rest it waits, since the bot would not know any more where it is.
func (in *inbox) put(ctx context.Context, e discordgo.Event) {
	if newEvent(e.Type) == nil || ctx.Err() != nil {
		return
	}
	if fromPeople(e.Type) {
		if !in.room.TryAcquire(weight(e)) {
			in.g.count(func(s *GatewayStats) { s.Dropped++ })
			in.full.Do(func() { in.g.log.Error("events come faster than they can be handled; some are dropped") })
			return
		}
	} else if in.room.Acquire(ctx, weight(e)) != nil {
		return
	}
	in.queue <- e
}

// run hands events on until the queue is closed. After ctx's end it takes no new
// work.
func (in *inbox) run(ctx context.Context) {
	for e := range in.queue {
		if ctx.Err() == nil {
			in.one(ctx, e)
		}
		in.room.Release(weight(e))
	}
}

// one hands one event on, unless it came before or comes too late. A panic costs
// this event only.
func (in *inbox) one(ctx context.Context, e discordgo.Event) {
	defer func() {
		if p := recover(); p != nil {
			in.g.count(func(s *GatewayStats) { s.Panics++ })
			in.g.log.Error("handling an event panicked", "event", e.Type,
				"panic", in.g.client.redact.text(fmt.Sprint(p)), "stack", string(debug.Stack()))
		}
	}()
	v, err := decodeEvent(e)
	if err != nil {
		in.g.log.Warn("an event cannot be read", "event", e.Type, "error", in.g.client.redact.err(err))
	}
	now := time.Now()
	switch v := v.(type) {
	case nil:
		return
	case *Interaction:
		if v.Interaction == nil {
			return
		}
		if late(v.ID, now) {
			in.g.count(func(s *GatewayStats) { s.Late++ })
			return
		}
		if !in.seen.first("i"+v.ID, now) {
			in.g.count(func(s *GatewayStats) { s.Duplicates++ })
			return
		}
	case *discordgo.MessageCreate:
		if v.Message == nil {
			return
		}
		if !in.seen.first("m"+v.ID, now) {
			in.g.count(func(s *GatewayStats) { s.Duplicates++ })
			return
		}
	}
	in.handle(ctx, v)
}
