package eval

import (
	"context"
	"fmt"

	"footnote/retrieval/index"
)

// Method is a way to search, under the name that a report gives it.
type Method struct {
	Name   string
	Search Search
}

// Methods are the two engines of an index, each alone, and both fused, which is
// what answers are made from.
func Methods(ix *index.Index) []Method {
	return []Method{{"lexical", ix.Lexical}, {"vector", ix.Vector}, {"fused", ix.Search}}
}

// Group is a part of the titles that gets figures of its own.
type Group struct {
	Name   string
	Titles []Title
}

// Groups are all titles together and the two Halves.
func Groups(titles []Title) []Group {
	tune, report := Halves(titles)
	return []Group{{"all", titles}, {"tune", tune}, {"report", report}}
}

// depth is how far down a question's paragraph is looked for.
const depth = 10

// Retrieval asks the questions of titles with each method. It returns the ranks
// in the order of the methods, and a table of the figures of each group.
func (c *Collection) Retrieval(ctx context.Context, name string, methods []Method, titles []Title, groups []Group) ([]Ranks, Table, error) {
	table := Table{
		Title:  fmt.Sprintf("%s (%d passages of %d paragraphs)", name, c.Passages, c.Articles),
		Header: []string{"method", "titles", "questions", "R@1", "R@5", "MRR@10"},
	}
	ranks := make([]Ranks, len(methods))
	for i, m := range methods {
		r, err := c.Ranks(ctx, m.Search, titles, depth)
		if err != nil {
			return nil, Table{}, err
		}
		ranks[i] = r
	}
	for _, g := range groups {
		for i, m := range methods {
			r := ranks[i].Of(g.Titles)
			table.Rows = append(table.Rows, []string{
				m.Name, g.Name, fmt.Sprint(len(r)), Percent(r.Recall(1)), Percent(r.Recall(5)), Percent(r.MRR(depth)),
			})
		}
	}
	return ranks, table, nil
}
