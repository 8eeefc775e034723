package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

const (
	maxAnswer    = 8 << 20 // bytes of an answer; the longest are lists of commands
	maxAttempts  = 6       // of one request
	attemptTime  = 20 * time.Second
	retryFirst   = 500 * time.Millisecond
	retryMost    = 10 * time.Second
	maxRetryWait = time.Minute // what a 503 can ask for
)

// repeatable marks a request that may be sent again although it may have been
// carried out: Discord recognises it by its nonce, or doing it twice does nothing
// more.
type repeatable struct{}

// transport sends the requests that discordgo makes. It stands where discordgo's
// own limiter and its retries would: those ignore the context, keep a bucket for
// every interaction for ever, do not repeat after 500, 503 and 504, and fail on
// a 429 without JSON.
type transport struct {
	base    *url.URL // of the API, without a slash at the end
	next    http.RoundTripper
	limiter *limiter
	closed  *closedChannels
	log     *slog.Logger
	redact  redacter

	stopped  context.Context // its cause is why nothing is sent any more
	stop     context.CancelCauseFunc
	requests atomic.Int64
	retries  atomic.Int64
	limited  atomic.Int64
}

// RoundTrip sends a request, as often as it takes and may be. The answer is read
// whole.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	path, ok := strings.CutPrefix(req.URL.EscapedPath(), apiPath)
	if !ok {
		return nil, errors.New("no address of the API")
	}
	r, err := routeOf(req.Method, path)
	if err != nil {
		return nil, err
	}
	if t.refused(r) {
		return nil, ErrChannelClosed
	}
	b, err := t.limiter.enter(ctx, r)
	if err != nil {
		return nil, err
	}
	defer t.limiter.leave(r, b)
	return t.send(ctx, req, r, b, t.base.JoinPath(path))
}

// refused reports whether the channel refused the bot a short time ago.
func (t *transport) refused(r route) bool {
	return r.channel != "" && !r.reads && t.closed.has(r.channel, time.Now())
}

// send is RoundTrip with the bucket's turn.
func (t *transport) send(ctx context.Context, req *http.Request, r route, b *bucket, to *url.URL) (*http.Response, error) {
	again := r.callback || req.Method != http.MethodPost || ctx.Value(repeatable{}) != nil
	unsure := false // whether an earlier attempt was carried out
	for n := 0; ; n++ {
		if err := t.limiter.wait(ctx, r, b); err != nil {
			return nil, err
		}
		if err := context.Cause(t.stopped); err != nil {
			return nil, err
		}
		if t.refused(r) {
			return nil, ErrChannelClosed
		}
		resp, body, err := t.attempt(ctx, req, to)
		if err != nil {
			err = fmt.Errorf("%s: %w", r.told, t.redact.err(err))
		}
		if err != nil && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var wait time.Duration
		switch {
		case err != nil:
			if errors.Is(err, errTooLarge) || !again && !unsent(err) {
				return nil, err
			}
			unsure = unsure || !unsent(err)
			wait = backoff(n, retryFirst, retryMost)
		case resp.StatusCode == http.StatusTooManyRequests:
			lim := t.limiter.block(r, b, n, resp.Header, body, time.Now())
			t.limited.Add(1)
			if !lim.shared {
				t.limiter.invalidAnswer(time.Now())
			}
			t.log.Warn("Discord's rate limit was reached", "request", r.told, "after", lim.after,
				"global", lim.global, "address", lim.all, "shared", lim.shared)
			if end, ok := ctx.Deadline(); n+1 >= maxAttempts || ok && time.Until(end) < lim.after {
				return nil, &LimitError{Request: r.told, After: lim.after}
			}
			// The limiter waits.
		case resp.StatusCode >= 500 || resp.StatusCode < 300 && !sound(body):
			// A page in place of JSON comes from something between the bot and Discord.
			t.limiter.learn(r, b, resp.Header, time.Now())
			unsure = true
			if err = errNotJSON; resp.StatusCode >= 500 {
				err = t.refusal(r, resp.StatusCode, body)
			}
			if !again {
				return nil, err
			}
			wait = backoff(n, retryFirst, retryMost)
			if after, ok := seconds(resp.Header.Get("Retry-After")); ok && after <= maxRetryWait {
				wait = max(wait, after)
			}
		default:
			t.limiter.learn(r, b, resp.Header, time.Now())
			if resp.StatusCode < 300 {
				return plain(resp, body), nil
			}
			refused := t.refusal(r, resp.StatusCode, body)
			t.judge(r, refused)
			if unsure && r.callback && refused.Code == codeAcknowledged {
				// The attempt that seemed to fail was carried out.
				resp.StatusCode = http.StatusNoContent
				return plain(resp, nil), nil
			}
			return nil, refused
		}
		if end, ok := ctx.Deadline(); n+1 >= maxAttempts || ok && time.Until(end) < wait {
			return nil, err
		}
		t.retries.Add(1)
		if wait > 0 {
			if err := pause(ctx, wait); err != nil {
				return nil, err
			}
		}
	}
}

// attempt sends the request once and reads the answer.
func (t *transport) attempt(ctx context.Context, req *http.Request, to *url.URL) (*http.Response, []byte, error) {
	t.requests.Add(1)
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	once := req.Clone(ctx)
	once.URL = new(url.URL)
	*once.URL = *to
	once.URL.RawQuery = req.URL.RawQuery
	once.Host = to.Host
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, nil, err
		}
		once.Body = body
	}
	resp, err := t.next.RoundTrip(once)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, nil, err
	}
	if len(body) > maxAnswer {
		return nil, nil, errTooLarge
	}
	return resp, body, nil
}

// refusal reads a refusal.
func (t *transport) refusal(r route, status int, body []byte) *Error {
	var said struct {
		Code    int             `json:"code"`
		Message string          `json:"message"`
		Errors  json.RawMessage `json:"errors"`
	}
	e := &Error{Request: r.told, Status: status, token: r.token}
	if decode(body, &said) == nil {
		e.Code = said.Code
		e.Message = t.redact.text(clip(said.Message, 200))
		e.Detail = t.redact.text(clip(string(said.Errors), 500))
	}
	return e
}

// judge counts an invalid answer and draws the consequences.
func (t *transport) judge(r route, e *Error) {
	now := time.Now()
	if e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden {
		t.limiter.invalidAnswer(now)
	}
	if e.Status == http.StatusUnauthorized && !r.token {
		t.stop(revoked(e)) // every further request would be invalid too
	}
	if closes(r, e) {
		t.closed.add(r.channel, now)
		t.log.Warn("a channel refuses the bot; nothing is written there for a while",
			"channel", r.channel, "status", e.Status, "code", e.Code)
	}
}

// plain hands a success to discordgo, without the headers that it would act on.
func plain(resp *http.Response, body []byte) *http.Response {
	out := *resp
	out.Header = http.Header{}
	out.Body = io.NopCloser(bytes.NewReader(body))
	out.ContentLength = int64(len(body))
	return &out
}

// unsent reports whether a request failed before anything of it was sent.
func unsent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// sound reports whether the body of a success is one: JSON or nothing.
func sound(body []byte) bool { return len(body) == 0 || json.Valid(body) }

// decode reads JSON.
func decode(body []byte, v any) error { return json.Unmarshal(body, v) }
