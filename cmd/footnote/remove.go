package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"footnote/bot"
	botstore "footnote/bot/store"
	"footnote/corpus"
	"footnote/corpus/ingest"
)

func (a *app) removeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "remove ID|URL|PATH...",
		Short: "Remove sources, and all that only they held",
		Long: `Remove sources, by the id that sources prints, by web address, or by path; the
path of a folder stands for all files below it. Their texts are overwritten on
the disk; text that another source also holds stays there, and that source is
named. What is not there is named, and the others go on; then the exit code
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
			bar := newProgress(a.err)
			bar.set(corpus.Progress{Total: len(refs)}, false)
			var gone []string
			var written error
			done := 0
			err = s.ingester.Remove(cmd.Context(), a.space(), addedBy, refs, func(r corpus.Removed) {
				if r.Status == "removed" {
					gone = append(gone, r.SourceID)
				}
				if r.Cause != nil {
					r.Error = safeLine(explain(r.Cause))
				}
				written = cmp.Or(written, a.reportRemoved(bar, r))
				done++
				bar.set(corpus.Progress{Done: done, Total: len(refs), What: r.Title}, false)
			})
			bar.done()
			if errors.Is(err, ingest.ErrIncomplete) {
				err = errSomeFailed
			}
			if n := len(gone); n > 1 && !a.json {
				a.note(thousands(n) + " removed.")
			}
			return cmp.Or(written, err, a.cleanRecords(cmd.Context(), s, gone))
		},
		ValidArgsFunction: a.completeSources,
	}
}

// reportRemoved shows what became of one source, beside the bar.
func (a *app) reportRemoved(bar *progress, r corpus.Removed) error {
	return bar.print(func(w io.Writer) error {
		if a.json {
			return writeJSON(w, r)
		}
		p := newPage(a.out)
		p.w = w
		p.removed(r)
		return p.err
	}, a.out)
}

// cleanTime bounds the cleaning of the bot's records, which is not cut off with the
// command: what was removed is to be gone.
const cleanTime = time.Minute

// cleanRecords takes sources that were removed out of the records of the bot, if
// one ever ran over this data folder. Messages in Discord are edited by the bot.
func (a *app) cleanRecords(ctx context.Context, s *services, gone []string) error {
	if len(gone) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanTime)
	defer cancel()
	kept, err := botstore.Exists(ctx, s.store.DB())
	if err != nil || !kept {
		return err
	}
	records, err := botstore.Open(ctx, s.store.DB(), botstore.Options{Scrub: s.store.Scrub})
	if err != nil {
		return err
	}
	cleaner := bot.Cleaner{Library: botLibrary{s.store}, Withdrawn: botRemover{s.ingester}.Withdrawn, Records: records, Now: time.Now}
	if err := cleaner.Clean(ctx, a.space(), gone); err != nil {
		return err
	}
	return records.Scrub(ctx)
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
	if len(r.Shared) > 0 {
		p.text(plain, indent, indent, "Some of its text also stands in "+sharedTitles(r.Shared)+", and stays there.")
	}
}

// sharedShown is how many sources are named that hold some of a removed text.
const sharedShown = 5

func sharedTitles(all []corpus.Shared) string {
	var names []string
	for _, s := range all[:min(len(all), sharedShown)] {
		names = append(names, "“"+orUntitled(s.Title)+"”")
	}
	switch more := len(all) - len(names); {
	case more > 0:
		return strings.Join(names, ", ") + " and " + count(more, "other source")
	case len(names) > 1:
		return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	}
	return names[0]
}
