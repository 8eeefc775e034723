package answer

import (
	"cmp"
	"context"
	"math"
	"slices"
	"testing"

	"footnote/corpus"
	"footnote/retrieval"
	"footnote/retrieval/embed"
)

// brute is a store and an index of a few articles in one: it compares the
// question with every passage, fusing scores as the real index does.
type brute struct {
	articles  []corpus.Article
	passages  []retrieval.Evidence
	stems     []map[string]float64
	vectors   [][]float32
	freq      map[string]int
	model     *embed.Model
	meanWords float64
}

func newBrute(t testing.TB, articles ...corpus.Article) *brute {
	t.Helper()
	m, err := embed.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	b := &brute{articles: articles, freq: map[string]int{}, model: m}
	for _, a := range articles {
		for _, p := range corpus.Split(a) {
			b.passages = append(b.passages, retrieval.Evidence{Article: a.Meta, Passage: p})
			b.vectors = append(b.vectors, m.Embed(p.Text))
			stems := map[string]float64{}
			for _, term := range retrieval.Terms("en", p.Text) {
				if !term.Stop {
					stems[term.Stem]++
					b.meanWords++
				}
			}
			for s := range stems {
				b.freq[s]++
			}
			b.stems = append(b.stems, stems)
		}
	}
	b.meanWords /= math.Max(1, float64(len(b.passages)))
	return b
}

func (b *brute) asker(t testing.TB, chat Chat) *retrieval.Asker {
	t.Helper()
	a, err := New(Config{Lexicon: b, Words: b.model, Chat: chat})
	if err != nil {
		t.Fatal(err)
	}
	return &retrieval.Asker{Embedder: b.model.Embedder(), Index: b, Library: b, Answerer: a, Reader: a}
}

func (b *brute) DocFreq(_ context.Context, _ corpus.Space, stems []string) (int, map[string]int, error) {
	out := map[string]int{}
	for _, s := range stems {
		out[s] = b.freq[s]
	}
	return len(b.passages), out, nil
}

func (b *brute) Passages(_ context.Context, space corpus.Space, ids []string) ([]retrieval.Evidence, error) {
	var out []retrieval.Evidence
	for _, id := range ids {
		for _, e := range b.passages {
			if e.Passage.ID == id && e.Article.Space == space {
				out = append(out, e)
			}
		}
	}
	return out, nil
}

func (b *brute) Search(_ context.Context, q retrieval.Query) (retrieval.Hits, error) {
	var hits []retrieval.Hit
	var asked []string
	for _, term := range retrieval.Terms("en", q.Text) {
		if !term.Stop && !slices.Contains(asked, term.Stem) {
			asked = append(asked, term.Stem)
		}
	}
	w := weights{float64(len(b.passages)), b.freq}
	for i, e := range b.passages {
		if slices.Contains(q.Exclude, e.Article.ID) || e.Article.Space != q.Space {
			continue
		}
		h := retrieval.Hit{PassageID: e.Passage.ID, Vector: dot(q.Vector, b.vectors[i])}
		length := 0.0
		for _, n := range b.stems[i] {
			length += n
		}
		for _, s := range asked {
			tf := b.stems[i][s]
			h.Lexical += w.of(s) * tf * 2.2 / (tf + 1.2*(0.25+0.75*length/b.meanWords))
		}
		hits = append(hits, h)
	}
	rank(hits, func(h *retrieval.Hit) (*int, float64) { return &h.LexicalRank, h.Lexical })
	rank(hits, func(h *retrieval.Hit) (*int, float64) { return &h.VectorRank, h.Vector })
	top, low := 0.0, 1.0
	best := 0.0
	for _, h := range hits {
		best, top, low = math.Max(best, h.Lexical), math.Max(top, h.Vector), math.Min(low, h.Vector)
	}
	for i := range hits {
		hits[i].Score = 0.65*scaled(hits[i].Lexical, best) + 0.35*(hits[i].Vector-low)/(top-low+1e-9)
	}
	slices.SortFunc(hits, func(a, b retrieval.Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.PassageID, b.PassageID))
	})
	return retrieval.Hits{Hits: hits[:min(len(hits), q.Limit)]}, nil
}

func rank(hits []retrieval.Hit, by func(*retrieval.Hit) (*int, float64)) {
	order := make([]*retrieval.Hit, len(hits))
	for i := range hits {
		order[i] = &hits[i]
	}
	slices.SortFunc(order, func(a, b *retrieval.Hit) int {
		_, x := by(a)
		_, y := by(b)
		return cmp.Or(cmp.Compare(y, x), cmp.Compare(a.PassageID, b.PassageID))
	})
	for i, h := range order[:min(len(order), 50)] {
		p, _ := by(h)
		*p = i + 1
	}
}
