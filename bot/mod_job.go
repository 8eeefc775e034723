package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"footnote/corpus"
)

// jobShown is how long a reply shows the progress of a job: a minute less than
// its token lives.
const jobShown = TokenLife - time.Minute

// brokenJob is why a job ended that was cut off. What it reported is stored.
const brokenJob = "I was restarted before this was done."

// jobSaved is how often the progress of a job is written down, at most, beside
// each item that is done.
const jobSaved = 5 * time.Second

// job is an import that was asked for. Its record is kept in the store, with an
// item for all that it is to do: those without a Status are still to come or, at
// the end, were not done. So a report can name them, after a crash too.
type job struct {
	*Bot
	parts []part
	rule  corpus.Rule  // that was set with it
	bare  map[int]bool // items whose first report was of no article: there was nothing new
	reply *leavingSink

	mu     sync.Mutex
	record Job
	saved  time.Time

	writing sync.Mutex // so that an earlier state is never written over a later one
}

// startJob hands a plan to the queue of jobs, and with it the reply.
func (b *Bot) startJob(ctx context.Context, o Origin, p plan, s Sink) {
	j := &job{Bot: b, parts: p.parts, rule: p.rule, bare: map[int]bool{}, record: Job{
		ID: uuid.NewString(), Space: o.Place.Space(), Kind: p.kind, By: o.Person.ID, Channel: o.Place.Channel,
		State: JobWaiting, Started: b.Now(),
	}}
	for _, part := range p.parts {
		j.record.Items = append(j.record.Items, part.items...)
	}
	j.record.Total = len(j.record.Items)
	t := &task{work: j.work, unbegun: j.unbegun}
	if !b.jobs.reserve(o.Place.Space(), t) {
		if b.jobs.isClosed() {
			b.finish(ctx, s, stoppingNote())
			return
		}
		b.Meter.Turned("busy")
		b.finish(ctx, s, Say(ToneRefused, fmt.Sprintf("%d imports of this server are waiting already. Try again when some of them have ended.", jobsWaiting)))
		return
	}
	j.reply = leaveAfter(jobShown-b.Now().Sub(cmp.Or(o.At, b.Now())), s, j.left)
	j.reply.Show(j.screen())
	t.Start(j.reply)
}

// screen shows how far the job is.
func (j *job) screen() JobScreen {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := shownJob(j.record)
	s.Rule = j.rule
	return s
}

func shownJob(r Job) JobScreen {
	r.Items = slices.Clone(r.Items)
	return JobScreen{Job: r, Seen: slices.ContainsFunc(r.Items, JobItem.wrote)}
}

// wrote reports whether the item changed what can be quoted.
func (i JobItem) wrote() bool {
	return i.Status == corpus.StatusAdded || i.Status == corpus.StatusUpdated
}

// open reports whether the item is still to come.
func (i JobItem) open() bool { return i.Status == "" }

// left is the last edit of a reply whose token ends before its job does. From
// here on the record is where to look, also for a job that still waits.
func (j *job) left() Screen {
	j.save(context.Background())
	s := j.screen()
	s.Left = true
	return s
}

// work does the job.
func (j *job) work(ctx context.Context, _ Sink) {
	defer func() {
		if cause := recover(); cause != nil {
			j.panicked(cause)
			j.end(ctx, JobFailed, brokenNote().Text)
		}
	}()
	j.update(func(r *Job) { r.State, r.Started = JobRunning, j.Now() })
	j.save(ctx)
	j.reply.Show(j.screen())
	state, message, first, cut := JobDone, "", 0, false
	for _, p := range j.parts {
		err := j.Importer.Import(ctx, j.record.Space, j.record.By, p.what, Watch{
			Imported: func(i corpus.Imported) {
				if i.Place < len(p.items) {
					j.imported(ctx, first+i.Place, i)
				}
			},
			Progress: func(x corpus.Progress) { j.progress(ctx, x, len(p.items)) },
		})
		for n := range p.items {
			if !p.what.Found {
				j.nameWhole(ctx, first+n)
			}
		}
		if err != nil && j.undone(first, len(p.items)) {
			// An error beside items that all have their own says nothing more.
			state, message = JobFailed, corpus.Explain(err)
		}
		if err != nil {
			j.Log.Info("import with failures", "space", j.record.Space, "job", j.record.ID, "err", err)
		}
		if ctx.Err() != nil {
			cut = err != nil && j.undone(first, len(p.items))
			break
		}
		first += len(p.items)
	}
	if ctx.Err() != nil && (cut || slices.ContainsFunc(j.screen().Job.Items, JobItem.open)) {
		state, message = JobBroken, brokenJob
	}
	j.end(ctx, state, message)
}

// undone reports whether the end of an import may have left something undone, of n
// items from the first on: those that are still to come, and articles of a feed or
// an archive.
func (j *job) undone(first, n int) bool {
	return slices.ContainsFunc(j.screen().Job.Items[first:first+n], func(i JobItem) bool { return i.open() || i.Articles != (Tally{}) })
}

// unbegun ends a job that waited when the program ended.
func (j *job) unbegun(ctx context.Context, _ Sink) {
	j.end(ctx, JobBroken, "I was restarted before this was begun.")
}

func (j *job) update(change func(*Job)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(&j.record)
}

// imported notes what became of an article of an item. The first one is written
// down while other items are still to come, so that a crash does not make a report
// forget what is stored; a job has some dozen items at most. The other articles of
// a feed or an archive are written down now and then.
func (j *job) imported(ctx context.Context, n int, i corpus.Imported) {
	due, first := false, false
	j.update(func(r *Job) {
		item := &r.Items[n]
		if first = item.open(); first {
			item.Name = cmp.Or(corpus.OneLine(i.Title), item.Name)
			item.SourceID = cmp.Or(i.SourceID, item.SourceID)
			item.Status, item.Passages, item.Error = i.Status, i.Passages, i.Error
			j.bare[n] = i.ArticleID == ""
		} else {
			item.sum(i)
		}
		r.Done = reported(r.Items)
		due = first && slices.ContainsFunc(r.Items, JobItem.open) || j.Now().Sub(j.saved) >= jobSaved
	})
	if !first {
		j.nameWhole(ctx, n)
	}
	if due {
		j.save(ctx)
	}
}

// reported is how many items are not still to come.
func reported(items []JobItem) int {
	n := 0
	for _, i := range items {
		if !i.open() {
			n++
		}
	}
	return n
}

// progress shows how far the job is, and writes it down now and then. Figures
// that do not count its items are of something else that must be done first: new
// embeddings for all articles, for one.
func (j *job) progress(ctx context.Context, p corpus.Progress, items int) {
	due := false
	j.update(func(r *Job) {
		r.What = p.What
		r.Done, r.Total = reported(r.Items), len(r.Items)
		if p.Total != items && p.Total > 0 {
			r.Done, r.Total = p.Done, p.Total
		}
		if now := j.Now(); now.Sub(j.saved) >= jobSaved {
			due = true
		}
	})
	j.reply.Show(j.screen())
	if due {
		j.save(ctx)
	}
}

// recordTime is how long writing a record down may take.
const recordTime = 10 * time.Second

// save writes the record down. A job goes on if that fails.
func (j *job) save(ctx context.Context) {
	j.writing.Lock()
	defer j.writing.Unlock()
	j.mu.Lock()
	r := j.record
	r.Items = slices.Clone(r.Items)
	j.saved = j.Now()
	j.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, recordTime)
	defer cancel()
	if err := j.book.save(ctx, r); err != nil {
		j.Log.Warn("job not written down", "space", r.Space, "job", r.ID, "err", err)
	}
}

// end keeps the end of the job, shows it, and reports it.
func (j *job) end(ctx context.Context, state JobState, message string) {
	// All of it within one last word, if the job was cut off.
	ctx, cancel := linger(ctx, recordTime+2*replyTime)
	defer cancel()
	var changed []string
	j.update(func(r *Job) {
		r.State, r.Error, r.Ended, r.What = state, message, j.Now(), ""
		r.Done, r.Total = reported(r.Items), len(r.Items)
		for _, i := range r.Items {
			if i.wrote() && i.SourceID != "" {
				changed = append(changed, i.SourceID)
			}
		}
	})
	j.save(ctx)
	if len(changed) > 0 {
		j.upkeep.sourcesChanged(j.record.Space, changed)
	}
	s := j.screen()
	_, err := j.reply.Finish(ctx, s)
	if j.reportJob(ctx, s) {
		j.staleTold(ctx, s.Job)
	} else if err != nil || j.reply.wasLeft() {
		j.tellStarter(ctx, s)
	}
}

// staleTold notes that moderators know of the sources that a job could not read
// again: its report names them.
func (j *job) staleTold(ctx context.Context, r Job) {
	var ids []string
	for _, i := range r.Items {
		if r.Kind == "refresh" && i.Status == corpus.StatusFailed && i.SourceID != "" {
			ids = append(ids, i.SourceID)
		}
	}
	if len(ids) == 0 {
		return
	}
	if err := j.Refresher.MarkTold(ctx, r.Space, ids); err != nil {
		j.Log.Warn("moderators are told of a stale source again", "space", r.Space, "err", err)
	}
}

// reportJob posts the end of a job to the channel of the moderators, and reports
// whether that succeeded. It changes nothing about the job: its record is kept.
func (b *Bot) reportJob(ctx context.Context, s JobScreen) bool {
	ctx, cancel := context.WithTimeout(ctx, replyTime)
	defer cancel()
	settings, err := b.settings.of(ctx, s.Job.Space)
	if err == nil && settings.Moderators == "" {
		return false
	}
	if err == nil {
		_, err = b.Outbox.Post(ctx, settings.Moderators, s)
	}
	if err != nil {
		b.Log.Warn("job not reported to the moderators", "space", s.Job.Space, "job", s.Job.ID, "err", err)
	}
	return err == nil
}

// tellStarter writes the end of a job to the one who started it, who could not see it
// otherwise: the reply was left or could not be shown, and no channel takes
// reports. What failed to be added has no /source info to look at.
func (b *Bot) tellStarter(ctx context.Context, s JobScreen) {
	ctx, cancel := context.WithTimeout(ctx, replyTime)
	defer cancel()
	if err := b.Outbox.Direct(ctx, s.Job.By, s); err != nil {
		b.Log.Warn("job not reported to who started it", "space", s.Job.Space, "job", s.Job.ID, "err", err)
	}
}

// leavingSink is a sink that is left after some time: it then shows a last
// screen, and nothing after that.
type leavingSink struct {
	sink  Sink
	timer *time.Timer
	left  chan struct{} // closed when the timer has done its work
	stop  sync.Once

	mu   sync.Mutex
	over bool
}

func leaveAfter(d time.Duration, s Sink, last func() Screen) *leavingSink {
	l := &leavingSink{sink: s, left: make(chan struct{})}
	l.timer = time.AfterFunc(max(d, 0), func() {
		defer close(l.left)
		screen := last()
		ctx, cancel := context.WithTimeout(context.Background(), replyTime)
		defer cancel()
		_, _ = l.end(ctx, screen)
	})
	return l
}

// wasLeft reports, once Finish has returned, whether it came too late.
func (l *leavingSink) wasLeft() bool {
	select {
	case <-l.left:
		return true
	default:
		return false
	}
}

func (l *leavingSink) Show(s Screen) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.over {
		l.sink.Show(s)
	}
}

// Finish shows the end, unless the sink was left. When it returns, nothing more
// comes of the timer.
func (l *leavingSink) Finish(ctx context.Context, s Screen) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, replyTime)
	defer cancel()
	l.stop.Do(func() {
		if !l.timer.Stop() {
			<-l.left
		}
	})
	return l.end(ctx, s)
}

func (l *leavingSink) end(ctx context.Context, s Screen) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return "", nil
	}
	l.over = true
	return l.sink.Finish(ctx, s)
}
