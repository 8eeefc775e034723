package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"footnote/bot"
	"footnote/corpus"
)

// SaveVote keeps one vote a person and answer: a later one replaces it.
// CodeMissing if the space has no such answer.
func (s *Store) SaveVote(ctx context.Context, v bot.Vote) error {
	kept, err := s.exec(ctx, `INSERT INTO bot_votes (answer, space, person, up, at, reason)
		SELECT n, space, ?, ?, ?, ? FROM bot_answers WHERE space = ? AND id = ?
		ON CONFLICT (answer, person) DO UPDATE SET up = excluded.up, at = excluded.at, reason = excluded.reason`,
		v.Person, v.Up, micros(v.At), v.Reason, string(v.Space), v.AnswerID)
	if err == nil && kept == 0 {
		return noAnswer()
	}
	return err
}

// Subscribe keeps a subscription, which is open whatever its Closed says. The
// same question twice is one, which waits from the second time on. CodeBusy when
// the person has bot.MaxSubscriptions open.
func (s *Store) Subscribe(ctx context.Context, sub bot.Subscription) error {
	space, folded := string(sub.Space), fold(sub.Question)
	return s.write(ctx, func(tx *sql.Tx) error {
		again, err := affected(tx.ExecContext(ctx, `UPDATE bot_subscriptions SET at = max(at, ?), channel = ?
			WHERE space = ? AND person = ? AND folded = ? AND closed = 0`, micros(sub.At), sub.Channel, space, sub.Person, folded))
		if err != nil || again > 0 {
			return err
		}
		var open int
		err = tx.QueryRowContext(ctx, `SELECT count(*) FROM bot_subscriptions WHERE space = ? AND person = ? AND closed = 0`,
			space, sub.Person).Scan(&open)
		if err != nil {
			return err
		}
		if open >= bot.MaxSubscriptions {
			return &corpus.Problem{Code: corpus.CodeBusy, Message: fmt.Sprintf(
				"You are waiting for %d questions here already; one more is possible when one of them is covered or %d days old.",
				open, int(bot.SubscriptionTime.Hours()/24))}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO bot_subscriptions (space, id, person, channel, at, closed, folded, question)
			VALUES (?, ?, ?, ?, ?, 0, ?, ?)`, space, sub.ID, sub.Person, sub.Channel, micros(sub.At), folded, sub.Question)
		return err
	})
}

const subscriptionColumns = `id, space, person, channel, question, at, closed`

func subscription(row scanner) (s bot.Subscription, err error) {
	err = row.Scan(&s.ID, &s.Space, &s.Person, &s.Channel, &s.Question, (*timeColumn)(&s.At), &s.Closed)
	return s, err
}

// Subscriptions lists those of a space that wait, oldest first.
func (s *Store) Subscriptions(ctx context.Context, space corpus.Space) ([]bot.Subscription, error) {
	return list(ctx, s, subscription, `SELECT `+subscriptionColumns+` FROM bot_subscriptions
		WHERE space = ? AND closed = 0 ORDER BY at, n`, string(space))
}

// EndSubscription deletes a subscription. CodeMissing if the space has no such one.
func (s *Store) EndSubscription(ctx context.Context, space corpus.Space, id string) error {
	ended, err := s.exec(ctx, `DELETE FROM bot_subscriptions WHERE space = ? AND id = ?`, string(space), id)
	if err == nil && ended == 0 {
		return missing("Nobody waits for this question any more.")
	}
	return err
}

// LeaveWord keeps that a subscription was covered and its person could not be
// told, for TakeWord.
func (s *Store) LeaveWord(ctx context.Context, sub bot.Subscription) error {
	_, err := s.exec(ctx, `INSERT INTO bot_subscriptions (space, id, person, channel, at, closed, folded, question)
		VALUES (?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT (space, id) DO UPDATE SET closed = 1`,
		string(sub.Space), sub.ID, sub.Person, sub.Channel, micros(sub.At), fold(sub.Question), sub.Question)
	return err
}

// TakeWord returns, once, the subscriptions of the person that were covered and
// could not be told, oldest first.
func (s *Store) TakeWord(ctx context.Context, space corpus.Space, person string) ([]bot.Subscription, error) {
	// Nearly always there are none, and looking takes no lock.
	var some bool
	err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM bot_subscriptions WHERE space = ? AND person = ? AND closed = 1)`,
		string(space), person).Scan(&some)
	if err != nil || !some {
		return nil, s.problem(ctx, err)
	}
	var word []bot.Subscription
	err = s.write(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `DELETE FROM bot_subscriptions WHERE space = ? AND person = ? AND closed = 1
			RETURNING `+subscriptionColumns, string(space), person)
		word, err = collect(rows, err, subscription)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(word, func(a, b bot.Subscription) int { return a.At.Compare(b.At) })
	return word, nil
}
