package bot

import (
	"context"
	"sync"
	"time"

	"footnote/corpus"
)

const (
	helpExamples = 3
	// examplesTime bounds the search for examples: what was found by then is shown.
	examplesTime = 15 * time.Second
	// examplesKept is how long examples are kept although no source changed.
	examplesKept = 12 * time.Hour
)

// help says what the bot can do here, with questions that the server's own
// sources answer. Finding those takes a while, once.
func (b *Bot) help(ctx context.Context, c Command) Response {
	space := c.Place.Space()
	settings, err := b.settings.of(ctx, space)
	if err != nil {
		return b.fail(err, "settings not read", c.Origin)
	}
	screen := HelpScreen{
		Moderator: mayManage(c.Person, settings), Everywhere: len(settings.Channels) == 0, Channels: settings.Channels,
	}
	if known, ok := b.examples.known(space); ok {
		screen.Examples, screen.Sources = known.questions, known.sources
		return Response{Show: screen, Private: true}
	}
	t, no := b.replyTask(c.Origin, true, func(ctx context.Context, sink Sink) {
		screen.Examples, screen.Sources = b.exampleQuestions(ctx, space)
		_, _ = b.tell(ctx, sink, screen)
	})
	if no != nil {
		return Response{Show: *no, Private: true}
	}
	return Response{Task: t, Private: true}
}

// exampleQuestions finds examples, and how many sources there are. Help without
// them is better than none.
func (b *Bot) exampleQuestions(ctx context.Context, space corpus.Space) ([]string, int) {
	ctx, cancel := context.WithTimeout(ctx, examplesTime)
	defer cancel()
	counts, err := b.Library.Counts(ctx, space)
	if err != nil {
		b.Log.Warn("sources not counted", "space", space, "err", err)
		return nil, 0
	}
	found, err := b.examples.find(ctx, space, counts.Sources)
	if err != nil {
		b.Log.Warn("no examples found", "space", space, "err", err)
	}
	return found, counts.Sources
}

// examples keeps the example questions of each server until its sources change.
type examples struct {
	finder Exampler
	now    func() time.Time

	mu      sync.Mutex
	kept    map[corpus.Space]keptExamples
	changes int // of sources, in any server
}

type keptExamples struct {
	questions []string
	sources   int
	until     time.Time
}

func newExamples(finder Exampler, now func() time.Time) *examples {
	return &examples{finder: finder, now: now, kept: map[corpus.Space]keptExamples{}}
}

func (e *examples) known(space corpus.Space) (keptExamples, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	k, ok := e.kept[space]
	return k, ok && e.now().Before(k.until)
}

// forget drops the examples of a server whose sources changed.
func (e *examples) forget(space corpus.Space) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.kept, space)
	e.changes++
}

// find asks for examples and keeps them. Those that were found while sources
// changed, or in too little time, are not kept.
func (e *examples) find(ctx context.Context, space corpus.Space, sources int) ([]string, error) {
	if k, ok := e.known(space); ok { // somebody else asked meanwhile
		return k.questions, nil
	}
	e.mu.Lock()
	before := e.changes
	e.mu.Unlock()
	var found []string
	if sources > 0 {
		var err error
		if found, err = e.finder.Examples(ctx, space, helpExamples); err != nil {
			return nil, err
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.changes == before && ctx.Err() == nil {
		e.kept[space] = keptExamples{found, sources, e.now().Add(examplesKept)}
	}
	return found, nil
}
