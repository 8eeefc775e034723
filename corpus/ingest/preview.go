package ingest

import (
	"context"
	"slices"

	"footnote/corpus"
)

// mostListed bounds what a preview looks at of a sitemap.
const mostListed = 10_000

// Preview says which pages a sitemap or a page of links would add to a space, at
// most so many, without those that are there already. AddURLs with Own adds them.
func (in *Ingester) Preview(ctx context.Context, space corpus.Space, address string, most int) (corpus.Listing, error) {
	name := withoutQuery(withoutPassword(address))
	if !webAddress(address) {
		return corpus.Listing{}, problem(corpus.CodeInvalid, "%q is no web address; one begins with https:// or http://.", name)
	}
	u, err := in.Store.Usage(ctx, space, "", "")
	if err != nil {
		return corpus.Listing{}, err
	}
	// What is there already must not crowd out what is not.
	c, err := in.fetch(ctx, space, corpus.Fetch{Address: address, Own: true, Pages: true, Most: min(most+u.Sources, max(most, mostListed))})
	if err != nil {
		return corpus.Listing{}, err
	}
	if c.Listing == nil || c.Listing.Kind != "" {
		return corpus.Listing{}, problem(corpus.CodeInvalid, "%s names no pages that could be added.", name)
	}
	l := *c.Listing
	addresses := make([]string, len(l.Items))
	for i, item := range l.Items {
		addresses[i] = item.URL
	}
	known, err := in.Store.KnownPages(ctx, space, addresses)
	if err != nil {
		return corpus.Listing{}, err
	}
	there := make(map[string]bool, len(known))
	for _, k := range known {
		there[k] = true
	}
	l.Items = slices.DeleteFunc(slices.Clone(l.Items), func(i corpus.Item) bool { return there[i.URL] })
	if over := len(l.Items) - most; over > 0 {
		l.Items, l.More = l.Items[:most:most], l.More+over
	}
	return l, nil
}
