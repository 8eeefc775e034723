package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footnote/retrieval/eval"
)

var update = flag.Bool("update", false, "write the golden results anew")

// goldenFolder holds the project's golden questions, and what became of them.
var goldenFolder = filepath.Join("..", "..", "retrieval", "eval", "testdata", "golden")

// TestGoldenResults compares what becomes of the golden questions with what
// became of them before. After a change of search, answers or refusal, look at
//
//	go test ./cmd/footnote -run TestGoldenResults -update && git diff
//
// which lists the questions of the tune half, and of the report half figures only.
func TestGoldenResults(t *testing.T) {
	town := filepath.Join(goldenFolder, "articles")
	own := []string{"sample", town, filepath.Join(goldenFolder, "..", "refusal", "articles")}
	for _, c := range []struct {
		golden string
		corpus []string
		texts  bool // the articles are the project's own, and may be quoted
	}{
		{"sample", []string{"sample"}, true},
		{"town", []string{town}, true},
		{"talk", own, true},
		{"parts", own, true},
		{"premise", own, true},
		{"disagree", []string{filepath.Join(goldenFolder, "disagree")}, true},
		{"asof", []string{filepath.Join(goldenFolder, "asof")}, true},
		{"seeds", nil, false},
	} {
		t.Run(c.golden, func(t *testing.T) {
			if c.corpus == nil {
				c.corpus = []string{seedFolder(t)}
			}
			newHome(t)
			files, err := readGoldenFiles([]string{filepath.Join(goldenFolder, c.golden+".jsonl")})
			if err != nil {
				t.Fatal(err)
			}
			a := &app{in: strings.NewReader(""), out: io.Discard, err: io.Discard, spaceFlag: "default"}
			_, outcomes, err := a.measure(t.Context(), evalOptions{corpus: c.corpus, parallel: runtime.GOMAXPROCS(0)}, files)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := eval.WriteResults(&got, outcomes, c.texts); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(goldenFolder, c.golden+".results")
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("other results than before; if they are better, run with -update:\n%s", diff)
			}
		})
	}
}

// With a model configured the same table is made of its answers.
func TestEvalModel(t *testing.T) {
	h := newHome(t)
	golden := h.write(t, "golden.jsonl", `{"id":"1","q":"How long is the Kestrel Bridge?","any":["640"]}
{"id":"2","q":"Who designed the Kestrel Bridge?","any":["Arlund"],"sources":["A bridge that Wexmoor learned to love"]}`)
	r := h.footnote(t, "", "eval", "--golden", golden, "--json", "--config", h.mockConfig(t, ""))
	var got eval.Reported
	if err := json.Unmarshal([]byte(r.out), &got); err != nil || r.code != exitDone {
		t.Fatalf("exit %d, %v\n%s%s", r.code, err, r.out, r.err)
	}
	tokens, _ := got.Figures.Find("tokens")
	right, _ := got.Figures.Find("right")
	if got.Model == "" || tokens.Value == 0 || right.Value != 1 {
		t.Errorf("model %q, %v tokens, %v right", got.Model, tokens.Value, right.Value)
	}
}

// An interrupted measurement ends at once and leaves no store behind.
func TestEvalInterrupted(t *testing.T) {
	h := newHome(t)
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	ctx, cancel := context.WithCancel(t.Context())
	waits := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel() // somebody presses Ctrl-C while the model thinks
		<-r.Context().Done()
	}))
	t.Cleanup(waits.Close)
	golden := h.write(t, "golden.jsonl", `{"id":"1","q":"How long is the Kestrel Bridge?","any":["640"]}`)
	config := h.write(t, "config.toml", "[llm]\nbase_url = \""+waits.URL+"\"\nmodel = \"m\"\n")
	r := h.run(t, ctx, "", "eval", "--golden", golden, "--corpus", "sample", "--config", config)
	if r.code != exitFailed || r.out != "" || !strings.Contains(r.err, "Stopped.") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	left, err := os.ReadDir(temporary)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
