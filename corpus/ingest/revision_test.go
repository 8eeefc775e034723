package ingest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/corpus/store"
)

// essay is a text of so many paragraphs of uneven length, of which one can begin
// with another sentence than usual.
func essay(paragraphs, changed int, first string) string {
	random := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("harbour crane wind pilot ship night record house spring tonne closed opened before after while because which every tide keeper")
	all := make([]string, paragraphs)
	for i := range all {
		var b strings.Builder
		for range 2 + random.IntN(4) {
			fmt.Fprintf(&b, "Number %d", random.IntN(1000))
			for range 6 + random.IntN(18) {
				b.WriteString(" " + words[random.IntN(len(words))])
			}
			b.WriteString(". ")
		}
		all[i] = strings.TrimSpace(b.String())
	}
	if changed >= 0 {
		all[changed] = first + " " + all[changed]
	}
	return strings.Join(all, "\n\n")
}

// texts counts the texts that are embedded.
func (r *rig) texts() *int {
	n := new(int)
	r.embedder.fail = func(texts []string) error { *n += len(texts); return nil }
	return n
}

// Of a changed page only those passages are embedded whose text is new. The others
// have the very vectors that they would have got.
func TestOnlyChangedPassagesAreEmbedded(t *testing.T) {
	r := pageRig(t)
	ctx := t.Context()
	r.web.text(tidePage, essay(40, -1, ""))
	if err := r.AddURLs(ctx, "s", "ann", []string{tidePage}, Adding{}, Observer{}); err != nil {
		t.Fatal(err)
	}
	src := r.source(t, tidePage)
	total := 0
	for at := range 40 {
		r.web.text(tidePage, essay(40, -1, ""))
		r.refreshDue(t, tidePage)
		texts := r.texts()
		r.web.text(tidePage, essay(40, at, "The ferry sails on Sundays."))
		r.refreshDue(t, tidePage)
		if *texts == 0 || *texts > 3 {
			t.Errorf("%d of %d passages were embedded for paragraph %d", *texts, src.Passages, at)
		}
		total += *texts
		// The same text again changes nothing, however it was split.
		generation := r.generation(t)
		if err := r.AddURLs(ctx, "s", "ann", []string{tidePage}, Adding{}, Observer{}); err != nil || r.generation(t) != generation {
			t.Errorf("%v, generation %d after %d", err, r.generation(t), generation)
		}
	}
	t.Logf("where one paragraph of 40 changed, %.1f of %d passages were embedded on average", float64(total)/40, src.Passages)
	// The vectors are those of the texts.
	for v, err := range r.store.Vectors(ctx, "s", r.embedder.key, nil) {
		if err != nil {
			t.Fatal(err)
		}
		found, err := r.store.Passages(ctx, "s", v.PassageIDs)
		if err != nil || len(found) != len(v.PassageIDs) || len(found) < 10 {
			t.Fatalf("%d, %v", len(found), err)
		}
		for i, f := range found {
			want, err := r.embedder.Embed(ctx, []string{f.Passage.Text})
			if err != nil || fmt.Sprint(want[0]) != fmt.Sprint(v.Vectors[i]) {
				t.Errorf("passage %d has another vector", i)
			}
		}
	}
	if err := r.store.Check(ctx); err != nil {
		t.Error(err)
	}
}

// Earlier texts can be opened, are never searched, and go when nothing quotes them
// any more.
func TestOldRevisions(t *testing.T) {
	w := newWhole(t)
	ctx := t.Context()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	r := &feedRig{rig: w.rig, web: &web{pages: map[string]func(corpus.Fetch) (corpus.Content, error){}}, now: now}
	r.Config.Web = r.web
	r.Config.Now = func() time.Time { return r.now }
	texts := []string{"zanzibarium", "moon", "storm"}
	r.web.text(tidePage, story(texts[0]))
	if err := r.AddURLs(ctx, "s", "ann", []string{tidePage}, Adding{}, Observer{}); err != nil {
		t.Fatal(err)
	}
	id := corpus.ArticleID("s", r.source(t, tidePage).ID, tidePage)
	var revisions []string
	revision := func() string {
		t.Helper()
		a, err := r.store.Article(ctx, "s", id, "")
		if err != nil {
			t.Fatal(err)
		}
		return a.Revision
	}
	for _, about := range texts {
		r.web.text(tidePage, story(about))
		r.refreshDue(t, tidePage)
		revisions = append(revisions, revision())
	}
	for i, about := range texts {
		a, err := r.store.Article(ctx, "s", id, revisions[i])
		if err != nil || !strings.Contains(a.Body, about) || a.Revision != revisions[i] {
			t.Errorf("%s: %+v, %v", about, a, err)
		}
	}
	if _, counted := w.finds(t, "s", "zanzibarium"); counted != 0 {
		t.Error("an earlier text is searched")
	}
	future := time.Now().Add(time.Hour)
	for _, c := range []struct {
		before time.Time
		quoted []string
		space  corpus.Space
		want   int
	}{
		{time.Now().Add(-time.Hour), nil, "s", 0}, {future, revisions, "s", 0}, {future, nil, "other", 0}, {future, revisions[1:2], "s", 1}, {future, revisions[1:2], "s", 0},
	} {
		if n, err := r.DropRevisions(ctx, c.space, c.before, c.quoted); n != c.want || err != nil {
			t.Errorf("%+v: %d, %v", c, n, err)
		}
	}
	if _, err := r.store.Article(ctx, "s", id, revisions[0]); !corpus.HasCode(err, corpus.CodeMissing) {
		t.Errorf("the first text is still there: %v", err)
	}
	w.Overwrite(ctx)
	if n := w.holds(t, "zanzibarium"); n != 0 {
		t.Errorf("%d files still hold it", n)
	}
	if _, err := r.store.Article(ctx, "s", id, revisions[1]); err != nil {
		t.Error(err)
	}

	// A text that comes back is the current one, and not dropped.
	r.web.text(tidePage, story(texts[1]))
	r.refreshDue(t, tidePage)
	if revision() != revisions[1] {
		t.Error("it is another revision")
	}
	if n, err := r.DropRevisions(ctx, "s", future, nil); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if a, err := r.store.Article(ctx, "s", id, ""); err != nil || !strings.Contains(a.Body, texts[1]) {
		t.Errorf("%+v, %v", a, err)
	}
	if err := r.store.Check(ctx); err != nil {
		t.Error(err)
	}
}

// The same text in two sources is kept once for each, and removing one leaves the
// other.
func TestSameTextTwice(t *testing.T) {
	const other = "https://example.com/tide"
	r := pageRig(t, tidePage)
	ctx := t.Context()
	r.web.text(other, story("tide 0"))
	if err := r.AddURLs(ctx, "s", "ann", []string{other}, Adding{}, Observer{}); err != nil {
		t.Fatal(err)
	}
	if n := r.counts(t); n.Sources != 2 || n.Articles != 2 || n.Passages != 2 {
		t.Fatalf("%+v", n)
	}
	sharing, err := r.store.Sharing(ctx, "s", r.source(t, tidePage).ID)
	if err != nil || len(sharing) != 1 || sharing[0].Location != other {
		t.Errorf("%+v, %v", sharing, err)
	}
	if err := r.Remove(ctx, "s", "ann", []string{tidePage}, nil); err != nil {
		t.Fatal(err)
	}
	src := r.source(t, other)
	a, err := r.store.Article(ctx, "s", corpus.ArticleID("s", src.ID, other), "")
	if err != nil || !strings.Contains(a.Body, "tide 0") || r.counts(t).Passages != 1 {
		t.Errorf("%+v, %v", a, err)
	}
	for v, err := range r.store.Vectors(ctx, "s", r.embedder.key, nil) {
		if err != nil || len(v.Vectors) != 1 {
			t.Errorf("%+v, %v", v, err)
		}
	}
}

// scrubs counts how often the database is overwritten.
type scrubs struct {
	*store.Store
	n int
}

func (s *scrubs) Scrub(ctx context.Context) error {
	s.n++
	return s.Store.Scrub(ctx)
}

// To drop the texts of many spaces overwrites the database once, at the end; until
// then that is due, also over a crash.
func TestDropRevisionsOfManySpaces(t *testing.T) {
	r := newFeedRig(t)
	ctx := t.Context()
	counted := &scrubs{Store: r.store}
	r.Config.Store = counted
	spaces := []corpus.Space{"a", "b", "c"}
	r.web.text(tidePage, story("tide"))
	for _, space := range spaces {
		if err := r.AddURLs(ctx, space, "ann", []string{tidePage}, Adding{}, Observer{}); err != nil {
			t.Fatal(err)
		}
	}
	r.web.text(tidePage, story("storm"))
	r.now = r.now.Add(14 * 24 * time.Hour)
	if err := r.RefreshDue(ctx, r.now, nil); err != nil {
		t.Fatal(err)
	}
	for _, space := range spaces {
		if n, err := r.DropRevisions(ctx, space, time.Now().Add(time.Hour), nil); n != 1 || err != nil {
			t.Errorf("%s: %d, %v", space, n, err)
		}
	}
	due, err := r.store.Erasing(ctx)
	if err != nil || len(due) != len(spaces) || counted.n != 0 || len(r.published.erased) != 0 {
		t.Errorf("%v is due, %d times overwritten, %v erased, %v", due, counted.n, r.published.erased, err)
	}
	r.Overwrite(ctx)
	due, err = r.store.Erasing(ctx)
	if err != nil || len(due) != 0 || counted.n != 1 || len(r.published.erased) != len(spaces) {
		t.Errorf("%v is due, %d times overwritten, %v erased, %v", due, counted.n, r.published.erased, err)
	}
}
