package discordtest

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// reply is what the fake answered to a raw request.
type reply struct {
	status int
	header http.Header
	body   map[string]any
	raw    []byte
}

func (r reply) code() int { c, _ := r.body["code"].(float64); return int(c) }
func (r reply) str(k string) string {
	v, _ := r.body[k].(string)
	return v
}

// do sends a raw request with the bot's token.
func do(t *testing.T, s *Server, method, path string, body any) reply {
	t.Helper()
	var data []byte
	switch b := body.(type) {
	case nil:
	case string:
		data = []byte(b)
	default:
		var err error
		if data, err = json.Marshal(body); err != nil {
			t.Fatal(err)
		}
	}
	return send(t, s, method, path, "application/json", data, "Bot "+s.Token())
}

func send(t *testing.T, s *Server, method, path, kind string, data []byte, auth string) reply {
	t.Helper()
	r, err := try(s, method, path, kind, data, auth)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

func try(s *Server, method, path, kind string, data []byte, auth string) (reply, error) {
	req, err := http.NewRequest(method, s.URL()+path, bytes.NewReader(data))
	if err != nil {
		return reply{}, err
	}
	if data != nil {
		req.Header.Set("Content-Type", kind)
	}
	if auth != "" {
		req.Header.Set("Authorization", auth)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	r := reply{status: res.StatusCode, header: res.Header, raw: raw}
	json.Unmarshal(raw, &r.body)
	return r, err
}

// upload makes a form with payload_json and files.
func upload(t *testing.T, payload string, files map[string][]byte) (kind string, data []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	h := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="payload_json"`}, "Content-Type": {"application/json"}}
	p, err := w.CreatePart(h)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(p, payload)
	n := 0
	for name, content := range files {
		p, err := w.CreateFormFile(fmt.Sprintf("files[%d]", n), name)
		if err != nil {
			t.Fatal(err)
		}
		p.Write(content)
		n++
	}
	w.Close()
	return w.FormDataContentType(), b.Bytes()
}

// rawBot is a gateway client that does nothing by itself.
type rawBot struct {
	t  *testing.T
	ws *websocket.Conn
}

type packet struct {
	Op int             `json:"op"`
	T  string          `json:"t"`
	S  int64           `json:"s"`
	D  json.RawMessage `json:"d"`
}

func dial(t *testing.T, addr string) *rawBot {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.DialContext(testContext(t), addr+"?v=10&encoding=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	ws.SetReadDeadline(time.Now().Add(30 * time.Second))
	return &rawBot{t, ws}
}

func (b *rawBot) write(op int, d any) {
	b.t.Helper()
	if err := b.ws.WriteJSON(obj{"op": op, "d": d}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *rawBot) read() (packet, error) {
	kind, data, err := b.ws.ReadMessage()
	if err != nil {
		return packet{}, err
	}
	if kind == websocket.BinaryMessage {
		z, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			return packet{}, err
		}
		if data, err = io.ReadAll(z); err != nil {
			return packet{}, err
		}
	}
	var p packet
	return p, json.Unmarshal(data, &p)
}

// next reads until a packet with the op or, for op 0, the event.
func (b *rawBot) next(op int, event string) packet {
	b.t.Helper()
	for {
		p, err := b.read()
		if err != nil {
			b.t.Fatalf("waiting for op %d %s: %v", op, event, err)
		}
		if p.Op == op && p.T == event {
			return p
		}
	}
}

// closeCode reads until the connection ends; -1 is an end without a close frame.
func (b *rawBot) closeCode() int {
	for {
		if _, err := b.read(); err != nil {
			var ce *websocket.CloseError
			if errors.As(err, &ce) && ce.Code != websocket.CloseAbnormalClosure {
				return ce.Code
			}
			return -1
		}
	}
}

func (b *rawBot) identify(s *Server, intents int) (sessionID string) {
	b.t.Helper()
	b.write(2, obj{"token": s.Token(), "intents": intents, "properties": obj{}})
	var ready struct {
		SessionID string `json:"session_id"`
	}
	p := b.next(0, "READY")
	if err := json.Unmarshal(p.D, &ready); err != nil {
		b.t.Fatal(err)
	}
	return ready.SessionID
}

// start is a fake with a guild, a member and a connected raw bot.
func start(t *testing.T, o Options, intents int) (*Server, *Guild, *User, *rawBot) {
	t.Helper()
	s := New(o)
	t.Cleanup(s.Close)
	g := s.NewGuild("team")
	u := g.NewMember("ada")
	b := dial(t, s.GatewayURL())
	b.next(10, "")
	b.identify(s, intents)
	return s, g, u, b
}

func callback(t *testing.T, s *Server, i *Interaction, body any) reply {
	t.Helper()
	return do(t, s, "POST", "/interactions/"+i.ID+"/"+i.Token+"/callback", body)
}

func hook(s *Server, i *Interaction, rest string) string {
	return "/webhooks/" + s.AppID() + "/" + i.Token + rest
}

func tryDial(addr string) (*websocket.Conn, error) {
	ws, _, err := websocket.DefaultDialer.Dial(addr+"?v=10&encoding=json", nil)
	return ws, err
}

func idNumber(id string) uint64 {
	n, _ := strconv.ParseUint(id, 10, 64)
	return n
}

// clean is Check for tests that provoke rejections.
func clean(t *testing.T, s *Server) {
	t.Helper()
	for _, list := range [][]string{s.Violations(), s.Pings(), s.OpenMentions()} {
		for _, text := range list {
			t.Error(text)
		}
	}
}
