package llm

import (
	"encoding/json"
	"maps"
	"math"
	"slices"

	"github.com/sashabaranov/go-openai"

	"footnote/retrieval"
)

// coldest is the temperature that is sent for 0, which go-openai leaves out of
// the JSON. Tokens that differ at all in their logits are decided by it, and no
// server overflows in dividing by it, as some do by the smallest float32.
const coldest = 1e-4

// thinkingRoom multiplies max_tokens for models whose limit also counts the
// tokens they think with.
const thinkingRoom = 4

// The fields of a request that an endpoint may refuse.
const (
	fieldStream      = "stream"
	fieldUsage       = "stream_options"
	fieldTemperature = "temperature"
	fieldLimit       = "max_tokens"
	fieldNewLimit    = "max_completion_tokens"
	fieldFormat      = "response_format"
)

// shape is how this endpoint wants its chat requests. It starts with what OpenAI,
// Ollama, llama.cpp's server, vLLM and LM Studio all take, in their present
// versions, and loses what the endpoint says it does not know:
//
//	stream                  all; OpenAI refuses it for some models of organisations
//	                        that are not verified
//	stream_options          all; vLLM before 0.4.3 and some hosts of it refuse it
//	temperature             all, but OpenAI's reasoning models
//	max_tokens              all, but OpenAI's reasoning models, which want
//	                        max_completion_tokens; that older vLLM refuses
//	response_format         only with a schema; old models of OpenAI refuse it, and
//	                        servers that were built without grammars
//
// Never sent: stop (OpenAI's reasoning models refuse it, so texts that end a reply
// are looked for here), seed, top_p, n. What the config adds is sent as it is.
type shape struct {
	without map[string]bool // fields that were refused; never changed, only replaced
	// newLimit says max_completion_tokens instead of max_tokens.
	newLimit bool
}

// learn gives the shape to try after f, which refused a request with these fields;
// false means that f is about something else. Every field is lost at most once, so
// trying ends.
func (s shape) learn(f *failure, sent []string) (shape, bool) {
	field := f.names(sent)
	switch field {
	case "", fieldFormat: // who asked for a format can ask without
		return s, false
	case fieldLimit:
		// "Too large" is about its value, as it has to fit beside the prompt.
		if !f.tooLong() && !s.newLimit {
			s.newLimit = true
			return s, true
		}
	}
	next := shape{without: maps.Clone(s.without), newLimit: s.newLimit}
	if next.without == nil {
		next.without = map[string]bool{}
	}
	next.without[field] = true
	return next, true
}

// request is what goes over the wire in this shape, and the fields of it that an
// endpoint may refuse, those that the config adds included.
func (s shape) request(model string, p retrieval.Prompt, o ChatOptions) (openai.ChatCompletionRequest, []string) {
	r := openai.ChatCompletionRequest{Model: model, Temperature: coldest, Stream: !s.without[fieldStream]}
	for _, m := range p.Messages {
		r.Messages = append(r.Messages, openai.ChatCompletionMessage{Role: m.Role, Content: m.Content})
	}
	var sent []string
	if r.Stream {
		sent = append(sent, fieldStream)
		if !s.without[fieldUsage] {
			r.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
			sent = append(sent, fieldUsage)
		}
	}
	if len(p.Schema) > 0 {
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: "answer", Schema: json.RawMessage(p.Schema), Strict: true},
		}
		sent = append(sent, fieldFormat)
	}
	// go-openai knows which of OpenAI's own names are reasoning models.
	reasons := openai.NewReasoningValidator().Validate(r) != nil
	if s.without[fieldTemperature] || reasons {
		r.Temperature = 0
	} else {
		sent = append(sent, fieldTemperature)
	}
	limit := o.MaxTokens
	if p.MaxTokens > 0 {
		limit = min(limit, p.MaxTokens)
	}
	switch {
	case (s.newLimit || reasons) && !s.without[fieldNewLimit]:
		r.MaxCompletionTokens = min(limit, math.MaxInt32/thinkingRoom) * thinkingRoom
		sent = append(sent, fieldNewLimit)
	case !s.newLimit && !reasons && !s.without[fieldLimit]:
		//lint:ignore SA1019 OpenAI's own word for it is new, and many servers silently ignore it.
		r.MaxTokens = limit
		sent = append(sent, fieldLimit)
	}
	for name := range s.extra(o) {
		if !slices.Contains(sent, name) {
			sent = append(sent, name)
		}
	}
	return r, sent
}

// extra is what the config adds to a request of this shape.
func (s shape) extra(o ChatOptions) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for name, value := range o.Extra {
		if !s.without[name] {
			out[name] = value
		}
	}
	return out
}
