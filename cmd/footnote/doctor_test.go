package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"footnote/retrieval/llmtest"
)

func TestModelText(t *testing.T) {
	for key, want := range map[string]string{
		"builtin/small/256/0123456789abcdef": "builtin small, 256 dimensions, file 01234567",
		"openai/org/large/1024/":             "openai org/large, 1024 dimensions",
		"openai/x/3/ab":                      "openai x, 3 dimensions, file ab",
		"":                                   "",
		"what":                               "what",
	} {
		if got := modelText(key); got != want {
			t.Errorf("modelText(%q) = %q, want %q", key, got, want)
		}
	}
}

// A change of model is told by the models' names, and a hash is short.
func TestDoctorNamesModels(t *testing.T) {
	h := newHome(t)
	if r := h.footnote(t, "", "add", h.write(t, "ferry.txt", "The ferry to Loos leaves at noon.\n")); r.code != exitDone {
		t.Fatal(r.err)
	}
	server, err := llmtest.New(llmtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	url, stop, err := server.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	config := h.write(t, "config.toml", fmt.Sprintf("[embedding]\nprovider = \"openai\"\nbase_url = %q\nmodel = %q\n", url, llmtest.DefaultModel))
	r := h.footnote(t, "", "--config", config, "doctor")
	said := strings.Join(strings.Fields(r.out), " ")
	if !strings.Contains(said, "warn vectors the articles are embedded with builtin minilm-static-256, 256 dimensions, file ") ||
		!strings.Contains(said, "the config names openai "+llmtest.DefaultModel+", ") {
		t.Errorf("it said %s", r.out)
	}
	if regexp.MustCompile("[0-9a-f]{16}").MatchString(said) {
		t.Errorf("a whole hash is shown: %s", r.out)
	}
}
