package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// meter counts what the bot does, for Prometheus. No label names a server or a
// person.
type meter struct {
	registry *prometheus.Registry
	answers  *prometheus.HistogramVec
	turned   *prometheus.CounterVec
	panics   prometheus.Counter
}

func newMeter() *meter {
	m := &meter{
		registry: prometheus.NewRegistry(),
		answers: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "footnote_answer_seconds",
			Help:    "Time from a question's turn to its complete answer, by outcome: answered, refused or failed.",
			Buckets: []float64{0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 120},
		}, []string{"outcome"}),
		turned: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "footnote_turned_away_total",
			Help: "Questions that were not taken, by reason.",
		}, []string{"reason"}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "footnote_panics_total",
			Help: "Handlers that panicked; each cost one answer.",
		}),
	}
	m.registry.MustRegister(m.answers, m.turned, m.panics,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Answered implements bot.Meter.
func (m *meter) Answered(outcome string, took time.Duration) {
	m.answers.WithLabelValues(outcome).Observe(took.Seconds())
}

// Turned implements bot.Meter.
func (m *meter) Turned(reason string) { m.turned.WithLabelValues(reason).Inc() }

// Panicked implements bot.Meter.
func (m *meter) Panicked() { m.panics.Inc() }

// gauge adds a figure that is read when Prometheus asks.
func (m *meter) gauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}
