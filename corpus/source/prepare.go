package source

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// prepare mends a tree before it is read: it takes out what no reader of the
// page would call its text, and makes the marks within a line part of the line.
//
// The second is for the extractor's sake. It takes a line with marks in it apart
// and trims the pieces, which glues words together ("38 degrees</em> too" became
// "degreestoo"), and it drops <time> and <ins> with what they say. A quote from
// the page must be the page's words, so it gets lines without marks. Links stay:
// it tells menus by them.
func prepare(doc *html.Node) {
	mend(doc)
	dropMenus(doc)
}

// mend is prepare but for the menus.
func mend(doc *html.Node) {
	for _, n := range slices.Collect(doc.Descendants()) {
		if n.Parent == nil {
			continue
		}
		switch {
		case n.Type == html.CommentNode, n.Type == html.ElementNode && noText(n):
			n.Parent.RemoveChild(n)
		case n.Type == html.ElementNode && n.Data == "q":
			n.InsertBefore(textNode("“"), n.FirstChild)
			n.AppendChild(textNode("”"))
			unwrap(n)
		case n.Type == html.ElementNode && inLine(n):
			unwrap(n)
		}
	}
	mergeText(doc)
}

// dropMenus takes out the lists of links.
func dropMenus(doc *html.Node) {
	for _, n := range slices.Collect(doc.Descendants()) {
		if n.Type == html.ElementNode && n.Parent != nil && menu(n) {
			n.Parent.RemoveChild(n)
		}
	}
}

func textNode(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

// unwrap puts the children of n in its place.
func unwrap(n *html.Node) {
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		n.Parent.InsertBefore(c, n)
	}
	n.Parent.RemoveChild(n)
}

// mergeText makes neighbouring texts one, as a parser would have made them.
func mergeText(n *html.Node) {
	var parts []string
	var first *html.Node
	flush := func() {
		if len(parts) > 1 {
			first.Data = strings.Join(parts, "")
		}
		parts, first = nil, nil
	}
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.TextNode {
			parts = append(parts, c.Data)
			if first == nil {
				first = c
			} else {
				n.RemoveChild(c)
			}
		} else {
			flush()
			mergeText(c)
		}
		c = next
	}
	flush()
}

// lineMarks are the elements that mark a part of a line.
var lineMarks = tagSet(`em i b strong u kbd samp tt var sub sup small big mark abbr acronym cite dfn
	font bdi bdo data ins span nobr ruby rb`)

// inLine reports whether an element only marks a part of a line.
func inLine(n *html.Node) bool {
	switch n.Data {
	case "code":
		return !within(n, "pre") && !strings.Contains(rawText(n), "\n")
	case "time":
		// In a sentence it is a part of it; alone it is the page's own date line.
		return speaks(n.PrevSibling) || speaks(n.NextSibling)
	}
	return lineMarks[n.Data] && !hasBlock(n)
}

func speaks(n *html.Node) bool {
	return n != nil && n.Type == html.TextNode && strings.ContainsFunc(n.Data, unicode.IsLetter)
}

func within(n *html.Node, name string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == name {
			return true
		}
	}
	return false
}

func hasBlock(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (blockTags[d.Data] || d.Data == "table" || d.Data == "ul" || d.Data == "ol") {
			return true
		}
	}
	return false
}

// contentsList is how wikis, manuals and blogs name the list of their headings,
// and MediaWiki its links for editing a part.
var contentsList = regexp.MustCompile(`(?i)(?:^|\s)(?:toc|table-of-contents|mw-editsection)(?:$|\s)`)

// noText reports whether an element has text that is not the page's: text that
// was struck out, the signs that link to a heading or a note, lists of contents.
func noText(n *html.Node) bool {
	switch n.Data {
	case "html", "head", "body":
		return false
	case "del", "s", "strike", "rt", "rp", "rtc": // the last three say how a word is read
		return true
	case "a":
		// "¶" beside a heading, "↑" at a note
		return strings.HasPrefix(attr(n, "href"), "#") && !strings.ContainsFunc(rawText(n), letterOrDigit)
	case "sup":
		// the mark of a note: nothing but a link within the page
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && c.DataAtom == atom.A && strings.HasPrefix(attr(c, "href"), "#") {
				return true
			}
		}
	}
	return contentsList.MatchString(attr(n, "class") + " " + attr(n, "id"))
}

// ownText is rawText without what noText names.
func ownText(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.Type == html.ElementNode && noText(n) {
		return ""
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(ownText(c))
	}
	return b.String()
}

func letterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// menu reports whether an element is a list of links and nothing else. Articles
// have lists with links in them, but not ones that are links all through.
func menu(n *html.Node) bool {
	switch n.Data {
	case "ul", "ol", "div", "td", "p", "section", "nav":
	default:
		return false
	}
	links, linked, all := 0, 0, 0
	var measure func(*html.Node, bool)
	measure = func(n *html.Node, in bool) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode {
				for _, r := range c.Data {
					if letterOrDigit(r) {
						all++
						if in {
							linked++
						}
					}
				}
			} else if c.Type == html.ElementNode && !invisible[c.Data] {
				if c.Data == "a" && attr(c, "href") != "" {
					links++
				}
				measure(c, in || c.Data == "a" && attr(c, "href") != "")
			}
		}
	}
	measure(n, false)
	return links >= 3 && linked*100 >= all*95
}
