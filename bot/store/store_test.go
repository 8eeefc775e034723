package store

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"footnote/bot"
	"footnote/corpus"
	corpusstore "footnote/corpus/store"
	"footnote/retrieval"
)

func TestMain(m *testing.M) {
	if os.Getenv("BOT_STORE_TEST_CHILD") != "" {
		childSaves() // this is the test binary again, started by a test
		os.Exit(0)
	}
	// A property needs fewer runs than rapid's hundred when each step is a
	// transaction; the command line can ask for more.
	if err := flag.Set("rapid.checks", "8"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// start is when the tests' time begins.
var start = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)

func after(d time.Duration) time.Time { return start.Add(d) }

// opened is a store with the database below it.
type opened struct {
	*Store
	corpus *corpusstore.Store
}

// openIn opens the store in a data folder, as the program does.
func openIn(t testing.TB, dir string) opened {
	t.Helper()
	c, err := corpusstore.Open(t.Context(), dir, corpusstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	s, err := Open(t.Context(), c.DB(), Options{Scrub: c.Scrub, Now: func() time.Time { return start }})
	if err != nil {
		t.Fatal(err)
	}
	return opened{s, c}
}

func open(t testing.TB) opened { t.Helper(); return openIn(t, t.TempDir()) }

// inMemory opens a store that lives in memory.
func inMemory(t *rapid.T) *Store {
	c, err := corpusstore.OpenMemory(t.Context())
	check(t, err)
	t.Cleanup(func() { c.Close() })
	s, err := Open(t.Context(), c.DB(), Options{Scrub: c.Scrub, Now: func() time.Time { return start }})
	check(t, err)
	return s
}

// failer is what tests and properties have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
}

func check(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func code(t testing.TB, what string, err error, want corpus.Code) {
	t.Helper()
	if !corpus.HasCode(err, want) {
		t.Errorf("%s = %v; want code %q", what, err, want)
	}
}

// answered is an answer that cites the sources, one sentence each.
func answered(id string, space corpus.Space, person, question string, at time.Time, sources ...string) bot.Posted {
	a := retrieval.Answer{Question: question, Space: space, Answered: true, Mode: retrieval.ModeExtractive, Tokens: 10, Dropped: 1}
	for i, source := range sources {
		a.Sentences = append(a.Sentences, retrieval.Sentence{Text: "Says " + source + ".", Citations: []int{i + 1}})
		a.Citations = append(a.Citations, retrieval.Citation{N: i + 1, SourceID: source, ArticleID: "article-" + source, Revision: "r",
			Title: "Title", Quote: "Says " + source + ".", Start: 3, End: 9})
	}
	return bot.Posted{ID: id, Space: space, Place: bot.Place{Guild: string(space), Channel: "c", Parent: "p"}, Message: "m" + id,
		Person: person, At: at, Took: 2 * time.Second, Answer: a}
}

// refused is a refusal in a group.
func refused(id string, space corpus.Space, person, question, key string, at time.Time) bot.Posted {
	p := answered(id, space, person, question, at)
	p.Answer.Answered, p.Answer.Reason, p.GapKey = false, "Nothing was found.", key
	return p
}

func subscriptionOf(id string, space corpus.Space, person, question string, at time.Time) bot.Subscription {
	return bot.Subscription{ID: id, Space: space, Person: person, Channel: "c", Question: question, At: at}
}

func jobOf(id string, space corpus.Space, state bot.JobState, started time.Time, sources ...string) bot.Job {
	j := bot.Job{ID: id, Space: space, Kind: "add", By: "mod", Channel: "c", State: state, Started: started, Done: 1, Total: 2, What: "a page"}
	for _, source := range sources {
		j.Items = append(j.Items, bot.JobItem{Name: "name of " + source, SourceID: source, Status: corpus.StatusAdded, Passages: 3})
	}
	return j
}

func flightOf(id string, space corpus.Space, person string, since time.Time) bot.InFlight {
	return bot.InFlight{ID: id, Space: space, Place: bot.Place{Guild: string(space), Channel: "c", Parent: "p"}, Person: person, Since: since,
		Callback: bot.Callback{Application: "app", Token: "token-" + id, Channel: "c", Message: "m"}}
}

func entry(by, what string, at time.Time) bot.Entry {
	return bot.Entry{At: at, By: by, Action: "settings", What: what, Source: "s"}
}

// calls has a call of each method of bot.Store.
var calls = map[string]func(ctx context.Context, s *Store) error{
	"Settings": func(ctx context.Context, s *Store) error { _, err := s.Settings(ctx, "a"); return err },
	"SaveSettings": func(ctx context.Context, s *Store) error {
		return s.SaveSettings(ctx, "a", bot.Settings{}, bot.Entry{})
	},
	"SettingsAudit": func(ctx context.Context, s *Store) error { _, err := s.SettingsAudit(ctx, "a", 5); return err },
	"Record":        func(ctx context.Context, s *Store) error { return s.Record(ctx, "a", bot.Entry{}) },
	"Spend": func(ctx context.Context, s *Store) error {
		if _, err := s.Spend(ctx, "a", "2026-03-01", 0); err != nil {
			return err
		}
		_, err := s.Spend(ctx, "a", "2026-03-01", 5)
		return err
	},
	"SaveAnswer": func(ctx context.Context, s *Store) error {
		return s.SaveAnswer(ctx, refused("id", "a", "p", "q", "k", start))
	},
	"Answer":   func(ctx context.Context, s *Store) error { _, err := s.Answer(ctx, "a", "id"); return err },
	"AnswerIn": func(ctx context.Context, s *Store) error { _, err := s.AnswerIn(ctx, "a", "m"); return err },
	"Turns": func(ctx context.Context, s *Store) error {
		_, err := s.Turns(ctx, "a", "c", "p", true, start, 5)
		return err
	},
	"Quoting": func(ctx context.Context, s *Store) error {
		if _, err := s.Quoting(ctx, "a", nil, start); err != nil {
			return err
		}
		_, err := s.Quoting(ctx, "a", []string{"s"}, start)
		return err
	},
	"Cited": func(ctx context.Context, s *Store) error { _, err := s.Cited(ctx, "a", start); return err },
	"SetMarks": func(ctx context.Context, s *Store) error {
		return s.SetMarks(ctx, "a", "id", retrieval.Answer{}, []bot.Mark{{Citation: 1, Kind: bot.MarkRemoved, At: start}})
	},
	"Unshown": func(ctx context.Context, s *Store) error { _, err := s.Unshown(ctx, "a"); return err },
	"Shown": func(ctx context.Context, s *Store) error {
		return s.Shown(ctx, bot.Posted{ID: "id", Space: "a", Unshown: 1})
	},
	"JobSources":    func(ctx context.Context, s *Store) error { _, err := s.JobSources(ctx, "a"); return err },
	"ForgetSources": func(ctx context.Context, s *Store) error { return s.ForgetSources(ctx, "a", []string{"s"}) },
	"Scrub":         func(ctx context.Context, s *Store) error { return s.Scrub(ctx) },
	"Stats":         func(ctx context.Context, s *Store) error { _, err := s.Stats(ctx, "a", start); return err },
	"Gaps":          func(ctx context.Context, s *Store) error { _, err := s.Gaps(ctx, "a"); return err },
	"GapQuestions":  func(ctx context.Context, s *Store) error { _, err := s.GapQuestions(ctx, "a", "k"); return err },
	"CloseGap":      func(ctx context.Context, s *Store) error { return s.CloseGap(ctx, "a", "k", start) },
	"SaveVote": func(ctx context.Context, s *Store) error {
		return s.SaveVote(ctx, bot.Vote{AnswerID: "id", Space: "a", Person: "p", At: start})
	},
	"Subscribe": func(ctx context.Context, s *Store) error {
		return s.Subscribe(ctx, subscriptionOf("id", "a", "p", "q", start))
	},
	"Subscriptions":   func(ctx context.Context, s *Store) error { _, err := s.Subscriptions(ctx, "a"); return err },
	"EndSubscription": func(ctx context.Context, s *Store) error { return s.EndSubscription(ctx, "a", "id") },
	"LeaveWord": func(ctx context.Context, s *Store) error {
		return s.LeaveWord(ctx, subscriptionOf("word", "a", "p", "q", start))
	},
	"TakeWord": func(ctx context.Context, s *Store) error { _, err := s.TakeWord(ctx, "a", "p"); return err },
	"Forget":   func(ctx context.Context, s *Store) error { _, err := s.Forget(ctx, "a", "p"); return err },
	"SaveJob": func(ctx context.Context, s *Store) error {
		return s.SaveJob(ctx, jobOf("id", "a", bot.JobRunning, start, "s"))
	},
	"Jobs": func(ctx context.Context, s *Store) error {
		if _, err := s.Jobs(ctx, "a", "", 5); err != nil {
			return err
		}
		_, err := s.Jobs(ctx, "a", "s", 5)
		return err
	},
	"BreakJobs": func(ctx context.Context, s *Store) error { _, err := s.BreakJobs(ctx, start); return err },
	"SaveFlights": func(ctx context.Context, s *Store) error {
		return s.SaveFlights(ctx, []bot.InFlight{flightOf("id", "a", "p", start)}, []string{"other"})
	},
	"TakeFlights": func(ctx context.Context, s *Store) error { _, err := s.TakeFlights(ctx); return err },
	"Joined":      func(ctx context.Context, s *Store) error { return s.Joined(ctx, "a") },
	"Left":        func(ctx context.Context, s *Store) error { return s.Left(ctx, "a", start) },
	"Servers":     func(ctx context.Context, s *Store) error { _, err := s.Servers(ctx); return err },
	"ForgetSpace": func(ctx context.Context, s *Store) error { return s.ForgetSpace(ctx, "a") },
	"ForgetOld":   func(ctx context.Context, s *Store) error { return s.ForgetOld(ctx, start, start) },
	"Digested":    func(ctx context.Context, s *Store) error { _, err := s.Digested(ctx, "a"); return err },
	"SetDigested": func(ctx context.Context, s *Store) error { return s.SetDigested(ctx, "a", start) },
}

func TestCallsAreComplete(t *testing.T) {
	all := reflect.TypeFor[bot.Store]()
	for i := range all.NumMethod() {
		if name := all.Method(i).Name; calls[name] == nil {
			t.Errorf("calls has no call of %s", name)
		}
	}
	if len(calls) != all.NumMethod() {
		t.Errorf("calls has %d, bot.Store %d methods", len(calls), all.NumMethod())
	}
}

// On a database that was closed, and with a context that has ended, every method
// says so.
func TestClosed(t *testing.T) {
	s := open(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range calls {
		if err := call(ended, s.Store); err != context.Canceled {
			t.Errorf("%s with a context that has ended = %v", name, err)
		}
	}
	check(t, s.corpus.Close())
	for name, call := range calls {
		code(t, name, call(t.Context(), s.Store), corpus.CodeUnavailable)
	}
}

// A database that cannot grow refuses by a sentence, and what was kept stays.
func TestFull(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	db := s.corpus.DB()
	db.SetMaxOpenConns(1) // the limit is a connection's
	var pages int
	check(t, db.QueryRowContext(ctx, `PRAGMA page_count`).Scan(&pages))
	_, err := db.ExecContext(ctx, fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+20))
	check(t, err)
	kept := 0
	for ; kept < 1000; kept++ {
		if err = s.SaveAnswer(ctx, answered(fmt.Sprint(kept), "a", "p", strings.Repeat("word ", 500), start, "s")); err != nil {
			break
		}
	}
	code(t, "SaveAnswer", err, corpus.CodeUnavailable)
	if !strings.Contains(corpus.Explain(err), "disk is full") {
		t.Errorf("it says %q", corpus.Explain(err))
	}
	st, err := s.Stats(ctx, "a", start)
	if err != nil || kept == 0 || st.Questions != kept {
		t.Errorf("%d answers are kept of %d, %v", st.Questions, kept, err)
	}
	_, err = db.ExecContext(ctx, `PRAGMA max_page_count = 100000`)
	check(t, err)
	check(t, s.SaveAnswer(ctx, answered("more", "a", "p", "q", start, "s")))
}

// JSON that cannot be read is a problem that names its record.
func TestDamagedRecords(t *testing.T) {
	ctx := t.Context()
	for _, c := range []struct{ name, damage, read, says string }{
		{"answer", `UPDATE bot_answers SET answer = '{"question":'`, "Answer", "answer id"},
		{"answer of another shape", `UPDATE bot_answers SET answer = '[1]'`, "Quoting", "answer id"},
		{"marks", `UPDATE bot_answers SET marks = 'x'`, "Answer", "answer id"},
		{"settings", `UPDATE bot_settings SET settings = '{"managers":5}'`, "Settings", "settings of server a"},
		{"items", `UPDATE bot_jobs SET items = ''`, "Jobs", "job id"},
		{"items of a running job", `UPDATE bot_jobs SET items = '{'`, "BreakJobs", "job id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			check(t, s.SaveAnswer(ctx, answered("id", "a", "p", "q", start, "s")))
			check(t, calls["SaveSettings"](ctx, s.Store))
			check(t, calls["SaveJob"](ctx, s.Store))
			check(t, calls[c.read](ctx, s.Store))
			check(t, calls["SaveJob"](ctx, s.Store)) // BreakJobs broke it
			_, err := s.corpus.DB().ExecContext(ctx, c.damage)
			check(t, err)
			err = calls[c.read](ctx, s.Store)
			code(t, c.read, err, corpus.CodeDamaged)
			if !strings.Contains(corpus.Explain(err), c.says) {
				t.Errorf("%q does not say %q", corpus.Explain(err), c.says)
			}
		})
	}
}

// A database whose pages are damaged is a problem too.
func TestDamagedFile(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir)
	for i := range 50 {
		check(t, s.SaveAnswer(t.Context(), answered(fmt.Sprint(i), "a", "p", "q", start, "s")))
	}
	check(t, s.corpus.Close())
	path := filepath.Join(dir, "footnote.db")
	file, err := os.ReadFile(path)
	check(t, err)
	// The first page holds the schema; leave it, and the articles' few pages.
	for i := 4096; i < len(file); i++ {
		file[i] ^= 0xA5
	}
	check(t, os.WriteFile(path, file, 0o600))
	c, err := corpusstore.Open(t.Context(), dir, corpusstore.Options{})
	if err == nil {
		defer c.Close()
		_, err = Open(t.Context(), c.DB(), Options{})
	}
	code(t, "opening", err, corpus.CodeDamaged)
}
