package store

import (
	"testing"
	"time"

	"footnote/bot"
	"footnote/corpus"
)

func TestSettings(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	got, err := s.Settings(ctx, "a")
	check(t, err)
	same(t, "settings that nobody made", got, bot.Settings{})
	want := bot.Settings{Managers: []string{"r1", "r2"}, Channels: []string{"c"}, Private: true, MemberLimit: 1, ServerLimit: 2,
		DailyTokens: 3, Moderators: "m"}
	check(t, s.SaveSettings(ctx, "a", bot.Settings{Moderators: "x"}, entry("ann", "first", start)))
	check(t, s.SaveSettings(ctx, "a", want, entry("bob", "second", start)))
	got, err = s.Settings(ctx, "a")
	check(t, err)
	same(t, "settings", got, want)

	check(t, s.Record(ctx, "a", entry("ann", "earlier", after(-time.Hour))))
	check(t, s.Record(ctx, "b", entry("ann", "elsewhere", start)))
	for limit, want := range map[int][]bot.Entry{
		0:  nil,
		1:  {entry("bob", "second", start)},
		-1: {entry("bob", "second", start), entry("ann", "first", start), entry("ann", "earlier", after(-time.Hour))},
	} {
		got, err := s.SettingsAudit(ctx, "a", limit)
		check(t, err)
		same(t, "audit", got, want)
	}
}

// Settings are not saved without their entry.
func TestSettingsWithoutAudit(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	_, err := s.corpus.DB().ExecContext(ctx, `DROP TABLE bot_audit`)
	check(t, err)
	code(t, "SaveSettings", s.SaveSettings(ctx, "a", bot.Settings{Private: true}, bot.Entry{}), corpus.CodeUnavailable)
	got, err := s.Settings(ctx, "a")
	check(t, err)
	same(t, "settings", got, bot.Settings{})
}

func TestSpend(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	for i, c := range []struct {
		space  corpus.Space
		day    string
		tokens int
		want   int
	}{
		{"a", "2026-03-01", 0, 0}, {"a", "2026-03-01", 5, 5}, {"a", "2026-03-01", 7, 12}, {"a", "2026-03-02", 1, 1},
		{"b", "2026-03-01", 2, 2}, {"a", "2026-03-01", 0, 12}, {"a", "2026-03-01", -2, 10},
	} {
		got, err := s.Spend(ctx, c.space, c.day, c.tokens)
		if err != nil || got != c.want {
			t.Errorf("%d: Spend(%v) = %d, %v", i, c, got, err)
		}
	}
}

func TestJobs(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	ids := func(source string, limit int) (ids []string) {
		t.Helper()
		all, err := s.Jobs(ctx, "a", source, limit)
		check(t, err)
		for _, j := range all {
			ids = append(ids, j.ID)
		}
		return ids
	}
	one := jobOf("1", "a", bot.JobRunning, after(time.Second), "s1", "s2", "s1")
	one.Items = append(one.Items, bot.JobItem{Name: "bad", Status: corpus.StatusFailed, Error: "It failed."})
	check(t, s.SaveJob(ctx, one))
	all, err := s.Jobs(ctx, "a", "s2", 1)
	check(t, err)
	same(t, "a job", all, []bot.Job{one})
	check(t, s.SaveJob(ctx, jobOf("2", "a", bot.JobWaiting, after(2*time.Second))))
	check(t, s.SaveJob(ctx, jobOf("3", "a", bot.JobDone, after(3*time.Second), "s1")))
	check(t, s.SaveJob(ctx, jobOf("1", "b", bot.JobRunning, after(4*time.Second), "s1")))
	same(t, "newest first", ids("", -1), []string{"3", "2", "1"})
	same(t, "the last", ids("", 1), []string{"3"})
	same(t, "of a source", ids("s1", 5), []string{"3", "1"})
	same(t, "of no source", ids("none", 5), nil)

	one.Items, one.State, one.Ended, one.Error = one.Items[:1], bot.JobRunning, after(time.Minute), "No."
	check(t, s.SaveJob(ctx, one))
	all, err = s.Jobs(ctx, "a", "s1", 5)
	check(t, err)
	same(t, "a job saved again", all[1], one)
	same(t, "of a source that is not in it any more", ids("s2", 5), nil)

	broken, err := s.BreakJobs(ctx, after(time.Hour))
	check(t, err)
	if len(broken) != 3 || broken[0].ID != "1" || broken[1].ID != "2" || broken[2].Space != "b" {
		t.Fatalf("broken: %v", broken)
	}
	for _, j := range broken {
		if j.State != bot.JobBroken || !j.Ended.Equal(after(time.Hour)) {
			t.Errorf("%s is %s, ended %v", j.ID, j.State, j.Ended)
		}
	}
	all, err = s.Jobs(ctx, "a", "s1", 5)
	check(t, err)
	same(t, "a broken job", all[1], broken[0])
	broken, err = s.BreakJobs(ctx, after(time.Hour))
	check(t, err)
	same(t, "broken twice", broken, nil)
}

func TestFlights(t *testing.T) {
	s := open(t) // whose clock stands at start
	ctx := t.Context()
	flights := []bot.InFlight{flightOf("2", "a", "ann", after(time.Second)), flightOf("3", "b", "bob", after(2*time.Second))}
	check(t, s.SaveFlights(ctx, []bot.InFlight{flights[1], flights[0], flightOf("1", "a", "ann", start)}, nil))
	check(t, s.SaveFlights(ctx, []bot.InFlight{flightOf("4", "a", "eve", start)}, []string{"1", "4", "none"}))
	got, err := s.TakeFlights(ctx)
	check(t, err)
	same(t, "flights, oldest first", got, flights)
	got, err = s.TakeFlights(ctx)
	check(t, err)
	same(t, "taken twice", got, nil)

	// A token that is dead is of no use, and of no reply that is being made. A
	// message of the bot's own can be edited without.
	old, without := flightOf("old", "a", "ann", after(-bot.TokenLife-time.Second)), flightOf("without", "a", "ann", after(-24*time.Hour))
	without.Callback.Token = ""
	check(t, s.SaveFlights(ctx, []bot.InFlight{old, without, flightOf("young", "a", "ann", after(-bot.TokenLife))}, nil))
	check(t, s.SaveFlights(ctx, nil, nil))
	got, err = s.TakeFlights(ctx)
	check(t, err)
	if len(got) != 2 || got[0].ID != "without" || got[1].ID != "young" {
		t.Errorf("after a while: %v", got)
	}
}

func TestServers(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	for i, c := range []struct {
		do   func() error
		want map[corpus.Space]time.Time
	}{
		{func() error { return nil }, nil},
		{func() error { return s.Joined(ctx, "a") }, map[corpus.Space]time.Time{"a": {}}},
		{func() error { return s.Joined(ctx, "b") }, map[corpus.Space]time.Time{"a": {}, "b": {}}},
		{func() error { return s.Left(ctx, "a", start) }, map[corpus.Space]time.Time{"a": start, "b": {}}},
		{func() error { return s.Left(ctx, "a", after(time.Hour)) }, map[corpus.Space]time.Time{"a": start, "b": {}}},
		{func() error { return s.Joined(ctx, "a") }, map[corpus.Space]time.Time{"a": {}, "b": {}}},
		{func() error { return s.Left(ctx, "a", after(time.Hour)) }, map[corpus.Space]time.Time{"a": after(time.Hour), "b": {}}},
		{func() error { return s.Left(ctx, "c", start) }, map[corpus.Space]time.Time{"a": after(time.Hour), "b": {}, "c": start}},
		{func() error { return s.SetDigested(ctx, "d", start) }, map[corpus.Space]time.Time{"a": after(time.Hour), "b": {}, "c": start}},
		{func() error { return s.ForgetSpace(ctx, "a") }, map[corpus.Space]time.Time{"b": {}, "c": start}},
	} {
		check(t, c.do())
		got, err := s.Servers(ctx)
		check(t, err)
		same(t, string(rune('0'+i)), got, c.want)
	}
}

func TestDigested(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	for _, want := range []time.Time{{}, start, after(time.Hour)} {
		if !want.IsZero() {
			check(t, s.SetDigested(ctx, "a", want))
		}
		got, err := s.Digested(ctx, "a")
		check(t, err)
		same(t, "digested", got, want)
	}
	got, err := s.Digested(ctx, "b")
	check(t, err)
	same(t, "digested elsewhere", got, time.Time{})
}
