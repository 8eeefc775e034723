package retrieval

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"unicode"

	"footnote/corpus"
)

// Embedder turns texts into unit vectors of one model. A text without any known
// word gives a zero vector. Document and question vectors are comparable.
type Embedder interface {
	Model(ctx context.Context) (Model, error)
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// Index searches the passages of a space.
type Index interface {
	Search(ctx context.Context, q Query) (Hits, error)
}

// Lexicon knows how common a term is in a space.
type Lexicon interface {
	// DocFreq returns the number of passages in the space and, for each stem
	// (see Terms), the number of passages that hold it.
	DocFreq(ctx context.Context, space corpus.Space, stems []string) (passages int, freq map[string]int, err error)
}

// Library is the store as questions see it.
type Library interface {
	// Passages returns those passages of the space that still exist, in the
	// order of ids. The scores and ranks of the evidence are zero.
	Passages(ctx context.Context, space corpus.Space, ids []string) ([]Evidence, error)
}

// Answerer composes a verified answer from evidence; package answer has it.
// When show is not nil it is called with the growing answer, which holds
// verified sentences only.
type Answerer interface {
	Answer(ctx context.Context, q Question, found Found, show func(Answer)) (Answer, error)
}

// Rewriter puts a follow-up into words that stand alone; package answer has it.
type Rewriter interface {
	Rewrite(ctx context.Context, q Question) Rewriting
}

// Rewriting is a follow-up in words that stand alone, "" if they could not be had,
// and the tokens that this took, whatever came of it.
type Rewriting struct {
	Text      string
	Tokens    int
	Estimated bool // the tokens; see Answer.TokensEstimated
}

// Found is the result of a search: evidence, best first. Notice says what was
// degraded.
type Found struct {
	Evidence []Evidence
	Notice   string
}

// Asker answers questions. All fields but Rewriter and Log must be set; Reader is needed by
// CheckText and Examples only.
type Asker struct {
	Embedder Embedder
	Index    Index
	Library  Library
	Answerer Answerer
	Reader   Reader
	Rewriter Rewriter     // nil: follow-ups are understood by rules
	Log      *slog.Logger // nil: nothing is logged
}

// MaxQuestion is the length of a question in runes that Ask accepts.
const MaxQuestion = 2000

// Ask answers a question from the articles of its space. A question that the
// sources do not answer gives an Answer with Answered false, not an error.
// Errors are a *corpus.Problem for a question that cannot be asked, the
// context's error, or what the store or index reports.
func (a *Asker) Ask(ctx context.Context, q Question, show func(Answer)) (Answer, error) {
	if err := Check(q.Text); err != nil {
		return Answer{}, err
	}
	var rewriting Rewriting
	if a.Rewriter != nil && q.Rewritten == "" {
		rewriting = a.Rewriter.Rewrite(ctx, q)
		q.Rewritten = rewriting.Text
	}
	var out Answer
	found, err := a.Search(ctx, q)
	if err == nil {
		out, err = a.Answerer.Answer(ctx, q, found, show)
	}
	out.Tokens += rewriting.Tokens
	out.TokensEstimated = out.TokensEstimated || rewriting.Estimated
	return out, err
}

// Search finds the evidence for a question: it embeds the question, asks both
// engines of the space, looks the passages up in the store, and folds
// passages of different articles that print one text (see Folding), so that the
// evidence holds as many different things as were asked for. The same store and
// question give the same evidence in the same order.
func (a *Asker) Search(ctx context.Context, q Question) (Found, error) {
	if err := Check(q.Text); err != nil {
		return Found{}, err
	}
	limit := q.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	pool := max(limit, min(4*limit, maxPool))
	hits, err := a.find(ctx, Query{Space: q.Space, Text: q.Resolved(), Exclude: q.Exclude, Limit: pool})
	if err != nil {
		return Found{}, err
	}
	notice := hits.Notice
	if topic := q.Topic(); topic != "" {
		more, err := a.find(ctx, Query{Space: q.Space, Text: topic + ": " + q.Text, Exclude: q.Exclude, Limit: pool})
		if err != nil {
			return Found{}, err
		}
		hits.Hits = interleave(hits.Hits, more.Hits, pool)
	}
	evidence, err := a.different(ctx, q.Space, hits.Hits, limit)
	if err != nil {
		return Found{}, err
	}
	return Found{Evidence: evidence, Notice: notice}, nil
}

// maxPool is how many hits are asked for in the place of copies: what the engines
// have scored anyway.
const maxPool = 50

// different looks up as many of the best hits as give limit pieces of evidence that
// are not copies of each other.
func (a *Asker) different(ctx context.Context, space corpus.Space, hits []Hit, limit int) ([]Evidence, error) {
	var f Folding
	for f.Len() < limit && len(hits) > 0 {
		n := min(limit-f.Len(), len(hits))
		evidence, err := a.lookUp(ctx, space, hits[:n])
		if err != nil {
			return nil, err
		}
		for _, e := range evidence {
			f.Add(e)
		}
		hits = hits[n:]
	}
	return f.Evidence(), nil
}

// find asks both engines.
func (a *Asker) find(ctx context.Context, query Query) (Hits, error) {
	notice := a.embed(ctx, &query)
	if err := ctx.Err(); err != nil {
		return Hits{}, err
	}
	hits, err := a.Index.Search(ctx, query)
	if err == nil && notice != "" {
		hits.Notice = notice
	}
	return hits, err
}

// interleave takes the best of two searches in turn, up to limit.
func interleave(a, b []Hit, limit int) []Hit {
	var out []Hit
	add := func(list []Hit, i int) {
		if i < len(list) && len(out) < limit && !slices.ContainsFunc(out, func(h Hit) bool { return h.PassageID == list[i].PassageID }) {
			out = append(out, list[i])
		}
	}
	for i := range max(len(a), len(b)) {
		add(a, i)
		add(b, i)
	}
	return out
}

// embed sets the query's vector. Search goes on without one: an endpoint that
// is down must not silence the bot.
func (a *Asker) embed(ctx context.Context, query *Query) (notice string) {
	const degraded = "Searched by words only: the embedding model did not answer."
	model, err := a.Embedder.Model(ctx)
	var vectors [][]float32
	if err == nil {
		vectors, err = a.Embedder.Embed(ctx, []string{query.Text})
	}
	if err == nil && (len(vectors) != 1 || len(vectors[0]) != model.Dimension) {
		err = errors.New("the embedding model gave a vector of the wrong shape")
	}
	if err != nil {
		if a.Log != nil && ctx.Err() == nil {
			a.Log.Warn("question not embedded", "error", err)
		}
		return degraded
	}
	query.Vector, query.Model = vectors[0], model.Key()
	return ""
}

// lookUp completes hits from the store, which is the truth: a hit whose passage
// is gone is left out.
func (a *Asker) lookUp(ctx context.Context, space corpus.Space, hits []Hit) ([]Evidence, error) {
	ids := make([]string, len(hits))
	byID := make(map[string]Hit, len(hits))
	for i, h := range hits {
		ids[i], byID[h.PassageID] = h.PassageID, h
	}
	evidence, err := a.Library.Passages(ctx, space, ids)
	if err != nil {
		return nil, err
	}
	for i := range evidence {
		h := byID[evidence[i].Passage.ID]
		evidence[i].LexicalRank, evidence[i].VectorRank = h.LexicalRank, h.VectorRank
		evidence[i].Lexical, evidence[i].Vector, evidence[i].Score = h.Lexical, h.Vector, h.Score
	}
	return evidence, nil
}

// Check says whether a question can be asked at all: a *corpus.Problem if not.
func Check(question string) error {
	words, runes := false, 0
	for _, r := range question {
		runes++
		words = words || unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	switch {
	case strings.TrimSpace(question) == "":
		return &corpus.Problem{Code: corpus.CodeInvalid, Message: "The question is empty: write what you want to know."}
	case runes > MaxQuestion:
		return &corpus.Problem{Code: corpus.CodeInvalid, Message: "The question is too long: 2,000 characters are the limit."}
	case !words:
		return &corpus.Problem{Code: corpus.CodeInvalid, Message: "The question has no words: write what you want to know."}
	}
	return nil
}
