package answer

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/retrieval"
)

// A question that leans on those before it is understood by rules
// (retrieval.Question.Understand), or by a language model that is asked to put it
// into words that stand alone. The model's words are taken only if they say nothing
// that nobody asked: they find passages, and must not bring in a name or a number.

// Bounds of a question in other words.
const (
	standaloneTokens = 96
	standaloneRunes  = 300
	standaloneShare  = 4  // of the answer's time
	maxAdded         = 1  // content words that stand in none of the questions
	maxTurns         = 3  // questions before that the model is shown
	leastKept        = .5 // share of the question's own content words that must stay
)

// Rewrite asks the language model to put a question that leans on the ones before
// it into words that stand alone. It gives "" where no model is configured for it,
// the question stands alone already, or the reply cannot be used; then the question
// is understood by rules. What was spent is told in any case.
func (a *Answerer) Rewrite(ctx context.Context, q retrieval.Question) retrieval.Rewriting {
	if a.chat == nil || !a.generation.Rewrite || q.QuoteOnly || !q.FollowsUp() {
		return retrieval.Rewriting{}
	}
	var c composition
	text, err := a.standalone(ctx, q, &c)
	if err != nil {
		a.log.Warn("the language model did not put the question into other words; rules understand it", "error", err)
	}
	return retrieval.Rewriting{Text: text, Tokens: c.tokens, Estimated: c.estimated}
}

func (a *Answerer) standalone(ctx context.Context, q retrieval.Question, c *composition) (string, error) {
	before := q.Turns[max(0, len(q.Turns)-maxTurns):]
	text, err := a.prompts.fill("standalone.tmpl", standaloneData{Before: before, Question: q.Text})
	if err != nil {
		return "", err
	}
	prompt := retrieval.Prompt{MaxTokens: standaloneTokens, Messages: []retrieval.Message{{Role: "user", Content: text}}}
	if !a.fits(prompt.Messages) {
		return "", errors.New("no room in the model's context")
	}
	if a.generation.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, a.generation.Timeout/standaloneShare)
		defer cancel()
	}
	seen := 0
	reply, err := a.chat.Stream(ctx, prompt, func(delta string) { seen += len(delta) })
	c.spend(prompt.Messages, reply, seen, err)
	switch {
	case err != nil:
		return "", err
	case reply.Cut:
		return "", errors.New("the reply was cut off")
	}
	return usable(reply.Text, q.Text, before)
}

// introduction is what models write before the question.
var introduction = regexp.MustCompile(`(?i)^[\s*_>-]*(?:(?:the\s+)?(?:standalone|rewritten|rephrased|full|complete|last)?\s*question|rewritten|rephrased|answer)\s*[*_]*:\s*[*_]*`)

// usable is the question of a reply, in one line, or an error that says why it is
// none that was asked.
func usable(reply, question string, before []string) (string, error) {
	text := ""
	for line := range strings.Lines(reply) {
		line = strings.TrimFunc(introduction.ReplaceAllString(clean(line), ""), func(r rune) bool {
			return unicode.IsSpace(r) || strings.ContainsRune(`"'“”‘’*_`, r)
		})
		if line == "" || strings.HasSuffix(line, ":") {
			continue // "Here is the question:"
		}
		if text != "" {
			return "", errors.New("the reply has several lines")
		}
		text = line
	}
	switch {
	case text == "":
		return "", errors.New("the reply is empty")
	case utf8.RuneCountInString(text) > standaloneRunes:
		return "", errors.New("the reply is too long for a question")
	case strings.EqualFold(text, strings.TrimSpace(question)):
		return "", nil // it stands alone already, the model finds
	}
	if err := onlyAsked(text, question, before); err != nil {
		return "", err
	}
	return text, nil
}

// onlyAsked says what keeps a text from being the question in other words: a name or
// number that was in no question, too many new words, or too few of the asked ones.
func onlyAsked(text, question string, before []string) error {
	said := make(map[string]bool)
	for _, s := range append(slices.Clone(before), question) {
		for _, t := range retrieval.Terms("en", s) {
			said[t.Stem] = true
		}
	}
	added := 0
	has := make(map[string]bool)
	for i, t := range retrieval.Terms("en", text) {
		has[t.Stem] = true
		if t.Stop || said[t.Stem] || questionWords[t.Fold] {
			continue
		}
		word := text[t.Start:t.End]
		if i > 0 && strings.ToLower(word) != word || strings.ContainsFunc(word, unicode.IsDigit) {
			return errors.New("the reply has a name or number that nobody asked about")
		}
		added++
	}
	if added > maxAdded {
		return errors.New("the reply asks something else")
	}
	asked, kept := 0, 0
	for _, t := range retrieval.Terms("en", question) {
		if t.Stop || questionWords[t.Fold] {
			continue
		}
		asked++
		if has[t.Stem] {
			kept++
		}
	}
	if float64(kept) < leastKept*float64(asked) {
		return errors.New("the reply leaves out what was asked")
	}
	return nil
}
