package discord

import (
	"context"
	"errors"
	"sync"
	"time"

	"footnote/bot"
	"footnote/bot/render"
)

const (
	editEvery = time.Second // at most one edit of a reply in this time
	// firstEdit is how long a reply shows that it thinks before it shows how far it
	// is: what ends sooner shows its end at once, and nothing in between.
	firstEdit = 300 * time.Millisecond
	editTime  = 15 * time.Second // for one that shows how far the work is
	// tokenTime is how long an interaction's token is used: less than its life, so
	// that the end does not come while it is being written.
	tokenTime = bot.TokenLife - 20*time.Second
)

// sink shows what a task finds by edits of one message. It implements bot.Sink.
//
// Screens that come faster than edits may go out are skipped for later ones; the
// last one is always shown, after the others, and complete.
type sink struct {
	edit  func(ctx context.Context, m render.Message) (message string, err error)
	edits *sync.WaitGroup
	made  time.Time

	mu      sync.Mutex
	next    bot.Screen    // to show; nil if there is none
	running chan struct{} // closed when the goroutine that shows ends; nil if there is none
	ended   chan struct{} // closed by Finish
	last    time.Time     // when the last edit began
}

func newSink(edits *sync.WaitGroup, edit func(context.Context, render.Message) (string, error)) *sink {
	return &sink{edit: edit, edits: edits, made: time.Now(), ended: make(chan struct{})}
}

// Show implements bot.Sink.
func (s *sink) Show(screen bot.Screen) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isEnded() {
		return
	}
	s.next = screen
	if s.running == nil {
		s.running = make(chan struct{})
		running := s.running
		s.edits.Go(func() {
			defer close(running)
			s.show()
		})
	}
}

func (s *sink) isEnded() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

// show shows screens until there is none left.
func (s *sink) show() {
	for {
		s.mu.Lock()
		wait := max(editEvery-time.Since(s.last), firstEdit-time.Since(s.made))
		s.mu.Unlock()
		if wait > 0 {
			t := time.NewTimer(wait)
			select {
			case <-t.C:
			case <-s.ended:
				t.Stop()
			}
		}
		s.mu.Lock()
		screen := s.next
		s.next = nil
		if screen == nil || s.isEnded() {
			s.running = nil
			s.mu.Unlock()
			return
		}
		s.last = time.Now()
		s.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), editTime)
		_, _ = s.edit(ctx, render.Draw(screen)) // the next one may get through
		cancel()
	}
}

// Finish implements bot.Sink.
func (s *sink) Finish(ctx context.Context, screen bot.Screen) (string, error) {
	s.mu.Lock()
	if s.isEnded() {
		s.mu.Unlock()
		return "", errFinished
	}
	close(s.ended)
	running := s.running
	s.mu.Unlock()
	if running != nil {
		// An edit that is on its way must arrive before the last one.
		select {
		case <-running:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	s.mu.Lock()
	wait := editEvery - time.Since(s.last)
	s.mu.Unlock()
	if wait > 0 {
		if err := pause(ctx, wait); err != nil {
			return "", err
		}
	}
	message, err := s.edit(ctx, render.Draw(screen))
	return message, problem(err)
}

var errFinished = errors.New("the reply is finished already")

// newReply is the sink of an interaction whose first answer promised more.
func (t *Talker) newReply(i *Interaction, r bot.Response) bot.Sink {
	e := &replyEdit{client: t.client, app: i.AppID, token: i.Token, channel: i.ChannelID, private: r.Private,
		until: sentAt(i.ID, time.Now()).Add(tokenTime)}
	if i.replacedBy(r) {
		e.message = i.Message.ID
		e.private = i.Message.Flags&flagPrivate != 0
	}
	return newSink(&t.edits, e.edit)
}

// replyEdit edits the reply to an interaction: with its token while that lives,
// then as any message of the bot's own, which nobody can do with a private one.
type replyEdit struct {
	client              *Client
	app, token, channel string
	private             bool
	until               time.Time

	mu      sync.Mutex
	message string // "" until Discord has told it
}

func (e *replyEdit) edit(ctx context.Context, m render.Message) (string, error) {
	e.mu.Lock()
	message := e.message
	e.mu.Unlock()
	err := ErrTokenDead
	if time.Now().Before(e.until) {
		edited, editErr := e.client.editResponse(ctx, e.app, e.token, m)
		if editErr == nil {
			e.mu.Lock()
			e.message = edited.ID
			e.mu.Unlock()
			return edited.ID, nil
		}
		err = editErr
	}
	if !errors.Is(err, ErrTokenDead) || message == "" || e.private {
		return "", err
	}
	_, err = e.client.edit(ctx, e.channel, message, m)
	return message, err
}

// newPost is the sink of a reply to a message: a message of the bot's own.
func (t *Talker) newPost(channel, message string) bot.Sink {
	return postSink{newSink(&t.edits, func(ctx context.Context, m render.Message) (string, error) {
		_, err := t.client.edit(ctx, channel, message, m)
		return message, err
	}), bot.Callback{Channel: channel, Message: message}}
}

// postSink tells where it shows; it implements bot.Calling.
type postSink struct {
	*sink
	callback bot.Callback
}

// Callback implements bot.Calling.
func (s postSink) Callback() bot.Callback { return s.callback }
