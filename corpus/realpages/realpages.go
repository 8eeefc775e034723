// Package realpages makes labelled scraped text out of real web pages, to fit
// what tells the story of a page from its furniture and to measure how well that
// is done. Nothing of the program is built from it.
//
// The pages are the test data of two modules that this one is built from anyway,
// read where the go command keeps them:
//
//   - github.com/go-shiori/go-readability (MIT licence): pages with their main
//     content, as its maintainers accept it;
//   - github.com/markusmobius/go-trafilatura (Apache licence 2.0): pages of many
//     languages, with a few pieces each that belong to the main content and a few
//     that do not, marked by hand.
//
// No text of them is part of this module. Each page is rendered as scrapers leave
// pages: all of it or the column of its story, with blank lines or without, links
// on lines of their own or run together.
package realpages

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/fnv"
	nurl "net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Label says what a line is.
type Label int8

// The labels of a line.
const (
	Unknown Label = iota // the title, or those who labelled it disagree
	Story
	Furniture
)

// Line is a line of a scraped text.
type Line struct {
	Text  string
	Gap   bool // a blank line stands before it
	Label Label
}

// Page is a real page.
type Page struct {
	Name   string // of the page in its module
	Gold   bool   // people said what its story is; else programs did
	Report bool   // of the half that is reported, not tuned on; all pages of a host are in one half

	Title, Author, Site, Published string // as its module gives them, or ""
	With, Without                  []string

	doc     *html.Node
	address *nurl.URL
	labels  map[*html.Node]Label // of its pieces of text
}

// ErrMissing says that a module is not on this machine.
var ErrMissing = errors.New("the module with the pages is not here")

const (
	readabilityModule = "github.com/go-shiori/go-readability"
	trafilaturaModule = "github.com/markusmobius/go-trafilatura"
)

func moduleDir(module string) (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		return "", fmt.Errorf("%w: %s", ErrMissing, module)
	}
	return dir, nil
}

// half puts all pages of a host into one half.
func half(host string) bool {
	h := fnv.New32a()
	h.Write([]byte(strings.TrimPrefix(host, "www.")))
	return h.Sum32()>>3&1 == 1
}

// Marked reads the pages with their whole main content.
func Marked() ([]*Page, error) {
	dir, err := moduleDir(readabilityModule)
	if err != nil {
		return nil, err
	}
	folders, err := filepath.Glob(filepath.Join(dir, "test-pages", "*", "source.html"))
	if err != nil || len(folders) == 0 {
		return nil, fmt.Errorf("%w: %s has no pages", ErrMissing, readabilityModule)
	}
	var pages []*Page
	for _, source := range folders {
		folder := filepath.Dir(source)
		name := filepath.Base(folder)
		doc, err := parse(source)
		if err != nil {
			return nil, err
		}
		expected, err := parse(filepath.Join(folder, "expected.html"))
		if err != nil {
			return nil, err
		}
		var meta struct{ Title, Byline, SiteName, PublishedTime string }
		if raw, err := os.ReadFile(filepath.Join(folder, "expected-metadata.json")); err == nil {
			if err := json.Unmarshal(raw, &meta); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		site, _, _ := strings.Cut(strings.TrimRight(name, "0123456789"), "-")
		p := &Page{Name: name, Gold: true, Report: half(site), doc: doc,
			Title: meta.Title, Author: meta.Byline, Site: meta.SiteName, Published: meta.PublishedTime}
		p.label(expected)
		pages = append(pages, p)
	}
	return pages, nil
}

// Snippets reads the pages with pieces that belong to the main content or do not.
// Their lines are Unknown until Guess was called.
func Snippets() ([]*Page, error) {
	dir, err := moduleDir(trafilaturaModule)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, "scripts", "comparison", "data.go"), nil, 0)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrMissing, err)
	}
	var pages []*Page
	var failed error
	ast.Inspect(file, func(n ast.Node) bool {
		kv, ok := n.(*ast.KeyValueExpr)
		if !ok || failed != nil {
			return failed == nil
		}
		entry, ok := kv.Value.(*ast.CompositeLit)
		if !ok || text(kv.Key) == "" {
			return true
		}
		address, err := nurl.Parse(text(kv.Key))
		if err != nil {
			return false
		}
		p := &Page{Report: half(address.Hostname()), address: address}
		for _, e := range entry.Elts {
			field, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			switch name, _ := field.Key.(*ast.Ident); name.Name {
			case "File":
				p.Name = text(field.Value)
			case "Title":
				p.Title = text(field.Value)
			case "Date":
				p.Published = text(field.Value)
			case "Sitename":
				p.Site = text(field.Value)
			case "Authors":
				p.Author = strings.Join(texts(field.Value), ", ")
			case "With":
				p.With = texts(field.Value)
			case "Without":
				p.Without = texts(field.Value)
			}
		}
		for _, folder := range []string{"comparison", "mock"} {
			p.doc, err = parse(filepath.Join(dir, "test-files", folder, p.Name))
			if err == nil {
				break
			}
		}
		if err == nil {
			pages = append(pages, p)
		} else if !errors.Is(err, os.ErrNotExist) {
			failed = err
		}
		return false
	})
	sort.Slice(pages, func(i, j int) bool { return pages[i].Name < pages[j].Name })
	return pages, failed
}

func text(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	s, _ := strconv.Unquote(lit.Value)
	return s
}

func texts(e ast.Expr) []string {
	list, ok := e.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	var all []string
	for _, x := range list.Elts {
		all = append(all, text(x))
	}
	return all
}

func parse(path string) (*html.Node, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return html.Parse(bytes.NewReader(bytes.ToValidUTF8(raw, []byte("\uFFFD"))))
}
