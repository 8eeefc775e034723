package ingest

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// ahead applies fn to the inputs in a few goroutines, and yields the results in
// the order of the inputs. It runs only a little ahead of the consumer, so that
// memory holds a handful of articles however many there are. When the consumer
// stops, or ctx ends, it stops too; all its goroutines have ended when it
// returns.
func ahead[In, Out any](ctx context.Context, inputs []In, fn func(context.Context, In) Out) iter.Seq[Out] {
	return func(yield func(Out) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer cancel()

		workers := min(max(2, runtime.GOMAXPROCS(0)), len(inputs))
		type job struct {
			in  In
			out chan Out
		}
		jobs := make(chan job)
		order := make(chan chan Out, 2*workers)
		for range workers {
			wg.Go(func() {
				for j := range jobs {
					j.out <- fn(ctx, j.in) // has room for it
				}
			})
		}
		wg.Go(func() {
			defer close(order)
			defer close(jobs)
			for _, in := range inputs {
				j := job{in, make(chan Out, 1)}
				select {
				case order <- j.out:
				case <-ctx.Done():
					return
				}
				select {
				case jobs <- j:
				case <-ctx.Done():
					return
				}
			}
		})
		for out := range order {
			select {
			case result := <-out:
				if !yield(result) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}
