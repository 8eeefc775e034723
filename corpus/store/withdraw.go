package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"footnote/corpus"
)

// A withdrawn source is out of everything that is read of a space, at once, and
// its rows stay, with their embeddings. So putting it back takes one small
// transaction, whatever it holds.

// present is the condition that leaves out the articles a of withdrawn sources,
// and presentSource the sources s themselves. Upkeep (embeddings, Check) does
// not leave them out.
const (
	present       = ` AND a.source NOT IN (SELECT source FROM withdrawn) `
	presentSource = ` AND s.n NOT IN (SELECT source FROM withdrawn) `
)

// WithdrawSource takes a source out of every search, list and lookup of the
// space. Until the moment until RestoreSource brings it back as it was; after
// that PurgeWithdrawn removes it for good. Putting an article of it restores it
// too. The error has CodeMissing when the space has no such source.
func (s *Store) WithdrawSource(ctx context.Context, space corpus.Space, sourceID, by string, until time.Time) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		n, err := s.sourceRow(ctx, tx, space, sourceID, presentSource)
		if err != nil {
			return err
		}
		_, err = s.exec(ctx, tx, `INSERT INTO withdrawn (source, at, actor, until) VALUES (?, ?, ?, ?)`,
			n, s.now(), by, until.UnixMilli())
		if err != nil {
			return err
		}
		articles, err := s.touch(ctx, tx, space, n)
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, space, by, corpus.ActionWithdrawn, sourceID, articles)
	})
}

// RestoreSource puts a withdrawn source back. The error has CodeMissing when no
// such source is withdrawn, or its time had ended by now.
func (s *Store) RestoreSource(ctx context.Context, space corpus.Space, sourceID, by string, now time.Time) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		n, err := s.sourceRow(ctx, tx, space, sourceID, ` AND s.n IN (SELECT source FROM withdrawn)`)
		if err != nil {
			return err
		}
		result, err := s.exec(ctx, tx, `DELETE FROM withdrawn WHERE source = ? AND until >= ?`, n, now.UnixMilli())
		if err != nil {
			return err
		}
		if kept, err := result.RowsAffected(); err != nil || kept == 0 {
			return errors.Join(err, &corpus.Problem{Code: corpus.CodeMissing,
				Message: "The time in which this source could be put back is over; add it again."})
		}
		articles, err := s.touch(ctx, tx, space, n)
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, space, by, corpus.ActionRestored, sourceID, articles)
	})
}

// putBack ends the withdrawal of a source into which an article is put, and
// reports whether there was one.
func (s *Store) putBack(ctx context.Context, tx *sql.Tx, space corpus.Space, source int64, sourceID, by string) (bool, error) {
	result, err := s.exec(ctx, tx, `DELETE FROM withdrawn WHERE source = ?`, source)
	if err != nil {
		return false, err
	}
	if gone, err := result.RowsAffected(); err != nil || gone == 0 {
		return false, err
	}
	articles, err := s.touch(ctx, tx, space, source)
	if err != nil {
		return false, err
	}
	return true, s.audit(ctx, tx, space, by, corpus.ActionRestored, sourceID, articles)
}

// touch starts a generation in which the articles of a source changed, and
// counts them.
func (s *Store) touch(ctx context.Context, tx *sql.Tx, space corpus.Space, source int64) (articles int, err error) {
	ids, err := s.articlesOf(ctx, tx, source)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return len(ids), s.changed(ctx, tx, space, ids...)
}

// sourceRow is the row of a source of the space. The error has CodeMissing when
// there is none for which the condition on s holds.
func (s *Store) sourceRow(ctx context.Context, tx *sql.Tx, space corpus.Space, sourceID, condition string) (n int64, err error) {
	err = s.queryRow(ctx, tx, `SELECT n FROM sources s WHERE space = ? AND id = ?`+condition, []any{string(space), sourceID}, &n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, &corpus.Problem{Code: corpus.CodeMissing, Message: fmt.Sprintf("There is no source %q here.", sourceID)}
	}
	return n, err
}

// Withdrawn lists the withdrawn sources of the space, the last one first. Those
// whose time is over are among them until PurgeWithdrawn has run.
func (s *Store) Withdrawn(ctx context.Context, space corpus.Space) ([]corpus.Withdrawn, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT `+sourceColumns+`, w.actor, w.at, w.until `+sourceTables+`
		JOIN withdrawn w ON w.source = s.n WHERE s.space = ?1 ORDER BY w.at DESC, s.n DESC`, string(space))
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	var all []corpus.Withdrawn
	for rows.Next() {
		var w corpus.Withdrawn
		var until int64
		if err := scanSource(rows, &w.SourceInfo, &w.By, (*timeColumn)(&w.At), &until); err != nil {
			return nil, s.failed(ctx, err)
		}
		w.Until = time.UnixMilli(until).UTC()
		all = append(all, w)
	}
	return all, s.failed(ctx, rows.Err())
}

// PurgeWithdrawn removes for good, as RemoveSource does, the withdrawn sources of
// all spaces whose time is over, each in a transaction of its own. It returns
// what it removed, also along with an error. Scrub comes after it.
func (s *Store) PurgeWithdrawn(ctx context.Context, now time.Time) (purged []corpus.Purged, err error) {
	due, err := s.due(ctx, now)
	for _, p := range due {
		gone := false
		err = s.write(ctx, func(tx *sql.Tx) error {
			// Somebody may have put it back meanwhile.
			var n int64
			err := s.queryRow(ctx, tx, `SELECT s.n, s.title FROM sources s JOIN withdrawn w ON w.source = s.n
				WHERE s.space = ? AND s.id = ? AND w.until < ?`, []any{string(p.Space), p.SourceID, now.UnixMilli()}, &n, &p.Title)
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			} else if err != nil {
				return err
			}
			gone = true
			p.ArticleIDs, err = s.removeSource(ctx, tx, p.Space, n, p.SourceID, p.By)
			return err
		})
		if err != nil {
			break
		}
		if gone {
			purged = append(purged, p)
		}
	}
	return purged, err
}

func (s *Store) due(ctx context.Context, now time.Time) ([]corpus.Purged, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT s.space, s.id, s.kind, w.actor FROM withdrawn w JOIN sources s ON s.n = w.source
		WHERE w.until < ? ORDER BY w.until, s.n`, now.UnixMilli())
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	var due []corpus.Purged
	for rows.Next() {
		var p corpus.Purged
		if err := rows.Scan(&p.Space, &p.SourceID, &p.Kind, &p.By); err != nil {
			return nil, s.failed(ctx, err)
		}
		due = append(due, p)
	}
	return due, s.failed(ctx, rows.Err())
}
