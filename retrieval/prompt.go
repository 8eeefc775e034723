package retrieval

import (
	"encoding/json"
	"errors"
)

// Prompt is one request to a language model.
type Prompt struct {
	Messages []Message
	// Schema is the JSON schema that the reply is to follow; nil asks for free text.
	Schema json.RawMessage
	// MaxTokens bounds the reply; 0 leaves the bound to the client.
	MaxTokens int
}

// Message is one message to a language model.
type Message struct {
	Role    string // "system", "user" or "assistant"
	Content string
}

// Reply is what a language model said.
type Reply struct {
	Text string
	// Cut says that the reply ended before the model was done.
	Cut    bool
	Tokens int // prompt and completion, as the endpoint reported; 0 if it did not
	// Thought is how many of the bytes that were streamed, from the first on, turned
	// out to be what the model thought aloud. They are no part of Text.
	Thought int
}

// What a prompt may be refused for, beside the reasons that a request of any kind
// fails for. Whoever wrote the prompt can write another one.
var (
	ErrTooLong  = errors.New("the prompt does not fit into the model's context")
	ErrNoSchema = errors.New("the endpoint takes no JSON schema")
)
