package discord

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	reconnectFirst = 250 * time.Millisecond // people wait three seconds for an answer
	reconnectMost  = 2 * time.Minute
	stableTime     = time.Minute // a connection that lasted so long starts the back-off anew
	identifyEvery  = 5 * time.Second
	resumeDials    = 3 // failures at the address for resumes before the ordinary one is used
)

// GatewayOptions are for NewGateway.
type GatewayOptions struct {
	// Client asks where the gateway is; it has the token and the log.
	Client *Client
	// Handle gets the events, as pointers to discordgo's types, one after the
	// other. It must not take long. Its context ends with Run's.
	Handle func(ctx context.Context, event any)
	// Shard and Shards say which part of the servers this connection is for; both
	// zero means all.
	Shard, Shards int
	// Dial makes connections; nil means the network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	Log  *slog.Logger
}

// Gateway keeps one session with Discord's gateway going.
type Gateway struct {
	client *Client
	handle func(context.Context, any)
	shard  [2]int
	dial   func(ctx context.Context, network, addr string) (net.Conn, error)
	log    *slog.Logger

	mu    sync.Mutex
	stats GatewayStats
}

// GatewayStats are figures of a Gateway since its start.
type GatewayStats struct {
	// Since is when the session was last begun or resumed; zero while there is no
	// connection.
	Since   time.Time
	Latency time.Duration // of the last heartbeat
	// Connections, Identifies and Resumes are those tried.
	Connections, Identifies, Resumes int
	// Closes counts ends of connections by close code; -1 is without any.
	Closes     map[int]int
	Events     int // of all types
	Dropped    int // for want of room
	Duplicates int
	Late       int // interactions whose token was dead
	Panics     int
}

// NewGateway prepares a gateway; Run connects it.
func NewGateway(o GatewayOptions) *Gateway {
	g := &Gateway{client: o.Client, handle: o.Handle, shard: [2]int{o.Shard, o.Shards}, dial: o.Dial, log: o.Log}
	if g.dial == nil {
		g.dial = (&net.Dialer{Timeout: dialTime}).DialContext
	}
	if g.log == nil {
		g.log = slog.New(slog.DiscardHandler)
	}
	g.stats.Closes = map[int]int{}
	return g
}

// Stats are the figures now.
func (g *Gateway) Stats() GatewayStats {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.stats
	s.Closes = maps.Clone(s.Closes)
	return s
}

func (g *Gateway) count(change func(*GatewayStats)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	change(&g.stats)
}

// session is what a connection needs to go on where the last one ended.
type session struct {
	id        string
	seq       int64
	resumeURL string
	dials     int // failed at resumeURL

	url        string // of the gateway, as it was last told
	identified time.Time
}

// lose forgets the session, but not where the gateway is.
func (s *session) lose() { *s = session{url: s.url, identified: s.identified} }

// ending is how a connection ended.
type ending struct {
	why    error
	code   closeCode     // 0 if there was no connection
	fatal  error         // connecting again is of no use
	fresh  bool          // the session is lost
	wait   time.Duration // before connecting again, at least
	lasted time.Duration // since the session was begun or resumed
}

// Run connects and stays connected until ctx ends, which closes the session; then
// it returns nil. When Discord refuses the bot for good the error is a
// *corpus.Problem that says what to change.
//
// All its goroutines have ended when it returns.
func (g *Gateway) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stopped := g.client.Stopped()
	defer context.AfterFunc(stopped, func() { cancel(context.Cause(stopped)) })()

	in := newInbox(g)
	var wg sync.WaitGroup
	wg.Go(func() { in.run(ctx) })
	defer wg.Wait()
	defer close(in.queue)

	var s session
	for failures := 0; ; failures++ {
		end := g.connect(ctx, &s, in)
		g.count(func(st *GatewayStats) {
			st.Since = time.Time{}
			if end.code != 0 {
				st.Closes[int(end.code)]++
			}
		})
		switch {
		case stopped.Err() != nil:
			return context.Cause(stopped)
		case ctx.Err() != nil:
			return nil
		case end.fatal != nil:
			return end.fatal
		}
		if end.fresh {
			s.lose()
		}
		if end.lasted >= stableTime {
			failures = 0
		}
		wait := end.wait
		if failures > 0 {
			wait = max(wait, backoff(failures-1, reconnectFirst, reconnectMost))
		}
		g.log.Info("the gateway's connection ended", "why", end.why, "code", int(end.code),
			"resume", s.id != "", "again in", wait.Round(time.Millisecond))
		if pause(ctx, wait) != nil {
			continue // the switch above returns
		}
	}
}

// connect has one connection, from its dial to its end.
func (g *Gateway) connect(ctx context.Context, s *session, in *inbox) ending {
	if ctx.Err() != nil {
		return ending{why: ctx.Err()}
	}
	if s.id == "" {
		if err := g.allowance(ctx, s); err != nil {
			return ending{why: err}
		}
	} else if s.url == "" && s.resumeURL == "" {
		if err := g.ask(ctx, s); err != nil {
			return ending{why: err}
		}
	}
	to := s.url
	if s.id != "" && s.resumeURL != "" {
		to = s.resumeURL
	}
	c, err := g.open(ctx, to)
	if err != nil {
		if s.id != "" && s.resumeURL != "" {
			if s.dials++; s.dials == resumeDials {
				s.resumeURL, s.url = "", ""
			}
		}
		return ending{why: err}
	}
	s.dials = 0
	g.count(func(st *GatewayStats) { st.Connections++ })
	return c.run(ctx, s, in)
}

// ask asks where the gateway is.
func (g *Gateway) ask(ctx context.Context, s *session) error {
	_, err := g.where(ctx, s)
	return err
}

func (g *Gateway) where(ctx context.Context, s *session) (*discordgo.GatewayBotResponse, error) {
	told, err := g.client.GatewayBot(ctx)
	if err != nil {
		return nil, err
	}
	if s.url, err = g.address(told.URL); err != nil {
		return nil, err
	}
	return told, nil
}

// allowance waits until the bot may identify: Discord allows a number of them in
// a day, and then one every five seconds
// (https://docs.discord.com/developers/events/gateway#session-start-limit-object).
// Who uses them up has the token reset.
func (g *Gateway) allowance(ctx context.Context, s *session) error {
	for {
		told, err := g.where(ctx, s)
		if err != nil {
			return err
		}
		limit := told.SessionStartLimit
		if limit.Remaining > 0 || limit.Total == 0 { // Total is 0 where nothing is told
			if err := pause(ctx, identifyEvery-time.Since(s.identified)); err != nil {
				return err
			}
			s.identified = time.Now()
			return nil
		}
		wait := max(time.Duration(limit.ResetAfter)*time.Millisecond, identifyEvery)
		g.log.Warn("Discord allows this bot no further sessions for now; it was started too often", "wait", wait, "a day", limit.Total)
		if err := pause(ctx, wait+rand.N(time.Second)); err != nil {
			return err
		}
	}
}

var errAddress = errors.New("the gateway's address is none")

// address makes the address to dial out of one that Discord told. Without TLS
// only where the API has none either.
func (g *Gateway) address(told string) (string, error) {
	u, err := url.Parse(told)
	if err != nil || u.Host == "" || u.User != nil {
		return "", errAddress
	}
	if u.Scheme != "wss" && (u.Scheme != "ws" || g.client.transport.base.Scheme != "http") {
		return "", errAddress
	}
	q := u.Query()
	q.Set("v", "10")
	q.Set("encoding", "json")
	u.RawQuery = q.Encode()
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String(), nil
}
