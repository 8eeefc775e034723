package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

const benchModel = "bench/m/256/"

// benchSample is an article of passages of about 110 words with vectors of 256
// dimensions, as the builtin model makes them.
func benchSample(r *rand.Rand, i, passages int) sample {
	paragraphs := make([]string, passages)
	for j := range paragraphs {
		var b strings.Builder
		for range 110 {
			fmt.Fprintf(&b, "w%d ", r.IntN(5000))
		}
		paragraphs[j] = b.String() + "."
	}
	s := newSample("bench", fmt.Sprintf("%d.txt", i), fmt.Sprintf("Article %d", i), paragraphs...)
	for j := range s.vectors {
		v := make([]float32, 256)
		for k := range v {
			v[k] = r.Float32()
		}
		s.vectors[j] = v
	}
	return s
}

const perArticle = 7

// filled opens a store on disk that holds about that many passages.
func filled(b *testing.B, passages int) (*Store, []string) {
	b.Helper()
	dir := b.TempDir()
	st := open(b, dir)
	r := rand.New(rand.NewPCG(1, 2))
	var ids []string
	for i := range passages / perArticle {
		s := benchSample(r, i, perArticle)
		if _, err := st.Put(b.Context(), s.source, s.article, s.original, s.passages, benchModel, s.vectors); err != nil {
			b.Fatal(err)
		}
		for _, p := range s.passages {
			ids = append(ids, p.ID)
		}
	}
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	return open(b, dir), ids
}

func BenchmarkPut(b *testing.B) {
	for _, where := range []string{"disk", "memory"} {
		b.Run(where, func(b *testing.B) {
			var st *Store
			var err error
			if where == "disk" {
				st, err = Open(b.Context(), b.TempDir(), Options{})
			} else {
				st, err = OpenMemory(b.Context())
			}
			if err != nil {
				b.Fatal(err)
			}
			defer st.Close()
			r := rand.New(rand.NewPCG(1, 2))
			samples := make([]sample, b.N)
			for i := range samples {
				samples[i] = benchSample(r, i, perArticle)
			}
			b.ResetTimer()
			for _, s := range samples {
				if _, err := st.Put(b.Context(), s.source, s.article, s.original, s.passages, benchModel, s.vectors); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
		})
	}
}

func BenchmarkRead(b *testing.B) {
	for _, passages := range []int{10_000, 100_000} {
		if passages > 10_000 && testing.Short() {
			continue
		}
		st, ids := filled(b, passages)
		ctx := context.Background()
		name := func(what string) string { return fmt.Sprintf("%s/%dk", what, passages/1000) }
		b.Run(name("Vectors"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for v, err := range st.Vectors(ctx, "bench", benchModel, nil) {
					if err != nil {
						b.Fatal(err)
					}
					n += len(v.Vectors)
				}
				if n != len(ids) {
					b.Fatal(n)
				}
			}
		})
		b.Run(name("Documents"), func(b *testing.B) {
			for b.Loop() {
				n := 0
				for d, err := range st.Documents(ctx, "bench", nil) {
					if err != nil {
						b.Fatal(err)
					}
					n += len(d.Passages)
				}
				if n != len(ids) {
					b.Fatal(n)
				}
			}
		})
		for _, k := range []int{12, 50} {
			b.Run(name(fmt.Sprintf("Passages%d", k)), func(b *testing.B) {
				r := rand.New(rand.NewPCG(3, 4))
				want := make([]string, k)
				for b.Loop() {
					for i := range want {
						want[i] = ids[r.IntN(len(ids))]
					}
					found, err := st.Passages(ctx, "bench", want)
					if err != nil || len(found) != k {
						b.Fatal(len(found), err)
					}
				}
			})
		}
		b.Run(name("Generation"), func(b *testing.B) {
			for b.Loop() {
				if _, err := st.Generation(ctx, "bench"); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name("GenerationCancellable"), func(b *testing.B) {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			for b.Loop() {
				if _, err := st.Generation(ctx, "bench"); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name("Unchanged"), func(b *testing.B) {
			s := benchSample(rand.New(rand.NewPCG(1, 2)), 0, perArticle)
			for b.Loop() {
				if held, err := st.Held(ctx, s.article, s.passages); err != nil || !held.Same {
					b.Fatal(held.Same, err)
				}
			}
		})
		b.Run(name("Open"), func(b *testing.B) {
			for b.Loop() {
				st, err := Open(ctx, st.dir, Options{})
				if err != nil {
					b.Fatal(err)
				}
				st.Close()
			}
		})
	}
}
