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

// embedded returns the texts of the current passages of an article and their
// vectors under the active model, in parallel.
func (s *Store) embedded(ctx context.Context, tx *sql.Tx, article int64) (texts []string, vectors [][]float32, err error) {
	var dimension int
	var blob []byte
	err = s.queryRow(ctx, tx, `SELECT m.dimension, e.vectors FROM embeddings e JOIN models m ON m.n = e.model
		JOIN meta ON meta.key = 'active_model' AND meta.value = m.key WHERE e.article = ?`, []any{article}, &dimension, &blob)
	if err != nil {
		return nil, nil, err
	}
	if texts, err = ids(tx.QueryContext(ctx, `SELECT text FROM passages WHERE article = ? ORDER BY n`, article)); err != nil {
		return nil, nil, err
	}
	if vectors, err = unpackVectors(blob, len(texts), dimension); err != nil {
		err = s.damaged(err)
	}
	return texts, vectors, err
}
