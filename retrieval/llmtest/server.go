package llmtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"footnote/retrieval/embed"
)

// DefaultModel is the name of the mock's model when none is given.
const DefaultModel = "footnote-mock"

// maxBody bounds a request.
const maxBody = 16 << 20

// Options are how a Server behaves. The zero value is honest.
type Options struct {
	Script []Rule
	// Models are the names that it has; a request for another one fails with 404.
	// Without any it takes every name and lists DefaultModel.
	Models []string
	Key    string        // wanted as a bearer token; "" takes every key
	Delay  time.Duration // before every reply
	// Dimension of the vectors; 0 is the builtin model's.
	Dimension int
	// Log hears of every request; nil means silence.
	Log *slog.Logger
	// OnRequest is told of every call before it is answered; nil for none. It
	// may be called from several goroutines at once.
	OnRequest func(Request)
}

// Request is one call, as the mock understood it.
type Request struct {
	On       string // chat, embeddings or models
	Question string // the last user message, or the texts to embed, one a line
	Rule     int    // number of the rule that applies, from 1; 0 for none
	Body     []byte
}

// Server is the mock endpoint, an http.Handler. It is safe for concurrent use.
type Server struct {
	options Options
	vectors *embed.Model
	log     *slog.Logger

	mu   sync.Mutex
	used []int // how often each rule was applied
}

// New checks the options.
func New(o Options) (*Server, error) {
	for i, r := range o.Script {
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("rule %d: %w", i+1, err)
		}
	}
	if o.Dimension < 0 || o.Dimension > 8192 {
		return nil, fmt.Errorf("dimension %d is not between 0 and 8192", o.Dimension)
	}
	model, err := embed.Builtin()
	if err != nil {
		return nil, err
	}
	s := &Server{options: o, vectors: model, log: o.Log, used: make([]int, len(o.Script))}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s, nil
}

// Listen serves on an address, such as 127.0.0.1:8080; "" is a free port of
// 127.0.0.1. The URL is the base URL for a client. stop ends it and waits for
// the calls under way, which it cuts off.
func (s *Server) Listen(addr string) (url string, stop func(), err error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	server := &http.Server{
		Handler:           s,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("the mock stopped serving", "error", err)
		}
	}()
	stop = sync.OnceFunc(func() {
		cancel() // ends stalled and slow replies
		patience, done := context.WithTimeout(context.Background(), 2*time.Second)
		defer done()
		if server.Shutdown(patience) != nil {
			server.Close() // somebody does not finish a request
		}
		<-served
	})
	return "http://" + l.Addr().String() + "/v1", stop, nil
}

// ServeHTTP answers one call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	on, ok := map[string]string{
		"/chat/completions": onChat, "/embeddings": onEmbeddings, "/models": onModels,
	}[strings.TrimPrefix(r.URL.Path, "/v1")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	want := http.MethodPost
	if on == onModels {
		want = http.MethodGet
	}
	if r.Method != want {
		w.Header().Set("Allow", want)
		writeError(w, http.StatusMethodNotAllowed, "invalid_request_error", "use "+want)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		writeError(w, http.StatusRequestEntityTooLarge, "invalid_request_error", "the request is too large")
		return
	}
	c := &call{Server: s, w: w, r: r, on: on}
	if on != onModels {
		if err := c.read(body); err != nil {
			writeError(w, http.StatusBadRequest, "invalid_request_error", err.Error())
			return
		}
	}
	number := s.choose(c)
	s.log.Info("call", "on", on, "question", c.question, "rule", number)
	if s.options.OnRequest != nil {
		s.options.OnRequest(Request{On: on, Question: c.question, Rule: number, Body: body})
	}
	if s.options.Key != "" && r.Header.Get("Authorization") != "Bearer "+s.options.Key {
		writeError(w, http.StatusUnauthorized, "invalid_api_key", "Incorrect API key provided.")
		return
	}
	if !sleep(r.Context(), s.options.Delay) {
		return
	}
	if c.failed() {
		return
	}
	if on != onModels && len(s.options.Models) > 0 && !slices.Contains(s.options.Models, c.model) {
		writeError(w, http.StatusNotFound, "model_not_found", fmt.Sprintf("The model %q does not exist.", c.model))
		return
	}
	switch on {
	case onChat:
		c.chat()
	case onEmbeddings:
		c.embeddings()
	default:
		c.models()
	}
}

// choose sets the call's rule and returns its number, from 1; 0 for none.
func (s *Server) choose(c *call) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, r := range s.options.Script {
		if r.fits(c.on, c.matched) && c.meets(r) && (r.Times == 0 || s.used[i] < r.Times) {
			s.used[i]++
			c.rule = r
			return i + 1
		}
	}
	return 0
}

// sleep waits; false means that the caller left.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// writeError writes an error as OpenAI does.
func writeError(w http.ResponseWriter, status int, code, message string) {
	writeJSON(w, status, map[string]any{
		"error": map[string]any{"message": message, "type": code, "param": nil, "code": code},
	})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // the caller may have left; there is nobody to tell
}
