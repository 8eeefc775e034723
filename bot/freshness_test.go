package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// kept makes fakes on the clock of the bubble, with a moderators' channel in "g",
// none in "quiet", and lets the bot keep sources fresh for some time.
func kept(t *testing.T, during time.Duration, prepare func(f *fakes)) *fakes {
	t.Helper()
	f := newFakes(t, func(c *Config) { c.Now = time.Now })
	f.store.servers["g"], f.store.servers["quiet"] = time.Time{}, time.Time{}
	f.store.settings["g"] = Settings{Moderators: "mods"}
	if prepare != nil {
		prepare(f)
	}
	ctx, cancel := context.WithTimeout(t.Context(), during)
	defer cancel()
	f.freshness.run(ctx)
	return f
}

// stale is a page of a server that cannot be read any more.
func staleSource(f *fakes, space corpus.Space, id string) corpus.SourceInfo {
	f.library.add(space, id, "Title of "+id)
	f.library.mu.Lock()
	defer f.library.mu.Unlock()
	list := f.library.sources[space]
	s := &list[len(list)-1]
	s.State, s.Reason, s.Since = corpus.StateStale, "There is no such page.", time.Now()
	return *s
}

// told are the sources that each message to a channel names.
func (o *fakeOutbox) told() (messages []string) {
	for _, x := range o.all() {
		if s, ok := x.screen.(StaleScreen); ok && x.how == "post" {
			names := []string{x.to}
			for _, src := range s.Sources {
				names = append(names, src.ID)
			}
			messages = append(messages, strings.Join(names, " "))
		}
	}
	return messages
}

// What is due is read again about once a minute, and each outcome is counted.
func TestKeepsFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		f := kept(t, 3*time.Minute+time.Second, func(f *fakes) {
			f.refresher.do = func(_ context.Context, _ time.Time, report func(corpus.Refreshed)) error {
				report(corpus.Refreshed{Space: "g", SourceID: "a", Status: corpus.StatusUnchanged})
				report(corpus.Refreshed{Space: "g", SourceID: "b", Status: corpus.StatusFailed, Cause: errors.New("gone")})
				return nil
			}
		})
		for i, at := range f.refresher.passes {
			if got := at.Sub(start); got != time.Duration(i)*time.Minute {
				t.Errorf("pass %d after %s", i, got)
			}
		}
		if n := len(f.refresher.passes); n != 4 || f.meter.refreshes[corpus.StatusUnchanged] != 4 || f.meter.refreshes[corpus.StatusFailed] != 4 {
			t.Errorf("%d passes, %v", n, f.meter.refreshes)
		}
		f.upkeep.mu.Lock()
		defer f.upkeep.mu.Unlock()
		if len(f.upkeep.changed) != 0 {
			t.Errorf("what did not change is followed: %v", f.upkeep.changed)
		}
	})
}

// An error or a panic of one pass does not end the next.
func TestKeepsFreshAfterFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		f := kept(t, 2*time.Minute+time.Second, func(f *fakes) {
			f.refresher.do = func(context.Context, time.Time, func(corpus.Refreshed)) error {
				if n++; n == 1 {
					panic("injected")
				}
				return unavailable("disk")
			}
		})
		if len(f.refresher.passes) != 3 || f.meter.panics != 1 {
			t.Errorf("%d passes, %d panics", len(f.refresher.passes), f.meter.panics)
		}
	})
}

// While a page is slow, questions are answered, and what another page changed is
// followed: answers are marked, who waits is told, gaps close. The end of the
// program ends it.
func TestSlowRefreshHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := moderated(t, func(c *Config) { c.Now = time.Now })
		f.directory.channels["channel"] = Channel{ID: "channel", Guild: "g", CanPost: true}
		f.store.servers["g"] = time.Time{}
		f.store.answers["a"] = quoted("a")
		f.library.write("one", "Another text.")
		f.library.write("two", "Nobody was hurt.")
		f.directory.members["g/asker"] = Person{ID: "asker"}
		f.store.subs["s"] = Subscription{ID: "s", Space: "g", Person: "asker", Channel: "channel", Question: "Is it open?", At: time.Now()}
		gap := Posted{ID: "gap", Space: "g", Person: "ann", Message: "m", At: time.Now(), GapKey: "open", Answer: refusalOf(retrieval.Question{Space: "g", Text: "Is it open?"})}
		f.store.answers["gap"] = gap
		ended := make(chan struct{})
		f.refresher.do = func(ctx context.Context, _ time.Time, report func(corpus.Refreshed)) error {
			report(corpus.Refreshed{Space: "g", SourceID: "one", Status: corpus.StatusUpdated})
			<-ctx.Done()
			close(ended)
			return ctx.Err()
		}
		stop := f.run(t)
		finish(t, f.Command(t.Context(), Command{Origin: at("guild", "open", "ann"), Name: CommandAsk, Options: map[string]string{"question": "Is it slow?"}}))
		time.Sleep(time.Minute)
		synctest.Wait()
		if marks := f.store.answers["a"].Marks; len(marks) != 1 || marks[0].Kind != MarkChanged {
			t.Errorf("marks %+v", marks)
		}
		told := slices.ContainsFunc(f.outbox.all(), func(x fakeSent) bool { return x.how == "direct" && x.to == "asker" })
		if _, closed := f.store.closed["g open"]; !told || !closed {
			t.Errorf("told %v, gap closed %v", told, closed)
		}
		if len(f.refresher.passes) != 1 {
			t.Errorf("%d passes", len(f.refresher.passes))
		}
		stop()
		<-ended
	})
}

// Moderators hear of each source once, in one message a server, and it was noted
// before. A server without a channel hears of it when it has one.
func TestTellsOfStaleSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f *fakes
		f = kept(t, 5*time.Minute, func(x *fakes) {
			f = x
			f.refresher.untold = []corpus.SourceInfo{staleSource(f, "g", "one"), staleSource(f, "quiet", "three"), staleSource(f, "g", "two")}
			f.refresher.do = func(_ context.Context, _ time.Time, report func(corpus.Refreshed)) error {
				report(corpus.Refreshed{Space: "g", SourceID: "one", Status: corpus.StatusFailed})
				return nil
			}
			f.outbox.fail = func(fakeSent) error {
				if !slices.Contains(f.refresher.told, "g one") {
					t.Error("told before it was noted")
				}
				return nil
			}
		})
		if got := f.outbox.told(); !slices.Equal(got, []string{"mods one two"}) {
			t.Errorf("%q", got)
		}
		if len(f.refresher.untold) != 1 {
			t.Errorf("%+v", f.refresher.untold)
		}
		f.store.settings["quiet"] = Settings{Moderators: "new"}
		f.settings.forget("quiet")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		f.freshness.run(ctx)
		if got := f.outbox.told(); !slices.Equal(got, []string{"mods one two", "new three"}) {
			t.Errorf("%q", got)
		}
	})
}

// When a site goes down its pages fail some at a time: a server hears of the first
// at once, and of the others within the hour, in one message.
func TestTellsOfManyStaleSourcesTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := kept(t, 2*time.Hour, func(f *fakes) {
			n := 0
			f.refresher.do = func(_ context.Context, _ time.Time, report func(corpus.Refreshed)) error {
				if n++; n > 4 {
					return nil
				}
				s := staleSource(f, "g", fmt.Sprint("page-", n))
				f.refresher.untold = append(f.refresher.untold, s)
				report(corpus.Refreshed{Space: "g", SourceID: s.ID, Status: corpus.StatusFailed})
				return nil
			}
		})
		if got := f.outbox.told(); !slices.Equal(got, []string{"mods page-1", "mods page-2 page-3 page-4"}) {
			t.Errorf("%q", got)
		}
	})
}

// While Discord is down it is tried again, without what can be read meanwhile, or
// is gone; where the channel is gone it is not.
func TestTellsOfStaleSourcesLater(t *testing.T) {
	for name, x := range map[string]struct {
		err  error
		want []string
	}{
		"down":    {unavailable("down"), []string{"mods one"}},
		"busy":    {&corpus.Problem{Code: corpus.CodeBusy, Message: "later"}, []string{"mods one"}},
		"no such": {missing("gone"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := kept(t, 10*time.Minute, func(f *fakes) {
					f.refresher.untold = []corpus.SourceInfo{staleSource(f, "g", "one"), staleSource(f, "g", "back"), staleSource(f, "g", "removed")}
					n := 0
					f.outbox.fail = func(fakeSent) error {
						if n++; n > 3 {
							return nil
						}
						f.library.mu.Lock()
						defer f.library.mu.Unlock()
						list := f.library.sources["g"]
						list[1].State = corpus.StateFresh
						f.library.sources["g"] = list[:2]
						return x.err
					}
				})
				if got := f.outbox.told(); !slices.Equal(got, x.want) {
					t.Errorf("%q", got)
				}
				if len(f.freshness.unheard) != 0 || len(f.refresher.told) != 3 {
					t.Errorf("unheard %v, told %v", f.freshness.unheard, f.refresher.told)
				}
			})
		})
	}
}

// What cannot be noted is not told: it would be told again.
func TestTellsOnlyWhatIsNoted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := kept(t, 2*time.Minute, func(f *fakes) {
			f.refresher.untold = []corpus.SourceInfo{staleSource(f, "g", "one")}
			f.refresher.err = unavailable("disk")
		})
		if got := f.outbox.told(); len(got) != 0 {
			t.Errorf("%q", got)
		}
	})
}

// Old texts go hourly, in each server, but for those that were replaced within the
// hour and those that an answer of the last 30 days quotes.
func TestDropsOldTexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		f := kept(t, time.Hour+time.Minute, func(f *fakes) {
			old, young := quoted("old"), quoted("young")
			old.At, young.At = start.Add(-31*24*time.Hour), start.Add(-29*24*time.Hour)
			old.Answer.Citations[0].Revision, young.Answer.Citations[0].Revision = "r-old", "r-young"
			old.Answer.Citations, young.Answer.Citations = old.Answer.Citations[:1], young.Answer.Citations[:1]
			f.store.answers["old"], f.store.answers["young"] = old, young
			f.purger.dropErr = map[corpus.Space]error{"g": unavailable("disk")}
		})
		slices.Sort(f.purger.dropped)
		first, second := start.Add(-time.Hour).UTC().Format(time.DateTime), start.UTC().Format(time.DateTime)
		want := []string{"g " + first + " r-young", "g " + second + " r-young", "quiet " + first, "quiet " + second}
		if !slices.Equal(f.purger.dropped, want) {
			t.Errorf("%q, want %q", f.purger.dropped, want)
		}
		if f.purger.overwritten != 2 { // once an hour, however many servers
			t.Errorf("overwritten %d times", f.purger.overwritten)
		}
		f.store.failing(unavailable("disk"), "Cited")
		f.purger.dropped = nil
		if err := f.freshness.dropOld(t.Context()); err != nil || len(f.purger.dropped) != 0 || f.purger.overwritten != 2 {
			t.Errorf("what is quoted is not known, and %q dropped, %d overwritten: %v", f.purger.dropped, f.purger.overwritten, err)
		}
	})
}

// A rule that was just set does not wait for the next minute.
func TestFreshnessWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept(t, 10*time.Second, func(f *fakes) {
			f.refresher.do = func(context.Context, time.Time, func(corpus.Refreshed)) error {
				if len(f.refresher.passes) == 1 {
					f.upkeep.sourcesChanged("g", []string{"a"})
				}
				return nil
			}
			t.Cleanup(func() {
				if n := len(f.refresher.passes); n != 2 {
					t.Errorf("%d passes", n)
				}
			})
		})
	})
}
