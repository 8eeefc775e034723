package retrieval

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"footnote/corpus"
)

// Verdict says what the sources make of a statement.
type Verdict string

// The verdicts on a statement. "Missing" claims nothing: the sources may speak of
// it in words that code cannot match with certainty.
const (
	VerdictSupported    Verdict = "supported"    // a passage says it
	VerdictContradicted Verdict = "contradicted" // a passage says otherwise
	VerdictDisputed     Verdict = "disputed"     // one article says it, another one otherwise
	VerdictMissing      Verdict = "missing"      // not in the sources
)

// Checked is what the sources say of a text's statements. Like an Answer it is
// data, and no list of it is nil.
type Checked struct {
	Space      corpus.Space       `json:"space"`
	Statements []CheckedStatement `json:"statements"` // in order of the text
	Citations  []Citation         `json:"citations"`
	// LeftOut counts the sentences that state nothing which sources could bear
	// out: questions, greetings, opinions, wishes.
	LeftOut int `json:"left_out"`
	// NotChecked are the statements beyond MaxStatements.
	NotChecked []string `json:"not_checked"`
	Notice     string   `json:"notice"` // what was degraded, for people
}

// CheckedStatement is one statement and the verdict on it.
type CheckedStatement struct {
	Text    string  `json:"text"` // without Discord's mark-up
	Verdict Verdict `json:"verdict"`
	// Why is one sentence for people.
	Why string `json:"why"`
	// Citations are the numbers of the passages that say it, Against of those
	// that say otherwise. Both are empty for a missing one.
	Citations []int `json:"citations"`
	Against   []int `json:"against"`
}

// Finding is what the evidence makes of one statement.
type Finding struct {
	Verdict      Verdict
	Why          string
	For, Against []Citation // their N is not set
}

// Reader reads texts sentence by sentence; package answer has it.
type Reader interface {
	// Statements cuts a message, Discord's mark-up and all, into the statements
	// that sources could bear out, and counts the sentences left out.
	Statements(text string) (statements []string, leftOut int)
	// Check compares a statement, which is the question's text, with evidence.
	Check(ctx context.Context, q Question, found Found) (Finding, error)
	// Examples are questions that sentences of the article answer, the best first.
	Examples(a corpus.Article) []Example
}

// Bounds of one check.
const (
	MaxStatements = 10
	MaxText       = 8000 // runes; a message of Discord has 4,000 at most
)

// CheckText says of each statement in a text whether the articles of the space
// say so. A text without statements gives none, and no error. Errors are a
// *corpus.Problem for a text that cannot be checked, the context's, or what the
// store or the index reports.
func (a *Asker) CheckText(ctx context.Context, space corpus.Space, text string) (Checked, error) {
	switch {
	case strings.TrimSpace(text) == "":
		return Checked{}, &corpus.Problem{Code: corpus.CodeInvalid, Message: "The message has no text to check."}
	case utf8.RuneCountInString(text) > MaxText:
		return Checked{}, &corpus.Problem{Code: corpus.CodeInvalid, Message: "The message is too long: 8,000 characters are the limit."}
	}
	out := Checked{Space: space, Statements: []CheckedStatement{}, Citations: []Citation{}, NotChecked: []string{}}
	statements, leftOut := a.Reader.Statements(text)
	out.LeftOut = leftOut
	for i, s := range statements {
		if i >= MaxStatements || Check(s) != nil {
			out.NotChecked = append(out.NotChecked, s)
			continue
		}
		q := Question{Space: space, Text: s, Turns: statements[:i]}
		found, err := a.Search(ctx, q)
		if err != nil {
			return Checked{}, err
		}
		finding, err := a.Reader.Check(ctx, q, found)
		if err != nil {
			return Checked{}, err
		}
		if out.Notice == "" {
			out.Notice = found.Notice
		}
		out.Statements = append(out.Statements, CheckedStatement{
			Text: s, Verdict: finding.Verdict, Why: finding.Why,
			Citations: out.number(finding.For), Against: out.number(finding.Against),
		})
	}
	return out, nil
}

// number gives citations their numbers, adding those that are new.
func (c *Checked) number(list []Citation) []int {
	numbers := []int{}
	for _, x := range list {
		at := slices.IndexFunc(c.Citations, func(have Citation) bool {
			return have.ArticleID == x.ArticleID && have.Revision == x.Revision && have.Start == x.Start && have.End == x.End
		})
		if at < 0 {
			at = len(c.Citations)
			x.N = at + 1
			c.Citations = append(c.Citations, x)
		}
		if n := at + 1; !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}
