// Package answer turns evidence into a verified answer.
//
// Answerer.Answer is the way through it. A question that asks several things is
// split into its parts (question.go), each judged on its own. The evidence is
// laid out on a desk for each: split into sentences, merged across articles,
// scored against the question (desk.go) and ranked (rank.go). Then, in this order:
//
//   - judge decides from explained features whether the evidence can answer; if
//     not, the answer is a refusal that names the nearest passages;
//   - a composer writes sentences: extract picks whole sentences of the sources,
//     generate asks a language model (by the templates of template.go, in what fits
//     its context: prompt.go), reads its reply in whatever form it comes (reply.go,
//     replyjson.go, marks.go), and falls back to extract;
//   - verify lets a sentence through only if code finds what it says (numbers,
//     dates, names, negations, words) in the passages that it cites, and chooses
//     the verbatim quote;
//   - conflicts sets articles that give different figures side by side.
//
// Two more things are done with the same means. Answerer.Check compares a
// statement of a message (message.go finds them) with every sentence of the
// evidence: check.go asks whether one says it, restrict.go and together.go whether
// it says no less and puts the words into the same relation, against.go whether
// one says otherwise. Answerer.Examples makes questions of an article's sentences.
//
// No model decides what may be shown: no sentence reaches the caller, not even while
// streaming, before verify has passed it. The second check by a model (second.go),
// where it is switched on, only drops sentences after that.
package answer

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strings"

	"footnote/retrieval"
)

// Answerer composes answers. It is safe for concurrent use.
type Answerer struct {
	lexicon retrieval.Lexicon
	words   Words
	chat    Chat // nil: answers are quoted
	model   Answerability

	generation Generation
	prompts    *Prompts
	learned
	log *slog.Logger
}

// Config is what an Answerer needs. Chat may be nil: then answers are quoted.
type Config struct {
	Lexicon retrieval.Lexicon
	Words   Words
	Chat    Chat
	// Generation is how Chat is asked.
	Generation Generation
	Log        *slog.Logger
}

// New returns an Answerer.
func New(c Config) (*Answerer, error) {
	m, err := readAnswerability(answerabilityFile)
	if err != nil {
		return nil, err
	}
	a := NewUnfitted(c)
	a.model, a.chat, a.generation, a.prompts = m, c.Chat, c.Generation, c.Generation.Prompts
	if a.prompts == nil {
		if a.prompts, err = BuiltinPrompts(); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// NewUnfitted returns an Answerer without the model that New reads, and without a
// language model: Judge gives features, and probabilities that mean nothing. The
// model is fitted with it.
func NewUnfitted(c Config) *Answerer {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Answerer{lexicon: c.Lexicon, words: c.Words, log: c.Log}
}

// Answer answers a question from what was found. show, if not nil, receives the
// answer as it grows; it holds verified sentences only. The error is the
// context's or the lexicon's, and the answer then holds the tokens spent and
// nothing else; a model that fails gives a quoted answer with a notice.
func (a *Answerer) Answer(ctx context.Context, q retrieval.Question, found retrieval.Found, show func(retrieval.Answer)) (retrieval.Answer, error) {
	asked, err := a.layParts(ctx, q, found.Evidence)
	if err != nil {
		return retrieval.Answer{}, err
	}
	whole, err := a.layWhole(ctx, q, found.Evidence, asked)
	if err != nil {
		return retrieval.Answer{}, err
	}
	out := newAnswer(q, found.Notice)
	var answerable []part
	var wrong *contradiction
	for _, p := range asked {
		if wrong == nil && p.wrong != nil {
			wrong = p.wrong
			out.Premise = wrong.says
		}
		out.Confidence = max(out.Confidence, p.judgement.probability)
		if p.judgement.answer || q.AnswerAnyway && p.judgement.best != nil {
			answerable = append(answerable, p)
		} else if len(asked) > 1 {
			out.Uncovered = append(out.Uncovered, p.text)
		}
	}
	if len(answerable) == 0 {
		return whole.nearestFirst(whole.decline(out, asked[0].judgement), wrong), nil
	}

	composed, err := a.compose(ctx, whole, answerable, out, show)
	if err != nil {
		return retrieval.Answer{Tokens: composed.tokens, TokensEstimated: composed.estimated}, err
	}
	out.Mode, out.Dropped, out.Repaired = composed.mode, composed.dropped, composed.repaired
	out.Tokens, out.TokensEstimated = composed.tokens, composed.estimated
	out.Notice = join(out.Notice, composed.notice)
	if composed.declined {
		out.Reason = "The language model found no answer in the passages."
		out.Decided = retrieval.Decided{Feature: "model", Detail: out.Reason}
		return whole.decline(out, asked[0].judgement), nil
	}
	if len(composed.sentences) == 0 {
		return whole.decline(out, asked[0].judgement), nil
	}
	whole.fill(&out, composed.sentences)
	whole.addConflicts(&out, composed.sentences)
	return out, nil
}

// layWhole lays the evidence out for the question as it was asked.
func (a *Answerer) layWhole(ctx context.Context, q retrieval.Question, evidence []retrieval.Evidence, asked []part) (*desk, error) {
	if len(asked) == 1 {
		return asked[0].desk, nil
	}
	whole, err := lay(ctx, a.lexicon, a.words, q, evidence)
	if err == nil {
		whole.q.kind = anything // it asks for several kinds
	}
	return whole, err
}

// part is one of the things that a question asks, judged on its own.
type part struct {
	text      string
	desk      *desk
	judgement judgement
	wrong     *contradiction // of what it takes for granted; nil if there is none
}

// layParts lays the evidence out for the question or, if it asks several
// things, for each of them.
func (a *Answerer) layParts(ctx context.Context, q retrieval.Question, evidence []retrieval.Evidence) ([]part, error) {
	understood := q.Understand().Text
	texts := readQuestion(languageOf(evidence), cmp.Or(understood, q.Text)).parts()
	if texts == nil {
		texts = []string{q.Text}
	}
	var out []part
	for i, text := range texts {
		sub := q
		sub.Text = text
		if len(texts) > 1 {
			sub.Rewritten = ""
			sub.Turns = texts[:i:i]
			if understood == "" && q.FollowsUp() { // what it points at stands in the turns
				sub.Turns = slices.Concat(q.Turns, texts[:i])
			}
		}
		d, err := lay(ctx, a.lexicon, a.words, sub, evidence)
		if err != nil {
			return nil, err
		}
		if topic := sub.Topic(); len(texts) > 1 && topic != "" {
			d.only(readText(languageOf(evidence), topic)) // the parts are asked of one thing
		}
		out = append(out, part{text: text, desk: d, judgement: d.judge(a.model)})
	}
	tellApart(out)
	for i := range out {
		if canVerify(evidence) {
			p := &out[i]
			p.wrong = p.desk.falsePremise()
			p.judgement.answer = p.judgement.answer || p.wrong != nil && p.wrong.certain
		}
	}
	return out, nil
}

// composition is what a composer made.
type composition struct {
	mode      retrieval.Mode
	sentences []checked
	dropped   int
	repaired  int // sentences that passed after the model wrote them again
	seconded  int // of dropped, those that the second check dropped
	tokens    int
	estimated bool // some of the tokens are
	notice    string
	declined  bool // the model says that the passages do not answer
}

func (a *Answerer) compose(ctx context.Context, whole *desk, parts []part, out retrieval.Answer, show func(retrieval.Answer)) (composition, error) {
	if a.chat == nil || !canVerify(whole.evidence) || slices.ContainsFunc(parts, func(p part) bool { return p.wrong != nil }) {
		return quoteParts(parts), nil // what is taken for granted wrongly is corrected in the sources' own words
	}
	if whole.question.QuoteOnly {
		quoted := quoteParts(parts)
		quoted.notice = whole.question.QuoteNotice
		return quoted, nil
	}
	c, failure := a.generate(ctx, whole, func(sofar []checked) {
		if show == nil {
			return
		}
		partial := out
		partial.Mode = retrieval.ModeGenerative
		whole.fill(&partial, sofar)
		show(partial)
	})
	if err := ctx.Err(); err != nil {
		return composition{tokens: c.tokens, estimated: c.estimated}, err
	}
	if c.declined || len(c.sentences) > 0 {
		return c, nil
	}
	a.log.Warn("language model gave no usable sentence, quoting instead", "reason", failure, "dropped", c.dropped)
	quoted := quoteParts(parts)
	quoted.dropped += c.dropped
	quoted.tokens, quoted.estimated = c.tokens, c.estimated
	quoted.notice = failure
	return quoted, nil
}

// canVerify says that the evidence is in English: verification knows no other
// language's negations, hedges and dates, so others are quoted only.
func canVerify(evidence []retrieval.Evidence) bool {
	language := languageOf(evidence)
	return language == "" || language == "en"
}

// quoteParts answers each part with sentences of the sources.
func quoteParts(parts []part) composition {
	c := composition{mode: retrieval.ModeExtractive}
	type place struct {
		article string
		start   int
	}
	seen := map[place]bool{}
	var said []*text
	for _, p := range parts {
		for _, s := range p.quoted() {
			at := place{s.ref(p.desk).ArticleID, s.start}
			if seen[at] {
				continue
			}
			seen[at] = true
			checked, reason := p.desk.verify(claim{text: plain(s.s), cites: []int{s.in.index}})
			if reason != "" {
				c.dropped++
				continue
			}
			if slices.ContainsFunc(said, func(t *text) bool { return t.repeats(s.text) }) {
				continue // one part is answered as another is
			}
			said = append(said, s.text)
			checked.quotes = []quote{{s.in.index, s.start, s.end, s}}
			c.sentences = append(c.sentences, checked)
		}
	}
	return c
}

func newAnswer(q retrieval.Question, notice string) retrieval.Answer {
	return retrieval.Answer{
		Question: q.Text, Understood: q.Understand().Text, Space: q.Space, Mode: retrieval.ModeExtractive, Notice: notice,
		Sentences: []retrieval.Sentence{}, Citations: []retrieval.Citation{}, Conflicts: []retrieval.Conflict{}, Updates: []retrieval.Conflict{},
		Uncovered: []string{}, Nearest: []retrieval.Nearest{},
	}
}

// fill sets the answer's sentences and numbers their citations in the order in
// which they are read.
func (d *desk) fill(out *retrieval.Answer, sentences []checked) {
	out.Answered = true
	out.Sentences, out.Citations = []retrieval.Sentence{}, []retrieval.Citation{}
	for _, s := range sentences {
		line := retrieval.Sentence{Text: s.text, Citations: []int{}}
		for _, q := range s.quotes {
			if n := d.cite(out, q); !slices.Contains(line.Citations, n) {
				line.Citations = append(line.Citations, n)
			}
		}
		d.explainTimes(out, line)
		out.Sentences = append(out.Sentences, line)
	}
}

// cite returns the number of the citation for a quote, adding it if it is new.
func (d *desk) cite(out *retrieval.Answer, q quote) int {
	e := d.evidence[q.evidence]
	for _, c := range out.Citations {
		if c.ArticleID == e.Article.ID && c.Revision == e.Article.Revision && c.Start == q.start && c.End == q.end {
			return c.N
		}
	}
	also := q.sentence.also
	if also == nil {
		also = []retrieval.Ref{}
	}
	c := retrieval.Citation{
		N: len(out.Citations) + 1, ArticleID: e.Article.ID, SourceID: e.Article.SourceID, Revision: e.Article.Revision,
		Title: e.Article.Title, Publisher: e.Article.Publisher, URL: e.Article.URL, Published: retrieval.Day(e.Article.Published),
		Quote: e.Passage.Text[q.start-e.Passage.Start : q.end-e.Passage.Start], Start: q.start, End: q.end, Page: e.Article.Page(q.start),
		Passage: e.Passage.Text, PassageStart: e.Passage.Start, Also: also, Times: timesOf(q.sentence.text, e.Article.Published),
	}
	out.Citations = append(out.Citations, c)
	return c.N
}

// addConflicts shows the figures on which the articles disagree.
func (d *desk) addConflicts(out *retrieval.Answer, sentences []checked) {
	var chosen []*sentence
	for _, s := range sentences {
		for _, q := range s.quotes {
			chosen = append(chosen, d.sentenceAt(d.passages[q.evidence], q.start, q.end))
		}
	}
	shownOf := d.conflicts(chosen)
	if len(shownOf) == 0 {
		shownOf = d.besides(chosen)
	}
	for _, c := range shownOf {
		shown := retrieval.Conflict{About: c.about, Claims: []retrieval.Claim{}}
		for _, f := range c.told() {
			shown.Claims = append(shown.Claims, d.claim(out, f))
		}
		if c.updated {
			out.Updates = append(out.Updates, shown)
		} else {
			out.Conflicts = append(out.Conflicts, shown)
		}
	}
	d.addDenials(out, chosen)
}

// maxNearest is how many passages a refusal shows.
const maxNearest = 2

// decline turns the answer into a refusal: what is missing, and what came near.
func (d *desk) decline(out retrieval.Answer, j judgement) retrieval.Answer {
	out.Answered = false
	if out.Decided.Feature == "" {
		out.Decided = j.decided
	}
	if out.Reason == "" {
		out.Reason = j.reason()
	}
	if len(out.Uncovered) == 0 {
		out.Uncovered = append(out.Uncovered, j.missing...)
	}
	seen := map[string]bool{}
	for _, s := range d.ranked() {
		e := d.evidence[s.in.index]
		if seen[e.Article.ID] || len(out.Nearest) == maxNearest {
			continue
		}
		seen[e.Article.ID] = true
		also := s.also
		if also == nil {
			also = []retrieval.Ref{}
		}
		out.Nearest = append(out.Nearest, retrieval.Nearest{
			ArticleID: e.Article.ID, SourceID: e.Article.SourceID, Revision: e.Article.Revision, Title: e.Article.Title,
			URL: e.Article.URL, Quote: s.s, Start: s.start, End: s.end, Page: e.Article.Page(s.start), Also: also,
		})
	}
	return out
}

// reason says in one sentence why the question was declined.
func (j judgement) reason() string {
	switch {
	case j.decided.Detail != "":
		return j.decided.Detail
	case len(j.missing) > 0:
		return "The passage that comes nearest does not speak of " + listedWords(j.missing) + "."
	}
	return "The passages that come nearest do not answer this question."
}

func listed(items []string) string {
	if len(items) == 1 {
		return items[0]
	}
	return strings.Join(items[:len(items)-1], ", ") + " or " + items[len(items)-1]
}

func join(a, b string) string {
	return strings.TrimSpace(a + " " + b)
}

// Judgement says whether evidence answers a question, and what that rests on.
type Judgement struct {
	Answer      bool
	Probability float64   // of the evidence answering the question
	Features    []Feature // none if there is no evidence
	// Contradicted says that the evidence speaks of another year or of somebody else,
	// which declines whatever the features say.
	Contradicted bool
	Decided      retrieval.Decided
}

// Judge says whether the evidence answers a question. Of a question that asks
// several things, it is the part that is answered most likely.
func (a *Answerer) Judge(ctx context.Context, q retrieval.Question, found retrieval.Found) (Judgement, error) {
	asked, err := a.layParts(ctx, q, found.Evidence)
	if err != nil {
		return Judgement{}, err
	}
	var out Judgement
	for i, p := range asked {
		if j := p.judgement; i == 0 || j.probability > out.Probability {
			out = Judgement{Answer: j.answer, Probability: j.probability, Contradicted: j.contradicted != "", Decided: j.decided}
			for _, f := range j.features {
				out.Features = append(out.Features, Feature{f.name, f.value})
			}
		}
	}
	return out, nil
}
