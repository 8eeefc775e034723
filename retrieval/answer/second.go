package answer

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"footnote/retrieval"
)

// The second check asks the model, in one call for all sentences that verification
// let through, whether their quotations bear them out. It sees the sentences and the
// quotations, not the question nor the rest of the passages, so it judges what a
// reader can check. It can only drop a sentence. A reply that cannot be read, a
// failure, a prompt that does not fit: the answer stands as verification left it.

// secondTokens is the room for the verdict on one sentence, and secondShare the share
// of what is left of the answer's time that all of them may take.
const (
	secondTokens = 16
	secondShare  = 2
)

// secondCheck drops the sentences to which the model says no.
func (a *Answerer) secondCheck(ctx context.Context, d *desk, c *composition) {
	var statements []Verified
	for _, s := range c.sentences {
		statements = append(statements, Verified{Text: s.text, Quotes: d.quotesOf(s)})
	}
	denied, err := a.second(ctx, statements, c)
	if err != nil {
		a.log.Warn("second check failed; the answer stands as verification left it", "error", err)
		return
	}
	var kept []checked
	for i, s := range c.sentences {
		if denied[i] {
			c.dropped++
			c.seconded++
			continue
		}
		kept = append(kept, s)
	}
	c.sentences = kept
}

// quotesOf are the quotes of a sentence, verbatim.
func (d *desk) quotesOf(s checked) []string {
	var out []string
	for _, q := range s.quotes {
		p := d.evidence[q.evidence].Passage
		out = append(out, p.Text[q.start-p.Start:q.end-p.Start])
	}
	return out
}

// Second asks the model of sentences that verification let through, in one call,
// which of them their quotes do not bear out. It is the second check of an answer, for
// measuring; an error means that the reply could not be had or read.
func (a *Answerer) Second(ctx context.Context, sentences []Verified) (denied []bool, err error) {
	return a.second(ctx, sentences, &composition{})
}

func (a *Answerer) second(ctx context.Context, sentences []Verified, c *composition) ([]bool, error) {
	data := secondData{}
	for i, s := range sentences {
		x := statement{Number: i + 1, Text: harmless(s.Text)}
		for _, q := range s.Quotes {
			x.Quotes = append(x.Quotes, harmless(q))
		}
		data.Statements = append(data.Statements, x)
	}
	text, err := a.prompts.fill("second.tmpl", data)
	if err != nil {
		return nil, err
	}
	prompt := retrieval.Prompt{MaxTokens: min(32+secondTokens*len(sentences), a.replyTokens()),
		Messages: []retrieval.Message{{Role: "user", Content: text}}}
	if !a.fits(prompt.Messages) {
		return nil, errors.New("no room in the model's context")
	}
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/secondShare)
		defer cancel()
	}
	seen := 0
	reply, err := a.chat.Stream(ctx, prompt, func(delta string) { seen += len(delta) })
	c.spend(prompt.Messages, reply, seen, err)
	if err != nil {
		return nil, err
	}
	verdicts, ok := readVerdicts(reply.Text, len(sentences))
	if !ok {
		return nil, errors.New("the reply could not be read")
	}
	denied := make([]bool, len(sentences))
	for i := range denied {
		denied[i] = verdicts[i+1]
	}
	return denied, nil
}

// verdict matches a number and what is said to it: "1: yes", "Statement 2 - not
// supported", "3. **No**, because …", `"4": "no"`.
var (
	verdict = regexp.MustCompile(`(?im)^[^\p{L}\p{N}\n]*(?:statements?\s*)?#?(\d{1,2})["'*_)\].:=\s–-]*(yes|no|supported|unsupported|not supported|true|false)\b`)
	alone   = regexp.MustCompile(`(?i)^\W*(yes|no|supported|unsupported|not supported|true|false)\b`)
)

// readVerdicts reads which of n statements are denied. It is not ok unless most of
// them are judged, none that does not exist, and none in two ways.
func readVerdicts(reply string, n int) (denied map[int]bool, ok bool) {
	denied = map[int]bool{}
	// JSON on one line has its verdicts between commas.
	reply = strings.NewReplacer(",", "\n", "{", "\n", "}", "\n", "|", "\n").Replace(reply)
	for _, m := range verdict.FindAllStringSubmatch(reply, -1) {
		number, err := strconv.Atoi(m[1])
		no := saysNo(m[2])
		if before, told := denied[number]; err != nil || number < 1 || number > n || told && before != no {
			return nil, false
		}
		denied[number] = no
	}
	if m := alone.FindStringSubmatch(reply); len(denied) == 0 && n == 1 && m != nil {
		denied[1] = saysNo(m[1])
	}
	return denied, 2*len(denied) > n
}

func saysNo(word string) bool {
	return slices.Contains([]string{"no", "unsupported", "not supported", "false"}, strings.ToLower(word))
}
