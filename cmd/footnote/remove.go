package main

import (
	"cmp"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"footnote/corpus"
	"footnote/corpus/ingest"
)

func (a *app) removeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "remove ID|URL|PATH...",
		Short: "Remove sources, and all that only they held",
		Long: `Remove sources, by the id that sources prints, by web address, or by path. Their
texts are overwritten on the disk. What is not there is named, and the others go
on; then the exit code is 1.`,
		Args: atLeastOne("the id, the web address or the path of a source"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.openWriter(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer s.close()
			p := newPage(a.out)
			err = s.ingester.Remove(cmd.Context(), a.space(), addedBy, args, func(r corpus.Removed) {
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

// completeSources offers the ids of sources to the shell, with their titles, and
// falls back to file names.
func (a *app) completeSources(cmd *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	s, err := a.openStore(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	defer s.close()
	if s.sample {
		return nil, cobra.ShellCompDirectiveDefault
	}
	sources, err := s.store.Sources(cmd.Context(), a.space())
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var offers []cobra.Completion
	for _, src := range sources {
		if strings.HasPrefix(src.ID, begun) {
			offers = append(offers, cobra.CompletionWithDesc(src.ID, fit(orUntitled(src.Title), 50)))
		}
	}
	return offers, cobra.ShellCompDirectiveDefault
}
