package llm

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// kind sorts failures by what went wrong.
type kind int

const (
	kindNetwork  kind = iota // the connection failed
	kindStatus               // an HTTP status outside 2xx
	kindSaid                 // a 2xx reply that holds an error
	kindHTML                 // a web page
	kindEmpty                // no body, or a stream without an event
	kindShape                // not JSON, or not the JSON of this call
	kindLarge                // more bytes than the limit
	kindStalled              // nothing came for too long
	kindTimeout              // the whole call took too long
	kindNoText               // a reply without text
	kindNoRoom               // max_tokens were spent before any text
	kindRefused              // the model or its filter declined
	kindVectors              // vectors of the wrong count, order, dimension or value
	kindModel                // go-openai refuses the model's name for this call
	kindReplaced             // not a failure: JSON came where a stream was asked for
)

// failure is one failed attempt. Its text is for logs and is redacted before
// it leaves the package.
type failure struct {
	kind   kind
	status int
	body   string        // the error body as it came, bounded
	after  time.Duration // what Retry-After asked for; 0 if nothing
	// noSchema says that the request was refused for the schema of its reply.
	noSchema bool
	err      error
}

func (f *failure) Error() string {
	var parts []string
	if f.status != 0 {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("HTTP %d %s", f.status, http.StatusText(f.status))))
	}
	if f.body != "" {
		parts = append(parts, message(f.body))
	}
	if f.err != nil {
		parts = append(parts, f.err.Error())
	}
	return strings.Join(parts, ": ")
}

func (f *failure) Unwrap() error { return f.err }

func fail(k kind, format string, args ...any) *failure {
	return &failure{kind: k, err: fmt.Errorf(format, args...)}
}

// retryable says that the same request may well succeed a moment later.
func (f *failure) retryable() bool {
	switch f.kind {
	case kindStatus, kindSaid:
		if f.quota() || f.tooLong() {
			return false
		}
		switch f.status {
		case 408, 429, 500, 502, 503, 504, 529: // 529: "overloaded", used by some providers
			return true
		}
		return false
	case kindEmpty:
		return true
	case kindNetwork:
		return broken(f.err)
	}
	return false
}

// broken reports a connection that was made and then lost. A refused
// connection or an unknown host is not: nobody is there, and waiting a second
// only delays the answer without a model.
func broken(err error) bool {
	for _, lost := range []error{io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, syscall.ECONNRESET, syscall.EPIPE, net.ErrClosed} {
		if errors.Is(err, lost) {
			return true
		}
	}
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "read" || op.Op == "write")
}

// rejected says that the endpoint did not like this very request.
func (f *failure) rejected() bool {
	return f.status == 400 || f.status == 413 || f.status == 422
}

// tooLongWords are how servers say that an input does not fit: "maximum context
// length", "input is too large to process", "exceeds the context window",
// "must have less than 512 tokens".
var tooLongWords = regexp.MustCompile(`(?i)too (long|large|many tokens)|context (length|size|window)|` +
	`(maximum|max) (context|sequence|input|token)|exceed\w* .{0,40}(context|token|length|batch size)|(less|fewer|more) than \d+ tokens`)

func (f *failure) tooLong() bool {
	refused := f.rejected() || f.status == 500 || f.kind == kindSaid && f.status == 0
	return f.status == 413 || refused && tooLongWords.MatchString(f.body)
}

// quota says that an account is out of money, which no waiting mends.
func (f *failure) quota() bool {
	return f.status == 402 || f.status == 429 && strings.Contains(f.body, "insufficient_quota")
}

// message takes the sentence out of the error bodies in use: OpenAI's
// {"error":{"message":…}}, Ollama's {"error":"…"}, vLLM's {"message":…},
// FastAPI's {"detail":…}, Google's list of one. Anything else is returned as it is.
func message(body string) string {
	var list []json.RawMessage
	if json.Unmarshal([]byte(body), &list) == nil && len(list) == 1 && list[0][0] == '{' {
		return message(string(list[0]))
	}
	var fields struct {
		Error   json.RawMessage `json:"error"`
		Message json.RawMessage `json:"message"`
		Detail  json.RawMessage `json:"detail"`
	}
	if json.Unmarshal([]byte(body), &fields) != nil {
		return body
	}
	for _, raw := range []json.RawMessage{fields.Error, fields.Message, fields.Detail} {
		var text string
		if len(raw) > 0 && json.Unmarshal(raw, &text) == nil && text != "" {
			return text
		}
		var inner struct {
			Message string `json:"message"`
		}
		if len(raw) > 0 && json.Unmarshal(raw, &inner) == nil && inner.Message != "" {
			return inner.Message
		}
	}
	return body
}

// isAPIError says that an error body is the API's own, not that of a web server
// which does not know the path.
func (f *failure) isAPIError() bool {
	return f.unknownModel() || strings.Contains(f.body, `"error"`) && json.Valid([]byte(f.body))
}

// unknownModel says that the endpoint is there and lacks the model.
func (f *failure) unknownModel() bool {
	if f.rejected() && strings.Contains(f.body, "model_not_found") {
		return true
	}
	return f.status == 404 && json.Valid([]byte(f.body)) && strings.Contains(strings.ToLower(message(f.body)), "model")
}

// retryAfter reads a Retry-After header, in seconds or as a date. A date is
// compared with the server's own clock when it tells it.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if s, err := strconv.ParseFloat(value, 64); err == nil {
		const day = 24 * 60 * 60
		if !(s > 0) { // also NaN
			return 0
		}
		return time.Duration(min(s, day) * float64(time.Second))
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(0, at.Sub(now))
}
