package source

import (
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// indexLink is a link of an index page.
type indexLink struct {
	url   *url.URL
	title string
	// entry says that the link stands there as an entry of a list does: it is a
	// heading, or most of its line. Links within sentences are not.
	entry bool
}

// partOf are words in the classes of parts of a page that are about the site.
var partOf = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|footer|masthead|toolbar|pager|pagination|share|sharing|social|login|cookies?|consent|tags?|tagcloud|comments?|related|promo|advert|ads?|newsletter|skip)(?:$|[\s_-])`)

// otherPlaces are parts of a path that lead to other lists, or to no text.
var otherPlaces = tagSet(`tag tags category categories author authors user users login log-in signin sign-in signup
	sign-up register logout search feed feeds rss privacy imprint impressum terms contact cart account accounts
	subscribe newsletter share print comments wp-login.php wp-admin cdn-cgi`)

// otherFiles are the endings of what is no text.
var otherFiles = tagSet(`.jpg .jpeg .png .gif .svg .webp .avif .ico .bmp .tif .tiff .mp3 .mp4 .m4a .ogg .wav .webm .mov .avi
	.zip .gz .tgz .bz2 .xz .7z .rar .tar .exe .dmg .pkg .deb .rpm .iso .apk .css .js .json .xml .rss .atom .woff .woff2 .ttf .ics .vcf`)

// listQuery are the parameters by which a list shows another part of itself.
var listQuery = regexp.MustCompile(`(?i)(?:^|&)(?:page|paged|pg|sort|order|orderby|offset|start|view|filter|limit|lang|replytocom|share)=`)

// pageLinks are the links of an index page that may lead to texts, each page once,
// in the order of the page. They are looked for where the page has its own text,
// outside of navigation; if several stand there as entries of a list, those within
// sentences are left out.
func pageLinks(doc *html.Node, at *url.URL) []indexLink {
	list := linksUnder(mainElement(doc), at)
	if len(list) == 0 {
		list = linksUnder(doc, at)
	}
	entries := 0
	titles := map[string]int{}
	for _, l := range list {
		if l.entry {
			entries++
		}
		titles[l.title]++
	}
	kept := list[:0]
	for _, l := range list {
		if entries >= 3 && !l.entry {
			continue
		}
		if titles[l.title] > 1 && len(strings.Fields(l.title)) <= 3 {
			l.title = "" // "Read more" says nothing
		}
		kept = append(kept, l)
	}
	return kept
}

func linksUnder(root *html.Node, at *url.URL) []indexLink {
	base := at
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "base" && attr(n, "href") != "" {
			if u, err := at.Parse(strings.TrimSpace(attr(n, "href"))); err == nil {
				base = u
			}
			break
		}
	}
	var list []indexLink
	index := map[string]int{}
	var walk func(n *html.Node, line *html.Node, heading bool)
	walk = func(n *html.Node, line *html.Node, heading bool) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode || furniture(c) || c.Data != "body" && c.Data != "main" && partOf.MatchString(attr(c, "class")+" "+attr(c, "id")) {
				continue
			}
			if c.Data != "a" {
				in := line
				if blockTags[c.Data] || isHeading(c.Data) {
					in = c
				}
				walk(c, in, heading || isHeading(c.Data))
				continue
			}
			u := linkTarget(c, base, at)
			if u == nil {
				continue
			}
			l := indexLink{url: u, title: linkTitle(c)}
			if l.title != "" && !strings.ContainsFunc(l.title, unicode.IsLetter) {
				continue // "2", "»"
			}
			l.entry = l.title != "" && (heading || has(c, "h1", "h2", "h3", "h4") || hasBlock(c) || mostOf(l.title, line))
			key := normalURL(u)
			i, seen := index[key]
			switch {
			case !seen:
				index[key] = len(list)
				list = append(list, l)
			case l.entry && !list[i].entry, list[i].title == "":
				list[i].title, list[i].entry = l.title, l.entry || list[i].entry
			}
		}
	}
	walk(root, root, false)
	return list
}

func isHeading(tag string) bool {
	return len(tag) == 2 && tag[0] == 'h' && '1' <= tag[1] && tag[1] <= '6'
}

// mostOf reports whether a link's text is half of its line or more.
func mostOf(title string, line *html.Node) bool {
	n, most := 0, 2*utf8.RuneCountInString(title)
	for d := range line.Descendants() {
		if d.Type == html.TextNode {
			if n += utf8.RuneCountInString(strings.TrimSpace(d.Data)); n > most {
				return false
			}
		}
	}
	return true
}

// linkTitle is what a link is called: the heading in it, else its text.
func linkTitle(a *html.Node) string {
	for d := range a.Descendants() {
		if d.Type == html.ElementNode && isHeading(d.Data) {
			if t := spaced(rawText(d)); t != "" {
				return t
			}
		}
	}
	t := spaced(rawText(a))
	if r := []rune(t); len(r) > 200 {
		t = string(r[:200]) + "…"
	}
	return t
}

// linkTarget is where a link leads if that may be a text of the same site, and not
// this page, one above it, or another part of its list.
func linkTarget(a *html.Node, base, at *url.URL) *url.URL {
	href := strings.TrimSpace(attr(a, "href"))
	if href == "" || strings.HasPrefix(href, "#") || len(href) > mostURLBytes {
		return nil
	}
	for _, rel := range strings.Fields(strings.ToLower(attr(a, "rel"))) {
		switch rel {
		case "tag", "category", "author", "next", "prev", "license", "search", "alternate", "privacy-policy", "terms-of-service":
			return nil
		}
	}
	u, err := base.Parse(href)
	if err != nil || !sameSite(u, at) {
		return nil
	}
	here, there := strings.TrimSuffix(at.Path, "/"), strings.TrimSuffix(u.Path, "/")
	if there == here && (u.RawQuery == at.RawQuery || listQuery.MatchString(u.RawQuery) || u.RawQuery == "") {
		return nil
	}
	if strings.HasPrefix(here+"/", there+"/") && u.RawQuery == "" || otherFiles[strings.ToLower(path.Ext(u.Path))] {
		return nil
	}
	parts := strings.Split(strings.Trim(strings.ToLower(u.Path), "/"), "/")
	for i, p := range parts {
		if otherPlaces[p] || p == "page" && i+1 < len(parts) && strings.Trim(parts[i+1], "0123456789") == "" {
			return nil
		}
	}
	return u
}
