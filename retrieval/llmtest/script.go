package llmtest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Rule is one line of a script; the package comment tells what the fields mean.
type Rule struct {
	Match      *regexp.Regexp // nil fits everything
	On         string         // "" means chat and embeddings
	Reply      string
	Fault      string
	Status     int
	Delay      time.Duration
	RetryAfter string
	Times      int
	Field      string // of the request, with refuse
	As         string // whose words a refusal has; "" is OpenAI's
	Tokens     int    // with context
}

// Limits of a script, against a wrong file given by mistake.
const (
	maxLine  = 1 << 20
	maxRules = 10_000
)

const (
	onChat       = "chat"
	onEmbeddings = "embeddings"
	onModels     = "models"
)

var (
	callFaults = []string{"slow", "stall", "cut", "rate", "500", "html", "empty", "reset", "echo"}
	chatFaults = slices.Concat([]string{"nostream", "error", "cite", "nocite", "invent", "obey", "refuse", "context", "nousage",
		"think", "thinkaloud", "reasoning", "gibberish", "deny"}, habits)
	embedFaults = []string{"dimension", "nan", "zero", "order", "few"}
)

// line is a rule as it is written.
type line struct {
	Match      string `json:"match"`
	On         string `json:"on"`
	Reply      string `json:"reply"`
	Fault      string `json:"fault"`
	Status     int    `json:"status"`
	Delay      string `json:"delay"`
	RetryAfter string `json:"retry_after"`
	Times      int    `json:"times"`
	Field      string `json:"field"`
	As         string `json:"as"`
	Tokens     int    `json:"tokens"`
}

const lineFields = "match, on, reply, fault, status, delay, retry_after, times, field, as, tokens"

// ReadScript reads the rules of a script, one JSON object a line. An error
// names the line and what is allowed there.
func ReadScript(r io.Reader) ([]Rule, error) {
	var rules []Rule
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	n := 0
	for lines.Scan() {
		n++
		text := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		if len(text) == 0 || text[0] == '#' {
			continue
		}
		if len(rules) == maxRules {
			return nil, fmt.Errorf("line %d: a script has at most %d rules", n, maxRules)
		}
		rule, err := readRule(text)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		rules = append(rules, rule)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d: a line has at most %d bytes", n+1, maxLine)
	}
	return rules, lines.Err()
}

func readRule(text []byte) (Rule, error) {
	var l line
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return Rule{}, explainJSON(err)
	}
	if rest, _ := io.ReadAll(io.MultiReader(d.Buffered())); len(bytes.TrimSpace(rest)) > 0 {
		return Rule{}, errors.New("a line holds one JSON object and nothing after it")
	}
	rule := Rule{On: l.On, Reply: l.Reply, Fault: l.Fault, Status: l.Status, RetryAfter: l.RetryAfter, Times: l.Times,
		Field: l.Field, As: l.As, Tokens: l.Tokens}
	if l.Match != "" {
		var err error
		if rule.Match, err = regexp.Compile(l.Match); err != nil {
			return Rule{}, fmt.Errorf("match is no regular expression: %w", err)
		}
	}
	if l.Delay != "" {
		var err error
		if rule.Delay, err = time.ParseDuration(l.Delay); err != nil || rule.Delay < 0 {
			return Rule{}, fmt.Errorf("delay %q is no duration; write it like 500ms or 2s", l.Delay)
		}
	}
	return rule, rule.check()
}

func explainJSON(err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		return fmt.Errorf("unknown field %s; a rule has %s", strings.TrimPrefix(err.Error(), "json: unknown field "), lineFields)
	case errors.As(err, &kind) && kind.Field != "":
		want := "a text in quotes"
		if kind.Type.Kind() == reflect.Int {
			want = "a whole number"
		}
		return fmt.Errorf("%s must be %s", kind.Field, want)
	case errors.As(err, &kind):
		return fmt.Errorf("a rule is a JSON object with %s", lineFields)
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("this is no JSON from character %d on; a rule is a JSON object with %s", syntax.Offset, lineFields)
	}
	return fmt.Errorf("this JSON ends too early; a rule is a JSON object on one line with %s", lineFields)
}

// check says what is wrong with a rule.
func (r Rule) check() error {
	chat, embeddings := slices.Contains(chatFaults, r.Fault), slices.Contains(embedFaults, r.Fault)
	every := slices.Contains(callFaults, r.Fault)
	switch {
	case !slices.Contains([]string{"", onChat, onEmbeddings, onModels}, r.On):
		return fmt.Errorf("on %q is unknown; it is chat, embeddings or models", r.On)
	case r.Fault != "" && !chat && !embeddings && !every:
		return fmt.Errorf("fault %q is unknown; it is one of %s", r.Fault,
			strings.Join(slices.Concat(callFaults, chatFaults, embedFaults), ", "))
	case chat && r.On != "" && r.On != onChat:
		return fmt.Errorf("fault %q is one of chats, not of %s", r.Fault, r.On)
	case embeddings && r.On != "" && r.On != onEmbeddings:
		return fmt.Errorf("fault %q is one of embeddings, not of %s", r.Fault, r.On)
	case r.Status != 0 && (r.Status < 400 || r.Status > 599):
		return fmt.Errorf("status %d is no error; it is 400 to 599", r.Status)
	case r.Status != 0 && r.Fault != "":
		return errors.New("a rule has a fault or a status, not both")
	case r.Fault == "" && r.Status == 0 && r.Reply == "":
		return errors.New("a rule needs a reply, a fault or a status")
	case r.Fault == "slow" && r.Delay == 0:
		return errors.New(`slow needs a delay, such as "2s"`)
	case r.Delay != 0 && r.Fault != "slow":
		return errors.New("delay goes with the fault slow only")
	case strings.ContainsFunc(r.RetryAfter, func(c rune) bool { return c < ' ' || c > '~' }):
		return errors.New("retry_after is seconds or a date")
	case r.RetryAfter != "" && r.Fault != "rate" && r.Status == 0:
		return errors.New("retry_after goes with the fault rate or a status only")
	case r.Fault == "refuse" && r.Field == "":
		return errors.New(`refuse needs a field, such as "stream_options"`)
	case r.Field != "" && r.Fault != "refuse":
		return errors.New("field goes with the fault refuse only")
	case r.Fault == "context" && r.Tokens < 1:
		return errors.New("context needs tokens, such as 2048")
	case r.Tokens != 0 && r.Fault != "context":
		return errors.New("tokens goes with the fault context only")
	case r.As != "" && r.Fault != "refuse" && r.Fault != "context":
		return errors.New("as goes with the faults refuse and context only")
	case r.As != "" && !slices.Contains(dialects, r.As):
		return fmt.Errorf("as %q is unknown; it is one of %s", r.As, strings.Join(dialects, ", "))
	case r.Times < 0:
		return errors.New("times is 0 (always) or more")
	}
	return nil
}

// fits says whether the rule is about such a call.
func (r Rule) fits(on, question string) bool {
	if r.On != "" && r.On != on || r.On == "" && on == onModels {
		return false
	}
	if on != onChat && (slices.Contains(chatFaults, r.Fault) || r.Fault == "" && r.Status == 0) {
		return false
	}
	if on != onEmbeddings && slices.Contains(embedFaults, r.Fault) {
		return false
	}
	return r.Match == nil || r.Match.MatchString(question)
}
