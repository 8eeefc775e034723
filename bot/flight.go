package bot

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// flights writes down which replies are being made, so that after a crash their
// messages can say so. It is written behind, in batches: nobody waits for it.
type flights struct {
	store FlightStore
	log   *slog.Logger

	mu    sync.Mutex
	began map[string]InFlight
	ended []string
	// unsure says that what began may be written although the writing failed.
	unsure bool
	wake   chan struct{}

	// What an earlier process left is read before anything is written: it must not
	// be taken for this one's.
	first  sync.Mutex
	read   bool
	before []InFlight
}

func newFlights(store FlightStore, log *slog.Logger) *flights {
	return &flights{store: store, log: log, began: map[string]InFlight{}, wake: make(chan struct{}, 1)}
}

const (
	flightPause = 200 * time.Millisecond // how long records are gathered
	flightRetry = 5 * time.Second        // how long to wait after a failure
	flightTime  = 3 * time.Second        // how long one writing may take
)

// maxFlights bounds what is not written yet, should the disk hang.
const maxFlights = 10000

func (f *flights) begin(x InFlight) {
	f.mu.Lock()
	if len(f.began) < maxFlights {
		f.began[x.ID] = x
	}
	f.mu.Unlock()
	f.poke()
}

func (f *flights) end(id string) {
	f.mu.Lock()
	_, waiting := f.began[id]
	delete(f.began, id)
	// What began and ended between two writes needs none.
	if (!waiting || f.unsure) && len(f.ended) < maxFlights {
		f.ended = append(f.ended, id)
	}
	f.mu.Unlock()
	f.poke()
}

func (f *flights) poke() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// left returns, once, the replies that an earlier process did not end.
func (f *flights) left(ctx context.Context) ([]InFlight, error) {
	f.first.Lock()
	defer f.first.Unlock()
	err := f.readFirst(ctx)
	before := f.before
	f.before = nil
	return before, err
}

func (f *flights) readFirst(ctx context.Context) (err error) {
	if !f.read {
		f.before, err = f.store.TakeFlights(ctx)
		f.read = err == nil
	}
	return err
}

// run writes until stop is closed, and once more then.
func (f *flights) run(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			f.write()
			return
		case <-f.wake:
		}
		pause(stop, flightPause)
		if !f.write() {
			pause(stop, flightRetry)
			f.poke()
		}
	}
}

// write hands over what has gathered, and reports whether that is kept now. What
// is not comes with the next batch.
func (f *flights) write() bool {
	began, ended := f.gathered()
	if len(began) == 0 && len(ended) == 0 {
		return true
	}
	ctx, cancel := context.WithTimeout(context.Background(), flightTime)
	defer cancel()
	err := f.save(ctx, began, ended)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unsure = err != nil
	if err == nil {
		return true
	}
	f.log.Warn("replies in flight not written down", "err", err)
	// One that ended meanwhile is among the ended too, which are deleted last.
	for _, x := range began {
		if len(f.began) < maxFlights {
			f.began[x.ID] = x
		}
	}
	if len(f.ended)+len(ended) <= maxFlights {
		f.ended = append(f.ended, ended...)
	}
	return false
}

func (f *flights) gathered() (began []InFlight, ended []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, x := range f.began {
		began = append(began, x)
	}
	ended = f.ended
	clear(f.began)
	f.ended = nil
	return began, ended
}

func (f *flights) save(ctx context.Context, began []InFlight, ended []string) error {
	f.first.Lock()
	defer f.first.Unlock()
	if err := f.readFirst(ctx); err != nil {
		return err
	}
	return f.store.SaveFlights(ctx, began, ended)
}
