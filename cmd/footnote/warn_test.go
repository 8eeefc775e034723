package main

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestWarnings(t *testing.T) {
	var b strings.Builder
	log := newWarnings(&b).With("space", "4711")
	log.Debug("looked", "err", errors.New("one"))
	log.Info("another process", "err", errors.New("two"))
	log.Warn("quoting instead", "dropped", 3)
	log.Warn("language model failed", "error", errors.New("\x1b[2Jconnection\nrefused"), "attempt", 1)
	log.WithGroup("x").Error("index broken", "err", slog.StringValue(strings.Repeat("long ", 200)))
	lines := strings.SplitAfter(b.String(), "\n")
	if len(lines) != 3 || lines[0] != "footnote: language model failed: [2Jconnection refused\n" {
		t.Fatalf("got %q", lines)
	}
	if columns(lines[1]) > causeWidth+len("footnote: ") || !strings.HasSuffix(lines[1], "…\n") {
		t.Errorf("the line is %d columns wide: %q", columns(lines[1]), lines[1])
	}
}

// A model that fails is told with its cause on standard error, once, and
// standard output stays what it is.
func TestModelFailureIsTold(t *testing.T) {
	h := newHome(t)
	llm := h.write(t, "llm.toml", "[llm]\nbase_url = \"http://127.0.0.1:1/v1\"\nmodel = \"m\"\ntimeout = \"1s\"\n")
	const question = "Who designed the Kestrel Bridge?"
	for _, args := range [][]string{{"ask", question}, {"ask", "--json", question}, {"chat"}} {
		r := h.footnote(t, question, append([]string{"--config", llm}, args...)...)
		if r.code != exitDone || strings.Count(r.err, "127.0.0.1:1 cannot be reached") != 1 || strings.Contains(r.out, "cannot be reached") {
			t.Errorf("%v: exit %d, %s", args, r.code, r.err)
		}
		if strings.Contains(r.err, "level=") {
			t.Errorf("%v logs without --debug: %s", args, r.err)
		}
	}
	good := h.write(t, "ferry.txt", "The ferry to Loos leaves at noon.\n")
	if r := h.footnote(t, "", "add", good); r.code != exitDone {
		t.Fatal(r.err)
	}
	embedding := h.write(t, "embedding.toml", "[embedding]\nprovider = \"openai\"\nbase_url = \"http://127.0.0.1:1/v1\"\nmodel = \"m\"\ntimeout = \"1s\"\n")
	for _, args := range [][]string{{"ask", "When does the ferry leave?"}, {"search", "ferry"}, {"search", "--json", "ferry"}} {
		r := h.footnote(t, "", append([]string{"--config", embedding}, args...)...)
		if r.code != exitDone || !strings.Contains(r.err, "footnote: question not embedded: ") {
			t.Errorf("%v: exit %d, %s", args, r.code, r.err)
		}
	}
}

// The sample is announced once, however many questions are asked.
func TestChatAnnouncesOnce(t *testing.T) {
	h := newHome(t)
	r := h.footnote(t, "How long is the bridge?\nWho designed the Kestrel Bridge?\nHow often does the ferry leave?\n", "chat")
	if n := strings.Count(r.err+r.out, "built-in sample"); n != 1 {
		t.Errorf("announced %d times: %s", n, r.err)
	}
}
