package discordtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// echo is a small bot without any library: it defers each question and then
// edits the answer in, a few at a time; busy questions it turns away at once.
type echo struct {
	base  string
	appID string
	busy  func(n int) bool
	http  http.Client
}

func (e *echo) run(t *testing.T, gateway, token string) (stop func()) {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial(gateway+"?v=10&encoding=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	e.http.Transport = &http.Transport{MaxIdleConnsPerHost: 16}
	jobs := make(chan func(), 100_000)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for j := range jobs {
				j()
			}
		})
	}
	if err := ws.WriteJSON(obj{"op": 2, "d": obj{"token": token, "intents": IntentGuilds}}); err != nil {
		t.Fatal(err)
	}
	wg.Go(func() {
		defer close(jobs)
		n := 0
		for {
			var p packet
			if ws.ReadJSON(&p) != nil {
				return
			}
			if p.T != "INTERACTION_CREATE" {
				continue
			}
			n++
			var i struct {
				ID, Token string
				Data      struct {
					Name    string
					Options []struct{ Value any }
				}
			}
			json.Unmarshal(p.D, &i)
			turnAway := e.busy != nil && e.busy(n)
			jobs <- func() {
				if turnAway {
					e.send("POST", "/interactions/"+i.ID+"/"+i.Token+"/callback", `{"type":4,"data":{"content":"busy","flags":64,"allowed_mentions":{"parse":[]}}}`)
					return
				}
				e.send("POST", "/interactions/"+i.ID+"/"+i.Token+"/callback", `{"type":5}`)
				text := "you said " + i.Data.Name
				for _, o := range i.Data.Options {
					text += fmt.Sprint(" ", o.Value)
				}
				e.send("PATCH", "/webhooks/"+e.appID+"/"+i.Token+"/messages/@original",
					fmt.Sprintf(`{"content":%q,"allowed_mentions":{"parse":[]},"components":[{"type":1,"components":[{"type":2,"style":1,"label":"Again","custom_id":"again"}]}]}`, text))
			}
		}
	})
	return func() {
		ws.Close()
		wg.Wait()
		e.http.CloseIdleConnections()
	}
}

func (e *echo) send(method, path, body string) {
	req, err := http.NewRequest(method, e.base+path, strings.NewReader(body))
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", "application/json")
	if res, err := e.http.Do(req); err == nil {
		io.Copy(io.Discard, res.Body) // so that the connection is used again
		res.Body.Close()
	}
}

func TestLoadAndBoundedMemory(t *testing.T) {
	s := New(Options{NoValidation: true, Keep: 100})
	defer s.Close()
	bot := &echo{base: s.URL(), appID: s.AppID(), busy: func(n int) bool { return n%10 == 0 }}
	defer bot.run(t, s.GatewayURL(), s.Token())()
	ctx := testContext(t)
	if err := s.Connected(ctx); err != nil {
		t.Fatal(err)
	}
	const n = 300
	rep := s.RunLoad(ctx, Load{Contains: "question", Flows: []Flow{
		{Name: "many", Guilds: 10, People: 3, Questions: n / 20, Open: 4},
		{Name: "one", Guilds: 1, Questions: n / 2, Open: 8},
	}})
	total := 0
	for _, f := range rep.Flows {
		total += f.Sent
		if f.Sent != f.Acked || f.Sent != f.Answered || f.Ack.Max == 0 || f.Answer.P50 > f.Answer.P99 {
			t.Errorf("%+v", f)
		}
		if f.Immediate == 0 || f.Replies["busy"] != f.Immediate {
			t.Errorf("turned away %d, %v", f.Immediate, f.Replies)
		}
	}
	if total != n || len(rep.Flows) != 2 || rep.Flows[0].Name != "many" {
		t.Errorf("%d questions", total)
	}
	s.mu.Lock()
	kept := max(len(s.interactions), len(s.messages), len(s.rest.requests), len(s.interOrder), len(s.messageOrder))
	s.mu.Unlock()
	if kept > 200 {
		t.Errorf("%d things are remembered of 100", kept)
	}
	if n := len(s.LoadGuilds(Flow{Name: "many", Guilds: 10})); n != 10 {
		t.Errorf("%d guilds", n)
	}
	s.Check(t)
}

func TestOwnProcess(t *testing.T) {
	ctx := testContext(t)
	r, err := Spawn(ctx, Options{Keep: 1000})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	res, err := http.Get(r.URL + "/gateway")
	if err != nil {
		t.Fatal(err)
	}
	var gw struct{ URL string }
	json.NewDecoder(res.Body).Decode(&gw)
	res.Body.Close()
	app := r.AppID
	defer (&echo{base: r.URL, appID: app}).run(t, gw.URL, r.Token)()
	if err := r.Connected(ctx); err != nil {
		t.Fatal(err)
	}
	g, err := r.NewGuild(ctx, "team")
	if err != nil {
		t.Fatal(err)
	}
	ada, err := r.NewMember(ctx, g.ID, "ada")
	if err != nil {
		t.Fatal(err)
	}
	o, err := r.Act(ctx, Act{User: ada, Channel: g.General, Do: "slash", Name: "ask", Options: map[string]any{"question": "why"}})
	if err != nil || o.Type != ReplyDeferred || !strings.Contains(o.Text, "ask why") || len(o.Buttons) != 1 || o.Error != "" {
		t.Errorf("%+v, %v", o, err)
	}
	o, err = r.Act(ctx, Act{User: ada, Channel: g.General, Do: "press", Name: "Again", Message: o.MessageID})
	if err != nil || o.Type != ReplyDeferred || o.Error != "" {
		t.Errorf("%+v, %v", o, err)
	}
	if _, err := r.Act(ctx, Act{User: "1", Channel: g.General, Do: "slash"}); err == nil {
		t.Error("nobody acted")
	}
	rep, err := r.Load(ctx, Load{Flows: []Flow{{Name: "f", Guilds: 2, Questions: 5, Every: time.Millisecond}}})
	if err != nil || rep.Flows[0].Answered != 10 {
		t.Errorf("%+v, %v", rep, err)
	}
	if gs, err := r.LoadGuilds(ctx, Flow{Name: "f", Guilds: 3}); err != nil || len(gs) != 3 {
		t.Errorf("%v, %v", gs, err)
	}
	if err := r.Advance(ctx, time.Hour); err != nil {
		t.Error(err)
	}
	st, err := r.Status(ctx)
	if err != nil || st.Sessions != 1 || st.Identifies != 1 || st.Statuses[200] < 11 || len(st.Violations)+len(st.Pings)+st.OpenMentions != 0 {
		t.Errorf("%+v, %v", st, err)
	}
}

func TestControlRefusesNonsense(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	for path, status := range map[string]int{"/_fake/act": 400, "/_fake/load": 400} {
		res, err := http.Post(strings.TrimSuffix(s.URL(), "/api/v10")+path, "application/json", strings.NewReader("nonsense"))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != status {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

// BenchmarkInteraction is the cost of one question and its answer in the fake
// and a minimal bot together, and of what stays of it in memory.
func BenchmarkInteraction(b *testing.B) {
	s := New(Options{NoValidation: true, Keep: 1000})
	defer s.Close()
	t := &testing.T{}
	bot := &echo{base: s.URL(), appID: s.AppID()}
	defer bot.run(t, s.GatewayURL(), s.Token())()
	if err := s.Connected(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	s.RunLoad(b.Context(), Load{Flows: []Flow{{Name: "f", Guilds: 10, Questions: b.N/10 + 1, Open: 2}}})
	b.StopTimer()
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/1e6, "heap-MB")
}

// BenchmarkChecks is the cost of one check of an answer against Discord's
// description, which happens once for each shape.
func BenchmarkChecks(b *testing.B) {
	s := New(Options{})
	defer s.Close()
	if on, why := s.Validating(); !on {
		b.Skip(why)
	}
	d, err := standard()
	if err != nil {
		b.Fatal(err)
	}
	g := s.NewGuild("team")
	m := g.General.As(g.Owner).Say("x")
	data, err := json.Marshal(s.wire(m.Message, false))
	if err != nil {
		b.Fatal(err)
	}
	var v any
	json.Unmarshal(data, &v)
	for b.Loop() {
		if err := d.schemas["MessageResponse"].Value.VisitJSON(v); err != nil {
			b.Fatal(err)
		}
	}
}
