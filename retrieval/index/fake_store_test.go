package index

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"iter"
	"log/slog"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"footnote/corpus"
	"footnote/retrieval"
)

func TestMain(m *testing.M) {
	if os.Getenv(holderEnv) != "" {
		os.Exit(holder())
	}
	// Each check opens several indexes; more by -rapid.checks.
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m,
		// bleve's analysis workers are started by its package and live for ever.
		goleak.IgnoreAnyFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"))
}

var testModel = retrieval.Model{Provider: "builtin", Name: "hash", Dimension: 16, VectorWeight: 0.35}

// fakeStore keeps articles in maps. It is the truth that other processes share.
type fakeStore struct {
	mu     sync.Mutex
	spaces map[corpus.Space]*fakeSpace
	model  string
	fail   error // what every call returns
	cut    int   // Documents fails after so many; 0 never

	documents int // articles read
}

type fakeSpace struct {
	generation int64
	articles   map[string]corpus.Document
	vectors    map[string]corpus.ArticleVectors
	changed    map[string]int64 // also of removed articles
}

func newFakeStore() *fakeStore {
	return &fakeStore{spaces: make(map[corpus.Space]*fakeSpace), model: testModel.Key()}
}

func (f *fakeStore) space(id corpus.Space) *fakeSpace {
	s := f.spaces[id]
	if s == nil {
		s = &fakeSpace{articles: map[string]corpus.Document{}, vectors: map[string]corpus.ArticleVectors{}, changed: map[string]int64{}}
		f.spaces[id] = s
	}
	return s
}

// put stores an article of these passages, and returns their ids.
func (f *fakeStore) put(space corpus.Space, id, title, language string, texts ...string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.space(space)
	d := corpus.Document{Meta: corpus.Meta{ID: id, SourceID: "source of " + id, Space: space, Title: title, Language: language}}
	v := corpus.ArticleVectors{ArticleID: id}
	var ids []string
	for i, text := range texts {
		p := corpus.Passage{ID: fmt.Sprintf("%s-%08x-%d", id, hash(text), i), ArticleID: id, Text: text}
		d.Passages = append(d.Passages, p)
		ids = append(ids, p.ID)
		v.PassageIDs = append(v.PassageIDs, p.ID)
		v.Vectors = append(v.Vectors, embed(text))
	}
	s.generation++
	s.articles[id], s.vectors[id], s.changed[id] = d, v, s.generation
	return ids
}

func (f *fakeStore) remove(space corpus.Space, id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.space(space)
	s.generation++
	delete(s.articles, id)
	delete(s.vectors, id)
	s.changed[id] = s.generation
}

func (f *fakeStore) Generation(_ context.Context, space corpus.Space) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.space(space).generation, f.fail
}

func (f *fakeStore) ActiveModel(context.Context) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.model, f.fail
}

func (f *fakeStore) Changed(_ context.Context, space corpus.Space, since int64) (int64, []string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.space(space)
	var ids []string
	for id, g := range s.changed {
		if _, there := s.articles[id]; g > since && (there || since > 0) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return s.generation, ids, f.fail
}

func (f *fakeStore) Documents(ctx context.Context, space corpus.Space, ids []string) iter.Seq2[corpus.Document, error] {
	return func(yield func(corpus.Document, error) bool) {
		for _, id := range ids {
			f.mu.Lock()
			d, ok := f.space(space).articles[id]
			f.documents++
			f.mu.Unlock()
			if ctx.Err() != nil {
				yield(corpus.Document{}, ctx.Err())
				return
			}
			if f.cut > 0 && f.documents > f.cut {
				yield(corpus.Document{}, errCut)
				return
			}
			if ok && !yield(d, nil) {
				return
			}
		}
	}
}

func (f *fakeStore) Vectors(_ context.Context, space corpus.Space, model string, ids []string) iter.Seq2[corpus.ArticleVectors, error] {
	return func(yield func(corpus.ArticleVectors, error) bool) {
		for _, id := range ids {
			f.mu.Lock()
			v, ok := f.space(space).vectors[id]
			active := f.model
			f.mu.Unlock()
			if model != active {
				yield(corpus.ArticleVectors{}, errors.New("asked for another model"))
				return
			}
			if ok && !yield(v, nil) {
				return
			}
		}
	}
}

var errCut = errors.New("the store fails half-way")

func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

// embed is a bag of words, hashed into 16 dimensions. Without words it is zero.
func embed(text string) []float32 {
	v := make([]float32, testModel.Dimension)
	var square float64
	for _, w := range strings.Fields(strings.ToLower(text)) {
		h := hash(w)
		v[h%uint32(len(v))] += 1 + float32(h>>16)/65536
	}
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	if square == 0 {
		return v
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / math.Sqrt(square))
	}
	return v
}

// ask asks with words and vector, deep enough to see every passage of a small
// space.
func ask(space corpus.Space, text string) retrieval.Query {
	return retrieval.Query{Space: space, Text: text, Vector: embed(text), Model: testModel.Key(), Limit: 1000}
}

func newIndex(t testing.TB, store Store, dir string, change ...func(*Config)) *Index {
	t.Helper()
	cfg := Config{Store: store, Dir: dir, Model: testModel, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	for _, c := range change {
		c(&cfg)
	}
	ix, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

func search(t testing.TB, ix *Index, q retrieval.Query) []retrieval.Hit {
	t.Helper()
	hits, err := ix.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return hits.Hits
}

func ids(hits []retrieval.Hit) []string {
	out := make([]string, len(hits))
	for i, h := range hits {
		out[i] = h.PassageID
	}
	return out
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }

// wantLexical is the brute force answer: the passages that share a stem with the
// question, in text or title.
func (f *fakeStore) wantLexical(space corpus.Space, text string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	languages := map[string]bool{}
	for _, d := range f.space(space).articles {
		if len(d.Passages) > 0 {
			languages[cmp.Or(d.Language, defaultLanguage)] = true
		}
	}
	asked := map[string]bool{}
	for _, s := range distinctStems(slices.Sorted(maps.Keys(languages)), text) {
		asked[s] = true
	}
	var want []string
	for _, d := range f.space(space).articles {
		for _, p := range d.Passages {
			for _, term := range append(retrieval.Terms(d.Language, p.Text), retrieval.Terms(d.Language, d.Title)...) {
				if !term.Stop && asked[term.Stem] {
					want = append(want, p.ID)
					break
				}
			}
		}
	}
	return sorted(want)
}

// wantVector is the brute force answer: all passages with an embedding, nearest
// first, ties by id.
func (f *fakeStore) wantVector(space corpus.Space, text string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	question := embed(text)
	var all []found
	for _, a := range f.space(space).vectors {
		for i, id := range a.PassageIDs {
			if _, ok := normalise(a.Vectors[i]); !ok {
				continue
			}
			var dot float32
			for j := range question {
				dot += question[j] * a.Vectors[i][j]
			}
			all = append(all, found{passageKey(a.ArticleID, id), float64(dot)})
		}
	}
	sortFound(all)
	var want []string
	for _, h := range all {
		want = append(want, keyPassage(h.key))
	}
	return want
}
