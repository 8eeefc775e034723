package llmtest

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// dialects are the servers whose refusals the mock can copy. Ollama is none of them:
// it ignores what it does not know, and cuts what is too long.
var dialects = []string{"openai", "vllm", "fastapi", "lmstudio", "llamacpp"}

// meets says whether the request has what the rule is about.
func (c *call) meets(r Rule) bool {
	switch r.Fault {
	case "refuse":
		value := string(c.fields[r.Field])
		return value != "" && value != "null" && value != "false" // "stream": false asks for none
	case "context":
		return c.wants() > r.Tokens
	}
	return true
}

// wants is how much context a chat needs, at four characters a token.
func (c *call) wants() int {
	limit := 0
	for _, name := range []string{"max_tokens", "max_completion_tokens"} {
		var n int
		if json.Unmarshal(c.fields[name], &n) == nil {
			limit = max(limit, n)
		}
	}
	return c.promptTokens() + limit
}

func (c *call) promptTokens() int { return (len(c.system) + len(c.matched)) / 4 }

// refuse answers as the server does that does not know a field.
func (c *call) refuse() {
	field := c.rule.Field
	value := string(c.fields[field])
	switch c.rule.As {
	case "vllm":
		writeJSON(c.w, http.StatusBadRequest, map[string]any{"object": "error", "type": "BadRequestError", "param": nil, "code": 400,
			"message": fmt.Sprintf("[{'type': 'extra_forbidden', 'loc': ('body', '%s'), 'msg': 'Extra inputs are not permitted', 'input': %s}]", field, value)})
	case "fastapi":
		writeJSON(c.w, http.StatusUnprocessableEntity, map[string]any{"detail": []any{map[string]any{
			"type": "extra_forbidden", "loc": []any{"body", field}, "msg": "Extra inputs are not permitted", "input": json.RawMessage(value)}}})
	case "lmstudio":
		writeJSON(c.w, http.StatusBadRequest, map[string]any{"error": "'" + field + "' is not supported by the loaded model"})
	case "llamacpp":
		writeJSON(c.w, http.StatusBadRequest, map[string]any{"error": map[string]any{"code": 400, "type": "invalid_request_error",
			"message": "Unsupported param: " + field}})
	default:
		message := fmt.Sprintf("Unsupported parameter: '%s' is not supported with this model.", field)
		switch field {
		case "max_tokens":
			message += " Use 'max_completion_tokens' instead."
		case "temperature":
			message = fmt.Sprintf("Unsupported value: 'temperature' does not support %s with this model. Only the default (1) value is supported.", value)
		}
		writeJSON(c.w, http.StatusBadRequest, map[string]any{"error": map[string]any{
			"message": message, "type": "invalid_request_error", "param": field, "code": "unsupported_parameter"}})
	}
}

// overflow answers as the server does whose context is too small.
func (c *call) overflow() {
	prompt, most := c.promptTokens(), c.rule.Tokens
	switch c.rule.As {
	case "vllm":
		writeJSON(c.w, http.StatusBadRequest, map[string]any{"object": "error", "type": "BadRequestError", "param": nil, "code": 400,
			"message": fmt.Sprintf("This model's maximum context length is %d tokens. However, your request has %d input tokens. Please reduce the length of the input messages.", most, prompt)})
	case "fastapi":
		writeJSON(c.w, http.StatusBadRequest, map[string]any{"detail": fmt.Sprintf("Requested tokens (%d) exceed context window of %d", prompt, most)})
	case "lmstudio":
		writeJSON(c.w, http.StatusBadRequest, map[string]any{"error": fmt.Sprintf(
			"Trying to keep the first %d tokens when context the overflows. However, the model is loaded with context length of only %d tokens, which is not enough.", prompt, most)})
	case "llamacpp":
		writeJSON(c.w, http.StatusBadRequest, map[string]any{"error": map[string]any{"code": 400, "type": "exceed_context_size_error",
			"message":         fmt.Sprintf("request (%d tokens) exceeds the available context size (%d tokens), try increasing it", prompt, most),
			"n_prompt_tokens": prompt, "n_ctx": most}})
	default:
		writeError(c.w, http.StatusBadRequest, "context_length_exceeded", fmt.Sprintf(
			"This model's maximum context length is %d tokens. However, your messages resulted in %d tokens. Please reduce the length of the messages.", most, prompt))
	}
}
