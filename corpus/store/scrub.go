package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// scrubPatience is how long a removal waits for readers who need the log.
const scrubPatience = 200 * time.Millisecond

// Scrub sees to it that nothing which was deleted before, by anybody who shares
// the database, stays on the disk: deleted rows are overwritten in any case, and
// this empties the write-ahead log. While a reader still needs that log, it is
// done by a later write, by Close or by the next Open.
func (s *Store) Scrub(ctx context.Context) error {
	err := s.write(ctx, func(tx *sql.Tx) error { return s.markForScrub(ctx, tx) })
	if err != nil {
		return err
	}
	return s.scrub(ctx, scrubPatience)
}

// markForScrub makes the database remember that its log is to be emptied.
func (s *Store) markForScrub(ctx context.Context, tx *sql.Tx) error {
	_, err := s.exec(ctx, tx, `INSERT INTO meta (key, value) VALUES ('scrub', '1') ON CONFLICT DO NOTHING`)
	return err
}

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
