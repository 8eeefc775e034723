package store

import (
	"testing"
	"time"

	"footnote/corpus"
)

// What waits to be read again, and what could not be read, is counted over all
// spaces, without what was removed.
func TestBacklog(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := t.Context()
	now := time.Now()
	if _, err := s.DB().ExecContext(ctx, `INSERT INTO spaces (space, generation) VALUES ('a', 0), ('b', 0)`); err != nil {
		t.Fatal(err)
	}
	for n, x := range []struct {
		space corpus.Space
		state string
		due   time.Time
	}{{"a", "fresh", now.Add(-time.Hour)}, {"a", "stale", now.Add(time.Hour)}, {"b", "failed", now}, {"b", "stale", now}, {"b", "fresh", time.Time{}}} {
		due := int64(0)
		if !x.due.IsZero() {
			due = x.due.UnixMilli()
		}
		_, err := s.DB().ExecContext(ctx, `INSERT INTO sources (id, space, kind, location, shown, title, added_by, added_at, refresh, state, reason, due)
			VALUES (?, ?, 'page', ?, '', '', '', '', 'daily', ?, '', ?)`, n, string(x.space), n, x.state, due)
		if err != nil {
			t.Fatal(err)
		}
	}
	check := func(wantDue, wantStale int) {
		t.Helper()
		if due, stale, err := s.Backlog(ctx, now); due != wantDue || stale != wantStale || err != nil {
			t.Errorf("%d due, %d stale, %v; want %d, %d", due, stale, err, wantDue, wantStale)
		}
	}
	check(3, 3)
	if err := s.WithdrawSource(ctx, "b", "3", "by", now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	check(2, 2)
}
