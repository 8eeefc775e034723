package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"footnote/corpus"
	"footnote/corpus/ingest"
)

// importedLine is the JSON line of one article; with --verbose it tells what
// cleaning left out.
type importedLine struct {
	corpus.Imported
	Removed []removal `json:"removed,omitempty"`
}

type removal struct {
	Reason string `json:"reason"`
	Text   string `json:"text"`
}

// addOptions are the flags of add.
type addOptions struct {
	title, refresh string
	rule           corpus.Rule // refresh, read
	pages, yes     bool
	limit          int
	verbose        bool
}

func (a *app) addCommand() *cobra.Command {
	o := addOptions{limit: 50}
	cmd := &cobra.Command{
		Use:   "add PATH|URL|-...",
		Short: "Read articles in: files, folders, web pages, feeds, or standard input",
		Long: `Read articles in: PDF, DOCX, Markdown, HTML and text files, zip archives and
folders of them, web pages, feeds, and - for standard input. Each article is
shown once it is safely stored. What cannot be read is named, and the others
go on.

Web pages are read again every week, and feeds as often as they say, while
"footnote run" runs, or with "footnote refresh --due". --refresh sets another
rule: hourly, daily, weekly, monthly, never or, for a feed, feed.

With --pages, the pages that a sitemap or a page of links names are added,
each as a source of its own. They are shown first, and added once you say so.`,
		Example: `  footnote add ~/articles
  footnote add https://example.org/news/story.html --refresh daily
  footnote add --pages https://example.org/sitemap.xml --limit 20
  pbpaste | footnote add - --title "Minutes of Monday"`,
		Args: atLeastOne("a file, a folder, a web address, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(cmd, args); err != nil {
				return err
			}
			if o.pages {
				return a.addPages(cmd.Context(), args[0], o)
			}
			return a.add(cmd.Context(), args, o)
		},
	}
	flags := cmd.Flags()
	text(flags, &o.title, "title", "TITLE", "title of the text on standard input")
	ruleFlag(cmd, &o.refresh, "refresh", "read it again by itself: hourly, daily, weekly, monthly, never, feed")
	flags.BoolVar(&o.pages, "pages", false, "add the pages that this sitemap or page of links names")
	flags.Var(limitFlag{&o.limit, 1000}, "limit", "with --pages: add at most so many")
	flags.BoolVar(&o.yes, "yes", false, "with --pages: add them without asking")
	flags.BoolVar(&o.verbose, "verbose", false, "show what was left out of each article")
	return cmd
}

// check refuses flags that do not go with the arguments.
func (o *addOptions) check(cmd *cobra.Command, args []string) (err error) {
	if o.title != "" && (len(args) != 1 || args[0] != "-") {
		return usagef("--title is for standard input: footnote add - --title TITLE")
	}
	if o.rule, err = readRule("refresh", o.refresh); err != nil {
		return err
	}
	switch {
	case o.rule != "" && slices.Contains(args, "-"):
		return usagef("--refresh is not for standard input, which cannot be read again.")
	case o.pages && (len(args) != 1 || kindOf(args[0]) != corpus.KindPage):
		return usagef("--pages needs one web address, of a sitemap or of a page of links: footnote add --pages URL")
	case o.pages && o.rule == corpus.RuleFeed:
		return usagef("--refresh feed is for feeds; pages have hourly, daily, weekly, monthly or never.")
	case !o.pages && (o.yes || cmd.Flags().Changed("limit")):
		return usagef("--limit and --yes go with --pages: footnote add --pages URL")
	}
	return nil
}

func (a *app) add(ctx context.Context, args []string, o addOptions) error {
	s, err := a.openWriter(ctx, true)
	if err != nil {
		return err
	}
	defer s.close()
	t, err := a.report(ctx, o.verbose, func(ctx context.Context, obs ingest.Observer) error {
		return s.importArgs(ctx, a.space(), args, o, a.typed(ctx), obs)
	})
	if t.err == nil && err == nil || errors.Is(err, errSomeFailed) {
		s.dropOld(ctx, a.space(), a.log())
	}
	if t.err == nil && !a.json {
		if n := skipped(ctx, args, t.done); n == 1 {
			a.note("1 file of another kind was skipped.")
		} else if n > 1 {
			a.note(thousands(n) + " files of other kinds were skipped.")
		}
	}
	return err
}

// report runs an import and shows each article as it is done, and the sum.
func (a *app) report(ctx context.Context, verbose bool, run func(context.Context, ingest.Observer) error) (*tally, error) {
	// An acknowledgement that cannot be written ends the import.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	bar := newProgress(a.err)
	t := &tally{app: a, bar: bar, verbose: verbose, counts: map[corpus.Status]int{}, done: map[string]bool{}, stop: cancel}
	err := run(ctx, ingest.Observer{Imported: t.report, Progress: t.progress})
	bar.done()
	if t.err != nil {
		return t, t.err
	}
	if !a.json {
		t.sum()
	}
	return t, err
}

// tally shows each article as it is done, and counts.
type tally struct {
	app     *app
	bar     *progress
	verbose bool
	counts  map[corpus.Status]int
	done    map[string]bool // clean paths of what was reported
	stop    func()
	err     error // why a line could not be written
}

func (t *tally) report(i corpus.Imported) {
	t.counts[i.Status]++
	t.did(i.URL)
	if i.Cause != nil {
		i.Error = safeLine(explain(i.Cause))
	}
	err := t.bar.print(func(w io.Writer) error {
		if t.app.json {
			line := importedLine{Imported: i}
			if t.verbose {
				for _, r := range i.Removed {
					line.Removed = append(line.Removed, removal(r))
				}
			}
			return writeJSON(w, line)
		}
		p := newPage(t.app.out)
		p.w = w
		p.imported(i, t.verbose)
		return p.err
	}, t.app.out)
	if err != nil && t.err == nil {
		t.err = err
		t.stop()
	}
}

// did notes the path of an article, and of the archive that it stands in.
func (t *tally) did(path string) {
	for path = filepath.Clean(path); !t.done[path] && path != filepath.Dir(path); path = filepath.Dir(path) {
		t.done[path] = true
	}
}

// progress moves the bar. Where there is none, the articles themselves show how
// far it is, but for the time before the first: then all are embedded anew.
func (t *tally) progress(p corpus.Progress) {
	t.bar.set(p, len(t.counts) == 0)
}

// sum says in one line what became of all of it.
func (t *tally) sum() {
	var parts []string
	for _, s := range []corpus.Status{corpus.StatusAdded, corpus.StatusUpdated, corpus.StatusRemoved, corpus.StatusUnchanged, corpus.StatusFailed} {
		if n := t.counts[s]; n > 0 {
			parts = append(parts, thousands(n)+" "+string(s))
		}
	}
	if len(parts) > 0 {
		t.app.note(strings.Join(parts, ", ") + ".")
	}
}

// statusWidth is that of the longest status and two spaces.
const statusWidth = len(corpus.StatusUnchanged) + 2

func (p *page) imported(i corpus.Imported, verbose bool) {
	indent := strings.Repeat(" ", statusWidth)
	status := pad(string(i.Status), statusWidth)
	if i.Status == corpus.StatusFailed {
		status = p.in(red, status)
		p.text(plain, status, indent, orPlace(i.URL, i.Title))
		p.text(plain, indent, indent, beside(i.Error, i.URL))
		return
	}
	what := orUntitled(i.Title)
	if i.Passages > 0 { // not for a feed as a whole, nor for what was taken out
		what += " (" + count(i.Passages, "passage") + ")"
	}
	p.text(plain, status, indent, what)
	if i.URL != i.Title {
		p.link(indent, i.URL)
	}
	if !verbose {
		return
	}
	for _, r := range i.Removed {
		p.text(dim, indent+"- ", indent+"  ", safeLine(r.Reason)+": "+fit(r.Text, 200))
	}
}

func orPlace(place, title string) string {
	if place = safeLine(place); place != "" {
		return place
	}
	return orUntitled(title)
}
