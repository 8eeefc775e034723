package main

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// backlogMeter says how many sources wait to be read again, and how many could
// not be read. They are counted when Prometheus asks, and not more often than once
// in backlogEvery, since all sources are looked at.
type backlogMeter struct {
	count      func(ctx context.Context) (due, stale int, err error)
	due, stale *prometheus.Desc

	mu      sync.Mutex
	at      time.Time
	figures [2]float64
}

const (
	backlogEvery = 30 * time.Second
	backlogTime  = 2 * time.Second // how long counting may take
)

// watchSources adds the figures of a store.
func (m *meter) watchSources(count func(ctx context.Context) (due, stale int, err error)) {
	m.registry.MustRegister(&backlogMeter{
		count: count,
		due:   prometheus.NewDesc("footnote_sources_due", "Sources that are due to be read again and wait for their turn.", nil, nil),
		stale: prometheus.NewDesc("footnote_sources_stale", "Sources that could not be read when they were last tried.", nil, nil),
	})
}

// Describe implements prometheus.Collector.
func (b *backlogMeter) Describe(out chan<- *prometheus.Desc) {
	out <- b.due
	out <- b.stale
}

// Collect implements prometheus.Collector. While the figures cannot be had there
// are none.
func (b *backlogMeter) Collect(out chan<- prometheus.Metric) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := time.Now(); b.at.IsZero() || now.Sub(b.at) >= backlogEvery {
		ctx, cancel := context.WithTimeout(context.Background(), backlogTime)
		defer cancel()
		due, stale, err := b.count(ctx)
		if err != nil {
			b.at = time.Time{}
			return
		}
		b.at, b.figures = now, [2]float64{float64(due), float64(stale)}
	}
	out <- prometheus.MustNewConstMetric(b.due, prometheus.GaugeValue, b.figures[0])
	out <- prometheus.MustNewConstMetric(b.stale, prometheus.GaugeValue, b.figures[1])
}
