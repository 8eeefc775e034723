package ingest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footnote/corpus"
)

// archives are files that hold files: by path, and then by member.
type archives struct {
	files
	at map[string]map[string]string
}

func (a archives) Look(ctx context.Context, path string) (corpus.Content, error) {
	members, ok := a.at[path]
	if !ok {
		return a.files.Look(ctx, path)
	}
	const real = "/home/ann/all.zip" // whatever path leads to it
	l := corpus.Listing{Kind: corpus.KindFile, Location: real, Shown: path, Title: "all.zip"}
	for name, text := range members {
		l.Items = append(l.Items, corpus.Item{Key: real + "/" + name, Title: name, Version: corpus.ContentHash(text),
			Read: func(context.Context) (corpus.Draft, error) {
				if text == "unreadable" {
					return corpus.Draft{}, &corpus.Problem{Code: corpus.CodeInvalid, Message: path + "/" + name + " cannot be read.", Err: errors.New("injected")}
				}
				return corpus.Draft{Key: real + "/" + name, Text: text, URL: path + "/" + name, Original: []byte(text)}, nil
			}})
	}
	slices.SortFunc(l.Items, func(a, b corpus.Item) int { return strings.Compare(a.Key, b.Key) })
	return corpus.Content{Listing: &l}, nil
}

func TestArchive(t *testing.T) {
	r := newFeedRig(t)
	const real = "/home/ann/all.zip"
	zip := map[string]string{"a.txt": story("tide"), "b.txt": story("moon"), "c.txt": story("rain")}
	local := archives{r.files, map[string]map[string]string{"all.zip": zip, real: zip}}
	local.files["all.zip"] = "found by its name"
	r.Config.Local = local
	add := func(want ...string) {
		t.Helper()
		r.reports = nil
		if err := r.AddPaths(t.Context(), "s", "ann", []string{"all.zip"}, r.observer()); err != nil && !errors.Is(err, ErrIncomplete) {
			t.Fatal(err)
		}
		var got []string
		for _, i := range r.reports {
			got = append(got, string(i.Status)+" "+i.URL)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
	add("added all.zip/a.txt", "added all.zip/b.txt", "added all.zip/c.txt")
	src := r.source(t, real)
	if src.Title != "all.zip" || src.Shown != "all.zip" || src.Articles != 3 || src.Refresh != corpus.RuleNever || !src.Due.IsZero() {
		t.Errorf("%+v", src)
	}
	calls := r.embedder.calls.Load()
	add("unchanged all.zip")
	if r.embedder.calls.Load() != calls {
		t.Error("something was embedded again")
	}

	// One changes, one comes, one goes, one cannot be read and keeps its text.
	zip["a.txt"], zip["d.txt"], zip["c.txt"] = story("tide of today"), story("wind"), "unreadable"
	delete(zip, "b.txt")
	r.reports = nil
	if err := r.RefreshLocal(t.Context(), "s", "bob", []string{src.ID}, r.observer()); !errors.Is(err, ErrIncomplete) {
		t.Error(err)
	}
	var got []string
	for _, i := range r.reports {
		got = append(got, string(i.Status)+" "+i.URL)
	}
	if d := cmp.Diff([]string{"updated all.zip/a.txt", "failed all.zip/c.txt", "added all.zip/d.txt", "removed all.zip/b.txt"}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]bool{real + "/a.txt": true, real + "/c.txt": true, real + "/d.txt": true}, r.keys(t, src.ID)); d != "" {
		t.Error(d)
	}

	// An archive that holds nothing any more, or nothing that can be read, replaces
	// nothing.
	clear(zip)
	add("failed all.zip")
	if src := r.source(t, real); src.State != corpus.StateStale || src.Articles != 3 {
		t.Errorf("%+v", src)
	}
	zip["x.txt"] = "unreadable"
	add("failed all.zip/x.txt")
	if src := r.source(t, real); src.Articles != 3 {
		t.Errorf("%+v", src)
	}
	if n := r.counts(t).Sources; n != 1 {
		t.Errorf("%d sources", n)
	}

	// By the schedule, if somebody gave it a rule.
	if err := r.SetRule(t.Context(), "s", "bob", src.ID, corpus.RuleDaily); !corpus.HasCode(err, corpus.CodeInvalid) {
		t.Errorf("a moderator has a file read: %v", err)
	}
	if err := r.SetRuleLocal(t.Context(), "s", "ann", real, corpus.RuleDaily); err != nil {
		t.Fatal(err)
	}
	zip["a.txt"] = story("snow")
	local2 := r.Config.Local
	r.Config.Local = nil
	if got := r.refreshDue(t, real); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	r.Config.Local = local2
	if got := r.refreshDue(t, real); len(got) != 1 || got[0].Status != corpus.StatusUpdated {
		t.Errorf("%+v", got)
	}
}

// An archive of which nothing can be read is no source.
func TestUnreadableArchive(t *testing.T) {
	r := newFeedRig(t)
	zip := map[string]string{"a.txt": "unreadable"}
	r.files["all.zip"] = ""
	r.Config.Local = archives{r.files, map[string]map[string]string{"all.zip": zip}}
	if err := r.AddPaths(t.Context(), "s", "ann", []string{"all.zip"}, r.observer()); !errors.Is(err, ErrIncomplete) {
		t.Error(err)
	}
	if n := r.counts(t); n != (corpus.Counts{}) || len(r.reports) != 1 {
		t.Errorf("%+v %+v", n, r.reports)
	}
}

// A copy can be replaced by an archive, and an archive by one text.
func TestReplaceArchive(t *testing.T) {
	r := newFeedRig(t)
	ctx := t.Context()
	r.Attachments = chatArchives{chatFiles{"a.txt": story("tide"), "b.txt": story("wind")}, map[string]string{"x": story("moon"), "y": story("rain")}}
	if err := r.AddAttachments(ctx, "s", "ann", []corpus.Attachment{{Name: "a.txt"}}, r.observer()); err != nil {
		t.Fatal(err)
	}
	id := r.reports[0].SourceID
	for _, c := range []struct {
		name string
		want []string
	}{
		{"all.zip", []string{"added x", "added y", "removed a.txt"}},
		{"all.zip", []string{"unchanged all.zip"}},
		{"b.txt", []string{"added b.txt", "removed x", "removed y"}},
	} {
		r.reports = nil
		if err := r.ReplaceAttachment(ctx, "s", "bob", id, corpus.Attachment{Name: c.name}, r.observer()); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, r.told()); d != "" {
			t.Error(d)
		}
	}
	if n := r.counts(t); n.Sources != 1 || n.Articles != 1 {
		t.Errorf("%+v", n)
	}
}

// chatArchives are the attachments of a chat; all.zip is an archive of files.
type chatArchives struct {
	chatFiles
	members map[string]string
}

func (c chatArchives) Look(ctx context.Context, a corpus.Attachment) (corpus.Content, error) {
	if a.Name != "all.zip" {
		return c.chatFiles.Look(ctx, a)
	}
	l := corpus.Listing{Kind: corpus.KindAttachment, Location: "hash", Shown: a.Name, Title: a.Name}
	for _, name := range slices.Sorted(maps.Keys(c.members)) {
		l.Items = append(l.Items, corpus.Item{Key: "hash/" + name, Title: name, Version: "1", Read: func(context.Context) (corpus.Draft, error) {
			return corpus.Draft{Text: c.members[name], Title: name}, nil
		}})
	}
	return corpus.Content{Listing: &l}, nil
}
