package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"footnote/corpus"
)

// sourceColumns are what a SourceInfo holds, for scanSource, from sourceTables.
// f is the first article.
const (
	sourceColumns = `s.id, s.space, s.kind, s.location, s.shown, s.title, s.added_by, s.added_at, s.refresh, s.state, s.reason, s.since, s.checked, s.due, s.note, s.etag, s.modified, s.digest, s.reader,
	f.title, f.url, f.publisher, f.published, f.retrieved,
	(SELECT count(*) FROM articles a WHERE a.source = s.n),
	(SELECT count(*) FROM articles a JOIN passages p ON p.article = a.n WHERE a.source = s.n)`
	sourceTables = `FROM sources s LEFT JOIN articles f ON f.n = (SELECT min(n) FROM articles a WHERE a.source = s.n)`
)

// scanSource reads sourceColumns and what stands behind them.
func scanSource(rows *sql.Rows, i *corpus.SourceInfo, more ...any) error {
	var title, url, publisher, published, retrieved sql.NullString // of the first article
	var due int64
	var reader int
	err := rows.Scan(append([]any{&i.ID, &i.Space, &i.Kind, &i.Location, &i.Shown, &i.Title, &i.AddedBy, (*timeColumn)(&i.AddedAt),
		&i.Refresh, &i.State, &i.Reason, (*timeColumn)(&i.Since), (*timeColumn)(&i.Checked), &due, &i.Note, &i.Validators.ETag, &i.Validators.Modified, &i.Validators.Digest, &reader, &title, &url, &publisher, &published, &retrieved, &i.Articles, &i.Passages}, more...)...)
	i.URL, i.Publisher, i.Published, i.Retrieved = url.String, publisher.String, moment(published.String), moment(retrieved.String)
	if due > 0 {
		i.Due = time.UnixMilli(due).UTC()
	}
	if reader != corpus.ReaderVersion {
		i.Validators = corpus.Validators{}
	}
	if i.Title == "" {
		i.Title = title.String
	}
	if i.Kind == corpus.KindFeed || i.Articles > 1 {
		i.URL, i.Published = "", time.Time{} // it is opened itself, not the first of its articles
	}
	if i.URL == "" && !i.Kind.Copy() {
		i.URL = i.Shown
	}
	return err
}

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
	return s.sourcesWhere(ctx, `s.space = ?1`+presentSource+condition, args...)
}

// sourcesWhere lists sources, of all spaces unless the condition says otherwise.
func (s *Store) sourcesWhere(ctx context.Context, condition string, args ...any) ([]corpus.SourceInfo, error) {
	st, err := s.prepared(ctx, `SELECT `+sourceColumns+` `+sourceTables+` WHERE `+condition)
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
		if err := scanSource(rows, &i); err != nil {
			return nil, s.failed(ctx, err)
		}
		all = append(all, i)
	}
	return all, s.failed(ctx, rows.Err())
}

// RemoveSource removes a source, also a withdrawn one, and everything that only
// it held, and returns how many articles that were. Nothing of their texts stays
// in its rows; Scrub, after the last of several removals, takes them off the disk.
// Without it that is done by a later Put, by Close or by the next Open.
func (s *Store) RemoveSource(ctx context.Context, space corpus.Space, sourceID, by string) (articles int, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		n, err := s.sourceRow(ctx, tx, space, sourceID, "")
		if err != nil {
			return err
		}
		ids, err := s.removeSource(ctx, tx, space, n, sourceID, by)
		articles = len(ids)
		return err
	})
	if err != nil {
		return 0, err
	}
	return articles, nil
}

// removeSource removes the source of row n and returns the ids of its articles.
// The log is to be scrubbed after the transaction.
func (s *Store) removeSource(ctx context.Context, tx *sql.Tx, space corpus.Space, n int64, sourceID, by string) (articleIDs []string, err error) {
	if articleIDs, err = s.articlesOf(ctx, tx, n); err != nil {
		return nil, err
	}
	if len(articleIDs) > 0 {
		if err := s.changed(ctx, tx, space, articleIDs...); err != nil {
			return nil, err
		}
	}
	// While its kind can still be looked up.
	if err := s.audit(ctx, tx, space, by, corpus.ActionRemoved, sourceID, len(articleIDs)); err != nil {
		return nil, err
	}
	if _, err := s.exec(ctx, tx, `DELETE FROM sources WHERE space = ? AND id = ?`, string(space), sourceID); err != nil {
		return nil, err
	}
	return articleIDs, s.removed(ctx, tx, space)
}

func (s *Store) articlesOf(ctx context.Context, tx *sql.Tx, source int64) ([]string, error) {
	return ids(tx.QueryContext(ctx, `SELECT id FROM articles WHERE source = ?`, source))
}
