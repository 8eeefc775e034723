package render_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footnote/bot/render"
	"footnote/bot/render/picture"
)

var update = flag.Bool("update", false, "write the golden files anew")

// pictures are the samples that the README shows.
var pictures = []string{"answer", "conflict", "refusal", "passages", "check", "sources", "job-done", "settings"}

func TestGolden(t *testing.T) {
	for name, screen := range samples {
		golden(t, name+".golden", render.Text(render.Draw(screen)))
	}
	for _, name := range pictures {
		golden(t, name+".svg", picture.SVG("Footnote", render.Draw(samples[name])))
	}
	// What no sample draws any more is to go.
	files, err := filepath.Glob(filepath.Join("testdata", "*.golden"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, ok := samples[strings.TrimSuffix(filepath.Base(f), ".golden")]; !ok {
			t.Errorf("%s belongs to no sample", f)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (run with -update when this is meant):\n%s", name, diff)
	}
}
