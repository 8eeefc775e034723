package source

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"footnote/corpus"
)

// A site out there must not choose what is read in the operator's network, though
// both are called alike.
func TestSitemapsIntoLAN(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := map[string]bool{}
		w := web(t, func(w http.ResponseWriter, r *http.Request) {
			asked[r.Host] = true // one at a time
			switch r.URL.Path {
			case "/robots.txt":
				io.WriteString(w, "User-agent: *\nSitemap: http://wiki.example.org/named.xml\nSitemap: /index.xml")
			case "/index.xml":
				io.WriteString(w, `<sitemapindex><sitemap><loc>http://wiki.example.org/map.xml</loc></sitemap><sitemap><loc>/map.xml</loc></sitemap></sitemapindex>`)
			default:
				io.WriteString(w, `<urlset><url><loc>/a</loc></url><url><loc>http://wiki.example.org/b</loc></url></urlset>`)
			}
		}, WebOptions{AllowHosts: []string{"wiki.example.org"}})
		for _, address := range []string{"http://www.example.org/", "http://www.example.org/index.xml"} {
			c, err := w.Fetch(t.Context(), corpus.Fetch{Address: address, Own: true, Pages: true})
			if err != nil {
				t.Fatal(err)
			}
			if got := paths(c.Listing, "http://www.example.org"); got != "/a" {
				t.Errorf("%s: %s", address, got)
			}
		}
		if asked["wiki.example.org"] {
			t.Error("a site had something read that the operator allowed for people")
		}
	})
}

// Many rules and many addresses are both allowed, and their product is not worked
// off for one list.
func TestListOfManyUnderManyRules(t *testing.T) {
	const rules, addresses = 5000, 20_000
	w, address := places(t, map[string]string{
		"/robots.txt": "User-agent: *\n" + strings.Repeat("Disallow: *x*y\n", rules),
		"/map.xml":    "<urlset>" + strings.Repeat("<url><loc>/a</loc></url>", addresses-1) + "<url><loc>/b</loc></url></urlset>",
	})
	c, err := w.Fetch(t.Context(), corpus.Fetch{Address: address + "/map.xml", Own: true, Pages: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := paths(c.Listing, address); got != "/a" || c.Listing.More != addresses-mostMatches/rules {
		t.Errorf("%s and %d more", got, c.Listing.More)
	}
	u, _ := parseURL(address)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := &corpus.Listing{}
	w.fill(ctx, l, u, []location{{address: "/a"}}, 0)
	if len(l.Items) != 0 || l.More != 1 {
		t.Errorf("after the end: %+v", l)
	}
}
