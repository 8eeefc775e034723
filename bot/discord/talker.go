package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"footnote/bot"
	"footnote/bot/render"
)

const (
	// talkers is how many first answers are given at once. One takes as long as a
	// request to Discord, so that a thousand events at once are answered within a
	// second.
	talkers = 128
	// heard is how many events of people wait for that.
	heard = 4096

	// answerTime is how long Discord waits for the first answer
	// (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback).
	answerTime = 3 * time.Second
	// postTime is how long the first answer to a message may take.
	postTime = 15 * time.Second
	// keepTime is how long writing down that a server came or went may take.
	keepTime = 30 * time.Second

	registerFirst = 2 * time.Second
	registerMost  = 10 * time.Minute
)

// Decider decides what to answer; *bot.Bot does.
type Decider interface {
	Command(ctx context.Context, c bot.Command) bot.Response
	Complete(ctx context.Context, c bot.Completion) []bot.Choice
	Press(ctx context.Context, p bot.Press) bot.Response
	Submit(ctx context.Context, s bot.Submission) bot.Response
	Said(ctx context.Context, s bot.Said) bot.Response
}

// Keeper keeps in which servers the bot is; *bot.Bot does.
type Keeper interface {
	Joined(ctx context.Context, guild string) error
	Left(ctx context.Context, guild string) error
	// Present gets all of them.
	Present(ctx context.Context, guilds []string) error
}

// TalkerOptions are for NewTalker. All but Log and Dial must be set.
type TalkerOptions struct {
	Client    *Client
	Directory *Directory
	Decider   Decider
	Keeper    Keeper
	Commands  []bot.CommandSpec
	Log       *slog.Logger
	// Dial makes the gateway's connections; nil means the network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// Talker carries what happens in Discord to the bot, and the bot's answers back.
type Talker struct {
	client    *Client
	directory *Directory
	decider   Decider
	keeper    Keeper
	commands  []bot.CommandSpec
	gateway   *Gateway
	log       *slog.Logger

	events chan any
	here   map[string]bool // servers; the gateway's handler alone uses it

	mu   sync.Mutex
	self string // the bot's user

	edits    sync.WaitGroup // of sinks
	answered atomic.Int64
	missed   atomic.Int64
	dropped  atomic.Int64
	panics   atomic.Int64
}

// NewTalker makes a Talker.
func NewTalker(o TalkerOptions) *Talker {
	t := &Talker{
		client: o.Client, directory: o.Directory, decider: o.Decider, keeper: o.Keeper, commands: o.Commands, log: o.Log,
		events: make(chan any, heard), here: map[string]bool{},
	}
	if t.log == nil {
		t.log = slog.New(slog.DiscardHandler)
	}
	t.gateway = NewGateway(GatewayOptions{Client: o.Client, Handle: t.hear, Dial: o.Dial, Log: t.log})
	return t
}

// Stats are figures of a Talker since its start.
type Stats struct {
	Gateway GatewayStats
	REST    RESTStats
	// Answered and Missed count first answers that reached Discord, and that did not.
	Answered, Missed int64
	Dropped          int64 // events of people, for want of room
	Panics           int64
}

// Stats are the figures now.
func (t *Talker) Stats() Stats {
	s := Stats{
		Gateway: t.gateway.Stats(), REST: t.client.Stats(),
		Answered: t.answered.Load(), Missed: t.missed.Load(), Dropped: t.dropped.Load(), Panics: t.panics.Load(),
	}
	s.Panics += int64(s.Gateway.Panics)
	s.Dropped += int64(s.Gateway.Dropped)
	return s
}

// Run talks until ctx ends; then it takes no new work, gives the first answers
// that it began, closes the gateway and returns nil. Tasks may go on: Wait waits
// for what they show. When Discord refuses the bot for good the error is a
// *corpus.Problem that says what to change.
func (t *Talker) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	for range talkers {
		wg.Go(func() { t.talk(ctx) })
	}
	wg.Go(func() { t.register(ctx) })
	err := t.gateway.Run(ctx)
	stop()
	wg.Wait()
	return err
}

// Wait waits until nothing is being shown any more: call it when the tasks of the
// bot have ended.
func (t *Talker) Wait() { t.edits.Wait() }

// register makes the commands known, however long it takes.
func (t *Talker) register(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		changed, err := Register(ctx, t.client, t.commands)
		if err == nil {
			if changed {
				t.log.Info("commands registered; Discord may take a minute to show them")
			}
			return
		}
		if t.client.Stopped().Err() != nil {
			return // the gateway says so
		}
		wait := backoff(n, registerFirst, registerMost)
		t.log.Warn("commands not registered", "error", err, "again in", wait.Round(time.Second))
		_ = pause(ctx, wait)
	}
}

// hear takes an event of the gateway. What people do is queued; the rest changes
// what is known, at once and in order.
func (t *Talker) hear(ctx context.Context, event any) {
	t.directory.hear(event)
	switch e := event.(type) {
	case *Interaction:
		t.queue(e)
	case *discordgo.MessageCreate:
		t.mu.Lock()
		self := t.self
		t.mu.Unlock()
		if said, ok := saidOf(self, e.Message); ok {
			t.queue(said)
		}
	case *discordgo.Ready:
		t.ready(ctx, e)
	case *discordgo.GuildCreate:
		if e.Guild != nil && !e.Unavailable && !t.here[e.ID] {
			t.here[e.ID] = true
			t.kept("server joined", t.keeper.Joined, ctx, e.ID)
		}
	case *discordgo.GuildDelete:
		if e.Guild != nil && !e.Unavailable { // else it is an outage
			delete(t.here, e.ID)
			t.kept("server left", t.keeper.Left, ctx, e.ID)
		}
	}
}

// queue hands an event of people to the talkers.
func (t *Talker) queue(e any) {
	select {
	case t.events <- e:
	default:
		t.dropped.Add(1)
	}
}

// ready compares the servers that there are with those that were known.
func (t *Talker) ready(ctx context.Context, e *discordgo.Ready) {
	t.mu.Lock()
	if e.User != nil {
		t.self = e.User.ID
	}
	t.mu.Unlock()
	clear(t.here)
	var guilds []string
	for _, g := range e.Guilds {
		if g != nil {
			t.here[g.ID] = true
			guilds = append(guilds, g.ID)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, keepTime)
	defer cancel()
	if err := t.keeper.Present(ctx, guilds); err != nil {
		t.log.Error("servers not compared; that is done at the next start", "error", err)
	}
}

func (t *Talker) kept(what string, keep func(context.Context, string) error, ctx context.Context, guild string) {
	ctx, cancel := context.WithTimeout(ctx, keepTime)
	defer cancel()
	if err := keep(ctx, guild); err != nil {
		t.log.Error(what+" not written down", "server", guild, "error", err)
	}
}

// talk answers events until ctx ends.
func (t *Talker) talk(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-t.events:
			if ctx.Err() == nil {
				// What was begun is finished.
				t.answer(context.WithoutCancel(ctx), e)
			}
		}
	}
}

// answer gives the first answer to an event. A panic costs that event only.
func (t *Talker) answer(ctx context.Context, e any) {
	defer func() {
		if p := recover(); p != nil {
			t.panics.Add(1)
			t.log.Error("answering an event panicked", "panic", t.client.redact.text(fmt.Sprint(p)), "stack", string(debug.Stack()))
			if i, ok := e.(*Interaction); ok {
				t.apologise(ctx, i, "Something went wrong inside Footnote. Please try again.")
			}
		}
	}()
	switch e := e.(type) {
	case *Interaction:
		ctx, cancel := context.WithTimeout(ctx, answerTime)
		defer cancel()
		t.interaction(ctx, e)
	case bot.Said:
		ctx, cancel := context.WithTimeout(ctx, postTime)
		defer cancel()
		t.said(ctx, e)
	}
}

// interaction lets the bot decide and tells Discord.
func (t *Talker) interaction(ctx context.Context, i *Interaction) {
	var r bot.Response
	switch d := i.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		if i.Type == discordgo.InteractionApplicationCommandAutocomplete {
			t.tell(ctx, i, first{firstChoices, render.DrawChoices(t.decider.Complete(ctx, i.completionOf(d)))})
			return
		}
		c := i.commandOf(d)
		if c.Message != nil {
			t.mu.Lock()
			c.Message.Own = c.Message.AuthorID == t.self
			t.mu.Unlock()
		}
		r = t.decider.Command(ctx, c)
	case discordgo.MessageComponentInteractionData:
		r = t.decider.Press(ctx, i.pressOf(d))
	case discordgo.ModalSubmitInteractionData:
		r = t.decider.Submit(ctx, i.submissionOf(d))
	default:
		return
	}
	told := t.tell(ctx, i, firstOf(r, i.replacedBy(r)))
	switch {
	case r.Task == nil:
	case told:
		r.Task.Start(t.newReply(i, r))
	default:
		r.Task.Drop()
		t.apologise(ctx, i, "Discord did not take my answer in time. Please try again.")
	}
}

// apologise ends a reply that may have been promised: the person would wait for it
// for ever.
func (t *Talker) apologise(ctx context.Context, i *Interaction, text string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerTime)
	defer cancel()
	_, _ = t.client.editResponse(ctx, i.AppID, i.Token, render.Draw(bot.Say(bot.ToneFailed, text))) // if there is none, nobody waits
}

// tell gives the first answer, and reports whether it reached Discord.
func (t *Talker) tell(ctx context.Context, i *Interaction, f first) bool {
	err := t.client.respond(ctx, i.ID, i.Token, f)
	if err == nil {
		t.answered.Add(1)
		return true
	}
	t.missed.Add(1)
	level := slog.LevelWarn
	if errors.Is(err, ErrTokenDead) {
		level = slog.LevelInfo // it came too late
	}
	t.log.Log(ctx, level, "no first answer", "interaction", i.ID, "error", err)
	return false
}

// replacedBy reports whether a Response takes the place of the message whose button
// was pressed. What is for one person's eyes never does where others read it, whoever
// made up the custom_id.
func (i *Interaction) replacedBy(r bot.Response) bool {
	return r.Replace && i.Message != nil && (!r.Private || i.Message.Flags&flagPrivate != 0)
}

// firstOf is the first answer that a Response asks for; replace puts it in the place
// of a message.
func firstOf(r bot.Response, replace bool) first {
	switch {
	case r.Form != nil:
		return first{firstForm, render.DrawForm(*r.Form)}
	case r.Task != nil && replace:
		return first{Type: firstThinkingUpdate}
	case r.Task != nil:
		f := first{Type: firstThinking}
		if r.Private {
			f.Data = map[string]int{"flags": flagPrivate}
		}
		return f
	}
	show := r.Show
	if show == nil {
		show = bot.Say(bot.ToneFailed, "There is nothing to show.")
		r.Private = true
	}
	m := render.Draw(show)
	if replace {
		return first{firstUpdate, m}
	}
	if r.Private {
		m.Flags |= flagPrivate
	}
	return first{firstMessage, m}
}

// said lets the bot decide about a message, and replies to it.
func (t *Talker) said(ctx context.Context, s bot.Said) {
	if s.Place.Guild != "" && !s.Bot {
		s.Place.Parent = t.directory.parent(ctx, s.Place.Channel)
	}
	r := t.decider.Said(ctx, s)
	show := r.Show
	if r.Task != nil {
		show = bot.WaitScreen{}
	}
	if show == nil {
		return
	}
	// The message's id as nonce: however often it comes, it is answered once.
	m, err := t.client.send(ctx, s.Place.Channel, s.ID, s.ID, render.Draw(show))
	if err != nil {
		t.missed.Add(1)
		t.log.Warn("a message is not answered", "channel", s.Place.Channel, "error", err)
		if r.Task != nil {
			r.Task.Drop()
		}
		return
	}
	t.answered.Add(1)
	if r.Task != nil {
		r.Task.Start(t.newPost(s.Place.Channel, m.ID))
	}
}
