// Package store keeps the records of the bot: settings and their audit, answers
// that were shown, votes, subscriptions, jobs, replies in flight, and which
// servers the bot is in. It implements bot.Store.
//
// The records stand in the same SQLite database as the articles, in tables of
// their own (their names begin with bot_) with migrations of their own. Open is
// handed that database by whoever opened it, with its settings: the write-ahead
// log with synchronous=FULL, so that what was acknowledged survives kill -9 and
// power loss; secure_delete, so that what is deleted is overwritten; foreign
// keys; and a busy timeout, since other goroutines and processes write too.
//
// A space is a server, and nothing crosses: every statement has the space in its
// WHERE, ids are unique within a space only, and an id of another space is
// missing. What the upkeep of the whole program needs (BreakJobs, TakeFlights,
// Servers, ForgetOld) looks across spaces, and says so.
//
// Transactions are short: one record each, and what deletes a lot does so in
// portions. Times are kept to the microsecond and come back in UTC.
//
// All errors but those of a context are *corpus.Problem. Their sentences may be
// shown in Discord, so they name no path, and no text of anybody.
package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"footnote/bot"
	"footnote/corpus"
)

// Options of Open. The zero value works.
type Options struct {
	// Scrub empties the write-ahead log, where deleted texts still stand, or makes
	// sure that it will be emptied. Without it that is left to SQLite.
	Scrub func(ctx context.Context) error
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Store keeps the records of the bot. It is safe for concurrent use, and holds
// nothing that must be closed: the database belongs to who opened it.
type Store struct {
	db     *sql.DB
	opts   Options
	writer chan struct{} // holds a token while a transaction writes
}

var _ bot.Store = (*Store)(nil)

// Open brings the bot's tables in db up to date. The error is a *corpus.Problem
// when the database is of a newer Footnote, cannot be written, or does not
// overwrite what is deleted.
func Open(ctx context.Context, db *sql.DB, opts Options) (*Store, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	s := &Store{db: db, opts: opts, writer: make(chan struct{}, 1)}
	if err := s.checkConnection(ctx); err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, err
	}
	// What is due stays due when this fails.
	_ = s.scrubIfDue(ctx)
	return s, nil
}

// checkConnection refuses a database whose connections would break what the
// package promises.
func (s *Store) checkConnection(ctx context.Context) error {
	for _, pragma := range []string{"secure_delete", "foreign_keys"} {
		var on int
		if err := s.db.QueryRowContext(ctx, `PRAGMA `+pragma).Scan(&on); err != nil {
			return s.problem(ctx, err)
		}
		if on != 1 {
			return &corpus.Problem{Code: corpus.CodeInvalid, Err: errors.New("bot/store: PRAGMA " + pragma + " is not on"),
				Message: "The database was not opened as the bot's records need it; this is a mistake in Footnote."}
		}
	}
	return nil
}
