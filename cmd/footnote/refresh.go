package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"footnote/corpus"
	"footnote/corpus/ingest"
)

func (a *app) refreshCommand() *cobra.Command {
	var verbose bool
	cmd := &cobra.Command{
		Use:   "refresh [ID|URL|PATH...]",
		Short: "Read files and web pages again",
		Long: `Read files and web pages again, all of them or those that are named: by the id
that sources prints, by web address, or by path; the path of a folder stands for
the files below it that were added. What changed is updated. What cannot be read
any more keeps its text, and sources shows it as stale. Texts from standard
input and from chats are copies, which cannot be read again.`,
		Example: `  footnote refresh
  footnote refresh https://example.org/news/story.html`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.refresh(cmd.Context(), args, verbose)
		},
		ValidArgsFunction: a.completeSources,
	}
	cmd.Flags().BoolVar(&verbose, "verbose", false, "show what was left out of each article")
	return cmd
}

func (a *app) refresh(ctx context.Context, args []string, verbose bool) error {
	s, err := a.openWriter(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	copies := 0
	refs, err := a.named(ctx, s, args)
	if len(args) == 0 {
		refs, copies, err = s.readable(ctx, a.space())
	}
	if err != nil {
		return err
	}
	_, err = a.report(ctx, verbose, func(ctx context.Context, obs ingest.Observer) error {
		return s.ingester.RefreshLocal(ctx, a.space(), addedBy, refs, obs)
	})
	if errors.Is(err, ingest.ErrIncomplete) {
		return errSomeFailed
	}
	if err != nil || a.json {
		return err
	}
	switch {
	case copies > 0:
		a.note(count(copies, "text") + " cannot be read again: add what changed anew.")
	case len(refs) == 0:
		a.note("No sources yet. Add files, folders or web pages with: footnote add PATH|URL")
	}
	return nil
}

// readable lists the ids of the sources that can be read again, and counts the
// others.
func (s *services) readable(ctx context.Context, space corpus.Space) (ids []string, copies int, err error) {
	sources, err := s.store.Sources(ctx, space)
	for _, src := range sources {
		if src.Kind.Copy() {
			copies++
		} else {
			ids = append(ids, src.ID)
		}
	}
	return ids, copies, err
}
