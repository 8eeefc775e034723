package source

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"footnote/corpus"
)

const (
	// mostPages bounds a list of pages where the caller does not.
	mostPages = 1000
	// mostSubmaps bounds how many sitemaps of an index are read.
	mostSubmaps = 10
	// mostMatches bounds how often a rule of a robots.txt is compared with an address
	// of a list, which is a second or two: both may be very many.
	mostMatches = 20_000_000
)

// pages lists the pages that a place names: a sitemap, a feed, or the links of a
// page. Asked for a whole site by its bare address, a sitemap that its robots.txt
// names goes before the links of its front page, since it is the site's own word.
func (w *Web) pages(ctx context.Context, p page, name string, f corpus.Fetch) (*corpus.Listing, error) {
	data, err := unzip(p.body, w.documents)
	if err != nil {
		return nil, w.problem(name, err)
	}
	l := &corpus.Listing{Location: normalURL(p.url), Shown: f.Address, Title: p.url.Hostname(), Validators: p.validators}
	var text string
	if binaryKind(data) == "" {
		_, charset := formatOfType(p.contentType, p.url.Path)
		if text, err = decode(data, charset); err != nil {
			text = ""
		}
	}
	var list []location
	if s, ok, err := parseSitemap(text); ok {
		if err != nil {
			return nil, invalid(err, "%s is a sitemap that is broken, so that its pages cannot be read: tell the site's owner.", name)
		}
		if list, l.More, err = w.sitemapPages(ctx, p.url, s); err != nil {
			return nil, err
		}
	} else if feed := feedIn(text); feed != "" {
		parsed, err := w.feed(p, name, feed, corpus.Fetch{Address: f.Address})
		if err != nil {
			return nil, err
		}
		l.Title = parsed.Title
		for _, i := range parsed.Items {
			list = append(list, location{address: i.URL, title: i.Title, published: i.Published})
		}
	} else if bareRoot(p.url) {
		list, l.More = w.siteMap(ctx, p.url)
	}
	if len(list) == 0 && strings.Contains(text, "<") {
		if doc, err := parsePage(text); err == nil {
			if t := pageMeta(doc, p.url).title; t != "" {
				l.Title = t
			}
			for _, link := range pageLinks(doc, p.url) {
				list = append(list, location{address: link.url.String(), title: link.title})
			}
		}
	}
	w.fill(ctx, l, p.url, list, f.Most)
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("list pages: %w", ctx.Err())
	case len(l.Items) == 0:
		return nil, invalid(nil, "%s names no pages of its own site that may be read: add it without its pages, or the pages one by one.", name)
	}
	return l, nil
}

// sitemapPages are the pages of a sitemap, the newest first; of an index, those of
// its newest sitemaps. more counts the sitemaps that were not read, each of which
// has a page at least.
func (w *Web) sitemapPages(ctx context.Context, at *url.URL, s sitemap) (list []location, more int, err error) {
	list = s.pages
	newest(s.maps)
	read := 0
	for i, m := range s.maps {
		if read == mostSubmaps || len(list) >= mostLocations {
			more = len(s.maps) - i
			break
		}
		u, perr := at.Parse(m.address)
		if perr != nil || !sameSite(u, at) || w.checkRedirect(at, u) != nil {
			continue
		}
		read++
		p, name, ferr := w.page(ctx, u.String(), byPreview, ask{limit: w.documents})
		if ferr == nil {
			var data []byte
			if data, ferr = unzip(p.body, w.documents); ferr == nil {
				if text, derr := decode(data, ""); derr == nil {
					sub, _, _ := parseSitemap(text)
					list = append(list, sub.pages...)
				}
			} else {
				ferr = w.problem(name, ferr)
			}
		}
		if ctx.Err() != nil {
			return nil, 0, ferr
		}
		if ferr != nil && err == nil {
			err = ferr
		}
	}
	newest(list)
	if len(list) > 0 {
		err = nil // what could be read will do
	}
	return list, more, err
}

// siteMap are the pages of the sitemaps that a site's robots.txt names.
func (w *Web) siteMap(ctx context.Context, at *url.URL) (list []location, more int) {
	r, err := w.robotsOf(ctx, at)
	if err != nil || len(r.sitemaps) == 0 {
		return nil, 0
	}
	var s sitemap
	for _, address := range r.sitemaps {
		u, err := at.Parse(address)
		if err != nil || !sameSite(u, at) || w.checkRedirect(at, u) != nil {
			continue
		}
		p, _, err := w.page(ctx, u.String(), byPreview, ask{limit: w.documents})
		if err != nil {
			continue
		}
		if data, err := unzip(p.body, w.documents); err == nil {
			if text, err := decode(data, ""); err == nil {
				one, _, _ := parseSitemap(text)
				s.pages, s.maps = append(s.pages, one.pages...), append(s.maps, one.maps...)
			}
		}
		if len(s.pages) >= mostLocations || ctx.Err() != nil {
			break
		}
	}
	list, more, _ = w.sitemapPages(ctx, at, s)
	return list, more
}

// fill makes items of those addresses that may be read: of the same site, each
// once, and not what robots.txt disallows.
func (w *Web) fill(ctx context.Context, l *corpus.Listing, at *url.URL, list []location, most int) {
	if most <= 0 {
		most = mostPages
	}
	rules, err := w.robotsOf(ctx, at)
	if err != nil {
		rules = &robots{} // it is asked again for each page
	}
	seen := map[string]bool{l.Location: true}
	matches := 0
	for i, one := range list {
		if matches += len(rules.rules); matches > mostMatches || ctx.Err() != nil {
			l.More += len(list) - i
			return
		}
		u, err := at.Parse(strings.TrimSpace(one.address))
		if err != nil || len(one.address) > mostURLBytes || !sameSite(u, at) {
			continue
		}
		address := w.link(at, at, []string{u.String()})
		if address == "" || seen[address] || strings.EqualFold(u.Host, at.Host) && !rules.allows(u.RequestURI()) {
			continue
		}
		seen[address] = true
		if len(l.Items) == most {
			l.More++
			continue
		}
		i := corpus.Item{Key: address, URL: address, Title: one.title, Published: one.published}
		if !one.modified.IsZero() {
			i.Version = one.modified.UTC().Format("20060102T150405")
		}
		l.Items = append(l.Items, i)
	}
}
