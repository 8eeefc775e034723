package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footnote/corpus"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// view is all that can be read of a space.
type view struct {
	Spaces    []corpus.Space
	Sources   []corpus.SourceInfo
	Found     map[string]string // what Source says to each name
	Counts    corpus.Counts
	Changed   []string
	Documents []corpus.Document
	Vectors   []corpus.ArticleVectors
	Passages  []corpus.Found
	Articles  []string
	Originals []string
}

// viewOf looks at the space in every way there is, by the names of these samples.
func viewOf(t *testing.T, st *Store, space corpus.Space, samples ...sample) view {
	t.Helper()
	ctx := t.Context()
	v := view{Found: map[string]string{}}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	v.Spaces, err = st.Spaces(ctx)
	must(err)
	v.Sources, err = st.Sources(ctx, space)
	must(err)
	v.Counts, err = st.Counts(ctx, space)
	must(err)
	_, v.Changed, err = st.Changed(ctx, space, 0)
	must(err)
	var articles, passages []string
	for _, s := range samples {
		for _, ref := range []string{s.source.ID, s.source.Location, s.source.Shown, s.article.URL} {
			src, err := st.Source(ctx, space, ref)
			if err != nil && !corpus.HasCode(err, corpus.CodeMissing) {
				t.Fatal(err)
			}
			v.Found[ref] = src.ID
		}
		a, err := st.Article(ctx, space, s.article.ID, "")
		if err != nil && !corpus.HasCode(err, corpus.CodeMissing) {
			t.Fatal(err)
		}
		b, err := st.Article(ctx, space, s.article.ID, s.article.Revision)
		if err != nil && !corpus.HasCode(err, corpus.CodeMissing) {
			t.Fatal(err)
		}
		v.Articles = append(v.Articles, a.Body, b.Body)
		original, err := st.Original(ctx, space, s.article.Revision)
		if err != nil && !corpus.HasCode(err, corpus.CodeMissing) {
			t.Fatal(err)
		}
		v.Originals = append(v.Originals, string(original))
		articles = append(articles, s.article.ID)
		for _, p := range s.passages {
			passages = append(passages, p.ID)
		}
	}
	for _, ids := range [][]string{nil, articles} {
		for d, err := range st.Documents(ctx, space, ids) {
			must(err)
			v.Documents = append(v.Documents, d)
		}
		for a, err := range st.Vectors(ctx, space, modelA, ids) {
			must(err)
			v.Vectors = append(v.Vectors, a)
		}
	}
	v.Passages, err = st.Passages(ctx, space, passages)
	must(err)
	return v
}

// A withdrawn source is seen nowhere that a removed one is not seen, and when it
// is restored all is as it was.
func TestWithdrawnIsSeenNowhere(t *testing.T) {
	for _, alone := range []bool{false, true} {
		eachStore(t, func(t *testing.T, st *Store) {
			a, b := newSample("s", "a.txt", "A", "Tide.", "Ebb."), newSample("s", "b.txt", "B", "Storm.")
			mustPut(t, st, a, corpus.StatusAdded)
			mustPut(t, st, newSample("other", "a.txt", "A", "Tide.", "Ebb."), corpus.StatusAdded)
			if !alone {
				mustPut(t, st, b, corpus.StatusAdded)
			}
			before := viewOf(t, st, "s", a, b)
			other := viewOf(t, st, "other", a)
			start, err := st.Generation(t.Context(), "s")
			if err != nil {
				t.Fatal(err)
			}

			if err := st.WithdrawSource(t.Context(), "s", a.source.ID, "bob", noon); err != nil {
				t.Fatal(err)
			}
			withdrawn := viewOf(t, st, "s", a, b)
			now, changed, err := st.Changed(t.Context(), "s", start)
			if err != nil || now <= start || !slices.Equal(changed, []string{a.article.ID}) {
				t.Errorf("an index hears of generation %d, %v, %v", now, changed, err)
			}
			if alone {
				other.Spaces = []corpus.Space{"other"}
			}
			if d := cmp.Diff(other, viewOf(t, st, "other", a)); d != "" {
				t.Errorf("another space sees it: %s", d)
			}
			if err := st.Check(t.Context()); err != nil {
				t.Error(err)
			}

			if err := st.RestoreSource(t.Context(), "s", a.source.ID, "cy", noon); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(before, viewOf(t, st, "s", a, b)); d != "" {
				t.Errorf("restoring changed it: %s", d)
			}
			if _, changed, err := st.Changed(t.Context(), "s", now); err != nil || !slices.Equal(changed, []string{a.article.ID}) {
				t.Errorf("an index hears of %v, %v", changed, err)
			}

			if _, err := st.RemoveSource(t.Context(), "s", a.source.ID, "bob"); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(viewOf(t, st, "s", a, b), withdrawn); d != "" {
				t.Errorf("withdrawn is not as removed: %s", d)
			}
			if len(before.Documents) == len(withdrawn.Documents) {
				t.Error("the test sees nothing")
			}
		})
	}
}

func TestWithdrawnList(t *testing.T) {
	eachStore(t, func(t *testing.T, st *Store) {
		ctx := t.Context()
		a := newSample("s", "a.txt", "A", "Tide.", "Ebb.")
		mustPut(t, st, a, corpus.StatusAdded)
		want, err := st.Source(ctx, "s", a.source.ID)
		if err != nil {
			t.Fatal(err)
		}
		until := noon.Add(1500 * time.Millisecond)
		for _, space := range []corpus.Space{"other", ""} {
			if err := st.WithdrawSource(ctx, space, a.source.ID, "bob", until); !corpus.HasCode(err, corpus.CodeMissing) {
				t.Errorf("another space withdraws it: %v", err)
			}
		}
		if err := st.RestoreSource(ctx, "s", a.source.ID, "bob", noon); !corpus.HasCode(err, corpus.CodeMissing) {
			t.Errorf("what is there is restored: %v", err)
		}
		if err := st.WithdrawSource(ctx, "s", a.source.ID, "bob", until); err != nil {
			t.Fatal(err)
		}
		if err := st.WithdrawSource(ctx, "s", a.source.ID, "bob", until.Add(time.Hour)); !corpus.HasCode(err, corpus.CodeMissing) {
			t.Errorf("it is withdrawn twice: %v", err)
		}
		if err := st.Visited(ctx, "s", a.source.ID, corpus.Visit{At: time.Now(), By: "bob", Failure: "x"}); !corpus.HasCode(err, corpus.CodeMissing) {
			t.Errorf("it changes while it is withdrawn: %v", err)
		}
		list, err := st.Withdrawn(ctx, "s")
		if err != nil || len(list) != 1 {
			t.Fatalf("Withdrawn = %v, %v", list, err)
		}
		if d := cmp.Diff(want, list[0].SourceInfo); d != "" || list[0].By != "bob" || !list[0].Until.Equal(until) || list[0].At.IsZero() {
			t.Errorf("%+v %s", list[0], d)
		}
		if list, err := st.Withdrawn(ctx, "other"); err != nil || len(list) != 0 {
			t.Errorf("another space sees %v, %v", list, err)
		}
		if err := st.RestoreSource(ctx, "other", a.source.ID, "cy", noon); !corpus.HasCode(err, corpus.CodeMissing) {
			t.Errorf("another space restores it: %v", err)
		}
		if err := st.RestoreSource(ctx, "s", a.source.ID, "cy", until.Add(time.Millisecond)); !corpus.HasCode(err, corpus.CodeMissing) {
			t.Errorf("it is restored after its time: %v", err)
		}
		if err := st.RestoreSource(ctx, "s", a.source.ID, "cy", until); err != nil {
			t.Error(err)
		}
	})
}

// Adding a withdrawn source again restores it, with the same text or another.
func TestPutRestores(t *testing.T) {
	eachStore(t, func(t *testing.T, st *Store) {
		ctx := t.Context()
		a := newSample("s", "a.txt", "A", "Tide.")
		mustPut(t, st, a, corpus.StatusAdded)
		withdraw := func() {
			t.Helper()
			if err := st.WithdrawSource(ctx, "s", a.source.ID, "bob", noon); err != nil {
				t.Fatal(err)
			}
		}
		withdraw()
		again := a
		again.source.AddedBy = "cy"
		again.vectors = nil
		if held, err := st.Held(ctx, a.article, a.passages); err != nil || !held.Same {
			t.Errorf("it would be embedded again: %v", err)
		}
		mustPut(t, st, again, corpus.StatusAdded)
		mustPut(t, st, again, corpus.StatusUnchanged)
		withdraw()
		again = a
		again.article.Body = "Another tide."
		again = again.revise()
		mustPut(t, st, again, corpus.StatusUpdated)
		info, err := st.Source(ctx, "s", a.source.ID)
		if err != nil || info.Passages != 1 || info.AddedBy != "ann" {
			t.Errorf("%+v, %v", info, err)
		}
		audit, err := st.Audit(ctx, "s", "", -1)
		if err != nil {
			t.Fatal(err)
		}
		var actions []string
		for _, a := range audit {
			actions = append(actions, a.By+" "+string(a.Action))
		}
		want := []string{"ann updated", "ann restored", "bob withdrawn", "cy restored", "bob withdrawn", "ann added"}
		if d := cmp.Diff(want, actions); d != "" {
			t.Error(d)
		}
	})
}

// When its time is over a withdrawn source goes for good, with every byte of it;
// the audit says who withdrew it, and not what it was called.
func TestPurgeWithdrawn(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	st := open(t, dir)
	secret := "Zanzibarium"
	early, late := newSample("s", "early.txt", secret+" early", secret+" tide."), newSample("t", "late.txt", "Late", secret+" ebb.")
	kept := newSample("s", "kept.txt", "Kept", "Harbour.")
	for _, s := range []sample{early, late, kept} {
		mustPut(t, st, s, corpus.StatusAdded)
	}
	for i, s := range []sample{early, late} {
		if err := st.WithdrawSource(ctx, s.source.Space, s.source.ID, "bob", noon.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	titles := func(space corpus.Space) (all []string) {
		t.Helper()
		audit, err := st.Audit(ctx, space, "", -1)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range audit {
			all = append(all, fmt.Sprintf("%s %s %s %q %d", a.By, a.Action, a.Kind, a.Title, a.Articles))
		}
		return all
	}
	if d := cmp.Diff([]string{`bob withdrawn file "Late" 1`, `ann added file "Late" 1`}, titles("t")); d != "" {
		t.Error(d)
	}
	if purged, err := st.PurgeWithdrawn(ctx, noon); err != nil || len(purged) != 0 {
		t.Fatalf("purged too soon: %v, %v", purged, err)
	}
	for _, c := range []struct {
		now  time.Time
		want sample
	}{{noon.Add(time.Second), early}, {noon.Add(time.Hour), late}} {
		purged, err := st.PurgeWithdrawn(ctx, c.now)
		want := []corpus.Purged{{Space: c.want.source.Space, SourceID: c.want.source.ID, Kind: corpus.KindFile, Title: c.want.source.Title,
			By: "bob", ArticleIDs: []string{c.want.article.ID}}}
		if d := cmp.Diff(want, purged); d != "" || err != nil {
			t.Error(d, err)
		}
	}
	scrub(t, st)
	for _, word := range []string{secret, "early.txt", "late.txt"} {
		if onDisk(t, dir, word) {
			t.Errorf("%q is still on the disk", word)
		}
	}
	if d := cmp.Diff([]string{`bob removed file "" 1`, `bob withdrawn file "" 1`, `ann added file "" 1`}, titles("t")); d != "" {
		t.Error(d)
	}
	if n, err := st.Counts(ctx, "s"); err != nil || n.Sources != 1 {
		t.Errorf("%v, %v", n, err)
	}
	if err := st.Check(ctx); err != nil {
		t.Error(err)
	}
}

// A change of the model reaches withdrawn sources too, so that nothing needs to
// be embedded when they come back.
func TestWithdrawnIsEmbedded(t *testing.T) {
	ctx := t.Context()
	st := open(t, t.TempDir())
	a := newSample("s", "a.txt", "A", "Tide.")
	mustPut(t, st, a, corpus.StatusAdded)
	if err := st.WithdrawSource(ctx, "s", a.source.ID, "bob", noon); err != nil {
		t.Fatal(err)
	}
	docs, err := st.PendingEmbeddings(ctx, modelB, 10)
	if err != nil || len(docs) != 1 {
		t.Fatalf("pending: %v, %v", docs, err)
	}
	if err := st.SwitchModel(ctx, modelB); err == nil {
		t.Error("switched without it")
	}
	vectors := corpus.ArticleVectors{ArticleID: a.article.ID, PassageIDs: []string{a.passages[0].ID}, Vectors: [][]float32{{1, 2, 3}}}
	if err := st.PutEmbeddings(ctx, "s", modelB, []corpus.ArticleVectors{vectors}); err != nil {
		t.Fatal(err)
	}
	if err := st.SwitchModel(ctx, modelB); err != nil {
		t.Fatal(err)
	}
	if err := st.RestoreSource(ctx, "s", a.source.ID, "bob", noon); err != nil {
		t.Fatal(err)
	}
	if held, err := st.Held(ctx, a.article, a.passages); err != nil || !held.Same {
		t.Errorf("it has no embeddings: %v", err)
	}
}

func TestRemoveSpace(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	st := open(t, dir)
	secret := "Zanzibarium"
	for i := range 4 {
		mustPut(t, st, newSample(corpus.Space(secret+" space"), fmt.Sprintf("%s-%d.txt", secret, i), secret, secret+" tide.", "More "+secret+"."), corpus.StatusAdded)
	}
	space := corpus.Space(secret + " space")
	gone := newSample(space, secret+"-0.txt", secret, secret+" tide.", "More "+secret+".")
	if err := st.WithdrawSource(ctx, space, gone.source.ID, secret+" bob", noon); err != nil {
		t.Fatal(err)
	}
	kept := newSample("kept", "a.txt", "A", "Tide.")
	mustPut(t, st, kept, corpus.StatusAdded)
	before := viewOf(t, st, "kept", kept)
	last, err := st.Generation(ctx, space)
	if err != nil {
		t.Fatal(err)
	}
	if !onDisk(t, dir, secret) {
		t.Fatal("the test looks in the wrong place")
	}
	for range 2 {
		if err := st.RemoveSpace(ctx, space); err != nil {
			t.Fatal(err)
		}
	}
	if onDisk(t, dir, secret) {
		t.Error("something of the space is still on the disk")
	}
	before.Spaces = []corpus.Space{"kept"}
	if d := cmp.Diff(before, viewOf(t, st, "kept", kept)); d != "" {
		t.Errorf("another space changed: %s", d)
	}
	if d := cmp.Diff(view{Found: map[string]string{gone.source.ID: "", gone.source.Location: "", gone.source.Shown: ""},
		Spaces: []corpus.Space{"kept"}, Articles: []string{"", ""}, Originals: []string{""}, Passages: []corpus.Found{}},
		viewOf(t, st, space, gone)); d != "" {
		t.Errorf("something is left: %s", d)
	}
	if audit, err := st.Audit(ctx, space, "", -1); err != nil || len(audit) != 0 {
		t.Errorf("its audit: %v, %v", audit, err)
	}
	if g, err := st.Generation(ctx, space); err != nil || g != 0 {
		t.Errorf("generation %d, %v", g, err)
	}
	if err := st.Check(ctx); err != nil {
		t.Error(err)
	}
	// Begun again, it never comes by a generation that it had before.
	mustPut(t, st, gone, corpus.StatusAdded)
	if g, err := st.Generation(ctx, space); err != nil || g <= last {
		t.Errorf("generation %d after %d, %v", g, last, err)
	}
	if err := st.RemoveSpace(ctx, "kept"); err != nil {
		t.Fatal(err)
	}
	if err := st.RemoveSpace(ctx, space); err != nil {
		t.Fatal(err)
	}
	mustPut(t, st, gone, corpus.StatusAdded)
	if g, err := st.Generation(ctx, space); err != nil || g <= last+1 {
		t.Errorf("generation %d, %v", g, err)
	}
}

// Scrub takes what others who share the database have deleted off the disk.
func TestScrub(t *testing.T) {
	dir := t.TempDir()
	st := open(t, dir)
	for _, query := range []string{`CREATE TABLE notes (text TEXT)`, `INSERT INTO notes VALUES ('Zanzibarium')`} {
		if _, err := st.DB().Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	if !onDisk(t, dir, "Zanzibarium") {
		t.Fatal("the test looks in the wrong place")
	}
	if _, err := st.DB().Exec(`DELETE FROM notes`); err != nil {
		t.Fatal(err)
	}
	if err := st.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if onDisk(t, dir, "Zanzibarium") {
		t.Error("it is still on the disk")
	}
}

// A database of the version before sources could be withdrawn goes on with all
// it holds.
func TestUpgrade(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	all, err := steps()
	if err != nil {
		t.Fatal(err)
	}
	st := open(t, dir)
	a := newSample("s", "a.txt", "A", "Tide.")
	mustPut(t, st, a, corpus.StatusAdded)
	before := viewOf(t, st, "s", a)
	st.Close()
	// Back to version 1.
	undo := `DROP INDEX sources_untold; DROP INDEX revisions_superseded; `
	for _, trigger := range []string{"sources_more", "sources_less", "articles_more", "articles_less", "revisions_more", "revisions_less"} {
		undo += `DROP TRIGGER ` + trigger + `; `
	}
	undo += `DROP TABLE withdrawn; DROP TABLE items; DROP TABLE fetches; DROP TABLE erasing; DROP INDEX sources_due; ALTER TABLE audit DROP COLUMN kind; `
	for _, column := range []string{"sources.since", "sources.checked", "sources.due", "sources.failures", "sources.asked", "sources.told", "sources.note",
		"sources.etag", "sources.modified", "sources.reader", "sources.digest", "spaces.sources", "spaces.articles", "spaces.bytes", "revisions.superseded", "revisions.pages", "articles.pages"} {
		table, name, _ := strings.Cut(column, ".")
		undo += `ALTER TABLE ` + table + ` DROP COLUMN ` + name + `; `
	}
	runSQL(t, dir, undo+`DELETE FROM migrations WHERE component = 'corpus' AND version > 1`)
	st = open(t, dir)
	if d := cmp.Diff(before, viewOf(t, st, "s", a)); d != "" {
		t.Error(d)
	}
	if u, err := st.Usage(ctx, "s", a.source.ID, ""); err != nil || u.Sources != 1 || u.Articles != 1 || u.Bytes != int64(len(a.article.Body)+len(a.original)) || !u.HasSource {
		t.Errorf("%+v, %v", u, err)
	}
	if v, err := all.Version(ctx, st.db); err != nil || v != all.Latest() {
		t.Errorf("version %d of %d, %v", v, all.Latest(), err)
	}
	audit, err := st.Audit(ctx, "s", "", -1)
	if err != nil || len(audit) != 1 || audit[0].Kind != corpus.KindFile || audit[0].Title != "A" {
		t.Errorf("%+v, %v", audit, err)
	}
	if err := st.WithdrawSource(ctx, "s", a.source.ID, "bob", noon); err != nil {
		t.Error(err)
	}
}

func TestSharing(t *testing.T) {
	eachStore(t, func(t *testing.T, st *Store) {
		ctx := t.Context()
		const tide, ebb, storm = "The tide was higher than anybody remembered.", "The ebb began at noon on the day after.", "A storm came up from the west in the evening."
		// One cuts the text into other passages than the other.
		a, b := newSample("s", "a.txt", "A", tide, ebb, "Short."), newSample("s", "b.txt", "B", storm+" “"+ebb+"” Said who?")
		short := newSample("s", "d.txt", "D", "Short.")
		for _, s := range []sample{a, b, newSample("s", "c.txt", "C", "The ebb began at noon on the day", "Short."), short,
			newSample("s", "e.txt", "E", "Short."), newSample("other", "a.txt", "A", tide, ebb)} {
			mustPut(t, st, s, corpus.StatusAdded)
		}
		together, err := st.SharingAll(ctx, "s", []string{a.source.ID, b.source.ID, short.source.ID, "nothing"})
		if err != nil || len(together) != 1 || len(together[short.source.ID]) != 1 || together[short.source.ID][0].Title != "E" {
			t.Errorf("together: %v, %v", together, err)
		}
		shared := func(id string) (titles []string) {
			t.Helper()
			all, err := st.Sharing(ctx, "s", id)
			if err != nil {
				t.Fatal(err)
			}
			for _, src := range all {
				titles = append(titles, src.Title)
			}
			return titles
		}
		if got := shared(a.source.ID); !slices.Equal(got, []string{"B"}) {
			t.Errorf("shared with %q", got)
		}
		if got := shared("nothing"); got != nil {
			t.Errorf("shared with %q", got)
		}
		// It can be asked of a source that was just withdrawn, not about one.
		if err := st.WithdrawSource(ctx, "s", a.source.ID, "bob", noon); err != nil {
			t.Fatal(err)
		}
		if got := shared(a.source.ID); !slices.Equal(got, []string{"B"}) {
			t.Errorf("shared with %q", got)
		}
		if got := shared(b.source.ID); got != nil {
			t.Errorf("shared with %q", got)
		}
	})
}
