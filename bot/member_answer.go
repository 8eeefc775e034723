package bot

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"footnote/corpus"
	"footnote/retrieval"
)

const (
	// askTime is how long one question may be worked on.
	askTime = 2 * time.Minute
	// saveTime is how long it may take to save an answer that was shown.
	saveTime = 5 * time.Second
	// turnsTime is how long ago a question before may be to count as one, and
	// maxTurns how many of them are handed on.
	turnsTime = time.Hour
	maxTurns  = 5
)

// answer is the task of a question: it asks, shows the answer while it grows, and
// keeps what was shown.
func (b *Bot) answer(ctx context.Context, sink Sink, q asking) {
	asked, a, err := b.compose(ctx, sink, q)
	took := b.Now().Sub(q.at)
	if err != nil {
		b.Meter.Answered("failed", took)
		_, _ = b.tell(ctx, sink, b.unanswered(ctx, err, q.origin))
		b.spend(ctx, q.origin.Place.Space(), a.Tokens)
		return
	}
	p := Posted{
		ID: uuid.NewString(), Space: q.origin.Place.Space(), Place: q.origin.Place, Person: q.origin.Person.ID,
		Private: q.private, At: q.at, Took: took, Answer: a, Resolved: asked.Resolved(),
	}
	if !a.Answered {
		p.GapKey = retrieval.GapKey(p.Resolved)
	}
	// The buttons work as soon as they are visible: who presses one in the moment
	// before the answer is saved waits for that.
	saved := b.saving.begin(p)
	defer saved()
	p.Message, err = b.tell(ctx, sink, AnswerScreen{
		ID: p.ID, Answer: a, Private: q.private, Asked: q.asked, CanSubscribe: !a.Answered, Word: q.word,
	})
	if err != nil {
		b.Meter.Answered("failed", took) // nobody saw it
		b.spend(ctx, p.Space, a.Tokens)
		return
	}
	if a.Answered {
		b.Meter.Answered("answered", took)
	} else {
		b.Meter.Answered("refused", took)
	}
	b.keep(ctx, p)
	b.spend(ctx, p.Space, a.Tokens)
}

// compose asks, with the questions before and within the day's budget.
func (b *Bot) compose(ctx context.Context, sink Sink, q asking) (retrieval.Question, retrieval.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	space := q.origin.Place.Space()
	asked := retrieval.Question{Space: space, Text: q.text, Turns: b.turns(ctx, q)}
	asked.QuoteOnly, asked.QuoteNotice = b.budgetSpent(ctx, space)
	show := func(a retrieval.Answer) {
		sink.Show(AnswerScreen{Answer: a, Growing: true, Private: q.private, Asked: q.asked})
	}
	a, err := b.Asker.Ask(ctx, asked, show)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return asked, a, err
}

// turns are the questions before this one. Without them the question stands alone.
func (b *Bot) turns(ctx context.Context, q asking) []string {
	place := q.origin.Place
	b.saving.waitIn(ctx, place.Space(), place.Channel, q.origin.Person.ID)
	turns, err := b.Store.Turns(ctx, place.Space(), place.Channel, q.origin.Person.ID, q.private, q.at.Add(-turnsTime), maxTurns)
	if err != nil {
		b.Log.Warn("questions before not read", "space", place.Space(), "err", err)
	}
	if q.before == nil {
		return turns
	}
	// It goes on from this very answer: what the person asked after it is not
	// before it. Somebody else's question, or an old one, is not among them.
	for i, text := range slices.Backward(turns) {
		if text == q.before.Answer.Question {
			return turns[:i+1]
		}
	}
	return []string{cmp.Or(q.before.Resolved, q.before.Answer.Question)}
}

// day is the day of a budget.
func (b *Bot) day() string { return b.Now().UTC().Format(time.DateOnly) }

// budgetSpent reports whether the server has no tokens left today, and what the
// answer is to say then. Questions that are answered at the same time may go over
// it, each by what it costs.
func (b *Bot) budgetSpent(ctx context.Context, space corpus.Space) (spent bool, notice string) {
	s, err := b.settings.of(ctx, space)
	limit := under(s.DailyTokens, b.Ceilings.DailyTokens)
	if err == nil && limit == 0 {
		return false, ""
	}
	tokens := 0
	if err == nil {
		tokens, err = b.Store.Spend(ctx, space, b.day(), 0)
	}
	if err != nil { // somebody pays for the tokens: in doubt, none
		b.Log.Warn("budget not read", "space", space, "err", err)
		return true, "Quoted from the sources: the budget for the language model could not be read."
	}
	return tokens >= limit, retrieval.BudgetSpent
}

func (b *Bot) spend(ctx context.Context, space corpus.Space, tokens int) {
	if tokens <= 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	if _, err := b.Store.Spend(ctx, space, b.day(), tokens); err != nil {
		b.Log.Warn("tokens not counted", "space", space, "tokens", tokens, "err", err)
	}
}

func (b *Bot) keep(ctx context.Context, p Posted) {
	if b.forgets.since(p.Space, p.Person, p.At) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	if err := b.Store.SaveAnswer(ctx, p); err != nil {
		b.Log.Warn("answer not saved; its buttons will not work", "space", p.Space, "err", err)
	}
	if b.forgets.since(p.Space, p.Person, p.At) { // meanwhile
		if _, err := b.Store.Forget(ctx, p.Space, p.Person); err != nil {
			b.Log.Warn("somebody not forgotten", "space", p.Space, "err", err)
		}
	}
}

// unanswered says why there is no answer.
func (b *Bot) unanswered(ctx context.Context, err error, o Origin) Note {
	switch {
	case ctx.Err() != nil:
		return stoppingNote()
	case errors.Is(err, context.DeadlineExceeded):
		b.Log.Warn("question took too long", "space", o.Place.Space())
		return Say(ToneFailed, "This took too long, so I stopped. Please ask again; if it happens again, tell who runs the bot.")
	}
	b.Log.Warn("question not answered", "space", o.Place.Space(), "err", err)
	return failNote(err)
}

// saving are the answers that people may see already and that are not saved yet.
type saving struct {
	mu      sync.Mutex
	answers map[string]unsaved // by id
}

type unsaved struct {
	space           corpus.Space
	channel, person string
	done            chan struct{}
}

func newSaving() *saving { return &saving{answers: map[string]unsaved{}} }

// begin notes an answer; done is called when it is saved, or will not be.
func (s *saving) begin(p Posted) (done func()) {
	u := unsaved{p.Space, p.Place.Channel, p.Person, make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[p.ID] = u
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.answers, p.ID)
		close(u.done)
	}
}

// wait returns when an answer is not about to be saved.
func (s *saving) wait(ctx context.Context, id string) {
	s.mu.Lock()
	u, ok := s.answers[id]
	s.mu.Unlock()
	if ok {
		u.wait(ctx)
	}
}

// saveWait is how long whoever goes on from an answer waits for it to be saved.
const saveWait = 2 * time.Second

// waitIn returns when no answer in a channel is about to be saved; with a person,
// only theirs count.
func (s *saving) waitIn(ctx context.Context, space corpus.Space, channel, person string) {
	ctx, cancel := context.WithTimeout(ctx, saveWait)
	defer cancel()
	var pending []unsaved
	s.mu.Lock()
	for _, u := range s.answers {
		if u.space == space && u.channel == channel && (person == "" || u.person == person) {
			pending = append(pending, u)
		}
	}
	s.mu.Unlock()
	for _, u := range pending {
		u.wait(ctx)
	}
}

func (u unsaved) wait(ctx context.Context) {
	select {
	case <-u.done:
	case <-ctx.Done():
	}
}
