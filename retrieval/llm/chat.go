package llm

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sashabaranov/go-openai"

	"footnote/retrieval"
)

// ChatOptions are the limits of a chat. Zero values mean the defaults.
type ChatOptions struct {
	MaxTokens int           // of the reply; default 1024
	Stop      []string      // texts that end the reply; the endpoint is not told
	Idle      time.Duration // longest silence inside a reply; default 20 s
	MaxBytes  int           // of the reply's text; default 64 KiB
	// Extra are further fields of each request, or other values of those that are
	// sent anyway. One that the endpoint refuses by name is left out from then on.
	Extra map[string]json.RawMessage
}

// maxChatBody bounds what an endpoint may send for one reply: with a JSON event
// around every token, some hundred times the text.
const maxChatBody = 8 << 20

// Chat is a language model behind an endpoint. It is safe for concurrent use.
type Chat struct {
	*client
	options ChatOptions
	shape   atomic.Pointer[shape]
	// thinksFirst says that replies begin with thoughts without an opening tag.
	thinksFirst atomic.Bool
}

// NewChat checks the endpoint's description; it does not connect. The error is
// a *corpus.Problem that names the key under [llm] to mend.
func NewChat(e Endpoint, o ChatOptions) (*Chat, error) {
	c, err := newClient("llm", "language model", e)
	if err != nil {
		return nil, err
	}
	if o.MaxTokens <= 0 {
		o.MaxTokens = 1024
	}
	if o.Idle <= 0 {
		o.Idle = 20 * time.Second
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = 64 << 10
	}
	chat := &Chat{client: c, options: o}
	chat.shape.Store(&shape{})
	return chat, nil
}

// Stream sends a prompt and hands on the reply piece by piece; onDelta may be nil.
// What a model thinks aloud is left out; where its beginning is not marked, this is
// noticed when it ends, and the Reply says so.
//
// A reply that ends early, for whatever reason, is no error once some of its
// text has come: it is returned with Cut set. Before that, failures that may
// pass are retried, so onDelta never hears a text twice. The error is a
// *corpus.Problem, or ctx's when the caller cancelled; errors.Is knows it for
// retrieval.ErrTooLong or retrieval.ErrNoSchema if it is one of these.
func (c *Chat) Stream(ctx context.Context, p retrieval.Prompt, onDelta func(string)) (retrieval.Reply, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	s := *c.shape.Load()
	for {
		t := &transcript{}
		request, sent := s.request(c.model, p, c.options)
		err := c.do(ctx, exchange{limit: maxChatBody, idle: c.options.Idle, stream: request.Stream, extra: s.extra(c.options)},
			func(ctx context.Context, a attempt) error {
				*t = transcript{most: c.options.MaxBytes, onDelta: onDelta, stop: stops{texts: c.options.Stop}}
				if c.thinksFirst.Load() {
					t.thought.state = thoughtsPresumed
				}
				return c.try(ctx, a, request, t)
			})
		if err == nil {
			reply := t.reply()
			if reply.Thought > 0 {
				c.thinksFirst.Store(true)
			}
			return reply, nil
		}
		if f, ok := err.(*failure); ok {
			if next, ok := s.learn(f, sent); ok {
				c.log.Info("the endpoint does not take this request; asking in another way", "without", f.names(sent), "cause", c.redact.said(f.Error()))
				s = next
				c.shape.Store(&next)
				continue
			}
			// An endpoint that refuses without saying why may well take free text.
			f.noSchema = len(p.Schema) > 0 && f.rejected() && !f.tooLong() && !f.unknownModel() &&
				(f.names(sent) == fieldFormat || f.names(sent) == "")
		}
		return retrieval.Reply{}, c.problem(err)
	}
}

// try makes one request and fills the transcript.
func (c *Chat) try(ctx context.Context, a attempt, request openai.ChatCompletionRequest, t *transcript) error {
	if !request.Stream {
		response, err := a.api.CreateChatCompletion(ctx, request)
		if err != nil {
			return err
		}
		return t.whole(response)
	}
	stream, err := a.api.CreateChatCompletionStream(ctx, request)
	if f := (*failure)(nil); errors.As(err, &f) && f.kind == kindReplaced {
		// The endpoint does not stream. Its reply is here already, and paid for.
		var response openai.ChatCompletionResponse
		if err := json.Unmarshal(a.raw, &response); err != nil {
			return err
		}
		return t.whole(response)
	}
	if err != nil {
		return err
	}
	defer stream.Close()
	for {
		chunk, err := stream.Recv()
		if err == nil {
			t.add(chunk)
			if t.full || t.stopped {
				return nil
			}
			continue
		}
		if err == io.EOF {
			err = nil
		}
		t.done = a.done()
		return c.ended(ctx, a, t, err)
	}
}

// ended judges the end of a stream; err is nil when the body was read to its end.
func (c *Chat) ended(ctx context.Context, a attempt, t *transcript, err error) error {
	t.flush()
	if t.text.Len() > 0 {
		if err != nil {
			if ctx.Err() != nil && context.Cause(ctx) != errTimeout {
				return err // the caller gave up
			}
			c.log.Warn("the reply was cut short", "cause", c.redact.said(err.Error()))
		}
		return nil
	}
	if err != nil {
		var f *failure
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		if !errors.As(err, &f) && !errors.As(err, &syntax) && !errors.As(err, &kind) {
			return readFailure(err)
		}
		return err
	}
	if t.chunks == 0 && a.events.strange {
		return fail(kindShape, "neither JSON nor an event stream")
	}
	if t.chunks == 0 && !t.done {
		return fail(kindEmpty, "the stream ended without an event")
	}
	if t.finish == "" && !t.done {
		return &failure{kind: kindNetwork, err: io.ErrUnexpectedEOF}
	}
	return t.silent()
}

// Ping asks the model for one word, to see that the whole way to it works.
func (c *Chat) Ping(ctx context.Context) error {
	_, err := c.Stream(ctx, retrieval.Prompt{Messages: []retrieval.Message{{Role: "user", Content: "Reply with the word OK."}}}, nil)
	return err
}

// transcript gathers one reply.
type transcript struct {
	most    int
	onDelta func(string)

	text    strings.Builder
	thought thoughts
	stop    stops
	stopped bool // a text came that ends the reply
	chunks  int
	finish  openai.FinishReason
	refused bool
	done    bool // [DONE] came, or the reply was not streamed
	full    bool // more text than wanted came
	tokens  int
}

func (t *transcript) add(chunk openai.ChatCompletionStreamResponse) {
	t.chunks++
	if chunk.Usage != nil {
		t.use(*chunk.Usage)
	}
	for _, choice := range chunk.Choices {
		if choice.Index != 0 {
			continue
		}
		t.refused = t.refused || choice.Delta.Refusal != ""
		if choice.FinishReason != "" && choice.FinishReason != openai.FinishReasonNull {
			t.finish = choice.FinishReason
		}
		t.write(t.thought.add(choice.Delta.Content))
	}
}

// whole takes a reply that was not streamed.
func (t *transcript) whole(r openai.ChatCompletionResponse) error {
	t.use(r.Usage)
	if len(r.Choices) == 0 {
		return fail(kindNoText, "no choices")
	}
	m := r.Choices[0].Message
	t.done, t.finish, t.refused = true, r.Choices[0].FinishReason, m.Refusal != ""
	content := m.Content
	for _, part := range m.MultiContent {
		content += part.Text
	}
	t.write(t.thought.add(content))
	t.flush()
	if t.text.Len() == 0 {
		return t.silent()
	}
	return nil
}

func (t *transcript) flush() {
	t.write(t.thought.rest())
	t.keep(t.stop.rest())
}

// write takes a piece of visible text, up to what ends the reply.
func (t *transcript) write(s string) {
	if t.stopped {
		return
	}
	s, t.stopped = t.stop.add(s)
	t.keep(s)
}

// keep keeps a piece of text, up to the limit, at a rune's end.
func (t *transcript) keep(s string) {
	if t.text.Len() == 0 {
		s = strings.TrimLeft(s, " \t\r\n")
	}
	if room := t.most - t.text.Len(); len(s) > room {
		t.full = true
		s = s[:runeFloor(s, room)]
	}
	if s == "" {
		return
	}
	t.text.WriteString(s)
	if t.onDelta != nil {
		t.onDelta(s)
	}
}

func (t *transcript) use(u openai.Usage) {
	if u.TotalTokens == 0 {
		u.TotalTokens = u.PromptTokens + u.CompletionTokens
	}
	t.tokens = max(t.tokens, u.TotalTokens)
}

// silent is the failure of a reply that is complete and holds no text.
func (t *transcript) silent() *failure {
	switch {
	case t.finish == openai.FinishReasonLength:
		return fail(kindNoRoom, "finish_reason length without text")
	case t.refused || t.finish == openai.FinishReasonContentFilter:
		return fail(kindRefused, "finish_reason %q", string(t.finish))
	}
	return fail(kindNoText, "finish_reason %q without text", string(t.finish))
}

func (t *transcript) reply() retrieval.Reply {
	cut := t.full || t.finish == "" && !t.done && !t.stopped
	switch t.finish {
	case openai.FinishReasonLength, openai.FinishReasonContentFilter, "error", "abort": // the last two: OpenRouter, vLLM
		cut = true
	}
	text := t.text.String()
	thought := lastThought(text)
	return retrieval.Reply{Text: strings.TrimSpace(text[thought:]), Cut: cut, Tokens: t.tokens, Thought: thought}
}
