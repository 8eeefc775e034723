package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"footnote/corpus"
	"footnote/corpus/ingest"
)

func (a *app) removeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "remove ID|URL|PATH...",
		Short: "Remove sources, and all that only they held",
		Long: `Remove sources, by the id that sources prints, by web address, or by path; the
path of a folder stands for all files below it. Their texts are overwritten on
the disk. What is not there is named, and the others go on; then the exit code
is 1.`,
		Args: atLeastOne("the id, the web address or the path of a source"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.openWriter(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer s.close()
			refs, err := a.named(cmd.Context(), s, args)
			if err != nil {
				return err
			}
			p := newPage(a.out)
			err = s.ingester.Remove(cmd.Context(), a.space(), addedBy, refs, func(r corpus.Removed) {
				if r.Cause != nil {
					r.Error = safeLine(explain(r.Cause))
				}
				if !a.json {
					p.removed(r)
				} else if err := writeJSON(a.out, r); err != nil && p.err == nil {
					p.err = err
				}
			})
			if errors.Is(err, ingest.ErrIncomplete) {
				err = errSomeFailed
			}
			return cmp.Or(p.err, err)
		},
		ValidArgsFunction: a.completeSources,
	}
}

// named puts in the place of a folder the sources below it: each file of a
// folder is a source of its own.
func (a *app) named(ctx context.Context, s *services, args []string) ([]string, error) {
	var refs []string
	for _, arg := range args {
		below, err := s.below(ctx, a.space(), arg)
		if err != nil {
			return nil, err
		}
		if len(below) == 0 {
			below = []string{arg}
		}
		for _, ref := range below {
			if !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
	}
	return refs, nil
}

func (p *page) removed(r corpus.Removed) {
	indent := strings.Repeat(" ", statusWidth)
	status := pad(r.Status, statusWidth)
	if r.Status != "removed" {
		p.text(plain, p.in(red, status), indent, r.Error)
		return
	}
	p.text(plain, status, indent, orUntitled(r.Title)+" ("+count(r.Articles, "article")+")")
	p.link(indent, r.URL)
}
