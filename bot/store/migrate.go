package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"footnote/corpus"
)

// component is the name under which this package's migrations are counted.
const component = "bot"

//go:embed migrations/*.sql
var migrationFiles embed.FS

type migration struct {
	name string // of the file, without its ending
	sql  string
}

// migrations lists the files, which are named NNNN_what.sql and numbered from 1.
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var all []migration
	for i, path := range names {
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, err
		}
		name := path[len("migrations/") : len(path)-len(".sql")]
		if prefix := fmt.Sprintf("%04d_", i+1); len(name) < len(prefix) || name[:len(prefix)] != prefix {
			return nil, fmt.Errorf("migration %d is missing, there is %s", i+1, name)
		}
		all = append(all, migration{name[len("0001_"):], string(text)})
	}
	return all, nil
}

// migrate applies the migrations that the database does not have yet, all in one
// transaction, and refuses a database that is newer.
func (s *Store) migrate(ctx context.Context) error {
	all, err := migrations(migrationFiles)
	if err != nil {
		return s.problem(ctx, err)
	}
	return s.apply(ctx, all)
}

func (s *Store) apply(ctx context.Context, all []migration) error {
	have, err := schemaVersion(ctx, s.db)
	if err != nil || have == len(all) {
		return s.problem(ctx, err)
	}
	// Somebody else may do the same right now, so look again inside.
	return s.write(ctx, func(tx *sql.Tx) error {
		have, err := schemaVersion(ctx, tx)
		if err != nil {
			return err
		}
		if have > len(all) {
			return &corpus.Problem{Code: corpus.CodeInvalid, Message: fmt.Sprintf(
				"The bot's records have schema version %d, and this Footnote knows versions up to %d. Upgrade Footnote, or name another data folder with --data.",
				have, len(all))}
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
		for i, m := range all[have:] {
			if _, err := tx.ExecContext(ctx, m.sql); err != nil {
				return fmt.Errorf("migration %d, %s: %w", have+i+1, m.name, err)
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO migrations (component, version, name, applied) VALUES (?, ?, ?, ?)`,
				component, have+i+1, m.name, s.opts.Now().UTC().Format(time.RFC3339Nano))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Exists reports whether db has the bot's tables, in any version. It changes
// nothing.
func Exists(ctx context.Context, db *sql.DB) (bool, error) {
	version, err := schemaVersion(ctx, db)
	if err != nil {
		return false, (&Store{db: db}).problem(ctx, err)
	}
	return version > 0, nil
}

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// schemaVersion is the number of the last migration applied, 0 for none.
func schemaVersion(ctx context.Context, q querier) (int, error) {
	var tables int
	err := q.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'`).Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	var version int
	err = q.QueryRowContext(ctx, `SELECT version FROM migrations WHERE component = ? ORDER BY version DESC LIMIT 1`, component).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return version, err
}
