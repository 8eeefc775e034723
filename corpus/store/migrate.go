package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"

	"footnote/corpus/store/schema"
)

// applicationID marks a database as Footnote's ("Fnte"); see PRAGMA application_id.
const applicationID = 0x466e7465

//go:embed migrations/*.sql
var migrations embed.FS

// steps are the migrations of the articles' tables.
func steps() (schema.Component, error) { return schema.Read("corpus", migrations) }

// migrate applies the migrations that the database does not have yet, all in one
// transaction, and refuses a database that is newer, or is not Footnote's.
func (s *Store) migrate(ctx context.Context) error {
	all, err := steps()
	if err != nil {
		return err
	}
	if have, err := all.Version(ctx, s.db); err != nil || have == all.Latest() {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		have, err := all.Version(ctx, tx)
		if err != nil {
			return err
		}
		if have == 0 {
			if err := s.refuseForeign(ctx, tx); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID)); err != nil {
				return err
			}
		}
		err = all.Apply(ctx, tx, s.opts.Now())
		if newer := (*schema.NewerError)(nil); errors.As(err, &newer) {
			return s.newer(newer.Have, newer.Known)
		}
		return err
	})
}

func (s *Store) newer(have, known int) error {
	return invalid(fmt.Sprintf(
		"%s has schema version %d, and this Footnote knows versions up to %d. Upgrade Footnote, or name another data folder with --data.",
		s.name, have, known))
}

// refuseForeign refuses a database that another program made.
func (s *Store) refuseForeign(ctx context.Context, q schema.Querier) error {
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
