package bot

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// tended makes fakes whose clock is that of the bubble, with a channel and a
// person, and lets upkeep work for some time.
func tended(t *testing.T, prepare func(f *fakes), during time.Duration) *fakes {
	t.Helper()
	f := newFakes(t, func(c *Config) { c.Now = time.Now })
	f.directory.channels["channel"] = Channel{ID: "channel", Guild: "g", CanPost: true}
	f.directory.members["g/asker"] = Person{ID: "asker"}
	f.directory.guilds["g"] = Guild{ID: "g", Name: "Harbour watch"}
	f.store.servers["g"] = time.Time{}
	f.presence.setAll(map[corpus.Space]bool{"g": true})
	prepare(f)
	ctx, cancel := context.WithTimeout(t.Context(), during)
	defer cancel()
	f.upkeep.run(ctx)
	return f
}

// quoted is a public answer of two sentences from two sources.
func quoted(id string) Posted {
	cite := func(n int, source, quote string) retrieval.Citation {
		return retrieval.Citation{N: n, ArticleID: "article of " + source, SourceID: source, Title: source, Quote: quote, Passage: quote, Also: []retrieval.Ref{}}
	}
	return Posted{
		ID: id, Space: "g", Place: Place{Guild: "g", Channel: "channel"}, Message: "message of " + id, Person: "asker", At: time.Now(),
		Answer: retrieval.Answer{
			Question: "What happened?", Space: "g", Answered: true,
			Sentences: []retrieval.Sentence{
				{Text: "The bridge fell.", Citations: []int{1}},
				{Text: "Nobody was hurt.", Citations: []int{1, 2}},
			},
			Citations: []retrieval.Citation{cite(1, "one", "The bridge fell."), cite(2, "two", "Nobody was hurt.")},
			Conflicts: []retrieval.Conflict{{About: "length", Claims: []retrieval.Claim{
				{Value: "1", Citations: []int{1}}, {Value: "2", Citations: []int{2}},
			}}},
			Uncovered: []string{}, Nearest: []retrieval.Nearest{},
		},
	}
}

func (l *fakeLibrary) write(source, body string) {
	l.articles["g"] = append(l.articles["g"], corpus.Article{
		Meta: corpus.Meta{ID: "article of " + source, SourceID: source, Title: source}, Body: body,
	})
}

func TestMarks(t *testing.T) {
	const one, two = "Late on Monday. The bridge fell.", "Nobody was hurt. All is well."
	for _, c := range []struct {
		name      string
		prepare   func(f *fakes)
		edits     int
		marks     []Mark
		sentences int
	}{
		{"nothing changed", func(f *fakes) { f.library.write("one", one); f.library.write("two", two) }, 0, nil, 2},
		{"a quote that no longer stands", func(f *fakes) { f.library.write("one", "It stands."); f.library.write("two", two) },
			1, []Mark{{Citation: 1, Kind: MarkChanged}}, 2},
		{"a source removed", func(f *fakes) { f.library.write("two", two) }, 1, []Mark{{Citation: 1, Kind: MarkRemoved}}, 1},
		{"one side of a disagreement removed", func(f *fakes) {
			f.library.write("two", two)
			p := f.store.answers["a"]
			p.Answer.Sentences = p.Answer.Sentences[:1]
			f.store.answers["a"] = p
		}, 1, []Mark{{Citation: 1, Kind: MarkRemoved}}, 0},
		{"both removed", func(*fakes) {}, 1, []Mark{{Citation: 1, Kind: MarkRemoved}, {Citation: 2, Kind: MarkRemoved}}, 0},
		{"withdrawn, and can come back", func(f *fakes) {
			f.library.write("two", two)
			f.remover.withdrawn = map[corpus.Space][]WithdrawnSource{"g": {{ID: "one"}}}
		}, 0, nil, 2},
		{"private: not edited, but not kept either", func(f *fakes) {
			f.library.write("two", two)
			p := f.store.answers["a"]
			p.Private = true
			f.store.answers["a"] = p
		}, 0, []Mark{{Citation: 1, Kind: MarkRemoved}}, 1},
		{"archived thread", func(f *fakes) {
			f.library.write("two", two)
			f.directory.channels["channel"] = Channel{ID: "channel", CanPost: true, Archived: true}
		}, 0, []Mark{{Citation: 1, Kind: MarkRemoved}}, 1},
		{"channel that it no longer sees", func(f *fakes) {
			f.library.write("two", two)
			delete(f.directory.channels, "channel")
		}, 0, []Mark{{Citation: 1, Kind: MarkRemoved}}, 1},
		{"older than a month: not edited, but not kept either", func(f *fakes) {
			f.library.write("two", two)
			p := f.store.answers["a"]
			p.At = time.Now().Add(-31 * 24 * time.Hour)
			f.store.answers["a"] = p
		}, 0, []Mark{{Citation: 1, Kind: MarkRemoved}}, 1},
		{"removed where it was said too", func(f *fakes) {
			f.library.write("one", one)
			f.library.write("two", two)
			p := f.store.answers["a"]
			p.Answer.Citations[0].Also = []retrieval.Ref{{ArticleID: "article of three", SourceID: "three", Title: "three"}}
			f.store.answers["a"] = p
		}, 1, nil, 2},
		{"said elsewhere too", func(f *fakes) {
			f.library.write("two", two)
			f.library.write("three", "Yesterday was calm. The bridge fell.")
			p := f.store.answers["a"]
			p.Answer.Citations[0].Also = []retrieval.Ref{{ArticleID: "article of three", SourceID: "three"}}
		}, 1, nil, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := tended(t, func(f *fakes) {
					f.store.answers["a"] = quoted("a")
					c.prepare(f)
				}, time.Hour)
				var edits []fakeSent
				for _, x := range f.outbox.all() {
					if x.how == "edit" {
						edits = append(edits, x)
					}
				}
				if len(edits) != c.edits {
					t.Errorf("%d edits, want %d", len(edits), c.edits)
				}
				p := f.store.answers["a"]
				if !slices.EqualFunc(p.Marks, c.marks, sameMark) {
					t.Errorf("marks %v, want %v", p.Marks, c.marks)
				}
				if len(p.Answer.Sentences) != c.sentences {
					t.Errorf("%d sentences left, want %d", len(p.Answer.Sentences), c.sentences)
				}
				for _, cite := range p.Answer.Citations {
					if len(cite.Also) > 0 {
						t.Errorf("names %q still", cite.Also[0].Title)
					}
				}
				for _, cite := range p.Answer.Citations {
					if !cites(p.Answer, cite.N) {
						t.Errorf("keeps %q, which nothing cites", cite.Quote)
					}
				}
				for _, m := range p.Marks {
					for _, cite := range p.Answer.Citations {
						if m.Kind == MarkRemoved && cite.N == m.Citation {
							t.Error("the quote of a removed source is kept")
						}
					}
				}
				for _, x := range edits {
					if s := x.screen.(AnswerScreen); x.to != "channel" || x.message != "message of a" || len(s.Marks) != len(c.marks) || s.ID != "a" {
						t.Errorf("edited %q %q to %+v", x.to, x.message, s)
					}
				}
			})
		})
	}
}

// A citation whose source is gone moves to the article that says the same.
func TestMarksMoveOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := tended(t, func(f *fakes) {
			p := quoted("a")
			p.Answer.Citations[0].Also = []retrieval.Ref{{ArticleID: "article of three", SourceID: "three"}}
			f.store.answers["a"] = p
			f.library.write("two", "Nobody was hurt.")
			f.library.write("three", "Yesterday was calm. The bridge fell.")
			f.purger.purged = []Purged{{Space: "g", SourceID: "one"}}
		}, time.Hour)
		c := f.store.answers["a"].Answer.Citations[0]
		if body := "Yesterday was calm. The bridge fell."; c.SourceID != "three" || body[c.Start:c.End] != c.Quote {
			t.Errorf("cites %+v", c)
		}
	})
}

// What is withdrawn or brought back while answers are looked at is not gone.
func TestMarksMeetRemovals(t *testing.T) {
	for name, x := range map[string]struct{ listed, found int }{ // from which look on; 0: never
		"withdrawn meanwhile":                      {listed: 2},
		"withdrawn, and brought back meanwhile":    {found: 3},
		"brought back, and withdrawn once more":    {listed: 3},
		"withdrawn for as long as is looked at it": {listed: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := tended(t, func(f *fakes) {
					f.store.answers["a"] = quoted("a")
					f.library.write("two", "Nobody was hurt.")
					lists, looks := 0, 0
					f.remover.onList = func() {
						if lists++; lists == x.listed {
							f.remover.withdrawn = map[corpus.Space][]WithdrawnSource{"g": {{ID: "one"}}}
						}
					}
					f.library.onArticle = func(id string) {
						if id != "article of one" {
							return
						}
						if looks++; looks == x.found {
							f.library.write("one", "The bridge fell.")
						}
					}
				}, upkeepEvery/2)
				if p := f.store.answers["a"]; len(p.Marks) != 0 || len(p.Answer.Sentences) != 2 {
					t.Errorf("marked %v, with %d sentences", p.Marks, len(p.Answer.Sentences))
				}
			})
		})
	}
}

// What Discord does not take now (30046: many edits to old messages) is tried
// again.
func TestMarksWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		f := tended(t, func(f *fakes) {
			f.store.answers["a"] = quoted("a")
			f.library.write("two", "Nobody was hurt.")
			f.outbox.fail = func(fakeSent) error {
				if tries++; tries < 3 {
					return &corpus.Problem{Code: corpus.CodeBusy, Message: "later"}
				}
				return nil
			}
		}, 3*time.Hour)
		if tries != 3 || len(f.store.answers["a"].Marks) != 1 {
			t.Errorf("%d tries, marks %v", tries, f.store.answers["a"].Marks)
		}
	})
}

// Who could not be told, since Discord or the disk was in trouble, is told within
// the next hours.
func TestTellCoveredLater(t *testing.T) {
	const trouble = 90 * time.Minute
	for name, fail := range map[string]func(f *fakes){
		"Discord": func(f *fakes) {
			until := time.Now().Add(trouble)
			f.outbox.fail = func(fakeSent) error {
				if time.Now().Before(until) {
					return unavailable("down")
				}
				return nil
			}
		},
		"the disk": func(f *fakes) {
			f.store.failing(unavailable("disk"), "Subscriptions")
			time.AfterFunc(trouble, func() { f.store.failing(nil) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := tended(t, func(f *fakes) {
					f.asker.ask = func(_ context.Context, q retrieval.Question, _ func(retrieval.Answer)) (retrieval.Answer, error) {
						return answerTo(q, "It is."), nil
					}
					f.store.subs["s"] = Subscription{ID: "s", Space: "g", Person: "asker", Channel: "channel", Question: "Is it open?", At: time.Now()}
					fail(f)
				}, 4*time.Hour)
				if all := f.outbox.all(); len(all) != 1 || all[0].how != "direct" || len(f.store.subs) != 0 {
					t.Errorf("sent %+v, left %v", all, f.store.subs)
				}
			})
		})
	}
}

func TestTellCovered(t *testing.T) {
	answered := func(ctx context.Context, q retrieval.Question, _ func(retrieval.Answer)) (retrieval.Answer, error) {
		if !q.QuoteOnly {
			t.Error("tokens are spent on what nobody reads")
		}
		if q.Text == "Is it open?" {
			return answerTo(q, "It is."), nil
		}
		return refusalOf(q), nil
	}
	for _, c := range []struct {
		name    string
		prepare func(f *fakes)
		direct  int
		left    []string // ids of subscriptions that are left
		closed  bool
	}{
		{"covered", func(*fakes) {}, 1, []string{"other"}, false},
		{"gone from the server", func(f *fakes) { delete(f.directory.members, "g/asker") }, 0, []string{"other"}, false},
		{"direct messages closed", func(f *fakes) {
			f.outbox.fail = func(fakeSent) error { return missing("closed") }
		}, 0, []string{"other", "s"}, true},
		{"Discord is down", func(f *fakes) {
			f.outbox.fail = func(fakeSent) error { return unavailable("down") }
		}, 0, []string{"other", "s"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := tended(t, func(f *fakes) {
					f.asker.ask = answered
					f.store.subs["s"] = Subscription{ID: "s", Space: "g", Person: "asker", Channel: "channel", Question: "Is it open?", At: time.Now()}
					f.store.subs["other"] = Subscription{ID: "other", Space: "g", Person: "asker", Channel: "channel", Question: "Why?", At: time.Now()}
					c.prepare(f)
				}, time.Hour)
				var direct []fakeSent
				for _, x := range f.outbox.all() {
					if x.how == "direct" {
						direct = append(direct, x)
					}
				}
				if len(direct) != c.direct {
					t.Fatalf("%d direct messages, want %d", len(direct), c.direct)
				}
				for _, x := range direct {
					want := CoveredScreen{Question: "Is it open?", Server: "Harbour watch", Link: "https://discord.com/channels/g/channel"}
					if x.to != "asker" || x.screen != want {
						t.Errorf("told %q %+v", x.to, x.screen)
					}
				}
				var left []string
				for _, s := range f.store.subs {
					left = append(left, s.ID)
					if s.ID == "s" && s.Closed != c.closed {
						t.Errorf("closed: %v", s.Closed)
					}
				}
				slices.Sort(left)
				if !slices.Equal(left, c.left) {
					t.Errorf("left %v, want %v", left, c.left)
				}
			})
		})
	}
}

func TestCloseGaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := tended(t, func(f *fakes) {
			for _, q := range []string{"covered now", "still open"} {
				f.store.answers[q] = Posted{ID: q, Space: "g", Message: "m", Person: "asker", At: time.Now().Add(-time.Hour), GapKey: q,
					Answer: retrieval.Answer{Question: q}}
			}
			f.asker.ask = func(_ context.Context, q retrieval.Question, _ func(retrieval.Answer)) (retrieval.Answer, error) {
				if q.Text == "covered now" {
					return answerTo(q, "Yes."), nil
				}
				return refusalOf(q), nil
			}
		}, time.Hour)
		gaps, err := f.store.Gaps(t.Context(), "g")
		if err != nil || len(gaps) != 1 || gaps[0].Key != "still open" {
			t.Errorf("left %+v, %v", gaps, err)
		}
	})
}

func TestDigest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		f := tended(t, func(f *fakes) {
			f.store.settings["g"] = Settings{Moderators: "mods"}
			f.store.servers["h"] = time.Time{} // has no channel for it
			f.library.sources["g"] = []corpus.SourceInfo{{Source: corpus.Source{ID: "s", State: corpus.StateStale, Reason: "gone"}}}
		}, 15*24*time.Hour)
		var digests []DigestScreen
		for _, x := range f.outbox.all() {
			if d, ok := x.screen.(DigestScreen); ok && x.how == "post" && x.to == "mods" {
				digests = append(digests, d)
			}
		}
		if len(digests) != 2 || len(digests[0].Stale) != 1 || !digests[0].From.Equal(start) || digests[0].To.Sub(digests[0].From) < digestEvery {
			t.Errorf("digests %+v", digests)
		}
	})
}

// A server that removed the bot is forgotten after a month, and not before.
func TestForgetLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := tended(t, func(f *fakes) {
			f.store.servers["old"] = time.Now().Add(-20 * 24 * time.Hour)
			f.store.servers["back"] = time.Now().Add(-20 * 24 * time.Hour)
			if err := f.Joined(t.Context(), "back"); err != nil {
				t.Fatal(err)
			}
		}, 9*24*time.Hour)
		if len(f.purger.removed) != 0 {
			t.Errorf("forgotten too early: %v", f.purger.removed)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*24*time.Hour)
		defer cancel()
		f.upkeep.run(ctx)
		if !slices.Equal(f.purger.removed, []corpus.Space{"old"}) {
			t.Errorf("forgotten: %v", f.purger.removed)
		}
		if _, known := f.store.servers["old"]; known {
			t.Error("the records are still there")
		}
	})
}

// A server that the bot is in is not forgotten, whatever is written down: it may
// have come back while the bot was away, or the disk failed when it came.
func TestForgetLeftIsBack(t *testing.T) {
	for _, c := range []struct {
		name     string
		named    []string // by Discord; nil for not yet
		failing  bool
		joined   string
		forgets  []corpus.Space
		leftZero bool
	}{
		{"Discord has not said yet", nil, false, "", nil, false},
		{"it is among the servers", []string{"g", "s"}, false, "", nil, true},
		{"it is, and that could not be written", []string{"g", "s"}, true, "", nil, true},
		{"it comes, and that could not be written", []string{"g"}, true, "s", nil, true},
		{"it is not", []string{"g"}, false, "", []corpus.Space{"s"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFakes(t, func(c *Config) { c.Now = time.Now })
				f.store.servers["g"] = time.Time{}
				f.store.servers["s"] = time.Now().Add(-keepLeft + time.Minute) // due soon
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Hour)
				defer cancel()
				ended := make(chan struct{})
				go func() { defer close(ended); f.upkeep.run(ctx) }()
				if c.failing {
					f.store.failing(unavailable("disk"), "Joined")
				}
				if c.named != nil {
					_ = f.Present(ctx, c.named)
				}
				if c.joined != "" {
					_ = f.Joined(ctx, c.joined)
				}
				synctest.Wait()
				f.store.failing(nil, "Joined")
				<-ended
				if !slices.Equal(f.purger.removed, c.forgets) {
					t.Errorf("forgotten: %v, want %v", f.purger.removed, c.forgets)
				}
				if left, known := f.store.servers["s"]; known && left.IsZero() != c.leftZero {
					t.Errorf("left %v", left)
				}
			})
		})
	}
}

func TestPresent(t *testing.T) {
	f := newFakes(t)
	ctx := t.Context()
	f.store.servers = map[corpus.Space]time.Time{"stays": {}, "gone": {}, "back": f.clock.now(), "long gone": f.clock.now()}
	f.clock.add(time.Hour)
	if err := f.Present(ctx, []string{"stays", "back", "new"}); err != nil {
		t.Fatal(err)
	}
	for space, here := range map[corpus.Space]bool{"stays": true, "gone": false, "back": true, "long gone": false, "new": true} {
		left, known := f.store.servers[space]
		if !known || left.IsZero() != here {
			t.Errorf("%s: known %v, left %v", space, known, left)
		}
	}
	if at := f.store.servers["long gone"]; !at.Equal(f.clock.now().Add(-time.Hour)) {
		t.Error("the time when it was left has moved")
	}
}

// Replies that an earlier process began say that they were cut off, while their
// tokens live.
func TestEndFlights(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := tended(t, func(f *fakes) {
			for id, x := range map[string]InFlight{
				"young":   {Callback: Callback{Token: "young"}, Since: time.Now().Add(-time.Minute)},
				"old":     {Callback: Callback{Token: "old"}, Since: time.Now().Add(-time.Hour)},
				"mention": {Callback: Callback{Channel: "c", Message: "m"}, Since: time.Now().Add(-time.Hour)},
			} {
				x.ID, x.Space = id, "g"
				f.store.flights[id] = x
			}
		}, time.Minute)
		var ended []string
		for _, x := range f.outbox.all() {
			if n, ok := x.screen.(Note); !ok || n.Tone != ToneFailed {
				t.Errorf("said %+v", x.screen)
			}
			ended = append(ended, x.callback.Token+x.callback.Message)
		}
		slices.Sort(ended)
		if !slices.Equal(ended, []string{"m", "young"}) || len(f.store.flights) != 0 {
			t.Errorf("ended %v, left %v", ended, f.store.flights)
		}
	})
}

func TestEndJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := tended(t, func(f *fakes) {
			f.store.settings["g"] = Settings{Moderators: "mods"}
			f.store.jobs["j"] = Job{ID: "j", Space: "g", State: JobRunning}
			f.store.jobs["done"] = Job{ID: "done", Space: "g", State: JobDone}
		}, time.Minute)
		all := f.outbox.all()
		if len(all) != 1 || all[0].to != "mods" || all[0].screen.(JobScreen).Job.State != JobBroken {
			t.Errorf("posted %+v", all)
		}
	})
}

// What fails or panics costs one step; the others go on.
func TestUpkeepGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := tended(t, func(f *fakes) {
			f.store.failing(unavailable("disk"), "TakeFlights", "Quoting", "Gaps")
			f.asker.ask = func(context.Context, retrieval.Question, func(retrieval.Answer)) (retrieval.Answer, error) {
				panic("asker")
			}
			f.store.subs["s"] = Subscription{ID: "s", Space: "g", Person: "asker", Question: "Is it open?", At: time.Now()}
			f.store.servers["old"] = time.Now().Add(-31 * 24 * time.Hour)
		}, time.Hour)
		if !slices.Equal(f.purger.removed, []corpus.Space{"old"}) {
			t.Error("the last step was not reached")
		}
		if f.meter.panics == 0 {
			t.Error("the panic was not counted")
		}
	})
}
