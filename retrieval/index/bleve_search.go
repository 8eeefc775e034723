package index

import (
	"context"
	"errors"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveapi "github.com/blevesearch/bleve_index_api"

	"footnote/retrieval"
)

// questionQuery matches passages with any of the stems. Each stem has two
// clauses, also if one of them matches nothing: bleve treats a disjunction of
// one clause differently, and score must agree with search.
func questionQuery(stems []string) query.Query {
	clauses := make([]query.Query, 0, 2*len(stems))
	for _, s := range stems {
		text := query.NewTermQuery(s)
		text.SetField(fieldText)
		title := query.NewTermQuery(s)
		title.SetField(fieldTitle)
		title.SetBoost(titleBoost)
		clauses = append(clauses, text, title)
	}
	return query.NewDisjunctionQuery(clauses)
}

func (w *bleveWords) search(ctx context.Context, stems []string, k int) ([]found, error) {
	if len(stems) == 0 {
		return nil, ctx.Err()
	}
	return w.run(ctx, questionQuery(stems), k)
}

func (w *bleveWords) score(ctx context.Context, stems []string, keys []string) (map[string]float64, error) {
	scores := make(map[string]float64, len(keys))
	if len(keys) == 0 || len(stems) == 0 {
		return scores, ctx.Err()
	}
	ids := query.NewDocIDQuery(keys)
	ids.SetBoost(0) // being asked for is no merit, and must not change the norm
	hits, err := w.run(ctx, query.NewBooleanQuery([]query.Query{ids}, []query.Query{questionQuery(stems)}, nil), len(keys))
	if err != nil {
		return nil, err
	}
	for _, h := range hits {
		scores[h.key] = h.score
	}
	return scores, nil
}

func (w *bleveWords) run(ctx context.Context, q query.Query, k int) ([]found, error) {
	var hits []found
	err := guard(func() error {
		result, err := w.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(q, k, 0, false))
		if err != nil {
			return err
		}
		hits = make([]found, len(result.Hits))
		for i, h := range result.Hits {
			hits[i] = found{h.ID, steady(h.Score)}
		}
		return nil
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return hits, err
}

// steady rounds a score to nine digits after the point. Which segment a passage
// lies in decides the order in which bleve adds the parts of its score, and so
// its last bits; those must not decide the order of passages.
func steady(score float64) float64 {
	if !isFinite(score) {
		return 0
	}
	return math.Round(score*1e9) / 1e9
}

// reading runs f on a consistent view of the index.
func (w *bleveWords) reading(f func(r bleveapi.IndexReader) error) error {
	return guard(func() (err error) {
		r, err := w.scorch.Reader()
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, r.Close()) }()
		return f(r)
	})
}

func termCount(ctx context.Context, r bleveapi.IndexReader, field, term string) (int, error) {
	postings, err := r.TermFieldReader(ctx, []byte(term), field, false, false, false)
	if err != nil {
		return 0, err
	}
	n := postings.Count()
	return int(n), postings.Close()
}

func (w *bleveWords) frequencies(ctx context.Context, stems []string) (passages int, text, title map[string]int, err error) {
	text, title = make(map[string]int, len(stems)), make(map[string]int, len(stems))
	err = w.reading(func(r bleveapi.IndexReader) error {
		n, err := r.DocCount()
		if err != nil {
			return err
		}
		passages = int(n)
		for i, s := range stems {
			if i%256 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if text[s], err = termCount(ctx, r, fieldText, s); err != nil {
				return err
			}
			if title[s], err = termCount(ctx, r, fieldTitle, s); err != nil {
				return err
			}
		}
		return nil
	})
	return passages, text, title, err
}

func (w *bleveWords) alike(ctx context.Context, stem string) ([]string, error) {
	first, size := utf8.DecodeRuneInString(stem)
	if first == utf8.RuneError || utf8.RuneCountInString(stem) < 2 {
		return nil, nil
	}
	var out []string
	err := w.reading(func(r bleveapi.IndexReader) error {
		fuzzy, ok := r.(bleveapi.IndexReaderFuzzy)
		if !ok {
			return nil
		}
		least := retrieval.FarApart
		for _, field := range []string{fieldText, fieldTitle} {
			const edits = 2 // as many as a slip has at most
			entries, err := fuzzy.FieldDictFuzzy(field, stem, edits, stem[:size])
			if err != nil {
				return err
			}
			for {
				e, err := entries.Next()
				if err != nil {
					return errors.Join(err, entries.Close())
				}
				if e == nil {
					break
				}
				n := retrieval.Slip(stem, e.Term)
				if n == 0 || n > least || n == retrieval.FarApart {
					continue
				}
				held, err := termCount(ctx, r, field, e.Term) // the dictionary keeps removed ones
				if err != nil {
					return errors.Join(err, entries.Close())
				}
				if held == 0 {
					continue
				}
				if n < least {
					least, out = n, nil
				}
				out = append(out, e.Term)
			}
			if err := entries.Close(); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	slices.Sort(out)
	return slices.Compact(out), err
}

// presentLanguages returns those of the languages that some passage still has.
func (w *bleveWords) presentLanguages(ever []string) ([]string, error) {
	var present []string
	err := w.reading(func(r bleveapi.IndexReader) error {
		for _, l := range ever {
			n, err := termCount(context.Background(), r, fieldLanguage, l)
			if err != nil {
				return err
			}
			if n > 0 {
				present = append(present, l)
			}
		}
		return nil
	})
	slices.Sort(present)
	return present, err
}

func articleKeys(ctx context.Context, r bleveapi.IndexReader, articleID string) ([]string, error) {
	postings, err := r.TermFieldReader(ctx, []byte(articleID), fieldArticle, false, false, false)
	if err != nil {
		return nil, err
	}
	var keys []string
	for {
		p, err := postings.Next(nil)
		if err != nil {
			return nil, errors.Join(err, postings.Close())
		}
		if p == nil {
			return keys, postings.Close()
		}
		key, err := r.ExternalID(p.ID)
		if err != nil {
			return nil, errors.Join(err, postings.Close())
		}
		keys = append(keys, key)
	}
}

func (w *bleveWords) keys(ctx context.Context) (map[string]bool, error) {
	all := make(map[string]bool)
	err := w.reading(func(r bleveapi.IndexReader) error {
		ids, err := r.DocIDReaderAll()
		if err != nil {
			return err
		}
		for {
			id, err := ids.Next()
			if err != nil || id == nil {
				return errors.Join(err, ids.Close(), ctx.Err())
			}
			key, err := r.ExternalID(id)
			if err != nil {
				return errors.Join(err, ids.Close())
			}
			all[key] = true
		}
	})
	return all, err
}
