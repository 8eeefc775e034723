package eval

import (
	"context"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"

	"footnote/corpus"
)

// Kind says what a question is asked for.
type Kind string

// The kinds of cases. All but the first should be refused.
const (
	Answerable   Kind = "answerable"
	Unanswerable Kind = "unanswerable" // a golden question that the articles do not answer
	Near         Kind = "near miss"    // an answerable one, its paragraph taken out
	Far          Kind = "far miss"     // an answerable one, all of its title taken out
	Swapped      Kind = "swapped"      // an answerable one, with a name, number or year of another text in it
	Cousin       Kind = "cousin"       // the same, of another paragraph of its title
)

// kindOf are the kinds of twins.
var kindOf = map[string]Kind{TwinNear: Near, TwinFar: Far, TwinSwapped: Swapped, TwinCousin: Cousin}

// Refusable are the kinds where a refusal is right, in the order of reports.
var Refusable = []Kind{Near, Far, Swapped, Cousin, Unanswerable}

// Case is one question to ask.
type Case struct {
	Golden
	File string // the golden file, as it was named
	Kind Kind
	// Exclude are the ids of the articles that are taken out.
	Exclude []string
	// Holding are the ids of the articles where the answer stands, Citable of those
	// that may be cited; empty: not known.
	Holding, Citable []string
	// Disputed are the conflicts that are expected anywhere in the file: an answer may
	// show one that its own question does not ask for.
	Disputed [][]string
}

// Articles are the articles that questions are asked over.
type Articles interface {
	Documents(ctx context.Context, space corpus.Space, ids []string) iter.Seq2[corpus.Document, error]
	Article(ctx context.Context, space corpus.Space, id, revision string) (corpus.Article, error)
}

// Shelf finds articles by the names that golden files call them by.
type Shelf struct {
	Space    corpus.Space
	Metas    []corpus.Meta // of all articles, in the order of the store
	byName   map[string][]string
	articles Articles
}

// NewShelf lists the articles of a space.
func NewShelf(ctx context.Context, articles Articles, space corpus.Space) (*Shelf, error) {
	s := &Shelf{Space: space, byName: make(map[string][]string), articles: articles}
	for d, err := range articles.Documents(ctx, space, nil) {
		if err != nil {
			return nil, fmt.Errorf("eval: listing the articles: %w", err)
		}
		s.Metas = append(s.Metas, d.Meta)
		for _, name := range namesOf(d.Meta) {
			if !slices.Contains(s.byName[name], d.ID) {
				s.byName[name] = append(s.byName[name], d.ID)
			}
		}
	}
	return s, nil
}

// namesOf are the names that an article goes by: its id, title, address, and the
// name of its file with and without the extension.
func namesOf(m corpus.Meta) []string {
	file := path.Base(strings.ReplaceAll(m.URL, `\`, "/"))
	names := []string{m.ID, m.Title, m.URL, file, strings.TrimSuffix(file, path.Ext(file))}
	var out []string
	for _, n := range names {
		if n = nameKey(n); n != "" && n != "." {
			out = append(out, n)
		}
	}
	return out
}

func nameKey(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// Named are the ids of the articles that names call; unknown are the names that
// call none.
func (s *Shelf) Named(names []string) (ids, unknown []string) {
	for _, n := range names {
		found := s.byName[nameKey(n)]
		if len(found) == 0 {
			unknown = append(unknown, n)
		}
		for _, id := range found {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids, unknown
}

// Cases are the questions of a golden file over the articles of a shelf. of is
// what a file in SQuAD's format was imported as, nil for another: then each
// question's own paragraph holds its answer, and its twins are asked too. A
// source that no article is called by is returned in unknown, each once.
func (s *Shelf) Cases(f File, of *Collection) (cases []Case, unknown []string) {
	twins := make(map[string][]Twin)
	if of != nil {
		for _, t := range of.Twins(f.Titles, f.Titles) {
			twins[t.Of] = append(twins[t.Of], t)
		}
	}
	var disputed [][]string
	for _, g := range f.Golden {
		if len(g.Conflict) > 0 {
			disputed = append(disputed, g.Conflict)
		}
	}
	for _, g := range f.Golden {
		c := Case{Golden: g, File: f.Name, Kind: Answerable, Disputed: disputed}
		if !g.Answerable {
			c.Kind = Unanswerable
		}
		var missing []string
		c.Citable, missing = s.Named(g.Sources)
		c.Holding = c.Citable
		for _, m := range missing {
			if of == nil && !slices.Contains(unknown, m) {
				unknown = append(unknown, m)
			}
		}
		if of != nil {
			c.Holding = []string{of.Gold(g.ID)}
		}
		cases = append(cases, c)
		for _, t := range twins[g.ID] {
			twin := c
			twin.Kind, twin.Text, twin.Exclude = kindOf[t.Kind], t.Text, t.Exclude
			cases = append(cases, twin)
		}
	}
	return cases, unknown
}
