package realpages

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Style says how a page is turned into lines.
type Style struct {
	// Column leaves out what stands outside the element that holds the story, and
	// Climb says how many elements around that one are taken all the same.
	Column bool
	Climb  int
	// Gaps puts a blank line around paragraphs, headings and lists; AllGaps around
	// every line.
	Gaps, AllGaps bool
	// Links puts a link that stands in no sentence on a line of its own.
	Links bool
	// Bare leaves only the lines of the story.
	Bare bool
}

// Styles are the ways in which scrapers leave pages.
var Styles = []Style{
	{Gaps: true, Links: true},
	{Links: true},
	{Column: true, Climb: 0, Gaps: true},
	{Column: true, Climb: 1, Links: true},
	{Column: true, Climb: 2, AllGaps: true},
	{Column: true, Climb: 3, Gaps: true, Links: true},
	{Bare: true, Gaps: true},
	{Bare: true},
}

// Lines renders the page.
func (p *Page) Lines(s Style) []Line {
	root := p.doc
	if s.Column {
		root = p.column(s.Climb)
	}
	r := renderer{style: s, labels: p.labels}
	r.walk(root, false)
	r.end()
	var out []Line
	gap := true
	for _, l := range r.out {
		line := Line{l.text(), l.gap || gap, l.label(p.labels)}
		if s.Bare && line.Label != Story {
			gap = gap || l.gap
			continue
		}
		if title := squeeze(p.Title); line.Label == Furniture && title != "" && squeeze(line.Text) == title {
			line.Label = Unknown
		}
		out = append(out, line)
		gap = false
	}
	return out
}

// column is the innermost element that holds nearly all of the story, or one
// around it.
func (p *Page) column(climb int) *html.Node {
	story, all := map[*html.Node]int{}, 0 // bytes of the story under a node
	for n, l := range p.labels {
		if l == Story {
			size := len(n.Data)
			all += size
			for a := n.Parent; a != nil; a = a.Parent {
				story[a] += size
			}
		}
	}
	at := p.doc
	for {
		var inner *html.Node
		for c := at.FirstChild; c != nil; c = c.NextSibling {
			if story[c]*100 >= all*95 && all > 0 {
				inner = c
			}
		}
		if inner == nil {
			break
		}
		at = inner
	}
	for ; climb > 0 && at.Parent != nil && at.DataAtom != atom.Body; climb-- {
		at = at.Parent
	}
	return at
}

type rendered struct {
	pieces []*html.Node
	words  []string
	gap    bool
}

func (l *rendered) text() string { return strings.Join(strings.Fields(strings.Join(l.words, "")), " ") }

// label is that of most letters of the line.
func (l *rendered) label(labels map[*html.Node]Label) Label {
	var n [3]int
	for _, p := range l.pieces {
		n[labels[p]] += len(strings.TrimSpace(p.Data))
	}
	switch all := n[0] + n[1] + n[2]; {
	case n[Story]*10 > all*7:
		return Story
	case n[Furniture]*10 > all*7:
		return Furniture
	}
	return Unknown
}

type renderer struct {
	style  Style
	labels map[*html.Node]Label
	out    []rendered
	line   rendered
	gap    bool
}

func (r *renderer) end() {
	if r.line.text() == "" {
		r.line = rendered{}
		return
	}
	r.line.gap = r.gap || r.style.AllGaps
	r.out = append(r.out, r.line)
	r.line, r.gap = rendered{}, false
}

func (r *renderer) walk(n *html.Node, sentence bool) {
	switch n.Type {
	case html.TextNode:
		if strings.TrimSpace(n.Data) != "" {
			r.line.pieces = append(r.line.pieces, n)
		}
		r.line.words = append(r.line.words, n.Data)
		return
	case html.ElementNode:
		if unseen(n) {
			return
		}
	case html.DocumentNode:
	default:
		return
	}
	block, spaced := layoutOf(n)
	alone := block || r.style.Links && n.DataAtom == atom.A && !sentence
	if n.DataAtom == atom.Br {
		r.end()
		return
	}
	if alone {
		r.end()
		r.gap = r.gap || spaced && r.style.Gaps
	}
	if n.DataAtom == atom.Td || n.DataAtom == atom.Th {
		r.line.words = append(r.line.words, " ")
	}
	switch n.DataAtom {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Td, atom.Dd, atom.Figcaption:
		sentence = true
	case atom.Li:
		sentence = hasProse(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.walk(c, sentence)
	}
	if alone {
		r.end()
		r.gap = r.gap || spaced && r.style.Gaps
	}
}

// hasProse tells whether an element has words of its own beside its links.
func hasProse(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && strings.ContainsFunc(c.Data, unicode.IsLetter) {
			return true
		}
	}
	return false
}

func unseen(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Textarea,
		atom.Select, atom.Object, atom.Audio, atom.Video, atom.Canvas, atom.Math, atom.Datalist:
		return true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			if s := strings.ReplaceAll(a.Val, " ", ""); strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// layoutOf tells whether an element has lines of its own, and space around them.
func layoutOf(n *html.Node) (block, spaced bool) {
	switch n.DataAtom {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Blockquote,
		atom.Pre, atom.Figure, atom.Section, atom.Article, atom.Nav, atom.Header, atom.Footer, atom.Aside, atom.Main, atom.Form, atom.Hr:
		return true, true
	case atom.Div, atom.Li, atom.Tr, atom.Dt, atom.Dd, atom.Figcaption, atom.Address, atom.Fieldset, atom.Button, atom.Label,
		atom.Legend, atom.Summary, atom.Details, atom.Body, atom.Center, atom.Caption, atom.Option:
		return true, false
	}
	return false, false
}
