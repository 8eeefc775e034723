package discordtest

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	maxBody     = 120 << 20 // ten files of 10 MiB and the form around them
	recordBytes = 16 << 10  // of a body kept in a Request record
)

type restState struct {
	requests []Request
	rules    []*Rule
	buckets  map[string]*bucket
	revoked  bool
	statuses map[int]int
	pings    []string // see Pings
	open     []string // see OpenMentions
	rejected []string // see Rejected
}

type bucket struct {
	left  int
	reset time.Time
}

func (r *restState) init() { r.buckets, r.statuses = map[string]*bucket{}, map[int]int{} }

// Request is the record of one REST request.
type Request struct {
	At     time.Time
	Method string
	Path   string // below /api/v10
	Route  string // the pattern that served it, such as /channels/{channel}/messages
	Status int    // 0: never answered
	Body   []byte // JSON (the payload_json part of a form), the first 16 KiB
	Files  int
}

// call is one request on its way through the fake.
type call struct {
	s     *Server
	r     *http.Request
	route string
	body  json.RawMessage
	files []file
	multi bool
}

type file struct {
	field, name, contentType string
	data                     []byte
}

func (c *call) arg(name string) string { return c.r.PathValue(name) }

// apiError is a refusal as Discord words it.
type apiError struct {
	status, code int
	message      string
	errors       obj
	header       http.Header
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %d %s", e.status, e.code, e.message) }

func refuse(status, code int, message string) *apiError {
	return &apiError{status: status, code: code, message: message}
}

// Discord's refusals; codes and texts from its documentation ("JSON Error Codes").
var (
	errNotFound        = refuse(404, 0, "404: Not Found")
	errUnauthorized    = refuse(401, 0, "401: Unauthorized")
	errUnknownApp      = refuse(404, 10002, "Unknown Application")
	errUnknownChannel  = refuse(404, 10003, "Unknown Channel")
	errUnknownGuild    = refuse(404, 10004, "Unknown Guild")
	errUnknownMember   = refuse(404, 10007, "Unknown Member")
	errUnknownMessage  = refuse(404, 10008, "Unknown Message")
	errUnknownUser     = refuse(404, 10013, "Unknown User")
	errUnknownWebhook  = refuse(404, 10015, "Unknown Webhook")
	errUnknownInter    = refuse(404, 10062, "Unknown interaction")
	errUnknownCommand  = refuse(404, 10063, "Unknown application command")
	errUnknownPerms    = refuse(404, 10066, "Unknown application command permissions")
	errBotsCannot      = refuse(403, 20001, "Bots cannot use this endpoint")
	errOldEdits        = refuse(429, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later.")
	errTooLarge        = refuse(413, 40005, "Request entity too large")
	errAcknowledged    = refuse(400, 40060, "Interaction has already been acknowledged.")
	errMissingAccess   = refuse(403, 50001, "Missing Access")
	errNotYours        = refuse(403, 50005, "Cannot edit a message authored by another user")
	errEmpty           = refuse(400, 50006, "Cannot send an empty message")
	errCannotDM        = refuse(403, 50007, "Cannot send messages to this user")
	errMissingPerms    = refuse(403, 50013, "Missing Permissions")
	errWebhookToken    = refuse(401, 50027, "Invalid Webhook Token")
	errThreadArchived  = refuse(400, 50083, "Thread is archived")
	errBadJSON         = refuse(400, 50109, "The request body contains invalid JSON.")
	errReplyNoHistory  = refuse(403, 160002, "Cannot reply without permission to read message history")
	errNoSuchReference = "Unknown message"
)

type handler func(*call) (status int, body any, err error)

func (s *Server) routeREST(mux *http.ServeMux) {
	api := http.NewServeMux()
	for pattern, h := range s.routes() {
		method, path, _ := strings.Cut(pattern, " ")
		api.HandleFunc(method+" /api/v10"+path, func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, path, h) })
	}
	api.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.violation(r.Method + " " + redact(r.URL.Path) + ": no such route")
		s.answer(w, r, "", func(*call) (int, any, error) { return 0, nil, errNotFound })
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if f := s.fault(r); f != nil {
			rec := &statusWriter{ResponseWriter: w}
			served := false
			defer func() { // also when the fault cuts the connection
				if !served {
					s.record(Request{At: s.Now(), Method: r.Method, Path: restPath(r), Status: rec.status})
				}
			}()
			f(rec, r, func(w http.ResponseWriter, r *http.Request) {
				served = true // and recorded by answer
				api.ServeHTTP(w, r)
			})
			return
		}
		api.ServeHTTP(w, r)
	})
}

func restPath(r *http.Request) string { return strings.TrimPrefix(r.URL.Path, "/api/v10") }

// redact takes the tokens out of a path.
func redact(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if len(p) > 32 {
			parts[i] = "…"
		}
	}
	return strings.Join(parts, "/")
}

// answer runs one request through authorisation, parsing and its handler, writes
// the reply and hands the exchange to the checker.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, route string, h handler) {
	c := &call{s: s, r: r, route: route}
	status, body, err := s.serve(w, c, h)
	var refused *apiError
	if e, ok := err.(*apiError); ok {
		refused = e
		status, body = e.status, e.body()
	} else if err != nil {
		status, body = 500, obj{"message": "500: Internal Server Error", "code": 0}
		s.violation(r.Method + " " + route + ": the fake failed: " + err.Error())
	}
	var data []byte
	if body != nil {
		data, err = json.Marshal(body)
		if err != nil {
			s.violation(route + ": reply: " + err.Error())
		}
	}
	rec := Request{At: s.Now(), Method: r.Method, Path: restPath(r), Route: route, Status: status, Files: len(c.files)}
	rec.Body = c.body[:min(len(c.body), recordBytes)]
	s.record(rec)
	if refused != nil {
		s.reject(r.Method, route, refused, data)
	}
	if refused != nil {
		maps.Copy(w.Header(), refused.header)
	}
	if data != nil {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	w.Write(data)
	if route != "" {
		s.check.exchange(r.Method, route, c.body, status, data)
	}
}

func (e *apiError) body() obj {
	b := obj{"message": e.message, "code": e.code}
	if e.errors != nil {
		b["errors"] = e.errors
	}
	if e.status == 429 {
		b["retry_after"], b["global"] = 1.0, false
	}
	return b
}

func (s *Server) serve(w http.ResponseWriter, c *call, h handler) (int, any, error) {
	if limited := s.rateLimit(w.Header(), c); limited != nil {
		return 0, nil, limited
	}
	if err := s.authorise(c); err != nil {
		return 0, nil, err
	}
	if err := c.parse(); err != nil {
		return 0, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return h(c)
}

// authorise checks the bot token, which the routes with a token in their path do
// not need. "Bot" in front is part of Discord's protocol.
func (s *Server) authorise(c *call) error {
	auth := c.r.Header.Get("Authorization")
	byPath := strings.Contains(c.route, "{token}")
	s.mu.Lock()
	good := auth == "Bot "+s.opt.Token && !s.rest.revoked
	s.mu.Unlock()
	if good || byPath && auth == "" || c.route == "/gateway" {
		return nil
	}
	return errUnauthorized
}

// rateLimit sends the headers and, with Options.RateLimit, enforces it. Buckets
// are by route and major parameter, as Discord's documentation says.
func (s *Server) rateLimit(h http.Header, c *call) error {
	key := c.r.Method + " " + c.route + " " + c.arg("channel") + c.arg("guild") + c.arg("token")
	sum := fnv.New64a()
	io.WriteString(sum, key)
	h.Set("X-RateLimit-Bucket", fmt.Sprintf("%016x", sum.Sum64()))
	limit, left, after := 1000, 999, s.opt.RateWindow
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if s.opt.RateLimit > 0 {
		b := s.rest.buckets[key]
		if b == nil || !now.Before(b.reset) {
			maps.DeleteFunc(s.rest.buckets, func(_ string, b *bucket) bool { return !now.Before(b.reset) })
			b = &bucket{left: s.opt.RateLimit, reset: now.Add(s.opt.RateWindow)}
			s.rest.buckets[key] = b
		}
		b.left--
		limit, left, after = s.opt.RateLimit, b.left, b.reset.Sub(now)
	}
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(left, 0)))
	h.Set("X-RateLimit-Reset", seconds(time.Duration(now.Add(after).UnixNano())))
	h.Set("X-RateLimit-Reset-After", seconds(after))
	if left < 0 {
		h.Set("Retry-After", strconv.Itoa(int(after/time.Second)+1))
		h.Set("X-RateLimit-Scope", "user")
		return &apiError{status: 429, message: "You are being rate limited."}
	}
	return nil
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }

// parse reads the body: JSON, or a form with payload_json and files[n].
func (c *call) parse() error {
	kind, params, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	body := http.MaxBytesReader(nil, c.r.Body, maxBody)
	if kind != "multipart/form-data" {
		data, err := io.ReadAll(body)
		if err != nil {
			return errTooLarge
		}
		if len(data) == 0 {
			return nil
		}
		if kind != "application/json" || !json.Valid(data) {
			return errBadJSON
		}
		c.body = data
		return nil
	}
	c.multi = true
	form := multipart.NewReader(body, params["boundary"])
	for {
		p, err := form.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return errBadJSON
		}
		data, err := io.ReadAll(io.LimitReader(p, c.s.opt.MaxUpload+1))
		if err != nil {
			return errBadJSON
		}
		switch name := p.FormName(); {
		case name == "payload_json":
			if !json.Valid(data) {
				return errBadJSON
			}
			c.body = data
		case p.FileName() != "":
			if int64(len(data)) > c.s.opt.MaxUpload {
				return errTooLarge
			}
			c.files = append(c.files, file{name, p.FileName(), p.Header.Get("Content-Type"), data})
		}
	}
}

func (s *Server) record(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest.requests = append(s.rest.requests, r)
	s.rest.statuses[r.Status]++
	if n := s.opt.Keep; n > 0 && len(s.rest.requests) > 2*n {
		s.rest.requests = slices.Clone(s.rest.requests[len(s.rest.requests)-n:])
	}
	s.notify()
}

// reject notes a body that Discord would not take.
func (s *Server) reject(method, route string, e *apiError, reply []byte) {
	switch e.code {
	case 50035, errEmpty.code, errBadJSON.code, errTooLarge.code:
		s.mu.Lock()
		s.rest.rejected = note(s.rest.rejected, method+" "+route+": "+string(reply))
		s.mu.Unlock()
	}
}

// Rejected lists the requests whose body Discord would not take (invalid form,
// empty message, too large, no JSON), with the reply. A bot that knows the limits
// sends none.
func (s *Server) Rejected() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.rest.rejected)
}

// Requests are the records of the REST requests so far, oldest first; with a
// prefix of a path ("/channels/") only those, with a method only those.
func (s *Server) Requests(method, prefix string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Request
	for _, r := range s.rest.requests {
		if (method == "" || r.Method == method) && strings.HasPrefix(r.Path, prefix) {
			out = append(out, r)
		}
	}
	return out
}

// Statuses counts the replies by HTTP status; 0 counts those never given.
func (s *Server) Statuses() map[int]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.rest.statuses)
}

// InvalidReplies counts replies of status 401, 403 and 429: Discord blocks an
// address for a while after 10,000 of them in ten minutes.
func (s *Server) InvalidReplies() int {
	n := s.Statuses()
	return n[401] + n[403] + n[429]
}

// Revoke makes the bot's token invalid, as a reset in the developer portal
// does, or valid again. Open gateway connections are closed with 4004.
func (s *Server) Revoke(revoked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest.revoked = revoked
	if revoked {
		for c := range s.gw.conns {
			c.end(4004, "Authentication failed.")
		}
		s.gw.sessions = nil
	}
}
