// Package retrieval is the way out: a question goes in, an answer comes back
// whose every sentence is cited and checked.
//
// Asker.Ask is that way, in one place. It embeds the question, searches both
// engines of its space (package index), looks the found passages up in the
// store, and folds near-duplicates (Folding): that is Asker.Search. Then package answer
// judges whether the evidence can answer at all, composes sentences (by quoting,
// or with a language model), verifies every one against the stored text, and
// sets disagreeing sources side by side.
//
// Two more ways begin here. Asker.CheckText takes the statements of a text and
// says of each whether the sources bear it out, and Asker.Examples finds
// questions that the sources answer. SameQuestion, GapKey and Gaps group the
// questions that they do not answer.
//
// The types here are data: rendering an Answer is somebody else's work. The
// interfaces say what Ask needs; cmd/footnote hands them over.
package retrieval

import (
	"time"

	"footnote/corpus"
)

// Question is what a person asked.
type Question struct {
	Space corpus.Space
	Text  string
	// Turns are the questions that the same person asked just before, oldest
	// first. They are used to understand Text, never as evidence.
	Turns []string
	// Rewritten is Text in words that need no turns, where a language model found
	// them; "" otherwise. See Understand.
	Rewritten string
	// Exclude names articles that must not be used. Corpus statistics still
	// count them.
	Exclude []string
	// Limit is how many pieces of evidence to find; 0 means DefaultLimit.
	Limit int
	// AnswerAnyway switches refusal off. It is for measuring.
	AnswerAnyway bool
	// QuoteOnly answers with whole sentences of the sources, even where a
	// language model is configured.
	QuoteOnly bool
	// QuoteNotice is what an answer that a model would have composed says of it,
	// such as BudgetSpent; "" says nothing.
	QuoteNotice string
}

// BudgetSpent is the notice of an answer that is quoted because the day's tokens
// are used up.
const BudgetSpent = "Quoted from the sources: today's budget for the language model is spent."

// DefaultLimit is how many passages are considered for an answer.
const DefaultLimit = 12

// Evidence is one passage that was found, with its article.
type Evidence struct {
	Article corpus.Meta
	Passage corpus.Passage

	LexicalRank, VectorRank int // from 1; 0 = not among that engine's candidates
	Lexical, Vector         float64
	// Score is the fused score. It orders evidence and means nothing else.
	Score float64

	// Also lists the other articles that print the passage, but for small edits.
	Also []Ref
	// Folded are those passages: an edit may be another figure or a denial. See
	// Folding.
	Folded []Evidence
}

// Ref points at an article.
type Ref struct {
	ArticleID string `json:"article_id"`
	SourceID  string `json:"source_id"`
	Title     string `json:"title"`
	URL       string `json:"url"`
}

// Model identifies an embedding model: two vectors can be compared only if the
// same model made them.
type Model struct {
	Provider  string // "builtin" or "openai"
	Name      string
	Dimension int
	Hash      string // of the model file; "" for a model behind an endpoint
	// VectorWeight is the share of the vector score in the fused score, 0 to 1.
	// It is no part of the identity.
	VectorWeight float64
}

// Key is the identity as one string.
func (m Model) Key() string { return modelKey(m) }

// Hit is one passage that an index found.
type Hit struct {
	PassageID               string
	LexicalRank, VectorRank int // from 1; 0 = not among that engine's candidates
	Lexical, Vector         float64
	Score                   float64
}

// Query is what an index is asked for. An empty Vector means lexical only.
type Query struct {
	Space   corpus.Space
	Text    string
	Vector  []float32
	Model   string // Key of the model that made Vector
	Exclude []string
	Limit   int
}

// Hits is what an index found, best first, ties ordered by passage id. Notice
// says in one sentence what was degraded; "" is the rule.
type Hits struct {
	Hits   []Hit
	Notice string
}

// Mode says how an answer was composed.
type Mode string

// The modes of an answer.
const (
	ModeExtractive Mode = "extractive" // whole sentences of the sources
	ModeGenerative Mode = "generative" // a language model's sentences, verified
)

// Answer is what the sources say to a question. It marshals to the JSON
// contract of `footnote ask --json`: lists are never null, unknown texts "".
type Answer struct {
	Question  string       `json:"question"`
	Space     corpus.Space `json:"space"`
	Answered  bool         `json:"answered"`
	Mode      Mode         `json:"mode"`
	Notice    string       `json:"notice"` // what was degraded, for people
	Sentences []Sentence   `json:"sentences"`
	Citations []Citation   `json:"citations"`
	Conflicts []Conflict   `json:"conflicts"`
	// Updates are quantities of which a later report gives another value and thereby
	// replaces the earlier one: the first claim stands, the others stood before.
	Updates []Conflict `json:"updates"`
	// Uncovered names the parts of the question, or the terms, that the sources
	// do not cover.
	Uncovered []string  `json:"uncovered"`
	Nearest   []Nearest `json:"nearest"` // set when declined
	Reason    string    `json:"reason"`  // why it was declined: a sentence; "" when answered
	Decided   Decided   `json:"decided"` // the feature that decided a refusal
	// Understood is the question in words that stand alone, where the questions
	// before it were needed to understand it; else "".
	Understood string `json:"understood"`
	// Premise says for people what the question takes for granted and the sources
	// contradict, to stand before the sentences that say otherwise; else "".
	Premise string `json:"premise"`
	// Confidence is the probability, 0 to 1, that the evidence answers the question.
	// It is fitted: see retrieval/eval/fit.
	Confidence float64 `json:"confidence"`
	Dropped    int     `json:"dropped"`  // composed sentences that verification dropped
	Repaired   int     `json:"repaired"` // sentences that passed when the model wrote them again
	// Tokens is what the language model was asked and said, as its endpoint reported
	// it. TokensEstimated says that some of it is estimated from characters.
	Tokens          int  `json:"tokens"`
	TokensEstimated bool `json:"tokens_estimated"`
}

// Decided says what decided a refusal; empty when answered. Feature is a name of
// answerability.json, "evidence" when nothing was found, or "model" when the
// language model declined; Detail is a sentence for people.
type Decided struct {
	Feature string `json:"feature"`
	Detail  string `json:"detail"`
}

// Sentence is one sentence of an answer and the numbers of its citations.
type Sentence struct {
	Text      string `json:"text"`
	Citations []int  `json:"citations"`
}

// Citation is one numbered footnote. Quote stands verbatim at Start:End, bytes
// into the body of this revision of the article.
type Citation struct {
	N         int    `json:"n"`
	ArticleID string `json:"article_id"`
	SourceID  string `json:"source_id"`
	Revision  string `json:"revision"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	URL       string `json:"url"`
	Published string `json:"published"` // 2006-01-02
	Quote     string `json:"quote"`
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Page      int    `json:"page"`    // on which the quote begins, from 1; 0 for a text without pages
	Passage   string `json:"passage"` // the text around the quote
	// PassageStart is where Passage begins, in bytes of the body: the quote is
	// Passage[Start-PassageStart : End-PassageStart].
	PassageStart int   `json:"passage_start"`
	Also         []Ref `json:"also"` // other articles with the same sentence
	// Times are the relative times of the quote, such as "last year", and what they
	// mean: counted from the article's date, and none where that is unknown.
	Times []Time `json:"times"`
}

// Time is a relative time of a quote and what it means, in words: "last year" is
// "2022" in an article of 2023.
type Time struct {
	Text  string `json:"text"`
	Means string `json:"means"`
}

// Conflict is one quantity on which the sources disagree; newest claim first.
type Conflict struct {
	About  string  `json:"about"`
	Claims []Claim `json:"claims"`
}

// Claim is one side of a conflict.
type Claim struct {
	Value string `json:"value"`
	// By is who says so, in the words of the sentence; "" if it does not tell.
	By string `json:"by"`
	// Later says that the claim is of a time after the one that the question asks for.
	Later     bool   `json:"later"`
	Text      string `json:"text"`
	Citations []int  `json:"citations"`
}

// Nearest is a passage that came near a question which was declined.
type Nearest struct {
	ArticleID string `json:"article_id"`
	SourceID  string `json:"source_id"`
	Revision  string `json:"revision"`
	Title     string `json:"title"`
	URL       string `json:"url"`
	Quote     string `json:"quote"`
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Page      int    `json:"page"` // as of a Citation
	Also      []Ref  `json:"also"`
}

// Day formats a date as the contract wants it; "" for the zero time.
func Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
