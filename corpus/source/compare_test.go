package source

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	trafilatura "github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

// labelled is a page of go-trafilatura's own comparison: what its text must have
// and must not have, and what is known of it.
type labelled struct {
	url, file, title, date, site string
	authors, with, without       []string
}

// labelledPages reads the comparison's table out of the module's folder: it is a
// literal in a program of its own.
func labelledPages(t *testing.T) (folder string, pages []labelled) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/markusmobius/go-trafilatura").Output()
	folder = strings.TrimSpace(string(out))
	if err != nil || folder == "" {
		t.Skip("the folder of go-trafilatura was not found")
	}
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folder, "scripts", "comparison", "data.go"), nil, 0)
	if err != nil {
		t.Skip("go-trafilatura came without its comparison: ", err)
	}
	word := func(e ast.Expr) string {
		if l, ok := e.(*ast.BasicLit); ok {
			s, _ := strconv.Unquote(l.Value)
			return s
		}
		return ""
	}
	ast.Inspect(f, func(n ast.Node) bool {
		kv, ok := n.(*ast.KeyValueExpr)
		if !ok || !strings.HasPrefix(word(kv.Key), "http") {
			return true
		}
		fields, ok := kv.Value.(*ast.CompositeLit)
		if !ok {
			return true
		}
		p := labelled{url: word(kv.Key)}
		for _, e := range fields.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			var list []string
			if l, ok := kv.Value.(*ast.CompositeLit); ok {
				for _, e := range l.Elts {
					list = append(list, word(e))
				}
			}
			switch name, _ := kv.Key.(*ast.Ident); name.Name {
			case "File":
				p.file = word(kv.Value)
			case "Title":
				p.title = word(kv.Value)
			case "Date":
				p.date = word(kv.Value)
			case "Sitename":
				p.site = word(kv.Value)
			case "Authors":
				p.authors = list
			case "With":
				p.with = list
			case "Without":
				p.without = list
			}
		}
		pages = append(pages, p)
		return false
	})
	slices.SortFunc(pages, func(a, b labelled) int { return cmp.Compare(a.url, b.url) })
	return folder, pages
}

// share counts hits.
type share struct{ hit, all int }

func (s *share) add(hit bool) {
	s.all++
	if hit {
		s.hit++
	}
}

func (s share) String() string {
	return strconv.Itoa(s.hit) + "/" + strconv.Itoa(s.all) + " " + strconv.FormatFloat(float64(s.hit)/float64(max(s.all, 1)), 'f', 3, 64)
}

type scores struct{ with, without, title, author, date, site, walls share }

// TestCompareReaders says how this reader does on go-trafilatura's comparison,
// beside the bare library. Pages with an even index may be tuned on, those with an
// odd one are for the report.
//
//	FOOTNOTE_COMPARE=1 go test -v -run TestCompareReaders ./corpus/source
func TestCompareReaders(t *testing.T) {
	if os.Getenv("FOOTNOTE_COMPARE") == "" {
		t.Skip("takes a minute or two: set FOOTNOTE_COMPARE=1")
	}
	folder, pages := labelledPages(t)
	var mu sync.Mutex
	var ours, bare [2]scores
	var wg sync.WaitGroup
	gate := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, p := range pages {
		data, err := os.ReadFile(filepath.Join(folder, "test-files", "comparison", p.file))
		if err != nil {
			continue
		}
		gate <- struct{}{}
		wg.Go(func() {
			defer func() { <-gate }()
			src, err := decode(data, "")
			if err != nil {
				return
			}
			at, _ := url.Parse(p.url)
			d, _ := readHTML(src, p.url)
			_, walled := wall(src, d.Text, at, at)
			var text string
			if doc, err := html.Parse(strings.NewReader(src)); err == nil {
				config := trafilatura.DefaultConfig()
				if r, err := trafilatura.ExtractDocument(doc, trafilatura.Options{Config: config, OriginalURL: at, Focus: trafilatura.Balanced, HtmlDateMode: trafilatura.Disabled}); err == nil {
					text = r.ContentText
				}
			}
			mu.Lock()
			defer mu.Unlock()
			o, b := &ours[i%2], &bare[i%2]
			for _, s := range p.with {
				o.with.add(strings.Contains(spaced(d.Text), spaced(s)))
				b.with.add(strings.Contains(spaced(text), spaced(s)))
			}
			for _, s := range p.without {
				o.without.add(!strings.Contains(spaced(d.Text), spaced(s)))
				b.without.add(!strings.Contains(spaced(text), spaced(s)))
			}
			if p.title != "" {
				o.title.add(strings.EqualFold(spaced(d.Title), spaced(p.title)))
			}
			if len(p.authors) > 0 {
				o.author.add(strings.Contains(strings.ToLower(d.Author), strings.ToLower(p.authors[0])))
			}
			if p.date != "" {
				o.date.add(d.Published.Format("2006-01-02") == p.date)
			}
			if p.site != "" {
				o.site.add(strings.EqualFold(d.Publisher, p.site))
			}
			o.walls.add(walled)
			if walled {
				t.Logf("taken for a wall (%d): %s", i%2, p.url)
			}
		})
	}
	wg.Wait()
	for i, half := range []string{"even", "odd"} {
		t.Logf("%-5s this reader: with %v, without %v; title %v, author %v, date %v, site %v; taken for walls %v", half, ours[i].with, ours[i].without, ours[i].title, ours[i].author, ours[i].date, ours[i].site, ours[i].walls)
		t.Logf("%-5s the library:  with %v, without %v", half, bare[i].with, bare[i].without)
	}
}
