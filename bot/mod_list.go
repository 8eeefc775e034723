package bot

import (
	"context"
	"strings"

	"footnote/corpus"
)

const (
	sourcesPage = 8
	// historyShown is how many lines of its history a source shows.
	historyShown = 10
	// maxSearch keeps a search text, with its verb and page, within a custom_id.
	maxSearch = MaxCustomID - len("sources:9999:")
)

// sourceList is /source list.
func (b *Bot) sourceList(_ context.Context, c Command) Response {
	return b.look(c.Origin, false, func(ctx context.Context) Screen {
		return b.sourcesPage(ctx, c.Origin, "0", c.Options["search"])
	})
}

// pressSources turns its pages.
func (b *Bot) pressSources(_ context.Context, press Press) Response {
	return b.look(press.Origin, true, func(ctx context.Context) Screen {
		return b.sourcesPage(ctx, press.Origin, argument(press.CustomID, 0, 2), argument(press.CustomID, 1, 2))
	})
}

func (b *Bot) sourcesPage(ctx context.Context, o Origin, page, search string) Screen {
	space := o.Place.Space()
	s := SourcesScreen{Search: strings.TrimSpace(clip(corpus.OneLine(search), maxSearch))}
	list, err := b.titles.fresh(ctx, space)
	if err != nil {
		return b.trouble(err, "sources not listed", o)
	}
	found := list.search(s.Search, 0, nil)
	var from, to int
	s.Page, s.Pages, from, to = pageOf(page, len(found), sourcesPage)
	s.Sources, s.Total = found[from:to], len(found)
	if s.Counts, err = b.Library.Counts(ctx, space); err != nil {
		return b.trouble(err, "sources not counted", o)
	}
	if s.Page == 0 {
		if s.Withdrawn, err = b.withdrawn(ctx, space); err != nil {
			return b.trouble(err, "removed sources not listed", o)
		}
	}
	return s
}

// withdrawn lists the sources that can still be brought back.
func (b *Bot) withdrawn(ctx context.Context, space corpus.Space) ([]WithdrawnSource, error) {
	all, err := b.Remover.Withdrawn(ctx, space)
	var open []WithdrawnSource
	for _, w := range all {
		if w.Until.After(b.Now()) {
			open = append(open, w)
		}
	}
	return open, err
}

// sourceInfo is /source info.
func (b *Bot) sourceInfo(_ context.Context, c Command) Response {
	return b.look(c.Origin, false, func(ctx context.Context) Screen { return b.sourcePage(ctx, c.Origin, c.Options["source"]) })
}

// pressSource shows the same from a button.
func (b *Bot) pressSource(_ context.Context, press Press) Response {
	return b.look(press.Origin, false, func(ctx context.Context) Screen {
		return b.sourcePage(ctx, press.Origin, chosen(press, 1))
	})
}

func (b *Bot) sourcePage(ctx context.Context, o Origin, ref string) Screen {
	space := o.Place.Space()
	src, err := b.sourceOf(ctx, space, ref)
	if err != nil {
		if gone := b.removedScreen(ctx, space, ref); gone != nil {
			return *gone
		}
		return b.trouble(err, "source not found", o)
	}
	s := SourceScreen{Source: src, Copy: src.Kind.Copy()}
	if s.History, err = b.Library.History(ctx, space, src.ID, historyShown); err != nil {
		return b.trouble(err, "history of a source not read", o)
	}
	jobs, err := b.Store.Jobs(ctx, space, src.ID, 1)
	if err != nil {
		return b.trouble(err, "jobs of a source not read", o)
	}
	if len(jobs) > 0 {
		s.Job = &jobs[0]
	}
	// Not to know them keeps nobody from the rest.
	if s.Also, err = b.Finder.Copies(ctx, space, src.ID); err != nil {
		b.Log.Warn("copies of a source not found", "space", space, "source", src.ID, "err", err)
	}
	return s
}

// sourceRefresh is /source refresh, with or without a rule for the future.
func (b *Bot) sourceRefresh(_ context.Context, c Command) Response {
	return b.refresh(c.Origin, c.Options["source"], c.Options["every"])
}

// pressRefresh does the same from a button.
func (b *Bot) pressRefresh(_ context.Context, press Press) Response {
	return b.refresh(press.Origin, chosen(press, 1), "")
}

func (b *Bot) refresh(o Origin, ref, every string) Response {
	return b.atDesk(o, false, func(ctx context.Context, s Sink) {
		src, err := b.sourceOf(ctx, o.Place.Space(), ref)
		switch {
		case err != nil:
			b.finish(ctx, s, b.trouble(err, "source not found", o))
			return
		case src.Kind.Copy():
			b.finish(ctx, s, copyNote(src))
			return
		case src.Kind == corpus.KindFile:
			b.finish(ctx, s, Say(ToneRefused, "%s is a file of the machine that I run on. Who runs me can have it read again there.", sourceTitle(src)))
			return
		}
		rule, err := readRule(every, src.Kind)
		if err == nil && rule != "" {
			err = b.Importer.SetRule(ctx, o.Place.Space(), o.Person.ID, src.ID, rule)
		}
		if err != nil {
			b.finish(ctx, s, b.trouble(err, "rule not set", o))
			return
		}
		if rule != "" {
			b.titles.forget(o.Place.Space())
		}
		if rule == corpus.RuleNever {
			b.finish(ctx, s, Say(ToneDone, "%s is not read again by itself any more. /source refresh still does it by hand.", sourceTitle(src)))
			return
		}
		b.startJob(ctx, o, plan{kind: "refresh", rule: rule, parts: []part{{
			Import{Refresh: []string{src.ID}}, []JobItem{{Name: corpus.OneLine(sourceTitle(src)), SourceID: src.ID}},
		}}}, s)
	})
}

// copyNote says how a text is replaced that cannot be read again.
func copyNote(src corpus.SourceInfo) Note {
	what := map[corpus.Kind]string{
		corpus.KindText:       "a pasted text",
		corpus.KindAttachment: "an uploaded file",
		corpus.KindMessage:    "a message as it was",
	}[src.Kind]
	n := Say(ToneInfo, "%s is a copy of "+what+": there is nowhere to read it again. You can replace its text: paste the new one, or upload it with /source add and choose this source in the option “replaces”.",
		sourceTitle(src))
	n.Buttons = []Button{{ID: VerbReplace.ID(src.ID), Label: "Paste the new text"}}
	return n
}
