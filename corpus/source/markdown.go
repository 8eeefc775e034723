package source

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	xast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"footnote/corpus"
)

// markdownDepth is how deep quotes and lists may nest. The parser's time grows
// with the square of the depth, and nobody reads deeper.
const markdownDepth = 100

// readMarkdown parses Markdown (CommonMark with GitHub's tables, strikethrough
// and footnotes) and writes it as plain blocks: marks are gone, links are their
// text, images are gone, code is kept as it is.
func readMarkdown(src string) (d corpus.Draft, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("markdown: %v", p)
		}
	}()
	fields, body := frontMatter(src)
	d = corpus.Draft{
		MediaType: "text/markdown",
		Title:     field(fields, "title"),
		Author:    field(fields, "author", "authors", "by"),
		Publisher: field(fields, "publisher", "source", "site"),
		Language:  languageTag(field(fields, "lang", "language")),
		Published: parseDate(field(fields, "date", "published", "pubdate", "publishdate", "created")),
	}
	if tooNested(body) {
		d.Text, d.Scraped = body, true
		return d, nil
	}
	source := []byte(body)
	parser := goldmark.New(goldmark.WithExtensions(
		extension.Table, extension.Strikethrough, extension.TaskList, extension.Footnote, extension.DefinitionList,
	)).Parser()
	w := &markdownWriter{source: source}
	w.blocks(parser.Parse(text.NewReader(source)), false)
	if d.Title == "" {
		for _, b := range w.out.list {
			if b.heading == 1 {
				d.Title = b.text
				break
			}
		}
	}
	w.out.dropTitle(d.Title)
	d.Text = w.out.String()
	return d, nil
}

// tooNested reports whether a line opens more quotes or lists than sane text.
func tooNested(body string) bool {
	for line := range strings.Lines(body) {
		marks := 0
		for _, c := range line {
			if c == ' ' || c == '\t' {
				continue
			}
			if !strings.ContainsRune(">-*+", c) {
				break
			}
			marks++
		}
		if marks > markdownDepth && strings.ContainsRune(line, '>') || strings.Count(line, "[") > 20*markdownDepth {
			return true
		}
		if marks > markdownDepth && strings.Count(line, "- ")+strings.Count(line, "* ")+strings.Count(line, "+ ") > markdownDepth {
			return true
		}
	}
	return false
}

type markdownWriter struct {
	source []byte
	out    blocks
}

// blocks writes the children of n; joined says that the first block follows the
// one before it in the same list.
func (w *markdownWriter) blocks(n ast.Node, joined bool) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		before := len(w.out.list)
		w.block(c, joined)
		if len(w.out.list) > before {
			joined = false
		}
	}
}

func (w *markdownWriter) block(n ast.Node, joined bool) {
	switch n := n.(type) {
	case *ast.Heading:
		w.out.add(block{text: strings.ReplaceAll(w.inline(n), "\n", " "), heading: n.Level})
	case *ast.Paragraph, *ast.TextBlock:
		w.out.add(block{text: w.inline(n), joined: joined})
	case *ast.List:
		w.items(n, joined)
	case *xast.DefinitionList:
		w.items(n, joined)
	case *xast.FootnoteList:
		w.items(n, false)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		w.out.add(block{text: string(n.Lines().Value(w.source)), verbatim: true, joined: joined})
	case *ast.HTMLBlock:
		for _, b := range plainHTML(string(n.Lines().Value(w.source))).list {
			w.out.add(b)
		}
	case *xast.Table:
		first := true
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			var cells []string
			for c := row.FirstChild(); c != nil; c = c.NextSibling() {
				cells = append(cells, strings.ReplaceAll(strings.TrimSpace(w.inline(c)), "\n", " "))
			}
			if w.out.add(block{text: tableRow(cells), joined: !first}) {
				first = false
			}
		}
	case *ast.ThematicBreak:
	default:
		if n.Type() == ast.TypeBlock && n.FirstChild() != nil && n.FirstChild().Type() == ast.TypeInline {
			w.out.add(block{text: w.inline(n), joined: joined}) // such as a defined term
			return
		}
		w.blocks(n, joined)
	}
}

// items writes a list: one line an item.
func (w *markdownWriter) items(n ast.Node, joined bool) {
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		before := len(w.out.list)
		if item.FirstChild() != nil && item.FirstChild().Type() == ast.TypeInline {
			w.out.add(block{text: w.inline(item), joined: joined})
		} else {
			for c := item.FirstChild(); c != nil; c = c.NextSibling() {
				w.block(c, joined || len(w.out.list) > before)
			}
		}
		joined = joined || len(w.out.list) > before
	}
}

// inline is the text of a block without marks; line breaks that the writer asked
// for stay.
func (w *markdownWriter) inline(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch c := c.(type) {
		case *ast.Text:
			v := c.Value(w.source)
			if !c.IsRaw() {
				v = unescape(v)
			}
			b.Write(v)
			switch {
			case c.HardLineBreak():
				b.WriteByte('\n')
			case c.SoftLineBreak():
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(unescape(c.Value))
		case *ast.CodeSpan:
			for t := c.FirstChild(); t != nil; t = t.NextSibling() {
				if t, ok := t.(*ast.Text); ok {
					b.Write(bytes.ReplaceAll(t.Value(w.source), []byte("\n"), []byte(" ")))
				}
			}
			return ast.WalkSkipChildren, nil
		case *ast.AutoLink:
			b.Write(c.Label(w.source))
		case *ast.Image:
			return ast.WalkSkipChildren, nil
		case *ast.RawHTML:
			if strings.HasPrefix(strings.ToLower(string(c.Segments.Value(w.source))), "<br") {
				b.WriteByte('\n')
			}
			return ast.WalkSkipChildren, nil
		case *xast.FootnoteLink, *xast.FootnoteBacklink, *xast.Strikethrough:
			// A mark of a note is no text, and what was struck out is withdrawn.
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// unescape resolves the backslashes before punctuation and the entities, which
// goldmark leaves to its writer.
func unescape(v []byte) []byte {
	if bytes.IndexByte(v, '\\') < 0 && bytes.IndexByte(v, '&') < 0 {
		return v
	}
	var b strings.Builder
	plain := func(s []byte) { b.WriteString(html.UnescapeString(string(s))) }
	start := 0
	for i := 0; i+1 < len(v); i++ {
		if v[i] == '\\' && isPunct(v[i+1]) {
			plain(v[start:i])
			b.WriteByte(v[i+1])
			start = i + 2
			i++
		}
	}
	plain(v[start:])
	return []byte(b.String())
}

func isPunct(c byte) bool {
	return c > ' ' && c < 0x7f && !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z')
}

// tableRow writes a row on one line.
func tableRow(cells []string) string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return strings.Join(cells, " | ")
}
