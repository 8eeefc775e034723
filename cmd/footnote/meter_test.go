package main

import (
	"context"
	"errors"
	"testing"

	"footnote/corpus"
)

// The operator sees how refreshes go, what waits, and what could not be read; no
// label names a server.
func TestMeterOfSources(t *testing.T) {
	m := newMeter()
	asked, broken := 0, error(nil)
	m.watchSources(func(context.Context) (due, stale int, err error) {
		asked++
		return 7, 3, broken
	})
	m.Refreshed(corpus.StatusUpdated)
	m.Refreshed(corpus.StatusUnchanged)
	m.Refreshed(corpus.StatusUnchanged)
	values := func() map[string]float64 {
		t.Helper()
		families, err := m.registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]float64{}
		for _, f := range families {
			for _, x := range f.Metric {
				name := f.GetName()
				for _, l := range x.Label {
					name += "/" + l.GetValue()
				}
				out[name] = x.GetCounter().GetValue() + x.GetGauge().GetValue()
			}
		}
		return out
	}
	broken = errors.New("disk")
	if _, there := values()["footnote_sources_due"]; there {
		t.Error("figures that could not be had are shown")
	}
	broken = nil
	for range 3 { // counted once
		got := values()
		for name, want := range map[string]float64{
			"footnote_refreshes_total/updated": 1, "footnote_refreshes_total/unchanged": 2,
			"footnote_sources_due": 7, "footnote_sources_stale": 3,
		} {
			if got[name] != want {
				t.Errorf("%s = %v, want %v", name, got[name], want)
			}
		}
	}
	if asked != 2 {
		t.Errorf("counted %d times", asked)
	}
}
