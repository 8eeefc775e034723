package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// Whoever waits goes on when the last answer is there, or after a breath.
func TestCalm(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []time.Duration // how long each takes
		want    time.Duration
	}{
		{"nobody asks", nil, 0},
		{"one is answered", []time.Duration{20 * time.Millisecond}, 20 * time.Millisecond},
		{"the last of two", []time.Duration{10 * time.Millisecond, 30 * time.Millisecond}, 30 * time.Millisecond},
		{"one takes long", []time.Duration{time.Minute}, longestBreath},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var quietly calm
				for _, d := range c.answers {
					quietly.begin()
					time.AfterFunc(d, quietly.end)
				}
				start := time.Now()
				quietly.wait(t.Context())
				if took := time.Since(start); took != c.want {
					t.Errorf("waited %v, want %v", took, c.want)
				}
				time.Sleep(2 * time.Minute) // of the bubble: all have ended
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		var quietly calm
		quietly.begin()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		start := time.Now()
		quietly.wait(ctx)
		if time.Since(start) != 0 {
			t.Error("waits although nobody wants it any more")
		}
	})
}
