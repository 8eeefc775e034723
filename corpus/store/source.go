package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"footnote/corpus"
)

// sourceInfo selects what a SourceInfo holds; conditions on s follow it.
const sourceInfo = `SELECT s.id, s.space, s.kind, s.location, s.shown, s.title, s.added_by, s.added_at, s.refresh, s.state, s.reason,
	f.title, f.url, f.publisher, f.published,
	(SELECT count(*) FROM articles a WHERE a.source = s.n),
	(SELECT count(*) FROM articles a JOIN passages p ON p.article = a.n WHERE a.source = s.n)
	FROM sources s LEFT JOIN articles f ON f.n = (SELECT min(n) FROM articles a WHERE a.source = s.n)
	WHERE s.space = ?1 `

// Source finds a source of the space by its id, its location, the URL of an
// article of it, or its location as it was shown, the first of these that
// matches. The error has CodeMissing when none does, and CodeInvalid when
// several sources match.
func (s *Store) Source(ctx context.Context, space corpus.Space, ref string) (corpus.SourceInfo, error) {
	for _, condition := range []string{
		`AND s.id = ?2`,
		`AND s.location = ?2`,
		`AND s.n IN (SELECT source FROM articles WHERE space = ?1 AND url = ?2)`,
		`AND s.shown = ?2`,
	} {
		found, err := s.sources(ctx, condition+` LIMIT 2`, string(space), ref)
		switch {
		case err != nil:
			return corpus.SourceInfo{}, err
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			return corpus.SourceInfo{}, invalid(fmt.Sprintf("More than one source is called %q; name it by its id, which `footnote sources` prints.", ref))
		}
	}
	return corpus.SourceInfo{}, &corpus.Problem{Code: corpus.CodeMissing,
		Message: fmt.Sprintf("There is no source %q here; `footnote sources` lists them.", ref)}
}

// Sources lists the sources of the space in the order in which they were added.
func (s *Store) Sources(ctx context.Context, space corpus.Space) ([]corpus.SourceInfo, error) {
	return s.sources(ctx, `ORDER BY s.n`, string(space))
}

func (s *Store) sources(ctx context.Context, condition string, args ...any) ([]corpus.SourceInfo, error) {
	st, err := s.prepared(ctx, sourceInfo+condition)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	var all []corpus.SourceInfo
	for rows.Next() {
		var i corpus.SourceInfo
		var title, url, publisher, published sql.NullString // of the first article
		err := rows.Scan(&i.ID, &i.Space, &i.Kind, &i.Location, &i.Shown, &i.Title, &i.AddedBy, (*timeColumn)(&i.AddedAt),
			&i.Refresh, &i.State, &i.Reason, &title, &url, &publisher, &published, &i.Articles, &i.Passages)
		if err != nil {
			return nil, s.failed(ctx, err)
		}
		i.URL, i.Publisher, i.Published = url.String, publisher.String, moment(published.String)
		if i.Title == "" {
			i.Title = title.String
		}
		if i.URL == "" && i.Kind != corpus.KindText {
			i.URL = i.Shown
		}
		all = append(all, i)
	}
	return all, s.failed(ctx, rows.Err())
}

// SetSourceState records how reading the source again went, on whose behalf, and
// why it failed. The last good text stays. A failed source that holds an article
// is stale.
func (s *Store) SetSourceState(ctx context.Context, space corpus.Space, sourceID string, state corpus.State, reason, by string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		var n int64
		var articles int
		err := s.queryRow(ctx, tx, `SELECT n, (SELECT count(*) FROM articles WHERE source = s.n) FROM sources s WHERE space = ? AND id = ?`,
			[]any{string(space), sourceID}, &n, &articles)
		if errors.Is(err, sql.ErrNoRows) {
			return &corpus.Problem{Code: corpus.CodeMissing, Message: "There is no source " + sourceID + " here."}
		} else if err != nil {
			return err
		}
		if state == corpus.StateFailed && articles > 0 {
			state = corpus.StateStale
		}
		if state == corpus.StateFresh {
			reason = ""
		}
		_, err = s.exec(ctx, tx, `UPDATE sources SET state = ?, reason = ? WHERE space = ? AND id = ?`,
			string(state), reason, string(space), sourceID)
		if err != nil || state == corpus.StateFresh {
			return err
		}
		return s.audit(ctx, tx, space, by, "failed", sourceID, 0)
	})
}

// RemoveSource removes a source and everything that only it held, and returns
// how many articles that were. Nothing of their texts stays on the disk: pages
// are overwritten, and the write-ahead log is emptied. While a reader still
// needs that log, this is done by a later write, by Close or by the next Open.
func (s *Store) RemoveSource(ctx context.Context, space corpus.Space, sourceID, by string) (articles int, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		var n int64
		err := s.queryRow(ctx, tx, `SELECT n FROM sources WHERE space = ? AND id = ?`, []any{string(space), sourceID}, &n)
		if errors.Is(err, sql.ErrNoRows) {
			return &corpus.Problem{Code: corpus.CodeMissing, Message: "There is no source " + sourceID + " here."}
		} else if err != nil {
			return err
		}
		ids, err := s.articlesOf(ctx, tx, n)
		if err != nil {
			return err
		}
		articles = len(ids)
		if articles > 0 {
			if err := s.changed(ctx, tx, space, ids...); err != nil {
				return err
			}
		}
		if _, err := s.exec(ctx, tx, `DELETE FROM sources WHERE space = ? AND id = ?`, string(space), sourceID); err != nil {
			return err
		}
		if _, err := s.exec(ctx, tx, `INSERT INTO meta (key, value) VALUES ('scrub', '1') ON CONFLICT DO NOTHING`); err != nil {
			return err
		}
		return s.audit(ctx, tx, space, by, "removed", sourceID, articles)
	})
	if err != nil {
		return 0, err
	}
	// It is removed, whatever comes of this, and the database remembers that this
	// is due until it succeeds.
	_ = s.scrub(context.WithoutCancel(ctx), 200*time.Millisecond)
	return articles, nil
}

func (s *Store) articlesOf(ctx context.Context, tx *sql.Tx, source int64) ([]string, error) {
	return ids(tx.QueryContext(ctx, `SELECT id FROM articles WHERE source = ?`, source))
}

func (s *Store) audit(ctx context.Context, tx *sql.Tx, space corpus.Space, by, action, sourceID string, articles int) error {
	_, err := s.exec(ctx, tx, `INSERT INTO audit (at, space, actor, action, source, articles) VALUES (?, ?, ?, ?, ?, ?)`,
		s.now(), string(space), by, action, sourceID, articles)
	return err
}

// Audited is one action on a source.
type Audited struct {
	At       time.Time
	By       string
	Action   string // added, updated, failed or removed
	SourceID string
	Articles int // how many it touched
}

// Audit lists the last actions on sources of the space, newest first; sourceID ""
// means all of them.
func (s *Store) Audit(ctx context.Context, space corpus.Space, sourceID string, limit int) ([]Audited, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT at, actor, action, source, articles FROM audit
		WHERE space = ?1 AND (?2 = '' OR source = ?2) ORDER BY n DESC LIMIT ?3`, string(space), sourceID, limit)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	var all []Audited
	for rows.Next() {
		var a Audited
		if err := rows.Scan((*timeColumn)(&a.At), &a.By, &a.Action, &a.SourceID, &a.Articles); err != nil {
			return nil, s.failed(ctx, err)
		}
		all = append(all, a)
	}
	return all, s.failed(ctx, rows.Err())
}
