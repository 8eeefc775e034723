package store

import (
	"context"
	"database/sql"

	"footnote/bot"
	"footnote/corpus"
)

// Unshown lists the answers of the space that SetMarks changed since their
// message was last edited, newest first.
func (s *Store) Unshown(ctx context.Context, space corpus.Space) ([]bot.Posted, error) {
	return list(ctx, s, posted, `SELECT `+postedColumns+` FROM bot_answers a
		WHERE a.space = ? AND a.unshown > 0 ORDER BY a.at DESC, a.n DESC`, string(space))
}

// Shown says that the message of an answer shows what Unshown returned, or that it
// cannot be edited. What was changed since then stays unshown.
func (s *Store) Shown(ctx context.Context, p bot.Posted) error {
	_, err := s.exec(ctx, `UPDATE bot_answers SET unshown = 0 WHERE space = ? AND id = ? AND unshown = ?`,
		string(p.Space), p.ID, p.Unshown)
	return err
}

// removedName stands in a job's record for the title or address of a source that
// is gone.
const removedName = "a removed source"

// ForgetSources takes the titles and addresses of sources that are gone out of the
// jobs that brought them in. How the jobs went stays.
func (s *Store) ForgetSources(ctx context.Context, space corpus.Space, sources []string) error {
	ids, err := encode(sources)
	if err != nil {
		return s.problem(ctx, err)
	}
	gone := map[string]bool{}
	for _, id := range sources {
		gone[id] = true
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT `+jobColumns+` FROM bot_jobs WHERE space = ?1 AND n IN (
			SELECT b.job FROM json_each(?2) j CROSS JOIN bot_job_sources b ON b.space = ?1 AND b.source = j.value)`, string(space), ids)
		jobs, err := collect(rows, err, job)
		if err != nil {
			return err
		}
		changed := false
		for _, j := range jobs {
			for i := range j.Items {
				item := &j.Items[i]
				if gone[item.SourceID] && (item.Name != removedName || item.Error != "") {
					item.Name, item.Error = removedName, ""
					j.What = ""
					changed = true
				}
			}
			items, err := encodeItems(j.Items)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE bot_jobs SET what = ?, items = ? WHERE space = ? AND id = ?`,
				j.What, items, string(space), j.ID); err != nil {
				return err
			}
		}
		if !changed {
			return nil
		}
		return markForScrub(ctx, tx)
	})
}

// JobSources are the sources that the jobs of the space name.
func (s *Store) JobSources(ctx context.Context, space corpus.Space) ([]string, error) {
	return list(ctx, s, text, `SELECT DISTINCT source FROM bot_job_sources WHERE space = ? ORDER BY source`, string(space))
}

// Scrub has what was deleted or taken out taken off the disk. It stays due when it
// fails, and when somebody still reads.
func (s *Store) Scrub(ctx context.Context) error { return s.scrubIfDue(ctx) }
