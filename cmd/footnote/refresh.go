package main

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"footnote/corpus"
	"footnote/corpus/ingest"
)

// refreshOptions are the flags of refresh.
type refreshOptions struct {
	due     bool
	every   string
	rule    corpus.Rule // every, read
	verbose bool
}

func (a *app) refreshCommand() *cobra.Command {
	var o refreshOptions
	cmd := &cobra.Command{
		Use:   "refresh [ID|URL|PATH...]",
		Short: "Read files, web pages and feeds again, and set how often that is done",
		Long: `Read files, web pages and feeds again, all of them or those that are named: by
the id that sources prints, by web address, or by path; the path of a folder
stands for the files below it that were added. What changed is updated. What
cannot be read any more keeps its text, and sources shows it as stale. Texts
from standard input and from chats are copies, which cannot be read again.

With --due only those are read whose time has come, which suits a timer such
as cron; "footnote run" does the same by itself. --every sets how often a
source is read from now on: hourly, daily, weekly, monthly, never or, for a
feed, feed.`,
		Example: `  footnote refresh
  footnote refresh --due
  footnote refresh https://example.org/news/story.html --every daily`,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.rule, err = readRule("every", o.every); err != nil {
				return err
			}
			if o.rule != "" && o.due {
				return usagef("--due and --every do not go together: set how often first, then read what is due.")
			}
			if o.rule != "" && len(args) == 0 {
				return usagef("--every needs the id, the web address or the path of a source.")
			}
			return a.refresh(cmd.Context(), args, o)
		},
		ValidArgsFunction: a.completeSources,
	}
	cmd.Flags().BoolVar(&o.due, "due", false, "read only what is due")
	ruleFlag(cmd, &o.every, "every", "read it again by itself: hourly, daily, weekly, monthly, never, feed")
	cmd.Flags().BoolVar(&o.verbose, "verbose", false, "show what was left out of each article")
	return cmd
}

func (a *app) refresh(ctx context.Context, args []string, o refreshOptions) error {
	s, err := a.openWriter(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	wanted := func(src corpus.SourceInfo) bool { return true }
	if o.due {
		now := a.clock()
		wanted = func(src corpus.SourceInfo) bool { return !src.Due.IsZero() && !src.Due.After(now) }
	}
	var refs []string
	copies := 0
	if len(args) == 0 {
		refs, copies, err = s.readable(ctx, a.space(), wanted)
	} else if refs, err = a.named(ctx, s, args); err == nil && o.due {
		refs, err = s.those(ctx, a.space(), refs, wanted)
	}
	if err != nil {
		return err
	}
	unset := false
	if o.rule != "" {
		if refs, unset, err = a.setRules(ctx, s, refs, o.rule); err != nil {
			return err
		}
	}
	if o.rule == "" || len(refs) > 0 {
		err = a.readAgain(ctx, s, refs, o)
	}
	switch {
	case errors.Is(err, ingest.ErrIncomplete) || err == nil && unset:
		return errSomeFailed
	case err != nil || a.json:
		return err
	case o.due && len(refs) == 0:
		a.note("Nothing is due.")
	case copies > 0:
		a.note(count(copies, "text") + " cannot be read again: add what changed anew.")
	case len(refs) == 0 && o.rule == "":
		a.note("No sources yet. Add files, folders or web pages with: footnote add PATH|URL")
	}
	return nil
}

// readAgain reads sources again, and then drops the texts that were replaced long
// ago.
func (a *app) readAgain(ctx context.Context, s *services, refs []string, o refreshOptions) error {
	read := s.ingester.RefreshLocal
	if o.due {
		read = s.ingester.RefreshScheduled
	}
	t, err := a.report(ctx, o.verbose, func(ctx context.Context, obs ingest.Observer) error {
		return read(ctx, a.space(), addedBy, refs, obs)
	})
	if t.err == nil && (err == nil || errors.Is(err, ingest.ErrIncomplete)) {
		s.dropOld(ctx, a.space(), a.log())
	}
	return err
}

// ruled is the JSON line of a source whose rule was set, and that is not read
// for it, or whose rule could not be set.
type ruled struct {
	Status  string `json:"status"` // "rule" or "failed"
	Source  string `json:"source"` // as it was named
	Refresh string `json:"refresh"`
	Error   string `json:"error"`
}

// setRules sets how often sources are read again. It gives back those to be read
// now, and reports whether the rule of some could not be set.
func (a *app) setRules(ctx context.Context, s *services, refs []string, rule corpus.Rule) (read []string, failed bool, err error) {
	p := newPage(a.out)
	indent := strings.Repeat(" ", statusWidth)
	for _, ref := range refs {
		cause := s.ingester.SetRuleLocal(ctx, a.space(), addedBy, ref, rule)
		if ctx.Err() != nil {
			return nil, false, ctx.Err()
		}
		line := ruled{Status: "rule", Source: ref, Refresh: string(rule)}
		switch {
		case cause != nil:
			failed = true
			line.Status, line.Error = string(corpus.StatusFailed), safeLine(explain(cause))
		case rule != corpus.RuleNever:
			read = append(read, ref)
			continue
		}
		switch {
		case a.json:
			err = writeJSON(a.out, line)
		case cause != nil:
			p.text(plain, p.in(red, pad(line.Status, statusWidth)), indent, line.Error)
		default:
			src, _ := s.findSource(ctx, a.space(), ref)
			p.text(plain, pad(line.Status, statusWidth), indent, orUntitled(src.Title)+": not read again by itself any more")
		}
		if err = cmp.Or(err, p.err); err != nil {
			return nil, failed, err
		}
	}
	return read, failed, nil
}

// those are the sources that are wanted of those that are named. What does not
// exist is among them, to be reported by its name.
func (s *services) those(ctx context.Context, space corpus.Space, refs []string, wanted func(corpus.SourceInfo) bool) (left []string, err error) {
	for _, ref := range refs {
		src, err := s.findSource(ctx, space, ref)
		switch {
		case corpus.HasCode(err, corpus.CodeMissing):
			left = append(left, ref)
		case err != nil:
			return nil, err
		case wanted(src):
			left = append(left, src.ID)
		}
	}
	return left, nil
}

// readable lists the ids of the sources that can be read again and are wanted, and
// counts those that cannot be.
func (s *services) readable(ctx context.Context, space corpus.Space, wanted func(corpus.SourceInfo) bool) (ids []string, copies int, err error) {
	sources, err := s.store.Sources(ctx, space)
	for _, src := range sources {
		if src.Kind.Copy() {
			copies++
		} else if wanted(src) {
			ids = append(ids, src.ID)
		}
	}
	return ids, copies, err
}
