package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the README shows is what the program says.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	const question = "How many litres of diesel leaked into Wexmoor harbour?"
	if !strings.Contains(string(readme), `go run ./cmd/footnote ask "`+question+`"`) {
		t.Fatal("the README has another first command than this test")
	}
	if r := newHome(t).footnote(t, "", "ask", question); !strings.Contains(string(readme), "```\n"+r.out+"```\n") {
		t.Errorf("the README shows another answer than:\n%s", r.out)
	}
}
