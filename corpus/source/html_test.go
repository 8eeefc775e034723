package source

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

var win1252 = charmap.Windows1252

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ page, link, want string }{
		{"https://www.example.org/a?utm_source=x&b=1#c", "", "https://www.example.org/a?b=1"},
		{"HTTPS://Example.ORG:443", "", "https://example.org/"},
		{"http://example.org:80/a", "", "http://example.org/a"},
		{"https://www.example.org/a", "https://example.org/b", "https://example.org/b"},
		{"https://amp.example.co.uk/a", "https://www.example.co.uk/b", "https://www.example.co.uk/b"},
		{"https://example.org/a", "/b", "https://example.org/b"},
		{"https://example.org/a", "//example.org/b", "https://example.org/b"},
		// another site's, another customer's of the same host, another tenant's port
		{"https://example.org/a", "https://example.com/b", "https://example.org/a"},
		{"https://one.co.uk/a", "https://two.co.uk/b", "https://one.co.uk/a"},
		{"https://one.github.io/a", "https://two.github.io/b", "https://one.github.io/a"},
		{"http://10.0.0.1/a", "http://10.1.0.1/b", "http://10.0.0.1/a"},
		{"http://example.org:8080/a", "http://example.org/b", "http://example.org:8080/a"},
		{"http://localhost:1/a", "http://localhost:2/b", "http://localhost:1/a"},
		// a template that names the front page for every page
		{"https://example.org/a", "https://example.org/", "https://example.org/a"},
		{"https://example.org/", "https://www.example.org", "https://www.example.org/"},
		{"https://example.org/a", "javascript:x", "https://example.org/a"},
		{"https://example.org/a", "https://u:p@example.org/b", "https://example.org/a"},
		{"https://example.org/a", "http://[::1", "https://example.org/a"},
	} {
		page, err := url.Parse(c.page)
		if err != nil {
			t.Fatal(err)
		}
		if got := canonical(page, c.link); got != c.want {
			t.Errorf("%s naming %q: %s, want %s", c.page, c.link, got, c.want)
		}
		again, _ := url.Parse(canonical(page, c.link))
		if got := normalURL(again); got != canonical(page, c.link) {
			t.Errorf("%s is not settled: %s", canonical(page, c.link), got)
		}
	}
}

func TestPageMeta(t *testing.T) {
	for _, c := range []struct{ name, page, title, author, publisher, published string }{
		{"nothing", `<p>Words.`, "", "", "", ""},
		{"title alone", `<title>Hello</title>`, "Hello", "", "", ""},
		{"heading in the title", `<title>Hello | Site</title><h1>Hello</h1>`, "Hello", "", "Site", ""},
		{"open graph", `<meta property="og:title" content="Hello - Site"><meta property="og:site_name" content="Site">`, "Hello", "", "Site", ""},
		{"JSON-LD", `<script type="application/ld+json">[{"@type":"BreadcrumbList"},{"@type":["Article","NewsArticle"],"headline":"A &amp; B","author":{"name":"Jo"},"publisher":{"name":"P"},"datePublished":"2021-02-03T23:59:00-08:00"}]</script>`, "A & B", "Jo", "P", "2021-02-03"},
		{"broken JSON-LD", `<script type="application/ld+json">{"@type":"Article",</script><title>T</title>`, "T", "", "", ""},
		{"JSON-LD of surprising types", `<script type="application/ld+json">{"@type":5,"headline":[1,{"a":2}],"author":[[["x"]]]}</script><title>T</title>`, "T", "", "", ""},
		{"dublin core", `<meta name="DC.title" content="T"><meta name="DC.creator" content="Jo"><meta name="DC.date" content="1999-12-31">`, "T", "Jo", "", "1999-12-31"},
		{"microdata", `<h1>T</h1><span itemprop="author">By Jo Doe</span><meta itemprop="datePublished" content="20200102">`, "T", "Jo Doe", "", "2020-01-02"},
		{"an author's page is no name", `<meta property="article:author" content="https://facebook.com/jo">`, "", "", "", ""},
		{"words", `<h1>T</h1><div class="post-date">Posted on March 5th, 2019</div>`, "T", "", "", "2019-03-05"},
		{"a comment's date", `<h1>T</h1><div class="comments"><time datetime="2020-01-01">x</time></div>`, "T", "", "", ""},
		{"the date of a change", `<h1>T</h1><time class="updated" datetime="2020-01-01">x</time>`, "T", "", "", ""},
		{"a day that does not exist", `<meta name="date" content="2021-02-30">`, "", "", "", ""},
		{"a date that can be read two ways", `<meta name="date" content="03/04/2021">`, "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := parsePage(c.page)
			if err != nil {
				t.Fatal(err)
			}
			m := pageMeta(doc, nil)
			published := ""
			if !m.published.IsZero() {
				published = m.published.Format("2006-01-02")
			}
			if m.title != c.title || m.author != c.author || m.publisher != c.publisher || published != c.published {
				t.Errorf("%q %q %q %q", m.title, m.author, m.publisher, published)
			}
		})
	}
}

// A page built to cost time or a stack comes to an end, with its text.
func TestHostilePages(t *testing.T) {
	const words = "These words are the text of the page."
	for _, c := range []struct{ name, before string }{
		{"nested", strings.Repeat("<div>", 1<<16)},
		{"nested lists", strings.Repeat("<ul><li>", 1<<14)},
		{"nested tables", strings.Repeat("<table><tr><td>", 1<<13)},
		{"formatting that never ends", strings.Repeat("<b><i><a href=x><p>", 1<<10)},
		{"many elements", strings.Repeat("<i>x</i> ", mostElements)},
		{"many attributes", "<p " + func() string {
			var b strings.Builder
			for i := range 1 << 14 {
				fmt.Fprintf(&b, "a%d=b ", i)
			}
			return b.String()
		}() + ">"},
		{"angle brackets", strings.Repeat("<", 1<<16) + ">"},
		{"comments", strings.Repeat("<!--", 1<<15) + "-->"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := readHTML("<html><body>"+c.before+"<p>"+words+"</p>", "")
			if err != nil || !strings.Contains(d.Text, words) {
				t.Errorf("%d bytes of text, %v", len(d.Text), err)
			}
		})
	}
}

// Marks within a line never part or join words.
func TestLinesStayWhole(t *testing.T) {
	for _, c := range []struct{ html, want string }{
		{"one <b>two</b> three", "one two three"},
		{"it was <em>38 degrees</em> too cold", "it was 38 degrees too cold"},
		{"un<b>believ</b>able", "unbelievable"},
		{"on <time>17 June</time> it rained", "on 17 June it rained"},
		{"costs <del>40</del> <ins>45</ins> euros", "costs 45 euros"},
		{"H<sub>2</sub>O and 10<sup>6</sup>", "H2O and 106"},
		{`a fact<sup><a href="#n1">[1]</a></sup>.`, "a fact."},
		{`see <a href="/x">the <i>page</i></a>, please`, "see the page, please"},
		{"he said <q>no</q>", "he said “no”"},
		{"run <code>make all</code> twice", "run make all twice"},
		{"line<br>break", "line\nbreak"},
		{"<ruby>売<rt>う</rt></ruby>り<ruby>切<rp>(</rp><rt>き</rt></ruby>れる", "売り切れる"},
		{"5 &lt; 6 &amp; 7", "5 < 6 & 7"},
	} {
		for _, wrap := range []string{"<p>%s</p>", "<ul><li>%s</li></ul>", "<blockquote><p>%s</p></blockquote>", "<h2>%s</h2><p>after</p>"} {
			const filler = "<p>Here is another paragraph, number %d, that has a good many words in it to be read.</p>"
			page := "<html><body><article>"
			for i := range 4 {
				page += fmt.Sprintf(filler, i)
			}
			page += fmt.Sprintf(wrap, c.html) + "<p>And the last one comes here, to end the article with a sentence.</p></article></body></html>"
			d, err := readHTML(page, "")
			if want := c.want; err != nil || !strings.Contains(strings.Join(strings.Fields(d.Text), " "), strings.ReplaceAll(want, "\n", " ")) {
				t.Errorf("%q in %s:\n%s\n%v", c.html, wrap, d.Text, err)
			}
		}
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{story, "<p>a<b>c</p>d", "<table><tr><td>a<td>b<table><tr><td>c", "<ul><li>a<ul><li>b</ul></ul>", "<pre>a\n b</pre>",
		"<script>x</script>", "<title>a", "<a href=#>x</a><q>y</q><time>z</time> w", "<template><p>x</template>", "<svg><p>x", "<frameset><frame>",
		`<script type="application/ld+json">{"@type":"Article","headline":"x"}</script>`, "<div class='a b'><div class=c>x</div></div>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, page string) {
		if !utf8.ValidString(page) {
			return
		}
		d, err := readHTML(page, "https://example.org/a")
		if err == nil && strings.TrimSpace(d.Text) == "" {
			t.Error("no text and no error")
		}
		if !utf8.ValidString(d.Text) || !utf8.ValidString(d.Title+d.Author+d.Publisher) {
			t.Errorf("%+v is not UTF-8", d)
		}
		if u, err := url.Parse(d.URL); err != nil || d.URL != "" && u.Hostname() != "example.org" && !strings.HasSuffix(u.Hostname(), ".example.org") {
			t.Errorf("the page passes for %q", d.URL)
		}
	})
}
