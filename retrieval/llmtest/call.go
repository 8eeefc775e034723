package llmtest

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// call is one request under way.
type call struct {
	*Server
	w    http.ResponseWriter
	r    *http.Request
	on   string
	rule Rule

	model    string
	question string   // the last user message, or the texts, one a line
	matched  string   // what rules are matched with: all user messages, one a line
	system   string   // the system messages
	texts    []string // to embed
	stream   bool
	usage    bool                       // wanted in the stream
	size     int                        // dimension asked for
	fields   map[string]json.RawMessage // of the request
	schema   bool                       // the reply has to follow one
}

type chatRequest struct {
	Model    string `json:"model"`
	Stream   bool   `json:"stream"`
	Messages []struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
	} `json:"messages"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	ResponseFormat struct {
		Type string `json:"type"`
	} `json:"response_format"`
}

type embedRequest struct {
	Model      string          `json:"model"`
	Input      json.RawMessage `json:"input"`
	Dimensions int             `json:"dimensions"`
}

// read takes a request apart.
func (c *call) read(body []byte) error {
	if c.on == onEmbeddings {
		return c.readTexts(body)
	}
	var q chatRequest
	if err := json.Unmarshal(body, &q); err != nil {
		return errors.New("the request is no JSON of a chat")
	}
	if len(q.Messages) == 0 {
		return errors.New("messages must not be empty")
	}
	c.model, c.stream, c.usage = q.Model, q.Stream, q.StreamOptions.IncludeUsage
	c.schema = q.ResponseFormat.Type == "json_schema"
	if err := json.Unmarshal(body, &c.fields); err != nil {
		return errors.New("the request is no JSON of a chat")
	}
	var asked, system []string
	for _, m := range q.Messages {
		text, err := content(m.Content)
		if err != nil {
			return err
		}
		switch m.Role {
		case "system", "developer":
			system = append(system, text)
		case "user":
			asked = append(asked, text)
			c.question = text
		}
	}
	c.matched, c.system = strings.Join(asked, "\n"), strings.Join(system, "\n\n")
	return nil
}

// content is a message's text: a string, or a list of parts.
func content(raw json.RawMessage) (string, error) {
	var text string
	if len(raw) == 0 || json.Unmarshal(raw, &text) == nil {
		return text, nil
	}
	var parts []struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal(raw, &parts); err != nil {
		return "", errors.New("a message's content is a text or a list of parts")
	}
	for _, p := range parts {
		text += p.Text
	}
	return text, nil
}

func (c *call) readTexts(body []byte) error {
	var q embedRequest
	if err := json.Unmarshal(body, &q); err != nil {
		return errors.New("the request is no JSON of embeddings")
	}
	var one string
	if json.Unmarshal(q.Input, &one) == nil {
		c.texts = []string{one}
	} else if json.Unmarshal(q.Input, &c.texts) != nil {
		return errors.New("input is a text or a list of texts")
	}
	if len(c.texts) == 0 {
		return errors.New("input must not be empty")
	}
	for _, t := range c.texts {
		if t == "" {
			return errors.New("input must not hold an empty text")
		}
	}
	if q.Dimensions < 0 || q.Dimensions > 8192 {
		return errors.New("dimensions is out of range")
	}
	c.model, c.size = q.Model, q.Dimensions
	c.question = strings.Join(c.texts, "\n")
	c.matched = c.question
	return nil
}

// failed applies the faults that need no reply, and says whether one did.
func (c *call) failed() bool {
	if c.rule.RetryAfter != "" {
		c.w.Header().Set("Retry-After", c.rule.RetryAfter)
	}
	if c.rule.Status != 0 {
		text := c.rule.Reply
		if text == "" {
			text = http.StatusText(c.rule.Status)
		}
		writeError(c.w, c.rule.Status, "mock_error", text)
		return true
	}
	switch c.rule.Fault {
	case "refuse":
		c.refuse()
	case "context":
		c.overflow()
	case "rate":
		if c.rule.RetryAfter == "" {
			c.w.Header().Set("Retry-After", "1")
		}
		writeError(c.w, http.StatusTooManyRequests, "rate_limit_exceeded", "Rate limit reached.")
	case "500":
		writeError(c.w, http.StatusInternalServerError, "server_error", "The server had an error.")
	case "html":
		c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
		c.w.Write([]byte("<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>\n"))
	case "empty":
		c.w.WriteHeader(http.StatusOK)
	case "reset":
		reset(c.w)
	case "echo":
		writeError(c.w, http.StatusUnauthorized, "invalid_api_key",
			"Incorrect API key provided: "+strings.TrimPrefix(c.r.Header.Get("Authorization"), "Bearer ")+".")
	default:
		return false
	}
	return true
}

// reset drops the connection without a word.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil { // HTTP/2, or a recorder: abort the reply as far as it goes
		panic(http.ErrAbortHandler)
	}
	conn.Close()
}
