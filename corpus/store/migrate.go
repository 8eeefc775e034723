package store

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// component is the name under which this package's migrations are counted.
const component = "corpus"

// applicationID marks a database as Footnote's ("Fnte"); see PRAGMA application_id.
const applicationID = 0x466e7465

//go:embed migrations/*.sql
var migrationFiles embed.FS

type migration struct {
	version int
	name    string
	sql     string
}

// migrations lists the embedded files, which are named NNNN_what.sql.
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var all []migration
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		base := strings.TrimSuffix(strings.TrimPrefix(name, "migrations/"), ".sql")
		number, what, _ := strings.Cut(base, "_")
		version, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("migration %s has no number: %w", name, err)
		}
		all = append(all, migration{version, what, string(text)})
	}
	slices.SortFunc(all, func(a, b migration) int { return cmp.Compare(a.version, b.version) })
	for i, m := range all {
		if m.version != i+1 {
			return nil, fmt.Errorf("migration %d is missing", i+1)
		}
	}
	return all, nil
}

// migrate applies the migrations that the database does not have yet, all in one
// transaction, and refuses a database that is newer, or is not Footnote's.
func (s *Store) migrate(ctx context.Context) error {
	all, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	have, err := schemaVersion(ctx, s.db)
	if err != nil || have == len(all) {
		return err
	}
	if have > len(all) {
		return s.newer(have, len(all))
	}
	// Somebody else may do the same right now, so look again inside.
	return s.write(ctx, func(tx *sql.Tx) error {
		have, err := schemaVersion(ctx, tx)
		if err != nil {
			return err
		}
		if have == 0 {
			if err := s.refuseForeign(ctx, tx); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, fmt.Sprintf(`
				PRAGMA application_id = %d;
				CREATE TABLE IF NOT EXISTS migrations (
					component TEXT NOT NULL,
					version   INTEGER NOT NULL,
					name      TEXT NOT NULL,
					applied   TEXT NOT NULL,
					PRIMARY KEY (component, version)
				) STRICT, WITHOUT ROWID`, applicationID))
			if err != nil {
				return err
			}
		}
		for _, m := range all[min(have, len(all)):] {
			if _, err := tx.ExecContext(ctx, m.sql); err != nil {
				return fmt.Errorf("migration %d, %s: %w", m.version, m.name, err)
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO migrations (component, version, name, applied) VALUES (?, ?, ?, ?)`,
				component, m.version, m.name, s.now())
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) newer(have, known int) error {
	return invalid(fmt.Sprintf(
		"%s has schema version %d, and this Footnote knows versions up to %d. Upgrade Footnote, or name another data folder with --data.",
		s.name, have, known))
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

// refuseForeign refuses a database that another program made.
func (s *Store) refuseForeign(ctx context.Context, q querier) error {
	var id, tables int
	if err := q.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return err
	}
	if err := q.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return err
	}
	if id == applicationID || id == 0 && tables == 0 {
		return nil
	}
	return invalid(s.name + " is another program's database; name another data folder with --data.")
}
