package store

import (
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"footnote/bot"
	"footnote/corpus/store/schema"
	"footnote/retrieval"
)

// What answers quote is known by revision, in citations and nearest passages, of
// one space, for as long as the answers are kept.
func TestCited(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	save := func(p bot.Posted, cited []string, nearest ...string) {
		for i, r := range cited {
			p.Answer.Citations = append(p.Answer.Citations, retrieval.Citation{N: i + 1, SourceID: "s", Revision: r})
		}
		for _, r := range nearest {
			p.Answer.Nearest = append(p.Answer.Nearest, retrieval.Nearest{SourceID: "s", Revision: r})
		}
		check(t, s.SaveAnswer(ctx, p))
	}
	cited := func(what string, since time.Time, want ...string) {
		t.Helper()
		got, err := s.Cited(ctx, "a", since)
		check(t, err)
		slices.Sort(got)
		same(t, what, got, want)
	}
	save(bot.Posted{ID: "1", Space: "a", Person: "ann", At: after(-time.Hour)}, []string{"old", "both"})
	save(bot.Posted{ID: "2", Space: "a", Person: "bob", Message: "m", At: start}, []string{"both", "new", "new", ""}, "near")
	save(bot.Posted{ID: "1", Space: "b", Person: "ann", At: start}, []string{"elsewhere"})
	cited("all", after(-time.Hour), "both", "near", "new", "old")
	cited("those since", start, "both", "near", "new")
	cited("none", after(time.Second))

	// An answer that is shown otherwise quotes otherwise.
	check(t, s.SetMarks(ctx, "a", "2", retrieval.Answer{Citations: []retrieval.Citation{{N: 1, SourceID: "s", Revision: "new"}}}, nil))
	cited("after a change", start, "new")
	_, err := s.Forget(ctx, "a", "bob")
	check(t, err)
	cited("of those who are not forgotten", after(-time.Hour), "both", "old")
}

// What earlier answers quote is found out when the table is made.
func TestCitedOfEarlierAnswers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db := bare(t, path, proper)
	records, err := migrations.ReadFile("migrations/0001_records.sql")
	check(t, err)
	first, err := schema.Read("bot", fstest.MapFS{"migrations/0001_records.sql": {Data: records}})
	check(t, err)
	s := &Store{db: db, writer: make(chan struct{}, 1), opts: Options{Now: time.Now}}
	check(t, s.apply(t.Context(), first))
	_, err = db.ExecContext(t.Context(), `INSERT INTO bot_answers (space, id, guild, channel, parent, message, person, private, at, took, answered, tokens,
			sentences, dropped, gap_key, question, resolved, marks, answer)
		VALUES ('a', 'x', '', '', '', '', '', 0, 5, 0, 1, 0, 0, 0, '', '', '', '[]',
			'{"citations":[{"n":1,"revision":"one"},{"n":2,"revision":""},{"n":3,"revision":"one"}],"nearest":[{"revision":"two"}]}'),
			('a', 'y', '', '', '', '', '', 0, 5, 0, 1, 0, 0, 0, '', '', '', '[]', '{"citations":null}')`)
	check(t, err)
	now, err := Open(t.Context(), db, Options{})
	check(t, err)
	got, err := now.Cited(t.Context(), "a", time.Time{})
	check(t, err)
	slices.Sort(got)
	same(t, "cited", got, []string{"one", "two"})
}
