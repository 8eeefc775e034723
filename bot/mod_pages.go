package bot

import (
	"cmp"
	"context"

	"footnote/corpus"
)

// maxPages is how many pages of a sitemap or an index page are added at once. Done
// again, the next ones are: those that are here already are not listed.
const maxPages = 50

// addPages is /source add with the option pages: it shows what would be added, and
// asks.
func (b *Bot) addPages(c Command, link string, rule corpus.Rule, replaces string) Response {
	if link == "" {
		return refuse("Give me the link of a sitemap, or of a page that links to the pages.")
	}
	if no := linkFault(link); no != nil {
		return Response{Show: *no, Private: true}
	}
	switch {
	case len(c.Attachments) > 0:
		return refuse("With “pages” there are no files: add them in a second step.")
	case replaces != "":
		return refuse("Pages of a site replace nothing: leave out “replaces”, or “pages”.")
	case rule == corpus.RuleFeed:
		return refuse("Only a feed is read again as often as the feed says. Choose another rule for pages.")
	}
	return b.look(c.Origin, false, func(ctx context.Context) Screen {
		listing, err := b.Importer.Preview(ctx, c.Place.Space(), link, maxPages)
		if err != nil {
			return b.trouble(err, "pages not listed", c.Origin)
		}
		if len(listing.Items) == 0 {
			return Say(ToneInfo, "%s names no pages that are not here already.", shownLink(link))
		}
		s := PreviewScreen{Title: listing.Title, Link: shownLink(link), More: listing.More, Limit: maxPages, Rule: rule}
		var all part
		for _, i := range listing.Items[:min(len(listing.Items), maxPages)] {
			all.what.URLs = append(all.what.URLs, i.URL)
			all.items = append(all.items, JobItem{Name: cmp.Or(corpus.OneLine(i.Title), shownLink(i.URL))})
			s.Pages = append(s.Pages, PreviewPage{i.Title, shownLink(i.URL)})
		}
		s.More += len(listing.Items) - len(s.Pages)
		all.what.Rule, all.what.Found = rule, true
		s.Pending = b.pending.put(c.Origin, plan{kind: "add", parts: []part{all}})
		return s
	})
}
