package bot

import (
	"context"
	"time"
)

// replyTime is how long showing the end of a reply may take, with rate limits.
const replyTime = 30 * time.Second

// Calling is a Sink that knows where its reply goes only once it has begun: the
// one of a mention, which posts a message first.
type Calling interface {
	Callback() Callback
}

// reply is a task that somebody waits for. While it runs it is in the books as
// in flight, and a private one carries the word that waits for its person.
type reply struct {
	*task
	bot     *Bot
	origin  Origin
	private bool
}

// Start implements Task.
func (r *reply) Start(s Sink) {
	o := r.origin
	if c, ok := s.(Calling); ok {
		o.Callback = c.Callback()
	}
	r.bot.flights.begin(InFlight{
		ID: o.ID, Space: o.Place.Space(), Place: o.Place, Person: o.Person.ID, Callback: o.Callback, Since: r.bot.Now(),
	})
	r.task.Start(&replySink{s, r})
}

// replySink finishes a reply.
type replySink struct {
	Sink
	reply *reply
}

// Finish implements Sink. A reply that was cut off untold as the program ends
// stays in the books: the next process tells it.
func (s *replySink) Finish(ctx context.Context, screen Screen) (string, error) {
	r := s.reply
	word := func() {}
	if r.private {
		screen, word = r.bot.withWord(ctx, r.origin, screen)
	}
	message, err := s.Sink.Finish(ctx, screen)
	if err != nil {
		r.bot.Log.Warn("reply not shown", "space", r.origin.Place.Space(), "err", err)
		word()
	}
	if err == nil || !r.queue.isClosed() {
		r.bot.flights.end(r.origin.ID)
	}
	return message, err
}

// replyTask takes a place in the queue of questions for work that ends in a
// reply. Without room the Note says so.
func (b *Bot) replyTask(o Origin, private bool, work func(ctx context.Context, s Sink)) (Task, *Note) {
	t := &task{work: work}
	if b.asks.reserve(o.Place.Space(), t) {
		return &reply{t, b, o, private}, nil
	}
	if b.asks.isClosed() {
		b.Meter.Turned("ending")
		n := stoppingNote()
		return nil, &n
	}
	b.Meter.Turned("busy")
	n := Say(ToneRefused, "Too many questions of this server are waiting for an answer right now. Please try again in a minute.")
	return nil, &n
}

// tell finishes a reply, also when the time of the work on it is over.
func (b *Bot) tell(ctx context.Context, s Sink, x Screen) (message string, err error) {
	ctx, cancel := linger(ctx, replyTime)
	defer cancel()
	return s.Finish(ctx, x)
}
