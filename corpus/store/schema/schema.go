// Package schema brings the tables of one component of a database up to date.
//
// Several components share a database: the articles (corpus/store) and the bot's
// records (bot/store). Each has numbered migrations of its own, files of SQL that
// are applied once and in order, and the table migrations (component, version,
// name, applied) tells which ones were.
package schema

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"
)

// Component is one part of a database: the migrations of its tables, in order.
type Component struct {
	name  string
	steps []step
}

// step is one migration; its version is its place, counted from 1.
type step struct {
	name string // of the file, without number and ending
	sql  string
}

// Read reads the migrations of a component: the files migrations/NNNN_what.sql,
// numbered from 1 without a gap.
func Read(component string, files fs.FS) (Component, error) {
	c := Component{name: component}
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return c, err
	}
	for i, file := range names {
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return c, err
		}
		name, numbered := strings.CutPrefix(strings.TrimSuffix(path.Base(file), ".sql"), fmt.Sprintf("%04d_", i+1))
		if !numbered {
			return c, fmt.Errorf("migration %d of %s is missing, there is %s", i+1, component, file)
		}
		c.steps = append(c.steps, step{name, string(text)})
	}
	return c, nil
}

// Latest is the version that the migrations lead to.
func (c Component) Latest() int { return len(c.steps) }

// Querier is a database or a transaction in it.
type Querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Version is the number of the last migration that was applied to a database, 0
// for none.
func (c Component) Version(ctx context.Context, q Querier) (int, error) {
	var tables int
	err := q.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'`).Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	var version int
	err = q.QueryRowContext(ctx, `SELECT version FROM migrations WHERE component = ? ORDER BY version DESC LIMIT 1`, c.name).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return version, err
}

// NewerError says that a newer program made a component's tables.
type NewerError struct {
	Component   string
	Have, Known int // versions: of the database, and the latest one known
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("the tables of %s have version %d, and %d is the latest one known", e.Component, e.Have, e.Known)
}

// Apply applies the migrations that are missing, in the caller's transaction: of
// two processes that start at once the second finds nothing to do. The error is a
// *NewerError if there is a version that c does not know.
func (c Component) Apply(ctx context.Context, tx *sql.Tx, now time.Time) error {
	have, err := c.Version(ctx, tx)
	if err != nil {
		return err
	}
	if have > len(c.steps) {
		return &NewerError{c.name, have, len(c.steps)}
	}
	_, err = tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migrations (
		component TEXT NOT NULL,
		version   INTEGER NOT NULL,
		name      TEXT NOT NULL,
		applied   TEXT NOT NULL,
		PRIMARY KEY (component, version)
	) STRICT, WITHOUT ROWID`)
	if err != nil {
		return err
	}
	for i, s := range c.steps[have:] {
		version := have + i + 1
		if _, err := tx.ExecContext(ctx, s.sql); err != nil {
			return fmt.Errorf("migration %d of %s, %s: %w", version, c.name, s.name, err)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO migrations (component, version, name, applied) VALUES (?, ?, ?, ?)`,
			c.name, version, s.name, now.UTC().Format(time.RFC3339Nano))
		if err != nil {
			return err
		}
	}
	return nil
}
