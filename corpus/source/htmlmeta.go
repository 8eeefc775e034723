package source

import (
	"cmp"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/publicsuffix"
)

// meta is what a page says about itself.
type meta struct {
	title, author, publisher, language, url string
	published                               time.Time
}

// pageMeta reads the page's own words about itself, the most deliberate first:
// the description for search engines (JSON-LD), the <meta> elements, then the
// marks in the text. Nothing is inferred from prose.
func pageMeta(doc *html.Node, pageURL *url.URL) meta {
	p := collect(doc)
	ld := linkedData(p.jsonLD)
	m := meta{
		title:     cmp.Or(ld.headline, p.meta["og:title"], p.meta["citation_title"], p.meta["dc.title"], p.meta["twitter:title"]),
		author:    cmp.Or(ld.author, person(p.meta["author"]), person(p.meta["article:author"]), p.meta["citation_author"], p.meta["dc.creator"], p.meta["parsely-author"], labelledAuthor(p.meta), p.byline),
		publisher: cmp.Or(ld.publisher, p.meta["og:site_name"], p.meta["citation_journal_title"], p.meta["dc.publisher"], p.meta["publisher"], p.meta["application-name"]),
		language:  cmp.Or(languageTag(p.lang), languageTag(p.meta["content-language"]), languageTag(p.meta["og:locale"])),
	}
	m.title = spaced(m.title)
	if m.title == "" || len(p.h1) == 1 && strings.Contains(m.title, p.h1[0]) {
		// The one main heading is the title without the site's name around it.
		m.title = cmp.Or(only(p.h1), siteless(p.title, m.publisher), m.title)
	} else {
		m.title = siteless(m.title, m.publisher)
	}
	m.publisher = cmp.Or(m.publisher, siteInTitle(p.title, only(p.h1)))
	for _, s := range []string{
		ld.published, p.meta["article:published_time"], p.meta["og:article:published_time"], p.meta["datepublished"],
		p.meta["citation_publication_date"], p.meta["citation_date"], p.meta["dc.date.issued"], p.meta["dcterms.issued"],
		p.meta["dcterms.created"], p.meta["dc.date"], p.meta["dcterms.date"], p.meta["parsely-pub-date"], p.meta["pubdate"],
		p.meta["publish-date"], p.meta["publish_date"], p.meta["publication_date"], p.meta["sailthru.date"], p.meta["date"],
		p.published,
	} {
		if m.published = parseDate(s); !m.published.IsZero() {
			break
		}
	}
	if pageURL != nil {
		if m.published.IsZero() {
			m.published = dateInPath(pageURL.Path)
		}
		m.url = canonical(pageURL, p.canonical)
		m.publisher = cmp.Or(m.publisher, strings.TrimPrefix(pageURL.Hostname(), "www."))
	}
	return m
}

func only(list []string) string {
	if len(list) == 1 {
		return list[0]
	}
	return ""
}

// person drops what stands in an author field and is no name.
func person(s string) string {
	if strings.Contains(s, "://") || strings.HasPrefix(s, "@") {
		return ""
	}
	return spaced(s)
}

var titleSeparators = []string{" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " • "}

// siteInTitle is the site's name where the page's title is its heading, a
// separator, and that name.
func siteInTitle(title, heading string) string {
	rest, ok := strings.CutPrefix(title, heading)
	if !ok || heading == "" {
		return ""
	}
	at, length := -1, 0
	for _, sep := range titleSeparators {
		if i := strings.LastIndex(rest, sep); i > at {
			at, length = i, len(sep)
		}
	}
	if at < 0 {
		return ""
	}
	return strings.TrimSpace(rest[at+length:])
}

// siteless takes the site's own name off the end of a title.
func siteless(title, site string) string {
	title = spaced(title)
	if site == "" {
		return title
	}
	for _, sep := range titleSeparators {
		if i := strings.LastIndex(title, sep); i > 0 && strings.EqualFold(strings.TrimSpace(title[i+len(sep):]), site) {
			return strings.TrimSpace(title[:i])
		}
	}
	return title
}

// found is what the elements of a page say.
type found struct {
	meta      map[string]string // names and properties in lower case; the first wins
	jsonLD    []string
	lang      string
	title     string
	h1        []string
	canonical string
	published string
	byline    string
}

func collect(doc *html.Node) found {
	f := found{meta: map[string]string{}}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "html":
			f.lang = cmp.Or(f.lang, attr(n, "lang"), attr(n, "xml:lang"))
		case "title":
			if f.title == "" && n.Parent != nil && n.Parent.Data == "head" {
				f.title = spaced(rawText(n))
			}
		case "h1":
			if t := spaced(ownText(n)); t != "" {
				f.h1 = append(f.h1, t)
			}
		case "link":
			if f.canonical == "" && strings.EqualFold(attr(n, "rel"), "canonical") {
				f.canonical = strings.TrimSpace(attr(n, "href"))
			}
		case "script":
			if strings.HasPrefix(strings.ToLower(attr(n, "type")), "application/ld+json") {
				f.jsonLD = append(f.jsonLD, rawText(n))
			}
		case "meta":
			name := strings.ToLower(cmp.Or(attr(n, "property"), attr(n, "name"), attr(n, "itemprop"), attr(n, "http-equiv")))
			content := spaced(attr(n, "content"))
			if _, set := f.meta[name]; !set && name != "" && content != "" {
				f.meta[name] = content
			}
		}
		if f.published == "" && saysDate(n) && !aside(n) {
			for _, s := range []string{attr(n, "datetime"), attr(n, "content"), rawText(n)} {
				if s = spaced(s); len(s) <= 120 && !parseDate(s).IsZero() {
					f.published = s
					break
				}
			}
		}
		if f.byline == "" && saysAuthor(n) && !aside(n) {
			f.byline = byline(n)
		}
	}
	return f
}

var (
	byPrefix  = regexp.MustCompile(`(?i)^(?:(?:posted|written|published|words|text|autor|author|(?:veröffentlicht|geschrieben|verfasst|erstellt|eingestellt)) )?(?:by|von|par|por|di|de|door):?\s+|^(?:author|autor|auteur|autore):?\s+`)
	byLabel   = regexp.MustCompile(`(?i)^(?:written by|author|geschrieben von|verfasst von|escrito por|écrit par|scritto da|geschreven door)$`)
	byClass   = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:author|byline|vcard)(?:$|[\s_-])|documentauthor`)
	dateClass = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:date|dateline|datetime|published|pubdate|publish|posted|timestamp|created)(?:$|[\s_-])`)
	noDate    = regexp.MustCompile(`(?i)updated|modified|changed|expire|event`)
)

// saysDate reports whether an element is marked as the date of publication.
func saysDate(n *html.Node) bool {
	switch prop := strings.ToLower(attr(n, "itemprop")); {
	case strings.Contains(prop, "datepublished"):
		return true
	case prop != "" && prop != "date":
		return false
	}
	if n.Data == "time" {
		return !noDate.MatchString(attr(n, "class"))
	}
	class := attr(n, "class") + " " + attr(n, "id")
	return class != " " && dateClass.MatchString(class) && !noDate.MatchString(class)
}

func saysAuthor(n *html.Node) bool {
	return n.Data != "meta" && n.Data != "body" && n.Data != "html" &&
		(strings.EqualFold(attr(n, "itemprop"), "author") || strings.EqualFold(attr(n, "rel"), "author") || byClass.MatchString(attr(n, "class")))
}

// byline is the name in an element that is marked as the author's: where a part of
// it is marked as the name (schema.org, hCard) or links to the author, that, else
// all of it if that may be a name.
func byline(n *html.Node) string {
	name := ""
	for d := range n.Descendants() {
		if d.Type != html.ElementNode {
			continue
		}
		class := " " + strings.ToLower(attr(d, "class")) + " "
		if strings.EqualFold(attr(d, "itemprop"), "name") || strings.Contains(class, " fn ") ||
			d.Data == "a" && (strings.EqualFold(attr(d, "rel"), "author") || strings.Contains(attr(d, "href"), "/author/")) {
			if name = spaced(rawText(d)); name != "" {
				break
			}
		}
	}
	marked := strings.EqualFold(attr(n, "itemprop"), "author") || strings.EqualFold(attr(n, "rel"), "author")
	name = strings.Trim(byPrefix.ReplaceAllString(cmp.Or(name, spaced(rawText(n))), ""), " ,|·•-–—")
	if len([]rune(name)) > 80 || !marked && (len(strings.Fields(name)) > 5 || strings.ContainsAny(name, "0123456789:?!")) {
		return ""
	}
	return person(name)
}

// labelledAuthor is what blogs tell those who share the page: a label and what it
// says.
func labelledAuthor(meta map[string]string) string {
	for _, n := range []string{"1", "2"} {
		if byLabel.MatchString(meta["twitter:label"+n]) {
			return person(meta["twitter:data"+n])
		}
	}
	return ""
}

// aside reports whether an element stands in a part of the page that is about
// something else: other stories, comments, the foot of the page.
func aside(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.Data {
		case "aside", "footer", "nav", "li":
			return true
		}
		if otherPart.MatchString(attr(p, "class") + " " + attr(p, "id")) {
			return true
		}
	}
	return false
}

var otherPart = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:comments?|related|sidebar|footer|teasers?|recommended|widget|more|reply|replies)(?:$|[\s_-])`)

var pathDate = regexp.MustCompile(`/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)`)

// dateInPath is the day that many sites put into the address of an article.
func dateInPath(path string) time.Time {
	if m := pathDate.FindStringSubmatch(path); m != nil {
		return day(m[1], m[2], m[3])
	}
	return time.Time{}
}

// ld is what a page tells search engines about its article.
type ld struct{ headline, author, publisher, published string }

// articleTypes are schema.org's types of articles.
var articleTypes = regexp.MustCompile(`(?i)article$|posting$|^report$|^webpage$|^recipe$|^qapage$|^question$`)

// linkedData reads JSON-LD (schema.org). A page may carry many things; the first
// one that is an article with a headline counts.
func linkedData(scripts []string) ld {
	var best ld
	for _, s := range scripts {
		var v any
		if json.Unmarshal([]byte(strings.TrimSpace(s)), &v) != nil {
			continue
		}
		names := map[string]string{} // of what is named elsewhere in the graph
		walkLD(v, 0, func(o map[string]any) bool {
			if id, _ := o["@id"].(string); id != "" && names[id] == "" {
				names[id] = ldText(o["name"])
			}
			return true
		})
		named := func(v any) string {
			if o, _ := v.(map[string]any); o != nil && o["name"] == nil {
				id, _ := o["@id"].(string)
				return names[id]
			}
			return ldText(v)
		}
		walkLD(v, 0, func(o map[string]any) bool {
			if !articleTypes.MatchString(ldText(o["@type"])) {
				return true
			}
			found := ld{
				headline:  html.UnescapeString(ldText(o["headline"])),
				author:    named(o["author"]),
				publisher: named(o["publisher"]),
				published: ldText(o["datePublished"]),
			}
			if best.headline == "" {
				best.headline = found.headline
				best.author = cmp.Or(best.author, found.author)
				best.publisher = cmp.Or(best.publisher, found.publisher)
				best.published = cmp.Or(best.published, found.published)
			}
			return best.headline == ""
		})
	}
	return best
}

// walkLD visits the objects of a JSON value in order until visit says no.
func walkLD(v any, depth int, visit func(map[string]any) bool) bool {
	if depth > 8 {
		return true
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if !walkLD(e, depth+1, visit) {
				return false
			}
		}
	case map[string]any:
		if !visit(v) {
			return false
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage"} {
			if !walkLD(v[key], depth+1, visit) {
				return false
			}
		}
	}
	return true
}

// ldText is a value as text: a thing is its name, a list its parts.
func ldText(v any) string {
	switch v := v.(type) {
	case string:
		return person(v)
	case map[string]any:
		return ldText(v["name"])
	case []any:
		var all []string
		for _, e := range v {
			if s := ldText(e); s != "" {
				all = append(all, s)
			}
		}
		return strings.Join(all, ", ")
	}
	return ""
}

// canonical is the address that identifies a page: the one it names itself, if
// that is on the same site, else the one it was fetched from. A page must not
// be able to pass for another site's, nor a site's template collapse all of its
// pages into the front page.
func canonical(page *url.URL, link string) string {
	if link != "" {
		if u, err := page.Parse(link); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.User == nil &&
			sameSite(u, page) && (strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || strings.Trim(page.Path, "/") == "") {
			return normalURL(u)
		}
	}
	return normalURL(page)
}

// sameSite reports whether two addresses belong to the same registrable domain,
// or are the same host and port where there is none.
func sameSite(a, b *url.URL) bool {
	if strings.EqualFold(a.Host, b.Host) {
		return true
	}
	if a.Port() != b.Port() {
		return false
	}
	da, err1 := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(a.Hostname()))
	db, err2 := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(b.Hostname()))
	return err1 == nil && err2 == nil && da == db && !isIP(a.Hostname())
}

// campaign are the query parameters that say where a reader came from, not what
// the page is.
var campaign = regexp.MustCompile(`^(?:utm_[a-z_]+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|yclid)$`)

// normalURL writes an address so that the same page has one: lower-case scheme
// and host, no default port, no fragment, no campaign parameters.
func normalURL(u *url.URL) string {
	c := *u
	c.Fragment, c.RawFragment, c.User = "", "", nil
	c.Scheme = strings.ToLower(c.Scheme)
	c.Host = strings.ToLower(c.Host)
	if port := c.Port(); port == "80" && c.Scheme == "http" || port == "443" && c.Scheme == "https" {
		c.Host = strings.TrimSuffix(c.Host, ":"+port)
	}
	if c.Path == "" {
		c.Path = "/"
	}
	if c.RawQuery != "" {
		var kept []string
		for _, part := range strings.Split(c.RawQuery, "&") {
			name, _, _ := strings.Cut(part, "=")
			if part != "" && !campaign.MatchString(strings.ToLower(name)) {
				kept = append(kept, part)
			}
		}
		c.RawQuery = strings.Join(kept, "&")
	}
	c.ForceQuery = false
	return c.String()
}
