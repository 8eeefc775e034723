package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"footnote/corpus"
)

// ActiveModel is the key of the model whose embeddings are complete and in use;
// "" as long as nothing was ever embedded.
func (s *Store) ActiveModel(ctx context.Context) (string, error) { return s.meta(ctx, "active_model") }

// modelForPut returns the row of the model, which has to be the active one. A
// database without embeddings takes any model as its active one.
func (s *Store) modelForPut(ctx context.Context, tx *sql.Tx, model string, dimension int) (int64, error) {
	var active string
	err := s.queryRow(ctx, tx, `SELECT value FROM meta WHERE key = 'active_model'`, nil, &active)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	if active != model {
		var embedded bool
		if err := s.queryRow(ctx, tx, `SELECT EXISTS (SELECT 1 FROM embeddings)`, nil, &embedded); err != nil {
			return 0, err
		}
		if embedded {
			return 0, meanwhile(fmt.Errorf("%w: %q is not %q", ErrModel, model, active))
		}
		if err := s.activate(ctx, tx, model); err != nil {
			return 0, err
		}
	}
	return s.modelRow(ctx, tx, model, dimension)
}

func (s *Store) activate(ctx context.Context, tx *sql.Tx, model string) error {
	_, err := s.exec(ctx, tx, `INSERT INTO meta (key, value) VALUES ('active_model', ?)
		ON CONFLICT DO UPDATE SET value = excluded.value`, model)
	return err
}

// modelRow returns the row of the model, and makes sure that its vectors have
// this dimension; 0 means that there are no vectors to tell.
func (s *Store) modelRow(ctx context.Context, tx *sql.Tx, model string, dimension int) (n int64, err error) {
	if model == "" {
		return 0, fmt.Errorf("%w: it has no name", ErrModel)
	}
	var known int
	err = s.queryRow(ctx, tx, `INSERT INTO models (key, dimension) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET dimension = iif(dimension = 0, excluded.dimension, dimension)
		RETURNING n, dimension`, []any{model, dimension}, &n, &known)
	if err == nil && dimension != 0 && dimension != known {
		err = fmt.Errorf("store: vectors of dimension %d for model %q, which has %d", dimension, model, known)
	}
	return n, err
}

// Pending says how many passages, of how many in all spaces, have no embedding
// under the model yet.
func (s *Store) Pending(ctx context.Context, model string) (pending, total int, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM passages WHERE article NOT IN
			(SELECT article FROM embeddings e JOIN models m ON m.n = e.model WHERE m.key = ?)),
		(SELECT count(*) FROM passages)`, model).Scan(&pending, &total)
	return pending, total, s.failed(ctx, err)
}

// PendingEmbeddings returns some articles, of all spaces, whose passages have no
// embeddings under the model yet: as many as hold limit passages, and at least
// one. None means that the model is complete.
func (s *Store) PendingEmbeddings(ctx context.Context, model string, limit int) ([]corpus.Document, error) {
	var docs []corpus.Document
	err := s.read(ctx, func(tx *sql.Tx) error {
		count := 0
		return s.documents(ctx, tx, `NOT EXISTS (SELECT 1 FROM embeddings e JOIN models m ON m.n = e.model
			WHERE e.article = a.n AND m.key = ?) ORDER BY a.n`, []any{model}, func(d corpus.Document) bool {
			docs = append(docs, d)
			count += len(d.Passages)
			return count < limit
		})
	})
	if err != nil && !errors.Is(err, errStop) {
		return nil, err
	}
	return docs, nil
}

// PutEmbeddings stores embeddings of articles of the space under a model, beside
// those of other models, in one transaction. Articles whose passages are not the
// ones named any more are passed over; they stay pending.
func (s *Store) PutEmbeddings(ctx context.Context, space corpus.Space, model string, batch []corpus.ArticleVectors) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		for _, v := range batch {
			if len(v.Vectors) != len(v.PassageIDs) {
				return fmt.Errorf("store: %d vectors for %d passages", len(v.Vectors), len(v.PassageIDs))
			}
			blob, dimension, err := packVectors(v.Vectors)
			if err != nil {
				return fmt.Errorf("store: %w", err)
			}
			old, err := s.lookup(ctx, tx, space, v.ArticleID)
			if err != nil {
				return err
			}
			if old.n == 0 || !slices.Equal(old.passages, v.PassageIDs) {
				continue
			}
			row, err := s.modelRow(ctx, tx, model, dimension)
			if err != nil {
				return err
			}
			_, err = s.exec(ctx, tx, `INSERT INTO embeddings (article, model, vectors) VALUES (?, ?, ?)
				ON CONFLICT DO UPDATE SET vectors = excluded.vectors`, old.n, row, blob)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// SwitchModel makes a model the active one and drops the embeddings of all
// others. It fails while a passage has no embedding under that model. Every
// space starts a new generation, in which no article changed.
func (s *Store) SwitchModel(ctx context.Context, model string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		row, err := s.modelRow(ctx, tx, model, 0)
		if err != nil {
			return err
		}
		var missing int
		err = tx.QueryRowContext(ctx, `SELECT count(*) FROM articles a
			WHERE NOT EXISTS (SELECT 1 FROM embeddings e WHERE e.article = a.n AND e.model = ?)`, row).Scan(&missing)
		if err != nil {
			return err
		}
		if missing > 0 {
			return fmt.Errorf("store: %d articles have no embeddings of model %q yet", missing, model)
		}
		if err := s.activate(ctx, tx, model); err != nil {
			return err
		}
		for _, query := range []string{
			`DELETE FROM embeddings WHERE model <> ?`,
			`DELETE FROM models WHERE n <> ?`,
		} {
			if _, err := tx.ExecContext(ctx, query, row); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `UPDATE spaces SET generation = generation + 1`)
		return err
	})
}
