package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"footnote/bot"
	"footnote/corpus"
	"footnote/retrieval"
)

// markRecord is bot.Mark as it is kept.
type markRecord struct {
	Citation int          `json:"citation"`
	Kind     bot.MarkKind `json:"kind"`
	At       time.Time    `json:"at"`
}

func encodeMarks(marks []bot.Mark) (string, error) {
	records := make([]markRecord, len(marks))
	for i, m := range marks {
		records[i] = markRecord(m)
		records[i].At = m.At.UTC()
	}
	return encode(records)
}

// SaveAnswer keeps an answer. The same id again replaces it, as when its message
// becomes known; votes stay. Without a message it was not shown, and is no turn,
// no gap, and not in Stats.
func (s *Store) SaveAnswer(ctx context.Context, p bot.Posted) error {
	answer, err := encode(p.Answer)
	if err != nil {
		return s.problem(ctx, err)
	}
	marks, err := encodeMarks(p.Marks)
	if err != nil {
		return s.problem(ctx, err)
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		var n int64
		err := tx.QueryRowContext(ctx, `INSERT INTO bot_answers (space, id, guild, channel, parent, message, person, private, at, took,
				answered, tokens, sentences, dropped, gap_key, question, resolved, marks, answer)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (space, id) DO UPDATE SET guild = excluded.guild, channel = excluded.channel, parent = excluded.parent,
				message = excluded.message, person = excluded.person, private = excluded.private, at = excluded.at,
				took = excluded.took, answered = excluded.answered, tokens = excluded.tokens, sentences = excluded.sentences,
				dropped = excluded.dropped, gap_key = excluded.gap_key, question = excluded.question, resolved = excluded.resolved,
				marks = excluded.marks, answer = excluded.answer
			RETURNING n`,
			string(p.Space), p.ID, p.Place.Guild, p.Place.Channel, p.Place.Parent, p.Message, p.Person, p.Private, micros(p.At), int64(p.Took),
			p.Answer.Answered, p.Answer.Tokens, len(p.Answer.Sentences)+p.Answer.Dropped, p.Answer.Dropped, p.GapKey, p.Answer.Question,
			p.Resolved, marks, answer).Scan(&n)
		if err != nil {
			return err
		}
		return saveQuotes(ctx, tx, p.Space, n, p.Answer)
	})
}

// saveQuotes writes which sources an answer quotes, and in which revisions.
func saveQuotes(ctx context.Context, tx *sql.Tx, space corpus.Space, n int64, a retrieval.Answer) error {
	var sources, revisions []string
	add := func(source string, also []retrieval.Ref) {
		sources = append(sources, source)
		for _, r := range also {
			sources = append(sources, r.SourceID)
		}
	}
	for _, c := range a.Citations {
		add(c.SourceID, c.Also)
		revisions = append(revisions, c.Revision)
	}
	for _, near := range a.Nearest {
		add(near.SourceID, near.Also)
		revisions = append(revisions, near.Revision)
	}
	ids, err := encode(sources)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM bot_quotes WHERE space = ? AND answer = ?`, string(space), n); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO bot_quotes (space, source, answer)
		SELECT ?, value, ? FROM json_each(?) WHERE value <> ''`, string(space), n, ids); err != nil {
		return err
	}
	if ids, err = encode(revisions); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM bot_cited WHERE space = ? AND answer = ?`, string(space), n); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT OR IGNORE INTO bot_cited (space, answer, revision)
		SELECT ?, ?, value FROM json_each(?) WHERE value <> ''`, string(space), n, ids)
	return err
}

// postedColumns are the columns of a Posted, from bot_answers a.
const postedColumns = `a.space, a.id, a.guild, a.channel, a.parent, a.message, a.person, a.private, a.at, a.took, a.gap_key, a.resolved, a.unshown, a.marks, a.answer`

func posted(row scanner) (bot.Posted, error) {
	var p bot.Posted
	var marks, answer string
	err := row.Scan(&p.Space, &p.ID, &p.Place.Guild, &p.Place.Channel, &p.Place.Parent, &p.Message, &p.Person, &p.Private,
		(*timeColumn)(&p.At), (*int64)(&p.Took), &p.GapKey, &p.Resolved, &p.Unshown, &marks, &answer)
	if err != nil {
		return bot.Posted{}, err
	}
	var records []markRecord
	err = errors.Join(
		jsonColumn{&records, "the marks of answer " + p.ID}.Scan(marks),
		jsonColumn{&p.Answer, "answer " + p.ID}.Scan(answer))
	if err != nil {
		return bot.Posted{}, err
	}
	for _, r := range records {
		p.Marks = append(p.Marks, bot.Mark(r))
	}
	return p, nil
}

// Answer finds an answer of the space; CodeMissing if there is none.
func (s *Store) Answer(ctx context.Context, space corpus.Space, id string) (bot.Posted, error) {
	p, err := posted(s.db.QueryRowContext(ctx, `SELECT `+postedColumns+` FROM bot_answers a WHERE a.space = ? AND a.id = ?`, string(space), id))
	if errors.Is(err, sql.ErrNoRows) {
		return bot.Posted{}, noAnswer()
	}
	return p, s.problem(ctx, err)
}

// AnswerIn finds the answer of the space that a message shows; CodeMissing if
// there is none.
func (s *Store) AnswerIn(ctx context.Context, space corpus.Space, message string) (bot.Posted, error) {
	p, err := posted(s.db.QueryRowContext(ctx, `SELECT `+postedColumns+` FROM bot_answers a
		WHERE a.space = ? AND a.message = ? AND a.message <> ''`, string(space), message))
	if errors.Is(err, sql.ErrNoRows) {
		return bot.Posted{}, noAnswer()
	}
	return p, s.problem(ctx, err)
}

func noAnswer() error {
	return missing("This answer is not kept any more; ask again to get a new one.")
}

// Turns are the questions that the person asked in the channel or thread since
// then, oldest first, at most limit of the last: public ones and, with private,
// private ones too.
func (s *Store) Turns(ctx context.Context, space corpus.Space, channel, person string, private bool, since time.Time, limit int) ([]string, error) {
	turns, err := list(ctx, s, text, `SELECT question FROM bot_answers
		WHERE space = ? AND person = ? AND channel = ? AND at >= ? AND message <> '' AND (? OR NOT private) ORDER BY at DESC, n DESC LIMIT ?`,
		string(space), person, channel, micros(since), private, limit)
	slices.Reverse(turns)
	return turns, err
}

// Quoting lists the answers since then that quote one of the sources, or any at
// all when sources is nil; private ones too, newest first. A source is quoted by
// a citation, by what says the same (Also), or as the nearest passage of a refusal.
func (s *Store) Quoting(ctx context.Context, space corpus.Space, sources []string, since time.Time) ([]bot.Posted, error) {
	const of, newest = `SELECT ` + postedColumns + ` FROM bot_answers a WHERE a.space = ?1 AND a.at >= ?2 AND `, ` ORDER BY a.at DESC, a.n DESC`
	if sources == nil {
		return list(ctx, s, posted, of+`EXISTS (SELECT 1 FROM bot_quotes q WHERE q.space = ?1 AND q.answer = a.n)`+newest,
			string(space), micros(since))
	}
	ids, err := encode(sources)
	if err != nil {
		return nil, s.problem(ctx, err)
	}
	return list(ctx, s, posted, of+`a.n IN (
		SELECT q.answer FROM json_each(?3) j CROSS JOIN bot_quotes q ON q.space = ?1 AND q.source = j.value)`+newest,
		string(space), micros(since), ids)
}

// Cited lists the revisions of articles that answers of the space since then
// quote, each once: in a citation, of a disagreement too, or as a nearest passage.
func (s *Store) Cited(ctx context.Context, space corpus.Space, since time.Time) ([]string, error) {
	return list(ctx, s, text, `SELECT DISTINCT c.revision FROM bot_answers a JOIN bot_cited c ON c.answer = a.n
		WHERE a.space = ? AND a.at >= ?`, string(space), micros(since))
}

// SetMarks writes the marks of an answer, and the answer as it is shown from now
// on; its figures in Stats stay as they were. It is unshown until Shown. What was
// taken out is taken off the disk by Scrub.
func (s *Store) SetMarks(ctx context.Context, space corpus.Space, id string, a retrieval.Answer, marks []bot.Mark) error {
	answer, err := encode(a)
	if err != nil {
		return s.problem(ctx, err)
	}
	list, err := encodeMarks(marks)
	if err != nil {
		return s.problem(ctx, err)
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		var n int64
		err := tx.QueryRowContext(ctx, `UPDATE bot_answers SET marks = ?, answer = ?, unshown = unshown + 1 WHERE space = ? AND id = ? RETURNING n`,
			list, answer, string(space), id).Scan(&n)
		if errors.Is(err, sql.ErrNoRows) {
			return noAnswer()
		} else if err != nil {
			return err
		}
		if err := saveQuotes(ctx, tx, space, n, a); err != nil {
			return err
		}
		return markForScrub(ctx, tx)
	})
}
