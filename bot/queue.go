package bot

import (
	"context"
	"slices"
	"sync"
	"time"

	"footnote/corpus"
)

// queue runs tasks in a few workers. Each server has a line of its own, bounded,
// and the servers take turns: a flood in one makes only its own line long. No
// server has more than a quarter of the workers, so that the others find one
// free.
type queue struct {
	workers  int
	waiting  int // most tasks of one server that wait, running ones included
	share    int // most tasks of one server that run
	panicked func(cause any)

	mu     sync.Mutex
	wake   *sync.Cond
	lines  map[corpus.Space]*line
	turn   []*line // those with a task that could run now, in order of their turn
	closed bool    // takes nothing new
	over   bool    // and waits no longer for places that were reserved
}

// line is what one server waits for.
type line struct {
	space   corpus.Space
	places  int // taken: reserved, waiting and running
	running int
	tasks   []*task
	inTurn  bool
}

// task is a place in a queue, and the work to do there.
type task struct {
	queue *queue
	line  *line
	once  sync.Once
	sink  Sink

	// work shows the result through the sink itself. unbegun is called instead
	// when the program ends first, with some seconds to say so; without it the
	// queue says so. Both get a sink that was acknowledged.
	work    func(ctx context.Context, s Sink)
	unbegun func(ctx context.Context, s Sink)
}

func newQueue(workers, waiting int, panicked func(any)) *queue {
	q := &queue{workers: workers, waiting: waiting, share: max(1, workers/4), panicked: panicked, lines: map[corpus.Space]*line{}}
	q.wake = sync.NewCond(&q.mu)
	return q
}

// reserve takes a place for a task of the space, and reports whether there was
// room.
func (q *queue) reserve(space corpus.Space, t *task) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	l := q.lines[space]
	if l == nil {
		l = &line{space: space}
		q.lines[space] = l
	}
	if l.places >= q.waiting {
		return false
	}
	l.places++
	t.queue, t.line = q, l
	return true
}

// Start implements Task.
func (t *task) Start(s Sink) {
	t.once.Do(func() {
		t.sink = s
		q := t.queue
		q.mu.Lock()
		defer q.mu.Unlock()
		t.line.tasks = append(t.line.tasks, t)
		q.offer(t.line)
	})
}

// Drop implements Task.
func (t *task) Drop() {
	t.once.Do(func() {
		t.queue.mu.Lock()
		defer t.queue.mu.Unlock()
		t.queue.leave(t.line)
	})
}

// offer gives a line its turn, if it has a task that may run. When the program
// ends, all may: they only say so.
func (q *queue) offer(l *line) {
	if !l.inTurn && len(l.tasks) > 0 && (l.running < q.share || q.closed) {
		l.inTurn = true
		q.turn = append(q.turn, l)
		q.wake.Signal()
	}
}

// leave gives a place back.
func (q *queue) leave(l *line) {
	l.places--
	if l.places == 0 {
		delete(q.lines, l.space)
	}
	if q.closed {
		q.wake.Broadcast()
	}
}

// next waits for a task to run; nil when the queue is closed and empty.
func (q *queue) next() *task {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if len(q.turn) > 0 {
			l := q.turn[0]
			q.turn = slices.Delete(q.turn, 0, 1)
			l.inTurn = false
			t := l.tasks[0]
			l.tasks[0] = nil
			l.tasks = l.tasks[1:]
			l.running++
			q.offer(l)
			return t
		}
		if q.over || q.closed && q.idle() {
			return nil
		}
		q.wake.Wait()
	}
}

// idle reports whether no task can come any more: all places that are taken are
// those of tasks that run.
func (q *queue) idle() bool {
	for _, l := range q.lines {
		if l.places > l.running {
			return false
		}
	}
	return true
}

// done takes a task out that has run.
func (q *queue) done(t *task) {
	q.mu.Lock()
	defer q.mu.Unlock()
	t.line.running--
	q.offer(t.line)
	q.leave(t.line)
}

// lastWord is how much of the grace is kept for the last words: of tasks that
// are cut off, and of those that never began.
const lastWord = 3 * time.Second

// run works until ctx ends. Then the tasks that wait are told at once that they
// will not begin, those that run have the time of grace to end and to say so, and
// run returns.
func (q *queue) run(ctx context.Context, grace time.Duration) {
	// What runs outlives ctx, and what is said outlives what runs.
	words, silence := context.WithCancel(context.WithoutCancel(ctx))
	defer silence()
	running, cutOff := context.WithCancel(words)
	defer cutOff()
	work := func() {
		for t := q.next(); t != nil; t = q.next() {
			q.do(ctx, running, words, t)
		}
	}
	ended := make(chan struct{})
	var ending sync.WaitGroup
	ending.Go(func() {
		select {
		case <-ctx.Done():
		case <-ended:
			return
		}
		q.close()
		// The workers may be busy to the end of the grace, so others tell those
		// that wait.
		var tellers sync.WaitGroup
		for range q.workers {
			tellers.Go(work)
		}
		if pause(ended, grace-lastWord) {
			cutOff()
			if pause(ended, lastWord) {
				silence()
				q.giveUp()
			}
		}
		tellers.Wait()
	})
	var workers sync.WaitGroup
	for range q.workers {
		workers.Go(work)
	}
	workers.Wait()
	close(ended)
	ending.Wait()
}

// pause waits, and reports whether nothing ended it before its time.
func pause(ended <-chan struct{}, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ended:
		return false
	case <-t.C:
		return true
	}
}

// close takes nothing new from now on.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for _, l := range q.lines {
		q.offer(l)
	}
	q.wake.Broadcast()
}

// giveUp waits no longer for places that were reserved.
func (q *queue) giveUp() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.over = true
	q.wake.Broadcast()
}

// do runs one task. A panic costs this task only.
func (q *queue) do(ctx, running, words context.Context, t *task) {
	defer q.done(t)
	defer q.recovered(func() { q.say(words, t, brokenNote()) })
	switch {
	case ctx.Err() == nil:
		t.work(running, t.sink)
	case t.unbegun != nil:
		ctx, cancel := context.WithTimeout(words, lastWord)
		defer cancel()
		t.unbegun(ctx, t.sink)
	default:
		q.say(words, t, stoppingNote())
	}
}

// recovered ends a panic, and then does something about it.
func (q *queue) recovered(then func()) {
	if cause := recover(); cause != nil {
		q.panicked(cause)
		then()
	}
}

func (q *queue) say(words context.Context, t *task, n Note) {
	defer q.recovered(func() {}) // of the sink: nothing more can be said
	ctx, cancel := context.WithTimeout(words, lastWord)
	defer cancel()
	_, _ = t.sink.Finish(ctx, n)
}

func stoppingNote() Note {
	return Say(ToneFailed, "I am being restarted. Please ask again in a minute.")
}

// linger outlives ctx by the time of a last word, so that a reply can be finished
// after the work on it was cut off. It ends after most in any case.
func linger(ctx context.Context, most time.Duration) (context.Context, context.CancelFunc) {
	out, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
	stop := context.AfterFunc(ctx, func() {
		if pause(out.Done(), lastWord) {
			cancel()
		}
	})
	return out, func() { stop(); cancel() }
}

// isClosed reports whether the queue takes nothing new since the program ends.
func (q *queue) isClosed() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}
