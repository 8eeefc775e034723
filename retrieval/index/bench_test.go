package index

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// benchModel is of the builtin model's size.
var benchModel = retrieval.Model{Provider: "builtin", Name: "bench", Dimension: 256, VectorWeight: 0.35}

// zipfStore holds n passages of about 100 words whose frequencies follow Zipf's
// law, as those of real text do, 20 an article, with random vectors.
func zipfStore(n int) *fakeStore {
	rng := rand.New(rand.NewPCG(1, 2))
	words := make([]string, 60_000)
	for i := range words {
		words[i] = zipfWord(i)
	}
	zipf := rand.NewZipf(rng, 1.07, 2.7, uint64(len(words)-1))
	store := newFakeStore()
	store.model = benchModel.Key()
	s := store.space("bench")
	text := func(words []string, n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(words[zipf.Uint64()])
			b.WriteByte(' ')
		}
		return b.String()
	}
	for a := 0; a*20 < n; a++ {
		id := fmt.Sprintf("%08x-0000-5000-8000-%012x", a*7919, a)
		d := corpus.Document{Meta: corpus.Meta{ID: id, Space: "bench", Language: "en", Title: text(words, 8)}}
		v := corpus.ArticleVectors{ArticleID: id}
		for p := range min(20, n-a*20) {
			pid := fmt.Sprintf("%08x-%04x-5000-8000-%012x", a*104729, p, a)
			d.Passages = append(d.Passages, corpus.Passage{ID: pid, ArticleID: id, Text: text(words, 80+rng.IntN(60))})
			v.PassageIDs = append(v.PassageIDs, pid)
			v.Vectors = append(v.Vectors, randomUnit(rng))
		}
		s.generation++
		s.articles[id], s.vectors[id], s.changed[id] = d, v, s.generation
	}
	return store
}

// zipfWord is a word of a rank: the commonest are real function words.
func zipfWord(rank int) string {
	common := strings.Fields("the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were her all she there would their")
	if rank < len(common) {
		return common[rank]
	}
	syllables := strings.Fields("ba ke lo mi nu ra se ti vo zu pan ter lin mor gat")
	var b strings.Builder
	for n := rank; n > 0 || b.Len() < 4; n /= len(syllables) {
		b.WriteString(syllables[n%len(syllables)])
	}
	return b.String()
}

func randomUnit(rng *rand.Rand) []float32 {
	v := make([]float32, benchModel.Dimension)
	var square float64
	for i := range v {
		v[i] = float32(rng.NormFloat64())
		square += float64(v[i]) * float64(v[i])
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / math.Sqrt(square))
	}
	return v
}

// benchQueries are of 6 to 14 words, drawn as the text is.
func benchQueries(n int) []retrieval.Query {
	rng := rand.New(rand.NewPCG(3, 4))
	zipf := rand.NewZipf(rng, 1.07, 2.7, 59_999)
	var qs []retrieval.Query
	for range n {
		var b strings.Builder
		for range 6 + rng.IntN(9) {
			b.WriteString(zipfWord(int(zipf.Uint64())) + " ")
		}
		qs = append(qs, retrieval.Query{Space: "bench", Text: b.String(), Vector: randomUnit(rng), Model: benchModel.Key()})
	}
	return qs
}

// benchSizes leaves out 100,000 passages, which take half a minute to build,
// unless FOOTNOTE_BENCH is "all".
func benchSizes() []int {
	if os.Getenv("FOOTNOTE_BENCH") == "all" {
		return []int{1_000, 10_000, 100_000}
	}
	return []int{1_000, 10_000}
}

// BenchmarkSearch measures the fused search beside either engine alone, in turns
// in the same run: the medians in ms, and ratio, the fused one divided by the
// slower of the two. It also reports how fast the index is built (passages/s),
// the cold start with the folder present (ms), and the heap (bytes/passage).
func BenchmarkSearch(b *testing.B) {
	for _, n := range benchSizes() {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			store := zipfStore(n)
			dir := b.TempDir()
			open := func() *Index {
				ix, err := New(Config{Store: store, Dir: dir, Model: benchModel})
				if err != nil {
					b.Fatal(err)
				}
				return ix
			}
			ctx := context.Background()
			before := heap()
			ix := open()
			start := time.Now()
			if err := ix.Refresh(ctx, "bench"); err != nil {
				b.Fatal(err)
			}
			build := time.Since(start)
			ix.Close()
			ix = open()
			defer ix.Close()
			queries := benchQueries(64)
			start = time.Now()
			if _, err := ix.Search(ctx, queries[0]); err != nil {
				b.Fatal(err)
			}
			cold := time.Since(start)
			held := heap() - before

			var fused, words, vectors []time.Duration
			timed := func(into *[]time.Duration, search func(context.Context, retrieval.Query) (retrieval.Hits, error), q retrieval.Query) {
				start := time.Now()
				if _, err := search(ctx, q); err != nil {
					b.Fatal(err)
				}
				*into = append(*into, time.Since(start))
			}
			for i := 0; b.Loop(); i++ {
				q := queries[i%len(queries)]
				timed(&fused, ix.Search, q)
				timed(&words, ix.Lexical, q)
				timed(&vectors, ix.Vector, q)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(ms(quantile(fused, 0.5)), "fused-p50-ms")
			b.ReportMetric(ms(quantile(fused, 0.95)), "fused-p95-ms")
			b.ReportMetric(ms(quantile(words, 0.5)), "bleve-p50-ms")
			b.ReportMetric(ms(quantile(vectors, 0.5)), "chromem-p50-ms")
			b.ReportMetric(float64(quantile(fused, 0.5))/float64(max(quantile(words, 0.5), quantile(vectors, 0.5))), "ratio")
			b.ReportMetric(float64(n)/build.Seconds(), "built-passages/s")
			b.ReportMetric(ms(cold), "cold-ms")
			b.ReportMetric(float64(held)/float64(n), "bytes/passage")
		})
	}
}

func quantile(times []time.Duration, q float64) time.Duration {
	slices.Sort(times)
	return times[int(q*float64(len(times)-1))]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkErase removes an article of 20 passages and takes its words out of the
// segments: how long a removal takes (ms), and the slowest and the middle one of
// the searches that go on beside it.
func BenchmarkErase(b *testing.B) {
	for _, n := range benchSizes() {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			store := zipfStore(n)
			ix, err := New(Config{Store: store, Dir: b.TempDir(), Model: benchModel})
			if err != nil {
				b.Fatal(err)
			}
			defer ix.Close()
			ctx := context.Background()
			queries := benchQueries(64)
			if _, err := ix.Search(ctx, queries[0]); err != nil {
				b.Fatal(err)
			}
			ids := slices.Sorted(maps.Keys(store.space("bench").articles))
			var erased, searches []time.Duration
			for i := 0; b.Loop() && i < len(ids); i++ {
				store.remove("bench", ids[i])
				done := make(chan struct{})
				go func() {
					defer close(done)
					start := time.Now()
					if err := ix.Erase(ctx, "bench"); err != nil {
						b.Error(err)
					}
					erased = append(erased, time.Since(start))
				}()
				for running := true; running; {
					start := time.Now()
					if _, err := ix.Search(ctx, queries[i%len(queries)]); err != nil {
						b.Fatal(err)
					}
					searches = append(searches, time.Since(start))
					select {
					case <-done:
						running = false
					default:
					}
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(ms(quantile(erased, 0.5)), "erase-p50-ms")
			b.ReportMetric(ms(quantile(erased, 1)), "erase-max-ms")
			b.ReportMetric(ms(quantile(searches, 0.5)), "search-p50-ms")
			b.ReportMetric(ms(quantile(searches, 1)), "search-max-ms")
		})
	}
}
