package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"

	"footnote/corpus"
	"footnote/corpus/store/schema"
)

//go:embed migrations/*.sql
var migrations embed.FS

// steps are the migrations of the bot's tables.
func steps() (schema.Component, error) { return schema.Read("bot", migrations) }

// migrate applies the migrations that the database does not have yet, all in one
// transaction, and refuses a database that is newer.
func (s *Store) migrate(ctx context.Context) error {
	all, err := steps()
	if err != nil {
		return s.problem(ctx, err)
	}
	return s.apply(ctx, all)
}

func (s *Store) apply(ctx context.Context, all schema.Component) error {
	if have, err := all.Version(ctx, s.db); err != nil || have == all.Latest() {
		return s.problem(ctx, err)
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		err := all.Apply(ctx, tx, s.opts.Now())
		if newer := (*schema.NewerError)(nil); errors.As(err, &newer) {
			return &corpus.Problem{Code: corpus.CodeInvalid, Message: fmt.Sprintf(
				"The bot's records have schema version %d, and this Footnote knows versions up to %d. Upgrade Footnote, or name another data folder with --data.",
				newer.Have, newer.Known)}
		}
		return err
	})
}

// Exists reports whether db has the bot's tables, in any version. It changes
// nothing.
func Exists(ctx context.Context, db *sql.DB) (bool, error) {
	all, err := steps()
	if err != nil {
		return false, err
	}
	version, err := all.Version(ctx, db)
	if err != nil {
		return false, (&Store{db: db}).problem(ctx, err)
	}
	return version > 0, nil
}
