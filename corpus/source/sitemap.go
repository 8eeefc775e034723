package source

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html/charset"
)

// mostLocations bounds how many addresses of a sitemap are looked at; the protocol
// allows 50,000 (sitemaps.org).
const mostLocations = 100_000

// sitemap is what a site says that it has: pages or, an index, further sitemaps.
type sitemap struct {
	pages, maps []location
}

// location is one address of a sitemap.
type location struct {
	address   string
	modified  time.Time
	title     string    // of news
	published time.Time // of news
}

// isSitemap reports whether a text is a sitemap in XML.
func isSitemap(text string) bool {
	name, _ := xmlRoot(text)
	return name == "urlset" || name == "sitemapindex"
}

// parseSitemap reads a sitemap in XML, or as text: one address a line. What stands
// before a fault counts. ok is false for anything else.
func parseSitemap(text string) (s sitemap, ok bool, err error) {
	if !isSitemap(text) {
		s.pages = addressLines(text)
		return s, len(s.pages) > 0, nil
	}
	_, at := xmlRoot(text)
	d := xml.NewDecoder(strings.NewReader(text[at:]))
	d.Strict = false
	d.CharsetReader = charset.NewReaderLabel
	var one *location
	var field string
	var value strings.Builder
	for len(s.pages)+len(s.maps) < mostLocations {
		token, err := d.Token()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			if len(s.pages)+len(s.maps) > 0 {
				err = nil
			}
			return s, true, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			name := strings.ToLower(t.Name.Local)
			if name == "url" || name == "sitemap" {
				one = &location{}
			}
			field = name
			if space := t.Name.Space; (name == "title" || name == "publication_date") != strings.Contains(space, "news") ||
				strings.Contains(space, "image") || strings.Contains(space, "video") {
				field = "" // of a picture
			}
			value.Reset()
		case xml.CharData:
			if one != nil && value.Len() <= mostURLBytes {
				value.Write(t)
			}
		case xml.EndElement:
			text := strings.TrimSpace(value.String())
			name := strings.ToLower(t.Name.Local)
			switch {
			case one == nil:
			case name == "url" && one.address != "":
				s.pages, one = append(s.pages, *one), nil
			case name == "sitemap" && one.address != "":
				s.maps, one = append(s.maps, *one), nil
			case name != field:
			case field == "loc":
				one.address = cmp.Or(one.address, text)
			case field == "lastmod":
				one.modified = moment(text)
			case field == "title":
				one.title = plainTitle(text)
			case field == "publication_date":
				one.published = parseDate(text)
			}
			field = ""
		}
	}
	return s, true, nil
}

// addressLines are the lines of a text in which every line is an address.
func addressLines(text string) []location {
	var list []location
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if !strings.HasPrefix(line, "http://") && !strings.HasPrefix(line, "https://") || strings.ContainsAny(line, " \t") {
			return nil
		}
		if list = append(list, location{address: line}); len(list) == mostLocations {
			break
		}
	}
	return list
}

// moment is a date of a sitemap, to the second where it says so.
func moment(s string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return parseDate(s)
}

// newest puts those first that were changed last; those that do not say when stay
// behind, in their order.
func newest(list []location) {
	slices.SortStableFunc(list, func(a, b location) int { return b.modified.Compare(a.modified) })
}

// unzip reads gzip, as sitemaps come, and leaves everything else alone.
func unzip(data []byte, limit int64) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		return data, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(z, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(out)) > limit {
		return nil, &tooBigError{limit}
	}
	return out, nil
}

// bareRoot reports whether an address is of a whole site.
func bareRoot(u *url.URL) bool { return (u.Path == "" || u.Path == "/") && u.RawQuery == "" }
