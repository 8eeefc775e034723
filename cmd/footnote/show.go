package main

import (
	"github.com/spf13/cobra"

	"footnote/corpus"
	"footnote/retrieval"
)

// shownArticle is the JSON form of a stored article: offsets of citations count
// the bytes of its body in UTF-8.
type shownArticle struct {
	ArticleID string `json:"article_id"`
	SourceID  string `json:"source_id"`
	Revision  string `json:"revision"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	Author    string `json:"author"`
	URL       string `json:"url"`
	Published string `json:"published"`
	Language  string `json:"language"`
	Body      string `json:"body"`
}

func (a *app) showCommand() *cobra.Command {
	var revision string
	cmd := &cobra.Command{
		Use:   "show ARTICLE_ID",
		Short: "Print a stored article, so that a quote can be checked",
		Args:  exactlyOne("the id of an article, as ask --json and search --json print it"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.openStore(cmd.Context())
			if err != nil {
				return err
			}
			defer s.close()
			article, err := s.store.Article(cmd.Context(), a.space(), args[0], revision)
			if err != nil {
				return err
			}
			if a.json {
				return writeJSON(a.out, shown(article))
			}
			p := newPage(a.out)
			p.article(article)
			return p.err
		},
	}
	text(cmd.Flags(), &revision, "revision", "REVISION", "print the text as it was then (default: the newest)")
	return cmd
}

func shown(a corpus.Article) shownArticle {
	return shownArticle{
		ArticleID: a.ID, SourceID: a.SourceID, Revision: a.Revision,
		Title: a.Title, Publisher: a.Publisher, Author: a.Author, URL: a.URL,
		Published: retrieval.Day(a.Published), Language: a.Language, Body: a.Body,
	}
}

func (p *page) article(a corpus.Article) {
	p.text(bold, "", "", orUntitled(a.Title))
	p.about("", a.Publisher, a.Author, retrieval.Day(a.Published))
	p.link("", a.URL)
	p.text(dim, "", "", "revision "+a.Revision)
	p.gap()
	p.text(plain, "", "", a.Body)
}
