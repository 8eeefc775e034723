package bot

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footnote/corpus"
)

// addFiles starts a job of some files.
func (f *fakes) addFiles(t testing.TB, names ...string) Response {
	t.Helper()
	c := command("open", CommandSourceAdd)
	c.Origin.At, c.Attachments = f.Now(), files(names...)
	return f.Command(t.Context(), c)
}

// reports are the jobs that were posted.
func (o *fakeOutbox) reports() (jobs []JobScreen) {
	for _, x := range o.all() {
		if j, ok := x.screen.(JobScreen); ok && x.how == "post" {
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// job is the only record of a job.
func (s *fakeStore) job(t testing.TB) Job {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.jobs) != 1 {
		t.Fatalf("%d jobs are kept", len(s.jobs))
	}
	for _, j := range s.jobs {
		return j
	}
	panic("unreachable")
}

// What became of each thing is shown by name, kept, reported to the moderators,
// and told to upkeep.
func TestJob(t *testing.T) {
	f := moderated(t)
	f.store.settings["guild"] = Settings{Moderators: "closed"}
	f.importer.do = func(_ context.Context, _ corpus.Space, _ string, _ Import, w Watch) error {
		for i, x := range []corpus.Imported{
			{Status: corpus.StatusAdded, SourceID: "s1", Title: "One \u202enoitceridtxt", Passages: 4},
			{Status: corpus.StatusUpdated, SourceID: "s2", Title: "Two", Passages: 5},
			{Status: corpus.StatusUnchanged, SourceID: "s3", Title: "Three"},
			{Status: corpus.StatusFailed, Error: "d.txt is empty: there is no text to add."},
		} {
			x.Place = i
			w.Imported(x)
			w.Progress(corpus.Progress{Done: i + 1, Total: 4, What: "file"})
		}
		return errors.New("1 of 4 could not be added")
	}
	var changed []corpus.Space
	f.upkeep.onChange(func(s corpus.Space) { changed = append(changed, s) })
	stop := f.run(t)
	sink := finish(t, f.addFiles(t, "a.txt", "b.txt", "c.txt", "d.txt"))
	stop()

	s := sink.last().(JobScreen)
	want := []JobItem{
		{Name: "One noitceridtxt", SourceID: "s1", Status: corpus.StatusAdded, Passages: 4},
		{Name: "Two", SourceID: "s2", Status: corpus.StatusUpdated, Passages: 5},
		{Name: "Three", SourceID: "s3", Status: corpus.StatusUnchanged},
		{Name: "d.txt", Status: corpus.StatusFailed, Error: "d.txt is empty: there is no text to add."},
	}
	if !slices.Equal(s.Job.Items, want) {
		t.Errorf("%+v", s.Job.Items)
	}
	// All failures have their own sentence, so the job as a whole is done.
	if j := s.Job; j.State != JobDone || j.Error != "" || j.Done != 4 || j.Total != 4 || j.Kind != "add" || j.By != "mod" ||
		j.Channel != "open" || j.Ended.IsZero() || !s.Seen || s.Left {
		t.Errorf("%+v", s)
	}
	if kept := f.store.job(t); kept.State != JobDone || !slices.Equal(kept.Items, want) {
		t.Errorf("%+v", kept)
	}
	if r := f.outbox.reports(); len(r) != 1 || r[0].Job.ID != s.Job.ID || f.outbox.all()[0].to != "closed" {
		t.Errorf("%+v", f.outbox.all())
	}
	if !slices.Equal(changed, []corpus.Space{"guild"}) {
		t.Errorf("%v", changed)
	}
	var states []JobState
	for _, x := range sink.shown {
		states = append(states, x.(JobScreen).Job.State)
	}
	if !slices.Equal(states, []JobState{JobWaiting, JobRunning, JobRunning, JobRunning, JobRunning, JobRunning}) {
		t.Errorf("%v", states)
	}
}

func TestJobFails(t *testing.T) {
	for name, x := range map[string]struct {
		do    func(context.Context, corpus.Space, string, Import, Watch) error
		want  string
		state JobState
		panic bool
	}{
		"as a whole": {do: func(_ context.Context, _ corpus.Space, _ string, _ Import, w Watch) error {
			w.Imported(corpus.Imported{Status: corpus.StatusAdded, SourceID: "s1", Title: "One"})
			return &corpus.Problem{Code: corpus.CodeUnavailable, Message: "The disk is full."}
		}, want: "The disk is full.", state: JobFailed},
		"with a bare error": {do: func(context.Context, corpus.Space, string, Import, Watch) error {
			return errors.New("secret detail")
		}, want: "Something went wrong inside Footnote; the log has the cause.", state: JobFailed},
		"with a panic": {do: func(context.Context, corpus.Space, string, Import, Watch) error { panic("injected") },
			want: brokenNote().Text, state: JobFailed, panic: true},
	} {
		t.Run(name, func(t *testing.T) {
			f := moderated(t)
			f.store.settings["guild"] = Settings{Moderators: "closed"}
			f.importer.do = x.do
			stop := f.run(t)
			s := finish(t, f.addFiles(t, "a.txt", "b.txt")).last().(JobScreen)
			stop()
			if s.Job.State != x.state || s.Job.Error != x.want {
				t.Errorf("%+v", s.Job)
			}
			if last := s.Job.Items[1]; last.Name != "b.txt" || last.Status != "" {
				t.Errorf("%+v", last)
			}
			if kept := f.store.job(t); kept.State != x.state || kept.Ended.IsZero() {
				t.Errorf("%+v", kept)
			}
			if len(f.outbox.reports()) != 1 {
				t.Errorf("%+v", f.outbox.all())
			}
			if (f.meter.panics > 0) != x.panic {
				t.Errorf("%d panics counted", f.meter.panics)
			}
		})
	}
}

// A job does not fail because its record cannot be written, nobody can be told, or
// its reply cannot be shown.
func TestJobGoesOn(t *testing.T) {
	f := moderated(t)
	f.store.settings["guild"] = Settings{Moderators: "closed"}
	f.store.failing(unavailable("disk"), "SaveJob")
	f.outbox.fail = func(fakeSent) error { return missing("The channel is gone.") }
	f.run(t)
	r := f.addFiles(t, "a.txt")
	sink := newFakeSink()
	sink.err = errors.New("expired token")
	r.Task.Start(sink)
	<-sink.finished
	if s := sink.last().(JobScreen); s.Job.State != JobDone {
		t.Errorf("%+v", s.Job)
	}
}

// Who started a job is written to, if nobody else would hear of its end.
func TestJobIsTold(t *testing.T) {
	for name, x := range map[string]struct {
		took   time.Duration
		left   bool // its reply could not be shown
		mods   string
		direct int
	}{
		"shown":                    {took: time.Minute},
		"left":                     {took: 15 * time.Minute, direct: 1},
		"left, but reported":       {took: 15 * time.Minute, mods: "closed"},
		"left, and the channel no": {took: 15 * time.Minute, mods: "gone", direct: 1},
		"not shown":                {took: time.Minute, left: true, direct: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := inBubble(t)
				f.store.settings["guild"] = Settings{Moderators: x.mods}
				f.outbox.fail = func(s fakeSent) error {
					if s.to == "gone" {
						return missing("The channel is gone.")
					}
					return nil
				}
				f.importer.do = func(context.Context, corpus.Space, string, Import, Watch) error { time.Sleep(x.took); return nil }
				stop := f.run(t)
				sink := newFakeSink()
				if x.left {
					sink.err = errors.New("Discord does not answer")
				}
				f.addFiles(t, "a.txt").Task.Start(sink)
				time.Sleep(20 * time.Minute)
				stop()
				direct := 0
				for _, s := range f.outbox.all() {
					if j, ok := s.screen.(JobScreen); ok && s.how == "direct" && s.to == "mod" && j.Job.State == JobDone && !j.Left {
						direct++
					}
				}
				if direct != x.direct {
					t.Errorf("%d direct messages: %+v", direct, f.outbox.all())
				}
			})
		})
	}
}

// What an earlier process left is ended and told of; a job that this one begins
// before that is not taken for it.
func TestJobsOfAnEarlierProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := inBubble(t)
		f.store.settings["guild"] = Settings{Moderators: "closed"}
		items := []JobItem{{Name: "One", SourceID: "s1", Status: corpus.StatusAdded}, {Name: "b.txt"}}
		f.store.jobs["told"] = Job{ID: "told", Space: "guild", By: "ann", State: JobRunning, Started: time.Now(), Items: items}
		f.store.jobs["direct"] = Job{ID: "direct", Space: "other", By: "bob", State: JobWaiting, Started: time.Now()}
		f.importer.do = func(context.Context, corpus.Space, string, Import, Watch) error { time.Sleep(time.Hour); return nil }
		if err := f.book.save(t.Context(), Job{ID: "new", Space: "guild", State: JobRunning, Started: time.Now()}); err != nil {
			t.Fatal(err)
		}
		stop := f.run(t)
		synctest.Wait()
		stop()
		got := map[string]string{}
		for _, s := range f.outbox.all() {
			j := s.screen.(JobScreen).Job
			got[j.ID] = s.how + " " + s.to + " " + string(j.State)
			if j.ID == "told" && !slices.Equal(j.Items, items) {
				t.Errorf("%+v", j.Items)
			}
		}
		if want := map[string]string{"told": "post closed broken", "direct": "direct bob broken"}; !maps.Equal(got, want) {
			t.Errorf("%v", got)
		}
		if state := f.store.jobs["new"].State; state != JobRunning {
			t.Errorf("the new job is %s", state)
		}
	})
}

// Too many waiting jobs are refused, with a sentence.
func TestJobsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := inBubble(t)
		begin := make(chan struct{})
		f.importer.do = func(context.Context, corpus.Space, string, Import, Watch) error { <-begin; return nil }
		stop := f.run(t)
		var sinks []*fakeSink
		for range jobsWaiting {
			sink := newFakeSink()
			f.addFiles(t, "a.txt").Task.Start(sink)
			sinks = append(sinks, sink)
			synctest.Wait()
		}
		if text := said(t, finish(t, f.addFiles(t, "a.txt")).last()); !strings.Contains(text, "20 imports of this server are waiting") {
			t.Errorf("%q", text)
		}
		close(begin)
		for _, s := range sinks {
			<-s.finished
		}
		stop()
	})
}

func (s *fakeSink) screens() []Screen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.shown)
}

// inBubble makes fakes that live on the clock of a synctest bubble.
func inBubble(t *testing.T) *fakes {
	return moderated(t, func(c *Config) { c.Now = time.Now })
}

// A long job shows its progress for 14 minutes, then says where to look, and goes
// on; its end is kept and reported.
func TestLongJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := inBubble(t)
		f.store.settings["guild"] = Settings{Moderators: "closed"}
		f.importer.do = func(ctx context.Context, _ corpus.Space, _ string, _ Import, w Watch) error {
			for i := range 20 {
				time.Sleep(time.Minute)
				w.Imported(corpus.Imported{Status: corpus.StatusAdded, SourceID: "s", Title: "A title"})
				w.Progress(corpus.Progress{Done: i + 1, Total: 20, What: "a file"})
			}
			return nil
		}
		stop := f.run(t)
		start := time.Now()
		var left time.Duration
		sink := newFakeSink()
		sink.onFinish = func(Screen) { left = time.Since(start) }
		f.addFiles(t, "a.txt").Task.Start(sink)
		<-sink.finished
		s := sink.last().(JobScreen)
		if !s.Left || s.Job.State != JobRunning || left != 14*time.Minute {
			t.Errorf("after %s: %+v", left, s)
		}
		shown := len(sink.screens())
		if kept := f.store.job(t); kept.State != JobRunning {
			t.Errorf("%+v", kept)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if n := len(sink.screens()); n != shown || sink.calls != 1 {
			t.Errorf("%d more edits, %d ends", n-shown, sink.calls)
		}
		if kept := f.store.job(t); kept.State != JobDone {
			t.Errorf("%+v", kept)
		}
		if r := f.outbox.reports(); len(r) != 1 || r[0].Job.State != JobDone || r[0].Left {
			t.Errorf("%+v", r)
		}
		stop()
	})
}

// A job that waits for its turn longer than its token lives says so too.
func TestJobWaitsLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := inBubble(t)
		f.importer.do = func(ctx context.Context, _ corpus.Space, _ string, what Import, w Watch) error {
			if what.Attachments[0].Name == "slow" {
				time.Sleep(20 * time.Minute)
			}
			w.Imported(corpus.Imported{Status: corpus.StatusAdded, SourceID: "s", Title: what.Attachments[0].Name})
			return nil
		}
		stop := f.run(t)
		first, second := newFakeSink(), newFakeSink()
		for i, name := range []string{"slow", "quick"} {
			f.addFiles(t, name).Task.Start([]*fakeSink{first, second}[i])
			synctest.Wait()
		}
		<-second.finished
		if s := second.last().(JobScreen); !s.Left || s.Job.State != JobWaiting {
			t.Errorf("%+v", s)
		}
		if jobs, _ := f.store.Jobs(t.Context(), "guild", "", 10); len(jobs) != 2 {
			t.Errorf("a waiting job whose reply was left is not kept: %+v", jobs)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		jobs, _ := f.store.Jobs(t.Context(), "guild", "", 10)
		for _, j := range jobs {
			if j.State != JobDone {
				t.Errorf("%+v", j)
			}
		}
		stop()
	})
}

// Shutting down gives a job some seconds; then its record and its report say what
// was not done. One that waited was not begun.
func TestJobIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := inBubble(t)
		f.store.settings["guild"] = Settings{Moderators: "closed"}
		f.importer.do = func(ctx context.Context, _ corpus.Space, _ string, what Import, w Watch) error {
			w.Imported(corpus.Imported{Status: corpus.StatusAdded, SourceID: "s1", Title: "One"})
			<-ctx.Done()
			return &corpus.Problem{Code: corpus.CodeUnavailable, Message: "Stopped.", Err: ctx.Err()}
		}
		stop := f.run(t)
		running, waiting := newFakeSink(), newFakeSink()
		for _, sink := range []*fakeSink{running, waiting} {
			f.addFiles(t, "a.txt", "b.txt").Task.Start(sink)
			synctest.Wait()
		}
		begin := time.Now()
		stop()
		if took := time.Since(begin); took != grace-lastWord {
			t.Errorf("it took %s to end", took)
		}
		s := running.last().(JobScreen)
		if s.Job.State != JobBroken || s.Job.Items[0].Status != corpus.StatusAdded || s.Job.Items[1] != (JobItem{Name: "b.txt"}) || s.Job.Done != 1 {
			t.Errorf("%+v", s.Job)
		}
		if w := waiting.last().(JobScreen); w.Job.State != JobBroken || !strings.Contains(w.Job.Error, "before this was begun") || w.Job.Done != 0 {
			t.Errorf("%+v", w.Job)
		}
		jobs, _ := f.store.Jobs(t.Context(), "guild", "", 10)
		for _, j := range jobs {
			if j.State != JobBroken || j.Ended.IsZero() {
				t.Errorf("%+v", j)
			}
		}
		if len(jobs) != 2 || len(f.outbox.reports()) != 2 {
			t.Errorf("%d kept, %d reported", len(jobs), len(f.outbox.reports()))
		}
		// Nothing new is begun.
		if text := said(t, f.addFiles(t, "a").Show); !strings.Contains(text, "restarted") {
			t.Errorf("%q", text)
		}
	})
}

// One that is done when it is cut off is done.
func TestJobIsDoneInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := inBubble(t)
		f.importer.do = func(ctx context.Context, _ corpus.Space, _ string, _ Import, w Watch) error {
			w.Imported(corpus.Imported{Status: corpus.StatusAdded, SourceID: "s1", Title: "One"})
			<-ctx.Done()
			return ctx.Err()
		}
		stop := f.run(t)
		sink := newFakeSink()
		f.addFiles(t, "a.txt").Task.Start(sink)
		synctest.Wait()
		stop()
		if j := sink.last().(JobScreen).Job; j.State != JobDone || j.Error != "" {
			t.Errorf("%+v", j)
		}
	})
}

// What is done is written down at once: after a crash the report knows it.
func TestJobItemsAreKept(t *testing.T) {
	f := moderated(t)
	f.importer.do = func(_ context.Context, _ corpus.Space, _ string, _ Import, w Watch) error {
		for i, name := range []string{"One", "Two"} {
			w.Imported(corpus.Imported{Status: corpus.StatusAdded, SourceID: "s", Title: name})
			if j := f.store.job(t); i == 0 && (j.State != JobRunning || j.Items[0].Name != "One" || j.Items[0].Status != corpus.StatusAdded || j.Items[1].Status != "") {
				t.Errorf("after %q: %+v", name, j)
			}
		}
		return nil
	}
	stop := f.run(t)
	finish(t, f.addFiles(t, "a.txt", "b.txt"))
	stop()
}

// Progress is written down now and then, so that a crash does not lose all of it.
func TestJobProgressIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := inBubble(t)
		saves := 0
		f.store.fail = func(method string) error {
			if method == "SaveJob" {
				saves++
			}
			return nil
		}
		f.importer.do = func(ctx context.Context, _ corpus.Space, _ string, _ Import, w Watch) error {
			for i := range 100 {
				w.Progress(corpus.Progress{Done: i, Total: 1000, What: "new vectors for all articles"})
				time.Sleep(200 * time.Millisecond)
			}
			w.Imported(corpus.Imported{Status: corpus.StatusAdded, SourceID: "s", Title: "One"})
			w.Progress(corpus.Progress{Done: 1, Total: 1, What: "a.txt"})
			return nil
		}
		stop := f.run(t)
		sink := finish(t, f.addFiles(t, "a.txt"))
		if saves < 4 || saves > 7 { // begin, three or four in 20 s, the end
			t.Errorf("%d saves", saves)
		}
		shown := sink.screens()
		if j := shown[len(shown)/2].(JobScreen).Job; j.Total != 1000 || j.What == "" {
			t.Errorf("%+v", j)
		}
		if j := sink.last().(JobScreen).Job; j.Total != 1 || j.Done != 1 || j.What != "" {
			t.Errorf("%+v", j)
		}
		stop()
	})
}
