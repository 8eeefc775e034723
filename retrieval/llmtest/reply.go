package llmtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// usage counts words for tokens, which is near enough for a mock.
type usage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens,omitempty"`
	Total      int `json:"total_tokens"`
}

type message struct {
	Role    string `json:"role,omitempty"`
	Content string `json:"content"`
	// Reasoning is where vLLM, llama.cpp and LM Studio put a model's thoughts.
	Reasoning string `json:"reasoning_content,omitempty"`
}

type choice struct {
	Index   int      `json:"index"`
	Message *message `json:"message,omitempty"`
	Delta   *message `json:"delta,omitempty"`
	Finish  *string  `json:"finish_reason"`
}

type completion struct {
	ID      string   `json:"id"`
	Object  string   `json:"object"`
	Created int64    `json:"created"`
	Model   string   `json:"model"`
	Choices []choice `json:"choices"`
	Usage   *usage   `json:"usage,omitempty"`
}

// answer is what the mock says to a chat.
func (c *call) answer() string {
	passages := readPassages(c.system)
	said := c.rule.Reply
	switch {
	case said != "":
	case statementMark.MatchString(c.question):
		return c.verdicts()
	case followUp.MatchString(c.question):
		said = standalone(c.question)
	default:
		said = honestAnswer(passages, c.question)
	}
	said = mischief(c.rule.Fault, said, passages)
	if slices.Contains(habits, c.rule.Fault) {
		return habit(c.rule.Fault, said, c.question)
	}
	if c.schema && c.rule.Reply == "" && c.rule.Fault != "gibberish" {
		return asJSON(said)
	}
	return said
}

func (c *call) chat() {
	said := c.answer()
	u := usage{Prompt: len(strings.Fields(c.system)) + len(strings.Fields(c.matched)), Completion: len(strings.Fields(said))}
	u.Total = u.Prompt + u.Completion
	reply := completion{ID: "chatcmpl-mock", Object: "chat.completion", Created: time.Now().Unix(), Model: c.modelName()}
	if c.stream && c.rule.Fault != "nostream" {
		reply.Object += ".chunk"
		c.streamed(reply, said, u)
		return
	}
	finish := "stop"
	reply.Choices = []choice{{Message: &message{Role: "assistant", Content: said, Reasoning: c.reasoning()}, Finish: &finish}}
	if c.rule.Fault != "nousage" {
		reply.Usage = &u
	}
	c.whole(reply)
}

// whole writes a reply that is not streamed, with the faults that apply.
func (c *call) whole(v any) {
	switch c.rule.Fault {
	case "slow":
		if !sleep(c.r.Context(), c.rule.Delay) {
			return
		}
	case "cut", "stall":
		data, err := json.Marshal(v)
		if err != nil {
			writeError(c.w, http.StatusInternalServerError, "server_error", "the reply could not be written")
			return
		}
		c.w.Header().Set("Content-Type", "application/json")
		c.w.Write(data[:len(data)/2])
		if c.rule.Fault == "stall" {
			http.NewResponseController(c.w).Flush()
			<-c.r.Context().Done()
		}
		return
	}
	writeJSON(c.w, http.StatusOK, v)
}

// streamed writes a reply as server-sent events, a word in each.
func (c *call) streamed(reply completion, said string, u usage) {
	c.w.Header().Set("Content-Type", "text/event-stream")
	c.w.Header().Set("Cache-Control", "no-cache")
	control := http.NewResponseController(c.w)
	send := func(v any) bool {
		data, err := json.Marshal(v)
		if err != nil {
			return false
		}
		_, err = c.w.Write([]byte("data: " + string(data) + "\n\n"))
		control.Flush()
		return err == nil && c.r.Context().Err() == nil
	}
	chunk := func(m message, finish *string) bool {
		reply.Choices = []choice{{Delta: &m, Finish: finish}}
		return send(reply)
	}
	words := strings.SplitAfter(said, " ")
	breaks := c.rule.Fault == "cut" || c.rule.Fault == "stall" || c.rule.Fault == "error"
	if breaks {
		words = words[:(len(words)+1)/2]
	}
	if !chunk(message{Role: "assistant"}, nil) {
		return
	}
	if thought := c.reasoning(); thought != "" && !chunk(message{Reasoning: thought}, nil) {
		return
	}
	for _, word := range words {
		if !sleep(c.r.Context(), c.rule.Delay) || !chunk(message{Content: word}, nil) {
			return
		}
	}
	switch c.rule.Fault {
	case "stall":
		<-c.r.Context().Done()
	case "error":
		send(map[string]any{"error": map[string]any{"message": "The server had an error.", "type": "server_error"}})
	}
	if breaks {
		return
	}
	stop := "stop"
	chunk(message{}, &stop)
	if c.usage && c.rule.Fault != "nousage" {
		reply.Choices, reply.Usage = []choice{}, &u
		send(reply)
	}
	c.w.Write([]byte("data: [DONE]\n\n"))
}

type embedding struct {
	Object    string `json:"object"`
	Index     int    `json:"index"`
	Embedding any    `json:"embedding"`
}

func (c *call) embeddings() {
	dimension := c.options.Dimension
	if c.size > 0 {
		dimension = c.size
	}
	var data []embedding
	words := 0
	for i, t := range c.texts {
		v := vector(c.vectors, t, dimension)
		words += len(strings.Fields(t))
		data = append(data, embedding{"embedding", i, c.spoil(v)})
	}
	switch c.rule.Fault {
	case "order":
		for i, j := 0, len(data)-1; i < j; i, j = i+1, j-1 {
			data[i], data[j] = data[j], data[i]
		}
	case "few":
		data = data[:len(data)-1]
	}
	c.whole(map[string]any{
		"object": "list", "data": data, "model": c.modelName(), "usage": usage{Prompt: words, Total: words},
	})
}

// spoil applies the faults of vectors.
func (c *call) spoil(v []float32) any {
	switch c.rule.Fault {
	case "dimension":
		return append(v, 0.5)
	case "zero":
		return make([]float32, len(v))
	case "nan":
		spoiled := make([]any, len(v))
		for i, x := range v {
			spoiled[i] = x
		}
		spoiled[len(v)/2] = nil
		return spoiled
	}
	return v
}

func (c *call) models() {
	names := c.options.Models
	if len(names) == 0 {
		names = []string{DefaultModel}
	}
	var data []map[string]any
	for _, name := range names {
		data = append(data, map[string]any{"id": name, "object": "model", "created": 0, "owned_by": "footnote"})
	}
	c.whole(map[string]any{"object": "list", "data": data})
}

func (c *call) modelName() string {
	if c.model == "" {
		return DefaultModel
	}
	return c.model
}
