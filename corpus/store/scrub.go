package store

import (
	"context"
	"fmt"
	"time"
)

// scrub empties the write-ahead log, where removed texts still stand, and waits
// at most patience for readers who need it. It is no error when one takes
// longer: the database remembers that it is due.
func (s *Store) scrub(ctx context.Context, patience time.Duration) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer conn.Close()
	wait := func(d time.Duration) error {
		_, err := conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA busy_timeout = %d`, d.Milliseconds()))
		return err
	}
	if err := wait(patience); err != nil {
		return s.failed(ctx, err)
	}
	var unfinished bool
	var frames, moved int
	err = conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&unfinished, &frames, &moved)
	if werr := wait(busyTimeout); err == nil {
		err = werr
	}
	if err == nil && !unfinished {
		_, err = conn.ExecContext(ctx, `DELETE FROM meta WHERE key = 'scrub'`)
	}
	return s.failed(ctx, err)
}

// scrubIfDue finishes what an earlier removal had to leave, unless a reader
// still needs the log.
func (s *Store) scrubIfDue(ctx context.Context) error {
	due, err := s.meta(ctx, "scrub")
	if err != nil || due == "" {
		return err
	}
	return s.scrub(ctx, 0)
}
