package source

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"footnote/corpus"
)

func TestRobotsRules(t *testing.T) {
	for _, c := range []struct {
		name, file string
		yes, no    string // paths
	}{
		{"empty", "", "/ /a", ""},
		{"everything", "User-agent: *\nDisallow: /", "/robots.txt", "/ /a /robots.txt.bak"},
		{"nothing", "User-agent: *\nDisallow:", "/ /a", ""},
		{"us by name", "User-agent: *\nDisallow: /\n\nUser-agent: footnote\nDisallow: /p", "/ /a", "/p /p/x /pq"},
		{"us by name and version", "User-agent: FootNote/2.1 (+x)\nDisallow: /p", "/", "/p"},
		{"another whose name begins like ours", "User-agent: foot\nDisallow: /\nUser-agent: footnotes\nDisallow: /\nUser-agent: footnote-bot\nDisallow: /", "/ /a", ""},
		{"others only", "User-agent: Googlebot\nDisallow: /", "/ /a", ""},
		{"one group for two", "User-agent: x\nUser-agent: Footnote\nDisallow: /p", "/", "/p"},
		{"two groups for us", "User-agent: Footnote\nDisallow: /p\nUser-agent: x\nDisallow: /x\nUser-agent: Footnote\nDisallow: /q", "/x", "/p /q"},
		{"everybody after us", "User-agent: footnote\nDisallow: /p\nUser-agent: *\nDisallow: /q", "/q", "/p"},
		{"other lines do not end a group", "User-agent: Footnote\nSitemap: https://x/s\nHost: x\nUser-agent: y\nDisallow: /p", "/", "/p"},
		{"rules before any group", "Disallow: /\nUser-agent: y\nDisallow: /", "/ /a", ""},
		{"longest wins", "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c", "/ /a/b /a/b/x", "/a /a/x /a/b/c"},
		{"equal allows", "User-agent: *\nDisallow: /a\nAllow: /a", "/a /a/x", ""},
		{"stars", "User-agent: *\nDisallow: /*/private\nDisallow: *.pdf$\nDisallow: /q*x*y", "/private /a.pdf?x /qx", "/a/private /a/b/private/x /a.pdf /b/c.pdf /q1x2y3"},
		{"a star allows more narrowly", "User-agent: *\nDisallow: /\nAllow: /*.html$", "/a.html /b/c.html", "/a /a.html?x"},
		{"end", "User-agent: *\nDisallow: /a$\nDisallow: /b*$", "/ /ab /a/", "/a /b /bcd"},
		{"a dollar elsewhere", "User-agent: *\nDisallow: /a$b", "/a", "/a$b /a$bc"},
		{"query", "User-agent: *\nDisallow: /s?q=\nDisallow: /*?print", "/s /s?p=1", "/s?q=1 /a?print=1"},
		{"case", "USER-AGENT: *\nDISALLOW: /A", "/a", "/A"},
		{"spaces, comments, line ends", "\xef\xbb\xbf # x\r\n  User-agent \t:  *  # all\rDisallow:/p # no\r\n\r\nDisallow: /q", "/", "/p /q"},
		{"percent", "User-agent: *\nDisallow: /a%3cd\nDisallow: /%7ejoe\nDisallow: /ü\nDisallow: /x%2Fy", "/a<d /x/y", "/a%3Cd /~joe/ /%7Ejoe /%C3%BC /ü /x%2fy"},
		{"broken lines", "User-agent: *\nCrawl-delay: soon\nnonsense\n: /\nDisallow: /p\nNoindex: /q\n\x00\xff", "/q", "/p"},
		{"no slash", "User-agent: *\nDisallow: p", "/", "/p"},
		{"a page instead", "<!doctype html><html><body>User-agent: * Disallow: /</body></html>", "/ /a", ""},
	} {
		r := parseRobots([]byte(c.file))
		for _, p := range strings.Fields(c.yes) {
			if !r.allows(p) {
				t.Errorf("%s: %s is disallowed", c.name, p)
			}
		}
		for _, p := range strings.Fields(c.no) {
			if r.allows(p) {
				t.Errorf("%s: %s is allowed", c.name, p)
			}
		}
	}
}

func TestRobotsDelayAndSitemaps(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"3": 3 * time.Second, "0.5": time.Second / 2, "0": 0, "-1": 0, "NaN": 0, "x": 0, "1e300": mostPause, "Inf": mostPause, "3600": mostPause,
	} {
		if got := parseRobots([]byte("User-agent: *\nCrawl-delay: " + value)).delay; got != want {
			t.Errorf("%s: %v, want %v", value, got, want)
		}
	}
	r := parseRobots([]byte("Sitemap: https://x/1\nUser-agent: y\nDisallow: /\nsitemap: /2\n" + strings.Repeat("Sitemap: /3\n", 100)))
	if len(r.sitemaps) != mostSitemaps || r.sitemaps[0] != "https://x/1" || r.sitemaps[1] != "/2" {
		t.Errorf("%d %q", len(r.sitemaps), r.sitemaps)
	}
}

// A rule that would cost much to match does not.
func TestRobotsHostile(t *testing.T) {
	var file strings.Builder
	file.WriteString("User-agent: *\n")
	for file.Len() < 2*robotsBytes {
		file.WriteString("Disallow: /" + strings.Repeat("*a", 900) + "b\n")
	}
	r := parseRobots([]byte(file.String()))
	if n := len(r.rules); n > robotsBytes/1800 {
		t.Errorf("%d rules", n)
	}
	if !r.allows("/" + strings.Repeat("a", 2000)) {
		t.Error("disallowed")
	}
}

func TestRobotsDecide(t *testing.T) {
	var files, pages atomic.Int64
	answer := func(w http.ResponseWriter, r *http.Request) {}
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			io.WriteString(w, "User-agent: *\nDisallow: /closed")
			return
		}
		io.WriteString(w, story)
	}))
	defer elsewhere.Close()
	handler := func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			files.Add(1)
			answer(w, r)
		case "/away":
			http.Redirect(w, r, elsewhere.URL+"/closed", http.StatusFound)
		case "/within":
			http.Redirect(w, r, "/private/x", http.StatusFound)
		default:
			pages.Add(1)
			io.WriteString(w, story)
		}
	}
	rules := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, text) }
	}
	status := func(n int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(n) }
	}
	private := "User-agent: *\nDisallow: /private"
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		path   string
		code   corpus.Code
		words  string
	}{
		{"allowed", rules(private), "/a", "", ""},
		{"disallowed", rules(private), "/private/x?token=s3cret", corpus.CodeInvalid, "robots.txt asks programs not to"},
		{"a redirect to what is disallowed", rules(private), "/within", corpus.CodeInvalid, "robots.txt asks programs not to"},
		{"a redirect to what another site disallows", rules(""), "/away", corpus.CodeInvalid, "robots.txt asks programs not to"},
		{"there is none", status(404), "/private/x", "", ""},
		{"it is not for us", status(403), "/private/x", "", ""},
		{"the site is down", status(503), "/a", corpus.CodeUnavailable, "robots.txt, which says"},
		{"too many requests", status(429), "/a", corpus.CodeUnavailable, "robots.txt, which says"},
		{"it redirects", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery == "" {
				http.Redirect(w, r, "/robots.txt?2", http.StatusMovedPermanently)
			} else {
				io.WriteString(w, private)
			}
		}, "/private/x", corpus.CodeInvalid, "robots.txt asks programs not to"},
		{"it redirects for ever", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/robots.txt", http.StatusFound)
		}, "/private/x", "", ""},
		{"it redirects into the network", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/robots.txt", http.StatusFound)
		}, "/a", corpus.CodeInvalid, "private network"},
		{"it redirects to a file", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		}, "/a", corpus.CodeUnavailable, "robots.txt, which says"},
		{"it has no end", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, private+"\n")
			for r.Context().Err() == nil {
				if _, err := w.Write([]byte(strings.Repeat("Disallow: /b\n", 1000))); err != nil {
					return
				}
			}
		}, "/private", corpus.CodeInvalid, "robots.txt asks programs not to"},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer = c.answer
			w, s := site(t, handler, WebOptions{AllowHosts: []string{strings.TrimPrefix(elsewhere.URL, "http://")}})
			files.Store(0)
			pages.Store(0)
			_, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + c.path, Own: true})
			if c.code == "" {
				if err != nil || pages.Load() != 1 {
					t.Errorf("%d pages, %v", pages.Load(), err)
				}
				return
			}
			says(t, err, c.code, c.words)
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%v shows a secret", err)
			}
			if pages.Load() != 0 {
				t.Error("it was read all the same")
			}
		})
	}
	t.Run("a person", func(t *testing.T) {
		answer = rules("User-agent: *\nDisallow: /")
		w, s := site(t, handler, WebOptions{})
		files.Store(0)
		if _, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + "/private/x"}); err != nil || files.Load() != 0 {
			t.Errorf("%d, %v", files.Load(), err)
		}
	})
}

func TestRobotsCache(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var files atomic.Int64
		var status atomic.Int64
		status.Store(200)
		w := web(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				files.Add(1)
				w.WriteHeader(int(status.Load()))
				io.WriteString(w, "User-agent: *\nCrawl-delay: 3\nDisallow: /private")
				return
			}
			io.WriteString(w, story)
		}, WebOptions{AllowHosts: []string{"a.test", "b.test"}})
		fetch := func(address string) error {
			_, err := w.Fetch(t.Context(), corpus.Fetch{Address: address, Own: true})
			return err
		}
		start := time.Now()
		for range 3 {
			if err := fetch("http://a.test/"); err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(start); took != 6*time.Second {
			t.Errorf("three requests with a delay of three seconds took %v", took)
		}
		if n := files.Load(); n != 1 {
			t.Errorf("%d requests for robots.txt", n)
		}
		// After a day it is asked for again; if that fails the site's last word holds.
		status.Store(500)
		time.Sleep(25 * time.Hour)
		if err := fetch("http://a.test/"); err != nil {
			t.Error(err)
		}
		says(t, fetch("http://a.test/private"), corpus.CodeInvalid, "robots.txt")
		if n := files.Load(); n != 2 {
			t.Errorf("%d requests for robots.txt", n)
		}
		// A failure is remembered too, but not for long.
		says(t, fetch("http://b.test/"), corpus.CodeUnavailable, "robots.txt")
		says(t, fetch("http://b.test/"), corpus.CodeUnavailable, "robots.txt")
		if n := files.Load(); n != 3 {
			t.Errorf("%d requests for robots.txt", n)
		}
		status.Store(404)
		time.Sleep(robotsRetry + time.Second)
		if err := fetch("http://b.test/private"); err != nil {
			t.Error(err)
		}
	})
}

func TestRobotsCacheIsBounded(t *testing.T) {
	c := newRobotsCache()
	big := &robots{}
	for range 1000 {
		big.rules = append(big.rules, robotsRule{pattern: strings.Repeat("x", 480)})
	}
	for i := range 300 {
		c.put(fmt.Sprint(i%100), &robotsEntry{rules: big})
	}
	if n := c.sites.Len(); c.bytes > mostRobotsBytes || n > mostRobotsBytes/480_000 || n < 20 {
		t.Errorf("%d sites, %d bytes", n, c.bytes)
	}
	for i := range 2 * mostRobots {
		c.put(fmt.Sprint("small", i), &robotsEntry{rules: &robots{}})
	}
	if n := c.sites.Len(); n != mostRobots || c.bytes > mostRobots*10 {
		t.Errorf("%d sites, %d bytes", n, c.bytes)
	}
}

func FuzzRobots(f *testing.F) {
	for _, s := range []string{
		"User-agent: *\nDisallow: /a*b$\nAllow: /a\nCrawl-delay: 1.5\nSitemap: /s.xml",
		"\xef\xbb\xbfUser-agent: Footnote\rDisallow: /%7e%zz%\r\n#", ": :\n\x00", "User-agent:*\nDisallow:*$*",
	} {
		f.Add([]byte(s), "/a/b?c=%41")
	}
	f.Fuzz(func(t *testing.T, file []byte, path string) {
		r := parseRobots(file)
		if r.delay < 0 || r.delay > mostPause {
			t.Errorf("delay %v", r.delay)
		}
		if !r.allows("/robots.txt") {
			t.Error("robots.txt itself is disallowed")
		}
		if octets(octets(path)) != octets(path) {
			t.Errorf("%q is written as %q, then %q", path, octets(path), octets(octets(path)))
		}
		r.allows(path)
	})
}
