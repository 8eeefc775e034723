package realpages

import (
	"strings"
	"unicode"

	readability "github.com/go-shiori/go-readability"
	trafilatura "github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

// sureLength is how many letters a line has that cannot stand in a page by chance
// twice.
const sureLength = 40

// squeeze leaves the letters and digits of s, in lower case.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// whole renders a document line by line.
func whole(doc *html.Node) []rendered {
	r := renderer{}
	r.walk(doc, false)
	r.end()
	return r.out
}

// label says of each piece of text whether it stands in the main content.
func (p *Page) label(content *html.Node) {
	p.labels = map[*html.Node]Label{}
	for n, in := range p.within(content) {
		if in {
			p.labels[n] = Story
		} else {
			p.labels[n] = Furniture
		}
	}
	for _, l := range whole(p.doc) {
		if s := squeeze(l.text()); s != "" && (s == squeeze(p.Title) || s == squeeze(p.Author)) {
			for _, n := range l.pieces {
				if p.labels[n] == Furniture {
					p.labels[n] = Unknown
				}
			}
		}
	}
}

// within tells which pieces of text stand in the content: their lines are lines of
// it, in the same order, or long parts of it.
func (p *Page) within(content *html.Node) map[*html.Node]bool {
	lines, wanted := whole(p.doc), whole(content)
	a, b := make([]string, len(lines)), make([]string, len(wanted))
	for i := range lines {
		a[i] = squeeze(lines[i].text())
	}
	for i := range wanted {
		b[i] = squeeze(wanted[i].text())
	}
	all := strings.Join(b, "\n")
	run := strings.Join(b, "")
	in := common(a, b)
	out := map[*html.Node]bool{}
	for i, l := range lines {
		inside := in[i] || len(a[i]) >= sureLength && (strings.Contains(all, a[i]) || strings.Contains(run, a[i]))
		for _, n := range l.pieces {
			piece := squeeze(n.Data)
			out[n] = inside || len(piece) >= sureLength && strings.Contains(run, piece)
		}
	}
	return out
}

// common marks the lines of a that are in the longest common subsequence of a and b.
func common(a, b []string) []bool {
	in := make([]bool, len(a))
	if len(a)*len(b) > 16<<20 {
		have := map[string]bool{}
		for _, s := range b {
			have[s] = true
		}
		for i, s := range a {
			in[i] = have[s]
		}
		return in
	}
	w := len(b) + 1
	best := make([]int32, (len(a)+1)*w)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] && a[i] != "" {
				best[i*w+j] = best[(i+1)*w+j+1] + int32(1+len(a[i]))
			} else {
				best[i*w+j] = max(best[(i+1)*w+j], best[i*w+j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j] && a[i] != "":
			in[i] = true
			i++
			j++
		case best[(i+1)*w+j] >= best[i*w+j+1]:
			i++
		default:
			j++
		}
	}
	return in
}

// Guess labels the lines of a page of Snippets by two programs that find the main
// content by the page's mark-up, where they agree, and by its pieces. It is false
// where they find none.
func (p *Page) Guess() bool {
	p.labels = map[*html.Node]Label{}
	if n := len(whole(p.doc)); n < 3 || n > 6000 {
		return false
	}
	first, err := trafilatura.ExtractDocument(clone(p.doc), trafilatura.Options{
		OriginalURL: p.address, ExcludeComments: true, HtmlDateMode: trafilatura.Disabled})
	if err != nil || first == nil || first.ContentNode == nil {
		return false
	}
	second, err := readability.FromDocument(clone(p.doc), p.address)
	if err != nil || second.Node == nil {
		return false
	}
	a, b := p.within(first.ContentNode), p.within(second.Node)
	story, either := 0, 0
	for n := range a {
		switch {
		case a[n] && b[n]:
			p.labels[n] = Story
			story += len(n.Data)
			either += len(n.Data)
		case !a[n] && !b[n]:
			p.labels[n] = Furniture
		default:
			either += len(n.Data)
			p.labels[n] = Unknown
		}
	}
	for _, l := range whole(p.doc) {
		label, text := Unknown, l.text()
		for _, s := range p.Without {
			if len(s) >= 8 && strings.Contains(text, s) && l.label(p.labels) == Unknown {
				label = Furniture
			}
		}
		for _, s := range p.With {
			if len(s) >= 8 && strings.Contains(text, s) {
				label = Story
			}
		}
		if label == Unknown && l.label(p.labels) == Furniture && squeeze(p.Title) != "" && squeeze(p.Title) == squeeze(text) {
			for _, n := range l.pieces {
				p.labels[n] = Unknown
			}
		}
		if label != Unknown {
			for _, n := range l.pieces {
				p.labels[n] = label
			}
		}
	}
	return story > 300 && story*10 > either*6
}

func clone(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: append([]html.Attribute(nil), n.Attr...)}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.AppendChild(clone(k))
	}
	return c
}
