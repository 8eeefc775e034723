package corpus

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSeedsKeepOnlyTheStory holds that of the five real texts every line that is
// no sentence leaves the body, and every other line stays. What is a sentence and
// yet no story, and the one heading in a story, are known by how they begin.
func TestSeedsKeepOnlyTheStory(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(shared(t, "seeds"), "*.txt"))
	if err != nil || len(paths) != 5 {
		t.Fatal(len(paths), err)
	}
	heading := func(s string) bool { return strings.HasPrefix(s, "“") && strings.HasSuffix(s, "”") }
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		c := Clean(Draft{Text: string(raw), Scraped: true})
		for line := range strings.Lines(c.Body) {
			if line = strings.TrimSpace(line); line != "" && !isProse(line) && !heading(line) && wordCount(line) < 12 {
				t.Errorf("%s: kept %q", filepath.Base(path), line)
			}
		}
		for _, r := range c.Removed {
			if isProse(r.Text) && r.Reason != "standfirst said again" && !strings.Contains(r.Reason, "said twice") && r.Reason != "teaser" {
				t.Errorf("%s: lost %q (%s)", filepath.Base(path), r.Text, r.Reason)
			}
		}
	}
}
