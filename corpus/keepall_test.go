package corpus

import (
	"os"
	"path/filepath"
	"testing"
)

// TestNothingToClean takes texts that are no pages, and longer ones made of them:
// all of each stays, but for a first line that becomes the title.
func TestNothingToClean(t *testing.T) {
	paths, _ := filepath.Glob("testdata/keepall/*.txt")
	if len(paths) < 10 {
		t.Fatalf("%d texts", len(paths))
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		once := string(raw)
		for name, text := range map[string]string{"once": once, "behind an essay": keepEssay(t) + "\n" + once, "before one": once + "\n" + keepEssay(t)} {
			if filepath.Base(path) == "essay.txt" && name != "once" {
				continue
			}
			for i, r := range Clean(Draft{Text: text, Scraped: true}).Removed {
				if i > 0 || r.Reason != "title" {
					t.Errorf("%s, %s: %s %q", path, name, r.Reason, r.Text)
				}
			}
		}
	}
}

func keepEssay(t *testing.T) string {
	raw, err := os.ReadFile("testdata/keepall/essay.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
