package discord

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// gate is a gateway in memory, so that its time can be synctest's. The test plays
// the server: it takes the connections one by one.
type gate struct {
	t     *testing.T
	wire  *wire
	g     *Gateway
	conns chan *gateConn
	hosts []string // that were dialled
	err   chan error
	stop  context.CancelFunc

	mu       sync.Mutex
	events   []any
	handle   func(any)
	limits   []string // answers of /gateway/bot, the last one for ever
	refuse   map[string]bool
	interval time.Duration
}

const limitFull = `{"total":1000,"remaining":1000,"reset_after":0,"max_concurrency":1}`

// newGate starts a Gateway against a gate; every goroutine ends with the test.
func newGate(t *testing.T) *gate {
	f := &gate{t: t, conns: make(chan *gateConn, 8), err: make(chan error, 1), limits: []string{limitFull},
		refuse: map[string]bool{}, interval: 40 * time.Second}
	f.wire = &wire{answer: func(*http.Request) reply {
		f.mu.Lock()
		defer f.mu.Unlock()
		limit := f.limits[0]
		if len(f.limits) > 1 {
			f.limits = f.limits[1:]
		}
		if limit == "401" {
			return reply{status: 401, body: `{"message":"401: Unauthorized","code":0}`}
		}
		return reply{status: 200, body: `{"url":"ws://gateway.test","shards":1,"session_start_limit":` + limit + `}`}
	}}
	f.g = NewGateway(GatewayOptions{Client: newTestClient(t, f.wire), Dial: f.dial, Handle: func(_ context.Context, e any) {
		f.mu.Lock()
		f.events = append(f.events, e)
		handle := f.handle
		f.mu.Unlock()
		if handle != nil {
			handle(e)
		}
	}})
	return f
}

func (f *gate) start() {
	ctx, stop := context.WithCancel(context.Background())
	f.stop = stop
	go func() { f.err <- f.g.Run(ctx) }()
}

// end stops the Gateway and waits for it.
func (f *gate) end() {
	f.t.Helper()
	f.stop()
	if err := <-f.err; err != nil {
		f.t.Errorf("Run = %v", err)
	}
}

func (f *gate) dial(ctx context.Context, _, addr string) (net.Conn, error) {
	host, _, _ := net.SplitHostPort(addr)
	f.mu.Lock()
	f.hosts = append(f.hosts, host)
	refused := f.refuse[host]
	f.mu.Unlock()
	if refused {
		return nil, errDial
	}
	client, server := net.Pipe()
	c := &gateConn{t: f.t, frames: make(chan map[string]any, 64), closed: make(chan int, 1), up: make(chan struct{}), acks: true, host: host, at: time.Now()}
	go c.serve(server)
	f.conns <- c
	return client, nil
}

// accept takes the next connection and says hello.
func (f *gate) accept() *gateConn {
	f.t.Helper()
	c := <-f.conns
	c.hello(f.interval)
	return c
}

// begin takes a connection up to READY.
func (f *gate) begin(session string) *gateConn {
	f.t.Helper()
	c := f.accept()
	c.want(opIdentify)
	c.ready(session)
	synctest.Wait()
	return c
}

func (f *gate) got() []any {
	synctest.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]any(nil), f.events...)
}

// gateConn is the server's end of a connection.
type gateConn struct {
	t      *testing.T
	ws     *websocket.Conn
	up     chan struct{}       // closed after the handshake
	frames chan map[string]any // but heartbeats
	closed chan int            // the close code, -1 without one
	host   string
	at     time.Time
	ended  time.Time

	mu    sync.Mutex
	acks  bool
	beats []any
	seq   int
}

func (c *gateConn) serve(conn net.Conn) {
	r := bufio.NewReader(conn)
	req, err := http.ReadRequest(r)
	if err != nil {
		conn.Close()
		c.closed <- -1
		return
	}
	if q := req.URL.Query(); q.Get("v") != "10" || q.Get("encoding") != "json" {
		c.t.Errorf("dialled %s", req.URL)
	}
	ws, err := new(websocket.Upgrader).Upgrade(hijacked{conn, r}, req, nil)
	if err != nil {
		c.t.Error(err)
		c.closed <- -1
		return
	}
	ws.SetCloseHandler(func(int, string) error { return nil })
	c.ws = ws
	close(c.up)
	for {
		var f map[string]any
		if err := ws.ReadJSON(&f); err != nil {
			code := -1
			var closed *websocket.CloseError
			if errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure {
				code = closed.Code
				// As Discord does, the server answers.
				_ = ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
			}
			ws.Close()
			c.ended = time.Now()
			c.closed <- code
			return
		}
		if f["op"] == float64(opHeartbeat) {
			c.mu.Lock()
			c.beats = append(c.beats, f["d"])
			acks := c.acks
			c.mu.Unlock()
			if acks {
				c.send(`{"op":11}`)
			}
			continue
		}
		c.frames <- f
	}
}

func (c *gateConn) send(s string) {
	<-c.up
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.ws.SetWriteDeadline(time.Now().Add(time.Minute))
	_ = c.ws.WriteMessage(websocket.TextMessage, []byte(s))
}

func (c *gateConn) hello(every time.Duration) {
	c.send(fmt.Sprintf(`{"op":10,"d":{"heartbeat_interval":%d}}`, every.Milliseconds()))
}

// event sends an event with the next sequence number.
func (c *gateConn) event(kind, data string) {
	c.seq++
	c.send(fmt.Sprintf(`{"op":0,"s":%d,"t":%q,"d":%s}`, c.seq, kind, data))
}

func (c *gateConn) ready(session string) {
	c.event("READY", `{"v":10,"session_id":"`+session+`","resume_gateway_url":"ws://resume.test","user":{"id":"1"},"guilds":[]}`)
}

// want takes the next frame and checks its operation.
func (c *gateConn) want(op int) map[string]any {
	c.t.Helper()
	select {
	case f := <-c.frames:
		if f["op"] != float64(op) {
			c.t.Fatalf("got %v, want operation %d", f, op)
		}
		d, _ := f["d"].(map[string]any)
		return d
	case code := <-c.closed:
		c.t.Fatalf("closed with %d, want operation %d", code, op)
	}
	return nil
}

// wantResume takes a resume.
func (c *gateConn) wantResume(session string, seq int) {
	c.t.Helper()
	d := c.want(opResume)
	if d["session_id"] != session || d["seq"] != float64(seq) || d["token"] != testToken {
		c.t.Errorf("resume %v, want session %s at %d", d, session, seq)
	}
}

// wantClosed waits for the end of the connection.
func (c *gateConn) wantClosed(code int) {
	c.t.Helper()
	if got := <-c.closed; got != code {
		c.t.Errorf("closed with %d, want %d", got, code)
	}
}

// close closes from the server's side.
func (c *gateConn) close(code int) {
	<-c.up
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, "because"), time.Now().Add(time.Second))
}

func (c *gateConn) drop() { <-c.up; c.ws.NetConn().Close() }

func (c *gateConn) silent() { c.mu.Lock(); c.acks = false; c.mu.Unlock() }

func (c *gateConn) beaten() []any {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]any(nil), c.beats...)
}

// hijacked lets an Upgrader use a connection without a server.
type hijacked struct {
	conn net.Conn
	r    *bufio.Reader
}

func (h hijacked) Header() http.Header       { return http.Header{} }
func (h hijacked) Write([]byte) (int, error) { return 0, nil }
func (h hijacked) WriteHeader(int)           {}
func (h hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.conn, bufio.NewReadWriter(h.r, bufio.NewWriter(h.conn)), nil
}

func asJSON(v any) string { b, _ := json.Marshal(v); return string(b) }
