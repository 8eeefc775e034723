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
	Limits  Limits
}

// mostURLBytes is what browsers and caches agree to carry.
const mostURLBytes = 2048

// Web reads pages from the web. It keeps no connection open between pages and is
// safe for concurrent use.
type Web struct{ *fetcher }

// NewWeb makes a fetcher. It fails with a *corpus.Problem when an entry of
// AllowHosts is not a host.
func NewWeb(o WebOptions) (*Web, error) {
	g, err := newGuard("allow_hosts", o.AllowHosts)
	if err != nil {
		return nil, err
	}
	f := newFetcher(g, o.UserAgent, o.Timeout, o.Limits.withDefaults().PageBytes)
	f.accept = "text/html,application/xhtml+xml,text/plain;q=0.9,text/markdown;q=0.9,*/*;q=0.1"
	return &Web{f}, nil
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

func (w *Web) checkRedirect(req *http.Request, via []*http.Request) error {
	if err := w.check(req.URL); err != nil {
		return err
	}
	// A page out there must not choose what is read in the operator's network.
	if w.allowed(req.URL) && !w.allowed(via[len(via)-1].URL) {
		return errIntoLAN
	}
	return nil
}

func (w *Web) allowed(u *url.URL) bool {
	port, err := portOf(u)
	return err == nil && w.guard.allows(u.Hostname(), port)
}

// Read fetches one page and reads its main text. The location and key are the
// page's canonical address: the one that it was fetched from after redirects, or
// the one that it names itself on the same site. Only HTML, plain text and
// Markdown are read.
func (w *Web) Read(ctx context.Context, address string) (corpus.Reading, error) {
	name := quote(address)
	u, err := parseURL(address)
	if err == nil {
		name = plain(u)
		err = w.check(u)
	}
	if err != nil {
		return corpus.Reading{}, w.problem(name, err)
	}
	caller := ctx
	ctx, cancel := context.WithTimeout(ctx, w.timeout)
	defer cancel()
	page, end, err := w.fetch(ctx, u, w.checkRedirect)
	if end != nil {
		name = fmt.Sprintf("%s (which redirects to %s)", name, plain(end))
	}
	if err == nil && page.status != http.StatusOK {
		return corpus.Reading{}, statusProblem(name, page.status)
	}
	if err != nil {
		if caller.Err() != nil && !errors.Is(caller.Err(), context.DeadlineExceeded) {
			return corpus.Reading{}, fmt.Errorf("read page: %w", caller.Err())
		}
		return corpus.Reading{}, w.problem(name, err)
	}
	format, charset := formatOfType(page.contentType, u.Path)
	d, err := read(input{name: name, data: page.body, charset: charset, format: format, base: page.url.String()})
	if err != nil {
		return corpus.Reading{}, err
	}
	d.URL = cmp.Or(d.URL, normalURL(page.url))
	d.Key = d.URL
	if d.MediaType != "text/plain" {
		d.Title = cmp.Or(d.Title, d.URL)
	}
	return corpus.Reading{Kind: corpus.KindPage, Location: d.URL, Shown: address, Draft: d}, nil
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
func statusProblem(name string, status int) error {
	cause := fmt.Errorf("status %d", status)
	switch {
	case status == http.StatusNotFound, status == http.StatusGone:
		return missing(cause, "%s: there is no such page: check the address.", name)
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusPaymentRequired:
		return invalid(cause, "%s: the site does not show this page without signing in, or not to programs: save the text as a file and add that.", name)
	case status == http.StatusTooManyRequests:
		return unavailable(cause, "%s: the site asks for fewer requests: try again later.", name)
	case status >= 500:
		return unavailable(cause, "%s: the site has a fault of its own (status %d): try again later.", name, status)
	}
	return unavailable(cause, "%s: the site did not give the page (status %d): check the address.", name, status)
}

// problem is the sentence about a page that could not be fetched. It says
// nothing about what a name resolved to.
func (w *Web) problem(name string, err error) error {
	var bad *urlError
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &bad):
		return invalid(err, "%s cannot be read: %s.", name, bad.why)
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedPort),
		errors.Is(err, ssrf.ErrProhibitedNetwork), errors.Is(err, ssrf.ErrInvalidHostPort):
		return invalid(err, "%s points into a private network, which is not read: %s.", name, allow("the host"))
	case errors.Is(err, errRedirects):
		return invalid(err, "%s redirects more than %d times: add the address where the page really is.", name, mostRedirects)
	case errors.Is(err, errIntoLAN):
		return invalid(err, "%s redirects to a host that must be named directly: add the address where the page really is.", name)
	case errors.Is(err, errTooBig):
		return invalid(err, "%s is larger than %s: save the part that is needed as a file and add that.", name, size(w.limit))
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
