package source

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
)

// feedServer answers with one thing, as the type that it is said to be.
type feedServer struct {
	contentType, cacheControl string
	body                      []byte
}

func (s *feedServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header()["Content-Type"] = nil
	if s.contentType != "" {
		w.Header().Set("Content-Type", s.contentType)
	}
	if s.cacheControl != "" {
		w.Header().Set("Cache-Control", s.cacheControl)
	}
	w.Header().Set("ETag", `"f1"`)
	w.Write(s.body)
}

// long is a text of about n runes in paragraphs.
func long(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "<p>Sentence %d of the report says what the harbour office counted that day.</p>", i)
	}
	return b.String()
}

func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

const rssFeed = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>Harbour &amp; Coast</title><link>/</link><language>en-gb</language><ttl>90</ttl>
<item><title>Older</title><link>/2024/a?utm_source=rss</link><guid isPermaLink="false">id-1</guid><pubDate>Mon, 17 Jun 2024 23:30:00 -0500</pubDate><description>Short.</description></item>
<item><title>Newer &amp;amp; &lt;i&gt;better&lt;/i&gt;</title><link>b</link><pubDate>Tue, 18 Jun 2024 10:00:00 GMT</pubDate><description>Short.</description></item>
</channel></rss>`

func TestFeedKinds(t *testing.T) {
	server := &feedServer{}
	w, s := site(t, server.ServeHTTP, WebOptions{})
	type item struct{ key, url, title, published string }
	a := item{"id-1", "/2024/a", "Older", "2024-06-17"}
	b := item{"", "/b", "Newer & better", "2024-06-18"}
	for _, c := range []struct {
		name, contentType, body string
		title                   string
		every                   time.Duration
		items                   []item
	}{
		{"RSS 2.0", "application/rssFeed+xml", rssFeed, "Harbour & Coast", 90 * time.Minute, []item{b, a}},
		{"RSS called a page", "text/html; charset=utf-8", rssFeed, "Harbour & Coast", 90 * time.Minute, []item{b, a}},
		{"RSS called a picture", "image/png", rssFeed, "Harbour & Coast", 90 * time.Minute, []item{b, a}},
		{"RSS without a type", "", rssFeed, "Harbour & Coast", 90 * time.Minute, []item{b, a}},
		{"RSS after a warning", "text/xml", "<br />\n<b>Warning</b>: include(x) in <b>/y.php</b> on line <b>3</b><br />\n" + rssFeed, "Harbour & Coast", 90 * time.Minute, []item{b, a}},
		{"RSS after a page", "text/xml", "<!doctype html><html><body>Maintenance</body></html>\n" + rssFeed, "Harbour & Coast", 90 * time.Minute, []item{b, a}},
		{"RSS without a prolog", "text/xml", rssFeed[strings.Index(rssFeed, "<rss"):], "Harbour & Coast", 90 * time.Minute, []item{b, a}},
		{"RSS 0.91", "text/xml", `<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Old</title><item><title>One</title><link>/1</link></item></channel></rss>`, "Old", 0, []item{{"", "/1", "One", ""}}},
		{"RSS 1.0", "application/rdf+xml", `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel rdf:about="/"><title>Ten</title><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel>
<item rdf:about="/1"><title>One</title><link>/1</link><dc:date>2024-06-18T01:00:00+09:00</dc:date></item></rdf:RDF>`, "Ten", 6 * time.Hour, []item{{"", "/1", "One", "2024-06-18"}}},
		{"Atom", "application/atom+xml", `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title type="html">The &lt;b&gt;Atom&lt;/b&gt;</title>
<entry><id>tag:x,1</id><title>One</title><link rel="alternate" href="/1"/><published>2024-06-18T23:00:00-08:00</published><updated>2024-07-01T00:00:00Z</updated></entry></feed>`, "The Atom", 0, []item{{"tag:x,1", "/1", "One", "2024-06-18"}}},
		{"Atom with a prefix", "application/xml", `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>P</a:title><a:entry><a:id>1</a:id><a:title>One</a:title><a:link href="/1"/></a:entry></a:feed>`, "P", 0, []item{{"1", "/1", "One", ""}}},
		{"JSON Feed", "application/json", `{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","url":"/1","title":"One","date_published":"2024-06-18T10:00:00Z"}]}`, "J", 0, []item{{"1", "/1", "One", "2024-06-18"}}},
		{"an empty feed", "text/xml", `<rss version="2.0"><channel><title>E</title></channel></rss>`, "E", 0, nil},
		{"broken dates", "text/xml", `<rss version="2.0"><channel><title>D</title><item><link>/1</link><pubDate>yesterday</pubDate></item><item><link>/2</link><pubDate>2024-06-18</pubDate></item><item><link>/3</link><pubDate>18. Juni 2024, 25:99</pubDate></item></channel></rss>`, "D", 0,
			[]item{{"", "/1", "", ""}, {"", "/2", "", "2024-06-18"}, {"", "/3", "", ""}}},
		{"the same item twice", "text/xml", `<rss version="2.0"><channel><title>T</title><item><guid isPermaLink="false">g</guid><link>/1</link></item><item><guid isPermaLink="false">g</guid><link>/1</link></item></channel></rss>`, "T", 0,
			[]item{{"g", "/1", "", ""}}},
		{"one GUID for all", "text/xml", `<rss version="2.0"><channel><title>T</title><item><guid isPermaLink="false">g</guid><link>/1</link></item><item><guid isPermaLink="false">g</guid><link>/2</link></item></channel></rss>`, "T", 0,
			[]item{{"", "/1", "", ""}, {"", "/2", "", ""}}},
		{"links that are not followed", "text/xml", `<rss version="2.0"><channel><title>L</title><item><link>file:///etc/passwd</link><guid>x</guid></item><item><link>http://u:p@example.org/</link></item>
<item><link>javascript:alert(1)</link></item><item><link>http://example.org:22/</link></item><item><title>kept</title><link>http://169.254.169.254:99/</link><description>Text of it.</description></item></channel></rss>`, "L", 0,
			[]item{{"*", "", "kept", ""}}},
		{"entities of its own", "text/xml", `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>Ent &b; &x; &nbsp;ity</title></channel></rss>`, "Ent &b; &x; ity", 0, nil},
		{"a wrong charset", "application/xml; charset=iso-8859-1", `<?xml version="1.0" encoding="windows-1252"?><rss version="2.0"><channel><title>Zoë’s</title></channel></rss>`, "Zoë’s", 0, nil},
		{"another charset", "application/xml", string(encode(t, win1252, `<?xml version="1.0" encoding="windows-1252"?><rss version="2.0"><channel><title>Zoë’s café à Genève</title></channel></rss>`)), "Zoë’s café à Genève", 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			*server = feedServer{contentType: c.contentType, body: []byte(c.body)}
			got, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + "/feed.xml"})
			if err != nil || got.Listing == nil {
				t.Fatalf("%+v, %v", got, err)
			}
			l := got.Listing
			if l.Kind != corpus.KindFeed || l.Location != s.URL+"/feed.xml" || l.Shown != l.Location || l.Title != c.title || l.Every != c.every || l.Validators.ETag != `"f1"` || l.More != 0 {
				t.Errorf("%+v", l)
			}
			var items []item
			for _, i := range l.Items {
				g := item{i.Key, strings.TrimPrefix(i.URL, s.URL), i.Title, ""}
				if i.Key == i.URL {
					g.key = ""
				}
				if len(i.Key) == 64 {
					g.key = "*"
				}
				if !i.Published.IsZero() {
					g.published = i.Published.Format(time.DateOnly)
				}
				items = append(items, g)
			}
			if fmt.Sprint(items) != fmt.Sprint(c.items) {
				t.Errorf("items\n%v, want\n%v", items, c.items)
			}
		})
	}
	*server = feedServer{contentType: "application/rssFeed+xml", body: []byte(story)}
	if c, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL}); err != nil || c.Reading == nil {
		t.Errorf("a page that is given with a feed: %+v, %v", c, err)
	}
	*server = feedServer{cacheControl: "public, max-age=7200", body: []byte(strings.ReplaceAll(rssFeed, "<ttl>90</ttl>", ""))}
	if c, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL}); err != nil || c.Listing.Every != 2*time.Hour {
		t.Errorf("%+v, %v", c.Listing, err)
	}
}

// What a feed has whole is read from it; for the rest there is the page.
func TestFeedText(t *testing.T) {
	post := `<p>The post <a href="/1">The count</a> appeared first on <a href="/">Harbour</a>.</p>`
	for _, c := range []struct {
		name, summary, content string
		whole                  bool
	}{
		{"long", "", long(1500), true},
		{"long, and a summary", "Short.", long(1500), true},
		{"much longer than the summary", "Sentence 0 of the report.", long(600), true},
		{"short without a summary", "", long(600), false},
		{"no longer than the summary", strings.Repeat("word ", 100), long(600), false},
		{"only a summary", long(1500), "", false},
		{"an ellipsis", "", long(1500) + "<p>And then […]</p>", false},
		{"three dots", "", long(1500) + "<p>And then...</p>", false},
		{"in the middle of a line", "", long(1500) + "<p>And then the mayor of the</p>", false},
		{"read more", "Short.", long(1500) + `<p><a href="/1?utm_campaign=x#more-12">Weiterlesen</a></p>`, false},
		{"read more in the line", "Short.", long(1500) + `<p>And so it ended. <a href="/1">→</a></p>`, false},
		{"where it appeared first", "", long(1500) + post, true},
		{"comments", "", long(1500) + `<p><a href="/1#comments">3 Kommentare</a></p><img src="/pixel">`, true},
		{"links within the text", "", `<p>See <a href="/1">our first report</a>.</p>` + long(1500), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := &feedServer{body: []byte(`<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harbour</title><language>en</language><item>
<title>The count</title><link>/1</link><dc:creator>Ann Lee</dc:creator><pubDate>Tue, 18 Jun 2024 10:00:00 GMT</pubDate><description>` + escaped(c.summary) + `</description><content:encoded>` + escaped(c.content) + `</content:encoded></item></channel></rss>`)}
			w, s := site(t, server.ServeHTTP, WebOptions{})
			got, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + "/feed"})
			if err != nil || len(got.Listing.Items) != 1 {
				t.Fatalf("%+v, %v", got.Listing, err)
			}
			i := got.Listing.Items[0]
			if (i.Read != nil) != c.whole {
				t.Fatalf("whole %v", i.Read != nil)
			}
			if i.Read == nil {
				return
			}
			d, err := i.Read(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if d.Key != i.Key || d.URL != s.URL+"/1" || d.Title != "The count" || d.Author != "Ann Lee" || d.Publisher != "Harbour" || d.Language != "en" || d.Published.Format(time.DateOnly) != "2024-06-18" || string(d.Original) != c.content || d.MediaType != "text/html" || d.Scraped {
				t.Errorf("%+v", d)
			}
			if !strings.HasSuffix(d.Text, "counted that day.") || !strings.Contains(d.Text, ".\n\nSentence 3 of") {
				t.Errorf("%q", d.Text)
			}
		})
	}
	// Without a page of its own, what the feed has is all there is.
	server := &feedServer{body: []byte(`{"version":"https://jsonfeed.org/version/1","title":"Notes","items":[{"id":"7","content_text":"Only this.\n\nAnd that &amp; more"},{"id":"8","summary":"  "}]}`)}
	w, s := site(t, server.ServeHTTP, WebOptions{})
	got, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL})
	if err != nil || len(got.Listing.Items) != 1 {
		t.Fatalf("%+v, %v", got.Listing, err)
	}
	d, err := got.Listing.Items[0].Read(t.Context())
	if err != nil || d.Text != "Only this.\n\nAnd that & more" || d.Key != "7" || d.URL != "" || d.MediaType != "text/plain" {
		t.Errorf("%+v, %v", d, err)
	}
}

// What a feed has of an item stands in for a page that cannot be had, if it says
// anything.
func TestFeedOwnText(t *testing.T) {
	for _, c := range []struct{ name, summary, content, want string }{
		{"content", "Short.", "<p>The count began on Monday.</p>", "The count began on Monday."},
		{"a summary", "The count began on Monday. It ended on Friday.", "", "The count began on Monday. It ended on Friday."},
		{"a summary of one sentence", "The count began on Monday.", "", ""},
		{"a summary that breaks off", "The count began on Monday. It ended on", "", ""},
		{"a content that says nothing", "The count began on Monday. It ended on Friday.", `<a href="/1">Read more</a>`, "The count began on Monday. It ended on Friday."},
		{"links only", "Article URL: /1\nComments URL: /2\nPoints: 3", "", ""},
		{"read more in the line", "", `<p>The count began on Monday.</p><p>It ended on Friday. <a href="/1">Read more</a></p>`, "The count began on Monday.\n\nIt ended on Friday."},
		{"where it appeared first", "", `<p>The count began on Monday. It […]</p><p>The post <a href="/1">The count</a> appeared first on <a href="/">Harbour</a>.</p>`, "The count began on Monday. It […]"},
		{"nothing", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := &feedServer{body: []byte(`<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour</title><item>
<title>The count</title><link>/1</link><description>` + escaped(c.summary) + `</description><content:encoded>` + escaped(c.content) + `</content:encoded></item></channel></rss>`)}
			w, s := site(t, server.ServeHTTP, WebOptions{})
			got, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + "/feed"})
			if err != nil || len(got.Listing.Items) != 1 || got.Listing.Items[0].Read != nil {
				t.Fatalf("%+v, %v", got.Listing, err)
			}
			i := got.Listing.Items[0]
			var d corpus.Draft
			if i.Own != nil {
				d, err = i.Own(t.Context())
			}
			if d.Text != c.want || (err == nil) != (c.want != "" || i.Own == nil) || c.want != "" && (d.Key != i.Key || d.URL != s.URL+"/1") {
				t.Errorf("%+v, %v", d, err)
			}
		})
	}
}

func TestFeedVersion(t *testing.T) {
	server := &feedServer{body: []byte(rssFeed)}
	w, s := site(t, server.ServeHTTP, WebOptions{})
	versions := func() [2]string {
		c, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL})
		if err != nil {
			t.Fatal(err)
		}
		return [2]string{c.Listing.Items[0].Version, c.Listing.Items[1].Version}
	}
	one, same := versions(), versions()
	server.body = []byte(strings.Replace(rssFeed, "<description>Short.</description></item>\n</channel>", "<description>Changed.</description></item></channel>", 1))
	changed := versions()
	if one != same || one[0] == changed[0] || one[1] != changed[1] || one[0] == one[1] {
		t.Errorf("%v %v %v", one, same, changed)
	}
}

// A page of the web must not have pages of the operator's network read.
func TestFeedLinksIntoLAN(t *testing.T) {
	w, err := NewWeb(WebOptions{AllowHosts: []string{"10.0.0.7", "wiki.test:8080"}})
	if err != nil {
		t.Fatal(err)
	}
	feed, err := parseFeed(`<rss version="2.0"><channel><item><link>http://10.0.0.7/a</link><description>x</description></item><item><link>http://wiki.test:8080/</link></item><item><link>http://example.org/b</link></item></channel></rss>`)
	if err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]string{
		"http://example.org/feed": "[ http://example.org/b]",
		"http://10.0.0.7/feed":    "[http://10.0.0.7/a http://wiki.test:8080/ http://example.org/b]",
	} {
		u, _ := parseURL(from)
		var got []string
		for _, e := range w.entries(feed, u) {
			got = append(got, e.url)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("from %s: %v, want %s", from, got, want)
		}
	}
}

func TestFeedHostile(t *testing.T) {
	many := func(n int) []byte {
		var b bytes.Buffer
		b.WriteString(`<rss version="2.0"><channel><title>Many</title>`)
		for i := range n {
			fmt.Fprintf(&b, "<item><link>/%d</link><title>t</title><description>Some words.</description></item>", i)
		}
		b.WriteString("</channel></rss>")
		return b.Bytes()
	}
	bomb := func() []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		io.WriteString(z, `<rss version="2.0"><channel>`)
		io.Copy(z, io.LimitReader(&endless{}, 64<<20))
		z.Close()
		return b.Bytes()
	}()
	gzipped := false
	server := &feedServer{}
	w, s := site(t, func(w http.ResponseWriter, r *http.Request) {
		if gzipped {
			w.Header().Set("Content-Encoding", "gzip")
		}
		server.ServeHTTP(w, r)
	}, WebOptions{})
	server.body = many(50_000)
	for _, c := range []struct{ most, items int }{{0, mostFeedItems}, {500, 500}, {100_000, mostFeedItems}} {
		got, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL, Most: c.most})
		if err != nil || len(got.Listing.Items) != c.items || got.Listing.More != 50_000-c.items || got.Listing.Items[0].URL != s.URL+"/0" {
			t.Fatalf("most %d: %v", c.most, err)
		}
	}
	for _, c := range []struct {
		name, words string
		body        []byte
	}{
		{"larger than a page", "larger than 8 MB", bytes.Repeat([]byte("<rss><channel>"), 2<<20)},
		{"deep", "feed that is broken", bytes.Repeat([]byte("<rss>"), 1<<20)},
		{"deep in an item", "feed that is broken", []byte("<rss version='2.0'><channel><item>" + strings.Repeat("<x:y>", 1<<20))},
		{"deep Atom", "feed that is broken", []byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">` + strings.Repeat("<div>", 1<<20))},
		{"deep JSON", "feed that is broken", []byte(`{"version":"https://jsonfeed.org/version/1","items":` + strings.Repeat("[", 1<<20))},
		{"cut off", "feed that is broken", []byte(rssFeed[:len(rssFeed)/2])},
		{"a bomb", "larger than 8 MB", bomb},
	} {
		gzipped = c.name == "a bomb"
		server.body = c.body
		_, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + "/f?key=s3cret"})
		says(t, err, corpus.CodeInvalid, s.URL+"/f", c.words)
		if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%v shows a secret", err)
		}
	}
	runtime.GC()
}

func FuzzFeed(f *testing.F) {
	for _, s := range []string{
		rssFeed,
		`<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><entry><id>1</id><content type="xhtml"><div><p>x</p></div></content><link href="/1"/></entry></feed>`,
		`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"content_html":"<p>x","url":":"}]}`,
		`<rdf:RDF xmlns="http://purl.org/rss/1.0/"><item><title>&#0;</title></item></rdf:RDF>`,
		`x<rss><channel><item><guid>http://[</guid><description>&lt;a href="/1#more"&gt;</description></item></channel></rss>`,
	} {
		f.Add(s)
	}
	w, err := NewWeb(WebOptions{})
	if err != nil {
		f.Fatal(err)
	}
	u, _ := parseURL("https://example.org/feed")
	f.Fuzz(func(t *testing.T, src string) {
		text := feedIn(src)
		if text == "" {
			return
		}
		l, err := w.feed(page{url: u}, "the feed", text, corpus.Fetch{Address: u.String(), Most: 100})
		if err != nil {
			return
		}
		if len(l.Items) > 100 || l.More < 0 || l.Every < 0 || l.Title == "" {
			t.Errorf("%d items, %d more, every %v, title %q", len(l.Items), l.More, l.Every, l.Title)
		}
		keys := map[string]bool{}
		for _, i := range l.Items {
			if i.Key == "" || keys[i.Key] || i.Version == "" || i.URL == "" && i.Read == nil {
				t.Errorf("%+v", i)
			}
			keys[i.Key] = true
			read := i.Read
			if read == nil {
				read = i.Own
			}
			if read == nil {
				continue
			}
			if d, err := read(t.Context()); err == nil && (strings.TrimSpace(d.Text) == "" || d.Key != i.Key) {
				t.Errorf("%+v", d)
			}
		}
	})
}
