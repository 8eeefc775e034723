package ingest

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"footnote/corpus"
)

// Refresh reads pages again, on behalf of by, and reports each to obs as an
// import does: its article keeps its id, and is updated when the text changed.
// Sources are named by their ids. It is a door for anybody: a file is refused,
// whatever the store says of it, and so is a copy, which cannot be read again.
// What cannot be read any more keeps its text, and is stale.
func (in *Ingester) Refresh(ctx context.Context, space corpus.Space, by string, sourceIDs []string, obs Observer) error {
	return in.refresh(ctx, space, by, sourceIDs, false, obs, in.byID, func(src corpus.SourceInfo) place {
		return place{err: problem(corpus.CodeInvalid,
			"%s is a file of the machine that Footnote runs on, and is read again only there, with: footnote refresh", called(src))}
	})
}

// RefreshLocal is Refresh for who runs Footnote on the machine: it reads files
// again too, and takes whatever Remove takes for the name of a source.
func (in *Ingester) RefreshLocal(ctx context.Context, space corpus.Space, by string, refs []string, obs Observer) error {
	return in.refresh(ctx, space, by, refs, false, obs, in.find, in.file)
}

// RefreshScheduled is RefreshLocal on the account of a timer: nobody asked for
// these very sources just now, so robots.txt decides.
func (in *Ingester) RefreshScheduled(ctx context.Context, space corpus.Space, by string, refs []string, obs Observer) error {
	return in.refresh(ctx, space, by, refs, true, obs, in.find, in.file)
}

type finder func(ctx context.Context, space corpus.Space, ref string) (corpus.SourceInfo, error)

func (in *Ingester) refresh(ctx context.Context, space corpus.Space, by string, refs []string, own bool, obs Observer, find finder, file func(corpus.SourceInfo) place) error {
	var places []place
	var seen []string
	for _, ref := range refs {
		src, err := find(ctx, space, ref)
		if ctx.Err() != nil {
			return stopped(ctx.Err(), 0, 0)
		}
		if err != nil {
			places = append(places, place{name: withoutPassword(ref), err: err})
			continue
		}
		if slices.Contains(seen, src.ID) {
			continue
		}
		seen = append(seen, src.ID)
		p := in.again(src, file, own)
		if p.err == nil {
			if in.flight.enter(space, src.ID) {
				defer in.flight.leave(space, src.ID)
			} else {
				p.refs = nil
				p.err = problem(corpus.CodeBusy, "%s is being read again just now.", called(src))
			}
		}
		places = append(places, p)
	}
	j := in.job(space, by, obs, refreshing, false)
	j.own = own
	return j.run(ctx, places)
}

// again is the place of a source that is read again. own says that nobody asked for
// it just now.
func (in *Ingester) again(src corpus.SourceInfo, file func(corpus.SourceInfo) place, own bool) place {
	var p place
	switch src.Kind {
	case corpus.KindPage, corpus.KindFeed:
		p = in.page(src, own)
	case corpus.KindFile:
		p = file(src)
	default:
		p.err = problem(corpus.CodeInvalid, "%s is a copy, which cannot be read again: add it anew, or replace it.", called(src))
	}
	p.as = &src
	p.name = cmp.Or(p.name, withoutPassword(cmp.Or(src.URL, src.Shown)))
	return p
}

// page reads the page or the feed of a source again, by the address that it was
// added by, if it has changed.
func (in *Ingester) page(src corpus.SourceInfo, own bool) place {
	address := src.Shown
	if !webAddress(address) {
		address = src.Location
	}
	p := place{name: withoutPassword(address), refs: []string{src.ID}, web: true}
	if !webAddress(address) || !webAddress(src.Location) {
		p.refs = nil
		p.err = problem(corpus.CodeInvalid, "%s has no web address and cannot be read again: remove it, and add the page.", called(src))
		return p
	}
	p.read = func(ctx context.Context) (corpus.Content, error) {
		known := src.Validators
		if !own && src.Kind == corpus.KindFeed {
			items, err := in.Store.Items(ctx, src.Space, src.ID)
			if err != nil {
				return corpus.Content{}, err
			}
			if slices.ContainsFunc(items, func(k corpus.KnownItem) bool { return k.Failures > 0 }) {
				known = corpus.Validators{} // there is something to try, though the feed has not changed
			}
		}
		c, err := in.fetch(ctx, src.Space, corpus.Fetch{Address: address, Known: known, Own: own})
		if err != nil || c.Reading == nil || src.Kind != corpus.KindPage {
			return c, err
		}
		r := *c.Reading
		// A site that sends visitors of a story that is gone to its front page must
		// not make that the story.
		if !samePage(r.Location, src.Location) {
			return corpus.Content{}, problem(corpus.CodeInvalid, "%s leads to another page now, %s: add that one if it is meant, and remove this source.",
				p.said(), withoutQuery(r.Location))
		}
		return belonging(r, src), nil
	}
	return p
}

// samePage reports whether two addresses name one page: they may differ in the
// scheme, in www, and in a slash at the end.
func samePage(a, b string) bool {
	u, err := url.Parse(a)
	v, err2 := url.Parse(b)
	if err != nil || err2 != nil {
		return a == b
	}
	host := func(u *url.URL) string { return strings.TrimPrefix(strings.ToLower(u.Host), "www.") }
	path := func(u *url.URL) string { return strings.TrimSuffix(u.EscapedPath(), "/") }
	return host(u) == host(v) && path(u) == path(v) && u.RawQuery == v.RawQuery
}

// file reads the file of a source again.
func (in *Ingester) file(src corpus.SourceInfo) place {
	return place{name: src.Shown, refs: []string{src.ID}, read: func(ctx context.Context) (corpus.Content, error) {
		c, err := in.Local.Look(ctx, src.Location)
		if err != nil {
			return c, err
		}
		var location string
		switch {
		case c.Reading != nil:
			location = c.Reading.Location
		case c.Listing != nil:
			location = c.Listing.Location
		}
		if location != src.Location {
			return c, problem(corpus.CodeInvalid, "%s is a link to another file now: add that one if it is meant, and remove this source.", src.Location)
		}
		if c.Reading == nil {
			return c, nil
		}
		r := *c.Reading
		r.Draft.URL = src.Shown
		return belonging(r, src), nil
	}}
}

// belonging gives a reading the identity of a source, and of its one article,
// whose key is the source's location.
func belonging(r corpus.Reading, src corpus.SourceInfo) corpus.Content {
	r.Kind, r.Location, r.Draft.Key = src.Kind, src.Location, src.Location
	if src.Kind == corpus.KindPage || src.Kind == corpus.KindFile {
		r.Shown = src.Shown
	}
	return corpus.Content{Reading: &r}
}

// byID finds a source by its id and by nothing else: who may be anybody must not
// ask for paths.
func (in *Ingester) byID(ctx context.Context, space corpus.Space, id string) (corpus.SourceInfo, error) {
	src, err := in.Store.Source(ctx, space, id)
	if err == nil && src.ID != id || corpus.HasCode(err, corpus.CodeMissing) {
		return corpus.SourceInfo{}, problem(corpus.CodeMissing, "There is no such source here; it may have been removed.")
	}
	return src, err
}

// called is what a source is called in a sentence.
func called(src corpus.SourceInfo) string {
	if src.Title == "" {
		return "This source"
	}
	return "“" + src.Title + "”"
}
