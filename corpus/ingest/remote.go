package ingest

import (
	"context"
	"net/url"

	"footnote/corpus"
)

// The doors for anybody. A link is read over the web, an attachment from the
// chat's own hosts, and a text is handed over. What they are given is never
// taken for a path, not even to see whether there is such a file. The writer lock
// is held for each article while it is stored, not while it is fetched.

// Adding says how web pages and feeds are added.
type Adding struct {
	// Refresh is how often they are read again; "" is the default of the kind, or, for
	// a source that is there already, the rule that it has.
	Refresh corpus.Rule
	// Own says that nobody named these very addresses: they come out of a preview.
	// Then robots.txt decides.
	Own bool
}

// AddURLs adds web pages and feeds, on behalf of by. Only http and https addresses
// are read.
func (in *Ingester) AddURLs(ctx context.Context, space corpus.Space, by string, urls []string, o Adding, obs Observer) error {
	var places []place
	for _, address := range urls {
		p := place{name: withoutPassword(address), rule: o.Refresh, web: true}
		if webAddress(address) {
			p.refs = []string{address}
			p.read = func(ctx context.Context) (corpus.Content, error) {
				if err := in.sourceRoom(ctx, space, address); err != nil {
					return corpus.Content{}, err
				}
				c, err := in.fetch(ctx, space, corpus.Fetch{Address: address, Own: o.Own})
				if err == nil {
					err = fits(o.Refresh, c)
				}
				return c, err
			}
		} else {
			p.err = problem(corpus.CodeInvalid, "%q is no web address; one begins with https:// or http://.", p.name)
		}
		places = append(places, p)
	}
	return in.job(space, by, obs, adding, false).run(ctx, places)
}

// AddAttachments fetches files that were sent in a chat and adds them, on behalf
// of by.
func (in *Ingester) AddAttachments(ctx context.Context, space corpus.Space, by string, attachments []corpus.Attachment, obs Observer) error {
	var places []place
	for _, a := range attachments {
		places = append(places, in.attachment(a))
	}
	return in.job(space, by, obs, adding, false).run(ctx, places)
}

func (in *Ingester) attachment(a corpus.Attachment) place {
	return place{name: corpus.FileName(a.Name), read: func(ctx context.Context) (corpus.Content, error) {
		return in.Attachments.Look(ctx, a)
	}}
}

// AddReading adds a text that was handed over, on behalf of by: see
// corpus.Pasted, corpus.Posted. What is no such copy is refused, since a source
// that says it is a file would be read by RefreshLocal.
func (in *Ingester) AddReading(ctx context.Context, space corpus.Space, by string, r corpus.Reading, obs Observer) error {
	return in.job(space, by, obs, adding, false).run(ctx, []place{in.reading(r)})
}

func (in *Ingester) reading(r corpus.Reading) place {
	p := place{name: r.Shown}
	if !r.Kind.Copy() {
		p.err = problem(corpus.CodeInvalid, "%s is no text that was handed over.", p.name)
		return p
	}
	p.read = func(context.Context) (corpus.Content, error) {
		if r.Draft.Language == "" && in.Language != nil {
			r.Draft.Language = in.Language(r.Draft.Text)
		}
		return corpus.Content{Reading: &r}, nil
	}
	return p
}

// webAddress reports whether a text is the address of something on the web.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// withoutPassword is an address as it may be reported.
func withoutPassword(address string) string {
	if u, err := url.Parse(address); err == nil && u.User != nil {
		return u.Redacted()
	}
	return address
}

// said is the name of a place in sentences, which are logged too.
func (p place) said() string { return withoutQuery(p.name) }

// withoutQuery is the name of a place as it may be logged: the query of an
// address may hold a token.
func withoutQuery(name string) string {
	if u, err := url.Parse(name); err == nil && u.Host != "" && u.RawQuery != "" {
		u.RawQuery = ""
		return u.String()
	}
	return name
}
