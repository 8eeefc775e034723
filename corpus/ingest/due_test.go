package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"footnote/corpus"
	"footnote/corpus/store"
)

// pageRig is a rig with some pages that are read weekly.
func pageRig(t testing.TB, pages ...string) *feedRig {
	t.Helper()
	r := newFeedRig(t)
	for i, page := range pages {
		r.web.text(page, story(fmt.Sprint("tide ", i)))
	}
	if err := r.AddURLs(t.Context(), "s", "ann", pages, Adding{}, Observer{}); err != nil {
		t.Fatal(err)
	}
	r.web.fetched()
	return r
}

const tidePage = "https://example.org/tide"

func TestRefreshDue(t *testing.T) {
	r := pageRig(t, tidePage)
	src := r.source(t, tidePage)
	if wait := src.Due.Sub(r.now); wait < 7*24*time.Hour || wait > 185*time.Hour || src.Refresh != corpus.RuleWeekly || !src.Checked.Equal(r.now) {
		t.Errorf("due after %v: %+v", wait, src)
	}
	// Not before it is due.
	if err := r.RefreshDue(t.Context(), src.Due.Add(-time.Millisecond), func(corpus.Refreshed) { t.Error("too early") }); err != nil {
		t.Fatal(err)
	}
	// Unchanged, as the server says: nothing is embedded, no index has to catch up.
	calls, generation := r.embedder.calls.Load(), r.generation(t)
	got := r.refreshDue(t, tidePage)
	if d := cmp.Diff([]corpus.Refreshed{{Space: "s", SourceID: src.ID, Status: corpus.StatusUnchanged}}, got); d != "" {
		t.Error(d)
	}
	asked := r.web.asked[0]
	if !asked.Own || asked.Known != src.Validators || asked.Known.ETag == "" {
		t.Errorf("%+v", asked)
	}
	after := r.source(t, tidePage)
	if r.embedder.calls.Load() != calls || r.generation(t) != generation || !after.Checked.Equal(r.now) || !after.Retrieved.Equal(r.now) || !after.Due.After(r.now.Add(6*24*time.Hour)) {
		t.Errorf("%+v", after)
	}
	// Changed.
	r.web.text(tidePage, story("storm"))
	if got := r.refreshDue(t, tidePage); len(got) != 1 || got[0].Status != corpus.StatusUpdated {
		t.Errorf("%+v", got)
	}
	if after := r.source(t, tidePage); after.Validators == src.Validators || after.AddedBy != "ann" {
		t.Errorf("%+v", after)
	}
	// By hand too, which moves the time.
	r.now = r.now.Add(24 * time.Hour)
	if err := r.Refresh(t.Context(), "s", "bob", []string{src.ID}, r.observer()); err != nil || r.reports[0].Status != corpus.StatusUnchanged ||
		r.reports[0].ArticleID != corpus.ArticleID("s", src.ID, tidePage) || r.reports[0].Passages != 1 || r.reports[0].URL != tidePage {
		t.Errorf("%v %+v", err, r.reports)
	}
	if wait := r.source(t, tidePage).Due.Sub(r.now); wait < 7*24*time.Hour {
		t.Errorf("due after %v", wait)
	}
}

// Failures make the tries rarer; moderators are told once; what is fresh again can
// fail again.
func TestFailures(t *testing.T) {
	r := pageRig(t, tidePage)
	ctx := t.Context()
	src := r.source(t, tidePage)
	r.web.fails(tidePage, &corpus.Problem{Code: corpus.CodeInvalid, Message: "robots.txt of example.org asks not to read it.", Err: errors.New("robots")})
	first := src.Due
	last := r.now
	var waits []time.Duration
	for i := range 5 {
		got := r.refreshDue(t, tidePage)
		if len(got) != 1 || got[0].Status != corpus.StatusFailed || got[0].Cause == nil {
			t.Fatalf("%+v", got)
		}
		src = r.source(t, tidePage)
		if src.State != corpus.StateStale || !src.Since.Equal(first) || !src.Checked.Equal(r.now) || !strings.Contains(src.Reason, "robots.txt") || src.Articles != 1 {
			t.Errorf("%+v", src)
		}
		waits = append(waits, src.Due.Sub(r.now))
		last = r.now
		untold, err := r.Untold(ctx)
		if err != nil || len(untold) != map[bool]int{true: 1}[i == 0] {
			t.Errorf("untold %v, %v", untold, err)
		}
		if err := r.MarkTold(ctx, "s", []string{src.ID}); err != nil {
			t.Fatal(err)
		}
	}
	jitter := corpus.Jitter(src.ID, time.Hour/10)
	for i, hours := range []int{1, 2, 4, 8, 16} {
		if want := time.Duration(hours)*time.Hour + jitter; waits[i].Round(time.Second) != want.Round(time.Second) {
			t.Errorf("wait %d is %v, not %v", i, waits[i], want)
		}
	}
	if audit, err := r.store.Audit(ctx, "s", src.ID, -1); err != nil || len(audit) != 2 || audit[0].Action != corpus.ActionFailed || audit[0].By != "" {
		t.Errorf("%+v, %v", audit, err)
	}

	r.web.text(tidePage, story("moon"))
	r.refreshDue(t, tidePage)
	if src := r.source(t, tidePage); src.State != corpus.StateFresh || !src.Since.IsZero() || src.Reason != "" || src.Due.Sub(r.now) > 8*24*time.Hour {
		t.Errorf("%+v", src)
	}
	if untold, err := r.Untold(ctx); err != nil || len(untold) != 0 {
		t.Errorf("untold %v, %v", untold, err)
	}
	r.web.fails(tidePage, &corpus.Problem{Code: corpus.CodeUnavailable, Message: "Down.", Err: &corpus.Later{After: 20 * 24 * time.Hour}})
	r.refreshDue(t, tidePage)
	if wait := r.source(t, tidePage).Due.Sub(r.now); wait < 20*24*time.Hour || wait > 21*24*time.Hour {
		t.Errorf("the host's wish is not heeded: %v", wait)
	}
	if untold, err := r.Untold(ctx); err != nil || len(untold) != 1 {
		t.Errorf("untold %v, %v", untold, err)
	}
	_ = last
}

// What is wrong with us says nothing about the source.
func TestOwnTrouble(t *testing.T) {
	r := pageRig(t, tidePage)
	r.web.text(tidePage, story("storm"))
	down := &corpus.Problem{Code: corpus.CodeUnavailable, Message: "The model is down."}
	r.embedder.fail = func([]string) error { return down }
	got := r.refreshDue(t, tidePage)
	src := r.source(t, tidePage)
	if len(got) != 1 || !errors.Is(got[0].Cause, down) || src.State != corpus.StateFresh || src.Due.Sub(r.now) < retryModel || src.Due.Sub(r.now) > 2*retryModel {
		t.Errorf("%+v %+v", got, src)
	}
	r.embedder.key = ""
	got = r.refreshDue(t, tidePage)
	src = r.source(t, tidePage)
	if len(got) != 1 || got[0].Cause == nil || src.State != corpus.StateFresh || !src.Due.After(r.now) {
		t.Errorf("%+v %+v", got, src)
	}
	r.embedder.key, r.embedder.fail = "letters/8", nil
	if got := r.refreshDue(t, tidePage); len(got) != 1 || got[0].Status != corpus.StatusUpdated {
		t.Errorf("%+v", got)
	}
}

// A source that is taken out while it is read stays out.
func TestTakenOutMeanwhile(t *testing.T) {
	for _, how := range []string{"withdrawn", "removed"} {
		r := pageRig(t, tidePage)
		id := r.source(t, tidePage).ID
		r.web.text(tidePage, story("storm"))
		r.embedder.fail = func([]string) error {
			if how == "withdrawn" {
				return r.Withdraw(context.Background(), "s", "bob", id, r.now.Add(time.Hour))
			}
			return r.Remove(context.Background(), "s", "bob", []string{id}, nil)
		}
		r.refreshDue(t, tidePage)
		if n := r.counts(t); n != (corpus.Counts{}) {
			t.Errorf("%s: %+v", how, n)
		}
	}
}

func TestSetRule(t *testing.T) {
	r := pageRig(t, tidePage)
	ctx := t.Context()
	src := r.source(t, tidePage)
	if err := r.SetRule(ctx, "s", "bob", src.ID, "Hourly"); err != nil {
		t.Fatal(err)
	}
	if got := r.source(t, tidePage); got.Refresh != corpus.RuleHourly || got.Due.Sub(r.now) > 66*time.Minute || got.Due.Sub(r.now) < time.Hour {
		t.Errorf("%+v", got)
	}
	r.now = r.now.Add(48 * time.Hour)
	if err := r.SetRule(ctx, "s", "bob", src.ID, corpus.RuleDaily); err != nil {
		t.Fatal(err)
	}
	if got := r.source(t, tidePage); !got.Due.Equal(r.now) {
		t.Errorf("%+v", got)
	}
	if err := r.SetRule(ctx, "s", "bob", src.ID, corpus.RuleNever); err != nil {
		t.Fatal(err)
	}
	if got := r.source(t, tidePage); !got.Due.IsZero() {
		t.Errorf("%+v", got)
	}
	audit, err := r.store.Audit(ctx, "s", src.ID, -1)
	if err != nil || len(audit) != 4 || audit[0].Action != corpus.ActionRule || audit[0].By != "bob" {
		t.Errorf("%+v, %v", audit, err)
	}
	if err := r.AddReading(ctx, "s", "ann", pasted(t, "Minutes", story("board")), r.observer()); err != nil {
		t.Fatal(err)
	}
	for id, rule := range map[string]corpus.Rule{src.ID: corpus.RuleFeed, r.reports[0].SourceID: corpus.RuleDaily, "nothing": corpus.RuleDaily} {
		if err := r.SetRule(ctx, "s", "bob", id, rule); !errors.As(err, new(*corpus.Problem)) {
			t.Errorf("%s: %v", id, err)
		}
	}
	if err := r.SetRule(ctx, "other", "bob", src.ID, corpus.RuleDaily); !corpus.HasCode(err, corpus.CodeMissing) {
		t.Errorf("another space: %v", err)
	}

	// With the adding.
	r.reports = nil
	if err := r.AddURLs(ctx, "s", "ann", []string{tidePage}, Adding{Refresh: corpus.RuleMonthly}, r.observer()); err != nil {
		t.Fatal(err)
	}
	if got := r.source(t, tidePage); got.Refresh != corpus.RuleMonthly || got.Due.Sub(r.now) < 30*24*time.Hour {
		t.Errorf("%+v", got)
	}
	if err := r.AddURLs(ctx, "s", "ann", []string{tidePage}, Adding{Refresh: corpus.RuleFeed}, r.observer()); !errors.Is(err, ErrIncomplete) {
		t.Error("a page is read as a feed says")
	}
	if got := r.source(t, tidePage); got.Refresh != corpus.RuleMonthly || got.State != corpus.StateStale && got.State != corpus.StateFresh {
		t.Errorf("%+v", got)
	}
}

// A slow host holds up nobody else, no host is asked for two things at a time, and
// no source is read twice at the same time.
func TestSlowHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var pages []string
		for i := range 12 {
			pages = append(pages, fmt.Sprintf("https://slow.example/%d", i))
		}
		for host := range 3 {
			for i := range 10 {
				pages = append(pages, fmt.Sprintf("https://host%d.example/%d", host, i))
			}
		}
		st, err := store.OpenMemory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		r := newRig(t, st)
		w := &slowWeb{busy: map[string]bool{}, t: t}
		r.Config.Web, r.Config.Now = w, time.Now
		if err := r.AddURLs(t.Context(), "s", "ann", pages, Adding{Refresh: corpus.RuleHourly}, Observer{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Hour)
		w.slow = true
		start := time.Now()
		var done []string
		var both sync.WaitGroup
		var mu sync.Mutex
		var others time.Duration
		for range 2 { // at once, as nobody should
			both.Go(func() {
				err := r.RefreshDue(t.Context(), time.Now(), func(d corpus.Refreshed) {
					mu.Lock()
					defer mu.Unlock()
					done = append(done, d.SourceID)
					if src, err := r.store.Source(t.Context(), "s", d.SourceID); err == nil && !strings.Contains(src.Location, "slow") {
						others = time.Since(start)
					}
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if others > 20*time.Second {
			t.Errorf("the others waited %v", others)
		}
		if took := time.Since(start); took > lastStart+30*time.Second {
			t.Errorf("it took %v", took)
		}
		slices.Sort(done)
		if n := len(slices.Compact(slices.Clone(done))); n != len(done) || n < 30 || n == 42 {
			t.Errorf("%d read, %d of them different", len(done), n)
		}
		// What is left is due, and comes next.
		for range 5 {
			if err := r.RefreshDue(t.Context(), time.Now(), func(d corpus.Refreshed) { done = append(done, d.SourceID) }); err != nil {
				t.Fatal(err)
			}
		}
		slices.Sort(done)
		if n := len(slices.Compact(done)); n != 42 {
			t.Errorf("%d read in the end", n)
		}
	})
}

// slowWeb takes half a minute at one host and a second at others.
type slowWeb struct {
	t    *testing.T
	slow bool
	mu   sync.Mutex
	busy map[string]bool
}

func (w *slowWeb) Fetch(ctx context.Context, f corpus.Fetch) (corpus.Content, error) {
	host := strings.SplitAfterN(f.Address, "/", 4)[2]
	if w.slow {
		w.mu.Lock()
		if w.busy[host] {
			w.t.Errorf("%s is asked for two things", host)
		}
		w.busy[host] = true
		w.mu.Unlock()
		wait := time.Second
		if strings.HasPrefix(host, "slow") {
			wait = 30 * time.Second
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return corpus.Content{}, ctx.Err()
		}
		w.mu.Lock()
		w.busy[host] = false
		w.mu.Unlock()
	}
	return corpus.Content{Reading: &corpus.Reading{Kind: corpus.KindPage, Location: f.Address, Shown: f.Address,
		Draft: corpus.Draft{Key: f.Address, Text: story("tide of " + f.Address), Title: f.Address, URL: f.Address}}}, nil
}

// What was due while the program was off is spread over an hour, the first ones
// come at once, and nothing is lost.
func TestBacklog(t *testing.T) {
	r := newFeedRig(t)
	var pages []string
	for i := range 500 {
		page := fmt.Sprintf("https://host%d.example/", i)
		pages = append(pages, page)
		r.web.text(page, story("tide of "+page))
	}
	if err := r.AddURLs(t.Context(), "s", "ann", pages, Adding{}, Observer{}); err != nil {
		t.Fatal(err)
	}
	r.now = r.now.Add(30 * 24 * time.Hour)
	start, total := r.now, 0
	var last time.Duration
	for ; r.now.Sub(start) < 2*time.Hour; r.now = r.now.Add(time.Minute) {
		n := 0
		if err := r.RefreshDue(t.Context(), r.now, func(corpus.Refreshed) { n++ }); err != nil {
			t.Fatal(err)
		}
		if r.now.Equal(start) && n != mostDue || r.now.After(start) && n > 10 {
			t.Errorf("%d after %v", n, r.now.Sub(start))
		}
		if total += n; n > 0 {
			last = r.now.Sub(start)
		}
	}
	if total != len(pages) || last < 50*time.Minute || last > 62*time.Minute {
		t.Errorf("%d, the last after %v", total, last)
	}
}

// A stopped call leaves what it did not read due.
func TestRefreshDueStops(t *testing.T) {
	r := pageRig(t, tidePage, "https://other.example/")
	r.now = r.now.Add(30 * 24 * time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	err := r.RefreshDue(ctx, r.now, func(corpus.Refreshed) { n++; cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := r.RefreshDue(t.Context(), r.now, func(corpus.Refreshed) { n++ }); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
}
