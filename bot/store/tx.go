package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"footnote/corpus"
)

// write runs fn in one transaction, which is durable when write returns nil and
// leaves no trace when it does not. One at a time of this package; SQLite keeps
// other writers apart, and waits for them.
func (s *Store) write(ctx context.Context, fn func(tx *sql.Tx) error) error {
	// Waiting here costs no connection.
	select {
	case s.writer <- struct{}{}:
		defer func() { <-s.writer }()
	case <-ctx.Done():
		return ctx.Err()
	}
	tx, err := s.db.BeginTx(ctx, nil) // BEGIN IMMEDIATE
	if err != nil {
		return s.problem(ctx, err)
	}
	defer tx.Rollback()
	if err := fn(tx); err != nil {
		return s.problem(ctx, err)
	}
	return s.problem(ctx, tx.Commit())
}

// read runs fn on one snapshot of the database.
func (s *Store) read(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.problem(ctx, err)
	}
	defer tx.Rollback()
	return s.problem(ctx, fn(tx))
}

// exec runs one statement in a transaction of its own, and returns how many rows
// it changed.
func (s *Store) exec(ctx context.Context, query string, args ...any) (changed int64, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		changed, err = affected(tx.ExecContext(ctx, query, args...))
		return err
	})
	return changed, err
}

func affected(r sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// scanner is a row to read.
type scanner interface{ Scan(dest ...any) error }

// collect reads all rows of a query.
func collect[T any](rows *sql.Rows, err error, scan func(scanner) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// list reads all rows of a query outside of a transaction.
func list[T any](ctx context.Context, s *Store, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := s.db.QueryContext(ctx, query, args...)
	all, err := collect(rows, err, scan)
	return all, s.problem(ctx, err)
}

// text reads a row of one text.
func text(row scanner) (t string, err error) {
	err = row.Scan(&t)
	return t, err
}

// micros is a time as the database holds it, 0 for the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// timeColumn scans what micros made.
type timeColumn time.Time

func (t *timeColumn) Scan(value any) error {
	us, ok := value.(int64)
	switch {
	case !ok:
		return fmt.Errorf("bot/store: a time is %T, not an integer", value)
	case us == 0:
		*t = timeColumn{}
	default:
		*t = timeColumn(time.UnixMicro(us).UTC())
	}
	return nil
}

// encode makes the JSON of a column.
func encode(value any) (string, error) {
	b, err := json.Marshal(value)
	return string(b), err
}

// jsonColumn scans JSON into what it points at. What names the record, for the
// error.
type jsonColumn struct {
	into any
	what string
}

func (c jsonColumn) Scan(value any) error {
	t, ok := value.(string)
	if !ok {
		return damaged(c.what, fmt.Errorf("it is %T, not text", value))
	}
	if err := json.Unmarshal([]byte(t), c.into); err != nil {
		return damaged(c.what, err)
	}
	return nil
}

// missing is the problem of an id that the space does not have.
func missing(message string) error {
	return &corpus.Problem{Code: corpus.CodeMissing, Message: message}
}
