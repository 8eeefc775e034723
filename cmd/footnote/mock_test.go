package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"footnote/retrieval/llmtest"
)

// mockConfig starts a mock with a script and writes a config that points at it.
func (h home) mockConfig(t *testing.T, script string) string {
	t.Helper()
	return h.write(t, "config.toml", startMock(t, script))
}

// Whatever the model does, the reader sees verified sentences with footnotes, or
// a refusal, and a notice when the model was of no use.
func TestModelMisbehaves(t *testing.T) {
	const question = "How long is the Kestrel Bridge?"
	for _, c := range []struct {
		name, script string
		mode         string
		notice       bool
	}{
		{"honest", "", "generative", false},
		{"invents a number", `{"reply": "The bridge is 812 metres long. [1]"}`, "extractive", true},
		{"cites what is not there", `{"on": "chat", "fault": "cite"}`, "extractive", true},
		{"cites nothing", `{"on": "chat", "fault": "nocite"}`, "extractive", true},
		{"is cut off", `{"on": "chat", "fault": "cut"}`, "", true},
		{"answers in HTML", `{"on": "chat", "fault": "html"}`, "extractive", true},
		{"answers nothing", `{"on": "chat", "fault": "empty"}`, "extractive", true},
		{"is down", `{"on": "chat", "fault": "500"}`, "extractive", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHome(t)
			config := h.mockConfig(t, c.script)
			r := h.footnote(t, "", "ask", "--config", config, "--json", question)
			if r.code != exitDone {
				t.Fatalf("exit %d: %s", r.code, r.err)
			}
			a := conforming(t, r.out, answerShape)[0]
			if a["answered"] != true || c.mode != "" && a["mode"] != c.mode {
				t.Errorf("answered %v in mode %v, want %s: %s", a["answered"], a["mode"], c.mode, r.out)
			}
			if said := a["notice"] != sampleNotice; said != c.notice {
				t.Errorf("the notice is %q", a["notice"])
			}
			if strings.Contains(r.out, "812") {
				t.Error("an invented number was shown")
			}
			checkQuotes(t, h, a)
		})
	}
}

// The command itself: it says how to use it, serves, and ends by a signal as
// done.
func TestMockCommand(t *testing.T) {
	newHome(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, []string{"mock-llm", "--listen", "127.0.0.1:0"}, strings.NewReader(""), in, io.Discard)
		in.Close()
		done <- err
	}()
	lines := bufio.NewScanner(out)
	url := ""
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), `base_url = "`); ok {
			url = strings.TrimSuffix(rest, `"`)
		}
		if strings.HasPrefix(lines.Text(), "# model") {
			break
		}
	}
	resp, err := http.Get(url + "/models")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	if err != nil || !strings.Contains(string(body), llmtest.DefaultModel) {
		t.Errorf("the mock says %s, %v", body, err)
	}
	cancel()
	if err := <-done; exitCode(err) != exitDone {
		t.Errorf("ended with %v", err)
	}
}

func TestMockCommandMistakes(t *testing.T) {
	h := newHome(t)
	script := h.write(t, "script.jsonl", "{\"fault\": \"unheard-of\"}\n")
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--listen", "8089"}, exitUsage, "with a port"},
		{[]string{"--script", "none.jsonl"}, exitUsage, "none.jsonl cannot be read: there is no such file"},
		{[]string{"--script", script}, exitUsage, "unheard-of"},
		{[]string{"--script", h.write(t, "type.jsonl", `{"reply": "x"}`+"\n"+`{"reply": "x", "times": "two"}`)}, exitUsage, "line 2: times must be a whole number"},
		{[]string{"--script", h.write(t, "cut.jsonl", `{"reply": "x"`)}, exitUsage, "line 1: this JSON ends too early"},
		{[]string{"--script", h.write(t, "other.jsonl", `{"reply": nope}`)}, exitUsage, "line 1: this is no JSON from character 12 on"},
		{[]string{"--listen", "203.0.113.1:1"}, exitFailed, "Cannot listen on 203.0.113.1:1"},
	} {
		r := h.footnote(t, "", append([]string{"mock-llm"}, c.args...)...)
		if r.code != c.code || !strings.Contains(r.err, c.want) {
			t.Errorf("%v: exit %d, %s", c.args, r.code, r.err)
		}
	}
}
