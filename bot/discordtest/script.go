package discordtest

import (
	"context"
	"slices"
	"time"
)

// An Action is one thing that a gateway connection does to the bot.
type Action func(*conn)

// Script is what one coming connection does. The zero Script is honest.
type Script struct {
	// Status, if set, answers the upgrade with this HTTP status and a page of HTML.
	Status int
	// NoHello: the connection opens and never says a word.
	NoHello bool
	// Hello is done right after HELLO.
	Hello []Action
	// Identify is done instead of READY, Resume instead of RESUMED.
	Identify, Resume []Action
	// BeforeReady is done before READY, BeforeResumed before the events missed and
	// RESUMED, as the first thing that the bot reads after its identify or resume.
	BeforeReady, BeforeResumed []Action
	// Ready is done right after READY and its GUILD_CREATEs, Resumed right after RESUMED.
	Ready, Resumed []Action
}

// CloseWith closes the connection with a close code. Codes as in Discord's
// documentation ("Gateway Close Event Codes").
func CloseWith(code int) Action { return func(c *conn) { c.end(code, "fake") } }

// Drop cuts the TCP connection without a close frame.
func Drop() Action { return func(c *conn) { c.push(frame{close: -1}) } }

// Reconnect asks the bot to reconnect and resume (op 7).
func Reconnect() Action {
	return func(c *conn) { c.send(obj{"op": 7, "t": nil, "s": nil, "d": nil}) }
}

// InvalidSession says that the session is invalid (op 9). One that is not
// resumable is forgotten.
func InvalidSession(resumable bool) Action {
	return func(c *conn) {
		if c.sess != nil && !resumable {
			c.s.forget(c.sess)
		}
		c.send(obj{"op": 9, "t": nil, "s": nil, "d": resumable})
	}
}

// AskHeartbeat asks for a heartbeat at once (op 1).
func AskHeartbeat() Action {
	return func(c *conn) { c.send(obj{"op": 1, "t": nil, "s": nil, "d": nil}) }
}

// Silence sends nothing any more on this connection, which stays open.
func Silence() Action { return func(c *conn) { c.silent = true } }

// Deaf acknowledges no heartbeat any more on this connection.
func Deaf() Action { return func(c *conn) { c.deaf = true } }

// Pause delays everything that follows on this connection by real time.
func Pause(d time.Duration) Action { return func(c *conn) { c.push(frame{wait: d}) } }

// Raw sends a text frame as it is.
func Raw(text string) Action { return func(c *conn) { c.push(frame{data: []byte(text)}) } }

func (c *conn) run(actions []Action) {
	for _, a := range actions {
		a(c)
	}
}

// Next gives the coming gateway connections their scripts, one each, in order;
// connections beyond them are honest.
func (s *Server) Next(scripts ...Script) {
	s.mu.Lock()
	s.gw.script = append(s.gw.script, scripts...)
	s.mu.Unlock()
}

// Open counts the gateway connections that are open now, identified or not.
func (s *Server) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.gw.conns)
}

// Do does the actions to every open connection now.
func (s *Server) Do(actions ...Action) {
	s.mu.Lock()
	for c := range s.gw.conns {
		c.run(actions)
	}
	s.mu.Unlock()
}

// Hold keeps back events (they happen, but are not told) until Release.
func (s *Server) Hold() {
	s.mu.Lock()
	s.gw.holding = true
	s.mu.Unlock()
}

// Release tells the held events, in their order or in reverse.
func (s *Server) Release(reversed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.gw.held
	s.gw.holding, s.gw.held = false, nil
	if reversed {
		slices.Reverse(held)
	}
	for _, send := range held {
		send()
	}
	s.notify()
}

// Copies makes every later event arrive n times (1: once, as usual).
func (s *Server) Copies(n int) {
	s.mu.Lock()
	s.gw.copies = max(n, 1)
	s.mu.Unlock()
}

// Mute stops (or takes up again) acknowledging heartbeats, on all connections.
func (s *Server) Mute(muted bool) {
	s.mu.Lock()
	s.gw.muted = muted
	s.mu.Unlock()
}

// Connections are the records of all gateway connections so far, oldest first.
func (s *Server) Connections() []Connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Connection
	for _, c := range s.gw.connections {
		out = append(out, *c)
	}
	return out
}

// Identifies are the moments of all identifies so far.
func (s *Server) Identifies() []time.Time {
	var out []time.Time
	for _, c := range s.Connections() {
		if !c.Identified.IsZero() {
			out = append(out, c.Identified)
		}
	}
	return out
}

// SetSessionStarts sets how many identifies remain of the allowance.
func (s *Server) SetSessionStarts(remaining int) {
	s.mu.Lock()
	s.gw.identifies = s.opt.SessionStarts - remaining
	s.mu.Unlock()
}

// Connected waits until a session is established and its connection open.
func (s *Server) Connected(ctx context.Context) error {
	return s.Wait(ctx, func() bool { return s.Sessions() > 0 })
}

// Sessions counts the sessions that are connected now.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, sess := range s.gw.sessions {
		if sess.conn != nil {
			n++
		}
	}
	return n
}
