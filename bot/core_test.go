package bot

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"footnote/corpus"
)

func TestWhoMayManage(t *testing.T) {
	f := newFakes(t)
	f.store.settings["1"] = Settings{Managers: []string{"7", "8"}}
	for _, tt := range []struct {
		name   string
		person Person
		may    bool
	}{
		{"a member", Person{ID: "1"}, false},
		{"Manage Server", Person{ID: "1", Manager: true}, true},
		{"a named role", Person{ID: "1", Roles: []string{"6", "8"}}, true},
		{"another role", Person{ID: "1", Roles: []string{"6"}}, false},
		{"a name that says so", Person{ID: "1", Name: "7"}, false},
	} {
		o := at("1", "10", "100")
		o.Person = tt.person
		if no := f.gate(t.Context(), o, true); (no == nil) != tt.may {
			t.Errorf("%s: %+v", tt.name, no)
		}
		if no := f.gate(t.Context(), o, false); no != nil {
			t.Errorf("%s may not even ask: %+v", tt.name, no)
		}
	}
	f.settings.forget("1")
	f.store.failing(unavailable("The database does not answer."), "Settings")
	o := at("1", "10", "100")
	if no := f.gate(t.Context(), o, true); no == nil || textOf(*no) != "The database does not answer." {
		t.Errorf("unread settings let somebody pass, or say %+v", no)
	}
}

// hungSettings reads one server's settings for ever.
type hungSettings struct {
	*fakeStore
	space corpus.Space
	hung  chan struct{}
}

func (s *hungSettings) Settings(ctx context.Context, space corpus.Space) (Settings, error) {
	if space == s.space {
		close(s.hung)
		<-ctx.Done()
		return Settings{}, ctx.Err()
	}
	return s.fakeStore.Settings(ctx, space)
}

func TestOneServersSettingsDoNotHoldUpAnothers(t *testing.T) {
	store := &hungSettings{newFakeStore(), "1", make(chan struct{})}
	c := &settingsCache{store: store, known: map[corpus.Space]Settings{}}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { _, err := c.of(ctx, "1"); done <- err }()
	<-store.hung
	if _, err := c.of(t.Context(), "2"); err != nil {
		t.Error(err)
	}
	cancel()
	if err := <-done; err == nil {
		t.Error("what was not read is known")
	}
}

// staleSettings holds back the first that was read until something newer is saved.
type staleSettings struct {
	*fakeStore
	once          sync.Once
	read, release chan struct{}
}

func (s *staleSettings) Settings(ctx context.Context, space corpus.Space) (Settings, error) {
	x, err := s.fakeStore.Settings(ctx, space)
	s.once.Do(func() {
		close(s.read)
		<-s.release
	})
	return x, err
}

func TestSettingsThatWereReadDoNotReplaceThoseThatWereSaved(t *testing.T) {
	store := &staleSettings{fakeStore: newFakeStore(), read: make(chan struct{}), release: make(chan struct{})}
	c := &settingsCache{store: store, known: map[corpus.Space]Settings{}}
	got := make(chan Settings)
	go func() { s, _ := c.of(context.Background(), "1"); got <- s }()
	<-store.read
	c.mu.Lock()
	c.known["1"] = Settings{Private: true}
	c.mu.Unlock()
	close(store.release)
	if s := <-got; !s.Private {
		t.Error("what was read is newer than what was saved")
	}
	if s, _ := c.of(t.Context(), "1"); !s.Private {
		t.Error("what was saved is forgotten")
	}
}

func TestSettingsAreKnownOnceSaved(t *testing.T) {
	store := newFakeStore()
	c := &settingsCache{store: store, known: map[corpus.Space]Settings{}}
	if s, err := c.of(t.Context(), "1"); err != nil || s.Private {
		t.Fatal(s, err)
	}
	set := func(private bool) error {
		_, err := c.change(t.Context(), "1", func(s *Settings) (Entry, bool) { s.Private = private; return Entry{}, true })
		return err
	}
	if err := set(true); err != nil {
		t.Fatal(err)
	}
	if s, _ := c.of(t.Context(), "1"); !s.Private {
		t.Error("what was saved is not known")
	}
	store.failing(unavailable("no"), "SaveSettings")
	if err := set(false); err == nil {
		t.Error("no error")
	}
	if s, _ := c.of(t.Context(), "1"); !s.Private {
		t.Error("what was not saved is known")
	}
}

// Whoever is let through had not asked more than twice the limit in any span, and
// whoever comes at the time that was named is let through.
func TestLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := newFakeClock()
		l := newLimits(clock.now)
		member, server := rapid.IntRange(0, 5).Draw(t, "member"), rapid.IntRange(0, 8).Draw(t, "server")
		type passed struct {
			person string
			at     time.Time
		}
		var all []passed
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			clock.add(time.Duration(rapid.IntRange(0, 300).Draw(t, "pause")) * time.Second)
			person := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "person")
			wait, whole := l.take("1", person, member, server)
			if wait == 0 {
				all = append(all, passed{person, clock.now()})
			} else if whole && server == 0 || !whole && member == 0 {
				t.Fatalf("no limit, but wait %v (%v)", wait, whole)
			} else if wait > serverSpan {
				t.Fatalf("wait %v", wait)
			} else if rapid.Bool().Draw(t, "come again") {
				clock.add(wait)
				if again, nowWhole := l.take("1", person, member, server); again > 0 && nowWhole == whole {
					t.Fatalf("told to come after %v, and then after %v more", wait, again)
				} else if again == 0 {
					all = append(all, passed{person, clock.now()})
				}
			}
			now, ofPerson, ofServer := clock.now(), 0, 0
			for _, p := range all {
				if now.Sub(p.at) < memberSpan && p.person == person {
					ofPerson++
				}
				if now.Sub(p.at) < serverSpan {
					ofServer++
				}
			}
			if member > 0 && ofPerson > 2*member || server > 0 && ofServer > 2*server {
				t.Fatalf("%d of a person in ten minutes, %d of a server in an hour", ofPerson, ofServer)
			}
		}
	})
}

func TestWhatIsRefusedDoesNotCount(t *testing.T) {
	clock := newFakeClock()
	l := newLimits(clock.now)
	l.take("1", "a", 2, 1)
	for range 10 { // the server's limit refuses; the member's is not used up by it
		if _, whole := l.take("1", "a", 2, 1); !whole {
			t.Fatal("not the server's limit")
		}
	}
	if wait, _ := l.take("1", "a", 2, 0); wait != 0 {
		t.Errorf("the member waits %v", wait)
	}
	if wait, whole := l.take("1", "a", 2, 0); wait != 5*time.Minute || whole {
		t.Errorf("the member waits %v (%v)", wait, whole)
	}
}

func TestLimitsThatChange(t *testing.T) {
	l := newLimits(newFakeClock().now)
	for range 2 {
		l.take("1", "a", 2, 0)
	}
	if wait, _ := l.take("1", "a", 2, 0); wait == 0 {
		t.Error("let through")
	}
	if wait, _ := l.take("1", "a", 600, 0); wait > time.Second {
		t.Errorf("a new limit is not used: wait %v", wait)
	}
	if wait, _ := l.take("1", "a", 0, 0); wait != 0 {
		t.Errorf("no limit, but wait %v", wait)
	}
}

func TestLimitersThatLimitNobodyGo(t *testing.T) {
	clock := newFakeClock()
	l := newLimits(clock.now)
	for i := range 3 * minSweep {
		l.take("1", strconv.Itoa(i), 5, 0)
		l.once("1", strconv.Itoa(i))
	}
	if len(l.by) != 3*minSweep || len(l.told) != 3*minSweep {
		t.Fatalf("%d and %d", len(l.by), len(l.told))
	}
	clock.add(time.Hour)
	for i := range 6 * minSweep {
		l.take("1", "new"+strconv.Itoa(i), 5, 0)
		l.once("1", "new"+strconv.Itoa(i))
		clock.add(time.Second)
	}
	if len(l.by) > 2*minSweep || len(l.told) > 2*minSweep {
		t.Errorf("%d limiters and %d that were told are held", len(l.by), len(l.told))
	}
}

func TestOnceAMinute(t *testing.T) {
	clock := newFakeClock()
	l := newLimits(clock.now)
	for _, want := range []bool{true, false} {
		if l.once("1", "a") != want {
			t.Errorf("want %v", want)
		}
	}
	if !l.once("1", "b") || !l.once("2", "a") {
		t.Error("another person or server is not told")
	}
	clock.add(time.Minute - 1)
	if l.once("1", "a") {
		t.Error("told again within a minute")
	}
	clock.add(1)
	if !l.once("1", "a") {
		t.Error("not told after a minute")
	}
}

func TestUnder(t *testing.T) {
	for _, tt := range []struct{ set, ceiling, want int }{
		{0, 0, 0}, {5, 0, 5}, {0, 5, 5}, {3, 5, 3}, {7, 5, 5}, {-1, 5, 5}, {-1, -1, 0}, {3, -1, 3},
	} {
		if got := under(tt.set, tt.ceiling); got != tt.want {
			t.Errorf("under(%d, %d) = %d, want %d", tt.set, tt.ceiling, got, tt.want)
		}
	}
}

func TestPending(t *testing.T) {
	clock := newFakeClock()
	p := newPending(clock.now)
	o := at("1", "10", "100")
	id := p.put(o, "thing")
	for name, other := range map[string]Origin{"another person": at("1", "10", "200"), "another server": at("2", "10", "100")} {
		if _, ok := p.take(other, id); ok {
			t.Errorf("%s took it", name)
		}
	}
	if _, ok := p.take(o, "made-up"); ok {
		t.Error("a made-up id was taken")
	}
	if what, ok := p.take(o, id); !ok || what != "thing" {
		t.Errorf("got %v, %v", what, ok)
	}
	if _, ok := p.take(o, id); ok {
		t.Error("taken twice")
	}
	p.keep(o, id, "thing")
	if _, ok := p.take(o, id); !ok {
		t.Error("what was put back is gone")
	}
	id = p.put(o, "thing")
	clock.add(pendingTime)
	if _, ok := p.take(o, id); ok {
		t.Error("taken too late")
	}
}

func TestPendingIsBounded(t *testing.T) {
	clock := newFakeClock()
	p := newPending(clock.now)
	other := at("1", "10", "200")
	kept := p.put(other, "other's")
	greedy := at("1", "10", "100")
	var ids []string
	for range 3 * maxPending {
		clock.add(time.Millisecond)
		ids = append(ids, p.put(greedy, "thing"))
	}
	if len(p.items) != 1+maxPendingOwn {
		t.Errorf("%d items", len(p.items))
	}
	if _, ok := p.take(greedy, ids[len(ids)-maxPendingOwn]); !ok {
		t.Error("not the last ones are kept")
	}
	if _, ok := p.take(other, kept); !ok {
		t.Error("one person's things took another's place")
	}
	for i := range 2 * maxPending {
		clock.add(time.Millisecond)
		p.put(at("1", "10", strconv.Itoa(i)), "thing")
	}
	if len(p.items) > maxPending {
		t.Errorf("%d items", len(p.items))
	}
	p.forget(at("1", "10", strconv.Itoa(2*maxPending-1)))
	if len(p.items) != maxPending-1 {
		t.Errorf("%d items after one person was forgotten", len(p.items))
	}
}

func TestFlights(t *testing.T) {
	flight := func(id string) InFlight { return InFlight{ID: id, Space: "1"} }
	for _, tt := range []struct {
		name string
		do   func(t *testing.T, f *flights, store *fakeStore)
		want string // ids in the store after the end
	}{
		{"what runs is written", func(t *testing.T, f *flights, store *fakeStore) {
			f.begin(flight("a"))
			time.Sleep(time.Second)
			if store.ids() != "a" {
				t.Errorf("written %q", store.ids())
			}
			f.end("a")
			f.begin(flight("b"))
		}, "b"},
		{"what began and ended between two writes is not", func(t *testing.T, f *flights, store *fakeStore) {
			store.failing(unavailable("must not be asked"), "SaveFlights")
			f.begin(flight("a"))
			f.end("a")
			time.Sleep(time.Second)
			store.failing(nil)
		}, ""},
		{"what could not be written is tried again", func(t *testing.T, f *flights, store *fakeStore) {
			store.failing(unavailable("The disk is full."), "SaveFlights")
			f.begin(flight("a"))
			f.begin(flight("b"))
			time.Sleep(time.Second)
			store.failing(nil)
			time.Sleep(flightRetry)
			if store.ids() != "a b" {
				t.Errorf("written %q", store.ids())
			}
			f.end("a")
			time.Sleep(time.Second)
		}, "b"},
		{"what ended while it could not be written stays ended", func(t *testing.T, f *flights, store *fakeStore) {
			store.failing(unavailable("The disk is full."), "SaveFlights")
			f.begin(flight("a"))
			f.begin(flight("b"))
			time.Sleep(time.Second)
			f.end("a")
			store.failing(nil)
		}, "b"},
		{"what ends while the writing fails stays ended", func(t *testing.T, f *flights, store *fakeStore) {
			store.mu.Lock()
			store.fail = func(method string) error {
				f.end("a")
				return unavailable("The disk is full.")
			}
			store.mu.Unlock()
			f.begin(flight("a"))
			f.begin(flight("b"))
			time.Sleep(flightPause)
			synctest.Wait()
			store.failing(nil)
		}, "b"},
		{"what was written although it seemed not to be is ended", func(t *testing.T, f *flights, store *fakeStore) {
			store.failing(context.DeadlineExceeded, "SaveFlights")
			f.begin(flight("a"))
			time.Sleep(time.Second)
			store.failing(nil)
			if err := store.SaveFlights(t.Context(), []InFlight{flight("a")}, nil); err != nil {
				t.Fatal(err)
			}
			f.end("a")
		}, ""},
		{"what an earlier process left is not this one's", func(t *testing.T, f *flights, store *fakeStore) {
			store.flights["old"] = flight("old")
			f.begin(flight("new"))
			time.Sleep(time.Second)
			left, err := f.left(t.Context())
			if err != nil || len(left) != 1 || left[0].ID != "old" {
				t.Errorf("left %v, %v", left, err)
			}
			if left, _ := f.left(t.Context()); len(left) != 0 {
				t.Errorf("left again: %v", left)
			}
		}, "new"},
		{"nothing is written over what cannot be read", func(t *testing.T, f *flights, store *fakeStore) {
			store.flights["old"] = flight("old")
			store.failing(unavailable("The disk is full."), "TakeFlights")
			f.begin(flight("new"))
			time.Sleep(time.Second)
			if _, err := f.left(t.Context()); err == nil || store.ids() != "old" {
				t.Errorf("err %v, written %q", err, store.ids())
			}
			store.failing(nil)
			if left, err := f.left(t.Context()); err != nil || len(left) != 1 {
				t.Errorf("left %v, %v", left, err)
			}
		}, "new"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := newFakeStore()
				f := newFlights(store, slog.New(slog.DiscardHandler))
				stop, done := make(chan struct{}), make(chan struct{})
				go func() { defer close(done); f.run(stop) }()
				synctest.Wait()
				tt.do(t, f, store)
				close(stop)
				<-done
				if got := store.ids(); got != tt.want {
					t.Errorf("%q in the store, want %q", got, tt.want)
				}
			})
		})
	}
}

// ids are those in flight.
func (s *fakeStore) ids() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for _, id := range []string{"a", "b", "new", "old"} {
		if _, ok := s.flights[id]; ok {
			ids = append(ids, id)
		}
	}
	return strings.Join(ids, " ")
}

func TestFlightsAreBounded(t *testing.T) {
	store := newFakeStore()
	store.failing(unavailable("The disk hangs."), "SaveFlights")
	f := newFlights(store, slog.New(slog.DiscardHandler))
	for range 3 {
		for i := range maxFlights {
			f.begin(InFlight{ID: strconv.Itoa(i)})
		}
		f.write()
		for i := range maxFlights {
			f.end(strconv.Itoa(i))
		}
	}
	if len(f.began) > maxFlights || len(f.ended) > maxFlights {
		t.Errorf("%d and %d are held", len(f.began), len(f.ended))
	}
}

func TestIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		args := rapid.SliceOfN(rapid.String(), 0, 4).Draw(t, "args")
		id := VerbSources.ID(args...)
		if n := Units(id); n > MaxCustomID {
			t.Fatalf("%d characters", n)
		}
		verb, got := ReadID(id, max(1, len(args)))
		if verb != VerbSources {
			t.Fatalf("%q gives the verb %q", id, verb)
		}
		if Units(strings.Join(args, "::")) > MaxCustomID-10 {
			return
		}
		if len(got) != len(args) {
			t.Fatalf("%q gives %q, want %q", id, got, args)
		}
		for i := range args {
			want := strings.Map(visible, args[i])
			if i < len(args)-1 {
				want = strings.ReplaceAll(want, ":", "")
			}
			if got[i] != want {
				t.Fatalf("argument %d is %q, want %q", i, got[i], want)
			}
		}
	})
}

func TestMadeUpIDs(t *testing.T) {
	for _, id := range []string{strings.Repeat("x", 4*MaxCustomID+1), "up:\x00", "up:\n"} {
		if v, args := ReadID(id, 2); v != "" || args != nil {
			t.Errorf("%q gives %q, %q", id, v, args)
		}
	}
	if v, args := ReadID("", 2); v != "" || len(args) != 0 {
		t.Errorf("nothing gives %q, %q", v, args)
	}
}

func TestSaving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSaving()
		s.wait(t.Context(), "unknown") // returns
		done := s.begin(Posted{ID: "a", Space: "g", Place: Place{Channel: "c"}, Person: "ann"})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		s.wait(ctx, "a")
		if took := time.Since(began); took != time.Second {
			t.Errorf("waited %v, want until the context ended", took)
		}
		for _, other := range []struct{ space, channel, person string }{{"h", "c", "ann"}, {"g", "d", "ann"}, {"g", "c", "bob"}} {
			began := time.Now()
			s.waitIn(t.Context(), corpus.Space(other.space), other.channel, other.person)
			if took := time.Since(began); took != 0 {
				t.Errorf("%v waited %v for somebody else", other, took)
			}
		}
		began = time.Now()
		s.waitIn(t.Context(), "g", "c", "ann")
		if took := time.Since(began); took != saveWait {
			t.Errorf("waited %v, want %v", took, saveWait)
		}
		var wg sync.WaitGroup
		wg.Go(func() { s.wait(t.Context(), "a") })
		wg.Go(func() { s.waitIn(t.Context(), "g", "c", "") })
		synctest.Wait()
		done()
		wg.Wait()
		if len(s.answers) != 0 {
			t.Errorf("left %v", s.answers)
		}
	})
}

func TestSecretsOfACallbackStayOutOfLogs(t *testing.T) {
	c := Callback{Application: "app", Token: "secret-token"}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "callback", c)
	for _, text := range []string{log.String(), fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s", c, c, c, c), fmt.Sprintf("%+v", InFlight{Callback: c})} {
		if strings.Contains(text, "secret-token") {
			t.Error(text)
		}
	}
}
