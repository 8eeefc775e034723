package llm_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"footnote/corpus"
	"footnote/retrieval"
	"footnote/retrieval/llm"
	"footnote/retrieval/llmtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const secret = "sk-very-secret-0123456789"

// endpoint is a mock under test, with all that was logged and asked.
type endpoint struct {
	llm.Endpoint
	mu   sync.Mutex
	logs bytes.Buffer
	asks []llmtest.Request
}

func (e *endpoint) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.logs.Write(p)
}

func (e *endpoint) calls() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.asks)
}

// mock serves a script over loopback. At the end it checks that no log held
// the key.
func mock(t *testing.T, o llmtest.Options, script string) *endpoint {
	t.Helper()
	rules, err := llmtest.ReadScript(strings.NewReader(script))
	if err != nil {
		t.Fatal(err)
	}
	e := &endpoint{}
	o.Script = rules
	o.OnRequest = func(r llmtest.Request) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.asks = append(e.asks, r)
	}
	s, err := llmtest.New(o)
	if err != nil {
		t.Fatal(err)
	}
	url, stop, err := s.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	e.Endpoint = llm.Endpoint{BaseURL: url, Model: "m", Key: secret, Log: slog.New(slog.NewTextHandler(e, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	t.Cleanup(func() {
		stop()
		if strings.Contains(e.logs.String(), secret) {
			t.Errorf("the log holds the key:\n%s", e.logs.String())
		}
	})
	return e
}

func chat(t *testing.T, e llm.Endpoint, o llm.ChatOptions) *llm.Chat {
	t.Helper()
	c, err := llm.NewChat(e, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func embedder(t *testing.T, e llm.Endpoint, o llm.EmbedOptions) *llm.Embedder {
	t.Helper()
	c, err := llm.NewEmbedder(e, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

var question = retrieval.Prompt{Messages: []retrieval.Message{
	{Role: "system", Content: "Passages:\n\n[1] Ferry aground\nThe ferry Halden ran aground off Mole Point. It carried 212 passengers on Monday morning.\n"},
	{Role: "user", Content: "How many passengers did the ferry carry?"},
}}

const honest = "It carried 212 passengers on Monday morning. [1]"

// problem checks that err is a Problem for people, and free of secrets.
func problem(t *testing.T, err error, code corpus.Code, wants ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	if !corpus.HasCode(err, code) {
		t.Errorf("code of %v is not %s", err, code)
	}
	message := corpus.Explain(err)
	for _, want := range wants {
		if !strings.Contains(message, want) {
			t.Errorf("%q lacks %q", message, want)
		}
	}
	for _, text := range []string{message, err.Error()} {
		if strings.Contains(text, secret) {
			t.Errorf("%q holds the key", text)
		}
	}
}

// transport is a server without a network, so that time can be synthetic.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}
