package discordtest

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// Gateway intents, as in Discord's documentation ("Gateway Intents").
const (
	IntentGuilds         = 1 << 0
	IntentGuildMembers   = 1 << 1 // privileged
	IntentPresences      = 1 << 8 // privileged
	IntentGuildMessages  = 1 << 9
	IntentDirectMessages = 1 << 12
	IntentMessageContent = 1 << 15 // privileged
	privilegedIntents    = IntentGuildMembers | IntentPresences | IntentMessageContent
	knownIntents         = 1<<26 - 1
)

// Bounds of the gateway's memory: events of a session kept for a resume,
// sessions kept at all, frames waiting for one connection.
const (
	replayEvents = 2000
	keptSessions = 16
	outFrames    = 1 << 15
)

// maxFrame is how long a frame of the bot may be in bytes, from Discord's
// documentation ("Sending Events").
const maxFrame = 4096

type gateway struct {
	sessions    []*session
	conns       map[*conn]bool
	connections []*Connection // records
	script      []Script
	identifies  int // since the allowance was last full
	muted       bool
	copies      int
	holding     bool
	held        []func()
}

func (g *gateway) init() { g.conns = map[*conn]bool{}; g.copies = 1 }

// Connection is the record of one gateway connection.
type Connection struct {
	At         time.Time
	ViaResume  bool // dialled at the resume address
	Identified time.Time
	Resumed    bool // a resume was accepted
	Refused    bool // an identify or resume was answered with "invalid session" or a close
	SessionID  string
	Intents    int
	Shard      [2]int
	Heartbeats int
	Closed     bool
	// CloseCode is what the bot closed with; 0 while open, -1 without a close frame.
	CloseCode int
}

type conn struct {
	s      *Server
	ws     *websocket.Conn
	rec    *Connection
	script Script
	out    chan frame
	done   chan struct{} // closed when the reader has ended
	sess   *session
	recent []time.Time // frames of the last minute
	silent bool        // sends nothing any more
	deaf   bool        // acknowledges no heartbeat
	zlib   bool
}

// frame is what the writer sends: data, or the end of the connection.
type frame struct {
	data  []byte
	zlib  bool // to be compressed
	wait  time.Duration
	close int // close code; -1: drop the connection without a close frame
	text  string
}

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request, resume bool) {
	if r.URL.Query().Get("v") == "" {
		s.violation("gateway dialled without a version (?v=10)")
	}
	s.mu.Lock()
	rec := &Connection{At: s.now(), ViaResume: resume}
	s.gw.connections = append(s.gw.connections, rec)
	var script Script
	if len(s.gw.script) > 0 {
		script, s.gw.script = s.gw.script[0], s.gw.script[1:]
	}
	s.notify()
	s.mu.Unlock()
	if script.Status != 0 {
		http.Error(w, "<html><body>"+http.StatusText(script.Status)+"</body></html>", script.Status)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &conn{s: s, ws: ws, rec: rec, script: script, out: make(chan frame, outFrames), done: make(chan struct{})}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		ws.Close()
		return
	}
	s.gw.conns[c] = true
	if script.NoHello {
		c.silent = true
	}
	c.send(obj{"op": 10, "t": nil, "s": nil, "d": obj{"heartbeat_interval": s.opt.Heartbeat.Milliseconds(), "_trace": []string{"fake"}}})
	c.run(script.Hello)
	s.wg.Add(1)
	s.notify()
	s.mu.Unlock()
	go func() {
		defer s.wg.Done()
		c.write()
	}()
	c.read()
}

func (c *conn) write() {
	defer c.ws.Close()
	for {
		var f frame
		select {
		case f = <-c.out:
		case <-c.done:
			return
		}
		if f.wait > 0 {
			c.s.sleep(c.s.ctx, f.wait)
		}
		switch {
		case f.close == -1:
			return
		case f.close > 0:
			deadline := time.Now().Add(5 * time.Second)
			if c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(f.close, f.text), deadline) != nil {
				return
			}
			// The client answers a close frame with its own, which ends the reader.
			select {
			case <-c.done:
			case <-time.After(2 * time.Second):
			case <-c.s.ctx.Done():
			}
			return
		case f.data != nil:
			kind := websocket.TextMessage
			if f.zlib {
				var b bytes.Buffer
				z := zlib.NewWriter(&b)
				z.Write(f.data)
				z.Close()
				kind, f.data = websocket.BinaryMessage, b.Bytes()
			}
			c.ws.SetWriteDeadline(time.Now().Add(30 * time.Second))
			if c.ws.WriteMessage(kind, f.data) != nil {
				return
			}
		}
	}
}

func (c *conn) read() {
	code := -1
	c.ws.SetReadLimit(1 << 20)
	for {
		_, data, err := c.ws.ReadMessage()
		if err != nil {
			if ce, ok := err.(*websocket.CloseError); ok && ce.Code != websocket.CloseAbnormalClosure {
				code = ce.Code
			}
			break
		}
		c.handle(data)
	}
	close(c.done)
	c.ws.Close()
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.gw.conns, c)
	c.rec.Closed, c.rec.CloseCode = true, code
	if c.sess != nil && c.sess.conn == c {
		c.sess.conn = nil
		// "When you close the connection with 1000 or 1001, your session will be
		// invalidated" (Discord's documentation, "Initiating a Disconnect").
		if code == 1000 || code == 1001 {
			s.forget(c.sess)
		}
	}
	s.notify()
}

// send queues a payload; a connection that reads too slowly is dropped.
func (c *conn) send(v any) {
	data, err := json.Marshal(v)
	if err != nil {
		c.s.violation("gateway payload: " + err.Error())
		return
	}
	c.push(frame{data: data})
}

func (c *conn) push(f frame) {
	if c.silent && f.close == 0 {
		return
	}
	f.zlib = c.zlib && len(f.data) > 1024
	select {
	case c.out <- f:
	default:
		c.ws.Close()
	}
}

func (c *conn) end(code int, text string) { c.push(frame{close: code, text: text}) }

// tooMany says whether the bot sends more than Discord takes: 120 frames in 60
// seconds (Discord's documentation, "Rate Limiting" of the gateway).
func (c *conn) tooMany() bool {
	now := c.s.now()
	for len(c.recent) > 0 && now.Sub(c.recent[0]) > time.Minute {
		c.recent = c.recent[1:]
	}
	c.recent = append(c.recent, now)
	return len(c.recent) > 120
}

func (c *conn) handle(data []byte) {
	var m struct {
		Op int             `json:"op"`
		D  json.RawMessage `json:"d"`
	}
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	if c.tooMany() {
		c.end(4008, "Rate limited.")
		return
	}
	if len(data) > maxFrame || json.Unmarshal(data, &m) != nil {
		c.end(4002, "Error while decoding payload.")
		return
	}
	switch m.Op {
	case 1:
		c.rec.Heartbeats++
		if !c.deaf && !s.gw.muted {
			c.send(obj{"op": 11, "t": nil, "s": nil, "d": nil})
		}
	case 2:
		c.identify(m.D)
	case 6:
		c.resume(m.D)
	case 3, 4, 8, 31:
		if c.sess == nil {
			c.end(4003, "Not authenticated.")
		}
	default:
		c.end(4001, "Unknown opcode.")
	}
}

// dropAll ends every connection at once.
func (s *Server) dropAll() {
	for c := range s.gw.conns {
		c.ws.Close()
	}
}
