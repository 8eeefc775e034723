package source

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"footnote/corpus"
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
	documents int64 // the same for a document that is not text, such as a PDF, if more
}

func newFetcher(g *guard, userAgent string, timeout time.Duration, limit int64) *fetcher {
	return &fetcher{
		guard:     g,
		userAgent: cmp.Or(userAgent, "Footnote"),
		accept:    "*/*",
		timeout:   cmp.Or(timeout, defaultTimeout),
		limit:     limit,
		client: &http.Client{
			// Redirects are followed by fetch, which has each host wait its turn.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
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

// ask is what is to be got, and how.
type ask struct {
	url   *url.URL
	known corpus.Validators // sent along, so that the answer may be that nothing changed
	limit int64             // if more than the fetcher's
	cut   int64             // read no more than so much, and be content with it; 0 for all
	// check judges each redirect.
	check func(from, to *url.URL) error
	// turn waits until a host may be asked, and gives back how to leave it; nil where
	// nobody has to wait.
	turn func(ctx context.Context, u *url.URL) (leave func(), err error)
}

// page is what came back.
type page struct {
	url         *url.URL // after redirects; known though the fetch fails
	status      int
	body        []byte
	contentType string
	validators  corpus.Validators
	later       time.Duration // after which to ask again
	fresh       time.Duration // for how long the server calls it fresh
}

// redirects are the statuses that send elsewhere.
var redirects = map[int]bool{
	http.StatusMovedPermanently: true, http.StatusFound: true, http.StatusSeeOther: true,
	http.StatusTemporaryRedirect: true, http.StatusPermanentRedirect: true,
}

// fetch gets what is asked for. The time limit is for all of it but waiting for a
// turn.
func (f *fetcher) fetch(ctx context.Context, a ask) (page, error) {
	at, left := a.url, f.timeout
	for hops := 0; ; hops++ {
		p, to, took, err := f.hop(ctx, a, at, left)
		p.url = at
		if err != nil || to == "" {
			return p, err
		}
		next, err := at.Parse(to)
		if err != nil {
			return p, &urlError{"it redirects to something that is no address"}
		}
		p.url = next
		if len(to) > mostURLBytes {
			return p, &urlError{"it redirects to an address that is longer than any of the web"}
		}
		if hops == mostRedirects {
			return p, errRedirects
		}
		if err := a.check(at, next); err != nil {
			return p, err
		}
		at = next
		if left -= took; left <= 0 {
			return p, context.DeadlineExceeded
		}
	}
}

// hop is one request. to is where it redirects to.
func (f *fetcher) hop(ctx context.Context, a ask, u *url.URL, limit time.Duration) (p page, to string, took time.Duration, err error) {
	if a.turn != nil {
		leave, err := a.turn(ctx, u)
		if err != nil {
			return p, "", 0, err
		}
		defer leave()
	}
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	p, to, err = f.get(ctx, a, u)
	return p, to, time.Since(start), err
}

func (f *fetcher) get(ctx context.Context, a ask, u *url.URL) (p page, to string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return p, "", &urlError{"it is not an address of the web, such as https://example.org/news"}
	}
	req.Header.Set("User-Agent", f.userAgent)
	req.Header.Set("Accept", f.accept)
	known := sendable(a.known)
	if known.ETag != "" {
		req.Header.Set("If-None-Match", known.ETag)
	}
	if known.Modified != "" {
		req.Header.Set("If-Modified-Since", known.Modified)
	}
	resp, err := f.client.Do(req)
	if failed := (*url.Error)(nil); errors.As(err, &failed) {
		err = &quiet{failed.Err} // the rest is the address, which may hold a secret
	}
	if err != nil {
		return p, "", err
	}
	defer resp.Body.Close()
	p = page{status: resp.StatusCode, contentType: resp.Header.Get("Content-Type"), validators: validatorsOf(resp.Header), fresh: maxAge(resp.Header)}
	switch {
	case redirects[p.status]:
		return p, resp.Header.Get("Location"), nil
	case p.status == http.StatusNotModified && known == (corpus.Validators{}):
		return p, "", errNotAsked
	case p.status == http.StatusTooManyRequests, p.status == http.StatusServiceUnavailable:
		p.later = retryAfter(resp.Header, time.Now())
	}
	if p.status != http.StatusOK {
		return p, "", nil
	}
	if enc := resp.Header.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return p, "", errEncoding
	}
	p.body, err = f.body(ctx, a, resp)
	return p, "", err
}

// body reads all of a response that is not larger than what it is may be.
func (f *fetcher) body(ctx context.Context, a ask, resp *http.Response) ([]byte, error) {
	if a.cut > 0 {
		return readAll(ctx, io.LimitReader(resp.Body, a.cut), a.cut)
	}
	limit := max(f.limit, a.limit)
	r := bufio.NewReaderSize(resp.Body, 4096)
	if f.documents > limit {
		// A short or broken body shows when it is read.
		if head, _ := r.Peek(512); binaryKind(head) != "" {
			limit = f.documents
		}
	}
	if resp.ContentLength > limit {
		return nil, &tooBigError{limit}
	}
	data, err := readAll(ctx, r, limit)
	if errors.Is(err, errTooBig) {
		err = &tooBigError{limit}
	}
	return data, err
}

var (
	errEncoding  = errors.New("compressed in a way that was not asked for")
	errRedirects = errors.New("too many redirects")
	errNotAsked  = errors.New("status 304, though it was not asked whether anything changed")
)

// tooBigError says which limit was passed.
type tooBigError struct{ limit int64 }

func (e *tooBigError) Error() string { return errTooBig.Error() + " of " + size(e.limit) }
func (e *tooBigError) Unwrap() error { return errTooBig }

// quiet is an error of a fetch whose text holds no query of an address: net/http
// quotes the header of a redirect that it cannot read.
type quiet struct{ err error }

var queries = regexp.MustCompile(`\?[^\s"]*`)

func (q *quiet) Error() string { return queries.ReplaceAllString(q.err.Error(), "?…") }
func (q *quiet) Unwrap() error { return q.err }
