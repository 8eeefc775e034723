package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

const (
	dialTime  = 20 * time.Second // with the handshake
	helloTime = 20 * time.Second
	readyTime = time.Minute      // from identify or resume to the first event
	idleGrace = 15 * time.Second // beyond the time between heartbeats
	writeTime = 10 * time.Second
	closeTime = 2 * time.Second // for the gateway to answer a close
	maxFrame  = 32 << 20        // the longest are large servers
)

var (
	errZombie      = errors.New("a heartbeat was not acknowledged")
	errNotReady    = errors.New("the session did not begin in time")
	errReconnect   = errors.New("the gateway asked to reconnect")
	errInvalid     = errors.New("the session is invalid")
	errNoHello     = errors.New("the gateway did not say hello")
	errNoHandshake = errors.New("no gateway there")
)

// conn is one connection. Its reader is run's goroutine; a second goroutine sends
// heartbeats and closes.
type conn struct {
	g  *Gateway
	ws *websocket.Conn

	write sync.Mutex

	mu      sync.Mutex
	why     error     // why the bot itself dropped the connection
	seq     int64     // of the last event
	sent    time.Time // the last heartbeat
	unacked time.Time // the first heartbeat that was not acknowledged; zero if all were
}

// open dials.
func (g *Gateway) open(ctx context.Context, to string) (*conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	d := websocket.Dialer{NetDialContext: g.dial, Proxy: http.ProxyFromEnvironment}
	ws, resp, err := d.DialContext(ctx, to, nil)
	if err != nil {
		if resp != nil {
			return nil, fmt.Errorf("%w: %s", errNoHandshake, resp.Status)
		}
		return nil, g.client.redact.err(err)
	}
	ws.SetReadLimit(maxFrame)
	// The answer to a close frame is the end of the connection.
	ws.SetCloseHandler(func(int, string) error { return nil })
	return &conn{g: g, ws: ws}, nil
}

// run begins or resumes the session, and reads until the connection ends.
func (c *conn) run(ctx context.Context, s *session, in *inbox) ending {
	interval := make(chan time.Duration, 1)
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { c.beat(ctx, interval, done) })
	if s.id == "" {
		s.seq = 0
	}
	c.seq = s.seq
	end := c.read(ctx, s, in, interval)
	close(done)
	// Without a close frame: 1000 would end the session that is to be resumed.
	c.ws.NetConn().Close()
	wg.Wait()
	return end
}

// read is run without the other goroutine.
func (c *conn) read(ctx context.Context, s *session, in *inbox, interval chan<- time.Duration) ending {
	_ = c.ws.SetReadDeadline(time.Now().Add(helloTime))
	e, err := c.next()
	if err != nil {
		return c.ended(err, 0)
	}
	every, ok := readHello(e)
	if !ok {
		return c.ended(errNoHello, 0)
	}
	interval <- every
	if err := c.start(s); err != nil {
		return c.ended(err, 0)
	}
	var since time.Time // when the session was begun or resumed
	lasted := func() time.Duration {
		if since.IsZero() {
			return 0
		}
		return time.Since(since)
	}
	notReady := time.Now().Add(readyTime) // moves on with every event
	for {
		idle := time.Now().Add(every + idleGrace)
		if since.IsZero() && notReady.Before(idle) {
			idle = notReady
		}
		_ = c.ws.SetReadDeadline(idle)
		e, err := c.next()
		if errors.Is(err, errFrame) {
			c.g.log.Warn("the gateway sent something that cannot be read", "error", c.g.client.redact.err(err))
			continue
		}
		if err != nil {
			if since.IsZero() && !time.Now().Before(notReady) {
				err = errNotReady
			}
			return c.ended(err, lasted())
		}
		switch e.Operation {
		case opDispatch:
			notReady = time.Now().Add(readyTime)
			if e.Type == "READY" {
				c.ready(s, e)
			}
			if e.Type == "READY" || e.Type == "RESUMED" {
				since = time.Now()
				c.g.count(func(st *GatewayStats) { st.Since = since })
				c.g.log.Info("connected to Discord", "event", e.Type)
			}
			c.g.count(func(st *GatewayStats) { st.Events++ })
			in.put(ctx, *e)
			c.mu.Lock()
			c.seq, s.seq = e.Sequence, e.Sequence
			c.mu.Unlock()
		case opHeartbeat:
			if err := c.heartbeat(); err != nil {
				return c.ended(err, lasted())
			}
		case opReconnect:
			return ending{why: errReconnect, code: closedWithoutAnyMessage, lasted: lasted()}
		case opInvalidSession:
			resumable := false
			_ = json.Unmarshal(e.RawData, &resumable)
			return ending{why: errInvalid, code: closedWithoutAnyMessage, fresh: !resumable,
				wait: time.Second + rand.N(4*time.Second), lasted: lasted()}
		case opHeartbeatAck:
			c.acknowledged()
		}
	}
}

// start sends the identify, or the resume of a session that there is.
func (c *conn) start(s *session) error {
	if s.id == "" {
		c.g.count(func(st *GatewayStats) { st.Identifies++ })
		return c.send(newIdentify(c.g.client.token, c.g.shard, Intents))
	}
	c.g.count(func(st *GatewayStats) { st.Resumes++ })
	return c.send(frame{opResume, resume{c.g.client.token, s.id, s.seq}})
}

// ready notes what a resume will need.
func (c *conn) ready(s *session, e *discordgo.Event) {
	var r ready
	_ = json.Unmarshal(e.RawData, &r)
	s.id, s.resumeURL = r.SessionID, ""
	if to, err := c.g.address(r.ResumeURL); err == nil {
		s.resumeURL = to
	}
}

// ended says how to go on after an error.
func (c *conn) ended(err error, lasted time.Duration) ending {
	end := ending{why: c.g.client.redact.err(err), code: closedWithoutAnyMessage, lasted: lasted}
	var closed *websocket.CloseError
	if errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure {
		end.code = closeCode(closed.Code)
		end.fresh = end.code.fresh()
		end.fatal = end.code.problem(closed.Text)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.why != nil {
		end.why = c.why
	}
	return end
}

var errFrame = errors.New("no frame of the gateway")

// next reads one frame.
func (c *conn) next() (*discordgo.Event, error) {
	_, data, err := c.ws.ReadMessage()
	if err != nil {
		return nil, err
	}
	e := &discordgo.Event{Operation: -1}
	if err := json.Unmarshal(data, e); err != nil {
		return nil, fmt.Errorf("%w: %w", errFrame, err)
	}
	return e, nil
}

// send writes one frame.
func (c *conn) send(f frame) error {
	c.write.Lock()
	defer c.write.Unlock()
	_ = c.ws.SetWriteDeadline(time.Now().Add(writeTime))
	return c.ws.WriteJSON(f)
}

// beat sends heartbeats, as soon as it knows how often, and closes the connection
// when ctx ends. What it cannot send, or what is not acknowledged, ends the
// connection, which the reader notices.
func (c *conn) beat(ctx context.Context, interval <-chan time.Duration, done <-chan struct{}) {
	var every time.Duration
	// Never before hello; the first beat comes at random, so that not all bots beat
	// at once after an outage.
	t := time.NewTimer(time.Hour)
	defer t.Stop()
	for {
		select {
		case every = <-interval:
			t.Reset(rand.N(every))
			continue
		case <-t.C:
		case <-done:
			return
		case <-ctx.Done():
			c.close(done)
			return
		}
		if every == 0 {
			continue
		}
		t.Reset(every)
		c.mu.Lock()
		// A heartbeat that the gateway asked for may have gone out just now.
		zombie := !c.unacked.IsZero() && time.Since(c.unacked) > every/2
		c.mu.Unlock()
		if zombie {
			c.drop(errZombie)
			return
		}
		if err := c.heartbeat(); err != nil {
			c.drop(err)
			return
		}
	}
}

// heartbeat sends one.
func (c *conn) heartbeat() error {
	c.mu.Lock()
	c.sent = time.Now()
	if c.unacked.IsZero() {
		c.unacked = c.sent
	}
	f := frame{Op: opHeartbeat}
	if c.seq > 0 {
		f.Data = c.seq
	}
	c.mu.Unlock()
	return c.send(f)
}

// acknowledged notes that the gateway heard the last heartbeat.
func (c *conn) acknowledged() {
	c.mu.Lock()
	c.unacked = time.Time{}
	latency := time.Since(c.sent)
	c.mu.Unlock()
	c.g.count(func(st *GatewayStats) { st.Latency = latency })
}

// drop ends the connection without a close frame, so that the session can be
// resumed.
func (c *conn) drop(why error) {
	c.mu.Lock()
	c.why = why
	c.mu.Unlock()
	c.ws.NetConn().Close()
}

// close ends connection and session: the program stops, and the next one cannot
// take the session over.
func (c *conn) close(done <-chan struct{}) {
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(int(closeNormal), ""), time.Now().Add(closeTime))
	t := time.NewTimer(closeTime)
	defer t.Stop()
	select {
	case <-done: // the gateway has closed too
	case <-t.C:
		c.ws.NetConn().Close()
	}
}
