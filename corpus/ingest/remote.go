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

// AddURLs adds web pages, on behalf of by. Only http and https addresses are
// read.
func (in *Ingester) AddURLs(ctx context.Context, space corpus.Space, by string, urls []string, obs Observer) error {
	var places []place
	for _, address := range urls {
		p := place{name: withoutPassword(address)}
		if webAddress(address) {
			p.refs = []string{address}
			p.read = func(ctx context.Context) (corpus.Reading, error) { return in.Web.Read(ctx, address) }
		} else {
			p.err = problem(corpus.CodeInvalid, "%q is no web address; one begins with https:// or http://.", p.name)
		}
		places = append(places, p)
	}
	return in.add(ctx, space, by, places, obs, adding, false)
}

// AddAttachments fetches files that were sent in a chat and adds them, on behalf
// of by.
func (in *Ingester) AddAttachments(ctx context.Context, space corpus.Space, by string, attachments []corpus.Attachment, obs Observer) error {
	var places []place
	for _, a := range attachments {
		places = append(places, in.attachment(a))
	}
	return in.add(ctx, space, by, places, obs, adding, false)
}

func (in *Ingester) attachment(a corpus.Attachment) place {
	return place{name: corpus.FileName(a.Name), read: func(ctx context.Context) (corpus.Reading, error) {
		return in.Attachments.Read(ctx, a)
	}}
}

// AddReading adds a text that was handed over, on behalf of by: see
// corpus.Pasted, corpus.Posted. What is no such copy is refused, since a source
// that says it is a file would be read by RefreshLocal.
func (in *Ingester) AddReading(ctx context.Context, space corpus.Space, by string, r corpus.Reading, obs Observer) error {
	return in.add(ctx, space, by, []place{in.reading(r)}, obs, adding, false)
}

func (in *Ingester) reading(r corpus.Reading) place {
	p := place{name: r.Shown}
	if !r.Kind.Copy() {
		p.err = problem(corpus.CodeInvalid, "%s is no text that was handed over.", p.name)
		return p
	}
	p.read = func(context.Context) (corpus.Reading, error) {
		if r.Draft.Language == "" && in.Language != nil {
			r.Draft.Language = in.Language(r.Draft.Text)
		}
		return r, nil
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

// withoutQuery is the name of a place as it may be logged: the query of an
// address may hold a token.
func withoutQuery(name string) string {
	if u, err := url.Parse(name); err == nil && u.Host != "" && u.RawQuery != "" {
		u.RawQuery = ""
		return u.String()
	}
	return name
}
