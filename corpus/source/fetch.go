package source

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

const (
	defaultTimeout = 20 * time.Second
	mostRedirects  = 5
	headerBytes    = 64 << 10 // of a response
)

// fetcher gets one thing over HTTP, within limits, from where its guard lets it.
// It keeps no connection open between two things.
type fetcher struct {
	guard     *guard
	client    *http.Client
	userAgent string
	accept    string
	timeout   time.Duration
	limit     int64 // bytes after decompression
}

func newFetcher(g *guard, userAgent string, timeout time.Duration, limit int64) *fetcher {
	return &fetcher{
		guard:     g,
		userAgent: cmp.Or(userAgent, "Footnote"),
		accept:    "*/*",
		timeout:   cmp.Or(timeout, defaultTimeout),
		limit:     limit,
		client: &http.Client{
			Transport: &http.Transport{
				Proxy:                  nil, // behind a proxy the guard would check the proxy's address only
				DialContext:            g.dialContext,
				TLSHandshakeTimeout:    10 * time.Second,
				MaxResponseHeaderBytes: headerBytes,
				DisableKeepAlives:      true,
				ForceAttemptHTTP2:      true,
			},
		},
	}
}

// page is what came back.
type page struct {
	url         *url.URL // after redirects
	status      int
	body        []byte
	contentType string
}

// fetch gets what is at u, if check accepts each redirect. end is where it was
// redirected to, which is known though the fetch fails; nil without a redirect.
func (f *fetcher) fetch(ctx context.Context, u *url.URL, check func(*http.Request, []*http.Request) error) (p page, end *url.URL, err error) {
	client := *f.client
	client.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		end = req.URL
		if len(via) > mostRedirects {
			return errRedirects
		}
		return check(req, via)
	}
	p, err = f.get(ctx, &client, u)
	return p, end, err
}

func (f *fetcher) get(ctx context.Context, client *http.Client, u *url.URL) (page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return page{}, &urlError{"it is not an address of the web, such as https://example.org/news"}
	}
	req.Header.Set("User-Agent", f.userAgent)
	req.Header.Set("Accept", f.accept)
	resp, err := client.Do(req)
	if failed := (*url.Error)(nil); errors.As(err, &failed) {
		err = &quiet{failed.Err} // the rest is the address, which may hold a secret
	}
	if err != nil {
		return page{}, err
	}
	defer resp.Body.Close()
	p := page{url: resp.Request.URL, status: resp.StatusCode, contentType: resp.Header.Get("Content-Type")}
	if p.status != http.StatusOK {
		return p, nil
	}
	if enc := resp.Header.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return page{}, errEncoding
	}
	if resp.ContentLength > f.limit {
		return page{}, errTooBig
	}
	p.body, err = readAll(ctx, resp.Body, f.limit)
	return p, err
}

var (
	errEncoding  = errors.New("compressed in a way that was not asked for")
	errRedirects = errors.New("too many redirects")
)

// quiet is an error of a fetch whose text holds no query of an address: net/http
// quotes the header of a redirect that it cannot read.
type quiet struct{ err error }

var queries = regexp.MustCompile(`\?[^\s"]*`)

func (q *quiet) Error() string { return queries.ReplaceAllString(q.err.Error(), "?…") }
func (q *quiet) Unwrap() error { return q.err }
