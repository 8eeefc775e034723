package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"iter"
	"time"

	"footnote/corpus"
)

// schedule is what the row of a source says of reading it again.
type schedule struct {
	n        int64
	id       string
	rule     corpus.Rule
	asked    time.Duration
	failures int
	articles int
}

// scheduleOf reads it. The error has CodeMissing when the source is not there, or
// is withdrawn.
func (s *Store) scheduleOf(ctx context.Context, tx *sql.Tx, space corpus.Space, sourceID string) (schedule, error) {
	c := schedule{id: sourceID}
	var err error
	if c.n, err = s.sourceRow(ctx, tx, space, sourceID, presentSource); err != nil {
		return c, err
	}
	var asked int64
	err = s.queryRow(ctx, tx, `SELECT refresh, asked, failures, EXISTS (SELECT 1 FROM articles a WHERE a.source = s.n) FROM sources s WHERE n = ?`,
		[]any{c.n}, &c.rule, &asked, &c.failures, &c.articles)
	c.asked = time.Duration(asked) * time.Second
	return c, err
}

// milliseconds is a moment as a column that is compared holds it, 0 for the zero
// time.
func milliseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Visited records how a try to read a source went, and when the next one is due.
// The last good text stays in any case. A source that failed and holds an article
// is stale. Of several failures in a row that nobody asked for, the audit has the
// first. The error has CodeMissing when the source was removed meanwhile.
func (s *Store) Visited(ctx context.Context, space corpus.Space, sourceID string, v corpus.Visit) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		c, err := s.scheduleOf(ctx, tx, space, sourceID)
		if err != nil {
			return err
		}
		if v.Failure != "" {
			return s.failedVisit(ctx, tx, space, c, v)
		}
		if !v.Unchanged {
			c.asked = v.Every
			_, err := s.exec(ctx, tx, `UPDATE sources SET title = iif(?2 = '', title, ?2), note = ?3, asked = ?4, etag = ?5, modified = ?6, digest = ?7, reader = ?8 WHERE n = ?1`,
				c.n, v.Title, v.Note, int64(v.Every/time.Second), v.Validators.ETag, v.Validators.Modified, v.Validators.Digest, corpus.ReaderVersion)
			if err != nil {
				return err
			}
		} else if _, err := s.exec(ctx, tx, `UPDATE articles SET retrieved = ?1 WHERE source = ?2
			AND (SELECT kind FROM sources WHERE n = ?2) = 'page'`, stamp(v.At), c.n); err != nil { // a feed's items were not looked at
			return err
		}
		due := corpus.NextDue(c.id, c.rule, c.asked, 0, v.At, v.Later)
		if !due.IsZero() && !v.Again.IsZero() {
			due = v.Again
		}
		return s.readWell(ctx, tx, c.n, v.At, due)
	})
}

// readWell notes that a source was read.
func (s *Store) readWell(ctx context.Context, tx *sql.Tx, n int64, at, due time.Time) error {
	_, err := s.exec(ctx, tx, `UPDATE sources SET state = 'fresh', reason = '', since = '', failures = 0, told = 0, checked = ?, due = ? WHERE n = ?`,
		stamp(at), milliseconds(due), n)
	return err
}

func (s *Store) failedVisit(ctx context.Context, tx *sql.Tx, space corpus.Space, c schedule, v corpus.Visit) error {
	state := corpus.StateFailed
	if c.articles > 0 {
		state = corpus.StateStale
	}
	due := corpus.NextDue(c.id, c.rule, c.asked, c.failures+1, v.At, v.Later)
	_, err := s.exec(ctx, tx, `UPDATE sources SET state = ?, reason = ?, since = iif(since = '', ?3, since), checked = ?3, failures = ?, due = ? WHERE n = ?`,
		string(state), v.Failure, stamp(v.At), c.failures+1, milliseconds(due), c.n)
	if err != nil || v.By == "" && c.failures > 0 {
		return err
	}
	return s.audit(ctx, tx, space, v.By, corpus.ActionFailed, c.id, 0)
}

// Postpone moves the time at which a source is read again, if it is to be at all,
// and says nothing about the source: something else was in the way.
func (s *Store) Postpone(ctx context.Context, space corpus.Space, sourceID string, until time.Time) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := s.exec(ctx, tx, `UPDATE sources SET due = ? WHERE space = ? AND id = ? AND due > 0`, milliseconds(until), string(space), sourceID)
		return err
	})
}

// SetRule sets how often a source is read again by itself, on whose behalf. The
// next time follows from the last one, and is not before now.
func (s *Store) SetRule(ctx context.Context, space corpus.Space, sourceID string, r corpus.Rule, by string, now time.Time) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		c, err := s.scheduleOf(ctx, tx, space, sourceID)
		if err != nil || c.rule == r {
			return err
		}
		var checked, added string
		if err := s.queryRow(ctx, tx, `SELECT checked, added_at FROM sources WHERE n = ?`, []any{c.n}, &checked, &added); err != nil {
			return err
		}
		last := moment(checked)
		if last.IsZero() {
			last = moment(added)
		}
		due := corpus.NextDue(c.id, r, c.asked, c.failures, last, 0)
		if !due.IsZero() && due.Before(now) {
			due = now
		}
		if _, err := s.exec(ctx, tx, `UPDATE sources SET refresh = ?, due = ? WHERE n = ?`, string(r), milliseconds(due), c.n); err != nil {
			return err
		}
		return s.audit(ctx, tx, space, by, corpus.ActionRule, sourceID, 0)
	})
}

// Due streams the sources of all spaces that are to be read again by now, those
// first that have waited longest. An error ends the sequence.
func (s *Store) Due(ctx context.Context, now time.Time) iter.Seq2[corpus.DueSource, error] {
	return func(yield func(corpus.DueSource, error) bool) {
		rows, err := s.db.QueryContext(ctx, `SELECT space, id, kind, location FROM sources s
			WHERE due > 0 AND due <= ?`+presentSource+`ORDER BY due, n`, now.UnixMilli())
		if err != nil {
			yield(corpus.DueSource{}, s.failed(ctx, err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var d corpus.DueSource
			if err := rows.Scan(&d.Space, &d.ID, &d.Kind, &d.Location); err != nil {
				yield(d, s.failed(ctx, err))
				return
			}
			if !yield(d, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(corpus.DueSource{}, s.failed(ctx, err))
		}
	}
}

// SpreadDue spreads the sources that should have been read before late over the
// time from now to the end of span, but for the first few of them, which stay due.
// Their order stays. It returns how many it moved.
func (s *Store) SpreadDue(ctx context.Context, late, now time.Time, few int, span time.Duration) (moved int64, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		result, err := s.exec(ctx, tx, `UPDATE sources SET due = ?2 + late.place * ?4 / late.number
			FROM (SELECT n, row_number() OVER (ORDER BY due, n) - ?3 AS place, count(*) OVER () - ?3 AS number
				FROM sources WHERE due > 0 AND due < ?1) AS late
			WHERE sources.n = late.n AND late.place > 0`, late.UnixMilli(), now.UnixMilli(), few, span.Milliseconds())
		if err == nil {
			moved, err = result.RowsAffected()
		}
		return err
	})
	return moved, err
}

// mostUntold bounds what Untold returns at a time.
const mostUntold = 1000

// Untold lists sources of all spaces that could not be read, of which nobody was
// told: see MarkTold.
func (s *Store) Untold(ctx context.Context) ([]corpus.SourceInfo, error) {
	return s.sourcesWhere(ctx, `s.told = 0 AND s.state <> 'fresh'`+presentSource+`ORDER BY s.n LIMIT ?`, mostUntold)
}

// MarkTold records that somebody was told of sources of the space that could not
// be read. Once they were read they can be told of again.
func (s *Store) MarkTold(ctx context.Context, space corpus.Space, sourceIDs []string) error {
	list, err := json.Marshal(sourceIDs)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := s.exec(ctx, tx, `UPDATE sources SET told = 1 WHERE space = ? AND state <> 'fresh' AND id IN (SELECT value FROM json_each(?))`,
			string(space), string(list))
		return err
	})
}
