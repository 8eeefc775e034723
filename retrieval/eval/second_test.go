package eval_test

import (
	"context"
	"os"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/retrieval/answer"
	"footnote/retrieval/embed"
	"footnote/retrieval/eval"
	"footnote/retrieval/llm"
)

// TestSecondCheckGain measures what the second check by a real model adds: of the lies
// that verification lets through, how many it drops, and how many of the honest
// sentences with them.
//
//	FOOTNOTE_REAL_LLM=http://127.0.0.1:8099/v1 go test ./retrieval/eval -run TestSecondCheckGain -v -timeout 1h
//
// FOOTNOTE_REAL_MODEL is the model's name (default gemma). Nothing is asserted: what a
// model is worth depends on the model.
func TestSecondCheckGain(t *testing.T) {
	url := os.Getenv("FOOTNOTE_REAL_LLM")
	if url == "" {
		t.Skip("FOOTNOTE_REAL_LLM is not set")
	}
	name := os.Getenv("FOOTNOTE_REAL_MODEL")
	if name == "" {
		name = "gemma"
	}
	words, err := embed.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	material, err := eval.HonestMaterial()
	if err != nil {
		t.Fatal(err)
	}
	told, err := eval.Tell(t.Context(), words, material)
	if err != nil {
		t.Fatal(err)
	}
	chat, err := llm.NewChat(llm.Endpoint{BaseURL: url, Model: name, Timeout: 4 * time.Minute}, llm.ChatOptions{Stop: []string{"\nQuestion:"}})
	if err != nil {
		t.Fatal(err)
	}
	defer chat.Close()
	a, err := answer.New(answer.Config{Lexicon: emptyLexicon{}, Words: words, Chat: chat})
	if err != nil {
		t.Fatal(err)
	}
	const most, batch = 12, 3
	var lies, honest []answer.Verified
	for _, x := range told {
		v := answer.Verified{Text: x.Text, Quotes: x.Quotes}
		switch {
		case !x.Shown || x.Truth.Report:
		case x.Kind != "" && len(lies) < most:
			lies = append(lies, v)
		case x.Kind == "" && x.Truth.Kind != "" && len(honest) < most:
			honest = append(honest, v)
		}
	}
	unread, checks := 0, 0
	dropped := func(all []answer.Verified) (n int) {
		for i := 0; i < len(all); i += batch {
			checks++
			denied, err := a.Second(t.Context(), all[i:min(i+batch, len(all))])
			if err != nil {
				unread++
				continue
			}
			for _, no := range denied {
				if no {
					n++
				}
			}
		}
		return n
	}
	started := time.Now()
	l, h := dropped(lies), dropped(honest)
	t.Logf("dropped: %d of %d lies that verification let through, %d of %d honest sentences; %d of %d replies could not be read; %.0f s",
		l, len(lies), h, len(honest), unread, checks, time.Since(started).Seconds())
}

type emptyLexicon struct{}

func (emptyLexicon) DocFreq(ctx context.Context, _ corpus.Space, _ []string) (int, map[string]int, error) {
	return 0, nil, ctx.Err()
}
