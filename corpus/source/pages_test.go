package source

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files of testdata/pages anew")

// TestPages shows what is read from pages as they are out in the world. The
// golden files are the review: a change of the extractor or of its options is a
// diff of text that a person can judge.
func TestPages(t *testing.T) {
	pages, err := filepath.Glob("testdata/pages/*.html")
	if err != nil || len(pages) < 6 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		t.Run(filepath.Base(page), func(t *testing.T) {
			data, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			d, err := read(t.Context(), input{name: page, data: data, format: formatHTML})
			if err != nil {
				t.Fatal(err)
			}
			published := ""
			if !d.Published.IsZero() {
				published = d.Published.Format(time.DateOnly)
			}
			got := fmt.Sprintf("title: %s\nauthor: %s\npublisher: %s\npublished: %s\nlanguage: %s\n\n%s\n",
				d.Title, d.Author, d.Publisher, published, d.Language, d.Text)
			golden := strings.TrimSuffix(page, ".html") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("text of %s (-want +got):\n%s", page, diff)
			}
		})
	}
}
