package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"footnote/corpus"
)

// texts are paragraphs that a database may stumble over.
var texts = []string{
	"The tide rose.", "It fell.", "2024-06-17", "2024-06-17T10:00:00Z", "1e9", "NULL", "'; DROP TABLE articles; --",
	"a\x00b", "né\u0301", "🌊🌊", "%_", "true", " ", "{\"a\":1}",
}

// world is what the store should hold: a plain map of what was put last.
type world struct {
	articles map[string]sample // by article id
	hidden   map[string]sample // the articles of withdrawn sources
	// seen is what an index knows, space by space, that followed the change log.
	seen map[corpus.Space]map[string]string // article id to title and passages
	gen  map[corpus.Space]int64
}

// The store does what a plain map does, whatever the order of puts, updates and
// removals, and who follows its change log knows what it holds.
func TestAgainstMap(t *testing.T) {
	ctx := t.Context()
	st, err := OpenMemory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		// Each run has spaces of its own in the one store: opening one is slow.
		run++
		one, two := corpus.Space(fmt.Sprintf("one %d", run)), corpus.Space(fmt.Sprintf("two %d", run))
		w := world{map[string]sample{}, map[string]sample{}, map[corpus.Space]map[string]string{one: {}, two: {}}, map[corpus.Space]int64{}}
		spaces := rapid.SampledFrom([]corpus.Space{one, two})
		names := rapid.SampledFrom([]string{"a", "b", "c"})
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				s := newSample(spaces.Draw(t, "space"), names.Draw(t, "name"), rapid.SampledFrom(texts).Draw(t, "title"),
					rapid.SliceOfN(rapid.SampledFrom(texts), 1, 4).Draw(t, "paragraphs")...)
				s.article.Publisher = rapid.SampledFrom(texts).Draw(t, "publisher")
				old, known := w.articles[s.article.ID]
				want := corpus.StatusAdded
				if hidden, ok := w.hidden[s.article.ID]; ok {
					if hidden.article.Revision != s.article.Revision || hidden.article.Publisher != s.article.Publisher {
						want = corpus.StatusUpdated
					}
					delete(w.hidden, s.article.ID)
				}
				switch {
				case known && old.article.Revision == s.article.Revision && old.article.Publisher == s.article.Publisher:
					want = corpus.StatusUnchanged
				case known:
					want = corpus.StatusUpdated
				}
				if got, err := s.put(ctx, st); err != nil || got != want {
					t.Fatalf("Put = %q, %v; want %q", got, err, want)
				}
				w.articles[s.article.ID] = s
			},
			"remove": func(t *rapid.T) {
				s := newSample(spaces.Draw(t, "space"), names.Draw(t, "name"), "")
				n, err := st.RemoveSource(ctx, s.source.Space, s.source.ID, "ann")
				_, known := w.articles[s.article.ID]
				if _, hidden := w.hidden[s.article.ID]; known || hidden {
					if err != nil || n != 1 {
						t.Fatalf("RemoveSource = %d, %v", n, err)
					}
				} else if !corpus.HasCode(err, corpus.CodeMissing) {
					t.Fatalf("removing what is not there: %d, %v", n, err)
				}
				delete(w.articles, s.article.ID)
				delete(w.hidden, s.article.ID)
			},
			"withdraw": func(t *rapid.T) {
				s := newSample(spaces.Draw(t, "space"), names.Draw(t, "name"), "")
				err := st.WithdrawSource(ctx, s.source.Space, s.source.ID, "ann", noon)
				w.move(t, w.articles, w.hidden, s.article.ID, err)
			},
			"restore": func(t *rapid.T) {
				s := newSample(spaces.Draw(t, "space"), names.Draw(t, "name"), "")
				err := st.RestoreSource(ctx, s.source.Space, s.source.ID, "ann", noon)
				w.move(t, w.hidden, w.articles, s.article.ID, err)
			},
			"follow": func(t *rapid.T) { w.follow(ctx, t, st, spaces.Draw(t, "space")) },
			"":       func(t *rapid.T) { w.compare(ctx, t, st, spaces.Draw(t, "compare")) },
		})
		for space := range w.seen {
			w.follow(ctx, t, st, space)
			if d := cmp.Diff(w.expected(space), w.seen[space]); d != "" {
				t.Fatalf("who follows the change log knows something else: %s", d)
			}
		}
	})
	if err := st.Check(ctx); err != nil {
		t.Fatal(err)
	}
}

// move takes an article from one map to the other, if err agrees that it was in
// the one.
func (w world) move(t *rapid.T, from, to map[string]sample, id string, err error) {
	s, ok := from[id]
	if ok && err != nil || !ok && !corpus.HasCode(err, corpus.CodeMissing) {
		t.Fatalf("there is one: %v; error %v", ok, err)
	}
	if ok {
		to[id] = s
		delete(from, id)
	}
}

func summary(title, publisher string, passages []corpus.Passage) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %q", title, publisher)
	for _, p := range passages {
		fmt.Fprintf(&b, " %q@%d", p.Text, p.Start)
	}
	return b.String()
}

func (w world) expected(space corpus.Space) map[string]string {
	want := map[string]string{}
	for id, s := range w.articles {
		if s.article.Space == space {
			want[id] = summary(s.article.Title, s.article.Publisher, s.passages)
		}
	}
	return want
}

func (w world) follow(ctx context.Context, t *rapid.T, st *Store, space corpus.Space) {
	now, ids, err := st.Changed(ctx, space, w.gen[space])
	if err != nil {
		t.Fatal(err)
	}
	if g, err := st.Generation(ctx, space); err != nil || g != now {
		t.Fatalf("Generation = %d, %v; Changed says %d", g, err, now)
	}
	if now == w.gen[space] && len(ids) > 0 {
		t.Fatalf("the same generation, yet %v changed", ids)
	}
	w.gen[space] = now
	for _, id := range ids {
		delete(w.seen[space], id)
	}
	if ids == nil {
		ids = []string{}
	}
	for d, err := range st.Documents(ctx, space, ids) {
		if err != nil {
			t.Fatal(err)
		}
		w.seen[space][d.ID] = summary(d.Title, d.Publisher, d.Passages)
	}
}

func (w world) compare(ctx context.Context, t *rapid.T, st *Store, space corpus.Space) {
	got := map[string]string{}
	for d, err := range st.Documents(ctx, space, nil) {
		if err != nil {
			t.Fatal(err)
		}
		got[d.ID] = summary(d.Title, d.Publisher, d.Passages)
		s := w.articles[d.ID]
		if d := cmp.Diff(s.article.Meta, d.Meta); d != "" {
			t.Fatal(d)
		}
	}
	if d := cmp.Diff(w.expected(space), got); d != "" {
		t.Fatal(d)
	}
	vectors := map[string]corpus.ArticleVectors{}
	for v, err := range st.Vectors(ctx, space, modelA, nil) {
		if err != nil {
			t.Fatal(err)
		}
		vectors[v.ArticleID] = v
	}
	if d := cmp.Diff(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(vectors))); d != "" {
		t.Fatal(d)
	}
	counts := corpus.Counts{}
	for id := range got {
		s := w.articles[id]
		counts.Sources++
		counts.Articles++
		counts.Passages += len(s.passages)
		if d := cmp.Diff(s.vectors, vectors[id].Vectors); d != "" {
			t.Fatal(d)
		}
		a, err := st.Article(ctx, space, id, "")
		if err != nil || a.Body != s.article.Body {
			t.Fatalf("body %q, %v; want %q", a.Body, err, s.article.Body)
		}
	}
	if c, err := st.Counts(ctx, space); err != nil || c != counts {
		t.Fatalf("Counts = %v, %v; want %v", c, err, counts)
	}
}

// embedAll embeds what is pending, a few passages at a time, and stops after
// the given number of transactions; 0 means never.
func embedAll(ctx context.Context, t *testing.T, st *Store, model string, dimension, stop int) (rounds int) {
	t.Helper()
	for {
		docs, err := st.PendingEmbeddings(ctx, model, 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(docs) == 0 || stop > 0 && rounds == stop {
			return rounds
		}
		rounds++
		for _, d := range docs {
			v := corpus.ArticleVectors{ArticleID: d.ID}
			for _, p := range d.Passages {
				v.PassageIDs = append(v.PassageIDs, p.ID)
				v.Vectors = append(v.Vectors, vectorOf(p.Text, dimension))
			}
			if err := st.PutEmbeddings(ctx, d.Space, model, []corpus.ArticleVectors{v}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestChangeOfModel(t *testing.T) {
	eachStore(t, func(t *testing.T, st *Store) {
		ctx := t.Context()
		for i := range 9 {
			space := corpus.Space([]string{"s", "t"}[i%2])
			mustPut(t, st, newSample(space, fmt.Sprint(i), "T", "One.", fmt.Sprintf("Two %d.", i)), corpus.StatusAdded)
		}
		embedAll(ctx, t, st, modelB, 3, 2)
		pending, total, err := st.Pending(ctx, modelB)
		if err != nil || pending == 0 || pending == total || total != 18 {
			t.Fatalf("half-way %d of %d are pending, %v", pending, total, err)
		}
		if err := st.SwitchModel(ctx, modelB); err == nil {
			t.Fatal("switched to a model that is not complete")
		}
		if model, err := st.ActiveModel(ctx); err != nil || model != modelA {
			t.Fatalf("ActiveModel = %q, %v", model, err)
		}
		// An article that changes meanwhile is pending again.
		changed := newSample("s", "0", "T", "Other.")
		mustPut(t, st, changed, corpus.StatusUpdated)
		stale := corpus.ArticleVectors{ArticleID: changed.article.ID, PassageIDs: []string{"old"}, Vectors: [][]float32{{1, 2, 3}}}
		if err := st.PutEmbeddings(ctx, "s", modelB, []corpus.ArticleVectors{stale}); err != nil {
			t.Fatal(err)
		}
		before, err := st.Generation(ctx, "t")
		if err != nil {
			t.Fatal(err)
		}
		embedAll(ctx, t, st, modelB, 3, 0)
		if err := st.SwitchModel(ctx, modelB); err != nil {
			t.Fatal(err)
		}
		if model, err := st.ActiveModel(ctx); err != nil || model != modelB {
			t.Fatalf("ActiveModel = %q, %v", model, err)
		}
		now, ids, err := st.Changed(ctx, "t", before)
		if err != nil || now <= before || len(ids) != 0 {
			t.Errorf("after the switch Changed = %d, %v, %v", now, ids, err)
		}
		count := map[string]int{}
		for _, model := range []string{modelA, modelB} {
			for _, space := range []corpus.Space{"s", "t"} {
				for v, err := range st.Vectors(ctx, space, model, nil) {
					if err != nil {
						t.Fatal(err)
					}
					if len(v.Vectors[0]) != 3 || len(v.Vectors) != len(v.PassageIDs) {
						t.Errorf("%d vectors of dimension %d", len(v.Vectors), len(v.Vectors[0]))
					}
					count[model] += len(v.Vectors)
				}
			}
		}
		if d := cmp.Diff(map[string]int{modelB: 17}, count); d != "" {
			t.Error(d)
		}
		if _, err := newSample("s", "x", "T", "New.").put(ctx, st); err == nil {
			t.Error("a vector of the old model was stored")
		}
		if err := st.Check(ctx); err != nil {
			t.Error(err)
		}
	})
}

// Streams end when the consumer has had enough, and free their connection.
func TestStreamsStop(t *testing.T) {
	st := open(t, t.TempDir())
	for i := range 5 {
		mustPut(t, st, newSample("s", fmt.Sprint(i), "T", "One."), corpus.StatusAdded)
	}
	for range 20 {
		for _, err := range st.Documents(t.Context(), "s", nil) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		for _, err := range st.Vectors(t.Context(), "s", modelA, nil) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	if inUse := st.DB().Stats().InUse; inUse != 0 {
		t.Errorf("%d connections are still in use", inUse)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	var last error
	for _, err := range st.Documents(ctx, "s", nil) {
		n++
		last = err
		cancel()
	}
	if last != context.Canceled {
		t.Errorf("a cancelled stream ended with %v after %d", last, n)
	}
}
