package store

import (
	"context"
	"database/sql"
	"errors"

	"footnote/bot"
	"footnote/corpus"
)

// settingsRecord is bot.Settings as it is kept: names here outlive names there.
type settingsRecord struct {
	Managers    []string `json:"managers,omitempty"`
	Channels    []string `json:"channels,omitempty"`
	Private     bool     `json:"private,omitempty"`
	MemberLimit int      `json:"member_limit,omitempty"`
	ServerLimit int      `json:"server_limit,omitempty"`
	DailyTokens int      `json:"daily_tokens,omitempty"`
	Moderators  string   `json:"moderators,omitempty"`
}

// Settings are those of a space; the zero value when none were saved.
func (s *Store) Settings(ctx context.Context, space corpus.Space) (bot.Settings, error) {
	var r settingsRecord
	err := s.db.QueryRowContext(ctx, `SELECT settings FROM bot_settings WHERE space = ?`, string(space)).
		Scan(jsonColumn{&r, "the settings of server " + string(space)})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return bot.Settings{}, s.problem(ctx, err)
	}
	return bot.Settings(r), nil
}

// SaveSettings saves the settings and writes the entry to the audit, in one step.
func (s *Store) SaveSettings(ctx context.Context, space corpus.Space, settings bot.Settings, e bot.Entry) error {
	record, err := encode(settingsRecord(settings))
	if err != nil {
		return s.problem(ctx, err)
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO bot_settings (space, settings) VALUES (?, ?)
			ON CONFLICT DO UPDATE SET settings = excluded.settings`, string(space), record)
		if err != nil {
			return err
		}
		return audit(ctx, tx, space, e)
	})
}

// Record writes an entry to the audit that goes with no settings.
func (s *Store) Record(ctx context.Context, space corpus.Space, e bot.Entry) error {
	return s.write(ctx, func(tx *sql.Tx) error { return audit(ctx, tx, space, e) })
}

func audit(ctx context.Context, tx *sql.Tx, space corpus.Space, e bot.Entry) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO bot_audit (space, at, actor, action, source, what) VALUES (?, ?, ?, ?, ?, ?)`,
		string(space), micros(e.At), e.By, e.Action, e.Source, e.What)
	return err
}

// SettingsAudit lists the last entries, newest first; a negative limit means all.
func (s *Store) SettingsAudit(ctx context.Context, space corpus.Space, limit int) ([]bot.Entry, error) {
	return list(ctx, s, func(row scanner) (e bot.Entry, err error) {
		err = row.Scan((*timeColumn)(&e.At), &e.By, &e.Action, &e.Source, &e.What)
		return e, err
	}, `SELECT at, actor, action, source, what FROM bot_audit WHERE space = ? ORDER BY at DESC, n DESC LIMIT ?`, string(space), limit)
}

// Spend adds tokens to a day (UTC, 2006-01-02) and returns its sum; 0 only asks.
func (s *Store) Spend(ctx context.Context, space corpus.Space, day string, tokens int) (spent int, err error) {
	if tokens == 0 {
		err = s.db.QueryRowContext(ctx, `SELECT tokens FROM bot_spending WHERE space = ? AND day = ?`, string(space), day).Scan(&spent)
		if errors.Is(err, sql.ErrNoRows) {
			return 0, nil
		}
		return spent, s.problem(ctx, err)
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `INSERT INTO bot_spending (space, day, tokens) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET tokens = tokens + excluded.tokens RETURNING tokens`, string(space), day, tokens).Scan(&spent)
	})
	if err != nil {
		return 0, err
	}
	return spent, nil
}
