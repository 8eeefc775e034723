package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"footnote/bot"
	"footnote/corpus"
	"footnote/retrieval"
)

// openGaps selects refusals of a space, as a, that were not dismissed or covered.
const openGaps = ` FROM bot_answers a LEFT JOIN bot_closed_gaps c ON c.space = a.space AND c.gap_key = a.gap_key
	WHERE a.space = ? AND a.gap_key <> '' AND a.message <> '' AND a.at > ifnull(c.at, -1) `

// Gaps groups the refusals of a space that were not dismissed or covered, by their
// GapKey, most asked first. A refusal without a key is in no group.
//
// The question of a group is the wording that was asked in public most often, the
// latest of those; it is "" until two different people asked. A question that
// leans on those before it has no wording to show: they may have been private.
func (s *Store) Gaps(ctx context.Context, space corpus.Space) ([]bot.Gap, error) {
	type refusal struct {
		key, person, question string // the question is "" if it may not be shown
		at                    time.Time
	}
	// In order of time, so that the last of a wording is the latest.
	rows, err := s.db.QueryContext(ctx, `SELECT a.gap_key, a.person, a.at, iif(a.private OR a.resolved NOT IN ('', a.question), '', a.question)`+openGaps+
		`ORDER BY a.gap_key, a.at, a.n`, string(space))
	if err != nil {
		return nil, s.problem(ctx, err)
	}
	defer rows.Close()
	var gaps []bot.Gap
	var group gapGroup
	for rows.Next() {
		var r refusal
		if err := rows.Scan(&r.key, &r.person, (*timeColumn)(&r.at), &r.question); err != nil {
			return nil, s.problem(ctx, err)
		}
		if r.key != group.key {
			gaps = group.appendTo(gaps)
			group = gapGroup{key: r.key, people: map[string]bool{}, wordings: map[string]wording{}}
		}
		group.asked++
		group.last = r.at
		group.people[r.person] = true
		if f := fold(r.question); f != "" {
			group.wordings[f] = wording{r.question, group.wordings[f].times + 1, group.asked}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, s.problem(ctx, err)
	}
	gaps = group.appendTo(gaps)
	slices.SortFunc(gaps, func(a, b bot.Gap) int {
		return cmp.Or(cmp.Compare(b.Asked, a.Asked), b.Last.Compare(a.Last), cmp.Compare(a.Key, b.Key))
	})
	return gaps, nil
}

// gapGroup gathers the refusals of one key, in order of time.
type gapGroup struct {
	key      string
	asked    int
	last     time.Time
	people   map[string]bool
	wordings map[string]wording // asked in public, by the folded question
}

// wording is a question as it was last written, how often it was asked, and which
// of its group was the last to ask so.
type wording struct {
	question    string
	times, last int
}

func (g gapGroup) appendTo(gaps []bot.Gap) []bot.Gap {
	if g.asked == 0 {
		return gaps
	}
	gap := bot.Gap{Key: g.key, Asked: g.asked, People: len(g.people), Last: g.last}
	if gap.People >= 2 {
		var best wording
		for _, w := range g.wordings {
			if cmp.Or(cmp.Compare(w.times, best.times), cmp.Compare(w.last, best.last)) > 0 {
				best = w
			}
		}
		gap.Question = best.question
	}
	return append(gaps, gap)
}

// fold is a question without what differs in writing only: capitals, accents,
// spaces and the mark at its end.
func fold(question string) string {
	return strings.TrimRight(retrieval.Fold(strings.Join(strings.Fields(question), " ")), " ?!.")
}

// GapQuestions are the questions of a group as they can be understood alone, each
// wording once, private ones too, newest first, for asking again. Those that were
// dismissed or covered are left out.
func (s *Store) GapQuestions(ctx context.Context, space corpus.Space, key string) ([]string, error) {
	return list(ctx, s, text, `SELECT iif(a.resolved = '', a.question, a.resolved) AS alone`+openGaps+`AND a.gap_key = ?
		GROUP BY alone ORDER BY max(a.at) DESC, max(a.n) DESC`, string(space), key)
}

// CloseGap dismisses a group up to that time; later refusals open it anew.
// CodeMissing if nothing like that was refused in this space.
func (s *Store) CloseGap(ctx context.Context, space corpus.Space, key string, at time.Time) error {
	closed, err := s.exec(ctx, `INSERT INTO bot_closed_gaps (space, gap_key, at)
		SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM bot_answers WHERE space = ?1 AND gap_key = ?2 AND gap_key <> '' AND message <> '')
		ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`, string(space), key, micros(at))
	if err == nil && closed == 0 {
		return missing("This question is not in the list any more.")
	}
	return err
}
