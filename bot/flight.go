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
	wake  chan struct{}
}

func newFlights(store FlightStore, log *slog.Logger) *flights {
	return &flights{store: store, log: log, began: map[string]InFlight{}, wake: make(chan struct{}, 1)}
}

// flightPause is how long records are gathered before they are written.
const flightPause = 200 * time.Millisecond

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
	if _, unwritten := f.began[id]; unwritten {
		delete(f.began, id) // began and ended between two writes
	} else if len(f.ended) < maxFlights {
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

// run writes until stop is closed, and once more then.
func (f *flights) run(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			f.write()
			return
		case <-f.wake:
		}
		pause := time.NewTimer(flightPause)
		select {
		case <-stop:
		case <-pause.C:
		}
		pause.Stop()
		f.write()
	}
}

// write hands over what has gathered. What could not be written is tried again
// with the next batch.
func (f *flights) write() {
	f.mu.Lock()
	began := make([]InFlight, 0, len(f.began))
	for _, x := range f.began {
		began = append(began, x)
	}
	ended := f.ended
	f.began, f.ended = map[string]InFlight{}, nil
	f.mu.Unlock()
	if len(began) == 0 && len(ended) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := f.store.SaveFlights(ctx, began, ended); err != nil {
		f.log.Warn("replies in flight not written down", "err", err)
		f.mu.Lock()
		defer f.mu.Unlock()
		gone := map[string]bool{}
		for _, id := range f.ended { // began before, ended since
			gone[id] = true
		}
		for _, x := range began {
			if !gone[x.ID] && len(f.began) < maxFlights {
				f.began[x.ID] = x
			}
		}
		if len(f.ended)+len(ended) <= maxFlights {
			f.ended = append(f.ended, ended...)
		}
	}
}
