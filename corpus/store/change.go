package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"footnote/corpus"
)

// changed starts a new generation of the space, in which these articles were put
// or removed.
func (s *Store) changed(ctx context.Context, tx *sql.Tx, space corpus.Space, articleIDs ...string) error {
	var generation int64
	err := s.queryRow(ctx, tx, `UPDATE spaces SET generation = generation + 1 WHERE space = ? RETURNING generation`, []any{string(space)}, &generation)
	if err != nil {
		return err
	}
	for _, id := range articleIDs {
		_, err := s.exec(ctx, tx, `INSERT INTO changes (space, article, generation) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET generation = excluded.generation`, string(space), id, generation)
		if err != nil {
			return err
		}
	}
	return nil
}

const generationQuery = `SELECT generation FROM spaces WHERE space = ?`

// Generation grows with each transaction that changes what is searched in the
// space: its passages, what is known of its articles, or the active model. It is
// 0 for a space that never held anything.
func (s *Store) Generation(ctx context.Context, space corpus.Space) (int64, error) {
	st, err := s.prepared(ctx, generationQuery)
	if err != nil {
		return 0, err
	}
	var generation int64
	err = st.QueryRowContext(ctx, string(space)).Scan(&generation)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return generation, s.failed(ctx, err)
}

// Changed returns the space's generation now, and the ids of the articles that
// were put or removed after the generation since; for 0, of all that there are.
// When now is less than since, the index is of another history, such as that of
// a database before a backup was put in its place: rebuild it.
func (s *Store) Changed(ctx context.Context, space corpus.Space, since int64) (now int64, articleIDs []string, err error) {
	query, args := `SELECT article FROM changes WHERE space = ? AND generation > ? ORDER BY generation, article`, []any{string(space), since}
	if since == 0 {
		query, args = `SELECT id FROM articles a WHERE space = ?`+present+`ORDER BY n`, []any{string(space)}
	}
	err = s.read(ctx, func(tx *sql.Tx) error {
		err := s.queryRow(ctx, tx, generationQuery, []any{string(space)}, &now)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		} else if err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			articleIDs = append(articleIDs, id)
		}
		return rows.Err()
	})
	if err != nil {
		return 0, nil, err
	}
	return now, articleIDs, nil
}

// errStop ends a streaming read whose consumer has had enough.
var errStop = errors.New("store: stop")

// only is the condition that restricts articles a to a list of ids, given as a
// JSON array; no list means all.
func only(articleIDs []string) (condition string, args []any, err error) {
	if articleIDs == nil {
		return "", nil, nil
	}
	list, err := json.Marshal(articleIDs)
	return ` AND a.id IN (SELECT value FROM json_each(?))`, []any{string(list)}, err
}

// Documents streams the current revisions of these articles of the space, of all
// for nil, from one snapshot. Articles that vanished are left out. An error ends
// the sequence.
func (s *Store) Documents(ctx context.Context, space corpus.Space, articleIDs []string) iter.Seq2[corpus.Document, error] {
	return func(yield func(corpus.Document, error) bool) {
		condition, args, err := only(articleIDs)
		if err == nil {
			err = s.read(ctx, func(tx *sql.Tx) error {
				return s.documents(ctx, tx, `a.space = ?`+present+condition+` ORDER BY a.n`, append([]any{string(space)}, args...),
					func(d corpus.Document) bool { return yield(d, nil) })
			})
		}
		if err != nil && !errors.Is(err, errStop) {
			yield(corpus.Document{}, err)
		}
	}
}

func (s *Store) documents(ctx context.Context, tx *sql.Tx, condition string, args []any, yield func(corpus.Document) bool) error {
	articles, err := tx.QueryContext(ctx, `SELECT a.n, `+metaColumns+` FROM articles a JOIN sources s ON s.n = a.source WHERE `+condition, args...)
	if err != nil {
		return err
	}
	defer articles.Close()
	st, err := tx.PrepareContext(ctx, `SELECT id, first, past, text FROM passages WHERE article = ? ORDER BY n`)
	if err != nil {
		return err
	}
	defer st.Close()
	for articles.Next() {
		var n int64
		var d corpus.Document
		if err := articles.Scan(append([]any{&n}, metaDest(&d.Meta)...)...); err != nil {
			return err
		}
		rows, err := st.QueryContext(ctx, n)
		if err != nil {
			return err
		}
		for rows.Next() {
			p := corpus.Passage{ArticleID: d.ID, Revision: d.Revision}
			if err := rows.Scan(&p.ID, &p.Start, &p.End, &p.Text); err != nil {
				rows.Close()
				return err
			}
			d.Passages = append(d.Passages, p)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		if !yield(d) {
			return errStop
		}
	}
	return articles.Err()
}

// Vectors streams the embeddings under a model of these articles of the space,
// of all for nil. Articles that vanished or have no embeddings of that model are
// left out. An error ends the sequence.
func (s *Store) Vectors(ctx context.Context, space corpus.Space, model string, articleIDs []string) iter.Seq2[corpus.ArticleVectors, error] {
	return func(yield func(corpus.ArticleVectors, error) bool) {
		condition, args, err := only(articleIDs)
		if err == nil {
			err = s.vectors(ctx, condition, append([]any{model, string(space)}, args...),
				func(v corpus.ArticleVectors) bool { return yield(v, nil) })
		}
		if err != nil && !errors.Is(err, errStop) {
			yield(corpus.ArticleVectors{}, s.failed(ctx, err))
		}
	}
}

func (s *Store) vectors(ctx context.Context, condition string, args []any, yield func(corpus.ArticleVectors) bool) error {
	rows, err := s.db.QueryContext(ctx, `SELECT a.id, m.dimension,
		(SELECT group_concat(p.id, ' ' ORDER BY p.n) FROM passages p WHERE p.article = a.n), e.vectors
		FROM models m CROSS JOIN articles a JOIN embeddings e ON e.article = a.n AND e.model = m.n
		WHERE m.key = ? AND a.space = ?`+present+condition+` ORDER BY a.n`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var v corpus.ArticleVectors
		var dimension int
		var ids sql.NullString
		var blob sql.RawBytes // not copied
		if err := rows.Scan(&v.ArticleID, &dimension, &ids, &blob); err != nil {
			return err
		}
		v.PassageIDs = strings.Fields(ids.String)
		if v.Vectors, err = unpackVectors(blob, len(v.PassageIDs), dimension); err != nil {
			return s.damaged(fmt.Errorf("article %s: %w", v.ArticleID, err))
		}
		if !yield(v) {
			return errStop
		}
	}
	return rows.Err()
}
