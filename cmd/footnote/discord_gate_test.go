package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"footnote/retrieval/llmtest"
)

// What a question begins with that a gatedModel treats in its own way. It is what
// people say without asking for more, so that the answer stays the same.
const (
	gated = "Please: "
	stuck = "Tell me: "
)

// gatedModel is the honest mock model, but for gated questions, which it answers
// when the gate is open, and stuck ones, which it never answers.
type gatedModel struct {
	*httptest.Server
	gate  chan struct{}
	once  sync.Once
	calls chan struct{} // one for each question that waits
}

func newGatedModel(t *testing.T) *gatedModel {
	t.Helper()
	mock, err := llmtest.New(llmtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := &gatedModel{gate: make(chan struct{}), calls: make(chan struct{}, 1000)}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		gate := m.gate
		switch {
		case bytes.Contains(body, []byte(stuck)):
			gate = nil
			fallthrough
		case bytes.Contains(body, []byte(gated)):
			m.calls <- struct{}{}
			select {
			case <-gate:
			case <-r.Context().Done():
				return
			}
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		mock.ServeHTTP(w, r)
	}))
	t.Cleanup(m.Close)
	t.Cleanup(m.open)
	return m
}

// open lets all gated questions through, from now on.
func (m *gatedModel) open() { m.once.Do(func() { close(m.gate) }) }

// reached waits until one more question stands before the gate.
func (m *gatedModel) reached(t *testing.T) {
	t.Helper()
	select {
	case <-m.calls:
	case <-time.After(patience):
		t.Fatal("the model was not asked")
	}
}

func (m *gatedModel) config() string {
	return fmt.Sprintf("[llm]\nbase_url = %q\nmodel = %q\ntimeout = \"60s\"\n", m.URL+"/v1", llmtest.DefaultModel)
}

// eventually waits for what a log or another process tells nobody.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	end := time.After(patience)
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for !done() {
		select {
		case <-look.C:
		case <-end:
			t.Fatalf("waiting until %s: it took too long", what)
		}
	}
}
