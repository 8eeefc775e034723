package source

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"footnote/corpus"
)

const urlset = `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>%[1]s/old</loc><lastmod>2023-01-05</lastmod><image:image><image:loc>%[1]s/pic.jpg</image:loc><image:title>A picture</image:title></image:image></url>
<url><loc> %[1]s/a?b=1&amp;c=2 </loc></url>
<url><loc>%[1]s/new</loc><lastmod>2024-06-18T10:00:00+02:00</lastmod><news:news><news:publication_date>2024-06-17</news:publication_date><news:title>News &amp; more</news:title></news:news></url>
<url><loc>%[1]s/newer</loc><lastmod>2024-06-18T09:00Z</lastmod></url>
<url><loc>%[1]s/new#again</loc></url>
<url><loc>https://elsewhere.example/x</loc></url>
<url><loc>file:///etc/passwd</loc></url>
<url><loc>%[1]s/private/x</loc></url>
</urlset>`

func zipped(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.Bytes()
}

// places is a server with a body at each path.
func places(t *testing.T, bodies map[string]string) (*Web, string) {
	t.Helper()
	var address string
	w, s := site(t, func(w http.ResponseWriter, r *http.Request) {
		body, ok := bodies[r.URL.RequestURI()]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if strings.Contains(body, "%[1]s") {
			body = fmt.Sprintf(body, address)
		}
		io.WriteString(w, body)
	}, WebOptions{})
	address = s.URL
	return w, address
}

// paths are the addresses of a listing without their host.
func paths(l *corpus.Listing, host string) string {
	var list []string
	for _, i := range l.Items {
		list = append(list, strings.TrimPrefix(i.URL, host))
	}
	return strings.Join(list, " ")
}

func TestSitemapPages(t *testing.T) {
	bodies := map[string]string{
		"/robots.txt":      "User-agent: *\nDisallow: /private\nSitemap: %[1]s/map.xml",
		"/map.xml":         urlset,
		"/map.xml.gz":      "",
		"/list.txt":        "%[1]s/1\r\n\r\n%[1]s/2\n%[1]s/1\nhttps://elsewhere.example/\n",
		"/index.xml":       `<sitemapindex><sitemap><loc>/s1.xml</loc><lastmod>2023-01-01</lastmod></sitemap><sitemap><loc>/s2.xml.gz</loc><lastmod>2024-01-01</lastmod></sitemap><sitemap><loc>https://elsewhere.example/s</loc></sitemap><sitemap><loc>/gone.xml</loc></sitemap><sitemap><loc>/private/s.xml</loc></sitemap></sitemapindex>`,
		"/s1.xml":          `<urlset><url><loc>/s1/a</loc><lastmod>2023-01-01</lastmod></url><url><loc>/s1/b</loc></url></urlset>`,
		"/s2.xml.gz":       string(zipped(`<urlset><url><loc>/s2/a</loc><lastmod>2024-01-01</lastmod></url></urlset>`)),
		"/private/s.xml":   `<urlset><url><loc>/hidden</loc></url></urlset>`,
		"/nested.xml":      `<sitemapindex><sitemap><loc>/index.xml</loc></sitemap></sitemapindex>`,
		"/cut.xml":         `<urlset><url><loc>/1</loc></url><url><loc>/2</lo`,
		"/broken.xml":      `<urlset><url><loc>/1`,
		"/empty.xml":       `<urlset></urlset>`,
		"/deep.xml":        `<urlset>` + strings.Repeat("<url>", 1<<20),
		"/bomb.xml":        string(zipped(`<urlset>` + strings.Repeat(" ", 21<<20))),
		"/bad.gz":          "\x1f\x8b\x08\x00\x00",
		"/entities.xml":    `<!DOCTYPE urlset [<!ENTITY a "aaaa"><!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>/e&a;&x;</loc></url></urlset>`,
		"/latin.xml":       "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><urlset><url><loc>/caf\xe9</loc></url></urlset>",
		"/feed.xml":        `<rss version="2.0"><channel><title>The feed</title><item><title>One</title><link>/1</link></item><item><link>https://elsewhere.example/2</link></item></channel></rss>`,
		"/":                `<html><head><title>Home</title></head><body><main><ul><li><a href="/from-the-page">A page of it</a></li></ul></main></body></html>`,
		"/private/map.xml": `<urlset><url><loc>/1</loc></url></urlset>`,
	}
	w, host := places(t, bodies)
	bodies["/map.xml.gz"] = string(zipped(fmt.Sprintf(urlset, host)))
	for _, c := range []struct {
		path  string
		most  int
		want  string
		more  int
		words string
	}{
		{"/map.xml", 0, "/newer /new /old /a?b=1&c=2", 0, ""},
		{"/map.xml", 2, "/newer /new", 2, ""},
		{"/map.xml.gz", 0, "/newer /new /old /a?b=1&c=2", 0, ""},
		{"/list.txt", 0, "/1 /2", 0, ""},
		{"/index.xml", 0, "/s2/a /s1/a /s1/b", 0, ""},
		{"/index.xml", 1, "/s2/a", 2, ""},
		{"/cut.xml", 0, "/1", 0, ""},
		{"/latin.xml", 0, "/caf%C3%A9", 0, ""},
		{"/entities.xml", 0, "/e&a;&x;", 0, ""},
		{"/feed.xml", 0, "/1", 0, ""},
		{"/", 0, "/newer /new /old /a?b=1&c=2", 0, ""},
		{"/nested.xml", 0, "", 0, "names no pages"},
		{"/broken.xml", 0, "", 0, "sitemap that is broken"},
		{"/empty.xml", 0, "", 0, "names no pages"},
		{"/deep.xml", 0, "", 0, "sitemap that is broken"},
		{"/bomb.xml", 0, "", 0, "larger than 20 MB"},
		{"/bad.gz", 0, "", 0, "could not be fetched"},
		{"/private/map.xml", 0, "", 0, "robots.txt"},
	} {
		got, err := w.Fetch(t.Context(), corpus.Fetch{Address: host + c.path, Pages: true, Most: c.most})
		if c.words != "" {
			if err == nil || !strings.Contains(corpus.Explain(err), c.words) {
				t.Errorf("%s: %v, want %q", c.path, err, c.words)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		l := got.Listing
		if p := paths(l, host); p != c.want || l.More != c.more || l.Kind != "" {
			t.Errorf("%s most %d: %s and %d more, want %s and %d", c.path, c.most, p, l.More, c.want, c.more)
		}
	}
	got, err := w.Fetch(t.Context(), corpus.Fetch{Address: host + "/map.xml", Pages: true})
	if err != nil {
		t.Fatal(err)
	}
	if i := got.Listing.Items[1]; i.Title != "News & more" || i.Published.Format("2006-01-02") != "2024-06-17" || i.Version == "" || i.Key != i.URL || i.Read != nil {
		t.Errorf("%+v", i)
	}
	if i := got.Listing.Items[2]; i.Title != "" {
		t.Errorf("%+v", i)
	}
	for _, path := range []string{"/map.xml", "/map.xml.gz", "/index.xml"} {
		_, err := w.Fetch(t.Context(), corpus.Fetch{Address: host + path})
		says(t, err, corpus.CodeInvalid, "is a sitemap", "--pages", "option pages")
	}
}

// Of an index with very many sitemaps only some are read.
func TestSitemapIndexIsBounded(t *testing.T) {
	var index strings.Builder
	index.WriteString("<sitemapindex>")
	bodies := map[string]string{}
	for i := range 100 {
		fmt.Fprintf(&index, "<sitemap><loc>/s%d.xml</loc></sitemap>", i)
		bodies[fmt.Sprintf("/s%d.xml", i)] = fmt.Sprintf("<urlset><url><loc>/p%d</loc></url></urlset>", i)
	}
	bodies["/index.xml"] = index.String() + "</sitemapindex>"
	w, host := places(t, bodies)
	got, err := w.Fetch(t.Context(), corpus.Fetch{Address: host + "/index.xml", Pages: true})
	if err != nil || len(got.Listing.Items) != mostSubmaps || got.Listing.More != 100-mostSubmaps {
		t.Errorf("%+v, %v", got.Listing, err)
	}
}

func TestIndexPages(t *testing.T) {
	chrome := func(main string) string {
		return `<!doctype html><html><head><title>All stories | Kelm Courier</title></head><body>
<header><a href="/">Kelm Courier</a> <a href="/login">Log in</a></header><nav><a href="/sport">Sport</a><a href="/politics">Politics</a></nav>
<div class="breadcrumbs"><a href="/">Home</a> › <a href="/news">News</a></div>` + main + `
<aside><a href="/popular/1">A popular story of last week</a></aside><footer><a href="/privacy">Privacy</a> <a href="/about-us">About us</a></footer></body></html>`
	}
	for _, c := range []struct{ name, main, want string }{
		{"headings", chrome(`<main><h1>Stories</h1><article><h2><a href="/2024/ferry">The ferry is back</a></h2><p>It sails. <a href="/2024/ferry">Read more</a> <a href="/tag/ferry" rel="tag">ferry</a></p></article>
<article><h2><a href="bridge?utm_source=list">The bridge at Orm</a></h2><p>As <a href="/2020/old">we said in 2020</a>, it is old. By <a href="/author/lee">Ann Lee</a></p></article>
<article><h2><a href="https://elsewhere.example/x">Elsewhere</a></h2></article><article><h2><a href="/2024/school">School</a></h2><p><a href="/2024/school#comments">12 comments</a></p></article>
<div class="pagination"><a href="/news/index?page=2">2</a> <a href="/news/page/3">Older stories of ours</a></div></main>`), "/2024/ferry /news/bridge /2024/school"},
		{"cards", chrome(`<div class="grid"><a href="/a"><img src="x.jpg"><div><h3>First story</h3><p>What it says.</p></div></a><a href="/b"><div><h3>Second story</h3></div></a></div>`), "/a /b"},
		{"a list in a manual", chrome(`<main><p>See <a href="/license-text">the licence</a> for what you may do with it, and ask if in doubt.</p><ul><li><a href="install.html">Installation</a></li><li><a href="config.html">Configuration</a><ul><li><a href="config.html#x">Part</a></li><li><a href="keys.html">Keys</a></li></ul></li></ul></main>`), "/news/install.html /news/config.html /news/keys.html"},
		{"a table", chrome(`<table><tr><td>1</td><td><a href="/m/1">Minutes of March</a></td></tr><tr><td>2</td><td><a href="/m/2">Minutes of April</a></td></tr></table>`), "/m/1 /m/2"},
		{"links within sentences, if there is nothing else", chrome(`<main><p>We wrote about <a href="/x">the ferry</a> in spring and about <a href="/y">the bridge</a> in autumn, when it was closed.</p></main>`), "/x /y"},
		{"numbers as addresses", chrome(`<main><ul><li><a href="?p=12">The twelfth</a></li><li><a href="?p=13">The thirteenth</a></li><li><a href="?paged=2">Older</a></li><li><a href="/news/index">This page</a></li></ul></main>`), "/news/index?p=12 /news/index?p=13"},
		{"what is no text", chrome(`<main><ul><li><a href="/a.jpg">A picture of it</a></li><li><a href="/a.zip">All of it</a></li><li><a href="/a.pdf">A paper</a></li><li><a href="mailto:x@example.org">Write to us</a></li><li><a href="javascript:x()">Do it</a></li><li><a href="#top">Up again</a></li><li><a href="http://u:p@127.0.0.1/">Secret</a></li></ul></main>`), "/a.pdf"},
		{"nothing", chrome(`<main><p>There are no stories.</p></main>`), ""},
		{"without a main part, in navigation only", `<html><body><nav><a href="/a">A story about it</a></nav></body></html>`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, host := places(t, map[string]string{"/news/index": c.main})
			got, err := w.Fetch(t.Context(), corpus.Fetch{Address: host + "/news/index", Pages: true})
			if c.want == "" {
				says(t, err, corpus.CodeInvalid, "names no pages of its own site")
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if p := paths(got.Listing, host); p != c.want {
				t.Errorf("%s, want %s", p, c.want)
			}
		})
	}
	w, host := places(t, map[string]string{"/news/index": chrome(`<main><h2><a href="/a">One story</a></h2><a href="/a">Read on</a><h2><a href="/b">Two stories</a></h2><a href="/b">Read on</a></main>`)})
	got, err := w.Fetch(t.Context(), corpus.Fetch{Address: host + "/news/index", Pages: true, Most: 1})
	if err != nil || got.Listing.Items[0].Title != "One story" || got.Listing.More != 1 || got.Listing.Title != "All stories | Kelm Courier" {
		t.Errorf("%+v, %v", got.Listing, err)
	}
}

func FuzzSitemap(f *testing.F) {
	for _, s := range []string{urlset, "https://example.org/1\nhttps://example.org/2", `<sitemapindex><sitemap><loc>/a</loc></sitemap>`, "<urlset><url><loc>&#x0;</loc><lastmod>9999999-1-1</lastmod></url>", "<x:urlset><x:url><x:loc>/a</x:loc></x:url>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, ok, err := parseSitemap(text)
		if !ok && (err != nil || len(s.pages)+len(s.maps) > 0) || err != nil && len(s.pages)+len(s.maps) > 0 {
			t.Errorf("%+v %v %v", s, ok, err)
		}
		for _, l := range append(s.pages, s.maps...) {
			if l.address == "" || len(l.address) > len(text) {
				t.Errorf("%+v", l)
			}
		}
	})
}

func FuzzLinks(f *testing.F) {
	f.Add(`<base href="/x/"><main><h2><a href="a">A</a></h2><p>b <a href="?p=1">c</a></p></main>`)
	f.Add(`<a href="//example.org:80/%zz"><h1>x</h1></a><a href="http://[">y</a>`)
	at, _ := parseURL("https://example.org/news")
	f.Fuzz(func(t *testing.T, src string) {
		doc, err := parsePage(src)
		if err != nil {
			return
		}
		for _, l := range pageLinks(doc, at) {
			if !sameSite(l.url, at) {
				t.Errorf("%s is of another site", l.url)
			}
		}
	})
}
