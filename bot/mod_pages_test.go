package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footnote/corpus"
)

// named is a sitemap with so many pages that are new, the first with a title.
func named(n int) func(address string, most int) (corpus.Listing, error) {
	return func(_ string, most int) (corpus.Listing, error) {
		l := corpus.Listing{Title: "The harbour", More: max(0, n-most)}
		for i := range min(n, most) {
			l.Items = append(l.Items, corpus.Item{URL: fmt.Sprintf("https://u:secret@example.org/%d", i)})
		}
		if n > 0 {
			l.Items[0].Title = "Tides \u202e and currents"
		}
		return l, nil
	}
}

// The pages of a site are shown, and added when that was confirmed, by whoever
// asked, once.
func TestAddPages(t *testing.T) {
	f := moderated(t)
	f.run(t)
	f.importer.preview = named(120)
	add := func() PreviewScreen {
		t.Helper()
		s, ok := final(t, f.Command(t.Context(), command("open", CommandSourceAdd, "link", "https://example.org/sitemap.xml", "pages", "true", "refresh", "monthly"))).(PreviewScreen)
		if !ok {
			t.Fatalf("%+v", s)
		}
		return s
	}
	s := add()
	if len(s.Pages) != 50 || s.More != 70 || s.Limit != 50 || s.Rule != corpus.RuleMonthly || s.Title != "The harbour" || len(f.importer.imports()) != 0 {
		t.Errorf("%+v", s)
	}
	if s.Pages[1].URL != "https://u:xxxxx@example.org/1" {
		t.Errorf("an address shows a password: %q", s.Pages[1].URL)
	}
	stranger := pressed(VerbConfirm, s.Pending)
	stranger.Person.ID = "somebody else"
	if text := said(t, final(t, f.Press(t.Context(), stranger))); !strings.Contains(text, "too old") {
		t.Errorf("%q", text)
	}
	job, ok := final(t, f.Press(t.Context(), pressed(VerbConfirm, s.Pending))).(JobScreen)
	if !ok || job.Job.State != JobDone || len(job.Job.Items) != 50 || job.Job.Items[49].Name != "Title 50" || !job.Seen {
		t.Errorf("%+v", job)
	}
	calls := f.importer.imports()
	if len(calls) != 1 || len(calls[0].what.URLs) != 50 || !calls[0].what.Found || calls[0].what.Rule != corpus.RuleMonthly {
		t.Errorf("%+v", calls)
	}
	if text := said(t, final(t, f.Press(t.Context(), pressed(VerbConfirm, s.Pending)))); !strings.Contains(text, "too old") {
		t.Errorf("%q", text)
	}
	cancelled := add()
	final(t, f.Press(t.Context(), pressed(VerbCancel, cancelled.Pending)))
	final(t, f.Press(t.Context(), pressed(VerbConfirm, cancelled.Pending)))
	if len(f.importer.imports()) != 1 {
		t.Error("added after Cancel")
	}

	f.importer.preview = named(0)
	if text := said(t, final(t, f.Command(t.Context(), command("open", CommandSourceAdd, "link", "https://u:secret@example.org", "pages", "true")))); text !=
		"https://u:xxxxx@example.org names no pages that are not here already." {
		t.Errorf("%q", text)
	}
	f.importer.preview = nil
	if text := said(t, final(t, f.Command(t.Context(), command("open", CommandSourceAdd, "link", "https://example.org", "pages", "true")))); text != "There is no such page." {
		t.Errorf("%q", text)
	}
}

func TestAddOptionsRefuse(t *testing.T) {
	f := moderated(t)
	f.run(t)
	f.importer.preview = named(3)
	for name, x := range map[string]struct {
		options []string
		files   []corpus.Attachment
		want    string
	}{
		"pages without a link":  {[]string{"pages", "true"}, nil, "link of a sitemap"},
		"pages of a path":       {[]string{"pages", "true", "link", "/etc"}, nil, "no web address"},
		"pages and files":       {[]string{"pages", "true", "link", "https://example.org"}, files("a.txt"), "second step"},
		"pages replace":         {[]string{"pages", "true", "link", "https://example.org", "replaces", "pasted"}, nil, "replace nothing"},
		"pages by feed":         {[]string{"pages", "true", "link", "https://example.org", "refresh", "feed"}, nil, "Only a feed"},
		"a rule that is none":   {[]string{"link", "https://example.org", "refresh", "each minute"}, nil, "is no rule"},
		"a rule for a file":     {[]string{"refresh", "daily"}, files("a.txt"), "leave out “refresh”"},
		"a rule for nothing":    {[]string{"refresh", "daily"}, nil, "Give me a link"},
		"pages that are no yes": {[]string{"pages", "perhaps"}, nil, "Give me a link"},
	} {
		t.Run(name, func(t *testing.T) {
			c := command("open", CommandSourceAdd, x.options...)
			c.Attachments = x.files
			if got := said(t, final(t, f.Command(t.Context(), c))); !strings.Contains(got, x.want) {
				t.Errorf("%q", got)
			}
		})
	}
	if n := len(f.importer.imports()); n != 0 {
		t.Errorf("%d imports", n)
	}
	c := command("open", CommandSourceAdd, "link", "https://example.org", "refresh", "hourly")
	c.Attachments = files("a.txt")
	final(t, f.Command(t.Context(), c))
	if calls := f.importer.imports(); len(calls) != 1 || calls[0].what.Rule != corpus.RuleHourly || calls[0].what.Found {
		t.Errorf("%+v", calls)
	}
}

// A rule is set and the source read, unless the rule is never.
func TestRefreshEvery(t *testing.T) {
	f := moderated(t)
	f.library.add("guild", "news", "Town news")
	list := f.library.sources["guild"]
	list[len(list)-1].Kind = corpus.KindFeed
	f.run(t)
	every := func(source, rule string) Screen {
		return final(t, f.Command(t.Context(), command("open", CommandSourceRefresh, "source", source, "every", rule)))
	}
	if s, ok := every("tides", "daily").(JobScreen); !ok || s.Rule != corpus.RuleDaily || s.Job.State != JobDone {
		t.Errorf("%+v", s)
	}
	if s, ok := every("news", "feed").(JobScreen); !ok || s.Rule != corpus.RuleFeed {
		t.Errorf("%+v", s)
	}
	if s, ok := every("tides", "").(JobScreen); !ok || s.Rule != "" {
		t.Errorf("%+v", s)
	}
	read := len(f.importer.imports())
	for source, want := range map[string]string{"tides": "Only a feed", "pasted": "is a copy", "local": "file of the machine"} {
		if text := said(t, every(source, "feed")); !strings.Contains(text, want) {
			t.Errorf("%s: %q", source, text)
		}
	}
	if text := said(t, every("tides", "now")); !strings.Contains(text, "is no rule") {
		t.Errorf("%q", text)
	}
	if text := said(t, every("tides", "never")); !strings.Contains(text, "The tides of the harbour is not read again by itself any more") {
		t.Errorf("%q", text)
	}
	f.importer.ruleErr = unavailable("The disk is full.")
	if text := said(t, every("tides", "weekly")); text != "The disk is full." {
		t.Errorf("%q", text)
	}
	if want := []string{"guild tides daily mod", "guild news feed mod", "guild tides never mod"}; !slices.Equal(f.importer.rules, want) {
		t.Errorf("%q", f.importer.rules)
	}
	if n := len(f.importer.imports()); n != read {
		t.Errorf("%d were read", n-read)
	}
}

// A feed is one item of a job, which sums its articles and is called by its title.
func TestJobSums(t *testing.T) {
	f := moderated(t)
	f.store.settings["guild"] = Settings{Moderators: "closed"}
	f.library.add("guild", "news", "Town news")
	list := f.library.sources["guild"]
	list[len(list)-1].Kind = corpus.KindFeed
	f.importer.do = func(ctx context.Context, _ corpus.Space, _ string, _ Import, w Watch) error {
		for i, x := range []corpus.Imported{
			{Status: corpus.StatusAdded, ArticleID: "1", SourceID: "news", Title: "One", Passages: 3},
			{Status: corpus.StatusUpdated, ArticleID: "2", SourceID: "news", Title: "Two", Passages: 4},
			{Status: corpus.StatusFailed, SourceID: "news", Error: "example.org/3 is empty."},
			{Status: corpus.StatusFailed, SourceID: "news", Error: "example.org/4 is empty."},
			{Status: corpus.StatusAdded, ArticleID: "5", SourceID: "file", Title: "Five", Passages: 1, Place: 1},
		} {
			w.Imported(x)
			w.Progress(corpus.Progress{Done: i + 1, Total: 5, What: "item"})
		}
		return nil
	}
	f.run(t)
	c := command("open", CommandSourceAdd, "link", "https://example.org/feed.xml")
	c.Attachments = files("a.txt")
	sink := finish(t, f.Command(t.Context(), c))
	s := sink.last().(JobScreen)
	want := []JobItem{
		{Name: "Town news", SourceID: "news", Status: corpus.StatusAdded, Passages: 7, Error: "example.org/3 is empty.",
			Articles: Tally{Added: 1, Updated: 1, Failed: 2}, Kind: corpus.KindFeed},
		{Name: "Five", SourceID: "file", Status: corpus.StatusAdded, Passages: 1},
	}
	if !slices.Equal(s.Job.Items, want) || s.Job.State != JobDone || s.Job.Done != 2 || s.Job.Total != 2 {
		t.Errorf("%+v", s.Job)
	}
	if kept := f.store.job(t); !slices.Equal(kept.Items, want) {
		t.Errorf("%+v", kept.Items)
	}
	// The articles of the feed are counted while they come in.
	shown := sink.screens()
	if j := shown[len(shown)-1].(JobScreen).Job; j.Total != 5 || j.Done != 5 {
		t.Errorf("%d of %d", j.Done, j.Total)
	}
}

// A feed that was cut off in the middle is not done, although it was reported.
func TestJobCutInAFeed(t *testing.T) {
	for name, x := range map[string]struct {
		reports int
		state   JobState
	}{"in the middle": {2, JobBroken}, "when it was done": {1, JobDone}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := inBubble(t)
				f.importer.do = func(ctx context.Context, _ corpus.Space, _ string, _ Import, w Watch) error {
					for range x.reports {
						w.Imported(corpus.Imported{Status: corpus.StatusAdded, ArticleID: "1", SourceID: "tides", Title: "One"})
					}
					<-ctx.Done()
					return ctx.Err()
				}
				stop := f.run(t)
				sink := newFakeSink()
				f.addFiles(t, "a.zip").Task.Start(sink)
				time.Sleep(time.Second)
				stop()
				if j := f.store.job(t); j.State != x.state {
					t.Errorf("%+v", j)
				}
			})
		})
	}
}

// What a report to the moderators names as stale is not told to them again.
func TestRefreshReportIsTelling(t *testing.T) {
	f := moderated(t)
	f.store.settings["guild"] = Settings{Moderators: "closed"}
	f.importer.do = func(_ context.Context, _ corpus.Space, _ string, what Import, w Watch) error {
		w.Imported(corpus.Imported{Status: corpus.StatusFailed, SourceID: "tides", Title: "The tides", Error: "It is gone."})
		return nil
	}
	stop := f.run(t)
	finish(t, f.Command(t.Context(), command("open", CommandSourceRefresh, "source", "tides")))
	stop()
	if !slices.Equal(f.refresher.told, []string{"guild tides"}) {
		t.Errorf("%q", f.refresher.told)
	}
}
