package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"footnote/corpus"
)

// Check reads the whole database and tells whether all that readers rely on
// holds: SQLite's own structure, the references between tables, the hash of
// every text, every passage standing in its article's body, and every embedding
// having the size of its model. The error has CodeDamaged.
func (s *Store) Check(ctx context.Context) error {
	return s.read(ctx, func(tx *sql.Tx) error {
		for _, check := range []func(context.Context, *sql.Tx) error{
			s.checkStructure, s.checkTexts, s.checkPassages, s.checkEmbeddings,
		} {
			if err := check(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) checkStructure(ctx context.Context, tx *sql.Tx) error {
	var verdict string
	if err := tx.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return s.damaged(errors.New(verdict))
	}
	var table string
	err := tx.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check`).Scan(&table)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.damaged(fmt.Errorf("a row of %s refers to nothing", table))
}

// checkTexts also catches an article whose current revision is missing.
func (s *Store) checkTexts(ctx context.Context, tx *sql.Tx) error {
	return s.each(ctx, tx, `SELECT a.id, r.id, r.title, r.hash, r.body FROM articles a LEFT JOIN revisions r ON r.article = a.n
		UNION ALL SELECT id, NULL, NULL, NULL, NULL FROM articles a
		WHERE NOT EXISTS (SELECT 1 FROM revisions r WHERE r.article = a.n AND r.id = a.revision)`,
		func(rows *sql.Rows) error {
			var article string
			var revision, title, hash, body sql.NullString
			if err := rows.Scan(&article, &revision, &title, &hash, &body); err != nil {
				return err
			}
			if !revision.Valid {
				return s.damaged(fmt.Errorf("the text of article %s is missing", article))
			}
			if corpus.ContentHash(body.String) != hash.String ||
				corpus.RevisionID(article, title.String, body.String) != revision.String {
				return s.damaged(fmt.Errorf("the text of revision %s is not the one that was stored", revision.String))
			}
			return nil
		})
}

func (s *Store) checkPassages(ctx context.Context, tx *sql.Tx) error {
	var current, body string
	text, err := tx.PrepareContext(ctx, `SELECT body FROM revisions WHERE id = ?`)
	if err != nil {
		return err
	}
	defer text.Close()
	return s.each(ctx, tx, `SELECT a.revision, p.id, p.first, p.past, p.text FROM passages p JOIN articles a ON a.n = p.article ORDER BY a.n`,
		func(rows *sql.Rows) error {
			var p corpus.Passage
			if err := rows.Scan(&p.Revision, &p.ID, &p.Start, &p.End, &p.Text); err != nil {
				return err
			}
			if p.Revision != current {
				if err := text.QueryRowContext(ctx, p.Revision).Scan(&body); err != nil {
					return err
				}
				current = p.Revision
			}
			if !within(body, p) || p.ID != corpus.PassageID(p.Revision, p.Start, p.End) {
				return s.damaged(fmt.Errorf("passage %s does not stand in its article", p.ID))
			}
			return nil
		})
}

func (s *Store) checkEmbeddings(ctx context.Context, tx *sql.Tx) error {
	return s.each(ctx, tx, `SELECT a.id, m.dimension, length(e.vectors), (SELECT count(*) FROM passages p WHERE p.article = a.n)
		FROM embeddings e JOIN models m ON m.n = e.model JOIN articles a ON a.n = e.article`,
		func(rows *sql.Rows) error {
			var article string
			var dimension, bytes, passages int
			if err := rows.Scan(&article, &dimension, &bytes, &passages); err != nil {
				return err
			}
			if bytes != 4*dimension*passages {
				return s.damaged(fmt.Errorf("the embeddings of article %s do not fit its passages", article))
			}
			return nil
		})
}

func (s *Store) each(ctx context.Context, tx *sql.Tx, query string, fn func(*sql.Rows) error) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
