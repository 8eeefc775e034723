package source

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	trafilatura "github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"

	"footnote/corpus"
)

var (
	errScriptOnly = errors.New("page without text")
	errNoText     = errors.New("page without anything to read")
)

// htmlFault is the sentence about a page that has nothing to give, to follow its name.
func htmlFault(err error) string {
	if errors.Is(err, errScriptOnly) {
		return "shows its text only by running a program, which Footnote does not do: save the text as a file and add that."
	}
	return "has no text in it that could be read: copy the text into a file and add that."
}

const (
	// Pages beyond these are read plainly: the time of the extraction grows with
	// the product of the two, and no article comes near them.
	mostElements   = 60_000
	mostParagraphs = 5_000
	// mostNestedText bounds the bytes of text times the elements that each stands in,
	// for the extraction looks at a text once for each. A book in one page has some
	// 20 MB; a page that was built to be costly took many seconds above this.
	mostNestedText = 50 << 20
	// fewRunes is less than an article has: then the plain reading is asked too.
	// It is the extractor's own figure for "too little" (MinExtractedSize).
	fewRunes = 250
)

// readHTML finds the main text of a page: go-trafilatura picks the elements, our
// renderer writes them as blocks. Where that finds nothing, or next to nothing
// while the page has more to say, the whole page is read without its furniture.
func readHTML(src, base string) (corpus.Draft, error) {
	d := corpus.Draft{MediaType: "text/html"}
	pageURL, _ := url.Parse(base)
	if base == "" {
		pageURL = nil
	}
	var out, all blocks
	doc, err := parsePage(src)
	if err != nil {
		out = plainHTML(src)
		d.Scraped = true // without a tree nothing tells text from furniture
	} else {
		m := pageMeta(doc, pageURL)
		mend(doc)
		all = render(doc, hidden) // the extractor takes the tree apart
		dropMenus(doc)
		d.Title, d.Author, d.Publisher, d.Language, d.Published, d.URL = m.title, m.author, m.publisher, m.language, m.published, m.url
		out = mainText(doc, pageURL)
	}
	out.dropRepeats()
	out.dropTitle(d.Title)
	out.dropEmptyHeadings()
	out.dropLabels()
	d.Text = out.String()
	if strings.TrimSpace(d.Text) == "" {
		if strings.Contains(strings.ToLower(src), "<script") {
			return d, errScriptOnly
		}
		return d, errNoText
	}
	d.LeftOut = pageLeftOut(all, d)
	return d, nil
}

// parsePage parses a page of bounded size.
func parsePage(src string) (doc *html.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			doc, err = nil, fmt.Errorf("parse HTML: %v", p)
		}
	}()
	elements, paragraphs := 0, 0
	for i := strings.IndexByte(src, '<'); i >= 0 && i+1 < len(src); {
		if c := src[i+1] | 0x20; 'a' <= c && c <= 'z' {
			elements++
			if c == 'p' && i+2 < len(src) && (src[i+2] == '>' || src[i+2] == ' ') {
				paragraphs++
			}
		}
		next := strings.IndexByte(src[i+1:], '<')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	if elements > mostElements || paragraphs > mostParagraphs {
		return nil, fmt.Errorf("%d elements", elements)
	}
	// Without scripting, the text in <noscript> is parsed like the rest.
	doc, err = html.ParseWithOptions(strings.NewReader(src), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, err
	}
	if n := nestedText(doc, 0); n > mostNestedText {
		return nil, fmt.Errorf("%d bytes of nested text", n)
	}
	return doc, nil
}

// nestedText is the bytes of text under n, each counted for every element that it
// stands in. The parser bounds the depth.
func nestedText(n *html.Node, depth int) int {
	total := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			total += len(c.Data) * depth
		} else if !invisible[c.Data] {
			total += nestedText(c, depth+1)
		}
	}
	return total
}

// mainText is the text of the page's article.
func mainText(doc *html.Node, pageURL *url.URL) blocks {
	out := extract(doc, pageURL)
	if out.runes() >= fewRunes {
		if t := thread(doc, &out); t != nil {
			return render(t, furniture)
		}
		return out
	}
	// A page of a few sentences. The plain reading has them all, with what
	// furniture it could not tell; it is believed where it has much more.
	plain := render(mainElement(doc), furniture)
	if plain.runes() > 2*out.runes() {
		return plain
	}
	return out
}

// extract runs go-trafilatura.
//
// Balanced is its middle ground. On the pages of its own comparison set (v1.12.2,
// sentences that must and must not be there) this whole reader has precision
// 0.910 and recall 0.898; the library alone 0.910 and 0.889 (balanced), 0.903 and
// 0.898 (favouring recall), 0.927 and 0.845 (favouring precision), 0.905 and
// 0.910 with its fallbacks. Those (readability, DOM distiller, and a last resort
// that glues all text into one line) are off all the same: they forget where
// paragraphs end, and the plain reading stands in for them where text is short.
// Comments are looked for, so that they leave the text, and then forgotten. The
// date is ours (pageMeta), because a date that is merely somewhere on the page is
// worse than none.
func extract(doc *html.Node, pageURL *url.URL) (out blocks) {
	defer func() {
		if p := recover(); p != nil {
			out = blocks{} // the plain reading takes over
		}
	}()
	config := trafilatura.DefaultConfig()
	config.MinExtractedSize = 1
	result, err := trafilatura.ExtractDocument(doc, trafilatura.Options{
		Config:       config,
		OriginalURL:  pageURL,
		Focus:        trafilatura.Balanced,
		Deduplicate:  true,
		HtmlDateMode: trafilatura.Disabled,
	})
	if err != nil || result == nil || result.ContentNode == nil {
		return blocks{}
	}
	return render(result.ContentNode, nil)
}

// mainElement is where the page says its own text is, else its body.
func mainElement(doc *html.Node) *html.Node {
	var articles []*html.Node
	var main, body *html.Node
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch {
		case n.Data == "article":
			articles = append(articles, n)
		case main == nil && (n.Data == "main" || attr(n, "role") == "main"):
			main = n
		case body == nil && n.Data == "body":
			body = n
		}
	}
	switch {
	case len(articles) == 1:
		return articles[0]
	case main != nil:
		return main
	case body != nil:
		return body
	}
	return doc
}

// furniture reports whether an element is by its own word not part of the text.
func furniture(n *html.Node) bool {
	switch n.Data {
	case "nav", "aside", "footer", "form", "dialog", "menu", "label":
		return true
	case "header":
		// A header within the article carries its headline; the page's, its logo.
		for p := n.Parent; p != nil; p = p.Parent {
			if p.Data == "article" || p.Data == "main" {
				return false
			}
		}
		return !has(n, "h1", "p")
	}
	switch attr(n, "role") {
	case "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu", "menubar", "alert":
		return true
	}
	return hidden(n)
}

// hidden reports whether an element says of itself that it is not shown.
func hidden(n *html.Node) bool {
	if _, is := attrOf(n, "hidden"); is || attr(n, "aria-hidden") == "true" {
		return true
	}
	style := strings.ReplaceAll(strings.ToLower(attr(n, "style")), " ", "")
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

func attr(n *html.Node, name string) string {
	v, _ := attrOf(n, name)
	return v
}

func attrOf(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// plainHTML reads HTML without building a tree, in one pass, whatever its
// nesting: text between tags, with a new block at each element that has lines
// of its own.
func plainHTML(src string) blocks {
	var out blocks
	var line strings.Builder
	flush := func() {
		out.add(block{text: line.String()})
		line.Reset()
	}
	z := html.NewTokenizer(strings.NewReader(src))
	hidden := "" // the element whose content is being skipped
	for {
		switch z.Next() {
		case html.ErrorToken:
			flush()
			return out
		case html.TextToken:
			if hidden == "" {
				line.WriteString(strings.Map(lineToSpace, string(z.Text())))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			tag := string(name)
			switch {
			case hidden != "":
			case rawTags[tag]:
				hidden = tag
			case tag == "br":
				line.WriteByte('\n')
			case blockTags[tag], len(tag) == 2 && tag[0] == 'h', tag == "table", tag == "ul", tag == "ol", tag == "dl", tag == "pre":
				flush()
			case tag == "td", tag == "th":
				line.WriteByte(' ')
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			tag := string(name)
			switch {
			case hidden != "":
				if tag == hidden {
					hidden = ""
				}
			case blockTags[tag], len(tag) == 2 && tag[0] == 'h', tag == "table", tag == "ul", tag == "ol", tag == "dl", tag == "pre":
				flush()
			}
		}
	}
}

// rawTags are the elements whose content plainHTML leaves out. They cannot nest,
// so the first end tag ends them.
var rawTags = tagSet("script style title textarea noscript iframe svg select button template")
