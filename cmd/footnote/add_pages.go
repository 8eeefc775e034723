package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"footnote/corpus"
	"footnote/corpus/ingest"
	"footnote/retrieval"
)

// namedPage is the JSON line of a page that add --pages would add.
type namedPage struct {
	Status    string `json:"status"` // named
	Title     string `json:"title"`
	URL       string `json:"url"`
	Published string `json:"published"`
}

// addPages adds the pages that a sitemap or a page of links names: those that are
// new, so many at most, once a person has seen them or said --yes.
func (a *app) addPages(ctx context.Context, address string, o addOptions) error {
	s, err := a.openWriter(ctx, true)
	if err != nil {
		return err
	}
	defer s.close()
	listing, err := s.ingester.Preview(ctx, a.space(), address, o.limit)
	if err != nil {
		return err
	}
	if len(listing.Items) == 0 {
		if !a.json {
			a.note("Nothing to add: it names no pages that are not here already.")
		}
		return nil
	}
	if !o.yes {
		if err := a.showPages(listing); err != nil {
			return err
		}
		add, err := a.confirmed(ctx, "Add "+these(len(listing.Items))+"?")
		if err != nil || !add {
			return err
		}
	}
	urls := make([]string, len(listing.Items))
	for i, item := range listing.Items {
		urls[i] = item.URL
	}
	_, err = a.report(ctx, o.verbose, func(ctx context.Context, obs ingest.Observer) error {
		return s.ingester.AddURLs(ctx, a.space(), addedBy, urls, ingest.Adding{Refresh: o.rule, Own: true}, obs)
	})
	if errors.Is(err, ingest.ErrIncomplete) {
		return errSomeFailed
	}
	return err
}

func these(n int) string {
	if n == 1 {
		return "this page"
	}
	return "these " + thousands(n) + " pages"
}

// showPages lists what would be added.
func (a *app) showPages(l corpus.Listing) error {
	p := newPage(a.out)
	for _, i := range l.Items {
		if a.json {
			if err := writeJSON(a.out, namedPage{"named", corpus.OneLine(i.Title), i.URL, retrieval.Day(i.Published)}); err != nil {
				return err
			}
			continue
		}
		if title := corpus.OneLine(i.Title); title != "" {
			p.text(plain, "", "", title)
			p.link("  ", i.URL)
		} else {
			p.link("", i.URL)
		}
	}
	if l.More > 0 && !a.json {
		more := thousands(l.More) + " more are named there"
		if l.More == 1 {
			more = "1 more is named there"
		}
		a.note(more + "; raise --limit, or do the same again for the next ones.")
	}
	return p.err
}

// errNotConfirmed ends what was to be confirmed where nobody could be asked.
var errNotConfirmed = &corpus.Problem{Code: corpus.CodeInvalid, Message: "Nothing was added: these pages are only shown. Say --yes to add them."}

// confirmed asks a person at a terminal for a yes.
func (a *app) confirmed(ctx context.Context, question string) (bool, error) {
	if a.json || !isTerminal(a.in) || !isTerminal(a.err) {
		return false, errNotConfirmed
	}
	fmt.Fprint(a.err, question+" [y/N] ")
	line, err := newLines(&interruptible{ctx: ctx, r: a.in}).next()
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return true, nil
	}
	a.note("Nothing was added.")
	return false, nil
}
