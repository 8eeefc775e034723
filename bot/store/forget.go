package store

import (
	"context"
	"database/sql"
	"time"

	"footnote/bot"
	"footnote/corpus"
)

// portion is how many rows are deleted in one transaction, so that others get to
// write in between: with 100,000 answers in the space, a portion of them takes
// less than a tenth of a second (BenchmarkMany/ForgetSpace).
const portion = 200

// erase deletes the rows of a table with rowids that a condition selects, in
// portions, and returns how many there were.
func (s *Store) erase(ctx context.Context, table, condition string, args ...any) (erased int, err error) {
	query := `DELETE FROM ` + table + ` WHERE rowid IN (SELECT rowid FROM ` + table + ` WHERE ` + condition + ` LIMIT ?)`
	args = append(args, portion)
	for {
		var n int64
		err := s.write(ctx, func(tx *sql.Tx) error {
			var err error
			n, err = affected(tx.ExecContext(ctx, query, args...))
			if err != nil || n == 0 {
				return err
			}
			return markForScrub(ctx, tx)
		})
		erased += int(n)
		if err != nil || n < portion {
			return erased, err
		}
	}
}

// Forget deletes what is kept of a person in a space: answers with their
// questions, which are the turns too, and the votes of others on them; the
// person's votes on other answers; subscriptions; replies in flight. What is
// deleted is overwritten on the disk.
//
// The audit and the jobs name the moderators who acted, and stay. AuditStays
// counts the entries of this package's audit; who deletes adds those of the
// actions on sources.
func (s *Store) Forget(ctx context.Context, space corpus.Space, person string) (bot.Erased, error) {
	var e bot.Erased
	var err error
	for _, t := range []struct {
		table string
		count *int
	}{{"bot_votes", &e.Votes}, {"bot_subscriptions", &e.Subscriptions}, {"bot_answers", &e.Questions}} {
		if *t.count, err = s.erase(ctx, t.table, `space = ? AND person = ?`, string(space), person); err != nil {
			return bot.Erased{}, err
		}
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM bot_flights WHERE space = ? AND person = ?`, string(space), person); err != nil {
			return err
		}
		// The key of a dismissed group is made of the words of its questions.
		_, err := tx.ExecContext(ctx, `DELETE FROM bot_closed_gaps WHERE space = ? AND NOT EXISTS (
			SELECT 1 FROM bot_answers a WHERE a.space = bot_closed_gaps.space AND a.gap_key = bot_closed_gaps.gap_key
				AND a.gap_key <> '' AND a.message <> '')`,
			string(space))
		if err != nil {
			return err
		}
		if err := markForScrub(ctx, tx); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM bot_audit WHERE space = ? AND actor = ?`, string(space), person).Scan(&e.AuditStays)
	})
	if err != nil {
		return bot.Erased{}, err
	}
	_ = s.scrubIfDue(context.WithoutCancel(ctx)) // stays due when it fails
	return e, nil
}

// ForgetSpace deletes all records of a space, and overwrites them on the disk. It
// is no error when there are none. Servers lists the space until all is gone.
func (s *Store) ForgetSpace(ctx context.Context, space corpus.Space) error {
	for _, table := range []string{"bot_answers", "bot_subscriptions", "bot_jobs", "bot_audit"} {
		if _, err := s.erase(ctx, table, `space = ?`, string(space)); err != nil {
			return err
		}
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		for _, table := range []string{"bot_closed_gaps", "bot_spending", "bot_settings", "bot_digests", "bot_flights", "bot_servers"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE space = ?`, string(space)); err != nil {
				return err
			}
		}
		return markForScrub(ctx, tx)
	})
	if err == nil {
		_ = s.scrubIfDue(context.WithoutCancel(ctx)) // stays due when it fails
	}
	return err
}

// ForgetOld deletes, in all spaces, questions, answers, votes, jobs and spending
// from before then, subscriptions from before subscribedBefore, and replies in
// flight whose token is dead. The audit stays.
func (s *Store) ForgetOld(ctx context.Context, before, subscribedBefore time.Time) error {
	for _, t := range []struct {
		table, column string
		before        time.Time
	}{
		{"bot_answers", "at", before},
		{"bot_votes", "at", before},
		{"bot_jobs", "started", before},
		{"bot_subscriptions", "at", subscribedBefore},
	} {
		if _, err := s.erase(ctx, t.table, t.column+` < ?`, micros(t.before)); err != nil {
			return err
		}
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM bot_closed_gaps WHERE at < ?`, micros(before)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM bot_spending WHERE day < ?`, before.UTC().Format(time.DateOnly)); err != nil {
			return err
		}
		return s.dropDeadFlights(ctx, tx)
	})
	if err != nil {
		return err
	}
	return s.scrubIfDue(ctx)
}

// markForScrub makes the database remember that its log holds what was deleted.
func markForScrub(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE bot_scrub SET deleted = deleted + 1`)
	return err
}

// scrubIfDue has the log emptied, unless nothing was deleted since the last time.
// What is deleted meanwhile is due again.
func (s *Store) scrubIfDue(ctx context.Context) error {
	if s.opts.Scrub == nil {
		return nil
	}
	var deleted, emptied int64
	err := s.db.QueryRowContext(ctx, `SELECT deleted, emptied FROM bot_scrub`).Scan(&deleted, &emptied)
	if err != nil || deleted == emptied {
		return s.problem(ctx, err)
	}
	if err := s.opts.Scrub(ctx); err != nil {
		return s.problem(ctx, err)
	}
	_, err = s.exec(ctx, `UPDATE bot_scrub SET emptied = max(emptied, ?)`, deleted)
	return err
}
