package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"footnote/bot"
	"footnote/corpus"
	corpusstore "footnote/corpus/store"
	"footnote/retrieval"
)

// fill keeps records of every kind in a space, which hold the word.
func fill(t *testing.T, s *Store, space corpus.Space, person, word string) {
	t.Helper()
	ctx := t.Context()
	p := refused(word+person, space, person, "Is it "+word+"?", "key "+word, start)
	check(t, s.SaveAnswer(ctx, p))
	check(t, s.CloseGap(ctx, space, "key "+word, start))
	check(t, s.SaveVote(ctx, bot.Vote{AnswerID: p.ID, Space: space, Person: person, Reason: word, At: start}))
	check(t, s.Subscribe(ctx, subscriptionOf(word+person, space, person, "When is "+word+"?", start)))
	check(t, s.LeaveWord(ctx, subscriptionOf("word"+word+person, space, person, "Where is "+word+"?", start)))
	f := flightOf(word+person, space, person, start)
	check(t, s.SaveFlights(ctx, []bot.InFlight{f}, nil))
}

// fillSpace keeps what belongs to no member.
func fillSpace(t *testing.T, s *Store, space corpus.Space, word string) {
	t.Helper()
	ctx := t.Context()
	check(t, s.SaveJob(ctx, jobOf(word, space, bot.JobDone, start, "s"+word)))
	check(t, s.SaveSettings(ctx, space, bot.Settings{Moderators: word}, entry("mod", word, start)))
	_, err := s.Spend(ctx, space, "2026-03-01", 5)
	check(t, err)
	check(t, s.Joined(ctx, space))
	check(t, s.SetDigested(ctx, space, start))
}

// tables are those of this package that hold records.
func tables(t testing.TB, s opened) []string {
	t.Helper()
	names, err := list(t.Context(), s.Store, text, `SELECT name FROM sqlite_schema
		WHERE type = 'table' AND name LIKE 'bot\_%' ESCAPE '\' AND name <> 'bot_scrub' ORDER BY name`)
	check(t, err)
	if len(names) < 10 {
		t.Fatalf("there are only the tables %v", names)
	}
	return names
}

// rows counts the rows of a space in each table that has some.
func rows(t testing.TB, s opened, space corpus.Space) map[string]int {
	t.Helper()
	all := map[string]int{}
	for _, table := range tables(t, s) {
		var n int
		check(t, s.corpus.DB().QueryRowContext(t.Context(), `SELECT count(*) FROM `+table+` WHERE space = ?`, string(space)).Scan(&n))
		if n > 0 {
			all[table] = n
		}
	}
	return all
}

// onDisk reports whether a word stands in any file of the data folder.
func onDisk(t testing.TB, dir, word string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "footnote.db*"))
	check(t, err)
	for _, f := range files {
		b, err := os.ReadFile(f)
		check(t, err)
		if bytes.Contains(b, []byte(word)) {
			return true
		}
	}
	return false
}

func TestForget(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir)
	ctx := t.Context()
	// More than one portion, and long enough for pages of their own.
	for i := range portion + 10 {
		p := answered(fmt.Sprint("ann", i), "a", "ann", "Zanzibar?", start, "s")
		p.Answer.Notice = string(bytes.Repeat([]byte("Zanzibar "), 600))
		check(t, s.SaveAnswer(ctx, p))
	}
	fill(t, s.Store, "a", "ann", "Zanzibar")
	fill(t, s.Store, "a", "bob", "Timbuktu")
	fill(t, s.Store, "b", "ann", "Elsewhere")
	fillSpace(t, s.Store, "a", "Server")
	check(t, s.SaveVote(ctx, bot.Vote{AnswerID: "Timbuktubob", Space: "a", Person: "ann", Up: true, At: start})) // ann's on bob's
	check(t, s.SaveVote(ctx, bot.Vote{AnswerID: "ann1", Space: "a", Person: "bob", Up: true, At: start}))        // bob's on ann's
	check(t, s.Record(ctx, "a", entry("ann", "as a moderator", start)))
	check(t, s.Record(ctx, "b", entry("ann", "as a moderator elsewhere", start)))
	// A group that others have too, here or elsewhere.
	check(t, s.SaveAnswer(ctx, refused("both", "a", "ann", "q", "both", start)))
	check(t, s.CloseGap(ctx, "a", "both", start))
	check(t, s.SaveAnswer(ctx, refused("both", "b", "bob", "q", "both", start)))
	elsewhere := rows(t, s, "b")
	if !onDisk(t, dir, "Zanzibar") {
		t.Fatal("the test does not find what is kept")
	}

	got, err := s.Forget(ctx, "a", "ann")
	check(t, err)
	same(t, "erased", got, bot.Erased{Questions: portion + 12, Votes: 2, Subscriptions: 2, AuditStays: 1})
	if onDisk(t, dir, "Zanzibar") {
		t.Error("what ann asked is still on the disk")
	}
	for _, kept := range []string{"Timbuktu", "Elsewhere", "Server", "as a moderator"} {
		if !onDisk(t, dir, kept) {
			t.Errorf("%s is gone too", kept)
		}
	}
	same(t, "what stays in the space", rows(t, s, "a"), map[string]int{"bot_answers": 1, "bot_votes": 1, "bot_closed_gaps": 1,
		"bot_subscriptions": 2, "bot_flights": 1, "bot_jobs": 1, "bot_job_sources": 1, "bot_audit": 2, "bot_settings": 1,
		"bot_spending": 1, "bot_servers": 1, "bot_digests": 1})
	same(t, "another server", rows(t, s, "b"), elsewhere)

	got, err = s.Forget(ctx, "a", "ann")
	check(t, err)
	same(t, "erased again", got, bot.Erased{AuditStays: 1})
}

func TestForgetSpace(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir)
	ctx := t.Context()
	for _, person := range []string{"ann", "bob"} {
		fill(t, s.Store, "a", person, "Zanzibar")
		fill(t, s.Store, "b", person, "Timbuktu")
	}
	check(t, s.SaveAnswer(ctx, answered("cites", "a", "ann", "Zanzibar?", start, "sZanzibar")))
	fillSpace(t, s.Store, "a", "Zanzibar")
	fillSpace(t, s.Store, "b", "Timbuktu")
	if have := rows(t, s, "a"); len(have) != len(tables(t, s)) {
		t.Fatalf("the test fills %v of the tables %v", have, tables(t, s))
	}
	elsewhere := rows(t, s, "b")

	check(t, s.ForgetSpace(ctx, "a"))
	same(t, "what stays", rows(t, s, "a"), nil)
	same(t, "another server", rows(t, s, "b"), elsewhere)
	if onDisk(t, dir, "Zanzibar") || !onDisk(t, dir, "Timbuktu") {
		t.Error("the wrong things are on the disk")
	}
	check(t, s.ForgetSpace(ctx, "a"))
	check(t, s.ForgetSpace(ctx, "never"))
}

func TestForgetOld(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	for _, space := range []corpus.Space{"a", "b"} {
		for i, at := range []time.Time{after(-time.Hour), start} { // old and young
			id := fmt.Sprint(i)
			check(t, s.SaveAnswer(ctx, refused(id, space, "ann", "q"+id, "k"+id, at)))
			check(t, s.CloseGap(ctx, space, "k"+id, at))
			check(t, s.SaveVote(ctx, bot.Vote{AnswerID: id, Space: space, Person: "ann", At: start}))
			check(t, s.SaveJob(ctx, jobOf(id, space, bot.JobDone, at, "s")))
			check(t, s.Subscribe(ctx, subscriptionOf(id, space, "ann", "q"+id, after(time.Duration(i-2)*time.Hour))))
			check(t, s.Record(ctx, space, entry("mod", id, after(-time.Hour))))
			_, err := s.Spend(ctx, space, at.AddDate(0, 0, i-1).Format(time.DateOnly), 5)
			check(t, err)
		}
		// A vote on a young answer, by a clock that was wrong.
		check(t, s.SaveVote(ctx, bot.Vote{AnswerID: "1", Space: space, Person: "bob", At: after(-time.Hour)}))
	}
	check(t, s.ForgetOld(ctx, start, after(-time.Hour)))
	for _, space := range []corpus.Space{"a", "b"} {
		same(t, "what stays", rows(t, s, space), map[string]int{"bot_answers": 1, "bot_closed_gaps": 1, "bot_votes": 1, "bot_jobs": 1,
			"bot_job_sources": 1, "bot_subscriptions": 1, "bot_audit": 2, "bot_spending": 1})
		if _, err := s.Answer(ctx, space, "1"); err != nil {
			t.Error(err)
		}
	}
}

// A mark that a source was removed overwrites what was quoted from it.
func TestRemovedQuoteIsOverwritten(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir)
	ctx := t.Context()
	check(t, s.SaveAnswer(ctx, answered("1", "a", "ann", "q", start, "Zanzibar", "Timbuktu")))
	check(t, s.SetMarks(ctx, "a", "1", answered("1", "a", "ann", "q", start, "Timbuktu").Answer,
		[]bot.Mark{{Citation: 1, Kind: bot.MarkRemoved, At: start}}))
	check(t, s.Scrub(ctx))
	if onDisk(t, dir, "Zanzibar") || !onDisk(t, dir, "Timbuktu") {
		t.Error("the wrong things are on the disk")
	}
}

// Emptying the log is remembered until it succeeds, also by the next process.
func TestScrubIsRemembered(t *testing.T) {
	c, err := corpusstore.Open(t.Context(), t.TempDir(), corpusstore.Options{})
	check(t, err)
	defer c.Close()
	ctx := t.Context()
	var fails error
	times := 0
	opts := Options{Scrub: func(context.Context) error { times++; return fails }}
	expect := func(what string, want int) {
		t.Helper()
		if times != want {
			t.Errorf("%s: scrubbed %d times; want %d", what, times, want)
		}
	}
	s, err := Open(ctx, c.DB(), opts)
	check(t, err)
	expect("a new database", 0)
	check(t, s.ForgetOld(ctx, start, start))
	expect("nothing was deleted", 0)
	check(t, s.SaveAnswer(ctx, answered("1", "a", "ann", "q", start)))
	fails = errors.New("somebody reads")
	_, err = s.Forget(ctx, "a", "ann")
	check(t, err) // it is deleted, and the rest follows
	expect("a person", 1)
	s, err = Open(ctx, c.DB(), opts)
	check(t, err)
	expect("the next process", 2)
	code(t, "ForgetOld", s.ForgetOld(ctx, start, start), corpus.CodeUnavailable)
	expect("the next upkeep", 3)
	fails = nil
	check(t, s.ForgetOld(ctx, start, start))
	check(t, s.ForgetOld(ctx, start, start))
	expect("at last, once", 4)
	check(t, s.SaveAnswer(ctx, answered("1", "a", "ann", "q", start)))
	check(t, s.SetMarks(ctx, "a", "1", retrieval.Answer{}, []bot.Mark{{Citation: 1, Kind: bot.MarkChanged, At: start}}))
	expect("a mark of a change", 4)
	check(t, s.ForgetSpace(ctx, "a"))
	expect("a space", 5)
}
