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
	"strconv"
	"strings"
	"time"

	"code.dny.dev/ssrf"

	"footnote/corpus"
)

// WebOptions says how pages are fetched. The zero value is good.
type WebOptions struct {
	// AllowHosts are the hosts that may be read although they are not public, or
	// on another port than the web's: "host" (ports 80 and 443) or "host:port".
	AllowHosts []string
	// UserAgent is what the fetcher calls itself; "Footnote" by default.
	UserAgent string
	// Timeout bounds one page, redirects and all; 20 s by default.
	Timeout time.Duration
	// Pause is between two requests that nobody waits for, to one host that is not
	// in AllowHosts; 1 s by default.
	Pause  time.Duration
	Limits Limits
}

const (
	defaultPause = time.Second
	// mostPause bounds how long a site can ask us to pause between two requests.
	mostPause = 10 * time.Second
)

// mostURLBytes is what browsers and caches agree to carry.
const mostURLBytes = 2048

// Web reads what is on the web. It keeps no connection open between pages and is
// safe for concurrent use. There should be one for all who read the web, since it
// knows which host is being asked.
type Web struct {
	PDF *PDF // reads PDFs; nil refuses them. Set before use

	*fetcher
	hosts  *hosts
	robots *robotsCache
	pause  time.Duration
}

// NewWeb makes a fetcher. It fails with a *corpus.Problem when an entry of
// AllowHosts is not a host.
func NewWeb(o WebOptions) (*Web, error) {
	g, err := newGuard("allow_hosts", o.AllowHosts)
	if err != nil {
		return nil, err
	}
	limits := o.Limits.withDefaults()
	f := newFetcher(g, o.UserAgent, o.Timeout, limits.PageBytes)
	f.documents = limits.FileBytes
	f.accept = "text/html,application/xhtml+xml,text/plain;q=0.9,text/markdown;q=0.9,*/*;q=0.1"
	return &Web{fetcher: f, hosts: newHosts(), robots: newRobotsCache(), pause: cmp.Or(o.Pause, defaultPause)}, nil
}

// errIntoLAN is why a redirect is not followed.
var errIntoLAN = errors.New("redirect from the web to an allowed host")

// urlError is an address that is refused by how it is written.
type urlError struct{ why string }

func (e *urlError) Error() string { return e.why }

// check refuses addresses by how they are written; the guard judges where they
// lead.
func (w *Web) check(u *url.URL) error {
	switch u.Scheme {
	case "http", "https":
	default:
		return &urlError{"only addresses that begin with http:// or https:// can be read"}
	}
	if u.Hostname() == "" {
		return &urlError{"it has no host: write the whole address, such as https://example.org/news"}
	}
	if u.User != nil {
		return &urlError{"it carries a user name or password: remove the part before the @"}
	}
	port, err := portOf(u)
	if err != nil {
		return &urlError{"its port is not a number between 1 and 65535"}
	}
	if port != 80 && port != 443 && !w.guard.allows(u.Hostname(), port) {
		return &urlError{"only the web's own ports 80 and 443 are read: " + allow(net.JoinHostPort(u.Hostname(), strconv.Itoa(int(port))))}
	}
	return nil
}

// allow is the mend for a host that is not read.
func allow(host string) string {
	return "the operator can name " + host + " in allow_hosts, in the section [sources] of the config"
}

func portOf(u *url.URL) (uint16, error) {
	switch p := u.Port(); {
	case p != "":
		n, err := strconv.ParseUint(p, 10, 16)
		if err == nil && n == 0 {
			err = errors.New("port 0")
		}
		return uint16(n), err
	case u.Scheme == "https":
		return 443, nil
	}
	return 80, nil
}

// checkRedirect judges where a page sends to, by a redirect or by naming other pages.
func (w *Web) checkRedirect(from, to *url.URL) error {
	if err := w.check(to); err != nil {
		return err
	}
	// A page out there must not choose what is read in the operator's network.
	if w.allowed(to) && !w.allowed(from) {
		return errIntoLAN
	}
	return nil
}

func (w *Web) allowed(u *url.URL) bool {
	port, err := portOf(u)
	return err == nil && w.guard.allows(u.Hostname(), port)
}

// Fetch gets what is at an address. The location of what it gives is the
// canonical address: the one that it was fetched from after redirects, or the one
// that a page names itself on the same site. Where the server says that nothing
// has changed since f.Known, nothing is read. If a host asks to be left alone for
// some time, a *corpus.Later is in the error's chain.
//
// One host gets one request at a time, whoever asks through this Web; requests of
// our own (f.Own) also pause between two, unless the operator allowed the host by
// name.
func (w *Web) Fetch(ctx context.Context, f corpus.Fetch) (corpus.Content, error) {
	by, a := byPerson, ask{known: f.Known}
	switch {
	case f.Pages: // robots.txt decides, but somebody waits
		by, a.limit = byPreview, w.documents
	case f.Own:
		by = byUs
	}
	p, name, err := w.page(ctx, f.Address, by, a)
	switch {
	case err != nil:
		return corpus.Content{}, err
	case p.status == http.StatusNotModified:
		return corpus.Content{Unchanged: true}, nil
	}
	if f.Pages {
		l, err := w.pages(ctx, p, name, f)
		return corpus.Content{Listing: l}, err
	}
	p.validators.Digest = digest(p)
	if f.Known.Digest == p.validators.Digest {
		return corpus.Content{Unchanged: true}, nil
	}
	var text string
	if data, err := unzip(p.body, w.documents); err == nil && binaryKind(data) == "" {
		_, charset := formatOfType(p.contentType, p.url.Path)
		text, _ = decode(data, charset)
		if isSitemap(text) {
			return corpus.Content{}, invalid(nil, "%s is a sitemap, which has no text but names pages: add it with its pages (--pages, or the option pages).", name)
		}
		if feed := feedIn(text); feed != "" {
			l, err := w.feed(p, name, feed, f)
			return corpus.Content{Listing: l}, err
		}
	}
	r, err := w.read(ctx, p, name, f.Address)
	if err == nil && r.Draft.MediaType == "text/html" || errors.Is(err, errScriptOnly) || errors.Is(err, errNoText) {
		asked, _ := parseURL(f.Address) // it was fetched, so it is one
		if wall := wallProblem(name, text, r.Draft.Text, asked, p.url); wall != nil {
			err = wall
		}
	}
	if err != nil {
		return corpus.Content{}, err
	}
	return corpus.Content{Reading: &r}, nil
}

// Read fetches one page and reads its main text.
func (w *Web) Read(ctx context.Context, address string) (corpus.Reading, error) {
	c, err := w.Fetch(ctx, corpus.Fetch{Address: address})
	if err != nil {
		return corpus.Reading{}, err
	}
	if c.Reading == nil {
		return corpus.Reading{}, invalid(nil, "%s is not one text, but a list of several.", quote(address))
	}
	return *c.Reading, nil
}

// page gets what is at an address, and the name to call it by in sentences. The
// error is for people. The status is 200, or 304 if the ask allows for that.
func (w *Web) page(ctx context.Context, address string, by account, a ask) (page, string, error) {
	name := quote(address)
	u, err := parseURL(address)
	if err == nil {
		name = plain(u)
		err = w.check(u)
	}
	if err != nil {
		return page{}, name, w.problem(name, err)
	}
	a.url, a.check, a.turn = u, w.checkRedirect, w.turn(by)
	p, err := w.fetch(ctx, a)
	if p.url != u {
		name = fmt.Sprintf("%s (which redirects to %s)", name, plain(p.url))
	}
	switch {
	case err != nil && errors.Is(ctx.Err(), context.Canceled):
		return p, name, fmt.Errorf("fetch: %w", ctx.Err())
	case err != nil:
		return p, name, w.problem(name, err)
	case p.later > 0:
		w.hosts.shut(hostOf(p.url), p.later)
	}
	if p.status != http.StatusOK && p.status != http.StatusNotModified {
		return p, name, statusProblem(name, p.status, p.later)
	}
	return p, name, nil
}

// read makes a reading of a page.
func (w *Web) read(ctx context.Context, p page, name, address string) (corpus.Reading, error) {
	format, charset := formatOfType(p.contentType, p.url.Path)
	d, err := read(ctx, input{pdf: w.PDF, name: name, data: p.body, charset: charset, format: format, base: p.url.String()})
	if err != nil {
		return corpus.Reading{}, err
	}
	d.URL = cmp.Or(d.URL, normalURL(p.url))
	d.Key = d.URL
	if d.MediaType != "text/plain" {
		d.Title = cmp.Or(d.Title, d.URL)
	}
	return corpus.Reading{Kind: corpus.KindPage, Location: d.URL, Shown: address, Draft: d, Validators: p.validators}, nil
}

func parseURL(address string) (*url.URL, error) {
	if len(address) > mostURLBytes {
		return nil, &urlError{"it is longer than any address of the web"}
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil, &urlError{"it is not an address of the web, such as https://example.org/news"}
	}
	return u, nil
}

// plain writes an address without what may be a secret: a password, a token in
// its query.
func plain(u *url.URL) string {
	return quote((&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String())
}

// formatOfType is what a page is declared to be. The text itself has the last
// word: servers say text/html about anything, and text/plain about pages.
func formatOfType(contentType, path string) (format, string) {
	media, params, _ := mime.ParseMediaType(contentType)
	charset := params["charset"]
	switch {
	case media == "text/html", media == "application/xhtml+xml":
		return formatHTML, charset
	case media == "text/markdown", media == "text/plain" && formatOfPath(path) == formatMarkdown:
		return formatMarkdown, charset
	}
	return formatGuess, charset
}

// statusProblem is the sentence about a page that the server did not give.
func statusProblem(name string, status int, later time.Duration) error {
	cause, when := fmt.Errorf("status %d", status), "later"
	if later > 0 {
		cause, when = fmt.Errorf("status %d: %w", status, &corpus.Later{After: later}), "in "+span(later)
	}
	switch {
	case status == http.StatusNotFound, status == http.StatusGone:
		return missing(cause, "%s: there is no such page: check the address.", name)
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusPaymentRequired:
		return invalid(cause, "%s: the site does not show this page without signing in, or not to programs: save the text as a file and add that.", name)
	case status == http.StatusTooManyRequests:
		return unavailable(cause, "%s: the site asks for fewer requests: try again %s.", name, when)
	case status >= 500:
		return unavailable(cause, "%s: the site has a fault of its own (status %d): try again %s.", name, status, when)
	}
	return unavailable(cause, "%s: the site did not give the page (status %d): check the address.", name, status)
}

// problem is the sentence about a page that could not be fetched. It says
// nothing about what a name resolved to.
func (w *Web) problem(name string, err error) error {
	var bad *urlError
	var big *tooBigError
	var later *corpus.Later
	var unasked *robotsError
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	if errors.As(err, &unasked) && !errors.As(err, &later) && !errors.As(err, &dns) && !isTimeout(err) && !errors.Is(err, ssrf.ErrProhibitedIP) {
		return unavailable(err, "%s: the site's robots.txt, which says what programs may read, could not be had: try again later.", name)
	}
	switch {
	case errors.As(err, &bad):
		return invalid(err, "%s cannot be read: %s.", name, bad.why)
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedPort),
		errors.Is(err, ssrf.ErrProhibitedNetwork), errors.Is(err, ssrf.ErrInvalidHostPort):
		return invalid(err, "%s points into a private network, which is not read: %s.", name, allow("the host"))
	case errors.Is(err, errRobots):
		return invalid(err, "%s is not read by Footnote by itself, since the site's robots.txt asks programs not to: it is read when somebody names it, to add or refresh it.", name)
	case errors.Is(err, errRedirects):
		return invalid(err, "%s redirects more than %d times: add the address where the page really is.", name, mostRedirects)
	case errors.Is(err, errIntoLAN):
		return invalid(err, "%s redirects to a host that must be named directly: add the address where the page really is.", name)
	case errors.As(err, &big):
		return invalid(err, "%s is larger than %s: save the part that is needed as a file and add that.", name, size(big.limit))
	case errors.Is(err, errCrowded):
		return unavailable(err, "%s has to wait for too many other pages of its site: try again later.", name)
	case errors.As(err, &later):
		return unavailable(err, "%s: the site asked to be left alone: try again in %s.", name, span(later.After))
	case errors.Is(err, errEncoding):
		return invalid(err, "%s comes compressed in a way that Footnote does not know: save the text as a file and add that.", name)
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		return unavailable(err, "%s did not answer in full within %v: try again later.", name, w.timeout)
	case errors.As(err, &dns):
		return unavailable(err, "%s: there is no host of that name, or no name server: check the address and the connection.", name)
	case errors.As(err, &certificate), errors.As(err, &unknown):
		return unavailable(err, "%s: the site's certificate is not valid, so it may be another's: tell the site's owner.", name)
	}
	return unavailable(err, "%s could not be fetched, the connection failed: check the address and try again.", name)
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}
