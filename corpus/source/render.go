package source

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// renderer writes a tree of HTML as blocks. Depth is bounded by the parser,
// which refuses more than 512 open elements.
type renderer struct {
	out  blocks
	line strings.Builder // the text of the block that is being read
	// heading and joined describe that block.
	heading int
	joined  bool
	// listed says that we are inside a list and a line of it was written before.
	listed int
	// skip says which elements are left out; nil leaves out none but scripts.
	skip func(*html.Node) bool
}

// render writes the text under n.
func render(n *html.Node, skip func(*html.Node) bool) blocks {
	r := &renderer{skip: skip}
	r.children(n)
	r.flush()
	return r.out
}

// flush ends the block that is being read.
func (r *renderer) flush() {
	b := block{text: r.line.String(), heading: r.heading, joined: r.joined && r.heading == 0}
	r.line.Reset()
	if r.out.add(b) && r.listed > 0 {
		r.joined = true
	}
}

func (r *renderer) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.node(c)
	}
}

func (r *renderer) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		r.line.WriteString(strings.Map(lineToSpace, n.Data))
		return
	case html.ElementNode:
	case html.DocumentNode:
		r.children(n)
		return
	default:
		return
	}
	tag := strings.ToLower(n.Data) // trafilatura renames elements without mending the atom
	if invisible[tag] || r.skip != nil && r.skip(n) {
		return
	}
	switch tag {
	case "br":
		r.line.WriteByte('\n')
	case "hr":
		r.flush()
	case "h1", "h2", "h3", "h4", "h5", "h6":
		r.flush()
		r.heading = int(tag[1] - '0')
		r.children(n)
		r.flush()
		r.heading = 0
	case "pre":
		r.verbatim(n)
	case "code":
		if strings.Contains(rawText(n), "\n") {
			r.verbatim(n)
		} else {
			r.children(n)
		}
	case "ul", "ol", "dl", "menu":
		r.flush()
		outer := r.joined
		if r.listed == 0 {
			r.joined = false
		}
		r.listed++
		r.children(n)
		r.flush()
		r.listed--
		r.joined = outer && r.listed > 0
		if r.listed > 0 {
			r.joined = true
		}
	case "table":
		r.flush()
		r.table(n)
	case "q":
		r.line.WriteString("“")
		r.children(n)
		r.line.WriteString("”")
	default:
		if blockTags[tag] {
			r.flush()
			r.children(n)
			r.flush()
			return
		}
		r.children(n)
	}
}

// verbatim writes code as it stands.
func (r *renderer) verbatim(n *html.Node) {
	r.flush()
	if r.out.add(block{text: rawText(n), verbatim: true, joined: r.joined}) && r.listed > 0 {
		r.joined = true
	}
}

// table writes each row as a line. A table that only lays out the page, one
// cell a row or with tables or paragraphs inside, is read as text.
func (r *renderer) table(n *html.Node) {
	rows := rowsOf(n)
	layout := true
	for _, row := range rows {
		if len(row) > 1 {
			layout = false
		}
		for _, c := range row {
			if has(c, "table", "h1", "h2") || count(c, "p") > 1 {
				layout = true
				goto read
			}
		}
	}
read:
	if layout {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			r.node(c)
		}
		r.flush()
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == "caption" {
			r.out.add(block{text: spaced(r.inner(c))})
		}
	}
	first := true
	for _, row := range rows {
		var cells []string
		for _, c := range row {
			cells = append(cells, spaced(r.inner(c)))
		}
		if r.out.add(block{text: tableRow(cells), joined: !first}) {
			first = false
		}
	}
}

// inner is the text of an element as one block would have it.
func (r *renderer) inner(n *html.Node) string {
	in := render(n, r.skip)
	return in.String()
}

func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

// rowsOf are the cells of a table, row by row, without those of tables within.
func rowsOf(n *html.Node) [][]*html.Node {
	var rows [][]*html.Node
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type != html.ElementNode:
			case c.Data == "tr":
				var cells []*html.Node
				for d := c.FirstChild; d != nil; d = d.NextSibling {
					if d.Type == html.ElementNode && (d.Data == "td" || d.Data == "th") {
						cells = append(cells, d)
					}
				}
				rows = append(rows, cells)
			case c.Data == "thead", c.Data == "tbody", c.Data == "tfoot":
				walk(c)
			}
		}
	}
	walk(n)
	return rows
}

func lineToSpace(r rune) rune {
	if r == '\n' || r == '\r' || r == '\t' || r == '\f' {
		return ' '
	}
	return r
}

// rawText is all text under n, as it stands.
func rawText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case d.Type == html.ElementNode && d.DataAtom == atom.Br:
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func has(n *html.Node, names ...string) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode {
			for _, name := range names {
				if d.Data == name {
					return true
				}
			}
		}
	}
	return false
}

func count(n *html.Node, name string) int {
	total := 0
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == name {
			total++
		}
	}
	return total
}

func tagSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, t := range strings.Fields(list) {
		set[t] = true
	}
	return set
}

var (
	// invisible are the elements whose content is never text of the page.
	invisible = tagSet(`script style noscript template head title svg math canvas iframe object embed
		applet audio video map select option datalist textarea input button img picture source track
		noframes frameset link meta base rp rt wbr done`)
	// blockTags are the elements that a browser puts on lines of their own.
	blockTags = tagSet(`address article aside blockquote body center dd details dialog dir div dt
		fieldset figcaption figure footer form header hgroup html legend li main nav p section summary
		tbody td tfoot th thead tr caption search`)
)
