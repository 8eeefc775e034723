package bot

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"footnote/corpus"
)

// statsDays is what /stats looks back on.
const statsDays = 30

// showStats is /stats.
func (b *Bot) showStats(_ context.Context, c Command) Response {
	return b.look(c.Origin, false, func(ctx context.Context) Screen {
		space, now := c.Place.Space(), b.Now()
		stats, err := b.Store.Stats(ctx, space, now.Add(-statsDays*24*time.Hour))
		if err != nil {
			return b.trouble(err, "figures not read", c.Origin)
		}
		spent, err := b.Store.Spend(ctx, space, b.day(), 0)
		if err != nil {
			return b.trouble(err, "budget not read", c.Origin)
		}
		s, err := b.settings.of(ctx, space)
		if err != nil {
			return b.trouble(err, "settings not read", c.Origin)
		}
		return StatsScreen{Days: statsDays, Stats: stats, Budget: Budget{Spent: spent, Limit: under(s.DailyTokens, b.Ceilings.DailyTokens)}}
	})
}

// gapsPage is how many gaps stand on a page: each has a button, and a row holds
// five.
const gapsPage = 5

// showGaps is /gaps.
func (b *Bot) showGaps(_ context.Context, c Command) Response {
	return b.look(c.Origin, false, func(ctx context.Context) Screen { return b.gapsScreen(ctx, c.Origin, "0") })
}

// pressGaps turns its pages.
func (b *Bot) pressGaps(_ context.Context, press Press) Response {
	return b.look(press.Origin, true, func(ctx context.Context) Screen {
		return b.gapsScreen(ctx, press.Origin, argument(press.CustomID, 0, 1))
	})
}

func (b *Bot) gapsScreen(ctx context.Context, o Origin, page string) Screen {
	all, err := b.Store.Gaps(ctx, o.Place.Space())
	if err != nil {
		return b.trouble(err, "gaps not read", o)
	}
	var shown []Gap
	for _, g := range all {
		if g.canBeShown() {
			g.Key = gapButton(g.Key)
			shown = append(shown, g)
		}
	}
	s := GapsScreen{Hidden: len(all) - len(shown)}
	var from, to int
	s.Page, s.Pages, from, to = pageOf(page, len(shown), gapsPage)
	s.Gaps = shown[from:to]
	return s
}

// canBeShown reports whether a gap may be seen by moderators: two people at least
// have asked it, and one of them publicly, in the words that are shown.
func (g Gap) canBeShown() bool { return g.People >= 2 && g.Question != "" }

// gapButton stands for the key of a gap in a custom_id: a key is made of a
// question's words, and may be longer than fits.
func gapButton(key string) string { return corpus.ContentHash(key)[:16] }

// dismissGap takes a gap off the list, until it is asked again.
func (b *Bot) dismissGap(_ context.Context, press Press) Response {
	button, page := chosen(press, 2), argument(press.CustomID, 1, 2)
	o := press.Origin
	return b.look(o, true, func(ctx context.Context) Screen {
		space := o.Place.Space()
		all, err := b.Store.Gaps(ctx, space)
		if err != nil {
			return b.trouble(err, "gaps not read", o)
		}
		for _, g := range all {
			if !g.canBeShown() || gapButton(g.Key) != button {
				continue
			}
			now := b.Now()
			if err := b.Store.CloseGap(ctx, space, g.Key, now); err != nil {
				return b.trouble(err, "gap not dismissed", o)
			}
			// Without its words: questions are forgotten some day, the audit is not.
			e := Entry{At: now, By: o.Person.ID, Action: "dismissed", What: fmt.Sprintf("a gap that was asked %s times", strconv.Itoa(g.Asked))}
			if err := b.Store.Record(ctx, space, e); err != nil {
				return b.trouble(err, "dismissed gap not recorded", o)
			}
		}
		// One that is gone already, or never was, is not there any more either.
		return b.gapsScreen(ctx, o, page)
	})
}
