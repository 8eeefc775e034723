package answer

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"footnote/corpus"
	"footnote/retrieval"
)

// notInSources is what the model is told to reply when the passages do not
// answer.
const notInSources = "NOT IN THE SOURCES"

// maxPrompted is how many passages the model is given: about 1,500 tokens.
const maxPrompted = 8

// answerSchema is what a structured reply looks like: OpenAI's strict mode wants all
// fields required and no others.
var answerSchema = json.RawMessage(`{"type":"object","properties":{"sentences":{"type":"array","items":` +
	`{"type":"object","properties":{"text":{"type":"string"},"citations":{"type":"array","items":{"type":"integer"}}},` +
	`"required":["text","citations"],"additionalProperties":false}}},"required":["sentences"],"additionalProperties":false}`)

// promptFor is a request for an answer and what it holds.
type promptFor struct {
	retrieval.Prompt
	passages []int // indexes of evidence, in the order in which they are numbered
}

// ask is the request to the model: rules and passages on the system's side, the
// question alone on the user's. It holds as many of the best passages as fit into the
// budget, and one at least.
func (a *Answerer) ask(d *desk, structured bool) (promptFor, error) {
	question, err := a.prompts.fill("user.tmpl", userData{d.question.Resolved()})
	if err != nil {
		return promptFor{}, err
	}
	budget, best := a.promptTokens(), d.best()
	for n := min(len(best), maxPrompted); ; n-- {
		passages := slices.Sorted(slices.Values(best[:n]))
		system, err := a.prompts.fill("system.tmpl", systemData{
			Passages: d.shown(passages), Refusal: notInSources, Structured: structured,
		})
		if err != nil {
			return promptFor{}, err
		}
		out := promptFor{passages: passages, Prompt: retrieval.Prompt{MaxTokens: a.replyTokens(), Messages: []retrieval.Message{
			{Role: "system", Content: system}, {Role: "user", Content: question}}}}
		if structured {
			out.Schema = answerSchema
		}
		if n <= 1 || tokensAtMost(out.Messages) <= budget {
			return out, nil
		}
	}
}

// best are the indexes of the evidence, those first that have the best sentences. A
// copy of a passage takes a place only with a sentence that says something else.
func (d *desk) best() []int {
	var out []int
	for _, s := range d.ranked() {
		if slices.Contains(out, s.in.index) || s.in.index >= d.first && d.saidIn(s, d.passages[:d.first]) {
			continue
		}
		out = append(out, s.in.index)
	}
	for i := range d.first {
		if !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}

// shown are passages as the model is to see them.
func (d *desk) shown(passages []int) []shownPassage {
	out := make([]shownPassage, len(passages))
	for i, at := range passages {
		e := d.evidence[at]
		out[i] = shownPassage{
			Number: i + 1, Title: titleShown(e.Article.Title),
			Origin: origin(e.Article), Text: shielded(d.withoutOrders(d.passages[at])),
		}
	}
	return out
}

// titleShown is an article's title as the model is to see it: nothing, if it speaks to
// the model.
func titleShown(title string) string {
	if speaksToModel(title) {
		return ""
	}
	return harmless(title)
}

// origin is who published an article and when.
func origin(m corpus.Meta) string {
	var parts []string
	if m.Publisher != "" && !speaksToModel(m.Publisher) {
		parts = append(parts, harmless(m.Publisher))
	}
	if day := retrieval.Day(m.Published); day != "" {
		parts = append(parts, day)
	}
	return strings.Join(parts, ", ")
}

// unmark makes sure that no passage can pretend to be the next one.
func unmark(s string) string { return citation.ReplaceAllString(s, "($1)") }

// What is left of a context: the reply has at most maxReplyTokens and a quarter of
// it, and an eighth is kept for the sentences that a repair shows again.
const (
	defaultContext = 4096 // what Ollama gives a model that is not told otherwise
	maxReplyTokens = 1024
)

func (a *Answerer) contextTokens() int {
	context := a.generation.ContextTokens
	if context <= 0 {
		context = defaultContext
	}
	if learned := int(a.context.Load()); learned > 0 {
		context = min(context, learned)
	}
	return context
}

func (a *Answerer) replyTokens() int { return min(maxReplyTokens, a.contextTokens()/4) }

func (a *Answerer) promptTokens() int {
	context := a.contextTokens()
	return context - a.replyTokens() - context/8
}

// fits says whether a prompt that grew still fits.
func (a *Answerer) fits(messages []retrieval.Message) bool {
	return tokensAtMost(messages) <= a.contextTokens()-a.replyTokens()
}

// shrink takes what a prompt needed that the endpoint found too long for the whole
// context, of which a prompt gets five eighths. For as long as this process lives,
// other questions must not fail on it again.
func (a *Answerer) shrink(sent []retrieval.Message) {
	a.context.Store(int64(max(tokensAtMost(sent), 256)))
}

const (
	// runesPerToken is about what tokenizers make of English: OpenAI's help pages
	// give four characters to a token.
	runesPerToken = 4
	// leastRunesPerToken is less than what they make of English with many names and
	// figures: what has to fit is estimated with it.
	leastRunesPerToken = 3
	// messageTokens is about what a chat template puts around each message.
	messageTokens = 8
)

func runesOf(messages []retrieval.Message) int {
	runes := 0
	for _, m := range messages {
		runes += utf8.RuneCountInString(m.Content)
	}
	return runes
}

func tokensAtMost(messages []retrieval.Message) int {
	return (runesOf(messages)+leastRunesPerToken-1)/leastRunesPerToken + messageTokens*len(messages)
}
