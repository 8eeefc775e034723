package llm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// events filters a stream of server-sent events down to its data lines, one
// event a line, so that go-openai sees nothing else. It ends the stream with a
// failure when an event holds an error, and remembers whether [DONE] came.
type events struct {
	src     *bufio.Reader
	close   func() error
	out     []byte
	err     error
	isDone  bool
	strange bool // a line came that belongs to no event stream
}

func newEvents(src *bufio.Reader, close func() error) *events {
	return &events{src: src, close: close}
}

func (e *events) Read(p []byte) (int, error) {
	for len(e.out) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		line, err := e.src.ReadBytes('\n') // the body below is bounded
		e.err = err
		if err == nil || err == io.EOF { // else the line is torn
			e.line(line)
		}
	}
	n := copy(p, e.out)
	e.out = e.out[n:]
	return n, nil
}

func (e *events) Close() error { return e.close() }

func (e *events) line(line []byte) {
	line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff")))
	payload, isData := bytes.CutPrefix(line, []byte("data:"))
	payload = bytes.TrimSpace(payload)
	if len(payload) == 0 || e.isDone {
		return
	}
	if said, ok := errorIn(payload); ok {
		e.err = &failure{kind: kindSaid, status: said.status, body: said.body}
		return
	}
	if !isData {
		// A comment, the event, id or retry field, or no event stream at all.
		name, _, ok := bytes.Cut(line, []byte(":"))
		e.strange = e.strange || !ok || len(name) > len("retry")
		return
	}
	e.isDone = bytes.Equal(payload, []byte("[DONE]"))
	e.out = append(append([]byte("data: "), payload...), '\n')
}

// saidError is an error inside of a reply whose status promised success.
type saidError struct {
	status int // from the error's code, when that is an HTTP status
	body   string
}

// errorIn finds an error in a JSON object. Some gateways answer 200 and put the
// error, with its status as "code", into the body or the stream.
func errorIn(payload []byte) (saidError, bool) {
	if !bytes.HasPrefix(payload, []byte("{")) || !bytes.Contains(payload, []byte(`"error"`)) {
		return saidError{}, false
	}
	var object struct {
		Error json.RawMessage `json:"error"`
	}
	if json.Unmarshal(payload, &object) != nil {
		return saidError{}, false
	}
	switch string(object.Error) {
	case "", "null", "{}", `""`, "false":
		return saidError{}, false
	}
	said := saidError{body: string(payload[:min(len(payload), maxErrorBody)])}
	var detail struct {
		Code json.RawMessage `json:"code"`
	}
	var code int
	if json.Unmarshal(object.Error, &detail) == nil && json.Unmarshal(detail.Code, &code) == nil && code >= 400 && code < 600 {
		said.status = code
	}
	return said, true
}

var _ io.ReadCloser = (*events)(nil)
