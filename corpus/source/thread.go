package source

import (
	"strings"

	"golang.org/x/net/html"
)

// thread finds the conversation that an extracted text is the first voice of.
//
// The extractor looks for one article, so of a forum's page it brings the first
// post and drops the answers, which are what people want to cite. A post is
// recognised by its neighbours: elements side by side that were made from the
// same template, whose text the extractor left out though it is half as long or
// longer. What has a main heading of its own is another story and not an answer.
// It returns nil where there is no such conversation.
func thread(doc *html.Node, out *blocks) *html.Node {
	const opening = 60 // runes: enough to know a paragraph again
	text := spaced(out.String())
	var first string
	for _, b := range out.list {
		if r := []rune(spaced(b.text)); !b.verbatim && len(r) >= opening {
			first = string(r[:opening])
			break
		}
	}
	if first == "" {
		return nil
	}
	e := holder(doc, first)
	for ; e != nil && e.Parent != nil && e.Data != "body"; e = e.Parent {
		class := firstClass(e)
		if class == "" || e.Data == "p" {
			continue
		}
		parts := template(e)
		missed := 0
		for s := e.Parent.FirstChild; s != nil; s = s.NextSibling {
			if s == e || s.Type != html.ElementNode || s.Data != e.Data || firstClass(s) != class || has(s, "h1", "h2") || !alike(parts, template(s)) {
				continue
			}
			said := render(s, furniture)
			for _, b := range said.list {
				if r := []rune(spaced(b.text)); len(r) < opening || !strings.Contains(text, string(r[:opening])) {
					missed += len(r)
				}
			}
		}
		if missed*2 >= out.runes() {
			return e.Parent
		}
	}
	return nil
}

// template is what an element is built of: the tags and classes in it.
func template(n *html.Node) map[string]bool {
	parts := map[string]bool{}
	for d := range n.Descendants() {
		if d.Type == html.ElementNode {
			if c := firstClass(d); c != "" {
				parts[d.Data+"."+c] = true
			}
		}
	}
	return parts
}

// alike reports whether two elements were made from one template: they share
// several parts, and half of all that either has. Columns and rows of a page
// that merely have the same class do not.
func alike(a, b map[string]bool) bool {
	shared := 0
	for p := range a {
		if b[p] {
			shared++
		}
	}
	return shared >= 2 && 2*shared >= len(a)+len(b)-shared
}

// holder is the smallest element whose text has these words.
func holder(n *html.Node, words string) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.TextNode && strings.Contains(spaced(d.Data), words) {
			return d.Parent
		}
	}
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == "p" && strings.Contains(spaced(rawText(d)), words) {
			return d
		}
	}
	return nil
}

func firstClass(n *html.Node) string {
	if f := strings.Fields(attr(n, "class")); len(f) > 0 {
		return f[0]
	}
	return ""
}
