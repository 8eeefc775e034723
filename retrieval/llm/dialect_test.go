package llm_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"footnote/retrieval"
	"footnote/retrieval/llm"
	"footnote/retrieval/llmtest"
)

func fieldsOf(t *testing.T, ask llmtest.Request) []string {
	t.Helper()
	var sent map[string]any
	if err := json.Unmarshal(ask.Body, &sent); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name, value := range sent {
		if value != false {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// TestFieldsSent: what goes over the wire by default is what OpenAI, Ollama,
// llama.cpp's server, vLLM and LM Studio all take.
func TestFieldsSent(t *testing.T) {
	for model, want := range map[string][]string{
		"llama3":       {"max_tokens", "messages", "model", "stream", "stream_options", "temperature"},
		"gpt-4o-mini":  {"max_tokens", "messages", "model", "stream", "stream_options", "temperature"},
		"gpt-5-mini":   {"max_completion_tokens", "messages", "model", "stream", "stream_options"},
		"o3":           {"max_completion_tokens", "messages", "model", "stream", "stream_options"},
		"qwen3:latest": {"max_tokens", "messages", "model", "stream", "stream_options", "temperature"},
	} {
		e := mock(t, llmtest.Options{}, "")
		e.Model = model
		if _, err := chat(t, e.Endpoint, llm.ChatOptions{Stop: []string{"\nQuestion:"}}).Stream(within(t), question, nil); err != nil {
			t.Fatal(err)
		}
		if got := fieldsOf(t, e.asks[0]); !slices.Equal(got, want) {
			t.Errorf("%s: sent %v, want %v", model, got, want)
		}
	}
}

// TestRefusedFields: each server's way to refuse each field. It is left out at once,
// once, and from then on; what else was sent stays.
func TestRefusedFields(t *testing.T) {
	for _, as := range []string{"openai", "vllm", "fastapi", "lmstudio", "llamacpp"} {
		for _, field := range []string{"stream_options", "stream", "temperature", "max_tokens", "seed"} {
			t.Run(as+" "+field, func(t *testing.T) {
				e := mock(t, llmtest.Options{}, `{"fault":"refuse","field":"`+field+`","as":"`+as+`"}`)
				c := chat(t, e.Endpoint, llm.ChatOptions{Extra: map[string]json.RawMessage{"seed": json.RawMessage("7")}})
				for range 2 {
					if reply, err := c.Stream(within(t), question, nil); err != nil || reply.Text != honest {
						t.Fatalf("%+v, %v", reply, err)
					}
				}
				if len(e.asks) != 3 {
					t.Fatalf("%d calls, want 3", len(e.asks))
				}
				first, later := fieldsOf(t, e.asks[0]), fieldsOf(t, e.asks[1])
				for _, name := range first {
					gone := name == field || field == "stream" && name == "stream_options"
					if slices.Contains(later, name) == gone {
						t.Errorf("first %v, then %v", first, later)
					}
				}
				if field == "max_tokens" && !slices.Contains(later, "max_completion_tokens") {
					t.Errorf("no limit was sent: %v", later)
				}
			})
		}
	}
}

// TestPromptRefused: who wrote the prompt is told that it was too long, or that the
// endpoint takes no schema, in whatever words the server says so.
func TestPromptRefused(t *testing.T) {
	for _, as := range []string{"openai", "vllm", "fastapi", "lmstudio", "llamacpp"} {
		e := mock(t, llmtest.Options{}, `{"fault":"context","tokens":10,"as":"`+as+`"}`)
		_, err := chat(t, e.Endpoint, llm.ChatOptions{}).Stream(within(t), question, nil)
		if !errors.Is(err, retrieval.ErrTooLong) || errors.Is(err, retrieval.ErrNoSchema) || e.calls() != 1 {
			t.Errorf("%s, too long: %v after %d calls", as, err, e.calls())
		}
		structured := question
		structured.Schema = json.RawMessage(`{"type":"object"}`)
		e = mock(t, llmtest.Options{}, `{"fault":"refuse","field":"response_format","as":"`+as+`"}`)
		_, err = chat(t, e.Endpoint, llm.ChatOptions{}).Stream(within(t), structured, nil)
		if !errors.Is(err, retrieval.ErrNoSchema) || errors.Is(err, retrieval.ErrTooLong) || e.calls() != 1 {
			t.Errorf("%s, schema: %v after %d calls", as, err, e.calls())
		}
	}
	for body, schema := range map[string]bool{
		`{"error":{"message":"Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.","param":"response_format"}}`: true,
		`{"error":"'response_format.type' must be 'json_schema' or 'text'"}`:                                                                             true,
		`{"detail":[{"loc":["body","response_format","type"],"msg":"Input should be 'text' or 'json_object'","input":"json_schema"}]}`:                   true,
		`{"error":{"code":400,"message":"Failed to initialize samplers: failed to parse grammar"}}`:                                                      true,
		`bad request`: true,
		`{"error":{"message":"The model x does not exist","code":"model_not_found"}}`: false,
	} {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		structured := question
		structured.Schema = json.RawMessage(`{"type":"object"}`)
		// The mock wraps the text into an error of its own; what matters are the words.
		e := mock(t, llmtest.Options{}, `{"status":400,"reply":`+string(text)+`}`)
		_, err = chat(t, e.Endpoint, llm.ChatOptions{}).Stream(within(t), structured, nil)
		if errors.Is(err, retrieval.ErrNoSchema) != schema {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// An echo of the request names every field; only the place counts.
func TestEchoesAreNotNames(t *testing.T) {
	says := `[{'type': 'extra_forbidden', 'loc': ('body', 'seed'), 'msg': 'Extra inputs are not permitted', 'input': {'temperature': 0, 'stream_options': 1, 'max_tokens': 5}}]`
	e := mock(t, llmtest.Options{}, `{"status":400,"reply":"`+says+`","times":1}`)
	c := chat(t, e.Endpoint, llm.ChatOptions{Extra: map[string]json.RawMessage{"seed": json.RawMessage("7")}})
	if _, err := c.Stream(within(t), question, nil); err != nil {
		t.Fatal(err)
	}
	want := []string{"max_tokens", "messages", "model", "stream", "stream_options", "temperature"}
	if got := fieldsOf(t, e.asks[1]); !slices.Equal(got, want) {
		t.Errorf("sent %v, want %v", got, want)
	}
}

// A text that ends a reply is looked for here, wherever the pieces are cut; thoughts
// of which nobody told that they begin are none of the reply, and held back from the
// second time on.
func TestStopsAndThoughts(t *testing.T) {
	e := mock(t, llmtest.Options{}, `{"reply":"It carried 212 passengers on Monday morning. [1]\nQuestion: Who? Answer: me."}`)
	heard := ""
	reply, err := chat(t, e.Endpoint, llm.ChatOptions{Stop: []string{"\nQuestion:"}}).Stream(within(t), question, func(s string) { heard += s })
	if err != nil || reply.Text != honest || heard != honest || reply.Cut {
		t.Errorf("%+v, %v, heard %q", reply, err, heard)
	}
	e = mock(t, llmtest.Options{}, `{"fault":"thinkaloud"}`)
	c := chat(t, e.Endpoint, llm.ChatOptions{})
	for i := range 2 {
		heard := ""
		reply, err := c.Stream(within(t), question, func(s string) { heard += s })
		if err != nil || reply.Text != honest || (reply.Thought > 0) != (i == 0) || i == 1 && heard != honest {
			t.Errorf("call %d: %+v, %v, heard %q", i+1, reply, err, heard)
		}
	}
	e = mock(t, llmtest.Options{}, `{"fault":"reasoning"}`)
	if reply, err := chat(t, e.Endpoint, llm.ChatOptions{}).Stream(within(t), question, nil); err != nil || reply.Text != honest {
		t.Errorf("%+v, %v", reply, err)
	}
}
