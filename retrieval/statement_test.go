package retrieval

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pair is two sentences and whether the one may stand for the other.
type pair struct {
	same       bool
	kind, a, b string
}

func readPairs(t *testing.T, name string) []pair {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []pair
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, " | ")
		if len(parts) != 4 || parts[0] != "same" && parts[0] != "other" {
			t.Fatalf("%s: %q is no pair", name, line)
		}
		out = append(out, pair{parts[0] == "same", parts[1], parts[2], parts[3]})
	}
	return out
}

// What "also in" may be said of: the pairs to tune on, and those that were written
// after. Not one may be taken for the same that is not; of those that are, how many
// are recognised is told.
func TestSameStatements(t *testing.T) {
	for _, file := range []struct {
		name string
		most int // pairs that are the same and are not recognised
	}{{"same_tune.txt", 0}, {"same_report.txt", 9}} {
		var same, missed, other, lies int
		for _, p := range readPairs(t, file.name) {
			a, b := ReadStatement(p.a), ReadStatement(p.b)
			got := a.Same(b)
			if got != b.Same(a) {
				t.Errorf("%s: %s: not symmetrical:\n%s\n%s", file.name, p.kind, p.a, p.b)
			}
			switch {
			case p.same:
				same++
				if !got {
					missed++
					t.Logf("%s: %s: not recognised:\n%s\n  %+v\n%s\n  %+v", file.name, p.kind, p.a, a, p.b, b)
				}
			default:
				other++
				if got {
					lies++
					t.Errorf("%s: %s: taken for the same:\n%s\n  %+v\n%s\n  %+v", file.name, p.kind, p.a, a, p.b, b)
				}
			}
		}
		t.Logf("%s: %d of %d that say the same not recognised; %d of %d that do not taken for the same", file.name, missed, same, lies, other)
		if missed > file.most {
			t.Errorf("%s: %d not recognised, at most %d", file.name, missed, file.most)
		}
	}
}

func BenchmarkReadStatement(b *testing.B) {
	for b.Loop() {
		ReadStatement("WEXMOOR (Coastal Wire) — About 7,000 litres of diesel leaked into the harbour on Tuesday, the harbour authority said on Wednesday.")
	}
}
