package store

import (
	"context"
	"time"
)

// Backlog counts, over all spaces, the sources that are due to be read again by
// now, and those that could not be read when they were last tried.
func (s *Store) Backlog(ctx context.Context, now time.Time) (due, stale int, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM sources s WHERE due > 0 AND due <= ?`+presentSource+`),
		(SELECT count(*) FROM sources s WHERE state <> 'fresh'`+presentSource+`)`, now.UnixMilli()).Scan(&due, &stale)
	return due, stale, s.failed(ctx, err)
}
