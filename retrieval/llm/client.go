package llm

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sashabaranov/go-openai"

	"footnote/corpus"
)

const (
	maxAttempts = 4
	// The pause before attempt n is half fixed and half random, up to
	// firstPause·2ⁿ and never more than maxPause, so that many callers do not
	// come back at the same moment.
	firstPause = 400 * time.Millisecond
	maxPause   = 8 * time.Second
	// maxRetryAfter is the longest wait that an endpoint may ask for. When it
	// asks for more, the call fails at once: a person is waiting, and there is an
	// answer without a model.
	maxRetryAfter = 20 * time.Second
)

// client makes attempts at one endpoint. It is safe for concurrent use.
type client struct {
	section string // of the config: "llm" or "embedding"
	noun    string // what people call it: "language model"
	model   string
	key     string
	timeout time.Duration
	addr    address
	base    atomic.Int32 // index into addr.bases of the one that works
	redact  redactor
	http    *http.Client
	log     *slog.Logger
}

func newClient(section, noun string, e Endpoint) (*client, error) {
	addr, err := parseAddress(section, e.BaseURL)
	if err != nil {
		return nil, err
	}
	model := strings.TrimSpace(e.Model)
	if model == "" {
		return nil, &corpus.Problem{Code: corpus.CodeInvalid, Message: "[" + section + "] model is missing; `footnote doctor` lists the models that " + addr.host + " offers."}
	}
	key, err := cleanKey(section, e.Key)
	if err != nil {
		return nil, err
	}
	transport := e.Transport
	if transport == nil {
		transport = &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
			TLSHandshakeTimeout:    10 * time.Second,
			IdleConnTimeout:        60 * time.Second,
			MaxIdleConnsPerHost:    4,
			MaxResponseHeaderBytes: maxHeader,
			ForceAttemptHTTP2:      true,
		}
	}
	c := &client{
		section: section, noun: noun, model: model, key: key, addr: addr,
		timeout: e.Timeout, redact: newRedactor(key, addr), log: e.Log,
		http: &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if c.timeout <= 0 {
		c.timeout = DefaultTimeout
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.log = c.log.With("endpoint", addr.host, "model", model)
	return c, nil
}

// Close lets idle connections go.
func (c *client) Close() { c.http.CloseIdleConnections() }

// bounded gives a context for one whole call.
func (c *client) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, c.timeout, errTimeout)
}

// attempt is one try of a call.
type attempt struct {
	api *openai.Client
	*exchange
}

// do makes attempts until one succeeds, fails for good, or there were enough.
// Its error is a *failure, or ctx's own when the caller gave up.
func (c *client) do(ctx context.Context, x exchange, try func(context.Context, attempt) error) error {
	for n := 1; ; n++ {
		base := c.base.Load()
		err := try(ctx, c.attempt(x, base))
		if err == nil {
			return nil
		}
		f, err := c.sort(ctx, err)
		if err != nil {
			return err
		}
		if c.otherBase(f, base) {
			n--
			continue
		}
		if !f.retryable() || n == maxAttempts {
			return f
		}
		wait := pause(n)
		if f.after > maxRetryAfter {
			return f
		} else if f.after > 0 {
			wait = f.after
		}
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
			return f
		}
		c.log.Warn("the endpoint failed; trying again", "attempt", n, "wait", wait, "cause", c.redact.said(f.Error()))
		select {
		case <-ctx.Done():
			f, err := c.sort(ctx, ctx.Err())
			if err != nil {
				return err
			}
			return f
		case <-time.After(wait):
		}
	}
}

// attempt readies go-openai for one request.
func (c *client) attempt(x exchange, base int32) attempt {
	x.http, x.addr = c.http, c.addr
	config := openai.DefaultConfig(c.key)
	config.BaseURL = c.addr.bases[base]
	config.HTTPClient = &x
	return attempt{openai.NewClientWithConfig(config), &x}
}

// otherBase moves on to the next base URL when there is no API under this one.
func (c *client) otherBase(f *failure, base int32) bool {
	noAPI := f.kind == kindHTML || f.kind == kindStatus && (f.status == 404 || f.status == 405) && !f.isAPIError()
	if !noAPI || int(base)+1 >= len(c.addr.bases) {
		return false
	}
	c.base.CompareAndSwap(base, base+1)
	return true
}

// sort makes a failure of whatever an attempt returned. When the caller gave
// up, that is the error instead.
func (c *client) sort(ctx context.Context, err error) (*failure, error) {
	if ctx.Err() != nil {
		if cause := context.Cause(ctx); cause != errTimeout {
			return nil, ctx.Err()
		}
		return &failure{kind: kindTimeout, err: errTimeout}, nil
	}
	var f *failure
	switch {
	case errors.As(err, &f):
		return f, nil
	case errors.Is(err, openai.ErrChatCompletionInvalidModel):
		return &failure{kind: kindModel, err: err}, nil
	}
	// What is left is go-openai's: JSON that does not have the shape of the call.
	return &failure{kind: kindShape, err: err}, nil
}

func pause(n int) time.Duration {
	most := min(firstPause<<(n-1), maxPause)
	return most/2 + rand.N(most/2)
}
