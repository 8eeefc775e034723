package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
)

// warnings is a log for people: each warning is one line with its cause, in the
// words of the error. Without --debug it is all that a question logs.
type warnings struct {
	level slog.Level
	mu    *sync.Mutex
	w     io.Writer
}

func newWarnings(w io.Writer) *slog.Logger {
	return slog.New(&warnings{slog.LevelWarn, new(sync.Mutex), w})
}

// warningMark begins every warning.
const warningMark = "footnote: "

// causeWidth bounds the cause: an endpoint's own words may be long.
const causeWidth = 300

func (h *warnings) Enabled(_ context.Context, l slog.Level) bool { return l >= h.level }

// Handle writes the line. Of the attributes it takes the cause alone; a warning
// that has none says less than the answer's own notice does, and is left out.
func (h *warnings) Handle(_ context.Context, r slog.Record) error {
	var causes []string
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "err" || a.Key == "error" || a.Key == "cause" {
			causes = append(causes, a.Value.String())
		}
		return true
	})
	if len(causes) == 0 {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := fmt.Fprintln(h.w, warningMark+fit(r.Message+": "+strings.Join(causes, "; "), causeWidth))
	return err
}

func (h *warnings) WithAttrs([]slog.Attr) slog.Handler { return h }
func (h *warnings) WithGroup(string) slog.Handler      { return h }
