package source

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/rss"
	"golang.org/x/net/html"

	"footnote/corpus"
)

const (
	// mostFeedItems bounds a listing where the caller does not. Feeds have tens of
	// items, archives of a whole site some thousands.
	mostFeedItems = 10_000
	// mostXMLDepth bounds how deep elements stand in one another. Feeds and sitemaps
	// need five levels, and the text of an article some tens.
	mostXMLDepth = 512
	mostKeyBytes = 500
)

var jsonFeed = regexp.MustCompile(`"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version`)

// feedRoot is the beginning of a feed, wherever it stands.
var feedRoot = regexp.MustCompile(`<(?:[A-Za-z_][\w.-]*:)?(?:rss|feed|RDF)[\s>]`)

// feedIn finds the feed in a text: RSS, Atom or a JSON Feed, whatever it was
// declared to be. Servers write notes and warnings before the feed, and some a
// piece of a page; then the feed must be all of the rest. It returns "" where
// there is none.
func feedIn(text string) string {
	trimmed := strings.TrimSpace(text)
	if strings.HasPrefix(trimmed, "{") {
		if jsonFeed.MatchString(trimmed) {
			return trimmed
		}
		return ""
	}
	name, at := xmlRoot(text)
	switch name {
	case "rss", "feed":
		return text[at:]
	case "rdf":
		if head := text[at:min(len(text), at+2000)]; strings.Contains(head, "purl.org/rss") || strings.Contains(head, "netscape.com/rdf/simple") {
			return text[at:]
		}
		return ""
	}
	if m := feedRoot.FindStringIndex(text[:min(len(text), 64<<10)]); m != nil {
		root := strings.TrimRight(text[m[0]+1:m[1]], " \t\r\n>")
		if strings.HasSuffix(trimmed, "</"+root+">") {
			return text[m[0]:]
		}
	}
	return ""
}

// xmlRoot is the name of the first element of a document, without its prefix and
// in lower case, and where it begins; "" where something else comes first.
func xmlRoot(text string) (name string, at int) {
	skip := func(end string) bool {
		i := strings.Index(text[at:], end)
		if i < 0 {
			return false
		}
		at += i + len(end)
		return true
	}
	for {
		at += len(text[at:]) - len(strings.TrimLeft(text[at:], "\ufeff \t\r\n\f"))
		s := text[at:]
		ok := true
		switch {
		case strings.HasPrefix(s, "<?"):
			ok = skip("?>")
		case strings.HasPrefix(s, "<!--"):
			ok = skip("-->")
		case strings.HasPrefix(s, "<!"):
			if i := strings.IndexAny(s, "[>"); i >= 0 && s[i] == '[' {
				ok = skip("]")
			}
			ok = ok && skip(">")
		case strings.HasPrefix(s, "<"):
			s = s[1:]
			end := strings.IndexAny(s, " \t\r\n/>")
			if end < 0 || end > 100 {
				return "", 0
			}
			s = s[:end]
			return strings.ToLower(s[strings.LastIndexByte(s, ':')+1:]), at
		default:
			return "", 0
		}
		if !ok {
			return "", 0
		}
	}
}

var errTooDeep = errors.New("elements too deep in one another")

// checkDepth refuses XML that nests deeper than parsers can follow: they call
// themselves for each level, and a stack that is used up ends the process.
func checkDepth(text string) error {
	depth := 0
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 {
			return nil
		}
		text = text[i+1:]
		end := ">"
		switch {
		case strings.HasPrefix(text, "!--"):
			end = "-->"
		case strings.HasPrefix(text, "![CDATA["):
			end = "]]>"
		case strings.HasPrefix(text, "/"):
			depth--
		case strings.HasPrefix(text, "!"), strings.HasPrefix(text, "?"):
		default:
			if depth++; depth > mostXMLDepth {
				return errTooDeep
			}
		}
		i = strings.Index(text, end)
		if i < 0 {
			return nil
		}
		if end == ">" && i > 0 && text[i-1] == '/' && text[0] != '/' {
			depth--
		}
		text = text[i+len(end):]
	}
}

// parseFeed reads a feed that feedIn found. External entities and entities of the
// document's own are never expanded: encoding/xml does not.
func parseFeed(text string) (feed *gofeed.Feed, err error) {
	defer func() {
		if p := recover(); p != nil {
			feed, err = nil, fmt.Errorf("parse feed: %v", p)
		}
	}()
	if strings.HasPrefix(text, "<") {
		if err := checkDepth(text); err != nil {
			return nil, err
		}
	}
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true
	p.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	return p.Parse(strings.NewReader(text))
}

// feed makes a listing of a feed.
func (w *Web) feed(p page, name, text string, f corpus.Fetch) (*corpus.Listing, error) {
	parsed, err := parseFeed(text)
	if err != nil {
		return nil, invalid(err, "%s is a feed that is broken, so that its items cannot be read: tell the site's owner, or add the pages one by one.", name)
	}
	location := normalURL(p.url)
	l := &corpus.Listing{
		Kind: corpus.KindFeed, Location: location, Shown: f.Address,
		Title:      cmp.Or(plainTitle(parsed.Title), p.url.Hostname()),
		Validators: p.validators,
		Every:      cmp.Or(feedEvery(parsed), p.fresh),
	}
	most := mostFeedItems
	if f.Most > 0 {
		most = min(most, f.Most)
	}
	entries := w.entries(parsed, p.url)
	for _, e := range entries {
		if len(l.Items) < most {
			l.Items = append(l.Items, e.item(l.Title, languageTag(parsed.Language)))
		}
	}
	l.More = len(entries) - len(l.Items)
	return l, nil
}

// entries are the items of a feed that can be read, each once. They are in the
// feed's order, which is nearly always from the newest on; where all have a time
// they are made so.
func (w *Web) entries(feed *gofeed.Feed, at *url.URL) []entry {
	base := at
	if u, err := url.Parse(feed.Link); err == nil && u.IsAbs() && sameSite(u, at) {
		base = u
	}
	var list []entry
	urls := map[string]string{} // of a GUID; "" where it is of several
	for _, it := range feed.Items {
		if it == nil {
			continue
		}
		e := entry{it: it, url: w.link(base, at, itemLinks(it))}
		if e.url == "" && strings.TrimSpace(it.Content) == "" && strings.TrimSpace(it.Description) == "" {
			continue // nothing to read, here or elsewhere
		}
		guid := strings.TrimSpace(it.GUID)
		if u, ok := urls[guid]; ok && u != e.url {
			urls[guid] = ""
		} else if !ok {
			urls[guid] = e.url
		}
		list = append(list, e)
	}
	if !slices.ContainsFunc(list, func(e entry) bool { return e.time().IsZero() }) {
		slices.SortStableFunc(list, func(a, b entry) int { return b.time().Compare(a.time()) })
	}
	seen := make(map[string]bool, len(list))
	kept := list[:0]
	for _, e := range list {
		guid := strings.TrimSpace(e.it.GUID)
		if e.url != "" && urls[guid] == "" {
			guid = "" // it does not tell the feed's items apart
		}
		e.key = cmp.Or(guid, e.url)
		if e.key == "" {
			e.key = corpus.ContentHash(e.it.Title + "\x00" + e.it.Content + "\x00" + e.it.Description)
		}
		if len(e.key) > mostKeyBytes {
			e.key = corpus.ContentHash(e.key)
		}
		if !seen[e.key] {
			seen[e.key] = true
			kept = append(kept, e)
		}
	}
	return kept
}

func itemLinks(it *gofeed.Item) []string {
	links := append([]string{it.Link}, it.Links...)
	if strings.Contains(it.GUID, "://") {
		links = append(links, it.GUID) // RSS: a GUID is the item's address unless it says that it is not
	}
	return links
}

// link is the first of an item's links that may be followed, in the form that
// identifies its page; "" where none may.
func (w *Web) link(base, at *url.URL, links []string) string {
	for _, s := range links {
		if s = strings.TrimSpace(s); s == "" || len(s) > mostURLBytes {
			continue
		}
		if u, err := base.Parse(s); err == nil && w.checkRedirect(at, u) == nil {
			return normalURL(u)
		}
	}
	return ""
}

var markup = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)

// plainTitle is a title as text: feeds write titles as text, as HTML, and as HTML
// that is escaped twice.
func plainTitle(s string) string {
	return spaced(html.UnescapeString(markup.ReplaceAllString(s, "")))
}

// feedEvery is how often a feed asks to be read: RSS's ttl in minutes, or the
// syndication module's period; 0 when it does not say.
func feedEvery(feed *gofeed.Feed) time.Duration {
	if r, ok := feed.OriginalFeed().(*rss.Feed); ok {
		if n, err := strconv.Atoi(strings.TrimSpace(r.TTL)); err == nil && n > 0 {
			return time.Duration(min(n, int(mostLater/time.Minute))) * time.Minute
		}
	}
	const day = 24 * time.Hour
	period := map[string]time.Duration{"hourly": time.Hour, "daily": day, "weekly": 7 * day, "monthly": 30 * day, "yearly": 365 * day}[strings.ToLower(syndication(feed, "updatePeriod"))]
	if n, err := strconv.Atoi(syndication(feed, "updateFrequency")); err == nil && n > 1 {
		period /= time.Duration(n)
	}
	return min(period, mostLater)
}

func syndication(feed *gofeed.Feed, name string) string {
	for _, module := range feed.Extensions {
		if e := module[name]; len(e) > 0 {
			return strings.TrimSpace(e[0].Value)
		}
	}
	return ""
}
