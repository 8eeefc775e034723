package eval_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"footnote/corpus"
	"footnote/retrieval"
	"footnote/retrieval/answer"
	"footnote/retrieval/embed"
)

// TestWrittenAfter measures articles, honest sentences and lies that were written by
// hand after the verifier was finished, and asked once: the figures are as they came
// out, and are nothing to tune on.
//
//	go test ./retrieval/eval -run TestWrittenAfter -v
func TestWrittenAfter(t *testing.T) {
	model, err := embed.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	a, err := answer.New(answer.Config{Lexicon: noDocuments{}, Words: model})
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join("testdata", "after.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var honest, dropped, lies, caught int
	for line := range bytes.Lines(b) {
		var x struct {
			Title, Body  string
			Honest, Lies []struct{ Kind, Text string }
		}
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatal(err)
		}
		of := corpus.Article{Meta: corpus.Meta{Space: corpus.DefaultSpace, ID: x.Title, Title: x.Title, Language: "en", Revision: x.Title}, Body: x.Body}
		var evidence []retrieval.Evidence
		cites := ""
		for i, p := range corpus.Split(of) {
			evidence = append(evidence, retrieval.Evidence{Article: of.Meta, Passage: p})
			cites += fmt.Sprintf(" [%d]", i+1)
		}
		v, err := a.Verifier(t.Context(), evidence)
		if err != nil {
			t.Fatal(err)
		}
		shown := func(text string) bool {
			for _, s := range v.Line(text + cites) {
				if s.Reason != "" {
					return false
				}
			}
			return true
		}
		for _, s := range x.Honest {
			if honest++; !shown(s.Text) {
				dropped++
			}
		}
		for _, s := range x.Lies {
			if lies++; !shown(s.Text) {
				caught++
			}
		}
	}
	t.Logf("written after: %d of %d lies refused (%.1f %%), %d of %d honest sentences dropped (%.1f %%)",
		caught, lies, 100*float64(caught)/float64(lies), dropped, honest, 100*float64(dropped)/float64(honest))
	if 10*caught < 7*lies || 3*dropped > honest {
		t.Error("far worse than when it was written")
	}
}

// noDocuments is the lexicon where no question is asked.
type noDocuments struct{}

func (noDocuments) DocFreq(ctx context.Context, _ corpus.Space, _ []string) (int, map[string]int, error) {
	return 0, nil, ctx.Err()
}
