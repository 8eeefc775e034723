package llm

import (
	"math"

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

// shape is how this endpoint wants its chat requests. It starts with everything
// and drops what the endpoint says it does not know.
type shape struct {
	noStream      bool
	noUsage       bool // no stream_options
	noTemperature bool
	noStop        bool
	completion    bool // max_completion_tokens instead of max_tokens
	noLimit       bool // neither of them
}

// learn gives the shape to try after f; false means that f is about something
// else. Every field changes at most once, so trying ends.
func (s shape) learn(f *failure) (shape, bool) {
	was := s
	switch {
	case f.names("stream_options") || f.names("include_usage"):
		s.noUsage = true
	case f.names("max_tokens") || f.names("max_completion_tokens"):
		// "Too large" is about its value, as it has to fit beside the prompt.
		s.noLimit = s.completion || f.tooLong()
		s.completion = true
	case f.names("temperature"):
		s.noTemperature = true
	case f.names("stop") && !s.noStop:
		s.noStop = true
	case f.names("stream"):
		s.noStream = true
	}
	return s, s != was
}

// request is what goes over the wire in this shape.
func (s shape) request(model string, messages []retrieval.Message, o ChatOptions) openai.ChatCompletionRequest {
	r := openai.ChatCompletionRequest{Model: model, Temperature: coldest}
	for _, m := range messages {
		r.Messages = append(r.Messages, openai.ChatCompletionMessage{Role: m.Role, Content: m.Content})
	}
	if !s.noStop {
		r.Stop = o.Stop
	}
	if !s.noStream && !s.noUsage {
		r.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	}
	// go-openai knows which of OpenAI's own names are reasoning models.
	reasons := openai.NewReasoningValidator().Validate(r) != nil
	if s.noTemperature || reasons {
		r.Temperature = 0
	}
	switch {
	case s.noLimit:
	case s.completion || reasons:
		r.MaxCompletionTokens = min(o.MaxTokens, math.MaxInt32/thinkingRoom) * thinkingRoom
	default:
		//lint:ignore SA1019 OpenAI's own word for it is new, and many servers silently ignore it.
		r.MaxTokens = o.MaxTokens
	}
	return r
}
