package answer

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"footnote/retrieval"
)

// Chat is a language model. Stream calls onDelta with each piece of the reply. Its
// error may be retrieval.ErrTooLong or retrieval.ErrNoSchema, as errors.Is knows.
type Chat interface {
	Stream(ctx context.Context, p retrieval.Prompt, onDelta func(string)) (retrieval.Reply, error)
}

// Generation is how a language model is asked. The zero value asks for free text,
// with the builtin prompts.
type Generation struct {
	Prompts *Prompts // nil: the builtin ones
	// ContextTokens is how much the model can take, prompt and reply together; 0
	// means 4,096. Fewer passages are sent where not all fit.
	ContextTokens int
	// Structured asks for JSON that follows a schema, until the endpoint refuses one.
	Structured bool
	// SecondCheck asks the model once more, whether the quotations bear out what
	// verification let through; it can only drop sentences.
	SecondCheck bool
	// Rewrite asks the model to put a question that leans on the ones before it into
	// words that stand alone; see Answerer.Rewrite.
	Rewrite bool
	// Timeout bounds all that the model is asked for one answer; 0 for no bound
	// beside that of each call.
	Timeout time.Duration
}

// learned is what an endpoint taught this process.
type learned struct {
	context  atomic.Int64 // tokens, if prompts were too long; else 0
	noSchema atomic.Bool
}

// maxGenerated is how many sentences of a model are shown; the reply is read no
// further than maxLines lines, of maxLine bytes each, and maxReply bytes.
const (
	maxGenerated = 6
	maxLines     = 40
	maxLine      = 4 << 10
	maxReply     = 32 << 10
)

// maxShrinks is how often a prompt that was too long is made shorter.
const maxShrinks = 4

// generate asks the model and verifies each sentence as it arrives. failure says,
// for people, why nothing usable came.
func (a *Answerer) generate(ctx context.Context, d *desk, show func([]checked)) (c composition, failure string) {
	c.mode = retrieval.ModeGenerative
	if a.generation.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, a.generation.Timeout)
		defer cancel()
	}
	if a.generation.SecondCheck {
		show = func([]checked) {} // what is shown must stay
	}
	prompt, r, reply, err := a.first(ctx, d, &c, show)
	r.finish(err != nil || reply.Cut)

	if err == nil && !reply.Cut && len(r.rejected()) > 0 && len(r.passed()) < maxGenerated && ctx.Err() == nil {
		a.repair(ctx, d, prompt, r, &c)
	}
	c.sentences, c.dropped = r.passed(), len(r.rejected())
	if a.generation.SecondCheck && len(c.sentences) > 0 {
		a.secondCheck(ctx, d, &c)
	}
	switch {
	case len(c.sentences) > 0 && (err != nil || reply.Cut):
		c.notice = "The language model broke off; what is shown was complete and checked."
	case len(c.sentences) > 0:
	case r.declined && len(r.slots) == 0:
		c.declined = true
	case err != nil:
		a.log.Warn("language model failed", "error", err)
		failure = "Quoted from the sources: the language model did not answer."
	case c.dropped > 0:
		failure = "Quoted from the sources: what the language model wrote could not be verified."
	default:
		failure = "Quoted from the sources: the language model gave no usable reply."
	}
	return c, failure
}

// first asks for the answer: with a schema as long as the endpoint takes one, and
// with fewer passages if it finds the prompt too long.
func (a *Answerer) first(ctx context.Context, d *desk, c *composition, show func([]checked)) (promptFor, *reader, retrieval.Reply, error) {
	for shrinks := 0; ; {
		structured := a.generation.Structured && !a.learned.noSchema.Load()
		prompt, err := a.ask(d, structured)
		r := newReader(d, prompt.passages, show)
		if err != nil {
			return prompt, r, retrieval.Reply{}, err
		}
		reply, err := a.listen(ctx, prompt.Prompt, r)
		switch {
		case err != nil && r.seen == 0 && structured && errors.Is(err, retrieval.ErrNoSchema):
			a.log.Info("the endpoint takes no schema; asking for free text from now on")
			a.learned.noSchema.Store(true)
			continue
		case err != nil && r.seen == 0 && shrinks < maxShrinks && len(prompt.passages) > 1 && errors.Is(err, retrieval.ErrTooLong):
			shrinks++
			a.shrink(prompt.Messages)
			a.log.Warn("the prompt was too long; sending fewer passages from now on", "context_tokens", a.contextTokens())
			continue
		}
		c.spend(prompt.Messages, reply, r.seen, err)
		if err == nil {
			r = r.again(reply)
		}
		return prompt, r, reply, err
	}
}

// listen hands a reply to its reader, and hangs up once it has heard enough.
func (a *Answerer) listen(ctx context.Context, p retrieval.Prompt, r *reader) (retrieval.Reply, error) {
	call, hangUp := context.WithCancel(ctx)
	defer hangUp()
	reply, err := a.chat.Stream(call, p, func(delta string) {
		r.write(delta)
		if r.enough() {
			hangUp()
		}
	})
	if err != nil && r.enough() && ctx.Err() == nil {
		return retrieval.Reply{}, nil
	}
	return reply, err
}

// spend counts what a call cost in tokens: what the endpoint reported, or else an
// estimate from what was sent and received, so that a budget holds. A call that
// failed at once cost nothing; one that was given up after its time cost what was
// sent.
func (c *composition) spend(sent []retrieval.Message, reply retrieval.Reply, seen int, err error) {
	switch {
	case reply.Tokens > 0:
		c.tokens += reply.Tokens
		return
	case err != nil && seen == 0 && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled):
		return
	}
	runes := runesOf(sent) + max(seen, utf8.RuneCountInString(reply.Text))
	c.tokens += (runes + runesPerToken - 1) / runesPerToken
	c.estimated = true
}

// repair shows the model the sentences that failed, once, each with the reason.
// What passes then takes the place of what failed, as long as no sentence that was
// shown already must give way.
func (a *Answerer) repair(ctx context.Context, d *desk, prompt promptFor, r *reader, c *composition) {
	structured := prompt.Schema != nil
	var said []string
	for _, s := range r.slots {
		said = append(said, s.claim.text+marksOf(s.claim))
	}
	rejected := r.rejected()
	data := repairData{Structured: structured}
	for _, i := range rejected {
		s := r.slots[i]
		data.Sentences = append(data.Sentences, failedSentence{Text: s.claim.text, Citations: s.claim.numbers(), Reason: s.reason})
	}
	text, err := a.prompts.fill("repair.tmpl", data)
	if err != nil {
		a.log.Warn("rejected sentences were not repaired", "error", err)
		return
	}
	again := prompt.Prompt
	again.Messages = append(append([]retrieval.Message{}, prompt.Messages...),
		retrieval.Message{Role: "assistant", Content: strings.Join(said, "\n") + "\n"},
		retrieval.Message{Role: "user", Content: text})
	if !a.fits(again.Messages) {
		a.log.Info("rejected sentences were not repaired: no room in the model's context")
		return
	}
	mended := newReader(d, prompt.passages, func([]checked) {})
	reply, err := a.listen(ctx, again, mended)
	c.spend(again.Messages, reply, mended.seen, err)
	if err != nil {
		a.log.Warn("repair of rejected sentences failed", "error", err)
		return
	}
	mended = mended.again(reply)
	mended.finish(reply.Cut)
	next := 0
	for _, s := range mended.slots {
		if next == len(rejected) || len(r.passed()) == maxGenerated {
			break
		}
		if s.reason == "" && !r.said(s.checked) {
			r.slots[rejected[next]] = s
			next++
		}
	}
	c.repaired = next
}

// numbers are the numbers that a claim cites, as the model knows them.
func (c claim) numbers() []int {
	var out []int
	for _, e := range c.cites {
		out = append(out, e+1)
	}
	return append(out, c.missing...)
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
