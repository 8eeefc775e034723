package main

import (
	"fmt"

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
	Pages     []int  `json:"pages"` // where in the body the second page begins, the third, and so on
	Body      string `json:"body"`
}

// showError is the JSON form of an article that cannot be shown.
type showError struct {
	ArticleID string `json:"article_id"` // as it was asked for
	Error     string `json:"error"`
}

func (a *app) showCommand() *cobra.Command {
	var revision string
	cmd := &cobra.Command{
		Use:   "show ARTICLE_ID|URL|PATH",
		Short: "Print a stored article, so that a quote can be checked",
		Long: `Print a stored article, so that a quote can be checked: by the id of the
article, which search prints, or by the id, the web address or the path of its
source.`,
		Args: exactlyOne("the id of an article, as search prints it, or a web address or path"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.openStore(cmd.Context())
			if err != nil {
				return err
			}
			defer s.close()
			article, err := s.findArticle(cmd.Context(), a.space(), args[0], revision)
			if err != nil && a.json && cmd.Context().Err() == nil {
				if err := writeJSON(a.out, showError{args[0], safeLine(explain(err))}); err != nil {
					return err
				}
			}
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
		ValidArgsFunction: a.completeArticles,
	}
	text(cmd.Flags(), &revision, "revision", "REVISION", "print the text as it was then (default: the newest)")
	return cmd
}

func shown(a corpus.Article) shownArticle {
	return shownArticle{
		ArticleID: a.ID, SourceID: a.SourceID, Revision: a.Revision,
		Title: a.Title, Publisher: a.Publisher, Author: a.Author, URL: a.URL,
		Published: retrieval.Day(a.Published), Language: a.Language, Pages: list(a.Pages), Body: a.Body,
	}
}

func (p *page) article(a corpus.Article) {
	p.text(bold, "", "", orUntitled(a.Title))
	pages := ""
	if n := len(a.Pages); n > 0 {
		pages = fmt.Sprintf("%d pages", n+1)
	}
	p.about("", a.Publisher, a.Author, retrieval.Day(a.Published), pages)
	p.link("", a.URL)
	p.line(p.in(dim, "article "+safeLine(a.ID)))
	p.line(p.in(dim, "revision "+safeLine(a.Revision)))
	p.gap()
	p.text(plain, "", "", a.Body)
}
