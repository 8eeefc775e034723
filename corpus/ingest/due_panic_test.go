package ingest

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/corpus/store"
)

// stumbling is a store of which some calls panic for one source.
type stumbling struct {
	*store.Store
	id string
	at string // the calls, by name
}

func (s *stumbling) step(call, id string) {
	if id == s.id && strings.Contains(s.at, call) {
		panic("injected")
	}
}

func (s *stumbling) Source(ctx context.Context, space corpus.Space, ref string) (corpus.SourceInfo, error) {
	s.step("Source", ref)
	return s.Store.Source(ctx, space, ref)
}

func (s *stumbling) PutAgain(ctx context.Context, src corpus.Source, a corpus.Article, original []byte, passages []corpus.Passage, model string, vectors [][]float32) (corpus.Status, error) {
	s.step("PutAgain", src.ID)
	return s.Store.PutAgain(ctx, src, a, original, passages, model, vectors)
}

func (s *stumbling) Visited(ctx context.Context, space corpus.Space, id string, v corpus.Visit) error {
	s.step("Visited", id)
	return s.Store.Visited(ctx, space, id, v)
}

// Whatever panics while a source is read by itself, the others are read, the source
// is a failure that is not due at once again, and the next call works.
func TestRefreshDuePanics(t *testing.T) {
	const other = "https://example.com/moon"
	for name, c := range map[string]struct {
		reader, observer bool
		at               string
		state            corpus.State
	}{
		"the reader":              {reader: true, state: corpus.StateStale},
		"before it is read":       {at: "Source", state: corpus.StateStale},
		"while it is stored":      {at: "PutAgain", state: corpus.StateStale},
		"and where that is noted": {at: "PutAgain Visited", state: corpus.StateFresh},
		"the observer":            {observer: true, state: corpus.StateFresh},
	} {
		t.Run(name, func(t *testing.T) {
			r := pageRig(t, tidePage, other)
			var log bytes.Buffer
			r.Config.Log = slog.New(slog.NewTextHandler(&log, nil))
			src := r.source(t, tidePage)
			r.Config.Store = &stumbling{Store: r.store, id: src.ID, at: c.at}
			r.web.text(tidePage, story("storm"))
			r.web.text(other, story("comet"))
			if c.reader {
				r.web.pages[tidePage] = func(corpus.Fetch) (corpus.Content, error) { panic("injected") }
			}
			r.now = r.now.Add(14 * 24 * time.Hour)
			told := map[string]corpus.Refreshed{}
			report := func(d corpus.Refreshed) {
				told[d.SourceID] = d
				if c.observer && d.SourceID == src.ID {
					panic("injected")
				}
			}
			if err := r.RefreshDue(t.Context(), r.now, report); err != nil {
				t.Fatal(err)
			}
			if got := told[r.source(t, other).ID]; got.Status != corpus.StatusUpdated {
				t.Errorf("the other one: %+v", got)
			}
			if !strings.Contains(log.String(), "injected") || !strings.Contains(log.String(), "stack=") {
				t.Errorf("logged: %s", &log)
			}
			after := r.source(t, tidePage)
			if after.State != c.state || after.Articles != 1 {
				t.Errorf("%+v", after)
			}
			if noted := !strings.Contains(c.at, "Visited"); noted != after.Due.After(r.now) {
				t.Errorf("due %v, now %v", after.Due, r.now)
			}
			got := told[src.ID]
			if failed := !c.observer; failed != (got.Status == corpus.StatusFailed) || failed != (got.Cause != nil) {
				t.Errorf("%+v", got)
			}
			if c.state == corpus.StateStale && !strings.Contains(after.Reason, "example.org/tide") {
				t.Error(after.Reason)
			}
			// Nothing is held: not the source, not the writer lock.
			r.Config.Store = r.store
			r.web.text(tidePage, story("calm"))
			if err := r.Refresh(t.Context(), "s", "ann", []string{src.ID}, r.observer()); err != nil {
				t.Error(err)
			}
		})
	}
}
