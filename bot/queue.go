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
	waiting  int // most tasks of one server that wait or run
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
	// when the program ends first, with some seconds to say so. Both get a sink
	// that was acknowledged.
	work    func(ctx context.Context, s Sink)
	unbegun func(ctx context.Context, s Sink)
	// begin and end frame the time in which somebody waits for a reply.
	begin, end func()
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
		if t.begin != nil {
			t.begin()
		}
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

// offer gives a line its turn, if it has a task that may run.
func (q *queue) offer(l *line) {
	if !l.inTurn && len(l.tasks) > 0 && l.running < q.share {
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

// idle reports whether no task can come any more: no place is reserved, waits,
// or runs in a line that would then offer another.
func (q *queue) idle() bool {
	for _, l := range q.lines {
		if l.places > l.running || len(l.tasks) > 0 {
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

// run works until ctx ends. Then the tasks that run have the time of grace, those
// that wait are told that they were not begun, and run returns.
func (q *queue) run(ctx context.Context, grace time.Duration) {
	// What runs outlives ctx by the grace.
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		q.mu.Lock()
		q.closed = true
		q.wake.Broadcast()
		q.mu.Unlock()
	})
	defer stop()
	ended := make(chan struct{})
	var timer sync.WaitGroup
	timer.Go(func() {
		select {
		case <-ctx.Done():
		case <-ended:
			return
		}
		t := time.NewTimer(grace)
		defer t.Stop()
		select {
		case <-t.C:
			cancel()
			q.mu.Lock()
			q.over = true
			q.wake.Broadcast()
			q.mu.Unlock()
		case <-ended:
		}
	})
	var workers sync.WaitGroup
	for range q.workers {
		workers.Go(func() {
			for t := q.next(); t != nil; t = q.next() {
				q.do(ctx, running, t)
			}
		})
	}
	workers.Wait()
	close(ended)
	timer.Wait()
}

// do runs one task. A panic costs this task only.
func (q *queue) do(ctx, running context.Context, t *task) {
	defer q.done(t)
	if t.end != nil {
		defer t.end()
	}
	defer func() {
		if cause := recover(); cause != nil {
			q.panicked(cause)
			q.say(running, t, brokenNote())
		}
	}()
	if ctx.Err() != nil {
		if t.unbegun != nil {
			t.unbegun(context.WithoutCancel(running), t.sink)
			return
		}
		q.say(running, t, stoppingNote())
		return
	}
	t.work(running, t.sink)
}

// lastWord is how long the last words of a task may take to be said.
const lastWord = 5 * time.Second

func (q *queue) say(ctx context.Context, t *task, n Note) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWord)
	defer cancel()
	_, _ = t.sink.Finish(ctx, n)
}

func stoppingNote() Note {
	return Say(ToneFailed, "I am being restarted. Please ask again in a minute.")
}

// isClosed reports whether the queue takes nothing new since the program ends.
func (q *queue) isClosed() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}
