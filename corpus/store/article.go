package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"footnote/corpus"
)

// metaColumns are the columns of a Meta, from articles a joined with sources s.
const metaColumns = `a.id, s.id, a.space, a.key, a.revision, a.title, a.publisher, a.author, a.url, a.language, a.published, a.retrieved, a.pages`

// metaDest are the places that metaColumns are scanned into.
func metaDest(m *corpus.Meta) []any {
	return []any{&m.ID, &m.SourceID, &m.Space, &m.Key, &m.Revision, &m.Title, &m.Publisher, &m.Author, &m.URL, &m.Language,
		(*timeColumn)(&m.Published), (*timeColumn)(&m.Retrieved), (*pagesColumn)(&m.Pages)}
}

// Article returns one text of an article of the space: the current one for the
// revision "", else the one that is named. The error has CodeMissing when there
// is no such article or revision.
func (s *Store) Article(ctx context.Context, space corpus.Space, id, revision string) (corpus.Article, error) {
	var a corpus.Article
	st, err := s.prepared(ctx, `SELECT `+metaColumns+`, r.id, r.title, r.pages, r.body
		FROM articles a JOIN sources s ON s.n = a.source JOIN revisions r ON r.article = a.n
		WHERE a.space = ? AND a.id = ? AND r.id = iif(? = '', a.revision, ?)`+present)
	if err != nil {
		return a, err
	}
	var revisionID, title string
	err = st.QueryRowContext(ctx, string(space), id, revision, revision).
		Scan(append(metaDest(&a.Meta), &revisionID, &title, (*pagesColumn)(&a.Pages), &a.Body)...)
	if errors.Is(err, sql.ErrNoRows) {
		what := "There is no article " + id
		if revision != "" {
			what += " with revision " + revision
		}
		return corpus.Article{}, &corpus.Problem{Code: corpus.CodeMissing, Message: what + "; `footnote search` prints the ids of articles."}
	}
	if err != nil {
		return corpus.Article{}, s.failed(ctx, err)
	}
	a.Revision, a.Title = revisionID, title
	return a, nil
}

// Original returns the bytes of a revision of the space as they arrived.
func (s *Store) Original(ctx context.Context, space corpus.Space, revision string) ([]byte, error) {
	var original []byte
	err := s.db.QueryRowContext(ctx, `SELECT r.original FROM revisions r JOIN articles a ON a.n = r.article
		WHERE a.space = ? AND r.id = ?`+present, string(space), revision).Scan(&original)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &corpus.Problem{Code: corpus.CodeMissing, Message: "There is no revision " + revision + "."}
	}
	return original, s.failed(ctx, err)
}

// Passages returns those passages of the space that still exist, in the order of
// ids.
func (s *Store) Passages(ctx context.Context, space corpus.Space, ids []string) ([]corpus.Found, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	st, err := s.prepared(ctx, `SELECT `+metaColumns+`, p.id, p.first, p.past, p.text
		FROM json_each(?) j CROSS JOIN passages p ON p.id = j.value
		JOIN articles a ON a.n = p.article JOIN sources s ON s.n = a.source
		WHERE a.space = ?`+present+`ORDER BY j.key`)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, string(list), string(space))
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	found := make([]corpus.Found, 0, len(ids))
	var f corpus.Found
	dest := append(metaDest(&f.Article), &f.Passage.ID, &f.Passage.Start, &f.Passage.End, &f.Passage.Text)
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return nil, s.failed(ctx, err)
		}
		f.Passage.ArticleID, f.Passage.Revision = f.Article.ID, f.Article.Revision
		found = append(found, f)
	}
	return found, s.failed(ctx, rows.Err())
}

// Counts says how much the space holds.
func (s *Store) Counts(ctx context.Context, space corpus.Space) (corpus.Counts, error) {
	var c corpus.Counts
	err := s.db.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM sources s WHERE space = ?1`+presentSource+`),
		(SELECT count(*) FROM articles a WHERE space = ?1`+present+`),
		(SELECT count(*) FROM articles a JOIN passages p ON p.article = a.n WHERE a.space = ?1`+present+`)`,
		string(space)).Scan(&c.Sources, &c.Articles, &c.Passages)
	return c, s.failed(ctx, err)
}

// EverHeldSource reports whether this data folder ever held a source.
func (s *Store) EverHeldSource(ctx context.Context) (bool, error) {
	value, err := s.meta(ctx, "held_source")
	return value != "", err
}

// meta returns a fact about the database, "" when it is not set.
func (s *Store) meta(ctx context.Context, key string) (string, error) {
	st, err := s.prepared(ctx, `SELECT value FROM meta WHERE key = ?`)
	if err != nil {
		return "", err
	}
	var value string
	err = st.QueryRowContext(ctx, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, s.failed(ctx, err)
}
