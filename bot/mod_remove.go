package bot

import (
	"context"
	"time"

	"footnote/corpus"
)

// UndoTime is how long a removed source can be brought back.
const UndoTime = 15 * time.Minute

// sourceRemove is /source remove, which asks first.
func (b *Bot) sourceRemove(_ context.Context, c Command) Response {
	return b.look(c.Origin, false, func(ctx context.Context) Screen { return b.askRemoval(ctx, c.Origin, c.Options["source"]) })
}

// pressRemove does the same from a button.
func (b *Bot) pressRemove(_ context.Context, press Press) Response {
	return b.look(press.Origin, false, func(ctx context.Context) Screen {
		return b.askRemoval(ctx, press.Origin, chosen(press, 1))
	})
}

func (b *Bot) askRemoval(ctx context.Context, o Origin, ref string) Screen {
	src, err := b.sourceOf(ctx, o.Place.Space(), ref)
	if err != nil {
		if gone := b.removedScreen(ctx, o.Place.Space(), ref); gone != nil {
			return *gone
		}
		return b.trouble(err, "source not found", o)
	}
	n := Say(ToneInfo, "Remove %s? It is not quoted from then on. For 15 minutes it can be brought back, then it is deleted, and taken out of the answers that quoted it.",
		sourceTitle(src))
	if shared := b.sharing(ctx, o.Place.Space(), src.ID); len(shared) > 0 {
		n.Text += " Some of its text also stands in %s, and stays there."
		n.Names = append(n.Names, listed(shared))
	}
	n.Buttons = []Button{
		{ID: VerbRemoveReally.ID(src.ID), Label: "Remove", Danger: true},
		{ID: VerbCancel.ID(), Label: "Cancel"},
	}
	return n
}

// pressRemoveReally removes.
func (b *Bot) pressRemoveReally(_ context.Context, press Press) Response {
	id := chosen(press, 1)
	return b.look(press.Origin, true, func(ctx context.Context) Screen { return b.remove(ctx, press.Origin, id) })
}

func (b *Bot) remove(ctx context.Context, o Origin, id string) Screen {
	space := o.Place.Space()
	src, err := b.sourceOf(ctx, space, id)
	if err != nil {
		// Pressed twice, or by two people.
		if gone := b.removedScreen(ctx, space, id); gone != nil {
			return *gone
		}
		return b.trouble(err, "source not found", o)
	}
	until := b.Now().Add(UndoTime)
	if err := b.Remover.Withdraw(ctx, space, o.Person.ID, src.ID, until); err != nil {
		return b.trouble(err, "source not removed", o)
	}
	b.upkeep.sourcesChanged(space, []string{src.ID})
	return RemovedScreen{Title: sourceTitle(src), SourceID: src.ID, Until: until, Shared: b.sharing(ctx, space, src.ID)}
}

// sharing names the other sources that hold some of a source's text. Not to know
// them keeps nobody from removing it.
func (b *Bot) sharing(ctx context.Context, space corpus.Space, id string) (titles []string) {
	others, err := b.Library.Sharing(ctx, space, id)
	if err != nil {
		b.Log.Warn("sources with the same text not found", "space", space, "err", err)
	}
	for _, s := range others {
		titles = append(titles, sourceTitle(s))
	}
	return titles
}

// removedScreen shows a removed source that can be brought back; nil for none.
func (b *Bot) removedScreen(ctx context.Context, space corpus.Space, id string) *RemovedScreen {
	all, err := b.withdrawn(ctx, space)
	if err != nil {
		b.Log.Warn("removed sources not listed", "space", space, "err", err)
	}
	for _, w := range all {
		if w.ID == id {
			return &RemovedScreen{Title: w.Title, SourceID: w.ID, Until: w.Until, Shared: b.sharing(ctx, space, w.ID)}
		}
	}
	return nil
}

// pressUndo brings a removed source back.
func (b *Bot) pressUndo(_ context.Context, press Press) Response {
	id := chosen(press, 1)
	return b.look(press.Origin, false, func(ctx context.Context) Screen {
		space := press.Place.Space()
		if err := b.Remover.Restore(ctx, space, press.Person.ID, id); err != nil {
			src, notThere := b.sourceOf(ctx, space, id)
			switch {
			case notThere == nil && corpus.HasCode(err, corpus.CodeMissing):
				return Say(ToneInfo, "%s is not removed.", sourceTitle(src))
			case corpus.HasCode(err, corpus.CodeMissing):
				b.Log.Info("source not brought back", "space", space, "source", id, "err", err)
				return Say(ToneRefused, "This source cannot be brought back: its 15 minutes are over. Add it again.")
			}
			return b.trouble(err, "source not brought back", press.Origin)
		}
		b.upkeep.sourcesChanged(space, []string{id})
		title := id
		if src, err := b.Library.Source(ctx, space, id); err == nil {
			title = sourceTitle(src)
		}
		return Say(ToneDone, "%s is back, as it was.", title)
	})
}
