package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"footnote/corpus"
)

// An article's earlier texts stay, so that a footnote of an old answer opens on the
// text that it quoted. Nothing searches them.

// supersede notes that one text of an article followed another. One that comes back
// is the current one again.
func (s *Store) supersede(ctx context.Context, tx *sql.Tx, article int64, old, current string) error {
	if _, err := s.exec(ctx, tx, `UPDATE revisions SET superseded = '' WHERE id = ? AND superseded <> ''`, current); err != nil {
		return err
	}
	if old == "" {
		return nil
	}
	_, err := s.exec(ctx, tx, `UPDATE revisions SET superseded = ? WHERE id = ? AND article = ?`, s.now(), old, article)
	return err
}

// DropRevisions deletes the texts of the space that were superseded before a moment
// and are not among those that something still quotes, and returns how many those were.
// What is left of them on the disk is due to be erased, as after a removal.
func (s *Store) DropRevisions(ctx context.Context, space corpus.Space, supersededBefore time.Time, quoted []string) (dropped int, err error) {
	if quoted == nil {
		quoted = []string{}
	}
	list, err := json.Marshal(quoted)
	if err != nil {
		return 0, err
	}
	// Without a transaction that writes where there is nothing to do.
	const condition = ` FROM revisions WHERE superseded <> '' AND superseded < ?2
		AND article IN (SELECT n FROM articles WHERE space = ?1)
		AND id NOT IN (SELECT value FROM json_each(?3))
		AND id NOT IN (SELECT revision FROM articles WHERE n = revisions.article)`
	args := []any{string(space), stamp(supersededBefore), string(list)}
	var due bool
	if err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1`+condition+`)`, args...).Scan(&due); err != nil || !due {
		return 0, s.failed(ctx, err)
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		result, err := s.exec(ctx, tx, `DELETE`+condition, args...)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return err
		}
		dropped = int(n)
		return s.removed(ctx, tx, space)
	})
	if err != nil {
		return 0, err
	}
	return dropped, nil
}

// Embedded returns the texts of the current passages of an article and their
// vectors under a model, in parallel; none when there are none.
func (s *Store) Embedded(ctx context.Context, space corpus.Space, articleID, model string) (texts []string, vectors [][]float32, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		var article int64
		var dimension int
		var blob []byte
		rows, err := tx.QueryContext(ctx, `SELECT a.n, m.dimension, e.vectors FROM articles a
			JOIN models m ON m.key = ? JOIN embeddings e ON e.article = a.n AND e.model = m.n
			WHERE a.space = ? AND a.id = ?`, model, string(space), articleID)
		if err != nil {
			return err
		}
		defer rows.Close()
		if !rows.Next() {
			return rows.Err()
		}
		if err := rows.Scan(&article, &dimension, &blob); err != nil {
			return err
		}
		if texts, err = ids(tx.QueryContext(ctx, `SELECT text FROM passages WHERE article = ? ORDER BY n`, article)); err != nil {
			return err
		}
		if vectors, err = unpackVectors(blob, len(texts), dimension); err != nil {
			return s.damaged(err)
		}
		return nil
	})
	return texts, vectors, err
}
