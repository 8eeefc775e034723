package llm

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"time"
)

const (
	maxErrorBody = 16 << 10 // bytes read of an error's body
	maxHeader    = 64 << 10
)

var (
	errTooLarge = errors.New("the reply is larger than the limit")
	errStalled  = errors.New("the reply stalled")
	errTimeout  = errors.New("the call timed out")
)

// exchange is one HTTP request and its reply. It stands between go-openai and
// the http.Client (an openai.HTTPDoer), so that go-openai sees only successful
// replies of the kind that was asked for, bounded in size and in silence.
type exchange struct {
	http  *http.Client
	addr  address
	limit int64         // bytes of the body
	idle  time.Duration // longest silence once the body has begun
	// stream says that server-sent events are wanted.
	stream bool
	// extra are fields to be added to the JSON of the request, or put in the place of
	// those of the same name.
	extra map[string]json.RawMessage

	raw    []byte  // the whole body, unless it is a stream
	events *events // the body, if it is a stream
}

// Do sends the request. Its errors are failures.
func (x *exchange) Do(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(req.Context())
	req = req.WithContext(ctx)
	req.Header.Set("User-Agent", "footnote")
	if x.addr.query != "" {
		req.URL.RawQuery = x.addr.query
	}
	if x.addr.user != nil && req.Header.Get("Authorization") == "" {
		password, _ := x.addr.user.Password()
		req.SetBasicAuth(x.addr.user.Username(), password)
	}
	if err := x.addExtra(req); err != nil {
		cancel(nil)
		return nil, err
	}
	resp, err := x.http.Do(req)
	if err != nil {
		cancel(nil)
		var wrapped *url.Error // repeats the URL
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return nil, &failure{kind: kindNetwork, err: err}
	}
	body := &boundedBody{ctx: ctx, cancel: cancel, src: resp.Body, left: x.limit, idle: x.idle}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		defer body.Close()
		body.left = maxErrorBody
		said, _ := io.ReadAll(body) // the status matters more than how the body ended
		return nil, &failure{
			kind: kindStatus, status: resp.StatusCode, body: string(said),
			after: retryAfter(resp.Header, time.Now()),
		}
	}
	src := bufio.NewReader(body)
	first, err := firstByte(src)
	if err != nil {
		body.Close()
		return nil, err
	}
	switch {
	case first == '<':
		body.Close()
		return nil, fail(kindHTML, "content type %q", resp.Header.Get("Content-Type"))
	case x.stream && first != '{' && first != '[':
		x.events = newEvents(src, body.Close)
		resp.Body = x.events
		return resp, nil
	}
	defer body.Close()
	if x.raw, err = io.ReadAll(src); err != nil {
		return nil, readFailure(err)
	}
	if said, ok := errorIn(x.raw); ok {
		return nil, &failure{kind: kindSaid, status: said.status, body: said.body}
	}
	if !json.Valid(x.raw) {
		return nil, fail(kindShape, "the reply of %d bytes is not JSON", len(x.raw))
	}
	if x.stream {
		return nil, fail(kindReplaced, "JSON instead of a stream")
	}
	resp.Body = io.NopCloser(bytes.NewReader(x.raw))
	return resp, nil
}

// addExtra adds the extra fields to a request.
func (x *exchange) addExtra(req *http.Request) error {
	if len(x.extra) == 0 || req.Body == nil {
		return nil
	}
	var fields map[string]json.RawMessage
	err := json.NewDecoder(req.Body).Decode(&fields)
	_ = req.Body.Close() // it is in memory
	if err != nil {
		return &failure{kind: kindShape, err: err}
	}
	maps.Copy(fields, x.extra)
	body, err := json.Marshal(fields)
	if err != nil {
		return &failure{kind: kindShape, err: err}
	}
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return nil
}

// done says that the stream ended with [DONE].
func (x *exchange) done() bool { return x.events != nil && x.events.isDone }

// firstByte peeks at the first byte that is no space.
func firstByte(src *bufio.Reader) (byte, error) {
	if bom, err := src.Peek(3); err == nil && string(bom) == "\ufeff" {
		src.Discard(3)
	}
	for {
		b, err := src.ReadByte()
		switch {
		case err == io.EOF:
			return 0, fail(kindEmpty, "the reply is empty")
		case err != nil:
			return 0, readFailure(err)
		case b == ' ' || b == '\t' || b == '\r' || b == '\n':
			continue
		}
		return b, src.UnreadByte()
	}
}

// readFailure sorts an error met while a body was read.
func readFailure(err error) *failure {
	var f *failure
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, errTooLarge):
		return &failure{kind: kindLarge, err: err}
	case errors.Is(err, errStalled):
		return &failure{kind: kindStalled, err: err}
	}
	return &failure{kind: kindNetwork, err: err}
}

// boundedBody ends a body that grows too large or falls silent. Closing it ends
// the request.
type boundedBody struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	src    io.ReadCloser
	left   int64
	idle   time.Duration
	begun  bool
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errTooLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1] // one more than allowed tells too large from just enough
	}
	// A model may think for long before its first byte; that silence is bounded
	// by the time of the whole call.
	if b.begun && b.idle > 0 {
		defer time.AfterFunc(b.idle, func() { b.cancel(errStalled) }).Stop()
	}
	n, err := b.src.Read(p)
	b.begun = b.begun || n > 0
	b.left -= int64(n)
	if b.left < 0 {
		return 0, errTooLarge
	}
	if err != nil && err != io.EOF && context.Cause(b.ctx) == errStalled {
		err = errStalled
	}
	return n, err
}

func (b *boundedBody) Close() error {
	b.cancel(nil)
	return b.src.Close()
}
