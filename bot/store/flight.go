package store

import (
	"context"
	"database/sql"
	"slices"

	"footnote/bot"
)

// SaveFlights writes the replies that began and deletes those that ended, by
// their ids in any space, in one step. It also deletes those from before whose
// interaction's token is dead.
func (s *Store) SaveFlights(ctx context.Context, began []bot.InFlight, ended []string) error {
	ids, err := encode(ended)
	if err != nil {
		return s.problem(ctx, err)
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		if err := s.dropDeadFlights(ctx, tx); err != nil {
			return err
		}
		for _, f := range began {
			_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO bot_flights (`+flightColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				f.ID, string(f.Space), f.Place.Guild, f.Place.Channel, f.Place.Parent, f.Person, micros(f.Since),
				f.Callback.Application, f.Callback.Token, f.Callback.Channel, f.Callback.Message)
			if err != nil {
				return err
			}
		}
		if len(ended) == 0 {
			return nil
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM bot_flights WHERE id IN (SELECT value FROM json_each(?))`, ids)
		return err
	})
}

// dropDeadFlights deletes the replies of all spaces that began so long ago that
// their token is dead: no secret is kept for longer than it is of use. Those that
// need no token stay.
func (s *Store) dropDeadFlights(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM bot_flights WHERE since < ? AND token <> ''`, micros(s.opts.Now().Add(-bot.TokenLife)))
	return err
}

const flightColumns = `id, space, guild, channel, parent, person, since, application, token, reply_channel, reply_message`

// TakeFlights returns the replies in flight of all spaces, oldest first, and
// deletes them: the program starts, and nobody makes them.
func (s *Store) TakeFlights(ctx context.Context) ([]bot.InFlight, error) {
	var all []bot.InFlight
	err := s.write(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `DELETE FROM bot_flights RETURNING `+flightColumns)
		all, err = collect(rows, err, func(row scanner) (f bot.InFlight, err error) {
			err = row.Scan(&f.ID, &f.Space, &f.Place.Guild, &f.Place.Channel, &f.Place.Parent, &f.Person, (*timeColumn)(&f.Since),
				&f.Callback.Application, &f.Callback.Token, &f.Callback.Channel, &f.Callback.Message)
			return f, err
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b bot.InFlight) int { return a.Since.Compare(b.Since) })
	return all, nil
}
