package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestRealModel asks a real model behind an OpenAI-compatible endpoint the golden
// questions about the sample, all the way through `footnote ask`, and prints what came
// of its sentences:
//
//	FOOTNOTE_REAL_LLM=http://127.0.0.1:8099/v1 go test -v -timeout 1h -run TestRealModel ./cmd/footnote
//
// .ci/real-model starts a small model and runs it. FOOTNOTE_REAL_MODEL is the model's
// name (default gemma), FOOTNOTE_REAL_LINES further lines of the section [llm], parted
// by semicolons, FOOTNOTE_REAL_QUESTIONS how many questions to ask (default 12), spread
// over the file. With FOOTNOTE_REAL_EXAMPLES=1 the model is shown examples instead of
// rules, by a template of testdata, as suits one that was not trained to follow any.
//
// However weak the model: what is shown is verified and cited. Nothing else is asserted.
func TestRealModel(t *testing.T) {
	url := os.Getenv("FOOTNOTE_REAL_LLM")
	if url == "" {
		t.Skip("FOOTNOTE_REAL_LLM is not set")
	}
	questions := goldenQuestions(t, 12)
	model := os.Getenv("FOOTNOTE_REAL_MODEL")
	if model == "" {
		model = "gemma"
	}
	h := newHome(t)
	more := strings.ReplaceAll(os.Getenv("FOOTNOTE_REAL_LINES"), ";", "\n")
	if os.Getenv("FOOTNOTE_REAL_EXAMPLES") != "" {
		folder, err := filepath.Abs(filepath.Join("testdata", "base-model"))
		if err != nil {
			t.Fatal(err)
		}
		more += fmt.Sprintf("\nprompts = %q", folder)
	}
	config := h.write(t, "config.toml", fmt.Sprintf("[llm]\nbase_url = %q\nmodel = %q\n%s\n", url, model, more))
	started := time.Now()
	r := h.footnote(t, strings.Join(questions, "\n")+"\n", "ask", "--json", "--stdin", "--config", config)
	seconds := time.Since(started).Seconds()
	if r.code != exitDone {
		t.Fatalf("exit %d: %s", r.code, r.err)
	}
	answers := conforming(t, r.out, answerShape)
	if len(answers) != len(questions) {
		t.Fatalf("%d answers to %d questions", len(answers), len(questions))
	}
	var asked, byModel, quoted, refused, refusedByModel, passed, repaired, dropped, tokens, estimated int
	for _, a := range answers {
		checkQuotes(t, h, a) // each sentence cited, each quote verbatim at its offsets
		decided, _ := a["decided"].(map[string]any)
		sentences, _ := a["sentences"].([]any)
		repaired, dropped, tokens = repaired+whole(a["repaired"]), dropped+whole(a["dropped"]), tokens+whole(a["tokens"])
		if a["tokens_estimated"] == true {
			estimated++
		}
		if whole(a["tokens"]) > 0 {
			asked++
		}
		switch {
		case a["answered"] != true && decided["feature"] == "model":
			refusedByModel++
		case a["answered"] != true:
			refused++
		case a["mode"] == "generative":
			byModel, passed = byModel+1, passed+len(sentences)
			for _, s := range texts(a["sentences"], "text") {
				t.Logf("%s — %s", a["question"], s)
			}
		default:
			quoted++
		}
	}
	t.Logf(`%d questions, the model was asked %d; %.0f s, %d tokens (of %d answers estimated)
sentences of the model: %d composed, %d passed (%d of them after a repair), %d dropped
answers: %d by the model, %d by quotes; declined: %d before the model was asked, %d by the model`,
		len(answers), asked, seconds, tokens, estimated, passed+dropped, passed, repaired, dropped, byModel, quoted, refused, refusedByModel)
}

// goldenQuestions are answerable ones about the sample.
func goldenQuestions(t *testing.T, n int) []string {
	t.Helper()
	if text := os.Getenv("FOOTNOTE_REAL_QUESTIONS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 1 {
			t.Fatalf("FOOTNOTE_REAL_QUESTIONS is %q", text)
		}
	}
	data, err := os.ReadFile(filepath.Join("..", "..", "retrieval", "eval", "testdata", "golden", "sample.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		var q struct {
			Q          string
			Any, All   []string
			Answerable *bool
			Turns      []string
		}
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		if len(q.Any)+len(q.All) > 0 && len(q.Turns) == 0 && (q.Answerable == nil || *q.Answerable) {
			all = append(all, q.Q)
		}
	}
	var out []string
	for i := range min(n, len(all)) {
		out = append(out, all[i*len(all)/min(n, len(all))])
	}
	return out
}
