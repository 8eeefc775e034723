package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footnote/corpus"
	"footnote/retrieval"
)

func TestSourceList(t *testing.T) {
	f := newFakes(t)
	for i := range 20 {
		f.library.add("guild", fmt.Sprintf("s%02d", i), fmt.Sprintf("Story %d of the harbour", i))
	}
	f.library.add("guild", "moon", "A year of the Moon")
	f.remover.withdrawn = map[corpus.Space][]WithdrawnSource{"guild": {
		{ID: "gone", Title: "Old news", Until: f.clock.now().Add(time.Minute)},
		{ID: "over", Title: "Older news", Until: f.clock.now().Add(-time.Minute)},
	}}
	f.run(t)
	show := func(r Response) SourcesScreen { t.Helper(); return final(t, r).(SourcesScreen) }
	s := show(f.Command(t.Context(), command("open", CommandSourceList)))
	if s.Page != 0 || s.Pages != 3 || s.Total != 21 || len(s.Sources) != 8 || s.Sources[0].ID != "moon" || s.Sources[1].ID != "s19" || s.Counts.Sources != 21 {
		t.Errorf("%+v", s)
	}
	if len(s.Withdrawn) != 1 || s.Withdrawn[0].ID != "gone" {
		t.Errorf("%+v", s.Withdrawn)
	}
	r := f.Press(t.Context(), pressed(VerbSources, "2", ""))
	if s := show(r); !r.Replace || s.Page != 2 || len(s.Sources) != 5 || s.Withdrawn != nil {
		t.Errorf("%+v", s)
	}
	for _, page := range []string{"99", "-3", "x", "99999999999999999999", ""} {
		if s := show(f.Press(t.Context(), pressed(VerbSources, page, ""))); s.Page != 0 && s.Page != 2 || len(s.Sources) == 0 {
			t.Errorf("page %q: %+v", page, s)
		}
	}
	for search, want := range map[string]int{
		"moon": 1, "MOON year": 1, "moon harbour": 0, "Story 1": 11, "example.org/s0": 10, "": 21, "no such thing": 0, "\u202emoon\u202c": 1, "  ": 21,
	} {
		s := show(f.Command(t.Context(), command("open", CommandSourceList, "search", search)))
		if s.Total != want || s.Pages < 1 {
			t.Errorf("%q: %d", search, s.Total)
		}
		// A button leads to the next page of the same search.
		if s.Pages > 1 {
			next := show(f.Press(t.Context(), pressed(VerbSources, "1", s.Search)))
			if next.Page != 1 || next.Total != s.Total || next.Search != s.Search {
				t.Errorf("%q: %+v", search, next)
			}
		}
	}
	// A search that is too long for a button is cut where it is shown, too.
	long := show(f.Command(t.Context(), command("open", CommandSourceList, "search", strings.Repeat("story: ", 100))))
	if next := show(f.Press(t.Context(), pressed(VerbSources, "1", long.Search))); next.Search != long.Search {
		t.Errorf("%q became %q", long.Search, next.Search)
	}
}

func TestSourceInfo(t *testing.T) {
	f := moderated(t)
	f.library.history["guild"] = []Entry{{Action: "updated", Source: "moon"}, {Action: "added", Source: "tides"}, {Action: "added", Source: "moon"}}
	f.store.jobs["j"] = Job{ID: "j", Space: "guild", State: JobDone, Started: f.clock.now(), Items: []JobItem{{Name: "A year", SourceID: "moon", Status: corpus.StatusUpdated}}}
	f.library.copies = map[string][]retrieval.Ref{"moon": {{ArticleID: "other", Title: "The moon's year"}}}
	f.run(t)
	for name, ref := range map[string]string{
		"an id": "moon", "an address": "https://example.org/moon", "a title": "A year of the moon", "a title in other case": " a YEAR of the moon ",
	} {
		s, ok := final(t, f.Command(t.Context(), command("open", CommandSourceInfo, "source", ref))).(SourceScreen)
		if !ok || s.Source.ID != "moon" || len(s.History) != 2 || s.Job == nil || s.Job.ID != "j" || s.Copy || len(s.Also) != 1 {
			t.Errorf("%s: %+v", name, s)
		}
	}
	if s := final(t, f.Press(t.Context(), pressed(VerbSource, "pasted"))).(SourceScreen); !s.Copy || s.Job != nil || len(s.Also) != 0 {
		t.Errorf("%+v", s)
	}
	p := pressed(VerbSource)
	p.Values = []string{"tides"}
	if s := final(t, f.Press(t.Context(), p)).(SourceScreen); s.Source.ID != "tides" {
		t.Errorf("%+v", s)
	}
	f.library.add("guild", "moon2", "A year of the moon")
	if text := said(t, final(t, f.Command(t.Context(), command("open", CommandSourceInfo, "source", "A year of the moon")))); !strings.Contains(text, "More than one") {
		t.Errorf("%q", text)
	}
	f.library.mu.Lock()
	f.library.err = unavailable("The disk is not there.")
	f.library.mu.Unlock()
	if text := said(t, final(t, f.Command(t.Context(), command("open", CommandSourceInfo, "source", "moon")))); text != "The disk is not there." {
		t.Errorf("%q", text)
	}
}

func TestSourceRefresh(t *testing.T) {
	f := moderated(t)
	f.run(t)
	for _, r := range []Response{
		f.Command(t.Context(), command("closed", CommandSourceRefresh, "source", "tides")),
		f.Press(t.Context(), pressed(VerbRefresh, "tides")),
	} {
		s, ok := final(t, r).(JobScreen)
		if !ok || s.Job.Kind != "refresh" || s.Job.Total != 1 {
			t.Errorf("%+v", s)
		}
	}
	calls := f.importer.imports()
	if len(calls) != 2 || !slices.Equal(calls[0].what.Refresh, []string{"tides"}) {
		t.Errorf("%+v", calls)
	}
	for id, want := range map[string]string{"pasted": "a copy of a pasted text", "file": "a copy of an uploaded file", "message": "a copy of a message"} {
		n := final(t, f.Command(t.Context(), command("open", CommandSourceRefresh, "source", id))).(Note)
		if text := said(t, n); !strings.Contains(text, want) || !strings.Contains(text, "replaces") {
			t.Errorf("%s: %q", id, text)
		}
		if len(n.Buttons) != 1 || n.Buttons[0].ID != VerbReplace.ID(id) {
			t.Errorf("%+v", n.Buttons)
		}
	}
	if text := said(t, final(t, f.Command(t.Context(), command("open", CommandSourceRefresh, "source", "local")))); !strings.Contains(text, "machine that I run on") {
		t.Errorf("%q", text)
	}
	if n := len(f.importer.imports()); n != 2 {
		t.Errorf("%d imports", n)
	}
}

func TestSourceRemove(t *testing.T) {
	f := moderated(t)
	f.library.add("guild", "rtl", "\u202eevil title\u202c")
	f.library.sharing = map[string][]string{"tides": {"moon", "theirs"}}
	stop := f.run(t)
	n := final(t, f.Command(t.Context(), command("open", CommandSourceRemove, "source", "tides"))).(Note)
	if len(n.Buttons) != 2 || !n.Buttons[0].Danger || n.Buttons[0].ID != VerbRemoveReally.ID("tides") || len(f.remover.calls) != 0 {
		t.Errorf("%+v, %v", n, f.remover.calls)
	}
	if text := said(t, n); !strings.Contains(text, "also stands in A year of the moon, and stays there") {
		t.Errorf("%q", text)
	}
	r := f.Press(t.Context(), Press{Origin: mod("open"), CustomID: n.Buttons[0].ID})
	s := final(t, r).(RemovedScreen)
	if !slices.Equal(s.Shared, []string{"A year of the moon"}) {
		t.Errorf("shared with %v", s.Shared)
	}
	if !r.Replace || s.Title != "The tides of the harbour" || s.SourceID != "tides" || !s.Until.Equal(f.clock.now().Add(15*time.Minute)) {
		t.Errorf("%+v", s)
	}
	f.library.drop("guild", "tides")
	// Pressed again, and looked at: it is removed, and can be brought back.
	for _, r := range []Response{
		f.Press(t.Context(), pressed(VerbRemoveReally, "tides")), f.Press(t.Context(), pressed(VerbRemove, "tides")), f.Press(t.Context(), pressed(VerbSource, "tides")),
	} {
		if again, ok := final(t, r).(RemovedScreen); !ok || again.SourceID != "tides" {
			t.Errorf("%#v", again)
		}
	}
	if text := said(t, final(t, f.Press(t.Context(), pressed(VerbUndo, "tides")))); !strings.Contains(text, "is back, as it was") {
		t.Errorf("%q", text)
	}
	f.library.add("guild", "tides", "The tides of the harbour")
	if text := said(t, final(t, f.Press(t.Context(), pressed(VerbUndo, "tides")))); !strings.Contains(text, "is not removed") {
		t.Errorf("%q", text)
	}
	f.library.drop("guild", "tides")
	if text := said(t, final(t, f.Press(t.Context(), pressed(VerbUndo, "tides")))); !strings.Contains(text, "15 minutes are over") {
		t.Errorf("%q", text)
	}
	f.remover.mu.Lock()
	f.remover.err = unavailable("The disk is full.")
	f.remover.mu.Unlock()
	for _, p := range []Press{pressed(VerbRemoveReally, "moon"), pressed(VerbUndo, "moon")} {
		if text := said(t, final(t, f.Press(t.Context(), p))); text != "The disk is full." {
			t.Errorf("%q", text)
		}
	}
	stop()
	if want := []string{"withdraw guild tides mod", "restore guild tides mod"}; !slices.Equal(f.remover.calls, want) {
		t.Errorf("%v", f.remover.calls)
	}
}

// drop takes a source out of the library.
func (l *fakeLibrary) drop(space corpus.Space, id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sources[space] = slices.DeleteFunc(l.sources[space], func(s corpus.SourceInfo) bool { return s.ID == id })
}

func typed(text, option string) Completion {
	return Completion{Origin: mod("open"), Name: CommandSourceInfo, Option: option, Typed: text}
}

func TestCompleteSource(t *testing.T) {
	f := moderated(t)
	values := func(text, option string) (ids []string) {
		for _, c := range f.Complete(t.Context(), typed(text, option)) {
			ids = append(ids, c.Value)
		}
		return ids
	}
	for text, want := range map[string][]string{
		"":            {"local", "message", "file", "pasted", "moon", "tides"},
		"harbour":     {"pasted", "tides"},
		"the HARBOUR": {"pasted", "tides"},
		"example.org": {"moon", "tides"},
		"know":        nil,
		"%":           nil,
	} {
		if got := values(text, "source"); !slices.Equal(got, want) {
			t.Errorf("%q: %v", text, got)
		}
	}
	// Only copies can be replaced.
	if got := values("", "replaces"); !slices.Equal(got, []string{"message", "file", "pasted"}) {
		t.Errorf("%v", got)
	}
	// What this process changes is seen at once, what another one does after a while.
	f.library.add("guild", "new", "A new page")
	if got := values("new page", "source"); got != nil {
		t.Errorf("%v", got)
	}
	f.upkeep.sourcesChanged("guild", []string{"new"})
	if got := values("new page", "source"); !slices.Equal(got, []string{"new"}) {
		t.Errorf("%v", got)
	}
	f.library.drop("guild", "new")
	f.clock.add(titlesKept)
	if got := values("new page", "source"); got != nil {
		t.Errorf("%v", got)
	}
	f.library.err = unavailable("no disk")
	f.clock.add(titlesKept)
	if got := f.Complete(t.Context(), typed("", "source")); got != nil {
		t.Errorf("%v", got)
	}
}

// Titles of any kind make labels within Discord's limits that show what they are.
func TestCompleteLabels(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := newFakes(t)
		for i := range rapid.IntRange(0, 40).Draw(rt, "sources") {
			f.library.add("guild", strconv.Itoa(i), rapid.StringOfN(rapid.SampledFrom([]rune("ab \u202e\u200f\n🇩🇪é👩\u200d🚀")), 0, 300, -1).Draw(rt, "title"))
			f.library.sources["guild"][i].Publisher = rapid.StringOfN(rapid.SampledFrom([]rune("xy \u2066z")), 0, 60, -1).Draw(rt, "publisher")
		}
		choices := f.Complete(rt.Context(), typed("", "source"))
		if len(choices) > 25 {
			rt.Fatalf("%d choices", len(choices))
		}
		for _, c := range choices {
			if n := Units(c.Label); n < 1 || n > 100 || strings.ContainsAny(c.Label, "\u202e\u2066\u200f\n") || c.Value == "" {
				rt.Fatalf("%d: %q", n, c.Label)
			}
		}
	})
}

// Discord wants completions within 3 s, and a person wants them at once: with
// 5,000 sources, each letter.
func BenchmarkCompleteSource(b *testing.B) {
	f := newFakes(b)
	for i := range 5000 {
		f.library.add("guild", strconv.Itoa(i), fmt.Sprintf("Story %d of the harbour and its tides, as the paper told it that year", i))
	}
	for _, text := range []string{"", "story 4", "nothing like it"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				f.Complete(b.Context(), typed(text, "source"))
			}
		})
	}
	b.Run("read anew", func(b *testing.B) {
		for b.Loop() {
			f.titles.forget("guild")
			f.Complete(b.Context(), typed("story 4", "source"))
		}
	})
}
