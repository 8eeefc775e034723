package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"footnote/corpus"
)

// Joined keeps that the bot is in a server.
func (s *Store) Joined(ctx context.Context, space corpus.Space) error {
	// At each start this is said of all servers, and of nearly all it is known.
	var left int64
	err := s.db.QueryRowContext(ctx, `SELECT left_at FROM bot_servers WHERE space = ?`, string(space)).Scan(&left)
	if err == nil && left == 0 {
		return nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s.problem(ctx, err)
	}
	_, err = s.exec(ctx, `INSERT INTO bot_servers (space, left_at) VALUES (?, 0)
		ON CONFLICT DO UPDATE SET left_at = 0`, string(space))
	return err
}

// Left keeps when the bot left a server. Said again, the first time holds, until
// Joined.
func (s *Store) Left(ctx context.Context, space corpus.Space, at time.Time) error {
	_, err := s.exec(ctx, `INSERT INTO bot_servers (space, left_at) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET left_at = excluded.left_at WHERE left_at = 0`, string(space), micros(at))
	return err
}

// Servers lists all spaces that the bot was in, with when it left; zero if it has
// not.
func (s *Store) Servers(ctx context.Context) (map[corpus.Space]time.Time, error) {
	type server struct {
		space corpus.Space
		left  time.Time
	}
	all, err := list(ctx, s, func(row scanner) (r server, err error) {
		err = row.Scan(&r.space, (*timeColumn)(&r.left))
		return r, err
	}, `SELECT space, left_at FROM bot_servers`)
	if err != nil {
		return nil, err
	}
	servers := make(map[corpus.Space]time.Time, len(all))
	for _, r := range all {
		servers[r.space] = r.left
	}
	return servers, nil
}

// Digested returns when the last digest of a space was written; zero if never.
func (s *Store) Digested(ctx context.Context, space corpus.Space) (time.Time, error) {
	var at time.Time
	err := s.db.QueryRowContext(ctx, `SELECT at FROM bot_digests WHERE space = ?`, string(space)).Scan((*timeColumn)(&at))
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return at, s.problem(ctx, err)
}

// SetDigested keeps when the last digest of a space was written.
func (s *Store) SetDigested(ctx context.Context, space corpus.Space, at time.Time) error {
	_, err := s.exec(ctx, `INSERT INTO bot_digests (space, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at`,
		string(space), micros(at))
	return err
}
