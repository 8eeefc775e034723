package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"footnote/bot"
	"footnote/corpus"
)

// itemRecord is bot.JobItem as it is kept.
type itemRecord struct {
	Name     string        `json:"name"`
	SourceID string        `json:"source_id"`
	Status   corpus.Status `json:"status"`
	Passages int           `json:"passages"`
	Error    string        `json:"error"`
	Articles bot.Tally     `json:"articles"`
	Kind     corpus.Kind   `json:"kind"`
}

func encodeItems(items []bot.JobItem) (string, error) {
	records := make([]itemRecord, len(items))
	for i, item := range items {
		records[i] = itemRecord(item)
	}
	return encode(records)
}

// SaveJob keeps a job; the same id again replaces it.
func (s *Store) SaveJob(ctx context.Context, j bot.Job) error {
	sources := make([]string, len(j.Items))
	for i, item := range j.Items {
		sources[i] = item.SourceID
	}
	items, err := encodeItems(j.Items)
	if err != nil {
		return s.problem(ctx, err)
	}
	ids, err := encode(sources)
	if err != nil {
		return s.problem(ctx, err)
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		var n int64
		err := tx.QueryRowContext(ctx, `INSERT INTO bot_jobs (space, id, kind, person, channel, state, started, ended, done, total, what, error, items)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (space, id) DO UPDATE SET kind = excluded.kind, person = excluded.person, channel = excluded.channel,
				state = excluded.state, started = excluded.started, ended = excluded.ended, done = excluded.done,
				total = excluded.total, what = excluded.what, error = excluded.error, items = excluded.items
			RETURNING n`,
			string(j.Space), j.ID, j.Kind, j.By, j.Channel, string(j.State), micros(j.Started), micros(j.Ended), j.Done, j.Total,
			j.What, j.Error, items).Scan(&n)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM bot_job_sources WHERE space = ? AND job = ?`, string(j.Space), n); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT OR IGNORE INTO bot_job_sources (space, source, job)
			SELECT ?, value, ? FROM json_each(?) WHERE value <> ''`, string(j.Space), n, ids)
		return err
	})
}

const jobColumns = `space, id, kind, person, channel, state, started, ended, done, total, what, error, items`

func job(row scanner) (bot.Job, error) {
	var j bot.Job
	var items string
	err := row.Scan(&j.Space, &j.ID, &j.Kind, &j.By, &j.Channel, &j.State, (*timeColumn)(&j.Started), (*timeColumn)(&j.Ended),
		&j.Done, &j.Total, &j.What, &j.Error, &items)
	if err != nil {
		return bot.Job{}, err
	}
	var records []itemRecord
	if err := (jsonColumn{&records, "job " + j.ID}).Scan(items); err != nil {
		return bot.Job{}, err
	}
	for _, r := range records {
		j.Items = append(j.Items, bot.JobItem(r))
	}
	return j, nil
}

// Jobs lists the last jobs of a space, newest first; of one source for a
// sourceID, those with an item of it. A negative limit means all.
func (s *Store) Jobs(ctx context.Context, space corpus.Space, sourceID string, limit int) ([]bot.Job, error) {
	const newest = ` ORDER BY started DESC, n DESC LIMIT ?`
	if sourceID == "" {
		return list(ctx, s, job, `SELECT `+jobColumns+` FROM bot_jobs WHERE space = ?`+newest, string(space), limit)
	}
	return list(ctx, s, job, `SELECT `+jobColumns+` FROM bot_jobs WHERE space = ?1
		AND n IN (SELECT job FROM bot_job_sources WHERE space = ?1 AND source = ?2)`+newest, string(space), sourceID, limit)
}

// BreakJobs marks the jobs of all spaces that were waiting or running as broken,
// and returns them, oldest first: the program starts, and nobody works on them.
func (s *Store) BreakJobs(ctx context.Context, now time.Time) ([]bot.Job, error) {
	var broken []bot.Job
	err := s.write(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `UPDATE bot_jobs SET state = 'broken', ended = ?
			WHERE state IN ('waiting', 'running') RETURNING `+jobColumns, micros(now))
		broken, err = collect(rows, err, job)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(broken, func(a, b bot.Job) int { return a.Started.Compare(b.Started) })
	return broken, nil
}
