package discordtest

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
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

// session is what READY begins; it outlives its connection.
type session struct {
	id      string
	intents int
	shard   [2]int
	seq     int64
	first   int64 // seq of events[0]
	events  [][]byte
	conn    *conn // nil: waiting for a resume
}

type conn struct {
	s      *Server
	ws     *websocket.Conn
	rec    *Connection
	script Script
	out    chan frame
	done   chan struct{} // closed when the reader has ended
	sess   *session
	silent bool // sends nothing any more
	deaf   bool // acknowledges no heartbeat
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

func (s *Server) forget(sess *session) {
	s.gw.sessions = slices.DeleteFunc(s.gw.sessions, func(o *session) bool { return o == sess })
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

func (c *conn) handle(data []byte) {
	var m struct {
		Op int             `json:"op"`
		D  json.RawMessage `json:"d"`
	}
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	if json.Unmarshal(data, &m) != nil {
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

func (s *Server) goodToken(t string) bool {
	return strings.TrimPrefix(t, "Bot ") == s.opt.Token && !s.rest.revoked
}

func (c *conn) refuse(code int, text string) {
	c.rec.Refused = true
	c.end(code, text)
}

func (c *conn) invalid(resumable bool) {
	c.rec.Refused = true
	c.send(obj{"op": 9, "t": nil, "s": nil, "d": resumable})
}

func (c *conn) identify(raw json.RawMessage) {
	s := c.s
	var d struct {
		Token    string `json:"token"`
		Intents  int    `json:"intents"`
		Shard    []int  `json:"shard"`
		Compress bool   `json:"compress"`
	}
	if json.Unmarshal(raw, &d) != nil {
		c.end(4002, "Error while decoding payload.")
		return
	}
	if c.sess != nil {
		c.end(4005, "Already authenticated.")
		return
	}
	c.rec.Identified, c.rec.Intents = s.now(), d.Intents
	s.gw.identifies++
	shard := [2]int{0, 1}
	if len(d.Shard) == 2 {
		shard = [2]int{d.Shard[0], d.Shard[1]}
	}
	c.rec.Shard = shard
	switch {
	case c.script.Identify != nil:
		c.rec.Refused = true
		c.run(c.script.Identify)
		return
	case !s.goodToken(d.Token):
		c.refuse(4004, "Authentication failed.")
		return
	case shard[1] < 1 || shard[0] < 0 || shard[0] >= shard[1]:
		c.refuse(4010, "Invalid shard.")
		return
	case d.Intents&^knownIntents != 0:
		c.refuse(4013, "Invalid intent(s).")
		return
	case d.Intents&privilegedIntents&^s.opt.PrivilegedIntents != 0:
		c.refuse(4014, "Disallowed intent(s).")
		return
	case s.gw.identifies > s.opt.SessionStarts:
		s.violation("identified although no session starts remained")
		c.refuse(4004, "Authentication failed.")
		return
	}
	c.zlib = d.Compress
	sess := &session{id: fmt.Sprintf("%032x", len(s.gw.connections)) + s.newID(), intents: d.Intents, shard: shard, conn: c, first: 1}
	s.gw.sessions = append(s.gw.sessions, sess)
	if n := len(s.gw.sessions); n > keptSessions {
		s.gw.sessions = slices.Clone(s.gw.sessions[n-keptSessions:])
	}
	c.sess, c.rec.SessionID = sess, sess.id
	guilds := []obj{}
	var there []*Guild
	for _, g := range sorted(s.guilds) {
		if g.present && sess.has(g.ID) {
			guilds = append(guilds, obj{"id": g.ID, "unavailable": true})
			if !g.unavailable {
				there = append(there, g)
			}
		}
	}
	sess.event("READY", obj{
		"v": 10, "user": s.botUser(), "guilds": guilds, "session_id": sess.id,
		"resume_gateway_url": s.ResumeURL(), "shard": shard, "private_channels": []obj{},
		"session_type": "normal", "user_settings": obj{}, "relationships": []obj{}, "presences": []obj{},
		"application": obj{"id": s.bot.ID, "flags": s.appFlags()}, "guild_join_requests": []obj{},
		"geo_ordered_rtc_regions": []string{}, "auth": obj{}, "_trace": []string{"fake"},
	})
	if d.Intents&IntentGuilds != 0 {
		for _, g := range there {
			sess.event("GUILD_CREATE", g.create())
		}
	}
	c.run(c.script.Ready)
}

func (c *conn) resume(raw json.RawMessage) {
	s := c.s
	var d struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int64  `json:"seq"`
	}
	if json.Unmarshal(raw, &d) != nil {
		c.end(4002, "Error while decoding payload.")
		return
	}
	c.rec.SessionID = d.SessionID
	if c.script.Resume != nil {
		c.rec.Refused = true
		c.run(c.script.Resume)
		return
	}
	if !s.goodToken(d.Token) {
		c.refuse(4004, "Authentication failed.")
		return
	}
	i := slices.IndexFunc(s.gw.sessions, func(o *session) bool { return o.id == d.SessionID })
	if i < 0 || s.opt.SeparateResume && !c.rec.ViaResume {
		c.invalid(false)
		return
	}
	sess := s.gw.sessions[i]
	if d.Seq > sess.seq {
		c.refuse(4007, "Invalid seq.")
		return
	}
	if d.Seq+1 < sess.first {
		s.forget(sess)
		c.invalid(false)
		return
	}
	if sess.conn != nil {
		sess.conn.end(4000, "Session resumed elsewhere.")
	}
	sess.conn, c.sess = c, sess
	c.rec.Resumed, c.rec.Intents, c.rec.Shard = true, sess.intents, sess.shard
	for _, e := range sess.events[d.Seq+1-sess.first:] {
		c.push(frame{data: e})
	}
	sess.event("RESUMED", obj{"_trace": []string{"fake"}})
	c.run(c.script.Resumed)
}

// has says whether the guild belongs to the session's shard: (guild id >> 22) mod
// shards; direct messages ("") belong to shard 0.
func (sess *session) has(guildID string) bool {
	if guildID == "" {
		return sess.shard[0] == 0
	}
	id, _ := strconv.ParseUint(guildID, 10, 64)
	return int(id>>22)%sess.shard[1] == sess.shard[0]
}

// event gives the event the next sequence number, sends it if the session is
// connected and keeps it for a resume.
func (sess *session) event(name string, d any) {
	data, err := json.Marshal(struct {
		Op int    `json:"op"`
		T  string `json:"t"`
		S  int64  `json:"s"`
		D  any    `json:"d"`
	}{0, name, sess.seq + 1, d})
	if err != nil {
		return
	}
	sess.seq++
	if len(sess.events) >= replayEvents {
		drop := replayEvents / 2
		sess.events = slices.Clone(sess.events[drop:])
		sess.first += int64(drop)
	}
	sess.events = append(sess.events, data)
	if sess.conn != nil {
		sess.conn.push(frame{data: data})
	}
}

// dispatch sends an event to every session that has the intent and the guild. d
// is the payload, or a func(intents int) any that makes it for one session.
func (s *Server) dispatch(name, guildID string, intent int, d any) {
	send := func() {
		for _, sess := range s.gw.sessions {
			if intent != 0 && sess.intents&intent == 0 || !sess.has(guildID) {
				continue
			}
			payload := d
			if f, ok := d.(func(int) any); ok {
				payload = f(sess.intents)
			}
			s.checkEvent(name, payload)
			for range s.gw.copies {
				sess.event(name, payload)
			}
		}
	}
	if s.gw.holding {
		s.gw.held = append(s.gw.held, send)
	} else {
		send()
	}
	s.notify()
}

// dropAll ends every connection at once.
func (s *Server) dropAll() {
	for c := range s.gw.conns {
		c.ws.Close()
	}
}
