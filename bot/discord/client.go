package discord

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/bwmarrin/discordgo"

	"footnote/corpus"
)

// DefaultAPI is Discord itself.
const DefaultAPI = "https://discord.com/api/v10"

// maxCall is how long a call takes at most when its context has no end.
const maxCall = time.Minute

// apiPath is what discordgo puts in front of every path; its addresses are
// constants of the package.
var apiPath = func() string {
	u, err := url.Parse(discordgo.EndpointAPI)
	if err != nil {
		return "/"
	}
	return u.EscapedPath()
}()

// ClientOptions are for NewClient.
type ClientOptions struct {
	// API is the base address; "" means DefaultAPI.
	API string
	// Token is the bot's, without "Bot ".
	Token string
	Log   *slog.Logger
	// Transport sends requests; nil means one of net/http's.
	Transport http.RoundTripper
}

// Client makes requests to Discord's REST API. It is safe for concurrent use.
//
// Its errors are *Error for a refusal, *LimitError, one of the errors of this
// package, a *corpus.Problem once the token was refused, ctx's, or the network's.
// None of them holds a token.
type Client struct {
	transport *transport
	http      *http.Client
	token     string
	redact    redacter
	log       *slog.Logger
}

// NewClient checks what is configured; it sends nothing. The error is a
// *corpus.Problem that names the key to mend.
func NewClient(o ClientOptions) (*Client, error) {
	if o.API == "" {
		o.API = DefaultAPI
	}
	base, err := url.Parse(strings.TrimRight(o.API, "/"))
	if err != nil || base.Scheme != "https" && base.Scheme != "http" || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, &corpus.Problem{Code: corpus.CodeInvalid, Message: "[discord] api_url is no address of an API: it looks like " + DefaultAPI + "."}
	}
	token := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(o.Token), "Bot "))
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r > unicode.MaxASCII }) {
		return nil, &corpus.Problem{Code: corpus.CodeInvalid, Message: "[discord] token_env or token_file names no bot token: " +
			"copy it from the Developer Portal, application, Bot, Reset Token, as one line."}
	}
	next := o.Transport
	if next == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConnsPerHost = talkers // all requests go to one host
		next = t
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	stopped, stop := context.WithCancelCause(context.Background())
	t := &transport{
		base: base, next: next, limiter: newLimiter(), closed: &closedChannels{},
		log: log, redact: redacter{token: token}, stopped: stopped, stop: stop,
	}
	return &Client{
		transport: t,
		http:      &http.Client{Transport: t},
		token:     token, redact: t.redact, log: log,
	}, nil
}

// Stopped is done once Discord has refused the token; context.Cause then says
// what to do.
func (c *Client) Stopped() context.Context { return c.transport.stopped }

// Close lets go of idle connections.
func (c *Client) Close() {
	if t, ok := c.transport.next.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// RESTStats are figures of a Client.
type RESTStats struct {
	Requests int64 // attempts
	Retries  int64
	Limited  int64 // answers 429
	Invalid  int   // answers 401, 403 and 429 in the last ten minutes
	Closed   int   // channels that are not written to
	Buckets  int
}

// Stats are the figures now.
func (c *Client) Stats() RESTStats {
	now := time.Now()
	s := RESTStats{
		Requests: c.transport.requests.Load(), Retries: c.transport.retries.Load(),
		Limited: c.transport.limited.Load(), Closed: c.transport.closed.count(now),
	}
	s.Invalid, s.Buckets = c.transport.limiter.counts(now)
	return s
}

// call is one request.
type call struct {
	method, path string
	body         any               // JSON, if any
	files        []*discordgo.File // beside the body
	// repeat allows to send a POST again that may have been carried out.
	repeat bool
}

// do lets discordgo make a request and reads the answer into out, unless that is
// nil. Each request has a Session of its own, for a Session remembers a
// rate-limit bucket for every address that it ever saw.
func (c *Client) do(ctx context.Context, q call, out any) error {
	if err := context.Cause(c.transport.stopped); err != nil {
		return err
	}
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, maxCall)
		defer cancel()
	}
	if q.repeat {
		ctx = context.WithValue(ctx, repeatable{}, true)
	}
	contentType, body, err := encode(q)
	if err != nil {
		return err
	}
	s := &discordgo.Session{
		Token:       "Bot " + c.token,
		Client:      c.http,
		Ratelimiter: discordgo.NewRatelimiter(),
		UserAgent:   "DiscordBot (https://github.com/bwmarrin/discordgo, " + discordgo.VERSION + ") Footnote",
		LogLevel:    -1, // discordgo logs addresses, and at its most talkative the token
	}
	answer, err := s.RequestRaw(q.method, discordgo.EndpointAPI+q.path, contentType, body, "", 0, discordgo.WithContext(ctx))
	if err != nil {
		// Whatever net/http puts around it holds the address.
		return c.redact.err(err)
	}
	if out == nil || len(answer) == 0 {
		return nil
	}
	if err := decode(answer, out); err != nil {
		return fmt.Errorf("%w: %T: %w", errNotJSON, out, c.redact.err(err))
	}
	return nil
}

// encode makes the body of a request.
func encode(q call) (contentType string, body []byte, err error) {
	switch {
	case len(q.files) > 0:
		return discordgo.MultipartBodyWithJSON(q.body, q.files)
	case q.body != nil:
		body, err = discordgo.Marshal(q.body)
	}
	return "application/json", body, err
}

// clip bounds a text for the log.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
