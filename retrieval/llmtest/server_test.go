package llmtest

import (
	"encoding/json"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newServer(t *testing.T, o Options, script string) *Server {
	t.Helper()
	rules, err := ReadScript(strings.NewReader(script))
	if err != nil {
		t.Fatal(err)
	}
	o.Script = rules
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func request(s http.Handler, method, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w
}

func ask(question string, more string) string {
	body, _ := json.Marshal(map[string]any{"model": "m", "messages": []map[string]string{
		{"role": "system", "content": prompt}, {"role": "user", "content": question}}})
	return strings.TrimSuffix(string(body), "}") + more + "}"
}

func said(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var c completion
	if err := json.Unmarshal(w.Body.Bytes(), &c); err != nil || len(c.Choices) != 1 || c.Usage == nil || c.Usage.Total == 0 {
		t.Fatalf("reply %d %s", w.Code, w.Body)
	}
	return c.Choices[0].Message.Content
}

func TestChatWithAndWithoutPrefix(t *testing.T) {
	s := newServer(t, Options{}, "")
	for _, path := range []string{"/v1/chat/completions", "/chat/completions"} {
		got := said(t, request(s, "POST", path, ask("Who is the harbour master?", "")))
		if want := "Mr. Olsen, the harbour master, blamed the fog. [1]"; got != want {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func TestStreamIsEvents(t *testing.T) {
	s := newServer(t, Options{}, "")
	w := request(s, "POST", "/v1/chat/completions", ask("Who is the harbour master?", `,"stream":true,"stream_options":{"include_usage":true}`))
	text, tokens := "", 0
	events := strings.Split(strings.TrimSpace(w.Body.String()), "\n\n")
	for _, e := range events[:len(events)-1] {
		var c completion
		if err := json.Unmarshal([]byte(strings.TrimPrefix(e, "data: ")), &c); err != nil {
			t.Fatalf("%q: %v", e, err)
		}
		for _, ch := range c.Choices {
			text += ch.Delta.Content
		}
		if c.Usage != nil {
			tokens = c.Usage.Total
		}
	}
	if text != "Mr. Olsen, the harbour master, blamed the fog. [1]" || tokens == 0 || events[len(events)-1] != "data: [DONE]" {
		t.Errorf("text %q, tokens %d, last event %q", text, tokens, events[len(events)-1])
	}
	w = request(s, "POST", "/v1/chat/completions", ask("Who is the harbour master?", `,"stream":true`))
	if strings.Contains(w.Body.String(), "usage") {
		t.Error("usage came without being asked for")
	}
}

func TestRulesRunOutAndFallThrough(t *testing.T) {
	s := newServer(t, Options{}, `{"match":"master","status":503,"retry_after":"3","times":1}
{"match":"master","reply":"second"}
{"on":"models","fault":"500","times":1}`)
	w := request(s, "POST", "/v1/chat/completions", ask("Who is the harbour master?", ""))
	if w.Code != 503 || w.Header().Get("Retry-After") != "3" {
		t.Errorf("first: %d %v", w.Code, w.Header())
	}
	if got := said(t, request(s, "POST", "/v1/chat/completions", ask("Who is the harbour master?", ""))); got != "second" {
		t.Errorf("second: %q", got)
	}
	if got := said(t, request(s, "POST", "/v1/chat/completions", ask("Is fog common in June?", ""))); got != "Fog is common in June. [3]" {
		t.Errorf("other question: %q", got)
	}
	if w := request(s, "GET", "/v1/models", ""); w.Code != 500 {
		t.Errorf("models: %d", w.Code)
	}
	if w := request(s, "GET", "/models", ""); w.Code != 200 || !strings.Contains(w.Body.String(), DefaultModel) {
		t.Errorf("models again: %d %s", w.Code, w.Body)
	}
}

func TestRulesGoOnApplyingInARepair(t *testing.T) {
	s := newServer(t, Options{}, `{"match":"harbour","fault":"cite"}`)
	body := `{"messages":[{"role":"user","content":"harbour?"},{"role":"assistant","content":"x"},{"role":"user","content":"again"}]}`
	if got := said(t, request(s, "POST", "/v1/chat/completions", body)); !strings.Contains(got, "[9]") {
		t.Errorf("got %q", got)
	}
}

func TestEmbeddingsAreUnitVectorsInOrder(t *testing.T) {
	for _, dimension := range []int{0, 64, 300} {
		s := newServer(t, Options{Dimension: dimension}, "")
		w := request(s, "POST", "/v1/embeddings", `{"model":"m","input":["a ship ran aground","∰","ships run aground"]}`)
		var got struct {
			Data []struct {
				Index     int
				Embedding []float64
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || len(got.Data) != 3 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		dot := func(a, b []float64) (sum float64) {
			for i := range a {
				sum += a[i] * b[i]
			}
			return sum
		}
		for i, d := range got.Data {
			if d.Index != i || dimension > 0 && len(d.Embedding) != dimension {
				t.Errorf("vector %d: index %d, %d numbers", i, d.Index, len(d.Embedding))
			}
			if n := dot(d.Embedding, d.Embedding); n == 0 || dimension != 64 && math.Abs(n-1) > 1e-3 {
				t.Errorf("vector %d has norm² %g", i, n)
			}
		}
		if near, far := dot(got.Data[0].Embedding, got.Data[2].Embedding), dot(got.Data[0].Embedding, got.Data[1].Embedding); near <= far {
			t.Errorf("similar texts %g, others %g", near, far)
		}
	}
}

func TestWrongRequests(t *testing.T) {
	s := newServer(t, Options{Key: "k", Models: []string{"known"}}, "")
	for name, c := range map[string]struct {
		method, path, body string
		want               int
	}{
		"path":        {"POST", "/v2/chat", "{}", 404},
		"method":      {"GET", "/v1/chat/completions", "", 405},
		"no JSON":     {"POST", "/v1/chat/completions", "x", 400},
		"no messages": {"POST", "/v1/chat/completions", "{}", 400},
		"no input":    {"POST", "/v1/embeddings", `{"input":[]}`, 400},
		"empty input": {"POST", "/v1/embeddings", `{"input":["a",""]}`, 400},
		"no key":      {"POST", "/v1/embeddings", `{"input":["a"]}`, 401},
	} {
		if w := request(s, c.method, c.path, c.body); w.Code != c.want {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	r := httptest.NewRequest("POST", "/v1/embeddings", strings.NewReader(`{"model":"other","input":["a"]}`))
	r.Header.Set("Authorization", "Bearer k")
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, r); w.Code != 404 {
		t.Errorf("unknown model: %d", w.Code)
	}
	if _, err := New(Options{Dimension: -1}); err == nil {
		t.Error("a negative dimension was accepted")
	}
}

func TestListenStopsWithCallsUnderWay(t *testing.T) {
	s := newServer(t, Options{}, `{"fault":"stall"}`)
	url, stop, err := s.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	begun := make(chan struct{})
	wait.Go(func() {
		transport := &http.Transport{}
		defer transport.CloseIdleConnections()
		resp, err := (&http.Client{Transport: transport}).Post(url+"/chat/completions", "application/json", strings.NewReader(ask("x", `,"stream":true`)))
		close(begun)
		if err != nil {
			t.Error(err)
			return
		}
		defer resp.Body.Close()
		io.Copy(io.Discard, resp.Body)
	})
	<-begun
	stop()
	stop()
	wait.Wait()
	if _, _, err := s.Listen("256.0.0.1:x"); err == nil {
		t.Error("a wrong address was accepted")
	}
}
