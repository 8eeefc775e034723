package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"footnote/bot/discord"
	"footnote/corpus"
)

// health is what /healthz says. It is well (200) while the gateway is connected,
// and not (503) while it is not.
type health struct {
	OK        bool   `json:"ok"`
	Connected bool   `json:"connected"`
	Since     string `json:"since"` // of the connection; "" while there is none
	LatencyMS int64  `json:"latency_ms"`
	Version   string `json:"version"`
}

// healthOf reads the health off the connection's figures.
func healthOf(s discord.Stats) health {
	h := health{LatencyMS: s.Gateway.Latency.Milliseconds(), Version: buildInfo().Version}
	if !s.Gateway.Since.IsZero() {
		h.OK, h.Connected, h.Since = true, true, s.Gateway.Since.UTC().Format(time.RFC3339)
	}
	return h
}

// opsHandler is the operator's own small site.
func opsHandler(m *meter, look func() health) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		h := look()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		if !h.OK {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(h)
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// listen opens the address of the config, at once, so that one that is taken ends
// the start.
func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		var op *net.OpError
		cause := err
		if errors.As(err, &op) {
			cause = op.Err
		}
		return nil, &corpus.Problem{Code: corpus.CodeUnavailable, Err: err,
			Message: "http.listen: " + address + " cannot be opened: " + reason(cause) + "; name another address, or leave it empty."}
	}
	return l, nil
}

// serveHTTP serves until ctx ends, and a moment longer for who is being answered.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10,
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	ended := make(chan struct{})
	defer close(ended)
	wg.Go(func() {
		select {
		case <-ctx.Done():
		case <-ended:
		}
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if server.Shutdown(ending) != nil {
			_ = server.Close()
		}
	})
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
