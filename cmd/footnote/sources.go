package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"footnote/corpus"
	"footnote/retrieval"
	"footnote/retrieval/index"
)

// listedSource is one line of `sources --json`.
type listedSource struct {
	SourceID  string `json:"source_id"`
	Title     string `json:"title"`
	URL       string `json:"url"`
	Kind      string `json:"kind"`
	State     string `json:"state"`
	Reason    string `json:"reason"`
	Articles  int    `json:"articles"`
	Passages  int    `json:"passages"`
	Publisher string `json:"publisher"`
	Published string `json:"published"`
	Location  string `json:"location"`
	AddedBy   string `json:"added_by"`
	AddedAt   string `json:"added_at"`
	// Also are the articles of other sources that print the same text, but for small
	// edits.
	Also    []retrieval.Ref `json:"also"`
	Refresh string          `json:"refresh"` // how often it is read again by itself
	Since   string          `json:"since"`   // since when it cannot be read; "" while it can
	Checked string          `json:"checked"` // when it was last tried to be read
	Due     string          `json:"due"`     // when it is read again by itself; "" for never
	Note    string          `json:"note"`
}

func (a *app) sourcesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "sources",
		Short: "List what was added, how fresh it is, and when it is read again",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.openStore(cmd.Context())
			if err != nil {
				return err
			}
			defer s.close()
			return a.listSources(cmd.Context(), s)
		},
	}
}

// listSources shows what was added. The built-in sample is none of it.
func (a *app) listSources(ctx context.Context, s *services) error {
	var sources []corpus.SourceInfo
	if !s.sample {
		var err error
		if sources, err = s.store.Sources(ctx, a.space()); err != nil {
			return err
		}
	}
	also, err := copiesOf(ctx, s, a.space(), sources)
	if err != nil {
		return err
	}
	if a.json {
		for _, src := range sources {
			line := listed(src)
			line.Also = list(also[src.ID])
			if err := writeJSON(a.out, line); err != nil {
				return err
			}
		}
		return nil
	}
	p := newPage(a.out)
	if len(sources) == 0 {
		p.text(plain, "", "", "No sources yet. Add files, folders or web pages with: footnote add PATH|URL")
	}
	for i, src := range sources {
		if i > 0 {
			p.gap()
		}
		p.source(src)
		refs := also[src.ID]
		p.alsoIn("  ", refs[:min(len(refs), shownCopies)])
		if more := len(refs) - shownCopies; more > 0 {
			p.text(dim, "  ", "  ", "and in "+count(more, "other"))
		}
	}
	return p.err
}

// shownCopies is how many copies of a source are named to people.
const shownCopies = 3

// copiesOf names, by source, the articles of other sources that print the same text.
func copiesOf(ctx context.Context, s *services, space corpus.Space, sources []corpus.SourceInfo) (map[string][]retrieval.Ref, error) {
	if len(sources) < 2 {
		return nil, nil
	}
	ix, err := index.New(index.Config{Store: s.store})
	if err != nil {
		return nil, err
	}
	defer ix.Close()
	return ix.Copies(ctx, space)
}

func listed(s corpus.SourceInfo) listedSource {
	return listedSource{
		SourceID: s.ID, Title: s.Title, URL: s.URL, Kind: string(s.Kind),
		State: string(s.State), Reason: s.Reason, Articles: s.Articles, Passages: s.Passages,
		Publisher: s.Publisher, Published: retrieval.Day(s.Published),
		Location: s.Location, AddedBy: s.AddedBy, AddedAt: instant(s.AddedAt),
		Refresh: string(s.Refresh), Since: instant(s.Since), Checked: instant(s.Checked), Due: instant(s.Due), Note: s.Note,
	}
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (p *page) source(s corpus.SourceInfo) {
	p.text(bold, "", "", orUntitled(s.Title))
	p.about("  ", s.Publisher, retrieval.Day(s.Published), string(s.Kind), count(s.Articles, "article"), count(s.Passages, "passage"))
	p.freshness(s)
	where := s.URL
	if where == "" {
		where = s.Shown
	}
	p.link("  ", where)
	p.line("  " + p.in(dim, safeLine(s.ID)))
}

// freshness says when a source was read, when it is read again, and what is wrong
// with it.
func (p *page) freshness(s corpus.SourceInfo) {
	const label, indent = 7, "         "
	line := func(style style, name, text string) { p.text(style, "  "+pad(name, label), indent, text) }
	read, again := at(cmp.Or(s.Checked, s.Retrieved)), string(s.Refresh)
	if s.Refresh == corpus.RuleFeed {
		again = "as often as the feed says"
	}
	switch {
	case s.Kind.Copy():
	case s.Refresh == corpus.RuleNever:
		line(plain, "read", read+"; not again by itself")
	case s.Due.IsZero():
		line(plain, "read", read+"; again "+again)
	default:
		line(plain, "read", read+"; again "+again+", next "+at(s.Due))
	}
	if s.State != corpus.StateFresh {
		why := beside(s.Reason, s.URL, s.Shown)
		if !s.Since.IsZero() {
			why = strings.TrimSpace("since " + at(s.Since) + ": " + why)
		}
		line(yellow, string(s.State), why)
	}
	if s.Note != "" {
		line(plain, "note", s.Note)
	}
}

// beside is a sentence without the place that it begins with, where that stands
// beside it.
func beside(sentence string, places ...string) string {
	for _, place := range places {
		if rest, ok := strings.CutPrefix(sentence, place+": "); ok && place != "" {
			return rest
		}
	}
	return sentence
}

// at is a point in time for a person here.
func at(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Local().Format("2 Jan 2006 15:04")
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// thousands groups the digits of n in threes.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
