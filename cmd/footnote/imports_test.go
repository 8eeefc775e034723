package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the design's table: which packages of ours a package may import.
// A new package is a new row. "x/..." is x and all below it.
var mayImport = map[string][]string{
	"corpus":                   {},
	"corpus/realpages":         {}, // used by tests of corpus alone
	"corpus/source":            {"corpus"},
	"corpus/source/sourcetest": {},
	"corpus/store":             {"corpus", "corpus/store/schema"},
	"corpus/store/schema":      {},
	"corpus/ingest":            {"corpus"},
	"retrieval":                {"corpus"},
	"retrieval/index":          {"corpus", "retrieval"},
	"retrieval/answer":         {"corpus", "retrieval"},
	"retrieval/embed":          {"corpus", "retrieval"},
	"retrieval/llm":            {"corpus", "retrieval"},
	"retrieval/llmtest":        {"retrieval/llm", "retrieval/embed"},
	"retrieval/eval":           {"corpus", "retrieval/..."},
	"retrieval/eval/fit":       {"corpus", "corpus/store", "retrieval/..."},
	"bot":                      {"corpus", "retrieval"},
	"bot/render":               {"bot", "corpus", "retrieval"},
	"bot/render/picture":       {"bot/render"},
	"bot/store":                {"bot", "corpus", "corpus/store/schema", "retrieval"},
	"bot/discord":              {"bot", "bot/render", "corpus", "retrieval"},
	"bot/discordtest":          {},
	"cmd/footnote":             {"corpus/...", "retrieval/...", "bot/..."},
}

// pure are the packages that know neither the network nor a database, not even
// through what they import.
var pure = map[string][]string{
	"corpus":    {"net/http", "database/sql", "os/exec", "github.com/blevesearch/bleve", "github.com/philippgille", "github.com/ncruces"},
	"retrieval": {"net/http", "database/sql", "os/exec", "github.com/blevesearch/bleve", "github.com/philippgille", "github.com/ncruces"},
}

const module = "footnote"

type listedPackage struct {
	ImportPath string
	Imports    []string // of the files that are no tests
	Deps       []string
}

func TestImports(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", module+"/...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		t.Fatalf("go list: %v\n%s", err, failed.Stderr)
	} else if err != nil {
		t.Skip("go list cannot be run here: ", err)
	}
	seen := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		seen++
		checkImports(t, p)
	}
	if seen < 10 {
		t.Errorf("go list found %d packages only", seen)
	}
}

func checkImports(t *testing.T, p listedPackage) {
	name := strings.TrimPrefix(p.ImportPath, module+"/")
	allowed, known := mayImport[name]
	if !known {
		t.Errorf("package %s has no row in the table of imports", name)
		return
	}
	for _, path := range p.Imports {
		imported, ours := strings.CutPrefix(path, module+"/")
		if ours && !slices.ContainsFunc(allowed, func(rule string) bool { return covers(rule, imported) }) {
			t.Errorf("package %s imports %s, which the table does not allow", name, imported)
		}
	}
	for _, dep := range p.Deps {
		for _, banned := range pure[name] {
			if dep == banned || strings.HasPrefix(dep, banned+"/") && strings.Contains(banned, ".") {
				t.Errorf("package %s knows %s, through what it imports", name, dep)
			}
		}
	}
}

func covers(rule, imported string) bool {
	parent, all := strings.CutSuffix(rule, "/...")
	return imported == parent || all && strings.HasPrefix(imported, parent+"/")
}

// The check itself can fail.
func TestImportsFindsArrow(t *testing.T) {
	for _, c := range []struct {
		rule, imported string
		want           bool
	}{
		{"corpus", "corpus", true},
		{"corpus", "corpus/store", false},
		{"corpus/...", "corpus/store", true},
		{"corpus/...", "corpus", true},
		{"corpus/...", "corpuscle", false},
	} {
		if got := covers(c.rule, c.imported); got != c.want {
			t.Errorf("covers(%q, %q) = %v", c.rule, c.imported, got)
		}
	}
}
