package discordtest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"
)

// Fault answers a request in place of the fake; serve is the honest answer, for
// faults that only delay or spoil it.
type Fault func(w http.ResponseWriter, r *http.Request, serve http.HandlerFunc)

// Rule makes some requests fail.
type Rule struct {
	// Method, if set, is the HTTP method. Path is a pattern below /api/v10 in which
	// * stands for one segment and a final ** for the rest, such as
	// "/webhooks/*/*/messages/@original" or "/channels/**"; empty is everything.
	Method, Path string
	// Skip so many requests first, then fail Times of them: 0 is once, below 0
	// is for ever.
	Skip, Times int
	Do          Fault
}

// Fail adds rules; the first that matches a request serves it.
func (s *Server) Fail(rules ...Rule) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range rules {
		if r.Times == 0 {
			r.Times = 1
		}
		s.rest.rules = append(s.rest.rules, &r)
	}
}

// Heal removes all rules.
func (s *Server) Heal() {
	s.mu.Lock()
	s.rest.rules = nil
	s.mu.Unlock()
}

func (s *Server) fault(r *http.Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, rule := range s.rest.rules {
		if rule.Times == 0 || rule.Method != "" && rule.Method != r.Method || !matchPath(rule.Path, restPath(r)) {
			continue
		}
		if rule.Skip > 0 {
			rule.Skip--
			continue
		}
		if rule.Times > 0 {
			rule.Times--
		}
		return rule.Do
	}
	return nil
}

func matchPath(pattern, path string) bool {
	if pattern == "" {
		return true
	}
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	for i, w := range want {
		if w == "**" && i == len(want)-1 {
			return i < len(have)
		}
		if i >= len(have) || w != "*" && w != have[i] {
			return false
		}
	}
	return len(want) == len(have)
}

// statusWriter notes what a fault answered.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(code int) { w.status = code; w.ResponseWriter.WriteHeader(code) }

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = 200
	}
	return w.ResponseWriter.Write(b)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// TooMany is an honest 429 that asks to wait; global: for all routes.
func TooMany(wait time.Duration, global bool) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.HandlerFunc) {
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
		h.Set("X-RateLimit-Scope", "user")
		if global {
			h.Set("X-RateLimit-Global", "true")
			h.Set("X-RateLimit-Scope", "global")
		} else {
			h.Set("X-RateLimit-Limit", "5")
			h.Set("X-RateLimit-Remaining", "0")
			h.Set("X-RateLimit-Reset", seconds(time.Duration(time.Now().Add(wait).UnixNano())))
			h.Set("X-RateLimit-Reset-After", seconds(wait))
			h.Set("X-RateLimit-Bucket", "fa17fa17")
		}
		w.WriteHeader(429)
		io.WriteString(w, `{"message":"You are being rate limited.","retry_after":`+seconds(wait)+`,"global":`+strconv.FormatBool(global)+`}`)
	}
}

// TooManyBare is a 429 without a header and without a body.
func TooManyBare() Fault { return Page(429, "", "") }

// TooManyHTML is the 429 that Discord's front (Cloudflare) answers with: a page.
func TooManyHTML() Fault {
	return Page(429, "text/html", "<html><head><title>Access denied</title></head><body>error code: 1015</body></html>")
}

// Broken is a 5xx in Discord's own JSON.
func Broken(status int) Fault {
	return Page(status, "application/json", `{"message":"`+strconv.Itoa(status)+`: `+http.StatusText(status)+`","code":0}`)
}

// HTML is a page in place of JSON, with any status.
func HTML(status int) Fault {
	return Page(status, "text/html", "<html><head><title>"+http.StatusText(status)+"</title></head><body>cloudflare</body></html>")
}

// WrongJSON is a 200 whose body is cut off in the middle of its JSON.
func WrongJSON() Fault { return Page(200, "application/json", `{"id":"1`) }

// InvalidToken is the 401 of a revoked bot token.
func InvalidToken() Fault {
	return Page(401, "application/json", `{"message":"401: Unauthorized","code":0}`)
}

// Refuse is a refusal in Discord's JSON, such as Refuse(403, 50013, "Missing Permissions").
func Refuse(status, code int, message string) Fault {
	return Page(status, "application/json", `{"message":`+strconv.Quote(message)+`,"code":`+strconv.Itoa(code)+`}`)
}

// Page answers with a fixed status, content type and body.
func Page(status int, contentType, body string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.HandlerFunc) {
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// Slow answers honestly, d later.
func Slow(d time.Duration) Fault {
	return func(w http.ResponseWriter, r *http.Request, serve http.HandlerFunc) {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			serve(w, r)
		case <-r.Context().Done():
		}
	}
}

// Never takes the request and does not answer.
func Never() Fault {
	return func(_ http.ResponseWriter, r *http.Request, _ http.HandlerFunc) {
		io.Copy(io.Discard, r.Body) // only then is a hang-up of the client noticed
		<-r.Context().Done()
	}
}

// HangUp cuts the connection without an answer; the request has no effect.
func HangUp() Fault {
	return func(http.ResponseWriter, *http.Request, http.HandlerFunc) { panic(http.ErrAbortHandler) }
}

// LoseReply does what was asked and then cuts the connection.
func LoseReply() Fault {
	return func(_ http.ResponseWriter, r *http.Request, serve http.HandlerFunc) {
		serve(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
}

// CutOff does what was asked and sends only half of the reply's body.
func CutOff() Fault {
	return func(w http.ResponseWriter, r *http.Request, serve http.HandlerFunc) {
		rec := httptest.NewRecorder()
		serve(rec, r)
		body := rec.Body.Bytes()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(max(len(body), 2)))
		w.WriteHeader(rec.Code)
		w.Write(body[:len(body)/2])
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}
