package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// write runs fn in one transaction, which is durable when write returns nil and
// leaves no trace when it does not, or has gone with the whole database. One at a time in this process; SQLite keeps
// the processes apart.
func (s *Store) write(ctx context.Context, fn func(tx *sql.Tx) error) error {
	if err := s.mayWrite(); err != nil {
		return err
	}
	select {
	case s.writer <- struct{}{}:
		defer func() { <-s.writer }()
	case <-ctx.Done():
		return ctx.Err()
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil) // BEGIN IMMEDIATE
	if err != nil {
		return s.failed(ctx, err)
	}
	defer tx.Rollback()
	if err := fn(tx); err != nil {
		return s.failed(ctx, err)
	}
	if err := tx.Commit(); err != nil {
		return s.failed(ctx, err)
	}
	return s.at.lost(true)
}

// read runs fn on one snapshot of the database.
func (s *Store) read(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.failed(ctx, err)
	}
	defer tx.Rollback()
	return s.failed(ctx, fn(tx))
}

// failed is problem, but when the context has ended it says so: an interrupted
// statement reports all kinds of things.
func (s *Store) failed(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		if lost := s.at.lost(false); lost != nil {
			return lost
		}
	}
	return s.problem(err)
}

// prepared returns the statement for a query, prepared once for each connection.
// In a transaction pass it to tx.StmtContext.
func (s *Store) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	st := s.stmts[query]
	s.mu.Unlock()
	if st != nil {
		return st, nil
	}
	st, err := s.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if first := s.stmts[query]; first != nil {
		st.Close()
		return first, nil
	}
	s.stmts[query] = st
	return st, nil
}

// exec runs a prepared statement in a transaction.
func (s *Store) exec(ctx context.Context, tx *sql.Tx, query string, args ...any) (sql.Result, error) {
	st, err := s.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return tx.StmtContext(ctx, st).ExecContext(ctx, args...)
}

// queryRow runs a prepared statement in a transaction and scans its one row.
func (s *Store) queryRow(ctx context.Context, tx *sql.Tx, query string, args []any, dest ...any) error {
	st, err := s.prepared(ctx, query)
	if err != nil {
		return err
	}
	return tx.StmtContext(ctx, st).QueryRowContext(ctx, args...).Scan(dest...)
}

func (s *Store) now() string { return stamp(s.opts.Now()) }

// stamp is a time as the database holds it: RFC 3339 in UTC, "" for the zero time.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// moment reads a stamp.
func moment(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// pagesColumn scans where the pages of a text begin: see packPages.
type pagesColumn []int

func (p *pagesColumn) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("store: page breaks are %T, not text", value)
	}
	*p = nil
	for field := range strings.FieldsSeq(text) {
		n, err := strconv.Atoi(field)
		if err != nil {
			return fmt.Errorf("store: page break %q", field)
		}
		*p = append(*p, n)
	}
	return nil
}

// packPages writes where pages begin as the database holds it.
func packPages(pages []int) string {
	text := make([]string, len(pages))
	for i, n := range pages {
		text[i] = strconv.Itoa(n)
	}
	return strings.Join(text, " ")
}

// timeColumn scans a stamp.
type timeColumn time.Time

func (t *timeColumn) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("store: a time is %T, not text", value)
	}
	*t = timeColumn(moment(text))
	return nil
}
