package source

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"footnote/corpus"
)

// entry is one item of a feed.
type entry struct {
	it       *gofeed.Item
	key, url string
}

// time is when the item was published, else changed; zero when it does not say so
// in any known way.
func (e entry) time() time.Time {
	for _, t := range []*time.Time{e.it.PublishedParsed, e.it.UpdatedParsed} {
		if t != nil {
			return *t
		}
	}
	return time.Time{}
}

// published is the day as it is written there, in the writer's own time zone.
func (e entry) published() time.Time {
	for _, s := range []string{e.it.Published, e.it.Updated} {
		if d := parseDate(s); !d.IsZero() {
			return d
		}
	}
	if t := e.time(); !t.IsZero() && t.Year() >= 1600 && t.Year() <= 2100 {
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return time.Time{}
}

// item is the entry as a listing has it.
func (e entry) item(publisher, language string) corpus.Item {
	it := e.it
	i := corpus.Item{Key: e.key, URL: e.url, Title: plainTitle(it.Title), Published: e.published()}
	i.Version = corpus.ContentHash(strings.Join([]string{it.Title, e.url, it.Published, it.Updated, it.Description, it.Content}, "\x00"))
	switch {
	case e.url == "":
		// There is nothing else to read, so what there is will do.
		i.Read = e.reader(i, publisher, language, func() (string, string) {
			src := cmp.Or(strings.TrimSpace(it.Content), it.Description)
			return src, itemText(src, i.Title, e.url)
		})
	case whole(it.Content, it.Description, i.Title, e.url):
		i.Read = e.reader(i, publisher, language, func() (string, string) {
			return it.Content, itemText(it.Content, i.Title, e.url)
		})
	case strings.TrimSpace(it.Content) != "" || strings.TrimSpace(it.Description) != "":
		i.Own = e.reader(i, publisher, language, e.own)
	}
	return i
}

// reader reads the entry from the feed; text gives what the feed has of it, as it
// stands there and as text.
func (e entry) reader(i corpus.Item, publisher, language string, text func() (src, plain string)) func(context.Context) (corpus.Draft, error) {
	return func(ctx context.Context) (corpus.Draft, error) {
		if ctx.Err() != nil {
			return corpus.Draft{}, ctx.Err()
		}
		src, plain := text()
		if plain == "" {
			return corpus.Draft{}, invalid(nil, "%s has no text in it: there is nothing to add.", quote(cmp.Or(i.Title, e.url, "An item of the feed")))
		}
		var authors []string
		for _, a := range e.it.Authors {
			if a != nil && person(a.Name) != "" {
				authors = append(authors, person(a.Name))
			}
		}
		d := corpus.Draft{
			Key: e.key, URL: e.url, Title: i.Title, Publisher: publisher, Author: strings.Join(authors, ", "),
			Published: i.Published, Text: plain, MediaType: "text/html", Original: []byte(src),
		}
		if !strings.Contains(src, "<") {
			d.MediaType = "text/plain"
		}
		d.Language = cmp.Or(language, Language(d.Text))
		return d, nil
	}
}

// own is what the feed has of an entry whose page cannot be had: its content if
// that says anything in full, else a summary that is more than one sentence, which
// may be a mere caption or an invitation to click.
func (e entry) own() (src, plain string) {
	for least, src := range []string{e.it.Content, e.it.Description} {
		if plain := itemText(src, plainTitle(e.it.Title), e.url); fullSentences(plain) > least {
			return src, plain
		}
	}
	return "", ""
}

// fullSentences counts the sentences that do not break off.
func fullSentences(text string) (n int) {
	for _, s := range corpus.Sentences(text) {
		if ended(text[s.Start:s.End]) {
			n++
		}
	}
	return n
}

// itemText is the text of an item that its feed has whole.
func itemText(src, title, address string) string {
	if !strings.Contains(src, "<") {
		return strings.TrimSpace(html.UnescapeString(src))
	}
	b, _ := itemBlocks(src, title, address)
	b.dropRepeats()
	b.dropTitle(title)
	b.dropEmptyHeadings()
	b.dropLabels()
	return b.String()
}

const (
	// longRunes is a text that is longer than teasers are: about 150 words.
	longRunes = 1000
	// shortRunes is a text that may be a whole one if it is much longer than the
	// summary beside it.
	shortRunes = 500
)

// whole reports whether an item's content is plainly all of its text and not the
// beginning of it. In doubt it is not, and the page is fetched.
//
// The signs are those of no language: it is long, or much longer than the summary
// beside it; it ends as sentences end, and not in an ellipsis; and no link at its
// end leads to the item's own page, as "read more" does.
func whole(content, summary, title, address string) bool {
	var text string
	cut := false
	if strings.Contains(content, "<") {
		var b blocks
		b, cut = itemBlocks(content, title, address)
		text = b.String()
	} else {
		text = strings.TrimSpace(html.UnescapeString(content))
	}
	if cut || !ended(text) {
		return false
	}
	n := utf8.RuneCountInString(text)
	if n >= longRunes {
		return true
	}
	s := utf8.RuneCountInString(spaced(html.UnescapeString(markup.ReplaceAllString(summary, " "))))
	return n >= shortRunes && s > 0 && n >= 2*s
}

// ended reports whether a text ends as a sentence does. What stops at an ellipsis,
// or in the middle of a line, goes on elsewhere.
func ended(text string) bool {
	text = strings.TrimRightFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`"'”’»“‘)]}*_`, r)
	})
	if strings.HasSuffix(text, "...") || strings.HasSuffix(text, "…") {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(".!?。！？।؟።", r)
}

// mostTails is more than the lines that blogs add at the end of a text.
const mostTails = 5

// itemBlocks renders an item's content without what blogs add at its end: a line
// that links to the item itself or to its comments. cut says that such a link
// leads on to the rest of the text. A line that repeats the title says where the
// item appeared first, and leads nowhere.
func itemBlocks(src, title, address string) (b blocks, cut bool) {
	doc, err := parsePage("<!doctype html><body>" + src + "</body>")
	if err != nil {
		return plainHTML(src), false
	}
	self, _ := url.Parse(address)
	for range mostTails {
		last := lastBlock(doc)
		if last == nil {
			break
		}
		var own *html.Node // the link to the item itself
		comments := false
		for _, n := range append(slices.Collect(last.Descendants()), last) {
			if n.Type != html.ElementNode || n.Data != "a" || self == nil || address == "" {
				continue
			}
			u, err := self.Parse(strings.TrimSpace(attr(n, "href")))
			if err != nil || attr(n, "href") == "" || strings.HasPrefix(attr(n, "href"), "#") {
				continue
			}
			if f := strings.ToLower(u.Fragment); strings.HasPrefix(f, "comment") || f == "respond" {
				comments = true
			} else if normalURL(u) == address {
				own = n
			}
		}
		if own == nil && !comments {
			break
		}
		if own != nil && (title == "" || !strings.Contains(spaced(rawText(last)), title)) {
			cut = true
			if own != last && letters(last) > letters(own) { // the text stands before the link
				if ends := strings.TrimRightFunc(rawText(last), notLetter); strings.HasSuffix(ends, strings.TrimRightFunc(rawText(own), notLetter)) {
					own.Parent.RemoveChild(own)
				}
				break
			}
		}
		last.Parent.RemoveChild(last)
	}
	prepare(doc)
	return render(doc, furniture), cut
}

// lastBlock is the last element with lines of its own that says anything, without
// such elements in it. It is nil where the text ends outside of one.
func lastBlock(n *html.Node) *html.Node {
	for c := n.LastChild; c != nil; c = c.PrevSibling {
		switch {
		case c.Type == html.TextNode && strings.TrimSpace(c.Data) != "":
			return nil
		case c.Type != html.ElementNode || invisible[c.Data] || !hasText(c):
			continue
		case c.Data == "a":
			return c
		case !hasBlock(c):
			if blockTags[c.Data] {
				return c
			}
			return nil
		}
		return lastBlock(c)
	}
	return nil
}

func notLetter(r rune) bool { return !letterOrDigit(r) }

// letters counts the letters and digits under n.
func letters(n *html.Node) (count int) {
	for _, r := range rawText(n) {
		if letterOrDigit(r) {
			count++
		}
	}
	return count
}

// hasText reports whether there is any text under n.
func hasText(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" {
			return true
		}
	}
	return false
}
