// Package bot decides what happens when somebody in Discord asks, presses,
// uploads or leaves. It knows servers, members and moderators, and nothing of
// Discord's protocol.
//
// The way through it:
//
//	an event          Command, Completion, Press, Submission or Said (event.go)
//	is decided        from memory, at once: who may, is there room (gate.go, limit.go)
//	gives a Response  what to show first, and the Task that does the rest (response.go)
//	runs              in the queue of its server (queue.go), fair between servers
//	shows Screens     data, drawn by package bot/render (screen.go)
//
// What members can do is in the files member*.go, what moderators can do in
// mod*.go. Beside what people start, Upkeep does what falls due by itself: it
// ends undo times, marks answers whose sources changed, tells subscribers, writes
// the weekly digest, and forgets what is old (upkeep*.go). Beside it sources are
// read again when they are due (freshness.go).
//
// Everything that Discord hands back (a pressed button, a form, an id that was
// completed) is checked again for server, person and right, whatever Discord
// showed: see Verb and gate.go.
//
// What is kept are the records of records.go; package bot/store keeps them. The
// ports of ports.go name what the bot needs of others; cmd/footnote hands them
// over.
package bot

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"footnote/corpus"
)

// Config is what a Bot needs. All ports must be set; Meter, Now and Log may be
// missing, and zero numbers mean the defaults.
type Config struct {
	Asker     Asker
	Checker   Checker
	Exampler  Exampler
	Importer  Importer
	Refresher Refresher
	Remover   Remover
	Purger    Purger
	Library   Library
	Finder    Finder
	Store     Store
	Outbox    Outbox
	Directory Directory

	Ceilings Ceilings
	// Workers is how many questions are answered at once; default 32. Waiting is
	// how many of one server may wait, those that are being answered included;
	// default 40.
	Workers, Waiting int

	Meter Meter
	Now   func() time.Time
	Log   *slog.Logger
}

// Bot is the bot of all servers. Its methods are safe for concurrent use. Run
// must be running for tasks to be done.
type Bot struct {
	Config
	asks     *queue // questions and checks
	jobs     *queue // imports
	desk     *queue // what moderators look up and set
	book     *jobBook
	titles   *titles
	limits   *limits
	settings *settingsCache
	pending  *pending
	forgets  *forgets
	flights  *flights
	examples *examples
	saving   *saving

	commands    map[string]handler[Command]
	presses     map[Verb]handler[Press]
	submissions map[Verb]handler[Submission]

	presence  presence
	upkeep    *upkeep
	freshness *freshness
}

// New makes a Bot.
func New(c Config) *Bot {
	if c.Workers <= 0 {
		c.Workers = 32
	}
	if c.Waiting <= 0 {
		c.Waiting = 40
	}
	if c.Ceilings.Keep <= 0 {
		c.Ceilings.Keep = 90 * 24 * time.Hour
	}
	if c.Meter == nil {
		c.Meter = noMeter{}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	b := &Bot{Config: c}
	b.asks = newQueue(c.Workers, c.Waiting, b.panicked)
	b.jobs = newQueue(jobWorkers, jobsWaiting, b.panicked)
	b.desk = newQueue(deskWorkers, deskWaiting, b.panicked)
	b.book = newJobBook(c.Store, c.Now)
	b.titles = newTitles(c.Library, c.Now)
	b.limits = newLimits(c.Now)
	b.settings = &settingsCache{store: c.Store, known: map[corpus.Space]Settings{}}
	b.pending = newPending(c.Now)
	b.forgets = newForgets(c.Now)
	b.flights = newFlights(c.Store, c.Log)
	b.presence.in = map[corpus.Space]bool{}
	b.upkeep = newUpkeep(b)
	b.freshness = newFreshness(b)
	b.memberHandlers()
	b.moderatorHandlers()
	return b
}

// Imports are few and long: how many run at once over all servers, and how many
// of one server may wait.
const (
	jobWorkers  = 4
	jobsWaiting = 20
)

// grace is how long tasks may go on after Run was told to end.
const grace = 10 * time.Second

// Run works until ctx ends, and returns when everything has ended: tasks that
// run get the time of grace to finish, those that wait say that they were not
// begun.
func (b *Bot) Run(ctx context.Context) {
	var wg sync.WaitGroup
	wg.Go(func() { b.asks.run(ctx, grace) })
	wg.Go(func() { b.jobs.run(ctx, grace) })
	wg.Go(func() { b.desk.run(ctx, grace) })
	wg.Go(func() { b.upkeep.run(ctx) })
	wg.Go(func() { b.freshness.run(ctx) })
	// The flights end last: the queues write to them.
	stop := make(chan struct{})
	written := make(chan struct{})
	go func() { defer close(written); b.flights.run(stop) }()
	wg.Wait()
	close(stop)
	<-written
}

// Command answers a command.
func (b *Bot) Command(ctx context.Context, c Command) (r Response) {
	defer b.guard(&r, c.Origin, "command "+c.Name)
	h, ok := b.commands[c.Name]
	if !ok {
		return refuse("This command is not one of mine any more. /help shows what I can do.")
	}
	return h.answer(ctx, b, c.Origin, c)
}

// Press answers a button or a menu.
func (b *Bot) Press(ctx context.Context, p Press) (r Response) {
	verb, _ := ReadID(p.CustomID, 1)
	defer b.guard(&r, p.Origin, "button "+string(verb))
	h, ok := b.presses[verb]
	if !ok {
		return staleButton()
	}
	return h.answer(ctx, b, p.Origin, p)
}

// Submit answers a form.
func (b *Bot) Submit(ctx context.Context, s Submission) (r Response) {
	verb, _ := ReadID(s.CustomID, 1)
	defer b.guard(&r, s.Origin, "form "+string(verb))
	h, ok := b.submissions[verb]
	if !ok {
		return staleButton()
	}
	return h.answer(ctx, b, s.Origin, s)
}

// Complete completes an option of a moderator's command.
func (b *Bot) Complete(ctx context.Context, c Completion) (out []Choice) {
	defer func() {
		if cause := recover(); cause != nil {
			b.panicked(cause)
			out = nil
		}
	}()
	if b.gate(ctx, c.Origin, true) != nil {
		return nil
	}
	return b.completeSource(ctx, c)
}

// Said answers a message that is meant for the bot. The zero Response is silence.
func (b *Bot) Said(ctx context.Context, s Said) (r Response) {
	defer b.guard(&r, s.Origin, "message")
	return b.said(ctx, s)
}

// handler answers one kind of event, after the gate.
type handler[E any] struct {
	moderator bool // only for who may manage sources
	handle    func(ctx context.Context, e E) Response
}

func (h handler[E]) answer(ctx context.Context, b *Bot, o Origin, e E) Response {
	if no := b.gate(ctx, o, h.moderator); no != nil {
		return Response{Show: *no, Private: true}
	}
	r := h.handle(ctx, e)
	if r.Private && r.Show != nil {
		r.Show, _ = b.withWord(ctx, o, r.Show)
	}
	return r
}

// guard turns a panic into an answer: it costs this one event.
func (b *Bot) guard(r *Response, o Origin, what string) {
	cause := recover()
	if cause == nil {
		return
	}
	b.Log.Error("panic", "while", what, "space", o.Place.Space(), "panic", cause, "stack", string(debug.Stack()))
	b.Meter.Panicked()
	if r.Task != nil {
		r.Task.Drop()
	}
	*r = Response{Show: brokenNote(), Private: true}
}

// panicked notes a panic of a task.
func (b *Bot) panicked(cause any) {
	b.Log.Error("panic", "while", "task", "panic", cause, "stack", string(debug.Stack()))
	b.Meter.Panicked()
}

func brokenNote() Note {
	return Say(ToneFailed, "Something went wrong inside Footnote. Nothing was lost; try again, and tell who runs the bot if it happens again.")
}

// refuse is a private note that the person may not, or cannot.
func refuse(text string, names ...string) Response {
	return Response{Show: Say(ToneRefused, text, names...), Private: true}
}

// fail is a private note about an error, whose cause is logged.
func (b *Bot) fail(err error, what string, o Origin) Response {
	b.Log.Warn(what, "space", o.Place.Space(), "err", err)
	return Response{Show: failNote(err), Private: true}
}

// failNote says what the person can know of an error.
func failNote(err error) Note { return Say(ToneFailed, "%s", corpus.Explain(err)) }

// staleButton answers a button of another server, an old one, or a made-up one.
func staleButton() Response {
	return refuse("This button is too old, or is not meant for here. Please ask again.")
}

// noMeter counts nothing.
type noMeter struct{}

func (noMeter) Answered(string, time.Duration) {}
func (noMeter) Turned(string)                  {}
func (noMeter) Refreshed(corpus.Status)        {}
func (noMeter) Panicked()                      {}
