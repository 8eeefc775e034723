package llm_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"footnote/corpus"
	"footnote/retrieval/llm"
)

// These tests run in synthetic time, so they need a server without sockets.

const sse = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Good. [1]\"}}]}\n\n" +
	"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"

func response(status int, body string, headers ...string) *http.Response {
	r := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func fake(f transport) llm.Endpoint {
	return llm.Endpoint{BaseURL: "http://model.test/v1", Model: "m", Key: secret, Transport: f}
}

func TestBackOff(t *testing.T) {
	for name, c := range map[string]struct {
		fail     func() (*http.Response, error)
		failures int // before success
		least    time.Duration
		most     time.Duration
		ok       bool
		calls    int
	}{
		"503": {func() (*http.Response, error) { return response(503, ""), nil }, 3, 1400 * time.Millisecond, 2800 * time.Millisecond, true, 4},
		"reset": {func() (*http.Response, error) { return nil, fmt.Errorf("read: %w", syscall.ECONNRESET) },
			1, 200 * time.Millisecond, 400 * time.Millisecond, true, 2},
		"bounded in number": {func() (*http.Response, error) { return response(502, "<html>bad gateway"), nil }, 99, 1400 * time.Millisecond, 2800 * time.Millisecond, false, 4},
		"Retry-After in seconds": {func() (*http.Response, error) { return response(429, "", "Retry-After", "7"), nil },
			2, 14 * time.Second, 14 * time.Second, true, 3},
		"Retry-After as a date": {func() (*http.Response, error) {
			return response(429, "", "Retry-After", time.Now().Add(9*time.Second).UTC().Format(http.TimeFormat)), nil
		}, 1, 8 * time.Second, 9 * time.Second, true, 2},
		"a date by the server's wrong clock": {func() (*http.Response, error) {
			return response(429, "", "Date", "Mon, 01 Jan 2001 00:00:00 GMT", "Retry-After", "Mon, 01 Jan 2001 00:00:05 GMT"), nil
		}, 1, 5 * time.Second, 5 * time.Second, true, 2},
		"a date that is past": {func() (*http.Response, error) {
			return response(503, "", "Retry-After", "Mon, 01 Jan 1990 00:00:00 GMT"), nil
		}, 1, 200 * time.Millisecond, 400 * time.Millisecond, true, 2},
		"nonsense": {func() (*http.Response, error) { return response(429, "", "Retry-After", "soon"), nil },
			1, 200 * time.Millisecond, 400 * time.Millisecond, true, 2},
		"longer than a person waits": {func() (*http.Response, error) { return response(429, "", "Retry-After", "1e300"), nil }, 1, 0, 0, false, 1},
		"final":                      {func() (*http.Response, error) { return response(400, ""), nil }, 1, 0, 0, false, 1},
		"moved":                      {func() (*http.Response, error) { return response(301, "", "Location", "http://other.test/"), nil }, 1, 0, 0, false, 1},
		"unknown host":               {func() (*http.Response, error) { return nil, errors.New("no such host") }, 1, 0, 0, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				chat := chat(t, fake(func(*http.Request) (*http.Response, error) {
					if calls++; calls <= c.failures {
						return c.fail()
					}
					return response(200, sse), nil
				}), llm.ChatOptions{})
				start := time.Now()
				reply, err := chat.Stream(t.Context(), question, nil)
				if took := time.Since(start); took < c.least || took > c.most {
					t.Errorf("took %v, want %v to %v", took, c.least, c.most)
				}
				if (err == nil) != c.ok || c.ok && reply.Text != "Good. [1]" {
					t.Errorf("%+v, %v", reply, err)
				}
				if calls != c.calls {
					t.Errorf("%d calls, want %d", calls, c.calls)
				}
			})
		})
	}
}

// waiting answers nothing until the request is given up.
func waiting(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestTimeouts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := fake(waiting)
		e.Timeout = 45 * time.Second
		start := time.Now()
		_, err := chat(t, e, llm.ChatOptions{}).Stream(t.Context(), question, nil)
		problem(t, err, corpus.CodeUnavailable, "in time", "[llm] timeout")
		if took := time.Since(start); took != 45*time.Second {
			t.Errorf("gave up after %v", took)
		}
		_, err = embedder(t, e, llm.EmbedOptions{}).Model(t.Context())
		problem(t, err, corpus.CodeUnavailable, "in time", "[embedding] base_url")
	})
}

func TestCallersDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := chat(t, fake(waiting), llm.ChatOptions{}).Stream(ctx, question, nil)
		problem(t, err, corpus.CodeUnavailable, "in time")
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v is no DeadlineExceeded", err)
		}
	})
}

// TestNoWaitPastTheDeadline: when the pause would end after the call's time,
// the failure is told at once.
func TestNoWaitPastTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := fake(func(*http.Request) (*http.Response, error) { return response(429, "", "Retry-After", "10"), nil })
		e.Timeout = 8 * time.Second
		start := time.Now()
		_, err := chat(t, e, llm.ChatOptions{}).Stream(t.Context(), question, nil)
		problem(t, err, corpus.CodeUnavailable, "429")
		if took := time.Since(start); took != 0 {
			t.Errorf("waited %v", took)
		}
	})
}

func TestCancelDuringThePause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer time.AfterFunc(3*time.Second, cancel).Stop()
		start := time.Now()
		_, err := chat(t, fake(func(*http.Request) (*http.Response, error) {
			return response(429, "", "Retry-After", "15"), nil
		}), llm.ChatOptions{}).Stream(ctx, question, nil)
		if !errors.Is(err, context.Canceled) || time.Since(start) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

// slowly is a body that waits before each of its parts, until the request ends.
type slowly struct {
	ctx   context.Context
	parts []string
	wait  []time.Duration
}

func (s *slowly) Read(p []byte) (int, error) {
	if len(s.parts) == 0 {
		return 0, io.EOF
	}
	select {
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	case <-time.After(s.wait[0]):
	}
	n := copy(p, s.parts[0])
	s.parts, s.wait = s.parts[1:], s.wait[1:]
	return n, nil
}

func (s *slowly) Close() error { return nil }

func TestSilences(t *testing.T) {
	event := func(text string) string {
		return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n"
	}
	for name, c := range map[string]struct {
		parts []string
		wait  []time.Duration
		text  string
		cut   bool
		took  time.Duration
	}{
		"before the first byte": {[]string{sse}, []time.Duration{40 * time.Second}, "Good. [1]", false, 40 * time.Second},
		"short ones":            {[]string{event("Yes, "), event("it is."), "data: [DONE]\n\n"}, []time.Duration{0, 9 * time.Second, 9 * time.Second}, "Yes, it is.", false, 18 * time.Second},
		"a long one":            {[]string{event("Yes, "), event("it is.")}, []time.Duration{0, 11 * time.Second}, "Yes,", true, 10 * time.Second},
		"kept alive":            {[]string{": waiting\n\n", ": waiting\n\n", sse}, []time.Duration{0, 9 * time.Second, 9 * time.Second}, "Good. [1]", false, 18 * time.Second},
		"call's time is over":   {[]string{event("Yes, "), event("it "), sse}, []time.Duration{50 * time.Second, 9 * time.Second, 9 * time.Second}, "Yes, it", true, 60 * time.Second},
		"after the last word":   {[]string{strings.TrimSuffix(sse, "data: [DONE]\n\n"), "data: [DONE]\n\n"}, []time.Duration{0, time.Hour}, "Good. [1]", false, 10 * time.Second},
		"only comments":         {[]string{": waiting\n\n", sse}, []time.Duration{0, time.Hour}, "", false, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				reply, err := chat(t, fake(func(r *http.Request) (*http.Response, error) {
					resp := response(200, "")
					resp.Body = &slowly{r.Context(), c.parts, c.wait}
					return resp, nil
				}), llm.ChatOptions{Idle: 10 * time.Second}).Stream(t.Context(), question, nil)
				if took := time.Since(start); took != c.took {
					t.Errorf("took %v, want %v", took, c.took)
				}
				if c.text == "" {
					problem(t, err, corpus.CodeUnavailable, "in the middle")
					return
				}
				if err != nil || reply.Text != c.text || reply.Cut != c.cut {
					t.Errorf("%+v, %v", reply, err)
				}
			})
		})
	}
}
