package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
	"footnote/retrieval/llm"
	"footnote/retrieval/llmtest"
)

func TestStreamsAnHonestReply(t *testing.T) {
	e := mock(t, llmtest.Options{Key: secret}, "")
	var deltas []string
	reply, err := chat(t, e.Endpoint, llm.ChatOptions{Stop: []string{"Question:"}}).Stream(within(t), question, func(s string) { deltas = append(deltas, s) })
	if err != nil {
		t.Fatal(err)
	}
	if reply.Text != honest || reply.Cut || reply.Tokens == 0 {
		t.Errorf("reply %+v", reply)
	}
	if len(deltas) < 3 || strings.Join(deltas, "") != honest {
		t.Errorf("deltas %q", deltas)
	}
	var sent map[string]any
	if err := json.Unmarshal(e.asks[0].Body, &sent); err != nil {
		t.Fatal(err)
	}
	if temperature, _ := sent["temperature"].(float64); temperature <= 0 || temperature > 0.001 {
		t.Errorf("temperature %v: left out, it would be the endpoint's default", sent["temperature"])
	}
	if sent["max_tokens"] != 1024.0 || sent["stream"] != true || sent["stop"] != nil {
		t.Errorf("sent %v", sent)
	}
}

// TestFaultsOfAChat is the table of what a caller sees of each fault.
func TestFaultsOfAChat(t *testing.T) {
	half := "It carried 212 passengers"
	for name, c := range map[string]struct {
		script string
		text   string // of the reply; "" for an error
		cut    bool
		code   corpus.Code
		says   []string
		calls  int
		idle   time.Duration // 0 is the default
	}{
		"cut":              {script: `{"fault":"cut"}`, text: half, cut: true, calls: 1},
		"stall":            {script: `{"fault":"stall"}`, text: half, cut: true, calls: 1, idle: time.Second},
		"error inside":     {script: `{"fault":"error"}`, text: half, cut: true, calls: 1},
		"slow":             {script: `{"fault":"slow","delay":"1ms"}`, text: honest, calls: 1},
		"no stream":        {script: `{"fault":"nostream"}`, text: honest, calls: 1},
		"rate, then good":  {script: `{"fault":"rate","retry_after":"0.001","times":2}`, text: honest, calls: 3},
		"rate, long wait":  {script: `{"fault":"rate","retry_after":"3600"}`, code: corpus.CodeUnavailable, says: []string{"429"}, calls: 1},
		"reset, then good": {script: `{"fault":"reset","times":1}`, text: honest, calls: 2},
		"500, then good":   {script: `{"fault":"500","times":1}`, text: honest, calls: 2},
		"empty, then good": {script: `{"fault":"empty","times":1}`, text: honest, calls: 2},
		"no credit": {script: `{"status":429,"reply":"insufficient_quota"}`, code: corpus.CodeUnavailable,
			says: []string{"credit", "[llm] model"}, calls: 1},
		"501": {script: `{"status":501}`, code: corpus.CodeUnavailable, says: []string{"501", "footnote doctor"}, calls: 1},
		"400": {script: `{"status":400}`, code: corpus.CodeInvalid, says: []string{"400", "[llm] base_url"}, calls: 1},
		"too long": {script: `{"status":400,"reply":"This model's maximum context length is 4096 tokens."}`, code: corpus.CodeInvalid,
			says: []string{"length", "[llm] model"}, calls: 1},
		"html":       {script: `{"fault":"html"}`, code: corpus.CodeInvalid, says: []string{"web page", "[llm] base_url", "/v1"}, calls: 1},
		"key echoed": {script: `{"fault":"echo"}`, code: corpus.CodeInvalid, says: []string{"key", "[llm] api_key_env", "footnote doctor"}, calls: 1},
		"403":        {script: `{"status":403,"reply":"` + secret + ` may not"}`, code: corpus.CodeInvalid, says: []string{"403", "api_key_env"}, calls: 1},
		"404 model":  {script: `{"status":404,"reply":"The model m does not exist"}`, code: corpus.CodeInvalid, says: []string{`"m"`, "[llm] model", "footnote doctor"}, calls: 1},
		"404 path":   {script: `{"status":404,"reply":"File not found"}`, code: corpus.CodeInvalid, says: []string{"[llm] base_url", "/v1"}, calls: 1},
		"key echoed with a 500": {script: `{"status":501,"reply":"bad header Bearer ` + secret + `"}`,
			code: corpus.CodeUnavailable, says: []string{"501"}, calls: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := mock(t, llmtest.Options{}, c.script)
			heard := ""
			reply, err := chat(t, e.Endpoint, llm.ChatOptions{Idle: c.idle}).Stream(within(t), question, func(s string) { heard += s })
			if got := e.calls(); got != c.calls {
				t.Errorf("%d calls, want %d", got, c.calls)
			}
			if c.text == "" {
				problem(t, err, c.code, c.says...)
				if heard != "" || reply.Text != "" {
					t.Errorf("an error, and %q", heard)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if reply.Text != c.text || strings.TrimSpace(heard) != c.text || reply.Cut != c.cut {
				t.Errorf("reply %+v, heard %q", reply, heard)
			}
		})
	}
}

func TestPlainReplyCutOffIsAnError(t *testing.T) {
	e := mock(t, llmtest.Options{}, `{"status":400,"reply":"stream is not supported","times":1}
{"fault":"cut"}`)
	_, err := chat(t, e.Endpoint, llm.ChatOptions{}).Stream(within(t), question, nil)
	problem(t, err, corpus.CodeInvalid, "not an OpenAI-compatible reply", "[llm] base_url")
}

// TestLearnsWhatAnEndpointRefuses: a parameter that the endpoint does not know
// is left out, also of later calls.
func TestLearnsWhatAnEndpointRefuses(t *testing.T) {
	for says, gone := range map[string]string{
		"Unknown parameter: stream_options":                             "stream_options",
		"Unsupported parameter: max_tokens, use max_completion_tokens.": "max_tokens",
		"temperature does not support 0.0001 with this model":           "temperature",
	} {
		e := mock(t, llmtest.Options{}, `{"status":400,"reply":"`+says+`","times":1}`)
		c := chat(t, e.Endpoint, llm.ChatOptions{Stop: []string{"x"}})
		for range 2 {
			if reply, err := c.Stream(within(t), question, nil); err != nil || reply.Text != honest {
				t.Fatalf("%s: %+v, %v", says, reply, err)
			}
		}
		if len(e.asks) != 3 {
			t.Errorf("%s: %d calls", says, len(e.asks))
		}
		for i, ask := range e.asks {
			var sent map[string]any
			if err := json.Unmarshal(ask.Body, &sent); err != nil {
				t.Fatal(err)
			}
			if _, has := sent[gone]; has != (i == 0) {
				t.Errorf("%s: call %d has %s: %t", says, i+1, gone, has)
			}
		}
	}
}

func TestLearningEnds(t *testing.T) {
	e := mock(t, llmtest.Options{}, `{"status":400,"reply":"stream_options max_tokens max_completion_tokens temperature stop stream"}`)
	_, err := chat(t, e.Endpoint, llm.ChatOptions{}).Stream(within(t), question, nil)
	problem(t, err, corpus.CodeInvalid, "400")
	if n := e.calls(); n > 8 {
		t.Errorf("%d calls", n)
	}
}

// TestReasoningModels: go-openai refuses max_tokens and a temperature for these
// names before anything is sent.
func TestReasoningModels(t *testing.T) {
	for _, model := range []string{"o1-mini", "o3", "o4-mini", "gpt-5-nano"} {
		e := mock(t, llmtest.Options{}, "")
		e.Model = model
		if reply, err := chat(t, e.Endpoint, llm.ChatOptions{}).Stream(within(t), question, nil); err != nil || reply.Text != honest {
			t.Errorf("%s: %+v, %v", model, reply, err)
		}
	}
	e := mock(t, llmtest.Options{}, "")
	e.Model = "text-davinci-003"
	_, err := chat(t, e.Endpoint, llm.ChatOptions{}).Stream(within(t), question, nil)
	problem(t, err, corpus.CodeInvalid, "text-davinci-003", "[llm] model")
}

func TestBaseURLs(t *testing.T) {
	e := mock(t, llmtest.Options{}, "")
	root := strings.TrimSuffix(e.BaseURL, "/v1")
	for _, base := range []string{root, root + "/", root + "/v1/", root + "/v1/chat/completions", " " + root + "/v1\n",
		strings.Replace(root, "http://", "http://user:hunter2@", 1) + "/v1?api-version=sesame"} {
		e.BaseURL = base
		if reply, err := chat(t, e.Endpoint, llm.ChatOptions{}).Stream(within(t), question, nil); err != nil || reply.Text != honest {
			t.Errorf("%q: %+v, %v", base, reply, err)
		}
	}
	e.BaseURL = root + "/wrong"
	_, err := chat(t, e.Endpoint, llm.ChatOptions{}).Stream(within(t), question, nil)
	problem(t, err, corpus.CodeInvalid, "[llm] base_url", "404")
}

func TestWrongDescriptions(t *testing.T) {
	good := llm.Endpoint{BaseURL: "http://localhost:1/v1", Model: "m"}
	for name, c := range map[string]struct {
		change func(*llm.Endpoint)
		says   string
	}{
		"no base":     {func(e *llm.Endpoint) { e.BaseURL = "" }, "[llm] base_url is missing"},
		"no scheme":   {func(e *llm.Endpoint) { e.BaseURL = "localhost:11434" }, "[llm] base_url has to begin with http"},
		"no host":     {func(e *llm.Endpoint) { e.BaseURL = "http:///v1" }, "names no host"},
		"bad URL":     {func(e *llm.Endpoint) { e.BaseURL = "http://u:" + secret + "@a b/%zz" }, "not a valid address"},
		"no model":    {func(e *llm.Endpoint) { e.Model = " " }, "[llm] model is missing"},
		"key in two":  {func(e *llm.Endpoint) { e.Key = secret + "\nX-Evil: 1" }, "[llm] api_key_env"},
		"key in UTF8": {func(e *llm.Endpoint) { e.Key = secret + "é" }, "[llm] api_key_env"},
	} {
		t.Run(name, func(t *testing.T) {
			e := good
			c.change(&e)
			_, err := llm.NewChat(e, llm.ChatOptions{})
			problem(t, err, corpus.CodeInvalid, c.says)
		})
	}
	if _, err := llm.NewEmbedder(llm.Endpoint{}, llm.EmbedOptions{}); err == nil || !strings.Contains(err.Error(), "[embedding] base_url") {
		t.Errorf("embedder: %v", err)
	}
	good.Key = secret
	for _, format := range []string{good.String(), good.GoString(), good.LogValue().String()} {
		if strings.Contains(format, secret) {
			t.Errorf("%q holds the key", format)
		}
	}
}

func TestNobodyThere(t *testing.T) {
	e := mock(t, llmtest.Options{}, "")
	s, err := llmtest.New(llmtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	url, stop, err := s.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	stop()
	e.BaseURL = strings.Replace(url, "http://", "http://user:hunter2@", 1) + "?token=sesame"
	_, err = chat(t, e.Endpoint, llm.ChatOptions{}).Stream(within(t), question, nil)
	problem(t, err, corpus.CodeUnavailable, "cannot be reached", "[llm] base_url")
	for _, part := range []string{"hunter2", "sesame"} {
		if strings.Contains(err.Error(), part) {
			t.Errorf("%q holds %q", err, part)
		}
	}
}

func TestCancelledByTheCaller(t *testing.T) {
	e := mock(t, llmtest.Options{}, `{"fault":"stall"}`)
	ctx, cancel := context.WithCancel(within(t))
	defer cancel()
	reply, err := chat(t, e.Endpoint, llm.ChatOptions{}).Stream(ctx, question, func(string) { cancel() })
	if !errors.Is(err, context.Canceled) || reply.Text != "" {
		t.Errorf("%+v, %v", reply, err)
	}
}

func TestConcurrentCalls(t *testing.T) {
	e := mock(t, llmtest.Options{}, `{"status":400,"reply":"stream_options","times":3}`)
	e.BaseURL = strings.TrimSuffix(e.BaseURL, "/v1")
	c := chat(t, e.Endpoint, llm.ChatOptions{})
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			// Each call may meet the refusal again before it was learnt.
			if reply, err := c.Stream(within(t), question, nil); err == nil && reply.Text != honest {
				t.Errorf("%+v", reply)
			}
		})
	}
	wait.Wait()
	if reply, err := c.Stream(within(t), question, nil); err != nil || reply.Text != honest {
		t.Errorf("afterwards: %+v, %v", reply, err)
	}
}

func TestModelsAndPing(t *testing.T) {
	e := mock(t, llmtest.Options{Models: []string{"zeta", "m", "alpha"}}, "")
	c := chat(t, e.Endpoint, llm.ChatOptions{})
	names, err := c.Models(within(t))
	if err != nil || strings.Join(names, " ") != "alpha m zeta" {
		t.Errorf("%q, %v", names, err)
	}
	if err := c.Ping(within(t)); err != nil {
		t.Error(err)
	}
	e.Model = "missing"
	problem(t, chat(t, e.Endpoint, llm.ChatOptions{}).Ping(within(t)), corpus.CodeInvalid, `"missing"`, "[llm] model", "footnote doctor")
	if _, err := embedder(t, e.Endpoint, llm.EmbedOptions{}).Model(within(t)); err == nil || !strings.Contains(corpus.Explain(err), "[embedding] model") {
		t.Errorf("embedder: %v", err)
	}
}

var _ interface {
	Stream(context.Context, retrieval.Prompt, func(string)) (retrieval.Reply, error)
} = (*llm.Chat)(nil)
