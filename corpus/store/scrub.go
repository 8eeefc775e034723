package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"footnote/corpus"
)

// A removed text stands in five places on the disk. Its rows are overwritten as
// they are deleted (secure_delete). The write-ahead log keeps them until it is
// emptied, and pages keep copies of rows that once moved elsewhere (sweep.go):
// Scrub sees to both. Whatever was derived from the texts of a space is for its
// owner to erase: Erasing names the spaces, until Erased. All of this is due from
// the transaction of the removal on, and stays due over a crash.

// scrubPatience is how long a removal waits for readers who need the log.
const scrubPatience = 200 * time.Millisecond

// Scrub sees to it that nothing which was deleted before, by anybody who shares
// the database, stays on the disk. While a reader still needs the log, it is done
// by a later write, by Close or by the next Open.
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

// removed makes the database remember that texts of the space were removed for
// good: they are to be scrubbed here, and erased where they were derived to.
func (s *Store) removed(ctx context.Context, tx *sql.Tx, space corpus.Space) error {
	if err := s.markForScrub(ctx, tx); err != nil {
		return err
	}
	_, err := s.exec(ctx, tx, `INSERT INTO erasing (space, mark) VALUES (?, 1) ON CONFLICT DO UPDATE SET mark = mark + 1`, string(space))
	return err
}

// Erasing returns the spaces of which texts were removed for good and may still
// stand in what was derived from them, with a mark for Erased.
func (s *Store) Erasing(ctx context.Context) (map[corpus.Space]int64, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT space, mark FROM erasing`)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	due := map[corpus.Space]int64{}
	for rows.Next() {
		var space corpus.Space
		var mark int64
		if err := rows.Scan(&space, &mark); err != nil {
			return nil, s.failed(ctx, err)
		}
		due[space] = mark
	}
	return due, s.failed(ctx, rows.Err())
}

// Erased says that what was derived from the space holds nothing any more that
// was removed up to the mark.
func (s *Store) Erased(ctx context.Context, space corpus.Space, mark int64) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := s.exec(ctx, tx, `DELETE FROM erasing WHERE space = ? AND mark = ?`, string(space), mark)
		return err
	})
}

// scrubTries is how often a scrub begins again because somebody wrote between the
// emptying of the log and the sweeping.
const scrubTries = 3

// scrub empties the write-ahead log, where removed texts still stand, and sweeps
// the pages. It waits at most patience for readers who need the log. It is no
// error when one takes longer: the database remembers that it is due.
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
	done := false
	for try := 0; try < scrubTries && !done && err == nil; try++ {
		if err = wait(patience); err != nil {
			break
		}
		var unfinished bool
		var frames, moved int
		err = conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&unfinished, &frames, &moved)
		if werr := wait(busyTimeout); err == nil {
			err = werr
		}
		if err != nil || unfinished {
			break
		}
		done, err = s.sweep(ctx, conn)
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

// scrubPause is how long a write that comes by leaves alone what another that came
// by has scrubbed. A scrubbing reads the whole file: feeds that drop an item with
// each one that they take would do nothing else.
const scrubPause = time.Minute

// scrubInPassing is scrubIfDue for writes whose own work is something else.
func (s *Store) scrubInPassing(ctx context.Context) error {
	s.mu.Lock()
	wait := time.Since(s.scrubbed) < scrubPause
	s.mu.Unlock()
	if wait {
		return nil
	}
	due, err := s.meta(ctx, "scrub")
	if err != nil || due == "" {
		return err
	}
	s.mu.Lock()
	s.scrubbed = time.Now()
	s.mu.Unlock()
	return s.scrub(ctx, 0)
}
