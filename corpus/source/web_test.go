package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"footnote/corpus"
)

const story = `<!DOCTYPE html><html lang="en"><head><title>The ferry is back</title></head><body><article>
<h1>The ferry is back</h1><p>The ferry to Kelm sails again since Monday, eleven weeks after the storm.</p>
<p>About 180 people were on the first crossing, the port authority said.</p></article></body></html>`

// site is a server on loopback; only its own host and port are allowed.
func site(t *testing.T, h http.HandlerFunc, o WebOptions) (*Web, *httptest.Server) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	o.AllowHosts = append(o.AllowHosts, strings.TrimPrefix(s.URL, "http://"))
	w, err := NewWeb(o)
	if err != nil {
		t.Fatal(err)
	}
	return w, s
}

func TestReadPage(t *testing.T) {
	w, s := site(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("User-Agent") != "Footnote" || r.Header.Get("Cookie") != "" {
			t.Errorf("asked with %v", r.Header)
		}
		io.WriteString(w, story)
	}, WebOptions{})
	address := s.URL + "/2024/06/17/ferry?utm_source=x&id=3#top"
	got, err := w.Read(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	want := s.URL + "/2024/06/17/ferry?id=3"
	d := got.Draft
	if got.Kind != corpus.KindPage || got.Location != want || d.Key != want || d.URL != want || got.Shown != address {
		t.Errorf("%+v", got)
	}
	if d.Title != "The ferry is back" || d.Scraped || d.Language != "en" || string(d.Original) != story || d.Published.Format(time.DateOnly) != "2024-06-17" {
		t.Errorf("%+v", d)
	}
	if want := "The ferry to Kelm sails again since Monday, eleven weeks after the storm.\n\nAbout 180 people were on the first crossing, the port authority said."; d.Text != want {
		t.Errorf("%q", d.Text)
	}
}

func TestReadPageKinds(t *testing.T) {
	type answer struct {
		contentType string
		body        []byte
	}
	var next answer
	w, s := site(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Content-Type"] = nil
		if next.contentType != "" {
			w.Header().Set("Content-Type", next.contentType)
		}
		w.Write(next.body)
	}, WebOptions{})
	accents := "<html><head><title>x</title></head><body><p>The café in Genève has a new façade, and Zoë’s naïve friend liked it.</p></body></html>"
	for _, c := range []struct {
		name, contentType, body string
		text                    string
		scraped                 bool
		fault                   string
	}{
		{"text", "text/plain", "A line.\nAnother.", "A line.\nAnother.", true, ""},
		{"HTML called text", "text/plain", "<!doctype html><p>Hello there.</p>", "Hello there.", false, ""},
		{"HTML without a type", "", "<html><p>Hello there.</p>", "Hello there.", false, ""},
		{"a piece of HTML", "text/html", "<p>Hello there.</p>", "Hello there.", false, ""},
		{"Markdown", "text/markdown; charset=utf-8", "# T\n\n*Hello* there.", "Hello there.", false, ""},
		{"no charset", "text/html", string(encode(t, win1252, accents)), "The café in Genève has a new façade, and Zoë’s naïve friend liked it.", false, ""},
		{"the wrong charset", "text/html; charset=iso-8859-1", accents, "The café in Genève has a new façade, and Zoë’s naïve friend liked it.", false, ""},
		{"the other wrong charset", "text/html; charset=utf-8", string(encode(t, win1252, accents)), "The café in Genève has a new façade, and Zoë’s naïve friend liked it.", false, ""},
		{"a charset nobody knows", "text/html; charset=klingon", accents, "The café in Genève has a new façade, and Zoë’s naïve friend liked it.", false, ""},
		{"broken UTF-8", "text/html; charset=utf-8", "<p>Zoë’s caf\xc3 is open.</p>", "Zoë’s caf\ufffd is open.", false, ""},
		{"PDF called HTML", "text/html", "%PDF-1.7 \x00\x01", "", false, "a PDF"},
		{"an image", "image/png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "", false, "an image"},
		{"JSON", "application/json", `{"a":[1,2,3]}`, "", false, "for programs"},
		{"XML", "application/xml", `<?xml version="1.0"?><invoice><sum>12</sum></invoice>`, "", false, "for programs"},
		{"nothing", "text/html", "", "", false, "is empty"},
		{"script only", "text/html", "<html><body><div id=app></div><script>start()</script></body></html>", "", false, "running a program"},
	} {
		t.Run(c.name, func(t *testing.T) {
			next = answer{c.contentType, []byte(c.body)}
			got, err := w.Read(t.Context(), s.URL+"/page")
			if c.fault != "" {
				says(t, err, corpus.CodeInvalid, s.URL, c.fault)
				return
			}
			if err != nil || got.Draft.Text != c.text || got.Draft.Scraped != c.scraped {
				t.Errorf("%q scraped %v, %v", got.Draft.Text, got.Draft.Scraped, err)
			}
		})
	}
}

func TestReadPageStatus(t *testing.T) {
	status := 0
	w, s := site(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, story)
	}, WebOptions{})
	for _, c := range []struct {
		status int
		code   corpus.Code
		words  string
	}{
		{404, corpus.CodeMissing, "no such page"}, {410, corpus.CodeMissing, "no such page"},
		{401, corpus.CodeInvalid, "signing in"}, {403, corpus.CodeInvalid, "signing in"},
		{429, corpus.CodeUnavailable, "later"}, {500, corpus.CodeUnavailable, "status 500"}, {503, corpus.CodeUnavailable, "later"},
		{204, corpus.CodeUnavailable, "204"}, {302, corpus.CodeUnavailable, "302"}, {418, corpus.CodeUnavailable, "418"},
	} {
		status = c.status
		_, err := w.Read(t.Context(), s.URL)
		says(t, err, c.code, s.URL, c.words)
	}
}

func TestReadPageTooBig(t *testing.T) {
	var sent atomic.Int64
	bomb := func() []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		io.Copy(z, io.LimitReader(&endless{}, 4<<20))
		z.Close()
		return b.Bytes()
	}()
	w, s := site(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/endless":
			block := bytes.Repeat([]byte("<p>x"), 16<<10)
			for {
				n, err := w.Write(block)
				sent.Add(int64(n))
				if err != nil {
					return
				}
			}
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb)
		case "/long":
			w.Header().Set("Content-Length", "999999999999")
		case "/header":
			for i := range 2000 {
				w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("x", 100))
			}
		case "/brotli":
			w.Header().Set("Content-Encoding", "br")
			io.WriteString(w, "xxxx")
		}
	}, WebOptions{Limits: Limits{PageBytes: 1 << 20}})
	for _, path := range []string{"/endless", "/bomb", "/long"} {
		_, err := w.Read(t.Context(), s.URL+path)
		says(t, err, corpus.CodeInvalid, path, "larger than 1 MB")
	}
	if n := sent.Load(); n > 64<<20 {
		t.Errorf("%d bytes of an endless page went out", n)
	}
	_, err := w.Read(t.Context(), s.URL+"/header")
	says(t, err, corpus.CodeUnavailable, "/header")
	_, err = w.Read(t.Context(), s.URL+"/brotli")
	says(t, err, corpus.CodeInvalid, "compressed")
}

func TestRedirects(t *testing.T) {
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the neighbour was asked")
	}))
	defer secret.Close()
	var target string
	w, s := site(t, func(w http.ResponseWriter, r *http.Request) {
		var n int
		switch {
		case r.URL.Path == "/end":
			io.WriteString(w, story)
		case r.URL.Path == "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case r.URL.Path == "/to":
			w.Header().Set("Location", target)
			w.WriteHeader(http.StatusFound)
		default:
			fmt.Sscanf(r.URL.Path, "/hop%d", &n)
			if n <= 1 {
				http.Redirect(w, r, "/end", http.StatusMovedPermanently)
			} else {
				http.Redirect(w, r, fmt.Sprint("/hop", n-1), http.StatusTemporaryRedirect)
			}
		}
	}, WebOptions{})
	got, err := w.Read(t.Context(), s.URL+"/hop5")
	if err != nil || got.Location != s.URL+"/end" {
		t.Errorf("five redirects: %q, %v", got.Location, err)
	}
	_, err = w.Read(t.Context(), s.URL+"/hop6")
	says(t, err, corpus.CodeInvalid, "redirects more than 5 times")
	_, err = w.Read(t.Context(), s.URL+"/loop")
	says(t, err, corpus.CodeInvalid, "redirects more than 5 times")

	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.URL, "http://"))
	for _, c := range []struct{ to, words string }{
		{"http://169.254.169.254/latest/meta-data/", "private network"},
		{"http://[fd00:ec2::254]/", "private network"},
		{"http://127.0.0.1/", "private network"},
		{"http://[::ffff:127.0.0.1]/", "private network"},
		{"http://0.0.0.0/", "private network"},
		{secret.URL, "ports 80 and 443"},
		{"http://127.0.0.2:" + port + "/", "ports 80 and 443"},
		{"file:///etc/passwd", "http://"},
		{"gopher://127.0.0.1:70/", "http://"},
		{"http://user:pass@127.0.0.1:" + port + "/end", "user name"},
		{"http://", "no host"},
	} {
		target = c.to
		_, err := w.Read(t.Context(), s.URL+"/to")
		says(t, err, corpus.CodeInvalid, c.words, s.URL+"/to (which redirects to ")
		if text := corpus.Explain(err); strings.Contains(text, "pass@") {
			t.Errorf("%q shows a password", text)
		}
	}
	target = secret.URL + "/x?token=abc"
	_, err = w.Read(t.Context(), s.URL+"/to")
	says(t, err, corpus.CodeInvalid, "(which redirects to "+secret.URL+"/x)", "allow_hosts", "[sources]", strings.TrimPrefix(secret.URL, "http://"))
}

// A page of the web must not send the fetcher into an allowed host.
func TestRedirectIntoAllowedHost(t *testing.T) {
	w, err := NewWeb(WebOptions{AllowHosts: []string{"10.0.0.7", "wiki.test:8080"}})
	if err != nil {
		t.Fatal(err)
	}
	at := func(a string) *url.URL { u, _ := url.Parse(a); return u }
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"https://example.org/", "http://10.0.0.7/", false},
		{"https://example.org/", "http://wiki.test:8080/", false},
		{"https://example.org/", "https://www.example.org/", true},
		{"http://10.0.0.7/", "https://10.0.0.7/x", true},
		{"http://10.0.0.7/", "http://wiki.test:8080/", true},
	} {
		err := w.checkRedirect(at(c.from), at(c.to))
		if (err == nil) != c.ok {
			t.Errorf("%s to %s: %v", c.from, c.to, err)
		}
	}
}

func TestReadPageAddresses(t *testing.T) {
	w, err := NewWeb(WebOptions{})
	if err != nil {
		t.Fatal(err)
	}
	dialled := false
	w.guard.dial = func(context.Context, string, string, control) (net.Conn, error) {
		dialled = true
		return nil, errors.New("no network in this test")
	}
	for _, c := range []struct{ address, words string }{
		{"", "http://"},
		{"example.org/news", "http://"},
		{"ftp://example.org/", "http://"},
		{"javascript:alert(1)", "http://"},
		{"http:///path", "no host"},
		{"https://me:secret@example.org/", "user name"},
		{"https://example.org:22/", "ports 80 and 443"},
		{"https://example.org:22/", "example.org:22 in allow_hosts"},
		{"https://[2001:db8::1]:22/", "[2001:db8::1]:22 in allow_hosts"},
		{"https://example.org:0/", "port is not a number"},
		{"https://example.org:99999/", "port is not a number"},
		{"http://exa mple.org/", "not an address"},
		{"http://[::1/", "not an address"},
		{"http://example.org/\x1b[31m", "not an address"},
		{"https://example.org/" + strings.Repeat("x", 3000), "longer than"},
	} {
		_, err := w.Read(t.Context(), c.address)
		says(t, err, corpus.CodeInvalid, c.words)
	}
	if dialled {
		t.Error("a refused address was dialled")
	}
	_, err = w.Read(t.Context(), "https://example.org/")
	says(t, err, corpus.CodeUnavailable, "connection failed")
	if !dialled {
		t.Error("nothing was dialled at all")
	}
}

// The sentences about the network give away nothing of it.
func TestNetworkProblems(t *testing.T) {
	w, err := NewWeb(WebOptions{AllowHosts: []string{"wiki.test"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		cause error
		code  corpus.Code
		words string
	}{
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, corpus.CodeUnavailable, "connection failed"},
		{&net.DNSError{Err: "no such host", Name: "wiki.test", Server: "10.9.8.7:53"}, corpus.CodeUnavailable, "no host of that name"},
		{&net.OpError{Op: "dial", Addr: &net.TCPAddr{IP: net.IPv4(10, 9, 8, 7)}, Err: context.DeadlineExceeded}, corpus.CodeUnavailable, "did not answer"},
	} {
		w.guard.resolver = fakeNames{"wiki.test": {netip.MustParseAddr("10.9.8.7")}}
		w.guard.dial = func(context.Context, string, string, control) (net.Conn, error) { return nil, c.cause }
		_, err := w.Read(t.Context(), "http://wiki.test/")
		says(t, err, c.code, c.words)
		if strings.Contains(corpus.Explain(err), "10.9.8.7") {
			t.Errorf("%q gives an address away", corpus.Explain(err))
		}
	}
}

// A server that sends a byte a second is given up on after the time limit, in
// all, not after each byte. The clock is synctest's.
func TestSlowDrip(t *testing.T) {
	for _, path := range []string{"/drip", "/silent"} {
		synctest.Test(t, func(t *testing.T) {
			server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				for r.Context().Err() == nil {
					if r.URL.Path == "/drip" {
						io.WriteString(w, "x")
						w.(http.Flusher).Flush()
					}
					select {
					case <-time.After(time.Second):
					case <-r.Context().Done():
					}
				}
			})}
			pipes := newPipes()
			go server.Serve(pipes)
			defer server.Close()
			w, err := NewWeb(WebOptions{AllowHosts: []string{"10.0.0.7"}})
			if err != nil {
				t.Fatal(err)
			}
			w.guard.dial = pipes.dial
			start := time.Now()
			_, err = w.Read(t.Context(), "http://10.0.0.7"+path)
			says(t, err, corpus.CodeUnavailable, "within 20s")
			if took := time.Since(start); took != 20*time.Second {
				t.Errorf("gave up after %v", took)
			}
		})
	}
}

// Whoever asked may stop waiting; that is no fault of the page.
func TestReadPageCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	w, s := site(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}, WebOptions{})
	if _, err := w.Read(ctx, s.URL); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// pipes is a listener whose connections are pipes in memory.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) dial(ctx context.Context, _, _ string, _ control) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.conns <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }
