package corpus

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkCleanPages takes whole pages with their furniture, on which the judge
// has to decide.
func BenchmarkCleanPages(b *testing.B) {
	paths, _ := filepath.Glob("testdata/pages/sites/*.golden") // the text with its reasons, as long as the page
	var texts []string
	size := 0
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, "Skip to content\n"+string(raw))
		size += len(raw)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, text := range texts {
			Clean(Draft{Text: text, Scraped: true})
		}
	}
}
