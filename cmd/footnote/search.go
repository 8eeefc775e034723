package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"footnote/retrieval"
)

// found is the JSON line of one search.
type found struct {
	Question string          `json:"question"`
	Space    string          `json:"space"`
	Notice   string          `json:"notice"`
	Evidence []foundEvidence `json:"evidence"`
}

type foundEvidence struct {
	ArticleID   string          `json:"article_id"`
	SourceID    string          `json:"source_id"`
	Revision    string          `json:"revision"`
	Title       string          `json:"title"`
	Publisher   string          `json:"publisher"`
	URL         string          `json:"url"`
	Published   string          `json:"published"`
	Passage     string          `json:"passage"`
	Start       int             `json:"start"`
	End         int             `json:"end"`
	Page        int             `json:"page"`
	LexicalRank int             `json:"lexical_rank"`
	VectorRank  int             `json:"vector_rank"`
	Also        []retrieval.Ref `json:"also"`
}

func (a *app) searchCommand() *cobra.Command {
	var stdin bool
	limit := retrieval.DefaultLimit
	cmd := &cobra.Command{
		Use:   "search QUESTION",
		Short: "List the passages that an answer would be made from",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.questions(cmd, args, stdin, func(ctx context.Context, s *services, text string) error {
				return a.searchOne(ctx, s, retrieval.Question{Space: a.space(), Text: text, Limit: limit})
			})
		},
	}
	cmd.Flags().BoolVar(&stdin, "stdin", false, "read one question a line from standard input")
	cmd.Flags().Var(limitFlag{&limit, 100}, "limit", "list at most so many passages")
	return cmd
}

func (a *app) searchOne(ctx context.Context, s *services, q retrieval.Question) error {
	evidence, notice, err := s.search(ctx, q)
	if err != nil {
		return err
	}
	if a.json {
		return writeJSON(a.out, foundLine(q, evidence, joinNotices(s.notice, notice)))
	}
	if notice != "" {
		a.note(notice)
	}
	p := newPage(a.out)
	if len(evidence) == 0 {
		p.text(plain, "", "", "Nothing in the sources is near this question.")
	}
	for i, e := range evidence {
		if i > 0 {
			p.gap()
		}
		p.evidence(i+1, e)
	}
	return p.err
}

func foundLine(q retrieval.Question, evidence []retrieval.Evidence, notice string) found {
	f := found{Question: q.Text, Space: string(q.Space), Notice: notice, Evidence: []foundEvidence{}}
	for _, e := range evidence {
		f.Evidence = append(f.Evidence, foundEvidence{
			ArticleID:   e.Article.ID,
			SourceID:    e.Article.SourceID,
			Revision:    e.Passage.Revision,
			Title:       e.Article.Title,
			Publisher:   e.Article.Publisher,
			URL:         e.Article.URL,
			Published:   retrieval.Day(e.Article.Published),
			Passage:     e.Passage.Text,
			Start:       e.Passage.Start,
			End:         e.Passage.End,
			Page:        e.Article.Page(e.Passage.Start),
			LexicalRank: e.LexicalRank,
			VectorRank:  e.VectorRank,
			Also:        list(e.Also),
		})
	}
	return f
}

func (p *page) evidence(n int, e retrieval.Evidence) {
	mark := fmt.Sprintf("%2d. ", n)
	p.text(bold, mark, "    ", orUntitled(e.Article.Title))
	page := e.Article.Page(e.Passage.Start)
	p.about("    ", e.Article.Publisher, retrieval.Day(e.Article.Published), retrieval.PageLabel(page), "by words "+rank(e.LexicalRank)+", by meaning "+rank(e.VectorRank))
	p.link("    ", retrieval.PageURL(e.Article.URL, page))
	p.line("    " + p.in(dim, "article "+safeLine(e.Article.ID)))
	p.text(plain, "    ", "    ", e.Passage.Text)
	p.alsoIn("    ", e.Also)
}

func rank(n int) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprint("no. ", n)
}
