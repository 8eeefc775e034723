package store

import (
	"context"
	"database/sql"

	"footnote/corpus"
)

// The audit outlives the sources. So it holds nothing that only a source held:
// no text, title or address, but who did what when, to a source of which kind.
// The source's id, which is a hash that includes the space, ties its rows
// together. Titles are looked up, as long as there are any.

func (s *Store) audit(ctx context.Context, tx *sql.Tx, space corpus.Space, by string, action corpus.Action, sourceID string, articles int) error {
	_, err := s.exec(ctx, tx, `INSERT INTO audit (at, space, actor, action, source, articles, kind) VALUES (?1, ?2, ?3, ?4, ?5, ?6,
		coalesce((SELECT kind FROM sources WHERE space = ?2 AND id = ?5), ''))`,
		s.now(), string(space), by, string(action), sourceID, articles)
	return err
}

// Audit lists the last limit actions on sources of the space, newest first;
// sourceID "" means all sources, and a limit below 0 all actions.
func (s *Store) Audit(ctx context.Context, space corpus.Space, sourceID string, limit int) ([]corpus.Audited, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT a.at, a.actor, a.action, a.source, a.kind, coalesce(s.title, ''), a.articles
		FROM audit a LEFT JOIN sources s ON s.space = a.space AND s.id = a.source
		WHERE a.space = ?1 AND (?2 = '' OR a.source = ?2) ORDER BY a.n DESC LIMIT ?3`, string(space), sourceID, limit)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	var all []corpus.Audited
	for rows.Next() {
		var a corpus.Audited
		if err := rows.Scan((*timeColumn)(&a.At), &a.By, &a.Action, &a.SourceID, &a.Kind, &a.Title, &a.Articles); err != nil {
			return nil, s.failed(ctx, err)
		}
		all = append(all, a)
	}
	return all, s.failed(ctx, rows.Err())
}

// Removals lists the sources of all spaces that were removed for good after an
// earlier call that returned last, oldest first, with their spaces and ids; for a
// negative number nothing but last. It is less than after when the database is
// another one, or spaces were removed.
func (s *Store) Removals(ctx context.Context, after int64) (removed []corpus.Purged, last int64, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		if err := s.queryRow(ctx, tx, `SELECT ifnull(max(n), 0) FROM audit`, nil, &last); err != nil || after < 0 {
			return err
		}
		rows, err := tx.QueryContext(ctx, `SELECT space, source, kind, actor FROM audit WHERE n > ? AND action = ? ORDER BY n`,
			after, string(corpus.ActionRemoved))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var p corpus.Purged
			if err := rows.Scan(&p.Space, &p.SourceID, &p.Kind, &p.By); err != nil {
				return err
			}
			removed = append(removed, p)
		}
		return rows.Err()
	})
	return removed, last, err
}
