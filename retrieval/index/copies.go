package index

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"footnote/corpus"
	"footnote/retrieval"
)

// copies knows of the articles of one space which are copies of each other. It is made
// when somebody asks, from what the store has, and costs some 7 µs a passage then; a
// later question costs what has changed. It holds about 120 bytes a passage.
type copies struct {
	mu         sync.Mutex
	generation int64
	articles   map[string]sketched
	size       atomic.Int64 // bytes, estimated
}

// sketched is an article as copies are found.
type sketched struct {
	meta   corpus.Meta
	sketch retrieval.Sketch
}

const (
	// copied is the share of an article that another has to say too, so that it is "also
	// in" there. An editor who changes every tenth word leaves seven of ten shingles, and
	// half of the paragraphs may be his own. Of 120 paragraphs of XQuAD no two share more
	// than 0.06; of five scraped articles, four of one event, one pair shares 0.44, which
	// print one report, and no other more than 0.18.
	copied = 1. / 3
	// mayBeCopied is the same of their sketches, which may be off.
	mayBeCopied = copied / 2
	// maxCandidates is how many articles are compared word for word with one.
	maxCandidates = 32
	// MostCopies is how many copies of an article or source are named.
	MostCopies = 20
)

// AlsoIn lists the other articles of the space that print the text of an article, but
// for small edits: those first that have most of it, at most MostCopies. None for an
// article that is not there.
func (ix *Index) AlsoIn(ctx context.Context, id corpus.Space, articleID string) ([]corpus.Meta, error) {
	var out []corpus.Meta
	err := ix.enter(ctx, id, func(s *space) error {
		all, err := s.sketches(ctx)
		if err != nil {
			return err
		}
		of, ok := all[articleID]
		if !ok {
			return nil
		}
		candidates := map[string][]candidateCopy{}
		for _, x := range all {
			if x.meta.ID != articleID {
				if c := of.compare(x); c.share >= mayBeCopied {
					candidates[articleID] = append(candidates[articleID], c)
				}
			}
		}
		found, err := s.confirm(ctx, candidates)
		for _, c := range found[articleID] {
			out = append(out, all[c.id].meta)
		}
		return err
	})
	return out, err
}

// Copies lists, by source, the articles of other sources that print the text of one of
// its articles, but for small edits: at most MostCopies each.
func (ix *Index) Copies(ctx context.Context, id corpus.Space) (map[string][]retrieval.Ref, error) {
	out := map[string][]retrieval.Ref{}
	err := ix.enter(ctx, id, func(s *space) error {
		all, err := s.sketches(ctx)
		if err != nil {
			return err
		}
		found, err := s.confirm(ctx, candidatesOf(all))
		if err != nil {
			return err
		}
		for _, articleID := range sortedKeys(found) {
			source := all[articleID].meta.SourceID
			for _, c := range found[articleID] {
				m := all[c.id].meta
				if m.SourceID == source || len(out[source]) == MostCopies || slices.ContainsFunc(out[source], func(r retrieval.Ref) bool { return r.ArticleID == m.ID }) {
					continue
				}
				out[source] = append(out[source], retrieval.Evidence{Article: m}.Ref())
			}
		}
		return nil
	})
	return out, err
}

// sketches brings the copies of a space up to date. The map is not changed afterwards.
func (s *space) sketches(ctx context.Context) (map[string]sketched, error) {
	c := &s.copies
	c.mu.Lock()
	defer c.mu.Unlock()
	now, changed, err := s.cfg.Store.Changed(ctx, s.id, c.generation)
	if err == nil && now < c.generation { // the database was begun anew
		c.articles, c.generation = nil, 0
		now, changed, err = s.cfg.Store.Changed(ctx, s.id, 0)
	}
	if err != nil || now == c.generation && c.articles != nil {
		return c.articles, err
	}
	next := make(map[string]sketched, len(c.articles)+len(changed))
	for id, x := range c.articles {
		next[id] = x
	}
	for ids := range slices.Chunk(changed, articlesAtOnce) {
		for _, id := range ids {
			delete(next, id)
		}
		for doc, err := range s.cfg.Store.Documents(ctx, s.id, ids) {
			if err != nil {
				return nil, err
			}
			next[doc.ID] = sketched{doc.Meta, shinglesOf(doc).Sketch()}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	c.articles, c.generation = next, now
	size := 0
	for _, x := range next {
		const perArticle = 400 // what is known of it, and its place in the map
		size += 8*len(x.sketch) + perArticle
	}
	c.size.Store(int64(size))
	s.measure()
	return next, nil
}

// forget frees what copies hold.
func (c *copies) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.articles, c.generation = nil, 0
	c.size.Store(0)
}

func textOf(doc corpus.Document) string {
	var b strings.Builder
	for _, p := range doc.Passages {
		b.WriteString(p.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

func shinglesOf(doc corpus.Document) retrieval.Shingles { return retrieval.ReadShingles(textOf(doc)) }

// candidateCopy is an article that may be a copy of another, and how much of that it
// has.
type candidateCopy struct {
	id    string
	share float64
}

func (x sketched) compare(o sketched) candidateCopy {
	return candidateCopy{o.meta.ID, x.sketch.In(o.sketch)}
}

// maxSharing is how many articles may have one shingle that is compared: beyond that
// it is furniture of a site. They are the first by id, which is as good as any.
const maxSharing = 64

// candidatesOf finds all pairs that may be copies: those that have a sampled shingle in
// common.
func candidatesOf(all map[string]sketched) map[string][]candidateCopy {
	type held struct {
		hash uint64
		by   int32
	}
	ids := sortedKeys(all)
	var list []held
	for i, id := range ids {
		for _, h := range all[id].sketch {
			list = append(list, held{h, int32(i)})
		}
	}
	slices.SortFunc(list, func(a, b held) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.by, b.by)) })
	common := map[[2]int32]int{}
	for start := 0; start < len(list); {
		end := start + 1
		for end < len(list) && list[end].hash == list[start].hash {
			end++
		}
		run := list[start:min(end, start+maxSharing)]
		for i := range run {
			for k := range i {
				common[[2]int32{run[k].by, run[i].by}]++
			}
		}
		start = end
	}
	out := map[string][]candidateCopy{}
	for pair, n := range common {
		for _, p := range [][2]int32{pair, {pair[1], pair[0]}} {
			id := ids[p[0]]
			if share := float64(n) / float64(len(all[id].sketch)); share >= mayBeCopied {
				out[id] = append(out[id], candidateCopy{ids[p[1]], share})
			}
		}
	}
	return out
}

// confirm compares candidates word for word, and keeps those that are copies, those
// first that have most, ties by id.
func (s *space) confirm(ctx context.Context, candidates map[string][]candidateCopy) (map[string][]candidateCopy, error) {
	out := map[string][]candidateCopy{}
	for _, ids := range slices.Collect(slices.Chunk(sortedKeys(candidates), articlesAtOnce)) {
		wanted := map[string]bool{}
		for _, id := range ids {
			best := candidates[id]
			slices.SortFunc(best, byShare)
			candidates[id] = best[:min(len(best), maxCandidates)]
			wanted[id] = true
			for _, c := range candidates[id] {
				wanted[c.id] = true
			}
		}
		texts, err := s.texts(ctx, sortedKeys(wanted))
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			for _, c := range candidates[id] {
				a, b := texts[id], texts[c.id]
				if a == nil || b == nil {
					continue
				}
				if c.share = a.shingles.In(b.shingles); c.share >= copied && !a.subject.Apart(b.subject) {
					out[id] = append(out[id], c)
				}
			}
			slices.SortFunc(out[id], byShare)
			out[id] = out[id][:min(len(out[id]), MostCopies)]
		}
	}
	return out, nil
}

func byShare(a, b candidateCopy) int {
	return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.id, b.id))
}

// compared is an article's text as it is compared.
type compared struct {
	shingles retrieval.Shingles
	subject  retrieval.Subject
}

func (s *space) texts(ctx context.Context, ids []string) (map[string]*compared, error) {
	out := map[string]*compared{}
	for ids := range slices.Chunk(ids, articlesAtOnce) {
		for doc, err := range s.cfg.Store.Documents(ctx, s.id, ids) {
			if err != nil {
				return nil, err
			}
			text := textOf(doc)
			out[doc.ID] = &compared{retrieval.ReadShingles(text),
				retrieval.SubjectOf(retrieval.Evidence{Article: doc.Meta, Passage: corpus.Passage{Text: text}})}
		}
	}
	return out, ctx.Err()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
