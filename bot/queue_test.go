package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"footnote/corpus"
)

// idleQueue has no workers: the test takes the tasks out itself.
func idleQueue(workers, waiting int) *queue { return newQueue(workers, waiting, func(any) {}) }

// enter starts a task that does work, and reports whether there was room.
func enter(q *queue, space corpus.Space, s Sink, work func(ctx context.Context, s Sink)) bool {
	t := &task{work: work}
	if !q.reserve(space, t) {
		return false
	}
	t.Start(s)
	return true
}

// Whatever is started and ends in whatever order: no server has more places or
// runs more than its share, each has its tasks run in order, and while one waits
// for its turn every other one gets at most one.
func TestServersTakeTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		workers, waiting := rapid.IntRange(1, 12).Draw(t, "workers"), rapid.IntRange(1, 6).Draw(t, "waiting")
		q := idleQueue(workers, waiting)
		spaces := []corpus.Space{"a", "b", "c", "d"}
		queued := map[corpus.Space][]*task{}
		running := map[corpus.Space][]*task{}
		// since counts, for each server that could have a turn, the turns of others
		// since then.
		since := map[corpus.Space]map[corpus.Space]int{}
		update := func() {
			for _, s := range spaces {
				could := len(queued[s]) > 0 && len(running[s]) < q.share
				if could && since[s] == nil {
					since[s] = map[corpus.Space]int{}
				} else if !could {
					delete(since, s)
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"start": func(t *rapid.T) {
				s := rapid.SampledFrom(spaces).Draw(t, "space")
				x := &task{}
				if got, want := q.reserve(s, x), len(queued[s])+len(running[s]) < waiting; got != want {
					t.Fatalf("reserve: %v, want %v", got, want)
				} else if !got {
					return
				}
				x.Start(nil)
				x.Drop() // too late, and nothing
				queued[s] = append(queued[s], x)
				update()
			},
			"drop": func(t *rapid.T) {
				s := rapid.SampledFrom(spaces).Draw(t, "space")
				if x := (&task{}); q.reserve(s, x) {
					x.Drop()
					x.Drop()
				}
			},
			"next": func(t *rapid.T) {
				if len(q.turn) == 0 {
					if len(since) != 0 {
						t.Fatalf("nobody has a turn, but %v could", since)
					}
					t.Skip()
				}
				x := q.next()
				s := x.line.space
				if x != queued[s][0] {
					t.Fatal("out of order")
				}
				queued[s] = queued[s][1:]
				running[s] = append(running[s], x)
				if len(running[s]) > q.share {
					t.Fatalf("%d of %s run, its share is %d", len(running[s]), s, q.share)
				}
				delete(since, s)
				for other, turns := range since {
					if turns[s]++; turns[s] > 1 {
						t.Fatalf("%s had two turns while %s waited", s, other)
					}
				}
				update()
			},
			"done": func(t *rapid.T) {
				s := rapid.SampledFrom(spaces).Draw(t, "space")
				if len(running[s]) == 0 {
					t.Skip()
				}
				i := rapid.IntRange(0, len(running[s])-1).Draw(t, "which")
				q.done(running[s][i])
				running[s] = slices.Delete(running[s], i, i+1)
				update()
			},
			"": func(t *rapid.T) {
				for _, s := range spaces {
					l, want := q.lines[s], len(queued[s])+len(running[s])
					if l == nil && want > 0 || l != nil && (l.places != want || want == 0) {
						t.Fatalf("line of %s: %+v, want %d places", s, l, want)
					}
				}
			},
		})
	})
}

func TestAThousandTasksOfFiftyServers(t *testing.T) {
	const servers, each, workers = 50, 20, 32
	q := newQueue(workers, each, func(cause any) { t.Error(cause) })
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); q.run(ctx, time.Minute) }()
	var ran [servers][each]atomic.Int32
	var running [servers]atomic.Int32
	var all, starters sync.WaitGroup
	all.Add(servers * each)
	for s := range servers {
		starters.Go(func() {
			for i := range each {
				ok := enter(q, corpus.Space(strconv.Itoa(s)), nil, func(context.Context, Sink) {
					defer all.Done()
					if n := running[s].Add(1); n > workers/4 {
						t.Errorf("%d of one server run at once", n)
					}
					ran[s][i].Add(1)
					running[s].Add(-1)
				})
				if !ok {
					t.Errorf("task %d of server %d found no room", i, s)
					all.Done()
				}
			}
		})
	}
	starters.Wait()
	all.Wait()
	cancel()
	<-done
	for s := range ran {
		for i := range ran[s] {
			if n := ran[s][i].Load(); n != 1 {
				t.Errorf("task %d of server %d ran %d times", i, s, n)
			}
		}
	}
	if len(q.lines) != 0 || len(q.turn) != 0 {
		t.Errorf("left: %d lines, %d turns", len(q.lines), len(q.turn))
	}
}

// A server that floods its line does not slow another one.
func TestAFloodSlowsOnlyItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const cost = 200 * time.Millisecond
		q := newQueue(32, 2000, func(cause any) { t.Error(cause) })
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); q.run(ctx, time.Minute) }()
		work := func(context.Context, Sink) { time.Sleep(cost) }
		for range 2000 {
			enter(q, "flood", newFakeSink(), work)
		}
		time.Sleep(time.Second)
		began := time.Now()
		var slowest time.Duration
		var mu sync.Mutex
		var all sync.WaitGroup
		for s := range 24 { // as many as there are workers that the flood does not get
			all.Add(1)
			enter(q, corpus.Space(fmt.Sprint("quiet ", s)), nil, func(ctx context.Context, s Sink) {
				defer all.Done()
				work(ctx, s)
				mu.Lock()
				defer mu.Unlock()
				slowest = max(slowest, time.Since(began))
			})
		}
		all.Wait()
		if slowest != cost {
			t.Errorf("the slowest of the quiet servers took %v, alone it is %v", slowest, cost)
		}
		cancel()
		<-done
	})
}

func TestAPanicCostsOneTask(t *testing.T) {
	var panics atomic.Int32
	q := newQueue(1, 10, func(any) { panics.Add(1) })
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); q.run(ctx, time.Minute) }()
	first := newFakeSink()
	enter(q, "1", first, func(context.Context, Sink) { panic("at work") })
	second := newFakeSink()
	second.onFinish = func(Screen) { panic("in the sink") }
	enter(q, "1", second, func(context.Context, Sink) { panic("at work") })
	third := newFakeSink()
	enter(q, "1", third, func(ctx context.Context, s Sink) { _, _ = s.Finish(ctx, WaitScreen{}) })
	<-third.finished
	cancel()
	<-done
	if n, ok := first.last().(Note); !ok || n.Text != brokenNote().Text {
		t.Errorf("said %+v", first.last())
	}
	if panics.Load() != 3 {
		t.Errorf("%d panics", panics.Load())
	}
	if len(q.lines) != 0 {
		t.Error("places are taken for ever")
	}
}

// stuckSink never finishes by itself.
type stuckSink struct{ fakeSink }

func (s *stuckSink) Finish(ctx context.Context, _ Screen) (string, error) {
	<-ctx.Done()
	return "", ctx.Err()
}

func TestTheEndOfAQueue(t *testing.T) {
	const grace = 10 * time.Second
	type end struct {
		said  Screen
		after time.Duration
	}
	for _, tt := range []struct {
		name string
		// setup starts tasks in a queue of 4 workers.
		setup func(q *queue, ends func(name string) Sink)
		took  time.Duration
		want  map[string]end
	}{
		{name: "nothing to do", setup: func(*queue, func(string) Sink) {}},
		{
			name: "what runs ends in time",
			setup: func(q *queue, ends func(string) Sink) {
				enter(q, "1", ends("a"), func(ctx context.Context, s Sink) {
					time.Sleep(5 * time.Second)
					_, _ = s.Finish(ctx, WaitScreen{})
				})
			},
			took: 4 * time.Second,
			want: map[string]end{"a": {WaitScreen{}, 4 * time.Second}},
		},
		{
			name: "what runs too long apologises",
			setup: func(q *queue, ends func(string) Sink) {
				enter(q, "1", ends("a"), func(ctx context.Context, s Sink) {
					<-ctx.Done()
					ctx, cancel := linger(ctx, time.Minute)
					defer cancel()
					_, _ = s.Finish(ctx, stoppingNote())
				})
			},
			took: grace - lastWord,
			want: map[string]end{"a": {stoppingNote(), grace - lastWord}},
		},
		{
			name: "what waits is told at once, though all workers are busy",
			setup: func(q *queue, ends func(string) Sink) {
				for i := range 4 {
					enter(q, corpus.Space(strconv.Itoa(i)), ends("busy"+strconv.Itoa(i)), func(ctx context.Context, s Sink) { <-ctx.Done() })
				}
				for i := range 5 {
					enter(q, "0", ends("w"+strconv.Itoa(i)), func(context.Context, Sink) { panic("begun after the end") })
				}
				t := &task{work: func(context.Context, Sink) { panic("begun after the end") }, unbegun: func(ctx context.Context, s Sink) {
					_, _ = s.Finish(ctx, WaitScreen{})
				}}
				q.reserve("0", t)
				t.Start(ends("own"))
			},
			took: grace - lastWord,
			want: map[string]end{
				"w0": {stoppingNote(), 0}, "w1": {stoppingNote(), 0}, "w2": {stoppingNote(), 0}, "w3": {stoppingNote(), 0}, "w4": {stoppingNote(), 0},
				"own": {WaitScreen{}, 0},
			},
		},
		{
			name: "what nobody can be told takes no longer than the grace",
			setup: func(q *queue, _ func(string) Sink) {
				enter(q, "1", &stuckSink{}, func(ctx context.Context, s Sink) {
					<-ctx.Done()
					ctx, cancel := linger(ctx, time.Minute)
					defer cancel()
					_, _ = s.Finish(ctx, stoppingNote())
				})
				for range 100 {
					enter(q, "1", &stuckSink{}, func(context.Context, Sink) {})
				}
			},
			took: grace,
		},
		{
			name:  "a place that is never used is not waited for longer than the grace",
			setup: func(q *queue, _ func(string) Sink) { q.reserve("1", &task{}) },
			took:  grace,
		},
		{
			name: "a place that is used after the end began",
			setup: func(q *queue, ends func(string) Sink) {
				x := &task{work: func(context.Context, Sink) { panic("begun after the end") }}
				q.reserve("1", x)
				time.AfterFunc(3*time.Second, func() { x.Start(ends("late")) })
				y := &task{}
				q.reserve("1", y)
				time.AfterFunc(4*time.Second, y.Drop)
			},
			took: 3 * time.Second,
			want: map[string]end{"late": {stoppingNote(), 2 * time.Second}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newQueue(4, 200, func(cause any) { t.Error(cause) })
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan struct{})
				go func() { defer close(done); q.run(ctx, grace) }()
				began := time.Now().Add(time.Second) // of the end
				var mu sync.Mutex
				got := map[string]end{}
				tt.setup(q, func(name string) Sink {
					s := newFakeSink()
					s.onFinish = func(x Screen) {
						mu.Lock()
						defer mu.Unlock()
						got[name] = end{x, time.Since(began)}
					}
					return s
				})
				time.Sleep(time.Until(began))
				cancel()
				<-done
				if took := time.Since(began); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				if len(got) != len(tt.want) {
					t.Errorf("told %v", got)
				}
				for name, want := range tt.want {
					if fmt.Sprintf("%#v", got[name]) != fmt.Sprintf("%#v", want) {
						t.Errorf("%s: %#v, want %#v", name, got[name], want)
					}
				}
				if q.reserve("1", &task{}) || !q.isClosed() {
					t.Error("a queue that has ended takes more")
				}
			})
		})
	}
}
