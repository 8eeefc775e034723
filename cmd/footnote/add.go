package main

import (
	"context"
	"io"
	"path/filepath"
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

func (a *app) addCommand() *cobra.Command {
	var title string
	var verbose bool
	cmd := &cobra.Command{
		Use:   "add PATH|URL|-...",
		Short: "Read articles in: files, folders, web pages, or standard input",
		Long: `Read articles in: text, Markdown and HTML files, folders of them, web pages, and
- for standard input. Each article is shown once it is safely stored. What
cannot be read is named, and the others go on.`,
		Example: `  footnote add ~/articles
  footnote add https://example.org/news/story.html
  pbpaste | footnote add - --title "Minutes of Monday"`,
		Args: atLeastOne("a file, a folder, a web address, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if title != "" && (len(args) != 1 || args[0] != "-") {
				return usagef("--title is for standard input: footnote add - --title TITLE")
			}
			return a.add(cmd.Context(), args, title, verbose)
		},
	}
	text(cmd.Flags(), &title, "title", "TITLE", "title of the text on standard input")
	cmd.Flags().BoolVar(&verbose, "verbose", false, "show what was left out of each article")
	return cmd
}

func (a *app) add(ctx context.Context, args []string, title string, verbose bool) error {
	s, err := a.openWriter(ctx, true)
	if err != nil {
		return err
	}
	defer s.close()
	t, err := a.report(ctx, verbose, func(ctx context.Context, obs ingest.Observer) error {
		return s.importArgs(ctx, a.space(), args, title, a.typed(ctx), obs)
	})
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
	t.done[filepath.Clean(i.URL)] = true
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

// progress moves the bar. Where there is none, the articles themselves show how
// far it is, but for the time before the first: then all are embedded anew.
func (t *tally) progress(p corpus.Progress) {
	t.bar.set(p, len(t.counts) == 0)
}

// sum says in one line what became of all of it.
func (t *tally) sum() {
	var parts []string
	for _, s := range []corpus.Status{corpus.StatusAdded, corpus.StatusUpdated, corpus.StatusUnchanged, corpus.StatusFailed} {
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
		p.text(plain, indent, indent, i.Error)
		return
	}
	p.text(plain, status, indent, orUntitled(i.Title)+" ("+count(i.Passages, "passage")+")")
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
