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
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"footnote/corpus"
)

// secret is in the query of every address of these tests, and in no error.
const secret = "s3cr3t"

// hostile is a server that plays every trick there is. Only its own host and port
// are allowed; its neighbour, on another port of the same machine, counts whoever
// comes.
type hostile struct {
	neighbour, self string
	cookies         atomic.Bool // it was sent one
}

func (h *hostile) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" || r.Header.Get("Authorization") != "" {
		h.cookies.Store(true)
	}
	to := func(address string) {
		w.Header().Set("Location", address)
		w.WriteHeader(http.StatusFound)
	}
	_, port, _ := net.SplitHostPort(h.self)
	pour := func(block string) {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, block); err != nil {
				return
			}
		}
	}
	page := func(contentType string, body string) {
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		io.WriteString(w, body)
	}
	if t, ok := strings.CutPrefix(r.URL.Path, "/to/"); ok {
		address := map[string]string{
			"metadata": "http://169.254.169.254/latest/meta-data/?" + secret, "neighbour": h.neighbour + "/x?" + secret,
			"file": "file:///etc/passwd?" + secret, "gopher": "gopher://127.0.0.1:" + port + "/?" + secret, "data": "data:text/html,x" + secret,
			"user": "http://joe:" + secret + "@" + h.self + "/story", "port": "http://example.org:22/?" + secret, "port0": "http://example.org:0/",
			"decimal": "http://2130706433/?" + secret, "octal": "http://0177.0.0.1/?" + secret, "hex": "http://0x7f.1/?" + secret, "short": "http://127.1/?" + secret,
			"decimal-port": "http://2130706433:" + port + "/?" + secret, "zero": "http://0/?" + secret, "any": "http://0.0.0.0/", "any6": "http://[::]/",
			"mapped": "http://[::ffff:127.0.0.1]/?" + secret, "mapped-hex": "http://[::ffff:7f00:1]:80/", "nat64": "http://[64:ff9b::7f00:1]/", "6to4": "http://[2002:7f00:1::]/",
			"six": "http://[::1]/?" + secret, "local6": "http://[fe80::1%25eth0]/", "unique6": "http://[fd00:ec2::254]/", "private": "http://10.0.0.1/", "carrier": "http://100.64.0.1/",
			"documentation": "http://192.0.2.1/", "multicast": "http://224.0.0.1/", "broadcast": "http://255.255.255.255/", "azure": "http://168.63.129.16/",
			"name": "http://rebound.test/?" + secret, "broken": "http://[::1/?" + secret, "control": "/\x01?" + secret, "empty-host": "http:///x?" + secret, "loop": "/to/loop?" + secret,
			"long": "/" + strings.Repeat("x", 40<<10),
		}[t]
		to(address)
		return
	}
	switch r.URL.Path {
	case "/endless":
		pour(strings.Repeat("<p>word ", 4<<10))
	case "/endless-redirect":
		w.Header().Set("Location", "/story")
		w.WriteHeader(http.StatusFound)
		pour(strings.Repeat("x", 32<<10))
	case "/endless-error":
		w.WriteHeader(http.StatusNotFound)
		pour(strings.Repeat("x", 32<<10))
	case "/drip":
		for r.Context().Err() == nil {
			io.WriteString(w, "x")
			w.(http.Flusher).Flush()
			select {
			case <-time.After(20 * time.Millisecond):
			case <-r.Context().Done():
			}
		}
	case "/bomb", "/bomb-twice":
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		io.Copy(z, io.LimitReader(&endless{}, 64<<20))
		z.Close()
		w.Header().Set("Content-Encoding", strings.Repeat("gzip, ", strings.Count(r.URL.Path, "-"))+"gzip")
		w.Write(b.Bytes())
	case "/header-flood":
		for i := range 3000 {
			w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("x", 100))
		}
		page("text/html", story)
	case "/cookies":
		for i := range 500 {
			http.SetCookie(w, &http.Cookie{Name: fmt.Sprint("c", i), Value: strings.Repeat("v", 40)})
		}
		page("text/html", story)
	case "/nested-20MB":
		page("text/html", strings.Repeat("<div>", 4<<20))
	case "/nested-8MB":
		page("text/html", "<!doctype html><body>"+strings.Repeat("<div><b>", 900_000)+"The word.")
	case "/deep-8MB":
		page("text/html", "<!doctype html><body>"+deepText(8_000_000, 500))
	case "/broken-utf8":
		page("text/html; charset=utf-8", strings.ReplaceAll(story, "Kelm", "K\xff\xfelm\xc3"))
	case "/wrong-charset":
		page("text/html; charset=utf-16", story)
	case "/no-charset":
		page("", story)
	case "/script":
		page("text/html", "<html><body><div id=app></div><script>start()</script></body></html>")
	case "/image-as-page":
		page("text/html", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01")
	case "/page-as-image":
		page("image/png", story)
	case "/pdf-as-page":
		page("text/html", "%PDF-1.7 \x00\x01\x02 broken")
	case "/length-lie":
		w.Header().Set("Content-Length", "100000")
		io.WriteString(w, "<p>Short.")
	case "/hang-up":
		panic(http.ErrAbortHandler)
	case "/early":
		for range 50 {
			w.WriteHeader(http.StatusEarlyHints)
		}
		page("text/html", story)
	case "/switch":
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Connection", "Upgrade")
		w.WriteHeader(http.StatusSwitchingProtocols)
	default:
		page("text/html", story)
	}
}

// rebound is a name server whose second answer is another: first an address that
// may be read, then one inside.
type rebound struct{ n atomic.Int64 }

func (r *rebound) answer() netip.Addr {
	if r.n.Add(1)%2 == 1 {
		return netip.MustParseAddr("93.184.215.14")
	}
	return netip.MustParseAddr("127.0.0.1")
}

func (r *rebound) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return []netip.Addr{r.answer()}, nil
}

func TestHostileServer(t *testing.T) {
	var visited atomic.Int64
	neighbour := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visited.Add(1)
		io.WriteString(w, story)
	}))
	defer neighbour.Close()
	h := &hostile{neighbour: neighbour.URL}
	server := httptest.NewServer(h)
	defer server.Close()
	h.self = strings.TrimPrefix(server.URL, "http://")
	w, err := NewWeb(WebOptions{AllowHosts: []string{h.self}})
	if err != nil {
		t.Fatal(err)
	}
	// A dialler as an operating system's may be: it takes every spelling of an
	// address that C does, and its names lead where their owner wants.
	real, names := w.guard.dial, &rebound{}
	inside := atomic.Int64{}
	w.guard.dial = func(ctx context.Context, network, address string, c control) (net.Conn, error) {
		host, port, _ := net.SplitHostPort(address)
		if address == h.self {
			return real(ctx, network, address, c)
		}
		ip, err := netip.ParseAddr(strings.SplitN(host, "%", 2)[0])
		if err != nil {
			ip = netip.MustParseAddr("127.0.0.1")
			if host == "rebound.test" {
				names.answer() // to whoever asked before
				ip = names.answer()
			}
		}
		kind := "tcp4"
		if ip.Is6() {
			kind = "tcp6"
		}
		if err := c(kind, net.JoinHostPort(ip.String(), port), nil); err != nil {
			return nil, err
		}
		inside.Add(1)
		return nil, errors.New("no network in this test")
	}
	get := func(w *Web, path string) (corpus.Content, error) {
		c, err := w.Fetch(t.Context(), corpus.Fetch{Address: server.URL + path + "?token=" + secret})
		if err != nil {
			says(t, err, corpusCode(err))
			if strings.Contains(err.Error(), secret) || strings.Contains(corpus.Explain(err), secret) {
				t.Errorf("%s: %v shows a secret", path, err)
			}
		}
		return c, err
	}
	for _, c := range []struct{ path, words string }{
		{"/endless", "larger than 8 MB"}, {"/endless-error", "no such page"},
		{"/bomb", "larger than 8 MB"}, {"/bomb-twice", "compressed in a way"},
		{"/header-flood", "could not be fetched"}, {"/nested-20MB", "larger than 8 MB"},
		{"/script", "running a program"}, {"/image-as-page", "an image"}, {"/pdf-as-page", "PDF"},
		{"/length-lie", "could not be fetched"}, {"/hang-up", "could not be fetched"}, {"/switch", ""},
		{"/to/metadata", "private network"}, {"/to/neighbour", "ports 80 and 443"}, {"/to/file", "http://"}, {"/to/gopher", "http://"}, {"/to/data", "http://"},
		{"/to/user", "user name"}, {"/to/port", "ports 80 and 443"}, {"/to/port0", "port is not"},
		{"/to/decimal", "private network"}, {"/to/octal", "private network"}, {"/to/hex", "private network"}, {"/to/short", "private network"}, {"/to/zero", "private network"},
		{"/to/decimal-port", "ports 80 and 443"}, {"/to/any", "private network"}, {"/to/any6", "private network"},
		{"/to/mapped", "private network"}, {"/to/mapped-hex", "private network"}, {"/to/nat64", "private network"}, {"/to/6to4", "private network"},
		{"/to/six", "private network"}, {"/to/local6", ""}, {"/to/unique6", "private network"}, {"/to/private", "private network"}, {"/to/carrier", "private network"},
		{"/to/documentation", "private network"}, {"/to/multicast", "private network"}, {"/to/broadcast", "private network"}, {"/to/azure", "private network"},
		{"/to/name", "private network"}, {"/to/broken", "could not be fetched"}, {"/to/empty-host", "no host"}, {"/to/loop", "redirects more than 5 times"},
		{"/to/long", "longer than any"},
	} {
		_, err := get(w, c.path)
		if err == nil || !strings.Contains(corpus.Explain(err), c.words) {
			t.Errorf("%s: %v, want %q", c.path, err, c.words)
		}
	}
	for _, path := range []string{"/story", "/cookies", "/cookies", "/endless-redirect", "/broken-utf8", "/wrong-charset", "/no-charset", "/page-as-image", "/early", "/nested-8MB", "/deep-8MB"} {
		c, err := get(w, path)
		if err != nil || c.Reading == nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if text := c.Reading.Draft.Text; !strings.HasSuffix(path, "8MB") && !strings.Contains(text, "eleven weeks after the storm.") {
			t.Errorf("%s: %.100q", path, text)
		}
	}
	slow, err := NewWeb(WebOptions{AllowHosts: []string{h.self}, Timeout: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := get(slow, "/drip"); err == nil || !strings.Contains(corpus.Explain(err), "within 200ms") {
		t.Errorf("/drip: %v", err)
	}
	// What people type is refused as what pages send to is.
	for _, address := range []string{neighbour.URL, "http://2130706433/", "http://0177.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://joe:" + secret + "@" + h.self + "/", "http://rebound.test/", "http://localhost/", "file:///etc/passwd"} {
		_, err := w.Fetch(t.Context(), corpus.Fetch{Address: address})
		says(t, err, corpus.CodeInvalid)
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%v shows a secret", err)
		}
	}
	if n := visited.Load(); n != 0 {
		t.Errorf("the neighbour was asked %d times", n)
	}
	if n := inside.Load(); n != 0 {
		t.Errorf("%d connections went out", n)
	}
	if h.cookies.Load() {
		t.Error("a cookie, a referrer or a password was sent")
	}
}

// A name that was allowed is pinned to the address that was checked, and must not
// lead to where clouds keep credentials.
func TestAllowedNameRebinds(t *testing.T) {
	w, err := NewWeb(WebOptions{AllowHosts: []string{"wiki.test"}})
	if err != nil {
		t.Fatal(err)
	}
	w.guard.resolver = fakeNames{"wiki.test": {netip.MustParseAddr("169.254.169.254")}}
	_, err = w.Read(t.Context(), "http://wiki.test/")
	says(t, err, corpus.CodeInvalid, "private network")
	w.guard.resolver = fakeNames{"wiki.test": {netip.MustParseAddr("10.0.0.7")}}
	w.guard.dial = func(_ context.Context, _, address string, c control) (net.Conn, error) {
		if address != "10.0.0.7:80" {
			t.Errorf("dials %s", address)
		}
		if err := c("tcp4", "10.0.0.8:80", nil); err == nil { // the dialler was led elsewhere
			t.Error("another address than the checked one is let through")
		}
		return nil, c("tcp4", "10.0.0.8:80", nil)
	}
	_, err = w.Read(t.Context(), "http://wiki.test/")
	says(t, err, corpus.CodeInvalid, "private network")
}

func corpusCode(err error) corpus.Code {
	var p *corpus.Problem
	if errors.As(err, &p) {
		return p.Code
	}
	return ""
}
