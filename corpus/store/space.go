package store

import (
	"context"
	"database/sql"

	"footnote/corpus"
)

// Spaces lists the spaces that hold a source, in order.
func (s *Store) Spaces(ctx context.Context) ([]corpus.Space, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT space FROM spaces
		WHERE EXISTS (SELECT 1 FROM sources s WHERE s.space = spaces.space`+presentSource+`) ORDER BY space`)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	var spaces []corpus.Space
	for rows.Next() {
		var space corpus.Space
		if err := rows.Scan(&space); err != nil {
			return nil, s.failed(ctx, err)
		}
		spaces = append(spaces, space)
	}
	return spaces, s.failed(ctx, rows.Err())
}

// RemoveSpace removes everything that is kept of a space, its audit included,
// and overwrites it on the disk as RemoveSource does. It is no error when there
// is nothing.
//
// A space of the same name that is begun later starts above the generations of
// this one, so that an index which still is at one of them never takes itself
// for up to date.
func (s *Store) RemoveSpace(ctx context.Context, space corpus.Space) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := s.exec(ctx, tx, `INSERT INTO meta (key, value)
			SELECT 'last_generation', generation FROM spaces WHERE space = ?
			ON CONFLICT DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`, string(space))
		if err != nil {
			return err
		}
		for _, table := range []string{"sources", "articles", "changes", "audit", "fetches", "erasing", "spaces"} {
			if _, err := s.exec(ctx, tx, `DELETE FROM `+table+` WHERE space = ?`, string(space)); err != nil {
				return err
			}
		}
		return s.markForScrub(ctx, tx)
	})
	if err == nil {
		_ = s.scrub(context.WithoutCancel(ctx), scrubPatience)
	}
	return err
}

// beginSpace makes the row of a space, unless it has one.
func (s *Store) beginSpace(ctx context.Context, tx *sql.Tx, space corpus.Space) error {
	_, err := s.exec(ctx, tx, `INSERT INTO spaces (space, generation)
		VALUES (?, coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'last_generation'), 0)) ON CONFLICT DO NOTHING`, string(space))
	return err
}
