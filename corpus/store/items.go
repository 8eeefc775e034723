package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"footnote/corpus"
)

// Items lists what is known of the items of a source: those that have an article,
// and those that failed or were dropped. None when there is no such source.
func (s *Store) Items(ctx context.Context, space corpus.Space, sourceID string) ([]corpus.KnownItem, error) {
	var all []corpus.KnownItem
	err := s.read(ctx, func(tx *sql.Tx) error {
		n, err := s.sourceRow(ctx, tx, space, sourceID, "")
		if corpus.HasCode(err, corpus.CodeMissing) {
			return nil
		} else if err != nil {
			return err
		}
		// An import that was killed has stored articles and not yet noted their items.
		place := make(map[string]int)
		err = s.query(ctx, tx, `SELECT key, published, retrieved FROM articles WHERE source = ? ORDER BY n`, func(rows *sql.Rows) error {
			i := corpus.KnownItem{Held: true}
			var published, retrieved time.Time
			err := rows.Scan(&i.Key, (*timeColumn)(&published), (*timeColumn)(&retrieved))
			if i.At = published; i.At.IsZero() {
				i.At = retrieved
			}
			place[i.Key] = len(all)
			all = append(all, i)
			return err
		}, n)
		if err != nil {
			return err
		}
		return s.query(ctx, tx, `SELECT key, version, failures, due, dropped, at FROM items WHERE source = ?`, func(rows *sql.Rows) error {
			var i corpus.KnownItem
			var due, at int64
			if err := rows.Scan(&i.Key, &i.Version, &i.Failures, &due, &i.Dropped, &at); err != nil {
				return err
			}
			i.Due, i.At = moments(due), moments(at)
			if at, held := place[i.Key]; held {
				i.Held = true
				if i.At.IsZero() {
					i.At = all[at].At
				}
				all[at] = i
				return nil
			}
			all = append(all, i)
			return nil
		}, n)
	})
	return all, err
}

// moments is the moment that milliseconds are.
func moments(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func (s *Store) query(ctx context.Context, tx *sql.Tx, query string, row func(*sql.Rows) error, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// PutItems notes what became of items of a source, in one transaction, and forgets
// others by their keys. It is no error when the source is gone.
func (s *Store) PutItems(ctx context.Context, space corpus.Space, sourceID string, items []corpus.KnownItem, forget []string) error {
	if len(items) == 0 && len(forget) == 0 {
		return nil
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		n, err := s.sourceRow(ctx, tx, space, sourceID, "")
		if corpus.HasCode(err, corpus.CodeMissing) {
			return nil
		} else if err != nil {
			return err
		}
		for _, i := range items {
			_, err := s.exec(ctx, tx, `INSERT INTO items (source, key, version, failures, due, dropped, at) VALUES (?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET version = excluded.version, failures = excluded.failures, due = excluded.due,
					dropped = excluded.dropped, at = excluded.at`,
				n, i.Key, i.Version, i.Failures, milliseconds(i.Due), i.Dropped, milliseconds(i.At))
			if err != nil {
				return err
			}
		}
		for _, key := range forget {
			if _, err := s.exec(ctx, tx, `DELETE FROM items WHERE source = ? AND key = ?`, n, key); err != nil {
				return err
			}
		}
		return nil
	})
}

// RemoveArticles removes articles of a source by their keys, on whose behalf, and
// returns what is known of those that were there. With drop it notes that they were
// taken out to make room, else it forgets the items. What is left of their texts on
// the disk is due to be erased, as after a removal.
func (s *Store) RemoveArticles(ctx context.Context, space corpus.Space, sourceID string, keys []string, drop bool, by string) ([]corpus.Meta, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	var gone []corpus.Meta
	err = s.write(ctx, func(tx *sql.Tx) error {
		n, err := s.sourceRow(ctx, tx, space, sourceID, presentSource)
		if err != nil {
			return err
		}
		err = s.query(ctx, tx, `SELECT `+metaColumns+` FROM articles a JOIN sources s ON s.n = a.source
			WHERE a.source = ? AND a.key IN (SELECT value FROM json_each(?)) ORDER BY a.n`, func(rows *sql.Rows) error {
			var m corpus.Meta
			err := rows.Scan(metaDest(&m)...)
			gone = append(gone, m)
			return err
		}, n, string(list))
		if err != nil {
			return err
		}
		query := `DELETE FROM items WHERE source = ? AND key IN (SELECT value FROM json_each(?))`
		if drop {
			query = `UPDATE items SET dropped = 1 WHERE source = ? AND key IN (SELECT value FROM json_each(?))`
		}
		if _, err := s.exec(ctx, tx, query, n, string(list)); err != nil || len(gone) == 0 {
			return err
		}
		articles := make([]string, len(gone))
		for i, m := range gone {
			articles[i] = m.ID
			if _, err := s.exec(ctx, tx, `DELETE FROM articles WHERE space = ? AND id = ?`, string(space), m.ID); err != nil {
				return err
			}
		}
		if err := s.changed(ctx, tx, space, articles...); err != nil {
			return err
		}
		if err := s.removed(ctx, tx, space); err != nil {
			return err
		}
		return s.audit(ctx, tx, space, by, corpus.ActionUpdated, sourceID, len(gone))
	})
	if err != nil {
		return nil, err
	}
	return gone, nil
}

// Usage says how much the space holds, without what is withdrawn, and whether a
// source and an article are among it. It costs the same however much that is, but for what is withdrawn.
func (s *Store) Usage(ctx context.Context, space corpus.Space, sourceID, articleID string) (corpus.Usage, error) {
	var u corpus.Usage
	err := s.read(ctx, func(tx *sql.Tx) error {
		err := s.queryRow(ctx, tx, `SELECT sources, articles, bytes,
			EXISTS (SELECT 1 FROM sources s WHERE space = ?1 AND id = ?2`+presentSource+`),
			EXISTS (SELECT 1 FROM articles a WHERE space = ?1 AND id = ?3`+present+`)
			FROM spaces WHERE space = ?1`, []any{string(space), sourceID, articleID}, &u.Sources, &u.Articles, &u.Bytes, &u.HasSource, &u.HasArticle)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		} else if err != nil {
			return err
		}
		var sources, articles int
		var bytes int64
		err = s.queryRow(ctx, tx, `SELECT count(DISTINCT s.n), count(DISTINCT a.n), coalesce(sum(octet_length(r.body) + octet_length(r.original)), 0)
			FROM withdrawn w CROSS JOIN sources s ON s.n = w.source AND s.space = ?
			LEFT JOIN articles a ON a.source = s.n LEFT JOIN revisions r ON r.article = a.n`, []any{string(space)}, &sources, &articles, &bytes)
		u.Sources, u.Articles, u.Bytes = u.Sources-sources, u.Articles-articles, u.Bytes-bytes
		return err
	})
	return u, err
}

// CountFetch counts one fetch of the space on a day (UTC, 2006-01-02), unless it
// had as many as most already; then ok is false. Earlier days are forgotten.
func (s *Store) CountFetch(ctx context.Context, space corpus.Space, day string, most int) (ok bool, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		var n int
		err := s.queryRow(ctx, tx, `INSERT INTO fetches (space, day, n) VALUES (?, ?, 1)
			ON CONFLICT DO UPDATE SET n = n + 1 WHERE n < ? RETURNING n`, []any{string(space), day, most}, &n)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if ok = err == nil; n == 1 && err == nil {
			_, err = s.exec(ctx, tx, `DELETE FROM fetches WHERE space = ? AND day < ?`, string(space), day)
		}
		return err
	})
	return ok, err
}

// KnownPages returns those of the addresses that are, or were given as, sources of
// the space.
func (s *Store) KnownPages(ctx context.Context, space corpus.Space, addresses []string) ([]string, error) {
	list, err := json.Marshal(addresses)
	if err != nil {
		return nil, err
	}
	known, err := ids(s.db.QueryContext(ctx, `SELECT j.value FROM json_each(?2) j
		WHERE EXISTS (SELECT 1 FROM sources s WHERE s.space = ?1 AND s.location = j.value AND s.kind = 'page'`+presentSource+`)
		OR EXISTS (SELECT 1 FROM sources s WHERE s.space = ?1 AND s.shown = j.value AND s.kind = 'page'`+presentSource+`)
		ORDER BY j.key`, string(space), string(list)))
	return known, s.failed(ctx, err)
}
