package discordtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// epoch is Discord's: the millisecond from which snowflakes count.
const epoch = 1420070400000

// Options say what kind of Discord the fake plays. The zero value is a usable
// one: honest, validating, remembering everything.
type Options struct {
	// Token is what the bot must send as "Bot <Token>". Default: DefaultToken.
	Token string
	// Now is the clock. Default time.Now; Server.Advance moves it forward.
	Now func() time.Time `json:"-"`

	// BotName is the bot's user name and the application's. Default "footnote".
	BotName string
	// PrivilegedIntents are the privileged intents switched on in the
	// application's settings (IntentMessageContent, IntentGuildMembers, …);
	// identifying with another one is answered with close code 4014.
	PrivilegedIntents int
	// UserInstall switches the application's "User Install" on.
	UserInstall bool

	// Heartbeat is the interval told in HELLO. Default 41.25 s, as Discord's.
	Heartbeat time.Duration
	// AckDeadline is how long an interaction may stay unacknowledged. Default
	// 3 s, which is Discord's.
	AckDeadline time.Duration
	// TokenLife is how long an interaction token lives. Default 15 minutes.
	TokenLife time.Duration
	// SessionStarts, MaxConcurrency and SessionReset are the allowance that GET
	// /gateway/bot reports. Defaults 1000, 1 and 24 h. A negative SessionStarts
	// is an allowance of none.
	SessionStarts, MaxConcurrency int
	SessionReset                  time.Duration
	// SeparateResume gives resume_gateway_url an address of its own; a resume
	// tried at the first address is then answered with "invalid session".
	SeparateResume bool

	// RateLimit, if above 0, is enforced: so many requests in each bucket per
	// RateWindow (default 1 s). Headers are sent in any case.
	RateLimit  int
	RateWindow time.Duration
	// MaxUpload is the size limit of one attachment in bytes. Default 10 MiB.
	MaxUpload int64

	// Description is the path of Discord's openapi.json. Default: see
	// FindDescription. NoValidation leaves the checks out altogether.
	Description  string
	NoValidation bool
	// ValidateEvery n looks at each n-th exchange only. Default 1.
	ValidateEvery int

	// Keep bounds the memory: so many interactions, messages and request
	// records are remembered, older ones are forgotten. 0 keeps everything.
	Keep int
}

// DefaultToken is the bot token that a Server accepts unless told otherwise.
const DefaultToken = "MTIz.fake.token-of-a-bot-that-does-not-exist"

func (o *Options) setDefaults() {
	if o.Token == "" {
		o.Token = DefaultToken
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.BotName == "" {
		o.BotName = "footnote"
	}
	setDefault(&o.Heartbeat, 41250*time.Millisecond)
	setDefault(&o.AckDeadline, 3*time.Second)
	setDefault(&o.TokenLife, 15*time.Minute)
	setDefault(&o.SessionStarts, 1000)
	setDefault(&o.MaxConcurrency, 1)
	setDefault(&o.SessionReset, 24*time.Hour)
	setDefault(&o.RateWindow, time.Second)
	setDefault(&o.MaxUpload, 10<<20)
	setDefault(&o.ValidateEvery, 1)
	o.SessionStarts = max(o.SessionStarts, 0)
}

func setDefault[T comparable](v *T, to T) {
	var zero T
	if *v == zero {
		*v = to
	}
}

// Server is a fake Discord: REST v10, gateway and attachment host, each on a
// loopback port. All methods may be called from any goroutine.
type Server struct {
	opt    Options
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	api, resume, cdn *listener
	check            *checker

	// mu guards everything below and every mutable field of the world.
	mu      sync.Mutex
	closed  bool
	offset  time.Duration
	lastID  uint64
	changed chan struct{} // closed and replaced whenever something happens

	bot          *User
	owner        *User
	users        map[string]*User
	guilds       map[string]*Guild
	channels     map[string]*Channel
	messages     map[string]*Message
	messageOrder []string
	interactions map[string]*Interaction // by token
	interOrder   []string
	commands     []obj
	registered   int
	commandPerms map[string]map[string][]obj // guild → command or application → permissions
	oldEdits     *int

	gw    gateway
	rest  restState
	hosts cdnState

	loadMu     sync.Mutex // guards loadGuilds
	loadGuilds map[string][]flowGuild
}

type listener struct {
	net.Listener
	srv *http.Server
}

func (l *listener) host() string { return l.Addr().String() }

// New starts a fake Discord on loopback. Like httptest.NewServer it panics when
// there is no loopback port to listen on. Close it.
func New(o Options) *Server {
	o.setDefaults()
	s := &Server{
		opt:          o,
		changed:      make(chan struct{}),
		users:        map[string]*User{},
		guilds:       map[string]*Guild{},
		channels:     map[string]*Channel{},
		messages:     map[string]*Message{},
		interactions: map[string]*Interaction{},
		commandPerms: map[string]map[string][]obj{},
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.gw.init()
	s.rest.init()
	s.hosts.init()
	s.bot = s.NewUser(o.BotName)
	s.bot.Bot = true
	s.owner = s.NewUser("operator")
	s.check = newChecker(o)

	api := http.NewServeMux()
	api.HandleFunc("GET /gateway/{$}", func(w http.ResponseWriter, r *http.Request) { s.serveGateway(w, r, false) })
	s.routeControl(api)
	s.routeREST(api)
	s.api = s.listen(api)
	second := http.NewServeMux()
	second.HandleFunc("GET /gateway/{$}", func(w http.ResponseWriter, r *http.Request) { s.serveGateway(w, r, true) })
	s.resume = s.listen(second)
	s.cdn = s.listen(http.HandlerFunc(s.serveCDN))
	return s
}

// listen serves h on a fresh loopback port, counting its handlers so that Close
// can wait for them.
func (s *Server) listen(h http.Handler) *listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(fmt.Sprintf("discordtest: no loopback port: %v", err))
	}
	srv := &http.Server{
		ReadHeaderTimeout: 30 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return s.ctx },
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !s.enter() {
				return
			}
			defer s.wg.Done()
			h.ServeHTTP(w, r)
		}),
	}
	s.wg.Go(func() {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.violation("the fake's listener broke: " + err.Error())
		}
	})
	return &listener{l, srv}
}

// enter counts one more goroutine, unless the server is closing.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.wg.Add(1)
	return true
}

// Close ends the server, drops every connection and returns when all its
// goroutines have ended. A second call does nothing.
func (s *Server) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	s.dropAll()
	s.mu.Unlock()
	s.cancel()
	for _, l := range []*listener{s.api, s.resume, s.cdn} {
		l.srv.Close()
	}
	s.wg.Wait()
	s.check.close()
}

// URL is the base of the REST API, such as http://127.0.0.1:4000/api/v10.
func (s *Server) URL() string { return "http://" + s.api.host() + "/api/v10" }

// GatewayURL is the address that GET /gateway and /gateway/bot give out.
func (s *Server) GatewayURL() string { return "ws://" + s.api.host() + "/gateway/" }

// ResumeURL is the address that READY gives out for resuming.
func (s *Server) ResumeURL() string {
	if s.opt.SeparateResume {
		return "ws://" + s.resume.host() + "/gateway/"
	}
	return s.GatewayURL()
}

// CDNHost is the host:port that serves attachments, for [discord] attachment_hosts.
func (s *Server) CDNHost() string { return s.cdn.host() }

// Token is the bot token that the server accepts.
func (s *Server) Token() string { return s.opt.Token }

// AppID is the application's id.
func (s *Server) AppID() string { return s.bot.ID }

// Bot is the bot's own user.
func (s *Server) Bot() *User { return s.bot }

// Now is the fake's time.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Server) now() time.Time { return s.opt.Now().Add(s.offset) }

// Advance moves the fake's clock forward, so that tokens, links and
// acknowledgement deadlines run out without anybody waiting.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	s.offset += d
	s.notify()
	s.mu.Unlock()
}

// newID makes the next snowflake: its upper 42 bits are the fake's time.
func (s *Server) newID() string {
	id := uint64(max(s.now().UnixMilli()-epoch, 1)) << 22
	s.lastID = max(id, s.lastID+1)
	return strconv.FormatUint(s.lastID, 10)
}

// IDTime is the moment that a snowflake carries.
func IDTime(id string) time.Time {
	n, _ := strconv.ParseUint(id, 10, 64)
	return time.UnixMilli(int64(n>>22) + epoch)
}

// notify wakes everybody in Wait.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Wait returns nil as soon as done says so; done is asked again after each
// thing that happens in the fake and must not block. It is for conditions that
// have no waiting method of their own, such as a number of identifies.
func (s *Server) Wait(ctx context.Context, done func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if done() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Server) violation(text string) { s.check.report(text) }

// Violations waits for the checks under way and returns what the bot's requests
// and the fake's own payloads did that Discord's description or its rules do not
// allow. Empty is good.
func (s *Server) Violations() []string { return s.check.violations() }

// Validating says whether bodies are checked against Discord's description; if
// not, the text says why.
func (s *Server) Validating() (bool, string) { return s.check.state() }

// sleep waits d of real time, less when the server closes.
func (s *Server) sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
}
