package eval

import (
	"context"
	"fmt"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// Store keeps the articles of a collection. *store.Store is one; a temporary one
// in memory will do.
type Store interface {
	Put(ctx context.Context, src corpus.Source, a corpus.Article, original []byte, passages []corpus.Passage, model string, vectors [][]float32) (corpus.Status, error)
}

// Collection is what was imported into a store: which articles hold the answers,
// and which passages are theirs.
type Collection struct {
	Space              corpus.Space
	Articles, Passages int

	embedder retrieval.Embedder
	model    string
	gold     map[string]string // question id -> article id
	article  map[string]string // passage id -> article id
	title    map[string]int    // article id -> number of its title
	body     map[string]string // article id -> its text
}

// Import makes one article of each paragraph and stores it in the space. Titled
// says whether the articles carry the title; without it, only the paragraph's own
// words can be found.
func Import(ctx context.Context, s Store, e retrieval.Embedder, space corpus.Space, titles []Title, titled bool) (*Collection, error) {
	model, err := e.Model(ctx)
	if err != nil {
		return nil, fmt.Errorf("eval: the embedding model: %w", err)
	}
	c := &Collection{
		Space:    space,
		embedder: e,
		model:    model.Key(),
		gold:     make(map[string]string),
		article:  make(map[string]string),
		title:    make(map[string]int),
		body:     make(map[string]string),
	}
	for i, t := range titles {
		for j, p := range t.Paragraphs {
			title := ""
			if titled {
				title = t.Name
			}
			id, err := c.add(ctx, s, fmt.Sprintf("%d/%d", i+1, j+1), title, p)
			if err != nil {
				return nil, fmt.Errorf("eval: paragraph %d of %q: %w", j+1, t.Name, err)
			}
			c.title[id], c.body[id] = i, p.Text
		}
	}
	return c, nil
}

func (c *Collection) add(ctx context.Context, s Store, key, title string, p Paragraph) (id string, err error) {
	// The key is part of the location, so that a paragraph that stands in the file
	// twice is two articles.
	location := corpus.ContentHash(key + "\n" + p.Text)
	source := corpus.Source{
		ID: corpus.SourceID(c.Space, corpus.KindText, location), Space: c.Space, Kind: corpus.KindText,
		Location: location, Shown: "paragraph " + key,
		Title: title, AddedBy: "eval", AddedAt: time.Unix(0, 0).UTC(),
		Refresh: "never", State: corpus.StateFresh,
	}
	article := corpus.Article{
		Meta: corpus.Meta{
			ID:       corpus.ArticleID(c.Space, source.ID, location),
			SourceID: source.ID, Space: c.Space, Key: location,
			Title: title, Language: "en", Retrieved: source.AddedAt,
		},
		Body: p.Text,
	}
	article.Revision = corpus.RevisionID(article.ID, article.Title, article.Body)
	passages := corpus.Split(article)
	texts := make([]string, len(passages))
	for i, passage := range passages {
		texts[i] = passage.Text
		c.article[passage.ID] = article.ID
	}
	vectors, err := c.embedder.Embed(ctx, texts)
	if err != nil {
		return "", fmt.Errorf("embedding: %w", err)
	}
	if _, err := s.Put(ctx, source, article, []byte(p.Text), passages, c.model, vectors); err != nil {
		return "", fmt.Errorf("storing: %w", err)
	}
	for _, q := range p.Questions {
		c.gold[q.ID] = article.ID
	}
	c.Articles++
	c.Passages += len(passages)
	return article.ID, nil
}

// Gold is the id of the article that holds the answer to a question.
func (c *Collection) Gold(question string) string { return c.gold[question] }

// Search is a way to search: of retrieval/index, Index.Search and its halves
// Index.Lexical and Index.Vector.
type Search func(context.Context, retrieval.Query) (retrieval.Hits, error)

// Ranks asks the answerable questions of titles, which must be among those
// imported. The rank of a question is that of the first passage of its article,
// from 1, or 0 if it is not among the first limit.
func (c *Collection) Ranks(ctx context.Context, search Search, titles []Title, limit int) (Ranks, error) {
	var ranks Ranks
	for _, t := range titles {
		for _, p := range t.Paragraphs {
			for _, q := range p.Questions {
				if len(q.Gold) == 0 {
					continue
				}
				rank, err := c.rank(ctx, search, q, limit)
				if err != nil {
					return nil, fmt.Errorf("eval: question %s: %w", q.ID, err)
				}
				ranks = append(ranks, Rank{Question: q.ID, Rank: rank})
			}
		}
	}
	return ranks, nil
}

func (c *Collection) rank(ctx context.Context, search Search, q Question, limit int) (int, error) {
	gold, ok := c.gold[q.ID]
	if !ok {
		return 0, fmt.Errorf("its paragraph was not imported")
	}
	vectors, err := c.embedder.Embed(ctx, []string{q.Text})
	if err != nil {
		return 0, fmt.Errorf("embedding: %w", err)
	}
	hits, err := search(ctx, retrieval.Query{Space: c.Space, Text: q.Text, Vector: vectors[0], Model: c.model, Limit: limit})
	if err != nil {
		return 0, fmt.Errorf("searching: %w", err)
	}
	for i, h := range hits.Hits {
		if i < limit && c.article[h.PassageID] == gold {
			return i + 1, nil
		}
	}
	return 0, nil
}
