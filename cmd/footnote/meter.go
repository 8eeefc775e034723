package main

import (
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"footnote/bot/discord"
	"footnote/corpus"
)

// meter counts what the bot does, for Prometheus. No label names a server or a
// person.
type meter struct {
	registry *prometheus.Registry
	answers  *prometheus.HistogramVec
	turned   *prometheus.CounterVec
	panics   prometheus.Counter

	refreshes *prometheus.CounterVec
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
		refreshes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "footnote_refreshes_total",
			Help: "Sources that were read again by themselves, by outcome: updated, unchanged or failed.",
		}, []string{"outcome"}),
	}
	m.registry.MustRegister(m.answers, m.turned, m.panics, m.refreshes,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Answered implements bot.Meter.
func (m *meter) Answered(outcome string, took time.Duration) {
	m.answers.WithLabelValues(outcome).Observe(took.Seconds())
}

// Turned implements bot.Meter.
func (m *meter) Turned(reason string) { m.turned.WithLabelValues(reason).Inc() }

// Refreshed implements bot.Meter.
func (m *meter) Refreshed(s corpus.Status) { m.refreshes.WithLabelValues(string(s)).Inc() }

// Panicked implements bot.Meter.
func (m *meter) Panicked() { m.panics.Inc() }

// watch adds the figures of the connection to Discord, which are read when
// Prometheus asks.
func (m *meter) watch(read func() discord.Stats) {
	for _, f := range []struct {
		name, help string
		of         func(discord.Stats) float64
	}{
		{"footnote_gateway_connected", "1 while the gateway is connected.", func(s discord.Stats) float64 {
			if s.Gateway.Since.IsZero() {
				return 0
			}
			return 1
		}},
		{"footnote_gateway_latency_seconds", "Round trip of the last heartbeat.", func(s discord.Stats) float64 { return s.Gateway.Latency.Seconds() }},
		{"footnote_gateway_connections_total", "Connections to the gateway since the start.", func(s discord.Stats) float64 { return float64(s.Gateway.Connections) }},
		{"footnote_gateway_identifies_total", "Sessions begun since the start.", func(s discord.Stats) float64 { return float64(s.Gateway.Identifies) }},
		{"footnote_gateway_resumes_total", "Sessions resumed since the start.", func(s discord.Stats) float64 { return float64(s.Gateway.Resumes) }},
		{"footnote_gateway_events_total", "Events of all types since the start.", func(s discord.Stats) float64 { return float64(s.Gateway.Events) }},
		{"footnote_gateway_duplicates_total", "Events that came again.", func(s discord.Stats) float64 { return float64(s.Gateway.Duplicates) }},
		{"footnote_events_dropped_total", "Events that were not taken for want of room.", func(s discord.Stats) float64 { return float64(s.Dropped) }},
		{"footnote_first_answers_total", "First answers that reached Discord.", func(s discord.Stats) float64 { return float64(s.Answered) }},
		{"footnote_first_answers_missed_total", "First answers that did not reach Discord.", func(s discord.Stats) float64 { return float64(s.Missed) }},
		{"footnote_rest_requests_total", "Requests to the REST API, each try.", func(s discord.Stats) float64 { return float64(s.REST.Requests) }},
		{"footnote_rest_retries_total", "Requests that were tried again.", func(s discord.Stats) float64 { return float64(s.REST.Retries) }},
		{"footnote_rest_limited_total", "Answers that said to slow down (429).", func(s discord.Stats) float64 { return float64(s.REST.Limited) }},
		{"footnote_rest_invalid_10m", "Invalid answers in the last ten minutes; Discord blocks at 10,000.", func(s discord.Stats) float64 { return float64(s.REST.Invalid) }},
	} {
		read := func() float64 { return f.of(read()) }
		if strings.HasSuffix(f.name, "_total") {
			m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: f.name, Help: f.help}, read))
		} else {
			m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: f.name, Help: f.help}, read))
		}
	}
}
