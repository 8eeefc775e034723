package main

import (
	"context"
	"strings"
	"time"
)

// longDue is how long a source may wait to be read again before doctor tells: then
// nobody reads.
const longDue = 24 * time.Hour

// examineSources looks at whether what was added can be read, and is read again,
// in all spaces.
func (s *services) examineSources(ctx context.Context, now time.Time) finding {
	waiting, stale, err := s.store.Backlog(ctx, now.Add(-longDue))
	if err != nil {
		return failing("sources", err, "")
	}
	f := finding{Check: "sources", State: stateOK, Detail: "all could be read when they were last tried"}
	var wrong, mend []string
	if stale > 0 {
		wrong = append(wrong, count(stale, "source")+" could not be read when last tried, and kept the text from before")
		mend = append(mend, "`footnote sources` says why, for each --space")
	}
	if waiting > 0 {
		wrong = append(wrong, count(waiting, "source")+" waited more than a day to be read again")
		mend = append(mend, "keep `footnote run` running, or let a timer run `footnote refresh --due`")
	}
	if len(wrong) > 0 {
		f.State, f.Detail, f.Mend = stateWarn, strings.Join(wrong, "; "), strings.Join(mend, "; ")
	}
	return f
}
