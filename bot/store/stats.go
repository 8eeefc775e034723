package store

import (
	"context"
	"database/sql"
	"time"

	"footnote/bot"
	"footnote/corpus"
)

// Stats are the figures of a space since then: of the questions asked and of the
// votes cast. The median of an even number of times is the mean of the two in the
// middle.
func (s *Store) Stats(ctx context.Context, space corpus.Space, since time.Time) (bot.Stats, error) {
	var st bot.Stats
	err := s.read(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT count(*), ifnull(sum(answered), 0), ifnull(sum(private), 0),
				ifnull(sum(tokens), 0),
				ifnull(sum(CASE WHEN json_valid(answer) THEN json_extract(answer, '$.tokens_estimated') END), 0), ifnull(sum(sentences), 0), ifnull(sum(dropped), 0)
			FROM bot_answers WHERE space = ? AND at >= ? AND message <> ''`, string(space), micros(since)).
			Scan(&st.Questions, &st.Answered, &st.Private, &st.Tokens, &st.Estimated, &st.Sentences, &st.Dropped)
		if err != nil {
			return err
		}
		st.Refused = st.Questions - st.Answered
		err = tx.QueryRowContext(ctx, `SELECT ifnull(sum(up), 0), ifnull(sum(NOT up), 0) FROM bot_votes
			WHERE space = ? AND at >= ?`, string(space), micros(since)).Scan(&st.Up, &st.Down)
		if err != nil || st.Questions == 0 {
			return err
		}
		middle := 2 - st.Questions%2 // how many
		rows, err := tx.QueryContext(ctx, `SELECT took FROM bot_answers WHERE space = ? AND at >= ? AND message <> '' ORDER BY took LIMIT ? OFFSET ?`,
			string(space), micros(since), middle, (st.Questions-1)/2)
		times, err := collect(rows, err, func(row scanner) (d time.Duration, err error) {
			err = row.Scan((*int64)(&d))
			return d, err
		})
		for _, d := range times {
			st.Median += d / time.Duration(middle)
		}
		return err
	})
	if err != nil {
		return bot.Stats{}, err
	}
	return st, nil
}
