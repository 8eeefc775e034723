package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"footnote/corpus"
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

// nearly is the part of a ceiling from which on doctor tells of it, in per cent.
const nearly = 90

// examineCeilings looks for servers that will soon be refused what they add, and
// reports whether there are any. The command line's own space has no ceilings.
func (s *services) examineCeilings(ctx context.Context, l limitsConfig, spaces []corpus.Space) (finding, bool) {
	var near []string
	for _, space := range spaces {
		if space == corpus.DefaultSpace {
			continue
		}
		u, err := s.store.Usage(ctx, space, "", "")
		if err != nil {
			return failing("ceilings", err, ""), true
		}
		for _, c := range []struct {
			what      string
			has, most int64
		}{{"sources", int64(u.Sources), int64(l.Sources)}, {"articles", int64(u.Articles), int64(l.Articles)}, {"bytes", u.Bytes, l.bytes}} {
			if c.has*100 >= c.most*nearly {
				near = append(near, fmt.Sprintf("%s has %d %% of its %s", space, c.has*100/c.most, c.what))
			}
		}
	}
	if len(near) == 0 {
		return finding{}, false
	}
	const most = 5
	text := strings.Join(near[:min(len(near), most)], "; ")
	if more := len(near) - most; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return finding{"ceilings", stateWarn, text, "raise them in [limits], or ask who manages these servers to remove sources"}, true
}
