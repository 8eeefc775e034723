package answer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/retrieval"
)

// Chat is a language model. Stream calls onDelta with each piece of the reply.
type Chat interface {
	Stream(ctx context.Context, messages []retrieval.Message, onDelta func(string)) (retrieval.Reply, error)
}

// maxGenerated is how many sentences of a model are shown; the reply is read no
// further than maxLines lines and maxReply bytes.
const (
	maxGenerated = 6
	maxLines     = 40
	maxReply     = 32 << 10
)

// generate asks the model and verifies each line as it arrives. failure says,
// for people, why nothing usable came.
func (a *Answerer) generate(ctx context.Context, d *desk, show func([]checked)) (c composition, failure string) {
	c.mode = retrieval.ModeGenerative
	messages := d.prompt()
	r := &reader{desk: d, show: show}
	reply, err := a.chat.Stream(ctx, messages, r.write)
	c.tokens = spent(messages, reply, r.seen, err)
	if err == nil && r.seen == 0 && reply.Text != "" {
		r.write(reply.Text)
	}
	r.finish(err != nil || reply.Cut)

	if err == nil && !reply.Cut && len(r.rejected) > 0 && len(r.passed()) < maxGenerated && ctx.Err() == nil {
		tokens := a.repair(ctx, d, messages, r)
		c.tokens += tokens
	}
	c.sentences, c.dropped = r.passed(), r.dropped()
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

// runesPerToken is about what tokenizers make of English: OpenAI's help pages
// give four characters to a token.
const runesPerToken = 4

// spent is what a call cost in tokens: what the endpoint reported, or else an
// estimate from what was sent and received, so that a budget holds. A call that
// failed at once cost nothing; one that was given up after its time cost what was
// sent.
func spent(sent []retrieval.Message, reply retrieval.Reply, seen int, err error) int {
	switch {
	case reply.Tokens > 0:
		return reply.Tokens
	case err != nil && seen == 0 && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled):
		return 0
	}
	runes := max(seen, utf8.RuneCountInString(reply.Text))
	for _, m := range sent {
		runes += utf8.RuneCountInString(m.Content)
	}
	return (runes + runesPerToken - 1) / runesPerToken
}

// slot is one sentence of the reply: passed, or rejected for a reason.
type slot struct {
	claim   claim
	checked checked
	reason  string
}

// reader takes a reply as it streams in, cuts it into lines and verifies each
// complete one.
type reader struct {
	desk     *desk
	show     func([]checked)
	buffer   strings.Builder
	seen     int // bytes
	lines    int
	slots    []slot
	rejected []int // indexes of slots
	declined bool
}

func (r *reader) write(delta string) {
	if r.seen += len(delta); r.seen > maxReply {
		return
	}
	for {
		line, rest, found := strings.Cut(delta, "\n")
		r.buffer.WriteString(line)
		if !found {
			return
		}
		r.line(r.buffer.String())
		r.buffer.Reset()
		delta = rest
	}
}

// finish reads the last line. Of a reply that was cut off it is incomplete,
// unless it ends with its citation.
func (r *reader) finish(cut bool) {
	last := strings.TrimSpace(r.buffer.String())
	r.buffer.Reset()
	if cut {
		marks := citation.FindAllStringIndex(last, -1)
		if len(marks) == 0 {
			return
		}
		last = last[:marks[len(marks)-1][1]]
	}
	r.line(last)
}

func (r *reader) line(line string) {
	if r.lines++; r.lines > maxLines || strings.TrimSpace(line) == "" {
		return
	}
	if strings.Contains(strings.ToUpper(line), notInSources) {
		r.declined = true
		return
	}
	for _, c := range readLine(line, min(len(r.desk.evidence), maxPrompted)) {
		if len(r.slots) >= 3*maxGenerated {
			break
		}
		s := r.desk.try(c)
		if s.reason == "" && r.said(s.checked) {
			continue
		}
		if s.reason != "" {
			r.rejected = append(r.rejected, len(r.slots))
		}
		r.slots = append(r.slots, s)
		if s.reason == "" {
			r.show(r.passed())
		}
	}
}

// try verifies one claim.
func (d *desk) try(c claim) slot {
	checked, reason := d.verify(c)
	return slot{c, checked, reason}
}

// said says that the answer already holds this sentence.
func (r *reader) said(c checked) bool {
	s := retrieval.ReadStatement(c.text)
	for _, have := range r.passed() {
		if retrieval.ReadStatement(have.text).Same(s) {
			return true
		}
	}
	return false
}

func (r *reader) passed() []checked {
	var out []checked
	for _, s := range r.slots {
		if s.reason == "" && len(out) < maxGenerated {
			out = append(out, s.checked)
		}
	}
	return out
}

func (r *reader) dropped() int {
	n := 0
	for _, s := range r.slots {
		if s.reason != "" {
			n++
		}
	}
	return n
}

// repair shows the model the sentences that failed, once, each with the reason.
// What passes then takes the place of what failed, as long as no sentence that was
// shown already must give way.
func (a *Answerer) repair(ctx context.Context, d *desk, messages []retrieval.Message, r *reader) (tokens int) {
	var said, failed strings.Builder
	for _, s := range r.slots {
		said.WriteString(s.claim.text + marksOf(s.claim) + "\n")
	}
	for _, i := range r.rejected {
		fmt.Fprintf(&failed, "- %s\n  Reason: %s.\n", r.slots[i].claim.text+marksOf(r.slots[i].claim), r.slots[i].reason)
	}
	again := append(append([]retrieval.Message{}, messages...),
		retrieval.Message{Role: "assistant", Content: said.String()},
		retrieval.Message{Role: "user", Content: "These sentences could not be verified:\n" + failed.String() +
			"Write each of them again, one on each line, by the same rules. Leave out a sentence that the passages do not support."})
	seen := 0
	reply, err := a.chat.Stream(ctx, again, func(delta string) { seen += len(delta) })
	tokens = spent(again, reply, seen, err)
	if err != nil {
		a.log.Warn("repair of rejected sentences failed", "error", err)
		return tokens
	}
	text := reply.Text[:min(len(reply.Text), maxReply)]
	if reply.Cut { // the last line is not whole
		text = text[:strings.LastIndexByte(text, '\n')+1]
	}
	next := 0
	for line := range strings.Lines(text) {
		for _, c := range readLine(line, min(len(d.evidence), maxPrompted)) {
			if next == len(r.rejected) || len(r.passed()) == maxGenerated {
				return tokens
			}
			if s := d.try(c); s.reason == "" && !r.said(s.checked) {
				r.slots[r.rejected[next]] = s
				next++
			}
		}
	}
	return tokens
}

func marksOf(c claim) string {
	var b strings.Builder
	for _, e := range c.cites {
		fmt.Fprintf(&b, " [%d]", e+1)
	}
	for _, n := range c.missing {
		fmt.Fprintf(&b, " [%d]", n)
	}
	return b.String()
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
