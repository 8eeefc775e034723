package ingest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footnote/corpus"
	"footnote/corpus/store"
)

// lines are the reports, one a line, and forget them.
func (r *rig) lines() (lines []string) {
	for _, i := range r.reports {
		lines = append(lines, fmt.Sprintf("%s %s", i.Status, i.URL))
	}
	r.reports = nil
	return lines
}

func (r *rig) source(t testing.TB, ref string) corpus.SourceInfo {
	t.Helper()
	src, err := r.store.Source(t.Context(), "s", ref)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func TestRefresh(t *testing.T) {
	const tide, moon = "https://example.org/tide", "https://example.org/moon"
	r := newRig(t, nil)
	ctx := t.Context()
	r.files[tide], r.files[moon], r.files["d/a.txt"] = story("tide"), story("moon"), story("star")
	if err := r.AddURLs(ctx, "s", "ann", []string{tide, moon}, Adding{}, Observer{}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.add(t, "d"); err != nil {
		t.Fatal(err)
	}
	if err := r.AddReading(ctx, "s", "ann", pasted(t, "Minutes", story("board")), Observer{}); err != nil {
		t.Fatal(err)
	}
	a, b, file, text := r.source(t, tide).ID, r.source(t, moon).ID, r.source(t, "d/a.txt").ID, r.source(t, "Minutes").ID
	r.reports, r.published.spaces = nil, nil

	r.files[tide] = story("storm")
	if err := r.Refresh(ctx, "s", "bob", []string{a, b, a}, r.observer()); err != nil {
		t.Fatal(err)
	}
	reports := r.reports
	if d := cmp.Diff([]string{"updated " + tide, "unchanged " + moon}, r.lines()); d != "" {
		t.Error(d)
	}
	if reports[0].SourceID != a || reports[0].ArticleID != corpus.ArticleID("s", a, tide) || reports[0].Passages != 1 {
		t.Errorf("%+v", reports[0])
	}
	if src := r.source(t, a); src.AddedBy != "ann" || src.Shown != tide {
		t.Errorf("%+v", src)
	}
	if len(r.published.spaces) != 1 {
		t.Errorf("published %v", r.published.spaces)
	}

	// What fails keeps its text and is stale; the others go on.
	delete(r.files, tide)
	err := r.Refresh(ctx, "s", "bob", []string{a, b}, r.observer())
	if !errors.Is(err, ErrIncomplete) || !strings.Contains(corpus.Explain(err), "1 of 2 could not be read again") {
		t.Error(err)
	}
	reports = r.reports
	if d := cmp.Diff([]string{"failed " + tide, "unchanged " + moon}, r.lines()); d != "" {
		t.Error(d)
	}
	if reports[0].SourceID != a || reports[0].Title != "About "+tide {
		t.Errorf("%+v", reports[0])
	}
	if src := r.source(t, a); src.State != corpus.StateStale || src.Reason == "" || src.Passages != 1 {
		t.Errorf("%+v", src)
	}

	// What cannot be read again says why, and nothing happens to it.
	for id, words := range map[string]string{
		file: "is a file of the machine", text: "“Minutes” is a copy", "nothing": "no such source",
		tide: "no such source", "d/a.txt": "no such source", // remote doors go by ids
	} {
		if err := r.Refresh(ctx, "s", "bob", []string{id}, r.observer()); !errors.Is(err, ErrIncomplete) {
			t.Error(id, err)
		}
		if i := r.reports[0]; i.Status != corpus.StatusFailed || !strings.Contains(i.Error, words) || !corpus.HasCode(i.Cause, corpus.CodeInvalid) && !corpus.HasCode(i.Cause, corpus.CodeMissing) {
			t.Errorf("%s: %+v", id, i)
		}
		r.reports = nil
	}
	for _, id := range []string{file, text} {
		if src := r.source(t, id); src.State != corpus.StateFresh {
			t.Errorf("%s is %s", src.Shown, src.State)
		}
	}
	if err := r.Refresh(ctx, "other", "bob", []string{b}, r.observer()); !errors.Is(err, ErrIncomplete) || !strings.Contains(r.reports[0].Error, "no such source") {
		t.Errorf("another space: %v, %v", err, r.reports)
	}
}

// A page that leads elsewhere now keeps its text: a site may send visitors of
// what is gone to its front page.
func TestRefreshMovedPage(t *testing.T) {
	r := newRig(t, nil)
	ctx := t.Context()
	const tide = "http://www.example.org/tide/"
	r.files[tide] = story("tide")
	if err := r.AddURLs(ctx, "s", "ann", []string{tide}, Adding{}, Observer{}); err != nil {
		t.Fatal(err)
	}
	id := r.source(t, tide).ID
	for to, moved := range map[string]bool{
		"https://example.org/tide": false, tide: false, "https://www.example.org/": true,
		"https://www.example.org/tide?page=2": true, "https://example.com/tide": true,
	} {
		r.Web = redirecting{r.files, to}
		err := r.Refresh(ctx, "s", "bob", []string{id}, r.observer())
		if moved != (err != nil) {
			t.Errorf("to %s: %v", to, err)
		}
		said, _, _ := strings.Cut(to, "?") // a query may be a secret
		if i := r.reports[0]; moved && (i.Status != corpus.StatusFailed || !strings.Contains(i.Error, "another page now, "+said+":")) {
			t.Errorf("to %s: %+v", to, i)
		}
		r.reports = nil
		src := r.source(t, id)
		if src.Location != tide || (src.State == corpus.StateStale) != moved {
			t.Errorf("to %s: %+v", to, src)
		}
	}
	if n := r.counts(t).Sources; n != 1 {
		t.Errorf("%d sources", n)
	}
}

// redirecting is a web in which every page turns out to be another.
type redirecting struct {
	files
	to string
}

func (w redirecting) Fetch(ctx context.Context, f corpus.Fetch) (corpus.Content, error) {
	r, err := w.files.Read(ctx, f.Address)
	r.Location, r.Draft.Key, r.Draft.URL = w.to, w.to, w.to
	return content(r, err)
}

func TestRefreshLocal(t *testing.T) {
	r := newRig(t, nil)
	ctx := t.Context()
	const tide = "https://example.org/tide"
	r.files["d/a.txt"], r.files[tide] = story("star"), story("tide")
	if _, err := r.add(t, "d"); err != nil {
		t.Fatal(err)
	}
	if err := r.AddURLs(ctx, "s", "ann", []string{tide}, Adding{}, Observer{}); err != nil {
		t.Fatal(err)
	}
	r.reports = nil
	abs, err := filepath.Abs("d/a.txt")
	if err != nil {
		t.Fatal(err)
	}
	r.files[abs] = story("comet") // read by where it is, not by the path as given
	delete(r.files, "d/a.txt")
	if err := r.RefreshLocal(ctx, "s", "bob", []string{"d/a.txt", tide}, r.observer()); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"updated d/a.txt", "unchanged " + tide}, r.lines()); d != "" {
		t.Error(d)
	}
	if src := r.source(t, abs); src.Shown != "d/a.txt" || src.URL != "d/a.txt" || src.AddedBy != "ann" {
		t.Errorf("%+v", src)
	}
	delete(r.files, abs)
	if err := r.RefreshLocal(ctx, "s", "bob", []string{abs, "nowhere"}, r.observer()); !errors.Is(err, ErrIncomplete) {
		t.Error(err)
	}
	if d := cmp.Diff([]string{"failed d/a.txt", "failed nowhere"}, r.lines()); d != "" {
		t.Error(d)
	}
	if src := r.source(t, abs); src.State != corpus.StateStale {
		t.Errorf("%+v", src)
	}
}

func TestReplace(t *testing.T) {
	r := newRig(t, nil)
	ctx := t.Context()
	first := pasted(t, "Minutes", story("tide"))
	posted, err := corpus.Posted(corpus.Message{Link: "https://discord.com/channels/1/2/3", Author: "Ann", Text: story("moon"), Sent: time.Date(2026, 2, 3, 23, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	for _, reading := range []corpus.Reading{first, posted} {
		if err := r.AddReading(ctx, "s", "ann", reading, r.observer()); err != nil {
			t.Fatal(err)
		}
	}
	text, message := r.reports[0], r.reports[1]
	if text.Title != "Minutes" || text.URL != "" || message.Title != "The moon rose in the night." || message.URL != "https://discord.com/channels/1/2/3" {
		t.Errorf("%+v\n%+v", text, message)
	}
	if src := r.source(t, message.SourceID); src.Kind != corpus.KindMessage || src.Published.Format(time.DateOnly) != "2026-02-03" || src.URL != message.URL {
		t.Errorf("%+v", src)
	}

	// The ids stay, the text is new, and a title is kept unless another is given.
	for i, c := range []struct{ title, want string }{{"", "Minutes"}, {"Minutes of May", "Minutes of May"}} {
		r.reports = nil
		if err := r.ReplaceText(ctx, "s", "bob", text.SourceID, pasted(t, c.title, story(fmt.Sprint("storm ", i))), r.observer()); err != nil {
			t.Fatal(err)
		}
		got := r.reports[0]
		if got.Status != corpus.StatusUpdated || got.SourceID != text.SourceID || got.ArticleID != text.ArticleID || got.Title != c.want {
			t.Errorf("%+v", got)
		}
		a, err := r.store.Article(ctx, "s", text.ArticleID, "")
		if err != nil || !strings.Contains(a.Body, fmt.Sprint("storm ", i)) {
			t.Errorf("%q, %v", a.Body, err)
		}
	}
	if src := r.source(t, text.SourceID); src.AddedBy != "ann" || src.Kind != corpus.KindText || src.Title != "Minutes of May" {
		t.Errorf("%+v", src)
	}

	// The text that was replaced does not come back by accident.
	r.reports = nil
	if err := r.AddReading(ctx, "s", "bob", first, r.observer()); !errors.Is(err, ErrIncomplete) ||
		!strings.Contains(r.reports[0].Error, "earlier text of “Minutes of May”") {
		t.Errorf("%v %+v", err, r.reports)
	}
	if src := r.source(t, text.SourceID); src.State != corpus.StateFresh {
		t.Errorf("%+v", src)
	}
	if err := r.ReplaceText(ctx, "s", "bob", text.SourceID, first, r.observer()); err != nil {
		t.Error(err)
	}
	if err := r.AddReading(ctx, "s", "bob", first, r.observer()); err != nil || r.reports[2].Status != corpus.StatusUnchanged {
		t.Errorf("%v %+v", err, r.reports)
	}

	// A message's link leads to what the message says, so another text has none.
	r.reports = nil
	if err := r.ReplaceText(ctx, "s", "bob", message.SourceID, pasted(t, "", story("sun")), r.observer()); err != nil {
		t.Fatal(err)
	}
	if src := r.source(t, message.SourceID); src.URL != "" || src.Shown != posted.Shown || src.Kind != corpus.KindMessage {
		t.Errorf("%+v", src)
	}
	if err := r.AddReading(ctx, "s", "bob", posted, r.observer()); err != nil { // and it can come back
		t.Fatal(err)
	}
	if src := r.source(t, message.SourceID); src.URL != message.URL {
		t.Errorf("%+v", src)
	}
}

func TestReplaceRefuses(t *testing.T) {
	r := newRig(t, nil)
	ctx := t.Context()
	const tide = "https://example.org/tide"
	r.files[tide] = story("tide")
	if err := r.AddURLs(ctx, "s", "ann", []string{tide}, Adding{}, Observer{}); err != nil {
		t.Fatal(err)
	}
	page := r.source(t, tide).ID
	for id, words := range map[string]string{page: "is no copy", tide: "no such source", "x": "no such source"} {
		r.reports = nil
		if err := r.ReplaceText(ctx, "s", "bob", id, pasted(t, "", story("moon")), r.observer()); !errors.Is(err, ErrIncomplete) || !strings.Contains(r.reports[0].Error, words) {
			t.Errorf("%s: %v %+v", id, err, r.reports)
		}
	}
	if src := r.source(t, page); src.State != corpus.StateFresh || r.counts(t).Articles != 1 {
		t.Errorf("%+v", src)
	}
}

// chatFiles are the attachments of a chat, by name.
type chatFiles map[string]string

func (c chatFiles) Look(_ context.Context, a corpus.Attachment) (corpus.Content, error) {
	text, ok := c[a.Name]
	if !ok {
		return corpus.Content{}, &corpus.Problem{Code: corpus.CodeMissing, Message: a.Name + " cannot be fetched any more.", Err: errors.New("status 404")}
	}
	hash := corpus.ContentHash(text)
	return corpus.Content{Reading: &corpus.Reading{Kind: corpus.KindAttachment, Location: hash, Shown: a.Name,
		Draft: corpus.Draft{Key: hash, Text: text, Scraped: true, Original: []byte(text)}}}, nil
}

func TestAddAttachments(t *testing.T) {
	r := newRig(t, nil)
	ctx := t.Context()
	chat := chatFiles{"a.txt": story("tide"), "b.txt": story("moon")}
	r.Attachments = chat
	files := []corpus.Attachment{{Name: "a.txt"}, {Name: "gone.txt", URL: "https://cdn.example/gone.txt?hm=SECRET"}, {Name: "b.txt"}}
	if err := r.AddAttachments(ctx, "s", "ann", files, r.observer()); !errors.Is(err, ErrIncomplete) {
		t.Error(err)
	}
	var got []string
	for _, i := range r.reports {
		got = append(got, fmt.Sprintf("%s %q %q", i.Status, i.Title, i.URL))
	}
	if d := cmp.Diff([]string{`added "a.txt" ""`, `failed "" "gone.txt"`, `added "b.txt" ""`}, got); d != "" {
		t.Error(d)
	}
	id := r.reports[0].SourceID
	r.reports = nil
	if err := r.AddAttachments(ctx, "s", "bob", files[:1], r.observer()); err != nil || r.reports[0].Status != corpus.StatusUnchanged {
		t.Errorf("the same file again: %v %+v", err, r.reports)
	}
	src := r.source(t, id)
	if src.Kind != corpus.KindAttachment || src.URL != "" || src.Shown != "a.txt" || src.Title != "a.txt" || src.Articles != 1 {
		t.Errorf("%+v", src)
	}

	chat["a2.txt"] = story("storm")
	r.reports = nil
	if err := r.ReplaceAttachment(ctx, "s", "bob", id, corpus.Attachment{Name: "a2.txt"}, r.observer()); err != nil {
		t.Fatal(err)
	}
	if i := r.reports[0]; i.Status != corpus.StatusUpdated || i.SourceID != id || i.Title != "a2.txt" {
		t.Errorf("%+v", i)
	}
	if src := r.source(t, id); src.Shown != "a2.txt" || src.Kind != corpus.KindAttachment {
		t.Errorf("%+v", src)
	}
	r.reports = nil
	if err := r.AddAttachments(ctx, "s", "bob", files[:1], r.observer()); !errors.Is(err, ErrIncomplete) || !strings.Contains(r.reports[0].Error, "earlier text of “a2.txt”") {
		t.Errorf("%v %+v", err, r.reports)
	}
	if err := r.ReplaceAttachment(ctx, "s", "bob", id, corpus.Attachment{Name: "gone.txt"}, r.observer()); !errors.Is(err, ErrIncomplete) {
		t.Error(err)
	}
	if src := r.source(t, id); src.State != corpus.StateFresh || src.Shown != "a2.txt" {
		t.Errorf("%+v", src)
	}
}

// The language of what is handed over is guessed, of what is read it is not.
func TestLanguageOfHandedText(t *testing.T) {
	r := newRig(t, nil)
	r.Language = func(text string) string { return "xx" }
	if err := r.AddReading(t.Context(), "s", "ann", pasted(t, "", story("tide")), r.observer()); err != nil {
		t.Fatal(err)
	}
	a, err := r.store.Article(t.Context(), "s", r.reports[0].ArticleID, "")
	if err != nil || a.Language != "xx" {
		t.Errorf("%q, %v", a.Language, err)
	}
}

func TestWithdraw(t *testing.T) {
	r := newRig(t, nil)
	ctx := t.Context()
	r.files["d/a.txt"], r.files["d/b.txt"] = story("tide"), story("moon")
	if _, err := r.add(t, "d"); err != nil {
		t.Fatal(err)
	}
	a, b := r.source(t, "d/a.txt"), r.source(t, "d/b.txt")
	calls := r.embedder.calls.Load()
	r.published.spaces = nil
	soon := r.Now().Add(15 * time.Minute)
	for _, src := range []corpus.SourceInfo{a, b} {
		if err := r.Withdraw(ctx, "s", "bob", src.ID, soon); err != nil {
			t.Fatal(err)
		}
	}
	list, err := r.Withdrawn(ctx, "s")
	if err != nil || len(list) != 2 || list[0].ID != b.ID || !list[0].Until.Equal(soon) || r.counts(t) != (corpus.Counts{}) {
		t.Errorf("%+v, %v", list, err)
	}
	if err := r.Restore(ctx, "s", "cy", a.ID); err != nil {
		t.Fatal(err)
	}
	if got := r.source(t, a.ID); !cmp.Equal(a, got) {
		t.Error(cmp.Diff(a, got))
	}
	// Adding it again brings the other one back.
	if got, err := r.add(t, "d"); err != nil || !cmp.Equal(got, []string{"unchanged d/a.txt", "added d/b.txt"}) {
		t.Error(got, err)
	}
	if n := r.embedder.calls.Load(); n != calls {
		t.Errorf("embedded %d times", n-calls)
	}
	if len(r.published.spaces) != 4 {
		t.Errorf("published %v", r.published.spaces)
	}

	if err := r.Withdraw(ctx, "s", "bob", a.ID, soon); err != nil {
		t.Fatal(err)
	}
	r.published.spaces = nil
	now := soon.Add(time.Second)
	r.Config.Now = func() time.Time { return now }
	if list, err := r.Withdrawn(ctx, "s"); err != nil || len(list) != 0 {
		t.Errorf("after its time: %v, %v", list, err)
	}
	if err := r.Restore(ctx, "s", "cy", a.ID); !corpus.HasCode(err, corpus.CodeMissing) {
		t.Errorf("restored after its time: %v", err)
	}
	purged, err := r.PurgeWithdrawn(ctx, now)
	if err != nil || len(purged) != 1 || purged[0].SourceID != a.ID || purged[0].By != "bob" || len(r.published.erased) != 1 {
		t.Errorf("%+v, %v, %v", purged, err, r.published.erased)
	}
	// Now it is a new source.
	if got, err := r.add(t, "d"); err != nil || !cmp.Equal(got, []string{"added d/a.txt", "unchanged d/b.txt"}) {
		t.Error(got, err)
	}
}

// What is withdrawn can be removed at once.
func TestRemoveWithdrawn(t *testing.T) {
	r := newRig(t, nil)
	ctx := t.Context()
	r.files["d/a.txt"], r.files["d/b.txt"] = story("tide"), story("moon")
	if _, err := r.add(t, "d"); err != nil {
		t.Fatal(err)
	}
	a, b := r.source(t, "d/a.txt"), r.source(t, "d/b.txt")
	for _, src := range []corpus.SourceInfo{a, b} {
		if err := r.Withdraw(ctx, "s", "bob", src.ID, r.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	on := func(rm corpus.Removed) { got = append(got, rm.Status+" "+rm.SourceID) }
	err := r.Remove(ctx, "s", "ann", []string{a.ID, "d/b.txt", a.ID}, on)
	if d := cmp.Diff([]string{"removed " + a.ID, "removed " + b.ID, "missing "}, got); d != "" || !errors.Is(err, ErrIncomplete) {
		t.Error(d, err)
	}
	if list, err := r.Withdrawn(ctx, "s"); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

// Undo does not wait for a long import to end.
func TestWithdrawWhileImporting(t *testing.T) {
	r := newRig(t, nil)
	r.files["d/a.txt"] = story("tide")
	if _, err := r.add(t, "d"); err != nil {
		t.Fatal(err)
	}
	id := r.source(t, "d/a.txt").ID
	release, err := r.store.Lock(t.Context(), "adding articles")
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if err := errors.Join(r.Withdraw(t.Context(), "s", "bob", id, r.Now()), r.Restore(t.Context(), "s", "bob", id)); err != nil {
		t.Error(err)
	}
}

func TestRemoveSpace(t *testing.T) {
	r := newRig(t, nil)
	ctx := t.Context()
	r.files["d/a.txt"] = story("tide")
	if _, err := r.add(t, "d"); err != nil {
		t.Fatal(err)
	}
	r.published.fail = &corpus.Problem{Code: corpus.CodeBusy, Message: "Held."}
	if err := r.RemoveSpace(ctx, "s"); !corpus.HasCode(err, corpus.CodeBusy) {
		t.Error(err)
	}
	r.published.fail = nil
	if err := r.RemoveSpace(ctx, "s"); err != nil {
		t.Error(err)
	}
	if d := cmp.Diff([]corpus.Space{"s", "s"}, r.published.dropped); d != "" || r.counts(t) != (corpus.Counts{}) {
		t.Error(d, r.counts(t))
	}
}

// What one process could not erase, because another used the index, or because it
// was cut off, stays due until somebody has done it.
func TestEraseLater(t *testing.T) {
	r := newRig(t, nil)
	ctx := t.Context()
	r.files["d/a.txt"], r.files["d/b.txt"] = story("tide"), story("moon")
	if _, err := r.add(t, "d"); err != nil {
		t.Fatal(err)
	}
	r.published.fail = &corpus.Problem{Code: corpus.CodeBusy, Message: "Held."}
	if err := r.Remove(ctx, "s", "ann", []string{"d/a.txt"}, nil); err != nil {
		t.Fatal(err)
	}
	if err := r.Erase(ctx); err != nil {
		t.Errorf("what another process has to do is no error: %v", err)
	}
	due, err := r.store.Erasing(ctx)
	if err != nil || len(due) != 1 {
		t.Fatalf("%v is due, %v", due, err)
	}
	// It is not done for what was removed since.
	if _, err := r.store.RemoveSource(ctx, "s", r.source(t, "d/b.txt").ID, "ann"); err != nil {
		t.Fatal(err)
	}
	if err := r.store.Erased(ctx, "s", due["s"]); err != nil {
		t.Fatal(err)
	}
	r.published.fail, r.published.erased = nil, nil
	for range 2 {
		if _, err := r.PurgeWithdrawn(ctx, r.Now()); err != nil {
			t.Error(err)
		}
	}
	if d := cmp.Diff([]corpus.Space{"s"}, r.published.erased); d != "" {
		t.Error(d)
	}
}

// Nobody who wants to write waits while removed texts are taken out of an index.
func TestEraseHoldsNobodyUp(t *testing.T) {
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{LockWait: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	r := newRig(t, st)
	ctx := t.Context()
	r.files["d/a.txt"], r.files["d/b.txt"] = story("tide"), story("moon")
	if _, err := r.add(t, "d"); err != nil {
		t.Fatal(err)
	}
	times := 0
	r.published.onErase = func() {
		times++
		release, err := st.Lock(ctx, "adding articles")
		if err != nil {
			t.Error(err)
			return
		}
		release()
	}
	if err := r.Remove(ctx, "s", "ann", []string{"d/a.txt"}, nil); err != nil || times != 1 {
		t.Errorf("erased %d times, %v", times, err)
	}
	if err := r.Remove(ctx, "s", "ann", []string{"d/b.txt", "d/none.txt"}, nil); !errors.Is(err, ErrIncomplete) || times != 2 {
		t.Errorf("erased %d times, %v", times, err)
	}
}
