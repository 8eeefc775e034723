package source

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"code.dny.dev/ssrf"

	"footnote/corpus"
)

// AttachmentOptions says how the attachments of a chat are fetched. Hosts is
// required.
type AttachmentOptions struct {
	// Hosts are the only ones that are asked: "host" (ports 80 and 443) or
	// "host:port". They may stand on a private address and speak http.
	Hosts []string
	// UserAgent is what the fetcher calls itself; "Footnote" by default.
	UserAgent string
	// Timeout bounds one attachment, redirects and all; 20 s by default.
	Timeout time.Duration
	Limits  Limits // FileBytes holds
}

// Attachments reads files that were sent in a chat, from the hosts where the chat
// keeps them. It is not for addresses that a person typed: Web is. It is safe for
// concurrent use.
//
// The address of an attachment is signed in its query, so whoever has it can
// fetch the file: no error shows it.
type Attachments struct {
	PDF *PDF // reads PDFs; nil refuses them. Set before use

	*fetcher
}

// NewAttachments makes a reader of attachments. It fails with a *corpus.Problem
// when an entry of Hosts is not a host.
func NewAttachments(o AttachmentOptions) (*Attachments, error) {
	g, err := newGuard("attachment_hosts", o.Hosts)
	if err != nil {
		return nil, err
	}
	g.only = true
	return &Attachments{fetcher: newFetcher(g, o.UserAgent, o.Timeout, o.Limits.withDefaults().FileBytes)}, nil
}

// Look fetches one attachment, and says what it is: the text of a file, or the
// files of a zip archive.
func (at *Attachments) Look(ctx context.Context, a corpus.Attachment) (corpus.Content, error) {
	p, err := at.load(ctx, a)
	if err != nil {
		return corpus.Content{}, err
	}
	if name := corpus.FileName(a.Name); isArchive(name, p.body) {
		z := &zipFile{name: name, limits: zipLimitsOf(at.limit), read: at.text, data: p.body}
		list := &corpus.Listing{Kind: corpus.KindAttachment, Location: corpus.ContentHash(string(p.body)), Shown: name, Title: name}
		if err := z.listInto(ctx, list, ""); err != nil {
			return corpus.Content{}, err
		}
		return corpus.Content{Listing: list}, nil
	}
	r, err := at.reading(ctx, a, p)
	if err != nil {
		return corpus.Content{}, err
	}
	return corpus.Content{Reading: &r}, nil
}

// Read fetches one attachment that is no archive, and reads it as Local reads a
// file of that name. Its identity is its content, so the same file sent twice is
// the same source. It has no link to cite: the one that it was fetched by expires.
func (at *Attachments) Read(ctx context.Context, a corpus.Attachment) (corpus.Reading, error) {
	p, err := at.load(ctx, a)
	if err != nil {
		return corpus.Reading{}, err
	}
	return at.reading(ctx, a, p)
}

func (at *Attachments) reading(ctx context.Context, a corpus.Attachment, p page) (corpus.Reading, error) {
	name := corpus.FileName(a.Name)
	_, params, _ := mime.ParseMediaType(p.contentType)
	d, err := at.text(ctx, input{name: name, data: p.body, charset: params["charset"], format: formatOfAttachment(a)})
	if err != nil {
		return corpus.Reading{}, err
	}
	d.Key, d.URL = corpus.ContentHash(string(p.body)), ""
	if d.MediaType != "text/plain" {
		// Plain text may say its title in its first line, which is for Clean to see.
		d.Title = cmp.Or(d.Title, titleOfPath(name))
	}
	return corpus.Reading{Kind: corpus.KindAttachment, Location: d.Key, Shown: name, Draft: d}, nil
}

// text reads the bytes of an attachment, or of a file in one.
func (at *Attachments) text(ctx context.Context, in input) (corpus.Draft, error) {
	in.pdf = at.PDF
	return read(ctx, in)
}

// load fetches an attachment.
func (at *Attachments) load(ctx context.Context, a corpus.Attachment) (page, error) {
	name := corpus.FileName(a.Name)
	if a.Size > at.limit {
		return page{}, invalid(nil, "%s has %s, and at most %s are read: split it, or add only the part that is needed.",
			name, sizeUp(a.Size), size(at.limit))
	}
	u, err := url.Parse(a.URL)
	if err != nil {
		return page{}, at.problem(name, &urlError{"its address is broken"})
	}
	if err := at.check(u); err != nil {
		return page{}, at.problem(name, err)
	}
	caller := ctx
	ctx, cancel := context.WithTimeout(ctx, at.timeout)
	defer cancel()
	p, err := at.fetch(ctx, ask{url: u, check: func(_, to *url.URL) error { return at.check(to) }})
	switch {
	case err != nil && caller.Err() != nil && !errors.Is(caller.Err(), context.DeadlineExceeded):
		return page{}, fmt.Errorf("read attachment: %w", caller.Err())
	case err != nil:
		return page{}, at.problem(name, err)
	case p.status != http.StatusOK:
		return page{}, attachmentStatus(name, p.status)
	}
	return p, nil
}

// formatOfAttachment goes by the name of the file; where that says nothing, by
// the type that is claimed.
func formatOfAttachment(a corpus.Attachment) format {
	if f := formats[strings.ToLower(path.Ext(strings.TrimSpace(a.Name)))]; f != formatGuess {
		return f
	}
	f, _ := formatOfType(a.MediaType, "")
	return f
}

// check refuses whatever is not on one of the hosts, before anything is asked.
func (at *Attachments) check(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return &urlError{"its address is not of the web"}
	}
	port, err := portOf(u)
	if err != nil || u.User != nil {
		return &urlError{"its address is broken"}
	}
	if !at.guard.allows(u.Hostname(), port) {
		return fmt.Errorf("%w: %s", errNotAllowed, quote(u.Host))
	}
	return nil
}

func attachmentStatus(name string, status int) error {
	cause := fmt.Errorf("status %d", status)
	switch {
	case status == http.StatusNotFound, status == http.StatusGone, status == http.StatusForbidden, status == http.StatusUnauthorized:
		return missing(cause, "%s cannot be fetched any more: its link has expired, or it was deleted. Upload it again.", name)
	case status == http.StatusTooManyRequests:
		return unavailable(cause, "%s: its host asks for fewer requests: try again later.", name)
	}
	return unavailable(cause, "%s: its host did not give it (status %d): try again later.", name, status)
}

// problem is the sentence about an attachment that could not be fetched.
func (at *Attachments) problem(name string, err error) error {
	var bad *urlError
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &bad):
		return invalid(err, "%s cannot be fetched: %s.", name, bad.why)
	case errors.Is(err, errNotAllowed), errors.Is(err, ssrf.ErrProhibitedIP):
		return invalid(err, "%s is not fetched, since it is not where attachments are kept: the operator can name its host in attachment_hosts, in the section [discord] of the config.", name)
	case errors.Is(err, errRedirects):
		return unavailable(err, "%s: its host sends from one place to the next: try again later.", name)
	case errors.Is(err, errTooBig):
		return tooBig(name, at.limit)
	case errors.Is(err, errEncoding):
		return invalid(err, "%s comes compressed in a way that Footnote does not know: upload it as plain text.", name)
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		return unavailable(err, "%s did not arrive in full within %v: try again later.", name, at.timeout)
	case errors.As(err, &dns):
		return unavailable(err, "%s: the host of attachments was not found: the operator should check the connection.", name)
	case errors.As(err, &certificate), errors.As(err, &unknown):
		return unavailable(err, "%s: the certificate of its host is not valid, so it was not fetched.", name)
	}
	return unavailable(err, "%s could not be fetched, the connection failed: try again.", name)
}

// sizeUp writes the size of a thing for people, rounded up, so that it never
// looks as if it were within the limit.
func sizeUp(n int64) string {
	switch {
	case n > 1<<20:
		return size((n + 1<<20 - 1) &^ (1<<20 - 1))
	case n > 1<<10:
		return size((n + 1<<10 - 1) &^ (1<<10 - 1))
	}
	return size(n)
}
